"""How every benchmark measures: ours and the peer in one process, in turn, by CPU time."""

import argparse
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np

# the crystals of the tests serve here too
sys.path.insert(0, str(Path(__file__).parents[1]))

from neighbors.crystals import CRYSTALS  # noqa: F401 - handed on

REPEATS = 3


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Parameters
    ----------
    work, peer : str
    ratio : float
        Of the peer's median CPU time (or memory) to ours; NaN if there is no peer.
    gate, goal : float
        What a noisy machine must show, and what a release claims.
    identity : str
        How far the results agree, or the cost of ours.
    """

    work: str
    peer: str
    ratio: float
    gate: float
    goal: float
    identity: str

    def __str__(self):
        if np.isnan(self.ratio):
            return f"{self.work:44s} {self.peer:34s} {'':37s} {self.identity}"
        mark = "" if self.ratio >= self.gate else "  BELOW THE GATE"
        numbers = f"{self.ratio:7.1f}x  gate {self.gate:g}x, goal {self.goal:g}x"
        return f"{self.work:44s} {self.peer:34s} {numbers:37s} {self.identity}{mark}"


def alone(work, cost):
    """Row of something that has no peer, or whose cost by size is the point."""
    return Row(work, "-", np.nan, np.nan, np.nan, cost)


def cpu_seconds(work):
    """CPU seconds of a call, and its result."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def compare(ours, peer, *, share=1.0, repeats=REPEATS):
    """Ratio of the median CPU times, peer over ours, and the last result of each.

    `share` is the part of the work that the peer is given, where all of it would take hours.
    """
    ours()
    seconds = {ours: [], peer: []}
    for _ in range(repeats):
        for work in (ours, peer):
            used, result = cpu_seconds(work)
            seconds[work].append(used)
            if work is ours:
                mine = result
    return np.median(seconds[peer]) / share / np.median(seconds[ours]), mine, result


def largest_gap(mine, theirs):
    """Largest difference between two lists of arrays, as text."""
    gap = max(np.abs(a - b).max() for a, b in zip(mine, theirs, strict=True))
    return "identical" if gap == 0 else f"to {gap:.0e}"


def run(benchmarks, *, quick=False):
    """Run benchmarks and print a line for each row as soon as it is known.

    Parameters
    ----------
    benchmarks : iterable of callable
        Each takes `quick` and yields rows.
    quick : bool
        Less work: the ratios are rougher.

    Returns
    -------
    list of Row
    """
    from threadpoolctl import threadpool_limits

    warnings.simplefilter("ignore")
    rows = []
    # CPU time also counts threads that wait for work
    with threadpool_limits(1):
        for benchmark in benchmarks:
            for row in benchmark(quick):
                print(row, flush=True)
                rows.append(row)
    return rows


def main(benchmarks, description):
    """Command line of one file of benchmarks."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("names", nargs="*", help="only benchmarks whose name contains one of these")
    parser.add_argument("--quick", action="store_true", help="less work, rougher ratios")
    options = parser.parse_args()
    chosen = [
        b for b in benchmarks if not options.names or any(n in b.__name__ for n in options.names)
    ]
    rows = run(chosen, quick=options.quick)
    compared = [row for row in rows if not np.isnan(row.ratio)]
    below = [row.work for row in compared if row.ratio < row.gate]
    reached = sum(row.ratio >= row.goal for row in compared)
    print(
        f"\n{len(compared)} comparisons: {reached} at the goal, {len(below)} below the gate", *below
    )

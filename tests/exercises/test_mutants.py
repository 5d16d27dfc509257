"""Mechanical changes of the solutions are noticed by a visible or a hidden case."""

import signal
import warnings
from contextlib import contextmanager

import pytest

from .bench import STEPS, bench_of
from .mutants import mutants

ENOUGH = 0.95

_OTHER_FOREST = ("4 -> 5", "Div -> Mult", "0 -> 1", "1 -> 2", "3 -> 4")
# Not a mistake: the result is the same for every input that the question allows.
EQUIVALENT = {
    "1-report": dict.fromkeys(
        [f"line 6: {change}" for change in ("5 -> 6", "0 -> 1")]
        + [f"line 9: {change}" for change in _OTHER_FOREST],
        "another seed, number of folds or model",
    ),
    "2-report": dict.fromkeys(
        [f"line 8: {change}" for change in ("5 -> 6", "0 -> 1")]
        + [f"line 13: {change}" for change in _OTHER_FOREST],
        "another seed, number of folds or model",
    ),
    "3-report": dict.fromkeys(
        [f"line 5: {change}" for change in ("5 -> 6", "0 -> 1")]
        + [f"line 8: {n} -> {n + 1}" for n in (0.0001, 1.0, 2.0, 4.0)],
        "another seed, number of folds or model",
    ),
    "3-soap": {
        "line 4: 4 -> 5": "a finer basis, the same sites",
        "line 4: 3 -> 4": "a finer basis, the same sites",
        "line 7: abs left out": "entries of a SOAP vector with itself are the largest, and positive",
    },
    "4-pipeline": {
        "line 4: 4 -> 5": "a finer basis",
        "line 4: 3 -> 4": "a finer basis",
    },
    "3-neighbors": {
        "line 4: Div -> Mult": "more images than needed",
        "line 5: Div -> Mult": "more images than needed, in any cell higher than 1 Å",
        "line 5: 1 -> 2": "more images than needed",
        "line 5: ceil left out": "one more is added anyway",
        "line 6: 1 -> 2": "more images than needed",
        "line 8: Add -> Sub": "the shifts come with both signs",
        "line 9: 1 -> 2": "NumPy takes any negative number for the length that is left open",
        "line 10: 1e-08 -> 1.00000001": "no two atoms are nearer than 1 Å",
    },
    "3-pool": {"line 4: 1 -> 2": "the last bin begins at that edge"},
    "3-tune": {"line 9: 3 -> 4": "other parts of the training part"},
}


def solution(notebook, step):
    bench = bench_of(notebook)
    source = bench.cells[bench.position[step]]["source"]
    # few trees and settings: what is tried is the report around the model
    quick = source.replace("Regressor(60", "Regressor(4").replace("(1e-6, 1e-4, 1e-2)", "(1e-4,)")
    return quick.replace("### BEGIN SOLUTION", "").replace("### END SOLUTION", "")


@contextmanager
def time_limit(seconds):
    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def survivors(notebook, step):
    alive, tried = [], 0
    for label, source in mutants(solution(notebook, step)):
        if label in EQUIVALENT.get(step, ()):
            continue
        tried += 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                with time_limit(20):
                    right = bench_of(notebook).run(step, source).right
            except (TimeoutError, MemoryError):
                right = False
        if right:
            alive.append(f"{step}, {label}")
    return alive, tried


@pytest.mark.slow
def test_mutants_are_caught():
    alive, tried = [], 0
    for notebook, steps in STEPS.items():
        for step in steps:
            found, n = survivors(notebook, step)
            alive, tried = alive + found, tried + n
    assert tried > 100
    assert len(alive) <= (1 - ENOUGH) * tried, "\n".join(
        [f"{len(alive)} of {tried} survive", *alive]
    )

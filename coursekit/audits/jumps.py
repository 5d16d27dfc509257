"""Does the vector jump when an atom moves a little, and at which distance?"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coursekit.audits import limits
from coursekit.audits.crystals import displaced, scaled
from coursekit.neighbors import neighbor_list
from coursekit.structures import structure_id

_FINE, _COARSE = 31, 11  # steps of a path
_MOVED, _SWOLLEN = "one atom displaced", "the crystal swollen"
_OUT_OF_PLACE = "one atom leaving the site where symmetry holds it"


@dataclass(frozen=True)
class Jump:
    """Where the vector is not continuous: size in spreads, crystal, distances between atoms, path."""

    size: float
    worst: str
    distances: np.ndarray
    path: str


def find_jumps(view, *, thorough=True):
    """Largest jump on each of several paths, largest first."""
    steps = _FINE if thorough else _COARSE
    probes = sorted(view.probes, key=lambda probe: -len(probe.composition))
    seed, paths = view.bench.seed, []
    for number, probe in enumerate(probes[: 2 if thorough else 1]):
        paths.append((_MOVED, probe, displaced(probe, seed + number, 0.7)))
        paths.append((_SWOLLEN, probe, _swelling(probe)))
    ordered = [s for s in view.bench.structures if s.is_ordered]
    if thorough and ordered:
        ideal = min(ordered, key=len)
        paths.append((_OUT_OF_PLACE, ideal, displaced(ideal, seed, 0.3)))
    found = [_largest(view, name, crystal, path, steps) for name, crystal, path in paths]
    return sorted((jump for jump in found if jump), key=lambda jump: -jump.size)


def _swelling(structure):
    return lambda t: scaled(structure, 0.92 + 0.2 * t)


def _largest(view, name, crystal, path, steps):
    """The largest jump on a path, or None."""
    times = np.linspace(0.0, 1.0, steps)
    rows = _rows(view, [path(t) for t in times])
    changes = [_step(view, a, b) for a, b in pairwise(rows)]
    best, there = max(limits.JUMP, 20 * view.tolerance), None
    for k in np.argsort(changes)[::-1][: 3 if steps == _FINE else 1]:
        if changes[k] <= best:
            break
        size, time = _bisect(view, path, times[k : k + 2], rows[k : k + 2], best)
        if size > best:
            best, there = size, path(time)
    if there is None:
        return None
    return Jump(best, structure_id(crystal), _distances(there, name != _SWOLLEN), name)


def _bisect(view, path, times, rows, least):
    """Follow the larger half down to a point; what is left there is the jump."""
    (low, high), (below, above) = times, rows
    size = _step(view, below, above)
    for _ in range(limits.HALVINGS):
        middle = (low + high) / 2
        (row,) = _rows(view, [path(middle)])
        left, right = _step(view, below, row), _step(view, row, above)
        if left >= right:
            high, above, size = middle, row, left
        else:
            low, below, size = middle, row, right
        if size < least:
            break
    return size, (low + high) / 2


def _rows(view, crystals):
    """Vectors; None where a crystal is refused, as one without neighbours may be."""
    try:
        return view.describe(crystals)
    except Exception:
        if len(crystals) == 1:
            return [None]
        return [row for crystal in crystals for row in _rows(view, [crystal])]


def _step(view, before, after):
    return 0.0 if before is None or after is None else view.ruler.distance(before, after)


def _distances(structure, moved_only):
    pairs = neighbor_list(structure, limits.JUMP_REACH)
    mine = (pairs.centers == 0) & (pairs.neighbors != 0)
    return np.unique(pairs.distances[mine] if moved_only else pairs.distances)


def name_distance(jumps, r_cut=None):
    """The distance at which the jumps happen, Å; None if no single one explains two of them."""
    candidates = jumps[0].distances
    if r_cut is not None and _has(candidates, r_cut):
        return r_cut
    shared = [sum(_has(jump.distances, d) for jump in jumps[1:]) for d in candidates]
    return float(candidates[int(np.argmax(shared))]) if any(shared) else None


def _has(distances, value):
    # the bisection ends at 1e-10 Å; a wider match would be chance
    return bool(len(distances)) and np.abs(distances - value).min() < 2e-9

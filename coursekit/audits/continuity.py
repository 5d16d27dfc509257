"""Does the vector jump when an atom moves a little, and at which distance?"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coursekit.audits.probes import scaled, with_lattice
from coursekit.neighbors import neighbor_list
from coursekit.structures import structure_id

_GRID = 41
_COARSE = 11
_HALVINGS = 34
SMALLEST_JUMP = 2e-3  # of the spread between crystals; what a smooth cutoff leaves is below
_REACH = 9.0  # Å
_MOVED = "one atom displaced"
_SWOLLEN = "the crystal swollen"
_OUT_OF_PLACE = "one atom leaving the site where symmetry holds it"


@dataclass(frozen=True)
class Jump:
    """A place where the vector is not continuous.

    Parameters
    ----------
    size : float
        Change of the vector across it, in units of the spread between crystals.
    worst : str
        Id of the crystal.
    distances : (n,) array
        Distances between atoms at that moment, Å: one of them is where it happens.
    path : str
        What was moved.
    """

    size: float
    worst: str
    distances: np.ndarray
    path: str


def find_jumps(subject, *, thorough=True):
    """Largest jump on each of several paths: one atom displaced, the crystal swollen, and an atom
    that leaves the place where symmetry holds it.

    Parameters
    ----------
    subject : Subject
    thorough : bool
        Three crystals in fine steps; else one in coarse ones, for a jump that nobody denies.

    Returns
    -------
    list of Jump
    """
    found = []
    grid = _GRID if thorough else _COARSE
    # where all atoms are of one element, a jump in what the neighbours are does not show
    by_elements = sorted(subject.probes, key=lambda probe: -len(probe.composition))
    for number, probe in enumerate(by_elements[: 3 if thorough else 1]):
        for name, path in _paths(probe, subject.seed + number).items():
            found += _jump(subject, name, probe, path, grid)
    if not thorough:
        return sorted(found, key=lambda jump: -jump.size)
    ideal = min((s for s in subject.structures if s.is_ordered), key=len)
    found += _jump(subject, _OUT_OF_PLACE, ideal, _displaced(ideal, subject.seed, 0.3), grid)
    return sorted(found, key=lambda jump: -jump.size)


def _jump(subject, name, crystal, path, grid):
    """The largest jump on a path, in a list; empty if there is none."""
    found = _find_on(subject, path, grid)
    if not found:
        return []
    size, there = found
    distances = _distances(there, moved_only=name != _SWOLLEN)
    return [Jump(size, structure_id(crystal), distances, name)]


def name_distance(jumps, r_cut=None):
    """The distance at which the jumps happen.

    Parameters
    ----------
    jumps : list of Jump
        Largest first.
    r_cut : float, optional
        Declared cutoff, Å.

    Returns
    -------
    float or None
        Å; None if no single distance explains two of them.
    """
    candidates = jumps[0].distances
    if r_cut is not None and _has(candidates, r_cut):
        return r_cut
    shared = [sum(_has(jump.distances, d) for jump in jumps[1:]) for d in candidates]
    return float(candidates[int(np.argmax(shared))]) if any(shared) else None


def _has(distances, value):
    # the bisection ends at 1e-10 Å; a wider match would be chance
    return bool(len(distances)) and np.abs(distances - value).min() < 2e-9


def _paths(structure, seed):
    return {
        _MOVED: _displaced(structure, seed, 0.7),
        _SWOLLEN: lambda t: scaled(structure, 0.92 + 0.2 * t),
    }


def _displaced(structure, seed, length):
    """Path of the first atom, so long in Å, in some direction."""
    step = np.random.default_rng(seed).normal(size=3)
    step *= length / np.linalg.norm(step)
    inverse = np.linalg.inv(structure.lattice.matrix)

    def at(t):
        coords = structure.frac_coords.copy()
        coords[0] += t * step @ inverse
        return with_lattice(structure, lambda matrix: matrix, coords)

    return at


def _find_on(subject, path, grid):
    """(size, crystal) of the largest jump on a path, or None."""
    times = np.linspace(0.0, 1.0, grid)
    rows = [_row(subject, path(t)) for t in times]
    steps = [_step(subject, a, b) for a, b in pairwise(rows)]
    limit = max(SMALLEST_JUMP, 20 * subject.tolerance)
    best = None
    for k in np.argsort(steps)[::-1][: 3 if grid == _GRID else 1]:
        if steps[k] <= max(limit, best[0] if best else 0.0):
            break
        size, time = _bisect(subject, path, times[k : k + 2], rows[k : k + 2])
        if size > max(limit, best[0] if best else 0.0):
            best = size, path(time)
    return best


def _bisect(subject, path, times, rows):
    """Follow the larger half down to a point; what is left there is the jump."""
    (low, high), (below, above) = times, rows
    size = _step(subject, below, above)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        row = _row(subject, path(middle))
        left, right = _step(subject, below, row), _step(subject, row, above)
        if left >= right:
            high, above, size = middle, row, left
        else:
            low, below, size = middle, row, right
        if size < SMALLEST_JUMP:
            break
    return size, (low + high) / 2


def _row(subject, structure):
    try:
        return subject.describe([structure])[0]
    except Exception:
        # a crystal without neighbours may be refused: the path ends there
        return None


def _step(subject, before, after):
    if before is None or after is None:
        return 0.0
    return subject.ruler.distance(before, after)


def _distances(structure, moved_only):
    pairs = neighbor_list(structure, _REACH)
    mine = (pairs.centers == 0) & (pairs.neighbors != 0)
    return np.unique(pairs.distances[mine] if moved_only else pairs.distances)

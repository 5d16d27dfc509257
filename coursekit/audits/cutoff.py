"""Which cutoff does a pipeline have, how far does it see, and where is the nearest neighbour?"""

import inspect

import numpy as np

from coursekit.audits import limits

CUTOFF_NAMES = ("r_cut", "rcut", "r_c", "cutoff_radius", "cutoff", "r_max", "radius", "cutoffs")
_DISTANCES = np.array([1.2, 1.6, 2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 4.5, 5.0, 5.5, 6.0, 7.0, 8.0, 10.0])
_BOX, _BOND, _STEP = 24.0, 1.8, 0.02  # Å


def cutoff_key(params):
    """Name of the parameter that is the cutoff, for `set_params`."""
    lengths = [key for key, value in params.items() if _is_length(value)]
    named = ((name, key) for name in CUTOFF_NAMES for key in lengths)
    return next((key for name, key in named if key.split("__")[-1] == name), None)


def _is_length(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


def declared_cutoff(steps):
    """Largest cutoff that the objects hold, Å: parameters, attributes, what a function uses."""
    return max((radius for step in steps for radius in _radii(step, depth=2)), default=None)


def _radii(thing, depth):
    inside = _used_by(thing) if inspect.isfunction(thing) else getattr(thing, "__dict__", {})
    found = [_radius(inside[key]) for key in inside if key.lstrip("_") in CUTOFF_NAMES]
    found = [radius for radius in found if radius]
    if found or not depth:
        return found
    others = [value for value in inside.values() if hasattr(value, "__dict__")]
    others = [v for v in others if not inspect.ismodule(v) and not inspect.isclass(v)]
    return [radius for value in others for radius in _radii(value, depth - 1)]


def _used_by(function):
    """What a function reads from its closure, its defaults and its module."""
    try:
        used = inspect.getclosurevars(function)
    except (TypeError, ValueError):
        return {}
    params = inspect.signature(function).parameters.values()
    defaults = {p.name: p.default for p in params if p.default is not p.empty}
    return {**used.globals, **used.nonlocals, **defaults}


def _radius(value):
    """Å; ASE holds a radius for each atom, and two atoms are neighbours within their sum."""
    if _is_length(value):
        return float(value)
    many = isinstance(value, list | tuple | np.ndarray) and np.ndim(value) == 1 and len(value)
    if many and all(_is_length(v) for v in np.asarray(value, dtype=object).tolist()):
        return 2 * float(max(value))
    return None


def receptive_field(bench, describe):
    """Largest distance at which moving one atom still changes the vector, Å; None if not described."""
    first = bench.probes[0]
    found = _reach(describe, first)
    if found == 0.0 and bench.sees_structure:
        known, others = set(first.composition), []
        for structure in bench.structures:
            if structure.is_ordered and not set(structure.composition) <= known:
                known |= set(structure.composition)
                others.append(structure)
        reaches = [_reach(describe, crystal) for crystal in others[: limits.REACH_CRYSTALS]]
        found = max([found, *(reach for reach in reaches if reach is not None)])
    return found


def _reach(describe, crystal):
    """Largest distance for a pair of the crystal's elements."""
    seen = _seen(describe, crystal)
    if all(answer is None for answer in seen):
        return None
    last = max((k for k, answer in enumerate(seen) if answer), default=None)
    if last is None:
        return 0.0
    if last == len(_DISTANCES) - 1:
        return float("inf")
    return float((_DISTANCES[last] + _DISTANCES[last + 1]) / 2)


def _seen(describe, crystal):
    """For each distance whether the step shows; None where it is refused."""
    pairs = [[_three(crystal, d + step) for step in (0.0, _STEP)] for d in _DISTANCES]
    try:
        rows = describe([three for pair in pairs for three in pair])
        return [_differ(*rows[2 * k : 2 * k + 2]) for k in range(len(pairs))]
    except Exception:
        return [_try(describe, pair) for pair in pairs]


def _try(describe, pair):
    try:
        return _differ(*describe(pair))
    except Exception:
        return None


def _differ(near, far):
    if near.shape != far.shape:
        return None
    near, far = np.nan_to_num(near), np.nan_to_num(far)
    size = max(np.abs(near).max(initial=0.0), 1e-12)
    return bool(np.abs(far - near).max(initial=0.0) > 1e-7 * size)


def _three(crystal, distance):
    from pymatgen.core import Lattice, Structure

    species = [crystal[0].specie, crystal[-1].specie, crystal[0].specie]
    coords = _BOX / 3 + np.array([[0.0, 0.0, 0.0], [0.0, _BOND, 0.0], [distance, 0.0, 0.0]])
    return Structure(Lattice.cubic(_BOX), species, coords, coords_are_cartesian=True)


def nearest_neighbors(structure):
    """Distance of every site to its nearest neighbour, Å; infinite beyond 12 Å."""
    for reach in (3.5, 6.0, 12.0):
        first, _, _, distances = structure.get_neighbor_list(reach)
        nearest = np.full(len(structure), np.inf)
        np.minimum.at(nearest, first, distances)
        if np.isfinite(nearest).all():
            break
    return nearest

"""How far does the pipeline see? Measured by moving one atom."""

import numpy as np

_DISTANCES = np.array([1.2, 1.6, 2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 4.5, 5.0, 5.5, 6.0, 7.0, 8.0, 10.0])
_BOX = 24.0  # Å
_BOND = 1.8  # Å
_STEP = 0.02  # Å


def receptive_field(subject):
    """Largest distance at which moving one atom still changes the vector.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    float or None
        Å, half way between the last distance at which the move shows and the next of the grid; 0 if
        none shows; infinite beyond 10 Å; None if the atoms cannot be described.

    Notes
    -----
    A third atom stands near a pair in a box of 24 Å and takes a step of 0.02 Å: a pair for the
    distances, a third atom for the angles.
    """
    answers = 0
    for k in range(len(_DISTANCES) - 1, -1, -1):
        seen = _is_seen(subject, _DISTANCES[k])
        if seen and k == len(_DISTANCES) - 1:
            return float("inf")
        if seen:
            return float((_DISTANCES[k] + _DISTANCES[k + 1]) / 2)
        answers += seen is not None
    return 0.0 if answers else None


def _is_seen(subject, distance):
    try:
        near, far = subject.describe([_three(subject, d) for d in (distance, distance + _STEP)])
    except Exception:
        return None
    if near.shape != far.shape:
        return None
    size = max(np.abs(near).max(initial=0.0), 1e-12)
    return bool(np.abs(far - near).max(initial=0.0) > 1e-7 * size)


def _three(subject, distance):
    from pymatgen.core import Lattice, Structure

    probe = subject.probes[0]
    species = [probe[0].specie, probe[-1].specie, probe[0].specie]
    coords = _BOX / 3 + np.array([[0.0, 0.0, 0.0], [0.0, _BOND, 0.0], [distance, 0.0, 0.0]])
    return Structure(Lattice.cubic(_BOX), species, coords, coords_are_cartesian=True)


def nearest_neighbor(structures):
    """Smallest distance between atoms in all crystals: the least that a cutoff has to reach.

    Parameters
    ----------
    structures : list of pymatgen Structure

    Returns
    -------
    distance : float
        Å.
    position : int
        Which structure has it.
    """
    found = [_nearest(structure) for structure in structures]
    return min(found), int(np.argmin(found))


def _nearest(structure):
    for reach in (3.0, 6.0, 12.0):
        distances = structure.get_neighbor_list(reach)[3]
        if len(distances):
            return float(distances.min())
    return float("inf")

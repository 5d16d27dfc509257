"""How far does the pipeline see? Measured by moving one atom."""

import numpy as np

from coursekit.audits.measure import Ruler
from coursekit.audits.probes import scaled

_DISTANCES = np.array([1.2, 1.6, 2.0, 2.4, 2.8, 3.2, 3.6, 4.0, 4.5, 5.0, 5.5, 6.0, 7.0, 8.0, 10.0])
_BOX = 24.0  # Å
_BOND = 1.8  # Å
_STEP = 0.02  # Å
_MOST_TRIED = 12  # crystals


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
    distances, a third atom for the angles. Other elements are tried where the first show nothing.
    """
    found = _reach(subject, subject.probes[0])
    if found == 0.0 and subject.sees_structure:
        others = [_reach(subject, crystal) for crystal in _of_new_elements(subject)]
        found = max([found, *(reach for reach in others if reach is not None)])
    return found


def answers_to_swelling(subject):
    """Whether any crystal's own vector changes when its lengths do: some see only certain elements.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    bool
        False if the swollen crystals are refused.
    """
    crystals = [s for s in subject.structures if s.is_ordered]
    try:
        before = subject.describe(crystals)
        after = subject.describe([scaled(s, 1.05) for s in crystals])
    except Exception:
        return False
    return Ruler([*before, *after]).worst(before, after)[0] > subject.tolerance


def _of_new_elements(subject):
    """A few crystals, each with elements that those before do not have."""
    known, chosen = set(subject.probes[0].composition), []
    for structure in subject.structures:
        if structure.is_ordered and not set(structure.composition) <= known:
            known |= set(structure.composition)
            chosen.append(structure)
    return chosen[:_MOST_TRIED]


def _reach(subject, crystal):
    """Largest distance for a pair of the crystal's elements."""
    answers = 0
    for k in range(len(_DISTANCES) - 1, -1, -1):
        seen = _is_seen(subject, crystal, _DISTANCES[k])
        if seen and k == len(_DISTANCES) - 1:
            return float("inf")
        if seen:
            return float((_DISTANCES[k] + _DISTANCES[k + 1]) / 2)
        answers += seen is not None
    return 0.0 if answers else None


def _is_seen(subject, crystal, distance):
    try:
        near, far = subject.describe([_three(crystal, d) for d in (distance, distance + _STEP)])
    except Exception:
        return None
    if near.shape != far.shape:
        return None
    size = max(np.abs(near).max(initial=0.0), 1e-12)
    return bool(np.abs(far - near).max(initial=0.0) > 1e-7 * size)


def _three(crystal, distance):
    from pymatgen.core import Lattice, Structure

    species = [crystal[0].specie, crystal[-1].specie, crystal[0].specie]
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

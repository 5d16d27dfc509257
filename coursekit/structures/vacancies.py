"""Atoms missing: a share of one element taken at random, and one or two oxygens out of MgO."""

import numpy as np

from coursekit.structures.identity import set_id
from coursekit.structures.prototypes import make_rocksalt
from coursekit.structures.transform import supercell

_WORST_ROUNDING = 0.02
PATTERNS = ("isolated", "adjacent", "far")


def remove_random(structure, *, species, fraction, seed=0):
    """Crystal with a random share of one element's atoms missing.

    Parameters
    ----------
    structure : pymatgen Structure
        Usually a supercell.
    species : str
        Element to take from, such as "O".
    fraction : float
        Share of its atoms to take, from 0 to 1; rounded to whole atoms, but refused if that
        changes it by more than 0.02 or leaves no vacancy at all.
    seed : int
        Fixes which atoms go.

    Returns
    -------
    pymatgen Structure
        The remaining sites in their order, not relaxed.

    Raises
    ------
    ValueError
        If the element is absent, or `fraction` is out of range or cannot be met by whole atoms.
    """
    candidates = [i for i, site in enumerate(structure) if site.specie.symbol == species]
    count = _whole_atoms(structure, species, fraction, len(candidates))
    chosen = np.random.default_rng(seed).choice(len(candidates), size=count, replace=False)
    remaining = structure.copy()
    remaining.properties = dict(structure.properties or {})
    remaining.remove_sites([candidates[int(i)] for i in chosen])
    return remaining


def make_mgo_vacancies(pattern="adjacent", *, scaling=(4, 4, 4)):
    """MgO with one oxygen missing, two neighbouring ones, or two as far apart as the cell allows.

    Parameters
    ----------
    pattern : {"isolated", "adjacent", "far"}
        One vacancy; two on nearest oxygen sites; two at the greatest distance.
    scaling : tuple of 3 int
        Repeats of the cubic eight-atom cell, each at least 2.

    Returns
    -------
    pymatgen Structure
        Not relaxed.

    Raises
    ------
    ValueError
        If `pattern` is unknown, or `scaling` so small that far vacancies share a magnesium.

    Notes
    -----
    Each vacancy takes one neighbour from six Mg, near or far, so "adjacent" and "far" have the
    same mean coordination. The histograms differ: two Mg between adjacent vacancies lose two
    neighbours each. In the default cell of 256 Mg the mean is 6 - 12/256 = 5.953125; adjacent
    vacancies leave 2, 8 and 246 Mg with 4, 5 and 6 neighbours, far ones 0, 12 and 244.

    References
    ----------
    R. W. G. Wyckoff, Crystal Structures, 2nd edition, volume 1, Interscience, New York (1963).

    Examples
    --------
    >>> make_mgo_vacancies("far").composition.formula
    'Mg256 O254'
    """
    if pattern not in PATTERNS:
        raise ValueError(f"`pattern` is {pattern!r}; it must be one of {', '.join(PATTERNS)}")
    if min(scaling) < 2:
        raise ValueError(
            f"`scaling` is {tuple(scaling)}; it must be at least 2 along each axis, or a vacancy "
            "meets its own image"
        )
    crystal = supercell(make_rocksalt("Mg"), scaling)
    oxygens = [i for i, site in enumerate(crystal) if site.specie.symbol == "O"]
    distances = crystal.distance_matrix[oxygens[0], oxygens]
    second = {"isolated": 0, "adjacent": np.argsort(distances)[1], "far": distances.argmax()}[
        pattern
    ]
    crystal.remove_sites(sorted({oxygens[0], oxygens[int(second)]}))
    return set_id(crystal, f"MgO-{'x'.join(map(str, scaling))}-vacancies-{pattern}")


def make_random_mgo_vacancies(fraction=0.02, *, scaling=(4, 4, 4), seed=0):
    """MgO with a share of its oxygens missing at random.

    Parameters
    ----------
    fraction : float
        Share of the oxygen sites that are vacant, from 0 to 1; rounded to whole atoms, see
        `remove_random`.
    scaling : tuple of 3 int
        Repeats of the cubic eight-atom cell.
    seed : int
        Fixes which oxygens go.

    Returns
    -------
    pymatgen Structure
        Not relaxed.

    Raises
    ------
    ValueError
        If `fraction` is out of range, or not to be met by whole atoms.

    References
    ----------
    R. W. G. Wyckoff, Crystal Structures, 2nd edition, volume 1, Interscience, New York (1963).
    """
    crystal = supercell(make_rocksalt("Mg"), scaling)
    vacant = remove_random(crystal, species="O", fraction=fraction, seed=seed)
    size = "x".join(map(str, scaling))
    return set_id(vacant, f"MgO-{size}-vacancies-{fraction:g}-seed{seed}")


def _whole_atoms(structure, species, fraction, available):
    """Number of atoms to take, if whole atoms come close to the fraction."""
    formula = structure.composition.reduced_formula
    if not available:
        raise ValueError(f"`species` is {species!r}, of which {formula} has no atom")
    if not 0 <= fraction <= 1:
        raise ValueError(f"`fraction` is {fraction}; it must be between 0 and 1")
    count = round(fraction * available)
    if (fraction and not count) or abs(count / available - fraction) > _WORST_ROUNDING:
        raise ValueError(
            f"a fraction of {fraction:g} of the {available} {species} atoms of {formula} is "
            f"{fraction * available:g} atoms, too far from a whole number; use a larger supercell"
        )
    return count

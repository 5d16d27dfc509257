"""The zoo's crystals: small, with polymorphs, and energies that follow a simple rule."""

from functools import lru_cache

import numpy as np

from coursekit.structures import (
    make_anatase,
    make_cesium_chloride,
    make_perovskite,
    make_rocksalt,
    make_rutile,
    make_wurtzite,
    make_zincblende,
    set_id,
)

_EDGES = {
    ("Mg", "O"): 4.21,
    ("Ca", "O"): 4.81,
    ("Zn", "O"): 4.28,
    ("Cd", "O"): 4.70,
    ("Mg", "S"): 5.20,
    ("Zn", "S"): 5.10,
}
_KINDS = {
    "rocksalt": (make_rocksalt, 1.0),
    "zincblende": (make_zincblende, 1.09),
    "cscl": (make_cesium_chloride, 0.61),
}
_REACH = 5.0  # Å


@lru_cache(maxsize=1)
def zoo_crystals():
    """Twenty-one crystals of two to twelve sites.

    Returns
    -------
    tuple of pymatgen Structure
        Six compounds AB in three structures each, rutile, anatase and a perovskite.
    """
    crystals = [_binary(pair, kind) for pair in _EDGES for kind in _KINDS]
    others = [make_rutile(), make_anatase(), make_perovskite()]
    return tuple(crystals + [_primitive(s) for s in others])


def _binary(pair, kind):
    make, factor = _KINDS[kind]
    crystal = make(pair[0], anion=pair[1], a=_EDGES[pair] * factor)
    return set_id(crystal.get_primitive_structure(), f"{pair[0]}{pair[1]}-{kind}")


def _primitive(structure):
    return set_id(structure.get_primitive_structure(), structure.properties["id"])


def toy_energy(structure):
    """Energy per atom of a crystal whose pairs attract by electronegativity and repel by nearness.

    Parameters
    ----------
    structure : pymatgen Structure

    Returns
    -------
    float
        Made up, in eV per atom: half the sum over pairs of a smooth function, plus a term for each
        element.
    """
    from coursekit.neighbors import cosine_cutoff, neighbor_list

    pairs = neighbor_list(structure, _REACH)
    pull = np.array([site.specie.X for site in structure])
    contrast = (pull[pairs.centers] - pull[pairs.neighbors]) ** 2
    bond = 8.0 * np.exp(-pairs.distances / 0.9) - 0.35 * contrast * np.exp(-pairs.distances / 2.5)
    bonds = 0.5 * (bond * cosine_cutoff(pairs.distances, r_cut=_REACH)).sum() / len(structure)
    return float(bonds - 1.2 * (pull**2).mean())


@lru_cache(maxsize=1)
def zoo_energies():
    """Toy energies of the zoo's crystals.

    Returns
    -------
    tuple of float
    """
    return tuple(toy_energy(structure) for structure in zoo_crystals())


def usual_case():
    """Crystals and energies, folds left to the audits.

    Returns
    -------
    structures : list of pymatgen Structure
    targets : (n,) array
    splits : None
    """
    return list(zoo_crystals()), np.array(zoo_energies()), None


def small_case():
    """Six crystals without targets, as the exercise uses them.

    Returns
    -------
    list of pymatgen Structure
    """
    return [
        make_rocksalt(),
        make_rutile(),
        make_anatase(),
        make_wurtzite(),
        make_zincblende(),
        make_perovskite(),
    ]

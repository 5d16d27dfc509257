"""The zoo's crystals: small, with polymorphs, and energies that follow a simple rule."""

from functools import lru_cache

import numpy as np
from sklearn.model_selection import KFold

from coursekit.structures import (
    make_anatase,
    make_cesium_chloride,
    make_perovskite,
    make_rocksalt,
    make_rutile,
    make_wurtzite,
    make_zincblende,
    set_id,
    supercell,
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
    """Six compounds AB in three structures each, rutile, anatase and a perovskite."""
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
    """Made-up energy, eV per atom: pairs attract by electronegativity and repel by nearness."""
    from coursekit.neighbors import cosine_cutoff, neighbor_list

    pairs = neighbor_list(structure, _REACH)
    pull = np.array([site.specie.X for site in structure])
    contrast = (pull[pairs.centers] - pull[pairs.neighbors]) ** 2
    bond = 8.0 * np.exp(-pairs.distances / 0.9) - 0.35 * contrast * np.exp(-pairs.distances / 2.5)
    bonds = 0.5 * (bond * cosine_cutoff(pairs.distances, r_cut=_REACH)).sum() / len(structure)
    return float(bonds - 1.2 * (pull**2).mean())


@lru_cache(maxsize=1)
def zoo_energies():
    """Toy energies of the zoo's crystals."""
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


def _with_energies(write):
    """The usual crystals, with what `write(crystal, energy)` writes on them, as many a download has."""
    structures, y, splits = usual_case()
    copies = [structure.copy() for structure in structures]
    for copy, structure, energy in zip(copies, structures, y, strict=True):
        copy.properties = dict(structure.properties)
        write(copy, float(energy))
    return copies, y, splits


def labelled_case():
    """The energy in the metadata."""
    return _with_energies(lambda s, energy: s.properties.update(energy=energy))


def site_energies_case():
    """The energy on every site."""
    return _with_energies(lambda s, energy: s.add_site_property("energy", [energy] * len(s)))


@lru_cache(maxsize=1)
def _with_supercells():
    structures, y, _ = usual_case()
    doubles = [
        set_id(supercell(s, (1, 1, 2)), f"{s.properties['id']}-double") for s in structures[:9]
    ]
    return structures + doubles, np.concatenate([y, y[:9]])


def leaky_case():
    """Cells and their supercells, divided at random."""
    structures, y = _with_supercells()
    return structures, y, list(KFold(5, shuffle=True, random_state=0).split(structures))


def stacking_case():
    """Zincblende and wurtzite, equal to the second shell, with a property of the stacking."""
    edges = {"ZnO": 4.6, "ZnS": 5.41, "CdS": 5.82, "CdO": 5.1, "MgS": 5.6, "BeO": 3.8}
    structures, y = [], []
    for k, (formula, a) in enumerate(edges.items()):
        cation, anion = formula[:2], formula[2:]
        ideal = {"a": a / 2**0.5, "c": a / 2**0.5 * (8 / 3) ** 0.5, "u": 0.375}
        for crystal, value in (
            (make_zincblende(cation, anion=anion, a=a).get_primitive_structure(), 1.0),
            (make_wurtzite(cation, anion=anion, **ideal), 3.0),
        ):
            structures.append(set_id(crystal, f"{formula}-{len(crystal)}"))
            y.append(value + 0.05 * k)
    return structures, np.array(y), None


def volume_case():
    """The volume per atom as target."""
    structures, _, _ = usual_case()
    return structures, np.array([s.volume / len(s) for s in structures]), None

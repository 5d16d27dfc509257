"""Crystals that the apps offer, and what one of their sites sees."""

from dataclasses import dataclass

import numpy as np

from coursekit.neighbors import equivalent_sites, neighbor_list_of_arrays
from coursekit.structures import (
    make_anatase,
    make_bcc,
    make_brookite,
    make_diamond,
    make_fcc,
    make_hcp,
    make_perovskite,
    make_quartz,
    make_rocksalt,
    make_rutile,
    make_spinel,
)

CRYSTALS = {
    "rutile TiO₂": make_rutile,
    "anatase TiO₂": make_anatase,
    "brookite TiO₂": make_brookite,
    "rock salt MgO": make_rocksalt,
    "perovskite SrTiO₃": make_perovskite,
    "spinel MgAl₂O₄": make_spinel,
    "quartz SiO₂": make_quartz,
    "diamond": make_diamond,
    "fcc copper": make_fcc,
    "bcc iron": make_bcc,
    "hcp magnesium": make_hcp,
}
"""Makers by the name in the menu."""


class Shelf:
    """Crystals by name, each made when it is first wanted."""

    def __init__(self, crystals):
        self._crystals = dict(crystals)
        self._sites = {}

    def __iter__(self):
        return iter(self._crystals)

    def __getitem__(self, name):
        if callable(self._crystals[name]):
            self._crystals[name] = self._crystals[name]()
        return self._crystals[name]

    def sites(self, name):
        """One site of each kind of a crystal, for a menu: label and index."""
        if name not in self._sites:
            structure = self[name]
            kinds = equivalent_sites(structure).representatives
            self._sites[name] = [
                (f"{structure[int(i)].specie.symbol}, site {i}", int(i)) for i in kinds
            ]
        return self._sites[name]


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What one site sees, nearest first: `species` (n,), `vectors` (n, 3) and `distances` (n,) in Å,
    `center`: its own symbol.
    """

    species: np.ndarray
    vectors: np.ndarray
    distances: np.ndarray
    center: str


def look_around(structure, site, reach):
    """Neighbours of one site up to `reach`, Å."""
    symbols = np.array([atom.specie.symbol for atom in structure])
    pairs = neighbor_list_of_arrays(
        structure.lattice.matrix, structure.frac_coords, r_cut=reach, sites=[site]
    )
    return Surroundings(
        symbols[pairs.neighbors], pairs.vectors, pairs.distances, str(symbols[site])
    )

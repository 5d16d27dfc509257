"""Crystals of the apps: made when wanted, one site of each kind, seen as ASE sees them."""

import numpy as np
import pytest
from ase.neighborlist import neighbor_list as ase_neighbor_list

from coursekit.apps.crystals import CRYSTALS, Shelf, look_around
from coursekit.structures import make_rutile, to_ase


def test_a_crystal_is_made_once():
    made = []
    shelf = Shelf({"one": lambda: made.append(1) or make_rutile(), "ready": make_rutile()})
    assert list(shelf) == ["one", "ready"]
    assert made == []
    assert shelf["one"] is shelf["one"]
    assert made == [1]


@pytest.mark.parametrize("name", list(CRYSTALS))
def test_every_crystal_offers_its_kinds_of_site(name):
    shelf = Shelf(CRYSTALS)
    sites = shelf.sites(name)
    assert {label.split(",")[0] for label, _ in sites} == {
        site.specie.symbol for site in shelf[name]
    }
    assert len({index for _, index in sites}) == len(sites)


@pytest.mark.parametrize("site", [0, 3])
def test_surroundings_are_those_of_ase(site):
    crystal = make_rutile()
    around = look_around(crystal, site, 4.5)
    centers, found, vectors = ase_neighbor_list("ijD", to_ase(crystal), 4.5)
    mine = centers == site
    assert np.allclose(
        np.sort(around.distances), np.sort(np.linalg.norm(vectors[mine], axis=1)), atol=1e-9
    )
    symbols = np.array([atom.specie.symbol for atom in crystal])
    assert sorted(around.species) == sorted(symbols[found[mine]])
    assert around.center == symbols[site]
    assert (np.diff(around.distances) > -1e-9).all()

"""Neighbour explorer: what stands in the figure is what ASE and the closed forms say."""

import numpy as np
import pytest
from ase.neighborlist import neighbor_list as ase_neighbor_list

from coursekit.apps import NeighborExplorer
from coursekit.structures import make_fcc, make_perovskite, to_ase


def named(app, name):
    return app.drawing.mark(name).points


@pytest.mark.parametrize("r_cut", [1.0, 2.2, 3.7, 6.0])
def test_atoms_inside_are_those_of_ase(r_cut):
    app = NeighborExplorer(crystal="perovskite SrTiO₃", r_cut=r_cut)
    site = app.values["site"]
    crystal = make_perovskite()
    centers, found = ase_neighbor_list("ij", to_ase(crystal), r_cut)
    for symbol in ("O", "Sr", "Ti"):
        right = sum(crystal[int(j)].specie.symbol == symbol for j in found[centers == site])
        assert len(named(app, symbol)) == right


def test_the_staircase_is_the_count_at_every_radius():
    app = NeighborExplorer({"copper": make_fcc()}, r_cut=6.0)
    stairs = named(app, "hard count")
    for radius, shells in [(2.0, 0), (3.0, 12), (4.0, 18), (4.5, 42), (6.0, 78), (8.0, 176)]:
        assert np.max(np.where(stairs[:, 0] <= radius, stairs[:, 1], 0)) == shells
    assert named(app, "here").tolist() == [[6.0, 78]]
    assert "78 neighbours of Cu within 6.00 Å" in app.sentence


def test_the_smooth_count_is_the_sum_of_the_weights():
    app = NeighborExplorer({"copper": make_fcc()}, r_cut=4.0, cutoff="cosine")
    a = make_fcc().lattice.a
    right = 6 * (np.cos(np.pi * a / np.sqrt(2) / 4) + 1) + 3 * (np.cos(np.pi * a / 4) + 1)
    assert f"they weigh {right:.2f}." in app.sentence
    smooth = named(app, "smooth count")
    assert np.interp(4.0, *smooth.T) == pytest.approx(right, abs=0.15)


def test_bonds_join_the_site_with_its_neighbours():
    app = NeighborExplorer(crystal="rutile TiO₂", r_cut=2.2)
    ends = named(app, "bonds").reshape(6, 3, 3)
    assert (ends[:, 0] == 0).all()
    assert np.linalg.norm(ends[:, 1], axis=1).round(2).tolist() == [1.95] * 4 + [1.98] * 2


def test_the_sphere_has_the_radius():
    app = NeighborExplorer(r_cut=3.3)
    assert np.linalg.norm(named(app, "sphere"), axis=1) == pytest.approx(3.3)


def test_sites_follow_the_crystal():
    app = NeighborExplorer(crystal="rutile TiO₂", site=2)
    assert app.text().count("3 neighbours of O within 2.50 Å: 3 Ti") == 1
    app.set(crystal="fcc copper")
    assert app.values["site"] == 0
    assert app.drawing.mark("Cu").legend


def test_nothing_inside_is_said():
    app = NeighborExplorer(crystal="fcc copper", r_cut=1.0)
    assert app.sentence.startswith("No neighbour of Cu within 1.00 Å; the nearest is at 2.56 Å.")

"""The unit of change, and the crystals it is measured on."""

import numpy as np
import pytest

from coursekit.audits.bench import Ruler
from coursekit.audits.crystals import make_generic, make_probes, nudged
from coursekit.neighbors import equivalent_sites
from coursekit.structures import make_fcc, make_rutile, structure_id

from .crystals import CRYSTALS


def test_change_is_measured_in_the_spread_of_each_column():
    ruler = Ruler([np.array([[0.0, 100.0]]), np.array([[2.0, 300.0]])])
    assert ruler.distance(np.zeros((1, 2)), np.array([[1.0, 0.0]])) == pytest.approx(0.5**0.5)
    assert ruler.distance(np.zeros((1, 2)), np.array([[0.0, 100.0]])) == pytest.approx(0.5**0.5)


def test_rounding_in_an_empty_column_is_no_change():
    ruler = Ruler([np.array([[1.0, 0.0]]), np.array([[3.0, 1e-16]])])
    assert ruler.distance(np.array([[1.0, 0.0]]), np.array([[1.0, -1e-15]])) < 1e-12


def test_other_shapes_and_new_gaps_are_infinite():
    ruler = Ruler([np.ones((1, 2)), np.zeros((1, 2))])
    assert ruler.distance(np.ones((1, 2)), np.ones((1, 3))) == np.inf
    assert ruler.distance(np.ones((1, 2)), np.array([[1.0, np.nan]])) == np.inf


def test_worst_names_the_crystal():
    ruler = Ruler([np.zeros((1, 1)), np.ones((1, 1))])
    before = [np.zeros((1, 1))] * 3
    after = [np.zeros((1, 1)), np.ones((1, 1)), np.zeros((1, 1))]
    assert ruler.worst(before, after) == (2.0, 1)


def test_probes_have_no_symmetry_and_keep_their_names():
    probes = make_probes([make_fcc("Cu"), make_rutile()])
    assert [structure_id(p) for p in probes] == [
        structure_id(make_fcc("Cu")),
        structure_id(make_rutile()),
    ]
    for probe in probes:
        assert len(probe) >= 4
        assert len(equivalent_sites(probe, symprec=0.01)) == len(probe)


def test_probes_are_unlike_first_and_repeat():
    chosen = make_probes(CRYSTALS, count=4)
    kinds = {(p.composition.reduced_formula, len(p)) for p in chosen}
    assert len(kinds) == 4
    again = make_probes(CRYSTALS, count=4)
    assert all((a.frac_coords == b.frac_coords).all() for a, b in zip(chosen, again, strict=True))


def test_nudge_is_tiny_and_generic_is_not():
    rutile = make_rutile()
    moved = nudged(rutile, 1)
    assert 0 < np.abs(moved.cart_coords - rutile.cart_coords).max() < 1e-4
    assert np.abs(make_generic(rutile).distance_matrix - rutile.distance_matrix).max() > 0.02


def test_disordered_crystals_give_no_probes():
    from pymatgen.core import Lattice, Structure

    alloy = Structure(Lattice.cubic(3.6), [{"Cu": 0.5, "Au": 0.5}], [[0, 0, 0]])
    with pytest.raises(
        ValueError, match=r"^all structures have partial occupancies; an audit needs ordered ones$"
    ):
        make_probes([alloy])

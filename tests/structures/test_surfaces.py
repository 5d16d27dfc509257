"""Platinum slabs: the neighbour counts of the lecture, found again with ASE's neighbour list."""

from collections import Counter

import numpy as np
import pytest
from ase.build import fcc111, fcc211
from ase.neighborlist import neighbor_list

from coursekit.structures import (
    make_adatoms,
    make_fcc,
    make_kink,
    make_step,
    make_terrace,
    named_sites,
    to_ase,
)

from .geometry import angles, bonds

EDGE = make_fcc("Pt").lattice.a
FIRST_SHELL = 3.3  # Å; neighbours at 2.77, next at 3.92


def counts(structure):
    centers = neighbor_list("i", to_ase(structure), FIRST_SHELL)
    return np.bincount(centers, minlength=len(structure))


SITES = [
    (make_terrace, {}, {"terrace": {9}, "bulk": {12}}),
    (make_step, {}, {"step": {7}, "terrace": {9}, "foot": {10}, "bulk": {12}}),
    (
        make_kink,
        {},
        {"kink": {6}, "step": {7}, "terrace": {9}, "bulk": {12}, "surface": {8, 10, 11}},
    ),
    (
        make_adatoms,
        {"pattern": "single"},
        {"adatom": {3}, "terrace": {9}, "surface": {10}, "bulk": {12}},
    ),
    (
        make_adatoms,
        {"pattern": "pair"},
        {"adatom": {4}, "terrace": {9}, "surface": {10, 11}, "bulk": {12}},
    ),
    (
        make_adatoms,
        {"pattern": "triangle"},
        {"adatom": {5}, "terrace": {9}, "surface": {10}, "bulk": {12}},
    ),
    (
        make_adatoms,
        {"pattern": "row"},
        {"adatom": {5}, "terrace": {9}, "surface": {10, 11}, "bulk": {12}},
    ),
]


@pytest.mark.parametrize(("make", "arguments", "expected"), SITES)
def test_named_sites_have_the_known_coordination(make, arguments, expected):
    slab = make(**arguments)
    found = counts(slab)
    assert {name: set(found[named_sites(slab, name)].tolist()) for name in expected} == expected
    assert set(slab.site_properties["site_name"]) == set(expected)


@pytest.mark.parametrize("make", [make_terrace, make_step, make_kink, make_adatoms])
def test_slabs_are_cut_from_platinum_with_vacuum_above(make):
    slab = make(vacuum=10.0)
    assert {site.specie.symbol for site in slab} == {"Pt"}
    distances = slab.get_neighbor_list(FIRST_SHELL)[3]
    np.testing.assert_allclose(distances, EDGE / 2**0.5, atol=1e-9)
    heights = np.sort(slab.frac_coords[:, 2]) * slab.lattice.c
    assert slab.lattice.c - np.ptp(heights) == pytest.approx(10.0)
    assert slab.lattice.angles[:2] == pytest.approx([90, 90])
    assert 60 - 1e-9 <= slab.lattice.angles[2] <= 120 + 1e-9


def test_terrace_is_the_slab_that_ase_builds():
    ours, theirs = make_terrace(), fcc111("Pt", (3, 3, 5), a=EDGE, vacuum=8, periodic=True)
    assert len(ours) == len(theirs)
    np.testing.assert_allclose(
        np.sort(ours.get_neighbor_list(6)[3]), np.sort(neighbor_list("d", theirs, 6)), atol=1e-9
    )


def test_step_has_as_many_edge_atoms_as_the_slab_that_ase_builds():
    theirs = fcc211("Pt", (3, 1, 4), a=EDGE, vacuum=8)
    theirs.pbc = True
    found = np.bincount(neighbor_list("i", theirs, FIRST_SHELL))
    assert Counter(found[found == 7].tolist()) == {7: len(named_sites(make_step(), "step"))}


@pytest.mark.parametrize(("make", "name"), [(make_step, "step"), (make_kink, "kink")])
def test_one_named_site_on_each_face(make, name):
    slab = make()
    heights = slab.frac_coords[:, 2]
    named = np.sort(heights[named_sites(slab, name)])
    assert len(named) == 2
    assert named[0] < heights.mean() < named[1]


def test_the_outermost_atoms_of_a_kinked_slab_are_the_kinks():
    slab = make_kink()
    order = np.argsort(slab.frac_coords[:, 2])
    assert set(named_sites(slab, "kink")) == {order[0], order[-1]}


def test_row_and_triangle_differ_in_angles_only():
    row, triangle = make_adatoms("row"), make_adatoms("triangle")
    for slab in (row, triangle):
        assert len(named_sites(slab, "adatom")) == 3
    in_row = angles(row, named_sites(row, "adatom")[0], FIRST_SHELL)
    in_triangle = angles(triangle, named_sites(triangle, "adatom")[0], FIRST_SHELL)
    assert len(in_row) == len(in_triangle) == 10
    assert in_row.max() == pytest.approx(180)
    assert in_triangle.max() == pytest.approx(120)
    bond = EDGE / 2**0.5
    assert bonds(row, named_sites(row, "adatom")[0], FIRST_SHELL)[0] == pytest.approx([bond] * 5)


def test_adatoms_grow_with_the_cell():
    slab = make_adatoms("row", size=4, layers=3)
    assert len(slab) == 4 * 4 * 3 + 4
    assert set(counts(slab)[named_sites(slab, "adatom")]) == {5}
    assert len(make_terrace(layers=4, size=2)) == 16


REFUSED = [
    (make_terrace, {"layers": 2}, "`layers` is 2; it must be at least 3, or no bulk is left"),
    (make_terrace, {"size": 0}, "`size` is 0; it must be at least 1"),
    (make_terrace, {"vacuum": 5}, "`vacuum` is 5 Å; it must be at least 8 Å, or images interact"),
    (make_step, {"layers": 8}, "`layers` is 8; it must be at least 9, or no bulk is left"),
    (make_kink, {"layers": 9}, "`layers` is 9; it must be at least 24, or no bulk is left"),
    (make_adatoms, {"layers": 2}, "`layers` is 2; it must be at least 3, or no bulk is left"),
    (
        make_adatoms,
        {"size": 2},
        "`size` is 2; it must be at least 3, or adatoms touch their images",
    ),
    (
        make_adatoms,
        {"pattern": "ring"},
        "`pattern` is 'ring'; it must be one of single, pair, triangle, row",
    ),
]


@pytest.mark.parametrize(("make", "arguments", "message"), REFUSED)
def test_out_of_range_parameters(make, arguments, message):
    with pytest.raises(ValueError, match="it must be") as error:
        make(**arguments)
    assert str(error.value) == message


@pytest.mark.parametrize(("make", "fewest"), [(make_terrace, 3), (make_step, 9), (make_kink, 24)])
def test_the_fewest_layers_still_leave_bulk(make, fewest):
    assert len(named_sites(make(layers=fewest), "bulk")) >= 1

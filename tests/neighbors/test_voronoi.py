"""Voronoi cells against pymatgen, closed forms of ideal lattices, and sums that must come out."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pymatgen.analysis.local_env import VoronoiNN
from pymatgen.core import Lattice, Structure

from coursekit.neighbors import voronoi_cells
from coursekit.structures import rattle, rotate, shift_origin, supercell

from .crystals import CRYSTALS

CUBE = 4.0
LATTICES = {
    "simple cubic": (np.eye(3) * CUBE, 6),
    "bcc": (CUBE / 2 * (np.ones((3, 3)) - 2 * np.eye(3)), 14),
    "fcc": (CUBE / 2 * (np.ones((3, 3)) - np.eye(3)), 12),
}


@pytest.fixture(params=CRYSTALS, ids=str)
def crystal(request):
    return CRYSTALS[request.param]


def one_atom(vectors):
    return Structure(Lattice(vectors), ["Po"], [[0, 0, 0]])


def by_size(values):
    return np.sort(np.asarray(values))[::-1]


# 7 Å, the radius others measure with, does not reach around this cell
NOT_CLOSED_AT_7 = "one atom, triclinic"


@pytest.mark.parametrize("name", CRYSTALS)
def test_faces_equal_pymatgen(name):
    crystal = CRYSTALS[name]
    reference = VoronoiNN(cutoff=12 if name == NOT_CLOSED_AT_7 else 7)
    cells = voronoi_cells(crystal)
    first_of_each = {site.species_string: i for i, site in enumerate(crystal)}
    for site in first_of_each.values():
        faces = reference.get_voronoi_polyhedra(crystal, site).values()
        mine = cells.pairs.site(site)
        found = cells.pairs.counts[site]
        for ours, theirs in (
            (cells.areas, "area"),
            (cells.solid_angles, "solid_angle"),
            (cells.volumes, "volume"),
            (cells.pairs.distances / 2, "face_dist"),
        ):
            expected = by_size([face[theirs] for face in faces if face["area"] > 1e-6])
            assert len(expected) == found
            np.testing.assert_allclose(by_size(ours[mine]), expected, atol=1e-6)


def test_cells_fill_the_unit_cell(crystal):
    cells = voronoi_cells(crystal)
    assert cells.cell_volumes.sum() == pytest.approx(crystal.volume, rel=1e-12)
    sky = np.bincount(cells.pairs.centers, cells.solid_angles)
    np.testing.assert_allclose(sky, 4 * np.pi, rtol=1e-9)


def test_a_face_is_seen_alike_from_both_sides(crystal):
    cells = voronoi_cells(crystal)
    pairs = cells.pairs
    there = np.column_stack([pairs.centers, pairs.neighbors, pairs.images])
    back = np.column_stack([pairs.neighbors, pairs.centers, -pairs.images])
    np.testing.assert_allclose(
        cells.areas[np.lexsort(there.T)], cells.areas[np.lexsort(back.T)], atol=1e-9
    )


@pytest.mark.parametrize("name", LATTICES)
def test_ideal_lattices(name):
    vectors, n_faces = LATTICES[name]
    cells = voronoi_cells(one_atom(vectors))
    assert cells.pairs.counts.tolist() == [n_faces]
    assert cells.cell_volumes[0] == pytest.approx(abs(np.linalg.det(vectors)))


def test_truncated_octahedron_of_bcc():
    cells = voronoi_cells(one_atom(LATTICES["bcc"][0]))
    hexagon, square = CUBE**2 * 3 * np.sqrt(3) / 16, CUBE**2 / 8
    np.testing.assert_allclose(by_size(cells.areas), [hexagon] * 8 + [square] * 6)
    assert sorted(cells.n_edges.tolist()) == [4] * 6 + [6] * 8


def test_small_faces_appear_and_can_be_left_out():
    perfect = supercell(CRYSTALS["fcc Cu, one atom"], (2, 2, 2))
    rattled = rattle(perfect, amplitude=0.02, seed=3)
    assert set(voronoi_cells(perfect).pairs.counts.tolist()) == {12}
    assert voronoi_cells(rattled).pairs.counts.mean() > 13
    large = voronoi_cells(rattled, min_area=0.1)
    assert set(large.pairs.counts.tolist()) == {12}
    assert large.cell_volumes.sum() == pytest.approx(perfect.volume)


def test_open_cells_are_searched_until_they_close():
    layer = Structure(
        Lattice.orthorhombic(2.5, 2.5, 30.0), ["C"] * 2, [[0, 0, 0], [0.5, 0.5, 0.05]]
    )
    cells = voronoi_cells(layer)
    assert cells.cell_volumes.sum() == pytest.approx(layer.volume)
    # each face of the layer looks at the next layer, almost 30 Å away
    assert cells.pairs.distances.max() > 28


def test_only_some_sites():
    crystal = CRYSTALS["rattled NaCl"]
    every, some = voronoi_cells(crystal), voronoi_cells(crystal, sites=[5, 2])
    assert np.flatnonzero(some.pairs.counts).tolist() == [2, 5]
    np.testing.assert_allclose(some.cell_volumes[[2, 5]], every.cell_volumes[[2, 5]])
    np.testing.assert_allclose(
        some.areas[some.pairs.site(5)], every.areas[every.pairs.site(5)], atol=1e-12
    )


@settings(max_examples=20)
@given(name=st.sampled_from(sorted(CRYSTALS)), seed=st.integers(0, 10**6))
def test_moves_that_change_nothing(name, seed):
    crystal = CRYSTALS[name]
    cells = voronoi_cells(crystal)
    for move in (rotate, shift_origin):
        moved = voronoi_cells(move(crystal, seed=seed))
        np.testing.assert_allclose(moved.cell_volumes, cells.cell_volumes, rtol=1e-9)


@example(lengths=(8.0, 2.0, 8.0), angles=(60.0, 94.0, 60.0), seed=277)  # splinters among few
@settings(max_examples=20)
@given(
    lengths=st.tuples(*[st.floats(2.0, 9.0)] * 3),
    angles=st.tuples(*[st.floats(60.0, 115.0)] * 3),
    seed=st.integers(0, 10**6),
)
def test_random_cells_are_filled(lengths, angles, seed):
    lattice = Lattice.from_parameters(*lengths, *angles)
    coords = np.random.default_rng(seed).uniform(-2, 3, (4, 3))
    crystal = Structure(lattice, ["Si"] * 4, coords)
    assert voronoi_cells(crystal).cell_volumes.sum() == pytest.approx(crystal.volume, rel=1e-8)


@pytest.mark.parametrize("min_area", [-0.1, 1.0, float("nan")])
def test_min_area_out_of_range(min_area):
    with pytest.raises(ValueError, match=r"`min_area` is .*; it is a fraction of the largest face"):
        voronoi_cells(CRYSTALS["CsCl"], min_area=min_area)


def test_slab_that_is_not_periodic():
    lattice = Lattice(np.diag([3.0, 3.0, 4.0]), pbc=(True, True, False))
    message = (
        r"is periodic along \(True, True, False\) only, so that some Voronoi cells have no end"
    )
    with pytest.raises(ValueError, match=message):
        voronoi_cells(Structure(lattice, ["Po"], [[0, 0, 0]]))


def test_coincident_atoms():
    twice = Structure(Lattice.cubic(4.0), ["Na", "Na", "Cl"], [[0, 0, 0], [1, 0, 0], [0.5] * 3])
    with pytest.raises(
        ValueError, match=r"has sites 0 and 1 at the same place; merge the duplicate"
    ):
        voronoi_cells(twice)


def test_something_else_than_a_structure():
    with pytest.raises(TypeError, match="expected a pymatgen Structure, got int"):
        voronoi_cells(3)

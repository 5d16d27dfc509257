"""The neighbour list against two other libraries, a count by hand, and the moves it must survive."""

import numpy as np
import pytest
from ase import Atoms
from ase.neighborlist import neighbor_list as ase_neighbor_list
from hypothesis import given, settings
from hypothesis import strategies as st
from pymatgen.core import Lattice, Structure

from coursekit.neighbors import neighbor_list, neighbor_list_of_arrays
from coursekit.neighbors.lists import _pairs
from coursekit.structures import make_rutile, permute_sites, rotate, shift_origin, supercell

from .crystals import CRYSTALS

R_CUT = 5.3


@pytest.fixture(params=CRYSTALS, ids=str)
def crystal(request):
    return CRYSTALS[request.param]


def pair_table(centers, neighbors, images, distances):
    """Rows (center, neighbour, image, distance) in an order that does not depend on the source."""
    rows = np.column_stack([centers, neighbors, images, np.round(distances, 8)])
    return rows[np.lexsort(rows.T[::-1])]


def ours(pairs):
    return pair_table(pairs.centers, pairs.neighbors, pairs.images, pairs.distances)


def test_pairs_equal_pymatgen(crystal):
    expected = [
        (i, site.index, *site.image, site.nn_distance)
        for i, sites in enumerate(crystal.get_all_neighbors(R_CUT))
        for site in sites
    ]
    columns = np.array(expected).T
    expected = pair_table(columns[0], columns[1], columns[2:5].T, columns[5])
    np.testing.assert_allclose(ours(neighbor_list(crystal, R_CUT)), expected, atol=2e-8)


def test_pairs_equal_ase(crystal):
    atoms = Atoms(
        [site.specie.symbol for site in crystal],
        positions=crystal.cart_coords,
        cell=crystal.lattice.matrix,
        pbc=True,
    )
    i, j, d, images, vectors = ase_neighbor_list("ijdSD", atoms, R_CUT)
    pairs = neighbor_list(crystal, R_CUT)
    np.testing.assert_allclose(ours(pairs), pair_table(i, j, images, d), atol=2e-8)
    np.testing.assert_allclose(pairs.vectors.sum(axis=0), vectors.sum(axis=0), atol=1e-9)


def test_vectors_reach_the_image_they_name(crystal):
    pairs = neighbor_list(crystal, R_CUT)
    there = crystal.frac_coords[pairs.neighbors] + pairs.images
    expected = (there - crystal.frac_coords[pairs.centers]) @ crystal.lattice.matrix
    np.testing.assert_allclose(pairs.vectors, expected, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(pairs.vectors, axis=1), pairs.distances, atol=1e-10)


def test_order_is_center_distance_neighbor_image(crystal):
    pairs = neighbor_list(crystal, R_CUT)
    rows = zip(
        pairs.centers.tolist(),
        np.round(pairs.distances, 6).tolist(),
        pairs.neighbors.tolist(),
        pairs.images.tolist(),
        strict=True,
    )
    rows = list(rows)
    assert rows == sorted(rows)


def test_offsets_cut_the_list_by_site(crystal):
    pairs = neighbor_list(crystal, R_CUT)
    assert pairs.offsets[-1] == len(pairs)
    assert pairs.counts.tolist() == np.bincount(pairs.centers, minlength=len(crystal)).tolist()
    last = len(crystal) - 1
    assert set(pairs.centers[pairs.site(last)]) == {last}


def test_shells_of_fcc_by_hand():
    pairs = neighbor_list(CRYSTALS["fcc Cu, one atom"], 6.0)
    lengths, counts = np.unique(pairs.distances.round(6), return_counts=True)
    assert counts.tolist() == [12, 6, 24, 12, 24]
    np.testing.assert_allclose(lengths, 2.556 * np.sqrt(np.arange(1, 6)), atol=1e-6)


def test_a_pair_exactly_at_r_cut_counts():
    po = Structure(Lattice.cubic(3.0), ["Po"], [[0, 0, 0]])
    assert neighbor_list(po, 3.0).counts.tolist() == [6]
    assert neighbor_list(po, 2.999).counts.tolist() == [0]


def test_no_pairs_is_an_empty_list_of_the_right_shape():
    pairs = neighbor_list(CRYSTALS["CsCl"], 1.0)
    assert pairs.vectors.shape == (0, 3)
    assert pairs.images.shape == (0, 3)
    assert pairs.counts.tolist() == [0, 0]


def test_keep_leaves_a_list():
    pairs = neighbor_list(CRYSTALS["CsCl"], 4.5)
    unlike = pairs.keep(pairs.centers != pairs.neighbors)
    assert pairs.counts.tolist() == [14, 14]
    assert unlike.counts.tolist() == [8, 8]
    assert unlike.distances[unlike.site(1)].max() == pytest.approx(4.12 * np.sqrt(3) / 2)


def test_arrays_give_the_same_list():
    crystal = CRYSTALS["skewed, atoms outside the cell"]
    pairs = neighbor_list(crystal, R_CUT)
    arrays = neighbor_list_of_arrays(crystal.lattice.matrix, crystal.frac_coords, r_cut=R_CUT)
    np.testing.assert_allclose(ours(pairs), ours(arrays), rtol=1e-12, atol=1e-12)
    assert arrays.species is None
    assert pairs.species == ("Ti", "O", "O", "Mg")


@pytest.mark.parametrize("sites", [None, [0, 1, 4, 5, 6, 7]])
def test_blocks_of_a_large_cell_join_to_one_list(monkeypatch, sites):
    """Three sites at a time, or all at once: the same arrays to the last bit."""
    crystal = CRYSTALS["rattled NaCl"]
    arguments = (crystal.lattice.matrix, crystal.frac_coords)
    for r_cut in (R_CUT, 2.78, 1.0):
        whole = neighbor_list_of_arrays(*arguments, r_cut=r_cut, sites=sites)
        searches = []

        def counted(*options, searches=searches):
            searches.append(len(options[-1]))
            return _pairs(*options)

        with monkeypatch.context() as patch:
            patch.setattr("coursekit.neighbors.lists._SITES_AT_ONCE", 3)
            patch.setattr("coursekit.neighbors.lists._pairs", counted)
            parts = neighbor_list_of_arrays(*arguments, r_cut=r_cut, sites=sites)
        assert searches == ([3, 3, 2] if sites is None else [3, 3])
        for name in ("centers", "neighbors", "images", "vectors", "distances", "offsets"):
            np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))
            assert getattr(parts, name).dtype == getattr(whole, name).dtype


def test_slab_without_periodicity_along_c():
    lattice = Lattice(np.diag([3.0, 3.0, 4.0]), pbc=(True, True, False))
    assert neighbor_list(Structure(lattice, ["Po"], [[0, 0, 0]]), 4.1).counts.tolist() == [4]


@settings(max_examples=25)
@given(name=st.sampled_from(sorted(CRYSTALS)), seed=st.integers(0, 10**6))
def test_moves_that_change_nothing(name, seed):
    crystal = CRYSTALS[name]
    lengths = np.sort(neighbor_list(crystal, 4.2).distances)
    for move in (rotate, shift_origin, permute_sites):
        moved = neighbor_list(move(crystal, seed=seed), 4.2 + 1e-7)
        np.testing.assert_allclose(np.sort(moved.distances), lengths, atol=1e-7)


@settings(max_examples=15)
@given(
    name=st.sampled_from(sorted(CRYSTALS)),
    scaling=st.tuples(*[st.integers(1, 3)] * 3),
)
def test_supercell_repeats_every_count(name, scaling):
    crystal = CRYSTALS[name]
    counts = neighbor_list(crystal, 4.3).counts
    repeated = neighbor_list(supercell(crystal, scaling), 4.3).counts
    assert repeated.tolist() == np.repeat(counts, np.prod(scaling)).tolist()


@pytest.mark.parametrize(
    ("r_cut", "message"),
    [
        (0, r"`r_cut` is 0 Å; it must be a positive number of Å, such as 5\.0"),
        (-2.5, r"`r_cut` is -2\.5 Å; it must be a positive number"),
        (float("nan"), r"`r_cut` is nan Å; it must be a positive number"),
        (float("inf"), r"`r_cut` is inf Å; it must be a positive number"),
        ("5", r"`r_cut` is '5' Å; it must be a positive number"),
        (True, r"`r_cut` is True Å; it must be a positive number"),
        (
            600,
            r"`r_cut` = 600 Å would mean about 2\.6e\+07 neighbours of each of the 2 sites; "
            r"this cell allows up to 94 Å \(is `r_cut` in pm\?\)",
        ),
    ],
)
def test_r_cut_out_of_range(r_cut, message):
    with pytest.raises(ValueError, match=message):
        neighbor_list(CRYSTALS["CsCl"], r_cut)


def test_atoms_are_refused_with_the_cure():
    with pytest.raises(
        TypeError, match=r"got Atoms; convert ASE Atoms with `coursekit\.structures\.from_ase`"
    ):
        neighbor_list(Atoms("H"), 3.0)


@pytest.mark.parametrize("periodic", [(True, True, True), (True, True, False)])
def test_drifted_atoms_have_the_neighbours_of_their_images(periodic):
    crystal = make_rutile()
    cells = np.array([[900, -700, 0], [0, 0, 0], [3, 0, 0], [-1000, 5, 0], [0, 40, 0], [0, 0, 0]])
    lattice, coords = crystal.lattice.matrix, crystal.frac_coords
    near = neighbor_list_of_arrays(lattice, coords, r_cut=4.0, periodic=periodic)
    far = neighbor_list_of_arrays(lattice, coords + cells, r_cut=4.0, periodic=periodic)
    np.testing.assert_array_equal(near.neighbors, far.neighbors)
    np.testing.assert_allclose(near.vectors, far.vectors, atol=1e-8)
    np.testing.assert_array_equal(
        far.images, near.images + cells[near.centers] - cells[near.neighbors]
    )

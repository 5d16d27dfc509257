"""Each wrong list is wrong by exactly the amount its lesson states."""

import numpy as np
import pytest

from coursekit.neighbors import (
    neighbor_list,
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)
from coursekit.structures import shift_origin, supercell

from .crystals import CRYSTALS


@pytest.fixture(params=CRYSTALS, ids=str)
def crystal(request):
    return CRYSTALS[request.param]


def test_without_images_is_the_molecule(crystal):
    pairs = neighbors_without_images(crystal, 4.5)
    inside = (crystal.frac_coords % 1.0) @ crystal.lattice.matrix
    apart = np.linalg.norm(inside[:, None] - inside[None], axis=2)
    expected = ((apart <= 4.5) & ~np.eye(len(crystal), dtype=bool)).sum(axis=1)
    assert pairs.counts.tolist() == expected.tolist()


def test_minimum_image_is_the_distance_matrix(crystal):
    pairs = neighbors_minimum_image(crystal, 4.5)
    matrix = crystal.distance_matrix
    expected = np.sort(matrix[(matrix > 0) & (matrix <= 4.5)])
    np.testing.assert_allclose(np.sort(pairs.distances), expected, atol=1e-9)


def test_minimum_image_is_right_in_a_large_box():
    large = supercell(CRYSTALS["rattled NaCl"], (2, 2, 2))
    minimum = neighbors_minimum_image(large, 5.6)
    np.testing.assert_allclose(minimum.distances, neighbor_list(large, 5.6).distances)


def test_half_list_holds_each_bond_once(crystal):
    half, full = neighbors_half_list(crystal, 4.5), neighbor_list(crystal, 4.5)
    assert 2 * len(half) == len(full)
    np.testing.assert_allclose(
        np.sort(np.repeat(half.distances, 2)), np.sort(full.distances), atol=1e-9
    )


def test_self_counts_one_more(crystal):
    extra, full = neighbors_with_self(crystal, 4.5), neighbor_list(crystal, 4.5)
    assert (extra.counts == full.counts + 1).all()
    for site in range(len(crystal)):
        first = extra.offsets[site]
        assert extra.centers[first] == extra.neighbors[first] == site
        assert extra.distances[first] == 0
        np.testing.assert_allclose(
            extra.vectors[extra.site(site)][1:], full.vectors[full.site(site)], atol=1e-12
        )


def test_the_error_depends_on_the_choice_of_origin():
    copper = supercell(CRYSTALS["fcc Cu, one atom"], (3, 3, 3))
    right = neighbor_list(shift_origin(copper, seed=2), 3.0).counts
    assert set(right.tolist()) == {12}
    wrong = neighbors_without_images(shift_origin(copper, seed=2), 3.0).counts
    assert wrong.min() < 6
    assert wrong.max() == 12

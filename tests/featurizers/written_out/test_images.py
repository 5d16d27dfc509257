"""Neighbours found cell by cell against the neighbour list."""

import numpy as np
import pytest

from coursekit.featurizers.written_out.images import cells_within, neighbors_of
from coursekit.neighbors import neighbor_list

from ..teaching import GENERIC


@pytest.mark.parametrize("r_cut", [1.0, 3.4, 9.0])
@pytest.mark.parametrize("name", GENERIC)
def test_equal_to_the_neighbour_list(name, r_cut):
    crystal = GENERIC[name]
    pairs = neighbor_list(crystal, r_cut)
    for site in range(len(crystal)):
        vectors, neighbors = neighbors_of(
            site, crystal.lattice.matrix, crystal.frac_coords, r_cut=r_cut
        )
        mine = pairs.site(site)
        expected = np.column_stack([pairs.neighbors[mine], pairs.vectors[mine]])
        found = np.column_stack([neighbors, vectors])
        assert found.shape == expected.shape
        np.testing.assert_allclose(_sorted(found), _sorted(expected), atol=1e-9)


def _sorted(rows):
    return rows[np.lexsort(rows.round(6).T)]


def test_a_slanted_cell_needs_more_images_than_its_edges_say():
    slanted = np.array([[4.0, 0, 0], [3.9, 1.0, 0], [0, 0, 4.0]])
    cells = cells_within(slanted, r_cut=4.0)
    assert np.abs(cells).max(axis=0).tolist() == [5, 5, 2]

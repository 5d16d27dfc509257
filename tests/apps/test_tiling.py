"""The plane of tiles: neighbours are those of a thick slab."""

import numpy as np
import pytest

from coursekit.apps import TiledCell
from coursekit.apps.tiling import ATOMS, LATTICE, tile_plane
from coursekit.neighbors import neighbor_list_of_arrays


@pytest.mark.parametrize("site", [0, 1])
@pytest.mark.parametrize("r_cut", [1.0, 3.3, 6.0])
def test_the_plane_has_the_neighbours_of_a_thick_slab(r_cut, site):
    lattice, places = np.eye(3) * 50.0, np.full((2, 3), 0.5)
    lattice[:2, :2], places[:, :2] = LATTICE, ATOMS
    pairs = neighbor_list_of_arrays(lattice, places, r_cut=r_cut, sites=[site])
    assert tile_plane(r_cut, site=site).inside.sum() == len(pairs.distances)
    home = (pairs.images == 0).all(axis=1).sum()
    app = TiledCell(r_cut=r_cut, site=site)
    assert len(app.drawing.mark("in its own cell").points) == home
    assert f"{len(pairs.distances)} neighbours: {home} in its own cell" in app.sentence

"""Faces of Voronoi cells as polygons: flat, half-way, of the right area."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit.neighbors import voronoi_cells
from coursekit.plots.voronoi import (
    count_faces,
    describe_cell,
    face_polygons,
    plot_cell,
    plot_faces,
)
from coursekit.structures import make_bcc, make_rutile, rattle, supercell


@pytest.fixture(scope="module")
def cells():
    return voronoi_cells(rattle(supercell(make_rutile(), (2, 2, 2)), 0.1, seed=3))


def area_of(corners):
    middle = corners.mean(axis=0)
    across = np.cross(corners - middle, np.roll(corners, -1, axis=0) - middle)
    return np.linalg.norm(across.sum(axis=0)) / 2


@pytest.mark.parametrize("site", [0, 5, 30])
def test_polygons_are_the_faces(cells, site):
    mine = cells.pairs.site(site)
    polygons = face_polygons(cells, site)
    for corners, area, vector in zip(
        polygons.corners, cells.areas[mine], cells.pairs.vectors[mine], strict=True
    ):
        # in the half-way plane, and walked round in turn: else the area would be too small
        assert np.allclose(corners @ vector, vector @ vector / 2, atol=1e-7)
        assert area_of(corners) == pytest.approx(area, rel=1e-5, abs=1e-7)


def test_mesh_of_some_faces(cells):
    polygons = face_polygons(cells, 0)
    chosen = np.arange(len(polygons.corners)) < 2
    points, triangles = polygons.mesh(chosen)
    assert len(points) == sum(len(corners) for corners in polygons.corners[:2])
    assert triangles.max() == len(points) - 1
    assert polygons.mesh(~chosen & chosen)[0].shape == (0, 3)
    assert np.isnan(polygons.outline()).any(axis=1).sum() == len(polygons.corners)


def test_counts_follow_the_threshold():
    iron = voronoi_cells(make_bcc())
    assert count_faces(iron, 0.0).tolist() == [14, 14]
    assert count_faces(iron, 0.4).tolist() == [8, 8]
    assert describe_cell("Fe", iron, 0, 0.4) == (
        "Fe has 14 faces, 8 of them counted: the largest has 2.67 Å², the smallest 1 Å². "
        "Of 2 sites, 2 count 8."
    )


def test_pictures():
    iron = voronoi_cells(make_bcc())
    areas = iron.areas[iron.pairs.site(0)]
    ax = plot_faces(areas, 0.4, ax=Figure().subplots())
    assert ax.get_title() == "8 of 14 faces count"
    assert [bar.get_height() for bar in ax.patches] == sorted(areas, reverse=True)
    space = Figure().add_subplot(projection="3d")
    plot_cell(face_polygons(iron, 0), areas > 1.5, ax=space)
    assert space.get_xlim()[1] == pytest.approx(-space.get_xlim()[0])

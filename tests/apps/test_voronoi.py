"""Voronoi app: closed forms of cubic cells, a closed polyhedron, a threshold that leaves out."""

import numpy as np
import pytest

from coursekit.apps import VoronoiCell
from coursekit.apps.voronoi import count_faces, describe_cell, face_polygons
from coursekit.neighbors import voronoi_cells
from coursekit.structures import make_bcc, make_fcc, make_rocksalt, make_rutile, rattle, supercell


def surface(app, name):
    mesh = app.drawing.mark(name)
    a, b, c = (mesh.points[corner] for corner in mesh.triangles.T)
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2
    volume = np.abs(np.einsum("ij,ij->i", a, np.cross(b, c))).sum() / 6
    return area, volume


def test_rock_salt_is_a_cube():
    app = VoronoiCell({"MgO": supercell(make_rocksalt(), (2, 2, 2))})
    edge = make_rocksalt().lattice.a / 2
    assert surface(app, "counted faces") == pytest.approx((6 * edge**2, edge**3))
    assert app.drawing.mark("areas").heights.tolist() == pytest.approx([edge**2] * 6)


def test_fcc_is_a_rhombic_dodecahedron():
    app = VoronoiCell(crystal="fcc copper")
    a = make_fcc().lattice.a
    area, volume = surface(app, "counted faces")
    assert volume == pytest.approx(a**3 / 4)
    assert area == pytest.approx(12 * a**2 / (4 * np.sqrt(2)))


def test_bcc_is_a_truncated_octahedron():
    app = VoronoiCell(crystal="bcc iron")
    a = make_bcc().lattice.a
    areas = [3 * np.sqrt(3) / 16 * a**2] * 8 + [a**2 / 8] * 6
    assert app.drawing.mark("areas").heights.tolist() == pytest.approx(areas)
    assert "Of 54 sites, 54 count 14." in app.sentence
    app.set(min_area=0.4)
    assert "14 faces, 8 of them counted" in app.sentence
    assert len(app.drawing.mark("small-face neighbours").points) == 6


@pytest.mark.parametrize("noise", [0.02, 0.15, 0.3])
def test_the_faces_close_whatever_the_noise(noise):
    app = VoronoiCell(crystal="fcc copper", noise=noise, min_area=0.1)
    large, small = (surface(app, f"{kind} faces") for kind in ("counted", "small"))
    _, cells, _ = app.cells("fcc copper", noise)
    assert large[1] + small[1] == pytest.approx(cells.cell_volumes[0], rel=1e-6)
    assert large[0] + small[0] == pytest.approx(cells.areas[cells.pairs.site(0)].sum(), rel=1e-6)


def test_noise_opens_small_faces_and_a_threshold_closes_them():
    app = VoronoiCell(crystal="fcc copper", noise=0.02)
    counts = dict(zip(app.drawing.mark("sites").at, app.drawing.mark("sites").heights, strict=True))
    mean = sum(n * times for n, times in counts.items()) / sum(counts.values())
    assert 13.5 < mean < 14.5
    assert max(counts) > 14
    app.set(min_area=0.05)
    assert app.drawing.mark("sites").at.tolist() == [12]
    assert "108 count 12" in app.sentence


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

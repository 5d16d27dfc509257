"""Voronoi app: closed forms of cubic cells, a closed polyhedron, a threshold that leaves out."""

import numpy as np
import pytest

from coursekit.apps import VoronoiCell
from coursekit.structures import make_bcc, make_fcc, make_rocksalt, supercell


def surface(mesh):
    points = np.transpose([mesh.x, mesh.y, mesh.z])
    a, b, c = (points[np.asarray(corner)] for corner in (mesh.i, mesh.j, mesh.k))
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2
    volume = np.abs(np.einsum("ij,ij->i", a, np.cross(b, c))).sum() / 6
    return area, volume


def test_rock_salt_is_a_cube():
    app = VoronoiCell({"MgO": supercell(make_rocksalt(), (2, 2, 2))})
    edge = make_rocksalt().lattice.a / 2
    assert surface(app.figure.data[0]) == pytest.approx((6 * edge**2, edge**3))
    assert list(app.figure.data[6].y) == pytest.approx([edge**2] * 6)


def test_fcc_is_a_rhombic_dodecahedron():
    app = VoronoiCell(crystal="fcc copper")
    a = make_fcc().lattice.a
    area, volume = surface(app.figure.data[0])
    assert volume == pytest.approx(a**3 / 4)
    assert area == pytest.approx(12 * a**2 / (4 * np.sqrt(2)))


def test_bcc_is_a_truncated_octahedron():
    app = VoronoiCell(crystal="bcc iron")
    a = make_bcc().lattice.a
    areas = [3 * np.sqrt(3) / 16 * a**2] * 8 + [a**2 / 8] * 6
    assert list(app.figure.data[6].y) == pytest.approx(areas)
    assert "Of 54 sites, 54 count 14." in app.sentence
    app.set(min_area=0.4)
    assert "14 faces, 8 of them counted" in app.sentence
    assert len(app.figure.data[5].x) == 6


@pytest.mark.parametrize("noise", [0.02, 0.15, 0.3])
def test_the_faces_close_whatever_the_noise(noise):
    app = VoronoiCell(crystal="fcc copper", noise=noise, min_area=0.1)
    large, small = surface(app.figure.data[0]), surface(app.figure.data[1])
    _, cells, _ = app._cells("fcc copper", noise)
    assert large[1] + small[1] == pytest.approx(cells.cell_volumes[0], rel=1e-6)
    assert large[0] + small[0] == pytest.approx(cells.areas[cells.pairs.site(0)].sum(), rel=1e-6)


def test_noise_opens_small_faces_and_a_threshold_closes_them():
    app = VoronoiCell(crystal="fcc copper", noise=0.02)
    counts = dict(zip(app.figure.data[8].x, app.figure.data[8].y, strict=True))
    mean = sum(n * times for n, times in counts.items()) / sum(counts.values())
    assert 13.5 < mean < 14.5
    assert max(counts) > 14
    app.set(min_area=0.05)
    assert list(app.figure.data[8].x) == [12]
    assert "108 count 12" in app.sentence

"""Angle histogram: known moments of ideal shapes, and real sites that have them."""

import numpy as np
import pytest

from coursekit.apps import AngleHistogram
from coursekit.apps.angles import IDEAL, REAL


def bars(app, name):
    heights = app.drawing.mark(name).heights
    return {round(float(x)): y for x, y in zip(np.arange(19) * 10, heights, strict=True) if y}


@pytest.mark.parametrize(
    ("shape", "shares"),
    [
        ("tetrahedron", {110: 1}),
        ("square", {90: 2 / 3, 180: 1 / 3}),
        ("octahedron", {90: 0.8, 180: 0.2}),
        ("cube", {70: 12 / 28, 110: 12 / 28, 180: 4 / 28}),
        ("icosahedron", {60: 30 / 66, 120: 30 / 66, 180: 6 / 66}),
    ],
)
def test_histograms_of_ideal_shapes(shape, shares):
    app = AngleHistogram(first=shape, second="square")
    assert bars(app, shape) == pytest.approx(shares)
    assert bars(app, "square" if shape != "square" else "square, again") == pytest.approx(
        {90: 2 / 3, 180: 1 / 3}
    )


def test_the_mean_is_drawn_where_it_is():
    app = AngleHistogram(first="octahedron", second="tetrahedron")
    assert app.drawing.mark("mean, octahedron").points[0, 0] == pytest.approx(108)
    tetrahedral = np.degrees(np.arccos(-1 / 3))
    assert app.drawing.mark("mean, tetrahedron").points[0, 0] == pytest.approx(tetrahedral)
    assert "octahedron: 6 neighbours, 15 angles, mean 108.0°, variance 1296 deg²." in app.sentence


@pytest.mark.parametrize(("site", "n"), list(zip(REAL, (4, 4, 6, 6, 6), strict=True)))
def test_real_sites_have_their_number_of_neighbours(site, n):
    assert f"{site}: {n} neighbours" in AngleHistogram(first=site).sentence


def test_displacements_are_the_same_every_time_and_grow():
    app = AngleHistogram(first="octahedron", noise=0.1)
    once = app.drawing.mark("neighbours").points
    app.set(noise=0.0).set(noise=0.1)
    assert np.array_equal(app.drawing.mark("neighbours").points, once)
    still = app.set(noise=0.0).drawing.mark("neighbours").points
    app.set(noise=0.2)
    assert np.allclose(app.drawing.mark("neighbours").points - still, 2 * (once - still))


@pytest.mark.parametrize("shape", IDEAL)
def test_shares_add_up(shape):
    for width in (2, 10, 30):
        app = AngleHistogram(first=shape, noise=0.3, bin_width=width)
        assert sum(app.drawing.mark(shape).heights) == pytest.approx(1)

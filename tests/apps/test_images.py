"""Periodic images: the counts that the closed forms of fcc give, and where the lost ones stand."""

import numpy as np
import pytest

from coursekit.apps import PeriodicImages
from coursekit.apps.images import describe_ways
from coursekit.structures import make_fcc

BARS = {"all images": 0, "no images": 1, "minimum image": 2, "half list": 3, "self counted": 4}


def named(app, name):
    return app.drawing.mark(name)


@pytest.mark.parametrize("repeats", [1, 2, 4])
def test_what_is_lost_without_images(repeats):
    # a bond goes half a cell along two axes, and of 2n steps along an axis one leaves the cell
    found = 12 * (1 - 1 / (2 * repeats)) ** 2
    app = PeriodicImages(repeats=repeats, way="no images")
    assert f"it finds {found:.2f} on average where 12.00 are right" in app.sentence


def test_bars_of_the_site_with_one_atom():
    app = PeriodicImages(cell="fcc copper, 1 atom")
    assert named(app, "this site's neighbours").heights.tolist() == [12, 0, 0, 6, 13]


def test_found_and_missed_together_are_all():
    app = PeriodicImages(cell="rutile TiO₂, 6 atoms", way="no images", r_cut=2.2)
    found, missed = named(app, "found"), named(app, "missed")
    assert len(found.points) + len(missed.points) == 6
    center = named(app, "this site").points
    for mark in (found, missed):
        assert (np.linalg.norm(mark.points - center, axis=1) < 2.2).all()
    assert len(named(app.set(way="all images"), "missed").points) == 0


def test_what_is_found_without_images_stands_in_the_cell():
    app = PeriodicImages(way="no images", repeats=2, site=5)
    edge = 2 * make_fcc().lattice.a
    # the middle of the cell is the middle of the picture
    found = named(app, "found").points + edge / 2
    assert (found >= -1e-9).all()
    assert (found < edge).all()


def test_the_site_stays_inside_the_cell():
    app = PeriodicImages(repeats=3, site=100)
    assert app.values["site"] == 100
    app.set(repeats=1)
    assert app.values["site"] == 3
    assert "Site 3 of 4" in app.sentence


def test_sites_are_counted_by_number_of_neighbours():
    app = PeriodicImages(way="half list")
    bars = named(app, "this list")
    assert (bars.at - 0.21).tolist() == pytest.approx([0, 4, 8, 12])
    assert bars.heights.tolist() == [1, 1, 1, 1]
    assert len(named(app.set(way="all images"), "this list").heights) == 0


def test_own_cells_can_be_shown():
    app = PeriodicImages({"mine": make_fcc("Au")}, way="minimum image")
    assert list(app._controls["cell"].options) == ["mine"]
    assert named(app, "this site's neighbours").heights.tolist()[BARS["minimum image"]] == 3


def test_words():
    right, half = np.array([12, 12, 12, 12]), np.array([12, 8, 4, 0])
    assert describe_ways(right, right, 1, way="all images", r_cut=3) == (
        "Site 1 of 4: 12 neighbours within 3.00 Å, those in other cells included. "
        "That is the right number."
    )
    assert describe_ways(right, half, 2, way="half list", r_cut=3) == (
        'Site 2 of 4: 12 neighbours within 3.00 Å; "half list" finds 4 of them. '
        "Over all sites it finds 6.00 on average where 12.00 are right."
    )
    assert '"self counted" finds 13. Over' in describe_ways(
        right, right + 1, 0, way="self counted", r_cut=3
    )


@pytest.mark.parametrize(
    ("way", "tex"), [("no images", "n = 0"), ("half list", "j > i"), ("self counted", "0 ≤")]
)
def test_the_formula_says_what_the_list_does(way, tex):
    app = PeriodicImages(way=way)
    assert tex in app.formula.replace("&gt;", ">")
    assert "≠" in app.formula

"""Periodic images: the counts that the closed forms of fcc give, and where the lost ones stand."""

import numpy as np
import pytest

from coursekit.apps import PeriodicImages
from coursekit.structures import make_fcc

BARS = {"all images": 0, "no images": 1, "minimum image": 2, "half list": 3, "self counted": 4}


def named(app, name):
    return next(trace for trace in app.figure.data if trace.name == name)


@pytest.mark.parametrize("repeats", [1, 2, 4])
def test_what_is_lost_without_images(repeats):
    # a bond goes half a cell along two axes, and of 2n steps along an axis one leaves the cell
    found = 12 * (1 - 1 / (2 * repeats)) ** 2
    app = PeriodicImages(repeats=repeats, way="no images")
    assert f"it finds {found:.2f} on average where 12.00 are right" in app.sentence


def test_bars_of_the_site_with_one_atom():
    app = PeriodicImages(cell="fcc copper, 1 atom")
    assert list(app.figure.data[6].y) == [12, 0, 0, 6, 13]


def test_found_and_missed_together_are_all():
    app = PeriodicImages(cell="rutile TiO₂, 6 atoms", way="no images", r_cut=2.2)
    found, missed = named(app, "found"), named(app, "missed")
    assert len(found.x) + len(missed.x) == 6
    center = named(app, "this site")
    for trace in (found, missed):
        steps = np.transpose([trace.x, trace.y, trace.z]) - [
            center.x[0],
            center.y[0],
            center.z[0],
        ]
        assert (np.linalg.norm(steps, axis=1) < 2.2).all()
    assert len(named(app.set(way="all images"), "missed").x) == 0


def test_what_is_found_without_images_stands_in_the_cell():
    app = PeriodicImages(way="no images", repeats=2, site=5)
    edge = 2 * make_fcc().lattice.a
    found = named(app, "found")
    for coordinate in (found.x, found.y, found.z):
        assert (coordinate >= -1e-9).all()
        assert (coordinate < edge).all()


def test_the_site_stays_inside_the_cell():
    app = PeriodicImages(repeats=3, site=100)
    assert app.values["site"] == 100
    app.set(repeats=1)
    assert app.values["site"] == 3
    assert "Site 3 of 4" in app.sentence


def test_sites_are_counted_by_number_of_neighbours():
    app = PeriodicImages(way="half list")
    assert dict(zip(named(app, "this list").x, named(app, "this list").y, strict=True)) == {
        0: 1,
        4: 1,
        8: 1,
        12: 1,
    }
    assert named(app.set(way="all images"), "this list").visible is False


def test_own_cells_can_be_shown():
    app = PeriodicImages({"mine": make_fcc("Au")}, way="minimum image")
    assert list(app._controls["cell"].options) == ["mine"]
    assert list(app.figure.data[6].y)[BARS["minimum image"]] == 3

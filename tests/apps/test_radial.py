"""Radial picture: integrals are numbers of neighbours, and pairs are those of the crystal."""

import numpy as np
import pytest

from coursekit.apps import RadialPicture
from coursekit.apps.radial import Radial
from coursekit.structures import make_fcc, make_rutile


def numbers(app):
    marks = app.drawing.panels["B"].marks
    return [
        mark.points[0, 1]
        for mark in marks
        if mark.name.startswith("at the limit") and len(mark.points)
    ]


def test_the_integral_is_the_coordination_number():
    app = RadialPicture(crystal="rutile TiO₂", pair="Ti-O", r_max=2.4)
    assert numbers(app) == [pytest.approx(6), pytest.approx(3)]
    assert len(app.drawing.mark("Ti around O").points) > 100


@pytest.mark.parametrize(("r_max", "number"), [(2.0, 0), (3.0, 12), (4.0, 18), (6.0, 78)])
def test_all_atoms_of_copper(r_max, number):
    app = RadialPicture({"copper": make_fcc()}, r_max=r_max)
    assert numbers(app) == [pytest.approx(number)]
    assert f"each atom has {number:.2f} of these neighbours" in app.sentence


def test_the_counted_part_ends_at_the_limit():
    app = RadialPicture(pair="O-O", r_max=3.0, bin_width=0.1)
    g, counted = app.drawing.mark("g, O-O").points, app.drawing.mark("counted").points
    assert counted[:, 0].max() == pytest.approx(3.0)
    assert np.allclose(counted[1:-1], g[: len(counted) - 2])


def test_pairs_follow_the_crystal():
    app = RadialPicture(crystal="rutile TiO₂", pair="Ti-O")
    assert list(app._controls["pair"].options) == ["all atoms", "Ti-Ti", "Ti-O", "O-O"]
    app.set(crystal="fcc copper")
    assert list(app._controls["pair"].options) == ["all atoms"]
    assert len(numbers(app)) == 1


def test_the_width_of_the_bins_does_not_change_the_number():
    app = RadialPicture({"rutile": make_rutile()}, pair="Ti-O", r_max=3.0)
    found = []
    for width in (0.02, 0.1, 0.5):
        found.append(numbers(app.set(bin_width=width))[0])
    assert found == pytest.approx([6, 6, 6])


def test_a_gas_has_the_number_of_its_density():
    rutile, edges = make_rutile(), np.linspace(0, 5, 51)
    gas = Radial.of(rutile, "all atoms", edges, np.ones(50))
    assert gas.within(5.0)[0] == pytest.approx(4 / 3 * np.pi * 125 * 6 / rutile.volume)

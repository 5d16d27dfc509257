"""Radial picture: integrals are numbers of neighbours, and pairs are those of the crystal."""

import numpy as np
import pytest

from coursekit.apps import RadialPicture
from coursekit.structures import make_fcc, make_rutile


def test_the_integral_is_the_coordination_number():
    app = RadialPicture(crystal="rutile TiO₂", pair="Ti-O", r_max=2.4)
    assert list(app.figure.data[5].y) == [pytest.approx(6), pytest.approx(3)]
    assert [trace.name for trace in app.figure.data[3:5]] == ["O around Ti", "Ti around O"]


@pytest.mark.parametrize(("r_max", "number"), [(2.0, 0), (3.0, 12), (4.0, 18), (6.0, 78)])
def test_all_atoms_of_copper(r_max, number):
    app = RadialPicture({"copper": make_fcc()}, r_max=r_max)
    assert app.figure.data[5].y[0] == pytest.approx(number)
    assert f"each atom has {number:.2f} of these neighbours" in app.sentence


def test_the_counted_part_ends_at_the_limit():
    app = RadialPicture(pair="O-O", r_max=3.0, bin_width=0.1)
    g, counted = app.figure.data[1], app.figure.data[2]
    assert max(counted.x) == pytest.approx(3.0)
    assert np.allclose(counted.y[:-1], g.y[: len(counted.y) - 1])


def test_pairs_follow_the_crystal():
    app = RadialPicture(crystal="rutile TiO₂", pair="Ti-O")
    assert list(app._controls["pair"].options) == ["all atoms", "Ti-Ti", "Ti-O", "O-O"]
    app.set(crystal="fcc copper")
    assert list(app._controls["pair"].options) == ["all atoms"]
    assert app.figure.data[4].visible is False


def test_the_width_of_the_bins_does_not_change_the_number():
    app = RadialPicture({"rutile": make_rutile()}, pair="Ti-O", r_max=3.0)
    numbers = []
    for width in (0.02, 0.1, 0.5):
        numbers.append(app.set(bin_width=width).figure.data[5].y[0])
    assert numbers == pytest.approx([6, 6, 6])

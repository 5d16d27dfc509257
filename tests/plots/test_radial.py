"""Integrals of radial distribution functions, and their pictures."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit.featurizers import PartialRadialDistribution, RadialDistribution
from coursekit.plots.radial import Radial, describe_radial, plot_numbers, plot_radial
from coursekit.structures import make_rutile


@pytest.fixture(scope="module")
def titanium_oxygen():
    rutile = make_rutile()
    partial = PartialRadialDistribution(r_cut=6.0, bin_width=0.05).fit([rutile])
    return Radial.of(
        rutile, "Ti-O", partial.edges_, partial.transform([rutile])[0].reshape(3, -1)[1]
    )


def test_both_ends_of_a_bond(titanium_oxygen):
    assert titanium_oxygen.within(2.4) == pytest.approx((6, 3))
    assert titanium_oxygen.within(1.0) == (0, 0)
    assert titanium_oxygen.names == ["O around Ti", "Ti around O"]


def test_a_gas_has_the_number_of_its_density():
    rutile, edges = make_rutile(), np.linspace(0, 5, 51)
    gas = Radial.of(rutile, "all atoms", edges, np.ones(50))
    assert gas.within(5.0)[0] == pytest.approx(4 / 3 * np.pi * 125 * 6 / rutile.volume)


def test_the_picture_holds_the_numbers(titanium_oxygen):
    ax = plot_numbers(titanium_oxygen, 2.4, ax=Figure().subplots())
    marks = [line.get_ydata()[0] for line in ax.lines if len(line.get_xdata()) == 1]
    assert marks == pytest.approx([6, 3])
    ax = plot_radial(titanium_oxygen, 2.4, ax=Figure().subplots())
    counted, whole = (patch.get_data() for patch in ax.patches)
    assert counted.edges[-1] == pytest.approx(2.4)
    assert np.allclose(whole.values[: len(counted.values)], counted.values)


def test_words(titanium_oxygen):
    assert "each Ti has 6.00 O and each O has 3.00 Ti." in describe_radial(titanium_oxygen, 2.4)
    rutile = make_rutile()
    total = RadialDistribution(r_cut=6.0).fit([rutile])
    radial = Radial.of(rutile, "all atoms", total.edges_, total.transform([rutile])[0])
    assert "each atom has 4.00 of these neighbours." in describe_radial(radial, 2.4)

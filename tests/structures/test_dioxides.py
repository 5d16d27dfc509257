"""TiO2 and SiO2 polymorphs: same formula, same coordination, published bonds and angles."""

import numpy as np
import pytest

from coursekit.structures import (
    make_anatase,
    make_brookite,
    make_cristobalite,
    make_quartz,
    make_rutile,
)

from .geometry import angles, bonds, coordination, shells, sites_of

TITANIA = [make_rutile, make_anatase, make_brookite]
SILICA = [make_quartz, make_cristobalite]


@pytest.mark.parametrize("make", TITANIA)
def test_titania_is_six_three_coordinated(make):
    crystal = make()
    assert crystal.composition.reduced_formula == "TiO2"
    assert set(coordination(crystal, "Ti", 2.2)) == {6}
    assert set(coordination(crystal, "O", 2.2)) == {3}


def test_published_titanium_oxygen_bonds():
    assert shells(make_rutile(), "Ti", 2.2) == {(1.948,) * 4 + (1.980,) * 2}
    assert shells(make_anatase(), "Ti", 2.2) == {(1.934,) * 4 + (1.980,) * 2}
    (brookite,) = shells(make_brookite(), "Ti", 2.2)
    assert len(set(brookite)) == 6
    assert (min(brookite), max(brookite)) == pytest.approx((1.86, 2.05), abs=0.01)
    assert np.mean(brookite) == pytest.approx(1.96, abs=0.01)


@pytest.mark.parametrize(
    ("make", "edges"), [(make_rutile, 2), (make_brookite, 3), (make_anatase, 4)]
)
def test_shared_edges_count_as_the_textbooks_say(make, edges):
    # Ti across a shared edge are nearer (2.9 to 3.1 Å) than across a corner (3.5 Å and more)
    crystal = make()
    symbols = np.array([site.specie.symbol for site in crystal])
    first, second, _, distances = crystal.get_neighbor_list(3.3)
    pairs = (symbols[first] == "Ti") & (symbols[second] == "Ti") & (distances > 2.7)
    assert set(np.bincount(first[pairs], minlength=len(crystal))[symbols == "Ti"]) == {edges}


@pytest.mark.parametrize("make", SILICA)
def test_silica_is_four_two_coordinated(make):
    crystal = make()
    assert crystal.composition.reduced_formula == "SiO2"
    assert set(coordination(crystal, "Si", 2.0)) == {4}
    assert set(coordination(crystal, "O", 2.0)) == {2}
    for index in sites_of(crystal, "Si"):
        assert bonds(crystal, index, 2.0)[0] == pytest.approx([1.61] * 4, abs=0.01)
        assert angles(crystal, index, 2.0).mean() == pytest.approx(109.47, abs=0.05)


@pytest.mark.parametrize(("make", "bend"), [(make_quartz, 143.7), (make_cristobalite, 146.5)])
def test_bend_at_the_oxygen(make, bend):
    crystal = make()
    for index in sites_of(crystal, "O"):
        assert angles(crystal, index, 2.0) == pytest.approx([bend], abs=0.3)

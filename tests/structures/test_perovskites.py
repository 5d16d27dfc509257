"""Octahedra shared by corners, by faces, in slabs, and pulled out of shape."""

import numpy as np
import pytest

from coursekit.structures import (
    make_hexagonal_perovskite,
    make_lamno3,
    make_perovskite,
    make_ruddlesden_popper,
)

from .geometry import angles, bonds, coordination, sites_of

OCTAHEDRON = pytest.approx([90] * 12 + [180] * 3, abs=1e-3)


@pytest.mark.parametrize(
    "make", [make_perovskite, make_hexagonal_perovskite, make_ruddlesden_popper]
)
def test_titanium_sits_in_a_regular_octahedron(make):
    crystal = make()
    for index in sites_of(crystal, "Ti"):
        distances, _ = bonds(crystal, index, 2.2)
        assert distances == pytest.approx([1.9527] * 6, rel=0.01)
        assert np.ptp(distances) < 1e-9
        assert angles(crystal, index, 2.2) == OCTAHEDRON


def test_polymorphs_differ_in_what_the_octahedra_share():
    cubic, hexagonal = make_perovskite(), make_hexagonal_perovskite()
    assert cubic.composition.reduced_formula == hexagonal.composition.reduced_formula == "SrTiO3"
    assert hexagonal.density == pytest.approx(cubic.density, rel=1e-4)

    def titanium(crystal):
        distances, vectors = bonds(crystal, sites_of(crystal, "Ti")[0], 4.0)
        lines = [d for d, v in zip(distances, vectors, strict=True) if is_titanium(crystal, v)]
        return np.round(lines, 3).tolist()

    def is_titanium(crystal, vector):
        start = crystal[sites_of(crystal, "Ti")[0]].coords
        near = crystal.get_sites_in_sphere(start + vector, 0.1)
        return near[0].specie.symbol == "Ti"

    assert titanium(cubic) == [3.905] * 6  # across corners
    assert titanium(hexagonal) == [2.255] * 2  # across faces


def test_strontium_loses_three_neighbours_at_the_rocksalt_layer():
    assert coordination(make_perovskite(), "Sr", 2.9).tolist() == [12]
    assert set(coordination(make_hexagonal_perovskite(), "Sr", 2.9)) == {12}
    assert set(coordination(make_ruddlesden_popper(), "Sr", 2.9)) == {9}
    assert make_ruddlesden_popper().composition.reduced_formula == "Sr2TiO4"


@pytest.mark.parametrize(
    ("a_site", "b_site", "density"), [("Ba", "Zr", 6.23), ("K", "Ta", 7.02), ("Sr", "Ti", 5.12)]
)
def test_other_cubic_perovskites(a_site, b_site, density):
    assert make_perovskite(a_site, b_site=b_site).density == pytest.approx(density, rel=0.01)


def test_jahn_teller_octahedra_have_two_short_two_medium_two_long_bonds():
    published = [1.907] * 2 + [1.968] * 2 + [2.178] * 2
    for distorted, lengths in ((True, published), (False, [1.970] * 6)):
        crystal = make_lamno3(distorted=distorted)
        assert crystal.composition.reduced_formula == "LaMnO3"
        for index in sites_of(crystal, "Mn"):
            assert bonds(crystal, index, 2.5)[0] == pytest.approx(lengths, abs=3e-3)
    volumes = [make_lamno3(distorted=flag).volume / (5 * n) for flag, n in ((True, 4), (False, 1))]
    assert volumes[0] == pytest.approx(volumes[1], rel=1e-12)


def test_mean_bond_hides_most_of_the_distortion():
    crystals = [make_lamno3(), make_lamno3(distorted=False)]
    distorted, cubic = (bonds(s, sites_of(s, "Mn")[0], 2.5)[0] for s in crystals)
    assert distorted.mean() == pytest.approx(cubic.mean(), rel=0.025)
    assert distorted.std() > 0.1
    assert cubic.std() < 1e-9


def test_out_of_range_parameters():
    with pytest.raises(ValueError, match="bond") as error:
        make_hexagonal_perovskite(bond=0.0)
    assert str(error.value) == "`bond` is 0.0 Å; it must be positive"
    with pytest.raises(
        ValueError, match=r"^no lattice parameters are known for CaTiO3 as cubic perov"
    ):
        make_perovskite("Ca")

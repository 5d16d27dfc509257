"""Spinels: two cation sites, and the same formula either way round."""

import numpy as np
import pytest
from pymatgen.core import Composition

from coursekit.structures import make_spinel, named_sites
from coursekit.structures.spinels import SPINEL

from .geometry import angles, bonds

DENSITIES = {  # calculated densities of the Handbook of Mineralogy, g/cm3
    "MgAl2O4": 3.58, "ZnAl2O4": 4.61, "MgCr2O4": 4.42, "ZnCr2O4": 5.37, "ZnFe2O4": 5.32,
    "MgFe2O4": 4.55, "NiFe2O4": 5.37, "CoFe2O4": 5.3,
}  # fmt: skip


@pytest.mark.parametrize("formula", SPINEL)
def test_tabulated_spinels(formula):
    crystal = make_spinel(formula[:2], b_site=formula[2:4])
    assert crystal.composition.reduced_composition == Composition(formula)
    assert crystal.density == pytest.approx(DENSITIES[formula], rel=0.025)
    assert bonds(crystal, named_sites(crystal, "tetrahedral")[0], 2.3)[0].size == 4
    assert bonds(crystal, named_sites(crystal, "octahedral")[0], 2.3)[0].size == 6


@pytest.mark.parametrize("inverse", [False, True])
def test_shape_of_both_sites(inverse):
    crystal = make_spinel(inverse=inverse)
    for index in named_sites(crystal, "tetrahedral"):
        assert bonds(crystal, index, 2.3)[0] == pytest.approx([1.92] * 4, abs=0.01)
        assert np.allclose(angles(crystal, index, 2.3), 109.4712)
    for index in named_sites(crystal, "octahedral"):
        assert bonds(crystal, index, 2.3)[0] == pytest.approx([1.93] * 6, abs=0.01)
        assert angles(crystal, index, 2.3)[-3:] == pytest.approx([180] * 3)


def test_inversion_swaps_cations_and_nothing_else():
    normal, inverse = make_spinel(), make_spinel(inverse=True)

    def cations(crystal, name):
        symbols = [crystal[int(i)].specie.symbol for i in named_sites(crystal, name)]
        return {symbol: symbols.count(symbol) for symbol in set(symbols)}

    assert cations(normal, "tetrahedral") == {"Mg": 8}
    assert cations(normal, "octahedral") == {"Al": 16}
    assert cations(inverse, "tetrahedral") == {"Al": 8}
    assert cations(inverse, "octahedral") == {"Mg": 8, "Al": 8}
    assert cations(inverse, "oxygen") == {"O": 32}
    assert inverse.composition == normal.composition
    np.testing.assert_array_equal(inverse.frac_coords, normal.frac_coords)
    assert inverse.properties["id"] == "MgAl2O4-inverse-spinel"


def test_u_of_a_quarter_is_close_packing():
    ideal = make_spinel(u=0.25)
    index = named_sites(ideal, "octahedral")[0]
    assert angles(ideal, index, 2.3) == pytest.approx([90] * 12 + [180] * 3)
    assert ideal.properties["id"] == "MgAl2O4-spinel-0.25"


def test_out_of_range_parameters():
    with pytest.raises(ValueError, match="u") as error:
        make_spinel(u=0.387)
    assert str(error.value) == (
        "`u` is 0.387; it must be between 0.24 and 0.28 (0.25 is close packing)"
    )
    with pytest.raises(ValueError, match=r"^no lattice parameters are known for MgLa2O4 as spinel"):
        make_spinel(b_site="La")

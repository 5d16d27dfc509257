"""Band centre and valence orbitals against matminer called directly."""

import numpy as np
import pytest
from matminer.featurizers.composition import BandCenter as MatminerBandCenter
from matminer.featurizers.composition import ValenceOrbital as MatminerValenceOrbital
from pymatgen.core import Composition

from coursekit.errors import FeaturizationError
from coursekit.featurizers import BandCenter, ValenceOrbital
from coursekit.structures import make_brookite

FORMULAS = ["TiO2", "Fe3O4", "CuZn", "LaMnO3", "Fe", "Mg3(PO4)2", "Ti2O4"]


def test_band_center_equal_to_matminer():
    theirs = MatminerBandCenter(impute_nan=False)
    expected = [theirs.featurize(Composition(formula)) for formula in FORMULAS]
    ours = BandCenter().fit(FORMULAS)
    np.testing.assert_allclose(ours.transform(FORMULAS), expected, atol=1e-10)
    assert ours.get_feature_names_out().tolist() == theirs.feature_labels()


def test_band_center_by_hand():
    """Mulliken electronegativity: half of ionisation energy and electron affinity."""
    oxygen, magnesium = (13.61805 + 1.4611135) / 2, 7.646235 / 2
    row = BandCenter().fit_transform(["O2"])[0]
    assert row == pytest.approx([oxygen], rel=1e-2)
    both = BandCenter().fit_transform(["MgO", "Mg"])[:, 0]
    assert both[0] == pytest.approx(np.sqrt(row[0] * both[1]))
    assert both[1] == pytest.approx(magnesium, rel=0.1)


@pytest.mark.parametrize("orbitals", [("s", "p", "d", "f"), ("d",), ("s", "p")])
def test_valence_orbitals_equal_matminer(orbitals):
    theirs = MatminerValenceOrbital(orbitals=orbitals, impute_nan=False)
    formulas = [f for f in FORMULAS if orbitals != ("d",) or "Mg" not in f]
    expected = [theirs.featurize(Composition(formula)) for formula in formulas]
    ours = ValenceOrbital(orbitals).fit(formulas)
    np.testing.assert_allclose(ours.transform(formulas), expected, atol=1e-10)
    assert ours.get_feature_names_out().tolist() == theirs.feature_labels()


def test_valence_orbitals_by_hand():
    """Ti 3d2 4s2, O 2s2 2p4: per atom of TiO2, and as shares."""
    row = ValenceOrbital(("s", "p", "d")).fit_transform([make_brookite()])[0]
    electrons = np.array([2.0, 8 / 3, 2 / 3])
    assert row == pytest.approx([*electrons, *electrons / electrons.sum()])


def test_missing_values_are_named():
    with pytest.raises(FeaturizationError, match="#1: "):
        BandCenter().fit(["TiO2"]).transform(["TiO2", "OgO"])
    with pytest.raises(FeaturizationError, match="#1: "):
        ValenceOrbital().fit(["TiO2"]).transform(["TiO2", "OgO"])


def test_parameters_out_of_range():
    with pytest.raises(ValueError, match="`orbitals`") as error:
        ValenceOrbital(("s", "g")).fit(["TiO2"])
    assert str(error.value) == "`orbitals` names 'g'; known are s, p, d, f"
    with pytest.raises(ValueError, match="`orbitals` is empty; known are s, p, d, f"):
        ValenceOrbital(()).fit(["TiO2"])

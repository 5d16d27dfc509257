"""Oxidation states and ionic character against matminer called directly."""

import warnings

import numpy as np
import pytest
from matminer.featurizers.composition import IonProperty as MatminerIonProperty
from matminer.featurizers.composition import OxidationStates as MatminerOxidationStates
from pymatgen.core import Composition, Lattice, Structure

from coursekit.errors import FeaturizationError
from coursekit.featurizers import IonProperty, OxidationStates
from coursekit.featurizers.composition.ions import STATISTICS, _charged
from coursekit.structures import make_lamno3, make_rutile, make_spinel, set_id

IONIC = ["TiO2", "Fe3O4", "MgO", "LaMnO3", "CaSO4", "Mg3(PO4)2", "NaCl", "Ti2O4", "Al2O3", "MnO2"]
OTHERS = ["CuZn", "Fe", "NiAl", "C", "AuCu3"]


def test_oxidation_states_equal_matminer():
    theirs = MatminerOxidationStates(stats=list(STATISTICS))
    expected = []
    for formula in IONIC:
        reduced = Composition(formula).reduced_composition
        expected.append(theirs.featurize(reduced.add_charges_from_oxi_state_guesses()))
    ours = OxidationStates(STATISTICS).fit(IONIC)
    np.testing.assert_allclose(ours.transform(IONIC), expected, atol=1e-10)
    assert ours.get_feature_names_out().tolist() == theirs.feature_labels()


def test_oxidation_states_by_hand():
    row = OxidationStates(("minimum", "maximum", "range", "mean")).fit_transform(["Fe3O4"])[0]
    assert row == pytest.approx([-2.0, 3.0, 5.0, 0.0])
    np.testing.assert_array_equal(OxidationStates().fit_transform(["Fe"]), [[0, 0, 0, 0]])


def test_given_states_are_used():
    ions = Composition({"Fe2+": 1, "Fe3+": 2, "O2-": 4})
    crystal = make_rutile()
    crystal.add_oxidation_state_by_element({"Ti": 3, "O": -1.5})
    rows = OxidationStates(("minimum", "maximum")).fit_transform([ions, crystal])
    np.testing.assert_allclose(rows, [[-2, 3], [-1.5, 3]])


def test_structures_broken_amounts_and_multiples():
    mixed = Structure(Lattice.cubic(4.1), [{"Li": 0.5, "Ni": 0.5}, "O"], [[0, 0, 0], [0.5] * 3])
    for kind in (OxidationStates, IonProperty):
        rows = kind().fit_transform([mixed, "LiNiO2", "Li0.5Ni0.5O", "Li3Ni3O6"])
        np.testing.assert_allclose(rows, np.repeat(rows[:1], 4, axis=0), atol=1e-12)
        rows = kind().fit_transform([make_spinel(), "MgAl2O4"])
        np.testing.assert_allclose(rows[0], rows[1])


def test_the_same_formula_is_worked_out_once(monkeypatch):
    """Polymorphs, supercells and formulas of one compound."""
    _charged.cache_clear()
    guess, asked = Composition.add_charges_from_oxi_state_guesses, []

    def recorded(composition):
        asked.append(composition.formula)
        return guess(composition)

    monkeypatch.setattr(Composition, "add_charges_from_oxi_state_guesses", recorded)
    rows = OxidationStates().fit_transform(["Al2O3", "Al4O6", "MgO", Composition("O3Al2"), "MgO"])
    assert asked == ["Al2 O3", "Mg1 O1"]
    assert rows[:, :2].tolist() == [[-2, 3], [-2, 3], [-2, 2], [-2, 3], [-2, 2]]


def test_an_alloy_has_no_oxidation_states():
    with pytest.raises(FeaturizationError) as error:
        OxidationStates().fit(["TiO2"]).transform(["TiO2", "CuZn"])
    assert str(error.value.failures[0]) == (
        "#1: has no common oxidation states that add up to zero; leave it out (an alloy has none) or "
        "give a structure with oxidation states"
    )
    assert error.value.rows.shape == (1, 4)


@pytest.mark.parametrize("one_state", [False, True])
def test_ion_property_equal_to_matminer(one_state):
    theirs = MatminerIonProperty(fast=one_state, impute_nan=False)
    compounds = [*IONIC, *(formula for formula in OTHERS if len(Composition(formula)) > 1)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [theirs.featurize(Composition(f).reduced_composition) for f in compounds]
    ours = IonProperty(one_state=one_state).fit(compounds)
    np.testing.assert_allclose(ours.transform(compounds), np.array(expected, float), atol=1e-10)
    assert ours.get_feature_names_out().tolist() == theirs.feature_labels()


def test_ionic_character_by_hand():
    row = IonProperty().fit_transform(["NaCl"])[0]
    character = 1 - np.exp(-((3.16 - 0.93) ** 2) / 4)
    assert row == pytest.approx([1.0, character, character / 4])


def test_what_the_class_says_of_possible_compounds():
    mixed_valence = [IonProperty(one_state=one).fit_transform(["Fe3O4"])[0, 0] for one in (0, 1)]
    assert mixed_valence == [1.0, 0.0]
    assert IonProperty().fit_transform([make_lamno3()])[0, 0] == 0.0


def test_elements_without_electronegativity_are_named():
    with pytest.raises(FeaturizationError, match=r"#0: .*ionic char"):
        IonProperty().fit(["TiO2"]).transform(["NeO", "TiO2"])


@pytest.mark.parametrize("kind", [OxidationStates, IonProperty])
def test_formulas_too_long_to_try_everything(kind):
    huge = set_id(Structure(Lattice.cubic(9), ["C"], [[0, 0, 0]]), "soot")
    fitted = kind().fit(["TiO2"])
    with pytest.raises(FeaturizationError) as error:
        fitted.transform(["C90N101O17"])
    assert str(error.value.failures[0]) == (
        "#0: has 90 C in its smallest formula, too many to try all their oxidation states; give the "
        "formula of the ideal crystal, or a structure with oxidation states to `OxidationStates`"
    )
    if kind is OxidationStates:
        np.testing.assert_allclose(fitted.transform([huge]), [[0, 0, 0, 0]], rtol=1e-12, atol=1e-12)


def test_parameters_out_of_range():
    for stats, message in (
        (("median",), "`stats` names 'median'; known are minimum, maximum, range, mean, avg_dev, "),
        ((), "`stats` is empty; known are minimum, "),
        ("mean", "`stats` is the text 'mean'; give a list: "),
    ):
        with pytest.raises(ValueError, match=message):
            OxidationStates(stats).fit(["TiO2"])
    with pytest.raises(ValueError, match="`one_state` is 'yes'; it must be one of True, False"):
        IonProperty(one_state="yes").fit(["TiO2"])

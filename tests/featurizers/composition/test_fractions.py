"""Element fractions by hand and against matminer."""

import numpy as np
import pytest
from matminer.featurizers.composition import ElementFraction
from pymatgen.core import Composition, Lattice, Structure

from coursekit.errors import FeaturizationError
from coursekit.featurizers import ElementFractions
from coursekit.structures import make_rutile, set_id, supercell

from .test_statistics import random_formulas


def test_equal_to_matminer():
    formulas = random_formulas(n=40)
    ours = ElementFractions().fit(formulas)
    columns = [f"fraction {symbol}" for symbol in ElementFraction().feature_labels()]
    expected = np.array([ElementFraction().featurize(Composition(f)) for f in formulas])
    names = ours.get_feature_names_out().tolist()
    places = [columns.index(name) for name in names]
    np.testing.assert_allclose(ours.transform(formulas), expected[:, places], atol=1e-12)
    assert np.delete(expected, places, axis=1).max() == 0


def test_rows_add_up_to_one_whatever_is_given():
    mixed = Structure(Lattice.cubic(4.1), [{"Li": 0.5, "Ni": 0.25}, "O"], [[0, 0, 0], [0.5] * 3])
    items = ["TiO2", Composition("Ca(OH)2"), make_rutile(), supercell(make_rutile()), mixed]
    rows = ElementFractions().fit_transform(items)
    np.testing.assert_allclose(rows.sum(axis=1), 1.0, rtol=1e-13)
    np.testing.assert_allclose(rows[[2, 3]], rows[[0, 0]], rtol=1e-13)
    assert ElementFractions().fit(items).species_ == ("H", "Li", "O", "Ca", "Ti", "Ni")


def test_species_may_be_given_in_any_order():
    fractions = ElementFractions(species=["Ti", "O", "H"]).fit(["TiO2"])
    assert fractions.get_feature_names_out().tolist() == ["fraction H", "fraction O", "fraction Ti"]
    np.testing.assert_allclose(fractions.transform(["TiO2"]), [[0, 2 / 3, 1 / 3]])


def test_unknown_species():
    fractions = ElementFractions().fit(["TiO2", "Fe"])
    with pytest.raises(FeaturizationError) as error:
        fractions.transform(["TiO2", "MgO", set_id(make_rutile(), "r")])
    assert [str(failure) for failure in error.value.failures] == [
        "#1: contains Mg, which is not among the species of the fit (O, Ti, Fe); fit with such a "
        "structure or pass `species`"
    ]
    np.testing.assert_allclose(error.value.rows[0], error.value.rows[1])


def test_species_that_are_none():
    with pytest.raises(ValueError, match="`species` names 'Qx', which is not an element"):
        ElementFractions(species=["Qx"]).fit(["TiO2"])


def test_fit_passes_over_what_transform_will_name():
    fractions = ElementFractions().fit(["TiO2", "NaCL", ""])
    assert fractions.species_ == ("O", "Ti")
    reasons = [failure.reason for failure in fractions.featurize_tolerant(["", "TiO2"]).failures]
    assert reasons == ["has no atoms; the formula is empty"]

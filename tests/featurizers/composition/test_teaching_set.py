"""The other formula descriptors on every formula of the teaching set, against matminer."""

import numpy as np
import pytest
from matminer.featurizers import composition as matminer
from pymatgen.core import Composition

from coursekit.featurizers import (
    BandCenter,
    ElementStatistics,
    IonProperty,
    OxidationStates,
    Stoichiometry,
    ValenceOrbital,
)
from coursekit.featurizers.composition.elements import TABLES

from .test_statistics import by_matminer, teaching_formulas

FORMULAS = teaching_formulas()
COMPOUNDS = [formula for formula in FORMULAS if len(Composition(formula)) > 1]


@pytest.mark.parametrize(
    ("ours", "theirs", "formulas"),
    [
        (Stoichiometry(), matminer.Stoichiometry(), FORMULAS),
        (BandCenter(), matminer.BandCenter(impute_nan=False), FORMULAS),
        (ValenceOrbital(), matminer.ValenceOrbital(impute_nan=False), FORMULAS),
        (IonProperty(), matminer.IonProperty(impute_nan=False), COMPOUNDS),
    ],
    ids=lambda value: type(value).__name__,
)
def test_equal_to_matminer(ours, theirs, formulas):
    expected = [theirs.featurize(Composition(formula)) for formula in formulas]
    result = ours.fit(formulas).featurize_tolerant(formulas)
    assert not result.failures
    np.testing.assert_allclose(result.rows, np.array(expected, dtype=float), atol=1e-10)


def test_oxidation_states_equal_matminer_where_there_are_any():
    theirs = matminer.OxidationStates()
    result = OxidationStates().fit(FORMULAS).featurize_tolerant(FORMULAS)
    expected, without = [], []
    for place, formula in enumerate(FORMULAS):
        ions = Composition(formula).add_charges_from_oxi_state_guesses()
        if len(ions) > 1 and not any(ion.oxi_state for ion in ions):
            without.append(f"#{place}")
        else:
            expected.append(theirs.featurize(ions))
    np.testing.assert_allclose(result.rows, expected, atol=1e-10)
    assert [failure.id for failure in result.failures] == without


@pytest.mark.parametrize("table", [name for name in TABLES if name != "magpie"])
def test_other_tables_equal_matminer_or_name_what_is_missing(table):
    result = ElementStatistics(table).fit(FORMULAS).featurize_tolerant(FORMULAS)
    _, expected = by_matminer([FORMULAS[k] for k in result.kept], table)
    np.testing.assert_allclose(result.rows, expected, rtol=1e-10, atol=1e-10)
    assert len(result.kept) > 40
    assert all(f"in the table {table!r}; leave" in failure.reason for failure in result.failures)

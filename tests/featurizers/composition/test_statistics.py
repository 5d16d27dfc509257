"""Magpie and its relatives against matminer, number by number."""

import gzip
import json
import warnings
from pathlib import Path

import numpy as np
import pytest
from matminer.featurizers.composition import ElementProperty
from pymatgen.core import Composition, Element

from coursekit.featurizers import ElementStatistics, MagpieStatistics
from coursekit.featurizers.composition.elements import TABLES, load_table
from coursekit.structures import make_brookite, make_spinel

TEACHING_SET = Path(__file__).parents[3] / "data" / "teaching_set.jsonl.gz"


def random_formulas(n=300, largest=6, table="magpie", seed=0):
    """Formulas of 1 to `largest` elements that have every property, whole and broken amounts."""
    rng = np.random.default_rng(seed)
    _, values = load_table(table)
    known = [Element.from_Z(z).symbol for z in range(1, 119) if not np.isnan(values[z]).any()]
    formulas = []
    for k in range(n):
        symbols = rng.choice(known, size=rng.integers(1, largest + 1), replace=False)
        amounts = rng.integers(1, 13, size=len(symbols)) / (1 if k % 3 else 4)
        formulas.append("".join(f"{s}{a:g}" for s, a in zip(symbols, amounts, strict=True)))
    return formulas


def teaching_formulas():
    """Every formula of the teaching set, once."""
    with gzip.open(TEACHING_SET, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][1:]
    return sorted({row["formula"] for row in rows})


def by_matminer(formulas, preset="magpie", **options):
    featurizer = ElementProperty.from_preset(preset, impute_nan=False, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = [featurizer.featurize(Composition(formula)) for formula in formulas]
    return featurizer.feature_labels(), np.array(rows)


def test_random_formulas_are_those_of_matminer():
    formulas = random_formulas(n=1000)
    labels, expected = by_matminer(formulas)
    magpie = MagpieStatistics().fit(formulas)
    np.testing.assert_allclose(magpie.transform(formulas), expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(
        magpie.transform([Composition(f) for f in formulas]), expected, rtol=1e-12, atol=1e-12
    )
    assert magpie.get_feature_names_out().tolist() == labels


def test_formulas_of_the_teaching_set_are_those_of_matminer():
    formulas = teaching_formulas()
    assert len(formulas) > 50
    _, expected = by_matminer(formulas)
    np.testing.assert_allclose(
        MagpieStatistics().fit_transform(formulas), expected, rtol=1e-12, atol=1e-12
    )


def test_structures_give_what_their_composition_gives():
    crystals = [make_brookite(), make_spinel()]
    rows = MagpieStatistics().fit_transform(crystals)
    _, expected = by_matminer([crystal.composition for crystal in crystals])
    np.testing.assert_allclose(rows, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(rows, MagpieStatistics().fit_transform(["TiO2", "MgAl2O4"]))


@pytest.mark.parametrize("table", [name for name in TABLES if name != "magpie"])
def test_other_tables_equal_matminer(table):
    formulas = random_formulas(n=15, table=table, seed=1)
    labels, expected = by_matminer(formulas, table)
    featurizer = ElementStatistics(table).fit(formulas)
    np.testing.assert_allclose(featurizer.transform(formulas), expected, rtol=1e-9, atol=1e-9)
    assert featurizer.get_feature_names_out().tolist() == labels


def test_statistics_by_hand():
    row = MagpieStatistics().fit_transform(["Ti2O4"])[0]
    # atomic numbers 22, 8, 8: mean 38/3, mean deviation (28/3 + 2 * 14/3) / 3, mode 8
    assert row[:6] == pytest.approx([8, 22, 14, 38 / 3, 56 / 9, 8])
    # the most abundant element; of several, the smaller number
    assert MagpieStatistics().fit_transform(["TiO"])[0][5] == 8


def test_missing_properties_are_named():
    with pytest.raises(ValueError, match="He") as error:
        MagpieStatistics().fit_transform(["TiO2", "HeO"])
    cure = (
        "leave the structure out, choose another `table`, or set `impute_nan=True` to use the mean "
        "over all elements"
    )
    assert f"#1: element He has no MeltingT in the table 'magpie'; {cure}" in str(error.value)
    with pytest.raises(ValueError, match="Fm") as error:
        MagpieStatistics().fit_transform(["FmO2"])
    assert f"#0: element Fm has no CovalentRadius in the table 'magpie'; {cure}" in str(error.value)


def test_missing_properties_can_be_imputed_as_matminer_does():
    formulas = ["He", "SiO2He", "FmO2", "TiO2"]
    matminer = ElementProperty.from_preset("magpie", impute_nan=True)
    expected = [matminer.featurize(Composition(formula)) for formula in formulas]
    rows = MagpieStatistics(impute_nan=True).fit_transform(formulas)
    np.testing.assert_allclose(rows, expected, rtol=1e-9)
    np.testing.assert_allclose(
        rows[3:], MagpieStatistics().fit_transform(["TiO2"]), rtol=1e-12, atol=1e-12
    )


def test_unknown_table():
    with pytest.raises(ValueError, match="table") as error:
        ElementStatistics("mendeleev").fit(["TiO2"])
    assert str(error.value) == (
        "`table` is 'mendeleev'; it must be one of magpie, deml, matminer, matscholar_el, megnet_el"
    )

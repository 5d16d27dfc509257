"""Pooling element by element against plain loops."""

import numpy as np
import pytest
import scipy.sparse as sp

from coursekit.featurizers import SiteFeatures
from coursekit.pooling import HistogramPooling, MaxPooling, MeanPooling, SpeciesPooling

from .records import as_sparse, dense, make_records


def sites_of(record, symbol):
    return record.values[[s == symbol for s in record.species]]


def mean_of(record, symbol):
    values = sites_of(record, symbol)
    return values.mean(axis=0) if len(values) else np.zeros(record.values.shape[1])


@pytest.mark.parametrize("shape", [lambda records: records, as_sparse])
def test_equal_to_a_loop(shape):
    records = make_records()  # the first has Ti only, the third no Mg
    expected = [
        np.concatenate([mean_of(r, symbol) for symbol in ("Mg", "O", "Ti")]) for r in records
    ]
    pooling = SpeciesPooling().fit(shape(records))
    assert pooling.species_ == ("Mg", "O", "Ti")
    np.testing.assert_allclose(dense(pooling.transform(shape(records))), expected, atol=1e-12)


@pytest.mark.parametrize("shape", [lambda records: records, as_sparse])
@pytest.mark.parametrize("crystal", ["Ti only", "no Mg"])
def test_an_element_that_no_crystal_has(shape, crystal):
    records = shape(make_records())
    pooling = SpeciesPooling(MaxPooling()).fit(records)
    chosen = [records[0]] if crystal == "Ti only" else [records[2], records[0]]
    pooled = pooling.transform(chosen)
    assert sp.issparse(pooled) == sp.issparse(records[0].values)
    every = dense(pooling.transform(records))
    positions = [0] if crystal == "Ti only" else [2, 0]
    np.testing.assert_allclose(dense(pooled), every[positions], rtol=1e-12, atol=1e-12)
    assert not dense(pooled)[:, :5].any()


def test_species_may_be_chosen_and_ordered():
    records = make_records()
    pooling = SpeciesPooling(MeanPooling(), species=("Ti", "Mg", "O")).fit(records)
    default = SpeciesPooling().fit_transform(records)
    order = np.r_[10:15, 0:5, 5:10]
    np.testing.assert_allclose(
        pooling.transform(records), default[:, order], rtol=1e-12, atol=1e-12
    )


def test_every_element_has_its_own_histogram():
    record = SiteFeatures(np.array([[1.0], [2.0], [5.0], [9.0]]), ("Mg", "Mg", "O", "O"), ("CN",))
    pooling = SpeciesPooling(HistogramPooling(n_bins=2)).fit([record])
    np.testing.assert_allclose(pooling.poolings_["Mg"].edges_, [[1.0, 1.5, 2.0]], rtol=1e-11)
    np.testing.assert_allclose(pooling.poolings_["O"].edges_, [[5.0, 7.0, 9.0]], rtol=1e-11)
    assert pooling.transform([record]).tolist() == [[0.5, 0.5, 0.5, 0.5]]
    names = pooling.get_feature_names_out()
    assert names[0] == "Mg share CN bin 1 [1, 1.5]"
    assert names[3] == "O share CN bin 2 [7, 9]"


def test_the_rule_that_was_given_is_not_fitted():
    rule = HistogramPooling(n_bins=2)
    SpeciesPooling(rule).fit(make_records())
    assert not hasattr(rule, "edges_")


def test_unknown_element():
    pooling = SpeciesPooling().fit(make_records(species=("Ti", "O")))
    with pytest.raises(ValueError, match="columns") as error:
        pooling.transform(make_records(species=("Ti", "O", "Zr")))
    assert str(error.value) == (
        "c1: contains Zr, which has no columns (O, Ti); fit with such a crystal or pass `species`"
    )


def test_element_of_no_training_crystal():
    with pytest.raises(ValueError, match="species") as error:
        SpeciesPooling(species=("Ti", "Zr")).fit(make_records())
    assert str(error.value) == "`species` names Zr, which is in none of the training crystals"

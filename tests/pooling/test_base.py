"""What every pooling rule promises; the rules are found by themselves."""

import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import coursekit.pooling
from coursekit.featurizers import SOAP, SiteFeatures
from coursekit.structures import make_rutile

from .records import as_sparse, dense, make_records

RULES = [getattr(coursekit.pooling, name) for name in coursekit.pooling.__all__]


@pytest.fixture(params=RULES, ids=lambda rule: rule.__name__)
def rule(request):
    return request.param()


def test_clone_and_parameters_untouched(rule):
    before = rule.get_params()
    copy = clone(rule).fit(make_records())
    assert copy.get_params() == before
    assert not hasattr(rule, "n_features_in_")


def test_one_row_a_crystal_in_order(rule):
    records = make_records(sizes=(3, 5, 4))
    pooled = rule.fit_transform(records)
    assert pooled.shape[0] == 3
    turned = dense(rule.transform(records[::-1]))
    np.testing.assert_allclose(turned[::-1], dense(pooled), atol=1e-12)
    for k, record in enumerate(records):
        np.testing.assert_allclose(dense(rule.transform([record]))[0], dense(pooled)[k], atol=1e-12)


def test_names_are_unique_and_as_many_as_columns(rule):
    pooled = rule.fit_transform(make_records())
    names = rule.get_feature_names_out()
    assert len(names) == len(set(names)) == pooled.shape[1]
    other = rule.get_feature_names_out(["v", "w", "x", "y", "z"])
    assert len(other) == len(names)
    assert not set(other) & set(names)


def test_order_of_sites_does_not_count(rule):
    records = make_records()
    pooled = dense(rule.fit_transform(records))
    turned = [SiteFeatures(r.values[::-1], r.species[::-1], r.names, r.id) for r in records]
    np.testing.assert_allclose(dense(rule.transform(turned)), pooled, atol=1e-12)


def test_sparse_equals_dense(rule):
    records = make_records()
    expected = dense(rule.fit_transform(records))
    np.testing.assert_allclose(dense(rule.transform(as_sparse(records))), expected, atol=1e-12)
    refitted = clone(rule).fit_transform(as_sparse(records))
    np.testing.assert_allclose(dense(refitted), expected, atol=1e-12)


def test_generator_and_empty_list(rule):
    records = make_records()
    expected = dense(rule.fit_transform(records))
    np.testing.assert_allclose(
        dense(rule.transform(r for r in records)), expected, rtol=1e-12, atol=1e-12
    )
    assert rule.transform([]).shape == (0, expected.shape[1])


def test_pickle_and_pandas(rule):
    records = make_records()
    expected = dense(rule.fit_transform(records))
    back = pickle.loads(pickle.dumps(rule))
    np.testing.assert_allclose(dense(back.transform(records)), expected, rtol=1e-12, atol=1e-12)
    table = rule.set_output(transform="pandas").transform(records)
    assert isinstance(table, pd.DataFrame)
    assert table.columns.tolist() == rule.get_feature_names_out().tolist()
    np.testing.assert_allclose(table.to_numpy(), expected, rtol=1e-12, atol=1e-12)


def test_names_come_from_the_featuriser(rule):
    records = SOAP(4.0, n_max=2, l_max=1).fit_transform([make_rutile()])
    names = rule.fit(records).get_feature_names_out()
    assert all("SOAP" in name for name in names)


# refusals


def test_other_input_than_site_records(rule):
    with pytest.raises(TypeError, match="site features") as error:
        rule.fit([make_records()[0], make_rutile()])
    assert str(error.value) == (
        "`X`[1] is a Structure, not site features; put a site featuriser such as SOAP before the "
        "pooling step"
    )


def test_fit_of_nothing(rule):
    with pytest.raises(ValueError, match="empty") as error:
        rule.fit([])
    assert str(error.value) == (
        f"{type(rule).__name__}: `X` is empty; fit needs at least one crystal"
    )


def test_crystal_without_sites(rule):
    with pytest.raises(ValueError, match="no sites") as error:
        rule.fit([*make_records(), SiteFeatures(np.empty((0, 5)), (), tuple("abcde"), "gone")])
    assert str(error.value) == "gone: has no sites to pool"


def test_other_number_of_columns(rule):
    rule.fit(make_records())
    with pytest.raises(ValueError, match="columns") as error:
        rule.transform(make_records(n_features=4))
    assert str(error.value) == (
        "c0: has 4 columns, the fit had 5; use the same fitted featuriser for both"
    )


def test_not_fitted(rule):
    with pytest.raises(NotFittedError):
        rule.transform(make_records())
    with pytest.raises(NotFittedError):
        rule.get_feature_names_out()

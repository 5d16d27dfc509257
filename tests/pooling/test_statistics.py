"""Mean, sum, maximum and moments against plain loops."""

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.stats import skew

from coursekit.featurizers import SiteFeatures
from coursekit.pooling import MaxPooling, MeanPooling, MomentPooling, SumPooling

from .records import as_sparse, dense, make_records

LOOPS = {
    MeanPooling: lambda values: values.mean(axis=0),
    SumPooling: lambda values: values.sum(axis=0),
    MaxPooling: lambda values: values.max(axis=0),
}


def one_row(*values, name="x"):
    return SiteFeatures(np.array(values, float)[:, None], ("Mg",) * len(values), (name,))


@pytest.mark.parametrize("rule", LOOPS)
@pytest.mark.parametrize("shape", [lambda records: records, as_sparse])
def test_equal_to_a_loop(rule, shape):
    records = make_records()
    expected = np.array([LOOPS[rule](record.values) for record in records])
    np.testing.assert_allclose(dense(rule().fit_transform(shape(records))), expected, atol=1e-12)


@pytest.mark.parametrize("rule", LOOPS)
def test_wide_vectors_stay_sparse(rule):
    pooled = rule().fit_transform(as_sparse(make_records()))
    assert isinstance(pooled, sp.csr_matrix)


def test_maximum_of_negative_numbers_and_zeros_that_are_not_stored():
    records = as_sparse([one_row(-3.0, -1.0), one_row(-2.0, 0.0)])
    assert dense(MaxPooling().fit_transform(records)).tolist() == [[-1.0], [0.0]]


@pytest.mark.parametrize("order", [1, 2, 3])
def test_moments_equal_numpy_and_scipy(order):
    records = make_records(sizes=(2, 3, 8))
    moments = [
        np.concatenate([r.values.mean(axis=0), r.values.std(axis=0), skew(r.values, axis=0)])
        for r in records
    ]
    pooled = MomentPooling(order=order).fit_transform(records)
    np.testing.assert_allclose(pooled, np.array(moments)[:, : 5 * order], atol=1e-10)


def test_moments_by_hand():
    # 0, 0, 3: mean 1, variance (1 + 1 + 4) / 3, third moment (-1 - 1 + 8) / 3
    pooled = MomentPooling(order=3).fit_transform([one_row(0, 0, 3)])
    np.testing.assert_allclose(pooled, [[1.0, np.sqrt(2.0), 2.0 / 2.0**1.5]])


@pytest.mark.parametrize("values", [(5.0,), (5.0, 5.0), (0.1 + 0.2, 0.3)])
def test_equal_sites_have_no_skewness(values):
    mean, std, skewness = MomentPooling(order=3).fit_transform([one_row(*values)])[0]
    assert (mean, std) == pytest.approx((values[0], 0.0))
    assert skewness == 0.0


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        (MeanPooling(), ["mean x"]),
        (SumPooling(), ["sum x"]),
        (MaxPooling(), ["max x"]),
        (MomentPooling(order=3), ["mean x", "std x", "skewness x"]),
    ],
)
def test_names(rule, names):
    assert rule.fit([one_row(1, 2)]).get_feature_names_out().tolist() == names


@pytest.mark.parametrize("order", [0, 4, "2"])
def test_unknown_order(order):
    with pytest.raises(ValueError, match="order") as error:
        MomentPooling(order=order).fit(make_records())
    assert str(error.value) == f"`order` is {order!r}; it must be 1, 2 or 3"


def test_moments_of_vectors_that_are_too_long():
    wide = SiteFeatures(sp.csr_matrix((2, 50_001)), ("Mg", "O"), range(50_001))
    with pytest.raises(ValueError, match="memory") as error:
        MomentPooling().fit_transform([wide])
    assert str(error.value) == (
        "MomentPooling of 50001 columns would not fit in memory; make the site vectors shorter "
        "first, for example SOAP(compression='mu2')"
    )

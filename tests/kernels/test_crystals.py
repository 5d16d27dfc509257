"""The average kernel against DScribe's, and against its definition, pair by pair."""

import tracemalloc

import numpy as np
import pytest
from dscribe.kernels import AverageKernel as DscribeAverageKernel
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from coursekit.featurizers import SOAP
from coursekit.kernels import AverageKernel, REMatchKernel
from coursekit.structures import supercell

from .crystals import SIZE, SPECIES, crystals, random_sites, soap_sites, unit_rows

KERNELS = [AverageKernel(), AverageKernel(zeta=3, normalise=False), REMatchKernel(alpha=0.2)]


def by_dscribe(records, others=None, *, zeta=1, normalise=True):
    kernel = DscribeAverageKernel(
        metric="polynomial", degree=zeta, gamma=1, coef0=0, normalize_kernel=normalise
    )
    return kernel.create(unit_rows(records), others and unit_rows(others))


@pytest.mark.parametrize("sparse", [True, False])
@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("zeta", [1, 2, 3, 4, 6])
def test_equal_to_dscribe(zeta, normalise, sparse):
    records = soap_sites(sparse=sparse)
    kernel = AverageKernel(zeta=zeta, normalise=normalise, complete=False)
    expected = by_dscribe(records, zeta=zeta, normalise=normalise)
    np.testing.assert_allclose(kernel.fit_transform(records), expected, rtol=0, atol=1e-12)
    across = kernel.fit(records[:4]).transform(records)
    expected = by_dscribe(records, records[:4], zeta=zeta, normalise=normalise)
    np.testing.assert_allclose(across, expected, rtol=0, atol=1e-12)


def test_with_zeta_1_it_is_the_product_of_the_means():
    records = soap_sites()
    means = np.array([rows.mean(axis=0) for rows in unit_rows(records)])
    kernel = AverageKernel(normalise=False, complete=False).fit_transform(records)
    np.testing.assert_allclose(kernel, means @ means.T, rtol=0, atol=1e-12)


@pytest.mark.parametrize("kernel", KERNELS, ids=repr)
def test_fit_transform_equals_fit_and_transform(kernel):
    records = soap_sites(sparse=True)
    together = clone(kernel).fit_transform(records)
    fitted = clone(kernel).fit(records)
    # a matching is found to 1e-4 and depends on which crystal comes first
    close = {"rtol": 0, "atol": 1e-4 if isinstance(kernel, REMatchKernel) else 1e-12}
    np.testing.assert_allclose(fitted.transform(records), together, **close)
    np.testing.assert_allclose(together, together.T, rtol=1e-12, atol=1e-12)
    both = clone(kernel)
    both.fit_transform(records)
    np.testing.assert_allclose(both.self_similarity_, fitted.self_similarity_, atol=1e-12)


@pytest.mark.parametrize("kernel", [AverageKernel(zeta=2), REMatchKernel()], ids=repr)
def test_normalised_means_1_for_equal_crystals_and_less_for_others(kernel):
    values = clone(kernel).fit_transform(soap_sites())
    np.testing.assert_allclose(values.diagonal(), 1, atol=1e-12)
    assert (values >= 0).all()
    assert (values[~np.eye(len(values), dtype=bool)] < 1 - 1e-6).all()
    # copper shares no element with the others
    assert not np.delete(values[4], 4).any()


@pytest.mark.parametrize("kernel", KERNELS, ids=repr)
def test_a_larger_cell_of_the_same_crystal_changes_nothing(kernel):
    soap = SOAP(**SIZE, species=SPECIES).fit(list(crystals()))
    small = soap.transform(list(crystals()))
    large = soap.transform([supercell(crystals()[0], (2, 1, 1)), *crystals()[1:]])
    fitted = clone(kernel).fit(small)
    np.testing.assert_allclose(fitted.transform(large), fitted.transform(small), atol=2e-4)


@pytest.mark.parametrize("kernel", [AverageKernel(zeta=2), REMatchKernel(alpha=0.5)], ids=repr)
def test_cut_into_slabs_it_is_the_same(kernel, monkeypatch):
    records = random_sites([3, 1, 4, 2, 7, 5])
    whole = clone(kernel).fit_transform(records)
    across = clone(kernel).fit(records[:4]).transform(records)
    monkeypatch.setattr("coursekit.kernels.environments.SLAB_BYTES", 8 * 22 * 4)
    np.testing.assert_allclose(clone(kernel).fit_transform(records), whole, atol=1e-13)
    np.testing.assert_allclose(clone(kernel).fit(records[:4]).transform(records), across)


def test_20000_environments_never_meet_at_once():
    """All pairs would take 3.2 GB; the crystal kernel takes 8 MB."""
    records = random_sites([20] * 1000, n_features=8)
    tracemalloc.start()
    kernel = AverageKernel(zeta=2).fit_transform(records)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150e6
    few = AverageKernel(zeta=2).fit_transform(records[:30])
    np.testing.assert_allclose(kernel[:30, :30], few, atol=1e-12)


def test_inside_a_pipeline_each_fold_is_compared_with_its_own_training_crystals():
    structures, y = list(crystals()) * 2, np.arange(12.0)
    model = make_pipeline(
        SOAP(**SIZE, species=SPECIES),
        AverageKernel(zeta=2),
        KernelRidge(kernel="precomputed", alpha=0.1),
    )
    folds = KFold(3, shuffle=True, random_state=0)
    predicted = cross_val_predict(model, structures, y, cv=folds)
    kernel = AverageKernel(zeta=2).fit_transform(soap_sites() * 2)
    for train, test in folds.split(structures):
        weights = np.linalg.solve(kernel[np.ix_(train, train)] + 0.1 * np.eye(8), y[train])
        np.testing.assert_allclose(predicted[test], kernel[np.ix_(test, train)] @ weights)


def test_names_are_the_crystals_compared_with():
    kernel = AverageKernel().fit(random_sites([2, 3]))
    assert kernel.get_feature_names_out().tolist() == ["similarity to c0", "similarity to c1"]


def test_not_fitted():
    with pytest.raises(NotFittedError):
        AverageKernel().transform(random_sites([2]))


@pytest.mark.parametrize("kernel", KERNELS, ids=repr)
def test_other_columns_than_those_of_the_fit(kernel):
    fitted = clone(kernel).fit(random_sites([2, 3]))
    with pytest.raises(ValueError, match="columns") as error:
        fitted.transform(random_sites([2], n_features=4))
    assert str(error.value) == (
        "c0: has 4 columns, c0 has 10; use the same fitted featuriser for both"
    )

"""Crystal kernels under scikit-learn's models, each against the closed form or the explicit vectors."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, DotProduct, WhiteKernel
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVR

from coursekit.kernels import AverageKernel, PrecomputedKernel, REMatchKernel

from .crystals import random_sites

TRAIN = random_sites([3, 1, 4, 2, 5, 3, 2, 6, 4, 3, 2, 4])
TEST = random_sites([2, 4, 3, 5], seed=1)
Y = np.sin(np.arange(12.0))


def unit_means(records):
    """Vectors whose plain products are the average kernel with zeta 1."""
    rows = [r.values / np.linalg.norm(r.values, axis=1, keepdims=True) for r in records]
    means = np.array([row.mean(axis=0) for row in rows])
    return means / np.linalg.norm(means, axis=1, keepdims=True)


def test_kernel_ridge():
    model = make_pipeline(AverageKernel(), KernelRidge(kernel="precomputed", alpha=0.01))
    linear = KernelRidge(kernel="linear", alpha=0.01).fit(unit_means(TRAIN), Y)
    np.testing.assert_allclose(
        model.fit(TRAIN, Y).predict(TEST), linear.predict(unit_means(TEST)), rtol=1e-8
    )


def test_support_vectors():
    model = make_pipeline(AverageKernel(), SVR(kernel="precomputed", C=10, epsilon=0.01))
    linear = SVR(kernel="linear", C=10, epsilon=0.01).fit(unit_means(TRAIN), Y)
    np.testing.assert_allclose(
        model.fit(TRAIN, Y).predict(TEST), linear.predict(unit_means(TEST)), atol=2e-3
    )


def test_gaussian_process_finds_scale_and_noise():
    ours = GaussianProcessRegressor(ConstantKernel() * PrecomputedKernel() + WhiteKernel(0.1))
    linear = GaussianProcessRegressor(
        ConstantKernel() * DotProduct(sigma_0=0, sigma_0_bounds="fixed") + WhiteKernel(0.1)
    )
    slope, noise = np.random.default_rng(0).normal(0, [[9.0], [0.1]], (2, 12))
    y = unit_means(TRAIN) @ slope[:10] + noise
    model = make_pipeline(AverageKernel(), ours).fit(TRAIN, y)
    linear.fit(unit_means(TRAIN), y)
    fitted = model[-1].kernel_
    np.testing.assert_allclose(fitted.theta, linear.kernel_.theta, atol=1e-3)
    mean, std = model.predict(TEST, return_std=True)
    expected = linear.predict(unit_means(TEST), return_std=True)
    np.testing.assert_allclose(mean, expected[0], atol=1e-3)
    np.testing.assert_allclose(std, expected[1], atol=1e-3)


@pytest.mark.parametrize("kernel", [AverageKernel(zeta=4), REMatchKernel()], ids=repr)
def test_gaussian_process_of_a_nonlinear_kernel_is_the_closed_form(kernel):
    noise = 1e-2
    process = GaussianProcessRegressor(PrecomputedKernel(), alpha=noise, optimizer=None)
    mean, std = make_pipeline(kernel, process).fit(TRAIN, Y).predict(TEST, return_std=True)
    known = clone(kernel).fit(TRAIN)
    between, across = clone(kernel).fit_transform(TRAIN), known.transform(TEST)
    inverse = np.linalg.inv(between + noise * np.eye(12))
    np.testing.assert_allclose(mean, across @ inverse @ Y, atol=1e-8)
    variance = 1 - np.einsum("ij,jk,ik->i", across, inverse, across)
    np.testing.assert_allclose(std, np.sqrt(variance), atol=1e-6)


def test_settings_of_the_kernel_can_be_searched():
    model = make_pipeline(AverageKernel(), KernelRidge(kernel="precomputed"))
    grid = {"averagekernel__zeta": [1, 2, 4], "kernelridge__alpha": [1e-3, 1e-1]}
    search = GridSearchCV(model, grid, cv=3).fit(TRAIN, Y)
    again = clone(model).set_params(**search.best_params_).fit(TRAIN, Y)
    np.testing.assert_allclose(search.predict(TEST), again.predict(TEST))
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


def test_no_parameters_and_an_empty_slope():
    kernel = PrecomputedKernel()
    values, slope = kernel(np.eye(3), eval_gradient=True)
    assert clone(kernel).theta.shape == (0,)
    assert slope.shape == (3, 3, 0)
    np.testing.assert_array_equal(values, np.eye(3))
    assert not kernel.is_stationary()
    assert repr(kernel) == "PrecomputedKernel()"


def test_rows_are_a_copy():
    """scikit-learn writes on what a kernel gives it."""
    similarity = np.eye(3)
    PrecomputedKernel()(similarity)[0, 0] = 7
    np.testing.assert_array_equal(similarity, np.eye(3))


@pytest.mark.parametrize("n_new", [4, 12])
def test_covariance_of_new_crystals(n_new):
    kernel = AverageKernel()
    process = GaussianProcessRegressor(PrecomputedKernel(), alpha=1e-2, optimizer=None)
    process.fit(kernel.fit_transform(TRAIN), Y)
    rows = kernel.transform(random_sites([2, 3] * (n_new // 2), seed=2))
    with pytest.raises(ValueError, match="new crystals") as error:
        process.predict(rows, return_cov=True)
    assert str(error.value) == (
        f"`X` has shape ({n_new}, 12) and does not hold the similarities of some crystals with one "
        "another; between new crystals a precomputed kernel knows none (ask for `return_std` "
        "instead of `return_cov`)"
    )


def test_similarities_with_other_crystals_than_those_of_the_fit():
    with pytest.raises(ValueError, match="12 crystals") as error:
        PrecomputedKernel()(np.ones((3, 4)), np.ones((12, 12)))
    assert str(error.value) == (
        "`X` has shape (3, 4), the fit had 12 crystals; give the similarity with each of those, by "
        "the same fitted crystal kernel"
    )


def test_a_kernel_that_is_not_normalised():
    similarities = AverageKernel(normalise=False).fit_transform(TRAIN)
    with pytest.raises(ValueError, match="normalise") as error:
        GaussianProcessRegressor(PrecomputedKernel()).fit(similarities, Y)
    lowest = similarities.diagonal().min()
    assert str(error.value) == (
        f"`X` gives a crystal the similarity {lowest:.3g} with itself, not 1; use a crystal kernel "
        "with `normalise=True`"
    )

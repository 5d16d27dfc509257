"""Errors on left-out folds against one model per fold, fitted by itself."""

from itertools import pairwise

import numpy as np
import pytest
from sklearn.kernel_ridge import KernelRidge

from coursekit.kernels.elimination import left_out_error


def make_kernel(n, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    squared = ((X[:, None] - X) ** 2).sum(axis=-1)
    return np.exp(-0.5 * squared), 4.0 + X[:, 0] + rng.normal(size=n)


@pytest.mark.parametrize(
    "ends", [[0, 10, 20], [0, 7, 13, 20], [0, 5, 10, 15, 20], [0, 1, 8, 9, 14, 20], list(range(21))]
)
@pytest.mark.parametrize("alpha", [1e-4, 1e-2, 1.0])
def test_equal_to_a_model_per_fold(ends, alpha):
    kernel, y = make_kernel(20)
    errors = []
    for begin, end in pairwise(ends):
        test = np.arange(begin, end)
        train = np.delete(np.arange(20), test)
        model = KernelRidge(kernel="precomputed", alpha=alpha)
        model.fit(kernel[np.ix_(train, train)], y[train] - y[train].mean())
        predicted = model.predict(kernel[np.ix_(test, train)]) + y[train].mean()
        errors.append(np.abs(predicted - y[test]).mean())
    found = left_out_error(kernel, y, np.array(ends), alpha)
    assert found == pytest.approx(np.mean(errors), rel=1e-8)


def test_inputs_are_left_as_they_are():
    kernel, y = make_kernel(12)
    before = kernel.copy(), y.copy()
    left_out_error(kernel, y, np.array([0, 4, 8, 12]), 0.1)
    np.testing.assert_array_equal(kernel, before[0])
    np.testing.assert_array_equal(y, before[1])

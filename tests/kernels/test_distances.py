"""Distances against SciPy's, for the sparse matrices that make them delicate."""

import tracemalloc

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.spatial.distance import cdist
from sklearn.preprocessing import normalize

from coursekit.kernels.distances import squared_distances


def rows(n, seed=0, n_features=6):
    return np.random.default_rng(seed).normal(size=(n, n_features))


def histograms(n, seed=0):
    """Mostly the same number in most columns, which is not 0 in all; one row of zeros."""
    rng = np.random.default_rng(seed)
    common = np.array([1.0, 0.0, 0.3, -2.0, 0.0, 5.0])
    values = np.where(rng.random((n, 6)) < 0.7, common, rng.random((n, 6)))
    values[-1] = 0
    return values


@pytest.mark.parametrize("make", [rows, histograms])
@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("left", [np.asarray, sp.csr_matrix, sp.csc_matrix])
@pytest.mark.parametrize("right", [np.asarray, sp.csr_matrix])
def test_equal_to_scipy(left, right, normalise, make):
    A, B = make(16), make(9, seed=1)
    expected = [normalize(M) if normalise else M for M in (A, B)]
    found = squared_distances(left(A), right(B), normalise=normalise)
    assert type(found) is np.ndarray
    np.testing.assert_allclose(found, cdist(*expected, "sqeuclidean"), rtol=0, atol=1e-12)


@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("matrix", [np.asarray, sp.csr_matrix])
def test_never_negative_and_zero_for_equal_rows(matrix, normalise):
    A = matrix(1e3 * rows(40))
    distances = squared_distances(A, A, normalise=normalise)
    assert distances.min() >= 0
    np.testing.assert_allclose(distances.diagonal(), 0, atol=1e-8)


def test_inputs_are_left_as_they_are():
    A = histograms(12)
    dense, sparse = A.copy(), sp.csr_matrix(A)
    squared_distances(dense, dense, normalise=True)
    squared_distances(sparse, sparse, normalise=True)
    np.testing.assert_array_equal(dense, A)
    np.testing.assert_array_equal(sparse.toarray(), A)


def test_what_all_crystals_share_costs_no_memory():
    """200 histograms over many elements: 64 MB dense."""
    rng = np.random.default_rng(0)
    A = sp.lil_matrix((200, 40_000))
    A[:, ::10] = 1.0
    for row in range(200):
        A[row, rng.choice(40_000, 100, replace=False)] = 0.5
    A = A.tocsr()
    tracemalloc.start()
    found = squared_distances(A, A, normalise=True)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 40e6
    expected = cdist(*[normalize(A.toarray())] * 2, "sqeuclidean")
    np.testing.assert_allclose(found, expected, atol=1e-12)

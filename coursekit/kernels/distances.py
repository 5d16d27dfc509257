"""Distances between the rows of long matrices, most of whose columns hold the same number."""

import numpy as np
import scipy.sparse as sp


def squared_distances(A, B, *, normalise=False):
    """Squared Euclidean distances between the rows of two matrices."""
    products, squares = _products(A, B), [_squares(A), _squares(B)]
    if normalise:
        lengths = [np.sqrt(np.where(square > 0, square, 1.0)) for square in squares]
        products /= lengths[0][:, None]
        products /= lengths[1]
        squares = [np.where(square > 0, 1.0, 0.0) for square in squares]
    products *= -2.0
    products += squares[0][:, None]
    products += squares[1]
    return np.maximum(products, 0.0, out=products)


def _products(A, B):
    if not sp.issparse(A) and not sp.issparse(B):
        return A @ B.T
    if not sp.issparse(A) or not sp.issparse(B):
        return A @ B.T if sp.issparse(A) else (B @ A.T).T
    common = _common_values(B)
    full, rest = np.flatnonzero(common), np.flatnonzero(common == 0)
    products = (A[:, rest] @ B[:, rest].T).toarray()
    common = common[full]
    A, B = (sp.csr_matrix(M[:, full].toarray() - common) for M in (A, B))
    products += (A @ B.T).toarray()
    products += (A @ common)[:, None]
    products += B @ common + common @ common
    return products


def _squares(M):
    if sp.issparse(M):
        return np.asarray(M.multiply(M).sum(axis=1)).ravel()
    return np.einsum("ij,ij->i", M, M)


def _common_values(M):
    """The number that more than half of the rows have in a column; 0 where there is none."""
    common = np.zeros(M.shape[1])
    full = np.flatnonzero(M.getnnz(axis=0) > M.shape[0] / 2)
    values = M[:, full].toarray()
    # a number in more than half of the rows is in the middle one
    middle = np.partition(values, len(values) // 2, axis=0)[len(values) // 2]
    shared = (values == middle).mean(axis=0) > 0.5
    common[full[shared]] = middle[shared]
    return common

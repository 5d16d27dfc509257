"""Errors of kernel ridge regression on left-out folds, all folds from shared work."""

from itertools import pairwise

import numpy as np


def cholesky(regularised, alpha):
    """Lower factor of a regularised kernel."""
    from scipy.linalg import LinAlgError, lapack

    # column by column, as LAPACK wants it, or it would make a copy of its own
    factor, failed = lapack.dpotrf(
        np.array(regularised, order="F"), lower=1, clean=0, overwrite_a=1
    )
    if failed:
        raise LinAlgError(
            f"the kernel with `alpha` = {alpha:g} is not positive; raise the smallest of `alphas`"
        )
    return factor


def left_out_error(kernel, y, ends, alpha):
    """Mean over the folds of the mean absolute error on a fold, by a model of the other folds."""
    regularised = kernel.copy()
    np.einsum("ii->i", regularised)[...] += alpha
    known = np.column_stack([y, np.ones(len(y))])
    errors = []
    left_over = _without_the_others(regularised, known, ends, alpha)
    for (begin, end), (rest, ones) in zip(pairwise(ends), left_over, strict=True):
        mean = (y.sum() - y[begin:end].sum()) / (len(y) - end + begin)
        errors.append(np.abs(rest - mean * ones).mean())
    return np.mean(errors)


def _without_the_others(kernel, known, ends, alpha):
    """For every fold, what the other folds leave unexplained of the known values there."""
    if len(ends) == 2:
        yield known.T
        return
    middle = len(ends) // 2
    cut = ends[middle]
    first, second = slice(0, cut), slice(cut, None)
    for kept, out, bounds in (
        (first, second, ends[: middle + 1]),
        (second, first, ends[middle:] - cut),
    ):
        yield from _without_the_others(*_eliminate(kernel, known, kept, out, alpha), bounds, alpha)


def _eliminate(kernel, known, kept, out, alpha):
    from scipy.linalg import blas

    factor = cholesky(kernel[out, out], alpha)
    across = np.array(kernel[kept, out]).T
    across = blas.dtrsm(1.0, factor, across, lower=1, overwrite_b=1)
    reduced = blas.dtrsm(1.0, factor, known[out], lower=1)
    return kernel[kept, kept] - across.T @ across, known[kept] - across.T @ reduced

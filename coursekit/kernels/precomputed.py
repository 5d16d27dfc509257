"""A Gaussian process on a kernel that is computed already."""

import numpy as np
from sklearn.gaussian_process.kernels import Kernel, NormalizedKernelMixin


class PrecomputedKernel(NormalizedKernelMixin, Kernel):
    """Lets scikit-learn's Gaussian process use the rows of a crystal kernel as they come.

    Put it where `GaussianProcessRegressor` wants a kernel, after `AverageKernel` or `REMatchKernel`
    in a pipeline. Kernel ridge regression needs no such thing: `KernelRidge(kernel="precomputed")`.

    Returns
    -------
    (n_structures, n_fitted) array
        The rows given to it.

    Raises
    ------
    ValueError
        If crystals are to be compared that are not those of the fit, as for the covariance between
        predictions, or a crystal's similarity with itself is not 1.

    Notes
    -----
    Holds no numbers to tune; multiply it by a `ConstantKernel` and add a `WhiteKernel` to let the
    process find scale and noise. It takes the similarity of a crystal with itself to be 1, so the
    crystal kernel must be normalised.

    References
    ----------
    Rasmussen, C. E., Williams, C. K. I. Gaussian Processes for Machine Learning (2005),
    https://doi.org/10.7551/mitpress/3206.001.0001

    Examples
    --------
    >>> from sklearn.gaussian_process import GaussianProcessRegressor
    >>> from sklearn.gaussian_process.kernels import ConstantKernel, WhiteKernel
    >>> similarity = np.array([[1.0, 0.5], [0.5, 1.0]])
    >>> process = GaussianProcessRegressor(ConstantKernel() * PrecomputedKernel() + WhiteKernel(1e-3))
    >>> mean, std = process.fit(similarity, [0.0, 1.0]).predict(similarity, return_std=True)
    >>> mean.shape, std.shape
    ((2,), (2,))
    """

    def __init__(self):
        # scikit-learn reads the parameters off this signature, and the inherited one has none
        pass

    def __call__(self, X, Y=None, eval_gradient=False):
        """The rows `X`, which hold the similarities with the crystals of the fit."""
        X = np.asarray(X, dtype=float)
        if Y is None:
            _check_all_pairs(X)
        elif X.shape[1] != len(Y):
            raise ValueError(
                f"`X` has shape {X.shape}, the fit had {len(Y)} crystals; give the similarity with "
                "each of those, by the same fitted crystal kernel"
            )
        return (X.copy(), np.empty((*X.shape, 0))) if eval_gradient else X.copy()

    def is_stationary(self):
        """Whether it depends on differences only: no.

        Returns
        -------
        bool
        """
        return False


def _check_all_pairs(X):
    if X.shape[0] != X.shape[1] or not np.allclose(X, X.T):
        raise ValueError(
            f"`X` has shape {X.shape} and does not hold the similarities of some crystals with one "
            "another; between new crystals a precomputed kernel knows none (ask for `return_std` "
            "instead of `return_cov`)"
        )
    own = X.diagonal()
    if not np.allclose(own, 1):
        worst = own[np.abs(own - 1).argmax()]
        raise ValueError(
            f"`X` gives a crystal the similarity {worst:.3g} with itself, not 1; use a crystal "
            "kernel with `normalise=True`"
        )

"""Kernel ridge regression whose settings are chosen inside the training data."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.model_selection import GroupKFold, KFold
from sklearn.utils.validation import check_is_fitted

from coursekit.featurizers.parameters import check_kinds, is_number
from coursekit.kernels.distances import squared_distances
from coursekit.kernels.elimination import cholesky, left_out_error


class KernelRidgeSearch(RegressorMixin, BaseEstimator):
    """Gaussian kernel ridge regression that tunes its width and regulariser by inner folds.

    Does what scikit-learn's `GridSearchCV(KernelRidge(kernel="rbf"))` does and chooses the same
    settings, but computes distances once and reuses each factorisation, which is several times
    faster.

    Parameters
    ----------
    alphas : sequence of float
        Regularisers to try, above 0.
    widths : sequence of float
        Kernel widths to try, in units of the median distance between training crystals.
    n_folds : int, default 5
        Inner folds, at least 2. By group when `fit` is given groups, and then at most one a group.
    normalise : bool, default True
        Scale every row to unit length first, as is usual for SOAP vectors.

    Attributes
    ----------
    alpha_, width_ : float
        The choice.
    gamma_ : float
        Kernel coefficient in exp(-gamma d²), from the width and the median distance.
    search_ : (n_widths, n_alphas) array
        Mean absolute error over the inner folds.

    Raises
    ------
    ValueError
        If a setting to try is not positive, or `n_folds` is below 2 or above the number of crystals.

    Notes
    -----
    The target is centred on its training mean. Cost: per width and alpha about that of two
    Cholesky factorisations, which all folds share; cubic in the number of training crystals.

    References
    ----------
    Rupp, M. Int. J. Quantum Chem. 115, 1058 (2015), https://doi.org/10.1002/qua.24954

    Examples
    --------
    >>> X = np.linspace(0, 3, 30)[:, None]
    >>> model = KernelRidgeSearch(normalise=False).fit(X, np.sin(X).ravel())
    >>> bool(abs(model.predict([[1.5]])[0] - np.sin(1.5)) < 0.05)
    True
    """

    def __init__(
        self,
        *,
        alphas=(1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1),
        widths=(0.25, 0.5, 1.0, 2.0, 4.0),
        n_folds=5,
        normalise=True,
    ):
        self.alphas = alphas
        self.widths = widths
        self.n_folds = n_folds
        self.normalise = normalise

    def fit(self, X, y, groups=None):
        """Choose width and regulariser, then fit to all training data.

        Parameters
        ----------
        X : (n_structures, n_features) array or CSR matrix
        y : (n_structures,) array
        groups : (n_structures,) array, optional
            Inner folds keep a group together.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            As for the class, or if the inputs differ in length or hold a number that is not finite.
        """
        X, y = _as_matrix(X), np.asarray(y, float)
        self._check_parameters(len(y))
        _check_data(X, y, groups)
        self.X_ = X
        squared = self._squared(self.X_)
        off_diagonal = squared[np.triu_indices_from(squared, 1)]
        self.median_squared_ = float(np.median(off_diagonal)) or 1.0
        self.search_ = self._search(squared, y, _inner_folds(self.n_folds, len(y), groups))
        best = np.unravel_index(self.search_.argmin(), self.search_.shape)
        self.width_, self.alpha_ = float(self.widths[best[0]]), float(self.alphas[best[1]])
        self.gamma_ = self._gamma(self.width_)
        self.y_mean_ = float(y.mean())
        kernel = np.exp(-self.gamma_ * squared)
        self.dual_coef_ = _solve(kernel, y - self.y_mean_, self.alpha_)
        return self

    def predict(self, X):
        """Predicted target.

        Parameters
        ----------
        X : (n_structures, n_features) array or CSR matrix

        Returns
        -------
        (n_structures,) array

        Raises
        ------
        ValueError
            If `X` has another number of columns than that of the fit.
        """
        check_is_fitted(self, "dual_coef_")
        X = _as_matrix(X)
        if X.shape[1] != self.X_.shape[1]:
            raise ValueError(
                f"`X` has {X.shape[1]} columns, the fit had {self.X_.shape[1]}; use the same fitted "
                "featuriser and pooling for both"
            )
        kernel = np.exp(-self.gamma_ * self._squared(X))
        return kernel @ self.dual_coef_ + self.y_mean_

    def _check_parameters(self, n_structures):
        check_kinds(self, wholes=["n_folds"], flags=["normalise"], lists=["alphas", "widths"])
        for name in ("alphas", "widths"):
            values = getattr(self, name)
            if not len(values) or not all(is_number(value) and value > 0 for value in values):
                raise ValueError(f"`{name}` is {values}; give one or more positive numbers")
        if not 2 <= self.n_folds <= n_structures:
            raise ValueError(
                f"`n_folds` is {self.n_folds} inner folds of {n_structures} training crystals; use 2 "
                "or more folds, and at least as many crystals"
            )

    def _squared(self, X):
        return squared_distances(X, self.X_, normalise=self.normalise)

    def _gamma(self, width):
        return 1.0 / (2.0 * width**2 * self.median_squared_)

    def _search(self, squared, y, folds):
        """Mean absolute error over the inner folds, of every width and alpha."""
        # fold by fold, so that the crystals of each stand together
        order = np.concatenate(folds)
        squared, y = squared[np.ix_(order, order)], y[order]
        ends = np.cumsum([0, *map(len, folds)])
        search = np.empty((len(self.widths), len(self.alphas)))
        for w, width in enumerate(self.widths):
            kernel = np.exp(-self._gamma(width) * squared)
            for a, alpha in enumerate(self.alphas):
                search[w, a] = left_out_error(kernel, y, ends, alpha)
        return search


def _as_matrix(X):
    return sp.csr_matrix(X) if sp.issparse(X) else np.asarray(X, float)


def _check_data(X, y, groups):
    for name, values in (("y", y), ("groups", groups)):
        if values is not None and len(values) != X.shape[0]:
            raise ValueError(
                f"`X` has {X.shape[0]} rows and `{name}` {len(values)} entries; give one per crystal"
            )
    for name, values in (("X", X.data if sp.issparse(X) else X), ("y", y)):
        if not np.isfinite(values).all():
            raise ValueError(f"`{name}` holds a number that is not finite; leave that crystal out")


def _inner_folds(n_folds, n_structures, groups):
    """Crystals left out, fold by fold."""
    places = np.arange(n_structures)
    n_groups = 1 if groups is None else len(set(groups))
    if n_groups > 1:
        folds = GroupKFold(min(n_folds, n_groups)).split(places, groups=groups)
    else:
        folds = KFold(n_folds, shuffle=True, random_state=0).split(places)
    return [test for _, test in folds]


def _solve(kernel, target, alpha):
    from scipy.linalg import cho_solve

    regularised = kernel.copy()
    np.einsum("ii->i", regularised)[...] += alpha
    return cho_solve((cholesky(regularised, alpha), True), target, check_finite=False)

"""Kernel ridge regression whose settings are chosen inside the training data."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.model_selection import GroupKFold, KFold
from sklearn.utils.validation import check_is_fitted


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
    The target is centred on its training mean. Cost: one eigenvalue-free Cholesky factorisation per
    fold, width and alpha, cubic in the number of training crystals.

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
        """
        self._check(len(y))
        self.X_ = self._prepare(X)
        y = np.asarray(y, float)
        squared = squared_distances(self.X_, self.X_)
        off_diagonal = squared[np.triu_indices_from(squared, 1)]
        self.median_squared_ = float(np.median(off_diagonal)) or 1.0
        folds = _inner_folds(self.n_folds, len(y), groups)
        self.search_ = np.array([self._errors(squared, y, folds, width) for width in self.widths])
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
        """
        check_is_fitted(self, "dual_coef_")
        kernel = np.exp(-self.gamma_ * squared_distances(self._prepare(X), self.X_))
        return kernel @ self.dual_coef_ + self.y_mean_

    def _check(self, n_structures):
        for name in ("alphas", "widths"):
            values = getattr(self, name)
            if not len(values) or min(values) <= 0:
                raise ValueError(f"`{name}` is {values}; give one or more positive numbers")
        if not 2 <= self.n_folds <= n_structures:
            raise ValueError(
                f"`n_folds` is {self.n_folds} inner folds of {n_structures} training crystals; use 2 "
                "or more folds, and at least as many crystals"
            )

    def _prepare(self, X):
        X = sp.csr_matrix(X) if sp.issparse(X) else np.asarray(X, float)
        if not self.normalise:
            return X
        squares = X.multiply(X).sum(axis=1) if sp.issparse(X) else (X**2).sum(axis=1)
        norms = np.sqrt(np.asarray(squares, float).ravel())
        scale = 1.0 / np.where(norms > 0, norms, 1.0)
        return sp.diags(scale) @ X if sp.issparse(X) else X * scale[:, None]

    def _gamma(self, width):
        return 1.0 / (2.0 * width**2 * self.median_squared_)

    def _errors(self, squared, y, folds, width):
        """Mean absolute error of every alpha, over the inner folds."""
        kernel = np.exp(-self._gamma(width) * squared)
        errors = np.zeros((len(folds), len(self.alphas)))
        for f, (train, test) in enumerate(folds):
            inner, cross = kernel[np.ix_(train, train)], kernel[np.ix_(test, train)]
            mean = y[train].mean()
            for a, alpha in enumerate(self.alphas):
                predicted = cross @ _solve(inner, y[train] - mean, alpha) + mean
                errors[f, a] = np.abs(predicted - y[test]).mean()
        return errors.mean(axis=0)


def squared_distances(A, B):
    """Squared Euclidean distances between the rows of two matrices.

    Parameters
    ----------
    A : (n, n_features) array or CSR matrix
    B : (m, n_features) array or CSR matrix

    Returns
    -------
    (n, m) array
        Never negative.
    """
    product = A @ B.T
    product = product.toarray() if sp.issparse(product) else product
    squares = [
        np.asarray(M.multiply(M).sum(axis=1) if sp.issparse(M) else (M**2).sum(axis=1)).ravel()
        for M in (A, B)
    ]
    return np.maximum(squares[0][:, None] + squares[1] - 2.0 * product, 0.0)


def _inner_folds(n_folds, n_structures, groups):
    places = np.arange(n_structures)
    n_groups = 1 if groups is None else len(set(groups))
    if n_groups > 1:
        return list(GroupKFold(min(n_folds, n_groups)).split(places, groups=groups))
    return list(KFold(n_folds, shuffle=True, random_state=0).split(places))


def _solve(kernel, target, alpha):
    from scipy.linalg import cho_factor, cho_solve

    regularised = kernel.copy()
    regularised[np.diag_indices_from(regularised)] += alpha
    return cho_solve(cho_factor(regularised, lower=True, overwrite_a=True), target)

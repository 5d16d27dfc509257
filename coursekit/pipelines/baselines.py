"""What any model must beat: the training mean, and the mean of the same formula."""

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted


class TrainingMean(RegressorMixin, BaseEstimator):
    """Predicts the mean of the training targets for every crystal.

    Examples
    --------
    >>> TrainingMean().fit(["MgO", "CaO"], [1.0, 3.0]).predict(["SrO"])
    array([2.])
    """

    def fit(self, X, y):
        """Remember the mean.

        Parameters
        ----------
        X : sequence
        y : (n_structures,) array

        Returns
        -------
        self
        """
        self.mean_ = float(np.mean(y))
        return self

    def predict(self, X):
        """The mean, once per crystal.

        Parameters
        ----------
        X : sequence

        Returns
        -------
        (n_structures,) array
        """
        check_is_fitted(self)
        return np.full(len(X), self.mean_)


class FormulaMean(RegressorMixin, BaseEstimator):
    """Predicts the mean target of the training crystals with the same formula.

    A formula that training never saw gets the mean of all training crystals.

    Examples
    --------
    >>> FormulaMean().fit(["MgO", "MgO", "CaO"], [1.0, 2.0, 6.0]).predict(["MgO", "SrO"])
    array([1.5, 3. ])
    """

    def fit(self, X, y):
        """Remember the mean of every formula.

        Parameters
        ----------
        X : sequence of str or pymatgen Structure
        y : (n_structures,) array

        Returns
        -------
        self
        """
        y = np.asarray(y, float)
        formulas = np.array([_formula(item) for item in X])
        self.mean_ = float(y.mean())
        self.means_ = {formula: float(y[formulas == formula].mean()) for formula in set(formulas)}
        return self

    def predict(self, X):
        """Mean of the formula, else the mean of all.

        Parameters
        ----------
        X : sequence of str or pymatgen Structure

        Returns
        -------
        (n_structures,) array
        """
        check_is_fitted(self)
        return np.array([self.means_.get(_formula(item), self.mean_) for item in X])


def _formula(item):
    return item if isinstance(item, str) else item.composition.reduced_formula

"""Retraining on the same folds, and differences of error that are more than their scatter."""

from math import sqrt

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin

from coursekit.audits import limits, opened


class CannotTrain(ValueError):
    """A fold could not be fitted or predicted, for example for an element that it has not seen."""


class Described(TransformerMixin, BaseEstimator):
    """Whatever describes, as a first step of a scikit-learn pipeline; sites are averaged."""

    def __init__(self, parts):
        self.parts = parts

    def fit(self, X, y=None):
        """Fit what has to be fitted."""
        y = np.arange(float(len(X))) if y is None else y
        self.parts_ = [opened.fit(part, X, y) for part in self.parts]
        return self

    def transform(self, X):
        """One row per crystal."""
        return np.hstack([opened.pooled(opened.describe(part, X)) for part in self.parts_])


class Remembered(TransformerMixin, BaseEstimator):
    """A first step whose fit learns nothing but the layout of columns: rows are looked up."""

    def __init__(self, rows):
        self.rows = rows

    def __sklearn_clone__(self):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def fit(self, X, y=None):
        """Nothing to learn."""
        return self

    def transform(self, X):
        """Rows of crystals that were described before."""
        rows = [self.rows[id(structure)] for structure in X]
        if sp.issparse(rows[0]):
            return sp.vstack(rows)
        return np.array(rows) if isinstance(rows[0], np.ndarray) else rows


def learner(bench):
    """The pipeline as a model that takes structures; a bare descriptor is lent a ridge regression."""
    if opened.has_model(bench.pipeline):
        return remembering(bench.pipeline, bench.structures)
    parts = list(bench.parts)
    if not bench.whole.learns:
        rows = dict(zip(map(id, bench.structures), bench.whole.matrix, strict=True))
        parts = [lambda structures: [rows[id(s)] for s in structures]]
    if not bench.promises.species_aware:  # blind to elements: the formula stands beside it
        from coursekit.featurizers import MagpieStatistics

        parts.append(MagpieStatistics())
    return lent(parts, bench.structures)


def lent(parts, structures):
    """What describes, with the ridge regression."""
    from sklearn.pipeline import make_pipeline

    return remembering(make_pipeline(Described(parts), *ridge()), structures)


def ridge():
    """Gaps filled, columns standardised, a ridge regression that chooses its own strength."""
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(
        SimpleImputer(keep_empty_features=True), StandardScaler(), RidgeCV(np.logspace(-3, 4, 8))
    )


def remembering(model, structures):
    """A copy whose first steps are described once, where a fit learns only the layout of columns."""
    model = opened.fresh(model)
    for name in ("estimator", "regressor"):
        inner = getattr(model, name, None)
        if inner is not None and hasattr(inner, "fit"):
            return model.set_params(**{name: remembering(inner, structures)})
    for name in ("estimators", "transformer_list"):
        members = getattr(model, name, None)
        if isinstance(members, list):
            kept = [
                (n, m if isinstance(m, str) else remembering(m, structures)) for n, m in members
            ]
            return model.set_params(**{name: kept})
    steps = getattr(model, "steps", None)
    if steps:
        steps[0] = (steps[0][0], remembering(steps[0][1], structures))
        return model
    return _remembered(model, structures) if hasattr(model, "transform") else model


def _remembered(step, structures):
    try:
        few = structures[:: max(1, len(structures) // 8)][:8]
        y = np.random.default_rng(0).normal(size=len(few))
        half = few[: (len(few) + 1) // 2]
        sides = [
            opened.blocks(opened.fresh(step).fit(some, y[: len(some)]).transform(half), half)
            for some in (few, half)
        ]
        if not all(_same_values(a, b) for a, b in zip(*sides, strict=True)):
            return step
        y = np.arange(float(len(structures)))
        rows = opened.fresh(step).fit(structures, y).transform(structures)
    except Exception:  # whatever it is, it is fitted in every fold
        return step
    if hasattr(rows, "to_numpy"):
        rows = rows.to_numpy()
    if len(structures) != (rows.shape[0] if hasattr(rows, "shape") else len(rows)):
        return step
    if isinstance(rows, np.ndarray):
        # exact zeros in the columns of species that a fold may not have: a scaler divides by dust
        rows = np.where(np.abs(rows) < 1e-12 * np.nanmax(np.abs(rows), initial=0), 0.0, rows)
    return Remembered({id(s): rows[k] for k, s in enumerate(structures)})


def _same_values(first, second):
    """Equal numbers, in whatever columns."""
    first, second = (np.sort(np.nan_to_num(row[row != 0.0])) for row in (first, second))
    sums = [[(row**power).sum() for power in (1, 2, 3)] for row in (first, second)]
    return np.allclose(*sums, rtol=1e-9)


def make_splits(n_structures, groups=None, *, n_folds=5, n_repeats=3, seed=0):
    """Training and test positions, several times over, by group where there are groups enough."""
    from sklearn.model_selection import GroupKFold, KFold

    splits = []
    for repeat in range(n_repeats):
        if groups is not None and len(set(groups)) >= n_folds:
            folds = GroupKFold(n_folds, shuffle=True, random_state=seed + repeat)
            splits += folds.split(np.arange(n_structures), groups=groups)
        else:
            folds = KFold(min(n_folds, n_structures), shuffle=True, random_state=seed + repeat)
            splits += folds.split(np.arange(n_structures))
    return splits


def cross_validate(model, structures, splits, y):
    """Predictions for the test part of each split, everything fitted inside, and which were wild."""
    predicted, wild = [], []
    for train, test in splits:
        try:
            fitted = opened.fresh(model).fit([structures[i] for i in train], y[train])
            found = np.asarray(fitted.predict([structures[i] for i in test]), float).ravel()
        except Exception as error:
            reason = " ".join(str(error).split())[:200]
            raise CannotTrain(f"{type(error).__name__}: {reason}") from error
        span = np.ptp(y[train]) or 1.0
        kept = np.clip(
            found, y[train].min() - limits.GUARD * span, y[train].max() + limits.GUARD * span
        )
        wild.append(kept != found)
        predicted.append(np.nan_to_num(kept, nan=y[train].mean()))
    return predicted, wild


def split_errors(predicted, splits, y):
    """Mean absolute error of each split, in the unit of the target."""
    return np.array(
        [np.abs(p - y[test]).mean() for p, (_, test) in zip(predicted, splits, strict=True)]
    )


def difference(first, second, splits):
    """Mean difference of two errors and its standard error, folds corrected for their overlap.

    Notes
    -----
    Folds share training data, so their differences scatter less than they should; the variance is
    multiplied by 1/n + n_test/n_train instead of 1/n.

    References
    ----------
    Nadeau, C., Bengio, Y. Mach. Learn. 52, 239 (2003), https://doi.org/10.1023/A:1024068626366
    """
    change = np.asarray(first) - np.asarray(second)
    share = np.mean([len(test) / len(train) for train, test in splits])
    variance = change.var(ddof=1) * (1 / len(change) + share)
    return float(change.mean()), float(sqrt(variance))


def two_sided_p(mean, standard_error, n_splits):
    """Probability of so large a difference by chance."""
    from scipy.special import stdtr

    if standard_error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stdtr(n_splits - 1, -abs(mean) / standard_error))


def ratio_of(first, second, splits):
    """Mean ratio of two errors, and the probability of so large a one by chance."""
    floor = 1e-9 * max(np.max(first), np.max(second), 1e-12)
    mean, error = difference(*(np.log(np.maximum(side, floor)) for side in (first, second)), splits)
    return float(np.exp(mean)), two_sided_p(mean, error, len(splits))

"""Retraining on the same folds, and differences of error that are more than their scatter."""

from math import sqrt

import numpy as np

from coursekit.audits import adapter
from coursekit.audits.measure import stack

_DUST = 1e-12
BARE = (
    " A bare descriptor is not judged by a regression lent to it; give the pipeline with its own."
)


def make_splits(n_structures, groups=None, *, n_folds=5, n_repeats=3, seed=0):
    """Training and test positions, several times over, by group where there are groups enough.

    Parameters
    ----------
    n_structures : int
    groups : (n_structures,) array, optional
        Members of a group stay together.
    n_folds, n_repeats, seed : int

    Returns
    -------
    list of (array of int, array of int)
    """
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


def default_regressor():
    """The model for a pipeline that has none: standardised columns, ridge with its own strength.

    Returns
    -------
    estimator
    """
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), RidgeCV(np.logspace(-3, 4, 8)))


def cross_validate(subject, splits, y, *, params=None, structures=None):
    """Out-of-fold predictions, features and model fitted inside each fold.

    Parameters
    ----------
    subject : Subject
    splits : list of (train, test)
    y : (n_structures,) array
    params : dict, optional
        Parameters to set on the part that describes.
    structures : list, optional
        Instead of the subject's.

    Returns
    -------
    list of array
        Predictions for the test part of each split.

    Raises
    ------
    CannotTrain
        If a fold cannot be fitted or predicted.
    """
    structures = subject.structures if structures is None else structures
    rows_of = _rows_per_split(subject, structures, params)
    predicted = []
    for train, test in splits:
        try:
            X_train, X_test = rows_of(train, test, y)
            model = _fresh_model(subject)
            found = model.fit(X_train, y[train]).predict(X_test)
        except Exception as error:
            reason = " ".join(str(error).split())[:200]
            raise CannotTrain(f"{type(error).__name__}: {reason}") from error
        predicted.append(np.asarray(found, float).ravel())
    return predicted


class CannotTrain(ValueError):
    """A fold could not be fitted or predicted, for example for an element that it has not seen."""


def composition_of(subject):
    """The same crystals described by their formula.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Subject
    """
    from coursekit.audits.subject import Subject
    from coursekit.featurizers import MagpieStatistics

    return Subject(MagpieStatistics(), subject.structures, subject.y, seed=subject.seed)


def judged_model(subject):
    """What is trained: the pipeline; a bare descriptor blind to elements gets the formula beside it.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    Subject
    """
    if subject.regressor is not None or subject.promises.species_aware:
        return subject
    from coursekit.audits.subject import Subject

    formula = composition_of(subject)

    def both(structures):
        sides = [pooled(s.describe(structures)) for s in (formula, subject)]
        return np.hstack(sides)

    return Subject(both, subject.structures, subject.y, seed=subject.seed)


def _fresh_model(subject):
    from sklearn.base import clone

    return default_regressor() if subject.regressor is None else clone(subject.regressor)


def _rows_per_split(subject, structures, params):
    """Function (train, test, y) -> matrices; featurises once if nothing is learnt from the crystals."""
    features = subject.fresh()
    if params:
        features.set_params(**params)
    if not subject.can_be_fitted:
        X = pooled(adapter.describe(features, structures))
        return lambda train, test, y: (X[train], X[test])
    if is_predictor(features):
        return lambda train, test, y: _prediction_rows(features, structures, train, test, y)
    heavy, light = _split_steps(features)
    records = _without_rounding(heavy.fit(structures).transform(structures))

    def rows(train, test, y):
        pick = _picker(records)
        if light is None:
            return _dense(pick(train)), _dense(pick(test))
        fitted = adapter.fresh(light).fit(pick(train), y[train])
        return _dense(fitted.transform(pick(train))), _dense(fitted.transform(pick(test)))

    return rows


def _without_rounding(records):
    """Exact zeros in the columns of species that a fold may not have: a scaler would divide by dust."""
    if not isinstance(records, np.ndarray) or not records.size:
        return records
    return np.where(np.abs(records) < _DUST * np.abs(records).max(), 0.0, records)


def is_predictor(features):
    """Whether it predicts from structures at once.

    Parameters
    ----------
    features : object

    Returns
    -------
    bool
    """
    return hasattr(features, "predict") and not hasattr(features, "transform")


def _prediction_rows(features, structures, train, test, y):
    fitted = adapter.fresh(features).fit([structures[i] for i in train], y[train])
    rows = fitted.predict(structures)
    return np.asarray(rows)[train, None], np.asarray(rows)[test, None]


def _split_steps(features):
    """What learns a column layout only runs once; everything else is fitted in every fold."""
    steps = getattr(features, "steps", None)
    first = steps[0][1] if steps else features
    ours = type(first).__module__.startswith("coursekit.featurizers")
    if not ours:
        return _Whole(), features
    if not steps:
        return first, None
    end = 1
    while end < len(steps) and _learns_layout_only(steps[end][1]):
        end += 1
    return features[:end], features[end:] if end < len(steps) else None


def _learns_layout_only(step):
    """Pooling without edges: what it learns are the elements that have columns."""
    ours = type(step).__module__.startswith("coursekit.pooling")
    return ours and type(step).__name__ != "HistogramPooling"


class _Whole:
    """Hands on the structures themselves, so that everything is fitted inside the folds."""

    def fit(self, structures):
        return self

    def transform(self, structures):
        return list(structures)


def _picker(records):
    if isinstance(records, list):
        return lambda positions: [records[i] for i in positions]
    return lambda positions: records[positions]


def _dense(rows):
    if isinstance(rows, np.ndarray) and rows.ndim == 2:
        return rows
    if hasattr(rows, "toarray"):
        return rows.toarray()
    if hasattr(rows, "to_numpy"):
        return rows.to_numpy()
    return pooled([np.atleast_2d(getattr(row, "values", row)) for row in rows])


def pooled(blocks):
    """One row per crystal: the mean over sites where there is a row for each.

    Parameters
    ----------
    blocks : list of (n, n_features) array

    Returns
    -------
    (n_structures, n_features) array
    """
    return stack([_mean(block) for block in blocks])


def _mean(block):
    dense = block.toarray() if hasattr(block, "toarray") else np.asarray(block)
    return dense.mean(axis=0, keepdims=True)


def split_errors(predicted, splits, y):
    """Mean absolute error of each split.

    Parameters
    ----------
    predicted : list of array
    splits : list of (train, test)
    y : (n_structures,) array

    Returns
    -------
    (n_splits,) array
        In the unit of the target.
    """
    return np.array(
        [np.abs(p - y[test]).mean() for p, (_, test) in zip(predicted, splits, strict=True)]
    )


def difference(first, second, splits):
    """Mean difference of two errors and its standard error, folds corrected for their overlap.

    Parameters
    ----------
    first, second : (n_splits,) array
    splits : list of (train, test)

    Returns
    -------
    mean : float
    standard_error : float

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
    """Probability of so large a difference by chance.

    Parameters
    ----------
    mean, standard_error : float
    n_splits : int

    Returns
    -------
    float
    """
    from scipy.special import stdtr

    if standard_error == 0:
        return 1.0 if mean == 0 else 0.0
    return float(2 * stdtr(n_splits - 1, -abs(mean) / standard_error))

"""Audit 8: does the structure earn its place beside the composition, on the same folds?"""

import numpy as np

from coursekit.audits.polymorphs import formulas
from coursekit.audits.result import SKIPPED, AuditResult, verdict
from coursekit.audits.subject import as_subject
from coursekit.audits.training import (
    BARE,
    CannotTrain,
    composition_of,
    cross_validate,
    difference,
    judged_model,
    make_splits,
    split_errors,
    two_sided_p,
)

NAME = "composition baseline"
_P_VALUE = 0.001
_SUSPECT = 0.05  # is said, not judged: so few crystals seldom show more
_WORSE = 0.25
_BLOWN_UP = 1000.0  # times the error of the mean
_FEWEST = 10
_DUST = 1e-9

_LIMIT = f"fails above {1 + _WORSE} with p < {_P_VALUE} over {{n_folds}} folds"
_LIMIT_OF_MEAN = (
    f"fails above {1 + _WORSE} times the error of the mean, with p < {_P_VALUE} against it or, in "
    "logarithms of the errors, against the formula"
)
_GUESS = (
    "Predicting the mean of the training targets for every crystal does better. Rows and targets may "
    "be out of step, columns of unlike size may need a scaler, or the model has far too much freedom "
    "for so few crystals: regularise it, and look at its error on the training set."
)
_EXTRAPOLATES = (
    "A fold can have predictions far outside all targets. The usual cause is a column that is next "
    "to zero in all training crystals and not in a test crystal, divided by its width: remove such "
    "columns (`VarianceThreshold`) before a `StandardScaler`, or scale the whole vector."
)
_ADVICE = (
    "A model that knows the formula alone does better, among polymorphs too: find out why before "
    "anything else. The descriptor may not know the elements, its images or its pooling may be wrong, "
    "rows and targets may be out of step, or there are too few crystals for so many columns. Put "
    "composition columns beside the structural ones."
)


def audit_baseline(pipeline, structures=None, y=None, *, promises=None, seed=0, splits=None):
    """The same model on composition alone, on the same folds.

    Parameters
    ----------
    pipeline : object
        See `Subject`. Without a regressor it is lent a ridge regression, on composition columns too
        if it does not promise to see the elements; the comparison is then reported, not judged.
    structures, y, promises, seed
        See `Subject`.
    splits : list of (train, test), optional
        By default five folds, three times.

    Returns
    -------
    AuditResult
        Measured: mean error of the pipeline over that of the composition baseline. `details` holds
        both errors with their scatter, also inside groups of one formula.

    Notes
    -----
    Fails if the pipeline is worse by a quarter with p < 0.001 (paired over folds, corrected for their
    overlap), and not better among polymorphs; or if it is as much worse than the mean of the targets
    (or than the formula in the logarithms of the errors, and on average than the mean, unless folds
    extrapolate). No better, but no worse, passes: the verdict says so.
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed)
    if subject.y is None or len(subject.structures) < _FEWEST:
        return AuditResult(NAME, SKIPPED, f"A baseline needs targets and {_FEWEST} crystals.")
    if not subject.sees_structure and not subject.claims_structure:
        finding = "The pipeline describes the formula: it is the baseline."
        return AuditResult(NAME, SKIPPED, finding)
    splits = splits or make_splits(len(subject.structures), seed=seed)
    try:
        ours, theirs = [
            cross_validate(s, splits, subject.y)
            for s in (judged_model(subject), composition_of(subject))
        ]
    except CannotTrain as error:
        return AuditResult(NAME, SKIPPED, f"The folds cannot be trained on: {error}.")
    return _judge(subject, splits, ours, theirs)


def _judge(subject, splits, ours, theirs):
    y = subject.y
    guesses = [np.full(len(test), y[train].mean()) for train, test in splits]
    guess = split_errors(guesses, splits, y)
    inside_targets = split_errors(ours, splits, y) <= _BLOWN_UP * guess.mean()
    if inside_targets.sum() < max(2, len(splits) / 4):
        return _all_outside(subject, split_errors(ours, splits, y), guess)
    keep = np.flatnonzero(inside_targets)
    splits, ours, theirs = [[part[k] for k in keep] for part in (splits, ours, theirs)]
    lost = len(guess) - len(keep)
    table = _compare(subject, splits, ours, theirs, guess[keep], lost)
    advice = _GUESS if table["hopeless"] else _ADVICE if table["failed"] else ""
    return AuditResult(
        NAME,
        SKIPPED if table["failed"] and subject.regressor is None else verdict(not table["failed"]),
        _finding(table, lost) + (BARE if table["failed"] and subject.regressor is None else ""),
        advice or (_EXTRAPOLATES if lost else ""),
        table["ratio"],
        "of the baseline's error",
        None,
        _LIMIT_OF_MEAN if table["hopeless"] else _LIMIT.format(n_folds=len(splits)),
        "",
        {**table, "folds outside all targets": lost},
    )


def _compare(subject, splits, ours, theirs, guess, lost):
    """Errors of the pipeline and of the formula, overall and among polymorphs, and what follows."""
    y, groups = subject.y, formulas(subject.structures)
    errors, baseline = [split_errors(p, splits, y) for p in (ours, theirs)]
    within, baseline_within = [_within(p, splits, y, groups) for p in (ours, theirs)]
    ratio = float(errors.mean() / baseline.mean()) if baseline.mean() else 1.0
    gain, scatter = difference(errors, baseline, splits)
    p = two_sided_p(gain, scatter, len(splits))
    surely = two_sided_p(*difference(errors, guess, splits), len(splits)) < _P_VALUE
    if not lost:  # folds that scatter may not hide that all are bad; those that extrapolate may
        surely |= ratio > 1 + _WORSE and _p_of_ratio(errors, baseline, splits) < _P_VALUE
    hopeless = bool(errors.mean() > (1 + _WORSE) * guess.mean() and surely)
    better_inside = np.isfinite(within) and within < 0.9 * baseline_within
    worse = ratio > 1 + _WORSE and p < _P_VALUE and not better_inside
    return {
        "errors": errors,
        "baseline": baseline,
        "guess": guess,
        "p": p,
        "difference": gain,
        "scatter": scatter,
        "within": within,
        "baseline within": baseline_within,
        "ratio": ratio,
        "hopeless": hopeless,
        "failed": bool(hopeless or worse),
    }


def _p_of_ratio(errors, others, splits):
    """Probability of so large a ratio by chance; a wild fold does not drown the others."""
    least = _DUST * max(errors.max(), others.max(), _DUST)
    logs = [np.log(np.maximum(part, least)) for part in (errors, others)]
    return two_sided_p(*difference(*logs, splits), len(splits))


def _finding(table, lost):
    errors, baseline = table["errors"], table["baseline"]
    sign = "better than" if table["difference"] < 0 else "worse than"
    kind = sign if table["failed"] or table["p"] < _SUSPECT else "not told from"
    text = (
        f"Error {errors.mean():.3g} ± {errors.std(ddof=1):.2g}, {kind} composition "
        f"({baseline.mean():.3g} ± {baseline.std(ddof=1):.2g}; p = {table['p']:.2g})"
    )
    if np.isfinite(table["within"]):
        text += f"; among polymorphs {table['within']:.3g} against {table['baseline within']:.3g}"
    if table["hopeless"]:
        text += f"; the mean of the targets does better, {table['guess'].mean():.3g}"
    if lost:
        text += f"; without {lost} of {lost + len(errors)} folds, where predictions are far outside all targets"
    return text + "."


def _all_outside(subject, errors, guess):
    """In nearly all folds the error is a thousand times that of the mean: nothing to compare."""
    finding = (
        f"In nearly all folds the predictions are far outside all targets: median error "
        f"{np.median(errors):.3g}, the mean of the targets has {guess.mean():.3g}."
    )
    return AuditResult(
        NAME,
        verdict(subject.regressor is None),
        finding,
        _EXTRAPOLATES,
        float(np.median(errors) / guess.mean()),
        "of the error of the mean",
        _BLOWN_UP,
        "no scatter of targets explains more",
        details={"errors": errors, "guess": guess},
    )


def _within(predicted, splits, y, groups):
    """Mean absolute error after the mean of each formula is taken off both sides."""
    total, count = np.zeros(len(y)), np.zeros(len(y))
    for values, (_, test) in zip(predicted, splits, strict=True):
        np.add.at(total, test, values)
        np.add.at(count, test, 1)
    mean = total / np.maximum(count, 1)
    errors = []
    for group in set(groups):
        members = np.flatnonzero((groups == group) & (count > 0))
        if len(members) > 1:
            centred = (y[members] - y[members].mean()) - (mean[members] - mean[members].mean())
            errors.extend(np.abs(centred))
    return float(np.mean(errors)) if errors else float("nan")

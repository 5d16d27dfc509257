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
_WORSE = 0.25
_FEWEST = 10

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
    overlap), and not better among polymorphs. No better, but no worse, passes: the verdict says so.
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
    y, groups = subject.y, formulas(subject.structures)
    errors = [split_errors(p, splits, y) for p in (ours, theirs)]
    inside = [_within(p, splits, y, groups) for p in (ours, theirs)]
    gain, scatter = difference(*errors, splits)
    p = two_sided_p(gain, scatter, len(splits))
    ratio = float(errors[0].mean() / errors[1].mean()) if errors[1].mean() else 1.0
    worse = ratio > 1 + _WORSE and p < _P_VALUE
    better_inside = np.isfinite(inside[0]) and inside[0] < 0.9 * inside[1]
    failed = worse and not better_inside
    kind = "worse than" if worse else "better than" if gain < 0 and p < 0.05 else "not told from"
    finding = (
        f"Error {errors[0].mean():.3g} ± {errors[0].std(ddof=1):.2g}, {kind} composition "
        f"({errors[1].mean():.3g} ± {errors[1].std(ddof=1):.2g}; p = {p:.2g})"
    )
    if np.isfinite(inside[0]):
        finding += f"; among polymorphs {inside[0]:.3g} against {inside[1]:.3g}"
    details = {"errors": errors[0], "baseline": errors[1], "p": p, "difference": gain}
    details |= {"scatter": scatter, "within": inside[0], "baseline within": inside[1]}
    return AuditResult(
        NAME,
        SKIPPED if failed and subject.regressor is None else verdict(not failed),
        finding + "." + (BARE if failed and subject.regressor is None else ""),
        _ADVICE if failed else "",
        ratio,
        "of the baseline's error",
        None,
        f"fails above {1 + _WORSE} with p < {_P_VALUE} over {len(splits)} folds",
        "",
        details,
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

"""Audit 3: does the result hang on the cutoff radius?"""

import numpy as np

from coursekit.audits.claimed_cutoff import SHORT, cutoff_fault
from coursekit.audits.receptive import nearest_neighbor
from coursekit.audits.result import FAILED, PASSED, SKIPPED, AuditResult
from coursekit.audits.subject import as_subject
from coursekit.audits.training import (
    cross_validate,
    difference,
    make_splits,
    split_errors,
    two_sided_p,
)

NAME = "cutoff sensitivity"
_P_VALUE = 0.01
_EFFECT = 0.3
_FEWEST = 10

_ADVICE = {
    "blind": (
        "No atom has a neighbour within what the pipeline sees. The usual cause is a unit: nm, Bohr "
        "or pm where Å is meant. Compare the cutoff with the shortest bond of your crystals."
    ),
    "unit": (
        "The usual cause is a unit: a cutoff in Å beside a lattice in Bohr (0.53), nm or pm. Print one "
        "bond length just before it is compared with the cutoff."
    ),
    "ignored": (
        "A scan of this cutoff compares a vector with itself. Pass the parameter on to whatever finds "
        "the neighbours, or put it into the key of the cache."
    ),
    "brittle": (
        "The error rises and falls again from one cutoff to the next by more than folds scatter. "
        "Look for hard bins or shells that cross the cutoff, or for too few crystals; a smooth "
        "cutoff and a regulariser chosen for every radius usually flatten the scan."
    ),
    "flat": "Choose the smallest cutoff of the plateau: it costs least.",
    "length": (
        "Use the cutoff behind the drop and say which shell it reaches; the number of columns may "
        "change with it, so choose the regulariser again."
    ),
}


def audit_cutoff(
    pipeline,
    structures=None,
    y=None,
    *,
    promises=None,
    seed=0,
    r_cuts=None,
    make=None,
    splits=None,
):
    """Scan of the cutoff, retrained inside the same folds.

    Parameters
    ----------
    pipeline : object
        See `Subject`; with a parameter called `r_cut` (or `rcut`, `cutoff_radius`, ...), unless
        `make` is given.
    structures, y, promises, seed
        See `Subject`.
    r_cuts : sequence of float, optional
        Radii to try, Å; by default five from 1.5 Å below to 1.5 Å above the declared one.
    make : callable, optional
        `make(r_cut)` gives the pipeline for a radius.
    splits : list of (train, test), optional
        By default five folds, three times.

    Returns
    -------
    AuditResult
        Measured: span of the mean errors over their mean. The verdict is "flat", "one length
        scale" or "brittle", in `details`.

    Notes
    -----
    Brittle means: at some radius the error is higher than at a smaller and at a larger one, both
    times by 30 % and with p < 0.01 in a paired test of the logarithms that allows for the overlap
    of folds. One length
    scale means that the error falls once, significantly, and does not rise again.
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed)
    blind = _sees_no_neighbor(subject)
    if blind:
        return blind
    kind, finding = cutoff_fault(subject)
    if kind:
        why = f"{SHORT} of the declared cutoff; a smooth one is felt to 0.8 of it and more"
        limit = (SHORT * subject.r_cut, why) if kind == "unit" else (None, "")
        field = subject.receptive_field
        return AuditResult(NAME, FAILED, finding, _ADVICE[kind], field, "Å", *limit)
    if make is None and subject.cutoff_key is None:
        return AuditResult(
            NAME, SKIPPED, "The pipeline has no cutoff; give `make` if it hides one.", ""
        )
    if subject.y is None or len(subject.structures) < _FEWEST:
        return AuditResult(NAME, SKIPPED, f"A scan needs targets and {_FEWEST} crystals.", "")
    splits = splits or make_splits(len(subject.structures), seed=seed)
    r_cuts = _default_radii(subject) if r_cuts is None else sorted(r_cuts)
    r_cuts, errors = _scan(subject, r_cuts, make, splits)
    if len(r_cuts) < 3:
        finding = "Fewer than three radii can describe all crystals."
        return AuditResult(NAME, SKIPPED, finding, "")
    return _judge(r_cuts, errors, splits)


def _sees_no_neighbor(subject):
    if not subject.claims_structure:
        return None
    field = subject.receptive_field
    bond, position = nearest_neighbor(subject.structures)
    if field is None or field >= bond:
        return None
    if subject.sees_structure and (subject.r_cut is None or subject.r_cut >= bond):
        return None
    seen = f"sees nothing beyond {field:.2g} Å" if field else "does not answer to any neighbour"
    return AuditResult(
        NAME,
        FAILED,
        f"The pipeline {seen}; the nearest neighbours in {subject.id_of(position)} are at {bond:.2f} Å.",
        _ADVICE["blind"],
        field,
        "Å",
        bond,
        "a cutoff has to reach the nearest neighbour",
        subject.id_of(position),
    )


def _default_radii(subject):
    bond, _ = nearest_neighbor(subject.structures)
    center = subject.r_cut
    low = max(center - 1.5, min(1.05 * bond, center))
    return np.unique(np.round(np.linspace(low, center + 1.5, 5), 3))


def _scan(subject, r_cuts, make, splits):
    kept, errors = [], []
    for r_cut in r_cuts:
        try:
            if make is None:
                predicted = cross_validate(
                    subject, splits, subject.y, params={subject.cutoff_key: float(r_cut)}
                )
            else:
                other = as_subject(make(float(r_cut)), subject.structures, subject.y)
                predicted = cross_validate(other, splits, subject.y)
        except ValueError:
            # a radius at which some atom stands alone is refused by name; leave it out
            continue
        kept.append(float(r_cut))
        errors.append(split_errors(predicted, splits, subject.y))
    return kept, np.array(errors)


def _judge(r_cuts, errors, splits):
    means = errors.mean(axis=1)
    spike = _spike(errors, splits)
    best = int(means.argmin())
    drop = _differs(errors[0], errors[best], splits) and means[0] > means[best]
    kind = "brittle" if spike is not None else "one length scale" if drop else "flat"
    table = [
        {"r_cut": r, "error": float(e.mean()), "scatter": float(e.std(ddof=1))}
        for r, e in zip(r_cuts, errors, strict=True)
    ]
    finding = {
        "flat": f"Flat from {r_cuts[0]:.3g} to {r_cuts[-1]:.3g} Å within the scatter of the folds.",
        "one length scale": f"The error falls until {r_cuts[best]:.3g} Å and stays.",
        "brittle": f"The error at {r_cuts[spike or 0]:.3g} Å stands above both sides.",
    }[kind]
    advice = {"flat": "flat", "one length scale": "length", "brittle": "brittle"}[kind]
    return AuditResult(
        NAME,
        FAILED if spike is not None else PASSED,
        finding,
        _ADVICE[advice],
        float(np.ptp(means) / means.mean()) if means.mean() else 0.0,
        "span of the mean errors, share of their mean",
        None,
        f"p < {_P_VALUE} and {_EFFECT:.0%} on both sides of a radius",
        "",
        {"verdict": kind, "scan": table},
    )


def _spike(errors, splits):
    """First radius whose error stands out above a smaller and above a larger radius."""
    for k in range(1, len(errors) - 1):
        left = any(_exceeds(errors[k], errors[i], splits) for i in range(k))
        right = any(_exceeds(errors[k], errors[i], splits) for i in range(k + 1, len(errors)))
        if left and right:
            return k
    return None


def _exceeds(high, low, splits):
    return high.mean() > (1 + _EFFECT) * low.mean() and _differs(high, low, splits)


def _differs(first, second, splits):
    # ratios: a fold of hard crystals is hard at every radius
    ratios = [np.log(np.maximum(errors, 1e-12)) for errors in (first, second)]
    return two_sided_p(*difference(*ratios, splits), len(splits)) < _P_VALUE

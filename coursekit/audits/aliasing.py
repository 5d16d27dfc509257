"""Audit 6: polymorphs that look alike to the pipeline and are not."""

import numpy as np

from coursekit.audits.polymorphs import are_equal, formulas, is_rich, make_pairs
from coursekit.audits.result import SKIPPED, AuditResult, verdict
from coursekit.audits.subject import as_subject

NAME = "polymorph aliasing"
_ALIKE = 1e-3
_DIFFERENT = 0.25
_TOO_MANY = 0.5

_ADVICE = (
    "Whatever the model, it must predict one value for these pairs. A larger cutoff often does not "
    "help (mean-pooled SOAP of rutile and anatase becomes more alike with it), nor does histogram "
    "pooling where each crystal has one kind of site. Add what differs: the radial distribution, "
    "density, a sharper width, angles of the second shell, connectivity."
)


def audit_aliasing(pipeline, structures=None, y=None, *, promises=None, seed=0):
    """Distance of vectors against difference of targets, for every pair of one formula.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures, y, promises, seed
        See `Subject`.

    Returns
    -------
    AuditResult
        Measured: number of pairs whose vectors are closer than 0.1 % of the median distance between
        crystals while their targets differ by more than a quarter of the standard deviation of the
        targets. `details["pairs"]` lists the pairs with their cosine similarity.

    Notes
    -----
    A descriptor of the formula cannot see polymorphs and does not claim to: not applicable. One of
    fewer than 20 numbers a crystal is coarse and fails when more than half of the pairs alias.
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed)
    groups = formulas(subject.structures)
    if len(set(groups)) == len(groups):
        return AuditResult(NAME, SKIPPED, "No two crystals share a formula.")
    if subject.y is None:
        return AuditResult(NAME, SKIPPED, "Without targets no pair can be called unlike.")
    if not subject.claims_structure and not subject.sees_structure:
        finding = "The vector holds the formula only: all polymorphs are one to it, by design."
        return AuditResult(NAME, SKIPPED, finding, "Use it as the baseline of a structural model.")
    X = subject.matrix
    pairs = make_pairs(X, subject.y, groups, seed)
    limit = _DIFFERENT * float(subject.y.std())
    suspects = [p for p in pairs if p.distance < _ALIKE and p.target > limit]
    suspects = [p for p in suspects if not _same(subject, p)]
    allowed = _allowed(subject, X, pairs)
    worst = max(suspects, key=lambda p: p.target, default=None)
    listed = sorted(pairs, key=lambda p: p.distance / (p.target + 1e-12))[:50]
    return AuditResult(
        NAME,
        verdict(len(suspects) <= allowed),
        _finding(subject, suspects, pairs, worst),
        _ADVICE if len(suspects) > allowed else "",
        float(len(suspects)),
        f"of {len(pairs)} pairs",
        float(allowed),
        f"closer than {_ALIKE:.1%} of the median distance, target further apart than {_DIFFERENT} "
        f"standard deviations ({limit:.3g})",
        subject.id_of(worst.first) if worst else "",
        {"pairs": [_row(subject, p) for p in listed], "limit": limit},
    )


def _allowed(subject, X, pairs):
    """How many aliases are no fault: none for a rich vector, half of the pairs for a coarse one."""
    if subject.promises.unique or is_rich(X):
        return 0
    return int(_TOO_MANY * len(pairs))


def _same(subject, pair):
    return are_equal(subject.structures[pair.first], subject.structures[pair.second])


def _finding(subject, suspects, pairs, worst):
    if worst is None:
        closest = min(pairs, key=lambda p: p.distance)
        return (
            f"The closest of {len(pairs)} pairs are {subject.id_of(closest.first)} and "
            f"{subject.id_of(closest.second)}: vectors {closest.distance:.2g} of the median distance "
            f"apart (cosine {closest.similarity:.4f}), targets {closest.target:.3g}."
        )
    return (
        f"{len(suspects)} of {len(pairs)} pairs look alike and are not, first {subject.id_of(worst.first)} "
        f"and {subject.id_of(worst.second)}: cosine {worst.similarity:.6f}, targets {worst.target:.3g} apart."
    )


def _row(subject, pair):
    return {
        "first": subject.id_of(pair.first),
        "second": subject.id_of(pair.second),
        "distance": pair.distance,
        "similarity": pair.similarity,
        "target": pair.target if np.isfinite(pair.target) else None,
    }

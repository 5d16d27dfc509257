"""Audit 9: do different crystals have different vectors?"""

import numpy as np

from coursekit.audits.polymorphs import are_equal, is_rich, make_pairs
from coursekit.audits.result import SKIPPED, AuditResult, verdict
from coursekit.audits.subject import as_subject

NAME = "uniqueness"
_EQUAL = 1e-7
_TOO_MANY = 0.5
_DIFFERENT = 0.25
_MOST_COMPARED = 60

_ADVICE = (
    "Crystals that share a vector share every prediction. Look for a histogram whose bins do not fit "
    "the unit (degrees, radians), a cutoff that reaches no neighbour, missing values replaced by "
    "zero, numbers rounded. If the descriptor is coarse by design, declare "
    "`Promises(unique=False)` and put others beside it."
)


def audit_uniqueness(pipeline, structures=None, y=None, *, promises=None, seed=0):
    """Different crystals with equal vectors, and the planar pair that three-body descriptors confuse.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures, y, promises, seed
        See `Subject`. `unique` decides how many collisions are held against the pipeline.

    Returns
    -------
    AuditResult
        Measured: share of the pairs of unlike crystals with equal vectors.

    Notes
    -----
    Not counted: one crystal twice, one prototype with other elements, polymorphs for a descriptor of
    the formula. Fails above half of all pairs; for a descriptor of 20 and more numbers a crystal,
    also with a single pair whose targets differ by a quarter of their standard deviation; with
    `unique=True`, with any pair. The planar pair is reported, not judged: no three-body descriptor of
    the centre tells it apart.

    References
    ----------
    Pozdnyakov, S. N. et al. Phys. Rev. Lett. 125, 166001 (2020),
    https://doi.org/10.1103/PhysRevLett.125.166001
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed)
    if subject.promises.unique is False:
        return AuditResult(NAME, SKIPPED, "The pipeline does not claim to tell all crystals apart.")
    if len(subject.structures) < 2:
        return AuditResult(NAME, SKIPPED, "One crystal cannot be confused with another.")
    X = subject.matrix
    pairs = make_pairs(X, subject.y, seed=seed)
    alike = [p for p in pairs if p.distance < _EQUAL or not np.ptp(X, axis=0).any()]
    collisions = _collisions(subject, alike)
    share = len(collisions) / len(pairs)
    worst = collisions[0] if collisions else None
    options = {"details": {"planar": _planar(subject), "collisions": _named(subject, collisions)}}
    failed = _too_many(subject, X, collisions, share)
    single = subject.promises.unique or (failed and share <= _TOO_MANY)
    return AuditResult(
        NAME,
        verdict(not failed),
        _finding(subject, collisions, pairs, worst, options["details"]["planar"]),
        _ADVICE if failed else "",
        share,
        "of all pairs",
        0.0 if single else _TOO_MANY,
        "a rich vector must tell unlike targets apart"
        if single
        else "a coarse one may confuse some",
        subject.id_of(worst.first) if worst else "",
        **options,
    )


def _collisions(subject, alike):
    """Pairs with equal vectors that are not, in effect, one crystal."""
    by_formula = not subject.claims_structure and not subject.sees_structure
    found = []
    for k, pair in enumerate(alike):
        first, second = subject.structures[pair.first], subject.structures[pair.second]
        same = first.composition.reduced_formula == second.composition.reduced_formula
        if by_formula and same:
            continue
        if k < _MOST_COMPARED and are_equal(first, second, any_species=not same):
            continue
        found.append(pair)
    return found


def _too_many(subject, X, collisions, share):
    if subject.promises.unique:
        return bool(collisions)
    if share > _TOO_MANY:
        return True
    if subject.y is None or not is_rich(X):
        return False
    limit = _DIFFERENT * subject.y.std()
    return any(pair.target > limit for pair in collisions)


def _finding(subject, collisions, pairs, worst, planar):
    text = f"All {len(pairs)} pairs have different vectors."
    if worst:
        first, second = subject.id_of(worst.first), subject.id_of(worst.second)
        text = (
            f"{len(collisions)} of {len(pairs)} pairs of unlike crystals have equal vectors, such as "
            f"{first} and {second}."
        )
    if planar is None:
        return text
    told = "are told apart" if planar > 1e-6 else "have one vector"
    return f"{text} The two planar environments of equal angles {told}."


def _planar(subject):
    """Relative difference of the vectors of the planar pair; None if they cannot be described."""
    from coursekit.structures import make_planar

    try:
        rows = subject.describe_fresh([make_planar("first"), make_planar("second")])
    except Exception:
        return None
    first, second = [row[0] for row in rows]
    if first.shape != second.shape:
        return None
    size = np.linalg.norm(np.nan_to_num(first)) or 1.0
    return float(np.linalg.norm(np.nan_to_num(first - second)) / size)


def _named(subject, pairs):
    return [(subject.id_of(p.first), subject.id_of(p.second)) for p in pairs[:50]]

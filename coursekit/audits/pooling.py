"""Audit 5: does the pooled vector grow, or not, as the target does, and does a rare motif show?"""

import numpy as np

from coursekit.audits.measure import Ruler
from coursekit.audits.result import SKIPPED, AuditResult, verdict
from coursekit.audits.subject import as_subject
from coursekit.structures import structure_id, supercell

NAME = "pooling"
_VISIBLE = 1e-6

_ADVICE = {
    "sum": (
        "Twice the cell gives another vector, so the model sees how the file was written. Pool with "
        "a mean for a property per atom; a sum is right for a property of the whole cell only "
        "(`Promises(intensive=False)`)."
    ),
    "mean": (
        "The target grows with the cell and the vector does not. Pool with a sum, or learn the "
        "property per atom."
    ),
    "drowned": (
        "Two vacancies side by side and far apart have one vector: where the few sites between them "
        "decide, use histogram, maximum or moment pooling, or features that are not linear in the "
        "coordination."
    ),
}


def audit_pooling(pipeline, structures=None, y=None, *, promises=None, seed=0):
    """Size of the vector against size of the cell, and a planted minority motif.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures, y, promises, seed
        See `Subject`. `intensive` and `sees_minority` decide what is held against the pipeline.

    Returns
    -------
    AuditResult
        Measured: how the vector grows when the cell is doubled (0 not at all, 1 as the number of
        atoms); or, if `sees_minority` is promised and broken, how far the two motifs are apart.

    Notes
    -----
    The motif is a pair of oxygen vacancies in 64 sites of MgO, side by side or far apart: all means
    of coordination numbers are equal, six Mg against two of them differ.
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed).described
    if any(len(row) > 1 for row in subject.probe_rows):
        return AuditResult(NAME, SKIPPED, "The pipeline hands on single sites; it does not pool.")
    growth, worst, as_sum = _growth(subject)
    seen = _motif(subject)
    text = "cannot be described" if seen is None else f"are {seen:.2g} of the defect's effect apart"
    motif = f"Near and far vacancy pairs {text}."
    options = {"unit": "growth per doubling", "details": {"growth": growth, "motif": seen}}
    options["why_tolerance"] = "between not growing (0) and growing as the atoms (1)"
    claims = subject.promises
    if not as_sum:
        finding = "A doubled cell changes the vector, and not as a sum does: see periodic images."
        return AuditResult(NAME, SKIPPED, finding, measured=growth, worst=worst, **options)
    if claims.intensive and growth > subject.tolerance:
        finding = f"A doubled cell changes the vector of {worst} by {growth:.2g} of itself."
        advice, passed = _ADVICE["sum"], False
    elif claims.intensive is False and abs(growth - 1) > max(1e-3, subject.tolerance):
        finding = "A doubled cell does not double the vector."
        advice, passed = _ADVICE["mean"], False
    elif claims.sees_minority and seen is not None and seen < _VISIBLE:
        finding, advice, passed = motif, _ADVICE["drowned"], False
    else:
        grows = "grows" if growth > 0.5 else "does not grow"
        finding, advice, passed = f"The vector {grows} with the cell. {motif}", "", True
    return AuditResult(
        NAME,
        verdict(passed),
        finding,
        advice,
        growth,
        tolerance=subject.tolerance,
        worst=worst,
        **options,
    )


def _growth(subject):
    """Relative change when the cell is doubled, whose, and whether columns stay or double."""
    after, across = (
        subject.describe([supercell(probe, repeats) for probe in subject.probes])
        for repeats in ((2, 1, 1), (1, 2, 1))
    )
    found, apart = [], 0.0
    for row, doubled, other in zip(subject.probe_rows, after, across, strict=True):
        if not row.shape == doubled.shape == other.shape:
            return float("inf"), structure_id(subject.probes[0]), False
        # the length of one axis doubles too, but a sum does so whichever axis it is
        apart = max(apart, subject.ruler.distance(doubled, other))
        stays = np.abs(doubled - row) <= np.abs(doubled - 2 * row)
        apart = max(apart, subject.ruler.distance(np.where(stays, row, 2 * row), doubled))
        size = np.linalg.norm(np.nan_to_num(row))
        found.append(np.linalg.norm(np.nan_to_num(doubled - row)) / size if size else 0.0)
    worst = int(np.argmax(found))
    name = structure_id(subject.probes[worst])
    return float(found[worst]), name, apart <= subject.tolerance


def _motif(subject):
    """Distance of near and far vacancies over that of no vacancy and far ones; None if not told."""
    from coursekit.structures import make_mgo_vacancies, make_rocksalt

    kinds = [make_mgo_vacancies(kind, scaling=(2, 2, 2)) for kind in ("adjacent", "far")]
    try:
        near, far, whole = subject.describe_fresh([*kinds, make_rocksalt("Mg")])
    except Exception:
        return None
    if not near.shape == far.shape == whole.shape:
        return None
    ruler = Ruler([near, far, whole])
    effect = ruler.distance(whole, far)
    return ruler.distance(near, far) / effect if effect else 0.0

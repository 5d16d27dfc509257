"""Audit 11: does a crystal's vector depend on the company it is described in?"""

import numpy as np

from coursekit.audits import adapter
from coursekit.audits.measure import Ruler
from coursekit.audits.parameters import cache_ignores
from coursekit.audits.result import AuditResult, verdict
from coursekit.audits.subject import as_subject
from coursekit.audits.training import pooled
from coursekit.structures import structure_digest

NAME = "fitted state"
_MOST = 8
_ALONE = 4
_TOLERANCE = 1e-6
_FEWEST_SCALED = 6

_ADVICE = {
    "company": (
        "`transform` may use only what `fit` has learnt: the elements and their order, edges of "
        "bins, means and widths. What is learnt again from each batch makes a test crystal depend on "
        "its neighbours in the list, and shifts columns between training and test."
    ),
    "scaled": (
        "Put the scaler inside the pipeline, so that it is fitted in each fold to the training part "
        "alone; what was scaled before the split has seen the test set."
    ),
    "cache": (
        "The key of a cache must hold every parameter and the content of the crystal, not its name: "
        "else a scan of a parameter compares a vector with itself."
    ),
    "input": "Work on a copy: the next step and the next audit get the crystal as it is now.",
    "refit": "`fit` must forget what an earlier `fit` has learnt.",
}


def audit_state(pipeline, structures=None, y=None, *, promises=None, seed=0):
    """Batch against alone, order of the batch, refits, scaling from all data, caches, inputs.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures, y, promises, seed
        See `Subject`.

    Returns
    -------
    AuditResult
        Measured: largest change of a vector by the company it is described in, in units of the
        spread between crystals.
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed)
    digests = [structure_digest(s) for s in subject.structures[:_MOST]]
    change, worst, how = _company(subject)
    options = {
        "unit": "spread between crystals",
        "tolerance": _TOLERANCE,
        "why_tolerance": "rounding of sums taken in another order",
        "worst": worst if change > _TOLERANCE else "",
    }
    if change > _TOLERANCE:
        finding = f"The vector of {worst} changes by {change:.2g} when it is described {how}."
        return AuditResult(NAME, "failed", finding, _ADVICE["company"], change, **options)
    found = _later_faults(subject, digests)
    finding = found[1] or "A crystal has one vector, whatever stands beside it in the list."
    advice = _ADVICE.get(found[0], "")
    return AuditResult(NAME, verdict(not found[0]), finding, advice, change, **options)


def _later_faults(subject, digests):
    """(kind, finding) of the first of the other faults."""
    after = [structure_digest(s) for s in subject.structures[:_MOST]]
    if after != digests:
        changed = [
            k for k, pair in enumerate(zip(digests, after, strict=True)) if pair[0] != pair[1]
        ]
        return "input", f"Describing {subject.id_of(changed[0])} changes the crystal itself."
    if _scaled_with_all(subject):
        return "scaled", (
            "All columns have mean 0 and width 1 over all crystals, although the fit saw half: they "
            "were scaled with the test set."
        )
    fault = cache_ignores(subject)
    if fault:
        return "cache", fault
    if _remembers(subject):
        return "refit", "A second fit gives other vectors than a first fit to the same crystals."
    return "", ""


def _company(subject):
    """Largest change of a vector by its company, whose, and which company."""
    chosen = _varied(subject)
    batch = subject.describe(chosen)
    ruler = Ruler([*batch, *subject.probe_rows])
    found = []
    again = subject.describe(chosen)
    found.append((*ruler.worst(batch, again), "a second time"))
    backwards = subject.describe(chosen[::-1])[::-1]
    found.append((*ruler.worst(batch, backwards), "in a list in another order"))
    for k in range(min(_ALONE, len(chosen))):
        alone = _alone(subject, chosen[k])
        distance = float("inf") if alone is None else ruler.distance(batch[k], alone)
        found.append((distance, k, "alone"))
    change, position, how = max(found, key=lambda item: item[0])
    names = [subject.structures.index(s) for s in chosen]
    return change, subject.id_of(names[position]), how


def _alone(subject, structure):
    try:
        return subject.describe([structure])[0]
    except Exception:
        return None


def _varied(subject):
    """A few structures of unlike formulas, whose order is not that of the fit."""
    first = {}
    for structure in subject.structures:
        first.setdefault(structure.composition.reduced_formula, structure)
    others = [s for s in subject.structures if s is not first[s.composition.reduced_formula]]
    return [*first.values(), *others][:_MOST]


def _scaled_with_all(subject):
    """Whether the columns are standardised over crystals that the fit has not seen."""
    n = len(subject.structures)
    if n < _FEWEST_SCALED:
        return False
    half = subject.structures[: n // 2]
    try:
        features = subject.fitted_to(half, None if subject.y is None else subject.y[: n // 2])
        X = pooled(adapter.describe(features, subject.structures))
    except Exception:
        # elements that the half does not have are refused: nothing was learnt from the others
        return False
    active = X.std(axis=0) > 1e-9
    if active.sum() < 2 or not np.isfinite(X).all():
        return False
    centred = np.abs(X[:, active].mean(axis=0)) < 1e-8
    unit = np.abs(X[:, active].std(axis=0) - 1) < 1e-8
    sample = np.abs(X[:, active].std(axis=0, ddof=1) - 1) < 1e-8
    return bool((centred & (unit | sample)).all())


def _remembers(subject):
    """Whether a fit leaves something of an earlier one."""
    if not subject.can_be_fitted:
        return False
    structures = _varied(subject)
    y = np.arange(float(len(structures)))
    half = max(1, len(structures) // 2)
    try:
        once, twice = (subject.fitted_to(structures, y) for _ in range(2))
        rows = [adapter.describe(f, structures) for f in (once, twice)]
        ruler = Ruler(rows[0])
        if ruler.worst(*rows)[0] > _TOLERANCE:
            return False  # a random fit; it cannot be compared
        used = subject.fitted_to(structures[:half], y[:half]).fit(structures, y)
        return ruler.worst(rows[0], adapter.describe(used, structures))[0] > _TOLERANCE
    except Exception:
        return False

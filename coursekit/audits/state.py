"""Audit 11: does a crystal's vector depend on the company it is described in?"""

import numpy as np

from coursekit.audits import adapter
from coursekit.audits.inputs import fingerprint
from coursekit.audits.measure import Ruler, in_words
from coursekit.audits.memory import goes_by_history, refit_fault
from coursekit.audits.parameters import cache_ignores
from coursekit.audits.result import AuditResult, verdict
from coursekit.audits.subject import as_subject
from coursekit.audits.training import pooled
from coursekit.structures import permute_sites, structure_id

NAME = "fitted state"
_MOST = 8
_ALONE = 4
_TOLERANCE = 1e-6
_FEWEST_SCALED = 6
_FEWEST_RANGED = 4

_ADVICE = {
    "company": (
        "`transform` may use only what `fit` has learnt: the elements and their order, edges of "
        "bins, means and widths. What is learnt again from each batch makes a test crystal depend on "
        "its neighbours in the list, and shifts columns between training and test."
    ),
    "scaled": (
        "Put the scaler or the principal components inside the pipeline, so that they are fitted in "
        "each fold to the training part alone; what was fitted before the split has seen the test "
        "set."
    ),
    "history": (
        "What is described later may not depend on what was described before. The key of a store must "
        "hold the lattice and all coordinates, such as `coursekit.structures.structure_digest`: "
        "formula, volume or number of sites are shared by polymorphs. Elements and their columns are "
        "learnt in `fit`; `transform` refuses new ones by name."
    ),
    "cache": (
        "The key of a cache must hold every parameter and the content of the crystal, not its name: "
        "else a scan of a parameter compares a vector with itself."
    ),
    "input": "Work on a copy: the next step and the next audit get the crystal as it is now.",
    "refit": "`fit` must forget what an earlier `fit` has learnt.",
    "seed": (
        "A result that nobody can repeat: give every random step a `random_state`, and draw from "
        "`np.random.default_rng(seed)` instead of `np.random`. If nothing is random, look for a list or "
        "dictionary of the class, or of the module, that every fit adds to."
    ),
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
    change, worst, how = _company(subject)
    options = {
        "unit": "spread between crystals",
        "tolerance": _TOLERANCE,
        "why_tolerance": "rounding of sums taken in another order",
        "worst": worst if change > _TOLERANCE else "",
    }
    if change > _TOLERANCE:
        finding = f"The vector of {worst} {in_words(change)} when it is described {how}."
        return AuditResult(NAME, "failed", finding, _ADVICE["company"], change, **options)
    found = _later_faults(subject)
    finding = found[1] or "A crystal has one vector, whatever stands beside it in the list."
    if found[0]:  # no number: the vectors compared above were equal
        return AuditResult(NAME, "failed", finding, _ADVICE[found[0]])
    return AuditResult(NAME, verdict(True), finding, "", change, **options)


def _later_faults(subject):
    """(kind, finding) of the first of the other faults."""
    changed = _changed_input(subject)
    if changed:
        return "input", f"Describing {changed} changes the crystal itself."
    trace = _fitted_with_all(subject)
    if trace:
        return "scaled", (
            f"All columns have {trace} over all crystals, although the fit saw half: they were scaled "
            "with the test set."
        )
    fault = cache_ignores(subject)
    if fault:
        return "cache", fault
    history = goes_by_history(subject)
    if history:
        return "history", history
    return refit_fault(subject, _varied(subject))


def _changed_input(subject):
    """Id of a crystal that is not what it was handed in as; empty if all are."""
    for position, before in enumerate(subject.fingerprints):
        if fingerprint(subject.structures[position]) != before:
            return subject.id_of(position)
    copies = [permute_sites(probe, subject.seed) for probe in subject.probes]
    before = [fingerprint(copy) for copy in copies]
    subject.describe(copies)
    for copy, print_before in zip(copies, before, strict=True):
        if fingerprint(copy) != print_before:
            return structure_id(copy)
    return ""


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


def _fitted_with_all(subject):
    """What the columns have in common over crystals that the fit has not seen; empty if nothing."""
    n = len(subject.structures)
    if n < _FEWEST_SCALED:
        return ""
    X = _rows_fitted_to(subject, slice(None, n // 2))
    if X is None:
        return ""
    active = X.std(axis=0) > 1e-9 * (np.abs(X).max(initial=0.0) or 1.0)
    X, whole = X[:, active], X
    if X.shape[1] < 2 or not np.isfinite(X).all():
        return ""
    if (np.abs(X.mean(axis=0)) < 1e-8 * X.std(axis=0)).all():
        widths = [X.std(axis=0), X.std(axis=0, ddof=1)]
        unit = any((np.abs(width - 1) < 1e-8).all() for width in widths)
        return "mean 0 and width 1" if unit else "mean 0"
    # fractions and flags reach 0 and 1 by themselves; many columns of many values do not
    varied = sum(len(set(column)) > n // 2 for column in X.T) >= _FEWEST_RANGED
    if not varied or not np.allclose([X.min(axis=0), X.max(axis=0) - 1], 0.0, atol=1e-9):
        return ""
    # a scaler that clips what it has not seen fills 0 to 1 as well, but each half in its own way
    other = _rows_fitted_to(subject, slice(n // 2, None))
    same = other is not None and np.array_equal(whole, other)
    return "least value 0 and largest value 1" if same else ""


def _rows_fitted_to(subject, part):
    """All crystals, after a fit to some; None if the fit refuses what it has not seen."""
    try:
        y = None if subject.y is None else subject.y[part]
        features = subject.fitted_to(subject.structures[part], y)
        return pooled(adapter.describe(features, subject.structures))
    except Exception:
        return None

"""Audit 12: does the answer, or the test set, sit in the features?"""

import numpy as np

from coursekit.audits import adapter
from coursekit.audits.measure import Ruler
from coursekit.audits.polymorphs import are_equal
from coursekit.audits.probes import scaled
from coursekit.audits.result import AuditResult, verdict
from coursekit.audits.subject import as_subject
from coursekit.audits.training import pooled
from coursekit.structures import set_id

NAME = "leakage"
_TOLERANCE = 1e-6
_PERFECT = 0.9999
_FEWEST = 8
_MOST_SITES = 64

_ADVICE = {
    "metadata": (
        "A descriptor may depend on lattice, species and coordinates alone. Whatever else travels "
        "with a structure (labels, energies, file names) must not reach a column, or the score is "
        "that of reading the answer."
    ),
    "target": (
        "Remove the column and see whether the error survives. Look for tables that are keyed by "
        "formula or id, and for columns computed in the calculation that gave the target."
    ),
    "noise": (
        "Encode targets inside the folds and never with the crystal's own: with its own, the training "
        "error is that of reading the answer."
    ),
    "duplicates": (
        "Find equal crystals before dividing (supercells, other settings, repeats) and keep each set "
        "in one fold, for example with `GroupKFold` by formula."
    ),
}


def audit_leakage(pipeline, structures=None, y=None, *, promises=None, seed=0, splits=None):
    """Metadata, a column that is the target, a fit that copies it, equal crystals on both sides.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures, y, promises, seed
        See `Subject`.
    splits : list of (train, test), optional
        Your own folds, to be searched for crystals that are on both sides.

    Returns
    -------
    AuditResult
        Measured: largest change of a vector when everything but lattice, species and coordinates is
        taken from the crystals, in units of the spread between them.
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed)
    change, worst = _without_metadata(subject)
    options = {
        "unit": "spread between crystals",
        "tolerance": _TOLERANCE,
        "why_tolerance": "the numbers that describe the crystal are untouched",
    }
    if change > _TOLERANCE:
        finding = f"Without its metadata {worst} has another vector, changed by {change:.2g}."
        advice = _ADVICE["metadata"]
        return AuditResult(NAME, "failed", finding, advice, change, worst=worst, **options)
    kind, finding, worst = _faults(subject, splits)
    finding = finding or "Only lattice, species and coordinates reach the vector."
    advice = _ADVICE.get(kind, "")
    return AuditResult(NAME, verdict(not kind), finding, advice, change, worst=worst, **options)


def _faults(subject, splits):
    """(kind, finding, id) of the first fault."""
    if subject.y is not None and len(subject.y) >= _FEWEST and np.ptp(subject.y) > 0:
        column = _column_of_target(subject)
        if column is not None:
            return (
                "target",
                f"Column {column} is the target, and not computed from the crystal.",
                "",
            )
        if _copies_targets(subject):
            return (
                "noise",
                "Fitted to random targets, a column repeats them: it copies its own.",
                "",
            )
    if splits is not None:
        pair = _on_both_sides(subject, splits)
        if pair:
            first, second = map(subject.id_of, pair)
            text = f"{first} is tested on a model that was trained on {second}, the same crystal."
            return "duplicates", text, first
    return "", "", ""


def _without_metadata(subject):
    """Largest change of a vector when properties are removed or exchanged, and whose."""
    structures = subject.structures[:_FEWEST]
    before = subject.describe(structures)
    ruler = Ruler([*before, *subject.probe_rows])
    properties = [dict(s.properties or {}) for s in structures]
    variants = [[{} for _ in structures], properties[1:] + properties[:1]]
    worst = (0.0, 0)
    for variant in variants:
        bare = [_with_properties(s, p) for s, p in zip(structures, variant, strict=True)]
        try:
            found = ruler.worst(before, subject.describe(bare))
        except Exception:
            found = (float("inf"), 0)
        worst = max(worst, found)
    return worst[0], subject.id_of(worst[1])


def _with_properties(structure, properties):
    copy = structure.copy()
    copy.properties = dict(properties)
    return copy


def _column_of_target(subject):
    """Number of a column that equals the target up to scale, and is looked up, not computed."""
    X = subject.matrix
    for column in np.flatnonzero(np.abs(_correlations(X, subject.y)) > _PERFECT):
        if not _is_computed(subject, int(column), X):
            return int(column)
    return None


def _is_computed(subject, column, X):
    """Whether the column answers to a change of lengths, or of elements, as a property would."""
    swollen = [set_id(scaled(s, 1.05), f"swollen-{k}") for k, s in enumerate(subject.structures)]
    elements = sorted({site.specie.symbol for s in subject.structures for site in s})
    other = [_relabelled(s, elements) for s in subject.structures]
    for changed in (swollen, other):
        try:
            values = pooled(subject.describe(changed))[:, column]
        except Exception:
            continue
        moved = np.abs(values - X[:, column]) > 1e-9 * (np.abs(X[:, column]).max() or 1.0)
        if moved.mean() > 0.5 and len(set(np.round(values, 12))) > len(values) // 3:
            return True
    return False


def _relabelled(structure, elements):
    """Each element replaced by the next of the list."""
    after = dict(zip(elements, elements[1:] + elements[:1], strict=True))
    copy = structure.copy()
    copy.properties = {"id": "relabelled"}
    copy.replace_species({old: after[old] for old in {s.specie.symbol for s in structure}})
    return copy


def _correlations(X, y):
    X = X - X.mean(axis=0)
    scale = np.linalg.norm(X, axis=0)
    target = y - y.mean()
    flat = scale < 1e-12 * (np.abs(X).max(initial=0.0) or 1.0)
    return np.where(flat, 0.0, X.T @ target / np.where(flat, 1.0, scale)) / np.linalg.norm(target)


def _copies_targets(subject):
    """Whether a column, after a fit to noise, is that noise."""
    if not subject.can_be_fitted or hasattr(subject.fresh(), "predict"):
        return False
    noise = np.random.default_rng(subject.seed).normal(size=len(subject.y))
    try:
        rows = adapter.describe(subject.fitted_to(subject.structures, noise), subject.structures)
    except Exception:
        return False
    return bool((np.abs(_correlations(np.nan_to_num(pooled(rows)), noise)) > _PERFECT).any())


def _on_both_sides(subject, splits):
    """Positions of a test crystal and of an equal training crystal, or None."""
    groups = {}
    for position, structure in enumerate(subject.structures):
        if len(structure) <= _MOST_SITES:
            groups.setdefault(structure.composition.reduced_formula, []).append(position)
    equal = {
        (i, j)
        for members in groups.values()
        for n, i in enumerate(members)
        for j in members[n + 1 :]
        if are_equal(subject.structures[i], subject.structures[j])
    }
    for train, test in splits:
        train = {int(i) for i in train}
        for i in map(int, test):
            partner = next((j for j in train if (i, j) in equal or (j, i) in equal), None)
            if partner is not None:
                return i, partner
    return None

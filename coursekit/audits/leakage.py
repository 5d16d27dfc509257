"""Audit 12: does the answer, or the test set, sit in the features?"""

import numpy as np

from coursekit.audits import adapter
from coursekit.audits.measure import Ruler, in_words
from coursekit.audits.polymorphs import are_equal, formulas
from coursekit.audits.probes import scaled
from coursekit.audits.result import SKIPPED, AuditResult, verdict
from coursekit.audits.subject import as_subject
from coursekit.audits.training import is_predictor, pooled
from coursekit.structures import set_id

NAME = "leakage"
_TOLERANCE = 1e-6
_PERFECT = 0.99  # and not computed from the crystal
_FEWEST = 8
_MOST_SITES = 64
_TRIED = 3  # crystals whose target is raised
_RAISED = 3.0  # standard deviations
_OWN, _MORE = 0.1, 4.0  # of the column's spread; times the change of a typical other crystal
_OF_THE_CRYSTAL = {"magmom"}  # a magnetic order is set, other site properties are results

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
    "overlap": (
        "Training and test part of a fold share no crystal; look for positions that were counted "
        "twice, or drawn twice at random."
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
    change, worst, steady = _without_metadata(subject)
    options = {
        "unit": "spread between crystals",
        "tolerance": _TOLERANCE,
        "why_tolerance": "the numbers that describe the crystal are untouched",
    }
    if not steady:
        finding = "A crystal has not the same vector twice: see fitted state."
        return AuditResult(NAME, SKIPPED, finding)
    if change > _TOLERANCE:
        finding = f"Without its metadata the vector of {worst} {in_words(change)}."
        advice = _ADVICE["metadata"]
        return AuditResult(NAME, "failed", finding, advice, change, worst=worst, **options)
    kind, finding, worst = _faults(subject, splits)
    if kind:  # no number: without its metadata every crystal has the same vector
        return AuditResult(NAME, "failed", finding, _ADVICE[kind], worst=worst)
    finding = "Only lattice, species and coordinates reach the vector."
    return AuditResult(NAME, verdict(True), finding, "", change, **options)


def _faults(subject, splits):
    """(kind, finding, id) of the first fault."""
    if subject.y is not None and len(subject.y) >= _FEWEST and np.ptp(subject.y) > 0:
        column = _column_of_target(subject)
        if column is not None:
            return (
                "target",
                f"Column {column} follows the target or its mean for each formula, and is not computed "
                "from the crystal.",
                "",
            )
        if _copies_targets(subject.described):
            return (
                "noise",
                "With another target for one crystal alone, a column follows it for that crystal and "
                "not for the others: it holds the crystal's own target.",
                "",
            )
    if splits is not None:
        pair = _on_both_sides(subject, splits)
        if pair:
            first, second = map(subject.id_of, pair)
            if pair[0] == pair[1]:
                return (
                    "overlap",
                    f"{first} is in the training and the test part of one fold.",
                    first,
                )
            text = f"{first} is tested on a model that was trained on {second}, the same crystal."
            return "duplicates", text, first
    return "", "", ""


def _without_metadata(subject):
    """Largest change of a vector when properties are removed or exchanged, whose, and whether a
    crystal has the same vector twice at all.
    """
    structures = subject.structures[:_FEWEST]
    before = subject.describe(structures)
    ruler = Ruler([*before, *subject.probe_rows])
    properties = [dict(s.properties or {}) for s in structures]
    variants = [[{} for _ in structures], properties[1:] + properties[:1]]
    if ruler.worst(before, subject.describe(structures))[0] > _TOLERANCE:
        return 0.0, "", False
    worst = (0.0, 0)
    for variant in variants:
        bare = [_with_properties(s, p) for s, p in zip(structures, variant, strict=True)]
        try:
            found = ruler.worst(before, subject.describe(bare))
        except Exception:
            found = (float("inf"), 0)
        worst = max(worst, found)
    return worst[0], subject.id_of(worst[1]), True


def _with_properties(structure, properties):
    from pymatgen.core import Structure

    kept = {k: v for k, v in structure.site_properties.items() if k in _OF_THE_CRYSTAL}
    return Structure(
        structure.lattice,
        structure.species_and_occu,
        structure.frac_coords,
        site_properties=kept,
        properties=dict(properties),
    )


def _column_of_target(subject):
    """Number of a column that equals the target up to scale, and is looked up, not computed."""
    from scipy.stats import rankdata

    # fitted to noise, so that what is left of the target is not what a fit may learn
    features = _fitted_to_noise(subject)
    X = np.nan_to_num(pooled(adapter.describe(features, subject.structures)))
    close = np.zeros(X.shape[1], bool)
    in_order = rankdata(X, axis=0), rankdata(subject.y)
    for columns, target in ((X, subject.y), (X, _means_of_formulas(subject)), in_order):
        if np.ptp(target) > 0:
            close |= np.abs(_correlations(columns, target)) > _PERFECT
    for column in np.flatnonzero(close):
        if not _is_computed(subject, features, int(column), X):
            return int(column)
    return None


def _means_of_formulas(subject):
    """Mean target of the crystals of each formula: what a table keyed by formula holds."""
    groups = formulas(subject.structures)
    return np.array([subject.y[groups == group].mean() for group in groups])


def _fitted_to_noise(subject):
    noise = np.random.default_rng(subject.seed).normal(size=len(subject.y))
    return subject.fitted_to(subject.structures, noise)


def _is_computed(subject, features, column, X):
    """Whether the column answers to a change of lengths, or of elements, as a property would."""
    swollen = [set_id(scaled(s, 1.05), f"swollen-{k}") for k, s in enumerate(subject.structures)]
    elements = sorted({site.specie.symbol for s in subject.structures for site in s})
    other = [_relabelled(s, elements) for s in subject.structures]
    for changed in (swollen, other):
        try:
            values = pooled(adapter.describe(features, changed))[:, column]
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
    """Whether a column follows a crystal's own target, and not those of the others.

    A table of targets, or of their means by formula, does; a scaler, a selection or partial least
    squares move all rows alike. Fitted as a pipeline fits: an encoder may leave the own fold out.
    """
    if not subject.can_be_fitted or is_predictor(subject.fresh()):
        return False
    rng = np.random.default_rng(subject.seed)
    noise = rng.normal(size=len(subject.y))
    chosen = rng.permutation(len(noise))[:_TRIED]
    try:
        before = _rows_fitted_to(subject, noise)
        after = [
            _rows_fitted_to(subject, noise + _RAISED * (np.arange(len(noise)) == i)) for i in chosen
        ]
    except Exception:
        return False
    followed = []
    for i, rows in zip(chosen, after, strict=True):
        if rows.shape != before.shape:
            return False
        change = np.abs(rows - before) / np.maximum(before.std(axis=0), 1e-12)
        followed.append(change[i] > np.maximum(_OWN, _MORE * np.median(change, axis=0)))
    return bool(np.all(followed, axis=0).any())


def _rows_fitted_to(subject, y):
    features = subject.fresh()
    if hasattr(features, "fit_transform"):
        rows = features.fit_transform(subject.structures, y)
        return np.nan_to_num(pooled(adapter.blocks(rows, subject.structures)))
    rows = adapter.describe(features.fit(subject.structures, y), subject.structures)
    return np.nan_to_num(pooled(rows))


def _on_both_sides(subject, splits):
    """Positions of a test crystal and of an equal training crystal, or None.

    One position twice if the crystal itself is on both sides.
    """
    for train, test in splits:
        shared = sorted({int(i) for i in train} & {int(i) for i in test})
        if shared:
            return shared[0], shared[0]
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

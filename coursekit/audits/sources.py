"""Relations of what may reach a vector: lattice, species, coordinates, and no answer."""

import numpy as np

from coursekit.audits import limits, opened
from coursekit.audits.crystals import bare, make_generic, relabelled, scaled
from coursekit.audits.relations import KEPT, Broken, Pairs, Skip, relation, tried
from coursekit.audits.views import Ruler
from coursekit.structures import set_id

_AUDIT = "leakage"
_FEWEST = 8
_TRIED, _RAISED = 3, 3.0  # crystals whose target is raised, standard deviations
_OWN, _MORE = 0.1, 4.0  # of the column's spread; times the change of a typical other crystal


@relation("removing metadata", _AUDIT, on="whole")
def _metadata(view):
    """Without properties, or with those of another crystal: labels, energies, ids, file names."""
    bench = view.bench
    chosen = [bench.structures[k] for k in bench.varied]
    before = view.describe(chosen)
    ruler = Ruler([*before, *view.rows])
    if ruler.worst(before, view.describe(chosen))[0] > limits.COMPANY:
        raise Skip("A crystal has not the same vector twice: see fitted state.")
    properties = [dict(s.properties or {}) for s in chosen]
    kinds = ([{} for _ in chosen], properties[1:] + properties[:1])
    pairs = []
    for given in kinds:
        crystals = [bare(s, p) for s, p in zip(chosen, given, strict=True)]
        for k, row in enumerate(tried(view, crystals, "removing metadata")):
            if row is not None:
                pairs.append((before[k], row, bench.ids[bench.varied[k]]))
    why = "the numbers that describe the crystal are untouched"
    return Pairs(*map(list, zip(*pairs, strict=True)), limits.COMPANY, why, ruler)


@relation("a crystal that no table knows", _AUDIT, KEPT, on="whole")
def _tables(view):
    """Columns that are looked up: by crystal, by formula; and that are tied to the target."""
    bench = view.bench
    if bench.y is None or len(bench.y) < _FEWEST or not np.ptp(bench.y):
        raise Skip("It needs targets.")
    # fitted to noise, so that what is left of the target is not what a fit may learn
    noise = np.random.default_rng(bench.seed).normal(size=len(bench.y))
    describe = bench.fit(bench.structures, noise)
    X = np.nan_to_num(opened.pooled(describe(bench.structures)))
    inside = _inside(bench.formulas)
    tie = _ties(X, bench.y, bench.formulas, inside)
    if not (tie > limits.LOOKED_UP).any():
        return
    changed = _strangers(bench, describe, X.shape[1])
    values = np.array([len(set(column)) for column in np.round(X, 9).T])
    # a table holds a value for each crystal or formula; so far none follows a target by chance
    suspects = (tie > limits.LOOKED_UP) & (values > len(set(bench.formulas)) // 2)
    suspects &= _chance(tie, len(X)) * X.shape[1] < limits.P_VALUE
    for column in np.flatnonzero(suspects):
        kind = _origin(X[:, column], [rows[:, column] for rows in changed], bench.formulas, inside)
        if kind and (kind == "crystal" or tie[column] > limits.TIED):
            raise Broken(
                f"Column {column} follows the target (correlation {tie[column]:.2f}), and is not "
                f"computed from the crystal: for a crystal that nobody has seen it "
                f"{'is one constant' if kind == 'crystal' else 'goes by the formula alone'}.",
                "target", change=float(tie[column]), limit=limits.LOOKED_UP,
                why="no column that is looked up has a reason to follow the target",
            )  # fmt: skip


def _inside(formulas):
    """Function that takes the mean of each formula away."""
    members = [np.flatnonzero(formulas == formula) for formula in set(formulas)]

    def centred(values):
        values = np.array(values, float)
        for group in members:
            values[group] -= values[group].mean(axis=0)
        return values

    return centred


def _ties(X, y, formulas, inside):
    """Largest correlation of each column with the target: whole, by formula, inside formulas."""
    from scipy.stats import rankdata

    means = y - inside(y)
    found = [_correlations(X, y), _correlations(X, means)]
    found.append(_correlations(rankdata(X, axis=0), rankdata(y)))
    several = [np.sum(formulas == formula) > 1 for formula in formulas]
    if sum(several) >= _FEWEST:
        found.append(_correlations(inside(X)[several], inside(y)[several]))
    return np.max(found, axis=0)


def _correlations(X, y):
    X, target = X - X.mean(axis=0), y - y.mean()
    scale, size = np.linalg.norm(X, axis=0), np.linalg.norm(target)
    flat = scale < 1e-9 * (np.abs(X).max(initial=0.0) or 1.0)
    return np.abs(np.where(flat, 0.0, X.T @ target / np.where(flat, 1.0, scale)) / (size or 1.0))


def _chance(correlation, n):
    """Probability of so large a correlation of unrelated numbers."""
    from scipy.special import stdtr

    t = correlation * np.sqrt((n - 2) / np.maximum(1e-12, 1 - correlation**2))
    return 2 * stdtr(n - 2, -t)


def _strangers(bench, describe, width):
    """Vectors of the crystals swollen, rattled, and of other elements."""
    elements = sorted({site.specie.symbol for s in bench.structures if s.is_ordered for site in s})
    ordered = [k for k, s in enumerate(bench.structures) if s.is_ordered]
    kinds = (
        lambda s, k: set_id(scaled(s, 1.05), f"swollen-{k}"),
        lambda s, k: set_id(make_generic(s, seed=k), f"rattled-{k}"),
        lambda s, k: relabelled(s, elements),
    )
    found = []
    for change in kinds:
        rows = np.full((len(bench.structures), width), np.nan)
        for k in ordered:
            try:
                rows[k] = opened.pooled(describe([change(bench.structures[k], k)]))[0]
            except Exception:  # an element may be refused
                continue
        found.append(rows)
    return found


def _origin(column, changed, formulas, inside):
    """Where a column comes from: "crystal" or "formula" if a table knows it, "" if it is computed."""
    swollen, rattled, other = (np.nan_to_num(values, nan=np.nan) for values in changed)
    values = len(set(np.round(column, 9)))
    if np.isnan(swollen).all() or np.isnan(rattled).all() or values < 4:
        return ""
    for strange in (swollen, rattled):
        defined = strange[np.isfinite(strange)]
        if len(set(np.round(defined, 9))) <= max(2, values // 5) and not np.allclose(
            strange, column, equal_nan=True
        ):
            return "crystal"
    spread = np.ptp(column) or 1.0
    varies = np.abs(inside(column)).max() > 1e-6 * spread
    if varies and np.abs(inside(np.nan_to_num(swollen))).max() < 1e-9 * spread:
        return "formula"
    if not varies and np.isfinite(other).any():
        known = len({round(v, 9) for v in other[np.isfinite(other)]})
        if known <= 2 and values > len(set(formulas)) // 2:
            return "formula"
    return ""


@relation("another target for one crystal", _AUDIT, KEPT, on="whole")
def _own_target(view):
    """A column that follows a crystal's own target, and not those of the others.

    A table of targets, or of their means by formula, does; a scaler, a selection or partial least
    squares move all rows alike. Fitted as a pipeline fits: an encoder may leave the own fold out.
    """
    bench = view.bench
    parts = [opened.from_crystals(part) for part in bench.parts]  # a scaler moves all rows
    parts = [p for p in parts if opened.is_estimator(p) and hasattr(p, "transform")]
    if bench.y is None or len(bench.y) < _FEWEST or not parts:
        raise Skip("Nothing is learnt from targets.")
    rng = np.random.default_rng(bench.seed)
    noise = rng.normal(size=len(bench.y))
    chosen = rng.permutation(len(noise))[:_TRIED]
    raised = [noise + _RAISED * (np.arange(len(noise)) == i) for i in chosen]
    for part in parts:
        if _follows(part, bench.structures, noise, chosen, raised):
            raise Broken(
                "With another target for one crystal alone, a column follows it for that crystal and "
                "not for the others: it holds the crystal's own target.",
                "own",
            )


def _follows(part, structures, noise, chosen, raised):
    try:
        before = _fitted_rows(part, structures, noise)
        after = [_fitted_rows(part, structures, y) for y in raised]
    except Exception:
        return False
    followed = []
    for i, rows in zip(chosen, after, strict=True):
        if rows.shape != before.shape:
            return False
        change = np.abs(rows - before) / np.maximum(before.std(axis=0), 1e-12)
        followed.append(change[i] > np.maximum(_OWN, _MORE * np.median(change, axis=0)))
    return bool(np.all(followed, axis=0).any())


def _fitted_rows(part, structures, y):
    new = opened.fresh(part)
    if hasattr(new, "fit_transform"):
        rows = new.fit_transform(structures, y)
        return np.nan_to_num(opened.pooled(opened.blocks(rows, structures)))
    return np.nan_to_num(opened.pooled(opened.describe(new.fit(structures, y), structures)))

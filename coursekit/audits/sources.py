"""Relations of what may reach a vector: lattice, species, coordinates, and no answer."""

import numpy as np

from coursekit.audits import limits, opened
from coursekit.audits.bench import Ruler
from coursekit.audits.crystals import bare, make_generic, relabelled, scaled
from coursekit.audits.relations import Pairs, relation, tried
from coursekit.audits.result import broken, skip
from coursekit.structures import set_id

_AUDIT = "leakage"


@relation("removing metadata", _AUDIT, on="whole")
def _metadata(view):
    """Without properties, or with those of another crystal: labels, energies, ids, file names."""
    bench, chosen = view.bench, view.bench.varied
    before = [bench.rows[k] for k in bench.chosen]
    ruler = Ruler([*before, *view.rows])
    properties = [dict(s.properties or {}) for s in chosen]
    triples = []
    for given in ([{}] * len(chosen), properties[1:] + properties[:1]):
        crystals = [bare(s, p) for s, p in zip(chosen, given, strict=True)]
        found = tried(view, crystals, "removing metadata")
        names = [bench.ids[k] for k in bench.chosen]
        triples += [t for t in zip(before, found, names, strict=True) if t[1] is not None]
    changed = any(ruler.distance(was, found) > limits.COMPANY for was, found, _ in triples)
    if changed and ruler.worst(before, view.describe(chosen))[0] > limits.COMPANY:
        raise skip("A crystal has not the same vector twice: see fitted state.")
    why = "the numbers that describe the crystal are untouched"
    return Pairs(*map(list, zip(*triples, strict=True)), limits.COMPANY, why, ruler)


@relation("a crystal that no table knows", _AUDIT, on="whole")
def _tables(view):
    """Columns that are looked up: by crystal, by formula; and that are tied to the target."""
    bench = view.bench
    if bench.y is None or len(bench.y) < limits.FEWEST_TARGETS or not np.ptp(bench.y):
        raise skip("It needs targets.")
    # fitted to noise, so that what is left of the target is not what a fit may learn
    noise = np.random.default_rng(bench.seed).normal(size=len(bench.y))
    describe = view.fit(bench.structures, noise)
    X = opened.pooled(describe(bench.structures)) if view.learns else view.matrix
    X, inside = np.nan_to_num(X), _inside(bench.formulas)
    tie = _ties(X, bench.y, bench.formulas, inside)
    values = np.array([len(set(column)) for column in np.round(X, 9).T])
    # a table holds a value for each crystal or formula; so far none follows a target by chance
    suspects = (tie > limits.LOOKED_UP) & (values > len(set(bench.formulas)) // 2)
    suspects &= _chance(tie, len(X)) * X.shape[1] < limits.P_VALUE
    changed = _strangers(bench, describe, X.shape[1]) if suspects.any() else ()
    for column in np.flatnonzero(suspects):
        kind = _origin(X[:, column], [rows[:, column] for rows in changed], bench.formulas, inside)
        if kind and (kind == "crystal" or tie[column] > limits.TIED):
            goes = "is one constant" if kind == "crystal" else "goes by the formula alone"
            raise broken(
                f"Column {column} follows the target (correlation {tie[column]:.2f}), and is not "
                f"computed from the crystal: for a crystal that nobody has seen it {goes}.",
                "target", measured=float(tie[column]), unit="correlation", tolerance=limits.LOOKED_UP,
                why_tolerance="no column that is looked up has a reason to follow the target",
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

    found = [_correlations(X, y), _correlations(X, y - inside(y))]
    found.append(_correlations(rankdata(X, axis=0), rankdata(y)))
    several = [np.sum(formulas == formula) > 1 for formula in formulas]
    if sum(several) >= limits.FEWEST_TARGETS:
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
    ordered = [k for k, s in enumerate(bench.structures) if s.is_ordered]
    elements = sorted({site.specie.symbol for k in ordered for site in bench.structures[k]})
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
    swollen, rattled, other = changed
    values = len(set(np.round(column, 9)))
    if np.isnan(swollen).all() or np.isnan(rattled).all() or values < 4:
        return ""
    for strange in (swollen, rattled):
        defined = strange[np.isfinite(strange)]
        few = len(set(np.round(defined, 9))) <= max(2, values // 5)
        if few and not np.allclose(strange, column, equal_nan=True):
            return "crystal"
    spread = np.ptp(column) or 1.0
    if np.abs(inside(column)).max() > 1e-6 * spread:
        return "formula" if np.abs(inside(np.nan_to_num(swollen))).max() < 1e-9 * spread else ""
    known = len(set(np.round(other[np.isfinite(other)], 9)))
    return "formula" if 0 < known <= 2 and values > len(set(formulas)) // 2 else ""


@relation("another target for one crystal", _AUDIT, on="whole")
def _own_target(view):
    """A column that follows a crystal's own target, and not those of the others."""
    bench = view.bench
    parts = [opened.from_crystals(part) for part in bench.parts]  # a scaler moves all rows
    parts = [p for p in parts if opened.is_estimator(p) and hasattr(p, "transform")]
    if bench.y is None or len(bench.y) < limits.FEWEST_TARGETS or not parts:
        raise skip("Nothing is learnt from targets.")
    rng = np.random.default_rng(bench.seed)
    noise = rng.normal(size=len(bench.y))
    chosen = rng.permutation(len(noise))[:3]
    if any(_follows(part, bench.structures, noise, chosen) for part in parts):
        raise broken(
            "With another target for one crystal alone, a column follows it for that crystal and "
            "not for the others: it holds the crystal's own target.",
            "own",
        )


def _follows(part, structures, noise, chosen):
    followed = []
    try:
        before = _fitted_rows(part, structures, noise)
        for i in chosen:
            raised = noise + limits.RAISED * (np.arange(len(noise)) == i)
            rows = _fitted_rows(part, structures, raised)
            change = np.abs(rows - before) / np.maximum(before.std(axis=0), 1e-12)
            typical = limits.OTHERS * np.median(change, axis=0)
            followed.append(change[i] > np.maximum(limits.OWN, typical))
    except Exception:  # refused, or of another length
        return False
    return bool(np.all(followed, axis=0).any())


def _fitted_rows(part, structures, y):
    new = opened.fresh(part)
    if hasattr(new, "fit_transform"):
        rows = opened.blocks(new.fit_transform(structures, y), structures)
    else:
        rows = opened.describe(new.fit(structures, y), structures)
    return np.nan_to_num(opened.pooled(rows))

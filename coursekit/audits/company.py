"""Relations of company: a crystal has one vector, whatever stands beside, before or after it."""

import numpy as np

from coursekit.audits import limits, opened
from coursekit.audits.bench import fingerprint
from coursekit.audits.crystals import scaled
from coursekit.audits.relations import KEPT, Broken, Pairs, Skip, relation, tried
from coursekit.audits.views import Ruler
from coursekit.structures import permute_sites, rattle, set_id, structure_id, supercell

_AUDIT = "fitted state"
_WHY = "rounding of sums taken in another order"
_MOST_SITES = 12
_TELLING = ("n_bins", "bins", "n_max", "l_max", "sigma", "bin_width", "width")
_FEWEST_SCALED, _FEWEST_RANGED = 6, 4
_UNLIKE_FITS = 1e-3  # a randomised decomposition without a seed leaves less


def _beside(view, after, ids, name):
    bench = view.bench
    before = [bench.rows[k] for k in bench.varied]
    kept = [k for k, row in enumerate(after) if row is not None]
    ruler = Ruler([*before, *view.rows])
    before, after = [before[k] for k in kept], [after[k] for k in kept]
    return Pairs(before, after, [ids[k] for k in kept], limits.COMPANY, _WHY, ruler)


def _varied(view):
    bench = view.bench
    return [bench.structures[k] for k in bench.varied], [bench.ids[k] for k in bench.varied]


@relation("describing it alone", _AUDIT, on="whole")
def _alone(view):
    """Every crystal by itself, beside all of them at once."""
    chosen, ids = _varied(view)
    return _beside(view, [_one(view, s, "describing it alone") for s in chosen], ids, "alone")


def _one(view, structure, name):
    rows = tried(view, [structure], name)
    return rows[0]


@relation("another order of the list", _AUDIT, on="whole")
def _backwards(view):
    chosen, ids = _varied(view)
    return _beside(view, tried(view, chosen[::-1], "another order of the list")[::-1], ids, "")


@relation("describing the list again", _AUDIT, on="whole")
def _again(view):
    chosen, ids = _varied(view)
    return _beside(view, view.describe(chosen), ids, "again")


@relation("handing it over", _AUDIT, KEPT, on="whole")
def _untouched(view):
    """The crystals are what they were."""
    bench = view.bench
    for structure, before, name in zip(
        bench.structures, bench.fingerprints, bench.ids, strict=True
    ):
        if fingerprint(structure) != before:
            raise Broken(f"Describing {name} changes the crystal itself.", "input", name)
    copies = [permute_sites(probe, bench.seed) for probe in view.probes]
    before = [fingerprint(copy) for copy in copies]
    view.describe(copies)
    for copy, was in zip(copies, before, strict=True):
        if fingerprint(copy) != was:
            name = structure_id(copy)
            raise Broken(f"Describing {name} changes the crystal itself.", "input", name)


@relation("a fit to half of the crystals", _AUDIT, KEPT)
def _scaled_with_all(view):
    """Columns that are centred or ranged over crystals the fit has not seen."""
    bench = view.bench
    n = len(bench.structures)
    if n < _FEWEST_SCALED:
        raise Skip("Too few crystals.")
    X = _fitted_to(view, slice(None, None, 2))
    if X is None:
        raise Skip("A fit to half of the crystals refuses the others.")
    active = X.std(axis=0) > 1e-9 * (np.abs(X).max(initial=0.0) or 1.0)
    whole, X = X, X[:, active]
    if X.shape[1] < 2 or not np.isfinite(X).all():
        return
    trace = _trace(X)
    if trace == "least value 0 and largest value 1":
        # a scaler that clips what it has not seen fills 0 to 1 as well, but each half in its own way
        other = _fitted_to(view, slice(1, None, 2))
        if other is None or not np.array_equal(whole, other):
            return
    if trace:
        raise Broken(
            f"All columns have {trace} over all crystals, although the fit saw half: they were scaled "
            "with the test set.",
            "scaled",
        )


def _trace(X):
    """What the columns have in common; empty if nothing."""
    if (np.abs(X.mean(axis=0)) < 1e-8 * X.std(axis=0)).all():
        widths = [X.std(axis=0), X.std(axis=0, ddof=1)]
        unit = any((np.abs(width - 1) < 1e-8).all() for width in widths)
        return "mean 0 and width 1" if unit else "mean 0"
    # fractions and flags reach 0 and 1 by themselves; many columns of many values do not
    varied = sum(len(set(column)) > len(X) // 2 for column in X.T) >= _FEWEST_RANGED
    ranged = np.allclose([X.min(axis=0), X.max(axis=0) - 1], 0.0, atol=1e-9)
    return "least value 0 and largest value 1" if varied and ranged else ""


def _fitted_to(view, part):
    """All crystals, after a fit to some; None if the fit refuses what it has not seen."""
    bench = view.bench
    try:
        y = None if bench.y is None else bench.y[part]
        return opened.pooled(view.fit(bench.structures[part], y)(bench.structures))
    except Exception:
        return None


@relation("another parameter", _AUDIT, KEPT)
def _parameter(view):
    """A parameter that changes the vector of a new crystal and not of one described before."""
    for key, value, other in _candidates(view):
        known = view.probes[:2]
        try:
            first, second = (view.fit(view.probes, **{key: v}) for v in (value, other))
            before, after = first(known), second(known)
            unseen = [
                [set_id(scaled(p, factor), f"new-{factor}-{k}") for k, p in enumerate(known)]
                for factor in (1.001, 1.0015)
            ]
            new = [describe(crystals) for describe, crystals in zip((first, second), unseen, strict=True)]  # fmt: skip
        except Exception:  # a value that the pipeline refuses tells nothing about its cache
            continue
        ruler = Ruler([*before, *view.rows])
        if _identical(before, after) and ruler.worst(*new)[0] > limits.ALIVE:
            raise Broken(
                f"`{key}` = {other:g} gives the vectors of {value:g} for crystals seen before: "
                "a cache ignores the parameter.",
                "cache",
            )


def _candidates(view):
    """(key, present value, another) of the parameters worth trying."""
    from coursekit.audits.cutoffs import cutoff_key

    params = view.params
    for key, value in params.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        telling = key == cutoff_key(params) or key.split("__")[-1] in _TELLING
        if number and value > 0 and telling:
            yield key, value, value + 1 if isinstance(value, int) else 0.75 * value


def _identical(first, second):
    return all(
        a.shape == b.shape and np.array_equal(a, b, equal_nan=True)
        for a, b in zip(first, second, strict=True)
    )


@relation("a name used twice", _AUDIT, KEPT)
def _by_name(view):
    probe = set_id(view.probes[0], "twice-used-name")
    swollen = scaled(probe, 1.07)
    crystals = (probe, swollen, set_id(swollen, "own-name"))
    first, second, own = (_one(view, s, "a name used twice") for s in crystals)
    if _identical([first], [second]) and view.ruler.distance(second, own) > limits.ALIVE:
        raise Broken("Two crystals of one id get one vector: a cache goes by the name.", "cache")


@relation("a swollen copy before or after it", _AUDIT, KEPT)
def _by_history(view):
    """A store that goes by formula, number of sites or symmetry answers with what came first."""
    if not view.learns:
        raise Skip("Nothing is kept in a fit.")
    first, second = view.probes[0], set_id(scaled(view.probes[0], 1.07), "swollen")
    orders = ([first, second], [second, first])
    rows = [[describe([s])[0] for s in order] for describe, order in zip((view.fit(), view.fit()), orders, strict=True)]  # fmt: skip
    stale = all(np.array_equal(a, b, equal_nan=True) for a, b in rows)
    if stale and view.ruler.distance(rows[0][0], rows[1][0]) > limits.ALIVE:
        name = structure_id(first)
        raise Broken(
            f"{name} and a swollen copy of it have one vector if they are described one after the "
            "other, and two if each is described first.",
            "history", name,
        )  # fmt: skip


@relation("two crystals in one cell", _AUDIT, KEPT)
def _by_cell(view):
    """Of two rattled crystals in one cell the first decides, in cells never seen before.

    In a cell of three, then five, then seven times the size the first is the one, the other, the
    one: their vectors are equal in each cell, and those of three and seven unlike that of five.
    """
    probe = view.probes[0]
    if len(probe) > _MOST_SITES:
        raise Skip("The cells are too large to try.")
    pair = [rattle(probe, 0.15, seed=view.bench.seed + k) for k in (1, 2)]
    found = []
    for repeats, first in ((3, 0), (5, 1), (7, 0)):
        cells = [supercell(pair[k], (repeats, 1, 1)) for k in (first, 1 - first)]
        rows = [_one(view, set_id(cell, f"{repeats}"), "a larger cell") for cell in cells]
        if (
            any(row is None for row in rows)
            or len(rows[0]) > 1
            or not _identical(*[[r] for r in rows])
        ):
            return
        found.append(rows[0])
    three, five, seven = found
    same = _apart(view, three, seven, 7 / 3) < limits.COMPANY
    if same and _apart(view, three, five, 5 / 3) > limits.ALIVE:
        name = structure_id(probe)
        raise Broken(
            f"Two crystals with the formula and the cell of {name} get the vector of the first.",
            "history", name,
        )  # fmt: skip


def _apart(view, row, other, growth):
    """Distance, where a column may stay as a mean or grow as a sum."""
    stays = np.abs(other - row) <= np.abs(other - growth * row)
    return view.ruler.distance(np.where(stays, row, growth * row), other)


@relation("a strange element before it", _AUDIT, KEPT)
def _grows(view):
    """A new element in `transform` adds to what was learnt in `fit`."""
    if not view.learns:
        raise Skip("Nothing is kept in a fit.")
    elements = {site.specie.symbol for site in view.probes[0]}
    ordered = [s for s in view.bench.structures if s.is_ordered]
    known = [s for s in ordered if {site.specie.symbol for site in s} <= elements]
    strange = [s for s in ordered if s not in known]
    if not known or not strange:
        raise Skip("All crystals are of the same elements.")
    try:
        describe = view.fit(known)
        before = describe(known[:1])[0]
    except Exception:
        raise Skip("A fit to so few crystals is refused.") from None
    for structure in strange[:3]:
        try:
            describe([structure])
        except Exception:  # refusing it is right
            continue
    after = describe(known[:1])[0]
    if before.shape != after.shape or not np.allclose(before, after, equal_nan=True):
        raise Broken(
            "A crystal with an element that the fit has not seen changes later vectors.", "history"
        )


@relation("a second fit", _AUDIT, KEPT, on="whole")
def _refit(view):
    """Two fits to the same crystals agree, and one after a fit to others."""
    bench = view.bench
    if not bench.can_be_fitted:
        raise Skip("Nothing is learnt in a fit.")
    chosen, _ = _varied(view)
    chosen, y = chosen[:8], np.arange(float(min(8, len(chosen))))
    try:
        rows = [bench.fit(chosen, y)(chosen) for _ in range(2)]
    except Exception:
        raise Skip("A fit to so few crystals is refused.") from None
    change = _between_fits(*rows)
    if change > limits.COMPANY:
        predictor = any(not hasattr(part, "transform") for part in bench.parts)
        if change > _UNLIKE_FITS and not predictor:
            raise Broken(
                f"Two fits to the same crystals give vectors that differ by {change:.2g} of the spread "
                "between crystals: something is drawn at random without a seed, or kept from fit to "
                "fit.",
                "seed", "", change, _UNLIKE_FITS, "a randomised decomposition without a seed leaves less",
            )  # fmt: skip
        return
    others = [scaled(s, factor) for s in chosen for factor in (0.8, 1.25)]
    try:
        used = [
            opened.fit(part, others, np.repeat(y, 2)).fit(chosen, y)
            for part in bench.parts if opened.is_estimator(part)
        ]  # fmt: skip
        again = [opened.fit(part, chosen, y) for part in bench.parts if opened.is_estimator(part)]
        sides = [[opened.describe(part, chosen) for part in parts] for parts in (used, again)]
    except Exception:
        return
    for first, second in zip(*sides, strict=True):
        if _between_fits(second, first) > limits.COMPANY:
            raise Broken(
                "A second fit gives other vectors than a first fit to the same crystals.", "refit"
            )


def _between_fits(first, second):
    """Change of the vectors, in spreads; a principal component may point the other way."""
    sides = [np.nan_to_num(opened.pooled(rows)) for rows in (first, second)]
    if sides[0].shape == sides[1].shape:
        turned = np.where((sides[0] * sides[1]).sum(axis=0) < 0, -1.0, 1.0)
        second = [row * turned for row in second]
    return Ruler(first).worst(first, second)[0]

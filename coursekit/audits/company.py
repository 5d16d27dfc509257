"""Relations of company: a crystal has one vector, whatever stands beside it and whoever was fitted."""

import numpy as np

from coursekit.audits import limits, opened
from coursekit.audits.bench import Ruler, fingerprint
from coursekit.audits.crystals import scaled
from coursekit.audits.relations import Pairs, relation, tried
from coursekit.audits.result import SPREAD, broken, skip
from coursekit.structures import permute_sites, structure_id

_AUDIT = "fitted state"


def _beside(view, after):
    """All structures at once, beside the same in other company."""
    bench = view.bench
    kept = [(k, row) for k, row in zip(bench.chosen, after, strict=True) if row is not None]
    before = [bench.rows[k] for k, _ in kept]
    ruler = Ruler([*(bench.rows[k] for k in bench.chosen), *view.rows])
    ids, why = [bench.ids[k] for k, _ in kept], "rounding of sums taken in another order"
    return Pairs(before, [row for _, row in kept], ids, limits.COMPANY, why, ruler)


@relation("describing it alone", _AUDIT, on="whole")
def _alone(view):
    name = "describing it alone"
    return _beside(view, [tried(view, [s], name)[0] for s in view.bench.varied])


@relation("another order of the list", _AUDIT, on="whole")
def _backwards(view):
    return _beside(view, tried(view, view.bench.varied[::-1], "another order of the list")[::-1])


@relation("describing the list again", _AUDIT, on="whole")
def _again(view):
    return _beside(view, view.describe(view.bench.varied))


@relation("handing it over", _AUDIT, on="whole")
def _untouched(view):
    """The crystals are what they were."""
    bench = view.bench
    copies = [permute_sites(probe, bench.seed) for probe in view.probes]
    before = [*bench.fingerprints, *map(fingerprint, copies)]
    view.describe(copies)
    for structure, was in zip([*bench.structures, *copies], before, strict=True):
        if fingerprint(structure) != was:
            name = structure_id(structure)
            raise broken(f"Describing {name} changes the crystal itself.", "input", worst=name)


@relation("a fit to half of the crystals", _AUDIT)
def _scaled_with_all(view):
    """Columns that are centred or ranged over crystals the fit has not seen."""
    if len(view.bench.structures) < limits.FEWEST_SCALED:
        raise skip("Too few crystals.")
    whole = _fitted_to(view, slice(None, None, 2))
    if whole is None:
        raise skip("A fit to half of the crystals refuses the others.")
    X = whole[:, whole.std(axis=0) > 1e-9 * (np.abs(whole).max(initial=0.0) or 1.0)]
    if X.shape[1] < 2 or not np.isfinite(X).all():
        return
    trace = _trace(X)
    if trace == "least value 0 and largest value 1":
        # a scaler that clips what it has not seen fills 0 to 1 as well, but each half in its own way
        other = _fitted_to(view, slice(1, None, 2))
        if other is None or not np.array_equal(whole, other):
            return
    if trace:
        raise broken(
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
    varied = sum(len(set(column)) > len(X) // 2 for column in X.T) >= limits.FEWEST_RANGED
    ranged = np.allclose([X.min(axis=0), X.max(axis=0) - 1], 0.0, atol=1e-9)
    return "least value 0 and largest value 1" if varied and ranged else ""


def _fitted_to(view, part):
    """All crystals, after a fit to some; None if the fit refuses what it has not seen."""
    bench = view.bench
    if not view.learns:
        return view.matrix
    try:
        y = None if bench.y is None else bench.y[part]
        return opened.pooled(view.fit(bench.structures[part], y)(bench.structures))
    except Exception:
        return None


@relation("a second fit", _AUDIT, on="whole")
def _refit(view):
    """Two fits to the same crystals agree, and one after a fit to others; with a scaler and without."""
    branches = [part for v in view.bench.views if v.pools for part in v.parts]
    parts = {id(p): p for p in [*view.parts, *branches] if opened.is_estimator(p)}
    if not parts:
        raise skip("Nothing is learnt in a fit.")
    chosen = view.bench.varied[:8]
    told = [_refitted(part, chosen, np.arange(float(len(chosen)))) for part in parts.values()]
    if not any(told):
        raise skip("A fit to so few crystals is refused.")


def _refitted(part, chosen, y):
    """Whether it could be tried."""
    try:
        first, second = (opened.describe(opened.fit(part, chosen, y), chosen) for _ in range(2))
    except Exception:
        return False
    change = _between_fits(first, second)
    if change > limits.UNLIKE_FITS and hasattr(part, "transform"):
        raise broken(
            f"Two fits to the same crystals give vectors that differ by {change:.2g} of the spread "
            "between crystals: something is drawn at random without a seed, or kept from fit to "
            "fit.",
            "seed", measured=change, unit=SPREAD, tolerance=limits.UNLIKE_FITS,
            why_tolerance="a randomised decomposition without a seed leaves less",
        )  # fmt: skip
    others = [scaled(s, factor) for s in chosen for factor in (0.8, 1.25)]
    try:
        used = opened.fit(part, others, np.repeat(y, 2)).fit(chosen, y)
        again = opened.describe(used, chosen)
    except Exception:
        return True
    if change <= limits.COMPANY < _between_fits(again, first):
        raise broken(
            "A second fit gives other vectors than a first fit to the same crystals.", "refit"
        )
    return True


def _between_fits(first, second):
    """Change of the vectors, in spreads; a principal component may point the other way."""
    sides = [np.nan_to_num(opened.pooled(rows)) for rows in (first, second)]
    if sides[0].shape == sides[1].shape:
        turned = np.where((sides[0] * sides[1]).sum(axis=0) < 0, -1.0, 1.0)
        second = [row * turned for row in second]
    return Ruler(first).worst(first, second)[0]

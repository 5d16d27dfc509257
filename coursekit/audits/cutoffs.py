"""Relations of the cutoff: is it the one that is declared, does it reach anyone, does the error hang on it?"""

import numpy as np

from coursekit.audits import limits, opened, training
from coursekit.audits.bench import Bench
from coursekit.audits.crystals import displaced
from coursekit.audits.cutoff import nearest_neighbors, receptive_field
from coursekit.audits.relations import relation
from coursekit.audits.result import FAILED, PASSED, Verdict, broken, skip, told, untold

_AUDIT = "cutoff sensitivity"


@relation("moving a neighbour", _AUDIT, on="whole")
def _sees_no_neighbor(view):
    """A pipeline with a cutoff answers to the nearest neighbour."""
    bench = view.bench
    if not bench.claims_structure:
        raise skip("Nothing says that it has a cutoff.")
    bonds = [nearest_neighbors(s).min() for s in bench.structures]
    bond, name, field = min(bonds), bench.ids[int(np.argmin(bonds))], bench.reach
    if field is None or field >= bond:
        return
    if bench.sees_structure and (bench.r_cut is None or bench.r_cut >= bond):
        return
    seen = f"sees nothing beyond {field:.2g} Å" if field else "does not answer to any neighbour"
    raise broken(
        f"The pipeline {seen}; the nearest neighbours in {name} are at {bond:.2f} Å.",
        "no neighbour", worst=name, measured=field, unit="Å", tolerance=bond,
        why_tolerance="a cutoff has to reach the nearest neighbour",
    )  # fmt: skip


@relation("a smaller cutoff", _AUDIT, on="whole")
def _declared(view):
    """The declared cutoff limits what is seen, in the unit it says."""
    bench = view.bench
    declared, key = bench.r_cut, bench.cutoff_key
    if declared is None or not bench.sees_structure:
        raise skip("The pipeline has no cutoff that could be read.")
    if key is None or bench.promises.r_cut is not None:
        return _compare(bench.reach, declared)
    bond = min(nearest_neighbors(s).min() for s in bench.structures)
    radius = max(limits.SMALLER * declared, min(1.05 * bond, declared))
    try:
        smaller = view.fit(**{key: radius})
        rows = smaller(bench.probes)
    except Exception:  # a search radius may be refused
        return None
    if radius == declared:
        return None
    field = receptive_field(bench, smaller)
    same = view.ruler.worst(view.rows, rows)[0] == 0.0
    if field is not None and field > limits.BEYOND * radius and same:
        far = "more than 10 Å" if field == float("inf") else f"{field:.2g} Å"
        raise broken(
            f"`{key}` = {radius:.3g} gives the vectors of {declared:.3g}, and still sees an atom move "
            f"{far} away: the parameter does not reach the vector.",
            "ignored",
        )
    if field and bench.reach and field < limits.ANSWERS * bench.reach:  # else a choice of widths
        _compare(bench.reach, declared)
    return None


def _compare(field, declared):
    if field and field < limits.SHORT * declared:
        raise broken(
            f"The declared cutoff is {declared:.3g} Å, and moving an atom shows up to {field:.2g} Å "
            f"only, {field / declared:.2g} of it.",
            "unit", measured=field, unit="Å", tolerance=limits.SHORT * declared,
            why_tolerance=f"{limits.SHORT} of the declared cutoff; a smooth one is felt to 0.8 of it and more",
        )  # fmt: skip


@relation("atoms without a neighbour", _AUDIT, on="whole")
def _alone(view):
    """Sites and crystals in which nothing stands within the cutoff, counted."""
    bench, radius = view.bench, view.bench.r_cut
    if bench.sees_structure and bench.reach and np.isfinite(bench.reach):
        # the grid of the reach is coarse: what is declared counts where both agree
        radius = radius if radius and bench.reach > limits.SHORT * radius else bench.reach
    if radius is None or not (bench.sees_structure or bench.claims_structure):
        raise skip("There is no cutoff to count with.")
    nearest = [nearest_neighbors(s) for s in bench.structures]
    blind = [(d > radius).all() for d in nearest]
    sites = np.concatenate(nearest) > radius
    text = (
        f"Within {radius:.3g} Å {sites.sum()} of {len(sites)} atoms have no neighbour, and "
        f"{sum(blind)} of {len(blind)} crystals none at all"
    )
    if np.mean(blind) <= limits.BLIND_CRYSTALS and sites.mean() <= limits.BLIND_SITES:
        raise told(
            f"{text}." if sites.any() else f"Within {radius:.3g} Å every atom has a neighbour."
        )
    far = int(np.argmax([d.min() for d in nearest]))
    name, gap = bench.ids[far], nearest[far].min() - radius
    if radius == bench.reach and _answers(bench, bench.structures[far], gap):
        raise told(f"The reach is more than {radius:.3g} Å: {name} answers to a moved atom.")
    raise broken(
        f"{text}, such as {name}.", "alone", worst=name, measured=float(np.mean(blind)),
        unit="of the crystals", tolerance=limits.BLIND_CRYSTALS,
        why_tolerance=f"more than {limits.BLIND_CRYSTALS:.0%} of the crystals or {limits.BLIND_SITES:.0%} "
        "of the atoms cannot be meant",
    )  # fmt: skip


def _answers(bench, crystal, gap):
    """Whether the vector changes when an atom moves, and does not come within the radius of another."""
    moved = [displaced(crystal, seed, 0.9 * gap)(1.0) for seed in range(3)]
    try:
        before, *after = bench.describe([crystal, *moved])
    except Exception:
        return False
    return any(not np.allclose(before, row, rtol=1e-6, atol=1e-9) for row in after)


@relation("scanning the cutoff", _AUDIT, on="whole")
def _scan(view):
    """The error at several radii, retrained inside the same folds."""
    bench = view.bench
    earlier = ("moving a neighbour", "a smaller cutoff", "atoms without a neighbour")
    if any(bench.outcomes[name].failed for name in earlier if name in bench.outcomes):
        raise skip()
    if bench.make is None and bench.cutoff_key is None:
        raise skip("There is no parameter to scan; give `make(r_cut)` if the pipeline hides one.")
    n = len(bench.structures)
    if bench.y is None or n < limits.FEWEST_TRAINED:
        raise untold(f"A scan needs targets and {limits.FEWEST_TRAINED} crystals.")
    splits = bench.splits or training.make_splits(n, seed=bench.seed)
    kept, errors = [], []
    for r_cut in _radii(bench) if bench.r_cuts is None else sorted(bench.r_cuts):
        try:
            model = training.learner(_with_cutoff(bench, float(r_cut)))
            predicted, _ = training.cross_validate(model, bench.structures, splits, bench.y)
        except ValueError:  # a radius at which some atom stands alone is refused by name
            continue
        kept.append(float(r_cut))
        errors.append(training.split_errors(predicted, splits, bench.y))
    if len(kept) < 3:
        raise untold("Fewer than three radii can describe all crystals.")
    kind, text, table = judge_scan(kept, np.array(errors), splits)
    status = FAILED if kind == "brittle" else PASSED
    raise Verdict(status, text, kind, details={"verdict": kind, "scan": table})


def _with_cutoff(bench, r_cut):
    if bench.make is not None:
        pipeline = bench.make(r_cut)
    else:
        pipeline, key = opened.fresh(bench.pipeline), bench.cutoff_key
        names = pipeline.get_params()
        named = next(k for k in names if k == key or k.endswith(f"__{key}"))
        pipeline.set_params(**{named: r_cut})
    return Bench(pipeline, bench.structures, bench.y, promises=bench.promises, seed=bench.seed)


def _radii(bench):
    bond = min(nearest_neighbors(s).min() for s in bench.structures)
    center = bench.r_cut or limits.SCAN_CENTER
    low = max(center - limits.SCAN_WIDTH, min(1.05 * bond, center))
    return np.unique(np.round(np.linspace(low, center + limits.SCAN_WIDTH, 5), 3))


def judge_scan(r_cuts, errors, splits):
    """("flat", "one length scale" or "brittle", sentence, table) of a scan: rows are radii."""
    means = errors.mean(axis=1)
    spike, best = _spike(errors, splits), int(means.argmin())
    drop = _differs(errors[0], errors[best], splits) and means[0] > means[best]
    kind = "brittle" if spike is not None else "one length scale" if drop else "flat"
    table = [
        {"r_cut": r, "error": float(e.mean()), "scatter": float(e.std(ddof=1) / len(e) ** 0.5)}
        for r, e in zip(r_cuts, errors, strict=True)
    ]
    finding = {
        "flat": f"The error is flat from {r_cuts[0]:.3g} to {r_cuts[-1]:.3g} Å within the scatter of the folds.",
        "one length scale": f"The error falls until {r_cuts[best]:.3g} Å and stays.",
        "brittle": f"The error at {r_cuts[spike or 0]:.3g} Å stands above both sides.",
    }[kind]
    return kind, finding, table


def _spike(errors, splits):
    """First radius whose error stands out above a smaller and above a larger radius."""
    for k in range(1, len(errors) - 1):
        sides = errors[:k], errors[k + 1 :]
        if all(any(_exceeds(errors[k], other, splits) for other in side) for side in sides):
            return k
    return None


def _exceeds(high, low, splits):
    return high.mean() > (1 + limits.SPIKE) * low.mean() and _differs(high, low, splits)


def _differs(first, second, splits):
    return training.ratio_of(first, second, splits)[1] < limits.SCAN_P

"""The audits that need targets or folds: baseline, long range, aliasing, cutoff scan, shared crystals."""

import numpy as np

from coursekit.audits import limits
from coursekit.audits.advice import KINDS
from coursekit.audits.alike import are_equal, is_rich, make_pairs
from coursekit.audits.framework import global_quantities
from coursekit.audits.opened import has_model
from coursekit.audits.relations import FAILED, NOT_TOLD, PASSED, SKIPPED
from coursekit.audits.result import AuditResult
from coursekit.audits.training import (
    CannotTrain,
    cross_validate,
    learner,
    lent,
    make_splits,
    ratio_of,
    split_errors,
)

_FEWEST = {"baseline": 10, "scan": 10, "residual": 12}
_PERMUTATIONS = 5000
_BARE = (
    " A bare descriptor is not judged by a regression lent to it; give the pipeline with its own."
)


def audit_aliasing_of(bench, splits=None):
    """Distance of vectors against difference of targets, for every pair of one formula."""
    name = "polymorph aliasing"
    if len(set(bench.formulas)) == len(bench.formulas):
        return AuditResult(name, NOT_TOLD, "No two crystals share a formula.")
    if bench.y is None:
        return AuditResult(name, NOT_TOLD, "Without targets no pair can be called unlike.")
    if not bench.claims_structure and not bench.sees_structure:
        finding = "The vector holds the formula only: all polymorphs are one to it, by design."
        return AuditResult(name, SKIPPED, finding, "Use it as the baseline of a structural model.")
    pairs = make_pairs(bench.matrix, bench.y, bench.formulas, bench.seed)
    limit = limits.UNLIKE * float(bench.y.std())
    alike = [p for p in pairs if p.distance < limits.ALIKE and p.target > limit]
    alike = [p for p in alike if not are_equal(*(bench.structures[k] for k in (p.first, p.second)))]
    strict = bench.promises.unique or is_rich(bench.matrix)
    allowed = 0 if strict else int(limits.TOO_MANY * len(pairs))
    worst = max(alike, key=lambda p: p.target, default=None)
    listed = sorted(pairs, key=lambda p: p.distance / (p.target + 1e-12))[:50]
    return AuditResult(
        name,
        FAILED if len(alike) > allowed else PASSED,
        _pairs_in_words(bench, alike, pairs, worst),
        "",
        float(len(alike)),
        f"of {len(pairs)} pairs",
        float(allowed),
        f"closer than {limits.ALIKE:.1%} of the median distance, targets further apart than "
        f"{limits.UNLIKE} standard deviations ({limit:.2g})",
        bench.ids[worst.first] if worst else "",
        {"pairs": [_pair(bench, p) for p in listed], "limit": limit},
    )


def _pairs_in_words(bench, alike, pairs, worst):
    if worst is None:
        closest = min(pairs, key=lambda p: p.distance)
        return (
            f"The closest of {len(pairs)} pairs of polymorphs are {bench.ids[closest.first]} and "
            f"{bench.ids[closest.second]}: vectors {closest.distance:.2g} of the median distance "
            f"apart (cosine {closest.similarity:.4f}), targets {closest.target:.2g}."
        )
    return (
        f"{len(alike)} of {len(pairs)} pairs look alike and are not, first {bench.ids[worst.first]} "
        f"and {bench.ids[worst.second]}: cosine {worst.similarity:.6f}, targets {worst.target:.2g} "
        "apart."
    )


def _pair(bench, pair):
    return {
        "first": bench.ids[pair.first],
        "second": bench.ids[pair.second],
        "distance": pair.distance,
        "similarity": pair.similarity,
        "target": pair.target,
    }


def audit_baseline_of(bench, splits=None):
    """The pipeline, the formula and the mean of the targets on the same folds, guarded alike."""
    name = "composition baseline"
    n = len(bench.structures)
    if bench.y is None or n < _FEWEST["baseline"]:
        finding = f"A baseline needs targets and {_FEWEST['baseline']} crystals."
        return AuditResult(name, NOT_TOLD, finding)
    if not bench.sees_structure and not bench.claims_structure:
        return AuditResult(name, SKIPPED, "The pipeline describes the formula: it is the baseline.")
    from coursekit.featurizers import MagpieStatistics

    splits = splits or make_splits(n, bench.formulas, seed=bench.seed)
    if len(splits) < 2:
        return AuditResult(name, NOT_TOLD, "One fold has no scatter to compare with; give several.")
    formula = lent([MagpieStatistics()], bench.structures)
    try:
        ours, wild = cross_validate(learner(bench), bench.structures, splits, bench.y)
        theirs, _ = cross_validate(formula, bench.structures, splits, bench.y)
    except CannotTrain as error:
        return AuditResult(name, NOT_TOLD, f"The folds cannot be trained on: {error}.")
    guess = [np.full(len(test), bench.y[train].mean()) for train, test in splits]
    sides = [split_errors(p, splits, bench.y) for p in (ours, theirs, guess)]
    inside = [_inside(p, splits, bench) for p in (ours, theirs)]
    return _compared(bench, sides, inside, splits, float(np.concatenate(wild).mean()))


def _inside(predicted, splits, bench):
    """Mean absolute error after the mean of each formula is taken off both sides."""
    mean, tested = out_of_fold(predicted, splits, len(bench.y))
    errors = []
    for formula in set(bench.formulas):
        members = np.flatnonzero((bench.formulas == formula) & tested)
        if len(members) > 1:
            target, found = bench.y[members], mean[members]
            errors.extend(np.abs((target - target.mean()) - (found - found.mean())))
    return float(np.mean(errors)) if errors else float("nan")


def out_of_fold(predicted, splits, n):
    """Mean prediction of each crystal over the folds that test it, and which were tested."""
    total, count = np.zeros(n), np.zeros(n)
    for values, (_, test) in zip(predicted, splits, strict=True):
        np.add.at(total, test, values)
        np.add.at(count, test, 1)
    return total / np.maximum(count, 1), count > 0


def _compared(bench, sides, inside, splits, wild):
    """Failed: worse than the mean of the targets. Passed: better than the formula."""
    errors, baseline, guess = sides
    (to_guess, p_guess), (_, p) = (ratio_of(errors, other, splits) for other in (guess, baseline))
    nonsense = wild > limits.NONSENSE
    failed = nonsense or (to_guess > 1 + limits.WORSE and p_guess < limits.GUESS_P)
    better = errors.mean() < min(baseline.mean(), guess.mean()) and p < limits.BETTER_P
    status = FAILED if failed else PASSED if better else NOT_TOLD
    if failed and not has_model(bench.pipeline):
        status = NOT_TOLD
    text = _errors_in_words(errors, baseline, guess, p)
    if status == NOT_TOLD:
        text += _BARE if failed else (
            " It does not beat composition on these folds: find out which of data, target, split and "
            "representation it is."
        )  # fmt: skip
    if np.isfinite(inside[0]):
        text += f" Among polymorphs {inside[0]:.2g} against {inside[1]:.2g}."
    if wild:
        text += f" {wild:.0%} of the predictions were far outside all targets and were cut off."
    return AuditResult(
        "composition baseline",
        status,
        text,
        KINDS["formula"] if status == NOT_TOLD and not failed else "",
        to_guess,
        "of the error of the mean of the targets",
        1 + limits.WORSE,
        f"fails above it with p < {limits.GUESS_P} over {len(splits)} folds, or if more than "
        f"{limits.NONSENSE:.0%} of the predictions are far outside all targets",
        "",
        {"errors": errors, "baseline": baseline, "guess": guess, "p": p, "within": inside[0],
         "baseline within": inside[1], "kind": "wild" if nonsense else "guess"},
    )  # fmt: skip


def _errors_in_words(errors, baseline, guess, p):
    kind = "not told from"
    if p < limits.BETTER_P:
        kind = "better than" if errors.mean() < baseline.mean() else "worse than"
    return (
        f"Error {_mean(errors)} (standard error over folds), {kind} that of the formula, "
        f"{_mean(baseline)} (p = {p:.1g}); the mean of the targets has {_mean(guess)}."
    )


def _mean(errors):
    """Mean and its standard error over the folds."""
    return f"{errors.mean():.2g} ± {errors.std(ddof=1) / len(errors) ** 0.5:.1g}"


def audit_long_range_of(bench, splits=None):
    """Correlation of the residual with global quantities, and the receptive field."""
    name = "long-range physics"
    field = bench.reach
    n = len(bench.structures)
    if bench.y is None or n < _FEWEST["residual"]:
        finding = f"{_field(field)} Residuals need targets and {_FEWEST['residual']} crystals."
        return AuditResult(name, NOT_TOLD, finding, details={"receptive field": field})
    splits = splits or make_splits(n, n_repeats=1, seed=bench.seed)
    try:
        predicted, _ = cross_validate(learner(bench), bench.structures, splits, bench.y)
    except CannotTrain as error:
        return AuditResult(name, NOT_TOLD, f"The folds cannot be trained on: {error}.")
    mean, tested = out_of_fold(predicted, splits, n)
    residual = np.where(tested, bench.y - mean, 0.0)
    quantities = global_quantities(bench.structures)
    table = {
        key: _correlation(values, residual, bench.seed)
        for key, values in quantities.items()
        if np.ptp(values) > 0
    }
    if not table:
        return AuditResult(name, NOT_TOLD, "All crystals have the same density and framework.")
    key, (rho, p) = max(table.items(), key=lambda item: abs(item[1][0]))
    sure = limits.P_VALUE / len(table)
    follows = any(abs(r) > limits.FOLLOWS and q < sure for r, q in table.values())
    failed = follows and residual.std() > limits.WORTH * bench.y.std()
    bare = failed and not has_model(bench.pipeline)
    finding = f"The residual follows {key} with a rank correlation of {rho:+.2f} (p = {p:.1g})."
    if failed and not bare and holds(bench, quantities[key]):
        finding += " The vector holds that quantity: it is the model that does not use it."
        failed = False
    return AuditResult(
        name,
        NOT_TOLD if bare else FAILED if failed else PASSED,
        f"{finding} {_field(field)}" + (_BARE if bare else ""),
        "",
        abs(rho),
        "rank correlation",
        limits.FOLLOWS,
        f"and p below {limits.P_VALUE} over the number of quantities, by {_PERMUTATIONS} permutations",
        bench.ids[int(np.abs(residual).argmax())],
        {
            "receptive field": field,
            "correlations": {name: {"rho": r, "p": q} for name, (r, q) in table.items()},
            "residuals": residual,
            "quantity": key,
            "values": quantities[key],
        },
    )


def holds(bench, values):
    """Whether a regression finds a quantity in the vectors of crystals that it has not seen."""
    splits = make_splits(len(values), n_repeats=1, seed=bench.seed)
    found, _ = cross_validate(lent(bench.parts, bench.structures), bench.structures, splits, values)
    mean, _ = out_of_fold(found, splits, len(values))
    return np.corrcoef(mean, values)[0, 1] > limits.HELD


def _field(field):
    if field == 0:
        return "Moving an atom changes nothing: the vector sees no geometry."
    if field is None:
        return "The receptive field could not be measured."
    if np.isinf(field):
        return "Moving one atom shows more than 10 Å away."
    return f"Moving one atom shows up to {field:.2g} Å away."


def _correlation(values, residual, seed):
    """Spearman's rho and how often a shuffled order reaches it."""
    from scipy.stats import rankdata

    a, b = rankdata(np.round(values, 9)), rankdata(residual)
    a, b = a - a.mean(), b - b.mean()
    norm = np.linalg.norm(a) * np.linalg.norm(b) or 1.0
    rho = float(a @ b / norm)
    rng = np.random.default_rng(seed)
    shuffled = np.array([rng.permutation(b) @ a / norm for _ in range(_PERMUTATIONS)])
    return rho, float((1 + (np.abs(shuffled) >= abs(rho) - 1e-12).sum()) / (1 + _PERMUTATIONS))


def scan_cutoff(bench, splits=None, r_cuts=None):
    """Scan of the cutoff, retrained inside the same folds; (verdict, finding, table) or why not."""
    make = bench.make
    if make is None and bench.cutoff_key is None:
        return (
            SKIPPED,
            "There is no parameter to scan; give `make(r_cut)` if the pipeline hides one.",
            [],
        )
    n = len(bench.structures)
    if bench.y is None or n < _FEWEST["scan"]:
        return NOT_TOLD, f"A scan needs targets and {_FEWEST['scan']} crystals.", []
    splits = splits or make_splits(n, seed=bench.seed)
    kept, errors = [], []
    for r_cut in _radii(bench) if r_cuts is None else sorted(r_cuts):
        try:
            model = learner(_with_cutoff(bench, float(r_cut)))
            predicted, _ = cross_validate(model, bench.structures, splits, bench.y)
        except ValueError:  # a radius at which some atom stands alone is refused by name
            continue
        kept.append(float(r_cut))
        errors.append(split_errors(predicted, splits, bench.y))
    if len(kept) < 3:
        return NOT_TOLD, "Fewer than three radii can describe all crystals.", []
    return judge_scan(kept, np.array(errors), splits)


def _with_cutoff(bench, r_cut):
    from coursekit.audits.bench import Bench
    from coursekit.audits.opened import fresh

    if bench.make is not None:
        pipeline = bench.make(r_cut)
    else:
        pipeline = fresh(bench.pipeline)
        params = pipeline.get_params()
        key = next(
            k for k in params if k == bench.cutoff_key or k.endswith(f"__{bench.cutoff_key}")
        )
        pipeline.set_params(**{key: r_cut})
    options = {"promises": bench.promises, "seed": bench.seed}
    return Bench(pipeline, bench.structures, bench.y, **options)


def _radii(bench):
    from coursekit.audits.cutoffs import nearest_neighbors

    bond = min(nearest_neighbors(s).min() for s in bench.structures)
    center = bench.r_cut or 5.0
    low = max(center - 1.5, min(1.05 * bond, center))
    return np.unique(np.round(np.linspace(low, center + 1.5, 5), 3))


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
        left = any(_exceeds(errors[k], errors[i], splits) for i in range(k))
        right = any(_exceeds(errors[k], errors[i], splits) for i in range(k + 1, len(errors)))
        if left and right:
            return k
    return None


def _exceeds(high, low, splits):
    return high.mean() > (1 + limits.SPIKE) * low.mean() and _differs(high, low, splits)


def _differs(first, second, splits):
    return ratio_of(first, second, splits)[1] < 0.01

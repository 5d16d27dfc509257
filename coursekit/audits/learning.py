"""Relations of targets and folds: aliases, the formula as a baseline, residuals beyond the cutoff."""

import numpy as np

from coursekit.audits import limits, opened
from coursekit.audits.advice import KINDS
from coursekit.audits.alike import are_equal, is_rich, make_pairs
from coursekit.audits.crystals import scaled
from coursekit.audits.framework import global_quantities
from coursekit.audits.opened import has_model
from coursekit.audits.relations import relation
from coursekit.audits.result import FAILED, NOT_TOLD, PASSED, Verdict, skip, untold
from coursekit.audits.training import (
    CannotTrain,
    cross_validate,
    lent,
    make_splits,
    ratio_of,
    ridge,
    split_errors,
)  # fmt: skip

_BARE = (
    " A bare descriptor is not judged by a regression lent to it; give the pipeline with its own."
)


@relation("polymorphs beside their targets", "polymorph aliasing", on="whole")
def _aliasing(view):
    """Distance of vectors against difference of targets, for every pair of one formula."""
    bench = view.bench
    if len(set(bench.formulas)) == len(bench.formulas):
        raise untold("No two crystals share a formula.")
    if bench.y is None:
        raise untold("Without targets no pair can be called unlike.")
    if not bench.claims_structure and not bench.sees_structure:
        raise skip(
            "The vector holds the formula only: all polymorphs are one to it, by design.",
            advice="Use it as the baseline of a structural model.",
        )
    pairs = make_pairs(view.matrix, bench.y, bench.formulas, bench.seed)
    limit = limits.UNLIKE * float(bench.y.std())
    alike = [p for p in pairs if p.distance < limits.ALIKE and p.target > limit]
    alike = [p for p in alike if not are_equal(*(bench.structures[k] for k in (p.first, p.second)))]
    strict = bench.promises.unique or is_rich(view.matrix)
    allowed = 0 if strict else int(limits.TOO_MANY * len(pairs))
    worst = max(alike, key=lambda p: p.target, default=None)
    listed = sorted(pairs, key=lambda p: p.distance / (p.target + 1e-12))[:50]
    named = [
        {**vars(p), "first": bench.ids[p.first], "second": bench.ids[p.second]} for p in listed
    ]
    raise Verdict(
        FAILED if len(alike) > allowed else PASSED, _pairs_in_words(bench, alike, pairs, worst),
        measured=float(len(alike)), unit=f"of {len(pairs)} pairs", tolerance=float(allowed),
        why_tolerance=f"closer than {limits.ALIKE:.1%} of the median distance, targets further apart than "
        f"{limits.UNLIKE} standard deviations ({limit:.2g})",
        worst=bench.ids[worst.first] if worst else "", details={"pairs": named, "limit": limit},
    )  # fmt: skip


def _pairs_in_words(bench, alike, pairs, worst):
    pair = worst or min(pairs, key=lambda p: p.distance)
    names = f"{bench.ids[pair.first]} and {bench.ids[pair.second]}"
    if worst is None:
        return (
            f"The closest of {len(pairs)} pairs of polymorphs are {names}: vectors {pair.distance:.2g} of "
            f"the median distance apart (cosine {pair.similarity:.4f}), targets {pair.target:.2g}."
        )
    return (
        f"{len(alike)} of {len(pairs)} pairs look alike and are not, first {names}: cosine "
        f"{pair.similarity:.6f}, targets {pair.target:.2g} apart."
    )


@relation("training and testing", "composition baseline", on="whole")
def _baseline(view):
    """The pipeline, the formula and the mean of the targets on the same folds, guarded alike."""
    bench, n = view.bench, len(view.bench.structures)
    if bench.y is None or n < limits.FEWEST_TRAINED:
        raise untold(f"A baseline needs targets and {limits.FEWEST_TRAINED} crystals.")
    if not bench.sees_structure and not bench.claims_structure:
        raise skip("The pipeline describes the formula: it is the baseline.")
    from coursekit.featurizers import MagpieStatistics

    splits = bench.splits or make_splits(n, bench.formulas, seed=bench.seed)
    if len(splits) < 2:
        raise untold("One fold has no scatter to compare with; give several.")
    ours, wild = _predicted(bench.learner, bench, splits)
    theirs, _ = _predicted(lent([MagpieStatistics()], bench.structures), bench, splits)
    guess = [np.full(len(test), bench.y[train].mean()) for train, test in splits]
    sides = [split_errors(p, splits, bench.y) for p in (ours, theirs, guess)]
    inside = [_inside(p, splits, bench) for p in (ours, theirs)]
    raise _compared(bench, sides, inside, splits, float(np.concatenate(wild).mean()))


def _predicted(model, bench, splits):
    try:
        return cross_validate(model, bench.structures, splits, bench.y)
    except CannotTrain as error:
        raise untold(f"The folds cannot be trained on: {error}.") from error


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
    bare = failed and not has_model(bench.pipeline)
    status = NOT_TOLD if bare else FAILED if failed else PASSED if better else NOT_TOLD
    open_one = status == NOT_TOLD and not failed
    text = _errors_in_words(errors, baseline, guess, p) + (_BARE if bare else "")
    if open_one:
        text += (
            " It does not beat composition on these folds: find out which of data, target, split and "
            "representation it is."
        )
    if np.isfinite(inside[0]):
        text += f" Among polymorphs {inside[0]:.2g} against {inside[1]:.2g}."
    if wild:
        text += f" {wild:.0%} of the predictions were far outside all targets and were cut off."
    return Verdict(
        status, text, "wild" if nonsense else "guess", advice=KINDS["formula"] if open_one else "",
        measured=to_guess, unit="of the error of the mean of the targets", tolerance=1 + limits.WORSE,
        why_tolerance=f"fails above it with p < {limits.GUESS_P} over {len(splits)} folds, or if more than "
        f"{limits.NONSENSE:.0%} of the predictions are far outside all targets",
        details={"errors": errors, "baseline": baseline, "guess": guess, "p": p, "within": inside[0],
                 "baseline within": inside[1]},
    )  # fmt: skip


def _errors_in_words(errors, baseline, guess, p):
    kind = "not told from"
    if p < limits.BETTER_P:
        kind = "better than" if errors.mean() < baseline.mean() else "worse than"
    ours, formula, mean = (f"{e.mean():.2g} ± {e.std(ddof=1) / len(e) ** 0.5:.1g}" for e in (errors, baseline, guess))  # fmt: skip
    return (
        f"Error {ours} (standard error over folds), {kind} that of the formula, {formula} (p = {p:.1g}); "
        f"the mean of the targets has {mean}."
    )


@relation("quantities of the whole crystal", "long-range physics", on="whole")
def _long_range(view):
    """Correlation of the residual with density, volume and dimensionality, and the receptive field."""
    bench, n = view.bench, len(view.bench.structures)
    field = _field(bench.reach)
    if bench.y is None or n < limits.FEWEST_RESIDUALS:
        text = f"{field} Residuals need targets and {limits.FEWEST_RESIDUALS} crystals."
        raise untold(text, details={"receptive field": bench.reach})
    splits = bench.splits or make_splits(n, n_repeats=1, seed=bench.seed)
    predicted, _ = _predicted(bench.learner, bench, splits)
    mean, tested = out_of_fold(predicted, splits, n)
    residual = np.where(tested, bench.y - mean, 0.0)
    quantities = {k: v for k, v in global_quantities(bench.structures).items() if np.ptp(v) > 0}
    if not quantities:
        raise untold("All crystals have the same density and framework.")
    table = {key: _correlation(v, residual, bench.seed) for key, v in quantities.items()}
    key, (rho, p) = max(table.items(), key=lambda item: abs(item[1][0]))
    sure = limits.P_VALUE / len(table)
    follows = any(abs(r) > limits.FOLLOWS and q < sure for r, q in table.values())
    follows = follows and residual.std() > limits.WORTH * bench.y.std()
    text = f"The residual follows {key} with a rank correlation of {rho:+.2f} (p = {p:.1g})."
    bare = follows and not has_model(bench.pipeline)
    if follows and not bare and holds(view, key, quantities[key]):
        text += " The vector holds that quantity: it is the model that does not use it."
        follows = False
    raise Verdict(
        NOT_TOLD if bare else FAILED if follows else PASSED, f"{text} {field}{_BARE if bare else ''}",
        measured=abs(rho), unit="rank correlation", tolerance=limits.FOLLOWS,
        why_tolerance=f"and p below {limits.P_VALUE} over the number of quantities, by "
        f"{limits.PERMUTATIONS} permutations", worst=bench.ids[int(np.abs(residual).argmax())],
        details={"receptive field": bench.reach, "residuals": residual, "quantity": key,
                 "correlations": {k: {"rho": r, "p": q} for k, (r, q) in table.items()},
                 "values": quantities[key]},
    )  # fmt: skip


def holds(view, key, values):
    """Whether a quantity is found in the vectors of crystals that no fit has seen."""
    from sklearn.ensemble import ExtraTreesRegressor

    bench, power = view.bench, {"density": -3, "volume per atom": 3}.get(key, 0)
    mass = np.log([s.composition.weight / len(s) for s in bench.structures])
    sizes = [
        opened.pooled(view.describe([scaled(s, k) for s in bench.structures])) for k in limits.SIZES
    ]
    X = np.array([np.column_stack([rows, mass]) for rows in np.nan_to_num(sizes)])
    y = np.array([np.log(values) + power * np.log(k) if power else values for k in limits.SIZES])
    found = np.zeros((2, len(values)))
    for train, test in make_splits(len(values), n_repeats=1, seed=bench.seed):
        for row, model in zip(found, (ridge(), ExtraTreesRegressor(random_state=0)), strict=True):
            fitted = model.fit(np.vstack(X[:, train]), y[:, train].ravel())
            row[test] = fitted.predict(X[limits.SIZES.index(1.0), test])
    own = y[limits.SIZES.index(1.0)]
    return max(np.corrcoef(row, own)[0, 1] for row in found) > limits.HELD


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
    rng, n = np.random.default_rng(seed), limits.PERMUTATIONS
    shuffled = np.array([rng.permutation(b) @ a / norm for _ in range(n)])
    return rho, float((1 + (np.abs(shuffled) >= abs(rho) - 1e-12).sum()) / (1 + n))

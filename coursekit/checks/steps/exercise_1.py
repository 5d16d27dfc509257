"""What 1_composition asks: visible cases, wrong turns, hints, where to look."""

import numpy as np
from sklearn.linear_model import Ridge

from coursekit.checks.declare import question, step, written
from coursekit.checks.reports import (
    EXPECT_BLIND,
    WRONG,
    expect_numbers,
    make_polymorphs,
    read_leak,
    read_numbers,
    with_other_tests,
)
from coursekit.structures import (
    make_anatase,
    make_brookite,
    make_quartz,
    make_rocksalt,
    make_rutile,
)


@step(
    "1-statistics",
    answer="statistics",
    title="Statistics of a formula",
    look="A_ladder, tier 1",
    optional=True,
    hints=[
        "Turn the amounts into fractions that add up to one before anything else.",
        "The mean is the sum of fraction times value. For the average deviation, replace each value by its distance from that mean.",
        "np.average(values, weights=amounts) gives the mean; np.abs(values - mean) goes into the same call for the second number.",
    ],
)
def statistics(case):
    case(
        "electronegativity in TiO2",
        args=([1.54, 3.44], [1, 2]),
        rtol=1e-6,
        expected=[2.8066667, 0.8444444, 1.9],
        wrong={
            "unweighted mean": [2.49, 0.95, 1.9],
            "standard deviation for average deviation": [2.8066667, 0.8956686, 1.9],
            "amounts for fractions": [8.42, 12.84, 1.9],
        },
    )
    case(
        "electronegativity in Al2O3",
        args=([1.61, 3.44], [2, 3]),
        rtol=1e-6,
        expected=[2.708, 0.8784, 1.83],
        wrong={
            "unweighted mean": [2.525, 0.915, 1.83],
            "standard deviation for average deviation": [2.708, 0.8965133, 1.83],
        },
    )


@step(
    "1-blind",
    answer="largest_difference",
    title="What composition cannot see",
    look="A_ladder, where a formula cannot help",
    optional=True,
    hints=[
        "A featuriser turns a list of crystals into a table with a row for each: MagpieStatistics().fit_transform(crystals).",
        "For one feature the largest difference between any two crystals is its maximum minus its minimum.",
        "vectors.max(axis=0) - vectors.min(axis=0) has one number a feature; take the largest.",
    ],
)
def blind(case):
    case(
        "three TiO2",
        args=([make_rutile(), make_anatase(), make_brookite()],),
        expected=0.0,
        atol=1e-9,
        points=0.3,
    )
    case(
        "rutile, quartz, magnesia",
        args=([make_rutile(), make_quartz(), make_rocksalt("Mg", anion="O")],),
        expected=1018.0,
        rtol=1e-4,
        wrong={"range over all features": 1941.0, "neighbours in the list only": 764.0},
    )
    case(
        "the same three, the other way round",
        args=([make_rocksalt("Mg", anion="O"), make_quartz(), make_rutile()],),
        expected=1018.0,
        rtol=1e-4,
        wrong={"range over all features": 1941.0, "neighbours in the list only": 764.0},
    )


def measure_folds(groups):
    """Function that counts what matters in folds: pairs, tested crystals, doubles, formulas on both sides."""

    def count(folds):
        folds = [[np.array(list(part), dtype=int) for part in folds[k]] for k in range(len(folds))]
        tested = np.concatenate([test for _, test in folds])
        shared = [set(groups[train]) & set(groups[test]) for train, test in folds]
        missing = sum(len(groups) - len(np.union1d(train, test)) for train, test in folds)
        return {
            "pairs": len(folds),
            "tested": len(set(tested.tolist())),
            "tested twice": len(tested) - len(set(tested.tolist())),
            "on both sides": sum(map(len, shared)),
            "in neither": missing,
            "smallest test": min(len(test) for _, test in folds) > 0,
        }

    return count


@step(
    "1-folds",
    answer="grouped_folds",
    title="Folds that keep a formula together",
    look="A_ladder, how is it tested?",
    hints=[
        "Divide the set of formulas, not the list of crystals.",
        "Scikit-learn calls this GroupKFold; its split wants something with as many rows as there are crystals, and groups=.",
    ],
)
def folds(case):
    few = np.array(["TiO2"] * 3 + ["MgO"] * 2 + ["NaCl", "ZnS", "ZnS", "SiO2", "SiO2", "CaO"])
    mixed = np.array(["CaO", "ZnO", "CaO", "GaN", "ZnO", "GaN", "CaO", "AlN", "ZnO"])
    for name, groups, n_folds in [
        ("eleven crystals, three folds", few, 3),
        ("nine crystals in mixed order, two folds", mixed, 2),
    ]:
        wanted = {
            "pairs": n_folds,
            "tested": len(groups),
            "tested twice": 0,
            "on both sides": 0,
            "in neither": 0,
            "smallest test": True,
        }
        case(
            name,
            args=(groups, n_folds),
            expected=wanted,
            pick=measure_folds(groups),
            wrong={
                "formula on both sides": lambda counts: counts["on both sides"] > 0,
                "formula twice in the test parts": lambda counts: counts["tested twice"] > 0,
            },
        )


def made_up(n, seed):
    """Points, targets and four folds, for trying a function out."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, 3))
    targets = points @ [1.0, -2.0, 0.5] + rng.normal(size=n)
    parts = np.array_split(rng.permutation(n), 4)
    return points, targets, [(np.setdiff1d(np.arange(n), part), part) for part in parts]


@step(
    "1-errors",
    answer="fold_errors",
    title="An error for each fold",
    look="A_ladder, how is it tested?",
    hints=[
        "One turn of a loop over the folds: fit, predict, compare.",
        "X[train] and y[train] go into model.fit; X[test] goes into model.predict; np.abs(...).mean() compares with y[test].",
    ],
)
def errors(case):
    for n, alpha in [(40, 1.0), (32, 20.0)]:
        data = made_up(n, seed=n)
        case(
            f"{n} points, four folds",
            args=(Ridge(alpha), *data),
            expected=errors_of(alpha, *data),
            rtol=1e-4,
            unit="eV/atom",
            wrong=wrong_errors(alpha, *data),
        )


def errors_of(alpha, X, y, folds, measure=lambda off: np.abs(off).mean(), train=0, test=1):
    """Errors of ridge regression on folds; 0 and 1 are the parts of a fold, None is everything."""
    found = []
    for fold in folds:
        known, tried = (slice(None) if part is None else fold[part] for part in (train, test))
        model = Ridge(alpha).fit(X[known], y[known])
        found.append(measure(model.predict(X[tried]) - y[tried]))
    return np.array(found)


def wrong_errors(alpha, *data):
    """Numbers that known wrong turns give."""
    right = errors_of(alpha, *data)
    return {
        "error of the training part": errors_of(alpha, *data, test=0),
        "fitted on everything": errors_of(alpha, *data, train=None),
        "squared errors": errors_of(alpha, *data, measure=lambda off: (off**2).mean()),
        "root mean square": errors_of(alpha, *data, measure=lambda off: (off**2).mean() ** 0.5),
        "sum for mean": errors_of(alpha, *data, measure=lambda off: np.abs(off).sum()),
        "negative error": -right,
        "mean over the folds": float(right.mean()),
    }


NUMBERS = ("mae", "error", "rho", "regret")


@step(
    "1-report",
    answer="composition_report",
    title="Your own baseline, reported",
    look="A_ladder, how is it tested?",
    hints=[
        "Describe all crystals once, draw the folds once, and fill `predicted` fold by fold: predicted[test] = ...",
        "Nothing that is fitted or chosen may see y[test]: not the model, not its settings, not a choice of columns.",
        "The errors of the folds give two numbers: their mean, and np.std(errors, ddof=1) / np.sqrt(len(errors)).",
    ],
)
def report(case):
    crystals, y, groups = make_polymorphs(
        ("Li", "Na", "Mg", "Ca", "Zn"), ("O", "S", "F", "Cl", "Se")
    )
    calls = with_other_tests(crystals, y, groups)
    case(
        "the numbers of the report",
        args=calls,
        pick=read_numbers(y, groups, NUMBERS),
        expected=expect_numbers(*NUMBERS),
        wrong=WRONG,
    )
    case(
        "other energies in one test part",
        args=calls,
        pick=read_leak(y, groups),
        expected=EXPECT_BLIND,
        wrong=WRONG,
    )


question(
    "1-q1",
    answer="choice",
    title="Which error to quote",
    right="023bb0d7414c",
    because={
        "a": "It is smaller because other polymorphs of the same formula stood in the training set.",
        "b": "Folds by formula ask the model what it will be asked in use.",
        "c": "A mean of an honest number and a flattering one answers no question.",
        "d": "They say what they imitate: which kind of folds imitates a new compound?",
    },
)


question(
    "1-q2",
    answer="reason",
    title="Why the rank correlation is zero",
    right="52b9d03fa50b",
    because={
        "a": "A thousand trees see the same vector: polymorphs have one formula.",
        "c": "A rank does not ask how far apart they are.",
        "b": "Equal vectors, equal predictions, and no order among equals.",
        "d": "The ranks are taken inside a formula, whatever the fold.",
    },
)


written("1-words", title="What leaks, in your words")

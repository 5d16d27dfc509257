"""Cases of 1_composition that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np
from sklearn.linear_model import Ridge

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.checks.steps.exercise_1 import made_up, measure_folds
from coursekit.featurizers import MagpieStatistics
from coursekit.structures import make_cristobalite, make_quartz, make_rocksalt, make_rutile


@hidden("1-statistics")
def statistics(case):
    case(
        "covalent radii in Al2O3",
        args=([121.0, 66.0], [2, 3]),
        rtol=1e-6,
        wrong=lambda: {"unweighted mean": [93.5, 27.5, 55.0]},
    )
    case("one element", args=([47.867], [3]), rtol=1e-6, atol=1e-9)
    case("three elements", args=([0.95, 1.88, 3.44], [4, 1, 6]), rtol=1e-6)
    case("fractions given", args=(np.array([0.93, 3.16]), np.array([0.5, 0.5])), rtol=1e-6)


@hidden("1-blind")
def blind(case):
    salts = [make_rocksalt("Na", anion="Cl"), make_rocksalt("Mg", anion="O"), make_rutile()]
    case("two silicas", args=([make_quartz(), make_cristobalite()],), atol=1e-9, points=0.3)
    case(
        "three formulas",
        args=(salts,),
        rtol=1e-6,
        wrong=lambda: {
            "range over all features": float(np.ptp(MagpieStatistics().fit_transform(salts)))
        },
    )
    case("two formulas, larger first", args=(salts[2:] + salts[:1],), rtol=1e-6)


@hidden("1-folds")
def folds(case):
    many = np.random.default_rng(own_seed(8)).integers(0, 250, 1100).astype(str)
    mixed = np.array(list("abacabadabacabaeabac"))
    case("eleven hundred crystals", args=(many, 5), pick=measure_folds(many))
    case("formulas in any order", args=(mixed, 3), pick=measure_folds(mixed))
    case("a fold for each formula", args=(mixed, 5), pick=measure_folds(mixed))


@hidden("1-errors")
def errors(case):
    from sklearn.neighbors import KNeighborsRegressor

    points, targets, parts = made_up(61, seed=own_seed(7))
    case("61 points", args=(Ridge(1.0), points, targets, parts), rtol=1e-4, unit="eV/atom")
    case(
        "nearest neighbour",
        args=(KNeighborsRegressor(1), points, targets, parts),
        rtol=1e-4,
        unit="eV/atom",
    )
    case(
        "two folds in reverse",
        args=(Ridge(9.0), points, targets, parts[:2][::-1]),
        rtol=1e-4,
        unit="eV/atom",
    )

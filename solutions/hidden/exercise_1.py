"""Cases of 1_composition that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np
from sklearn.linear_model import Ridge

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.checks.reports import make_polymorphs, read_leak, read_numbers, with_other_tests
from coursekit.checks.steps.exercise_1 import NUMBERS, made_up, measure_folds


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


@hidden("1-report")
def report(case):
    crystals, y, groups = make_polymorphs(
        ("K", "Sr", "Cd", "Be", "Al"), ("O", "Te", "Br", "N", "S"), own_seed(21)
    )
    calls = with_other_tests(crystals, y, groups)
    case("the numbers of the report", args=calls, pick=read_numbers(y, groups, NUMBERS))
    case("other energies in one test part", args=calls, pick=read_leak(y, groups))

"""Cases of 2_structure that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.checks.reports import make_polymorphs, read_difference, read_leak, with_other_tests
from coursekit.checks.steps.exercise_2 import MODELS


@hidden("2-rank")
def rank(case):
    rng = np.random.default_rng(own_seed(5))
    mixed = np.array(list("xyzxyzxyzxyzwwqxy"))
    truth, guess = rng.normal(size=len(mixed)), rng.normal(size=len(mixed))
    case("mixed order", args=(truth, guess, mixed), rtol=1e-6)
    case("all the same", args=(truth, np.full(len(mixed), 0.3), mixed), atol=1e-12, points=0.3)
    case("monotone, not linear", args=(truth, np.exp(3 * truth), mixed), rtol=1e-6)


@hidden("2-report")
def report(case):
    crystals, y, groups = make_polymorphs(
        ("K", "Sr", "Cd", "Be", "Al"), ("O", "Te", "Br", "S"), own_seed(22)
    )
    calls = with_other_tests(crystals, y, groups, MODELS)
    case("the numbers of the report", args=calls, pick=read_difference(y, groups))
    case("other energies in one test part", args=calls, pick=read_leak(y, groups, MODELS))

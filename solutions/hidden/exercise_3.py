"""Cases of 3_local that are tried at grading: inputs, and numbers of wrong turns."""

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.checks.reports import read_leak, read_numbers, with_other_tests
from coursekit.checks.steps.exercise_3 import (
    MIRROR,
    NUMBERS,
    TURN,
    exchanged,
    in_order,
    made_up,
    make_rows,
    moved,
    wrong_sites,
)
from coursekit.structures import make_cesium_chloride, make_perovskite, make_wurtzite


@hidden("3-soap")
def soap(case):
    wurtzite, perovskite = make_wurtzite(), make_perovskite()
    chain = exchanged(make_cesium_chloride("Cs", anion="Cl"), 3, "Rb", (1, 1, 5))
    for name, before, after, r_cut in [
        ("turned and mirrored", wurtzite, moved(wurtzite, TURN @ MIRROR), 4.0),
        ("Sn for Ti in two cells", *exchanged(perovskite, 2, "Sn", (1, 1, 2)), 2.5),
        ("Rb for one Cs in a chain", *chain, 3.6),
        ("the other way round", *chain[::-1], 5.0),
    ]:
        case(
            name,
            args=(before, after, r_cut),
            pick=in_order,
            wrong=lambda: wrong_sites(before, after, r_cut),
            points=0.2 if before is wurtzite else 1.0,
        )


@hidden("3-tune")
def tune(case):
    case(
        "no noise", args=(*made_up(60, 0.0, 0.5, seed=own_seed(4)), [100.0, 1.0, 1e-6]), rtol=1e-3, atol=0.02
    )
    case(
        "noise, other order",
        args=(*made_up(90, 0.4, 0.3, seed=own_seed(6)), [1e4, 1.0, 1e-10]),
        rtol=1e-3,
        atol=0.02,
    )


@hidden("3-report")
def report(case):
    X, y, groups = make_rows(18, seed=own_seed(11))
    calls = with_other_tests(X, y, groups)
    case("the numbers of the report", args=calls, pick=read_numbers(y, groups, NUMBERS))
    case("other energies in one test part", args=calls, pick=read_leak(y, groups))

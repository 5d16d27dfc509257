"""What G_wrap_up asks: visible cases, wrong turns, hints, where to look."""

from coursekit.checks.declare import question, step


@step(
    "G-gain",
    answer="gain",
    title="what structure removes",
    look="G_wrap_up, what each rung gains",
    hints=[
        "Subtract first: how much of the error is gone?",
        "Percent of what? The question names the composition model's error.",
        "100 times the removed error over the composition model's error.",
    ],
)
def gain(case):
    case(
        "half the error",
        args=(0.2, 0.1),
        expected=50.0,
        unit="%",
        wrong={"relative to the smaller": 100.0, "factor": 2.0},
    )
    case(
        "band gap",
        args=(0.231, 0.156),
        expected=32.4675,
        unit="%",
        rtol=1e-4,
        wrong={"relative to the smaller": 48.0769, "factor": 1.48077, "what is left": 67.5325},
    )
    case(
        "worse with structure",
        args=(0.50, 0.60),
        expected=-20.0,
        unit="%",
        wrong={"relative to the smaller": -16.6667, "what is left": 120.0},
        rtol=1e-4,
    )


question(
    "G-q1",
    answer="conclusion",
    title="two errors with overlapping bars",
    right="3f8324844395",
    because={
        "a": "By much less than the folds differ. Another draw of the folds may turn it round.",
        "b": "The bars say how much folds differ in difficulty, and both models had the same folds. One can be better on each of them.",
        "c": "The scatter of the differences decides (notebook F, step 3); an audit does it for you.",
        "d": "A fair choice when nothing can be told. First find out whether something can.",
    },
)


@step(
    "G-climb",
    answer="choose_tier",
    title="the decision tree as a function",
    look="G_wrap_up, the decision tree",
    hints=[
        "Ask the questions in the order in which they stand in the text.",
        "The number of crystals is looked at only after the question about polymorphs.",
        "From 100 000 on means that 100 000 itself is included.",
    ],
)
def climb(case):
    case(
        "no polymorphs, many crystals",
        args=(False, True, 2_000_000),
        expected=1,
        wrong={"data before chemistry": 4, "motif before formula": 3},
    )
    case(
        "vacancies decide, 800 crystals",
        args=(True, True, 800),
        expected=3,
        wrong={"five rungs": 4, "sites averaged away": 2},
    )
    case(
        "polymorphs, 50 000 crystals",
        args=(True, False, 50_000),
        expected=2,
        wrong={"always local": 3, "limit too low": 4},
    )
    case(
        "vacancies decide, a million crystals",
        args=(True, True, 1_000_000),
        expected=4,
        wrong={"five rungs": 5, "sites before data": 3},
    )
    case(
        "exactly 100 000",
        args=(True, False, 100_000),
        expected=4,
        wrong={"five rungs": 5, "limit left out": 2},
    )


@step(
    "G-open",
    answer="still_open",
    title="checks that stand in the way",
    look="G_wrap_up, the checklist",
    hints=[
        "Go through `checks`, not through `report`: what is missing stands only there.",
        "`report.get(name)` is None for a check that nobody ran.",
        "Keep the names whose entry is neither passed nor not applicable.",
    ],
)
def still_open(case):
    three = ["images", "parser", "cutoff"]
    case(
        "one failed, one missing",
        args=(three, {"cutoff": "failed", "images": "passed"}),
        expected=["parser", "cutoff"],
        wrong={"missing for passed": ["cutoff"], "failed for missing": ["parser"]},
    )
    case(
        "not applicable",
        args=(three, {"cutoff": "passed", "parser": "not applicable"}),
        expected=["images"],
        wrong={"missing for passed": [], "not applicable blocks": ["images", "parser"]},
    )
    case(
        "all settled",
        args=(three, dict.fromkeys(three, "passed")),
        expected=[],
        wrong={"settled for open": three},
    )


question(
    "G-q2",
    answer="can_order",
    title="error and order",
    right="1f1d380cdf84",
    because={
        "a": "If the error is the same for all polymorphs of a formula, their order is perfect.",
        "b": "An error shared by a formula cancels, another does not; rho and regret measure it.",
        "c": "Averages are over crystals; the order of two of them is one comparison.",
        "d": "No such rule: it depends on how the errors of the two go together.",
    },
)

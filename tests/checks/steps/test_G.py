"""Answers to the steps of G_wrap_up: right ones pass, wrong ones are recognised."""

import pytest

from .bench import Bench


@pytest.fixture(scope="module")
def bench():
    return Bench("G_wrap_up")


RIGHT = {
    "G-gain": [
        "def gain(composition, structure):\n    return 100 - structure / composition * 100",
        "def gain(composition, structure):\n    return (1 - np.divide(structure, composition)) * 1e2",
        """
def gain(composition, structure):
    errors = pd.Series([composition, structure])
    return -100 * errors.pct_change().iloc[1]
""",
    ],
    "G-q1": ["conclusion = 'C'"],
    "G-climb": [
        """
def choose_tier(polymorphs, special_sites, n_crystals):
    return 1 if not polymorphs else 4 if n_crystals > 99_999 else 2 + special_sites
""",
        """
def choose_tier(polymorphs, special_sites, n_crystals):
    tier = np.select([not polymorphs, n_crystals >= 1e5, special_sites], [1, 4, 3], 2)
    return int(tier)
""",
    ],
    "G-open": [
        """
def still_open(checks, report):
    found = []
    for name in checks:
        if name not in report or report[name] == "failed":
            found.append(name)
    return found
""",
        """
def still_open(checks, report):
    status = pd.Series(report, dtype=object).reindex(checks)
    return status[~status.isin(["passed", "not applicable"])].index.tolist()
""",
    ],
    "G-q2": ["can_order = ' b'"],
}

WRONG = [
    ("G-gain", "relative to the smaller", """
def gain(composition, structure):
    return 100 * (composition - structure) / structure
"""),
    ("G-gain", "factor", "def gain(composition, structure):\n    return composition / structure"),
    ("G-gain", "fraction for percent", "def gain(a, b):\n    return 1 - b / a"),
    ("G-gain", "what is left", "def gain(a, b):\n    return 100 * b / a"),
    ("G-gain", "sign", "def gain(a, b):\n    return 100 * (b - a) / a"),
    ("G-climb", "data before chemistry", """
def choose_tier(polymorphs, special_sites, n_crystals):
    if n_crystals >= 100_000:
        return 4
    return 1 if not polymorphs else 3 if special_sites else 2
"""),
    ("G-climb", "five rungs", """
def choose_tier(polymorphs, special_sites, n_crystals):
    if not polymorphs:
        return 1
    return 5 if n_crystals >= 100_000 else 4 if special_sites else 3
"""),
    ("G-climb", "limit left out", """
def choose_tier(polymorphs, special_sites, n_crystals):
    if not polymorphs:
        return 1
    return 4 if n_crystals > 100_000 else 3 if special_sites else 2
"""),
    ("G-climb", "motif before formula", """
def choose_tier(polymorphs, special_sites, n_crystals):
    if special_sites:
        return 3
    return 1 if not polymorphs else 4 if n_crystals >= 100_000 else 2
"""),
    ("G-open", "missing for passed", """
def still_open(checks, report):
    return [name for name in checks if report.get(name, "passed") == "failed"]
"""),
    ("G-open", "failed for missing", """
def still_open(checks, report):
    return [name for name in checks if name not in report]
"""),
    ("G-open", "not applicable blocks", """
def still_open(checks, report):
    return [name for name in checks if report.get(name) != "passed"]
"""),
    ("G-open", "settled for open", """
def still_open(checks, report):
    return [name for name in checks if report.get(name) in ("passed", "not applicable")]
"""),
]  # fmt: skip


def test_every_step_is_covered(bench):
    assert set(bench.steps) == set(RIGHT)
    assert len([step for step in bench.steps if "-q" not in step]) >= 3


@pytest.mark.parametrize("step", RIGHT)
def test_the_solution_is_right(bench, step):
    assert bench.run(step).right


@pytest.mark.parametrize(
    ("step", "answer"), [(step, answer) for step, answers in RIGHT.items() for answer in answers]
)
def test_other_right_answers_pass(bench, step, answer):
    result = bench.run(step, answer)
    assert result.right, result.shown + result.message


@pytest.mark.parametrize(("step", "hint", "answer"), WRONG)
def test_wrong_answers_are_recognised(bench, step, hint, answer):
    result = bench.run(step, answer)
    assert not result.right
    assert not result.solved
    assert hint in result.hints


@pytest.mark.parametrize(("step", "letters"), [("G-q1", "abd"), ("G-q2", "acd")])
def test_wrong_letters_get_their_reason(bench, step, letters):
    name = {"G-q1": "conclusion", "G-q2": "can_order"}[step]
    for letter in letters:
        result = bench.run(step, f"{name} = '{letter}'")
        assert not result.solved
        assert len(result.message) > 20

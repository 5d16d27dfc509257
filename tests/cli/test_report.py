"""What is said below the ladder's table follows from its numbers."""

import io
from dataclasses import replace
from types import SimpleNamespace

import pytest
from rich.console import Console

from coursekit.cli.report import _reading, print_failures, print_ladder
from coursekit.errors import Failure
from coursekit.pipelines import RUNGS
from coursekit.pipelines.result import Score


def score(rung, tier, rho, rho_error):
    numbers = {"mae": 0.3, "mae_error": 0.02, "regret": 0.1, "regret_error": 0.01, "seconds": 4.2}
    numbers |= {"below": None, "change": float("nan"), "change_error": float("nan")}
    return Score(
        rung=rung, title=rung, split="grouped", tier=tier, rho=rho, rho_error=rho_error,
        mae_within=0.1, n_groups=9, n_features=3, fold_mae=[0.3], predicted=[0.0], **numbers,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rho", "error", "said"),
    [(0.6, 0.05, "can in part"), (0.17, 0.44, "is not told from chance")],
)
def test_an_order_within_its_error_is_no_order(rho, error, said):
    result = SimpleNamespace(
        scores=[score("composition", 1, 0.0, 0.0), score("sites", 2, rho, error)]
    )
    *_, last = _reading(result)
    assert last.endswith(f"sites {said} (rho {rho:+.2f} ± {error:.2f}).")


@pytest.mark.parametrize(("change", "said"), [(-0.05, ""), (0.019, ", not told from chance")])
def test_a_change_is_said_with_its_one_cause(change, said):
    below = score("composition", 1, 0.0, 0.0)
    above = replace(
        score("sites", 2, 0.6, 0.1), below="composition", change=change, change_error=0.01
    )
    lines = list(_reading(SimpleNamespace(scores=[below, above])))
    assert f"  {change:+.3f} ± 0.010  site statistics added, same forest{said}" in lines


def shown_on_a_terminal(monkeypatch, width, **changes):
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=width, color_system=None)
    monkeypatch.setattr("coursekit.cli.report._console", lambda: console)
    compared = {"below": "mean", "change": -0.1, "change_error": 0.01}
    longest = max((rung.title for rung in RUNGS.values()), key=len)
    one = replace(score("sites", 2, 0.0, 0.01), title=longest, **{**compared, **changes})
    scores = [replace(score("mean", 0, 0.0, 0.0), **changes), one]
    settings = dict.fromkeys(("data", "n_structures", "n_formulas", "target", "n_folds", "seed"), 1)
    print_ladder(SimpleNamespace(scores=scores, settings=settings))
    return screen.getvalue().splitlines()


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (80, "kernel ridge 0.300±0.020 -0.100±0.010 (1) +0.00±0.01  0.100"),
        (40, "kernel ridge 0.300±0.020 -0.100±0.010 (1) +0.00±0.01  0.100"),
        (120, "0.300 ± 0.020   -0.100 ± 0.010 (1)   +0.00 ± 0.01    0.100         3   4"),
    ],
)
def test_no_number_is_cut(monkeypatch, width, row):
    lines = shown_on_a_terminal(monkeypatch, width)
    (table,) = (line.rstrip() for line in lines if "kernel ridge" in line)
    assert table.endswith(row)
    assert len(table) <= max(width, 80)
    assert not any("…" in line for line in lines)


def test_nothing_to_rank(monkeypatch):
    nan = float("nan")
    undefined = {"rho": nan, "rho_error": nan, "regret": nan, "regret_error": nan}
    lines = shown_on_a_terminal(monkeypatch, 200, n_groups=0, mae_within=nan, **undefined)
    assert not any("nan" in line for line in lines)
    assert (
        "No formula has three polymorphs or more: nothing can be ranked inside a formula." in lines
    )


def test_ids_cannot_write_on_the_terminal(capsys):
    failures = [Failure("new\nline\x1b[31m", "", "r"), Failure("x" * 5000, "", "r")]
    print_failures([*failures, Failure("third", "", "r")], shown=2, kept="all in a file")
    said = capsys.readouterr().err.splitlines()
    assert said[:2] == ["3 crystals left out:", "  new\\nline\\x1b[31m: r"]
    assert said[2] == "  " + "x" * 1000 + "..."
    assert said[3] == "  ... and 1 more (all in a file)"

"""Hints and the summary of a session."""

import json

import pytest

from coursekit.checks import Step, hint, progress, summary
from coursekit.checks.declare import TASKS, Task, tasks_of
from coursekit.checks.progress import Progress
from coursekit.checks.written import is_written


@pytest.fixture(autouse=True)
def two_steps(monkeypatch):
    hints = ("Think.", "Count them.", "Use `len`.")
    tasks = [
        Task("Y-one", "Count", "f", hints=hints),
        Task("Y-two", "Weigh", "g"),
        Task("Y-q1", "Quick", "h"),
    ]
    for task in tasks:
        monkeypatch.setitem(TASKS, task.name, task)
    monkeypatch.setattr(progress, "SESSION", {})


def test_hints(capsys):
    hint("Y-one")
    assert capsys.readouterr().out == (
        '➜ Hint 1 of 3 to Y-one\n  Think.\n  The next: `hint("Y-one", 2)`.\n'
    )
    Step("Y-one", answer="f").hint(3)
    assert capsys.readouterr().out == "➜ Hint 3 of 3 to Y-one\n  Use `len`.\n"
    hint("Y-one", 99)
    assert capsys.readouterr().out == "➜ Hint 3 of 3 to Y-one\n  Use `len`.\n"
    hint("Y-two")
    hint("Q-none")
    assert capsys.readouterr().out == (
        "➜ There are no hints to Y-two.\n➜ There are no hints to Q-none.\n"
    )
    assert progress.SESSION["Y-one"] == Progress(hints=3)
    assert len(progress.SESSION) == 1


def test_summary(capsys):
    progress.SESSION.update({
        "Y-one": Progress(solved=True, tried=True, hints=2),
        "Y-two": Progress(tried=True, hints=1),
        "Y-extra": Progress(),
        "Z-other": Progress(solved=True),
    })  # fmt: skip
    summary("Y")
    assert capsys.readouterr().out == (
        "○ 1 of 4 solved in this session\n"
        "  ✔ solved, with 2 hints: Y-one, Count\n"
        "  ✘ tried, with 1 hint: Y-two, Weigh\n"
        "  ○ not tried: Y-q1, Quick\n"
        "  ○ not tried: Y-extra\n"
        "  Only what you saw was checked; further cases are tried when the notebook is graded.\n"
    )


def test_summary_when_all_is_solved(capsys):
    for step in ("Y-one", "Y-two", "Y-q1"):
        progress.SESSION[step] = Progress(solved=True, tried=True)
    summary("Y")
    assert capsys.readouterr().out.startswith("✔ 3 of 3 solved in this session\n")


def test_a_notebook_without_steps():
    assert tasks_of("nothing") == {}


def test_a_written_answer_counts_as_tried(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(TASKS, "Y-report", Task("Y-report", "Report"))
    path = tmp_path / "Y_words.ipynb"
    marks = {"nbgrader": {"grade_id": "Y-report"}}
    for text, said in [("YOUR ANSWER HERE", "○ not tried"), (["The mean ", "wins."], "✎ tried")]:
        path.write_text(json.dumps({"cells": [{"source": text, "metadata": marks}]}))
        monkeypatch.setenv("JPY_SESSION_NAME", str(path))
        summary("Y")
        shown = capsys.readouterr().out
        assert shown.startswith("○ 0 of 3 solved in this session\n")
        assert f"  {said}; a person reads it: Y-report, Report\n" in shown
    assert is_written(path, "Y-other") is None
    assert is_written(None, "Y-report") is None

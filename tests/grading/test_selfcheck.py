"""A student's own check, nbgrader's Validate and the grader agree on every visible test."""

import json
from pathlib import Path

import pytest

from coursekit.grading.course import GradingError
from coursekit.grading.gradebook import quiet
from coursekit.grading.run import grade
from coursekit.grading.selfcheck import check

from .corpus.edit import RIGHT, answer, insert_before, read_release, store
from .corpus.honest import VARIANTS

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
VISIBLE = ("mean-check", "fractions-check")


def _variants(course):
    release = read_release(course)
    made = {"untouched": release}
    for n, (source, _) in enumerate(VARIANTS["mean"][:4]):
        made[f"mean{n}"] = answer(release, RIGHT | {"mean": source})
    made["nan"] = answer(release, RIGHT | {"fractions": VARIANTS["fractions"][3][0]})
    exits = answer(release, RIGHT)
    made["dies"] = insert_before(exits, "fractions-check", "import os; os._exit(1)")
    return made


def _validate(path):
    from nbgrader.validator import Validator
    from traitlets.config import Config, PyFileConfigLoader

    config = Config(PyFileConfigLoader(str(CONFIG)).load_config())
    with quiet():
        result = Validator(config=config).validate(str(path))
    return {entry["source"] for entry in result.get("failed", [])}


def test_three_checks_agree(course):
    grader, student, validate = {}, {}, {}
    for name, notebooks in _variants(course).items():
        folder = store(course, name, notebooks)
        path = folder / "1_mass.ipynb"
        student[name] = {r.cell: r.passed for r in check(path) if r.cell in VISIBLE}
        if name != "dies":
            failed = _validate(path)
            cells = {c["id"]: "".join(c["source"]) for c in notebooks["1_mass"]["cells"]}
            validate[name] = {cell: cells[cell].strip() not in failed for cell in VISIBLE}
    for line in grade("exercises", root=course, progress=False).lines:
        verdicts = {v["cell"]: v for v in line.notebooks["1_mass"]["verdicts"]}
        grader[line.student] = {c: verdicts[c]["score"] == verdicts[c]["points"] for c in VISIBLE}
    # A dead kernel ends a student's own run; the grader goes on after it.
    assert grader.pop("dies") == {"mean-check": True, "fractions-check": True}
    assert student.pop("dies") == {"mean-check": True, "fractions-check": False}
    # A constant that happens to be the shown value passes on screen, and earns nothing.
    assert grader.pop("mean3")["mean-check"] is False
    assert student.pop("mean3")["mean-check"] is validate.pop("mean3")["mean-check"] is True
    assert student == grader
    assert validate == grader
    assert {passed for cells in grader.values() for passed in cells.values()} == {True, False}


def test_messages_teach(course):
    folder = store(course, "ada", answer(read_release(course), {"mean": VARIANTS["mean"][2][0]}))
    first = check(folder / "1_mass.ipynb")[0]
    assert (first.cell, first.passed) == ("mean-check", False)
    assert first.message == "AssertionError: Weight each element by its count."


def test_a_check_that_is_not_solved_speaks_for_itself(tmp_path):
    cell = {"cell_type": "code", "execution_count": None, "outputs": [], "id": "x"}
    cell["metadata"] = {"nbgrader": {"grade_id": "x", "grade": True, "points": 1}}
    cell["source"] = "from coursekit.checks import check\ncheck('C-angles')"
    path = tmp_path / "x.ipynb"
    path.write_text(
        json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})
    )
    (result,) = check(path)
    assert result.passed is False
    assert result.message.startswith("two bonds: There is no `sorted_angles` here")


def test_a_file_that_is_no_notebook(tmp_path):
    for content in ("{", "[]", json.dumps({"a": 1})):
        path = tmp_path / "x.ipynb"
        path.write_text(content)
        with pytest.raises(GradingError, match=r"`notebook`: .*x\.ipynb cannot be read"):
            check(path)

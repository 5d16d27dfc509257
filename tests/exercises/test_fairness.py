"""Right answers in any style earn everything; wrong ones lose their own points, with a sentence."""

import importlib
import re
import warnings

import numpy as np
import pytest

from coursekit.audits import zoo
from coursekit.grading.scripts import read_script

from .bench import EXERCISES, STEPS, bench_of

ANSWERS = {name: importlib.import_module(f"{__package__}.answers_{name[0]}") for name in EXERCISES}


def cases(kind):
    for notebook, steps in STEPS.items():
        for step in steps:
            for n, answer in enumerate(getattr(ANSWERS[notebook], kind).get(step, ())):
                yield pytest.param(notebook, step, answer, id=f"{step}-{n}")


@pytest.mark.parametrize(
    ("notebook", "step"), [(n, s) for n, steps in STEPS.items() for s in steps]
)
def test_the_reference_solution_is_right(notebook, step):
    assert bench_of(notebook).run(step).right


@pytest.mark.parametrize(("notebook", "step", "answer"), list(cases("RIGHT")))
def test_another_style_is_as_right(notebook, step, answer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a warning costs nothing
        result = bench_of(notebook).run(step, answer)
    assert result.right, result.shown


@pytest.mark.parametrize(("notebook", "step", "answer"), list(cases("WRONG")))
def test_a_wrong_answer_is_told_what_it_looks_like(notebook, step, answer):
    source, said = answer
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = bench_of(notebook).run(step, source)
    assert not result.right
    if said == "hidden":
        # a visible number was copied: another case can tell
        assert not result.solved or not all(result.hidden)
    else:
        assert not result.solved
        told = f"{result.message} {result.shown} {' '.join(result.hints)}"
        assert said in told
        assert len(result.message) > 20


@pytest.mark.parametrize("notebook", EXERCISES)
def test_each_step_has_enough_answers(notebook):
    answers = ANSWERS[notebook]
    for step in STEPS[notebook]:
        assert len(answers.RIGHT[step]) >= 3, step
        assert len(answers.WRONG[step]) >= 5, step
        assert len(set(answers.RIGHT[step])) == len(answers.RIGHT[step])


def test_the_key_of_the_broken_pipeline_is_right_for_any_name():
    # Hidden cases compare with the solution: a solution that is wrong itself would go unnoticed.
    bench = bench_of("4_audit")
    for student in ("your name", "Ada", "student 7"):
        names = dict(bench._setup("4-broken", None)) | {"student": student}
        exec(bench._source("4-broken"), names)
        records, _ = bench._check("4-broken-hidden", names)
        assert [record["value"] for record in records] == [True, True]
        mine = zoo.pick(student)(zoo.small_case())
        entry = next(entry for entry in zoo.BROKEN if entry.name == names["diagnosis"])
        np.testing.assert_allclose(mine, entry.make()(zoo.small_case()))


def test_written_answers_and_reports_carry_a_third_at_least():
    points = {}
    for notebook in EXERCISES:
        for cell in read_script(bench_of(notebook).path).cells:
            marks = cell["metadata"].get("nbgrader", {})
            written = cell["cell_type"] == "markdown"
            is_report = re.search("-(report|table|pipeline)-(check|hidden)$", cell["id"])
            kind = "written" if written else "report" if is_report else "other"
            points[kind] = points.get(kind, 0) + marks.get("points", 0)
    assert points["written"] + points["report"] >= 35
    assert points["written"] >= 25


def test_the_mark_scheme_is_that_of_the_notebooks():
    text = (bench_of("1_composition").path.parents[1] / "MARKING.md").read_text()
    rows = dict(
        re.findall(r"^\| \d \| `(\d-[a-z0-9]+)` \| .* \| (\d \+ \d|\d) \| \d \|$", text, re.M)
    )
    for notebook in EXERCISES:
        cells = {cell["id"]: cell for cell in read_script(bench_of(notebook).path).cells}
        for step, said in rows.items():
            if step in cells:
                points = [cells.get(step + tail) for tail in ("-check", "-hidden")]
                points = [cell["metadata"]["nbgrader"].get("points", 0) for cell in points if cell]
                points = points or [cells[step]["metadata"]["nbgrader"]["points"]]
                assert [int(number) for number in said.split(" + ")] == points, step
    assert len(rows) == 21


def test_a_hundred_points():
    points = 0
    for notebook in EXERCISES:
        for cell in read_script(bench_of(notebook).path).cells:
            points += cell["metadata"].get("nbgrader", {}).get("points", 0)
    assert points == 100

"""An instructor's afternoon, from release to returned feedback, with Formgrader in a browser."""

import contextlib
import csv
import shutil
from pathlib import Path
from unittest import mock

import pytest
from nbgrader.apps import NbGraderAPI

from coursekit.grading import build, collect, export, feedback, grade, release, session
from coursekit.grading.course import Course
from coursekit.grading.gradebook import make_config, quiet, read_marks, scripts_on_path
from coursekit.grading.report import read_report

from .rehearsal import formgrader, make_class, make_platforms

pytestmark = [pytest.mark.slow]
CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"
STUDENT = "honest000_1000"


@pytest.fixture(scope="module")
def afternoon(tmp_path_factory):
    """Release, collect 40 submissions, grade."""
    root = tmp_path_factory.mktemp("afternoon") / "course"
    shutil.copytree(Path(__file__).parent / "course", root)
    shutil.copy(CONFIG, root)
    build(root)
    release("exercises", root=root)
    points = make_class(root, root / "moodle.zip")
    collect(root / "moodle.zip", "exercises", root=root)
    more, late, paths = make_platforms(root, root)
    for path in paths:
        collect(path, "exercises", root=root)
    return root, points | more, late, grade("exercises", root=root, progress=False)


def _verified(result):
    return {
        line.student: {
            v["cell"]: v["score"] for n in line.notebooks.values() for v in n["verdicts"]
        }
        for line in result.lines
    }


def test_a_class_on_four_platforms_is_graded(afternoon):
    _, points, late, result = afternoon
    assert len(result.lines) == 61
    assert result.exit_status == 0
    got = _verified(result)
    assert {student: got[student] for student in points} == points
    assert {line.student for line in result.lines if line.late} == late
    attacks = [line for line in result.lines if line.student.startswith("attack_")]
    assert [line.auto_score for line in attacks] == [0] * 5
    assert all(line.flags for line in attacks)
    damaged = [line for line in result.lines if line.student.startswith("damage_")]
    assert [line.auto_score for line in damaged] == [11] * 5


def _scores(root):
    lines, _ = read_report(Course.at(root), "exercises")
    return {line.student: line.score for line in lines}


def _one_student(root):
    grade("exercises", root=root, students=[STUDENT], progress=False)


def _one_notebook(root):
    grade("exercises", root=root, notebooks=["2_cell"], progress=False)


def _collected_again(root):
    for name in ("canvas-again", "moodle"):
        collect(root / f"{name}.zip", "exercises", root=root)
    grade("exercises", root=root, progress=False)


def _nbgraders_button(root):
    config = make_config(Course.at(root))
    config.CourseDirectory.submitted_directory = "submitted"
    with scripts_on_path(), quiet():
        done = NbGraderAPI(config=config).autograde("exercises", STUDENT, force=True)
    assert not done["success"]
    assert "coursekit grade has verified the marks of 1 submissions" in done["log"]


def _gradebook_edited(root):
    from nbgrader.api import Gradebook

    with quiet(), Gradebook(Course.at(root).gradebook_url) as gradebook:
        for row in gradebook.find_submission_notebook("1_mass", "exercises", STUDENT).grades:
            row.auto_score, row.needs_manual_grade = 2.0, False
        gradebook.db.commit()


def _stopped(root):
    with (
        mock.patch.object(session.GradingRun, "_finish", side_effect=KeyboardInterrupt),
        mock.patch.object(session, "find_state", return_value=(None, "")),
        contextlib.suppress(KeyboardInterrupt),
    ):
        grade("exercises", root=root, progress=False)


def _gradebook_lost(root):
    Course.at(root).gradebook.unlink()
    grade("exercises", root=root, progress=False)


def test_marks_are_the_same_after_each_disturbance(afternoon, tmp_path):
    root = tmp_path / "course"
    shutil.copytree(afternoon[0], root)
    wanted = _scores(root)
    assert len(wanted) == 61
    for disturb in (
        _one_student, _one_notebook, _collected_again, _nbgraders_button, _gradebook_edited,
        _stopped, _gradebook_lost,
    ):  # fmt: skip
        disturb(root)
        assert _scores(root) == wanted, disturb.__name__


def _mark_in_formgrader(page, address, submission):
    page.goto(f"{address}/formgrader/submissions/{submission}/")
    page.wait_for_selector("input.score#why")
    page.wait_for_timeout(1500)  # Formgrader fills its fields after loading
    page.fill("input.score#why", "2.5")
    page.keyboard.press("Tab")
    page.fill("textarea#why-comment", "Well put.")
    page.keyboard.press("Tab")
    page.wait_for_timeout(1500)


def _submission_id(root, student):
    from nbgrader.api import Gradebook

    with Gradebook(Course.at(root).gradebook_url) as gradebook:
        return gradebook.find_submission_notebook("1_mass", "exercises", student).id


@pytest.mark.browser
def test_marks_by_hand_feedback_export_and_regrade(afternoon, chromium):
    root, points, _, _ = afternoon
    hostile = next(p.name for p in (root / "autograded").glob("attack_script_in_output*"))
    page = chromium.new_page()
    with formgrader(root) as address:
        _mark_in_formgrader(page, address, _submission_id(root, STUDENT))
        page.goto(f"{address}/formgrader/submissions/{_submission_id(root, hostile)}/")
        page.wait_for_timeout(1000)
        assert page.evaluate("window.HACKED") is None
    page.close()
    cell = read_marks(Course.at(root), "exercises")[STUDENT]["cells"]["1_mass/why"]
    assert (cell["manual"], cell["needs_manual"]) == (2.5, False)
    _look_at_feedback(chromium, root, hostile)
    with open(export("exercises", root=root, preset="moodle")) as file:
        rows = [row for row in csv.DictReader(file) if row["Identifier"].endswith(" 1000")]
    assert [(row["Full name"], row["Grade"], row["Status"]) for row in rows] == [
        ("honest000", "13.5", "graded")
    ]
    _regrade(root, points)


def _look_at_feedback(browser, root, hostile):
    feedback("exercises", root=root)
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked, problems = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    path = root / "feedback" / STUDENT / "exercises.html"
    page.goto(path.as_uri())
    text = page.inner_text("body")
    assert "13.5 of 14 points" in text
    assert "Well put." in text
    page.goto((root / "feedback" / hostile / "exercises.html").as_uri())
    assert page.evaluate("window.HACKED") is None
    page.goto((root / "grading/exercises/overview.html").as_uri())
    assert "Hardest steps" in page.inner_text("body")
    assert problems == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def _regrade(root, points):
    script = root / "solutions/exercises/2_cell.py"
    text = script.read_text()
    changed = text.replace(
        "volume([[0, 1, 0], [1, 0, 0], [0, 0, 3]])", "volume(-np.diag([1.0, 2.0, 3.7]))"
    )
    assert changed != text
    script.write_text(changed)
    build(root)
    result = grade("exercises", root=root, progress=False)
    got = _verified(result)
    assert {student: got[student] for student in points} == points
    marked = next(line for line in result.lines if line.student == STUDENT)
    assert (marked.score, marked.status) == (13.5, "graded")

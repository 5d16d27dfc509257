"""A course from release to marks: repeat, resume, mark by hand, regrade."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Timer

import pytest

from coursekit.grading.builder import build
from coursekit.grading.course import Course, GradingError
from coursekit.grading.execute import ResultCache, execute_all
from coursekit.grading.gradebook import quiet, read_marks, scripts_on_path
from coursekit.grading.overview import hardest_steps, misconceptions
from coursekit.grading.pages import feedback
from coursekit.grading.run import grade
from coursekit.grading.table import export

from .corpus.edit import RIGHT, answer, insert_before, read_release, store
from .corpus.honest import make_honest


def _points(line):
    return {v["cell"]: v["score"] for n in line.notebooks.values() for v in n["verdicts"]}


def _grade(root, **options):
    result = grade("exercises", root=root, progress=False, **options)
    return {line.student: line for line in result.lines}, result


@pytest.fixture(scope="module")
def graded(built_course, tmp_path_factory):
    root = tmp_path_factory.mktemp("graded") / "course"
    shutil.copytree(built_course, root)
    honest = make_honest(root, 10, seed=1)
    for student, notebooks, _, _ in honest:
        store(root, student, notebooks)
    lines, result = _grade(root)
    return root, lines, honest, result


def test_points_are_exact(graded):
    _, lines, honest, _ = graded
    for student, _, points, written in honest:
        assert _points(lines[student]) == points
        assert lines[student].score == sum(points.values())
        assert lines[student].status == ("needs review" if written else "graded")


def test_gradebook_says_the_same(graded):
    root, _lines, honest, _ = graded
    marks = read_marks(Course.at(root), "exercises")
    for student, _, points, _ in honest:
        cells = {k.split("/")[1]: v["score"] for k, v in marks[student]["cells"].items()}
        assert {k: cells[k] for k in points} == points


def test_submissions_are_not_touched(graded):
    root, _, honest, _ = graded
    for student, notebooks, _, _ in honest:
        for name, notebook in notebooks.items():
            path = root / "submitted" / student / "exercises" / f"{name}.ipynb"
            assert json.loads(path.read_text()) == notebook


def test_nbgrader_scores_the_same_without_us(graded, tmp_path):
    """Plain nbgrader, its own kernels, no sandbox: the scores of plain right and wrong answers."""
    root, _lines, _, _ = graded
    # nbgrader cannot give partial credit for values, so the cells that got all or nothing count.
    student = "honest000"
    from nbgrader.apps import NbGraderAPI

    from coursekit.grading.gradebook import make_config

    other = tmp_path / "plain"
    shutil.copytree(root, other, ignore=shutil.ignore_patterns("autograded", "grading", "*.db"))
    config = make_config(Course.at(other), release_directory=str(tmp_path / "release"))
    with scripts_on_path(), quiet():
        api = NbGraderAPI(config=config)
        assert api.generate_assignment("exercises", force=True)["success"]
        assert api.autograde("exercises", student)["success"]
    plain = read_marks(Course.at(other), "exercises")[student]["cells"]
    ours = read_marks(Course.at(root), "exercises")[student]["cells"]
    assert {k: v["score"] for k, v in plain.items()} == {k: v["score"] for k, v in ours.items()}


def test_second_run_runs_nothing(graded, monkeypatch):
    root, lines, _, _ = graded
    monkeypatch.setattr("coursekit.grading.score.Scorer.score", _never)
    monkeypatch.setattr("coursekit.grading.execute.run_task", _never)
    again, result = _grade(root)
    assert {s: line.to_json() for s, line in again.items()} == {
        s: line.to_json() for s, line in lines.items()
    }
    assert result.exit_status == 0


def _never(*arguments, **options):
    raise AssertionError("nothing should run")


def test_report_is_one_line_each(graded):
    root, lines, _, _ = graded
    text = (root / "grading/exercises/report.jsonl").read_text()
    parsed = [json.loads(line) for line in text.splitlines()]
    assert [line["student"] for line in parsed] == sorted(lines)
    notebook = parsed[0]["notebooks"]["1_mass"]
    assert notebook["seconds"] > 0
    assert set(notebook) == {"seconds", "cpu_s", "peak_mb", "restarts", "errors", "verdicts"}


def test_overview_names_hard_steps_and_misconceptions(graded):
    root, lines, honest, _ = graded
    page = (root / "grading/exercises/overview.html").read_text()
    assert "unweighted mean" in page
    assert "<script" not in page
    steps = hardest_steps(list(lines.values()))
    shares = {s: sum(p[s.split("/")[1]] for _, _, p, _ in honest) for s, *_ in steps}
    full = {"1_mass/mean-check": 2, "1_mass/mean-hidden": 2, "1_mass/fractions-check": 3}
    for step, share, _ in steps:
        assert float(share) == pytest.approx(shares[step] / full.get(step, 2) / 10, abs=0.006)
    assert steps == sorted(steps, key=lambda s: float(s[1]))
    assert misconceptions(list(lines.values()))[0][:2] == ("1_mass/mean", "unweighted mean")


def test_feedback_shows_hints_own_values_and_no_hidden_test(graded):
    root, _lines, honest, _ = graded
    pages = feedback("exercises", root=root)
    assert len(pages) == 20
    wrong = next(s for s, _, p, _ in honest if (p["mean-check"], p["mean-hidden"]) == (0, 1))
    text = (root / f"feedback/{wrong}/exercises/1_mass.html").read_text()
    assert "this looks like: unweighted mean" in text
    assert "your value: <code>31.933</code>" in text
    for hidden in ("hidden_counts", "HIDDEN TESTS", "NaCl", "29.22"):
        assert hidden not in text
    assert sorted(p.suffix for p in (root / "feedback").rglob("*") if p.is_file()) == [".html"] * 20


def test_feedback_needs_a_report(course):
    with pytest.raises(GradingError, match="`exercises` has no report; grade it first"):
        feedback("exercises", root=course)


@pytest.mark.parametrize("preset", ["full", "moodle", "canvas", "studon"])
def test_export(graded, preset):
    import csv

    root, lines, _, _ = graded
    path = export("exercises", root=root, preset=preset, students=["=HYPERLINK()", *lines])
    with open(path) as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 11
    text = path.read_text()
    assert "missing" in text
    assert "'=HYPERLINK()" in text
    column = {"full": "score", "moodle": "Grade", "canvas": "Points", "studon": "Mark"}[preset]
    assert sorted(r[column] for r in rows).count("") == 1
    with pytest.raises(GradingError, match="`preset`: got 'excel'; there are full, moodle"):
        export("exercises", root=root, preset="excel")


def test_marking_by_hand_survives_a_regrade_with_a_changed_test(graded, tmp_path):
    from nbgrader.api import Gradebook

    root = tmp_path / "course"
    shutil.copytree(graded[0], root)
    course = Course.at(root)
    with quiet(), Gradebook(course.gradebook_url) as gradebook:
        grade_row = gradebook.find_grade("why", "1_mass", "exercises", "honest000")
        grade_row.manual_score, grade_row.needs_manual_grade = 2.5, False
        comment = gradebook.find_comment("why", "1_mass", "exercises", "honest000")
        comment.manual_comment = "Well put <script>"
        gradebook.db.commit()
    lines, _ = _grade(root)
    assert (lines["honest000"].status, lines["honest000"].score) == ("graded", 13.5)
    script = root / "solutions/exercises/1_mass.py"
    text = script.read_text().replace('"one": {"O": 5}', '"one": {"Na": 5}')
    added = (
        '\n# %% nbgrader={"grade_id": "extra-check", "grade": true, "points": 1}\n'
        'emit("mean", "Na", mean_mass({"Na": 2}), rtol=1e-4)\n'
    )
    script.write_text(text + added)
    build(root)
    lines, _ = _grade(root)
    assert lines["honest000"].score == 14.5
    assert lines["honest000"].max_score == 15
    assert lines["honest000"].status == "graded"
    marks = read_marks(course, "exercises")["honest000"]
    assert marks["cells"]["1_mass/why"]["manual"] == 2.5
    page = next(
        p for p in feedback("exercises", root=root) if "honest000" in str(p) and "mass" in str(p)
    )
    assert "Well put" in page.read_text()
    assert "<script" not in page.read_text()


def test_lectures_are_graded_too(course):
    lecture = json.loads((course / "lectures/0_frame.ipynb").read_text())
    for found in lecture["cells"]:
        if found["id"] == "count":
            found["source"] = "def count_sites(a, b):\n    return a * b"
    store(course, "ada", {"0_frame": lecture}, assignment="lectures")
    (line,) = grade("lectures", root=course, progress=False).lines
    assert (line.status, line.score, line.max_score) == ("graded", 1.0, 1.0)


def test_a_solution_that_fails_stops_the_run(course):
    script = course / "solutions/exercises/2_cell.py"
    script.write_text(script.read_text().replace("abs(determinant)", "-abs(determinant)"))
    build(course)
    with pytest.raises(GradingError, match="2_cell fails its own tests: `volume-check`: Assertion"):
        grade("exercises", root=course, progress=False)


def test_a_test_that_gives_points_for_nothing_stops_the_run(course):
    script = course / "solutions/exercises/2_cell.py"
    text = script.read_text()
    script.write_text(text[: text.index('emit("volume", "cube"')] + 'emit("volume", "cube", 1)\n')
    build(course)
    with pytest.raises(
        GradingError, match="`volume-check` gives full points for the untouched stub"
    ):
        grade("exercises", root=course, progress=False)


def test_unknown_assignment(course):
    with pytest.raises(GradingError, match="the assignments here are exercises, lectures"):
        grade("homework", root=course)


def test_one_failure_does_not_stop_the_others(course, monkeypatch):
    from coursekit.grading.score import Scorer

    good = answer(read_release(course), RIGHT)
    for student in ("ada", "bob", "cyd"):
        store(course, student, insert_before(answer(good, {}), "why-question", f"'{student}'"))
    score = Scorer.score

    def fail_for_bob(self, student, *rest):
        return "Traceback\nSomeError: broken" if student == "bob" else score(self, student, *rest)

    monkeypatch.setattr(Scorer, "score", fail_for_bob)
    lines, result = _grade(course)
    assert {s: line.status for s, line in lines.items()} == {
        "ada": "needs review", "bob": "failed", "cyd": "needs review",
    }  # fmt: skip
    assert (lines["bob"].reason, lines["bob"].score) == ("nbgrader: SomeError: broken", None)
    assert result.exit_status == 1
    assert "failed: nbgrader: SomeError: broken,,," in export("exercises", root=course).read_text()
    monkeypatch.setattr(Scorer, "score", score)
    lines, result = _grade(course)
    assert (lines["bob"].score, result.exit_status) == (11.0, 0)


def test_students_with_names_of_all_kinds(course):
    good = answer(read_release(course), RIGHT)
    names = ["Grün Åsa", "a[b]c", "x,y", "123", "o'neil", "tab\tname"]
    for name in names:
        store(course, name, good)
    lines, _ = _grade(course)
    assert {line.student: (line.score, line.reason) for line in lines.values()} == dict.fromkeys(
        names, (11.0, "to be marked by hand: 1_mass/why")
    )


def test_names_that_become_equal_stop_the_run(course):
    for name in ("a[b", "a_b"):
        store(course, name, read_release(course))
    with pytest.raises(GradingError, match=r"The folders a\[b, a_b are both a_b in the gradebook"):
        _grade(course)


class _Flaky(ThreadPoolExecutor):
    """Loses the first try of every task, as a cluster that loses a worker does."""

    def __init__(self):
        super().__init__(2)
        self.seen = set()

    def submit(self, fn, task):
        if task["key"] not in self.seen:
            self.seen.add(task["key"])
            return super().submit(_lose)
        return super().submit(fn, task)


def _lose():
    raise ConnectionError("worker lost")


def test_lost_tasks_are_run_again(course):
    store(course, "ada", answer(read_release(course), RIGHT))
    with _Flaky() as executor:
        lines, _ = _grade(course, executor=executor)
    assert lines["ada"].score == 11.0


def test_a_task_that_is_lost_every_time_fails_loudly(tmp_path):
    class Broken(ThreadPoolExecutor):
        def submit(self, fn, task):
            return super().submit(_lose)

    with Broken(1) as executor:
        found = list(execute_all([{"key": "k"}], ResultCache(tmp_path), executor=executor))
    assert found == [({"key": "k"}, {"key": "k", "failed": "ConnectionError: worker lost"})]


def test_a_damaged_cache_is_not_believed(tmp_path):
    cache = ResultCache(tmp_path)
    for text in ("", "{", "[]", '{"key": "other"}'):
        (tmp_path / "k.json").write_text(text)
        assert cache.find("k") is None
    cache.keep({"key": "k", "cells": {}})
    assert cache.find("k") == {"key": "k", "cells": {}}


@pytest.mark.slow
def test_killed_at_random_moments_and_resumed(built_course, tmp_path):
    import random

    root = tmp_path / "course"
    shutil.copytree(built_course, root)
    honest = make_honest(root, 12, seed=5)
    for student, notebooks, _, _ in honest:
        store(root, student, notebooks)
    code = f"from coursekit.grading import grade; grade('exercises', root={str(root)!r}, progress=False)"
    rng, killed = random.Random(0), 0
    for _ in range(20):
        process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=rng.uniform(0.8, 4.5))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
        if killed < 20 and process.returncode == 0:
            # Finished: begin once more from nothing, so that every kill hits a run at work.
            for name in ("grading", "autograded", "gradebook.db"):
                path = root / name
                shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    assert killed >= 10
    lines, result = _grade(root)
    assert result.exit_status == 0
    for student, _, points, _ in honest:
        assert _points(lines[student]) == points
    marks = read_marks(Course.at(root), "exercises")
    assert {s: m["score"] for s, m in marks.items()} == {
        s: sum(p.values()) for s, _, p, _ in honest
    }


@pytest.mark.slow
def test_cluster_of_two_workers_one_killed(built_course, tmp_path):
    distributed = pytest.importorskip("distributed")
    root = tmp_path / "course"
    shutil.copytree(built_course, root)
    honest = make_honest(root, 8, seed=6)
    for n, (student, notebooks, _, _) in enumerate(honest):
        slow = f"import time; time.sleep(1.0)  # {n}"
        store(root, student, insert_before(notebooks, "mean-question", slow))
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pids = sorted(client.run(os.getpid).values())
        Timer(4.0, os.kill, (pids[0], signal.SIGKILL)).start()
        lines, result = _grade(root, executor=client.get_executor())
        assert pids[0] not in client.run(os.getpid).values()
    assert result.exit_status == 0
    for student, _, points, _ in honest:
        assert _points(lines[student]) == points


def test_interrupted_run_keeps_what_is_finished(course, monkeypatch):
    store(course, "ada", answer(read_release(course), RIGHT))
    from coursekit.grading import session

    def stop(self, *rest):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(session.GradingRun, "_finish", stop)
        with pytest.raises(KeyboardInterrupt):
            _grade(course)
    assert len(list((course / "grading/exercises/cache").glob("*.json"))) >= 5
    begin = time.monotonic()
    lines, _ = _grade(course)
    assert lines["ada"].score == 11.0
    assert time.monotonic() > begin

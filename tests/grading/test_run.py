"""A run from end to end: exact marks, nothing lost, the gradebook says what the verdicts say."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer
from unittest import mock

import pytest

from coursekit.grading import session
from coursekit.grading.builder import build
from coursekit.grading.course import Course, GradingError
from coursekit.grading.execute import ResultCache, execute_all
from coursekit.grading.gradebook import make_config, quiet, read_marks, scripts_on_path
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.pages import feedback
from coursekit.grading.report import read_report
from coursekit.grading.run import grade

from .corpus.edit import RIGHT, answer, cell, insert_before, read_release, store
from .corpus.honest import make_honest

CONFIG = Path(__file__).parents[2] / "nbgrader_config.py"


def _points(line):
    return {v["cell"]: v["score"] for n in line.notebooks.values() for v in n["verdicts"]}


def _grade(root, **options):
    result = grade("exercises", root=root, progress=False, **options)
    return {line.student: line for line in result.lines}, result


def _report(root):
    text = (root / "grading/exercises/report.jsonl").read_text()
    return {line["student"]: line for line in map(json.loads, text.splitlines())}


def _scores(root):
    return {student: line["score"] for student, line in _report(root).items()}


def test_points_are_exact(graded_class):
    root, result, honest = graded_class
    lines = {line.student: line for line in result.lines}
    marks = read_marks(Course.at(root), "exercises")
    assert result.exit_status == 0
    for student, notebooks, points, written in honest:
        assert _points(lines[student]) == points
        assert lines[student].score == sum(points.values())
        assert lines[student].status == ("provisional" if written else "graded")
        cells = {k.split("/")[1]: v["score"] for k, v in marks[student]["cells"].items()}
        assert {k: cells[k] for k in points} == points
        for name, notebook in notebooks.items():
            path = root / "submitted" / student / "exercises" / f"{name}.ipynb"
            assert json.loads(path.read_text()) == notebook


def test_nbgrader_scores_the_same_without_us(graded_class, tmp_path):
    from nbgrader.apps import NbGraderAPI

    # nbgrader cannot give partial credit for values, so the cells that got all or nothing count.
    root, student = graded_class[0], "honest000"
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


def _never(*arguments, **options):
    raise AssertionError("nothing should run")


def test_a_second_run_runs_nothing_and_reads_no_cell(graded, monkeypatch):
    root, result, _ = graded
    before = _report(root)
    monkeypatch.setattr("coursekit.grading.submission.read_pool", _never)
    monkeypatch.setattr("coursekit.grading.execute.run_task", _never)
    assert _grade(root)[1].exit_status == 0
    assert _report(root) == before
    assert {line.student for line in result.lines} == set(before)


def test_a_run_of_one_student_takes_nothing_from_the_others(graded):
    root, _, honest = graded
    before = _scores(root)
    path = root / "submitted/honest002/exercises/1_mass.ipynb"
    path.write_text(json.dumps(answer(read_release(root), RIGHT)["1_mass"]))
    lines, _ = _grade(root, students=["honest002"])
    assert list(lines) == ["honest002"]
    after = _scores(root)
    assert set(after) == {student for student, *_ in honest}
    assert {s: after[s] for s in after if s != "honest002"} == {
        s: before[s] for s in before if s != "honest002"
    }
    assert after["honest002"] == 7.0


def test_a_run_of_one_notebook_keeps_the_marks_of_the_other(graded):
    root, _, _ = graded
    before = _report(root)
    for name in ("1_mass", "2_cell"):
        path = root / f"submitted/honest002/exercises/{name}.ipynb"
        release = read_release(root)
        right = answer(release, {k: f"{v}\n# mine" for k, v in RIGHT.items()})
        path.write_text(json.dumps(right[name]))
    _grade(root, notebooks=["1_mass"])
    line, old = (report["honest002"] for report in (_report(root), before))
    assert line["notebooks"]["2_cell"]["verdicts"] == old["notebooks"]["2_cell"]["verdicts"]
    assert line["score"] == 7.0
    _grade(root)
    assert _report(root)["honest002"]["score"] == 11.0
    with pytest.raises(GradingError, match="`notebooks`: no 3_x here; there are 1_mass, 2_cell"):
        _grade(root, notebooks=["3_x"])


def test_an_interrupted_run_adds_to_the_report(graded, monkeypatch):
    root, _, _ = graded
    before = _scores(root)
    store(root, "zoe", answer(read_release(root), RIGHT))

    def stop(self, *rest):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(session.GradingRun, "_finish", stop)
        with pytest.raises(KeyboardInterrupt):
            _grade(root)
    assert _scores(root) == before
    _grade(root)
    assert _scores(root) == before | {"zoe": 11.0}


def _autograde_with_nbgrader(root, student):
    """As Formgrader's button does, in a course whose configuration does not stop it."""
    from nbgrader.apps import NbGraderAPI
    from nbgrader.converters import Autograde

    config = make_config(Course.at(root))
    config.CourseDirectory.submitted_directory = "submitted"
    free = getattr(Autograde, "looks_for_notebooks", Autograde.init_notebooks)
    with scripts_on_path(), quiet(), mock.patch.object(Autograde, "init_notebooks", free):
        assert NbGraderAPI(config=config).autograde("exercises", student, force=True)["success"]


def _all_files(root):
    return {p: p.read_bytes() for p in root.rglob("*") if p.is_file() and p.name != "server.log"}


def test_autograde_says_that_marks_are_verified_before_it_writes(graded):
    root, _, _ = graded
    shutil.copy(CONFIG, root)
    before = _all_files(root)
    command = [sys.executable, "-m", "nbgrader", "autograde", "exercises", "--force"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode != 0
    assert "verified the marks of 10 submissions of exercises (honest000, honest001" in ran.stderr
    assert "nothing was written. Use: coursekit grade exercises" in ran.stderr
    assert _all_files(root) == before
    shutil.rmtree(root / "grading")
    command += ["--student", "honest000"]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr


def test_what_nbgraders_own_button_writes_is_put_back(graded):
    root, _, _ = graded
    course = Course.at(root)
    student = next(s for s, line in _report(root).items() if line["score"] in (8.0, 10.0, 1.0, 2.0))
    notebooks = answer(read_release(root), dict.fromkeys(RIGHT, "")) | {}
    cell(notebooks, "mean")["source"] = "def mean_mass(counts):\n    return 26.6217\n"
    for name, notebook in notebooks.items():
        path = root / f"submitted/{student}/exercises/{name}.ipynb"
        path.write_text(json.dumps(notebook))
    _grade(root)
    verified = read_marks(course, "exercises")[student]
    page = (root / f"autograded/{student}/exercises/1_mass.ipynb").read_text()
    _autograde_with_nbgrader(root, student)
    assert read_marks(course, "exercises")[student]["score"] > verified["score"]
    lines, changed = read_report(course, "exercises")
    assert list(changed) == [student]
    assert "1_mass/mean-hidden: 2.0 became 0.0 again" in changed[student]
    line = next(line for line in lines if line.student == student)
    assert line.score == verified["score"]
    assert "mark-restored" in {flag.kind for flag in line.flags}
    assert read_marks(course, "exercises")[student] == verified
    assert (root / f"autograded/{student}/exercises/1_mass.ipynb").read_text() == page
    assert read_report(course, "exercises")[1] == {}


def test_a_damaged_gradebook_is_said_and_deleted_copies_come_back(graded):
    root, _, _ = graded
    before, book = _scores(root), root / "gradebook.db"
    content = book.read_bytes()
    book.write_bytes(b"garbage")
    with pytest.raises(
        GradingError, match=r"gradebook\.db cannot be used \(file is not a database"
    ):
        _grade(root)
    book.write_bytes(content)
    shutil.rmtree(root / "autograded")
    read_report(Course.at(root), "exercises")
    assert len(list(root.glob("autograded/*/exercises/*.ipynb"))) == 20
    assert _scores(root) == before


def test_report_is_one_line_each(graded_class):
    root, result, _ = graded_class
    notebook = _report(root)["honest000"]["notebooks"]["1_mass"]
    assert sorted(_report(root)) == [line.student for line in result.lines]
    assert notebook["seconds"] > 0
    assert set(notebook) == {
        "seconds", "cpu_s", "peak_mb", "restarts", "errors", "verdicts", "marks", "texts", "reread",
    }  # fmt: skip


def _mark_by_hand(root, student, score, comment):
    from nbgrader.api import Gradebook

    with quiet(), Gradebook(Course.at(root).gradebook_url) as gradebook:
        row = gradebook.find_grade("why", "1_mass", "exercises", student)
        row.manual_score, row.needs_manual_grade = score, False
        gradebook.find_comment("why", "1_mass", "exercises", student).manual_comment = comment
        gradebook.db.commit()


def test_marks_by_hand_survive_everything(graded):
    root, _, _ = graded
    _mark_by_hand(root, "honest000", 2.5, "Well put <script>")
    lines, _ = _grade(root)
    assert (lines["honest000"].status, lines["honest000"].score) == ("graded", 13.5)
    _autograde_with_nbgrader(root, "honest000")
    (line,) = (x for x in read_report(Course.at(root), "exercises")[0] if x.student == "honest000")
    assert (line.status, line.score) == ("graded", 13.5)
    script = root / "solutions/exercises/1_mass.py"
    text = script.read_text().replace('"one": {"O": 5}', '"one": {"Na": 5}')
    added = (
        '\n# %% nbgrader={"grade_id": "extra-check", "grade": true, "points": 1}\n'
        'emit("mean", "Na", mean_mass({"Na": 2}), rtol=1e-4)\n'
    )
    script.write_text(text + added)
    build(root)
    lines, _ = _grade(root)
    assert (lines["honest000"].score, lines["honest000"].max_score) == (14.5, 15)
    assert lines["honest000"].status == "graded"
    (page,) = feedback("exercises", root=root, students=["honest000"])
    assert "Well put" in page.read_text()
    assert "<script" not in page.read_text()


def test_an_answer_that_changed_after_it_was_marked_is_to_be_read_again(graded):
    root, _, _ = graded
    _mark_by_hand(root, "honest000", 2.5, "")
    path = root / "submitted/honest000/exercises/1_mass.ipynb"
    notebook = json.loads(path.read_text())
    cell({"1_mass": notebook}, "why")["source"] = "Something else."
    path.write_text(json.dumps(notebook))
    for _ in range(2):
        lines, _ = _grade(root)
        assert lines["honest000"].status == "provisional"
    _mark_by_hand(root, "honest000", 1.0, "")
    lines, _ = _grade(root)
    assert (lines["honest000"].status, lines["honest000"].score) == ("graded", 12.0)


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


def test_one_failure_does_not_stop_the_others(graded, monkeypatch):
    root, _, _ = graded
    before = _scores(root)
    good = answer(read_release(root), RIGHT)
    for student in ("bob", "cyd"):
        store(root, student, insert_before(answer(good, {}), "why-question", f"'{student}'"))
    score = session.GradingRun._score

    def fail_for_bob(self, submission, *rest):
        if submission.student == "bob":
            raise GradingError("broken")
        score(self, submission, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(session.GradingRun, "_score", fail_for_bob)
        lines, result = _grade(root)
    assert (lines["bob"].status, lines["bob"].reason, lines["bob"].score) == (
        "failed",
        "broken",
        None,
    )
    assert (lines["cyd"].score, result.exit_status) == (11.0, 1)
    lines, result = _grade(root)
    assert result.exit_status == 0
    assert _scores(root) == before | {"bob": 11.0, "cyd": 11.0}


def test_students_with_names_of_all_kinds(graded):
    root = graded[0]
    names = ["Grün Åsa", "a[b]c", "x,y", "123", "o'neil", "tab\tname"]
    for name in names:
        shutil.copytree(root / "submitted/honest000", root / "submitted" / name)
    lines, _ = _grade(root, students=names)
    assert {line.student: line.score for line in lines.values()} == dict.fromkeys(names, 11.0)


def test_names_that_become_equal_stop_the_run(course):
    for name in ("a[b", "a_b"):
        store(course, name, read_release(course))
    with pytest.raises(GradingError, match=r"The folders a\[b, a_b are both a_b in the gradebook"):
        _grade(course)


HONEST = {
    "colab_mount": ("2", "from google.colab import drive\ndrive.mount('/x')\n{0}"),
    "own_import_kept": ("2", "import no_such_module\n{0}\nHALF = 0.5"),
    "names_of_python": ("own", "list = [1]\nsum = 3\nstr = 'x'"),
    "names_of_the_release": ("own", "MASS = 3\nnp = None\nemit = 4"),
}


def test_honest_mishaps_cost_nothing_and_accuse_nobody(graded):
    root = graded[0]
    for name, (where, text) in HONEST.items():
        notebooks = answer(read_release(root), RIGHT)
        if where == "own":
            insert_before(notebooks, "fractions-question", text)
        else:
            for notebook in notebooks.values():
                found = next(c for c in notebook["cells"] if c["id"] == where)
                found["source"] = text.format("".join(found["source"]))
        if name == "own_import_kept":
            cell(notebooks, "volume")["source"] = RIGHT["volume"].replace("abs(", "2 * HALF * abs(")
        store(root, name, notebooks)
    lines, _ = _grade(root, students=list(HONEST))
    assert {s: line.auto_score for s, line in lines.items()} == dict.fromkeys(HONEST, 11.0)
    for line in lines.values():
        kinds = {flag.kind for flag in line.flags if not flag.kind.startswith("sign-")}
        assert kinds <= {"set-up-failed", "renamed"}
        assert line.flags
        words = " ".join(str(flag) for flag in line.flags)
        assert not any(word in words for word in ("tamper", "cheat", "broke", "attack"))


def test_what_a_limit_ended_is_tried_again(graded):
    root = graded[0]
    slow = insert_before(answer(read_release(root), RIGHT), "why-question", "while True: pass")
    store(root, "slow", slow)
    lines, _ = _grade(root, students=["slow"], limits=Limits(cell_seconds=0.5))
    assert "timeout" in {flag.kind for flag in lines["slow"].flags}
    assert lines["slow"].auto_score == 11.0
    path = root / "submitted/slow/exercises/1_mass.ipynb"
    kept = sorted((root / "grading/exercises/cache").glob("*.json"))
    # The same notebook is run once more: nothing of it was kept.
    assert not any("while True" in p.read_text() for p in kept)
    assert json.loads((root / "grading/exercises/state/slow.json").read_text())["digest"] == ""
    assert path.is_file()


class _Flaky(ThreadPoolExecutor):
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


def test_lost_tasks_are_run_again(graded):
    store(graded[0], "ada", insert_before(answer(read_release(graded[0]), RIGHT), "why", "1"))
    with _Flaky() as executor:
        lines, _ = _grade(graded[0], executor=executor, students=["ada"])
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
    cache.keep({"key": "late", "events": [{"cell": "a", "kind": "timeout"}]})
    assert cache.find("late") is None


@pytest.mark.slow
def test_killed_at_random_moments_and_resumed(graded):
    import random

    root, _, _ = graded
    honest = make_honest(root, 12, seed=5)
    for student, notebooks, _, _ in honest:
        store(root, f"new_{student}", insert_before(notebooks, "why-question", f"'{student}'"))
    code = f"from coursekit.grading import grade; grade('exercises', root={str(root)!r}, progress=False)"
    rng, killed = random.Random(0), 0
    for _ in range(4):
        process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL)
        begin, states = time.monotonic(), root / "grading/exercises/state"
        already = len(list(states.iterdir()))
        while process.poll() is None and time.monotonic() - begin < 60:
            if len(list(states.iterdir())) > already + rng.randrange(3):
                break
            time.sleep(0.02)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
    assert killed >= 1
    _, result = _grade(root)
    assert result.exit_status == 0
    wanted = {f"new_{s}": sum(p.values()) for s, _, p, _ in honest}
    assert {
        s: m["score"] for s, m in read_marks(Course.at(root), "exercises").items() if s in wanted
    } == wanted
    assert {s: v for s, v in _scores(root).items() if s in wanted} == wanted


@pytest.mark.slow
def test_cluster_of_two_workers_one_killed(graded):
    distributed = pytest.importorskip("distributed")
    root, _, _ = graded
    honest = make_honest(root, 6, seed=6)
    for n, (student, notebooks, _, _) in enumerate(honest):
        slow = f"import time; time.sleep(1.0)  # {n}"
        store(root, f"new_{student}", insert_before(notebooks, "mean-question", slow))
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        pids = sorted(client.run(os.getpid).values())
        Timer(2.0, os.kill, (pids[0], signal.SIGKILL)).start()
        lines, result = _grade(root, executor=client.get_executor())
        assert pids[0] not in client.run(os.getpid).values()
    assert result.exit_status == 0
    for student, _, points, _ in honest:
        assert _points(lines[f"new_{student}"]) == points

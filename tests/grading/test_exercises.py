"""The course's own exercises, graded: right answers, wrong ones, and tricks, in one run."""

import importlib
import json

import pytest
from benchmarks.bench_grading import COURSE, without_training

from coursekit.audits import zoo
from coursekit.grading.builder import build
from coursekit.grading.kernels.limits import Limits
from coursekit.grading.run import grade
from coursekit.grading.scripts import read_script

from .corpus.edit import answer, store
from .corpus.tricks import make_tricks

pytestmark = [pytest.mark.slow]
EXERCISES = ("1_composition", "2_structure", "3_local", "4_audit")
ANSWERS = {name: importlib.import_module(f"exercises.answers_{name[0]}") for name in EXERCISES}


def _wrong_ones(release):
    """One wrong answer of each step, everything else right, in the notebook of that step alone."""
    made = {}
    for number, (name, answers) in enumerate(ANSWERS.items()):
        right = {step: styles[0] for step, styles in answers.RIGHT.items()}
        for n, (step, wrong) in enumerate(answers.WRONG.items()):
            source = wrong[(n + number) % len(wrong)][0]
            made[f"wrong_{step}"] = (
                name,
                step,
                answer({name: release[name]}, right | {step: source}),
            )
    return made


def _named(release):
    """The last exercise with a name of one's own: right, right by an expression, another's word."""
    ada, other = zoo.solve("Ada"), next(w for w in zoo.diagnoses() if w != zoo.solve("Ada"))
    made = []
    for name, word in [("'Ada'", ada), ("' a'.strip() + 'da'", ada), ("'Ada'", other)]:
        notebooks = answer({"4_audit": release["4_audit"]}, {"4-broken": f"diagnosis = {word!r}"})
        for found in notebooks["4_audit"]["cells"]:
            text = "".join(found["source"])
            found["source"] = text.replace('student = "your name"', f"student = {name}")
        made.append(notebooks)
    return made


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    root = tmp_path_factory.mktemp("afternoon") / "course"
    folder = root / "solutions" / "exercises"
    folder.mkdir(parents=True)
    for name in EXERCISES:
        script = (COURSE / "solutions" / "exercises" / f"{name}.py").read_text()
        (folder / f"{name}.py").write_text(without_training(script))
    build(root)
    release = {n: json.loads((root / "exercises" / f"{n}.ipynb").read_text()) for n in EXERCISES}
    for n in range(3):
        styles = {s: a[n % len(a)] for m in ANSWERS.values() for s, a in m.RIGHT.items()}
        store(root, f"right_{n}", answer(release, styles))
    store(root, "untouched", release)
    wrong = _wrong_ones(release)
    for student, (_, _, notebooks) in wrong.items():
        store(root, student, notebooks)
    for n, notebooks in enumerate(_named(release)):
        store(root, f"named_{n}", notebooks)
    tricks = make_tricks(release)
    for student, notebooks, _ in tricks:
        store(root, student, notebooks)
    limits = Limits(cell_seconds=40, notebook_seconds=200)
    result = grade("exercises", root=root, limits=limits, progress=False)
    return {line.student: line for line in result.lines}, wrong, tricks


def _points(line):
    return {v["cell"]: v["score"] for n in line.notebooks.values() for v in n["verdicts"]}


def _possible(name):
    cells = read_script(COURSE / "solutions" / "exercises" / f"{name}.py").cells
    marks = {c["id"]: c["metadata"].get("nbgrader", {}) for c in cells}
    tests = {i: m for i, m in marks.items() if m.get("grade") and not m.get("solution")}
    return {cell: m["points"] for cell, m in tests.items()}


def test_nothing_is_lost(run):
    lines, wrong, tricks = run
    assert len(lines) == 7 + len(wrong) + len(tricks)
    assert [(s, line.reason) for s, line in lines.items() if line.status == "failed"] == []


def test_right_answers_earn_everything_and_no_flag(run):
    lines, _, _ = run
    full = {cell: points for name in EXERCISES for cell, points in _possible(name).items()}
    assert sum(full.values()) == 90  # ten more are given by a person
    for n in range(3):
        assert _points(lines[f"right_{n}"]) == full
        # these answers ask the program that hands the pipelines out, and that is seen
        flags = {(flag.kind, flag.where) for flag in lines[f"right_{n}"].flags}
        assert flags == {("sign-answers", "4_audit/4-broken")}
    assert set(_points(lines["untouched"]).values()) == {0}


def test_a_wrong_answer_costs_its_own_points_alone(run):
    lines, wrong, _ = run
    for student, (name, step, _) in wrong.items():
        got, full = _points(lines[student]), _possible(name)
        lost = {cell for cell, points in full.items() if got[cell] < points}
        assert lost, student
        assert all(cell.rsplit("-", 1)[0] == step for cell in lost), (student, lost)


def test_no_trick_earns_what_it_did_not_copy(run):
    lines, _, tricks = run
    got = {student: lines[student].auto_score for student, _, _ in tricks}
    assert got == {student: shown for student, _, shown in tricks}


def test_each_trick_is_flagged(run):
    lines, _, tricks = run
    assert [student for student, _, _ in tricks if not lines[student].flags] == []


def test_a_pipeline_is_the_one_of_the_name_that_was_set(run):
    lines, _, _ = run
    assert [_points(lines[f"named_{n}"])["4-broken-check"] for n in range(3)] == [5, 5, 0]
    assert lines["named_0"].flags == lines["named_1"].flags == []


def test_what_was_tampered_with_is_named(run):
    lines, _, _ = run
    said = {s: {f.kind: f.text for f in line.flags} for s, line in lines.items()}
    assert "measure_folds" in said["trick_helper_redefined"]["not-original"]
    assert "Step.case" in said["trick_case_wrapped"]["not-original"]
    assert "numpy.concatenate" in said["trick_library_patched"]["not-original"]
    assert "coursekit.checks" in said["trick_defaults_changed"]["not-original"]
    assert "the latter counts" in said["trick_publisher_patched"]["other-value"]

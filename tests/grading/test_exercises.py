"""The course's own exercises, graded: right answers, wrong ones, and tricks, in one run."""

import importlib
import json
import shutil

import pytest
from benchmarks.bench_grading import COURSE, without_training

from coursekit.audits import zoo
from coursekit.audits.zoo.exercise import draw
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
    """Students with one wrong step in each notebook, everything else right; all steps in turn."""
    made = {}
    for number, (name, answers) in enumerate(ANSWERS.items()):
        right = {step: styles[0] for step, styles in answers.RIGHT.items()}
        for n, (step, wrong) in enumerate(answers.WRONG.items()):
            source = wrong[(n + number) % len(wrong)][0]
            steps, notebooks = made.setdefault(f"wrong_{n}", ({}, {}))
            steps[name] = step
            notebooks |= answer({name: release[name]}, right | {step: source})
    return made


def _named(release):
    """The last exercise with a name of one's own: right, right by an expression, another's."""
    drawn = [entry for entry in zoo.BROKEN if entry.for_students]
    ada, grace, emil = (draw(name, drawn) for name in ("ada", "grace", "emil"))
    alike = next(e for e in drawn if e.audit == ada.audit and e is not ada)
    assert grace.audit != emil.audit
    made = {}
    for student, name, word in [
        ("ada", "'Ada'", ada.name),
        ("grace", "' g'.strip() + 'race'", grace.name.upper()),
        ("emil", "'Emil'", grace.name),
        ("copycat", "' ada '", ada.name),
        ("adalbert", "'Ada'", alike.name),
    ]:
        notebooks = answer({"4_audit": release["4_audit"]}, {"4-broken": f"diagnosis = {word!r}"})
        for found in notebooks["4_audit"]["cells"]:
            text = "".join(found["source"])
            found["source"] = text.replace('student = "your name"', f"student = {name}")
        made[student] = notebooks
    return made


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    root = tmp_path_factory.mktemp("afternoon") / "course"
    folder = root / "solutions" / "exercises"
    shutil.copytree(COURSE / "solutions" / "hidden", root / "solutions" / "hidden")
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
    for student, (_, notebooks) in wrong.items():
        store(root, student, notebooks)
    for student, notebooks in _named(release).items():
        store(root, student, notebooks)
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
    assert len(lines) == 9 + len(wrong) + len(tricks)
    assert [(s, line.reason) for s, line in lines.items() if line.status == "failed"] == []


def test_right_answers_earn_everything_and_no_flag(run):
    lines, _, _ = run
    full = {cell: points for name in EXERCISES for cell, points in _possible(name).items()}
    assert sum(full.values()) == 71  # the others are given by a person
    for n in range(3):
        assert _points(lines[f"right_{n}"]) == full
        # they left the name as it was
        flags = {(flag.kind, flag.where) for flag in lines[f"right_{n}"].flags}
        where = "4_audit/4-broken-hidden"
        assert flags == {("other-name", where)}
    assert set(_points(lines["untouched"]).values()) == {0}


def test_a_wrong_answer_costs_its_own_points_alone(run):
    lines, wrong, _ = run
    tried = [(s, *item) for s, (steps, _) in wrong.items() for item in steps.items()]
    assert len(tried) == sum(len(answers.WRONG) for answers in ANSWERS.values())
    for student, name, step in tried:
        got, full = _points(lines[student]), _possible(name)
        lost = {cell for cell, points in full.items() if got[cell] < points}
        graded = {cell.rsplit("-", 1)[0] for cell in full}
        assert lost or step not in graded, (student, step)
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
    got = [
        _points(lines[s])["4-broken-hidden"]
        for s in ("ada", "grace", "emil", "copycat", "adalbert")
    ]
    assert got == [5, 5, 0, 5, 2]
    assert lines["grace"].flags == lines["emil"].flags == []


def test_another_students_name_is_flagged_and_costs_nothing(run):
    lines, _, _ = run
    said = {flag.kind: flag.text for flag in lines["copycat"].flags}
    assert said["other-name"] == "worked under the name 'ada', not 'copycat'"
    assert "as ada, adalbert" in said["shared-name"]
    assert [flag.kind for flag in lines["ada"].flags] == ["shared-name"]


def test_what_was_tampered_with_is_named(run):
    lines, _, _ = run
    said = {s: {f.kind: f.text for f in line.flags} for s, line in lines.items()}
    assert "measure_folds" in said["trick_helper_redefined"]["not-original"]
    assert "Step.case" in said["trick_case_wrapped"]["not-original"]
    assert "numpy.concatenate" in said["trick_library_patched"]["not-original"]
    assert "coursekit.checks" in said["trick_defaults_changed"]["not-original"]
    assert "the latter counts" in said["trick_publisher_patched"]["other-value"]
    assert "zoo.exercise" in said["trick_draw_patched"]["sign-answers"]
    assert "BROKEN" in said["trick_zoo_reached_into"]["sign-answers"]

"""A checked notebook from build to grade: the student's own check and the grader agree."""

import copy
import json
import shutil
from pathlib import Path

import pytest

from coursekit.grading.builder import build
from coursekit.grading.run import grade
from coursekit.grading.selfcheck import check

from .steps.bench import Bench

HERE = Path(__file__).parent
POINTS = {"X-mean-check": 2, "X-mean-hidden": 2, "X-total-check": 1, "X-q1-check": 1,
          "X-q2-check": 1}  # fmt: skip
RIGHT = {
    "X-mean": "def mean_mass(c):\n    return sum(MASS[s] * c[s] for s in c) / sum(c.values())\n",
    "X-total": "total = 5.0\n",
    "X-q1": "choice = 'B'\n",
    "X-q2": "share = 0.6\n",
}
PARTLY = RIGHT | {
    "X-mean": "def mean_mass(counts):\n    return sum(MASS[s] for s in counts) / len(counts)\n",
    "X-q1": "choice = 'a'\n",
    "X-q2": "share = 60\n",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("steps") / "course"
    shutil.copytree(HERE / "course", root)
    build(root)
    return root


def _store(root, student, answers):
    notebook = copy.deepcopy(json.loads((root / "lectures/X_steps.ipynb").read_text()))
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    path = root / "submitted" / student / "lectures" / "X_steps.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))
    return path


def test_tags_and_checks_survive_the_build(course):
    for folder in ("solutions/lectures", "lectures"):
        cells = json.loads((course / folder / "X_steps.ipynb").read_text())["cells"]
        tags = {cell["id"]: cell["metadata"].get("tags") for cell in cells}
        assert all(tags[name] == ["raises-exception"] for name in POINTS)
    released = {cell["id"]: "".join(cell["source"]) for cell in cells}
    assert "hidden=True" not in released["X-mean-hidden"]
    assert 'step.case("NaCl"' in released["X-mean-check"]


@pytest.mark.slow
def test_three_submissions(course):
    answers = {"right": RIGHT, "partly": PARTLY, "unsolved": {}}
    own = {}
    for student, sources in answers.items():
        path = _store(course, student, sources)
        own[student] = {result.cell: result for result in check(path)}
    result = grade("lectures", root=course, progress=False)
    assert result.exit_status == 0
    verdicts = {
        line.student: {v["cell"]: v for v in line.notebooks["X_steps"]["verdicts"]}
        for line in result.lines
    }
    scores = {s: {c: v["score"] for c, v in cells.items()} for s, cells in verdicts.items()}
    assert scores["right"] == POINTS
    assert scores["partly"] == {"X-mean-check": 1, "X-mean-hidden": 1, "X-total-check": 1,
                                "X-q1-check": 0, "X-q2-check": 0}  # fmt: skip
    assert set(scores["unsolved"].values()) == {0}
    for student, cells in own.items():
        for name, told in cells.items():
            if name != "X-mean-hidden":
                assert told.passed == (scores[student][name] == POINTS[name]), (student, name)
    first = verdicts["partly"]["X-mean-check"]["cases"][0]
    assert first["hint"] == "unweighted mean"
    assert not first["claimed"]
    assert "TiO2" in own["partly"]["X-mean-check"].message
    assert verdicts["unsolved"]["X-mean-check"]["cases"][0]["message"] == (
        "`mean_mass` is not answered yet."
    )
    assert verdicts["partly"]["X-mean-hidden"]["cases"][0]["hint"] == "unweighted mean"


def test_the_bench_finds_the_same():
    bench = Bench("X_steps", HERE / "course" / "solutions" / "lectures")
    assert bench.steps == ["X-mean", "X-total", "X-q1", "X-q2"]
    assert all(bench.run(step).right for step in bench.steps)
    assert all(bench.run(step, RIGHT[step]).right for step in bench.steps)
    mean = bench.run("X-mean", PARTLY["X-mean"])
    assert (mean.visible, mean.hidden, mean.solved) == ([False, True], [False, True], False)
    assert mean.hints == {"unweighted mean"}
    assert bench.run("X-q1", PARTLY["X-q1"]).message == "They stand in it."
    assert "percent" in bench.run("X-q2", PARTLY["X-q2"]).message
    unsolved = bench.run("X-mean", "def mean_mass(counts):\n    raise NotImplementedError()\n")
    assert unsolved.visible == [False, False]
    assert unsolved.hidden == [False, False]
    assert unsolved.message == "TiO2: `mean_mass` is not answered yet."

"""nbgrader alone, without our grader: the hidden check gives the true verdict, or fails closed."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from coursekit.checks.notyet import GRADED

COURSE = Path(__file__).parents[2]
POINTS = {"1-folds-check": 1, "1-folds-hidden": 4, "1-errors-check": 1, "1-errors-hidden": 3}
NONSENSE = {
    "1-folds": "def grouped_folds(groups, n_folds):\n    return [groups]\n",
    "1-errors": "def fold_errors(model, X, y, folds):\n    return [0.25]\n",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Two steps of exercise 1, released by nbgrader."""
    root = tmp_path_factory.mktemp("plain")
    shutil.copy(COURSE / "nbgrader_config.py", root)
    shutil.copytree(COURSE / "solutions" / "hidden", root / "solutions" / "hidden")
    (root / "solutions" / "exercises").mkdir()
    script = (COURSE / "solutions" / "exercises" / "1_composition.py").read_text()
    cells = re.split(r"(?m)^(?=# %%)", script)
    kept = [c for c in cells if re.search(r'"grade_id": "1-(folds|errors)', c)]
    begin = "# %%\nimport numpy as np\n\nfrom coursekit.checks import check\n\n"
    (root / "solutions" / "exercises" / "1_mini.py").write_text(begin + "".join(kept))
    run(root, "-m", "coursekit", "build")
    return root


def run(root, *command):
    ran = subprocess.run(
        [sys.executable, *command], cwd=root, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout + ran.stderr


def hand_in(root, student, answers):
    notebook = json.loads((root / "exercises" / "1_mini.ipynb").read_text())
    for cell in notebook["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    folder = root / "submitted" / student / "exercises"
    folder.mkdir(parents=True)
    (folder / "1_mini.ipynb").write_text(json.dumps(notebook))


def marks(root):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{root}/gradebook.db") as book:
        return {
            s.student.id: {grade.name: grade.auto_score for n in s.notebooks for grade in n.grades}
            for s in book.assignment_submissions("exercises")
        }


@pytest.mark.slow
def test_nonsense_earns_nothing_and_the_solution_everything(course, monkeypatch):
    monkeypatch.delenv(GRADED)
    solution = json.loads((course / "solutions" / "exercises" / "1_mini.ipynb").read_text())
    right = {cell["id"]: cell["source"] for cell in solution["cells"]}
    hand_in(course, "right", {step: right[step] for step in NONSENSE})
    hand_in(course, "nonsense", NONSENSE)
    hand_in(course, "empty", {})
    run(course, "-m", "nbgrader", "generate_assignment", "exercises", "--force")
    run(course, "-m", "nbgrader", "autograde", "exercises")
    got = marks(course)
    assert got["right"] == POINTS
    assert set(got["nonsense"].values()) == {0}
    assert set(got["empty"].values()) == {0}


@pytest.mark.slow
def test_the_students_own_checks_agree_on_visible_cases(course, monkeypatch):
    monkeypatch.delenv(GRADED)
    hand_in(course, "partly", {"1-errors": NONSENSE["1-errors"]})
    path = course / "submitted" / "partly" / "exercises" / "1_mini.ipynb"
    said = run(course, "-m", "nbgrader", "validate", str(path))
    assert "VALIDATION FAILED ON 2 CELL(S)" in said
    assert "1-errors" in said
    assert "your value is [" in said

"""Scripts become notebooks: same bytes every time, nothing secret in a release."""

import json
import shutil

import nbformat
import pytest

from coursekit.grading.builder import build, release_notebooks
from coursekit.grading.course import GradingError
from coursekit.grading.gradebook import scripts_on_path
from coursekit.grading.guards import (
    MARKERS,
    check_graded_cells,
    check_release,
    find_scripts,
    find_solution_lines,
)
from coursekit.grading.scripts import read_script


def _cells(path):
    return {cell["id"]: cell for cell in json.loads(path.read_text())["cells"]}


def test_ids_are_grade_ids_else_numbers(built_course):
    ids = list(_cells(built_course / "solutions/exercises/1_mass.ipynb"))
    assert ids == [
        "1", "2", "mean-question", "mean", "mean-check", "mean-hidden", "fractions-question",
        "fractions", "fractions-check", "why-question", "why", "12",
    ]  # fmt: skip


def test_released_cells_have_stubs_and_locks(built_course):
    cells = _cells(built_course / "exercises/1_mass.ipynb")
    assert "raise NotImplementedError()" in "".join(cells["mean"]["source"])
    assert "".join(cells["why"]["source"]) == "YOUR ANSWER HERE"
    assert "".join(cells["mean-hidden"]["source"]).count("\n") == 0
    assert cells["mean-check"]["metadata"]["editable"] is False
    assert cells["mean"]["metadata"]["nbgrader"]["solution"] is True


def test_no_marker_in_any_release_but_all_in_the_source(built_course):
    released = (built_course / "exercises/1_mass.ipynb").read_text()
    source = (built_course / "solutions/exercises/1_mass.ipynb").read_text()
    assert [m for m in MARKERS if m in released] == []
    assert "BEGIN SOLUTION" in source
    assert "BEGIN HIDDEN TESTS" in source


def test_notebooks_are_valid_and_without_outputs(built_course):
    for path in built_course.rglob("*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert all(not cell.get("outputs") for cell in notebook.cells)


def test_second_build_changes_nothing(course):
    before = {path: path.read_bytes() for path in course.rglob("*.ipynb")}
    assert build(course) == []
    for path in before:
        path.unlink()
    assert sorted(build(course)) == sorted(before)
    assert {path: path.read_bytes() for path in course.rglob("*.ipynb")} == before


def test_check_names_what_is_out_of_date(course):
    released = course / "exercises/2_cell.ipynb"
    released.write_text(released.read_text() + " ")
    (course / "exercises/9_old.ipynb").write_text("{}")
    with pytest.raises(GradingError, match=r"Out of date: exercises/2_cell.ipynb, exercises/9_old"):
        build(course, check=True)
    build(course)
    assert not (course / "exercises/9_old.ipynb").exists()
    assert build(course, check=True) == []


def test_windows_line_ends_give_the_same_bytes(course):
    script = course / "solutions/exercises/2_cell.py"
    script.write_bytes(script.read_bytes().replace(b"\n", b"\r\n"))
    assert build(course) == []


def test_nbgraders_own_command_writes_the_same_release(course):
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config, PyFileConfigLoader

    config = Config(PyFileConfigLoader(str(_config_file())).load_config())
    config.CourseDirectory.root = str(course)
    ours = {p.name: p.read_bytes() for p in (course / "exercises").iterdir()}
    with scripts_on_path():
        result = NbGraderAPI(config=config).generate_assignment("exercises", force=True)
    assert result["success"], result
    theirs = {p.name: p.read_bytes() for p in (course / "exercises").iterdir()}
    assert sorted(theirs) == sorted(ours)
    assert {n: b.rstrip() for n, b in theirs.items()} == {n: b.rstrip() for n, b in ours.items()}


def _config_file():
    from pathlib import Path

    return Path(__file__).parents[2] / "nbgrader_config.py"


def test_guard_scripts():
    assert find_scripts(["a.ipynb", "b.py", "c/d.PY"]) == ["b.py", "c/d.PY"]


def test_guard_finds_a_planted_solution_line(built_course):
    source = read_script(built_course / "solutions/exercises/1_mass.py")
    released = json.loads((built_course / "exercises/1_mass.ipynb").read_text())
    assert find_solution_lines(source, released) == []
    leak = "    return total_mass  /  sum(counts.values())"
    released["cells"][0]["source"] = ["Hint:\n", leak]
    assert find_solution_lines(source, released) == ["return total_mass / sum(counts.values())"]


def test_guard_stops_a_release_with_a_marker(built_course):
    source = read_script(built_course / "solutions/exercises/2_cell.py")
    text = (built_course / "solutions/exercises/2_cell.ipynb").read_bytes()
    with pytest.raises(GradingError, match=r"2_cell\.ipynb: the marker BEGIN HIDDEN TESTS"):
        check_release({"2_cell": source}, {"2_cell.ipynb": text})


def test_guard_stops_a_script_in_the_release(built_course):
    with pytest.raises(GradingError, match=r"notes.py: a script"):
        check_release({}, {"notes.py": b""})


def test_guard_on_graded_cells():
    check_graded_cells({"a": 2.0}, {"a": 0.0}, {"a": 2.0})
    with pytest.raises(GradingError, match="`a` fails on its own solution"):
        check_graded_cells({"a": 1.0}, {"a": 0.0}, {"a": 2.0})
    with pytest.raises(GradingError, match="`a` gives full points for the untouched stub"):
        check_graded_cells({"a": 2.0}, {"a": 2.0}, {"a": 2.0})


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ('# %% nbgrader={"solution": true}', "has no `grade_id`"),
        ('# %% nbgrader={"grade_id": "a", "grade": true}', "`a` is graded but has no `points`"),
        ('# %% [markdown] nbgrader={"grade_id": "a", "solution": true}', "needs `grade` and `poi"),
        ("# %%\n1\n" + '# %% nbgrader={"grade_id": "1", "locked": true}', "two cells are called"),
    ],
)
def test_bad_marks_are_named(tmp_path, cell, message):
    script = tmp_path / "x.py"
    script.write_text(cell + "\n# text\n")
    with pytest.raises(GradingError, match=message):
        read_script(script)


def test_solution_outside_a_solution_cell_is_refused(built_course):
    source = read_script(built_course / "solutions/exercises/2_cell.py")
    source.cells[1].source = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
    with pytest.raises(GradingError, match="nbgrader cannot release `exercises`"):
        release_notebooks({"2_cell": nbformat.writes(source)}, {}, "exercises")


def test_extras_are_released_but_scripts_are_not(course):
    folder = course / "solutions/exercises/images"
    folder.mkdir()
    (folder / "a.txt").write_text("picture")
    (folder / "secret.py").write_text("answer = 1")
    build(course)
    assert (course / "exercises/images/a.txt").read_text() == "picture"
    assert list((course / "exercises").rglob("*.py")) == []
    shutil.rmtree(folder)

"""`coursekit start` gives a student the course, and takes nothing away when it is brought up to date."""

import json

import pytest
from typer.testing import CliRunner

from coursekit import course, start
from coursekit.cli import app


def notebook(*cells):
    """A notebook of (grade_id, source, is an answer)."""
    made = [
        {"cell_type": "code", "source": source, "outputs": [], "execution_count": None,
         "metadata": {"nbgrader": {"grade_id": name, "solution": answer}}}
        for name, source, answer in cells
    ]  # fmt: skip
    return (json.dumps({"cells": made, "metadata": {}, "nbformat": 4}, indent=1) + "\n").encode()


@pytest.fixture
def published(tmp_path, monkeypatch):
    """What the course hands out; a test may change it."""
    files = {
        "lectures/A.ipynb": notebook(("A", "1", False)),
        "exercises/1.ipynb": notebook(("q", "old question", False), ("a", "", True)),
    }
    monkeypatch.setattr(start, "course_files", lambda: files)
    monkeypatch.chdir(tmp_path)
    return files


def run(*arguments):
    return CliRunner().invoke(app, ["start", *arguments])


def test_the_course_itself_is_what_a_student_needs(tmp_path):
    done = run("unit6", str(tmp_path / "mine"))
    assert done.exit_code == 0, done.output
    assert course.find_course(tmp_path / "mine") == tmp_path / "mine"
    names = {p.relative_to(tmp_path / "mine").as_posix() for p in (tmp_path / "mine").rglob("*")}
    assert {"exercises/1_composition.ipynb", "lectures/README.md", "data/README.md"} <= names
    assert {"constraints.txt", "LICENSE", ".coursekit.json"} <= names
    assert not any("solution" in name for name in names)


def test_a_second_start_changes_nothing_and_says_how_to_go_on(published, tmp_path):
    assert run().exit_code == 0
    (tmp_path / "unit6/exercises/1.ipynb").write_bytes(b"mine")
    done = run()
    assert done.exit_code == 2
    assert "nothing was changed" in done.stderr
    assert "--update" in done.stderr
    assert (tmp_path / "unit6/exercises/1.ipynb").read_bytes() == b"mine"


def test_a_folder_with_other_things_is_left_alone(published, tmp_path):
    (tmp_path / "unit6").mkdir()
    (tmp_path / "unit6" / "thesis.tex").write_text("x")
    assert run("--update").exit_code == 2
    assert [p.name for p in (tmp_path / "unit6").iterdir()] == ["thesis.tex"]


def test_an_update_carries_answers_over_and_keeps_the_old_notebook(published, tmp_path):
    run()
    mine = notebook(("q", "old question", False), ("a", "my answer", True))
    (tmp_path / "unit6/exercises/1.ipynb").write_bytes(mine)
    published["exercises/1.ipynb"] = notebook(("q", "new question", False), ("a", "", True))
    published["lectures/A.ipynb"] = notebook(("A", "2", False))
    done = run("--update")
    assert "exercises/1.ipynb: updated, with your answers" in done.stdout
    assert "lectures/A.ipynb: updated" in done.stdout
    cells = json.loads((tmp_path / "unit6/exercises/1.ipynb").read_text())["cells"]
    assert [c["source"] for c in cells] == ["new question", "my answer"]
    assert (tmp_path / "unit6/before-update/exercises/1.ipynb").read_bytes() == mine
    assert run("--update").stdout.startswith("exercises/1.ipynb: yours, kept")


def test_two_updates_keep_both_old_notebooks(published, tmp_path):
    run()
    for text in ("first", "second"):
        (tmp_path / "unit6/exercises/1.ipynb").write_text(text)
        published["exercises/1.ipynb"] = notebook(("a", f"stub {text}", True))
        run("--update")
    kept = {p.read_text() for p in (tmp_path / "unit6/before-update/exercises").iterdir()}
    assert kept == {"first", "second"}


def test_a_damaged_marker_is_named(published, tmp_path):
    run()
    (tmp_path / "unit6" / ".coursekit.json").write_text("{")
    done = run("--update")
    assert done.exit_code == 2
    assert ".coursekit.json is damaged" in done.stderr


def test_another_course_is_not_there():
    assert run("unit7").stderr == "coursekit: there is no course 'unit7'; there is 'unit6'\n"


def test_a_kit_for_instructors_can_be_passed_on(tmp_path, monkeypatch):
    packed, folder = tmp_path / "kit.zip", tmp_path / "teaching"
    kit = ["instructor-kit"]
    assert CliRunner().invoke(app, [*kit, str(packed)]).exit_code == 0
    monkeypatch.setattr("coursekit.kit.is_clone", lambda: False)
    refused = CliRunner().invoke(app, [*kit, str(tmp_path / "none")])
    assert refused.exit_code == 2
    assert "--from kit.zip" in refused.stderr
    done = CliRunner().invoke(app, [*kit, str(folder), "--from", str(packed)])
    assert done.exit_code == 0, done.output
    assert (folder / "solutions/exercises/1_composition.py").is_file()
    assert (folder / "nbgrader_config.py").is_file()
    assert CliRunner().invoke(app, [*kit, str(folder)]).exit_code == 2

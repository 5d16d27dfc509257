"""`coursekit lab` asks JupyterLab for the right folder and notebook, and for nothing outside."""

import json
import os
import shutil
import subprocess
import sys
import tomllib
from difflib import get_close_matches
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coursekit import course as course_files
from coursekit import present
from coursekit.cli import app


@pytest.fixture
def started(monkeypatch):
    """Commands that would have been run."""
    commands = []
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(subprocess, "call", lambda command, env: commands.append(command) or 0)
    return commands


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with three notebooks, of which the package is a part."""
    for name in ("lectures/0_frame", "lectures/C_geometry", "exercises/1_composition"):
        path = tmp_path / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        path.write_text("{}")
    (tmp_path / "lectures" / "README.md").write_text("# Lectures")
    (tmp_path / "constraints.txt").write_text("")
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(course_files, "__file__", str(tmp_path / "coursekit" / "course.py"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lab(*arguments):
    return CliRunner().invoke(app, ["lab", *arguments])


def opened(course):
    (path,) = (course / ".coursekit-lab").glob("*.jupyterlab-workspace")
    return json.loads(path.read_text())["data"]


def test_the_list_of_lectures_stands_beside_the_first(course, started):
    assert lab("--port", "8899").exit_code == 0
    (command,) = started
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert f"--ServerApp.root_dir={course}" in command
    assert "--port=8899" in command
    layout = opened(course)["layout-restorer:data"]
    assert layout["left"]["current"] == "markdownviewer-widget:lectures/README.md"
    assert layout["main"]["dock"]["widgets"] == ["notebook:lectures/0_frame.ipynb"]


def test_without_a_list_the_files_are_shown(course, started):
    (course / "lectures" / "README.md").rename(course / "lectures" / "other.md")
    (course / course_files.MARKER).write_text("{}")
    lab()
    assert opened(course)["layout-restorer:data"]["left"]["current"] == "filebrowser"


def test_nothing_is_asked_of_the_internet(course, started):
    lab()
    (settings,) = (a.split("=")[1] for a in started[0] if a.startswith("--LabApp.app_settings"))
    asked = json.loads(Path(settings, "overrides.json").read_text())
    assert asked["@jupyterlab/apputils-extension:notification"] == {"fetchNews": "false"}
    assert {
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    } <= set(started[0])


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("C", "lectures/C_geometry.ipynb"),
        ("c", "lectures/C_geometry.ipynb"),
        ("C_geometry", "lectures/C_geometry.ipynb"),
        ("1", "exercises/1_composition.ipynb"),
    ],
)
def test_one_notebook(course, started, name, path):
    assert lab("--lecture", name, "--no-browser").exit_code == 0
    assert "--no-browser" in started[0]
    data = opened(course)
    assert data["layout-restorer:data"]["main"]["current"] == f"notebook:{path}"
    assert data["file-browser-filebrowser:cwd"]["path"] == path.split("/")[0]


def test_unknown_lecture(course, started):
    run = lab("--lecture", "Q")
    assert run.exit_code == 2
    assert run.stderr == f"coursekit: no notebook 'Q' in {course}; there are: 0, C, 1\n"
    assert started == []


def test_options_of_jupyter(course, started):
    assert lab("--lecture", "C", "--", "--ip=0.0.0.0", "--allow-root").exit_code == 0
    assert started[0][-2:] == ["--ip=0.0.0.0", "--allow-root"]


def test_root_is_told_before_jupyter_refuses(course, started, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    run = lab()
    assert run.exit_code == 2
    assert run.stderr == (
        "coursekit: you are root, for whom JupyterLab does not start; use an ordinary account, or "
        "in a container: coursekit lab -- --allow-root\n"
    )
    assert started == []
    assert lab("--", "--allow-root").exit_code == 0


def test_status_of_jupyter_is_passed_on(course, started, monkeypatch):
    monkeypatch.setattr(subprocess, "call", lambda command, env: 3)
    assert lab().exit_code == 3


def test_outside_the_course_it_says_how_to_get_one(tmp_path, monkeypatch, started):
    monkeypatch.setattr(course_files, "is_clone", lambda: False)
    monkeypatch.chdir(tmp_path)
    run = lab()
    assert run.exit_code == 2
    assert run.stderr == (
        f"coursekit: there is no course in {tmp_path}; `coursekit start unit6` puts one into a new "
        "folder unit6\n"
    )
    assert started == []


def test_the_folder_may_be_named_before_the_options(course, started, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    assert lab(str(course), "--lecture", "C", "--", "--allow-root").exit_code == 0
    assert f"--ServerApp.root_dir={course}" in started[0]
    assert started[0][-1] == "--allow-root"


def test_a_lecture_as_slides(course, started):
    cells = [
        ("markdown", "# C. Geometry\nAbout twenty minutes.", {}),
        ("code", "plot()", {}),
        ("markdown", "What is seen.", {}),
        ("markdown", "**Step 1.** Write it.", {"nbgrader": {"grade_id": "C-q"}}),
        ("markdown", "## Next", {}),
        ("code", "guess = predict(\n    'x', \n    'y'\n)", {}),
    ]
    made = [{"cell_type": k, "source": [s], "metadata": m} for k, s, m in cells]
    path = course / "lectures" / "C_geometry.ipynb"
    path.write_text(json.dumps({"cells": made, "metadata": {}}))
    before = path.read_bytes()
    assert lab("--present", "C").exit_code == 0
    assert "--LabApp.default_url=/rise/presented/C_geometry.ipynb" in started[0]
    slides = json.loads((course / "presented" / "C_geometry.ipynb").read_text())["cells"]
    kinds = [cell["metadata"]["slideshow"]["slide_type"] for cell in slides]
    note = ["notes"]
    assert kinds == ["slide", *note, "subslide", *note, "fragment", "skip", "slide", *note,
                     "subslide", *note]  # fmt: skip
    assert slides[-2]["metadata"]["jupyter"] == {"source_hidden": True}
    assert slides[1]["source"].startswith("About 3 min, and 15 for their own steps. Ask: ")
    assert path.read_bytes() == before


LECTURES = sorted((Path(__file__).parents[2] / "lectures").glob("*.ipynb"))


@pytest.mark.parametrize("path", LECTURES, ids=lambda path: path.stem)
def test_the_notes_fill_the_time_and_ask_something(path, tmp_path):
    (tmp_path / "lectures").mkdir()
    shutil.copy(path, tmp_path / "lectures")
    shown = tmp_path / present.present(tmp_path, f"lectures/{path.name}")
    rows = [
        line.strip("| ").split(" | ")
        for line in shown.with_suffix(".notes.md").read_text().splitlines()
        if line.startswith("| ") and "from" not in line
    ]
    first = "".join(json.loads(path.read_text())["cells"][0]["source"])
    assert abs(sum(int(row[1]) for row in rows) / present.read_minutes(first) - 1) < 0.2
    assert all(row[3].endswith(("?", ".")) for row in rows)
    assert sum(row[3] == present.OTHERWISE for row in rows) <= len(rows) / 4


def test_every_question_of_the_table_has_its_section():
    table = tomllib.loads(Path(present.__file__).with_suffix(".toml").read_text())
    headings = {
        present.read_heading("".join(cell["source"]))
        for path in LECTURES
        for cell in json.loads(path.read_text())["cells"]
        if "".join(cell["source"]).startswith("#")
    }
    lost = [key for key in table if not get_close_matches(key, headings, n=1, cutoff=0.8)]
    assert len(lost) <= len(table) / 4, lost

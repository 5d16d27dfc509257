"""`coursekit lab` asks JupyterLab for the right folder and notebook."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coursekit.cli import app

COURSE = Path(__file__).parents[2]


@pytest.fixture
def started(monkeypatch):
    """Commands that would have been run."""
    commands = []
    monkeypatch.setattr(subprocess, "call", lambda command: commands.append(command) or 0)
    return commands


@pytest.fixture
def course(tmp_path, monkeypatch):
    """A course with two lectures, of which the package is a part."""
    (tmp_path / "lectures").mkdir()
    for name in ("A_ladder", "C_geometry"):
        (tmp_path / "lectures" / f"{name}.ipynb").write_text("{}")
    monkeypatch.setattr(
        sys.modules["coursekit.cli.lab"], "__file__", str(tmp_path / "coursekit/cli/lab.py")
    )
    return tmp_path


def test_folder_and_port(course, started):
    run = CliRunner().invoke(app, ["lab", "--port", "8899"])
    assert run.exit_code == 0, run.output
    assert started == [
        [sys.executable, "-m", "jupyterlab", f"--notebook-dir={course}", "--port=8899"]
    ]


def test_one_lecture(course, started):
    run = CliRunner().invoke(app, ["lab", "--lecture", "C"])
    assert run.exit_code == 0, run.output
    assert started[0][-1] == "--LabApp.default_url=/lab/tree/lectures/C_geometry.ipynb"


def test_unknown_lecture(course, started):
    run = CliRunner().invoke(app, ["lab", "--lecture", "Q"])
    assert run.exit_code == 2
    assert run.stderr == f"no lecture 'Q' in {course / 'lectures'}; there are: A, C\n"
    assert started == []


def test_status_of_jupyter_is_passed_on(course, monkeypatch):
    monkeypatch.setattr(subprocess, "call", lambda command: 3)
    assert CliRunner().invoke(app, ["lab"]).exit_code == 3


def test_outside_the_course_it_opens_where_one_stands(tmp_path, monkeypatch, started):
    monkeypatch.setattr(
        sys.modules["coursekit.cli.lab"], "__file__", str(tmp_path / "lib/cli/lab.py")
    )
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["lab"]).exit_code == 0
    assert f"--notebook-dir={tmp_path}" in started[0]

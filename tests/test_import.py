"""Nothing heavy is loaded before it is used."""

import json
import subprocess
import sys

import pytest

HEAVY = (
    "sklearn",
    "pandas",
    "scipy.stats",
    "sympy",
    "matplotlib",
    "plotly",
    "numba",
    "pymatgen",
    "ase",
    "matminer",
    "dscribe",
    "torch",
    "ipywidgets",
    "nbgrader",
    "jupyter_server",
    "distributed",
    "mp_api",
)


def loaded_by(code):
    """The heavy packages that a fresh interpreter holds after running `code`."""
    report = f"\nimport json, sys\nprint(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    run = subprocess.run(
        [sys.executable, "-c", code + report], capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout.splitlines()[-1])


def test_the_test_sees_what_is_loaded():
    assert loaded_by("import pandas") == ["pandas"]


@pytest.mark.parametrize(
    "module",
    [
        "coursekit",
        "coursekit.errors",
        "coursekit.structures",
        "coursekit.datasets",
        "coursekit.checks",
        "coursekit.grading",
        "coursekit.apps",
        "coursekit.doctor",
        "coursekit.lab",
        "coursekit.notebook",
        "coursekit.cli",
    ],
)
def test_import(module):
    assert loaded_by(f"import {module}") == []


WALK = """
from typer.main import get_command
from coursekit.cli import app

def walk(command, words):
    yield words
    for name, below in getattr(command, "commands", {}).items():
        yield from walk(below, [*words, name])

asked = []
for words in walk(get_command(app), []):
    try:
        app([*words, "--help"])
    except SystemExit as end:
        assert not end.code
    asked.append(" ".join(words))
assert {"", "lab", "ladder", "check", "doctor", "data mp", "grade", "export"} <= set(asked)
"""


def test_help_of_every_command():
    assert loaded_by(WALK) == []


def test_a_room_is_opened_when_it_is_entered():
    code = "import coursekit, sys\nbefore = 'coursekit.pooling' in sys.modules\ncoursekit.pooling"
    assert "sklearn" in loaded_by(code + "\nassert not before")
    import coursekit

    assert set(coursekit.__all__) <= set(dir(coursekit))
    for name in coursekit.__all__:
        assert getattr(coursekit, name).__name__ == f"coursekit.{name}"
    with pytest.raises(AttributeError) as error:
        coursekit.nothing
    assert str(error.value) == "module 'coursekit' has no attribute 'nothing'"


def test_magpie_reads_matminers_table_without_matminer():
    code = "from coursekit.featurizers import MagpieStatistics\nMagpieStatistics().fit_transform(['MgO'])"
    assert "matminer" not in loaded_by(code)
    assert "dscribe" not in loaded_by(code)

"""The instructor's commands; their guide is run as it stands."""

import json
import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from coursekit.cli import app

from .corpus.edit import RIGHT, answer, read_release, store
from .rehearsal import make_class

GUIDE = Path(__file__).parents[2] / ".site" / "instructors.md"


def run(*arguments):
    # yes to all questions
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input="y\n" * 50)


def guide_commands():
    text = GUIDE.read_text(encoding="utf-8").split("## What the sandbox does")[0]
    blocks = re.findall(r"```bash\n(.*?)```", text, flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.slow
def test_the_guide_from_build_to_feedback(course, monkeypatch):
    monkeypatch.chdir(course)
    points = make_class(course, course / "unit6.zip")
    commands = guide_commands()
    steps = list(dict.fromkeys(shlex.split(line)[1] for line in commands))
    order = ["build", "release", "collect", "grade", "feedback", "export"]
    assert [step for step in steps if step in order] == order
    for line in commands:
        program, *arguments = shlex.split(line)
        assert program == "coursekit"
        done = run(*arguments)
        # hostile and damaged submissions are among them: grading may say so by its status
        assert done.exit_code in ((0, 1) if arguments[0] == "grade" else (0,)), done.output
    report = (course / "grading/exercises/report.jsonl").read_text().splitlines()
    lines = {line["student"]: line for line in map(json.loads, report)}
    for student, wanted in points.items():
        assert lines[student]["score"] == sum(wanted.values())
        assert (course / "feedback" / student / "exercises.html").is_file()
    assert "Grade" in (course / "grading/exercises/marks.csv").read_text().splitlines()[0]
    assert any((course / "dist").glob("*.zip"))


def test_grade_prints_json_for_a_program(course):
    store(course, "ada", answer(read_release(course), RIGHT))
    done = run("grade", "--root", course, "--json", "--cell-seconds", 30)
    assert done.exit_code == 0, done.output
    (line,) = json.loads(done.stdout)
    assert (line["student"], line["score"]) == ("ada", 11.0)
    said = run("grade", "--root", course, "--student", "ada").output
    assert "1 submissions in the sandbox" in said
    assert "1 provisional" in said


def test_build_check_names_what_is_out_of_date(course):
    assert run("build", "--root", course, "--check").exit_code == 0
    (course / "exercises" / "1_mass.ipynb").write_text("{}")
    done = run("build", "--root", course, "--check")
    assert done.exit_code == 2
    assert "1_mass.ipynb" in done.output
    assert "files written" in run("build", "--root", course).output
    assert "up to date" in run("build", "--root", course).output


def test_check_tells_a_student_which_tests_pass(course):
    release = course / "exercises" / "2_cell.ipynb"
    done = run("check", release)
    assert done.exit_code == 1
    assert "FAILS   volume-check" in done.output
    solved = run("check", course / "solutions" / "exercises" / "2_cell.ipynb", "--json")
    assert solved.exit_code == 0
    (results,) = json.loads(solved.stdout).values()
    assert all(result["passed"] for result in results)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["collect", "nowhere.zip"], "nowhere.zip"),
        (["grade", "homework"], "homework"),
        (["feedback", "exercises"], "grade it first"),
        (["export", "exercises"], "grade it first"),
        (["export", "--preset", "blackbird"], "blackbird"),
        (["grade", "--sandbox", "cage"], "cage"),
        (["check", "nowhere.ipynb"], "nowhere.ipynb"),
    ],
)
def test_what_cannot_be_done_is_explained(course, arguments, said):
    command, *rest = arguments
    root = [] if command == "check" else ["--root", course]
    done = run(command, *rest, *root)
    assert done.exit_code == 2
    assert done.output.startswith("coursekit: ")
    assert said in done.output


def test_export_lists_who_handed_in_nothing(course):
    store(course, "ada", answer(read_release(course), RIGHT))
    assert run("grade", "--root", course).exit_code == 0
    roster = course / "names.txt"
    roster.write_text("\ufeffada\nbob\n\n", encoding="utf-8")
    table = course / "table.csv"
    done = run("export", "--root", course, "--roster", roster, "--out", table)
    assert done.exit_code == 0, done.output
    rows = table.read_text().splitlines()
    assert [row.split(",")[:2] for row in rows[1:]] == [["ada", "provisional"], ["bob", "missing"]]

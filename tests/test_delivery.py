"""Workflows, container and Binder files name only what there is."""

import json
import os
import re
import shlex
import tomllib
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
import yaml
from command_line import not_known

COURSE = Path(__file__).parents[1]
WORKFLOWS = sorted((COURSE / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((COURSE / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
PROJECT = tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MADE_BY_RUNS = {"site", "report.md"}


def jobs(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]


def commands(path):
    """Every command of a workflow, a list of words."""
    lines = [s["run"] for j in jobs(path).values() for s in j["steps"] if "run" in s]
    return [shlex.split(part) for line in lines for part in re.split(r"&&|\|\||\n", line)]


def test_there_are_workflows_for_tests_the_site_and_the_newest():
    assert [path.stem for path in WORKFLOWS] == ["channels", "release", "site", "tests", "weekly"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow(path):
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    # YAML reads the word `on` as true
    assert set(text[True]) <= {"push", "pull_request", "schedule", "workflow_dispatch"}
    assert text["permissions"]["contents"] == "read"
    for job in jobs(path).values():
        assert job["timeout-minutes"] <= 120
        for step in job["steps"]:
            assert ("run" in step) != ("uses" in step)
            assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step.get("uses", f"a/b@{'0' * 40}"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_file_that_a_workflow_names_is_there(path):
    named = [
        word
        for words in commands(path)
        for word in words
        if re.search(r"^\.?[\w-]+/|\.(txt|py|md)$", word) and word not in MADE_BY_RUNS
    ]
    assert [word for word in named if not (COURSE / word).exists()] == []
    assert named


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_every_extra_that_a_workflow_installs_is_declared(path):
    extras = re.findall(r"\.\[([\w,]+)\]", path.read_text(encoding="utf-8"))
    assert {e for names in extras for e in names.split(",")} <= set(
        PROJECT["optional-dependencies"]
    )


PYTHONS = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if "Python :: 3." in c]


def test_tests_run_on_three_systems_and_every_python_of_the_window():
    found = jobs(COURSE / ".github" / "workflows" / "tests.yml")
    assert found["linux"]["strategy"]["matrix"]["python"] == PYTHONS
    assert found["elsewhere"]["strategy"]["matrix"] == {
        "system": ["macos-latest", "windows-latest"],
        "python": PYTHONS,
    }
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_for_questions(path):
    form = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert {"name", "description", "body"} <= set(form)
    ids = [part.get("id") for part in form["body"] if part["type"] != "markdown"]
    assert len(set(ids)) == len(ids) > 0
    assert all(part["attributes"].get("label") for part in form["body"] if "id" in part)


@pytest.mark.parametrize("name", [".ci/run", ".ci/newest", ".ci/ready", ".binder/postBuild"])
def test_scripts_can_be_run(name):
    text = (COURSE / name).read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env ")
    assert os.access(COURSE / name, os.X_OK)


def test_containers_have_a_python_of_the_window():
    binder = yaml.safe_load((COURSE / ".binder" / "environment.yml").read_text())["dependencies"]
    editor = json.loads((COURSE / ".devcontainer" / "devcontainer.json").read_text())
    image = (COURSE / ".hub" / "Dockerfile").read_text()
    found = [
        *(line.partition("=")[2] for line in binder if str(line).startswith("python=")),
        editor["image"].rpartition(":")[2],
        re.search(r"^FROM python:([\d.]+)-slim$", image, re.M)[1],
    ]
    assert len(found) == 3
    assert set(found) <= set(PYTHONS)


def test_an_editor_opens_the_checkout_itself():
    editor = json.loads((COURSE / ".devcontainer" / "devcontainer.json").read_text())
    assert not {"workspaceFolder", "workspaceMount", "build"} & set(editor)
    install, look = (shlex.split(part) for part in editor["postCreateCommand"].split("&&"))
    assert install[:2] == ["pip", "install"]
    assert not_known(look) == []


def test_the_image_starts_the_course():
    image = (COURSE / ".hub" / "Dockerfile").read_text()
    *_, command = json.loads(re.search(r"^CMD (.+)$", image, re.M)[1])
    parts = re.split(r"\|\||;", command.replace("exec ", ""))
    started = [words for words in map(shlex.split, parts) if words[0] == "coursekit"]
    assert [words[1] for words in started] == ["start", "lab"]
    assert [not_known(words) for words in started] == [[], []]


def test_the_map_names_every_room_and_every_place_that_it_sends_people_to():
    text = (COURSE / ".site" / "map.md").read_text(encoding="utf-8")
    package = COURSE / "coursekit"
    rooms = {path.parent.name for path in package.glob("*/__init__.py")}
    rooms |= {path.stem for path in package.glob("*.py") if not path.stem.startswith("_")}
    assert sorted(room for room in rooms if f"`{room}`" not in text) == []
    for room, places in re.findall(r"^\| (`[^|]+) \|[^|]+\| ([^|]+) \|$", text, flags=re.M):
        first = re.findall(r"`([^`]+)`", room)
        for place in re.findall(r"`([^`]+)`", places):
            assert any((package / base / place).exists() for base in ("", *first)), (room, place)


@pytest.fixture(scope="module")
def ready():
    """The script that a release asks first."""
    loader = SourceFileLoader("course_ready", str(COURSE / ".ci" / "ready"))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


def test_a_release_with_placeholders_or_another_version_is_refused(ready, tmp_path):
    for name in (".site/release.toml", "pyproject.toml", "CITATION.cff", "CHANGELOG.md",
                 "coursekit/__init__.py"):  # fmt: skip
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((COURSE / name).read_text(encoding="utf-8"))
    filled = 'repository = "https://example.org/a"\nsite = "https://example.org"\ndoi = "10.1/a"\n'
    (tmp_path / ".site/release.toml").write_text(filled + 'authors = ["A, B"]\n')
    tag = f"v{PROJECT['version']}"
    assert ready.problems(tag, tmp_path) == []
    assert "versions differ: the tag 9.9" in ready.problems("v9.9", tmp_path)[0]
    (tmp_path / ".site/release.toml").write_text(filled + "authors = []\n")
    assert ready.problems(tag, tmp_path) == [".site/release.toml: `authors` is empty"]


def test_all_data_travel_in_the_package():
    wheel = tomllib.loads((COURSE / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    sent = set(wheel["build"]["targets"]["wheel"]["force-include"])
    here = {f"data/{p.name}" for p in (COURSE / "data").iterdir() if p.is_file()}
    assert here - sent == {"data/left_out.csv"}
    assert all((COURSE / path).exists() for path in sent)

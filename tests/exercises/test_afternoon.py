"""The instructor's page says what the notebooks and the steps are."""

import importlib.util
from pathlib import Path

import pytest

from coursekit.checks.declare import tasks_of
from coursekit.checks.misconceptions import load_misconceptions
from coursekit.datasets import load_dataset

from .bench import EXERCISES, bench_of

SITE = Path(__file__).parents[2] / ".site"


@pytest.fixture(scope="module")
def afternoon():
    spec = importlib.util.spec_from_file_location("afternoon", SITE / "afternoon.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_hundred_points_in_ninety_minutes(afternoon):
    core = [step for step in afternoon.read_steps() if step[2] is not None]
    assert sum(points for *_, points, _ in core) == 100
    assert sum(minutes for *_, minutes in core) == 90


def test_headings_give_the_points_of_their_cells(afternoon):
    for notebook in EXERCISES:
        said = sum(points or 0 for name, _, points, _ in afternoon.read_steps() if name == notebook)
        cells = bench_of(notebook).cells
        assert said == sum(c["metadata"].get("nbgrader", {}).get("points", 0) for c in cells)


def test_each_of_eight_outcomes_is_examined_by_a_step_with_points(afternoon):
    assert len(afternoon.OUTCOMES) == 8
    tasks = {name: task for letter in "1234" for name, task in tasks_of(letter).items()}
    for text, steps in afternoon.OUTCOMES:
        assert steps, text
        assert all(not tasks[name].optional for name in steps), text


def test_each_mistake_has_its_message(afternoon, tmp_path):
    turns, known = afternoon.wrong_turns(), load_misconceptions()
    assert len([name for names in turns.values() for name in names]) > 60
    assert {name for names in turns.values() for name in names} <= set(known)
    afternoon.write_afternoon(tmp_path)
    page = (tmp_path / "afternoon.md").read_text()
    for name in ("formula on both sides", "chosen on the test part", "columns of its own"):
        assert known[name].why in page
    assert "last ten minutes" in page


@pytest.mark.parametrize("notebook", EXERCISES)
def test_the_target_is_set_in_one_line(notebook, tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("COURSEKIT_DATASET", raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "target.txt").write_text("band_gap\n")
    cell = next(c["source"] for c in bench_of(notebook).cells if "target.txt" in c["source"])
    names = {"Path": Path, "load_dataset": load_dataset}
    exec(cell, names)
    assert names["dataset"].target == "band_gap"
    assert f"{len(names['dataset'])} crystals" in capsys.readouterr().out


def test_the_target_is_handed_out():
    texts = {(SITE.parent / f / "exercises" / "target.txt").read_text() for f in ("", "solutions")}
    assert texts == {"formation_energy_per_atom\n"}

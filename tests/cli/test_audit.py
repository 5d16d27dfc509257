"""`coursekit audit` on rungs, pickles and objects, with its page, its numbers and its exit status."""

import json
import subprocess
import sys

import joblib
import pandas as pd
import pytest
from typer.testing import CliRunner

from coursekit.audits import AUDITS, zoo
from coursekit.cli import app
from coursekit.featurizers import MagpieStatistics
from coursekit.pipelines import RUNGS

MODULE = """
import numpy as np


def volumes(structures):
    return np.array([[s.volume / len(s), s.composition.total_electrons / len(s)] for s in structures])


def positions(structures):
    return np.array([s.cart_coords.sum(axis=0) for s in structures])


number = 3
"""


def audit(*arguments):
    return CliRunner().invoke(app, ["audit", *map(str, arguments)])


@pytest.fixture
def place(tmp_path, monkeypatch, oxides):
    """A folder with a data set and a module, entered."""
    table = {
        "id": oxides.ids,
        "cif": [crystal.to(fmt="cif") for crystal in oxides.structures],
        "energy": oxides.targets,
    }
    pd.DataFrame(table).to_csv(tmp_path / "oxides.csv", index=False)
    (tmp_path / "pipes.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "pipes", raising=False)
    return tmp_path


DATA = ("--data", "oxides.csv", "--target", "energy")


def test_a_rung_on_a_users_data(place):
    run = audit(
        "composition", *DATA, "--out", "report", "--only", "invariances", "--only", "leakage"
    )
    assert run.exit_code == 0, run.output
    assert "18 crystals of oxides.csv, target energy" in " ".join(run.stdout.split())
    numbers = json.loads((place / "report" / "audit.json").read_text())
    assert [r["name"] for r in numbers["results"]] == ["invariances", "leakage"]
    assert (place / "report" / "audit.html").read_text().startswith("<!DOCTYPE html>")


def test_a_function_that_fails_sets_the_exit_status(place):
    assert audit("pipes:volumes", *DATA, "--only", "periodic images").exit_code == 0
    run = audit("pipes:positions", *DATA, "--only", "invariances", "--json")
    assert run.exit_code == 1
    printed = json.loads(run.stdout)
    assert printed["passed"] is False
    assert printed == json.loads((place / "audit.json").read_text())


def test_a_pickle_warns_and_runs(place):
    joblib.dump(MagpieStatistics(), place / "magpie.joblib")
    run = audit("magpie.joblib", *DATA, "--only", "pooling")
    assert run.exit_code == 0, run.output
    assert "loading magpie.joblib runs whatever code is in it" in run.stderr


def test_promises_from_the_command_line(place):
    options = ("--only", "invariances", "--json")
    strict = audit("sites", *DATA, *options, "--promise", "continuous=yes")
    assert json.loads(strict.stdout)["settings"]["promises"]["continuous"] is True
    lenient = audit("sites", *DATA, *options)
    assert json.loads(lenient.stdout)["settings"]["promises"]["continuous"] is None


def test_folds_are_searched_for_leaks(place):
    table = pd.read_csv("oxides.csv")
    again = table.assign(id=table["id"] + "-again")
    pd.concat([table, again]).to_csv("twice.csv", index=False)
    options = ("--data", "twice.csv", "--target", "energy", "--limit", "0", "--only", "leakage")
    assert audit("composition", *options, "--split", "random").exit_code == 1
    assert audit("composition", *options, "--split", "grouped").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], "'nothing' is no rung; give a rung (mean, formula,"),
        ([], "nothing to audit was named; give a rung (mean,"),
        (["missing.pkl"], "there is no file missing.pkl; check the spelling and the folder"),
        (["pipes:absent"], "'pipes:absent' cannot be imported (module 'pipes' has no attribute"),
        (["nowhere:x"], "'nowhere:x' cannot be imported (No module named 'nowhere')"),
        (["pipes:number"], "a int describes no crystals; give a featuriser"),
        (["composition", "--promise", "smooth=yes"], "`--promise` names 'smooth'; known are"),
        (["composition", "--promise", "r_cut=x"], "`--promise` is 'r_cut=x'; give r_cut in Å"),
        (["composition", "--promise", "periodic=maybe"], "give periodic=yes, periodic=no or"),
        (["composition", "--only", "smell"], "`audits` names 'smell'; known are periodic images"),
        (["composition", "--split", "odd"], "`split` is 'odd'; it must be one of random, grouped"),
    ],
)
def test_unusable_input(place, arguments, message):
    run = audit(*arguments, *DATA)
    assert run.exit_code == 2, run.output
    assert message in run.stderr
    assert "Traceback" not in run.output


def test_a_damaged_pickle(place):
    (place / "broken.pkl").write_bytes(b"not a pickle")
    run = audit("broken.pkl", *DATA)
    assert run.exit_code == 2
    assert "broken.pkl cannot be loaded" in run.stderr


def test_list():
    run = audit("--list")
    assert run.exit_code == 0
    for name in (*AUDITS, *RUNGS, *(entry.name for entry in zoo.ZOO)):
        assert f" {name}:" in run.stdout


def test_zoo_prints_the_matrix(monkeypatch):
    few = (zoo.BROKEN[0], zoo.HEALTHY[1])
    monkeypatch.setattr("coursekit.audits.zoo.ZOO", few)
    run = audit("--zoo")
    assert run.exit_code == 0, run.output
    lines = [line for line in run.stdout.splitlines() if few[0].name in line]
    assert lines[0].split()[2] == "X"
    assert few[0].audit in lines[0]
    assert "1 broken, 1 healthy" in run.stdout
    printed = json.loads(audit("--zoo", "--json").stdout)
    assert printed["clean"] is True
    assert printed["matrix"][0]["verdicts"][few[0].audit] == "failed"


def test_zoo_with_a_mistake_fails(monkeypatch):
    from dataclasses import replace

    impostor = replace(zoo.HEALTHY[1], audit="pooling", name="impostor")
    monkeypatch.setattr("coursekit.audits.zoo.ZOO", (impostor,))
    run = audit("--zoo")
    assert run.exit_code == 1
    assert "impostor: pooling does not catch it" in run.stdout


def test_in_a_shell(place):
    command = [sys.executable, "-m", "coursekit", "audit", "pipes:positions", *DATA]
    run = subprocess.run([*command, "--only", "invariances"], capture_output=True, text=True)
    assert run.returncode == 1, run.stderr
    assert "wrote audit.html and audit.json" in run.stdout

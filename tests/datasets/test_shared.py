"""1355 crystals of the Materials Project: a stranger's file, whole, and the ladder on a part."""

import json

import numpy as np
import pandas as pd
import pytest
from pymatgen.core import Composition
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.datasets import load_dataset

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def dataset(materials_project):
    return load_dataset(materials_project)


def test_every_crystal_is_read(dataset, materials_project):
    table = pd.read_csv(materials_project)
    assert len(dataset) == 1355
    assert dataset.failures == ()
    assert dataset.ids == table["material_id"].tolist()
    np.testing.assert_array_equal(dataset.targets, table["formation_energy_per_atom"])
    volumes = table["cif"].str.extract(r"_cell_volume\s+([\d.]+)")[0].astype(float)
    np.testing.assert_allclose([s.volume for s in dataset.structures], volumes, rtol=1e-6)
    # one formula is written in another order there: HeSiO2
    for group, formula in zip(dataset.groups, table["pretty_formula"], strict=True):
        assert Composition(group) == Composition(formula)


def test_ladder_on_sixty(dataset, materials_project, tmp_path, monkeypatch):
    # read once for both tests; that the command reads its file is tested in tests/cli
    monkeypatch.setattr("coursekit.datasets.load_dataset", lambda source, target: dataset)
    monkeypatch.setattr("coursekit.pipelines.rungs.N_TREES", 20)
    options = ["--data", str(materials_project), "--limit", "60", "--folds", "3", "--n-jobs", "1"]
    folders = ["--out", str(tmp_path), "--cache", str(tmp_path / "cache")]
    run = CliRunner().invoke(app, ["ladder", *options, *folders])
    assert run.exit_code == 0, run.output
    result = json.loads((tmp_path / "ladder.json").read_text())
    assert 50 <= result["settings"]["n_structures"] <= 60
    assert result["left_out"] == []
    mae = {(s["rung"], s["split"]): s["mae"] for s in result["scores"]}
    # formation energies spread over an electronvolt; composition explains some of it
    assert mae["composition", "grouped"] < mae["mean", "grouped"]

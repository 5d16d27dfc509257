"""`coursekit data` from the outside: what it prints, and its exit status."""

import json

import pytest
from datasets.stub_api import KEY, served
from datasets.write import write_csv
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.datasets import load_dataset, load_held_out
from coursekit.datasets.held_out import load_held_out_labels


def run(*arguments):
    return CliRunner().invoke(app, ["data", *map(str, arguments)])


def documents(dataset):
    return [
        {
            "material_id": f"mp-{number}",
            "formula_pretty": group,
            "elements": sorted({site.specie.symbol for site in crystal}),
            "nsites": len(crystal),
            "structure": crystal.as_dict(),
            "formation_energy_per_atom": -1.0,
            "energy_above_hull": 0.0,
            "band_gap": 2.0,
        }
        for number, (crystal, group) in enumerate(
            zip(dataset.structures, dataset.groups.tolist(), strict=True), 1
        )
    ]


def test_mp(oxides, tmp_path, monkeypatch):
    pytest.importorskip("mp_api")
    monkeypatch.setenv("MP_API_KEY", KEY)
    out = tmp_path / "mp.jsonl.gz"
    with served(documents(oxides)) as (endpoint, api):
        result = run("mp", "--out", out, "--n", 6, "--element", "O", "--endpoint", endpoint)
    assert result.exit_code == 0, result.output
    assert f"wrote 6 crystals to {out}; use it with --data {out}," in result.output
    assert f"COURSEKIT_DATASET={out}" in result.output
    assert KEY not in result.output
    assert api.keys == {KEY}
    assert len(load_dataset(out, target="band_gap")) == 6


def test_mp_without_a_key(tmp_path, monkeypatch):
    monkeypatch.delenv("MP_API_KEY", raising=False)
    result = run("mp", "--out", tmp_path / "mp.jsonl")
    assert result.exit_code == 2
    assert result.stderr.startswith("coursekit: no key for the Materials Project: make one")


def test_import(oxides, tmp_path):
    cifs = [crystal.to(fmt="cif") for crystal in oxides.structures]
    cifs[0] = "nonsense"
    source, out = write_csv(oxides, tmp_path / "own.csv", cif=cifs), tmp_path / "own.jsonl"
    result = run("import", source, "--target", "energy", "--out", out)
    assert result.exit_code == 0, result.output
    assert f"wrote {len(oxides) - 1} crystals to {out}" in result.stdout
    assert "1 crystal left out:" in result.stderr
    assert oxides.ids[0] in result.stderr
    assert json.loads(out.read_text().splitlines()[0])["header"]["target"] == "energy"


def test_import_of_nothing(tmp_path):
    result = run("import", tmp_path / "none.csv")
    assert result.exit_code == 2
    assert result.stderr == (
        f"coursekit: {tmp_path / 'none.csv'}: no such file or folder; check the spelling\n"
    )


def test_matbench_that_cannot_be(tmp_path):
    result = run("matbench", "--out", tmp_path / "part.jsonl", "--family", "garnet")
    assert result.exit_code == 2
    assert "`family` 'garnet'" in result.stderr


def test_score_ranks_the_class(tmp_path):
    truth = load_held_out_labels()
    files = []
    for name, error in (("ben", 0.3), ("anna", 0.1)):
        lines = ["id,prediction", *(f"{id_},{value + error}" for id_, value in truth.items())]
        files.append(tmp_path / f"{name}.csv")
        files[-1].write_text("\n".join(lines) + "\n")
    result = run("score", *files)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["name", "MAE", "rho", "regret", "(eV", "per", "atom)"]
    assert [line.split()[:3] for line in lines[1:]] == [
        ["anna", "0.100", "+1.00"],
        ["ben", "0.300", "+1.00"],
    ]
    listed = json.loads(run("score", *files, "--json").stdout)
    assert [row["name"] for row in listed] == ["anna", "ben"]
    assert listed[0]["mae"] == pytest.approx(0.1)
    assert listed[0]["n_structures"] == len(truth)


def test_score_of_an_incomplete_file(tmp_path):
    path = tmp_path / "anna.csv"
    path.write_text("id,prediction\nMgO-rocksalt,-1\n")
    result = run("score", path)
    assert result.exit_code == 2
    n = len(load_held_out())
    assert result.stderr.startswith(
        f"coursekit: {path}: the predictions lack {n} of {n} crystals, first"
    )


def test_score_of_files_of_one_name_and_of_a_broken_one(tmp_path):
    truth = load_held_out_labels()
    files = []
    for name, error in (("ben", 0.3), ("anna", 0.1)):
        lines = ["id,prediction", *(f"{id_},{value + error}" for id_, value in truth.items())]
        files.append(tmp_path / name / "predictions.csv")
        files[-1].parent.mkdir()
        files[-1].write_text("\n".join(lines) + "\n")
    result = run("score", *files, tmp_path / "absent.csv")
    assert result.exit_code == 2
    assert [line.split()[:2] for line in result.stdout.splitlines()[1:]] == [
        [str(files[1]), "0.100"],
        [str(files[0]), "0.300"],
    ]
    assert result.stderr == (
        f"coursekit: {tmp_path / 'absent.csv'}: no such file; check the spelling and the folder\n"
    )


def test_interrupted(tmp_path, monkeypatch):
    def interrupt(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("coursekit.datasets.importing.import_dataset", interrupt)
    result = run("import", "a.csv", "--out", tmp_path / "a.jsonl")
    assert result.exit_code == 130
    assert result.stderr == (
        "coursekit: stopped; run the command again: it goes on from what a download left behind, if "
        "it was one\n"
    )

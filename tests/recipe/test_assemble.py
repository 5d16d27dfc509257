"""From results to files, on numbers small enough to check by hand."""

import csv
import gzip
import json

import assemble
import pytest
import records
import references

from . import made_up


@pytest.fixture
def energies(results):
    return made_up.build()


def oxides(rows):
    """Without the element, which is a group of its own."""
    return [row for row in rows if row["formula"] != "Mg"]


def lines(path):
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


def test_references_are_found_and_unfinished_ones_left_out(energies):
    found = references.collect()
    assert set(found) == {"Mg", "O"}
    assert found["O"] == {
        "id_pbe": "O2-molecule",
        "e_pbe": -4.9,
        "id_chgnet": "O-alpha_o2" if "O-alpha_o2" in records.read("relaxed") else "O2-alpha_o2",
        "e_chgnet": -5.0,
    }


def test_formation_energy_by_hand(energies):
    rows, _, _ = assemble.assemble()
    assert {row["prototype"] for row in oxides(rows)} == set(energies)
    for row in oxides(rows):
        # per atom, against half of each element
        expected = energies[row["prototype"]] - (-1.5 - 4.9) / 2
        assert row["formation_energy_per_atom"] == pytest.approx(expected)
        assert row["formation_energy_per_atom_chgnet"] == pytest.approx(
            energies[row["prototype"]] - 0.5 + 5.0
        )
        above = energies[row["prototype"]] - energies["rocksalt"]
        assert row["energy_above_group"] == pytest.approx(above)


def test_gaps_come_from_the_run_or_from_the_one_that_added_them(energies):
    records.append("labels", made_up.labelled("MgO-cscl", -5.2, band_gap=2.0, gap_is_direct=True))
    records.append("gaps", made_up.labelled("MgO-rocksalt", -6.001, band_gap=4.0))
    records.append("gaps", {"id": "MgO-wurtzite", "status": "failed: over time"})
    found = {row["prototype"]: row.get("band_gap") for row in oxides(assemble.assemble()[0])}
    assert found == {"cscl": 2.0, "rocksalt": 4.0, "wurtzite": None, "zincblende": None}


def test_a_published_set_keeps_its_formulas(energies):
    rows, _, _ = assemble.assemble(only={"MgO"})
    assert {row["formula"] for row in rows} == {"MgO"}


def test_half_finished_groups_wait(energies):
    rows, left_out, _ = assemble.assemble()
    assert {row["formula"] for row in rows} == {"MgO", "Mg"}
    assert left_out == []


def test_failures_are_listed_with_the_reason(energies):
    records.append("labels", {"id": "MgO-cscl", "status": "failed: over time"})
    stuck = made_up.candidate("zincblende", {"A": "Mg", "X": "O"}, made_up.OXIDE)
    records.append("relaxed", made_up.relaxed(stuck, -5, status="not relaxed: residual 0.2"))
    rows, left_out, _ = assemble.assemble()
    assert {row["prototype"] for row in oxides(rows)} == {"rocksalt", "wurtzite"}
    assert sorted(left_out) == [
        ("MgO-cscl", "failed: over time"),
        ("MgO-zincblende", "not relaxed: residual 0.2"),
    ]


def test_no_reference_no_energy(energies):
    records.append("labels", {"id": "O2-molecule", "status": "failed: over time"})
    rows, left_out, _ = assemble.assemble()
    assert oxides(rows) == []
    assert dict(left_out)["MgO-rocksalt"] == "no reference for O"


def test_twins_are_dropped_and_named(energies):
    twin = made_up.candidate("rocksalt", {"A": "Mg", "X": "O"}, made_up.OXIDE)
    records.append("relaxed", made_up.relaxed({**twin, "id": "MgO-cscl"}, -6.499))
    rows, left_out, _ = assemble.assemble()
    assert {row["prototype"] for row in oxides(rows)} == {"rocksalt", "zincblende", "wurtzite"}
    assert left_out == [("MgO-cscl", "relaxed into MgO-rocksalt")]


def test_the_files(energies, tmp_path, monkeypatch):
    data, instructor = tmp_path / "data", tmp_path / "solutions"
    data.mkdir()
    head = assemble.write(*assemble.assemble(), data, instructor)
    set_, held = lines(data / "teaching_set.jsonl.gz"), lines(data / "held_out.jsonl.gz")
    assert set_[0]["header"] == json.loads(json.dumps(head))
    assert (head["n_structures"], head["n_held_out"], head["code"]) == (5, 0, "made up")
    assert len(held) == 1
    first = (data / "teaching_set.jsonl.gz").read_bytes()
    assemble.write(*assemble.assemble(), data, instructor)
    assert (data / "teaching_set.jsonl.gz").read_bytes() == first
    names = [line.split()[1] for line in (data / "SHA256SUMS").read_text().splitlines()]
    assert names == ["teaching_set.jsonl.gz", "held_out.jsonl.gz"]


def test_held_out_rows_go_without_labels(energies, tmp_path, monkeypatch):
    monkeypatch.setattr(assemble.splits, "is_held_out", lambda formula, known: formula == "MgO")
    data, instructor = tmp_path / "data", tmp_path / "solutions"
    data.mkdir()
    assemble.write(*assemble.assemble(), data, instructor)
    assert [row["formula"] for row in lines(data / "teaching_set.jsonl.gz")[1:]] == ["Mg"]
    held = lines(data / "held_out.jsonl.gz")[1:]
    assert len(held) == 4
    for row in held:
        assert not set(row) & set(assemble.LABELS)
        assert "splits" not in row
    with (instructor / "held_out_labels.csv").open() as file:
        secret = {
            row["id"]: float(row["formation_energy_per_atom"]) for row in csv.DictReader(file)
        }
    assert secret["MgO-rocksalt"] == pytest.approx(-2.8)
    assert set(secret) == {row["id"] for row in held}

"""The course's own data set, read by hand beside the loader."""

import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from coursekit.datasets import data_folder, load_teaching_set, teaching_set_header
from coursekit.errors import DatasetError
from coursekit.structures import check_structure

FILE = Path(__file__).parents[2] / "data" / "teaching_set.jsonl.gz"
FIELDS = {
    "id": str,
    "formula": str,
    "family": str,
    "kind": str,
    "prototype_start": str,
    "prototype": str,
    "space_group_start": int,
    "space_group": int,
    "n_atoms": int,
    "lattice": list,
    "species": list,
    "coords": list,
    "formation_energy_per_atom": float,
    "formation_energy_per_atom_chgnet": float,
    "energy_per_atom_pbe": float,
    "energy_per_atom_chgnet": float,
    "energy_above_group": float,
    "relaxation_steps": int,
    "relaxation_fmax": float,
    "volume_ratio": float,
    "k_points": int,
    "smearing": float,
    "spin_polarised": bool,
    "magnetic_moment": float,
    "scf_iterations": int,
    "cpu_s": float,
    "date": str,
}


@pytest.fixture(scope="module")
def lines():
    with gzip.open(FILE, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def rows(lines):
    return lines[1:]


@pytest.fixture(scope="module")
def dataset():
    return load_teaching_set()


def test_header_counts_what_is_there(lines, rows):
    header = lines[0]["header"]
    groups = Counter(row["formula"] for row in rows)
    assert teaching_set_header() == header
    assert header["licence"] == "CC BY 4.0"
    assert header["units"] == {"energy": "eV per atom", "length": "angstrom"}
    assert header["n_structures"] == len(rows)
    assert header["n_compositions"] == len(groups)
    assert header["n_groups_of_three"] == sum(n >= 3 for n in groups.values())


def test_every_record_has_every_field(rows):
    for row in rows:
        assert set(row) == set(FIELDS), row["id"]
        wrong = [name for name, kind in FIELDS.items() if not isinstance(row[name], kind)]
        assert not wrong, (row["id"], wrong)
        assert len(row["species"]) == len(row["coords"]) == row["n_atoms"]


def test_nothing_is_left_out_and_the_order_is_kept(dataset, rows):
    assert dataset.failures == ()
    assert dataset.ids == [row["id"] for row in rows]
    assert len(set(dataset.ids)) == len(rows)
    np.testing.assert_array_equal(
        dataset.targets, [row["formation_energy_per_atom"] for row in rows]
    )


def test_groups_are_the_formulas(dataset, rows):
    assert dataset.groups.tolist() == [row["formula"] for row in rows]
    for row, structure in zip(rows, dataset.structures, strict=True):
        amounts = Counter(row["species"])
        ratio = amounts.total() / structure.composition.reduced_composition.num_atoms
        assert structure.composition.reduced_composition.as_dict() == {
            symbol: n / ratio for symbol, n in amounts.items()
        }


def test_structures_are_sound_and_carry_their_origin(dataset, rows):
    for row, structure in zip(rows, dataset.structures, strict=True):
        check_structure(structure)
        np.testing.assert_array_equal(structure.lattice.matrix, row["lattice"])
        shift = structure.frac_coords - row["coords"]
        np.testing.assert_allclose(shift, np.round(shift), atol=1e-12)
        assert structure.properties["prototype"] == row["prototype"]
        assert structure.properties["family"] == row["family"]


@pytest.mark.parametrize("code", ["pbe", "chgnet"])
def test_formation_energies_follow_from_the_references(rows, code):
    references = teaching_set_header()["references"]
    target = "formation_energy_per_atom" + ("" if code == "pbe" else "_chgnet")
    for row in rows:
        elements = [references[symbol][f"e_{code}"] for symbol in row["species"]]
        expected = row[f"energy_per_atom_{code}"] - np.mean(elements)
        assert row[target] == pytest.approx(expected, abs=1.1e-5), row["id"]


def test_energy_above_the_lowest_of_the_formula(rows):
    members = defaultdict(list)
    for row in rows:
        members[row["formula"]].append(row)
    for group in members.values():
        lowest = min(row["formation_energy_per_atom"] for row in group)
        for row in group:
            above = row["formation_energy_per_atom"] - lowest
            assert row["energy_above_group"] == pytest.approx(above, abs=1.1e-5), row["id"]


def test_another_field_may_be_the_target(rows):
    dataset = load_teaching_set("volume_ratio")
    assert dataset.target == "volume_ratio"
    assert dataset.targets.tolist() == [row["volume_ratio"] for row in rows]


def test_unknown_field():
    with pytest.raises(DatasetError) as error:
        load_teaching_set("band_gap")
    start = "the teaching set has no field 'band_gap'; numeric fields are space_group_start, "
    assert str(error.value).startswith(start)
    assert "formation_energy_per_atom_chgnet" in str(error.value)
    assert "formula" not in str(error.value)


def test_field_that_is_not_a_number(rows):
    with pytest.raises(DatasetError) as error:
        load_teaching_set("family")
    first = rows[0]
    assert str(error.value) == (
        f"teaching set: none of the {len(rows)} structures can be used; the first: {first['id']}: "
        f"row 1: the target 'family' is '{first['family']}', not a number"
    )


def test_folder_can_be_chosen(tmp_path, monkeypatch, rows):
    head = {"header": {"references": {}}}
    (tmp_path / FILE.name).write_bytes(
        gzip.compress("\n".join(json.dumps(line) for line in (head, *rows[:3])).encode())
    )
    monkeypatch.setenv("COURSEKIT_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    assert load_teaching_set().ids == [row["id"] for row in rows[:3]]


def test_folder_without_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSEKIT_DATA", str(tmp_path))
    with pytest.raises(DatasetError) as error:
        load_teaching_set()
    assert str(error.value) == (
        f"the teaching set is not in {tmp_path}; install the course from its own folder "
        "(pip install -e .) or set COURSEKIT_DATA to the folder that holds teaching_set.jsonl.gz"
    )


def test_download_that_was_cut(tmp_path, monkeypatch):
    (tmp_path / FILE.name).write_bytes(FILE.read_bytes()[:2000])
    monkeypatch.setenv("COURSEKIT_DATA", str(tmp_path))
    with pytest.raises(DatasetError) as error:
        load_teaching_set()
    assert str(error.value) == (
        f"{tmp_path / FILE.name}: is damaged or not a text file (Compressed file ended before the "
        "end-of-stream marker was reached); fetch or export it again, gzipped files end in .gz"
    )

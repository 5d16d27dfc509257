"""The course's own data set, read by hand beside the loader."""

import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pytest

from coursekit.datasets import (
    data_folder,
    load_dataset,
    load_held_out,
    load_teaching_set,
    load_teaching_splits,
    teaching_set_header,
)
from coursekit.errors import DatasetError
from coursekit.structures import check_structure

FILE = Path(__file__).parents[2] / "data" / "teaching_set.jsonl.gz"


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


def test_a_record_that_does_not_fit_is_named(rows, tmp_path, monkeypatch):
    wrong = {**rows[1], "space_group": "cubic"}
    lines = [{"header": {}}, rows[0], wrong]
    text = "\n".join(json.dumps(line) for line in lines)
    (tmp_path / FILE.name).write_bytes(gzip.compress(text.encode()))
    monkeypatch.setenv("COURSEKIT_DATA", str(tmp_path))
    with pytest.raises(DatasetError) as error:
        load_teaching_set()
    assert str(error.value) == (
        f"teaching_set.jsonl.gz: record 2 ({wrong['id']}): `space_group`: input should be a valid "
        "integer, it holds 'cubic'; take the file of the course's own release again"
    )


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


def test_a_field_that_some_crystals_lack(rows):
    dataset = load_teaching_set("madelung_energy_per_atom")
    known = [row for row in rows if row["madelung_energy_per_atom"] is not None]
    assert 0 < len(dataset) == len(known) < len(rows)
    assert dataset.ids == [row["id"] for row in known]
    assert dataset.failures == ()


def test_a_gap_that_was_not_calculated_is_named(rows):
    dataset = load_teaching_set("band_gap")
    known = [row for row in rows if "band_gap" in row]
    assert dataset.targets.tolist() == [row["band_gap"] for row in known]
    assert dataset.ids == [row["id"] for row in known]
    assert [failure.id for failure in dataset.failures] == [
        row["id"] for row in rows if "band_gap" not in row
    ]
    assert all("has not been calculated yet" in str(f) for f in dataset.failures)


def test_gaps_agree_with_themselves(rows):
    for row in rows:
        if "band_gap" in row:
            assert 0 <= row["band_gap"] <= row["band_gap_direct"] + 1e-9, row["id"]
            assert (row["gap_is_direct"] is None) == (row["band_gap"] == 0), row["id"]
            assert ("gap_of_channels" in row) == row["spin_polarised"], row["id"]


def test_cations_of_spinels_stand_where_the_name_says(rows):
    spinels = [row for row in rows if row["family"] == "AB2O4"]
    assert spinels
    for row in spinels:
        places = Counter(zip(row["species"], row["cation_sites"], strict=True))
        formula = Counter(row["species"])
        divalent = next(el for el, n in formula.items() if n == 2)
        if row["prototype"] == "spinel":
            assert places[divalent, "tetrahedral"] == 2, row["id"]
        if row["prototype"] == "spinel_inverse":
            assert places[divalent, "octahedral"] == 2, row["id"]
    structure = load_teaching_set(family="AB2O4").structures[0]
    assert structure.properties["cation_sites"] == spinels[0]["cation_sites"]


def test_one_family(rows):
    dataset = load_teaching_set(family="AB2O4")
    assert dataset.ids == [row["id"] for row in rows if row["family"] == "AB2O4"]
    with pytest.raises(DatasetError) as error:
        load_teaching_set(family="spinels")
    message = str(error.value)
    assert message.startswith("the teaching set has no family 'spinels'; its families are A2X, ")


def test_splits_are_in_the_order_of_the_crystals(dataset, rows):
    splits = load_teaching_splits()
    assert splits.index.tolist() == dataset.ids
    assert splits["formula"].tolist() == [row["splits"]["formula"] for row in rows]
    assert list(splits.columns) == ["random", "formula", "family", "learning_curve"]


def test_held_out_crystals_show_no_label(lines):
    with gzip.open(FILE.with_name("held_out.jsonl.gz"), "rt", encoding="utf-8") as file:
        held = [json.loads(line) for line in file][1:]
    assert [crystal.properties["id"] for crystal in load_held_out()] == [row["id"] for row in held]
    labels = [name for name in lines[1] if "energy" in name and "madelung" not in name]
    assert len(labels) == 5
    for row in held:
        assert not set(labels) & set(row)
    # nor does the released set hold them under another name
    assert not {row["id"] for row in held} & {row["id"] for row in lines[1:]}
    assert lines[0]["header"]["n_held_out"] == len(held)


def test_a_setting_replaces_the_teaching_set(tmp_path, monkeypatch, oxides):
    from coursekit.datasets.store import record_of, write_records

    path = tmp_path / "own.jsonl"
    crystal, value = oxides.structures[0], float(oxides.targets[0])
    write_records(path, {}, [record_of(crystal, "a", formation_energy_per_atom=value)])
    monkeypatch.setenv("COURSEKIT_DATASET", str(path))
    assert load_dataset().ids == ["a"]
    assert load_dataset(FILE).ids != ["a"]
    monkeypatch.delenv("COURSEKIT_DATASET")
    assert load_dataset().name == f"teaching set {teaching_set_header()['version']}"


def test_unknown_field():
    with pytest.raises(DatasetError) as error:
        load_teaching_set("colour")
    start = "the teaching set has no field 'colour'; numeric fields are space_group_start, "
    assert str(error.value).startswith(start)
    assert "formation_energy_per_atom_chgnet" in str(error.value)
    assert "formula" not in str(error.value)


def test_field_that_is_not_a_number(rows):
    with pytest.raises(DatasetError) as error:
        load_teaching_set("family")
    first = rows[0]
    assert str(error.value) == (
        f"teaching set {teaching_set_header()['version']}: none of the {len(rows)} structures can be used; the first: {first['id']}: "
        f"row 1: the target 'family' is '{first['family']}', not a number; give digits with a "
        "decimal point, no unit"
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
        f"the teaching set is not in {tmp_path}; install coursekit again, or set "
        "COURSEKIT_DATA to the folder that holds teaching_set.jsonl.gz"
    )


def test_download_that_was_cut(tmp_path, monkeypatch):
    (tmp_path / FILE.name).write_bytes(FILE.read_bytes()[:2000])
    monkeypatch.setenv("COURSEKIT_DATA", str(tmp_path))
    with pytest.raises(DatasetError) as error:
        load_teaching_set()
    assert str(error.value) == (
        f"{tmp_path / FILE.name}: is damaged or not a text file (Compressed file ended before the "
        "end-of-stream marker was reached); fetch or export it again, as UTF-8 text; gzipped files, "
        "and only they, end in .gz"
    )


def test_lines_that_are_no_json(tmp_path, monkeypatch):
    path = tmp_path / FILE.name
    path.write_bytes(gzip.compress(b'{"header": {}}\n{"id": \n'))
    monkeypatch.setenv("COURSEKIT_DATA", str(tmp_path))
    with pytest.raises(DatasetError) as error:
        load_teaching_set()
    assert str(error.value) == (
        f"{path}: is not the course's file (a line is not JSON: Expecting value); take the file of "
        "the course's own release again"
    )

"""A user's own crystals: each form is read back as what was written, and refusals say why."""

import gzip
import json
import os

import numpy as np
import pandas as pd
import pytest
from pymatgen.core import Lattice, Structure

from coursekit.datasets import load_csv, load_dataset, load_folder, load_jsonl
from coursekit.errors import DatasetError

from .write import cif_of, record, write_csv, write_folder, write_lines


def assert_same(dataset, original, *, cif=False):
    """Same ids, groups, targets and crystals; a CIF turns the cell and groups the sites."""
    assert dataset.ids == original.ids
    assert dataset.failures == ()
    assert dataset.target == "energy"
    np.testing.assert_array_equal(dataset.groups, original.groups)
    np.testing.assert_allclose(dataset.targets, original.targets, rtol=1e-12)
    for read, written in zip(dataset.structures, original.structures, strict=True):
        assert read.composition == written.composition
        np.testing.assert_allclose(read.volume, written.volume, rtol=1e-6)
        if not cif:
            np.testing.assert_allclose(read.lattice.matrix, written.lattice.matrix, atol=1e-12)
        np.testing.assert_allclose(
            np.sort(read.distance_matrix, axis=None),
            np.sort(written.distance_matrix, axis=None),
            atol=1e-6,
        )


@pytest.fixture
def few(oxides):
    return oxides.subset(range(4))


@pytest.mark.parametrize("ending", ["csv", "csv.gz", "CSV"])
def test_csv(tmp_path, few, ending):
    path = write_csv(few, tmp_path / f"crystals.{ending}")
    dataset = load_dataset(path, target="energy")
    assert_same(dataset, few, cif=True)
    assert dataset.name == str(path)


def test_csv_column_with_another_name(tmp_path, few):
    table = pd.read_csv(write_csv(few, tmp_path / "a.csv")).rename(columns={"cif": "structure"})
    table.to_csv(tmp_path / "b.csv", index=False)
    assert_same(load_csv(tmp_path / "b.csv", target="energy", cif="structure"), few, cif=True)


@pytest.mark.parametrize("name", ["id", "material_id", "structure_id", "file", "name"])
def test_ids_are_text(tmp_path, few, name):
    ids = ["007", "NA", "1.0", " mp-1 "]
    write_csv(few, tmp_path / "a.csv", **{"material_id": None, name: ids})
    assert load_csv(tmp_path / "a.csv", target="energy").ids == ["007", "NA", "1.0", "mp-1"]


def test_rows_without_an_id_are_numbered(tmp_path, few):
    without = write_csv(few, tmp_path / "a.csv", material_id=None)
    assert load_csv(without, target="energy").ids == ["#1", "#2", "#3", "#4"]
    blank = write_csv(few, tmp_path / "b.csv", material_id=["x", "", "y", ""])
    assert load_csv(blank, target="energy").ids == ["x", "#2", "y", "#4"]


@pytest.mark.parametrize("kind", ["own", "structure", "cif"])
@pytest.mark.parametrize("ending", ["jsonl", "ndjson", "jsonl.gz"])
def test_jsonl(tmp_path, few, kind, ending):
    rows = [record(c, e, kind) for c, e in zip(few.structures, few.targets, strict=True)]
    path = write_lines(rows, tmp_path / "lines")
    if ending.endswith("gz"):
        path.write_bytes(gzip.compress(path.read_bytes()))
    path = path.rename(tmp_path / f"crystals.{ending}")
    assert_same(load_dataset(path, target="energy"), few, cif=kind == "cif")


def test_jsonl_header_blank_lines_and_byte_order_mark(tmp_path, few):
    row = record(few.structures[0], 1.5, "own")
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(['{"header": {}}', "", json.dumps(row), ""]), encoding="utf-8-sig")
    dataset = load_jsonl(path, target="energy")
    assert (dataset.ids, dataset.targets.tolist()) == (["MgO-rocksalt"], [1.5])


def test_pymatgens_fields_beside_the_others_or_as_text(tmp_path, few):
    first, second = few.structures[:2]
    rows = [
        {"id": "a", "energy": 1.0, **first.as_dict()},
        {"id": "b", "energy": 2.0, "structure": json.dumps(second.as_dict())},
    ]
    dataset = load_jsonl(write_lines(rows, tmp_path / "a.jsonl"), target="energy")
    assert dataset.ids == ["a", "b"]
    assert dataset.structures[0].matches(first, scale=False)
    assert dataset.structures[1].matches(second, scale=False)


def test_a_crystal_with_a_field_called_header_is_none(tmp_path, few):
    rows = [{**record(few.structures[0], 1.0, "own"), "header": "mine"}]
    assert len(load_jsonl(write_lines(rows, tmp_path / "a.jsonl"), target="energy")) == 1


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_line_ends_and_headings_of_other_programs(tmp_path, few, line_end):
    path = write_csv(few, tmp_path / "a.csv")
    text = path.read_text().replace("material_id,cif,energy", " Material_ID , cif,energy ")
    path.write_bytes(text.replace("\n", line_end).encode())
    dataset = load_csv(path, target="energy")
    assert dataset.ids == few.ids
    assert dataset.structures[0].matches(few.structures[0])


def test_hidden_and_capital_tables(tmp_path, few):
    folder = write_folder(few, tmp_path / "mine")
    (folder / "targets.csv").rename(folder / "TARGETS.CSV")
    (folder / "._targets.csv").write_bytes(b"\x00\x05")
    assert load_folder(folder, target="energy").ids == few.ids


def test_jsonl_ids(tmp_path, few):
    row = {**record(few.structures[0], 0.0, "own"), "id": None}
    rows = [row, {**row, "id": 0}, {**row, "id": "a\u2028b"}]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert load_jsonl(tmp_path / "a.jsonl", target="energy").ids == ["#1", "0", "a\u2028b"]


def test_teaching_set_is_readable_as_a_users_file():
    from coursekit.datasets import data_folder, load_teaching_set

    whole = load_teaching_set()
    same = load_dataset(data_folder() / "teaching_set.jsonl.gz")
    assert same.ids == whole.ids
    np.testing.assert_array_equal(same.targets, whole.targets)
    for one, other in zip(same.structures, whole.structures, strict=True):
        np.testing.assert_allclose(one.frac_coords, other.frac_coords, atol=1e-12)
        assert one.properties == other.properties


@pytest.mark.parametrize("ending", ["cif", "vasp", "json", "extxyz"])
def test_folder(tmp_path, few, ending):
    dataset = load_dataset(write_folder(few, tmp_path / "mine", ending), target="energy")
    assert_same(dataset, few, cif=ending == "cif")
    assert dataset.name == str(tmp_path / "mine")


def test_folder_of_named_files(tmp_path, few):
    folder = write_folder(few, tmp_path / "mine", ids=["007.cif", "POSCAR_2", "three"])
    names = ["007.cif", "POSCAR_2", "three.vasp"]
    for crystal, name in zip(few.structures, names, strict=False):
        crystal.to(filename=str(folder / name), fmt="cif" if name.endswith("cif") else "poscar")
    (folder / "three.txt").write_text("a note beside three.vasp")
    dataset = load_folder(folder, target="energy")
    assert dataset.ids == ["007.cif", "POSCAR_2", "three"]
    assert dataset.groups.tolist() == few.groups[:3].tolist()


def test_coordinates_are_wrapped_into_the_cell(tmp_path):
    outside = Structure(
        Lattice.cubic(4.2), ["Mg", "O"], [[-0.25, 1.0, 0], [2.25, 0.5, 0.5]], properties={"id": "a"}
    )
    rows = [{**record(outside, 0.0, kind), "id": kind} for kind in ("own", "structure")]
    dataset = load_jsonl(write_lines(rows, tmp_path / "a.jsonl"), target="energy")
    for crystal in dataset.structures:
        assert crystal.frac_coords.tolist() == [[0.75, 0, 0], [0.25, 0.5, 0.5]]


# what cannot be read


def message_of(call):
    with pytest.raises(DatasetError) as error:
        call()
    return str(error.value)


def test_missing_source(tmp_path):
    path = tmp_path / "absent.csv"
    assert message_of(lambda: load_dataset(path)) == (
        f"{path}: no such file or folder; check the spelling"
    )
    assert message_of(lambda: load_csv(path)) == message_of(lambda: load_dataset(path))


def test_unknown_kind_of_file(tmp_path):
    path = tmp_path / "crystals.xlsx"
    path.write_text("")
    assert message_of(lambda: load_dataset(path)) == (
        f"{path}: unknown kind of file; give a .csv, .jsonl, .json (pandas, matminer, JARVIS, OPTIMADE, "
        "ASE), .parquet, .db of ASE, .extxyz, packed or not, or a folder of structure files with a CSV of "
        "targets"
    )


def test_csv_without_the_target(tmp_path, few):
    path = write_csv(few, tmp_path / "a.csv")
    assert message_of(lambda: load_dataset(path, target="band_gap")) == (
        f"{path}: has no column 'band_gap'; its columns are material_id, cif, energy; name the one "
        "to learn as `target` (--target)"
    )


def test_csv_without_cif(tmp_path, few):
    path = write_csv(few, tmp_path / "a.csv", cif=None)
    assert message_of(lambda: load_dataset(path, target="energy")) == (
        f"{path}: has no column that holds crystals; its columns are material_id, energy; give "
        "them as CIF, POSCAR, JSON (Structure.as_dict) or paths of files"
    )


def test_csv_that_is_empty(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("")
    assert message_of(lambda: load_csv(path)) == f"{path}: the file is empty"
    path.write_text("id,cif,energy\n")
    assert message_of(lambda: load_csv(path)) == f"{path}: the table has a header and no rows"


def test_csv_that_is_not_one(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('id,cif\n1,"never closed\n')
    assert message_of(lambda: load_csv(path)) == (
        f"{path}: is not a readable CSV (Error tokenizing data. C error: EOF inside string starting "
        "at row 1)"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "id;cif;energy\n",
            "its first line is 'id;cif;energy'; columns must be separated by commas: export it "
            "again, with commas between columns and points in numbers",
        ),
        (
            "id\tcif\nb\tc,\n",
            "its first line is 'id\\tcif'; columns must be separated by commas: export it again, "
            "with commas between columns and points in numbers",
        ),
        (
            "id,energy,cif, energy\na,1,b,2\n",
            "has more than one column 'energy'; delete or rename all but one",
        ),
        (
            "cif,energy\na,1,\nb,2,\n",
            "its rows have more cells than its first line has names; name every column, and end no "
            "line with a comma",
        ),
    ],
)
def test_tables_that_would_be_bent(tmp_path, text, said):
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert message_of(lambda: load_csv(path, target="energy")) == f"{path}: {said}"


def test_a_folder_in_place_of_a_file(tmp_path):
    assert message_of(lambda: load_csv(tmp_path)).startswith(
        f"{tmp_path}: is no .csv; `load_dataset` reads a .csv, .jsonl, "
    )


def test_pipes_are_not_waited_for(tmp_path):
    path = tmp_path / "a.csv"
    os.mkfifo(path)
    assert message_of(lambda: load_dataset(path)) == (
        f"{path}: is a pipe or a device; write the data into a file first"
    )


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_bytes_that_are_no_text(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\xff\xfe\x00\x01\n\x00")
    assert message_of(lambda: load_dataset(path)) == (
        f"{path}: is damaged or not a text file ('utf-8' codec can't decode byte 0xff in position "
        "0: invalid start byte); fetch or export it again, as UTF-8 text; gzipped files, and only "
        "they, end in .gz"
    )


@pytest.mark.parametrize("name", ["a.csv.gz", "a.jsonl.gz"])
def test_damaged_archives(tmp_path, name):
    path = tmp_path / name
    whole = gzip.compress(b"id,cif,energy\n" * 1000)
    path.write_bytes(whole[:30])
    assert message_of(lambda: load_dataset(path)) == (
        f"{path}: is damaged or not a text file (Compressed file ended before the end-of-stream "
        "marker was reached); fetch or export it again, as UTF-8 text; gzipped files, and only they, "
        "end in .gz"
    )
    path.write_bytes(b"plain text")
    assert message_of(lambda: load_dataset(path)).startswith(
        f"{path}: is damaged or not a text file (Not a gzipped file"
    )
    path.write_bytes(whole[:20] + b"\x00\xff\x00\xff" + whole[24:])
    assert message_of(lambda: load_dataset(path)).startswith(
        f"{path}: is damaged or not a text file ("
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (
            '{"id": 1',
            " is not JSON (Expecting ',' delimiter at character 9); mend it, one object {...} a line",
        ),
        ("[1, 2]", " is not an object {...}; give one crystal a line"),
        ("5", " is not an object {...}; give one crystal a line"),
        (
            '{"id": "x", "band_gap": 1.0}',
            " has no 'energy'; its fields are id, band_gap; name the one to learn as `target` "
            "(--target)",
        ),
    ],
)
def test_jsonl_lines(tmp_path, few, line, reason):
    path = write_lines([record(few.structures[0], 0.0, "own"), line], tmp_path / "a.jsonl")
    assert message_of(lambda: load_dataset(path, target="energy")) == f"{path}: line 2{reason}"


@pytest.mark.parametrize(("names", "found"), [([], "none"), (["a.csv", "b.csv"], "a.csv, b.csv")])
def test_folder_needs_one_table(tmp_path, names, found):
    for name in names:
        (tmp_path / name).write_text("id,energy\n")
    assert message_of(lambda: load_dataset(tmp_path)) == (
        f"{tmp_path}: needs exactly one CSV with the targets; found {found}"
    )


def test_folder_whose_table_lacks_the_target(tmp_path, few):
    folder = write_folder(few, tmp_path / "mine")
    assert message_of(lambda: load_dataset(folder)) == (
        f"{folder / 'targets.csv'}: has no column 'formation_energy_per_atom'; its columns are "
        "file, energy; name the one to learn as `target` (--target)"
    )


# what costs one crystal and not the others

NO_NUMBER = "not a number; give digits with a decimal point, no unit"


def test_unparsable_cif_in_row_17(tmp_path, oxides):
    cifs = [cif_of(crystal) for crystal in oxides.structures]
    cifs[16] = "data_broken\n_cell_length_a 4.2\n"
    dataset = load_dataset(write_csv(oxides, tmp_path / "a.csv", cif=cifs), target="energy")
    assert len(dataset) == len(oxides) - 1
    assert dataset.ids == oxides.ids[:16] + oxides.ids[17:]
    (failure,) = dataset.failures
    assert failure.id == oxides.ids[16]
    assert failure.reason.startswith("row 17: cannot be read as cif: ")
    assert failure.reason.endswith("; export the crystal again, with its atoms")


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (np.nan, "the target 'energy' is nan, not a finite number"),
        (np.inf, "the target 'energy' is inf, not a finite number"),
        (-np.inf, "the target 'energy' is -inf, not a finite number"),
        (1e101, "the target 'energy' is 1e+101, allowed are numbers up to 1e+100; mend it"),
        ("n/a yet", f"the target 'energy' is 'n/a yet', {NO_NUMBER}"),
        ("1,5", f"the target 'energy' is '1,5', {NO_NUMBER}"),
        ("1_000", f"the target 'energy' is '1_000', {NO_NUMBER}"),
        ("1.2 eV", f"the target 'energy' is '1.2 eV', {NO_NUMBER}"),
    ],
)
def test_targets_that_are_no_numbers(tmp_path, few, value, reason):
    energies = few.targets.astype(object)
    energies[2] = value
    dataset = load_csv(write_csv(few, tmp_path / "a.csv", energy=energies), target="energy")
    assert dataset.ids == [*few.ids[:2], few.ids[3]]
    np.testing.assert_allclose(dataset.targets, few.targets[[0, 1, 3]])
    assert [str(failure) for failure in dataset.failures] == [f"{few.ids[2]}: row 3: {reason}"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, f"is None, {NO_NUMBER}"),
        ([1.0], f"is [1.0], {NO_NUMBER}"),
        (float("nan"), "is nan, not a finite number"),
        (10**400, f"is 1000000000000000000000000000000000000000, {NO_NUMBER}"),
    ],
)
def test_targets_of_json(tmp_path, few, value, reason):
    good, bad = few.structures[:2]
    rows = [record(good, 1.0, "own"), record(bad, value, "own")]
    dataset = load_jsonl(write_lines(rows, tmp_path / "a.jsonl"), target="energy")
    assert dataset.ids == ["MgO-rocksalt"]
    assert [str(failure) for failure in dataset.failures] == [
        f"MgO-cesium: line 2: the target 'energy' {reason}"
    ]


GIVE = (
    "; give the crystal as `structure` (Structure.as_dict), `cif`, `atoms`, or `lattice` with "
    "`species` and `coords`"
)
CUBE = [[4, 0, 0], [0, 4, 0], [0, 0, 4]]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (
            {"atoms": {}},
            "is a dict that holds no crystal; its fields are id, energy, atoms" + GIVE,
        ),
        ({"cif": None}, "has no CIF text; the cell is empty"),
        ({"cif": "  "}, "has no CIF text; the cell is empty"),
        (
            {"lattice": CUBE, "coords": [[0, 0, 0]]},
            "has a `lattice` but no `species`; add what is missing",
        ),
        (
            {"lattice": {"a": 4.0}, "species": ["Mg"], "coords": [[0, 0, 0]]},
            "has a `lattice` that is not three vectors [[x, y, z], ...] in Å",
        ),
        (
            {
                "lattice": [[4, 0, 0], [8, 0, 0], [0, 0, 4]],
                "species": ["Mg"],
                "coords": [[0, 0, 0]],
            },
            "has lattice vectors of 4, 8, 4 Å and 0 Å³ per atom, allowed are 1 to 100000; mend the "
            "lattice, lengths are in Å",
        ),
        (
            {"lattice": CUBE, "species": [], "coords": []},
            "has 0 `species` and 0 rows of `coords`; give one each for every atom",
        ),
        (
            {"lattice": CUBE, "species": ["Qx"], "coords": [[0, 0, 0]]},
            "has sites of Qx, which is no chemical element; correct the symbol (capital letter "
            "first, then a small one)",
        ),
        (
            {"structure": {"sites": []}},
            "is a dict that holds no crystal; its fields are id, energy, structure" + GIVE,
        ),
    ],
)
def test_crystals_of_json(tmp_path, few, body, reason):
    rows = [record(few.structures[0], 1.0, "own"), {"id": "bad", "energy": 0.0, **body}]
    dataset = load_jsonl(write_lines(rows, tmp_path / "a.jsonl"), target="energy")
    assert dataset.ids == ["MgO-rocksalt"]
    assert [str(failure) for failure in dataset.failures] == [f"bad: line 2: {reason}"]


def test_blank_cell(tmp_path, few):
    cifs = [cif_of(few.structures[0]), None, "", cif_of(few.structures[3])]
    dataset = load_csv(write_csv(few, tmp_path / "a.csv", cif=cifs), target="energy")
    assert [failure.reason for failure in dataset.failures] == [
        "row 2: has no CIF text; the cell is empty",
        "row 3: has no CIF text; the cell is empty",
    ]


def test_folder_files_that_fail(tmp_path, few):
    ids = ["MgO-rocksalt", "absent", "MgO-zincblende", "CaO-rocksalt"]
    folder = write_folder(few, tmp_path / "mine", ids=ids)
    (folder / "MgO-zincblende.vasp").write_text("")
    (folder / "CaO-rocksalt.cif").write_bytes(b"\xff\xfe no crystal")
    dataset = load_folder(folder, target="energy")
    assert dataset.ids == ["MgO-rocksalt"]
    absent, twice, broken = (str(failure) for failure in dataset.failures)
    assert absent == (
        "absent: row 2: no structure file is named absent; files must lie in the folder itself and be "
        "one of CIF, POSCAR, JSON, extended XYZ, XSF, CSSR"
    )
    assert twice == (
        "MgO-zincblende: row 3: needs exactly one structure file named MgO-zincblende; found "
        "MgO-zincblende.cif, MgO-zincblende.vasp"
    )
    path = folder / "CaO-rocksalt.cif"
    assert broken.startswith(f"CaO-rocksalt: row 4: {path}: cannot be read as cif: ")


def test_one_file_for_two_rows(tmp_path, few):
    ids = ["MgO-rocksalt", "MgO-rocksalt.cif"]
    folder = write_folder(few.subset([0, 1]), tmp_path / "mine", ids=ids)
    dataset = load_folder(folder, target="energy")
    assert dataset.ids == ["MgO-rocksalt"]
    assert [str(failure) for failure in dataset.failures] == [
        "MgO-rocksalt.cif: row 2: names the file MgO-rocksalt.cif, as an earlier row does; keep one"
    ]


def test_table_that_names_no_files(tmp_path, few):
    folder = write_folder(few, tmp_path / "mine")
    path = folder / "targets.csv"
    path.write_text(path.read_text().replace("file,", "crystal,"))
    assert message_of(lambda: load_folder(folder, target="energy")) == (
        f"{path}: has no column that names the files; its columns are crystal, energy; call it one "
        "of id, material_id, structure_id, file, name, jid"
    )


def test_exact_name_wins(tmp_path, few):
    folder = write_folder(few.subset([0]), tmp_path / "mine", ids=["MgO-rocksalt.cif"])
    few.structures[1].to(filename=str(folder / "MgO-rocksalt.cif.vasp"), fmt="poscar")
    (crystal,) = load_folder(folder, target="energy").structures
    assert len(crystal.composition) == 2
    assert crystal.volume == pytest.approx(few.structures[0].volume, rel=1e-6)


def test_one_id_twice(tmp_path, few):
    path = write_csv(few, tmp_path / "a.csv", material_id=["a", "b", "c", "b"])
    assert message_of(lambda: load_csv(path, target="energy")) == (
        f"{path}: 1 id appears more than once, first 'b' (row 2, row 4); give every structure its "
        "own id"
    )


def test_nothing_usable(tmp_path, few):
    path = write_csv(few, tmp_path / "a.csv", energy=[np.nan] * 4)
    assert message_of(lambda: load_csv(path, target="energy")) == (
        f"{path}: none of the 4 structures can be used; the first: MgO-rocksalt: row 1: the target "
        "'energy' is nan, not a finite number"
    )
    path = write_lines(['{"header": {}}'], tmp_path / "a.jsonl")
    assert message_of(lambda: load_jsonl(path)) == f"{path}: holds no structures"

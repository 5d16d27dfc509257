"""Five hundred crystals in every container and text that people have; each is found and read."""

import bz2
import gzip
import json
import lzma
import unicodedata
import zipfile

import ase.db
import ase.io
import numpy as np
import pandas as pd
import pytest
from pymatgen.core import Structure
from pymatgen.io.cssr import Cssr
from pymatgen.io.xcrysden import XSF
from structures import generator
from typer.testing import CliRunner

from coursekit.cli import app
from coursekit.datasets import load_dataset
from coursekit.datasets.files import inspect_source
from coursekit.datasets.importing import import_dataset
from coursekit.errors import DatasetError
from coursekit.structures import (
    make_rutile,
    make_tenorite,
    read_structure,
    structure_digest,
    to_ase,
    write_structure,
)
from coursekit.structures.documents import document_of


def jarvis(crystal):
    return {
        "lattice_mat": crystal.lattice.matrix.tolist(),
        "coords": crystal.frac_coords.tolist(),
        "elements": [site.specie.symbol for site in crystal],
        "abc": list(crystal.lattice.abc),
        "cartesian": False,
        "props": [""] * len(crystal),
    }


def optimade(crystal, id_):
    symbols = [site.specie.symbol for site in crystal]
    return {
        "id": id_,
        "type": "structures",
        "attributes": {
            "lattice_vectors": crystal.lattice.matrix.tolist(),
            "cartesian_site_positions": crystal.cart_coords.tolist(),
            "species_at_sites": symbols,
            "species": [
                {"name": s, "chemical_symbols": [s], "concentration": [1.0]} for s in set(symbols)
            ],
            "_x_y": 1.0,
        },
    }


def poscar(crystal):
    return crystal.to(fmt="poscar")


def cif(crystal):
    return crystal.to(fmt="cif")


def as_json(crystal):
    return json.dumps(crystal.as_dict())


CELLS = {
    "cif": cif,
    "poscar": poscar,
    "json": as_json,
    "printed dictionary": lambda crystal: str(json.loads(as_json(crystal))),
    "escaped cif": lambda crystal: cif(crystal).replace("\n", "\\n"),
    "escaped poscar": lambda crystal: poscar(crystal).replace("\n", "\\n"),
    "jarvis": lambda crystal: json.dumps(jarvis(crystal)),
}


@pytest.fixture(scope="module")
def few(oxides):
    return oxides.subset(range(3))


def assert_read(dataset, original):
    assert dataset.failures == ()
    assert dataset.targets.tolist() == pytest.approx(original.targets.tolist())
    for read, written in zip(dataset.structures, original.structures, strict=True):
        assert read.composition == written.composition
        np.testing.assert_allclose(read.volume, written.volume, rtol=1e-6)
        np.testing.assert_allclose(
            np.sort(read.distance_matrix, axis=None),
            np.sort(written.distance_matrix, axis=None),
            atol=1e-5,
        )


def frame(dataset, make, column="structure"):
    return pd.DataFrame(
        {
            "mpid": dataset.ids,
            column: [make(crystal) for crystal in dataset.structures],
            "energy": dataset.targets,
        }
    )


@pytest.mark.parametrize("form", CELLS)
@pytest.mark.parametrize("column", ["structure", "final geometry"])
def test_cells_of_a_csv(few, tmp_path, form, column):
    path = tmp_path / "a.csv"
    frame(few, CELLS[form], column).to_csv(path, index=False)
    dataset = load_dataset(path, target="energy")
    assert_read(dataset, few)
    assert f"crystals in '{column}'" in dataset.origin


def test_paths_in_the_cells(few, tmp_path):
    (tmp_path / "cifs").mkdir()
    for crystal in few.structures:
        write_structure(crystal, tmp_path / "cifs" / f"{crystal.properties['id']}.cif")
    path = tmp_path / "a.csv"
    table = frame(few, lambda crystal: f"cifs/{crystal.properties['id']}.cif", "where")
    table.to_csv(path, index=False)
    assert_read(load_dataset(path, target="energy"), few)
    table.loc[1, "where"] = "cifs/gone.cif"
    table.to_csv(path, index=False)
    (failure,) = load_dataset(path, target="energy").failures
    assert failure.reason == (
        f"row 2: holds the name of a file, 'cifs/gone.cif', and there is none at "
        f"{tmp_path / 'cifs' / 'gone.cif'}; copy the files beside the table, or put the crystals "
        "themselves into the cells"
    )


@pytest.mark.parametrize("orient", ["split", "records", "columns", "index", "table"])
@pytest.mark.parametrize("ending", ["json", "json.gz", "json.zip"])
def test_frames_of_pandas_matminer_and_matbench(few, tmp_path, orient, ending):
    text = frame(few, lambda c: json.loads(as_json(c))).to_json(orient=orient, default_handler=str)
    path = tmp_path / f"a.{ending}"
    if ending == "json.zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.json", text)
    else:
        path.write_bytes(gzip.compress(text.encode()) if "gz" in ending else text.encode())
    assert_read(load_dataset(path, target="energy"), few)


@pytest.mark.parametrize("orient", ["split", "columns"])
def test_names_in_the_index_of_a_frame_are_ids(few, tmp_path, orient):
    table = frame(few, lambda c: json.loads(as_json(c))).drop(columns="mpid")
    table.index = ["mb-a", "mb-b", "mb-c"]
    table.to_json(tmp_path / "a.json", orient=orient, default_handler=str)
    assert load_dataset(tmp_path / "a.json", target="energy").ids == ["mb-a", "mb-b", "mb-c"]


def test_a_dry_run_tells_what_is_not_taken(few, tmp_path):
    table = frame(few, cif)
    table["relaxed"] = table["structure"]
    table.to_csv(tmp_path / "a.csv", index=False)
    assert "in 'structure' (not taken: 'relaxed'): CIF" in inspect_source(tmp_path / "a.csv")[0]
    folder = tmp_path / "folder"
    folder.mkdir()
    for i, crystal in enumerate(few.structures):
        write_structure(crystal, folder / f"{i}.cif")
    (folder / "t.csv").write_text("file,y\n0,1\n")
    told = inspect_source(folder)
    assert told[3:4] + told[-1:] == [
        "1 crystals can be read, 0 cannot",
        "2 structure files that no row names, such as 1.cif, 2.cif",
    ]


@pytest.mark.parametrize("make", [cif, as_json, lambda crystal: jarvis(crystal)])
def test_parquet(few, tmp_path, make):
    path = tmp_path / "a.parquet"
    frame(few, make).to_parquet(path)
    assert_read(load_dataset(path, target="energy"), few)


def test_jarvis(few, tmp_path):
    rows = [
        {"jid": id_, "atoms": jarvis(crystal), "energy": energy}
        for id_, crystal, energy in zip(few.ids, few.structures, few.targets, strict=True)
    ]
    path = tmp_path / "jdft_3d.json"
    path.write_text(json.dumps(rows))
    dataset = load_dataset(path, target="energy")
    assert dataset.ids == few.ids
    assert_read(dataset, few)


@pytest.mark.parametrize("lines", [True, False])
def test_optimade(few, tmp_path, lines):
    entries = [optimade(crystal, id_) for crystal, id_ in zip(few.structures, few.ids, strict=True)]
    path = tmp_path / ("a.jsonl" if lines else "a.json")
    whole = json.dumps({"data": entries, "meta": {}})
    path.write_text("\n".join(map(json.dumps, entries)) if lines else whole)
    dataset = load_dataset(path, target="_x_y")
    assert dataset.ids == few.ids
    assert [len(s) for s in dataset.structures] == [len(s) for s in few.structures]
    entries[1]["attributes"]["species"][0]["chemical_symbols"] = ["vacancy"]
    path.write_text("\n".join(map(json.dumps, entries)))
    if lines:
        assert (
            "which is no atom with a place" in load_dataset(path, target="_x_y").failures[0].reason
        )


@pytest.mark.parametrize("ending", ["db", "json"])
def test_databases_of_ase(few, tmp_path, ending):
    path = tmp_path / f"a.{ending}"
    with ase.db.connect(str(path)) as database:
        for crystal, energy in zip(few.structures, few.targets, strict=True):
            atoms = to_ase(crystal)
            atoms.info = {}
            database.write(atoms, gap=float(energy))
    assert_read(load_dataset(path, target="gap"), few)


def test_frames_of_extended_xyz(few, tmp_path):
    frames = []
    for crystal, energy in zip(few.structures, few.targets, strict=True):
        frames.append(to_ase(crystal))
        frames[-1].info["gap"] = float(energy)
    ase.io.write(tmp_path / "a.extxyz", frames)
    assert_read(load_dataset(tmp_path / "a.extxyz", target="gap"), few)


def test_a_folder_from_a_mac(few, tmp_path):
    crystal = few.structures[0]
    write_structure(crystal, tmp_path / (unicodedata.normalize("NFD", "Größe") + ".cif"))
    (tmp_path / "._Größe.cif").write_bytes(b"\x00\x05\x16")
    (tmp_path / "NaCl-POSCAR").write_text(poscar(few.structures[1]))
    (tmp_path / "mystery").write_text(cif(few.structures[2]))
    table = unicodedata.normalize("NFC", "file,energy\nGröße,1\nNaCl-POSCAR,2\nmystery,3\n")
    (tmp_path / "t.csv").write_text(table)
    dataset = load_dataset(tmp_path, target="energy")
    assert dataset.failures == ()
    assert [s.composition for s in dataset.structures] == [s.composition for s in few.structures]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("x.xsf", lambda crystal: XSF(crystal).to_str()),
        ("x.cssr", lambda crystal: str(Cssr(crystal))),
        ("x.json", as_json),
        ("x", lambda crystal: json.dumps(jarvis(crystal))),
        ("x.txt", cif),
        ("x.dat", lambda crystal: json.dumps({"data": optimade(crystal, "a")})),
    ],
)
@pytest.mark.parametrize("pack", [None, gzip, bz2, lzma])
def test_one_crystal_under_any_name(tmp_path, name, text, pack):
    data = text(make_rutile()).encode()
    path = tmp_path / (name + (".gz" if pack else ""))
    path.write_bytes(pack.compress(data) if pack else data)
    crystal = read_structure(path)
    assert crystal.composition.formula == "Ti2 O4"
    np.testing.assert_allclose(crystal.volume, make_rutile().volume, rtol=1e-3)


def test_five_hundred_files_of_mixed_origin(tmp_path):
    rng = np.random.default_rng(7)
    writers = [
        cif,
        poscar,
        as_json,
        lambda c: json.dumps(jarvis(c)),
        lambda c: json.dumps(optimade(c, "x")),
    ]
    endings = ["cif", "vasp", "json", "json", "json"]
    read = 0
    for number in range(500):
        made = generator.random_crystal(int(rng.integers(1, 120)), rng, n_sites=1)
        how = number % 7
        if how > 4:
            statement = (generator.hall_lines, generator.operation_lines)[how - 5]
            text, ending = (
                generator.cif(
                    made,
                    generator.cell_lines(made),
                    statement(made.hall_number),
                    generator.site_lines(made.sites),
                ),
                "cif",
            )
        else:
            plain = Structure(made.lattice, made.symbols, made.coords)
            text, ending = writers[how](plain), endings[how]
        path = tmp_path / f"x.{ending}"
        path.write_text(text)
        read += generator.matches(read_structure(path), made)
    assert read == 500


# what is said, and what is kept


def test_a_dry_run_says_what_is_seen_and_writes_nothing(few, tmp_path):
    path = tmp_path / "a.csv"
    table = frame(few, as_json)
    table.loc[2, "structure"] = "nonsense"
    table.to_csv(path, index=False)
    run = CliRunner().invoke(app, ["data", "import", str(path), "--dry-run"])
    assert run.exit_code == 0
    lines = run.output.splitlines()
    assert lines[:3] == [
        f"{path}: CSV table, 3 rows; crystals in 'structure': pymatgen's JSON",
        "ids: #1, #2, #3",
        "possible targets (--target): energy",
    ]
    assert lines[3:5] == [
        "2 crystals can be read, 1 cannot",
        "first crystal: #1, MgO, 2 sites in the cell",
    ]
    assert lines[5].startswith("#3: row 3: cannot be read as cif: line 1: 'nonsense' stands before")
    assert list(tmp_path.iterdir()) == [path]


def test_printed_structures_are_refused_with_the_cure(few, tmp_path):
    path = tmp_path / "a.csv"
    frame(few, str).to_csv(path, index=False)
    with pytest.raises(DatasetError, match=r"row 1: holds the printed form of a structure"):
        load_dataset(path, target="energy")
    assert "printed structures" in inspect_source(path)[0]


def test_what_crystals_carry_survives_the_import(tmp_path):
    charged = make_tenorite().add_oxidation_state_by_element({"Cu": 2, "O": -2})
    magnetic = make_tenorite()
    magnetic.add_site_property("magmom", [1.0] * 4 + [0.0] * 4)
    heavy = Structure(make_rutile().lattice, ["D", "Li"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    crystals = [charged, magnetic, heavy]
    rows = [{"id": str(i), "y": 0.0, "structure": document_of(c)} for i, c in enumerate(crystals)]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert import_dataset(tmp_path / "in.jsonl", tmp_path / "out.jsonl", target="y") == (3, [])
    first = load_dataset(tmp_path / "in.jsonl", target="y").structures
    second = load_dataset(tmp_path / "out.jsonl", target="y").structures
    assert list(map(structure_digest, first)) == list(map(structure_digest, second))
    assert first[0].species == charged.species
    assert first[2][0].specie.name == "D"
    for crystal in (charged, magnetic, heavy):
        back = read_structure(write_structure(crystal, tmp_path / "x.json"))
        assert structure_digest(back) == structure_digest(crystal)

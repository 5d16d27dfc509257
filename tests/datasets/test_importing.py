"""A user's table, checked once and kept."""

import pytest
from pymatgen.core import Lattice, Structure

from coursekit.datasets import load_dataset
from coursekit.datasets.importing import import_dataset
from coursekit.datasets.store import read_header
from coursekit.errors import DatasetError

from .write import write_csv, write_folder


def test_a_table_becomes_one_file(oxides, tmp_path):
    source = write_csv(oxides, tmp_path / "own.csv")
    path = tmp_path / "own.jsonl.gz"
    count, failures = import_dataset(source, path, target="energy", licence="CC0")
    assert (count, failures) == (len(oxides), [])
    back = load_dataset(path, target="energy")
    assert back.ids == oxides.ids
    assert back.targets == pytest.approx(oxides.targets)
    assert read_header(path) == {
        "name": "own.csv",
        "source": "imported from own.csv",
        "licence": "CC0",
        "target": "energy",
        "n_structures": len(oxides),
    }


def test_a_folder(oxides, tmp_path):
    path = tmp_path / "own.jsonl"
    count, _ = import_dataset(write_folder(oxides, tmp_path / "cifs"), path, target="energy")
    assert count == len(oxides)


def test_what_cannot_be_used_is_named_and_the_rest_kept(oxides, tmp_path):
    cifs = [crystal.to(fmt="cif") for crystal in oxides.structures]
    cifs[2] = "data_nonsense"
    mixed = Structure(Lattice.cubic(4.2), [{"Ca": 0.5, "Mg": 0.5}, "O"], [[0, 0, 0], [0.5] * 3])
    cifs[4] = mixed.to(fmt="cif")
    source = write_csv(oxides, tmp_path / "own.csv", cif=cifs)
    count, failures = import_dataset(source, tmp_path / "own.jsonl", target="energy")
    assert count == len(oxides) - 2
    assert [failure.id for failure in failures] == [oxides.ids[2], oxides.ids[4]]
    assert "partially occupied site" in failures[1].reason
    kept = read_header(tmp_path / "own.jsonl")["left_out"]
    assert [entry["id"] for entry in kept] == [oxides.ids[2], oxides.ids[4]]


def test_the_source_is_not_overwritten(oxides, tmp_path):
    import_dataset(write_csv(oxides, tmp_path / "own.csv"), tmp_path / "a.jsonl", target="energy")
    before = (tmp_path / "a.jsonl").read_bytes()
    with pytest.raises(DatasetError) as error:
        import_dataset(tmp_path / "a.jsonl", tmp_path / "a.jsonl", target="energy")
    assert str(error.value) == (
        f"{tmp_path / 'a.jsonl'}: is what is to be imported; give another name with --out"
    )
    assert (tmp_path / "a.jsonl").read_bytes() == before


def test_nothing_is_left(oxides, tmp_path):
    source = write_csv(oxides, tmp_path / "own.csv", cif=["nonsense"] * len(oxides))
    with pytest.raises(DatasetError):
        import_dataset(source, tmp_path / "own.jsonl", target="energy")
    assert not (tmp_path / "own.jsonl").exists()


@pytest.mark.shared
@pytest.mark.slow
def test_crystals_of_the_materials_project(materials_project, tmp_path):
    path = tmp_path / "mp.jsonl.gz"
    count, failures = import_dataset(materials_project, path, licence="CC BY 4.0")
    assert (count, failures) == (1355, [])
    whole = load_dataset(materials_project)
    back = load_dataset(path)
    assert back.ids == whole.ids
    assert back.targets.tolist() == whole.targets.tolist()
    for one, other in list(zip(back.structures, whole.structures, strict=True))[::50]:
        assert one.matches(other, scale=False)

"""One file for crystals of any origin, and pieces of it that survive a crash."""

import gzip
import json

import numpy as np
import pytest
from pymatgen.core import Lattice, Structure

from coursekit.datasets import load_dataset
from coursekit.datasets.progress import Unfinished
from coursekit.datasets.store import read_header, record_of, write_records
from coursekit.errors import DatasetError


@pytest.mark.parametrize("name", ["set.jsonl", "set.jsonl.gz"])
def test_what_is_written_is_read(oxides, tmp_path, name):
    path = tmp_path / name
    rows = [
        record_of(crystal, id_, energy=float(value))
        for crystal, id_, value in zip(oxides.structures, oxides.ids, oxides.targets, strict=True)
    ]
    write_records(path, {"source": "made up"}, rows)
    back = load_dataset(path, target="energy")
    assert back.ids == oxides.ids
    np.testing.assert_array_equal(back.targets, oxides.targets)
    for one, other in zip(back.structures, oxides.structures, strict=True):
        np.testing.assert_allclose(one.distance_matrix, other.distance_matrix, atol=1e-6)
    assert read_header(path) == {"source": "made up", "n_structures": len(oxides)}
    assert list(tmp_path.iterdir()) == [path]


def test_the_same_rows_give_the_same_bytes(oxides, tmp_path):
    rows = [record_of(oxides.structures[0], "a", energy=1.0)]
    written = []
    for name in ("one.jsonl.gz", "two.jsonl.gz"):
        write_records(tmp_path / name, {}, rows)
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1]


def test_no_header(tmp_path):
    path = tmp_path / "own.jsonl"
    path.write_text('{"id": "a"}\n')
    assert read_header(path) == {}


def test_shared_sites_are_refused():
    mixed = Structure(Lattice.cubic(4), [{"Li": 0.5, "Ni": 0.5}], [[0, 0, 0]])
    with pytest.raises(DatasetError) as error:
        record_of(mixed, "a")
    assert str(error.value) == (
        "has partial occupancies; descriptors need whole atoms: order it, or leave it out"
    )


@pytest.mark.parametrize(
    ("name", "rows", "said"),
    [
        ("set.csv", [{}], "the file's name must end in .jsonl or .jsonl.gz"),
        ("set.jsonl", [], "nothing to write; no crystal is left"),
    ],
)
def test_unusable(tmp_path, name, rows, said):
    with pytest.raises(DatasetError) as error:
        write_records(tmp_path / name, {}, rows)
    assert str(error.value) == f"{tmp_path / name}: {said}"
    assert list(tmp_path.iterdir()) == []


def test_places_that_cannot_be(tmp_path):
    (tmp_path / "taken.jsonl").mkdir()
    absent = tmp_path / "absent" / "set.jsonl"
    for path, said in (
        (absent, f"there is no folder {absent.parent}; make it first"),
        (tmp_path / "taken.jsonl", "is a folder; give the name of a file"),
    ):
        with pytest.raises(DatasetError) as error:
            write_records(path, {}, [{}])
        assert str(error.value) == f"{path}: {said}"
    assert [path.name for path in tmp_path.iterdir()] == ["taken.jsonl"]


def test_full_disk_leaves_the_old_file_alone(tmp_path):
    path = tmp_path / "set.jsonl"
    path.write_text("old")
    path.with_name("set.jsonl.part").symlink_to("/dev/full")
    with pytest.raises(DatasetError) as error:
        write_records(path, {}, [{}])
    assert str(error.value) == (
        f"{path}: cannot be written (No space left on device); choose another place (--out)"
    )
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_pieces_of_a_download(tmp_path):
    target = tmp_path / "set.jsonl.gz"
    first = Unfinished(target, {"n": 3})
    assert first.start() == []
    first.add([{"a": 1}, {"a": 2}])
    # killed while it wrote the third piece
    with first.path.open("a") as file:
        file.write('{"a": ')
    again = Unfinished(target, {"n": 3})
    assert again.start() == [{"a": 1}, {"a": 2}]
    again.add([{"a": 3}])
    lines = again.path.read_text().splitlines()
    assert [json.loads(line) for line in lines] == [
        {"plan": {"n": 3}},
        *[{"a": i} for i in (1, 2, 3)],
    ]
    again.finish()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"{\n", b"[1]\n", b"\xff\xfe\n", b"5\n"])
def test_damaged_pieces(tmp_path, damage):
    target = tmp_path / "set.jsonl"
    first = Unfinished(target, {"n": 3})
    first.start()
    first.path.write_bytes(first.path.read_bytes() + damage)
    with pytest.raises(DatasetError) as error:
        Unfinished(target, {"n": 3}).start()
    assert str(error.value) == f"{first.path}: is damaged; delete the file to start afresh"


def test_gzip_without_a_time_stamp(tmp_path, oxides):
    path = tmp_path / "set.jsonl.gz"
    write_records(path, {}, [record_of(oxides.structures[0], "a")])
    assert path.read_bytes()[4:8] == b"\0\0\0\0"
    assert gzip.decompress(path.read_bytes()).startswith(b'{"header"')

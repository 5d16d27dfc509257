"""matminer's own loader on a small file in place of the published one."""

import hashlib
import socket

import pandas as pd
import pytest
from matminer.datasets import dataset_retrieval
from matminer.utils.io import store_dataframe_as_json

from coursekit.datasets import load_dataset
from coursekit.datasets.matbench import NAME, fetch_matbench
from coursekit.datasets.store import read_header
from coursekit.errors import DatasetError
from coursekit.structures import make_spinel


@pytest.fixture
def publish(tmp_path, monkeypatch, oxides):
    """Put a file where matminer looks, with the checksum it expects."""
    folder = tmp_path / "matminer"
    folder.mkdir()

    def put(**columns):
        crystals = [*oxides.structures, make_spinel().get_primitive_structure()]
        energies = [*oxides.targets, -3.0]
        table = pd.DataFrame(columns or {"structure": crystals, "e_form": energies})
        path = folder / f"{NAME}.json.gz"
        store_dataframe_as_json(table, str(path), compression="gz", pbar=False)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        entry = {"file_type": "json.gz", "url": closed_port(), "hash": digest}
        monkeypatch.setattr(dataset_retrieval, "_dataset_dict", {NAME: entry})
        return folder

    return put


def closed_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}/{NAME}.json.gz"


def test_whole_formulas_and_their_origin(publish, tmp_path, oxides):
    path = tmp_path / "part.jsonl.gz"
    assert fetch_matbench(path, n=9, folder=publish()) == 9
    dataset = load_dataset(path)
    groups = dataset.groups.tolist()
    assert all(groups.count(group) == 3 for group in groups)
    numbers = [int(id_.rsplit("-", 1)[1]) - 1 for id_ in dataset.ids]
    assert dataset.targets == pytest.approx(oxides.targets[numbers], abs=1e-6)
    header = read_header(path)
    assert (header["source"], header["licence"]) == (NAME, "CC BY 4.0")
    assert header["criteria"] == {"n": 9, "max_sites": 20, "family": "", "seed": 0}


def test_spinels_only(publish, tmp_path):
    path = tmp_path / "part.jsonl"
    assert fetch_matbench(path, family="spinel", folder=publish()) == 1
    assert load_dataset(path).groups.tolist() == ["MgAl2O4"]


def test_largest_cell(publish, tmp_path):
    path = tmp_path / "part.jsonl"
    assert fetch_matbench(path, max_sites=2, folder=publish()) == 18


def test_no_network(publish, tmp_path):
    folder = publish()
    (folder / f"{NAME}.json.gz").unlink()
    with pytest.raises(DatasetError) as error:
        fetch_matbench(tmp_path / "part.jsonl", folder=folder)
    assert str(error.value) == (
        f"{NAME} cannot be fetched (ConnectionError); check the network (and a proxy); on a machine "
        f"without one, copy {NAME}.json.gz into {folder}"
    )


def test_other_columns(publish, tmp_path):
    folder = publish(structure=[make_spinel()], energy=[-1.0])
    with pytest.raises(DatasetError) as error:
        fetch_matbench(tmp_path / "part.jsonl", folder=folder)
    assert str(error.value) == (
        f"{NAME} has no column e_form; its columns are structure, energy; update matminer and "
        "coursekit"
    )


def test_damaged_file_and_no_network_to_fetch_it_again(publish, tmp_path):
    folder = publish()
    path = folder / f"{NAME}.json.gz"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(DatasetError) as error:
        fetch_matbench(tmp_path / "part.jsonl", folder=folder)
    assert NAME in str(error.value)


def test_out_of_range(tmp_path):
    with pytest.raises(DatasetError) as error:
        fetch_matbench(tmp_path / "part.jsonl", n=0)
    assert str(error.value) == (
        "`n` is 0, `max_sites` 20, `family` ''; the numbers must be at least 1, the family spinel "
        "or left out"
    )

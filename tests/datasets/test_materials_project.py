"""The real client of the Materials Project against a stub that throttles, breaks off and talks rubbish."""

import json
import socket

import numpy as np
import pytest
from pymatgen.core import Structure

from coursekit.datasets import load_dataset
from coursekit.datasets.materials_project import Criteria, fetch_materials_project, read_key
from coursekit.datasets.store import read_header
from coursekit.errors import DatasetError
from coursekit.structures import make_rocksalt, make_spinel, make_zincblende

from .stub_api import KEY, served

pytest.importorskip("mp_api")


def document(number, crystal, energy, **changes):
    return {
        "material_id": f"mp-{number}",
        "formula_pretty": crystal.composition.reduced_formula,
        "elements": sorted({site.specie.symbol for site in crystal}),
        "nsites": len(crystal),
        "structure": crystal.as_dict(),
        "formation_energy_per_atom": energy,
        "energy_above_hull": 0.01 * number,
        "band_gap": 1.0,
        **changes,
    }


@pytest.fixture(scope="module")
def documents():
    found = []
    for cation, edge in {"Mg": 4.21, "Ca": 4.81, "Zn": 4.27}.items():
        for stretch in (1.0, 1.1, 1.2):
            crystal = make_rocksalt(cation, a=edge * stretch).get_primitive_structure()
            found.append(document(len(found) + 1, crystal, -stretch))
    for cation in ("Be", "Cd"):
        crystal = make_zincblende(cation, anion="O", a=4.5).get_primitive_structure()
        found.append(document(len(found) + 1, crystal, -1.5))
    found.append(document(len(found) + 1, make_spinel().get_primitive_structure(), -3.0))
    return found


@pytest.fixture(autouse=True)
def _client_in_a_hurry(monkeypatch):
    from mp_api.client.core.settings import MAPI_CLIENT_SETTINGS

    monkeypatch.setattr(MAPI_CLIENT_SETTINGS, "BACKOFF_FACTOR", 0.0)


@pytest.fixture
def waits():
    return []


@pytest.fixture
def fetch(tmp_path, waits):
    path = tmp_path / "subset.jsonl.gz"

    def run(endpoint, key=KEY, **criteria):
        options = {"key": key, "endpoint": endpoint, "wait": waits.append}
        return path, fetch_materials_project(path, Criteria(**criteria), **options)

    return run


def unfinished(tmp_path):
    return (tmp_path / "subset.jsonl.gz.unfinished").read_text().splitlines()


def test_whole_polymorph_groups_first_and_the_origin_is_written(documents, fetch, tmp_path):
    with served(documents) as (endpoint, api):
        path, (count, failures) = fetch(endpoint, n=7)
    assert (count, failures) == (7, [])
    assert api.keys == {KEY}
    dataset = load_dataset(path)
    groups = dataset.groups.tolist()
    assert sum(groups.count(formula) == 3 for formula in set(groups)) == 2
    energies = {doc["material_id"]: doc["formation_energy_per_atom"] for doc in documents}
    assert dataset.targets.tolist() == [energies[id_] for id_ in dataset.ids]
    assert load_dataset(path, target="band_gap").targets.tolist() == [1.0] * 7
    header = read_header(path)
    assert header["db_version"] == "2025.09.25"
    assert header["licence"] == "CC BY 4.0"
    assert "Materials Project" in header["attribution"]
    assert header["criteria"]["n"] == 7
    assert KEY not in json.dumps(header)
    assert list(tmp_path.iterdir()) == [path]


def test_structures_arrive_as_they_were_sent(documents, fetch):
    from pymatgen.core import Structure

    with served(documents) as (endpoint, _):
        path, _ = fetch(endpoint, n=100)
    sent = {doc["material_id"]: Structure.from_dict(doc["structure"]) for doc in documents}
    dataset = load_dataset(path)
    assert len(dataset) == len(documents)
    for crystal in dataset.structures:
        assert crystal.matches(sent[crystal.properties["id"]], scale=False)


def test_the_same_criteria_give_the_same_set(documents, tmp_path):
    ids = []
    for n, order in enumerate((documents, documents[::-1])):
        with served(order) as (endpoint, _):
            path = tmp_path / f"{n}.jsonl"
            fetch_materials_project(path, Criteria(n=5), key=KEY, endpoint=endpoint)
        ids.append(load_dataset(path).ids)
    assert ids[0] == ids[1]
    with served(documents) as (endpoint, _):
        fetch_materials_project(path, Criteria(n=5, seed=3), key=KEY, endpoint=endpoint)
    assert load_dataset(path).ids != ids[0]


def test_criteria_reach_the_server(documents, fetch):
    with served(documents) as (endpoint, api):
        fetch(endpoint, elements=("Mg",), max_sites=2, max_hull=0.1)
    first = api.requests[0]
    assert (first["elements"], first["nsites_max"], first["energy_above_hull_max"]) == (
        "Mg",
        "2",
        "0.1",
    )


def test_family_of_spinels(documents, fetch):
    with served(documents) as (endpoint, api):
        path, (count, _) = fetch(endpoint, family="spinel")
    assert count == 1
    assert load_dataset(path).groups.tolist() == ["MgAl2O4"]
    assert api.requests[0]["formula"] == "AB2C4"


def test_throttled_and_broken_off_it_waits_and_goes_on(documents, fetch, waits):
    with served(documents) as (endpoint, api):
        # the client tries four times by itself
        api.trouble = [(429, {"detail": "slow down"})] * 5 + [None, (503, {"detail": "busy"})]
        _, (count, _) = fetch(endpoint)
    assert count == len(documents)
    assert waits == [2.0, 2.0]


def test_throttled_for_ever(documents, fetch, waits):
    with served(documents) as (endpoint, api):
        api.trouble = [(429, {"detail": "slow down"})] * 100
        with pytest.raises(DatasetError) as error:
            fetch(endpoint)
    assert waits == [2.0, 4.0, 8.0, 16.0, 32.0]
    assert str(error.value) == (
        "the Materials Project asks to slow down and still did after several minutes; run the "
        "command again later: it goes on from what it has"
    )


def test_killed_in_the_middle_it_goes_on(documents, fetch, tmp_path, monkeypatch):
    monkeypatch.setattr("coursekit.datasets.materials_project._CHUNK", 4)
    with served(documents) as (endpoint, api):
        api.trouble = [None, None, *[(401, {"detail": "Invalid authentication credentials"})] * 9]
        with pytest.raises(DatasetError):
            fetch(endpoint)
        assert len(unfinished(tmp_path)) == 2 + 4
        # the crash cut the last line
        part = tmp_path / "subset.jsonl.gz.unfinished"
        part.write_text(part.read_text()[:-20])
        api.trouble, api.requests = [], []
        path, (count, _) = fetch(endpoint)
    assert count == len(documents)
    asked = [id_ for query in api.requests for id_ in query["material_ids"].split(",")]
    assert len(asked) == len(documents) - 3
    assert len(set(load_dataset(path).ids)) == len(documents)


def test_other_criteria_do_not_continue_an_old_download(documents, fetch, tmp_path):
    with served(documents) as (endpoint, api):
        api.trouble = [None, (401, {"detail": "no"})]
        with pytest.raises(DatasetError):
            fetch(endpoint, n=3)
        with pytest.raises(DatasetError) as error:
            fetch(endpoint, n=4)
    assert str(error.value) == (
        f"{tmp_path / 'subset.jsonl.gz.unfinished'}: holds a download with other criteria; finish it "
        "with those, or delete the file to start afresh"
    )


def test_wrong_key_is_named_and_never_shown(documents, fetch):
    with served(documents) as (endpoint, api):
        api.trouble = [(403, {"detail": f"Invalid authentication credentials {KEY}"})]
        with pytest.raises(DatasetError) as error:
            fetch(endpoint)
    assert str(error.value) == (
        "the Materials Project refuses the key; copy it again from the dashboard of "
        "materialsproject.org"
    )


def test_unknown_trouble_does_not_show_the_key(documents, fetch):
    with served(documents) as (endpoint, api):
        api.trouble = [(418, {"detail": f"teapot of {KEY}"})]
        with pytest.raises(DatasetError) as error:
            fetch(endpoint)
    message = str(error.value)
    assert message.startswith("the Materials Project's client gave up (MPRestError: REST query")
    assert "teapot of ***" in message
    assert KEY not in message


def test_no_network(fetch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DatasetError) as error:
        fetch(f"http://127.0.0.1:{port}/")
    assert str(error.value) == (
        "the Materials Project cannot be reached; check the network (and a proxy), then run the "
        "command again: it goes on from what it has"
    )


CHANGED = (
    "the Materials Project answered with something else than the records this version of coursekit "
    "knows; update mp-api, or use `coursekit data matbench` meanwhile"
)


@pytest.mark.parametrize(
    "rubbish",
    [{"documents": []}, {"data": ["mp-1"], "meta": {"total_doc": 1}}, {"data": None}],
    ids=["no data", "no objects", "null"],
)
def test_rubbish(documents, fetch, rubbish):
    with served(documents) as (endpoint, api):
        api.trouble = [(200, rubbish)]
        with pytest.raises(DatasetError) as error:
            fetch(endpoint)
    assert str(error.value) == CHANGED


def test_a_page_in_place_of_data(documents, fetch):
    with served(documents) as (endpoint, api):
        api.trouble = [(200, b"<html>please log in</html>")]
        with pytest.raises(DatasetError) as error:
            fetch(endpoint)
    assert str(error.value) == (
        "what answered at the address of the Materials Project is not JSON: a notice, or the login "
        "page of a network or proxy; open materialsproject.org in a browser, then run the command "
        "again: it goes on from what it has"
    )


def test_errors_of_the_server_pass(documents, fetch, waits):
    with served(documents) as (endpoint, api):
        api.trouble = [(500, {"detail": "oops"})] * 3
        _, (count, _) = fetch(endpoint)
    assert (count, len(waits)) == (12, 3)


def test_pages_that_overlap(documents, fetch):
    with served([*documents, *documents[:3]]) as (endpoint, _):
        path, (count, _) = fetch(endpoint)
    assert count == len(set(load_dataset(path).ids)) == 12


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"band_gap": "1.0"}, "has a `band_gap` of '1.0', not a finite number"),
        ({"band_gap": True}, "has a `band_gap` of True, not a finite number"),
        (
            {
                "structure": Structure(
                    4 * np.eye(3), ["Mg", "O"], [[0, 0, 0], [0, 0, 0.05]]
                ).as_dict()
            },
            "has sites 0 and 1 only 0.200 Å apart; merge the duplicate (structure.merge_sites) or "
            "mend the coordinates",
        ),
        (
            {"structure": Structure(0.4 * np.eye(3), ["Mg"], [[0, 0, 0]]).as_dict()},
            "has lattice vectors of 0.4, 0.4, 0.4 Å and 0.064 Å³ per atom, allowed are 1 to 100000; "
            "mend the lattice, lengths are in Å",
        ),
    ],
)
def test_an_entry_that_cannot_be_is_left_out_and_named(documents, fetch, change, reason):
    with served([{**documents[0], **change}, *documents[1:]]) as (endpoint, _):
        path, (count, failures) = fetch(endpoint)
    assert count == 11
    assert [str(failure) for failure in failures] == [f"mp-1: {reason}"]
    assert read_header(path)["left_out"] == [{"id": "mp-1", "formula": "", "reason": reason}]


def test_place_is_checked_before_anything_is_asked(tmp_path):
    path = tmp_path / "absent" / "mp.jsonl"
    with pytest.raises(DatasetError) as error:
        fetch_materials_project(path, Criteria(), key=KEY, endpoint="http://127.0.0.1:9/")
    assert str(error.value) == f"{path}: there is no folder {path.parent}; make it first"


def test_a_field_was_renamed(documents, fetch):
    renamed = [
        {("gap" if name == "band_gap" else name): value for name, value in doc.items()}
        for doc in documents
    ]
    with served(renamed) as (endpoint, _), pytest.raises(DatasetError) as error:
        fetch(endpoint)
    assert str(error.value) == f"{CHANGED} (missing: band_gap)"


def test_a_broken_entry_is_left_out_and_named(documents, fetch):
    broken = [*documents, document(99, make_rocksalt("Sr"), None)]
    with served(broken) as (endpoint, _):
        _, (count, failures) = fetch(endpoint)
    assert count == len(documents)
    assert [str(failure) for failure in failures] == [
        "mp-99: has a `formation_energy_per_atom` of None, not a finite number"
    ]


def test_fewer_than_listed(documents, fetch, monkeypatch):
    with served(documents) as (endpoint, api):
        short = {"data": [], "meta": {"total_doc": 0}}
        api.trouble = [None, (200, short)]
        with pytest.raises(DatasetError) as error:
            fetch(endpoint)
        assert str(error.value) == (
            "the Materials Project delivered 0 of 12 entries that it had listed; run the command "
            "again: it goes on after the 0 it has; if that does not help, update mp-api"
        )
        _, (count, _) = fetch(endpoint)
    assert count == 12


def test_connection_that_breaks_in_the_middle(documents, fetch, waits):
    with served(documents) as (endpoint, api):
        api.trouble = [(206, b'{"data": [')] * 100
        with pytest.raises(DatasetError) as error:
            fetch(endpoint)
        assert "goes on from what it has" in str(error.value)
        api.trouble = []
        _, (count, _) = fetch(endpoint)
    assert count == 12


def test_nothing_found(documents, fetch):
    with served(documents) as (endpoint, _), pytest.raises(DatasetError) as error:
        fetch(endpoint, elements=("Og",))
    assert str(error.value) == (
        "the Materials Project has no entry with these criteria; widen them"
    )


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        (
            {"n": 0},
            "`n` is 0, `max_sites` 20, `max_hull` 0.3 eV per atom; the first two must be at least 1, "
            "the last at least 0",
        ),
        (
            {"family": "garnet"},
            "`family` is 'garnet'; it must be one of spinel, or left out",
        ),
    ],
)
def test_criteria_that_cannot_be_met(tmp_path, criteria, message):
    with pytest.raises(DatasetError) as error:
        fetch_materials_project(tmp_path / "a.jsonl", Criteria(**criteria), key=KEY)
    assert str(error.value) == message


def test_key_from_file_or_environment(tmp_path, monkeypatch):
    file = tmp_path / "key"
    file.write_text(f"{KEY}\n")
    assert read_key(file) == KEY
    monkeypatch.setenv("MP_API_KEY", KEY)
    assert read_key() == KEY


def test_no_key(monkeypatch):
    monkeypatch.delenv("MP_API_KEY", raising=False)
    with pytest.raises(DatasetError) as error:
        read_key()
    assert str(error.value) == (
        "no key for the Materials Project: make one on the dashboard of materialsproject.org, then "
        "set MP_API_KEY or give a file with `key_file` (--key-file); without one, `coursekit data "
        "matbench` fetches similar data"
    )


def test_key_that_cannot_be_one(tmp_path):
    file = tmp_path / "key"
    file.write_text("secret")
    with pytest.raises(DatasetError) as error:
        read_key(file)
    assert str(error.value) == (
        f"the key in the file {file} has 6 characters; a key of the Materials Project has 32 letters "
        "and digits; copy it again from the dashboard"
    )
    with pytest.raises(DatasetError) as error:
        read_key(tmp_path / "nothing")
    assert str(error.value) == (
        f"`key_file`: {tmp_path / 'nothing'} cannot be read (No such file or directory)"
    )

"""A step that is killed goes on where it stopped, and nothing is done twice or lost."""

import json

import pytest
import records


def test_nothing_done_yet(results):
    assert records.read("labels") == {}
    assert records.finished("labels") == set()


def test_a_later_line_replaces_an_earlier_one(results):
    records.append("labels", {"id": "a", "status": "failed: over time"})
    records.append("labels", {"id": "b", "status": "ok"})
    records.append("labels", {"id": "a", "status": "ok", "e_pbe": -1.0})
    assert records.read("labels")["a"] == {"id": "a", "status": "ok", "e_pbe": -1.0}
    assert list(records.read("labels")) == ["a", "b"]


def test_failed_ones_are_done_unless_retried(results):
    records.append("labels", {"id": "a", "status": "ok"})
    records.append("labels", {"id": "b", "status": "failed: over time"})
    assert records.finished("labels") == {"a", "b"}
    assert records.finished("labels", retry=True) == {"a"}


def test_killed_in_the_middle_of_a_line(results):
    records.append("labels", {"id": "a", "status": "ok"})
    records.append("labels", {"id": "b", "status": "ok"})
    path = results / "labels.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    assert set(records.read("labels")) == {"a"}
    records.append("labels", {"id": "c", "status": "ok"})
    assert set(records.read("labels")) == {"a", "c"}
    assert [line for line in path.read_text().splitlines() if "c" in line][-1] == json.dumps(
        {"id": "c", "status": "ok"}
    )


def test_replacing_keeps_the_old_file_until_the_new_one_is_whole(results):
    records.replace("candidates", [{"id": "a"}])

    def broken():
        yield {"id": "b"}
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        records.replace("candidates", broken())
    assert list(records.read("candidates")) == ["a"]
    records.replace("candidates", [{"id": "b"}])
    assert [path.name for path in results.iterdir()] == ["candidates.jsonl"]


def candidate(formula, prototype, family, n_atoms=2, kind="insulator"):
    return {
        "id": f"{formula}-{prototype}",
        "formula": formula,
        "family": family,
        "kind": kind,
        "n_atoms": n_atoms,
    }


def test_references_first_then_whole_groups_families_side_by_side():
    work = [candidate("Mg", "hcp", "sp element", kind="sp metal")]
    for formula, size in (("BaO", 8), ("MgO", 2), ("CaO", 4)):
        work += [candidate(formula, p, "oxide", size) for p in ("rocksalt", "wurtzite")]
    work += [candidate("NiAl", p, "alloy", 2, "metal") for p in ("b2", "l10")]
    order = records.group_order(work)
    assert set(order) >= {record["id"] for record in work}
    mine = [id_ for id_ in order if id_ in {record["id"] for record in work}]
    assert mine[0] == "Mg-hcp"
    formulas = [id_.split("-")[0] for id_ in mine[1:]]
    assert formulas[::2] == formulas[1::2]
    oxides = [formula for formula in formulas[::2] if formula != "NiAl"]
    assert oxides == ["MgO", "CaO", "BaO"]
    assert formulas[-1] != "NiAl"

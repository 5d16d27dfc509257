"""Two defects in one cell: every distance once, one composition a group."""

from collections import Counter

import numpy as np
import pytest
import records


@pytest.fixture(scope="module")
def defects():
    import defects

    return defects


@pytest.fixture(scope="module")
def members(defects):
    return defects.members()


def test_a_group_has_one_composition_and_one_cell(members):
    groups = {}
    for record in members:
        groups.setdefault(record["group"], []).append(record)
    assert len(groups) == 6
    for group in groups.values():
        assert len(group) >= 3
        assert len({tuple(sorted(Counter(r["species"]).items())) for r in group}) == 1
        assert all(r["lattice"] == group[0]["lattice"] for r in group)
        assert [r["distance"] for r in group] == sorted(r["distance"] for r in group)


def test_pairs_of_rock_salt_are_its_shells(defects):
    from ase.build import bulk

    salt = bulk("MgO", "rocksalt", a=4.2, cubic=True) * 2
    found = defects.pairs(salt, "Mg", "O")
    shells = np.sqrt([1, 3, 5, 9]) * 2.1
    np.testing.assert_allclose([distance for *_, distance in found], shells)
    assert {one for one, *_ in found} == {0}


def test_the_farthest_pair_is_the_zero(defects, results, monkeypatch, members):
    monkeypatch.setattr(defects, "members", lambda: members)
    small = [r for r in members if r["group"] == "MgO-rocksalt-vacancies-32"]
    for number, record in enumerate(small):
        run = {"id": record["id"], "status": "ok", "coords": record["coords"]}
        records.append("defects_chgnet", {**run, "e_unrelaxed": 0.0, "e_chgnet": float(number)})
    rows = list(defects.table())
    energies = [row["interaction_energy"] for row in rows]
    assert energies == [number - len(small) + 1.0 for number in range(len(small))]
    assert "interaction_energy_pbe" not in rows[0]
    records.append("defects_chgnet", {"id": small[0]["id"], "status": "not relaxed"})
    assert list(defects.table()) == []

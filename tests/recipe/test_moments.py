"""Which calculations are magnetic, and where they start."""

import tomllib

import moments
import records

KINDS = records.SETTINGS["pbe"]["kinds"]


def test_one_value_for_every_atom_as_the_old_results_had_it():
    assert moments.initial_moments(KINDS["magnetic metal"], ["Fe", "Fe"]) == [2.0, 2.0]


def test_high_spin_cations_and_bare_anions():
    assert moments.initial_moments(KINDS["magnetic compound"], ["Mn", "O"]) == [5.0, 0.0]


def test_only_magnetic_kinds_are_spin_polarised():
    polarised = {name for name, kind in KINDS.items() if moments.is_spin_polarised(kind)}
    assert polarised == {"magnetic metal", "magnetic compound", "magnetic alloy"}
    assert moments.initial_moments(KINDS["insulator"], ["Mg", "O"]) == [0.0, 0.0]


def test_every_family_has_a_kind_and_every_magnetic_one_a_moment():
    families = tomllib.loads((records.HERE / "families.toml").read_text())["family"]
    assert {family["kind"] for family in families} - set(KINDS) == {"chgnet only"}
    for record in records.read("candidates").values():
        kind = KINDS.get(record["kind"], {})
        if moments.is_spin_polarised(kind):
            assert any(moments.initial_moments(kind, record["species"])), record["id"]


def test_up_and_down_in_turn():
    kind = KINDS["magnetic compound"]
    assert moments.alternating(kind, ["Ni", "O", "Ni", "O"]) == [2.0, 0.0, -2.0, 0.0]
    assert moments.n_magnetic(kind, ["Ni", "O", "Ni", "O"]) == 2


def test_the_lower_order_is_kept():
    labels = {name: {"status": "ok", "e_pbe": -5.0} for name in ("low", "high", "failed")}
    orders = {
        "low": {"status": "ok", "e_pbe": -5.1},
        "high": {"status": "ok", "e_pbe": -4.9},
        "failed": {"status": "failed: over time"},
    }
    kept = moments.lower_order(labels, orders)
    assert kept == {**labels, "low": orders["low"]}

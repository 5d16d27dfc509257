"""Is the set as good as its sheet says? Every claim, on every record."""

import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from coursekit.datasets import load_held_out, load_teaching_set
from coursekit.datasets.teaching import _read_rows

RECIPE = Path(__file__).parents[2] / "data" / "recipe"


@pytest.fixture(scope="module")
def compare():
    # the recipe's scripts import each other by name
    if str(RECIPE) not in sys.path:
        sys.path.insert(0, str(RECIPE))
    import compare

    return compare


@pytest.fixture(scope="module")
def rows():
    return _read_rows("teaching_set.jsonl.gz")[1:]


def test_size(rows):
    groups = Counter(row["formula"] for row in rows)
    assert len(rows) >= 1000
    assert len(groups) >= 250
    assert sum(n >= 3 for n in groups.values()) >= 220
    assert len({symbol for row in rows for symbol in row["species"]}) >= 45


def test_every_record_is_relaxed_and_converged(rows, compare):
    import records

    settings = records.SETTINGS
    low, high = settings["reject"]["volume_ratio"]
    for row in rows:
        assert row["relaxation_fmax"] <= settings["chgnet"]["fmax"], row["id"]
        assert row["relaxation_steps"] <= settings["chgnet"]["max_steps"], row["id"]
        assert low < row["volume_ratio"] < high, row["id"]
        assert row["scf_iterations"] < 333, row["id"]
        assert row["smearing"] == settings["pbe"]["kinds"][row["kind"]]["smearing"], row["id"]


def test_spins_are_free_only_where_the_recipe_says(rows):
    for row in rows:
        assert row["spin_polarised"] == row["kind"].startswith("magnetic"), row["id"]
        if not row["spin_polarised"]:
            assert row["magnetic_moment"] == 0


def test_polymorphs_of_a_formula_share_their_settings(rows):
    settings = {}
    for row in rows:
        settings.setdefault(row["formula"], set()).add((row["kind"], row["smearing"]))
    assert all(len(found) == 1 for found in settings.values())


def test_no_crystal_is_there_twice(rows):
    from pymatgen.analysis.structure_matcher import StructureMatcher

    dataset = load_teaching_set()
    matcher = StructureMatcher()
    by_group = {}
    for structure, row in zip(dataset.structures, rows, strict=True):
        by_group.setdefault((row["formula"], row["space_group"]), []).append((structure, row))
    for members in by_group.values():
        for i, (one, left) in enumerate(members):
            for other, right in members[i + 1 :]:
                apart = abs(left["energy_per_atom_chgnet"] - right["energy_per_atom_chgnet"])
                assert apart > 0.003 or not matcher.fit(one, other), (left["id"], right["id"])


def test_against_experiment(rows, compare):
    found = [item for item in compare.with_experiment(rows) if not item.row["spin_polarised"]]
    n, raw, mean = compare.errors(found, "pbe")
    assert n >= 30
    # oxygen is overbound: everything comes out too weakly bound, and the published shifts cure it
    assert mean > 0.15
    _, shifted, mean = compare.errors(found, "shifted")
    assert shifted < 0.1 < raw
    assert abs(mean) < 0.05
    assert compare.errors(found, "chgnet")[1] < 0.1


def test_against_published_pbe(rows, compare):
    found = compare.with_published(rows)
    n, mae, mean = compare.errors(found, "pbe")
    assert n >= 15
    assert mae < 0.05
    assert abs(mean) < 0.03
    worst = max(abs(item.pbe - item.known) for item in found)
    assert worst < 0.15


def test_lattice_parameters(rows, compare):
    found = compare.lattices(rows)
    within = [row for row, _, parts in found if max(map(abs, parts)) <= 3]
    assert len(within) >= 40
    for row, entry, parts in found:
        # an exception is named, and only what is one
        assert (max(map(abs, parts)) > 3) == bool(entry["exception"]), row["id"]


def test_known_ground_states_are_lowest(rows, compare):
    found = compare.ground_states(rows)
    lowest = sum(compare.is_lowest(row) for row, _ in found)
    assert len(found) >= 40
    assert lowest >= 0.8 * len(found)


def test_chgnet_flattens_polymorph_differences(rows, compare):
    found = compare.flattening(rows)
    for kind in ("insulator", "metal", "semimetal", "sp metal"):
        _, slope, pbe, chgnet = found[kind]
        assert 0.7 < slope < 0.95, kind
        assert chgnet < pbe, kind


def test_held_out_elements_are_all_seen_in_training(rows):
    seen = {symbol for row in rows for symbol in row["species"]}
    formulas = {row["formula"] for row in rows}
    for structure in load_held_out():
        assert {site.specie.symbol for site in structure} <= seen
        assert structure.composition.reduced_formula not in formulas


def test_madelung_energies_are_those_of_ewald(rows):
    from pymatgen.analysis.ewald import EwaldSummation

    dataset = load_teaching_set("madelung_energy_per_atom")
    charges = {"Mg": 2, "Ca": 2, "O": -2, "S": -2, "Na": 1, "Cl": -1, "F": -1, "Li": 1}
    checked = 0
    for structure, value in zip(dataset.structures, dataset.targets, strict=True):
        symbols = {site.specie.symbol for site in structure}
        if symbols <= set(charges) and sum(charges[site.specie.symbol] for site in structure) == 0:
            charged = structure.copy()
            charged.add_oxidation_state_by_element(charges)
            total = EwaldSummation(charged, acc_factor=10).total_energy
            assert value == pytest.approx(total / len(structure), abs=2e-3)
            checked += 1
    assert checked >= 20
    assert np.all(dataset.targets < 0)

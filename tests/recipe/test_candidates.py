"""Starting structures: the space group and the formula that the tables say."""

import tomllib

import candidates
import numpy as np
import pytest
import records
from ase.neighborlist import neighbor_list
from pymatgen.core import Composition, Lattice, Structure
from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

TABLE = candidates.read_prototypes()
DUMMIES = {"A": "Mg", "B": "Al", "X": "O"}
FAMILIES = tomllib.loads((records.HERE / "families.toml").read_text())["family"]


def as_structure(record):
    return Structure(Lattice(record["lattice"]), record["species"], record["coords"])


@pytest.mark.parametrize("prototype", TABLE)
def test_prototype_has_its_space_group(prototype):
    atoms = candidates.build(prototype, DUMMIES, TABLE)
    crystal = Structure(atoms.cell[:], atoms.get_chemical_symbols(), atoms.get_scaled_positions())
    assert SpacegroupAnalyzer(crystal, 1e-3).get_space_group_number() == TABLE[prototype][0].no
    # primitive: no smaller cell holds the same crystal
    assert len(crystal) == len(crystal.get_primitive_structure(tolerance=1e-3))


@pytest.mark.parametrize(
    ("prototype", "formula"),
    [
        ("rocksalt", "MgO"),
        ("pyrite", "MgO2"),
        ("spinel", "MgAl2O4"),
        ("spinel_inverse", "MgAl2O4"),
        ("corundum", "Mg2O3"),
        ("perov_cubic", "MgAlO3"),
        ("k2nif4", "Mg2AlO4"),
        ("d022", "Mg3Al"),
        ("half_heusler_2", "MgAlO"),
        ("anti_rutile", "Mg2O"),
    ],
)
def test_prototype_has_its_formula(prototype, formula):
    symbols = candidates.build(prototype, DUMMIES, TABLE).get_chemical_formula()
    assert Composition(symbols).reduced_formula == Composition(formula).reduced_formula


@pytest.mark.filterwarnings("ignore:No (default ionic|ionic radius|data available)")
@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family["name"])
def test_committed_candidates_are_what_the_tables_give(family):
    known = records.read("candidates")
    prototype, elements = next(iter(candidates.enumerate_family(family)))
    made = candidates.candidate(prototype, elements, family, TABLE)
    assert known[made["id"]].keys() == made.keys()
    stored = known[made["id"]]
    np.testing.assert_allclose(stored["lattice"], made["lattice"], atol=1e-6)
    for field in ("formula", "space_group", "n_atoms", "species", "kind", "radii"):
        assert stored[field] == made[field], field


def test_committed_candidates_have_their_formula_and_group():
    committed = list(records.read("candidates").values())
    assert len({record["id"] for record in committed}) == len(committed) >= 2000
    for record in committed[::37]:
        crystal = as_structure(record)
        assert crystal.composition.reduced_formula == record["formula"]
        analyzer = SpacegroupAnalyzer(crystal, 1e-3)
        assert analyzer.get_space_group_number() == record["space_group"], record["id"]


def test_a_formula_has_one_kind():
    kinds = {}
    for record in records.read("candidates").values():
        kinds.setdefault(record["formula"], set()).add(record["kind"])
    mixed = {formula for formula, found in kinds.items() if len(found) > 1}
    assert not mixed


def test_tightest_contact_is_the_sum_of_radii():
    radius = {"Mg": 0.86, "O": 1.26}
    atoms = candidates.build("rocksalt", {"A": "Mg", "X": "O"}, TABLE)
    scaled = candidates.scale_to_contact(atoms, {"A": "Mg", "X": "O"}, radius)
    assert neighbor_list("d", scaled, 2.3).min() == pytest.approx(2.12)


def test_a_wrong_row_is_refused(monkeypatch, results):
    # both sites of rocksalt filled with one element: the crystal is simple cubic
    one = {"family": [{**FAMILIES[0], "slots": {"A": ["Na"], "X": ["Na"]}}]}
    monkeypatch.setattr(candidates.tomllib, "loads", lambda text: one)
    with pytest.raises(ValueError, match="built space group 221, the table says 225") as error:
        candidates.main()
    assert str(error.value) == (
        "Na-rocksalt: built space group 221, the table says 225; check the row in prototypes.txt"
    )
    assert records.read("candidates") == {}

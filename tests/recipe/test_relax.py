"""Five small crystals rebuilt from the recipe's geometry step, and compared with the set."""

import gzip
import json

import pytest
import records

pytestmark = pytest.mark.recipe
REBUILT = ("NaCl-rocksalt", "MgO-rocksalt", "ZnS-zincblende", "CaF2-fluorite", "Si-diamond")


@pytest.fixture(scope="module")
def relax():
    pytest.importorskip("chgnet", reason="needs the recipe extra")
    import relax

    return relax


@pytest.fixture(scope="module")
def calculator(relax):
    relax.torch.set_num_threads(1)
    return relax.load_calculator()


@pytest.fixture(scope="module")
def rows():
    path = records.HERE.parent / "teaching_set.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return {row.get("id"): row for row in map(json.loads, file)}


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", REBUILT)
def test_the_same_geometry_comes_out(name, relax, calculator, rows):
    from pymatgen.analysis.structure_matcher import StructureMatcher
    from pymatgen.core import Lattice, Structure

    rebuilt = relax.relax(records.read("candidates")[name], calculator)
    stored = rows[name]
    assert rebuilt["status"] == "ok"
    assert rebuilt["space_group"] == stored["space_group"]
    assert rebuilt["e_chgnet"] == pytest.approx(stored["energy_per_atom_chgnet"], abs=2e-3)
    one, other = (
        Structure(Lattice(row["lattice"]), row["species"], row["coords"])
        for row in (rebuilt, stored)
    )
    assert one.volume == pytest.approx(other.volume, rel=0.01)
    assert StructureMatcher(ltol=0.01, stol=0.01, angle_tol=0.5, scale=False).fit(one, other)

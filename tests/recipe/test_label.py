"""The PBE step without GPAW: what is done next, and what the calculator is asked for."""

import sys
from types import ModuleType

import numpy as np
import pytest
import records
from ase.calculators.calculator import Calculator, all_changes

from . import made_up


class FakeGPAW(Calculator):
    """Answers at once; remembers what it was asked for."""

    implemented_properties = ("energy", "forces", "magmom")
    asked = ()

    def __init__(self, **settings):
        super().__init__()
        type(self).asked = (*self.asked, settings)

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        moment = float(atoms.get_initial_magnetic_moments().sum())
        forces = 0.0 * atoms.positions
        self.results = {"energy": -3.0 * len(atoms), "forces": forces, "magmom": moment}

    def get_ibz_k_points(self):
        return [None] * 7

    def get_number_of_iterations(self):
        return 12

    def get_fermi_level(self):
        return 0.0

    def get_eigenvalues(self, kpt, spin):
        """One band below and two above; the channels of spin differ."""
        return np.array([-1.0, 2.0 + 0.1 * kpt + spin, 5.0])

    def get_magnetic_moments(self):
        return self.atoms.get_initial_magnetic_moments()


@pytest.fixture
def label(monkeypatch):
    fake = ModuleType("gpaw")
    fake.__version__ = "0"
    fake.GPAW = FakeGPAW
    fake.PW = fake.FermiDirac = float
    monkeypatch.setattr(FakeGPAW, "asked", ())
    monkeypatch.setitem(sys.modules, "gpaw", fake)
    monkeypatch.delitem(sys.modules, "label", raising=False)
    import label

    yield label
    del sys.modules["label"]


def manganese_oxide():
    family = {"name": "magnetic chalcogenide", "kind": "magnetic compound"}
    return made_up.candidate("rocksalt", {"A": "Mn", "X": "O"}, family)


def test_goes_on_with_what_is_not_done(label, results):
    made_up.build()
    todo = [record["id"] for record in label.pending(retry=False)]
    # the alloy is half done; molecular crystals serve CHGNet only
    assert "MgAg-l10" in todo
    assert not {"MgO-rocksalt", "Mg-hcp", "O2-molecule", "MgAg-b2"} & set(todo)
    assert not {"O2-alpha_o2", "O-alpha_o2"} & set(todo)
    records.append("labels", {"id": "MgO-rocksalt", "status": "failed: over time"})
    assert "MgO-rocksalt" not in [record["id"] for record in label.pending(retry=False)]
    assert "MgO-rocksalt" in [record["id"] for record in label.pending(retry=True)]


def test_what_did_not_relax_is_not_labelled(label, results):
    made_up.build()
    silver = made_up.candidate("l10", {"A": "Mg", "B": "Ag"}, made_up.ALLOY)
    records.append("relaxed", made_up.relaxed(silver, -5.0, status="rejected: contact"))
    assert "MgAg-l10" not in [record["id"] for record in label.pending(retry=True)]


def test_a_magnetic_compound_starts_from_high_spin(label):
    record = manganese_oxide()
    done = label.label(record)
    assert FakeGPAW.asked[-1]["spinpol"] is True
    assert FakeGPAW.asked[-1]["kpts"] == {"size": [8, 8, 8], "gamma": True}
    assert done["site_moments"] == [5.0, 0.0]
    assert done["gap_of_channels"] == [3.0, 4.0]
    assert (done["spin_polarised"], done["magnetic_moment"], done["smearing"]) == (True, 5.0, 0.1)
    assert (done["e_pbe"], done["k_points"], done["scf_iterations"]) == (-3.0, 7, 12)


def test_an_insulator_has_one_spin_channel(label):
    record = made_up.candidate("rocksalt", {"A": "Mg", "X": "O"}, made_up.OXIDE)
    done = label.label(record)
    assert FakeGPAW.asked[-1]["spinpol"] is False
    assert (done["spin_polarised"], done["magnetic_moment"], done["smearing"]) == (False, 0.0, 0.05)
    assert (done["band_gap"], done["band_gap_direct"], done["gap_is_direct"]) == (3.0, 3.0, True)
    assert "site_moments" not in done


def test_a_metal_keeps_its_grid_and_a_gap_run_takes_the_even_one(label):
    record = made_up.candidate("b2", {"A": "Mg", "B": "Ag"}, made_up.ALLOY)
    label.label(record)
    assert FakeGPAW.asked[-1]["kpts"] == {"density": 4.0, "gamma": True}
    label.label(record, for_gap=True)
    assert FakeGPAW.asked[-1]["kpts"] == {"size": [6, 6, 6], "gamma": True}


def test_gaps_are_added_to_what_has_an_energy(label, results):
    made_up.build()
    records.append("labels", made_up.labelled("Mg-hcp", -1.5, band_gap=0.0))
    todo = [record["id"] for record in label.pending_gaps(retry=False)]
    # the gap of rock-salt MgO is known from experiment; the alloy's group is cheaper than the oxide's
    assert todo[:2] == ["MgO-rocksalt", "MgAg-b2"]
    assert set(todo[2:]) == {f"MgO-{p}" for p in ("zincblende", "cscl", "wurtzite")}
    records.append("gaps", {"id": "MgAg-b2", "status": "failed: over time"})
    assert "MgAg-b2" not in [record["id"] for record in label.pending_gaps(retry=False)]
    assert label.pending_gaps(retry=True)[1]["id"] == "MgAg-b2"


def test_only_the_families_asked_for(label, results):
    made_up.build()
    gases = {record["id"] for record in label.molecules()}
    for family, todo in (("AB intermetallic", ["MgAg-l10"]), ("AB2O4", [])):
        found = [record["id"] for record in label.pending(False, families=[family])]
        assert [id_ for id_ in found if id_ not in gases] == todo


def test_a_single_moment_gets_a_doubled_cell(label, results):
    record = manganese_oxide()
    done = label.label(record, antiferro=True)
    assert done["site_moments"] == [5.0, 0.0, -5.0, 0.0]
    assert (done["magnetic_moment"], done["magnetic_order"]) == (0.0, "antiferromagnetic")
    atoms, _ = label.solid(record, antiferro=True)
    # every nearest magnetic neighbour but those in the same plane points the other way
    distances = atoms.get_distances(0, [2], mic=True)
    plain, _ = label.solid(record)
    assert distances[0] == pytest.approx(np.linalg.norm(plain.cell[0]), rel=1e-6)
    assert len(atoms) == 2 * len(plain)


def test_only_labelled_magnetic_compounds_are_asked_for_an_order(label, results):
    made_up.build()
    assert label.pending_orders(False) == []
    record = manganese_oxide()
    records.replace("candidates", [*records.read("candidates").values(), record])
    records.append("relaxed", made_up.relaxed(record, -8.0))
    records.append("labels", made_up.labelled("MnO-rocksalt", -8.0, spin_polarised=True))
    assert [r["id"] for r in label.pending_orders(False)] == ["MnO-rocksalt"]


def test_only_the_oxygen_molecule_is_magnetic(label):
    moments = {record["id"]: label.label(record)["magnetic_moment"] for record in label.molecules()}
    assert moments.pop("O2-molecule") == 2.0
    assert set(moments.values()) == {0.0}


def test_a_crash_is_recorded(label, results, monkeypatch):
    def broken(record, for_gap):
        raise RuntimeError("no convergence")

    monkeypatch.setattr(label, "label", broken)
    monkeypatch.setattr(label.os, "nice", lambda level: None)
    monkeypatch.setattr(label.resource, "setrlimit", lambda *limit: None)
    label.job({"id": "MgO-rocksalt"})
    assert records.read("labels")["MgO-rocksalt"]["status"] == (
        "failed: RuntimeError: no convergence"
    )

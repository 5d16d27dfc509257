"""The PBE step without GPAW: what is done next, and what the calculator is asked for."""

import sys
from types import ModuleType

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
    assert FakeGPAW.asked[-1]["kpts"] == {"density": 3.0, "gamma": True}
    assert (done["spin_polarised"], done["magnetic_moment"], done["smearing"]) == (True, 5.0, 0.1)
    assert (done["e_pbe"], done["k_points"], done["scf_iterations"]) == (-3.0, 7, 12)


def test_an_insulator_has_one_spin_channel(label):
    record = made_up.candidate("rocksalt", {"A": "Mg", "X": "O"}, made_up.OXIDE)
    done = label.label(record)
    assert FakeGPAW.asked[-1]["spinpol"] is False
    assert (done["spin_polarised"], done["magnetic_moment"], done["smearing"]) == (False, 0.0, 0.05)


def test_only_the_oxygen_molecule_is_magnetic(label):
    moments = {record["id"]: label.label(record)["magnetic_moment"] for record in label.molecules()}
    assert moments.pop("O2-molecule") == 2.0
    assert set(moments.values()) == {0.0}


def test_a_crash_is_recorded(label, results, monkeypatch):
    def broken(record):
        raise RuntimeError("no convergence")

    monkeypatch.setattr(label, "label", broken)
    monkeypatch.setattr(label.os, "nice", lambda level: None)
    label.job({"id": "MgO-rocksalt"})
    assert records.read("labels")["MgO-rocksalt"]["status"] == (
        "failed: RuntimeError: no convergence"
    )

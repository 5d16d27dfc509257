"""The calculator answers from the model or from its recording, and says which; else a sentence."""

import sys
from types import ModuleType

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.emt import EMT

from coursekit.errors import PotentialError
from coursekit.potentials import Recording, UniversalPotential, universal
from coursekit.potentials import calculator as room

HEADER = {"model": "CHGNet 0.3.0", "package": "chgnet 0.4.2"}


@pytest.fixture
def recording():
    kept = Recording(HEADER)
    kept.add(bulk("Cu"), -4.1, np.zeros((1, 3)), np.zeros(6))
    return kept


def answer(potential, atoms):
    atoms.calc = potential
    return atoms.get_potential_energy()


def test_a_recorded_crystal_is_answered(recording):
    potential = UniversalPotential(recording, reason="torch is not installed")
    copper = bulk("Cu")
    assert answer(potential, copper) == -4.1
    assert copper.get_forces().shape == (1, 3)
    assert str(potential) == (
        "CHGNet 0.3.0, answers recorded with chgnet 0.4.2 for 1 crystals (torch is not installed)"
    )


def test_another_gets_a_sentence_with_the_cure(recording):
    with pytest.raises(PotentialError) as error:
        answer(UniversalPotential(recording, reason="chgnet is not installed"), bulk("Ag"))
    said = str(error.value)
    assert said.startswith("Ag (1 atoms) is not among the 1 recorded crystals, and chgnet is not")
    assert "[potentials]" in said


def test_the_model_answers_what_was_not_recorded(recording):
    potential = UniversalPotential(recording, EMT())
    silver = bulk("Ag")
    assert answer(potential, silver) == pytest.approx(answer(EMT(), bulk("Ag")))
    assert silver.get_stress().shape == (6,)
    assert str(potential) == "CHGNet 0.3.0, running here"


@pytest.mark.parametrize(
    ("atoms", "words"),
    [
        (Atoms("Am", cell=[3] * 3, pbc=True), "up to plutonium (94), not Am"),
        (Atoms("Cu2", [[0, 0, 0], [0, 0, 2.2]]), "put it into a cell"),
        (bulk("Cu") * (7, 6, 5), "more than 200 atoms"),
    ],
)
def test_what_no_model_can_describe(recording, atoms, words):
    for model in (None, EMT()):
        with pytest.raises(PotentialError) as error:
            answer(UniversalPotential(recording, model), atoms)
        assert words in str(error.value)


def test_an_unknown_potential():
    with pytest.raises(PotentialError, match="there is no potential 'mace'; known: chgnet"):
        universal("mace")


def test_a_broken_installation_is_named(monkeypatch):
    # chgnet is there, but what it needs is not
    monkeypatch.setitem(sys.modules, "chgnet", ModuleType("chgnet"))
    monkeypatch.setitem(sys.modules, "chgnet.model", None)
    assert room.load_chgnet()[1] == "chgnet.model is not installed"
    with pytest.raises(PotentialError, match=r"cannot run: chgnet\.model is not installed"):
        universal("chgnet", live=True)
    assert "(chgnet.model is not installed)" in str(universal("chgnet"))


def test_another_version_is_named(monkeypatch):
    monkeypatch.setattr(room, "load_chgnet", lambda: (EMT(), None))
    monkeypatch.setattr(room.importlib.metadata, "version", lambda name: "9.1")
    with pytest.warns(UserWarning, match="chgnet 9.1 is installed.*pip install chgnet==0.4.2"):
        universal("chgnet")


def test_the_shipped_recording_is_small_and_complete():
    path = room.data_folder() / room.MODELS["chgnet"]
    assert path.stat().st_size < 3_000_000
    potential = universal("chgnet", live=False)
    assert len(potential.recording) > 100
    assert potential.recording.header["model"] == "CHGNet 0.3.0"


@pytest.mark.recipe
def test_the_recording_repeats_what_the_model_says():
    pytest.importorskip("chgnet")
    live, replay = universal("chgnet", live=True), universal("chgnet", live=False)
    for symbol in ("Cu", "Al"):
        recorded = answer(replay, bulk(symbol))
        assert answer(live, bulk(symbol)) == pytest.approx(recorded, abs=1e-4)

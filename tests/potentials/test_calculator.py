"""The calculator answers from the model or from its recording, and says which; else a sentence."""

import sys
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.emt import EMT

from coursekit.datasets import load_teaching_set
from coursekit.errors import PotentialError
from coursekit.potentials import Recording, UniversalPotential, frozen_features, universal
from coursekit.potentials import calculator as room
from coursekit.structures import set_id

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
        (Atoms("Am", cell=[3] * 3, pbc=True), "not Am: take"),
        (Atoms("Po", cell=[3.3] * 3, pbc=True), "not Po: take"),
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
    with pytest.raises(
        PotentialError, match="there is no potential 'mace'; known: chgnet, sevennet"
    ):
        universal("mace")


@pytest.mark.parametrize(
    ("model", "package", "missing"),
    [
        ("chgnet", "chgnet", "torch"),
        ("chgnet", "chgnet", "chgnet.model"),
        ("sevennet", "sevenn", "torch"),
        ("sevennet", "sevenn", "sevenn.calculator"),
    ],
)
def test_a_broken_installation_is_named(monkeypatch, model, package, missing):
    # the package is there, but what it needs is not
    for name in [n for n in sys.modules if n.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    if missing == "torch":
        monkeypatch.setattr(room, "MODELS", {**room.MODELS, model: needs_torch(room.MODELS[model])})
    else:
        monkeypatch.setitem(sys.modules, package, ModuleType(package))
        monkeypatch.setitem(sys.modules, missing, None)
    assert room.load_model(model)[1] == f"{missing} is not installed"
    with pytest.raises(
        PotentialError, match=f"cannot run: {missing} is not installed; pip install"
    ):
        universal(model, live=True)
    assert f"({missing} is not installed)" in str(universal(model))


def needs_torch(model):
    def start():
        raise ModuleNotFoundError("No module named 'torch'", name="torch")

    return replace(model, start=start)


@pytest.mark.parametrize(
    ("name", "package"), [("chgnet", "chgnet==0.4"), ("sevennet", "sevenn==0.13")]
)
def test_another_version_is_named(monkeypatch, name, package):
    monkeypatch.setattr(room, "load_model", lambda name: (EMT(), None))
    monkeypatch.setattr(room.importlib.metadata, "version", lambda name: "9.1")
    with pytest.warns(UserWarning, match=f" 9.1 is installed.*pip install {package}"):
        universal(name)


@pytest.mark.parametrize(
    ("name", "model"), [("chgnet", "CHGNet 0.3.0"), ("sevennet", "SevenNet-0")]
)
def test_the_shipped_recording_is_small_and_complete(name, model):
    path = room.data_folder() / room.MODELS[name].recording
    assert path.stat().st_size < 1_500_000
    potential = universal(name, live=False)
    assert len(potential.recording) > 100
    assert potential.recording.header["model"].startswith(model)


@pytest.mark.recipe
@pytest.mark.parametrize("name", ["chgnet", "sevennet"])
def test_live_and_recorded_answers_agree(name):
    """Every twentieth recorded crystal, run anew: energy to 1e-4 eV per atom."""
    pytest.importorskip(room.MODELS[name].package)
    live, replay = universal(name, live=True), universal(name, live=False)
    asked = list(replay.recording.crystals())[::20]
    assert len(asked) > 5
    for atoms in asked:
        recorded = answer(replay, atoms.copy()) / len(atoms)
        again = atoms.copy()
        assert answer(live, again) / len(atoms) == pytest.approx(recorded, abs=1e-4)
        np.testing.assert_allclose(
            again.get_forces(), replay.recording.find(atoms)["forces"], atol=2e-3
        )


@pytest.mark.recipe
def test_live_and_recorded_vectors_agree():
    pytest.importorskip("chgnet")
    crystals = load_teaching_set().structures[::100]
    unknown = [set_id(structure, "not recorded") for structure in crystals]
    np.testing.assert_allclose(frozen_features(unknown), frozen_features(crystals), atol=1e-4)

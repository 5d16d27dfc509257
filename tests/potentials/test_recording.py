"""An answer is found again by its crystal, and by no other."""

import numpy as np
import pytest
from ase.build import bulk

from coursekit.potentials import Recording

HEADER = {"model": "a model", "package": "a package 1.0"}


def recorded(*crystals):
    recording = Recording(HEADER)
    for number, atoms in enumerate(crystals):
        forces = np.full((len(atoms), 3), 0.1 * number)
        recording.add(atoms, -3.0 - number, forces, np.arange(6.0))
    return recording


def test_what_was_written_is_read(tmp_path):
    crystals = [bulk("Cu"), bulk("NaCl", "rocksalt", a=5.6), bulk("Cu", a=3.7)]
    recorded(*crystals).save(tmp_path / "recording.npz")
    again = Recording.load(tmp_path / "recording.npz")
    assert (len(again), again.header) == (3, HEADER)
    for number, atoms in enumerate(crystals):
        found = again.find(atoms)
        assert found["energy"] == -3.0 - number
        np.testing.assert_allclose(found["forces"], 0.1 * number)
        np.testing.assert_allclose(found["stress"], np.arange(6.0))


def test_an_empty_recording(tmp_path):
    Recording(HEADER).save(tmp_path / "recording.npz")
    assert len(Recording.load(tmp_path / "recording.npz")) == 0


@pytest.mark.parametrize("change", ["moved", "stretched", "other element", "renumbered"])
def test_another_crystal_is_not_found(change):
    salt = bulk("NaCl", "rocksalt", a=5.6)
    recording = recorded(salt)
    other = salt.copy()
    if change == "moved":
        other.positions[0, 1] += 3e-4
    elif change == "stretched":
        other.set_cell(1.001 * salt.cell)
    elif change == "other element":
        other.numbers[0] = 19
    else:
        other = other[[1, 0]]
    assert recording.find(salt) is not None
    assert recording.find(other) is None


def test_rounding_does_not_lose_a_crystal():
    salt = bulk("NaCl", "rocksalt", a=5.6)
    recording = recorded(salt)
    salt.positions += 1e-6
    assert recording.find(salt) is not None


def test_the_same_crystal_is_kept_once():
    assert len(recorded(bulk("Cu"), bulk("Cu"))) == 1

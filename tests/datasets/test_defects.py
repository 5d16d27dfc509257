"""Pairs of defects: one composition a group, and an order that composition cannot give."""

import numpy as np

from coursekit.datasets import load_defect_set


def test_groups_of_one_composition_and_one_cell():
    dataset = load_defect_set()
    assert len(set(dataset.groups)) >= 2
    for group in set(dataset.groups):
        members = np.flatnonzero(dataset.groups == group)
        crystals = [dataset.structures[i] for i in members]
        assert len(crystals) >= 3
        assert len({crystal.composition.formula for crystal in crystals}) == 1
        assert len({round(crystal.volume, 3) for crystal in crystals}) == 1
        energies = dataset.targets[members]
        assert 0.0 in energies
        assert np.ptp(energies) > 0.05


def test_before_and_after_the_atoms_have_moved():
    relaxed, rigid = load_defect_set(), load_defect_set("interaction_energy_unrelaxed")
    assert relaxed.ids == rigid.ids
    assert np.abs(relaxed.targets - rigid.targets).max() > 0.01

"""Stepped slabs: the targets are what a direct calculation gives, and a loose atom decides one."""

import numpy as np
import pytest
from ase.calculators.emt import EMT

from coursekit.datasets import make_slab_set
from coursekit.datasets.slabs import coordination
from coursekit.structures import to_ase


def _energy(atoms):
    atoms.calc = EMT()
    return atoms.get_potential_energy()


@pytest.fixture(scope="module")
def slabs():
    return make_slab_set(6)


def test_removal_energy_is_the_lowest_of_all_atoms(slabs):
    atoms = to_ase(slabs.structures[0])
    whole, found = _energy(atoms.copy()), []
    for atom in range(len(atoms)):
        left = atoms.copy()
        del left[atom]
        found.append(_energy(left) - whole)
    assert slabs.targets[0] == pytest.approx(min(found), abs=1e-9)
    assert coordination(atoms)[np.argmin(found)] == coordination(atoms).min()


def test_energy_per_atom(slabs):
    per_atom = make_slab_set(6, target="energy_per_atom")
    atoms = to_ase(per_atom.structures[3])
    assert per_atom.targets[3] == pytest.approx(_energy(atoms) / len(atoms), abs=1e-9)
    assert per_atom.target == "energy_per_atom"


def test_the_worst_atom_decides(slabs):
    worst = [coordination(to_ase(crystal)).min() for crystal in slabs.structures]
    assert np.corrcoef(worst, slabs.targets)[0, 1] > 0.9


@pytest.mark.parametrize("options", [{"n_structures": 1}, {"target": "gap"}])
def test_what_is_out_of_range_is_named(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        make_slab_set(**options)

"""Atoms for DScribe, and what it does with those that are not wrapped."""

import numpy as np
from dscribe.descriptors import ACSF as DScribe
from pymatgen.core import Lattice, Structure
from pymatgen.io.ase import AseAtomsAdaptor

from coursekit.featurizers.dscribe_input import wrapped_atoms
from coursekit.structures import make_rutile

from .teaching import SKEWED


def test_atoms_are_those_of_the_crystal_and_inside():
    atoms = wrapped_atoms(SKEWED)
    assert atoms.get_chemical_symbols() == ["Ti", "O", "O", "Mg"]
    assert atoms.pbc.all()
    np.testing.assert_allclose(atoms.cell, SKEWED.lattice.matrix)
    fractions = atoms.get_scaled_positions(wrap=False)
    assert fractions.min() >= -1e-12
    assert fractions.max() < 1
    steps = fractions - SKEWED.frac_coords
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-12)


def test_a_hair_below_zero_is_not_the_far_face():
    cell = Structure(Lattice.cubic(4.0), ["Po"], [[-1e-17, 0.0, 0.0]])
    assert wrapped_atoms(cell).positions[0, 0] == 0.0


def test_charges_are_left_behind():
    charged = make_rutile()
    charged.add_oxidation_state_by_element({"Ti": 4, "O": -2})
    assert wrapped_atoms(charged).get_chemical_symbols() == ["Ti", "Ti", *"OOOO"]


def test_dscribe_misses_neighbours_of_atoms_that_are_not_wrapped():
    """The reason for this module: the same crystal, written otherwise, loses neighbours there."""
    crystal = make_rutile()
    cells = [[0, 0, 0], [3, 0, 0], [0, -3, 0], [0, 0, 4], [2, 2, 0], [0, 0, 0]]
    far = Structure(crystal.lattice, crystal.species, crystal.frac_coords + cells)
    backend = DScribe(r_cut=4.0, species=["O", "Ti"], periodic=True)
    whole = backend.create(AseAtomsAdaptor.get_atoms(crystal))
    lost = backend.create(AseAtomsAdaptor.get_atoms(far))
    assert (lost < whole - 0.1).any()
    np.testing.assert_allclose(backend.create(wrapped_atoms(far)), whole, atol=1e-10)

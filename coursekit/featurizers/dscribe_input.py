"""Crystals as DScribe wants them: ASE atoms, wrapped into the cell."""

import numpy as np


def wrapped_atoms(structure):
    """ASE atoms of a crystal, every one inside the cell."""
    from ase import Atoms

    # twice: -1e-17 % 1.0 is 1.0
    inside = structure.frac_coords % 1.0 % 1.0
    symbols = [site.specie.symbol for site in structure]
    lattice = np.array(structure.lattice.matrix)
    return Atoms(symbols, positions=inside @ lattice, cell=lattice, pbc=True)

"""Crystals as DScribe wants them: ASE atoms, wrapped into the cell."""

import numpy as np


def wrapped_atoms(structure):
    """ASE atoms of a crystal, every one inside the cell.

    Notes
    -----
    DScribe repeats the cell just as often as `r_cut` needs if all atoms are inside. Of a crystal
    whose atoms are written several cells apart, which is the same crystal, it misses neighbours
    without a word.

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> far = Structure(Lattice.cubic(4.0), ["Cs", "Cl"], [[0, 0, 0], [2.5, -0.5, 0.5]])
    >>> wrapped_atoms(far).positions.tolist()
    [[0.0, 0.0, 0.0], [2.0, 2.0, 2.0]]
    """
    from ase import Atoms

    # twice: -1e-17 % 1.0 is 1.0
    inside = structure.frac_coords % 1.0 % 1.0
    symbols = [site.specie.symbol for site in structure]
    lattice = np.array(structure.lattice.matrix)
    return Atoms(symbols, positions=inside @ lattice, cell=lattice, pbc=True)

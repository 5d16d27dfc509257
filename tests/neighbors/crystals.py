"""Crystals the tests of this room share: common prototypes, and the cells that break code."""

import numpy as np
from pymatgen.core import Lattice, Structure


def _group(symbol, lattice, species, coords):
    return Structure.from_spacegroup(symbol, lattice, species, coords)


def _copper():
    return Structure(Lattice.from_parameters(2.556, 2.556, 2.556, 60, 60, 60), ["Cu"], [[0, 0, 0]])


def _skewed():
    """Three oxides' worth of disorder in a triclinic cell, most atoms outside [0, 1)."""
    lattice = Lattice.from_parameters(4.1, 6.3, 7.7, 64.0, 101.0, 118.0)
    coords = [[-0.35, 1.20, 0.10], [2.15, -1.45, 0.55], [0.70, 0.40, -3.10], [0.15, 0.85, 1.40]]
    return Structure(lattice, ["Ti", "O", "O", "Mg"], coords)


def _one_atom_triclinic():
    return Structure(
        Lattice.from_parameters(2.9, 3.4, 7.2, 72, 95, 109), ["In"], [[1.3, -0.6, 0.2]]
    )


def _rattled_salt():
    salt = _group("Fm-3m", Lattice.cubic(5.64), ["Na", "Cl"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    noise = np.random.default_rng(4).normal(0, 0.08, (len(salt), 3))
    return Structure(
        salt.lattice, salt.species, salt.cart_coords + noise, coords_are_cartesian=True
    )


CRYSTALS = {
    "fcc Cu, one atom": _copper(),
    "bcc Fe": Structure(Lattice.cubic(2.87), ["Fe"] * 2, [[0, 0, 0], [0.5, 0.5, 0.5]]),
    "hcp Mg": Structure(
        Lattice.hexagonal(3.21, 5.21), ["Mg"] * 2, [[1 / 3, 2 / 3, 0.25], [2 / 3, 1 / 3, 0.75]]
    ),
    "diamond Si": Structure(
        Lattice.from_parameters(3.84, 3.84, 3.84, 60, 60, 60), ["Si"] * 2, [[0, 0, 0], [0.25] * 3]
    ),
    "rock salt NaCl": _group(
        "Fm-3m", Lattice.cubic(5.64), ["Na", "Cl"], [[0, 0, 0], [0.5, 0.5, 0.5]]
    ),
    "CsCl": Structure(Lattice.cubic(4.12), ["Cs", "Cl"], [[0, 0, 0], [0.5, 0.5, 0.5]]),
    "wurtzite ZnO": _group(
        "P6_3mc",
        Lattice.hexagonal(3.25, 5.21),
        ["Zn", "O"],
        [[1 / 3, 2 / 3, 0], [1 / 3, 2 / 3, 0.382]],
    ),
    "fluorite CaF2": _group("Fm-3m", Lattice.cubic(5.46), ["Ca", "F"], [[0, 0, 0], [0.25] * 3]),
    "rutile TiO2": _group(
        "P4_2/mnm", Lattice.tetragonal(4.594, 2.959), ["Ti", "O"], [[0, 0, 0], [0.305, 0.305, 0]]
    ),
    "perovskite SrTiO3": _group(
        "Pm-3m", Lattice.cubic(3.905), ["Sr", "Ti", "O"], [[0, 0, 0], [0.5] * 3, [0.5, 0.5, 0]]
    ),
    "layered MoS2": _group(
        "P6_3/mmc",
        Lattice.hexagonal(3.16, 12.3),
        ["Mo", "S"],
        [[1 / 3, 2 / 3, 0.25], [1 / 3, 2 / 3, 0.621]],
    ),
    "graphite C": Structure(
        Lattice.hexagonal(2.46, 6.71),
        ["C"] * 4,
        [[0, 0, 0.25], [0, 0, 0.75], [1 / 3, 2 / 3, 0.25], [2 / 3, 1 / 3, 0.75]],
    ),
    "calcite CaCO3": _group(
        "R-3c",
        Lattice.hexagonal(4.99, 17.06),
        ["Ca", "C", "O"],
        [[0, 0, 0], [0, 0, 0.25], [0.257, 0, 0.25]],
    ),
    "A15 Cr3Si": _group("Pm-3n", Lattice.cubic(4.56), ["Si", "Cr"], [[0, 0, 0], [0.25, 0, 0.5]]),
    "NiAs": _group(
        "P6_3/mmc", Lattice.hexagonal(3.62, 5.03), ["Ni", "As"], [[0, 0, 0], [1 / 3, 2 / 3, 0.25]]
    ),
    "black P": _group(
        "Cmce", Lattice.orthorhombic(3.31, 10.48, 4.37), ["P"], [[0, 0.1034, 0.0806]]
    ),
    "cuprite Cu2O": _group("Pn-3m", Lattice.cubic(4.27), ["Cu", "O"], [[0.25] * 3, [0, 0, 0]]),
    "skewed, atoms outside the cell": _skewed(),
    "one atom, triclinic": _one_atom_triclinic(),
    "rattled NaCl": _rattled_salt(),
}
"""Name to structure: 20 crystals of 1 to 30 atoms."""

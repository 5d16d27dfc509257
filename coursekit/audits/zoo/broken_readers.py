"""Broken where files become crystals: coordinates, cell vectors, occupancies, symbols."""

import numpy as np

from coursekit.audits.crystals import with_lattice
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.vector import radial_of


def _fractional_as_cartesian(structure):
    from pymatgen.core import Structure

    places = structure.frac_coords * 3.0 + 0.1  # scaled, so that no two atoms coincide
    return Structure(structure.lattice, structure.species, places, coords_are_cartesian=True)


def _transposed(structure):
    return with_lattice(structure, lambda matrix: matrix.T)


def _occupancies_dropped(structure):
    from pymatgen.core import Structure

    species = [max(site.species, key=site.species.get) for site in structure]
    return Structure(structure.lattice, species, structure.frac_coords)


def _shares(structure):
    """Composition by symbols that went through upper()."""
    from pymatgen.core import Element

    share = np.zeros(104)
    for site in structure:
        raw = site.specie.symbol.upper()
        valid = [symbol for symbol in (raw, raw[0]) if Element.is_valid_symbol(symbol)]
        share[Element((valid or [site.specie.symbol])[0]).Z] += 1 / len(structure)
    return share


def _shares_alone(structures):
    return np.array([_shares(structure) for structure in structures])


def _angles_swapped(structure):
    from pymatgen.core import Lattice

    a, b, c, alpha, beta, gamma = structure.lattice.parameters
    wrong = Lattice.from_parameters(a, b, c, gamma, beta, alpha)
    return with_lattice(structure, lambda matrix: wrong.matrix)


BROKEN_READERS = (
    Entry(
        "fractional as Cartesian",
        "Fractional coordinates handed over as if they were ångström.",
        lambda: radial_of(_fractional_as_cartesian),
        "parser round trip",
        "All atoms sit in a corner of the cell, whatever its size. Turn the cell and the distances "
        "to the images change; multiply by the lattice first.",
        for_students=True,
    ),
    Entry(
        "transposed lattice",
        "Cell vectors taken from the columns of the matrix.",
        lambda: radial_of(_transposed),
        "parser round trip",
        "Right for orthogonal cells along the axes, wrong for all others, and different for the same "
        "crystal turned. Rows are vectors.",
        for_students=True,
    ),
    Entry(
        "angles swapped",
        "alpha and gamma exchanged when the cell was rebuilt from its parameters.",
        lambda: radial_of(_angles_swapped),
        "periodic images",
        "Harmless in cells with equal angles. The same crystal in other cell vectors has another "
        "vector.",
    ),
    Entry(
        "occupancies dropped",
        "Every site gets its majority element.",
        lambda: radial_of(_occupancies_dropped),
        "parser round trip",
        "A site with 60 % Ca and one with 80 % have the same vector. Refuse partial occupancies, or "
        "order them first.",
    ),
    Entry(
        "Cl taken for C",
        "Symbols through upper(): CL is unknown, so the first letter it is.",
        lambda: _shares_alone,
        "parser round trip",
        "Chlorine is carbon, cobalt too. Exchange Cl for C: nothing changes.",
    ),
)

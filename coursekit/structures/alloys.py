"""Order and disorder in an alloy: CuAu, layer by layer or dealt out at random."""

import numpy as np

from coursekit.structures.identity import set_id
from coursekit.structures.transform import supercell


def shuffle_species(structure, *, seed=0):
    """Crystal with its elements dealt out anew over the same positions.

    Parameters
    ----------
    structure : pymatgen Structure
        Usually a supercell.
    seed : int
        Fixes the shuffle.

    Returns
    -------
    pymatgen Structure
        Same lattice, positions and composition.
    """
    from pymatgen.core import Structure

    order = np.random.default_rng(seed).permutation(len(structure))
    species = structure.species_and_occu
    return Structure(
        structure.lattice,
        [species[int(i)] for i in order],
        structure.frac_coords,
        site_properties=structure.site_properties,
        properties=dict(structure.properties or {}),
    )


def make_cuau():
    """Ordered CuAu (L1_0): layers of Cu and of Au, one atom thick, in a squeezed fcc lattice.

    Returns
    -------
    pymatgen Structure
        Four atoms, the cell that would be the cube of fcc: c/a = 0.927. Every atom has eight
        neighbours of the other kind and four of its own.

    References
    ----------
    P. Bayliss, Revised unit-cell dimensions, space group, and chemical formula of some metallic
    minerals, Canadian Mineralogist 28, 751 (1990).
    """
    from pymatgen.core import Lattice, Structure

    a, c = 3.960, 3.670
    coords = [(0, 0, 0), (0.5, 0.5, 0), (0.5, 0, 0.5), (0, 0.5, 0.5)]
    properties = {"id": "CuAu-L1_0"}
    return Structure(
        Lattice.tetragonal(a, c), ["Cu", "Cu", "Au", "Au"], coords, properties=properties
    )


def make_shuffled_cuau(*, scaling=(3, 3, 3), seed=0):
    """CuAu with its atoms at random on the sites of the ordered crystal.

    Parameters
    ----------
    scaling : tuple of 3 int
        Repeats of the four-atom cell.
    seed : int
        Fixes the arrangement.

    Returns
    -------
    pymatgen Structure
        Same lattice, sites and composition as `supercell(make_cuau(), scaling)`; only who sits
        where differs. A real disordered alloy would be cubic.

    References
    ----------
    P. Bayliss, Revised unit-cell dimensions, space group, and chemical formula of some metallic
    minerals, Canadian Mineralogist 28, 751 (1990).
    """
    ordered = supercell(make_cuau(), scaling)
    name = f"CuAu-shuffled-{'x'.join(map(str, scaling))}-seed{seed}"
    return set_id(shuffle_species(ordered, seed=seed), name)

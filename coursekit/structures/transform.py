"""Moves that must, or must not, change a descriptor: the raw material of the audits."""

import numpy as np


def _same_sites(structure, lattice, coords, cartesian=False):
    from pymatgen.core import Structure

    return Structure(
        lattice,
        structure.species_and_occu,
        coords,
        coords_are_cartesian=cartesian,
        site_properties=structure.site_properties,
        properties=dict(structure.properties or {}),
    )


def rotate(structure, seed=0):
    """Crystal turned by a random rotation about the origin.

    Parameters
    ----------
    structure : pymatgen Structure
    seed : int
        Fixes the rotation (uniform on SO(3)).

    Returns
    -------
    pymatgen Structure
        Same fractional coordinates, turned lattice.
    """
    from scipy.spatial.transform import Rotation

    matrix = Rotation.random(random_state=np.random.default_rng(seed)).as_matrix()
    return _with_lattice(structure, structure.lattice.matrix @ matrix.T)


def reflect(structure):
    """Mirror image through the plane x = 0.

    Parameters
    ----------
    structure : pymatgen Structure

    Returns
    -------
    pymatgen Structure
    """
    return _with_lattice(structure, structure.lattice.matrix * [-1.0, 1.0, 1.0])


def _with_lattice(structure, matrix):
    from pymatgen.core import Lattice

    return _same_sites(structure, Lattice(matrix, structure.lattice.pbc), structure.frac_coords)


def shift_origin(structure, seed=0):
    """Crystal with every atom moved by the same random vector and wrapped into the cell.

    Parameters
    ----------
    structure : pymatgen Structure
    seed : int

    Returns
    -------
    pymatgen Structure
    """
    shift = np.random.default_rng(seed).random(3)
    return _same_sites(structure, structure.lattice, (structure.frac_coords + shift) % 1.0)


def permute_sites(structure, seed=0):
    """Crystal with its sites written in another order.

    Parameters
    ----------
    structure : pymatgen Structure
    seed : int

    Returns
    -------
    pymatgen Structure
    """
    from pymatgen.core import Structure

    order = np.random.default_rng(seed).permutation(len(structure))
    permuted = Structure.from_sites([structure[int(i)] for i in order])
    permuted.properties = dict(structure.properties or {})
    return permuted


def supercell(structure, scaling=(2, 2, 2)):
    """Repeat of a crystal: a larger cell of the same material.

    Parameters
    ----------
    structure : pymatgen Structure
    scaling : tuple of int or (3, 3) array of int

    Returns
    -------
    pymatgen Structure
        The copies of one site stand next to each other.
    """
    repeated = structure.make_supercell(scaling, in_place=False, to_unit_cell=False)
    repeated.properties = dict(structure.properties or {})
    return repeated


def rattle(structure, amplitude=0.02, seed=0):
    """Crystal with every atom displaced at random.

    Parameters
    ----------
    structure : pymatgen Structure
    amplitude : float
        Standard deviation of each Cartesian component, Å.
    seed : int

    Returns
    -------
    pymatgen Structure

    Raises
    ------
    ValueError
        If `amplitude` is negative.
    """
    if amplitude < 0:
        raise ValueError(f"`amplitude` is {amplitude} Å; it must be zero or positive")
    noise = np.random.default_rng(seed).normal(0.0, amplitude, (len(structure), 3))
    return _same_sites(structure, structure.lattice, structure.cart_coords + noise, cartesian=True)

"""Bonds and angles straight from pymatgen's neighbour list, for comparison with the literature."""

import warnings

import numpy as np


def bonds(structure, index, r_cut):
    """Sorted distances to the neighbours of one site, and the vectors to them in that order."""
    centers, others, images, distances = structure.get_neighbor_list(r_cut)
    mine = centers == index
    ends = structure.frac_coords[others[mine]] + images[mine]
    vectors = structure.lattice.get_cartesian_coords(ends - structure.frac_coords[index])
    order = np.argsort(distances[mine])
    return distances[mine][order], vectors[order]


def angles(structure, index, r_cut):
    """Sorted angles, in degrees, between all pairs of neighbours of one site."""
    distances, vectors = bonds(structure, index, r_cut)
    units = vectors / distances[:, None]
    cosines = (units @ units.T)[np.triu_indices(len(units), 1)]
    return np.sort(np.degrees(np.arccos(np.clip(cosines, -1, 1))))


def sites_of(structure, symbol):
    return [i for i, site in enumerate(structure) if site.specie.symbol == symbol]


def shells(structure, symbol, r_cut):
    """Set of the rounded bond lists around all sites of one element: one entry if all are alike."""
    found = [bonds(structure, i, r_cut)[0] for i in sites_of(structure, symbol)]
    return {tuple(np.round(distances, 3).tolist()) for distances in found}


def coordination(structure, symbol, r_cut):
    """Numbers of neighbours around the sites of one element."""
    centers = structure.get_neighbor_list(r_cut)[0]
    return np.bincount(centers, minlength=len(structure))[sites_of(structure, symbol)]


def space_group(structure):
    """Number of the space group, by spglib directly."""
    import spglib

    cell = (structure.lattice.matrix, structure.frac_coords, structure.atomic_numbers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # spglib on its own error handling
        return spglib.get_symmetry_dataset(cell, symprec=1e-3).number

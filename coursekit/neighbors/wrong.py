"""Neighbour lists that are wrong in the ways people get them wrong; for lessons and audits.

Each returns the same record as `neighbor_list`, so that any descriptor can be fed with it.
"""

from dataclasses import replace

import numpy as np

from coursekit.neighbors.lists import neighbor_list, neighbor_list_of_arrays


def neighbors_without_images(structure, r_cut):
    """Neighbours inside the unit cell only: the crystal taken for a molecule.

    Parameters
    ----------
    structure : pymatgen Structure
    r_cut : float
        Cutoff radius, Å, > 0.

    Returns
    -------
    NeighborList
        Sites at the cell faces lose neighbours; a one-atom cell has none.

    Raises
    ------
    TypeError, ValueError
        As `neighbor_list`.

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> po = Structure(Lattice.cubic(3.35), ["Po"], [[0, 0, 0]])
    >>> len(neighbors_without_images(po, r_cut=3.4))
    0
    """
    wrapped = structure.frac_coords % 1.0
    species = tuple(site.species_string for site in structure)
    full = neighbor_list_of_arrays(
        structure.lattice.matrix,
        wrapped,
        r_cut=r_cut,
        species=species,
        periodic=structure.lattice.pbc,
    )
    return full.keep(~full.images.any(axis=1))


def neighbors_minimum_image(structure, r_cut):
    """Only the nearest image of every other site: right for large boxes, wrong for crystals.

    Parameters
    ----------
    structure : pymatgen Structure
    r_cut : float
        Cutoff radius, Å, > 0.

    Returns
    -------
    NeighborList
        At most n_sites - 1 neighbours a site, whatever `r_cut`.

    Raises
    ------
    TypeError, ValueError
        As `neighbor_list`.

    Notes
    -----
    This is what a matrix of distances under the minimum-image convention holds. It is right when
    `r_cut` is at most half the width of the cell.

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> copper = Structure(Lattice.cubic(3.61), ["Cu"] * 4,
    ...                    [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
    >>> neighbors_minimum_image(copper, r_cut=3.0).counts
    array([3, 3, 3, 3])
    """
    full = neighbor_list(structure, r_cut)
    # pairs come nearest first, so the first one between two sites is the minimum image
    _, first = np.unique(full.centers * full.n_sites + full.neighbors, return_index=True)
    nearest = np.zeros(len(full), dtype=bool)
    nearest[first] = True
    return full.keep(nearest & (full.centers != full.neighbors))


def neighbors_half_list(structure, r_cut):
    """Every bond once, stored at one of its two ends: right for energies, wrong for counting.

    Parameters
    ----------
    structure : pymatgen Structure
    r_cut : float
        Cutoff radius, Å, > 0.

    Returns
    -------
    NeighborList
        Half of the pairs; which site gets a bond depends on the order of the sites.

    Raises
    ------
    TypeError, ValueError
        As `neighbor_list`.

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> copper = Structure(Lattice.cubic(3.61), ["Cu"] * 4,
    ...                    [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
    >>> neighbors_half_list(copper, r_cut=3.0).counts
    array([12,  8,  4,  0])
    """
    full = neighbor_list(structure, r_cut)
    x, y, z = full.images.T
    outward = (x > 0) | ((x == 0) & ((y > 0) | ((y == 0) & (z > 0))))
    itself = full.centers == full.neighbors
    return full.keep((full.centers < full.neighbors) | (itself & outward))


def neighbors_with_self(structure, r_cut):
    """Every site counted as its own neighbour at distance zero: one too many everywhere.

    Parameters
    ----------
    structure : pymatgen Structure
    r_cut : float
        Cutoff radius, Å, > 0.

    Returns
    -------
    NeighborList
        Angles and 1/r weights of the extra pair are undefined.

    Raises
    ------
    TypeError, ValueError
        As `neighbor_list`.

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> po = Structure(Lattice.cubic(3.35), ["Po"], [[0, 0, 0]])
    >>> neighbors_with_self(po, r_cut=3.4).counts
    array([7])
    """
    full = neighbor_list(structure, r_cut)
    sites, starts = np.arange(full.n_sites), full.offsets[:-1]
    return replace(
        full,
        centers=np.insert(full.centers, starts, sites),
        neighbors=np.insert(full.neighbors, starts, sites),
        images=np.insert(full.images, starts, 0, axis=0),
        distances=np.insert(full.distances, starts, 0.0),
        offsets=full.offsets + np.arange(full.n_sites + 1),
    )

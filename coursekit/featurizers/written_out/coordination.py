"""Coordination numbers, in plain NumPy, to be read: count neighbours, or let them fade out."""

import numpy as np

from coursekit.featurizers.written_out.images import neighbors_of


def coordination_numbers(lattice, frac_coords, *, r_cut):
    """How many neighbours every atom has within `r_cut`.

    Parameters
    ----------
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    frac_coords : (n_sites, 3) array
        Fractional coordinates.
    r_cut : float
        Å.

    Returns
    -------
    (n_sites,) array of int

    Examples
    --------
    >>> coordination_numbers(3.35 * np.eye(3), [[0, 0, 0]], r_cut=3.4)
    array([6])
    """
    lattice = np.asarray(lattice)
    return np.array(
        [
            len(neighbors_of(site, lattice, frac_coords, r_cut=r_cut)[0])
            for site in range(len(frac_coords))
        ]
    )


def coordination_by_element(lattice, frac_coords, symbols, element, *, r_cut):
    """How many neighbours of one element every atom has within `r_cut`.

    Parameters
    ----------
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    frac_coords : (n_sites, 3) array
        Fractional coordinates.
    symbols : sequence of str
        Element of every site.
    element : str
        The element to count.
    r_cut : float
        Å.

    Returns
    -------
    (n_sites,) array of int
    """
    lattice, symbols = np.asarray(lattice), np.asarray(symbols)
    numbers = []
    for site in range(len(frac_coords)):
        _, neighbors = neighbors_of(site, lattice, frac_coords, r_cut=r_cut)
        numbers.append((symbols[neighbors] == element).sum())
    return np.array(numbers)


def smooth_coordination_numbers(lattice, frac_coords, *, r_cut, width):
    """As `coordination_numbers`, but a neighbour that leaves fades instead of vanishing.

    Parameters
    ----------
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    frac_coords : (n_sites, 3) array
        Fractional coordinates.
    r_cut : float
        Distance at which a neighbour counts one half, Å.
    width : float
        Width of the step, Å.

    Returns
    -------
    (n_sites,) array

    Examples
    --------
    >>> smooth_coordination_numbers(3.35 * np.eye(3), [[0, 0, 0]], r_cut=3.35, width=0.1).round(3)
    array([3.])
    """
    lattice = np.asarray(lattice)
    numbers = []
    for site in range(len(frac_coords)):
        vectors, _ = neighbors_of(site, lattice, frac_coords, r_cut=r_cut + 10 * width)
        r = np.linalg.norm(vectors, axis=1)
        numbers.append((1 / (1 + np.exp((r - r_cut) / width))).sum())
    return np.array(numbers)

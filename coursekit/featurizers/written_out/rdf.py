"""The radial distribution function, in plain NumPy, to be read.

Count the neighbours in every spherical shell; divide by how many there would be if the atoms were
spread evenly. What is left is 1 far away, and peaks where the crystal prefers a distance.
"""

import numpy as np

from coursekit.featurizers.written_out.images import neighbors_of


def radial_distribution(lattice, frac_coords, *, r_cut, bin_width):
    """g(r) of a crystal.

    Parameters
    ----------
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    frac_coords : (n_sites, 3) array
        Fractional coordinates.
    r_cut, bin_width : float
        Å.

    Returns
    -------
    edges : (n_bins + 1,) array
        Edges of the shells, Å.
    g_r : (n_bins,) array
        Dimensionless.

    Examples
    --------
    >>> edges, g_r = radial_distribution(3.35 * np.eye(3), [[0, 0, 0]], r_cut=5.0, bin_width=0.5)
    >>> g_r.round(2)
    array([0.  , 0.  , 0.  , 0.  , 0.  , 0.  , 3.39, 0.  , 0.  , 3.18])
    """
    lattice, n_sites = np.asarray(lattice), len(frac_coords)
    edges = np.linspace(0.0, r_cut, round(r_cut / bin_width) + 1)
    counts = np.zeros(len(edges) - 1)
    for site in range(n_sites):
        vectors, _ = neighbors_of(site, lattice, frac_coords, r_cut=r_cut)
        counts += count_in_shells(vectors, edges)
    found = counts / n_sites  # around one atom, on average: a larger cell gives the same
    expected = shell_volumes(edges) * n_sites / abs(np.linalg.det(lattice))
    return edges, found / expected


def partial_distribution(lattice, frac_coords, symbols, first, second, *, r_cut, bin_width):
    """g(r) between two elements: where the `second` stand around the `first`.

    Parameters
    ----------
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    frac_coords : (n_sites, 3) array
        Fractional coordinates.
    symbols : sequence of str
        Element of every site.
    first, second : str
        The two elements; their order does not matter.
    r_cut, bin_width : float
        Å.

    Returns
    -------
    edges : (n_bins + 1,) array
        Å.
    g_r : (n_bins,) array
        Dimensionless.
    """
    lattice, symbols = np.asarray(lattice), np.asarray(symbols)
    edges = np.linspace(0.0, r_cut, round(r_cut / bin_width) + 1)
    counts = np.zeros(len(edges) - 1)
    centers = np.flatnonzero(symbols == first)
    for site in centers:
        vectors, neighbors = neighbors_of(site, lattice, frac_coords, r_cut=r_cut)
        counts += count_in_shells(vectors[symbols[neighbors] == second], edges)
    found = counts / len(centers)
    density = (symbols == second).sum() / abs(np.linalg.det(lattice))
    return edges, found / (shell_volumes(edges) * density)


def count_in_shells(vectors, edges):
    """How many neighbours stand in each spherical shell.

    Parameters
    ----------
    vectors : (n, 3) array
        From the atom to its neighbours, Å.
    edges : (n_bins + 1,) array
        Edges of the shells, Å.

    Returns
    -------
    (n_bins,) array of int

    Examples
    --------
    >>> count_in_shells(np.array([[1.5, 0, 0], [0, 2, 0]]), np.array([0.0, 1.0, 2.0, 3.0]))
    array([0, 1, 1])
    """
    distances = np.linalg.norm(vectors, axis=1)
    # 1.9999999999999998 Å is 2 Å and belongs with the others
    return np.histogram(np.minimum(distances + 1e-8, edges[-1]), edges)[0]


def shell_volumes(edges):
    """Volumes of the spherical shells between radii.

    Parameters
    ----------
    edges : (n_bins + 1,) array
        Å.

    Returns
    -------
    (n_bins,) array
        Å³.
    """
    return 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)


def coordination_from(edges, g_r, *, density):
    """Undo the division: how many neighbours there are up to the end of every shell.

    Parameters
    ----------
    edges : (n_bins + 1,) array
        Å.
    g_r : (n_bins,) array
    density : float
        Atoms (of the second element) per volume, Å⁻³.

    Returns
    -------
    (n_bins,) array

    Examples
    --------
    >>> edges, g_r = radial_distribution(3.35 * np.eye(3), [[0, 0, 0]], r_cut=5.0, bin_width=0.5)
    >>> coordination_from(edges, g_r, density=1 / 3.35**3).round(9)
    array([ 0.,  0.,  0.,  0.,  0.,  0.,  6.,  6.,  6., 18.])
    """
    return np.cumsum(g_r * shell_volumes(edges) * density)

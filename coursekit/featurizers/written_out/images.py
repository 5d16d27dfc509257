"""The neighbours of one atom in an endless crystal, in plain NumPy, to be read.

A file describes one cell; the crystal is that cell repeated. An atom at a cell face has half of its
neighbours in other cells, so all cells that `r_cut` can reach must be looked at.
"""

import numpy as np


def cells_within(lattice, *, r_cut):
    """Every cell that an atom of the first one can see: three whole numbers each.

    Parameters
    ----------
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    r_cut : float
        Å.

    Returns
    -------
    (n_cells, 3) array of int

    Notes
    -----
    Cells are stacked in layers. The distance between layers, not the length of the lattice vector,
    says how many are needed: in a slanted cell the layers are closer than the vector is long.

    Examples
    --------
    >>> len(cells_within(3.0 * np.eye(3), r_cut=3.5))
    125
    """
    # the columns of the inverse stand on the layers; their lengths are 1 / distance of layers
    layers = r_cut * np.linalg.norm(np.linalg.inv(lattice), axis=0)
    # one more, as two atoms may stand at opposite ends of their cells
    reach = np.floor(layers).astype(int) + 1
    ranges = [np.arange(-n, n + 1) for n in reach]
    return np.array([(a, b, c) for a in ranges[0] for b in ranges[1] for c in ranges[2]])


def neighbors_of(site, lattice, frac_coords, *, r_cut):
    """Vectors from one atom to all atoms within `r_cut`, whichever cell they are in.

    Parameters
    ----------
    site : int
        Index of the atom.
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    frac_coords : (n_sites, 3) array
        Fractional coordinates.
    r_cut : float
        Å.

    Returns
    -------
    vectors : (n_neighbors, 3) array
        Å.
    neighbors : (n_neighbors,) array of int
        Which atom of the cell each is a copy of; an atom can be its own neighbour.

    Examples
    --------
    >>> vectors, neighbors = neighbors_of(0, 3.0 * np.eye(3), [[0, 0, 0]], r_cut=3.1)
    >>> len(vectors), set(neighbors.tolist())
    (6, {0})
    """
    wrapped = np.asarray(frac_coords) % 1.0
    vectors, neighbors = [], []
    for cell in cells_within(lattice, r_cut=r_cut):
        differences = (wrapped + cell - wrapped[site]) @ lattice
        distances = np.linalg.norm(differences, axis=1)
        # an atom is not its own neighbour at distance zero
        near = (distances > 1e-8) & (distances <= r_cut)
        vectors.append(differences[near])
        neighbors.append(np.flatnonzero(near))
    return np.concatenate(vectors), np.concatenate(neighbors)

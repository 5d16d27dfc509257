"""The Chebyshev descriptor of one atom, in plain NumPy, to be read.

A distribution of distances is turned into a few numbers by asking how much of each polynomial it
holds; the same for angles. `vectors` are the neighbours' positions (n, 3) in Å with the atom at the
origin, `weights` one number per neighbour that stands for its element.
"""

import numpy as np

from coursekit.featurizers.written_out.acsf import cutoff


def polynomials(x, order):
    """Chebyshev polynomials T0 to T`order` by their recursion: T(n+1) = 2 x T(n) - T(n-1).

    Parameters
    ----------
    x : (n,) array
        Between -1 and 1.
    order : int

    Returns
    -------
    (order + 1, n) array

    Examples
    --------
    >>> polynomials(np.array([0.5]), 3).ravel()
    array([ 1. ,  0.5, -0.5, -1. ])
    """
    values = [np.ones_like(x), x]
    while len(values) <= order:
        values.append(2 * x * values[-1] - values[-2])
    return np.array(values[: order + 1])


def radial(vectors, weights, *, order, r_cut):
    """Distances: every neighbour adds its polynomials, faded towards `r_cut`.

    Parameters
    ----------
    vectors : (n, 3) array
        Å.
    weights : (n,) array
    order : int
    r_cut : float
        Å.

    Returns
    -------
    (order + 1,) array
    """
    r = np.linalg.norm(vectors, axis=1)
    x = 2 * r / r_cut - 1  # from [0, r_cut] to [-1, 1], where the polynomials live
    return polynomials(x, order) @ (weights * cutoff(r, r_cut=r_cut))


def angular(vectors, weights, *, order, r_cut):
    """Angles: every pair of neighbours, counted once, adds the polynomials of its cosine.

    Parameters
    ----------
    vectors, weights, order, r_cut
        As `radial`.

    Returns
    -------
    (order + 1,) array
    """
    r = np.linalg.norm(vectors, axis=1)
    strength = weights * cutoff(r, r_cut=r_cut)
    total = np.zeros(order + 1)
    for j in range(len(r)):
        for k in range(j):
            cosine = np.clip(vectors[j] @ vectors[k] / (r[j] * r[k]), -1, 1)
            total += strength[j] * strength[k] * polynomials(np.array([cosine]), order)[:, 0]
    return total


def chebyshev_of_site(vectors, symbols, *, weights, n_radial, n_angular, r_cut):
    """The whole vector: once with every neighbour alike, once with weights for the elements.

    Parameters
    ----------
    vectors : (n, 3) array
        Neighbours within `r_cut`, relative to the atom, Å.
    symbols : sequence of str
        Their elements.
    weights : dict of str to float
        Weight of each element.
    n_radial, n_angular : int
        Highest orders.
    r_cut : float
        Å.

    Returns
    -------
    (2 (n_radial + n_angular + 2),) array
        As `Chebyshev` with these weights.

    Examples
    --------
    >>> water = np.array([[0.76, 0.59, 0.0], [-0.76, 0.59, 0.0]])
    >>> chebyshev_of_site(water, ["H", "H"], weights={"H": 1.0}, n_radial=0, n_angular=1,
    ...                   r_cut=4.0).round(3)
    array([ 1.728,  0.746, -0.185,  1.728,  0.746, -0.185])
    """
    by_element = np.array([weights[symbol] for symbol in symbols])
    parts = []
    for each in (np.ones(len(vectors)), by_element):
        parts.append(radial(vectors, each, order=n_radial, r_cut=r_cut))
        parts.append(angular(vectors, each, order=n_angular, r_cut=r_cut))
    return np.concatenate(parts)

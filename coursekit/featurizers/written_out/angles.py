"""Bond angles at one atom, in plain NumPy, to be read.

Put the atom at the origin; `vectors` are its bonded neighbours, for example those of
`images.neighbors_of`. An angle belongs to two neighbours and the atom between them.
"""

import numpy as np


def angle(a, b):
    """Angle between two vectors.

    Parameters
    ----------
    a, b : (3,) array
        Å.

    Returns
    -------
    float
        Degrees.

    Examples
    --------
    >>> angle([1, 0, 0], [1, 1, 0]).round(9)
    np.float64(45.0)
    """
    cosine = np.dot(a, b) / (np.linalg.norm(a) * np.linalg.norm(b))
    # rounding can make it 1.0000000000000002, which is the cosine of nothing
    return np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))


def bond_angles(vectors):
    """Every angle at the atom: one for each two neighbours.

    Parameters
    ----------
    vectors : (n, 3) array
        Å.

    Returns
    -------
    (n(n-1)/2,) array
        Degrees, ascending.

    Examples
    --------
    >>> octahedron = np.vstack([np.eye(3), -np.eye(3)])
    >>> bond_angles(octahedron)
    array([ 90.,  90.,  90.,  90.,  90.,  90.,  90.,  90.,  90.,  90.,  90.,
            90., 180., 180., 180.])
    """
    n = len(vectors)
    return np.sort([angle(vectors[j], vectors[k]) for j in range(n) for k in range(j)])


def angle_moments(angles):
    """Mean, variance and skewness: where the angles are, how far apart, to which side.

    Parameters
    ----------
    angles : (n_angles,) array
        Degrees.

    Returns
    -------
    mean : float
        Degrees.
    variance : float
        Degrees².
    skewness : float
        Dimensionless; 0 if all angles are equal.

    Examples
    --------
    >>> octahedron = np.vstack([np.eye(3), -np.eye(3)])
    >>> mean, variance, skewness = angle_moments(bond_angles(octahedron))
    >>> float(mean), float(variance), float(skewness)
    (108.0, 1296.0, 1.5)
    """
    mean = angles.mean()
    variance = ((angles - mean) ** 2).mean()
    third = ((angles - mean) ** 3).mean()
    return mean, variance, third / variance**1.5 if variance > 1e-12 else 0.0


def angle_histogram(angles, *, bin_width=10.0):
    """How many angles fall into each bin from 0 to 180 degrees.

    Parameters
    ----------
    angles : (n_angles,) array
        Degrees.
    bin_width : float, default 10.0
        Degrees.

    Returns
    -------
    (n_bins,) array of int

    Examples
    --------
    >>> octahedron = np.vstack([np.eye(3), -np.eye(3)])
    >>> angle_histogram(bond_angles(octahedron), bin_width=60.0)
    array([ 0, 12,  3])
    """
    edges = np.linspace(0.0, 180.0, round(180.0 / bin_width) + 1)
    # 89.99999999999999 is a right angle and belongs with the others
    return np.histogram(np.minimum(angles + 1e-6, 180.0), edges)[0]

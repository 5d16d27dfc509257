"""How close a coordination shell is to an ideal shape: 1 for the shape itself, less for others.

Every measure works on a batch of shells of the same size (`Shells`) and returns one number per
shell. Angles are in half turns (1 is 180 degrees), sharpnesses in inverse half turns.
"""

import numpy as np
from numpy.polynomial.legendre import legval

from coursekit.neighbors.shells import multiple_cosine


def _bell(polar, center, sharpness):
    return np.exp(-0.5 * (sharpness * (polar - center)) ** 2)


def _nearest_bell(polar, angles, sharpness):
    return np.maximum.reduce([_bell(polar, angle, sharpness) for angle in angles])


def _best(shells, values, weights):
    """Largest mean over the choices of pole and meridian; a choice without terms counts as zero."""
    scores = np.where(weights > 1e-12, values / np.maximum(weights, 1e-12), 0.0)
    scores[:, ~shells.pairs] = -np.inf
    return scores.max(axis=(1, 2))


def single_bond(shells):
    """One for a single neighbour."""
    return np.ones(len(shells.directions))


def bent(shells, *, angle, sharpness):
    """How close the angles between neighbours are to one value."""
    return _bell(shells.polar, angle, sharpness)[:, shells.pairs].mean(axis=1)


def star(shells, *, angles, sharpness, fold, far=None, far_sharpness=None, widest=None):
    """Shapes with neighbours at given polar angles, evenly spaced in azimuth around a pole.

    Pyramids and planar shapes have no neighbour at the south pole (`far` is None); bipyramids and
    the octahedron may have one.

    References
    ----------
    Zimmermann et al., Front. Mater. 4, 34 (2017), doi:10.3389/fmats.2017.00034
    """
    ring = shells.pairs if far is None else shells.pairs & (shells.polar < far)
    fits = _nearest_bell(shells.polar, angles, sharpness) * ring
    azimuth, counted = shells.folded(fold), shells.counted
    if widest is not None:
        counted = counted & (shells.tilt > np.cos(np.pi * widest))
        azimuth = azimuth * counted
    values = fits + ring * _over_third(azimuth, fits)
    weights = ring + ring * _over_third(counted, np.broadcast_to(ring, fits.shape))
    if far is not None:
        south = shells.pairs & (shells.polar >= far)
        values += shells.defined * _others(south * _bell(shells.polar, 1.0, far_sharpness))
        weights = weights + shells.defined * _others(south.astype(float))
    return _best(shells, values, weights)


def _over_third(factor, values):
    """Sum over m of factor[j, k, m] values[j, m]."""
    return (factor.astype(float) @ values.astype(float)[..., None])[..., 0]


def _others(values):
    """Sum over m other than k of values[j, m]."""
    return values.sum(axis=2, keepdims=True) - values


def cuboctahedron(shells):
    """Closeness to the twelve corners of a cuboctahedron, the shell of fcc.

    References
    ----------
    Zimmermann et al., Front. Mater. 4, 34 (2017), doi:10.3389/fmats.2017.00034
    """
    far, south_weight, low, high = 160 / 180, 1.8, 75 / 180, 105 / 180
    polar, pairs = shells.polar, shells.pairs
    south = pairs & (polar >= far)
    equator = pairs & (low < polar) & (polar < high)
    above, below = pairs & (polar < low), pairs & (high < polar) & (polar < far)
    # the six corners off the equator stand between those on it
    between = np.sqrt(1.0 - shells.tilt**2) - 0.81649658
    flat = np.where(shells.counted, np.exp(-0.5 * (0.0556 * between) ** 2), 0.0)
    slanted = above * _bell(polar, 1 / 3, 31.25) + below * _bell(polar, 2 / 3, 31.25)
    plane = _over_third(shells.folded(2), equator * _bell(polar, 0.5, 25.5))
    plane += _over_third(flat, slanted)
    members = _over_third(shells.counted, equator | above | below)
    values = south_weight * south * _bell(polar, 1.0, 28.75) + equator * plane
    return _best(shells, values, south_weight * south + equator * members)


def body_centered(shells):
    """Closeness to the eight corners of a cube, the first shell of bcc.

    References
    ----------
    Zimmermann et al., Front. Mater. 4, 34 (2017), doi:10.3389/fmats.2017.00034
    """
    far, south_weight = 2.5261129449194057 / np.pi, 6.0
    polar, n = shells.polar, shells.size
    upper = np.triu(np.ones((n, n), dtype=bool), 1)
    south = upper & (polar >= far)
    lean = (polar - 0.5) * np.pi / np.arcsin(1 / 3)
    wave = np.exp(0.5) * lean * np.exp(-0.5 * lean**2)
    azimuth = np.where(shells.counted, multiple_cosine(shells.tilt, 3), 0.0)
    sign = np.where(polar > 0.5, 1.0, -1.0)
    values = south_weight * south * _bell(polar, 1.0, 15.0)
    values += (upper & (polar < far)) * sign * _over_third(azimuth, wave)
    return values.sum(axis=(1, 2)) / (0.5 * n * (6 + (n - 2) * (n - 3)))


def steinhardt(shells, *, l_):
    """Bond-orientational order of degree l: 0 for directions without order.

    Notes
    -----
    By the addition theorem the sum over spherical harmonics is a mean of Legendre polynomials
    over all pairs of neighbours: q² = mean P_l(cos angle).

    References
    ----------
    Steinhardt, Nelson and Ronchetti, Phys. Rev. B 28, 784 (1983), doi:10.1103/PhysRevB.28.784
    """
    mean = legval(shells.cosines, [0.0] * l_ + [1.0]).mean(axis=(1, 2))
    return np.sqrt(np.maximum(mean, 0.0))

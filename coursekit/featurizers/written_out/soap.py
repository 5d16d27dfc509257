"""The SOAP power spectrum of one atom, step by step from a Gaussian on every neighbour.

Read it from top to bottom: a density, a set of shapes to measure it with, the amounts of each
shape (once by adding up a grid, once in closed form), and the square that forgets the orientation.
The atom is at the origin; `vectors` are its neighbours' positions (n, 3) in Å.
"""

import numpy as np
from scipy.special import factorial, gamma, lpmv

DECAY = 1e-3
"""What counts as faded out, for the radial functions and for the Gaussians beyond `r_cut`."""


def density(points, vectors, *, sigma):
    """Step 1. The neighbours as one smooth cloud: a Gaussian of height 1 on each.

    Parameters
    ----------
    points : (..., 3) array
        Where to look, Å.
    vectors : (n, 3) array
        Å.
    sigma : float
        Width, Å.

    Returns
    -------
    (...) array

    Examples
    --------
    >>> float(density(np.array([1.0, 0, 0]), np.array([[1.0, 0, 0], [-1.0, 0, 0]]), sigma=0.5).round(4))
    1.0003
    """
    squared = ((points[..., None, :] - vectors) ** 2).sum(axis=-1)
    return np.exp(-squared / (2 * sigma**2)).sum(axis=-1)


def radial_basis(degree, *, n_max, r_cut):
    """Step 2a. Radial shapes r^l exp(-alpha r²), mixed until they are orthonormal.

    Parameters
    ----------
    degree : int
        l of the formulas.
    n_max : int
        How many.
    r_cut : float
        Å. The slowest shape has decayed to 1/1000 there, the fastest at 1 Å.

    Returns
    -------
    alphas : (n_max,) array
        Decay of the primitive shapes, Å⁻².
    mixing : (n_max, n_max) array
        Row n: amounts of the primitive shapes in function n.
    """
    ends = np.linspace(1, r_cut, n_max)
    alphas = np.log(ends**degree / DECAY) / ends**2
    # overlap of two primitive shapes: the integral of r^(2l+2) exp(-(a+b) r²) from 0 to infinity
    overlap = 0.5 * gamma(degree + 1.5) * (alphas + alphas[:, None]) ** -(degree + 1.5)
    values, vectors = np.linalg.eigh(overlap)
    return alphas, vectors @ np.diag(values**-0.5) @ vectors.T


def radial_functions(r, degree, *, n_max, r_cut):
    """Step 2a, drawn: the orthonormal radial functions on a set of distances.

    Parameters
    ----------
    r : (k,) array
        Å.
    degree, n_max, r_cut
        As `radial_basis`.

    Returns
    -------
    (n_max, k) array
    """
    alphas, mixing = radial_basis(degree, n_max=n_max, r_cut=r_cut)
    return mixing @ (r**degree * np.exp(-alphas[:, None] * r**2))


def harmonics(vectors, degree):
    """Step 2b. Angular shapes: the real spherical harmonics of one degree l, m = -l to l.

    Parameters
    ----------
    vectors : (..., 3) array
        Directions; length does not matter. Zero counts as pointing up.
    degree : int
        l of the formulas.

    Returns
    -------
    (2l + 1, ...) array

    Examples
    --------
    >>> bool(np.isclose((harmonics(np.array([0.3, -0.2, 0.9]), 4) ** 2).sum(), 9 / (4 * np.pi)))
    True
    """
    x, y, z = np.moveaxis(vectors, -1, 0)
    r = np.sqrt(x**2 + y**2 + z**2)
    cosine, phi = np.where(r > 0, z, 1.0) / np.where(r > 0, r, 1.0), np.arctan2(y, x)
    shapes = []
    for m in range(-degree, degree + 1):
        k = abs(m)
        scale = np.sqrt(
            (2 * degree + 1) / (4 * np.pi) * factorial(degree - k) / factorial(degree + k)
        )
        turning = np.cos(k * phi) if m >= 0 else np.sin(k * phi)
        shapes.append(scale * (np.sqrt(2) if m else 1) * lpmv(k, degree, cosine) * turning)
    return np.array(shapes)


def coefficients_on_grid(vectors, degree, *, n_max, r_cut, sigma, n_radial=60, n_angular=48):
    """Step 3, by adding up: how much of each shape is in the density.

    Parameters
    ----------
    vectors : (n, 3) array
        Å.
    degree, n_max, r_cut, sigma
        As above.
    n_radial, n_angular : int
        Points of the grid along r and along the polar angle; twice as many around.

    Returns
    -------
    (n_max, 2l + 1) array
        Right to about 1e-6 with the default grid.
    """
    t, t_weights = np.polynomial.legendre.leggauss(n_radial)
    reach = soap_reach(r_cut=r_cut, sigma=sigma) + 4 * sigma
    r, r_weights = reach * (t + 1) / 2, reach * t_weights / 2
    cosine, c_weights = np.polynomial.legendre.leggauss(n_angular)
    phi = np.arange(2 * n_angular) * np.pi / n_angular
    sine = np.sqrt(1 - cosine**2)[:, None]
    up = np.broadcast_to(cosine[:, None], (n_angular, 2 * n_angular))
    sphere = np.stack([sine * np.cos(phi), sine * np.sin(phi), up], axis=-1)
    cloud = density(r[:, None, None, None] * sphere, vectors, sigma=sigma)
    solid_angle = c_weights[:, None] * np.pi / n_angular
    in_shells = np.einsum("rcp,mcp,cp->rm", cloud, harmonics(sphere, degree), solid_angle + 0 * up)
    shapes = radial_functions(r, degree, n_max=n_max, r_cut=r_cut)
    return shapes @ (in_shells * (r_weights * r**2)[:, None])


def coefficients(vectors, degree, *, n_max, r_cut, sigma, weights=1.0):
    """Step 3, in closed form: a Gaussian times r^l exp(-alpha r²) is again a Gaussian.

    Parameters
    ----------
    vectors : (n, 3) array
        Å.
    degree, n_max, r_cut, sigma
        As above.
    weights : (n,) array, optional
        How much each neighbour counts, for example `fade(r)`; by default 1 each.

    Returns
    -------
    (n_max, 2l + 1) array

    Notes
    -----
    With eta = 1/(2 sigma²) each neighbour at distance d adds, to primitive shape alpha,
    (pi / (alpha + eta))^(3/2) (eta d / (alpha + eta))^l exp(-alpha eta d² / (alpha + eta)) Y_lm.
    """
    alphas, mixing = radial_basis(degree, n_max=n_max, r_cut=r_cut)
    d, eta, alpha = np.linalg.norm(vectors, axis=1), 1 / (2 * sigma**2), alphas[:, None]
    spread = (np.pi / (alpha + eta)) ** 1.5 * (eta * d / (alpha + eta)) ** degree
    amounts = spread * np.exp(-alpha * eta * d**2 / (alpha + eta)) * weights
    return mixing @ amounts @ harmonics(vectors, degree).T


def power_spectrum(first, second, degree):
    """Step 4. Multiply and sum over m: what a rotation mixes among the m drops out.

    Parameters
    ----------
    first, second : (n_max, 2l + 1) array
        Coefficients of two elements' densities, or twice the same.
    degree : int
        l of the formulas.

    Returns
    -------
    (n_max, n_max) array
        Row n of the first element, column n' of the second.
    """
    return np.pi * np.sqrt(8 / (2 * degree + 1)) * first @ second.T


def soap_reach(*, r_cut, sigma):
    """How far neighbours are looked for: until their Gaussian has decayed to 1/1000 at `r_cut`.

    Parameters
    ----------
    r_cut, sigma : float
        Å.

    Returns
    -------
    float
        Å.

    Examples
    --------
    >>> round(soap_reach(r_cut=5.0, sigma=0.5), 2)
    6.86
    """
    return r_cut + sigma * float(np.sqrt(-2 * np.log(DECAY)))


def fade(r, *, r_cut):
    """The weight that SOAP leaves out unless asked: 1 at the atom, 0 from `r_cut` on.

    Parameters
    ----------
    r : array
        Å.
    r_cut : float
        Å.

    Returns
    -------
    array
    """
    x = np.minimum(r / r_cut, 1.0)
    return 1 - 3 * x**2 + 2 * x**3


def soap_of_site(vectors, symbols, center, *, elements, n_max, l_max, r_cut, sigma, weighted=False):
    """The whole vector of one atom.

    Parameters
    ----------
    vectors : (n, 3) array
        Neighbours within `soap_reach`, relative to the atom, Å.
    symbols : sequence of str
        Their elements.
    center : str
        Element of the atom itself, which carries a Gaussian too.
    elements : sequence of str
        Elements of the columns, by atomic number.
    n_max, l_max, r_cut, sigma
        As above; `l_max` is the highest degree.
    weighted : bool, default False
        Let neighbours `fade`.

    Returns
    -------
    (n_features,) array
        As `SOAP`: per pair of elements and degree l, the pairs n, n'. A pair of like elements is
        symmetric in n, n' and keeps n <= n'; a pair of unlike ones is kept once.

    Examples
    --------
    >>> water = np.array([[0.76, 0.59, 0.0], [-0.76, 0.59, 0.0]])
    >>> soap_of_site(water, ["H", "H"], "O", elements=["H", "O"], n_max=2, l_max=1, r_cut=3.0,
    ...              sigma=0.5).shape
    (20,)
    """
    everyone, symbols = np.vstack([vectors, np.zeros(3)]), np.array([*symbols, center])
    weights = np.ones(len(everyone))
    if weighted:
        weights = fade(np.linalg.norm(everyone, axis=1), r_cut=r_cut)
    shape = {"n_max": n_max, "r_cut": r_cut, "sigma": sigma}
    upper = np.triu_indices(n_max)
    numbers = []
    for i, first in enumerate(elements):
        for second in elements[i:]:
            one, other = symbols == first, symbols == second
            for degree in range(l_max + 1):
                c = coefficients(everyone[one], degree, **shape, weights=weights[one])
                d = coefficients(everyone[other], degree, **shape, weights=weights[other])
                spectrum = power_spectrum(c, d, degree)
                numbers.append(spectrum[upper] if first == second else spectrum.ravel())
    return np.concatenate(numbers)

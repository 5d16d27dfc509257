"""How a neighbour fades out at `r_cut`: five weights between 1 and 0, with their slopes.

Every function takes distances and returns weights, or, with `derivative=True`, the slope dw/dr
in Å⁻¹. All but `hard_cutoff` are continuous; only those whose slope also ends at zero
(`cosine_cutoff`, `tanh_cutoff`, `polynomial_cutoff`) give forces without a jump.
"""

import numpy as np


def hard_cutoff(r, *, r_cut, derivative=False):
    """Count or do not count: 1 up to `r_cut`, then 0.

    Parameters
    ----------
    r : array
        Distances, Å, >= 0.
    r_cut : float
        Cutoff radius, Å, > 0.
    derivative : bool, default False
        Return the slope instead.

    Returns
    -------
    array
        Weight, or slope in Å⁻¹ (0 everywhere; the jump at `r_cut` has none).

    Examples
    --------
    >>> hard_cutoff([1.9, 2.1], r_cut=2.0)
    array([1., 0.])
    """
    r = np.asarray(r, dtype=float)
    return np.zeros_like(r) if derivative else np.where(r <= r_cut, 1.0, 0.0)


def cosine_cutoff(r, *, r_cut, derivative=False):
    """Half a cosine wave from 1 at the center to 0 at `r_cut`.

    Parameters
    ----------
    r : array
        Distances, Å, >= 0.
    r_cut : float
        Cutoff radius, Å, > 0.
    derivative : bool, default False
        Return the slope instead.

    Returns
    -------
    array
        Weight, or slope in Å⁻¹.

    Notes
    -----
    f(r) = (1 + cos(pi r / r_cut)) / 2. Value and slope vanish at `r_cut`, the curvature jumps.

    References
    ----------
    Behler and Parrinello, Phys. Rev. Lett. 98, 146401 (2007), doi:10.1103/PhysRevLett.98.146401

    Examples
    --------
    >>> cosine_cutoff([0.0, 2.5, 5.0], r_cut=5.0).round(12)
    array([1. , 0.5, 0. ])
    """
    r = np.asarray(r, dtype=float)
    phase = np.pi * np.minimum(r / r_cut, 1.0)
    return (
        -0.5 * np.pi / r_cut * np.sin(phase) * (r < r_cut)
        if derivative
        else 0.5 * (1 + np.cos(phase))
    )


def tanh_cutoff(r, *, r_cut, derivative=False):
    """Cube of a hyperbolic tangent: value, slope and curvature all vanish at `r_cut`.

    Parameters
    ----------
    r : array
        Distances, Å, >= 0.
    r_cut : float
        Cutoff radius, Å, > 0.
    derivative : bool, default False
        Return the slope instead.

    Returns
    -------
    array
        Weight, or slope in Å⁻¹.

    Notes
    -----
    f(r) = tanh(1 - r / r_cut)³. It starts at tanh(1)³ = 0.442, not at 1.

    References
    ----------
    Behler, Int. J. Quantum Chem. 115, 1032 (2015), doi:10.1002/qua.24890

    Examples
    --------
    >>> tanh_cutoff([0.0, 5.0], r_cut=5.0).round(3)
    array([0.442, 0.   ])
    """
    r = np.asarray(r, dtype=float)
    t = np.tanh(np.maximum(1 - r / r_cut, 0.0))
    return -3 / r_cut * t**2 * (1 - t**2) if derivative else t**3


def polynomial_cutoff(r, *, r_cut, p=3, derivative=False):
    """Polynomial whose value, slope and curvature vanish at `r_cut`.

    Parameters
    ----------
    r : array
        Distances, Å, >= 0.
    r_cut : float
        Cutoff radius, Å, > 0.
    p : int, default 3
        How long the weight stays near 1; >= 2.
    derivative : bool, default False
        Return the slope instead.

    Returns
    -------
    array
        Weight, or slope in Å⁻¹.

    Notes
    -----
    With x = r / r_cut, f = 1 - (p+1)(p+2)/2 xᵖ + p(p+2) xᵖ⁺¹ - p(p+1)/2 xᵖ⁺². For p = 3 this
    is 1 - 10x³ + 15x⁴ - 6x⁵.

    References
    ----------
    Gasteiger, Gross and Günnemann, ICLR (2020), doi:10.48550/arXiv.2003.03123

    Examples
    --------
    >>> polynomial_cutoff([0.0, 2.5, 5.0], r_cut=5.0)
    array([1. , 0.5, 0. ])
    """
    x = np.minimum(np.asarray(r, dtype=float) / r_cut, 1.0)
    if derivative:
        return -p * (p + 1) * (p + 2) / 2 * x ** (p - 1) * (1 - x) ** 2 / r_cut
    a, b, c = (p + 1) * (p + 2) / 2, p * (p + 2), p * (p + 1) / 2
    return 1 - a * x**p + b * x ** (p + 1) - c * x ** (p + 2)


def fermi_cutoff(r, *, r_cut, width=0.2, derivative=False):
    """Smooth step centred on `r_cut`: 1/2 there, and never quite zero beyond.

    The weight of a smooth coordination number. Its neighbour list must reach beyond `r_cut`: at
    `r_cut` + 10 `width` the weight is below 5e-5.

    Parameters
    ----------
    r : array
        Distances, Å, >= 0.
    r_cut : float
        Distance at which the weight is one half, Å, > 0.
    width : float, default 0.2
        Width of the step, Å, > 0.
    derivative : bool, default False
        Return the slope instead.

    Returns
    -------
    array
        Weight, or slope in Å⁻¹.

    Notes
    -----
    f(r) = 1 / (1 + exp((r - r_cut) / width)).

    References
    ----------
    Sprik, Faraday Discuss. 110, 437 (1998), doi:10.1039/a801517a

    Examples
    --------
    >>> fermi_cutoff([2.0, 3.0, 4.0], r_cut=3.0).round(4)
    array([0.9933, 0.5   , 0.0067])
    """
    # tanh instead of exp, which overflows far from the step
    f = 0.5 - 0.5 * np.tanh((np.asarray(r, dtype=float) - r_cut) / (2 * width))
    return -f * (1 - f) / width if derivative else f


CUTOFFS = {
    "hard": hard_cutoff,
    "cosine": cosine_cutoff,
    "tanh": tanh_cutoff,
    "polynomial": polynomial_cutoff,
    "fermi": fermi_cutoff,
}
"""The five by name, for a parameter that chooses one."""

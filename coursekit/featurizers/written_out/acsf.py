"""Atom-centred symmetry functions of one atom, in plain NumPy, to be read.

Put the atom at the origin. `vectors` are its neighbours' positions (n, 3) in Å, `symbols` their
elements. Every function adds up one number over neighbours, or over pairs of neighbours, so the
order of neighbours cannot matter; it looks at lengths and angles only, so rotations cannot either.
"""

import numpy as np


def cutoff(r, *, r_cut):
    """Half a cosine wave from 1 at the atom to 0 at `r_cut`, so that nobody enters with a jump.

    Parameters
    ----------
    r : array
        Distances, Å.
    r_cut : float
        Cutoff radius, Å.

    Returns
    -------
    array

    Examples
    --------
    >>> cutoff(np.array([0.0, 2.0, 4.0, 5.0]), r_cut=4.0).round(12)
    array([1. , 0.5, 0. , 0. ])
    """
    return np.where(r < r_cut, 0.5 * (1 + np.cos(np.pi * r / r_cut)), 0.0)


def g1(vectors, *, r_cut):
    """How many neighbours, near ones counting more?

    Parameters
    ----------
    vectors : (n, 3) array
        Å.
    r_cut : float
        Å.

    Returns
    -------
    float
    """
    r = np.linalg.norm(vectors, axis=1)
    return cutoff(r, r_cut=r_cut).sum()


def g2(vectors, *, eta, r_shift, r_cut):
    """How many neighbours near the distance `r_shift`?

    Parameters
    ----------
    vectors : (n, 3) array
        Å.
    eta : float
        Sharpness, Å⁻²: at 0.83/√eta from `r_shift` a neighbour counts one half.
    r_shift, r_cut : float
        Å.

    Returns
    -------
    float

    Examples
    --------
    >>> near, far = np.array([[1.95, 0, 0]]), np.array([[3.0, 0, 0]])
    >>> float((g2(near, eta=4, r_shift=1.95, r_cut=6) / cutoff(1.95, r_cut=6)).round(3))
    1.0
    >>> float((g2(far, eta=4, r_shift=1.95, r_cut=6) / cutoff(3.0, r_cut=6)).round(3))
    0.012
    """
    r = np.linalg.norm(vectors, axis=1)
    return (np.exp(-eta * (r - r_shift) ** 2) * cutoff(r, r_cut=r_cut)).sum()


def angular_factor(cosine, *, zeta, lambda_):
    """The part of G4 and G5 that sees the angle: 2 at its peak, 0 at the other end.

    Parameters
    ----------
    cosine : array
        Of the angle between two neighbours.
    zeta : float
        Sharpness, 1 or more.
    lambda_ : {1, -1}
        Peak at 0° or at 180°. No zeta moves it.

    Returns
    -------
    array

    Examples
    --------
    >>> angles = np.array([0, 90, 180])
    >>> angular_factor(np.cos(np.radians(angles)), zeta=16, lambda_=1).round(6)
    array([2.0e+00, 3.1e-05, 0.0e+00])
    """
    return 2 ** (1 - zeta) * (1 + lambda_ * cosine) ** zeta


def g4(pairs, *, eta, zeta, lambda_, r_cut):
    """How many angles towards 0° (or 180°) between neighbours that are also near each other?

    Parameters
    ----------
    pairs : list of ((3,) array, (3,) array)
        Two neighbours each, Å; every pair once.
    eta : float
        Å⁻²; suppresses long sides.
    zeta, lambda_ : float
        See `angular_factor`.
    r_cut : float
        Å.

    Returns
    -------
    float
    """
    total = 0.0
    for a, b in pairs:
        sides = np.linalg.norm([a, b, a - b], axis=1)
        cosine = a @ b / (sides[0] * sides[1])
        near = np.exp(-eta * (sides**2).sum()) * cutoff(sides, r_cut=r_cut).prod()
        total += angular_factor(cosine, zeta=zeta, lambda_=lambda_) * near
    return total


def g5(pairs, *, eta, zeta, lambda_, r_cut):
    """How many angles towards 0° (or 180°), however far the two neighbours are from each other?

    Parameters
    ----------
    pairs, eta, zeta, lambda_, r_cut
        As `g4`.

    Returns
    -------
    float
    """
    total = 0.0
    for a, b in pairs:
        sides = np.linalg.norm([a, b], axis=1)
        cosine = a @ b / (sides[0] * sides[1])
        near = np.exp(-eta * (sides**2).sum()) * cutoff(sides, r_cut=r_cut).prod()
        total += angular_factor(cosine, zeta=zeta, lambda_=lambda_) * near
    return total


def acsf_of_site(vectors, symbols, *, elements, g2_list, g4_list=(), g5_list=(), r_cut):
    """The whole stack of answers for one atom.

    Parameters
    ----------
    vectors : (n, 3) array
        Neighbours within `r_cut`, relative to the atom, Å.
    symbols : sequence of str
        Their elements.
    elements : sequence of str
        Elements to ask about, by atomic number.
    g2_list : list of (eta, r_shift)
    g4_list, g5_list : list of (eta, zeta, lambda_)
    r_cut : float
        Å.

    Returns
    -------
    (n_features,) array
        As `ACSF(by_center=False)`: per element G1 and the G2, then per pair of elements G4, G5.

    Examples
    --------
    >>> water = np.array([[0.76, 0.59, 0.0], [-0.76, 0.59, 0.0]])
    >>> acsf_of_site(water, ["H", "H"], elements=["H"], g2_list=[(4, 0.96)], r_cut=4.0).round(2)
    array([1.73, 1.73])
    """
    symbols = np.asarray(symbols)
    answers = []
    for element in elements:
        mine = vectors[symbols == element]
        answers.append(g1(mine, r_cut=r_cut))
        answers += [g2(mine, eta=eta, r_shift=shift, r_cut=r_cut) for eta, shift in g2_list]
    for j, second in enumerate(elements):
        for first in elements[: j + 1]:
            pairs = _pairs(vectors, symbols, {first, second})
            for function, settings in ((g4, g4_list), (g5, g5_list)):
                for eta, zeta, sign in settings:
                    answers.append(function(pairs, eta=eta, zeta=zeta, lambda_=sign, r_cut=r_cut))
    return np.array(answers)


def _pairs(vectors, symbols, wanted):
    """Pairs of neighbours, each once, that are of just the wanted elements."""
    n = len(vectors)
    return [
        (vectors[j], vectors[k])
        for j in range(n)
        for k in range(j)
        if {symbols[j], symbols[k]} == wanted
    ]

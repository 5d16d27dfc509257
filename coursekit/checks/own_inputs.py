"""Hidden inputs of an instructor's own: seeds and numbers that a secret draws anew.

The course is public, and so are its hidden cases. With a secret they ask for other inputs; without
one each seed and each number stays as it is written.
"""

import hashlib

import numpy as np

_KEY = ""


def draw_from(key):
    """Draw hidden inputs from a key of the instructor's; from "" they are the public ones.

    Parameters
    ----------
    key : str
        What the secret gives for one notebook.
    """
    global _KEY
    _KEY = key


def own_seed(number):
    """Seed of a hidden case's inputs.

    Parameters
    ----------
    number : int
        The seed of the public course; a different one for each draw of a notebook.

    Returns
    -------
    int
        `number` itself, or another seed below 2**32 that the instructor's secret gives for it.

    Examples
    --------
    >>> own_seed(5)
    5
    """
    if not _KEY:
        return number
    return int.from_bytes(hashlib.sha256(f"{_KEY} {number}".encode()).digest()[:4])


def own_numbers(values, number, *, spread=0.1, digits=4):
    """Numbers of a hidden case that were chosen by hand.

    Parameters
    ----------
    values : float or array_like of float
        The numbers of the public course.
    number : int
        As in `own_seed`.
    spread : float, default 0.1
        With a secret each number is multiplied by one between ``1 - spread`` and ``1 + spread``.
        Small enough that what the case is about stays: an order, a sign, a tie.
    digits : int, default 4
        Decimal places that are kept then.

    Returns
    -------
    float or list of float or numpy.ndarray
        As `values` are.

    Examples
    --------
    >>> own_numbers([121.0, 66.0], 1)
    [121.0, 66.0]
    """
    if not _KEY:
        return values
    flat = np.asarray(values, dtype=float)
    factors = np.random.default_rng(own_seed(number)).uniform(1 - spread, 1 + spread, flat.shape)
    drawn = np.round(flat * factors, digits)
    return drawn if isinstance(values, np.ndarray) else drawn.tolist()

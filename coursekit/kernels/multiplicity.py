"""How often a stored power-spectrum column occurs in the whole power spectrum."""

import re
from functools import partial

import numpy as np

from coursekit.featurizers.soap import _block_layout, _is_square, _make_names

_NAME = re.compile(r"SOAP (\w+)-(\w+) n=(\d+) n'=(\d+) l=\d+")


def column_multiplicity(names):
    """Number of terms of the whole power spectrum that each column stands for.

    SOAP vectors leave out what is there already: of two elements only one order, Ti-O but not O-Ti,
    and of one element only n <= n'. In the overlap of two densities, which the SOAP kernel is, all
    of them count, so a column that stands for two terms must weigh twice.

    Parameters
    ----------
    names : sequence of str
        Columns of site features.

    Returns
    -------
    (n_features,) array
        1 or 2; all 1 if these are not the columns of a SOAP vector.

    Examples
    --------
    >>> column_multiplicity(["SOAP O-O n=1 n'=1 l=0", "SOAP O-O n=1 n'=2 l=0",
    ...                      "SOAP O-Ti n=1 n'=1 l=0"])
    array([1., 2., 2.])
    >>> column_multiplicity(["coordination number"])
    array([1.])
    """
    recipe = getattr(names, "_make", None)
    if isinstance(recipe, partial) and recipe.func is _make_names:
        # from the layout: the names of 60 elements take a second to write and another to read
        return _from_layout(*recipe.args)
    found = [_NAME.fullmatch(name) for name in names]
    if not all(found):
        return np.ones(len(names))
    return np.array([_terms(*match.groups()) for match in found])


def _terms(first, second, n, m):
    if first != second:
        return 1.0 if second == "any" else 2.0
    return 1.0 if n == m else 2.0


def _from_layout(compression, species, n_max, l_max):
    blocks, _ = _block_layout(compression, len(species), n_max, l_max)
    like = np.full((n_max, n_max), 2.0) - np.eye(n_max)
    triangle = np.tile(like[np.triu_indices(n_max)], l_max + 1)
    square = np.full(n_max**2 * (l_max + 1), 1.0 if compression == "mu1nu1" else 2.0)
    return np.concatenate(
        [square if _is_square(compression, block) else triangle for block in blocks]
    )

"""Columns for the elements of a whole data set, filled for the few elements of one crystal.

A descriptor with a block of columns per element, pair or triplet explodes with the number of
elements, yet one crystal has two or three. So each crystal is computed over its own elements, and
its blocks are put where the long vector has them: the same numbers, a fraction of the cost.
"""

import numpy as np
import scipy.sparse as sp

DENSE_UP_TO = 10_000
"""Columns; longer rows are sparse, because most of their columns are zero in any one crystal."""


def learn_species(structures, chosen=None):
    """Elements that get columns: the chosen ones, else all that occur; by atomic number.

    Parameters
    ----------
    structures : list of pymatgen Structure
    chosen : sequence of str, optional

    Returns
    -------
    tuple of str
    """
    from pymatgen.core import Element

    symbols = chosen
    if symbols is None:
        # of a structure that cannot be described, what can be read of it
        found = (species.symbol for s in structures for species in getattr(s, "composition", ()))
        symbols = [symbol for symbol in found if Element.is_valid_symbol(symbol)]
    return tuple(sorted(set(symbols), key=lambda symbol: Element(symbol).Z))


def check_species(chosen):
    """Raise ValueError for a `species` parameter that is empty or names no element.

    Parameters
    ----------
    chosen : sequence of str or None

    Raises
    ------
    ValueError

    Examples
    --------
    >>> check_species(["Ti", "Oxygen"])
    Traceback (most recent call last):
    ...
    ValueError: `species` names 'Oxygen', which is not an element; give a list of symbols such as ['Ti', 'O']
    """
    from pymatgen.core import Element

    if chosen is None:
        return
    unknown = [symbol for symbol in chosen if not Element.is_valid_symbol(symbol)]
    if unknown or not len(chosen):
        found = f"names {unknown[0]!r}, which is not an element" if unknown else "is empty"
        raise ValueError(f"`species` {found}; give a list of symbols such as ['Ti', 'O']")


def places_of_sites(structure, known):
    """Place of every site's element among the known elements.

    Parameters
    ----------
    structure : pymatgen Structure
    known : tuple of str
        Elements that have columns.

    Returns
    -------
    (n_sites,) array of int

    Raises
    ------
    ValueError
        If an element has no columns; says which, and what to do.
    """
    symbols = [site.specie.symbol for site in structure]
    unknown = sorted(set(symbols) - set(known))
    if unknown:
        raise ValueError(
            f"contains {unknown[0]}, which is not among the species of the fit "
            f"({', '.join(known)}); fit with such a structure or pass `species`"
        )
    return np.array([known.index(symbol) for symbol in symbols])


def spread(values, columns, n_columns):
    """Rows with their values at some columns of a longer row, zero elsewhere.

    Parameters
    ----------
    values : (n_rows, n) array
    columns : (n,) or (n_rows, n) array of int
        Where they belong, each row ascending.
    n_columns : int
        Length of the long row.

    Returns
    -------
    (n_rows, n_columns) array, or CSR matrix above 10 000 columns

    Examples
    --------
    >>> spread(np.array([[1.0, 2.0]]), np.array([0, 3]), 4)
    array([[1., 0., 0., 2.]])
    """
    columns = np.broadcast_to(columns, values.shape)
    if n_columns <= DENSE_UP_TO:
        rows = np.zeros((len(values), n_columns))
        np.put_along_axis(rows, columns, values, axis=1)
        return rows
    indptr = np.arange(len(values) + 1) * values.shape[1]
    parts = (values.ravel(), columns.ravel(), indptr)
    return sp.csr_matrix(parts, shape=(len(values), n_columns))

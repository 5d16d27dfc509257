"""Which elements have columns, and which columns a crystal fills.

The layout is learnt in `fit` from the crystals seen there, or given as `species`, so that every
crystal of a data set gets the same columns whatever it contains.
"""

import warnings
from collections.abc import Collection
from itertools import combinations_with_replacement

import numpy as np
import scipy.sparse as sp

DENSE_UP_TO = 10_000
"""Columns. Beyond, most of them are zero in any one crystal, and rows are sparse."""


def check_species(species, groups=None):
    """Raise ValueError unless the parameters `species` and `groups` name elements."""
    if species is not None:
        _check_symbols("`species`", species)
    if groups is not None and not isinstance(groups, dict):
        raise ValueError(
            f"`groups` is {groups!r}; give a dict such as {{'anion': ['O', 'S']}}, or None"
        )
    seen = {}
    for name, members in (groups or {}).items():
        _check_symbols(f"`groups[{name!r}]`", members)
        for symbol in members:
            if symbol in seen:
                raise ValueError(
                    f"`groups` has {symbol} in {seen[symbol]!r} and in {name!r}; one is allowed"
                )
            seen[symbol] = name


def _check_symbols(name, symbols):
    from pymatgen.core import Element

    if isinstance(symbols, str):
        raise ValueError(f"{name} is the text {symbols!r}; give a list of symbols: [{symbols!r}]")
    if not isinstance(symbols, Collection):
        raise ValueError(f"{name} is {symbols!r}; give a list of symbols such as ['Ti', 'O']")
    unknown = [s for s in symbols if not isinstance(s, str) or not Element.is_valid_symbol(s)]
    if unknown or not len(symbols):
        found = f"names {unknown[0]!r}, which is not an element" if unknown else "is empty"
        raise ValueError(f"{name} {found}; give a list of symbols such as ['Ti', 'O']")


def learn_species(structures, species=None):
    """Elements of the layout, electropositive ones first, so that a pair reads Ti-O."""
    from pymatgen.core import Element

    if species is None:
        found = {s.symbol for item in structures for s in getattr(item, "composition", ())}
        species = [symbol for symbol in found if Element.is_valid_symbol(symbol)]
    with warnings.catch_warnings():
        # pymatgen sorts by electronegativity, and warns of those without: they come last
        warnings.simplefilter("ignore")
        return tuple(element.symbol for element in sorted(map(Element, set(species))))


def learn_labels(species, groups=None):
    """What the columns are called: the groups, then the elements that are in none."""
    groups = groups or {}
    grouped = {symbol for members in groups.values() for symbol in members}
    return (*groups, *(symbol for symbol in species if symbol not in grouped))


def site_places(structure, species, groups=None):
    """Place of every site's element in the layout."""
    places = {label: place for place, label in enumerate(learn_labels(species, groups))}
    for name, members in (groups or {}).items():
        places |= dict.fromkeys(members, places[name])
    symbols = [site.specie.symbol for site in structure]
    unknown = sorted(set(symbols) - places.keys())
    if unknown:
        raise ValueError(
            f"contains {unknown[0]}, which is not among the species of the fit "
            f"({', '.join(species)}); fit with such a structure or pass `species`"
        )
    return np.array([places[symbol] for symbol in symbols])


def pair_labels(labels):
    """The n(n+1)/2 unordered pairs, in the order of `pair_places`."""
    return list(combinations_with_replacement(labels, 2))


def pair_places(first, second, n_labels):
    """Place of unordered pairs: (0, 0), (0, 1), ..., (1, 1), ..."""
    low, high = np.minimum(first, second), np.maximum(first, second)
    return low * n_labels - low * (low - 1) // 2 + high - low


def spread(values, places, n_blocks):
    """Put blocks of columns at their places among all blocks; the others stay zero."""
    n_rows, _, width = values.shape
    if n_blocks * width <= DENSE_UP_TO:
        rows = np.zeros((n_rows, n_blocks, width))
        rows[:, places] = values
        return rows.reshape(n_rows, -1)
    columns = (np.asarray(places)[:, None] * width + np.arange(width)).ravel()
    indptr = np.arange(n_rows + 1) * len(columns)
    shape = (n_rows, n_blocks * width)
    # a copy: taking the zeros out shifts the others in place
    rows = sp.csr_matrix((values.flatten(), np.tile(columns, n_rows), indptr), shape=shape)
    rows.eliminate_zeros()
    return rows

"""Pairs of crystals that a vector ought to tell apart."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

_MOST_PAIRS = 4000
_RICH = 20


@dataclass(frozen=True)
class Pair:
    """Two crystals, how far their vectors are apart, and their targets.

    Parameters
    ----------
    first, second : int
        Positions.
    distance : float
        Of the vectors, as a share of the median distance between all crystals.
    similarity : float
        Cosine of the vectors.
    target : float
        Difference of the targets; NaN without targets.
    """

    first: int
    second: int
    distance: float
    similarity: float
    target: float


def make_pairs(X, y=None, groups=None, seed=0):
    """Pairs of crystals, all or those inside groups.

    Parameters
    ----------
    X : (n_structures, n_features) array
    y : (n_structures,) array, optional
    groups : (n_structures,) array, optional
        Only pairs inside a group.
    seed : int
        Chooses the pairs if there are more than 4000.

    Returns
    -------
    list of Pair
    """
    X = np.nan_to_num(X)
    scale = X.std(axis=0)
    active = scale > 1e-10 * (np.abs(X).max(initial=0.0) or 1.0)
    Z = (X - X.mean(axis=0))[:, active] / scale[active] if active.any() else np.zeros((len(X), 1))
    norms = np.linalg.norm(X, axis=1)
    chosen = _chosen(len(X), groups, seed)
    typical = _typical(Z, seed)
    return [
        Pair(
            i,
            j,
            float(np.linalg.norm(Z[i] - Z[j]) / typical),
            float(X[i] @ X[j] / (norms[i] * norms[j])) if norms[i] * norms[j] else 1.0,
            float("nan") if y is None else float(abs(y[i] - y[j])),
        )
        for i, j in chosen
    ]


def _chosen(n_structures, groups, seed):
    pairs = [
        (i, j)
        for i, j in combinations(range(n_structures), 2)
        if groups is None or groups[i] == groups[j]
    ]
    if len(pairs) <= _MOST_PAIRS:
        return pairs
    picked = np.random.default_rng(seed).choice(len(pairs), _MOST_PAIRS, replace=False)
    return [pairs[int(k)] for k in picked]


def _typical(Z, seed):
    rng = np.random.default_rng(seed)
    first, second = rng.integers(len(Z), size=(2, 2000))
    unlike = first != second
    found = np.linalg.norm(Z[first[unlike]] - Z[second[unlike]], axis=1)
    return float(np.median(found)) or float(found.max(initial=0.0)) or 1.0


def formulas(structures):
    """Reduced formula of every structure.

    Parameters
    ----------
    structures : list of pymatgen Structure

    Returns
    -------
    (n_structures,) array of str
    """
    return np.array([structure.composition.reduced_formula for structure in structures])


def are_equal(first, second, *, any_species=False):
    """Whether two structures are one crystal, up to cell, orientation and small noise.

    Parameters
    ----------
    first, second : pymatgen Structure
    any_species : bool, default False
        Also if elements are exchanged and lengths scaled, or if only the elements tell the sites
        apart, as rocksalt and simple cubic.

    Returns
    -------
    bool
    """
    from pymatgen.analysis.structure_matcher import StructureMatcher

    if any_species:
        loose = StructureMatcher(ltol=0.1, stol=0.1)
        if loose.fit_anonymous(first, second):
            return True
        return bool(loose.fit(_of_one_element(first), _of_one_element(second)))
    if first.composition.reduced_formula != second.composition.reduced_formula:
        return False
    matcher = StructureMatcher(ltol=0.01, stol=0.02, angle_tol=1, scale=False)
    return bool(matcher.fit(first, second))


def _of_one_element(structure):
    copy = structure.copy()
    copy.replace_species(dict.fromkeys({s.specie for s in structure}, "Na"))
    return copy


def is_rich(X):
    """Whether a crystal has 20 numbers and more that distinguish it from others.

    Parameters
    ----------
    X : (n_structures, n_features) array

    Returns
    -------
    bool
        Columns that are zero in a crystal, or equal in all, do not count.
    """
    X = np.nan_to_num(X)
    used = (X != 0) & (np.ptp(X, axis=0) > 0)
    return bool(np.median(used.sum(axis=1)) >= _RICH)

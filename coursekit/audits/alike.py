"""Pairs of crystals that a vector ought to tell apart, and pairs that are one crystal."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from coursekit.audits import limits

_MOST_PAIRS = 4000
_MOST_COMPARED = 60


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
    """Pairs of crystals, all or those inside groups; 4000 of them if there are more.

    Parameters
    ----------
    X : (n_structures, n_features) array
    y : (n_structures,) array, optional
    groups : (n_structures,) array, optional
    seed : int

    Returns
    -------
    list of Pair
    """
    X = np.nan_to_num(X)
    scale = X.std(axis=0)
    active = scale > 1e-10 * (np.abs(X).max(initial=0.0) or 1.0)
    Z = (X - X.mean(axis=0))[:, active] / scale[active] if active.any() else np.zeros((len(X), 1))
    norms = np.linalg.norm(X, axis=1)
    typical = _typical(Z, seed)
    return [
        Pair(
            i,
            j,
            float(np.linalg.norm(Z[i] - Z[j]) / typical),
            float(X[i] @ X[j] / (norms[i] * norms[j])) if norms[i] * norms[j] else 1.0,
            float("nan") if y is None else float(abs(y[i] - y[j])),
        )
        for i, j in _chosen(len(X), groups, seed)
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


def unlike(structures, pairs, *, skip_polymorphs=False):
    """Those of the pairs that are not, in effect, one crystal."""
    found = []
    for k, pair in enumerate(pairs):
        first, second = structures[pair.first], structures[pair.second]
        same = first.composition.reduced_formula == second.composition.reduced_formula
        if skip_polymorphs and same:
            continue
        if k < _MOST_COMPARED and are_equal(first, second, any_species=not same):
            continue
        found.append(pair)
    return found


def are_equal(first, second, *, any_species=False, near=False):
    """Whether two structures are one crystal, up to cell, orientation and small noise.

    Parameters
    ----------
    first, second : pymatgen Structure
    any_species : bool, default False
        Also if elements are exchanged and lengths scaled, or if only the elements tell the sites
        apart, as rocksalt and simple cubic.
    near : bool, default False
        Up to a strain of some per cent and a shake of 0.15 Å: frames of one relaxation.

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
    tight = {"ltol": 0.01, "stol": 0.02, "angle_tol": 1}
    loose = {"ltol": 0.05, "stol": 0.12, "angle_tol": 3}
    matcher = StructureMatcher(scale=near, **(loose if near else tight))
    return bool(matcher.fit(first, second))


def _of_one_element(structure):
    copy = structure.copy()
    copy.replace_species(dict.fromkeys({s.specie for s in structure}, "Na"))
    return copy


def is_rich(X):
    """Whether a crystal has numbers enough that distinguish it from others.

    Columns that are zero in a crystal, or equal in all, do not count.
    """
    X = np.nan_to_num(X)
    used = (X != 0) & (np.ptp(X, axis=0) > 0)
    return bool(np.median(used.sum(axis=1)) >= limits.RICH)

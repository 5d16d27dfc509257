"""Pairs of crystals that a vector ought to tell apart, and pairs that are one crystal."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from coursekit.audits import limits


@dataclass(frozen=True)
class Pair:
    """Positions of two crystals, distance of their vectors, cosine, difference of their targets."""

    first: int
    second: int
    distance: float
    similarity: float
    target: float


def make_pairs(X, y=None, groups=None, seed=0):
    """Pairs of crystals, all or those inside groups; a sample if there are too many."""
    X = np.nan_to_num(X)
    scale = X.std(axis=0)
    active = scale > 1e-10 * (np.abs(X).max(initial=0.0) or 1.0)
    Z = (X - X.mean(axis=0))[:, active] / scale[active] if active.any() else np.zeros((len(X), 1))
    norms, typical = np.linalg.norm(X, axis=1), _typical(Z, seed)
    pairs = []
    for i, j in _chosen(len(X), groups, seed):
        product = norms[i] * norms[j]
        pairs.append(Pair(
            i, j, float(np.linalg.norm(Z[i] - Z[j]) / typical),
            float(X[i] @ X[j] / product) if product else 1.0,
            float("nan") if y is None else float(abs(y[i] - y[j])),
        ))  # fmt: skip
    return pairs


def _chosen(n_structures, groups, seed):
    pairs = list(combinations(range(n_structures), 2))
    if groups is not None:
        pairs = [(i, j) for i, j in pairs if groups[i] == groups[j]]
    if len(pairs) <= limits.MOST_PAIRS:
        return pairs
    picked = np.random.default_rng(seed).choice(len(pairs), limits.MOST_PAIRS, replace=False)
    return [pairs[int(k)] for k in picked]


def _typical(Z, seed):
    first, second = np.random.default_rng(seed).integers(len(Z), size=(2, 2000))
    other = first != second
    found = np.linalg.norm(Z[first[other]] - Z[second[other]], axis=1)
    return float(np.median(found)) or float(found.max(initial=0.0)) or 1.0


def unlike(structures, pairs, *, skip_polymorphs=False):
    """Those of the pairs that are not, in effect, one crystal."""
    found = []
    for k, pair in enumerate(pairs):
        first, second = structures[pair.first], structures[pair.second]
        same = first.composition.reduced_formula == second.composition.reduced_formula
        matched = k < limits.MOST_COMPARED
        if (skip_polymorphs and same) or (
            matched and are_equal(first, second, any_species=not same)
        ):
            continue
        found.append(pair)
    return found


def are_equal(first, second, *, any_species=False, near=False):
    """Whether two structures are one crystal, up to cell, orientation and small noise."""
    from pymatgen.analysis.structure_matcher import StructureMatcher

    if any_species:
        loose = StructureMatcher(ltol=0.1, stol=0.1)
        return bool(
            loose.fit_anonymous(first, second)
            or loose.fit(_of_one_element(first), _of_one_element(second))
        )
    if first.composition.reduced_formula != second.composition.reduced_formula:
        return False
    tight = {"ltol": 0.01, "stol": 0.02, "angle_tol": 1}
    loose = {"ltol": 0.05, "stol": 0.12, "angle_tol": 3}
    return bool(StructureMatcher(scale=near, **(loose if near else tight)).fit(first, second))


def _of_one_element(structure):
    copy = structure.copy()
    copy.replace_species(dict.fromkeys({s.specie for s in structure}, "Na"))
    return copy


def is_rich(X):
    """Whether a crystal has numbers enough that distinguish it; zero and constant columns do not."""
    X = np.nan_to_num(X)
    used = (X != 0) & (np.ptp(X, axis=0) > 0)
    return bool(np.median(used.sum(axis=1)) >= limits.RICH)

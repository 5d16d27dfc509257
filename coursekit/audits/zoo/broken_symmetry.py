"""Broken where the vector should stand still, or should not jump."""

import numpy as np

from coursekit.audits.claims import Promises
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.vector import R_CUT, electronegativities, pool, site_vectors
from coursekit.neighbors import neighbor_list

_SLOTS = 8
_NEAREST = 12


def _positions(structures):
    return np.array(
        [pool(np.column_stack([s.cart_coords, electronegativities(s)])) for s in structures]
    )


def _by_index(structures):
    """Upper triangle of the distance matrix in the order of the file, filled up with zeros."""
    rows = []
    for structure in structures:
        above = structure.distance_matrix[np.triu_indices(len(structure), 1)]
        row = np.zeros(_SLOTS * (_SLOTS - 1) // 2)
        row[: len(above)] = above[: len(row)]
        rows.append([*row, electronegativities(structure).mean()])
    return np.array(rows)


def _from_first_atom(structures):
    rows = []
    for structure in structures:
        pairs = neighbor_list(structure, 8.0)
        distances = np.sort(pairs.distances[pairs.centers == 0])[:_NEAREST]
        rows.append([*distances, electronegativities(structure)[0]])
    return np.array(rows)


def _concatenated(structures):
    rows = []
    for structure in structures:
        sites = site_vectors(structure, neighbor_list(structure, R_CUT))[:_SLOTS]
        rows.append(np.pad(sites, ((0, _SLOTS - len(sites)), (0, 0))).ravel())
    return np.array(rows)


def _all_sites(structures):
    """One site after another, as many as there are."""
    found = [site_vectors(s, neighbor_list(s, R_CUT)).ravel() for s in structures]
    return found


def _handed(structures):
    """Cell edges multiplied as a.(b x c) with its sign, and torsions without absolute value."""
    rows = []
    for structure in structures:
        pairs = neighbor_list(structure, R_CUT)
        turns = [_turn(pairs.vectors[pairs.centers == i][:4]) for i in range(len(structure))]
        sites = site_vectors(structure, pairs)
        rows.append([*pool(sites), np.mean(turns)])
    return np.array(rows)


def _turn(vectors):
    """Triple product of the three nearest neighbours, signed."""
    if len(vectors) < 3:
        return 0.0
    units = vectors[:3] / np.linalg.norm(vectors[:3], axis=1, keepdims=True)
    return float(np.linalg.det(units))


def _hard(structures):
    rows = []
    for structure in structures:
        pairs = neighbor_list(structure, 4.4)
        pull = electronegativities(structure)
        near = [pairs.distances < r for r in (2.8, 3.6, 4.4)]
        plain = [n.sum() / len(structure) for n in near]
        weighted = [pull[pairs.neighbors[n]].sum() / len(structure) for n in near]
        rows.append([*plain, *weighted, pull.mean()])
    return np.array(rows)


def _random_sample(structures):
    rng = np.random.default_rng()
    rows = []
    for structure in structures:
        sites = site_vectors(structure, neighbor_list(structure, R_CUT))
        rows.append(pool(sites[rng.integers(len(sites), size=4)]))
    return np.array(rows)


BROKEN_SYMMETRY = (
    Entry(
        "absolute coordinates",
        "Mean and width of the Cartesian coordinates as features.",
        lambda: _positions,
        "invariances",
        "Turning or shifting the crystal changes the vector. Describe distances and angles.",
        for_students=True,
    ),
    Entry(
        "sorted by index",
        "The distance matrix read out in the order of the file, zeros at the end.",
        lambda: _by_index,
        "invariances",
        "Another order of the sites gives another vector; sort the numbers, not the atoms, or pool.",
        for_students=True,
    ),
    Entry(
        "first atom only",
        "Distances from site 0, because all atoms are alike in copper.",
        lambda: _from_first_atom,
        "invariances",
        "In a compound another site may come first in another file. Describe all sites and pool.",
        for_students=True,
    ),
    Entry(
        "concatenated sites",
        "Site vectors one after another, up to eight, instead of pooled.",
        lambda: _concatenated,
        "invariances",
        "The order of the atoms is the order of the columns, and a supercell has other columns than "
        "its cell.",
        for_students=True,
    ),
    Entry(
        "as long as the cell",
        "Site vectors one after another, as many as the cell has.",
        lambda: _all_sites,
        "cost and shape",
        "Vectors of unequal length cannot be compared; pool over the sites.",
    ),
    Entry(
        "handed by accident",
        "A signed triple product where its size was meant.",
        lambda: _handed,
        "invariances",
        "Mirror images get different vectors although energies, gaps and volumes are equal. Take the "
        "absolute value or the square.",
        for_students=True,
    ),
    Entry(
        "hard cutoff",
        "Neighbours counted below three radii, for a model of forces.",
        lambda: _hard,
        "invariances",
        "The vector jumps when an atom crosses 2.8, 3.6 or 4.4 Å. Weigh neighbours with a function "
        "that falls smoothly to zero.",
        Promises(continuous=True),
        for_students=True,
    ),
    Entry(
        "random sample of sites",
        "Four sites drawn to save time, without a seed.",
        lambda: _random_sample,
        "invariances",
        "The same crystal has another vector each time. Use all sites, or a seed that follows from "
        "the crystal.",
        for_students=True,
    ),
)

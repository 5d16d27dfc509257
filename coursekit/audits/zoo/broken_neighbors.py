"""Broken where neighbours are found: images, half lists, the site itself, units of the cutoff."""

import numpy as np

from coursekit.audits.claims import Promises
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.vector import electronegativities, pool, radial_with, site_vectors
from coursekit.neighbors import (
    neighbor_list,
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)

_RADII = (2.6, 3.0, 3.4, 3.8, 4.4)  # Å


def _counts_with_self(structures):
    rows = []
    for structure in structures:
        pairs = neighbors_with_self(structure, max(_RADII))
        counts = [(pairs.distances < r).sum() / len(structure) for r in _RADII]
        rows.append([*counts, electronegativities(structure).mean()])
    return np.array(rows)


def _half_counts(structures):
    rows = []
    for structure in structures:
        distances = neighbors_half_list(structure, max(_RADII)).distances
        counts = [(distances < r).sum() / len(structure) for r in _RADII]
        rows.append([*counts, electronegativities(structure).mean()])
    return np.array(rows)


def _cutoff_in_nm(structures):
    r_cut = 0.45  # meant as nm
    rows = []
    for structure in structures:
        pairs = neighbor_list(structure, r_cut)
        rows.append(pool(site_vectors(structure, pairs, r_cut)))
    return np.array(rows)


def _only_to_one_side(structure, r_cut):
    pairs = neighbor_list(structure, r_cut)
    return pairs.keep((pairs.images >= 0).all(axis=1))


BROKEN_NEIGHBORS = (
    Entry(
        "no images",
        "Distances between the atoms of the cell alone, as for a molecule.",
        lambda: radial_with(neighbors_without_images),
        "periodic images",
        "Atoms at a face of the cell lose neighbours, so origin and size of the cell change the "
        "vector. Shift the origin to see it; use a list with images.",
        for_students=True,
    ),
    Entry(
        "minimum image",
        "A matrix of nearest-image distances, in cells smaller than twice the cutoff.",
        lambda: radial_with(neighbors_minimum_image),
        "periodic images",
        "Each other atom counts once, however many of its images are near. A supercell finds more "
        "neighbours than its cell; use all images within the cutoff.",
        for_students=True,
    ),
    Entry(
        "images to one side",
        "Images in the positive directions only: range(0, 2) instead of range(-1, 2).",
        lambda: radial_with(_only_to_one_side),
        "periodic images",
        "Neighbours behind the lower faces are missing, so the origin matters. Loop over -1, 0, 1 "
        "(and further for long cutoffs).",
        for_students=True,
    ),
    Entry(
        "half list",
        "A neighbour list for energies, each pair stored at one end, used per site.",
        lambda: radial_with(neighbors_half_list),
        "invariances",
        "Which end of a bond gets it depends on the order of the sites: reorder them and the vector "
        "changes. Use the list in both directions.",
        for_students=True,
    ),
    Entry(
        "half counts",
        "Coordination numbers as the number of stored pairs over the number of atoms.",
        lambda: _half_counts,
        "periodic images",
        "Every coordination number is half of the true one: rocksalt has 3 neighbours. No move shows "
        "it, a count by hand does.",
        Promises(continuous=None),
    ),
    Entry(
        "counts itself",
        "Distances below the cutoff, the zero on the diagonal among them.",
        lambda: _counts_with_self,
        "periodic images",
        "Every coordination number is one too high: rocksalt has 7 neighbours. No move shows it, a "
        "count by hand does; leave the pair of a site with itself out.",
        Promises(continuous=None),
        for_students=False,
    ),
    Entry(
        "cutoff in nm",
        "r_cut = 0.45 from a paper in nanometres, given to a list in ångström.",
        lambda: _cutoff_in_nm,
        "cutoff sensitivity",
        "No atom has a neighbour within 0.45 Å: all polymorphs have one vector, that of the formula. "
        "Moving an atom changes nothing.",
        Promises(r_cut=4.5),
    ),
)

"""Broken where sites become a crystal, and where the vector holds too little."""

import numpy as np

from coursekit.audits.claims import Promises
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.vector import R_CUT, radial, site_vectors
from coursekit.neighbors import bond_angles, neighbor_list


def _summed(structures):
    return np.array([site_vectors(s, neighbor_list(s, R_CUT)).sum(axis=0) for s in structures])


def _mean_count(structures):
    """Mean coordination number and atomic numbers."""
    rows = []
    for structure in structures:
        pairs = neighbor_list(structure, 2.6)
        numbers = np.array([site.specie.Z for site in structure], float)
        row = [len(pairs) / len(structure), numbers.mean(), numbers.std()]
        rows.append(row)
    return np.array(rows)


def _angles_in_radians(structures):
    """Histogram of bond angles, edges in degrees, angles in radians."""
    edges = np.linspace(0.0, 180.0, 19)
    rows = []
    for structure in structures:
        pairs = neighbor_list(structure, 3.4)
        angles = np.radians(bond_angles(pairs)[2])
        counts = np.histogram(angles, edges)[0]
        rows.append(counts / max(counts.sum(), 1))
    return np.array(rows)


def _rounded(structures):
    """Distances rounded to whole ångström before they are counted, per atom, rounded again."""
    return np.round(radial(structures) / 25.0)


BROKEN_POOLING = (
    Entry(
        "sum for mean",
        "Site vectors summed, for an energy per atom.",
        lambda: _summed,
        "pooling",
        "A doubled cell has twice the vector and the same energy per atom. Pool with a mean.",
        for_students=True,
    ),
    Entry(
        "mean for sum",
        "Site vectors averaged, for the energy of the whole cell.",
        lambda: radial,
        "pooling",
        "A doubled cell has twice the energy and the same vector. Sum, or learn per atom.",
        Promises(intensive=False),
    ),
    Entry(
        "drowned motif",
        "Mean coordination, to find pairs of vacancies.",
        lambda: _mean_count,
        "pooling",
        "Near and far vacancy pairs have the same mean. Use a histogram or the extremes.",
        Promises(sees_minority=True, continuous=None, species_aware=None, unique=False),
    ),
    Entry(
        "angles in radians",
        "A histogram of angles with edges from 0 to 180, filled with radians.",
        lambda: _angles_in_radians,
        "uniqueness",
        "All angles fall into the first bin, so that all crystals are one. Plot one histogram to see "
        "it; convert.",
        Promises(continuous=None, species_aware=None),
        for_students=True,
    ),
    Entry(
        "rounded away",
        "Features rounded to whole numbers to save space.",
        lambda: _rounded,
        "uniqueness",
        "Most crystals have one vector. Keep the digits.",
        Promises(continuous=None, species_aware=None),
    ),
)

"""What 2_structure asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step
from coursekit.neighbors import (
    neighbor_list,
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)
from coursekit.structures import make_rocksalt


def describe_distances(distances):
    """Turn distances into how many there are, the shortest, the longest, and their mean."""
    parts = [np.ravel(part) for part in distances] if len(distances) else [[]]
    found = np.concatenate(parts).astype(float)
    some = found if len(found) else np.zeros(1)
    return {
        "how many": len(found),
        "shortest": some.min(),
        "longest": some.max(),
        "mean": some.mean(),
    }


def wrong_distances(crystal, r_max):
    """Numbers that known wrong turns give for the same crystal."""
    turns = {
        "no images": neighbors_without_images,
        "minimum image": neighbors_minimum_image,
        "half list": neighbors_half_list,
        "self counted": neighbors_with_self,
    }
    found = {name: turn(crystal, r_max).distances for name, turn in turns.items()}
    near = neighbor_list(crystal, r_max)
    found["one atom for all"] = near.distances[near.site(0)]
    return {name: describe_distances(distances) for name, distances in found.items()}


@step(
    "2-distances",
    answer="pair_distances",
    title="Every distance",
    look="B_environments, periodic images",
    hints=[
        "Ask each atom in turn for its neighbours, and keep all distances, also those that you have seen from the other end.",
        "crystal.get_neighbors(site, r_max) knows periodic images; each neighbour has a nn_distance.",
    ],
)
def distances(case):
    salt = make_rocksalt("Na", anion="Cl", a=5.64)
    case(
        "rock salt to 3 Å",
        args=(salt, 3.0),
        pick=describe_distances,
        rtol=1e-4,
        expected={"how many": 48, "shortest": 2.82, "longest": 2.82, "mean": 2.82},
        wrong=wrong_distances(salt, 3.0),
    )


def wrong_rdfs(right, n_atoms, volume, edges):
    """Numbers that known wrong turns give, from the right ones."""
    right = np.asarray(right)
    return {
        "ball for shell": right * np.diff(edges**3) / edges[1:] ** 3,
        "not divided by the number of atoms": right * n_atoms,
        "not divided by the density": right * n_atoms / volume,
        "counts, not normalised per shell": right * n_atoms**2 / volume,
    }


@step(
    "2-rdf",
    answer="rdf",
    title="The radial distribution",
    look="A_ladder, tier 2: which distances occur?",
    hints=[
        "np.histogram counts; the rest is three divisions.",
        "The volume of a shell between two edges is 4/3 π (outer³ - inner³).",
        "The gas has n_atoms × (n_atoms / volume) × shell distances in a bin.",
    ],
)
def rdf(case):
    edges = np.array([2.0, 2.5, 3.0, 3.5])
    inside = [2.2] * 6 + [2.9] * 12 + [3.2] * 3
    shown = [6 / (3 * 0.06 * 31.94395), 12 / (3 * 0.06 * 47.64749), 3 / (3 * 0.06 * 66.49704)]
    case(
        "21 distances, three atoms in 50 Å³",
        args=(inside, 3, 50.0, edges),
        expected=shown,
        rtol=0.02,
        wrong=wrong_rdfs(shown, 3, 50.0, edges),
    )


@step(
    "2-count",
    answer="coordination",
    title="From the distribution to a number",
    look="A_ladder, one pair of elements at a time",
    hints=[
        "Undo the division of step 2 by density and shell, then add up.",
        "Choose the bins first: those with edges[1:] <= r_cut, with room for rounding.",
    ],
)
def count(case):
    case(
        "four bins, to 2 Å",
        args=([0.0, 2.0, 1.0, 1.5], [0.0, 1.0, 2.0, 3.0, 4.0], 0.08, 2.0),
        expected=4.691445,
        rtol=0.02,
        wrong={
            "summed to the end": 29.656635,
            "density forgotten": 58.643063,
            "one bin too many": 11.058406,
            "divided by the density": 733.03829,
        },
    )


@step(
    "2-rank",
    answer="mean_rank_correlation",
    title="The order of polymorphs",
    look="A_ladder, an error and an order are two things",
    hints=[
        "Loop over the formulas; skip those with fewer than three crystals.",
        "Look at whether all predictions of a group are equal before you ask for a correlation: there is none.",
        "scipy.stats.spearmanr(a, b)[0] is the correlation; the mean over groups comes last.",
    ],
)
def rank(case):
    target = np.array([1.0, 2.0, 3.0, 5.0, 1.0, 2.0, 4.0, 6.0, 7.0, 8.0, 3.0, 1.0, 2.0])
    predicted = np.array([10.0, 30.0, 20.0, 99.0, 4.0, 4.0, 4.0, 4.0, 1.0, 0.0, 1.0, 2.0, 3.0])
    groups = np.array(list("aaaabbbbccddd"))
    case(
        "four groups",
        args=(target, predicted, groups),
        expected=0.1,
        rtol=1e-5,
        wrong={
            "group of two counted": (0.8 + 0.0 - 0.5 - 1.0) / 4,
            "constant group left out": 0.15,
            "correlation over all": -0.26695022,
            "Pearson for Spearman": 0.13617204,
            "groups of three left out": 0.4,
            "size without sign": 1.3 / 3,
            "sum for mean": 0.3,
            "weighted by size": 1.7 / 11,
        },
    )


question(
    "2-q1",
    answer="choice",
    title="What the site statistics brought",
    right="04c4caa5494e",
    because={
        "a": "Look at the rank correlation and its ± once more.",
        "b": "Most of an energy is decided by the composition; which polymorph is lower is not.",
        "c": "Compare the two MAE with the ± beside them once more.",
        "d": "Equal vectors order nothing: what was the rank correlation of the composition?",
    },
)

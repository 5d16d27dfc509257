"""What 2_structure asks: visible cases, wrong turns, hints, where to look."""

import numpy as np
from scipy.stats import kendalltau, pearsonr, spearmanr

from coursekit.checks.declare import question, step, written
from coursekit.checks.reports import (
    EXPECT_BLIND,
    WRONG,
    expect_numbers,
    make_polymorphs,
    read_difference,
    read_leak,
    with_other_tests,
)
from coursekit.neighbors import (
    neighbor_list,
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)
from coursekit.structures import make_cesium_chloride, make_fcc, make_rocksalt


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
    shortest = crystal.distance_matrix
    found["distance to the nearest image"] = shortest[near.centers, near.neighbors]
    return {name: describe_distances(distances) for name, distances in found.items()}


@step(
    "2-distances",
    answer="pair_distances",
    title="Every distance",
    look="B_environments, periodic images",
    optional=True,
    hints=[
        "Ask each atom in turn for its neighbours, and keep all distances, also those that you have seen from the other end.",
        "crystal.get_neighbors(site, r_max) knows periodic images; each neighbour has a nn_distance.",
    ],
)
def distances(case):
    salt = make_rocksalt("Na", anion="Cl", a=5.64)
    caesium = make_cesium_chloride("Cs", anion="Cl")
    for name, crystal, r_max in [
        ("rock salt to 3 Å", salt, 3.0),
        ("caesium chloride, an atom of each, to 4.5 Å", caesium, 4.5),
    ]:
        case(
            name,
            args=(crystal, r_max),
            pick=describe_distances,
            rtol=1e-4,
            expected=describe_distances(neighbor_list(crystal, r_max).distances),
            wrong=wrong_distances(crystal, r_max),
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
    optional=True,
    hints=[
        "np.histogram counts; the rest is three divisions.",
        "The volume of a shell between two edges is 4/3 π (outer³ - inner³).",
        "The gas has n_atoms × (n_atoms / volume) × shell distances in a bin.",
    ],
)
def rdf(case):
    edges = np.array([2.0, 2.5, 3.0, 3.5])
    inside = np.array([2.2] * 6 + [2.9] * 12 + [3.2] * 3)
    for name, n_atoms, volume, grid in [
        ("21 distances, three atoms in 50 Å³", 3, 50.0, edges),
        ("the same, two atoms in 30 Å³, narrow bins", 2, 30.0, np.linspace(2.0, 3.5, 31)),
    ]:
        counts = np.histogram(inside, grid)[0]
        right = counts * volume / (n_atoms**2 * 4 / 3 * np.pi * np.diff(grid**3))
        case(
            name,
            args=(inside, n_atoms, volume, grid),
            expected=right,
            rtol=0.02,
            wrong=wrong_rdfs(right, n_atoms, volume, grid),
        )


def count_of(crystal, r_max=6.0, width=0.05):
    """Radial distribution of a crystal, its edges, and the number density."""
    edges = np.arange(0.5, r_max + width / 5, width)
    counts = np.histogram(neighbor_list(crystal, r_max).distances, bins=edges)[0]
    density = len(crystal) / crystal.volume
    shells = 4 / 3 * np.pi * np.diff(edges**3)
    return counts / (len(crystal) * density * shells), edges, density


def wrong_counts(g, edges, density, r_cut):
    """Numbers that known wrong turns give."""
    each = g * 4 / 3 * np.pi * np.diff(edges**3)
    inside = edges[1:] <= r_cut + 1e-9
    beyond = edges[:-1] <= r_cut + 1e-9
    return {
        "summed to the end": each.sum() * density,
        "density forgotten": each[inside].sum(),
        "one bin too many": each[beyond].sum() * density,
        "divided by the density": each[inside].sum() / density,
    }


@step(
    "2-count",
    answer="coordination",
    title="From the distribution to a number",
    look="A_ladder, one pair of elements at a time",
    optional=True,
    hints=[
        "Undo the division by density and shell, then add up.",
        "Choose the bins first: those with edges[1:] <= r_cut, with room for rounding.",
    ],
)
def count(case):
    # narrow bins: 4 π r² dr and the exact shell are as good
    made_up = np.array([0.0, 2.0, 1.0, 1.5, 3.0]), np.array([3.0, 3.1, 3.2, 3.3, 3.4, 3.5]), 0.08
    for name, (g, edges, density), r_cut in [
        ("five bins, to 3.2 Å", made_up, 3.2),
        ("copper, to 3 Å", count_of(make_fcc("Cu")), 3.0),
    ]:
        shells = 4 / 3 * np.pi * np.diff(edges**3)
        right = np.sum((g * shells)[edges[1:] <= r_cut + 1e-9]) * density
        wrong = wrong_counts(g, edges, density, r_cut)
        wrong = {turn: value for turn, value in wrong.items() if abs(value - right) > 0.02 * right}
        case(name, args=(g, edges, density, r_cut), expected=right, rtol=0.02, wrong=wrong)


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
    other = np.array(list("xyxyxyxzzyy"))
    energies = np.array([-3.1, -1.0, -3.0, -1.4, -2.2, -1.3, -2.9, -0.5, -0.4, -1.2, -1.6])
    guess = np.array([-2.6, -1.1, -2.8, -1.2, -2.1, -1.0, -2.9, -0.3, -0.6, -1.6, -1.5])
    for name, given in [
        ("four groups", (target, predicted, groups)),
        ("three groups, mixed", (energies, guess, other)),
    ]:
        case(name, args=given, expected=mean_rank(*given), rtol=1e-5, wrong=wrong_ranks(*given))


def mean_rank(target, predicted, groups, *, measure=spearmanr, smallest=3, mean=np.mean):
    """Mean over groups of a correlation, 0 where all predictions are equal."""
    values = []
    for name in np.unique(groups):
        mine = groups == name
        if mine.sum() >= smallest:
            ranked = np.ptp(predicted[mine]) > 0
            values.append(measure(target[mine], predicted[mine])[0] if ranked else 0.0)
    return float(mean(values))


def wrong_ranks(target, predicted, groups):
    """Numbers that known wrong turns give."""
    names, sizes = np.unique(groups, return_counts=True)
    given, large = (target, predicted, groups), sizes[sizes >= 3]
    ranked = [n for n in names if np.ptp(predicted[groups == n]) > 0]
    kept = np.isin(groups, ranked)
    found = {
        "group of two counted": mean_rank(*given, smallest=2),
        "constant group left out": mean_rank(target[kept], predicted[kept], groups[kept]),
        "correlation over all": spearmanr(target, predicted)[0],
        "Pearson for Spearman": mean_rank(*given, measure=pearsonr),
        "Kendall for Spearman": mean_rank(*given, measure=kendalltau),
        "groups of three left out": mean_rank(*given, smallest=4),
        "size without sign": mean_rank(*given, mean=lambda v: np.mean(np.abs(v))),
        "sum for mean": mean_rank(*given, mean=np.sum),
        "weighted by size": mean_rank(*given, mean=lambda v: np.average(v, weights=large)),
    }
    right = mean_rank(*given)
    return {turn: value for turn, value in found.items() if abs(value - right) > 1e-4}


MODELS = ("composition", "structure")


@step(
    "2-report",
    answer="compare_rungs",
    title="Composition against structure, reported",
    look="A_ladder, an error and an order are two things",
    hints=[
        "One loop over the folds, and inside it one over the two tables: both models meet the same fold.",
        "Keep two lists of errors, one for each model, and subtract them fold by fold before anything is averaged.",
        "change = np.subtract(second, first); its mean is the change, change.std(ddof=1) / np.sqrt(len(change)) its ±.",
    ],
)
def report(case):
    crystals, y, groups = make_polymorphs(("Li", "Na", "Mg", "Ca", "Zn"), ("O", "S", "F", "Cl"))
    calls = with_other_tests(crystals, y, groups, MODELS)
    case(
        "the numbers of the report",
        args=calls,
        pick=read_difference(y, groups),
        expected=expect_numbers("change", "error", "rho", **{"polymorphs told apart": True}),
        wrong=WRONG,
    )
    case(
        "other energies in one test part",
        args=calls,
        pick=read_leak(y, groups, MODELS),
        expected=EXPECT_BLIND,
        wrong=WRONG,
    )


question(
    "2-q1",
    answer="choice",
    title="What the site statistics brought",
    right="183d0805c631",
    because={
        "a": "Look at the rank correlation and its ± once more.",
        "b": "The folds differ in how hard they are, and both models meet the same folds: the error falls in every fold. Read the difference, paired over folds, beside its own ±.",
        "c": "The error falls in every fold, by about six standard errors of the paired difference; the order of polymorphs, which a composition cannot give at all, by more than that.",
        "d": "Equal vectors order nothing: what was the rank correlation of the composition?",
    },
)


written("2-words", title="What the structure adds, in your words")

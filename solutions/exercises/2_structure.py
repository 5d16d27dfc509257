# %% [markdown]
# # Exercise 2: what distances add
# A radial distribution by hand, then statistics over all sites: what does structure bring that a formula does not
# have, and is it more than the scatter?
#
# About 20 minutes, 25 points. Nothing from exercise 1 is needed.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.ensemble import RandomForestRegressor

from coursekit.checks import Quiz, Step, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import MagpieStatistics, SiteStatisticsFingerprint
from coursekit.neighbors import (
    neighbor_list, neighbors_half_list, neighbors_minimum_image, neighbors_with_self,
    neighbors_without_images,
)
from coursekit.pipelines import make_folds, polymorph_scores
from coursekit.structures import (
    make_cesium_chloride, make_fcc, make_hcp, make_perovskite, make_rocksalt, make_rutile,
    make_spinel, make_zincblende,
)

dataset = load_dataset()

# %% [markdown] nbgrader={"grade_id": "2-distances-question", "locked": true}
# ## Step 1: every distance (6 points, 5 minutes)
# Write `pair_distances(crystal, r_max)`: from **each** atom of the cell to **each** of its neighbours nearer than `r_max`
# (Å), images in other cells included, the atom itself not. A pair of atoms of the cell appears twice, once from
# each end. Return one list or array; the order does not matter. `crystal` is a pymatgen `Structure`; `crystal.get_neighbors(site, r)`, ASE, the
# course's `neighbor_list` or your own loop are all welcome.
#
# Predict: how many distances does rock salt with its 8 atoms have below 3 Å?

# %% nbgrader={"grade_id": "2-distances", "solution": true}
def pair_distances(crystal, r_max):
    """All distances below r_max from every atom of the cell, Å."""
    ### BEGIN SOLUTION
    found = [crystal.get_neighbors(site, r_max) for site in crystal]
    return np.array([neighbor.nn_distance for atoms in found for neighbor in atoms])
    ### END SOLUTION

# %% nbgrader={"grade_id": "2-distances-wrong", "locked": true, "solution": false, "grade": false}
def describe_distances(distances):
    """Turn distances into how many there are, the shortest, the longest, and their mean."""
    parts = [np.ravel(part) for part in distances] if len(distances) else [[]]
    found = np.concatenate(parts).astype(float)
    some = found if len(found) else np.zeros(1)
    return {"how many": len(found), "shortest": some.min(), "longest": some.max(), "mean": some.mean()}


def wrong_distances(crystal, r_max):
    """Numbers that known wrong turns give for the same crystal."""
    turns = {"no images": neighbors_without_images, "minimum image": neighbors_minimum_image,
             "half list": neighbors_half_list, "self counted": neighbors_with_self}
    found = {name: turn(crystal, r_max).distances for name, turn in turns.items()}
    near = neighbor_list(crystal, r_max)
    found["one atom for all"] = near.distances[near.site(0)]
    return {name: describe_distances(distances) for name, distances in found.items()}

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-distances-check", "grade": true, "points": 2}
salt = make_rocksalt("Na", anion="Cl", a=5.64)
step = Step("2-distances", answer="pair_distances")
step.case("rock salt to 3 Å", args=(salt, 3.0), pick=describe_distances, rtol=1e-4,
          expected={"how many": 48, "shortest": 2.82, "longest": 2.82, "mean": 2.82},
          wrong=wrong_distances(salt, 3.0))
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-distances-hidden", "grade": true, "points": 4}
# Crystals with one atom, with skewed cells and with several shells are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("2-distances", answer="pair_distances", hidden=True)
for name, crystal, r_max in [
    ("one atom in the cell", make_fcc("Cu", primitive=True), 5.5),
    ("hexagonal", make_hcp("Mg"), 5.0),
    ("rutile", make_rutile(), 4.2),
    ("small cell, far", make_cesium_chloride("Cs", anion="Cl"), 9.0),
]:
    step.case(name, args=(crystal, r_max), pick=describe_distances, rtol=1e-4,
              wrong=wrong_distances(crystal, r_max))
step.verdict()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "2-rdf-question", "locked": true}
# ## Step 2: the radial distribution (7 points, 5 minutes)
# Write `rdf(distances, n_atoms, volume, edges)`: the radial distribution function $g(r)$ on the bins with the given
# `edges` (Å). `distances` holds the distances from all `n_atoms` atoms of the cell of `volume` (Å³), as in step 1.
#
# Count the distances in each bin, and divide by the count that a gas of the same density would have: the number of
# atoms in the cell, times the density, times the volume of the shell. Far away $g$ then tends to 1.

# %% nbgrader={"grade_id": "2-rdf", "solution": true}
def rdf(distances, n_atoms, volume, edges):
    """Radial distribution function, one number a bin."""
    ### BEGIN SOLUTION
    counts, _ = np.histogram(distances, bins=edges)
    shells = 4 / 3 * np.pi * np.diff(np.asarray(edges) ** 3)
    density = n_atoms / volume
    return counts / (n_atoms * density * shells)
    ### END SOLUTION

# %% nbgrader={"grade_id": "2-rdf-wrong", "locked": true, "solution": false, "grade": false}
def wrong_rdfs(right, n_atoms, volume, edges):
    """Numbers that known wrong turns give, from the right ones."""
    right = np.asarray(right)
    return {"ball for shell": right * np.diff(edges**3) / edges[1:]**3,
            "not divided by the number of atoms": right * n_atoms,
            "not divided by the density": right * n_atoms / volume,
            "counts, not normalised per shell": right * n_atoms**2 / volume}

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rdf-check", "grade": true, "points": 2}
edges = np.array([2.0, 2.5, 3.0, 3.5])
inside = [2.2] * 6 + [2.9] * 12 + [3.2] * 3
shown = [6 / (3 * 0.06 * 31.94395), 12 / (3 * 0.06 * 47.64749), 3 / (3 * 0.06 * 66.49704)]
step = Step("2-rdf", answer="rdf")
step.case("21 distances, three atoms in 50 Å³", args=(inside, 3, 50.0, edges), expected=shown,
          rtol=0.02, wrong=wrong_rdfs(shown, 3, 50.0, edges))
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rdf-hidden", "grade": true, "points": 5}
# Real crystals and other bins are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("2-rdf", answer="rdf", hidden=True)
for name, crystal, grid in [
    ("fcc", make_fcc("Al"), np.linspace(2.5, 8.0, 30)),
    ("zincblende", make_zincblende(), np.linspace(2.0, 9.0, 40)),
    ("bins of unequal width", make_rutile(), np.array([1.8, 2.1, 2.6, 3.0, 3.8, 5.0])),
]:
    found = neighbor_list(crystal, grid[-1]).distances
    step.case(name, args=(found, len(crystal), crystal.volume, grid), rtol=0.02, atol=1e-9)
step.verdict()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "2-count-question", "locked": true}
# ## Step 3: from the distribution back to a number (4 points, 3 minutes)
# Write `coordination(g, edges, density, r_cut)`: the mean number of neighbours below `r_cut` (Å), by adding up
# $g$ times density times shell volume over the bins whose upper edge is at most `r_cut`. `density` is in atoms per Å³.

# %% nbgrader={"grade_id": "2-count", "solution": true}
def coordination(g, edges, density, r_cut):
    """Mean number of neighbours below r_cut."""
    ### BEGIN SOLUTION
    edges = np.asarray(edges, dtype=float)
    shells = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    inside = edges[1:] <= r_cut + 1e-9
    return float(np.sum(np.asarray(g)[inside] * shells[inside]) * density)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-count-check", "grade": true, "points": 1}
step = Step("2-count", answer="coordination")
step.case("four bins, to 2 Å", args=([0.0, 2.0, 1.0, 1.5], [0.0, 1.0, 2.0, 3.0, 4.0], 0.08, 2.0),
          expected=4.691445, rtol=0.02,
          wrong={"summed to the end": 29.656635, "density forgotten": 58.643063,
                 "one bin too many": 11.058406, "divided by the density": 733.03829})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-count-hidden", "grade": true, "points": 3}
# Distributions of real crystals are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("2-count", answer="coordination", hidden=True)
for name, crystal, r_cut in [("fcc", make_fcc("Cu"), 3.0), ("perovskite", make_perovskite(), 2.5),
                             ("spinel", make_spinel(), 2.2)]:
    grid = np.arange(0.5, 6.01, 0.05)
    counts, _ = np.histogram(neighbor_list(crystal, 6.0).distances, bins=grid)
    density = len(crystal) / crystal.volume
    g = counts / (len(crystal) * density * 4 / 3 * np.pi * np.diff(grid**3))
    step.case(name, args=(g, grid, density, r_cut), rtol=0.02)
step.verdict()
### END HIDDEN TESTS

# %% [markdown]
# ## What it looks like
# Two crystals of one formula. The text below the picture says the same in numbers.

# %%
figure, axes = plt.subplots(figsize=(7, 3))
grid = np.arange(0.5, 8.01, 0.1)
for crystal, style in [(make_rocksalt("Zn", anion="S", a=5.06), "-"), (make_zincblende(), "--")]:
    found = neighbor_list(crystal, 8.0).distances
    counts, _ = np.histogram(found, bins=grid)
    gas = len(crystal) ** 2 / crystal.volume * 4 / 3 * np.pi * np.diff(grid**3)
    label = "rock salt" if style == "-" else "zincblende"
    axes.step(grid[1:], counts / gas, style, where="pre", label=f"ZnS, {label}")
    print(f"{label}: nearest {found.min():.2f} Å, {np.sum(found < found.min() + 0.1) / len(crystal):.0f} of them")
axes.set(xlabel="r / Å", ylabel="g(r)")
axes.legend()
plt.show()

# %% [markdown] nbgrader={"grade_id": "2-rank-question", "locked": true}
# ## Step 4: do we get the order right? (5 points, 4 minutes)
# Write `mean_rank_correlation(target, predicted, groups)`: for each group with **at least three** members Spearman's
# rank correlation between target and prediction; return the mean over those groups. If all predictions of a
# group are equal, nothing is ranked and its correlation counts as 0. `scipy.stats.spearmanr` may help.

# %% nbgrader={"grade_id": "2-rank", "solution": true}
def mean_rank_correlation(target, predicted, groups):
    """Mean of Spearman's correlation inside groups of three and more."""
    ### BEGIN SOLUTION
    from scipy.stats import spearmanr

    values = []
    for name in sorted(set(groups)):
        members = np.flatnonzero(np.asarray(groups) == name)
        if len(members) < 3:
            continue
        constant = np.ptp(np.asarray(predicted)[members]) == 0
        rho = 0.0 if constant else spearmanr(target[members], predicted[members])[0]
        values.append(rho)
    return float(np.mean(values))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rank-check", "grade": true, "points": 2}
target = np.array([1.0, 2.0, 3.0, 5.0, 1.0, 2.0, 4.0, 6.0, 7.0, 8.0, 3.0, 1.0, 2.0])
predicted = np.array([10.0, 30.0, 20.0, 99.0, 4.0, 4.0, 4.0, 4.0, 1.0, 0.0, 1.0, 2.0, 3.0])
groups = np.array(list("aaaabbbbccddd"))
step = Step("2-rank", answer="mean_rank_correlation")
step.case("four groups", args=(target, predicted, groups), expected=0.1, rtol=1e-5,
          wrong={"group of two counted": (0.8 + 0.0 - 0.5 - 1.0) / 4, "constant group left out": 0.15,
                 "correlation over all": -0.26695022, "Pearson for Spearman": 0.13617204,
                 "groups of three left out": 0.4, "size without sign": 1.3 / 3, "sum for mean": 0.3,
                 "weighted by size": 1.7 / 11})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rank-hidden", "grade": true, "points": 3}
# Other groups, and groups in any order, are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("2-rank", answer="mean_rank_correlation", hidden=True)
rng = np.random.default_rng(5)
mixed = np.array(list("xyzxyzxyzxyzwwqxy"))
truth, guess = rng.normal(size=len(mixed)), rng.normal(size=len(mixed))
step.case("mixed order", args=(truth, guess, mixed), rtol=1e-6)
step.case("all the same", args=(truth, np.full(len(mixed), 0.3), mixed), atol=1e-12)
step.case("monotone, not linear", args=(truth, np.exp(3 * truth), mixed), rtol=1e-6)
step.verdict()
### END HIDDEN TESTS

# %% [markdown]
# ## Composition against composition and sites, measured
# The same folds, grouped by formula; the only difference is what the forest is told. This takes about half a
# minute, and does not need your answers.

# %%
composition = MagpieStatistics().fit_transform(dataset.structures)
sites = SiteStatisticsFingerprint().fit_transform(dataset.structures)
folds = make_folds(dataset.groups, "grouped", n_folds=5, seed=0)
for name, X in [("composition", composition), ("+ site statistics", np.hstack([composition, sites]))]:
    predicted, errors = np.empty(len(dataset)), []
    for train, test in folds:
        forest = RandomForestRegressor(60, random_state=0, n_jobs=1).fit(X[train], dataset.targets[train])
        predicted[test] = forest.predict(X[test])
        errors.append(np.abs(predicted[test] - dataset.targets[test]).mean())
    scores = polymorph_scores(dataset.targets, predicted, dataset.groups)
    print(f"{name:18} MAE {np.mean(errors):.3f} ± {np.std(errors):.3f} eV/atom, "
          f"rank correlation of polymorphs {scores['rho']:+.2f} ± {scores['rho_error']:.2f}")

# %% [markdown] nbgrader={"grade_id": "2-q1-question", "locked": true}
# ## A quick question (3 points, 3 minutes)
# **What did the site statistics bring here?** Compare each change with its ± and set `choice` to a letter.
#
# a) nothing: no number changes by more than its scatter<br>
# b) the overall error changes by about as much as the folds scatter, the order of polymorphs by many times its error<br>
# c) both change by many times their scatter<br>
# d) the overall error falls, the order of polymorphs stays the same

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-q1", "solution": true}
### BEGIN SOLUTION
choice = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-q1-check", "grade": true, "points": 3}
Quiz("2-q1", answer="choice").verdict()

# %%
summary("2")

# %% [markdown]
# - A radial distribution is a count against a gas; without images, or without the shell's volume, it is neither.
# - Adding it up again gives back the coordination number: a check that costs one line.
# - A gain is a gain when it is larger than the scatter, and it may sit where the overall error does not look.

# %% [markdown]
# # Exercise 2: what distances add
# A radial distribution by hand, then statistics over all sites: what does structure bring that a formula does not
# have, and is the gain larger than its standard error?
#
# About 20 minutes, 25 points. Nothing from exercise 1 is needed.

# %%
import matplotlib.pyplot as plt
import numpy as np
from sklearn.ensemble import RandomForestRegressor

from coursekit.checks import check, mine, quiz, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import MagpieStatistics, SiteStatisticsFingerprint
from coursekit.neighbors import (
    neighbor_list,
)
from coursekit.pipelines import make_folds, polymorph_scores
from coursekit.structures import (
    make_rocksalt, make_zincblende,
)

dataset = load_dataset()

# %% [markdown] nbgrader={"grade_id": "2-distances-question", "locked": true}
# ## Step 1: every distance (6 points, 5 minutes)
# Write `pair_distances(crystal, r_max)`: from **each** atom of the cell to **each** of its neighbours nearer than `r_max`
# (Å), images in other cells included, the atom itself not. A pair of atoms of the cell appears twice, once from
# each end. Return one list or array of distances (Å); the order does not matter. `crystal` is a pymatgen `Structure`;
# `crystal.get_neighbors(site, r)`, ASE, the course's `neighbor_list` or your own loop are all welcome.
#
# Predict: how many distances does rock salt with its 8 atoms have below 3 Å?

# %% nbgrader={"grade_id": "2-distances", "solution": true}
def pair_distances(crystal, r_max):
    """All distances below r_max from every atom of the cell, Å."""
    ### BEGIN SOLUTION
    found = [crystal.get_neighbors(site, r_max) for site in crystal]
    return np.array([neighbor.nn_distance for atoms in found for neighbor in atoms])
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-distances-check", "grade": true, "points": 2}
check("2-distances")

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-distances-hidden", "grade": true, "points": 4}
# Crystals with one atom, with skewed cells and with several shells are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("2-distances", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "2-rdf-question", "locked": true}
# ## Step 2: the radial distribution (7 points, 5 minutes)
# Write `rdf(distances, n_atoms, volume, edges)`: the radial distribution function $g(r)$ on the bins with the given
# `edges` (Å); return one number a bin, without unit. `distances` (Å) holds the distances from all `n_atoms` atoms of the
# cell of `volume` (Å³), as in step 1.
#
# Count the distances in each bin, and divide by the count that a gas of the same density would have: the number of
# atoms in the cell, times the density (atoms per Å³), times the volume of the spherical shell between the two edges
# (Å³). Far away $g$ then tends to 1.

# %% nbgrader={"grade_id": "2-rdf", "solution": true}
def rdf(distances, n_atoms, volume, edges):
    """Radial distribution function, one number a bin."""
    ### BEGIN SOLUTION
    counts, _ = np.histogram(distances, bins=edges)
    shells = 4 / 3 * np.pi * np.diff(np.asarray(edges) ** 3)
    density = n_atoms / volume
    return counts / (n_atoms * density * shells)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rdf-check", "grade": true, "points": 2}
check("2-rdf")

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rdf-hidden", "grade": true, "points": 5}
# Real crystals and other bins are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("2-rdf", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "2-count-question", "locked": true}
# ## Step 3: from the distribution back to a number (4 points, 3 minutes)
# Write `coordination(g, edges, density, r_cut)`: the mean number of neighbours below `r_cut` (Å), a number. Add up
# $g$ times density times shell volume over the bins whose upper edge is at most `r_cut`. `g` has one value a bin,
# `edges` (Å) one more, and `density` is in atoms per Å³.

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
check("2-count")

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-count-hidden", "grade": true, "points": 3}
# Distributions of real crystals are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("2-count", hidden=True)
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
# rank correlation between target and prediction; return the mean over those groups, a number. All three are arrays of
# one length, and a group is a formula. (The *rank correlation* is 1 if both are in the same order, -1 if in opposite
# orders, 0 if one says nothing about the other.) If all predictions of a group are equal, nothing is ranked and its
# correlation counts as 0. `scipy.stats.spearmanr` may help.

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
check("2-rank")

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rank-hidden", "grade": true, "points": 3}
# Other groups, and groups in any order, are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("2-rank", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# ## Composition against composition and sites, measured
# The same folds, grouped by formula; the only difference is what the forest is told. The ± is the standard error of
# the mean: the standard deviation (with n - 1) over the root of the number n, for the errors over the folds, for the
# rank correlation over the formulas. The order of polymorphs is judged
# by your `mean_rank_correlation`, once its check has passed. This takes about half a minute.

# %%
composition = MagpieStatistics().fit_transform(dataset.structures)
sites = SiteStatisticsFingerprint().fit_transform(dataset.structures)
folds = make_folds(dataset.groups, "grouped", n_folds=5, seed=0)
rank = mine("2-rank", otherwise=lambda *args: polymorph_scores(*args)["rho"])
kept = []
for name, X in [("composition", composition), ("+ site statistics", np.hstack([composition, sites]))]:
    predicted, errors = np.empty(len(dataset)), []
    for train, test in folds:
        forest = RandomForestRegressor(60, max_features=1 / 3, random_state=0, n_jobs=1)
        predicted[test] = forest.fit(X[train], dataset.targets[train]).predict(X[test])
        errors.append(np.abs(predicted[test] - dataset.targets[test]).mean())
    rho = rank(dataset.targets, predicted, dataset.groups)
    error_of_rho = polymorph_scores(dataset.targets, predicted, dataset.groups)["rho_error"]
    kept.append(errors)
    print(f"{name:18} MAE {np.mean(errors):.3f} ± {np.std(errors, ddof=1) / len(folds) ** 0.5:.3f} eV/atom, "
          f"rank correlation of polymorphs {rho:+.2f} ± {error_of_rho:.2f}")
change = np.subtract(kept[1], kept[0])  # fold by fold: both models meet the same folds
print("change of the MAE in each fold:", *[f"{item:+.3f}" for item in change])
print(f"mean change {change.mean():+.3f} ± {change.std(ddof=1) / len(folds) ** 0.5:.3f} eV/atom")

# %% [markdown] nbgrader={"grade_id": "2-q1-question", "locked": true}
# ## A quick question (3 points, 3 minutes)
# **What did the site statistics bring here?** Compare each change with its standard error (that of the MAE fold by
# fold), and set `choice` to a letter.
#
# a) nothing: no number changes by more than its standard error<br>
# b) the overall error changes by no more than the folds differ, so only the order of polymorphs is a gain<br>
# c) both change by several times their standard error<br>
# d) the overall error falls, the order of polymorphs stays the same

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-q1", "solution": true}
### BEGIN SOLUTION
choice = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-q1-check", "grade": true, "points": 3}
quiz("2-q1")

# %%
summary("2")

# %% [markdown]
# - A radial distribution is a count against a gas; without images, or without the shell's volume, it is neither.
# - Adding it up again gives back the coordination number: a check that costs one line.
# - Compare two models fold by fold, and give the difference its own standard error. Look at the order of polymorphs
#   as well as at the overall error: they are two different gains.

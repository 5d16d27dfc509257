# %% [markdown]
# # Exercise 2: what the structure adds
# A model that is told the composition, and one that is also told the sites of the structure, on the same folds: what does
# structure bring that a formula does not have, and is the gain larger than its standard error?
#
# About 17 minutes, 19 points. Nothing from exercise 1 is needed. What is marked *optional* stands at the end and carries
# no points: there you build a radial distribution by hand.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from pymatgen.core import Element
from sklearn.ensemble import RandomForestRegressor

from coursekit.checks import check, mine, quiz, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import BondFractions, MagpieStatistics, SiteStatisticsFingerprint
from coursekit.neighbors import neighbor_list
from coursekit.pipelines import make_folds, polymorph_scores, run_ladder
from coursekit.structures import make_rocksalt, make_zincblende

# %%
chosen_target = Path("target.txt")  # an instructor sets the target there: formation_energy_per_atom or band_gap
TARGET = chosen_target.read_text().strip() if chosen_target.exists() else "formation_energy_per_atom"
UNIT = "eV" if TARGET == "band_gap" else "eV/atom"
dataset = load_dataset(target=TARGET)
print(f"{len(dataset)} crystals of {len(set(dataset.groups))} formulas; target: {TARGET}, {UNIT}")

# %% [markdown] nbgrader={"grade_id": "2-rank-question", "locked": true}
# ## Step 1: do we get the order right? (5 points, 5 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rank-check", "grade": true, "points": 1}
check("2-rank")

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rank-hidden", "grade": true, "points": 4}
# Other groups, and groups in any order, are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("2-rank", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "2-report-question", "locked": true}
# ## Step 2: composition against structure, reported (8 points, 7 minutes)
# Write `compare_rungs(crystals, y, groups)`. Train two models of the same kind on the **same folds**, drawn so that no
# formula is on both sides (`make_folds(groups, "grouped", n_folds=5, seed=0)`, or your own). The first is told the
# composition alone (`MagpieStatistics`). The second is told the composition **and** the structure: the statistics of
# its sites (`SiteStatisticsFingerprint`: for each site how likely it is to have 1, 2, 3, ... neighbours and how much it looks
# like a tetrahedron, an octahedron and other shapes; over the sites the mean and the standard deviation of each), and if you like also its bonds (`bonds`, made in the next cell, gives the
# fractions of bonds between metals, between a metal and a non-metal, and between non-metals; use it like the others).
# `np.hstack` puts tables side by side. Return a dict with these keys:
#
# - `"folds"`: the pairs `(train, test)`;
# - `"composition"` and `"structure"`: for each crystal the prediction of the first and of the second model, each from
#   the fold in which the crystal was tested;
# - `"change"`: the mean absolute error of the second model minus that of the first, fold by fold, and then the mean over
#   the folds (eV/atom; negative when structure helps), and `"error"`: the ± of that change. Both models meet the same
#   folds, so take the difference in each fold **first**: its standard deviation (with n - 1) over the root of the number
#   of folds is the *paired* standard error;
# - `"rho"`: the mean rank correlation inside formulas of the second model. `rank`, made in the next cell, is your function
#   of step 1 (the course's own, until your check has passed).
#
# Any model will do. Give it a seed. The check calls your function with made-up crystals, and once more with other
# energies in one test part, which an honest prediction does not notice.

# %%
metals = [element.symbol for element in Element if element.is_metal]
others = [element.symbol for element in Element if not element.is_metal]
bonds = BondFractions(groups={"metal": metals, "non-metal": others})
rank = mine("2-rank", otherwise=lambda *args: polymorph_scores(*args)["rho"])

# %% nbgrader={"grade_id": "2-report", "solution": true}
def compare_rungs(crystals, y, groups):
    """Two models on the same folds, and their paired difference: a dict."""
    # make these six, then they are returned below
    ### BEGIN SOLUTION
    composition = MagpieStatistics().fit_transform(crystals)
    sites = SiteStatisticsFingerprint().fit_transform(crystals)
    tables = {"composition": composition, "structure": np.hstack([composition, sites])}
    folds = make_folds(groups, "grouped", n_folds=5, seed=0)
    predicted = {name: np.empty(len(y)) for name in tables}
    errors = {name: [] for name in tables}
    for train, test in folds:
        for name, table in tables.items():
            forest = RandomForestRegressor(60, max_features=1 / 3, random_state=0)
            predicted[name][test] = forest.fit(table[train], y[train]).predict(table[test])
            errors[name].append(np.abs(predicted[name][test] - y[test]).mean())
    changes = np.subtract(errors["structure"], errors["composition"])
    change, error = changes.mean(), changes.std(ddof=1) / np.sqrt(len(changes))
    composition, structure = predicted["composition"], predicted["structure"]
    rho = rank(y, structure, groups)
    ### END SOLUTION
    return {"folds": folds, "composition": composition, "structure": structure, "change": change, "error": error, "rho": rho}

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-report-check", "grade": true, "points": 2}
check("2-report")

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-report-hidden", "grade": true, "points": 6}
# Other crystals and energies are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("2-report", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# ## Measured on the teaching set
# Your comparison, once its check has passed; before that the course's ladder with two of its rungs takes its place. This
# takes up to half a minute.

# %%
compare = mine("2-report")
if compare is None:
    print(run_ladder(dataset, rungs=("composition", "sites"), splits=("grouped",)))
else:
    report, y = compare(dataset.structures, dataset.targets, dataset.groups), dataset.targets
    for name in ("composition", "structure"):
        off = np.abs(np.subtract(report[name], y))
        errors = [off[test].mean() for _, test in report["folds"]]
        scores = polymorph_scores(y, np.asarray(report[name]), dataset.groups)
        print(f"{name:12} MAE {np.mean(errors):.3f} ± {np.std(errors, ddof=1) / len(errors) ** 0.5:.3f} {UNIT}, "
              f"rank correlation {scores['rho']:+.2f} ± {scores['rho_error']:.2f}, regret {scores['regret']:.3f} {UNIT}")
    print(f"change of the MAE, paired over the folds: {report['change']:+.3f} ± {report['error']:.3f} {UNIT}")

# %% [markdown] nbgrader={"grade_id": "2-q1-question", "locked": true}
# ## A quick question (1 point, 1 minute)
# With random forests on the teaching set the MAE changes by -0.047 ± 0.006 eV/atom, paired over the folds, and the rank
# correlation inside formulas from 0 (composition orders nothing) to 0.64 ± 0.03. **What did the site statistics bring?**
# Compare each change with its standard error, and set `choice` to a letter.
#
# a) nothing: no number changes by more than its standard error<br>
# b) the overall error changes by no more than the folds differ, so only the order of polymorphs is a gain<br>
# c) both change by several times their standard error<br>
# d) the overall error falls, the order of polymorphs stays the same

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-q1", "solution": true}
### BEGIN SOLUTION
choice = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-q1-check", "grade": true, "points": 1}
quiz("2-q1")

# %% [markdown] nbgrader={"grade_id": "2-words-question", "locked": true}
# ## Step 3: in your words (5 points, 4 minutes)
# In three or four sentences: the gap between your two models overall, with its paired ±, and inside formulas; which of
# the two gains a composition could never have given, however good the model, and why; one thing about a structure that
# statistics over its sites lose. Your text is read by a person.

# %% [markdown] nbgrader={"grade_id": "2-words", "grade": true, "solution": true, "points": 5}
# The site statistics lower the MAE by about 0.04 ± 0.01 eV/atom, paired over the folds, which is several standard errors,
# and raise the rank correlation inside formulas from 0 to about 0.6. The second gain no composition can give: polymorphs
# have one formula, so one vector and one prediction, and equal predictions order nothing. Means and spreads over the
# sites lose which site is beside which, and what a few sites do that are unlike the rest.

# %% [markdown]
# ## Optional: a radial distribution by hand
# No points, about 18 minutes: where such columns come from. The checks work as above.

# %% [markdown] nbgrader={"grade_id": "2-distances-question", "locked": true}
# ### Optional: every distance (no points, 7 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-distances-check", "locked": true, "solution": false, "grade": false}
check("2-distances")

# %% [markdown] nbgrader={"grade_id": "2-rdf-question", "locked": true}
# ### Optional: the radial distribution (no points, 7 minutes)
# Write `rdf(distances, n_atoms, volume, edges)`: the radial distribution function $g(r)$ on the bins with the given
# `edges` (Å); return one number a bin, without unit. `distances` (Å) holds the distances from all `n_atoms` atoms of the
# cell of `volume` (Å³), as in the step before.
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-rdf-check", "locked": true, "solution": false, "grade": false}
check("2-rdf")

# %% [markdown] nbgrader={"grade_id": "2-count-question", "locked": true}
# ### Optional: from the distribution back to a number (no points, 4 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "2-count-check", "locked": true, "solution": false, "grade": false}
check("2-count")

# %% [markdown]
# ### What it looks like
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

# %%
summary("2")

# %% [markdown]
# - Compare two models fold by fold, and give the difference its own standard error.
# - Look at the order of polymorphs as well as at the overall error: they are two different gains.
# - A radial distribution is a count against a gas; without images, or without the shell's volume, it is neither.

# %% [markdown]
# # Exercise 1: what a formula knows
# How far does a model get that is told the composition and nothing else, and what can it never see?
#
# About 20 minutes, 25 points. A check below each answer says at once whether it holds; more cases follow when
# the notebook is graded. Steps do not need each other: if one resists, go on.

# %%
import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import cross_val_predict, cross_val_score

from coursekit.checks import check, mine, quiz, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import MagpieStatistics
from coursekit.pipelines import make_folds, polymorph_scores

dataset = load_dataset()

# %% [markdown]
# ## The data
# Crystals whose formation energies we calculated with PBE (a common approximation of density functional theory),
# many of them polymorphs: one formula, several structures. `dataset.structures` holds the crystals,
# `dataset.targets` their formation energies (eV/atom), and `dataset.groups` their formulas.

# %%
n_formulas = len(set(dataset.groups))
print(f"{len(dataset.structures)} crystals of {n_formulas} formulas")
print(f"formation energies from {dataset.targets.min():.2f} to {dataset.targets.max():.2f} eV/atom")

# %% [markdown] nbgrader={"grade_id": "1-statistics-question", "locked": true}
# ## Step 1: statistics of a formula (6 points, 4 minutes)
# A composition vector describes a formula by statistics of element properties. Write
# `statistics(values, amounts)`. `values` (a list or array) holds a property of each element, `amounts` how many
# atoms of it the formula has. Return a list or array of three numbers in this order:
#
# - the **mean** over the atoms,
# - the **average deviation**: the mean over the atoms of the distance from that mean, $\sum_i f_i |v_i - \bar v|$
#   with the atomic fractions $f_i$, the values $v_i$ and their mean $\bar v$,
# - the **range** over the elements, largest minus smallest value.
#
# Before you run the check: for TiO2, is the mean nearer to titanium's value or to oxygen's?

# %% nbgrader={"grade_id": "1-statistics", "solution": true}
def statistics(values, amounts):
    """Mean, average deviation and range of a property over a formula."""
    ### BEGIN SOLUTION
    values = np.asarray(values, dtype=float)
    fractions = np.asarray(amounts, dtype=float) / np.sum(amounts)
    mean = np.sum(fractions * values)
    deviation = np.sum(fractions * np.abs(values - mean))
    return np.array([mean, deviation, np.max(values) - np.min(values)])
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-statistics-check", "grade": true, "points": 2}
check("1-statistics")

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-statistics-hidden", "grade": true, "points": 4}
# Other formulas are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("1-statistics", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "1-blind-question", "locked": true}
# ## Step 2: what it cannot see (4 points, 3 minutes)
# Rutile, anatase and brookite are three crystals of TiO2. Write `largest_difference(crystals)`: featurise a list of
# crystals with `MagpieStatistics` (`fit_transform(crystals)` gives an array, a row for each crystal and a column for
# each feature). For each feature take the largest difference between any two of the crystals; return the largest of
# these, a number.
#
# Predict the number for the three TiO2 before you run the check.

# %% nbgrader={"grade_id": "1-blind", "solution": true}
def largest_difference(crystals):
    """Largest difference of one composition feature between any two crystals."""
    ### BEGIN SOLUTION
    vectors = MagpieStatistics().fit_transform(crystals)
    return float(np.max(vectors.max(axis=0) - vectors.min(axis=0)))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-blind-check", "grade": true, "points": 1}
check("1-blind")

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-blind-hidden", "grade": true, "points": 3}
# Other crystals, of one and of several formulas, are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("1-blind", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "1-folds-question", "locked": true}
# ## Step 3: folds that keep a formula together (6 points, 5 minutes)
# If one polymorph of a formula is in the training set and another in the test set, a model can look the answer up.
# Write `grouped_folds(groups, n_folds)`. `groups` is an array with the formula of each crystal. Return a list of
# `n_folds` pairs `(train, test)` of index arrays (places in `groups`, counted from 0), such that every crystal is tested exactly once and no formula is on
# both sides of a pair. Scikit-learn may help.

# %% nbgrader={"grade_id": "1-folds", "solution": true}
def grouped_folds(groups, n_folds):
    """Pairs of training and test indices; a formula is never on both sides."""
    ### BEGIN SOLUTION
    from sklearn.model_selection import GroupKFold

    places = np.arange(len(groups))
    return list(GroupKFold(n_folds).split(places, groups=groups))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-folds-check", "grade": true, "points": 2}
check("1-folds")

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-folds-hidden", "grade": true, "points": 4}
# The teaching set and other numbers of folds are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("1-folds", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "1-errors-question", "locked": true}
# ## Step 4: an error for each fold (6 points, 4 minutes)
# Write `fold_errors(model, X, y, folds)`. `model` has `fit` and `predict` as in scikit-learn, `X` is an array with a
# row for each crystal, `y` holds their energies (eV/atom), and `folds` is a list of pairs as in step 3. For each pair
# fit the model on the training part alone and take the mean absolute error on the test part. Return these errors
# (eV/atom), one a fold, in the order of the folds.

# %% nbgrader={"grade_id": "1-errors", "solution": true}
def fold_errors(model, X, y, folds):
    """Mean absolute error of each fold, eV/atom."""
    ### BEGIN SOLUTION
    errors = []
    for train, test in folds:
        model.fit(X[train], y[train])
        errors.append(np.mean(np.abs(model.predict(X[test]) - y[test])))
    return np.array(errors)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-errors-check", "grade": true, "points": 2}
check("1-errors")

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-errors-hidden", "grade": true, "points": 4}
# Other data and another model are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("1-errors", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# ## The baseline, measured with your functions
# A random forest on 132 composition features, with the folds drawn in two ways. Your `grouped_folds` draws the second
# ones, and your `fold_errors` measures both; where a check has not passed yet, the course's own function takes its
# place and a line says so. ± is the standard error: the standard deviation of the five errors (with n - 1), divided by
# √5. The last number asks for the order of the polymorphs of a formula: Spearman's *rank correlation* is 1 if the model
# puts them in the true order, -1 if in the opposite one, and 0 if its order says nothing; printed is the mean over the
# formulas.

# %%
X, y = MagpieStatistics().fit_transform(dataset.structures), dataset.targets
draw = mine("1-folds", otherwise=lambda groups, n: make_folds(groups, "grouped", n_folds=n, seed=0))
measure = mine("1-errors", otherwise=lambda model, X, y, folds: -cross_val_score(
    model, X, y, cv=folds, scoring="neg_mean_absolute_error"))
forest = RandomForestRegressor(60, max_features=1 / 3, random_state=0, n_jobs=1)
for name, folds in [("random", make_folds(dataset.groups, "random", n_folds=5, seed=0)),
                    ("grouped", draw(dataset.groups, 5))]:
    errors = measure(forest, X, y, folds)
    rho = polymorph_scores(y, cross_val_predict(forest, X, y, cv=folds), dataset.groups)["rho"]
    print(f"{name:8} folds: MAE {np.mean(errors):.3f} ± {np.std(errors, ddof=1) / 5**0.5:.3f} eV/atom, "
          f"rank correlation of polymorphs {rho:+.2f}")

# %% [markdown]
# Two things to notice. The error on random folds is smaller, because nearly every test crystal has a polymorph in the
# training part: the formula is looked up. And there the rank correlation is *negative*. A forest predicts about the
# mean energy of the polymorphs that it has seen. When the lowest one is left out for testing, the mean of the others
# is high; when the highest is left out, their mean is low. So the order comes out backwards. It is the split that does
# this, not the chemistry.

# %% [markdown] nbgrader={"grade_id": "1-q1-question", "locked": true}
# ## Two quick questions (3 points, 3 minutes)
# **Which error would you quote for a compound that nobody has made yet?** Set `choice` to a letter.
#
# a) the one of the random folds, because it is smaller<br>
# b) the one of the grouped folds, because the model knows no polymorph of a new formula<br>
# c) the mean of both<br>
# d) neither: folds say nothing about new compounds

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-q1", "solution": true}
### BEGIN SOLUTION
choice = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-q1-check", "grade": true, "points": 1}
quiz("1-q1")

# %% [markdown] nbgrader={"grade_id": "1-q2-question", "locked": true}
# **On grouped folds the composition model has a rank correlation of exactly zero inside a formula. Why?** Set `reason`.
#
# a) the forest has too few trees<br>
# b) it predicts one and the same energy for all polymorphs of a formula<br>
# c) polymorphs have nearly the same energy<br>
# d) the folds are too small

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-q2", "solution": true}
### BEGIN SOLUTION
reason = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-q2-check", "grade": true, "points": 2}
quiz("1-q2")

# %%
summary("1")

# %% [markdown]
# - A composition vector is a set of statistics over the atoms of a formula: cheap, strong, and blind to structure.
# - An error belongs to its folds: random ones let a formula stand on both sides.
# - A composition cannot put polymorphs in order. That is what descriptors of the structure have to add.

# %% [markdown]
# # Exercise 1: what a formula knows
# How far does a model get that is told the composition and nothing else, and what can it never see?
#
# About 19 minutes, 22 points. A check below each answer says at once whether it holds; more cases follow when
# the notebook is graded. Steps do not need each other: if one resists, go on. What is marked *optional* stands at the
# end and carries no points; it is for those who are faster, or for the evening.

# %%
from pathlib import Path

import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import cross_val_predict, cross_val_score

from coursekit.checks import check, mine, quiz, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import MagpieStatistics
from coursekit.pipelines import make_folds, polymorph_scores

# %% [markdown]
# ## The data
# Crystals whose formation energies we calculated with PBE (a common approximation of density functional theory),
# many of them polymorphs: one formula, several structures. `dataset.structures` holds the crystals,
# `dataset.targets` their formation energies (eV/atom), and `dataset.groups` their formulas. If the first line below names another target, the
# texts mean that one where they speak of energies.

# %%
chosen_target = Path("target.txt")  # an instructor sets the target there: formation_energy_per_atom or band_gap
TARGET = chosen_target.read_text().strip() if chosen_target.exists() else "formation_energy_per_atom"
UNIT = "eV" if TARGET == "band_gap" else "eV/atom"
dataset = load_dataset(target=TARGET)
print(f"{len(dataset)} crystals of {len(set(dataset.groups))} formulas; target: {TARGET}, {UNIT}")
print(f"from {dataset.targets.min():.2f} to {dataset.targets.max():.2f} {UNIT}; "
      f"left out, because they have no such target: {len(dataset.failures)}")

# %% [markdown] nbgrader={"grade_id": "1-folds-question", "locked": true}
# ## Step 1: folds that keep a formula together (5 points, 4 minutes)
# A *fold* is one division of the data into a training part, from which a model learns, and a test part, on which it is
# tried. If one polymorph of a formula is in the training part and another in the test part, a model can look the answer
# up. Write `grouped_folds(groups, n_folds)`. `groups` is an array with the formula of each crystal. Return a list of
# `n_folds` pairs `(train, test)` of index arrays (places in `groups`, counted from 0), such that every crystal is tested
# exactly once and no formula is on both sides of a pair. Scikit-learn may help.

# %% nbgrader={"grade_id": "1-folds", "solution": true}
def grouped_folds(groups, n_folds):
    """Pairs of training and test indices; a formula is never on both sides."""
    ### BEGIN SOLUTION
    from sklearn.model_selection import GroupKFold

    places = np.arange(len(groups))
    return list(GroupKFold(n_folds).split(places, groups=groups))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-folds-check", "grade": true, "points": 1}
check("1-folds")

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-folds-hidden", "grade": true, "points": 4}
# The teaching set and other numbers of folds are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("1-folds", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "1-errors-question", "locked": true}
# ## Step 2: an error for each fold (4 points, 3 minutes)
# Write `fold_errors(model, X, y, folds)`. `model` has `fit` and `predict` as in scikit-learn, `X` is an array with a
# row for each crystal, `y` holds their energies (eV/atom), and `folds` is a list of pairs as in step 1. For each pair
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-errors-check", "grade": true, "points": 1}
check("1-errors")

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-errors-hidden", "grade": true, "points": 3}
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
# formulas. Twenty forests are trained; a line appears after about five seconds, the second after five more.

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
    print(f"{name:8} folds: MAE {np.mean(errors):.3f} ± {np.std(errors, ddof=1) / 5**0.5:.3f} {UNIT}, "
          f"rank correlation of polymorphs {rho:+.2f}")

# %% [markdown] nbgrader={"grade_id": "1-report-question", "locked": true}
# ## Step 3: your own baseline, reported (7 points, 7 minutes)
# Now the whole of it is yours. Write `composition_report(crystals, y, groups)`: describe the crystals by their
# composition (`MagpieStatistics`, or any other composition features), train a model of your choice (a forest,
# gradient boosting, ridge, ...), test it on folds that keep formulas together, and return a dict with these keys:
#
# - `"folds"`: the pairs `(train, test)`, as in step 1, in any number;
# - `"predicted"`: an array; for each crystal the prediction from the one fold in which it was tested;
# - `"mae"`: the mean over the folds of the mean absolute error (eV/atom), and `"error"`: its ±, the standard error;
# - `"rho"` and `"regret"`: how well polymorphs are put in order; `polymorph_scores(y, predicted, groups)` gives both.
#   (*Regret* is what it costs to trust the model: the energy of the polymorph that it likes best, minus the lowest.)
#
# You may use your functions of steps 1 and 2, or `make_folds(groups, "grouped", n_folds=5, seed=0)`. Give whatever is
# random a seed, so that a second call draws the same folds. The check calls your function with made-up crystals, and
# once more with *other energies in one test part*: an honest prediction does not notice that. So a number that is
# typed in earns nothing; it has to follow from your model.

# %% nbgrader={"grade_id": "1-report", "solution": true}
def composition_report(crystals, y, groups):
    """Report of a model that is told the composition alone: a dict."""
    # make these six, then they are returned below
    ### BEGIN SOLUTION
    vectors = MagpieStatistics().fit_transform(crystals)
    folds = make_folds(groups, "grouped", n_folds=5, seed=0)
    predicted, errors = np.empty(len(y)), []
    for train, test in folds:
        forest = RandomForestRegressor(60, max_features=1 / 3, random_state=0)
        predicted[test] = forest.fit(vectors[train], y[train]).predict(vectors[test])
        errors.append(np.mean(np.abs(predicted[test] - y[test])))
    mae, error = np.mean(errors), np.std(errors, ddof=1) / np.sqrt(len(errors))
    scores = polymorph_scores(y, predicted, groups)
    rho, regret = scores["rho"], scores["regret"]
    ### END SOLUTION
    return {"folds": folds, "predicted": predicted, "mae": mae, "error": error, "rho": rho, "regret": regret}

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-report-check", "grade": true, "points": 2}
check("1-report")

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-report-hidden", "grade": true, "points": 5}
# Other crystals and energies are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("1-report", hidden=True)
### END HIDDEN TESTS

# %%
report_of = mine("1-report")
if report_of:
    report = report_of(dataset.structures, dataset.targets, dataset.groups)
    print(f"your model: MAE {report['mae']:.3f} ± {report['error']:.3f} {UNIT} over {len(report['folds'])} folds, "
          f"rank correlation {report['rho']:+.2f}, regret {report['regret']:.3f} {UNIT}")

# %% [markdown] nbgrader={"grade_id": "1-q1-question", "locked": true}
# ## Two quick questions (2 points, 1 minute)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-q2-check", "grade": true, "points": 1}
quiz("1-q2")

# %% [markdown] nbgrader={"grade_id": "1-words-question", "locked": true}
# ## Step 4: in your words (4 points, 4 minutes)
# In three to five sentences: the two errors of the baseline cell above (random and grouped folds), each with its ±; what
# leaks when the folds are random, and how that makes the error smaller; and why the rank correlation on random folds is not zero but *negative*. (For the last one: a forest
# predicts about the mean of the polymorphs that it has seen. Think of a formula with three polymorphs. The lowest one is
# left out for testing: what does the forest know? Then the highest one.) Your text is read by a person.

# %% [markdown] nbgrader={"grade_id": "1-words", "grade": true, "solution": true, "points": 4}
# On grouped folds the MAE is 0.24 ± 0.01 eV/atom, on random ones 0.21 ± 0.01. With random folds other
# polymorphs of nearly every test crystal are in the training part, so the formula leaks: the model looks up about the
# mean energy of its siblings, which is near the right answer, and this will not be there for a new compound. The lowest
# polymorph is predicted from the others, which lie higher, and the highest from those that lie lower, so the order comes
# out backwards: it is the split that does this, not the chemistry.

# %% [markdown]
# ## Optional: how a composition vector is made, and what it cannot see
# No points, about 10 minutes. The checks work as above.

# %% [markdown] nbgrader={"grade_id": "1-statistics-question", "locked": true}
# ### Optional: statistics of a formula (no points, 6 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-statistics-check", "locked": true, "solution": false, "grade": false}
check("1-statistics")

# %% [markdown] nbgrader={"grade_id": "1-blind-question", "locked": true}
# ### Optional: what it cannot see (no points, 4 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-blind-check", "locked": true, "solution": false, "grade": false}
check("1-blind")

# %%
summary("1")

# %% [markdown]
# - A composition vector is a set of statistics over the atoms of a formula: cheap, strong, and blind to structure.
# - An error belongs to its folds: random ones let a formula stand on both sides.
# - A composition cannot put polymorphs in order. That is what descriptors of the structure have to add.

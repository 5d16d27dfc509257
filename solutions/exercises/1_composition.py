# %% [markdown]
# # Exercise 1: what a formula knows
# How far does a model get that is told the composition and nothing else, and what can it never see?
#
# About 20 minutes, 25 points. A check below each answer says at once whether it holds; more cases follow when
# the notebook is graded. Steps do not need each other: if one resists, go on.

# %%
import numpy as np
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge

from coursekit.checks import Quiz, Step, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import MagpieStatistics
from coursekit.pipelines import make_folds, polymorph_scores
from coursekit.structures import (
    make_anatase, make_brookite, make_cristobalite, make_quartz, make_rocksalt, make_rutile,
)

dataset = load_dataset()

# %% [markdown]
# ## The data
# Crystals whose formation energies we calculated with PBE, many of them polymorphs: one formula, several
# structures. `dataset.groups` holds the formula of each.

# %%
n_formulas = len(set(dataset.groups))
print(f"{len(dataset.structures)} crystals of {n_formulas} formulas")
print(f"formation energies from {dataset.targets.min():.2f} to {dataset.targets.max():.2f} eV/atom")

# %% [markdown] nbgrader={"grade_id": "1-statistics-question", "locked": true}
# ## Step 1: statistics of a formula (6 points, 4 minutes)
# A composition vector describes a formula by statistics of element properties. Write
# `statistics(values, amounts)`. `values` holds a property of each element, `amounts` how many atoms of it the
# formula has. Return three numbers in this order:
#
# - the **mean** over the atoms,
# - the **average deviation**: the mean over the atoms of the distance from that mean, $\sum_i f_i |v_i - \bar v|$ with the
#   atomic fractions $f_i$,
# - the **range** over the elements.
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
step = Step("1-statistics", answer="statistics")
step.case("electronegativity in TiO2", args=([1.54, 3.44], [1, 2]), rtol=1e-6,
          expected=[2.8066667, 0.8444444, 1.9],
          wrong={"unweighted mean": [2.49, 0.95, 1.9],
                 "standard deviation for average deviation": [2.8066667, 0.8956686, 1.9],
                 "amounts for fractions": [8.42, 12.84, 1.9]})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-statistics-hidden", "grade": true, "points": 4}
# Other formulas are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("1-statistics", answer="statistics", hidden=True)
step.case("covalent radii in Al2O3", args=([121.0, 66.0], [2, 3]), rtol=1e-6,
          wrong={"unweighted mean": [93.5, 27.5, 55.0]})
step.case("one element", args=([47.867], [3]), rtol=1e-6, atol=1e-9)
step.case("three elements", args=([0.95, 1.88, 3.44], [4, 1, 6]), rtol=1e-6)
step.case("fractions given", args=(np.array([0.93, 3.16]), np.array([0.5, 0.5])), rtol=1e-6)
step.verdict()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "1-blind-question", "locked": true}
# ## Step 2: what it cannot see (4 points, 3 minutes)
# Rutile, anatase and brookite are three crystals of TiO2. Write `largest_difference(crystals)`: featurise a list of
# crystals with `MagpieStatistics` (`fit_transform(crystals)` gives a table, a row for each) and return by how much any
# one feature differs at most between any two of them.
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
step = Step("1-blind", answer="largest_difference")
step.case("three TiO2", args=([make_rutile(), make_anatase(), make_brookite()],),
          expected=0.0, atol=1e-9)
step.case("rutile, quartz, magnesia", args=([make_rutile(), make_quartz(), make_rocksalt("Mg", anion="O")],),
          expected=1018.0, rtol=1e-4, wrong={"range over all features": 1941.0, "neighbours in the list only": 764.0})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-blind-hidden", "grade": true, "points": 3}
# Other crystals, of one and of several formulas, are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("1-blind", answer="largest_difference", hidden=True)
salts = [make_rocksalt("Na", anion="Cl"), make_rocksalt("Mg", anion="O"), make_rutile()]
step.case("two silicas", args=([make_quartz(), make_cristobalite()],), atol=1e-9)
step.case("three formulas", args=(salts,), rtol=1e-6,
          wrong={"range over all features": float(np.ptp(MagpieStatistics().fit_transform(salts)))})
step.case("two formulas, larger first", args=(salts[2:] + salts[:1],), rtol=1e-6)
step.verdict()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "1-folds-question", "locked": true}
# ## Step 3: folds that keep a formula together (6 points, 5 minutes)
# If one polymorph of a formula is in the training set and another in the test set, a model can look the answer up.
# Write `grouped_folds(groups, n_folds)`. `groups` is an array with the formula of each crystal. Return a list of
# `n_folds` pairs `(train, test)` of index arrays, such that every crystal is tested exactly once and no formula is on
# both sides of a pair. Scikit-learn may help.

# %% nbgrader={"grade_id": "1-folds", "solution": true}
def grouped_folds(groups, n_folds):
    """Pairs of training and test indices; a formula is never on both sides."""
    ### BEGIN SOLUTION
    from sklearn.model_selection import GroupKFold

    places = np.arange(len(groups))
    return list(GroupKFold(n_folds).split(places, groups=groups))
    ### END SOLUTION

# %% nbgrader={"grade_id": "1-folds-measure", "locked": true, "solution": false, "grade": false}
def measure_folds(groups):
    """Function that counts what matters in folds: pairs, tested crystals, doubles, formulas on both sides."""
    def count(folds):
        folds = [[np.array(list(part), dtype=int) for part in folds[k]] for k in range(len(folds))]
        tested = np.concatenate([test for _, test in folds])
        shared = [set(groups[train]) & set(groups[test]) for train, test in folds]
        missing = sum(len(groups) - len(np.union1d(train, test)) for train, test in folds)
        return {"pairs": len(folds), "tested": len(set(tested.tolist())),
                "tested twice": len(tested) - len(set(tested.tolist())),
                "on both sides": sum(map(len, shared)), "in neither": missing,
                "smallest test": min(len(test) for _, test in folds) > 0}
    return count

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-folds-check", "grade": true, "points": 2}
few = np.array(["TiO2"] * 3 + ["MgO"] * 2 + ["NaCl", "ZnS", "ZnS", "SiO2", "SiO2", "CaO"])
wanted = {"pairs": 3, "tested": 11, "tested twice": 0, "on both sides": 0, "in neither": 0,
          "smallest test": True}
step = Step("1-folds", answer="grouped_folds")
step.case("eleven crystals, three folds", args=(few, 3), expected=wanted, pick=measure_folds(few),
          wrong={"formula on both sides": wanted | {"on both sides": 4}})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-folds-hidden", "grade": true, "points": 4}
# The teaching set and other numbers of folds are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("1-folds", answer="grouped_folds", hidden=True)
mixed = np.array(list("abacabadabacabaeabac"))
step.case("the teaching set", args=(dataset.groups, 5), pick=measure_folds(dataset.groups))
step.case("formulas in any order", args=(mixed, 3), pick=measure_folds(mixed))
step.case("a fold for each formula", args=(mixed, 5), pick=measure_folds(mixed))
step.verdict()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "1-errors-question", "locked": true}
# ## Step 4: an error for each fold (6 points, 4 minutes)
# Write `fold_errors(model, X, y, folds)`: for each pair in `folds`, fit the model on the training part alone and
# return the mean absolute error on the test part. Return one number a fold, in the order of the folds.

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

# %% nbgrader={"grade_id": "1-errors-data", "locked": true, "solution": false, "grade": false}
def made_up(n, seed):
    """Points, targets and four folds, for trying a function out."""
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(n, 3))
    targets = points @ [1.0, -2.0, 0.5] + rng.normal(size=n)
    parts = np.array_split(rng.permutation(n), 4)
    return points, targets, [(np.setdiff1d(np.arange(n), part), part) for part in parts]

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-errors-check", "grade": true, "points": 2}
points, targets, parts = made_up(40, seed=1)
fits = [Ridge(1.0).fit(points[a], targets[a]) for a, _ in parts]
shown = [np.abs(fit.predict(points[b]) - targets[b]).mean() for fit, (_, b) in zip(fits, parts)]
step = Step("1-errors", answer="fold_errors")
step.case("forty points, four folds", args=(Ridge(1.0), points, targets, parts), expected=shown,
          rtol=1e-4, unit="eV/atom",
          wrong={"error of the training part":
                 [np.abs(fit.predict(points[a]) - targets[a]).mean() for fit, (a, _) in zip(fits, parts)],
                 "squared errors":
                 [((fit.predict(points[b]) - targets[b]) ** 2).mean() for fit, (_, b) in zip(fits, parts)],
                 "root mean square":
                 [((fit.predict(points[b]) - targets[b]) ** 2).mean() ** 0.5 for fit, (_, b) in zip(fits, parts)],
                 "sum for mean": [10 * error for error in shown],
                 "mean over the folds": float(np.mean(shown))})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-errors-hidden", "grade": true, "points": 4}
# Other data and another model are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
from sklearn.neighbors import KNeighborsRegressor

step = Step("1-errors", answer="fold_errors", hidden=True)
points, targets, parts = made_up(61, seed=7)
step.case("61 points", args=(Ridge(1.0), points, targets, parts), rtol=1e-4, unit="eV/atom")
step.case("nearest neighbour", args=(KNeighborsRegressor(1), points, targets, parts), rtol=1e-4,
          unit="eV/atom")
step.case("two folds in reverse", args=(Ridge(9.0), points, targets, parts[:2][::-1]), rtol=1e-4,
          unit="eV/atom")
step.verdict()
### END HIDDEN TESTS

# %% [markdown]
# ## The baseline, measured
# A random forest on 132 composition features, with the folds drawn in two ways. This cell does not need your
# answers.

# %%
X = MagpieStatistics().fit_transform(dataset.structures)
for name in ("random", "grouped"):
    predicted, errors = np.empty(len(dataset)), []
    for train, test in make_folds(dataset.groups, name, n_folds=5, seed=0):
        forest = RandomForestRegressor(60, random_state=0, n_jobs=1).fit(X[train], dataset.targets[train])
        predicted[test] = forest.predict(X[test])
        errors.append(np.abs(predicted[test] - dataset.targets[test]).mean())
    scores = polymorph_scores(dataset.targets, predicted, dataset.groups)
    print(f"{name:8} folds: MAE {np.mean(errors):.3f} ± {np.std(errors):.3f} eV/atom, "
          f"rank correlation of polymorphs {scores['rho']:+.2f}")

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
Quiz("1-q1", answer="choice").verdict()

# %% [markdown] nbgrader={"grade_id": "1-q2-question", "locked": true}
# **On grouped folds the composition model has a rank correlation of exactly zero inside a formula. Why?** Set `reason`.
#
# a) the forest has too few trees<br>
# b) polymorphs have nearly the same energy<br>
# c) it predicts one and the same energy for all polymorphs of a formula<br>
# d) the folds are too small

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-q2", "solution": true}
### BEGIN SOLUTION
reason = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "1-q2-check", "grade": true, "points": 2}
Quiz("1-q2", answer="reason").verdict()

# %%
summary("1")

# %% [markdown]
# - A composition vector is a set of statistics over the atoms of a formula: cheap, strong, and blind to structure.
# - An error belongs to its folds: random ones let a formula stand on both sides.
# - What the composition cannot order, polymorphs, is what the next rungs must earn.

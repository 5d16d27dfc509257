# %% [markdown]
# # Exercise 4: trust, but measure
# A descriptor may enter a model only after it has passed its checks. Audit a pipeline of your own, find out what is wrong
# with one that looks fine, and put all rungs of the afternoon side by side.
#
# About 31 minutes, 36 points. Nothing from the exercises before is needed. What is marked *optional* stands at the end
# and carries no points.

# %%
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import matplotlib.pyplot as plt
import numpy as np
from pymatgen.core import Lattice, Structure
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import permutation_importance

from coursekit.audits import audit_checklist, zoo
from coursekit.checks import check, mine, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import SOAP, MagpieStatistics, SiteStatisticsFingerprint
from coursekit.kernels import KernelRidgeSearch
from coursekit.pipelines import make_folds, polymorph_scores, run_ladder
from coursekit.pooling import HistogramPooling, MeanPooling
from coursekit.structures import (
    make_anatase, make_hcp, make_perovskite, make_rocksalt, make_rutile, make_wurtzite,
)

# %%
chosen_target = Path("target.txt")  # an instructor sets the target there: formation_energy_per_atom or band_gap
TARGET = chosen_target.read_text().strip() if chosen_target.exists() else "formation_energy_per_atom"
UNIT = "eV" if TARGET == "band_gap" else "eV/atom"
dataset = load_dataset(target=TARGET)
print(f"{len(dataset)} crystals of {len(set(dataset.groups))} formulas; target: {TARGET}, {UNIT}")

# %% [markdown] nbgrader={"grade_id": "4-rotation-question", "locked": true}
# ## Step 1: turn it (4 points, 5 minutes)
# Write `rotation_error(describe, crystal, rotations)`: rotate the **whole crystal** with each 3 x 3 matrix of `rotations`,
# describe it again with `describe(crystal)` (which returns an array), and return the largest change of any number,
# divided by the largest number (in absolute value) of the crystal before it was turned: one number without unit.
# `crystal` is a pymatgen `Structure`, and a matrix $R$ takes a vector $v$ to $Rv$. Leave `crystal` as it was.
#
# What has to turn: the cell vectors, the positions, or both?

# %% nbgrader={"grade_id": "4-rotation", "solution": true}
def rotation_error(describe, crystal, rotations):
    """Largest relative change of a description under rotations."""
    ### BEGIN SOLUTION
    before = np.asarray(describe(crystal), dtype=float)
    worst = 0.0
    for rotation in rotations:
        turned = Structure(Lattice(crystal.lattice.matrix @ np.transpose(rotation)),
                           crystal.species, crystal.frac_coords)
        worst = max(worst, np.abs(np.asarray(describe(turned)) - before).max())
    return worst / np.abs(before).max()
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-rotation-check", "grade": true, "points": 1}
check("4-rotation")

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-rotation-hidden", "grade": true, "points": 3}
# Other crystals, descriptions and several rotations are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("4-rotation", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "4-pipeline-question", "locked": true}
# ## Step 2: a pipeline of your own (3 points, 3 minutes)
# Write `describe(crystals, r_cut)`: your own description of a list of crystals with a cutoff `r_cut` (Å). Return an
# array with a row for each crystal, in their order, all of one length. What you take is up to you: `SOAP(r_cut, n_max=4,
# l_max=3, compression="crossover")` and `MeanPooling()`, radial distributions, statistics of bonds within `r_cut`,
# something that you write with `crystal.get_neighbors(site, r_cut)`. It must not notice a turn, and it must notice a
# larger cutoff.

# %% nbgrader={"grade_id": "4-pipeline", "solution": true}
def describe(crystals, r_cut):
    """A row for each crystal."""
    ### BEGIN SOLUTION
    soap = SOAP(r_cut, n_max=4, l_max=3, compression="crossover", sparse=False)
    return MeanPooling().fit_transform(soap.fit_transform(crystals))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-pipeline-check", "grade": true, "points": 1}
check("4-pipeline")

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-pipeline-hidden", "grade": true, "points": 2}
# Other crystals and cutoffs are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("4-pipeline", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# ## Your pipeline, audited and scanned
# The first lines are the two quick tests: your `rotation_error` on your `describe`, and a *round trip*: a crystal is
# written to a file and read again, and must be described as before. Then kernel ridge regression is trained anew for
# every cutoff, inside the same folds, where every formula is new. This takes up to half a minute.

# %%
def with_soap(crystals, r_cut):
    sites = SOAP(r_cut, n_max=4, l_max=3, compression="crossover", sparse=False).fit_transform(crystals)
    return MeanPooling().fit_transform(sites)

pipeline = mine("4-pipeline", otherwise=with_soap)
turn = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]])
rotation_test = mine("4-rotation")
if rotation_test:
    error = rotation_test(lambda crystal: pipeline([crystal], 4.0)[0], make_rutile(), [turn])
    print(f"rotation: the largest change is {error:.1e} of the largest number")
again = Structure.from_str(make_rutile().to(fmt="cif"), fmt="cif")
before, after = pipeline([make_rutile(), again], 4.0)
print(f"round trip through a CIF: the largest change is {np.abs(after - before).max() / np.abs(before).max():.1e}")

# %%
compounds = [len(crystal.composition) > 1 for crystal in dataset.structures]  # 2.5 Å see nothing in solid caesium
names, counts = np.unique(dataset.groups[compounds], return_counts=True)
chosen = np.flatnonzero(np.isin(dataset.groups, names[counts >= 3][:: max(1, sum(counts >= 3) // 38)]))
some, groups = [dataset.structures[i] for i in chosen], dataset.groups[chosen]
energies, folds = dataset.targets[chosen], make_folds(groups, "grouped", n_folds=5, seed=0)  # every formula is new
r_cuts, errors = [2.0, 2.5, 3.5, 4.5, 6.0], []
for r_cut in r_cuts:
    rows, found = pipeline(some, r_cut), []
    for train, test in folds:
        model = KernelRidgeSearch(alphas=(1e-6, 1e-4, 1e-2), widths=(1.0, 2.0, 4.0)).fit(rows[train], energies[train])
        found.append(np.abs(model.predict(rows[test]) - energies[test]).mean())
    errors.append(found)
    print(f"r_cut {r_cut} Å: MAE {np.mean(found):.3f} ± {np.std(found, ddof=1) / len(found) ** 0.5:.3f} {UNIT}")
errors = np.array(errors)

# %%
figure, axes = plt.subplots(figsize=(6, 3))
axes.errorbar(r_cuts, errors.mean(axis=1), errors.std(axis=1, ddof=1) / len(folds) ** 0.5, marker="o")
axes.set(xlabel="r_cut / Å", ylabel=f"MAE / {UNIT}")
plt.show()

# %% [markdown] nbgrader={"grade_id": "4-cutoff-question", "locked": true}
# ## Step 3: read the scan (4 points, 3 minutes)
# The cutoff with the smallest mean error may be large and therefore slow, and hardly better than a smaller one. Write
# `sufficient_cutoff(r_cuts, errors)`: `r_cuts` is a list (Å), and `errors` (eV/atom) has a row for
# each cutoff and a column for each fold. Find the cutoff with the smallest mean error, and return the **smallest** cutoff
# whose mean error is at most that mean plus its standard error: $s/\sqrt{n}$ over its $n$ folds, $s$ the
# sample standard deviation (with $n-1$).

# %% nbgrader={"grade_id": "4-cutoff", "solution": true}
def sufficient_cutoff(r_cuts, errors):
    """Smallest cutoff within one standard error of the best, Å."""
    ### BEGIN SOLUTION
    errors = np.asarray(errors, dtype=float)
    means = errors.mean(axis=1)
    best = np.argmin(means)
    limit = means[best] + errors[best].std(ddof=1) / np.sqrt(errors.shape[1])
    return min(r for r, mean in zip(r_cuts, means) if mean <= limit)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-cutoff-check", "grade": true, "points": 1}
check("4-cutoff")

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-cutoff-hidden", "grade": true, "points": 3}
# Other scans are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("4-cutoff", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# Now your rule reads the scan above. Ask yourself whether you believe it: the rule looks at each cutoff alone, but all
# cutoffs met the same folds. The lines below therefore give the change against the best cutoff, fold by fold, with
# the standard error of that change; it is the better comparison. In step 7 you are asked what you make of it.

# %%
best = errors.mean(axis=1).argmin()
rule = mine("4-cutoff")
if rule:
    print(f"smallest mean error: {r_cuts[best]} Å; by the rule sufficient: {rule(r_cuts, errors)} Å")
for r_cut, found in zip(r_cuts, errors):
    change = found - errors[best]
    print(f"r_cut {r_cut} Å: {change.mean():+.3f} ± {change.std(ddof=1) / len(change) ** 0.5:.3f} {UNIT}")

# %% [markdown]
# ## A pipeline that looks fine
# The cell below hands you a pipeline: a function that takes a list of crystals and returns a table with a row for each. It
# runs, its numbers look like numbers, and it has **one** fault. Which pipeline you get depends on the name you set;
# use the name or number under which you hand in.

# %%
student = "your name"
broken = zoo.pick(student)
if student == "your name":
    print("Set `student` to your own name or number, and run this cell again; until then it is anybody's pipeline.")
crystals = [make_rocksalt(), make_rutile(), make_anatase(), make_wurtzite(), make_hcp(), make_perovskite()]
print(broken(crystals).shape, "crystals, features")

# %%
report = audit_checklist(broken, crystals, advice=False)  # verdicts alone: the cause is yours to find
print(report)

# %% [markdown] nbgrader={"grade_id": "4-broken-question", "locked": true}
# ## Step 4: what is wrong with it? (5 points, 7 minutes)
# An *audit* is a check that a description must pass. Read in the report above which audits fail, then try the pipeline yourself: a turned crystal, another origin, a supercell, the list in
# another order, one crystal alone. Set `diagnosis` to one of the words that the next cell prints. Here you are only told
# whether it is one of them; whether it is the right one is found when the notebook is graded. A fault that the same audit
# catches earns two of the five points, so several faults may look alike: find a crystal on which they differ.

# %%
for word, story in zoo.diagnoses().items():
    print(f"{word:24} {story}")

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-broken", "solution": true}
### BEGIN SOLUTION
from coursekit.audits.zoo.exercise import draw  # the key, for any name: a student measures instead

diagnosis = draw(student, [entry for entry in zoo.BROKEN if entry.for_students]).name
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-broken-check", "locked": true, "solution": false, "grade": false}
check("4-broken")

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-broken-hidden", "grade": true, "points": 5}
# Whether it is the fault of your own pipeline is found when the notebook is graded.
### BEGIN HIDDEN TESTS
check("4-broken", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "4-words-question", "locked": true}
# ## Step 5: in your words (6 points, 4 minutes)
# Document the fault of your pipeline in five to eight sentences: which failure mode it is; how you **measured** it (what
# you changed, which number changed, by how much); a mitigation that removes the cause; and the check that would tell
# you if it came back. Your text is read by a person.

# %% [markdown] nbgrader={"grade_id": "4-words", "grade": true, "solution": true, "points": 6}
# For a pipeline without periodic images: atoms at a face of the cell lose neighbours, so the vector depends on where the
# origin is. Shifting the origin by a random vector changed the vector by a third, where rounding allows 1e-6. The
# mitigation is a neighbour list with images, not a larger cell, which only makes faces rarer. The check that stays is
# the origin shift, run on twenty crystals whenever the pipeline changes.

# %% [markdown]
# When your diagnosis and your text are written, set `written = True`: the audits then also say which cause they think
# likeliest, and what to do. Compare it with what you measured.

# %%
written = False
if written:
    print(audit_checklist(broken, crystals))

# %% [markdown] nbgrader={"grade_id": "4-table-question", "locked": true}
# ## Step 6: all rungs side by side (6 points, 4 minutes)
# Write `tier_table(rungs, y, groups, folds)`. `rungs` is a dict: the name of a rung, and a pair `(X, model)` of a table
# with a row for each crystal and a model as in scikit-learn. `y` holds the energies, `groups` the formulas, `folds` the
# pairs `(train, test)`, the same for all rungs. Return a list with a row for each rung, in their order, and in each row
#
# `[name, columns, seconds, mae, error, rho]`:
#
# the name; how many columns `X` has; the seconds that fitting and predicting took, all folds together
# (`perf_counter()` before and after); the mean over the folds of the mean absolute error on the test part; its ±
# (standard deviation with n - 1, over the root of the number of folds); and the rank correlation inside formulas, from
# `polymorph_scores(y, predicted, groups)["rho"]`, where each crystal is predicted in the fold in which it is tested.

# %% nbgrader={"grade_id": "4-table", "solution": true}
def tier_table(rungs, y, groups, folds):
    """Rows of name, columns, seconds, MAE, its standard error, rank correlation."""
    rows = []
    for name, (X, model) in rungs.items():
        ### BEGIN SOLUTION
        begin, predicted = perf_counter(), np.empty(len(y))
        for train, test in folds:
            predicted[test] = model.fit(X[train], y[train]).predict(X[test])
        seconds = perf_counter() - begin
        errors = [np.abs(predicted[test] - y[test]).mean() for _, test in folds]
        rho = polymorph_scores(y, predicted, groups)["rho"]
        error = np.std(errors, ddof=1) / np.sqrt(len(errors))
        mae, columns = np.mean(errors), X.shape[1]
        ### END SOLUTION
        rows.append([name, columns, seconds, mae, error, rho])
    return rows

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-table-check", "grade": true, "points": 2}
check("4-table")

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-table-hidden", "grade": true, "points": 4}
# Other tables, models and folds are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("4-table", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# ## The ladder of this afternoon
# The crystals and folds of the scan, all formulas new; from the training mean to SOAP, and your own pipeline at
# 4.5 Å. Composition stands there with a forest and with kernel ridge regression, so that SOAP, which has the latter, can be
# compared with a row in which only the description differs.

# %%
magpie, statistics = (tool.fit_transform(some) for tool in (MagpieStatistics(), SiteStatisticsFingerprint()))
sites = SOAP(4.5, n_max=4, l_max=3, compression="crossover", sparse=False).fit_transform(some)
forest = RandomForestRegressor(60, max_features=1 / 3, random_state=0)
kernel = KernelRidgeSearch(alphas=(1e-6, 1e-4, 1e-2), widths=(1.0, 2.0, 4.0))
spread = magpie.std(axis=0)
rungs = {
    "training mean": (magpie[:, :1], DummyRegressor()),
    "composition, forest": (magpie, forest),
    "composition, kernel ridge": (magpie[:, spread > 0] / spread[spread > 0], kernel),
    "+ site statistics, forest": (np.hstack([magpie, statistics]), forest),
    "SOAP mean, kernel ridge": (MeanPooling().fit_transform(sites), kernel),
    "SOAP histogram, kernel ridge": (HistogramPooling(n_bins=8).fit_transform(sites), kernel),
    "your pipeline, kernel ridge": (pipeline(some, 4.5), kernel),
}
make_table = mine("4-table")
if make_table:
    print(f"{'rung':30} columns seconds  MAE ± error ({UNIT})  rho")
    for name, columns, seconds, mae, error, rho in make_table(rungs, energies, groups, folds):
        print(f"{name:30} {columns:7} {seconds:7.1f}  {mae:.3f} ± {error:.3f}          {rho:+.2f}")
else:
    few = replace(dataset, structures=some, targets=energies, groups=groups)
    names = ("mean", "composition", "composition-kernel", "sites", "soap-mean", "soap-histogram")
    print(run_ladder(few, rungs=names, splits=("grouped",)))  # the course's own table, your pipeline not in it

# %% [markdown]
# Which columns does the best model with readable columns rest on? *Permutation importance* shuffles one column of the test
# crystals and measures how much worse the predictions become: here by how much the MAE rises (eV/atom) in one fold, for five
# shuffles from the smallest to the largest rise.

# %%
columns = [*MagpieStatistics().fit(some).get_feature_names_out(),
           *SiteStatisticsFingerprint().fit(some).get_feature_names_out()]
X, (train, test) = np.hstack([magpie, statistics]), folds[0]
model = RandomForestRegressor(60, max_features=1 / 3, random_state=0).fit(X[train], energies[train])
shuffled = permutation_importance(model, X[test], energies[test], n_repeats=5, random_state=0,
                                  scoring="neg_mean_absolute_error")
for k in np.argsort(-shuffled.importances_mean)[:8]:
    rises = shuffled.importances[k]
    print(f"{columns[k]:45} {rises.mean():.3f}, five shuffles {rises.min():.3f} to {rises.max():.3f}")

# %% [markdown] nbgrader={"grade_id": "4-choice-question", "locked": true}
# ## Step 7: choose, and say why (8 points, 5 minutes)
# In six to ten sentences. Use the numbers of your table.
#
# - Pick a rung for each of three tasks, with a reason: (a) a million hypothetical formulas are to be screened, and no
#   structure is known; (b) of five polymorphs of a new formula the most stable one is wanted; (c) the energy of a charged
#   defect in an ionic crystal, for which charges many ångström apart matter.
# - Your cutoff scan (go back to the lines below step 3): which cutoff does the rule name, do the paired changes agree, and would you use it?
# - The importances: name one column among the first, and say whether it makes physical sense for this target.
#
# Your text is read by a person.

# %% [markdown] nbgrader={"grade_id": "4-choice", "grade": true, "solution": true, "points": 8}
# (a) Composition with a forest: it needs the formula alone, costs seconds, and its error on new formulas
# is no larger than that of SOAP. (b) Composition with site statistics: composition gives all polymorphs one energy (rho
# 0.00), this rung puts them partly in order (rho 0.32, the best of the table). (c) None of these rungs as it is: each vector ends at its cutoff
# and the Coulomb energy does not; I would add an electrostatic sum (Ewald) or take a model that has one. The rule names
# a small cutoff, but it compares each cutoff with the best alone; the paired change says by how much each is really worse,
# and I would take the smallest one whose paired change is within about one standard error of zero. Among the first columns is
# the range of electronegativities: the larger the difference, the more charge moves from one element to the other and
# the more strongly the compound is bound, so it makes sense.

# %% [markdown]
# ## Optional: the round trip by hand

# %% [markdown] nbgrader={"grade_id": "4-roundtrip-question", "locked": true}
# ### Optional: is it still the same crystal? (no points, 7 minutes)
# Files lose things. Write `what_changed(before, after, tolerance)`: compare two crystals with their sites in the same
# order and return a list with those of `"lattice"`, `"species"`, `"coordinates"` that differ, in this order; an empty list
# if none does. The lattice differs if any component of a cell vector does by more than `tolerance` (Å). Fractional
# coordinates differ if a site is farther than `tolerance` (Å, measured in the cell of `before`) from where it was;
# whole cell vectors do not count: 0.999 and -0.001 are one place.

# %% nbgrader={"grade_id": "4-roundtrip", "solution": true}
def what_changed(before, after, tolerance):
    """Which of lattice, species and coordinates differ."""
    ### BEGIN SOLUTION
    changed = []
    if np.abs(before.lattice.matrix - after.lattice.matrix).max() > tolerance:
        changed.append("lattice")
    if [site.species for site in before] != [site.species for site in after]:
        changed.append("species")
    shift = after.frac_coords - before.frac_coords
    shift = shift - np.round(shift)
    if np.linalg.norm(shift @ before.lattice.matrix, axis=1).max() > tolerance:
        changed.append("coordinates")
    return changed
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-roundtrip-check", "locked": true, "solution": false, "grade": false}
check("4-roundtrip")

# %%
summary("4")

# %% [markdown]
# - Rotations, files and cutoffs each have a check that fits on a page; run them before a number is believed.
# - A sufficient cutoff is the smallest one whose mean error lies within one standard error of the best. Compare the
#   two fold by fold before you rely on it.
# - A broken pipeline runs. Find it by changing something that should not matter, and looking whether it does.
# - The best rung depends on the task: on what is known of the crystal, on what is asked, and on how far it reaches.

# %% [markdown]
# # Exercise 4: trust, but measure
# A descriptor may enter a model only after it has passed its checks. Build three of them yourself, then find out
# what is wrong with a pipeline that looks fine.
#
# About 25 minutes, 25 points. Nothing from the exercises before is needed.

# %%
import matplotlib.pyplot as plt
import numpy as np
from pymatgen.core import Lattice, Structure

from coursekit.audits import audit_checklist, zoo
from coursekit.checks import check, mine, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import SOAP
from coursekit.kernels import KernelRidgeSearch
from coursekit.pipelines import make_folds
from coursekit.pooling import MeanPooling
from coursekit.structures import (
    make_anatase, make_hcp, make_perovskite, make_rocksalt, make_rutile, make_wurtzite,
)

dataset = load_dataset()

# %% [markdown] nbgrader={"grade_id": "4-rotation-question", "locked": true}
# ## Step 1: turn it (5 points, 5 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-rotation-check", "grade": true, "points": 2}
check("4-rotation")

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-rotation-hidden", "grade": true, "points": 3}
# Other crystals, descriptions and several rotations are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("4-rotation", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "4-roundtrip-question", "locked": true}
# ## Step 2: is it still the same crystal? (5 points, 5 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-roundtrip-check", "grade": true, "points": 2}
check("4-roundtrip")

# %% tags=["raises-exception"] nbgrader={"grade_id": "4-roundtrip-hidden", "grade": true, "points": 3}
# Faults that real files have are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("4-roundtrip", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# ## The cutoff, scanned
# SOAP, mean-pooled, with kernel ridge regression retrained for every cutoff inside the same folds. This takes up to a
# minute, with a line for each cutoff as it is done; read step 3 meanwhile. The cell does not need your answers.

# %%
compounds = [len(crystal.composition) > 1 for crystal in dataset.structures]  # 2.5 Å see nothing in solid caesium
names, counts = np.unique(dataset.groups[compounds], return_counts=True)
chosen = np.flatnonzero(np.isin(dataset.groups, names[counts >= 3][::5]))
crystals, groups = [dataset.structures[i] for i in chosen], dataset.groups[chosen]
energies, folds = dataset.targets[chosen], make_folds(groups, "grouped", n_folds=5, seed=0)  # every formula is new
r_cuts, errors = [2.0, 2.5, 3.5, 4.5, 6.0], []
for r_cut in r_cuts:
    sites = SOAP(r_cut, n_max=4, l_max=3, compression="crossover", sparse=True).fit_transform(crystals)
    X, found = MeanPooling().fit_transform(sites), []
    for train, test in folds:
        model = KernelRidgeSearch().fit(X[train], energies[train])
        found.append(np.abs(model.predict(X[test]) - energies[test]).mean())
    errors.append(found)
    print(f"r_cut {r_cut} Å: MAE {np.mean(found):.3f} ± {np.std(found, ddof=1) / len(found) ** 0.5:.3f} eV/atom")
errors = np.array(errors)

# %%
figure, axes = plt.subplots(figsize=(6, 3))
axes.errorbar(r_cuts, errors.mean(axis=1), errors.std(axis=1, ddof=1) / len(folds) ** 0.5, marker="o")
axes.set(xlabel="r_cut / Å", ylabel="MAE / eV per atom")
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
# the standard error of that change; it is the better comparison.

# %%
def smallest_within_error(r_cuts, errors):
    best = errors.mean(axis=1).argmin()
    limit = errors[best].mean() + errors[best].std(ddof=1) / errors.shape[1] ** 0.5
    return min(r for r, mean in zip(r_cuts, errors.mean(axis=1)) if mean <= limit)

best = errors.mean(axis=1).argmin()
chosen_cutoff = mine("4-cutoff", otherwise=smallest_within_error)(r_cuts, errors)
print(f"smallest mean error: {r_cuts[best]} Å; by the rule sufficient: {chosen_cutoff} Å")
for r_cut, found in zip(r_cuts, errors):
    change = found - errors[best]
    print(f"r_cut {r_cut} Å: {change.mean():+.3f} ± {change.std(ddof=1) / len(change) ** 0.5:.3f} eV/atom")

# %% [markdown]
# ## A pipeline that looks fine
# The cell below hands you a pipeline: a function that takes a list of crystals and returns a table with a row for each. It
# runs, its numbers look like numbers, and it has **one** fault. Which pipeline you get depends on the name you set;
# use the name or number under which you hand in.

# %%
student = "your name"
broken = zoo.pick(student)
if student == "your name":
    print("Set `student` to your own name or number, and run this cell again: the pipeline depends on it.")
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
# ## Step 5: in your words (6 points, 5 minutes)
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

# %%
summary("4")

# %% [markdown]
# - Rotations, files and cutoffs each have a check that fits on a page; run them before a number is believed.
# - A sufficient cutoff is the smallest one whose mean error lies within one standard error of the best. Compare the
#   two fold by fold before you rely on it.
# - A broken pipeline runs. Find it by changing something that should not matter, and looking whether it does.

# %% [markdown]
# # Exercise 3: one vector an atom, then pool
# What a SOAP vector notices and what it does not, a kernel model that is tuned without looking at the test set, and two
# ways to pool.
#
# About 23 minutes, 23 points. Nothing from the exercises before is needed. What is marked *optional* stands at the end
# and carries no points.

# %%
from pathlib import Path

import numpy as np
from dscribe.descriptors import SOAP as DscribeSOAP

from coursekit.checks import check, mine, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import SOAP
from coursekit.kernels import KernelRidgeSearch
from coursekit.pipelines import make_folds, polymorph_scores
from coursekit.pooling import HistogramPooling, MeanPooling
from coursekit.structures import make_perovskite

# %%
chosen_target = Path("target.txt")  # an instructor sets the target there: formation_energy_per_atom or band_gap
TARGET = chosen_target.read_text().strip() if chosen_target.exists() else "formation_energy_per_atom"
UNIT = "eV" if TARGET == "band_gap" else "eV/atom"
dataset = load_dataset(target=TARGET)
print(f"{len(dataset)} crystals of {len(set(dataset.groups))} formulas; target: {TARGET}, {UNIT}")

# %% [markdown]
# ## SOAP by two routes
# SOAP gives one vector for each *site* (atom of the cell): what does the neighbourhood within `r_cut` look like? The
# course's transformer and the library dscribe do the same. How alike two sites are is $k_{ij} = p_i \cdot p_j /
# |p_i||p_j|$ with their vectors $p_i$ and $p_j$: 1 for equal ones. Below, each site of the perovskite SrTiO3 against the first. (`sparse=False` asks for ordinary arrays in place of
# sparse ones, which leave zeros out.)

# %%
perovskite = make_perovskite()
ours = SOAP(4.0, n_max=4, l_max=3, sigma=0.5, sparse=False).fit_transform([perovskite])[0].values
dscribe = DscribeSOAP(species=["O", "Sr", "Ti"], r_cut=4.0, n_max=4, l_max=3, sigma=0.5, periodic=True)
theirs = dscribe.create(perovskite.to_ase_atoms())
for name, vectors in [("coursekit", ours), ("dscribe", theirs)]:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    print(f"{name:10} {vectors.shape}", *[f"{s.specie.symbol} {k:.3f}" for s, k in zip(perovskite, unit @ unit[0])])

# %% [markdown] nbgrader={"grade_id": "3-soap-question", "locked": true}
# ## Step 1: what does a SOAP vector notice? (5 points, 7 minutes)
# Write `changed_sites(before, after, r_cut)`: which sites of a crystal get another SOAP vector when something is done to
# it? `before` and `after` are two periodic crystals (pymatgen `Structure`) with their sites in the same order; the second may be
# turned, mirrored, or have another element on one site. Describe both, with `n_max=4, l_max=3, sigma=0.5` and the given
# `r_cut` (Å), by either route of the cell above, and return the list of the places (from 0) of all sites whose vector
# changed: whose largest change of an entry is more than 0.001 times the largest entry of all vectors.
#
# The columns must mean the same for both crystals: give them the elements of **both**
# (`SOAP(...).fit([before, after])` does so). Predict before you run the check: a crystal is turned by 40 degrees. It is
# mirrored. One atom of a long cell becomes another element. Which sites notice?

# %% nbgrader={"grade_id": "3-soap", "solution": true}
def changed_sites(before, after, r_cut):
    """Places of the sites whose SOAP vector changes."""
    ### BEGIN SOLUTION
    soap = SOAP(r_cut, n_max=4, l_max=3, sigma=0.5, sparse=False).fit([before, after])
    first, second = [sites.values for sites in soap.transform([before, after])]
    change = np.abs(second - first).max(axis=1)
    return [int(site) for site in np.flatnonzero(change > 1e-3 * np.abs(first).max())]
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-soap-check", "grade": true, "points": 1}
check("3-soap")

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-soap-hidden", "grade": true, "points": 4}
# Other crystals, turned, mirrored and with another element, are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("3-soap", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# A turned crystal and its mirror image have the same vectors, so a model gives them the same energy, as nature does.
# Another element is noticed as far as the cutoff reaches, and not by a site beyond it: whatever such a site's energy
# owes to that atom is lost to the vector.

# %% [markdown] nbgrader={"grade_id": "3-tune-question", "locked": true}
# ## Step 2: tune inside the training part (5 points, 7 minutes)
# Write `tune_and_predict(K, y, train, test, alphas)`. `K` is the (n, n) array of kernels, numbers that say how alike
# two crystals are; `y` the n targets; `train` and `test` are arrays of places in them; `alphas` lists numbers. Choose the
# *regulariser* $\alpha$ among `alphas` with the **training part alone** (an inner cross-validation, or a part held out
# of it); the larger it is, the less closely the model follows the training energies. Then fit kernel ridge regression
# with it on the whole training part: the coefficients are $c = (K + \alpha I)^{-1} y$, with the rows and columns of
# $K$ that belong to training crystals, their targets $y$, and the unit matrix $I$. A prediction is the sum of the
# coefficients, each times the kernel between the new crystal and that training crystal. Return the predictions for
# `test`, an array. The targets of the test part are not there: they are set to NaN.

# %% nbgrader={"grade_id": "3-tune", "solution": true}
def tune_and_predict(K, y, train, test, alphas):
    """Kernel ridge predictions for the test part, tuned on the training part."""
    ### BEGIN SOLUTION
    def fit_predict(known, wanted, alpha):
        regularised = K[np.ix_(known, known)] + alpha * np.eye(len(known))
        return K[np.ix_(wanted, known)] @ np.linalg.solve(regularised, y[known])

    train = np.asarray(train)
    parts = [train[i::3] for i in range(3)]
    errors = [sum(np.abs(fit_predict(np.setdiff1d(train, part), part, alpha) - y[part]).sum()
                  for part in parts) for alpha in alphas]
    return fit_predict(train, test, alphas[int(np.argmin(errors))])
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-tune-check", "grade": true, "points": 1}
check("3-tune")

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-tune-hidden", "grade": true, "points": 4}
# Curves that want another regulariser are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("3-tune", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "3-report-question", "locked": true}
# ## Step 3: a tuned kernel model, reported (7 points, 5 minutes)
# Write `soap_report(X, y, groups)`: `X` has a row for each crystal (its SOAP vectors, pooled over its sites), `y` holds
# the energies, `groups` the formulas. On folds that keep formulas together, tune a model **inside each training part**,
# predict the test part, and return a dict with `"folds"`, `"predicted"`, `"mae"`, `"error"` (the ± of the mean over the
# folds) and `"rho"`, all as in exercise 1:
#
# - `"folds"`: the pairs `(train, test)`; `make_folds(groups, "grouped", n_folds=5, seed=0)` draws them;
# - `"predicted"`: for each crystal the prediction from the fold in which it was tested;
# - `"mae"`: the mean over the folds of the mean absolute error; `"error"`: the standard deviation of the folds' errors
#   (with n - 1) over the root of their number; `"rho"`: from `polymorph_scores(y, predicted, groups)`.
#
# The model may be your `tune_and_predict` with the kernel that the next cell gives, or `KernelRidgeSearch(alphas=(1e-6,
# 1e-4, 1e-2), widths=(1.0, 2.0, 4.0))`, which tunes itself inside `fit`, or one of scikit-learn. The check tries your
# function with other energies in one test part: if a prediction changes, they were used, to fit or to choose.

# %%
def gaussian_kernel(X, width=1.0):
    """Likeness of all pairs of rows: 1 for equal ones, less the farther they are apart."""
    unit = X / np.linalg.norm(X, axis=1, keepdims=True)
    squares = np.maximum(2 - 2 * unit @ unit.T, 0)
    return np.exp(-squares / (2 * width**2 * np.median(squares)))

# %% nbgrader={"grade_id": "3-report", "solution": true}
def soap_report(X, y, groups):
    """Report of a model that is tuned inside each training part: a dict."""
    # make these five, then they are returned below
    ### BEGIN SOLUTION
    folds = make_folds(groups, "grouped", n_folds=5, seed=0)
    predicted, errors = np.empty(len(y)), []
    for train, test in folds:
        search = KernelRidgeSearch(alphas=(1e-6, 1e-4, 1e-2), widths=(1.0, 2.0, 4.0))
        predicted[test] = search.fit(X[train], y[train]).predict(X[test])
        errors.append(np.abs(predicted[test] - y[test]).mean())
    mae, error = np.mean(errors), np.std(errors, ddof=1) / np.sqrt(len(errors))
    rho = polymorph_scores(y, predicted, groups)["rho"]
    ### END SOLUTION
    return {"folds": folds, "predicted": predicted, "mae": mae, "error": error, "rho": rho}

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-report-check", "grade": true, "points": 2}
check("3-report")

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-report-hidden", "grade": true, "points": 5}
# Other rows and energies are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("3-report", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# ## Mean against histogram, measured
# SOAP on sixty formulas of the teaching set, pooled in two ways. All rows use the same SOAP vectors, the same random folds and
# the same kind of model, tuned in each fold. The second row is a control: the mean once more, with every column written
# eight times, so that it has as many columns as the histogram. Behind "against the mean" stands the paired difference
# with its standard error. `compression="crossover"` leaves out the pairs of unlike
# elements, so that the vectors are shorter. The last line is your `soap_report` with the mean, where every formula is new. This takes
# about half a minute.

# %%
names, counts = np.unique(dataset.groups, return_counts=True)
chosen = np.flatnonzero(np.isin(dataset.groups, names[counts >= 3][:60]))
crystals, groups, y = [dataset.structures[i] for i in chosen], dataset.groups[chosen], dataset.targets[chosen]
sites = SOAP(5.0, n_max=4, l_max=3, compression="crossover", sparse=False).fit_transform(crystals)
print(f"{len(crystals)} crystals are described; the models follow")
found = {}
for name, pooling, copies in [("mean", MeanPooling(), 1), ("mean, 8 copies", MeanPooling(), 8),
                              ("histogram", HistogramPooling(n_bins=8), 1)]:
    errors = []
    for train, test in make_folds(groups, "random", n_folds=4, seed=0):
        X = np.tile(pooling.fit_transform([sites[i] for i in train]), copies)
        model = KernelRidgeSearch(alphas=(1e-6, 1e-4, 1e-2), widths=(1.0, 2.0, 4.0)).fit(X, y[train])
        predicted = model.predict(np.tile(pooling.transform([sites[i] for i in test]), copies))
        errors.append(np.abs(predicted - y[test]).mean())
    found[name] = np.array(errors)
    extra = found[name] - found["mean"]
    print(f"{name:14} {X.shape[1]:6} features, MAE {np.mean(errors):.3f} ± {found[name].std(ddof=1) / 2:.3f}, "
          f"against the mean {extra.mean():+.3f} ± {extra.std(ddof=1) / 2:.3f} {UNIT}")
report_of = mine("3-report")
if report_of:
    report = report_of(MeanPooling().fit_transform(sites), y, groups)
    print(f"your model, mean, new formulas: MAE {report['mae']:.3f} ± {report['error']:.3f} {UNIT}, "
          f"rank correlation {report['rho']:+.2f}")

# %% [markdown] nbgrader={"grade_id": "3-words-question", "locked": true}
# ## Step 4: in your words (6 points, 4 minutes)
# In four or five sentences: which pooling is better here, by how much, and is that more than its standard error; what
# the row with eight copies says about the number of columns as an explanation; why a histogram has little to add for
# these crystals; one property for which you would expect it to win; and how much larger the error is in the last line (new
# formulas) than in the row "mean" (random folds). Your text is read by a person.

# %% [markdown] nbgrader={"grade_id": "3-words", "grade": true, "solution": true, "points": 6}
# The mean has the smaller error; compared fold by fold the histogram is worse by several standard errors, so that is
# not chance. It is not the number of columns: with every column written eight times the mean has exactly the error it
# had before. These crystals have about one kind of site for each element, so there is hardly a distribution for a
# histogram to keep, and what it adds are edges: it puts all columns on one scale, and it forgets which bins are
# neighbours. A histogram should win where a few sites decide: the energy of the loosest atom of a surface, vacancies,
# dopants, a minority coordination that a mean averages away. On new formulas the error is several times as large as on
# random folds, where polymorphs of the test crystals stood in the training part.

# %% [markdown]
# ## Optional: neighbours and a histogram by hand
# No points, about 16 minutes. The checks work as above.

# %% [markdown] nbgrader={"grade_id": "3-neighbors-question", "locked": true}
# ### Optional: neighbours by hand (no points, 9 minutes)
# Write `neighbor_distances(lattice, frac_coords, site, r_cut)` with NumPy alone: the **sorted** distances (Å) from atom
# `site` to all atoms nearer than `r_cut`, images included, the atom itself not. `lattice` is a 3 x 3 array whose rows
# are the cell vectors (Å), `frac_coords` an `(n, 3)` array.
#
# Images are integer shifts of the cell. How many cells must you look at in each direction if the cell is small, or
# skewed, and `r_cut` is not?

# %% nbgrader={"grade_id": "3-neighbors", "solution": true}
def neighbor_distances(lattice, frac_coords, site, r_cut):
    """Sorted distances to all neighbours of one atom, Å."""
    ### BEGIN SOLUTION
    heights = 1 / np.linalg.norm(np.linalg.inv(lattice), axis=0)
    reach = np.ceil(r_cut / heights).astype(int) + 1
    grids = np.meshgrid(*[np.arange(-n, n + 1) for n in reach], indexing="ij")
    shifts = np.stack([grid.ravel() for grid in grids], axis=1)
    steps = frac_coords[None, :, :] - frac_coords[site] + shifts[:, None, :]
    lengths = np.linalg.norm(steps.reshape(-1, 3) @ lattice, axis=1)
    return np.sort(lengths[(lengths < r_cut) & (lengths > 1e-8)])
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-neighbors-check", "locked": true, "solution": false, "grade": false}
check("3-neighbors")

# %% [markdown] nbgrader={"grade_id": "3-pool-question", "locked": true}
# ### Optional: pool without forgetting the minority (no points, 7 minutes)
# A mean over sites forgets how the values were spread. Write `histogram_pool(vectors, edges)`: for **each column** of
# `vectors` (n_sites, n_features) the **fraction** of sites in each bin of `edges` (n_bins + 1 numbers); a value below
# the first or above the last edge counts in the first or the last bin. Return one vector: all bins of the first
# column, then all bins of the second, and so on.

# %% nbgrader={"grade_id": "3-pool", "solution": true}
def histogram_pool(vectors, edges):
    """Fractions of sites in bins, column after column."""
    ### BEGIN SOLUTION
    inside = np.clip(vectors, edges[0], edges[-1])
    counts = [np.histogram(column, bins=edges)[0] for column in inside.T]
    return np.concatenate(counts) / len(vectors)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-pool-check", "locked": true, "solution": false, "grade": false}
check("3-pool")

# %%
summary("3")

# %% [markdown]
# - A local descriptor is one vector a site: it does not notice a turn or a mirror, and nothing beyond the cutoff.
# - The pooling decides what of the sites survives.
# - A regulariser that was chosen by the error on the test part makes that error look smaller than it is.

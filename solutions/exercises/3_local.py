# %% [markdown]
# # Exercise 3: one vector an atom, then pool
# Neighbours with images by hand, SOAP by two routes, two ways to pool, and a kernel model that is tuned without
# looking at the test set.
#
# About 25 minutes, 25 points. Nothing from the exercises before is needed.

# %%
import numpy as np

from coursekit.checks import check, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import SOAP
from coursekit.kernels import KernelRidgeSearch
from coursekit.pipelines import make_folds
from coursekit.pooling import HistogramPooling, MeanPooling

dataset = load_dataset()

# %% [markdown] nbgrader={"grade_id": "3-neighbors-question", "locked": true}
# ## Step 1: neighbours by hand (6 points, 6 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-neighbors-check", "grade": true, "points": 2}
check("3-neighbors")

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-neighbors-hidden", "grade": true, "points": 4}
# Small cells, skewed cells and larger cutoffs are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("3-neighbors", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "3-soap-question", "locked": true}
# ## Step 2: SOAP, two routes (5 points, 5 minutes)
# Write `soap_vectors(crystal, r_cut, n_max, l_max)`: the SOAP vectors of all sites of a **periodic** crystal, an array
# of shape `(n_sites, n_features)`, over the species of that crystal, with Gaussians of width `sigma=0.5` (Å). Take either
# route: the course's `SOAP(r_cut=..., n_max=..., l_max=..., sigma=...)`, whose `fit_transform([crystal])` gives a list of
# records with `.values`; or `dscribe.descriptors.SOAP` itself, which wants an ASE `Atoms` (`crystal.to_ase_atoms()`).
#
# The order of the columns does not matter: compared is how similar the sites are, $k_{ij} = p_i \cdot p_j / |p_i||p_j|$.

# %% nbgrader={"grade_id": "3-soap", "solution": true}
def soap_vectors(crystal, r_cut, n_max, l_max):
    """SOAP vectors of all sites, (n_sites, n_features)."""
    ### BEGIN SOLUTION
    sites = SOAP(r_cut=r_cut, n_max=n_max, l_max=l_max, sigma=0.5).fit_transform([crystal])[0]
    return np.asarray(sites.values.todense() if hasattr(sites.values, "todense") else sites.values)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-soap-check", "grade": true, "points": 2}
check("3-soap")

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-soap-hidden", "grade": true, "points": 3}
# How similar the sites of several crystals are is compared when the notebook is graded.
### BEGIN HIDDEN TESTS
check("3-soap", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "3-pool-question", "locked": true}
# ## Step 3: pool without forgetting the minority (5 points, 5 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-pool-check", "grade": true, "points": 2}
check("3-pool")

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-pool-hidden", "grade": true, "points": 3}
# More columns, more bins and bins of unequal width are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("3-pool", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "3-tune-question", "locked": true}
# ## Step 4: tune inside the training part (5 points, 6 minutes)
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

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-tune-check", "grade": true, "points": 2}
check("3-tune")

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-tune-hidden", "grade": true, "points": 3}
# Curves that want another regulariser are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
check("3-tune", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# ## Mean against histogram, measured
# SOAP on the polymorph groups of the teaching set, two poolings, kernel ridge regression tuned inside the folds. All
# rows use the same SOAP vectors, the same folds and the same kind of model, tuned in each fold. The second row is a control: the mean once more,
# with every column written eight times, so that it has as many columns as the histogram. ± is the standard error: the
# standard deviation over the four folds (with n - 1) divided by √4; behind "against the mean" it is that of the paired
# differences. This takes about a minute; begin with step 5 meanwhile. The cell does not need your answers.

# %%
names, counts = np.unique(dataset.groups, return_counts=True)
chosen = np.flatnonzero(np.isin(dataset.groups, names[counts >= 3][:60]))
crystals, groups = [dataset.structures[i] for i in chosen], dataset.groups[chosen]
sites = SOAP(5.0, n_max=4, l_max=3, compression="crossover", sparse=False).fit_transform(crystals)
print(f"{len(crystals)} crystals are described; two models follow")
found = {}
for name, pooling, copies in [("mean", MeanPooling(), 1), ("mean, 8 copies", MeanPooling(), 8),
                              ("histogram", HistogramPooling(n_bins=8), 1)]:
    errors = []
    for train, test in make_folds(groups, "random", n_folds=4, seed=0):
        X = np.tile(pooling.fit_transform([sites[i] for i in train]), copies)
        model = KernelRidgeSearch().fit(X, dataset.targets[chosen[train]])
        predicted = model.predict(np.tile(pooling.transform([sites[i] for i in test]), copies))
        errors.append(np.abs(predicted - dataset.targets[chosen[test]]).mean())
    found[name] = np.array(errors)
    extra = found[name] - found["mean"]
    print(f"{name:14} {X.shape[1]:6} features, MAE {np.mean(errors):.3f} ± {found[name].std(ddof=1) / 2:.3f}, "
          f"against the mean {extra.mean():+.3f} ± {extra.std(ddof=1) / 2:.3f} eV/atom")

# %% [markdown] nbgrader={"grade_id": "3-report-question", "locked": true}
# ## Step 5: report (4 points, 3 minutes)
# In three to five sentences: which pooling is better here, by how much, and is that more than its standard error; what
# the row with eight copies says about the number of columns as an explanation; why a histogram has little to add for
# these crystals; and one property for which you would expect it to win. Your text is read by a person.

# %% [markdown] nbgrader={"grade_id": "3-report", "grade": true, "solution": true, "points": 4}
# The mean has the smaller error; compared fold by fold the histogram is worse by several standard errors, so that is
# not chance. It is not the number of columns: with every column written eight times the mean has exactly the error it
# had before. These crystals have about one kind of site for each element, so there is hardly a distribution for a
# histogram to keep, and what it adds are edges: it puts all columns on one scale, and it forgets which bins are
# neighbours. A histogram should win where a few sites decide: the energy of the loosest atom of a surface, vacancies,
# dopants, a minority coordination that a mean averages away.

# %%
summary("3")

# %% [markdown]
# - An image is an integer shift; how far to look depends on the height of the cell, not on the length of its edges.
# - A local descriptor is one vector a site; the pooling decides what of it survives.
# - A regulariser that was chosen by the error on the test part makes that error look smaller than it is.

# %% [markdown]
# # Exercise 3: one vector an atom, then pool
# Neighbours with images by hand, SOAP by two routes, two ways to pool, and a kernel model that is tuned without
# looking at the test set.
#
# About 25 minutes, 25 points. Nothing from the exercises before is needed.

# %%
import numpy as np
from pymatgen.core import Structure

from coursekit.checks import Step, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import SOAP
from coursekit.kernels import KernelRidgeSearch
from coursekit.neighbors import (
    neighbor_list, neighbors_minimum_image, neighbors_with_self, neighbors_without_images,
)
from coursekit.pipelines import make_folds
from coursekit.pooling import HistogramPooling, MeanPooling
from coursekit.structures import (
    make_fcc, make_hcp, make_perovskite, make_rocksalt, make_rutile, make_spinel, make_wurtzite,
)

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

# %% nbgrader={"grade_id": "3-neighbors-wrong", "locked": true, "solution": false, "grade": false}
def wrong_neighbors(crystal, site, r_cut):
    """Distances that known wrong turns give for the same atom."""
    turns = {"no images": neighbors_without_images, "minimum image": neighbors_minimum_image,
             "self counted": neighbors_with_self}
    found = {name: turn(crystal, r_cut) for name, turn in turns.items()}
    wrong = {name: np.sort(pairs.distances[pairs.centers == site]) for name, pairs in found.items()}
    right = neighbor_list(crystal, r_cut)
    touching = (right.centers == site) & (np.abs(right.images).max(axis=1) <= 1)
    columns = Structure(crystal.lattice.matrix.T, crystal.species, crystal.frac_coords)
    columns = neighbor_list(columns, r_cut)
    return wrong | {"adjacent cells only": np.sort(right.distances[touching]),
                    "lattice transposed": np.sort(columns.distances[columns.site(site)]),
                    "first site taken": np.sort(right.distances[right.site(0)])}

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-neighbors-check", "grade": true, "points": 2}
salt = make_rocksalt("Na", anion="Cl", a=5.64)
step = Step("3-neighbors", answer="neighbor_distances")
step.case("sodium in rock salt, 3 Å", args=(salt.lattice.matrix, salt.frac_coords, 0, 3.0),
          expected=[2.82] * 6, rtol=1e-5, wrong=wrong_neighbors(salt, 0, 3.0))
leaning = Structure([[3.0, 0, 0], [1.0, 2.8, 0], [0.5, 0, 5.0]], ["Al"] * 3, [[0, 0, 0], [0.5, 0.5, 0.3], [0.25, 0.1, 0.6]])
step.case("third atom of a leaning cell, 3.2 Å", args=(leaning.lattice.matrix, leaning.frac_coords, 2, 3.2), rtol=1e-5,
          expected=[2.121532, 2.122357, 2.252199, 2.739416, 2.973214, 2.973214, 3.0, 3.0, 3.098532],
          wrong=wrong_neighbors(leaning, 2, 3.2))
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-neighbors-hidden", "grade": true, "points": 4}
# Small cells, skewed cells and larger cutoffs are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("3-neighbors", answer="neighbor_distances", hidden=True)
skewed = make_fcc("Cu", primitive=True)
skewed.make_supercell([[1, 0, 0], [4, 1, 0], [7, 3, 1]])
for name, crystal, site, r_cut in [
    ("one atom in the cell", make_fcc("Al", primitive=True), 0, 11.0),
    ("hexagonal", make_hcp("Mg"), 1, 5.0),
    ("oxygen in rutile", make_rutile(), 3, 3.5),
    ("no centre of symmetry", make_wurtzite(), 2, 4.5),
    ("a very skewed cell", skewed, 0, 4.0),
]:
    step.case(name, args=(crystal.lattice.matrix, crystal.frac_coords, site, r_cut), rtol=1e-5,
              wrong=wrong_neighbors(crystal, site, r_cut))
step.verdict()
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

# %% nbgrader={"grade_id": "3-soap-measure", "locked": true, "solution": false, "grade": false}
def compare_sites(vectors):
    """Shape, and similarity of every site with the first and the last."""
    vectors = np.asarray(vectors.todense() if hasattr(vectors, "todense") else vectors, dtype=float)
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.concatenate([vectors.shape, unit @ unit[0], unit @ unit[-1]])


def compare_with_first(vectors):
    """Similarity of every site with the first."""
    return compare_sites(vectors)[2:2 + np.shape(vectors)[0]]


def wrong_soap(crystal, r_cut, n_max, l_max):
    """Numbers that known wrong turns give: a molecule, another width, exchanged settings."""
    from dscribe.descriptors import SOAP as Reference

    species = sorted({site.specie.symbol for site in crystal})
    given = {"species": species, "r_cut": r_cut, "n_max": n_max, "l_max": l_max, "sigma": 0.5}
    turns = {"no images": {"periodic": False}, "width left at its default": {"sigma": 1.0},
             "n_max and l_max swapped": {"n_max": l_max, "l_max": n_max}}
    atoms = crystal.to_ase_atoms()
    return {name: compare_sites(Reference(**{"periodic": True, **given, **turn}).create(atoms))
            for name, turn in turns.items()}

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-soap-check", "grade": true, "points": 2}
rutile = make_rutile()
step = Step("3-soap", answer="soap_vectors")
step.case("rutile, shape", args=(rutile, 4.0, 4, 3), expected={"sites": 6, "features": 144},
          pick=lambda v: dict(zip(["sites", "features"], np.shape(v), strict=True)))
perovskite = make_perovskite()
step.case("SrTiO3, likeness of each site to the first", args=(perovskite, 4.0, 4, 3), pick=compare_with_first,
          expected=[1, 0.45320, 0.43065, 0.43065, 0.43065], rtol=1e-3,
          wrong={name: values[2:7] for name, values in wrong_soap(perovskite, 4.0, 4, 3).items()})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-soap-hidden", "grade": true, "points": 3}
# How similar the sites of several crystals are is compared when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("3-soap", answer="soap_vectors", hidden=True)
for crystal, settings in [(make_rutile(), (4.0, 4, 3)), (make_spinel(), (3.5, 3, 4)),
                          (make_wurtzite(), (5.0, 5, 2))]:
    step.case(f"{crystal.reduced_formula} {settings}", args=(crystal, *settings), pick=compare_sites,
              rtol=1e-3, atol=1e-6, wrong=wrong_soap(crystal, *settings))
step.verdict()
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
vectors = np.array([[0.1, 5.0], [0.2, 0.3], [0.9, 0.4], [-2.0, 0.6], [0.4, 0.9]])
edges = np.array([0.0, 0.5, 1.0])
step = Step("3-pool", answer="histogram_pool")
step.case("five sites, two columns", args=(vectors, edges), expected=[0.8, 0.2, 0.4, 0.6],
          wrong={"counts for fractions": [4, 1, 2, 3], "outside dropped": [0.6, 0.2, 0.4, 0.4],
                 "bins before columns": [0.8, 0.4, 0.2, 0.6],
                 "density for fractions": [1.6, 0.4, 0.8, 1.2]})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-pool-hidden", "grade": true, "points": 3}
# More columns, more bins and bins of unequal width are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("3-pool", answer="histogram_pool", hidden=True)
rng = np.random.default_rng(3)
step.case("30 sites, 4 columns", args=(rng.normal(size=(30, 4)), np.linspace(-1, 1, 6)))
step.case("one site", args=(np.array([[0.3, -7.0, 7.0]]), np.array([-1.0, 0.0, 1.0])))
step.case("unequal bins", args=(rng.random((25, 2)), np.array([0.0, 0.1, 0.5, 0.6, 1.0])))
step.verdict()
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "3-tune-question", "locked": true}
# ## Step 4: tune inside the training part (5 points, 6 minutes)
# Write `tune_and_predict(K, y, train, test, alphas)`. `K` is the kernel matrix between all crystals. Choose the
# regulariser among `alphas` with the **training part alone** (an inner cross-validation, or a part held out of it), fit
# kernel ridge regression, $c = (K + \alpha I)^{-1} y$, on the whole training part with it, and return the predictions
# for `test`. The targets of the test part are not there: they are set to NaN.

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

# %% nbgrader={"grade_id": "3-tune-data", "locked": true, "solution": false, "grade": false}
def made_up(n, noise, width, seed):
    """Kernel, targets (NaN in the test part), training and test part of a noisy curve."""
    rng = np.random.default_rng(seed)
    x = rng.permutation(np.linspace(0, 6, n))
    K = np.exp(-((x[:, None] - x) ** 2) / (2 * width**2))
    train, test = np.arange(n - n // 4), np.arange(n - n // 4, n)
    y = np.sin(2 * x) + noise * rng.normal(size=n)
    y[test] = np.nan
    return K, y, train, test


def predict_with(K, y, train, test, alpha):
    """Predictions with a given regulariser."""
    return K[np.ix_(test, train)] @ np.linalg.solve(
        K[np.ix_(train, train)] + alpha * np.eye(len(train)), y[train])

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-tune-check", "grade": true, "points": 2}
noisy, choices = made_up(80, 0.3, 0.4, seed=2), [1e-9, 1.0, 1e4]
step = Step("3-tune", answer="tune_and_predict")
step.case("a noisy curve", args=(*noisy, choices), expected=predict_with(*noisy, 1.0), rtol=1e-3,
          atol=0.02, unit="eV/atom", wrong={"not regularised": predict_with(*noisy, 1e-9),
                                            "regularised too much": predict_with(*noisy, 1e4)})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "3-tune-hidden", "grade": true, "points": 3}
# Curves that want another regulariser are tried when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("3-tune", answer="tune_and_predict", hidden=True)
step.case("no noise", args=(*made_up(60, 0.0, 0.5, seed=4), [100.0, 1.0, 1e-6]), rtol=1e-3, atol=0.02)
step.case("noise, other order", args=(*made_up(90, 0.4, 0.3, seed=6), [1e4, 1.0, 1e-10]), rtol=1e-3,
          atol=0.02)
step.verdict()
### END HIDDEN TESTS

# %% [markdown]
# ## Mean against histogram, measured
# SOAP on the polymorph groups of the teaching set, two poolings, kernel ridge regression tuned inside the folds. This
# takes about a minute; begin with step 5 meanwhile. The cell does not need your answers.

# %%
names, counts = np.unique(dataset.groups, return_counts=True)
chosen = np.flatnonzero(np.isin(dataset.groups, names[counts >= 3][:60]))
crystals, groups = [dataset.structures[i] for i in chosen], dataset.groups[chosen]
sites = SOAP(5.0, n_max=4, l_max=3, compression="crossover", sparse=True).fit_transform(crystals)
print(f"{len(crystals)} crystals are described; two models follow")
for name, pooling in [("mean", MeanPooling()), ("histogram", HistogramPooling(n_bins=8))]:
    errors = []
    for train, test in make_folds(groups, "random", n_folds=4, seed=0):
        X = pooling.fit_transform([sites[i] for i in train])
        model = KernelRidgeSearch().fit(X, dataset.targets[chosen[train]])
        predicted = model.predict(pooling.transform([sites[i] for i in test]))
        errors.append(np.abs(predicted - dataset.targets[chosen[test]]).mean())
    print(f"{name:10} {X.shape[1]:6} features, MAE {np.mean(errors):.3f} ± {np.std(errors):.3f} eV/atom")

# %% [markdown] nbgrader={"grade_id": "3-report-question", "locked": true}
# ## Step 5: report (4 points, 3 minutes)
# In three to five sentences: which pooling is better here and by how much against the scatter; why more features are
# not more accuracy on this set; and one property for which you would expect the histogram to win. Your text is
# read by a person.

# %% [markdown] nbgrader={"grade_id": "3-report", "grade": true, "solution": true, "points": 4}
# The mean has the smaller error; compare the difference with the ± of the folds before calling it a win. These crystals
# have few kinds of site, so a histogram says little that the mean does not, and it spreads the same information over
# many more columns, which a kernel on a few hundred crystals has to pay for. A histogram should win where a few sites
# decide: vacancies, dopants, a minority coordination that a mean averages away.

# %%
summary("3")

# %% [markdown]
# - An image is an integer shift; how far to look depends on the height of the cell, not on the length of its edges.
# - A local descriptor is one vector a site; the pooling decides what of it survives.
# - A hyper-parameter chosen with the test set in sight is part of the error.

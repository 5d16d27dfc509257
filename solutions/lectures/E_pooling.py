# %% [markdown] slides="37"
# # Pooling: from atoms to materials
# **A crystal has many atoms and many vectors, a target is one number. What is kept, and what is lost,
# when the vectors become one row?** The rule is a claim about the mechanism; we test which rule finds
# which mechanism. About forty-five minutes.

# %%
import inspect
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matminer.featurizers.structure.sites import PartialsSiteStatsFingerprint, SiteStatsFingerprint
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit.apps import EnvironmentMap, PoolingPicture
from coursekit.checks import Quiz, Step, summary
from coursekit.datasets import load_teaching_set, make_motif_set
from coursekit.featurizers import SOAP, Coordination, InnerAverageSOAP, SiteFeatures
from coursekit.kernels import AverageKernel, column_multiplicity
from coursekit.pipelines import run_ladder
from coursekit.plots.ladder import describe_ladder, plot_ladder
from coursekit.plots.pooling import plot_matrix, plot_sites
from coursekit.pooling import (
    HistogramPooling,
    MaxPooling,
    MeanPooling,
    MomentPooling,
    SpeciesPooling,
    SumPooling,
)
from coursekit.structures import (
    make_anatase,
    make_mgo_vacancies,
    make_random_mgo_vacancies,
    make_rocksalt,
    make_rutile,
    make_spinel,
    rattle,
    remove_random,
    supercell,
)

rng = np.random.default_rng(6)

# %% [markdown] slides="37"
# ## 1. A cloud of points
# Each site is one point in the space of its descriptor. Move through the map: which sites lie together,
# and what would a mean of the whole cloud still know of them?

# %%
map_app = EnvironmentMap(crystals="eight spinels", colour="coordination")
map_app

# %%
map_app.static()

# %%
print(map_app.text())

# %% [markdown] slides="37"
# | rule | what it claims | length of the row |
# |---|---|---|
# | mean | the typical site decides | d |
# | sum | every site contributes its share of a total | d |
# | maximum | one extreme site decides | d |
# | histogram | the distribution decides, rare sites included | d x bins |
# | by species | the role of each element decides | elements x the rule's length |
#
# ## 2. One pair of crystals, every rule
# Two oxygens are missing from MgO, side by side or far apart. **Predict** which rules tell the two
# crystals apart, with the coordination number as the only feature.

# %% slides="25,37" claims="17,39"
pair = {name: make_mgo_vacancies(name) for name in ("adjacent", "far")}
count = Coordination(r_cut=2.6).fit(list(pair.values()))
sites = count.transform(list(pair.values()))
rules = {
    "mean": MeanPooling(), "sum": SumPooling(), "max": MaxPooling(),
    "histogram": HistogramPooling(n_bins=3), "moments": MomentPooling(order=2),
    "mean by species": SpeciesPooling(), "histogram by species": SpeciesPooling(HistogramPooling(n_bins=3)),
}
for name, rule in rules.items():
    first, second = rule.fit_transform(sites)
    verdict = "the same" if np.allclose(first, second) else "DIFFERENT"
    print(f"{name:21} {verdict:10} {np.round(first, 4)}  {np.round(second, 4)}")

# %% claims="39"
labels = list(rules["histogram by species"].get_feature_names_out())
magnesium = [s.values[np.array(s.species) == "Mg", 0].astype(int) for s in sites]
print("columns:", "; ".join(labels[:3]))
for name, numbers in zip(pair, magnesium, strict=True):
    kinds = {int(n): int((numbers == n).sum()) for n in np.unique(numbers)}
    print(f"{name:9} mean over Mg {numbers.mean():.6f}, Mg by coordination {kinds}")
ax = plot_sites({name: numbers for name, numbers in zip(pair, magnesium, strict=True)},
                label="coordination of Mg")

# %% [markdown] claims="17,39"
# Six magnesiums lose a neighbour for each vacancy, so mean and sum cannot differ, exactly. Two Mg lose *two* when
# the vacancies are adjacent: only rules that look at the distribution see it. A minimum would, a maximum does
# not: an extreme has a side.

# %% [markdown] slides="38,40,41"
# ## 3. How long does the row get?
# **Predict** the number of columns of each rule for SOAP vectors of MgO with ten bins.

# %% slides="38,40,41"
soap_sites = SOAP(4.0, n_max=4, l_max=3).fit_transform([make_rocksalt("Mg")])
d = soap_sites[0].values.shape[1]
for name, rule, formula in [
    ("mean, sum or max", MeanPooling(), d), ("histogram", HistogramPooling(n_bins=10), d * 10),
    ("mean by species", SpeciesPooling(), 2 * d),
    ("histogram by species", SpeciesPooling(HistogramPooling(n_bins=10)), 2 * d * 10),
]:
    width = rule.fit_transform(soap_sites).shape[1]
    print(f"{name:21} {width:5} columns, by the formula {formula}")

# %% [markdown] nbgrader={"grade_id": "E-q1-question", "locked": true}
# **Quick question 1.** Site vectors of 80 numbers, crystals of 5 elements, histograms of 12 bins for
# each element. Set `n_columns` to the length of the row.

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q1", "solution": true}
### BEGIN SOLUTION
n_columns = 5 * 80 * 12
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q1-check", "grade": true, "points": 1}
Quiz("E-q1", answer="n_columns").number(
    expected=4800, wrong={"edges for bins": 5200, "species left out": 960, "bins left out": 400,
                          "pairs of species": 14400})

# %% [markdown] slides="38" claims="18,61"
# ## 4. Mean: when the typical site decides
# Take some of the oxygens out of MgO. **Predict:** does the mean coordination of all atoms tell how many?
# And if magnesiums are missing as well?

# %% slides="38" claims="18"
easy = [make_random_mgo_vacancies(n / 200, seed=n) for n in range(1, 11)]
hard = [remove_random(crystal, species="Mg", fraction=rng.integers(1, 11) / 200, seed=n)
        for n, crystal in enumerate(easy)]
for name, crystals in {"only O missing": easy, "Mg missing too": hard}.items():
    X = MeanPooling().fit_transform(Coordination(r_cut=2.6).fit_transform(crystals))
    share = [1 - sum(site.specie.symbol == "O" for site in c) / 256 for c in crystals]
    print(f"{name}: R² of the share of missing O from the mean {LinearRegression().fit(X, share).score(X, share):.3f}")

# %% [markdown] claims="18"
# The mean is not blind to a rare motif: where nothing else changes, the smallest shift is signal enough.
# It fails when something else moves it too, or when the target is not a matter of the mean.

# %% slides="38"
spinel = make_spinel()
full = SOAP(3.0, sigma=0.3, compression="mu2").fit_transform([spinel])[0]
numbers = Coordination(r_cut=2.4).fit_transform([spinel])[0].values[:, 0]
cations = np.flatnonzero(np.array(full.species) != "O")
mean = full.values[cations].mean(axis=0)
nearest = np.linalg.norm(full.values[cations] - mean, axis=1).min()
between = np.linalg.norm(full.values[cations[0]] - full.values[cations], axis=1).max()
print(f"coordination of the cations: {sorted(set(numbers[cations].astype(int).tolist()))}, "
      f"mean {numbers[cations].mean():.2f}")
print(f"the mean SOAP vector is {nearest / between:.0%} of the way between the two kinds from the nearest site")

# %% [markdown]
# The mean of a tetrahedron and two octahedra is the vector of no site at all: an average crystal that does not
# exist. Good enough for a bulk property, a poor description of a mixture.

# %% [markdown] nbgrader={"grade_id": "E-kinds-question", "locked": true}
# **Step 1.** Files often list one site of each kind and how many there are. Write
# `mean_from_kinds(vectors, multiplicities)`: the mean over all sites, for `vectors` (n_kinds, d) and
# as many multiplicities.

# %% nbgrader={"grade_id": "E-kinds", "solution": true}
def mean_from_kinds(vectors, multiplicities):
    """Mean over all sites of a crystal, from one site of each kind."""
    ### BEGIN SOLUTION
    weights = np.array(multiplicities) / np.sum(multiplicities)
    return weights @ np.array(vectors, float)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-kinds-check", "grade": true, "points": 1}
step = Step("E-kinds", answer="mean_from_kinds")
kinds = [[4.0, 1.9], [6.0, 2.0], [4.0, 2.0]]
step.case("spinel: tetrahedra, octahedra, oxygen", args=(kinds, [1, 2, 4]), n=7,
          expected=[32 / 7, 13.9 / 7],
          wrong={"each kind once": [14 / 3, 5.9 / 3], "divided by the kinds": [32 / 3, 13.9 / 3]})
step.case("one feature, two kinds", args=([[6.0], [3.0]], [2, 4]), n=6, expected=[4.0],
          wrong={"each kind once": [4.5], "divided by the kinds": [12.0]})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-kinds-hidden", "grade": true, "points": 1}
# Other kinds and numbers are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("E-kinds", answer="mean_from_kinds", hidden=True)
for seed, counts in [(1, [8, 16, 32]), (2, [1, 5]), (3, [3, 1, 1, 12])]:
    rows = np.random.default_rng(seed).uniform(1, 5, size=(len(counts), 3))
    total = (rows * np.array(counts)[:, None]).sum(axis=0)
    step.case(f"{len(counts)} kinds", args=(rows, counts), n=sum(counts), wrong={
        "each kind once": rows.mean(axis=0), "divided by the kinds": total / len(counts),
        "sum for mean": total})
step.verdict()
### END HIDDEN TESTS

# %% [markdown] slides="39"
# ## 5. Sum: when every site adds to a total
# **Predict** what twice the cell along each axis does to a mean, a sum and a histogram.

# %% slides="39"
cells = [rattle(make_rutile(), amplitude=0.05)]
cells.append(supercell(cells[0], (2, 2, 2)))
both = SOAP(4.0, n_max=4, l_max=3).fit_transform(cells)
for name, rule in {"mean": MeanPooling(), "sum": SumPooling(), "histogram": HistogramPooling()}.items():
    small, large = rule.fit_transform(both)
    ratio = large[small > 1e-6] / small[small > 1e-6]
    print(f"{name:9} large cell / small cell: {ratio.min():.6f} to {ratio.max():.6f}")

# %% [markdown]
# A target per atom wants a rule that does not change, a total energy or volume wants one that grows. The
# wrong one of the two can be fitted on cells of one size and fails on the next size.

# %% slides="39"
def missing_bonds(cells, seed):
    """Crystals of MgO with vacancies of both kinds, and the missing neighbours of each site."""
    draw, crystals = np.random.default_rng(seed), []
    for scaling in cells:
        crystal = supercell(make_rocksalt("Mg"), scaling)
        for symbol, taken in zip(("Mg", "O"), draw.integers(0, 4, size=2), strict=True):
            share = taken / (np.prod(scaling) * 4)
            crystal = remove_random(crystal, species=symbol, fraction=share, seed=draw.integers(999))
        crystals.append(crystal)
    found = Coordination(r_cut=2.6).fit_transform(crystals)
    return [replace(s, values=6 - s.values, names=("missing",)) for s in found]

train, test = missing_bonds([(2, 2, 2)] * 30, seed=1), missing_bonds([(3, 3, 2)] * 30, seed=2)
for name, rule in {"mean": MeanPooling(), "sum": SumPooling()}.items():
    total = [[s.values.sum() for s in part] for part in (train, test)]
    model = LinearRegression().fit(rule.fit_transform(train), total[0])
    print(f"total from the {name}: R² on the trained size {model.score(rule.transform(train), total[0]):.2f}, "
          f"on a larger cell {model.score(rule.transform(test), total[1]):.2f}")

# %% [markdown] slides="39" claims="59"
# Machine-learned potentials sum: $E=\sum_i \varepsilon(\phi_i)$. One warning about forces. **Predict** how
# many site vectors change when one atom of rutile moves a little.

# %% claims="59"
still = supercell(make_rutile(), (3, 3, 4))
moved = still.copy()
moved.translate_sites([0], [0.01, 0.0, 0.0], frac_coords=False)
before, after = [s.values for s in SOAP(3.0, n_max=4, l_max=3, species=["Ti", "O"]).fit_transform([still, moved])]
change = np.abs(after - before).max(axis=1)
print(f"{(change > 1e-9).sum()} of {len(change)} site vectors change when atom 0 moves by 0.01 Å; "
      f"its own by {change[0]:.1e}, the others by up to {np.delete(change, 0).max():.1e}")

# %% [markdown] claims="59"
# The force on an atom is the slope of the *sum*, so the terms of all neighbours belong into it, not only
# its own. The notebook `H_universal_potentials` writes them out.

# %% [markdown] slides="37" claims="58"
# ## 6. Maximum: when one site decides
# Corrosion starts at the weakest spot, a chain breaks at one link. **Predict:** which rule finds the site with
# most missing neighbours, when one atom in two hundred is such a site?

# %% claims="58"
worst = [max(s.values[:, 0]) for s in train + test]
for name, rule in {"max": MaxPooling(), "mean": MeanPooling(), "moments": MomentPooling(order=3)}.items():
    X = rule.fit_transform(train + test)
    model = LinearRegression().fit(X, worst)
    print(f"worst site from the {name:8} R² {model.score(X, worst):.3f}")
print(f"worst sites: {sorted({int(n) for n in worst})} missing neighbours; "
      f"a maximum jumps by {MaxPooling().fit_transform([train[0]])[0, 0]:.0f} or more when one atom goes")

# %% [markdown] claims="58"
# Exactly right by construction, and fragile: one wrong atom in a file decides the row, and the side matters. A maximum of the
# coordination number would have looked at the *best* coordinated site.

# %% [markdown] slides="40" claims="60"
# ## 7. Histogram: when the distribution decides
# **Predict:** a new crystal has a value outside of everything seen in training. Where should it go?

# %% [markdown] nbgrader={"grade_id": "E-histogram-question", "locked": true}
# **Step 2.** Write `histogram(values, edges)`: for the values of one feature at all sites and
# increasing bin edges, the **fraction** of the sites in each bin. A bin holds its lower edge, the last
# bin its upper one too. Values below the first or above the last edge count in the outermost bin.

# %% nbgrader={"grade_id": "E-histogram", "solution": true}
def histogram(values, edges):
    """Fraction of the sites in each bin."""
    ### BEGIN SOLUTION
    inside = np.clip(values, edges[0], edges[-1])
    return np.histogram(inside, bins=edges)[0] / len(values)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-histogram-check", "grade": true, "points": 1}
step = Step("E-histogram", answer="histogram")
edges = [3.0, 4.0, 5.0, 7.0]
step.case("inside", args=([3.2, 4.0, 4.5, 6.0, 7.0], edges), expected=[0.2, 0.4, 0.4], n=5,
          wrong={"density for fractions": [0.2, 0.4, 0.2], "edges of its own": [0.2, 0.4, 0.4 + 1e-30],
                 "upper edge in the lower bin": [0.4, 0.2, 0.4]})
step.case("one outside", args=([3.5, 3.6, 6.0, 9.0], edges), expected=[0.5, 0.0, 0.5], n=4,
          wrong={"outside dropped": [0.5, 0.0, 0.25], "outside not counted": [2 / 3, 0.0, 1 / 3],
                 "density for fractions": [0.5, 0.0, 0.25 + 1e-30], "edges of its own": [0.5, 0.25, 0.25]})
step.verdict()

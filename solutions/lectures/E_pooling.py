# %% [markdown] slides="37"
# # E. Pooling: from atoms to materials
# **A crystal has many atoms and many vectors, a target is one number. What is kept, and what is lost,
# when the vectors become one row?** The rule is a claim about the mechanism; we test which rule finds
# which mechanism. About forty-five minutes.

# %%
import inspect
from dataclasses import replace

import numpy as np
import pandas as pd
from matminer.featurizers.structure.sites import PartialsSiteStatsFingerprint, SiteStatsFingerprint
from pymatgen.core import Lattice, Structure
from sklearn.linear_model import LinearRegression, RidgeCV
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit.apps import EnvironmentMap, PoolingPicture
from coursekit.checks import check, quiz, summary
from coursekit.datasets import load_dataset, make_motif_set
from coursekit.featurizers import SOAP, Coordination, InnerAverageSOAP, SiteFeatures
from coursekit.kernels import AverageKernel, column_multiplicity
from coursekit.neighbors import equivalent_sites
from coursekit.pipelines import run_ladder
from coursekit.plots.ladder import describe_ladder, plot_ladder
from coursekit.plots.picture import Picture
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
# Each site is one point in the space of its descriptor. Move through the map: which sites lie
# together, and what would a mean of the whole cloud still know of them?

# %%
map_app = EnvironmentMap(crystals="eight spinels", colour="coordination")
map_app

# %%
map_app.static()

# %%
print(map_app.text())

# %% [markdown] slides="37"
# Three islands: octahedral cations, tetrahedral cations, and oxygens, which have four cations around
# them. The mean of the cloud lies between the islands, where no site is. Rules that keep less or more
# of the cloud:
#
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
    "mean by species": SpeciesPooling(),
    "histogram by species": SpeciesPooling(HistogramPooling(n_bins=3)),
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
ax = plot_sites(dict(zip(pair, magnesium, strict=True)), label="coordination of Mg")

# %% [markdown] claims="17,39"
# Six magnesiums lose a neighbour for each vacancy, so mean and sum cannot differ, exactly. Two Mg
# lose *two* when the vacancies are adjacent: only rules that look at the distribution see it. A
# minimum would, a maximum does not: an extreme has a side.

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
quiz("E-q1")

# %% [markdown] slides="38" claims="18,61"
# ## 4. Mean: when the typical site decides
# Take some of the oxygens out of MgO. **Predict:** does the mean coordination of all atoms tell how
# many? And if magnesiums are missing as well?

# %% slides="38" claims="18"
easy = [make_random_mgo_vacancies(n / 200, seed=n) for n in range(1, 11)]
hard = [remove_random(crystal, species="Mg", fraction=rng.integers(1, 11) / 200, seed=n)
        for n, crystal in enumerate(easy)]
for name, crystals in {"only O missing": easy, "Mg missing too": hard}.items():
    X = MeanPooling().fit_transform(Coordination(r_cut=2.6).fit_transform(crystals))
    share = [1 - sum(site.specie.symbol == "O" for site in c) / 256 for c in crystals]
    r2 = LinearRegression().fit(X, share).score(X, share)
    print(f"{name}: R² of the share of missing O from the mean {r2:.3f}")

# %% [markdown] claims="18"
# The mean is not blind to a rare motif: where nothing else changes, the smallest shift is signal
# enough. It fails when something else moves it too, or when the target is not a matter of the mean.

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
print(f"from the mean SOAP vector to the nearest site: {nearest / between:.0%} of the distance "
      "between the two kinds")

# %% [markdown]
# The mean of a tetrahedron and two octahedra is the vector of no site at all: an average crystal
# that does not exist. Good enough for a bulk property, a poor description of a mixture.

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
check("E-kinds")

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-kinds-hidden", "grade": true, "points": 1}
# Other kinds and numbers are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("E-kinds", hidden=True)
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
# A target per atom wants a rule that does not change, a total energy or volume wants one that
# grows. The wrong one of the two can be fitted on cells of one size and fails on the next size.

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
    here, there = [model.score(rule.transform(part), y) for part, y in zip((train, test), total)]
    print(f"total from the {name}: R² on the trained size {here:.2f}, on a larger cell {there:.2f}")

# %% [markdown] slides="39" claims="59"
# Machine-learned potentials sum: $E=\sum_i \varepsilon(\phi_i)$. One warning about forces.
# **Predict** how many site vectors change when one atom of rutile moves a little.

# %% claims="59"
still = supercell(make_rutile(), (3, 3, 4))
moved = still.copy()
moved.translate_sites([0], [0.01, 0.0, 0.0], frac_coords=False)
found = SOAP(3.0, n_max=4, l_max=3).fit_transform([still, moved])
before, after = [s.values for s in found]
change = np.abs(after - before).max(axis=1)
print(f"{(change > 1e-9).sum()} of {len(change)} site vectors change when atom 0 moves by 0.01 Å; "
      f"its own by {change[0]:.1e}, the others by up to {np.delete(change, 0).max():.1e}")

# %% [markdown] claims="59"
# The force on an atom is the slope of the *sum*, so the terms of all neighbours belong into it, not
# only its own. The notebook `H_universal_potentials` writes them out.

# %% [markdown] slides="37" claims="58"
# ## 6. Maximum: when one site decides
# Corrosion starts at the weakest spot, a chain breaks at one link. **Predict:** which rule finds
# how many neighbours the worst site of a crystal is missing?

# %% claims="58"
worst = [max(s.values[:, 0]) for s in train + test]
rules = {"max": MaxPooling(), "mean": MeanPooling(), "three moments": MomentPooling(order=3)}
for name, rule in rules.items():
    X = rule.fit_transform(train + test)
    model = LinearRegression().fit(X, worst)
    print(f"worst site from the {name:13} R² {model.score(X, worst):.3f}")
print(f"the worst sites miss {sorted({int(n) for n in worst})} neighbours")

# %% [markdown] claims="58"
# Exactly right by construction, and fragile: one wrong atom in a file decides the row, and the side
# matters. A maximum of the coordination number would have looked at the *best* coordinated site.

# %% [markdown] slides="40" claims="60"
# ## 7. Histogram: when the distribution decides
# **Predict:** a new crystal has a value outside of everything seen in training. Where should it go?

# %% [markdown] nbgrader={"grade_id": "E-histogram-question", "locked": true}
# **Step 2.** Write `histogram(values, edges)`: for the values of one feature at all sites and
# increasing bin edges, the **fraction** of the sites in each bin. A bin holds its lower edge, the
# last bin its upper one too. Values below the first or above the last edge count in the outermost
# bin.

# %% nbgrader={"grade_id": "E-histogram", "solution": true}
def histogram(values, edges):
    """Fraction of the sites in each bin."""
    ### BEGIN SOLUTION
    inside = np.clip(values, edges[0], edges[-1])
    return np.histogram(inside, bins=edges)[0] / len(values)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-histogram-check", "grade": true, "points": 1}
check("E-histogram")

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-histogram-hidden", "grade": true, "points": 1}
# Other values and edges are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("E-histogram", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="40" claims="60"
# ### Edges are learnt
# `HistogramPooling` takes its edges from the data it is fitted to. **Predict** what happens to a
# row of the training set when the test crystal is allowed to help with the edges.

# %% claims="60"
known, new = make_rutile(), rattle(make_rutile(), amplitude=0.15, seed=2)
bonds = SOAP(3.0, n_max=2, l_max=1).fit_transform([known, rattle(known, amplitude=0.05), new])
honest, leaking = HistogramPooling(n_bins=4).fit(bonds[:2]), HistogramPooling(n_bins=4).fit(bonds)
print("edges of the first column from training:", honest.edges_[0].round(2))
print("edges when the test crystal helps:      ", leaking.edges_[0].round(2))
change = honest.transform(bonds[:2]) - leaking.transform(bonds[:2])
print(f"training rows change in {np.mean(change != 0):.0%} of their entries")

# %% [markdown] claims="60"
# That is a leak: the training rows know something about the test. Inside a scikit-learn pipeline
# the pooling is fitted again in every fold, and the leak is closed.

# %% [markdown] slides="40" claims="60"
# ### A histogram is a mean
# Replace each value by a row that is 1 in its bin and 0 elsewhere. **Predict** the mean of these
# rows.

# %% claims="60"
column = sites[0].values[:, 0]
rule = HistogramPooling(n_bins=3).fit([sites[0]])
bin_of = np.searchsorted(rule.edges_[0], column, side="right").clip(1, 3) - 1
indicators = SiteFeatures(np.eye(3)[bin_of], sites[0].species, ("low", "middle", "high"))
print("mean of indicators", MeanPooling().fit_transform([indicators])[0].round(4))
print("histogram         ", rule.transform([sites[0]])[0].round(4))

# %% [markdown] claims="60"
# The same. So "mean or histogram" is not about pooling alone: it is about which *functions of the
# site vector* are averaged. A mean of suitable features can do whatever a histogram does; keep that
# in mind for section 11.

# %% [markdown] slides="40" claims="60"
# ### The price: jumps
# One site value slides through an edge. **Predict** how the two rows move.

# %% claims="60"
slide = np.linspace(4.6, 5.4, 161)
records = [SiteFeatures(np.array([[4.0], [value], [6.0], [6.0]]), ("Mg",) * 4, ("N",))
           for value in slide]
smooth = MeanPooling().fit_transform(records)[:, 0] / 6
rule = HistogramPooling(n_bins=2).fit(records)
steps = rule.transform(records)[:, 0]
print(f"largest step between neighbours: mean {np.abs(np.diff(smooth)).max():.4f}, "
      f"histogram {np.abs(np.diff(steps)).max():.2f}, at the edge {rule.edges_[0, 1]:.1f}")

# %% [markdown] claims="60"
# A quarter of the row changes at once however small the step. For screening that is harmless; for
# forces it is not: they need smooth functions, such as broad overlapping bins.

# %% [markdown] slides="41"
# ## 8. By species: when roles differ
# MgAl₂O₄ as a normal spinel (Mg in tetrahedra) and as an inverse one (Al in tetrahedra). **Predict**
# which rules see it in the coordination numbers.

# %% slides="41"
spinels = [make_spinel(), make_spinel(inverse=True)]
numbers = Coordination(r_cut=2.4).fit_transform(spinels)
for name, rule in {"mean": MeanPooling(), "histogram": HistogramPooling(n_bins=3),
                   "mean by species": SpeciesPooling()}.items():
    first, second = rule.fit_transform(numbers)
    print(f"{name:16} normal {first.round(3)}  inverse {second.round(3)}")
print(list(rule.get_feature_names_out()))

# %% [markdown]
# Not even the histogram: the same numbers occur equally often, only at other elements. Where
# elements have roles, pool them apart.

# %% [markdown] nbgrader={"grade_id": "E-species-question", "locked": true}
# **Step 3.** Write `species_mean(values, species, element)`: the mean of the rows of `values`
# (n_sites, d) at the sites of one element; zeros if the crystal has none.

# %% nbgrader={"grade_id": "E-species", "solution": true}
def species_mean(values, species, element):
    """Mean site vector of one element."""
    ### BEGIN SOLUTION
    values = np.array(values, float)
    own = values[np.array(species) == element]
    return own.mean(axis=0) if len(own) else np.zeros(values.shape[1])
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-species-check", "grade": true, "points": 1}
check("E-species")

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-species-hidden", "grade": true, "points": 1}
# Other crystals and elements are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("E-species", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="41" claims="57"
# ### In matminer
# **Predict:** is there a `group_by` in `SiteStatsFingerprint`?

# %% claims="57"
for tool in (SiteStatsFingerprint, PartialsSiteStatsFingerprint):
    print(tool.__name__, "takes", list(inspect.signature(tool.__init__).parameters)[1:])

# %% [markdown] claims="57"
# There is none. The version by element is a class of its own, `PartialsSiteStatsFingerprint`, in the
# module `matminer.featurizers.structure.sites`; the course's is `SpeciesPooling` around any rule.

# %% [markdown] claims="62"
# ## 9. Before or after squaring
# "Average SOAP" has two meanings: the mean of the sites' power spectra (*outer*), or the power
# spectrum of the mean density (*inner*). **Predict** which of them knows how two far-away groups
# are turned to each other.

# %% claims="62"
group = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / np.sqrt(3)
crystals = []
for second in (group, -group):
    coords = [[5, 5, 5], *np.add(group, 5), [15, 5, 5], *np.add(second, [15, 5, 5])]
    box = Structure(Lattice.cubic(20), ["C", "H", "H", "H", "H"] * 2, coords, coords_are_cartesian=True)
    crystals.append(box)
outer = MeanPooling().fit_transform(SOAP(3.0).fit_transform(crystals))
inner = InnerAverageSOAP(3.0).fit_transform(crystals)
for name, X in {"outer": outer, "inner": inner}.items():
    change = np.abs(X[0] - X[1]).max() / np.abs(X).max()
    print(f"{name}: parallel and opposite groups differ by {change:.0e}")

# %% [markdown] claims="62"
# The outer mean squares each site first and forgets how sites are turned to each other; the inner
# one remembers and lets opposite directions cancel. Say which one you used; the mean pooling of
# this course is the outer.

# %% [markdown] slides="37"
# ## 10. Which rule finds which mechanism?
# Crystals of two sizes with both kinds of vacancies; the only feature is the number of missing
# neighbours of each site. Five targets, five mechanisms. **Predict** the table: where will R² be 1?

# %% slides="37" claims="18,58"
records = missing_bonds([(2, 2, 2), (3, 2, 2)] * 40, seed=6)
values = [s.values[:, 0] for s in records]
oxygen = [np.array(s.species) == "O" for s in records]
targets = {
    "typical: mean over all": [v.mean() for v in values], "extensive: total": [v.sum() for v in values],
    "extreme: worst site": [v.max() for v in values],
    "rare: share with two or more": [(v >= 2).mean() for v in values],
    "role: mean over O": [v[o].mean() for v, o in zip(values, oxygen, strict=True)],
}
rules = {"mean": MeanPooling(), "sum": SumPooling(), "max": MaxPooling(),
         "histogram": HistogramPooling(n_bins=5), "mean by species": SpeciesPooling()}

# %% slides="37"
folds = KFold(5, shuffle=True, random_state=0)
model = make_pipeline(StandardScaler(), RidgeCV(np.logspace(-8, 3, 23)))
table = pd.DataFrame(index=list(targets), columns=list(rules), dtype=float)
for target, y in targets.items():
    for name, rule in rules.items():
        predicted = cross_val_predict(model, rule.fit_transform(records), y, cv=folds)
        table.loc[target, name] = 1 - np.mean((predicted - y) ** 2) / np.var(y)
ax = plot_matrix(table)
table.round(2)

# %% [markdown]
# Each mechanism has its rule, and the histogram serves two: with one bin for each possible value it
# contains the mean. Nobody tells you the mechanism of a real target. But this table can be made for
# it, and then it is an argument.

# %% [markdown] slides="37"
# ### Try the rules
# Choose two crystals, a feature and a rule: are the rows different, and in which entries?

# %%
pooling_app = PoolingPicture(pair="two vacancies in MgO", rule="histogram")
pooling_app

# %%
pooling_app.static()

# %%
print(pooling_app.text())

# %% [markdown] slides="25,38,40" claims="17,18"
# ## 11. Where pooling matters, and where not
# A set made for this: MgO crystals with equal mean coordination, whose (model) energy depends on
# how their vacancies lie to each other. **Predict** four results: coordination or SOAP, mean or
# histogram.

# %% slides="40" claims="17,18"
motifs = make_motif_set(60)
described = {"coordination": Coordination(r_cut=2.6), "SOAP": SOAP(5.0, n_max=4, l_max=3)}
rows = {}
for name, featurizer in described.items():
    records = featurizer.fit_transform(motifs.structures)
    for how, rule in {"mean": MeanPooling(), "histogram": HistogramPooling(n_bins=7)}.items():
        predicted = cross_val_predict(make_pipeline(rule, model), records, motifs.targets, cv=folds)
        r2 = 1 - np.mean((predicted - motifs.targets) ** 2) / np.var(motifs.targets)
        rows[f"{name}, {how}"] = {"R²": round(r2, 3), "columns": rule.fit_transform(records).shape[1]}
pd.DataFrame(rows).T

# %% [markdown] claims="17,18"
# For the plain count the rule is everything: blind or exact. For SOAP it is far less, because a site
# *next to* two vacancies already has another vector, and section 7 said why a mean of rich features
# can do much. A poor site vector needs a good rule; a rich one needs it less.

# %% [markdown] slides="38,40,42"
# ### On real energies
# Formation energies, SOAP with mean and with histogram, the same folds. **Predict:**
# does the longer row win?

# %% slides="40,42"
data = load_dataset()
formulas, counts = np.unique(data.groups, return_counts=True)
several = formulas[counts >= min(3, counts.max())]
drawn = rng.choice(several, size=min(60, len(several)), replace=False)
part = data.subset(np.flatnonzero(np.isin(data.groups, drawn)))
ladder = run_ladder(part, rungs=("mean", "soap-mean", "soap-histogram"), seed=0)
scores = pd.DataFrame([vars(score) for score in ladder.scores])
shown = ["split", "title", "n_features", "mae", "mae_scatter", "rho", "regret"]
kinds_each = np.mean([len(equivalent_sites(crystal).representatives)
                      / len(crystal.composition) for crystal in part.structures])
print(f"{len(part)} crystals; on average {np.mean([len(c) for c in part.structures]):.1f} sites, and "
      f"{kinds_each:.2f} kinds of sites for each element")
scores[shown].set_index(["split", "title"]).round(3)

# %%
Picture(plot_ladder(ladder.scores), alt=describe_ladder(ladder.scores))

# %% slides="40" claims="63"
print(describe_ladder(ladder.scores))
for split, rows in scores.set_index("rung").groupby("split"):
    mean, histogram = [np.array(rows.fold_mae[rung]) for rung in ("soap-mean", "soap-histogram")]
    extra = histogram - mean
    error = extra.std(ddof=1) / np.sqrt(len(extra))
    verdict = "not to be told apart" if abs(extra.mean()) < 2 * error else (
        "the mean is better" if extra.mean() > 0 else "the histogram is better")
    print(f"{split} folds: histogram - mean {extra.mean():+.3f} ± {error:.3f} eV/atom: {verdict}")

# %% [markdown] slides="40" claims="63"
# The lines compare the two rules fold by fold. A histogram can only pay where an element has several
# kinds of sites; with close to one kind for each element there is hardly a distribution to keep. What
# it costs is certain: ten bins for each number (and it starts from a shorter SOAP here), which is a
# burden when crystals are few. Choose by mechanism, then measure.

# %% [markdown] nbgrader={"grade_id": "E-q2-question", "locked": true}
# **Quick question 2.** A catalyst's rate comes from a few kink sites; the number of sites differs
# from crystal to crystal. Which rule is the first to try? Set `rule_2`.
#
# - **a** Mean, because it is smooth.
# - **b** Sum, because the rate is extensive.
# - **c** Histogram, or another rule that keeps the distribution.
# - **d** Inner-averaged SOAP.

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q2", "solution": true}
### BEGIN SOLUTION
rule_2 = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q2-check", "grade": true, "points": 1}
quiz("E-q2")

# %% [markdown] nbgrader={"grade_id": "E-q3-question", "locked": true}
# **Quick question 3.** Bin edges were computed from all crystals, then the set was split into folds.
# What is wrong? Set `leak`.
#
# - **a** Nothing: edges do not contain targets.
# - **b** Rows of training crystals depend on test crystals, so the test is not new to the model.
# - **c** Edges must be the same in all folds.
# - **d** The bins become too narrow.

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q3", "solution": true}
### BEGIN SOLUTION
leak = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q3-check", "grade": true, "points": 1}
quiz("E-q3")

# %% [markdown] slides="38,42"
# ### A kernel between crystals is a pooling too
# The average kernel compares every site with every site. **Predict** how it relates to mean pooling.

# %% slides="38,42"
tio2 = SOAP(5.0).fit_transform([make_rutile(), make_anatase()])
weights = np.sqrt(column_multiplicity(tio2[0].names))
units = [s.values * weights / np.linalg.norm(s.values * weights, axis=1, keepdims=True) for s in tio2]
a, b = [u.mean(axis=0) for u in units]
print(f"cosine of the mean vectors   {a @ b / np.linalg.norm(a) / np.linalg.norm(b):.6f}")
for zeta in (1, 4):
    print(f"average kernel, zeta {zeta}       {AverageKernel(zeta=zeta).fit_transform(tio2)[0, 1]:.6f}")

# %% [markdown] slides="42"
# At ζ = 1 it *is* mean pooling; ζ = 4 averages products of features, once more richer functions in
# the same mean.

# %% [markdown] slides="42" claims="63"
# ## 12. Learned pooling
# A rule can have a parameter. The power mean $\left(\tfrac1N\sum_i v_i^{\,p}\right)^{1/p}$ is the
# mean at $p=1$ and tends to the maximum for large $p$. Let the training data choose $p$.
# **Predict** its value for two targets of section 10.

# %% slides="42"
def power_mean(values, p):
    """Mean at p = 1, maximum for large p."""
    return np.array([np.mean(v**p) ** (1 / p) for v in values])[:, None]

for target in ("typical: mean over all", "extreme: worst site"):
    y = np.array(targets[target])
    fits = {}
    for p in (1, 2, 4, 8, 16, 32):
        predicted = cross_val_predict(model, power_mean(values, p), y, cv=folds)
        fits[p] = 1 - np.mean((predicted - y) ** 2) / np.var(y)
    listed = ", ".join(f"p {p}: {value:.2f}" for p, value in fits.items())
    print(f"{target:23} best p = {max(fits, key=fits.get):2}; R² {listed}")

# %% [markdown] slides="42" claims="63"
# One parameter, and the data find the rule. Attention in a graph network is the same with thousands
# of them: more flexible, and hungrier. On the public benchmark Matbench (version 0.1; the table in
# `A_ladder` has the best of each task) a feature model leads the small sets (636 and 4,764 crystals),
# is close behind at about 10⁴, and loses clearly at 10⁵ (formation energy: 0.045 eV/atom, the best
# model 0.017). So with hundreds to some thousands of crystals choose the rule yourself.

# %%
summary("E")

# %% [markdown]
# ## Recap
# 1. A pooling rule is a claim about the mechanism: typical, total, extreme, distribution, role.
# 2. Lengths are exact; edges are learnt from training data only; hard bins jump; sums grow.
# 3. A poor site vector needs a good rule; with a rich one the mean often does. Measure both.

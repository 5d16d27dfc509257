# %% [markdown] slides="4"
# # A. The ladder of descriptors
# **How much of a crystal does a model have to see?** We climb from the formula to the surroundings
# of each atom, and measure at every rung what it buys. About forty minutes.

# %%
import time

import numpy as np
import pandas as pd
from pymatgen.core import Composition
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import make_pipeline

from coursekit.apps import RadialPicture
from coursekit.checks import check, quiz, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import (
    SOAP,
    Coordination,
    ElementStatistics,
    MagpieStatistics,
    PairCoordination,
    PartialRadialDistribution,
    RadialDistribution,
    SiteStatisticsFingerprint,
)
from coursekit.pipelines import make_folds, run_ladder
from coursekit.plots.axes import make_axes
from coursekit.plots.ladder import describe_ladder, plot_ladder
from coursekit.plots.picture import Picture
from coursekit.plots.style import COLOURS
from coursekit.pooling import MeanPooling
from coursekit.structures import (
    make_anatase,
    make_brookite,
    make_licoo2,
    make_mgo_vacancies,
    make_random_mgo_vacancies,
    make_rutile,
)

rng = np.random.default_rng(6)

# %% [markdown] slides="4" claims="19"
# ## Four tiers
# | tier | what goes in | what it keeps | what it loses | what it costs |
# |---|---|---|---|---|
# | 1 composition | the formula | elements and amounts | every position | next to nothing |
# | 2 pooled structure | positions | distances, mean coordination | which atom has what | little |
# | 3 local | each atom's surroundings | sites, until they are pooled | what the pooling drops | more, and long rows |
# | 4 learned | a graph | what helped in training | what did not | data and training |
#
# There are four, here and in all notebooks. **Predict:** how many numbers does each of the first
# three make of one crystal?

# %%
dioxides = {"rutile": make_rutile(), "anatase": make_anatase(), "brookite": make_brookite()}
tiers = {
    "1 composition": MagpieStatistics(),
    "2 pooled structure, distances": RadialDistribution(r_cut=8.0, bin_width=0.1),
    "2 pooled structure, site shapes": SiteStatisticsFingerprint(),
    "3 local, then pooled": make_pipeline(SOAP(5.0, n_max=6, l_max=4), MeanPooling()),
}
crystals, rows = list(dioxides.values()), []
for name, tier in tiers.items():
    tier.fit(crystals).transform(crystals)  # the first call also loads the library
    start = time.perf_counter()
    X = tier.transform(crystals * 30)
    milliseconds = 1000 * (time.perf_counter() - start) / len(X)
    rows.append({"tier": name, "numbers": X.shape[1], "ms per crystal": round(milliseconds, 2)})
pd.DataFrame(rows).set_index("tier")

# %% [markdown]
# The formula is nearly free. Above it, the recipe decides the price more than the tier: distances are
# cheap to count, while deciding who is bonded to whom takes its time. What a rung *buys* is the
# question of this notebook, and the answer will depend on the target and on how the test is made.

# %% [markdown] slides="5"
# ## Tier 1: the formula
# The Magpie recipe looks up properties of each element and keeps a few statistics of each.
# **Predict:** how many numbers are that for TiO₂, and is the standard deviation among them?

# %% claims="1,2"
magpie = MagpieStatistics().fit(["TiO2"])
names = magpie.get_feature_names_out()
parts = [name.split(" ", 2) for name in names]
statistics = list(dict.fromkeys(statistic for _, statistic, _ in parts))
properties = list(dict.fromkeys(label for _, _, label in parts))
print(len(properties), "properties x", len(statistics), "statistics =", len(names), "numbers")
print("statistics:", ", ".join(statistics))
print("properties:", ", ".join(properties[:8]), "...")

# %% [markdown]
# Mean and scatter are weighted by the amounts, and the scatter is the mean absolute deviation
# (`avg_dev`), not the standard deviation. Papers that say "Magpie features" with another number
# have picked some, or added others.

# %% [markdown] nbgrader={"grade_id": "A-statistics-question", "locked": true}
# **Step 1.** Write `six_statistics(values, amounts)`: for the property values of a formula's elements
# and their amounts, the list *minimum, maximum, range, mean, mean absolute deviation, mode*. Mean and
# deviation are weighted by the amounts; the mode is the value of the most abundant element.

# %% nbgrader={"grade_id": "A-statistics", "solution": true}
def six_statistics(values, amounts):
    """Minimum, maximum, range, mean, mean absolute deviation and mode."""
    ### BEGIN SOLUTION
    values, weights = np.array(values, float), np.array(amounts, float) / np.sum(amounts)
    mean = np.sum(weights * values)
    deviation = np.sum(weights * np.abs(values - mean))
    low, high = values.min(), values.max()
    return [low, high, high - low, mean, deviation, values[np.argmax(weights)]]
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-statistics-check", "grade": true, "points": 1}
check("A-statistics")

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-statistics-hidden", "grade": true, "points": 1}
# More formulas are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("A-statistics", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="5" claims="3"
# The recipe divides by the number of atoms and never asks for an order. **Predict** which of these
# four ways to write lithium nickel cobalt manganese oxide gives another row.

# %% claims="3"
written = ["LiNi0.8Co0.1Mn0.1O2", "Li10Ni8CoMnO20", "O2Mn0.1Co0.1Ni0.8Li", "LiNi0.6Co0.2Mn0.2O2"]
X = magpie.transform(written)
for formula, row in zip(written, X, strict=True):
    print(f"{formula:22} largest change {np.abs(row - X[0]).max():.1e}")

# %% [markdown]
# Twice the formula and another order are the same row, to rounding; another recipe of the cathode is
# not. That is a property of these statistics, not of every featuriser of formulas: one that counts
# atoms would tell the first two apart.

# %% [markdown] slides="6"
# ### A library of such recipes
# matminer holds them under one interface: `featurize` makes the row, `feature_labels` names it,
# `MultipleFeaturizer` puts several side by side. Our class is the same numbers, as an array.

# %% claims="4"
from matminer.featurizers.composition import ElementProperty

theirs = ElementProperty.from_preset("magpie", impute_nan=False)
row = theirs.featurize(Composition("TiO2"))
print("equal:", np.allclose(row, magpie.transform(["TiO2"])[0]))
print("same names:", list(names) == theirs.feature_labels())

# %% claims="5"
for table in ["magpie", "deml", "matminer", "matscholar_el", "megnet_el"]:
    labels = ElementStatistics(table).fit(["TiO2"]).get_feature_names_out()
    print(f"{table:14} {len(labels):5} numbers, such as {labels[3]!r}")

# %% [markdown]
# Five tables of element properties, five lengths. Name the table in a report, or nobody can repeat
# it. One warning: matminer's `featurize_dataframe` starts as many processes as there are cores, which
# can hang in notebooks; `set_n_jobs(1)` is the safe setting.

# %% [markdown] slides="7"
# ## Why is so little so strong?
# **Predict:** in the course's own crystals (or yours, if you set `COURSEKIT_DATASET`), how much of the
# spread of formation energies lies between different formulas, and how much between polymorphs of one?

# %% claims="9"
data = load_dataset()
energies = pd.Series(data.targets)
within = energies - energies.groupby(data.groups).transform("mean")
print(f"{len(data)} crystals, {len(set(data.groups))} formulas")
print(f"spread of all:            {energies.std(ddof=0):.2f} eV/atom")
print(f"spread inside a formula:  {within.std(ddof=0):.2f} eV/atom")
print(f"share of the variance that the formula decides: {1 - within.var() / energies.var():.0%}")

# %% [markdown]
# Most of a formation energy is decided by who is there. But the small rest decides which polymorph
# exists: models of the formula predict formation energies acceptably and stabilities badly
# (Bartel et al., npj Comput. Mater. 6, 97 (2020), https://doi.org/10.1038/s41524-020-00362-y).
# A small error and a small effect are not the same thing.

# %% [markdown] slides="7" claims="6,7"
# ### What a public benchmark says
# Matbench compares models on the same folds (Dunn et al., npj Comput. Mater. 6, 138 (2020),
# https://doi.org/10.1038/s41524-020-00406-3; mean absolute errors of its public leaderboard v0.1).
# **Predict:** how much worse is the best model that sees only formulas?

# %% claims="6,7"
columns = ["task", "crystals", "best with structure", "best from formula"]
matbench = pd.DataFrame([
    ("formation energy, eV/atom", 132752, 0.0170, 0.0839), ("band gap, eV", 106113, 0.156, 0.231),
    ("perovskites, eV", 18928, 0.0269, 0.4065), ("log bulk modulus", 10987, 0.0491, 0.0758),
    ("log shear modulus", 10987, 0.067, 0.0996), ("refractive index", 4764, 0.271, 0.320),
    ("phonon peak, cm⁻¹", 1265, 28.8, 46.6), ("exfoliation, meV/atom", 636, 33.2, 45.6),
], columns=columns).set_index("task")
matbench["error ratio"] = matbench["best from formula"] / matbench["best with structure"]
matbench.round(3)

# %% [markdown] claims="7,8"
# In every row the formula alone is worse. For the refractive index and for exfoliation it is within
# about one standard deviation over the folds (0.07, and 7 to 12 meV/atom), so there, and only there, one
# cannot be sure. The number of crystals does not decide it: the perovskites are many and have the largest
# ratio, because few formulas appear there in many distortions.
# So: report the baseline first, train it in seconds, and do not expect it to be enough.

# %% [markdown] slides="8"
# ## Where a formula cannot help
# Rutile, anatase and brookite are all TiO₂. In experiment their band gaps are about 3.0, 3.2 and,
# depending on the sample, 3.1 to 3.4 eV. **Predict:** how different are their rows?

# %% claims="11,12"
X = magpie.transform(list(dioxides.values()))
for name, row in zip(dioxides, X, strict=True):
    print(f"{name:9} equal to rutile, all {len(row)} numbers: {np.array_equal(row, X[0])}")

# %% claims="13"
cathodes = {
    "LiCoO2": make_licoo2(),
    "half the lithium, one order": make_licoo2(lithium=0.5, scaling=(2, 2, 1), seed=0),
    "half the lithium, another": make_licoo2(lithium=0.5, scaling=(2, 2, 1), seed=3),
}
X = magpie.transform(list(cathodes.values()))
for (name, crystal), row in zip(cathodes.items(), X, strict=True):
    change = np.abs(row - X[1]).max()
    print(f"{name:28} {crystal.composition.reduced_formula:12} change {change:.1e}")

# %% [markdown]
# The polymorphs are equal bit by bit, so no model on these rows can tell their gaps apart. How much
# lithium is missing does show, because it changes the formula; *where* it is missing does not. If the
# question is which polymorph, which site or which order, tier 1 is the wrong tool.

# %% [markdown] slides="9"
# ## Tier 2: distances, pooled over the cell
# The radial distribution function compares the number of neighbours between $r$ and $r+\mathrm{d}r$
# with what atoms at random would give, $4\pi r^2 \rho\,\mathrm{d}r$ with $\rho = N/V$:
#
# $$g(r) = \frac{V}{N^2}\,\frac{1}{4\pi r^2}\,\Big\langle \sum_{i \ne j} \delta(r - r_{ij})\Big\rangle .$$
#
# The factor $4\pi r^2$ belongs there: with it, $g$ tends to 1. **Predict:** from which distance on do
# the three crystals look like atoms at random?

# %% claims="14"
rdf = RadialDistribution(r_cut=20.0, bin_width=0.1).fit(list(dioxides.values()))
g = dict(zip(dioxides, rdf.transform(list(dioxides.values())), strict=True))
r = (rdf.edges_[:-1] + rdf.edges_[1:]) / 2
axes = make_axes((10, 3), columns=3)
for ax, colour, (name, values) in zip(axes, COLOURS, g.items(), strict=False):
    ax.stairs(values, rdf.edges_, color=colour)
    ax.axhline(1, color="black", linewidth=0.8, linestyle="--")
    ax.set(xlabel="r / Å", ylabel="g(r)", xlim=(0, 20), ylim=(0, 11), title=name)

# %% claims="14"
for name, values in g.items():
    print(f"{name:9} mean of g", end="")
    for low, high in [(0, 5), (5, 10), (10, 15), (15, 20)]:
        inside = (r > low) & (r < high)
        mean = np.average(values[inside], weights=r[inside] ** 2)
        print(f",  {low} to {high} Å: {mean:.3f}", end="")
    print()

# %% [markdown]
# The peaks never quite go away, because a perfect crystal has order at any distance, but over each
# five ångström the mean of $g$ is 1 within a few percent (each bin weighted by $r^2$). And the three
# pictures differ: this tier sees what the formula hides.

# %% [markdown] slides="9" claims="15"
# ### One pair of elements at a time
# The partial function $g_{AB}(r)$ counts only neighbours $B$ of atoms $A$, relative to the density
# $\rho_B = N_B/V$. It is the same for $AB$ and $BA$. The coordination number is its integral,
#
# $$N_{AB} = \int_0^{r_\mathrm{max}} 4\pi r^2\,\rho_B\,g_{AB}(r)\,\mathrm{d}r ,$$
#
# and that is not symmetric. In bins, $4\pi r^2\,\mathrm{d}r$ becomes the volume of the shell.
# **Predict:** within 2.4 Å, how many O has a Ti of rutile, and how many Ti has an O? Move the slider.

# %% claims="14,15"
radial = RadialPicture(crystal="rutile TiO₂", pair="Ti-O")
radial

# %% claims="14,15"
radial.static()

# %% claims="14,15"
for r_max in (2.4, 4.0, 6.0):
    print(f"{radial.set(r_max=r_max).text()}\n")

# %% [markdown] claims="15"
# The solid line counts O around Ti, the dashed one Ti around O. At any distance the two numbers have the
# ratio of the amounts, $N_{AB}/N_{BA} = c_B/c_A$: each bond has two ends, and there are twice as many
# oxygens.

# %%
rutile = dioxides["rutile"]
partial = PartialRadialDistribution(r_cut=6.0, bin_width=0.05).fit([rutile])
g_titanium, g_mixed, g_oxygen = partial.transform([rutile])[0].reshape(3, -1)
edges = partial.edges_
print("pairs:", "Ti-Ti, Ti-O, O-O;", "bins:", len(g_mixed), "of", round(edges[1], 3), "Å")

# %% [markdown] nbgrader={"grade_id": "A-integral-question", "locked": true}
# **Step 2.** Write `coordination(edges, g_ab, n_b, volume, r_max)`: the mean number of $B$ within
# `r_max` of an $A$. `edges` (Å) are one more than the values `g_ab`; the cell has `n_b` atoms $B$ and
# the `volume` (Å³).

# %% nbgrader={"grade_id": "A-integral", "solution": true}
def coordination(edges, g_ab, n_b, volume, r_max):
    """Mean number of B within r_max of an A."""
    ### BEGIN SOLUTION
    edges = np.array(edges)
    shells = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    near = (edges[1:] + edges[:-1]) / 2 < r_max
    return n_b / volume * np.sum((shells * g_ab)[near])
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-integral-check", "grade": true, "points": 1}
check("A-integral")

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-integral-hidden", "grade": true, "points": 1}
# Other crystals and other bins are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("A-integral", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "A-q1-question", "locked": true}
# **Quick question 1.** How many different partial functions does LiNi₀.₈Co₀.₁Mn₀.₁O₂ have? Set
# `n_partials` to the number.

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-q1", "solution": true}
### BEGIN SOLUTION
n_partials = 5 * 6 // 2
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-q1-check", "grade": true, "points": 1}
quiz("A-q1")

# %% [markdown] slides="10" claims="15,16"
# ### A few numbers for each pair
# Instead of a histogram for each pair one can keep its moments: the number of $B$ around an $A$, mean
# and scatter of the bond length. **Predict:** will these tell the three crystals apart?

# %% claims="15"
bonds = PairCoordination().fit(list(dioxides.values()))
table = pd.DataFrame(bonds.transform(list(dioxides.values())), index=list(dioxides),
                     columns=bonds.get_feature_names_out())
balance = np.allclose(table["N(Ti-O)"] * 1 / 3, table["N(O-Ti)"] * 2 / 3)
print("c_Ti N(Ti-O) = c_O N(O-Ti):", balance)
table[["N(Ti-O)", "N(O-Ti)", "mean length Ti-O / Å", "std length Ti-O / Å"]].round(3)

# %% [markdown]
# Each titanium has six oxygens in all three; the mean bonds differ by a hundredth of an ångström or
# less, the scatter of the bonds by more. Compact, and easy to read, but a lot rides on a small number.

# %% claims="16"
fingerprint = SiteStatisticsFingerprint().fit([rutile])
labels = fingerprint.get_feature_names_out()
print(len(labels), "numbers: mean and scatter over the sites of", len(labels) // 2, "each")
row = fingerprint.transform([rutile])[0]
for place in np.argsort(row)[::-1][:4]:
    print(f"  {labels[place]:45} {row[place]:.2f}")

# %% [markdown]
# Here each *site* is compared with common coordination shapes first, and mean and scatter make a
# crystal of it. So this "pooled" fingerprint is a local descriptor plus a pooling rule: the tiers
# differ in what the site vector holds and in how it is pooled, not in some deeper way. Another
# well-known set of this tier is built on Voronoi cells (Ward et al., Phys. Rev. B 96, 024104 (2017),
# https://doi.org/10.1103/PhysRevB.96.024104).

# %% [markdown] slides="11"
# ## Does pooling lose a rare motif?
# Take one oxygen in fifty out of MgO. Every vacancy takes a neighbour from six magnesiums.
# **Predict:** can a model that sees only the *mean* coordination of Mg find out how many are missing?

# %% claims="17,18"
shares = np.arange(1, 11) / 200
crystals = [make_random_mgo_vacancies(share, seed=n) for n, share in enumerate(shares)]
count = Coordination(r_cut=2.6).fit(crystals)
numbers = [s.values[np.array(s.species) == "Mg", 0] for s in count.transform(crystals)]
means = np.array([n.mean() for n in numbers])[:, None]
missing = np.array([1 - len(crystal) / 512 for crystal in crystals]) * 2
fit = LinearRegression().fit(means, missing)
print(f"R² = {fit.score(means, missing):.6f}: share missing = {fit.intercept_:.3f} "
      f"{fit.coef_[0]:+.4f} x mean coordination")

# %% [markdown]
# It can, perfectly: nothing else varies, so even a tiny shift of a mean is the whole signal. The mean
# fails when something else moves it as well, or when the target is not a matter of the mean.
# **Predict:** two vacancies side by side or far apart, does the mean know?

# %% claims="17"
pairs = {name: make_mgo_vacancies(name) for name in ["adjacent", "far"]}
for name, sites in zip(pairs, count.transform(list(pairs.values())), strict=True):
    numbers = sites.values[np.array(sites.species) == "Mg", 0].astype(int)
    histogram = {int(n): int((numbers == n).sum()) for n in np.unique(numbers)}
    print(f"{name:9} mean {numbers.mean():.6f}   sites by coordination {histogram}")

# %% [markdown]
# Same mean, other histogram. A local vector that is averaged loses the motif as surely as tier 2
# does, and a minimum or a scatter in tier 2 would keep it: **it is the pooling, not the tier.** The
# notebook `E_pooling` goes on from here.

# %% [markdown] slides="7" claims="7,10"
# ## What does each rung buy?
# Now the test: learn formation energies with each tier, on the same crystals and the same folds, and
# ask three things: the error; the order of polymorphs inside a formula (rank correlation $\rho$, 1 is
# perfect, 0 is guessing); and the **regret**, the energy that the model's favourite lies above the
# truly lowest polymorph.

# %% [markdown] nbgrader={"grade_id": "A-regret-question", "locked": true}
# **Step 3.** Write `regret(energies, predicted)` for the polymorphs of one formula: the true energy
# of the polymorph with the lowest prediction, above the lowest true energy. If several tie for the
# lowest prediction, the mean over them.

# %% nbgrader={"grade_id": "A-regret", "solution": true}
def regret(energies, predicted):
    """Energy of the model's favourite above the lowest, eV/atom."""
    ### BEGIN SOLUTION
    energies, predicted = np.array(energies), np.array(predicted)
    favourites = np.isclose(predicted, predicted.min())
    return energies[favourites].mean() - energies.min()
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-regret-check", "grade": true, "points": 1}
check("A-regret")

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-regret-hidden", "grade": true, "points": 1}
# More formulas are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("A-regret", hidden=True)
### END HIDDEN TESTS

# %% [markdown] claims="7"
# ### Two ways to divide the crystals
# Random folds put polymorphs of one formula on both sides. Folds by formula keep them together, so
# that every formula in the test is new. **Predict:** with five random folds, how many of the test
# crystals have a polymorph in the training set?

# %% [markdown] nbgrader={"grade_id": "A-known-question", "locked": true}
# **Step 4.** Write `share_known(train, test)`: of the crystals in `test`, the fraction whose formula
# also occurs in `train`. Both are lists of formulas, one for each crystal.

# %% nbgrader={"grade_id": "A-known", "solution": true}
def share_known(train, test):
    """Fraction of the test crystals whose formula occurs in training."""
    ### BEGIN SOLUTION
    return float(np.mean([formula in set(train) for formula in test]))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-known-check", "grade": true, "points": 1}
check("A-known")

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-known-hidden", "grade": true, "points": 1}
# The folds of a data set are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("A-known", hidden=True)
### END HIDDEN TESTS

# %%
for split in ["random", "grouped"]:
    folds = make_folds(data.groups, split)
    known = [np.isin(data.groups[test], data.groups[train]).mean() for train, test in folds]
    print(f"{split:8} share of test crystals with a known formula: {np.mean(known):.2f}")

# %% [markdown]
# The two splits ask different questions: "another crystal of a formula I know" and "a formula I have
# never seen". Neither is wrong; a number without its split is.

# %% [markdown]
# ### The ladder, measured
# Up to a hundred formulas with three polymorphs or more, drawn once; about half a minute. **Predict** the
# rung with the smallest error, and the rung with the best order, on each split. (On data of your own:
# order and regret need formulas with three crystals or more, and are nan without.)

# %% claims="7,10"
formulas, counts = np.unique(data.groups, return_counts=True)
several = formulas[counts >= min(3, counts.max())]
drawn = rng.choice(several, size=min(100, len(several)), replace=False)
part = data.subset(np.flatnonzero(np.isin(data.groups, drawn)))
rungs = ("mean", "formula", "composition", "sites", "soap-mean")
ladder = run_ladder(part, rungs=rungs, n_folds=5, seed=0)
scores = pd.DataFrame([vars(score) for score in ladder.scores])
shown = ["split", "tier", "title", "n_features", "mae", "mae_error", "rho", "regret"]
print(len(part), "crystals of", len(drawn), "formulas; MAE, its scatter over folds, regret in eV/atom")
scores[shown].set_index(["split", "tier", "title"]).round(3)

# %%
Picture(plot_ladder(ladder.scores), alt=describe_ladder(ladder.scores))

# %%
print(describe_ladder(ladder.scores))

# %% [markdown] claims="7,9,10"
# Read it slowly, one panel at a time. The next cell puts the four lines in numbers.
#
# - **Error, new formulas:** is the step from composition to site statistics larger than the scatter
#   over folds? Looking at this panel alone one may conclude that structure hardly matters.
# - **Order, new formulas:** a composition gives all polymorphs one prediction, so its ρ is exactly
#   zero and its regret is that of a blind choice. Site shapes can make an order; look whether they do.
# - **Order, random folds:** what happens to the composition here is an artefact. See quick question 2.
# - **SOAP:** its columns belong to pairs of elements. A new formula brings new pairs, which are far from
#   everything seen; so compare its error on known and on new formulas before you climb.

# %% claims="9"
of = dict(scores.set_index(["split", "rung"]).iterrows())
plain, sites, soap = [of["grouped", rung] for rung in ("composition", "sites", "soap-mean")]
gained, scatter = plain.mae - sites.mae, sites.change_error
print(f"error, new formulas: structure takes {gained:.3f} off {plain.mae:.3f} eV/atom, "
      f"{'less' if gained < scatter else 'more'} than the scatter of {scatter:.3f}")
for row in (plain, sites, soap):
    print(f"order, new formulas: {row.title:26} rho {row.rho:+.2f} ± {row.rho_error:.2f}, "
          f"regret {row.regret:.3f} ± {row.regret_error:.3f} eV/atom")
print(f"order, random folds: {plain.title}: rho {of['random', 'composition'].rho:+.2f}")
for row in (plain, sites, soap):
    known = of["random", row.name[1]].mae
    print(f"known and new: {row.title:26} {known:.3f} and {row.mae:.3f} eV/atom, "
          f"a factor {row.mae / known:.1f}")

# %% [markdown] nbgrader={"grade_id": "A-q2-question", "locked": true}
# **Quick question 2.** Why does a composition model order polymorphs backwards on random folds?
# Set `reason`.
#
# - **a** The forest has too few trees.
# - **b** The polymorph in question is missing from the mean that predicts it: leave out a low one, and
#   the rest of its formula averages too high.
# - **c** Lower polymorphs are rarer, so the model has seen fewer of them.
# - **d** Magpie contains properties that run against the energy.

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-q2", "solution": true}
### BEGIN SOLUTION
reason = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-q2-check", "grade": true, "points": 1}
quiz("A-q2")

# %% [markdown] nbgrader={"grade_id": "A-q3-question", "locked": true}
# **Quick question 3.** On your data a structure-aware model is no better than the composition
# baseline. What do you know? Set `conclusion`.
#
# - **a** Structure does not matter for this target.
# - **b** The representation is fine, so data, target or split must be the bottleneck.
# - **c** Only that something is the bottleneck: data, target, split, or the representation itself
#   (missing images, a wrong cutoff, a pooling that drops the motif).
# - **d** The composition model overfits.

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-q3", "solution": true}
### BEGIN SOLUTION
conclusion = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-q3-check", "grade": true, "points": 1}
quiz("A-q3")

# %% [markdown] slides="12" claims="19"
# ## The ladder as a decision
# 1. Start with tier 1, always, and write its number down.
# 2. Do crystals of one formula matter, or defects, or order? Then tier 1 is out, however good its error.
# 3. Is the target a mean over many alike sites? Tier 2 may do, and can be read.
# 4. Do few sites decide, or angles? Tier 3, with a pooling that keeps them.
# 5. Tens of thousands of crystals and no wish to read the features? Tier 4.
#
# The notebook `G_wrap_up` makes a form of it that ends in a recommendation.

# %%
summary("A")

# %% [markdown]
# ## Recap
# 1. Four tiers; each keeps more and costs more, and tier 2 and 3 differ by how they pool.
# 2. Composition decides most of an energy and none of the order of polymorphs: report error, order and
#    regret.
# 3. Say how you split: on random folds and on new formulas the ladder looks different.

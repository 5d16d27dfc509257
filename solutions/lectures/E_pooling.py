# %% [markdown] slides="37"
# # E. Pooling: from atoms to materials
# **A crystal has many atoms and one vector for each of them. The target is one number. What is kept,
# and what is lost, when the vectors become one row?** Each rule is a claim about what decides the
# property. We write the rules down, try them on a pair of crystals, and measure on energies when the
# rule matters and when it does not. About sixty minutes; sections 9 and 12 may be left out.

# %%
from textwrap import fill

import numpy as np
import pandas as pd

from coursekit.checks import check, quiz, summary

rng = np.random.default_rng(6)

# %% [markdown] slides="37"
# ## 1. A cloud of points
# *What do we have before pooling?* A descriptor gives a vector $\phi_i$ for each site $i$. One site is
# one point in a space with as many axes as $\phi$ has numbers; a crystal is a cloud of such points.
# The map below shows the sites of eight spinels, drawn in the two directions in which the cloud is
# widest (the *principal components* of `C_geometry`). Change the colour, and see which sites lie together.

# %% slides="37"
from coursekit.apps import EnvironmentMap

map_app = EnvironmentMap(crystals="eight spinels", colour="coordination")
map_app

# %% slides="37"
map_app.static()

# %% slides="37"
print(fill(map_app.sentence, 88))

# %% [markdown] slides="37"
# There are three islands: metals with six neighbours, metals with four, and oxygens, which have four
# metals around them. The mean of the whole cloud lies between the islands, where no site is. To
# *pool* is to make one row $\Phi$ out of the cloud, $\Phi = \mathrm{pool}(\{\phi_i\})$, and there are
# many ways:

# %% slides="37"
from coursekit.plots.pooling_flow import draw_pooling

draw_pooling()

# %% [markdown] slides="37"
# Five sites with one number each, their coordination, flow into one row. Read each rule as a claim:
#
# | rule | it claims that | length of the row |
# |---|---|---|
# | mean | the typical site decides | $d$ |
# | sum | every site adds its share to a total | $d$ |
# | maximum | one extreme site decides | $d$ |
# | histogram | the distribution decides, rare sites included | $d \times$ bins |
# | moments | mean, width and lopsidedness decide | $d \times$ moments |
# | by species | each element plays a role of its own | elements $\times$ the rule's length |
#
# Here $d$ is the length of a site's vector. With 144 numbers a site, two elements and ten bins, a
# histogram by species has $2 \cdot 144 \cdot 10 = 2880$ columns.

# %% [markdown] slides="37" nbgrader={"grade_id": "E-q1-question", "locked": true}
# **Quick question 1.** The site vector is one number, the coordination. In crystal A half of the sites
# have 4 neighbours and half have 6; in crystal B all have 5. Which rule gives both crystals the same
# row? a) the mean; b) the maximum; c) a histogram with one bin for each number; d) mean and standard
# deviation. Set `blind_rule` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q1", "solution": true}
### BEGIN SOLUTION
blind_rule = "a"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q1-check", "grade": true, "points": 1}
quiz("E-q1")

# %% [markdown] slides="25,37"
# ## 2. One pair of crystals, every rule
# *Can two crystals be different and still have the same row?* Two oxygens are missing from a block of
# MgO: side by side, or far apart. The only feature is the coordination number. Each missing oxygen
# takes one neighbour away from six magnesiums. What differs is whether one magnesium loses two. The mean
# does not see that, as `A_ladder` found. Which other rules do?

# %% slides="25,37" claims="39"
from coursekit.featurizers import Coordination
from coursekit.plots.pooling import plot_sites
from coursekit.structures import make_mgo_vacancies

pair = {name: make_mgo_vacancies(name) for name in ("adjacent", "far")}
sites = Coordination(r_cut=2.6).fit_transform(list(pair.values()))
magnesium = {}
for name, s in zip(pair, sites, strict=True):
    numbers = s.values[np.array(s.species) == "Mg", 0].astype(int)
    kinds = {int(n): int((numbers == n).sum()) for n in np.unique(numbers)}
    print(f"{name:9} mean over Mg {numbers.mean():.6f}, Mg by number {kinds}")
    magnesium[name] = numbers
ax = plot_sites(magnesium, label="coordination of Mg")

# %% slides="25,37" claims="17,39"
from coursekit.apps import predict

guess = predict("Which of sum, maximum and moments tell the two apart?",
                ["sum and moments", "maximum and moments", "only moments"])
guess

# %% slides="25,37,40" claims="17,39"
from coursekit.pooling import (
    HistogramPooling, MaxPooling, MeanPooling, MomentPooling,
    SpeciesPooling, SumPooling,
)

rules = {
    "mean": MeanPooling(), "sum": SumPooling(), "max": MaxPooling(),
    "histogram": HistogramPooling(n_bins=3), "moments": MomentPooling(order=2),
    "mean by species": SpeciesPooling(),
}
for name, rule in rules.items():
    first, second = rule.fit_transform(sites)
    verdict = "the same" if np.allclose(first, second) else "DIFFERENT"
    print(f"{name:16} {verdict:10} {np.round(first, 4)}  {np.round(second, 4)}")
guess.beside("only moments; sum and maximum are as blind as the mean")

# %% [markdown] slides="25,37" claims="17,39"
# Mean and sum cannot differ: twelve bonds are gone in both crystals. Only a rule that looks at the
# *distribution* sees that two Mg lost two bonds each. The maximum is blind too, because it looks at the
# best coordinated site; a minimum would see it. An extreme has a side.

# %% [markdown] slides="38" claims="18,61"
# ## 3. Mean: when the typical site decides
# *When is the simplest rule enough?* The mean adds the vectors of all $N$ sites and divides by $N$:
#
# $$\Phi^\text{mean} = \frac{1}{N}\sum_{i=1}^{N} \phi_i .$$
#
# $\phi_i$ is the vector of site $i$, and $\Phi$ has the same unit and length. A rare site moves the mean
# only a little. Is a little too little? We take some of the oxygens out of MgO and ask the mean
# coordination of all atoms how many. In the second row magnesiums are missing as well; nothing else
# is different.

# %% slides="38" claims="18" control="shift"
from sklearn.linear_model import LinearRegression

from coursekit.structures import make_random_mgo_vacancies, remove_random

easy = [make_random_mgo_vacancies(n / 200, seed=n) for n in range(1, 11)]
hard = [remove_random(crystal, species="Mg", seed=n,
                      fraction=rng.integers(1, 11) / 200)
        for n, crystal in enumerate(easy)]
count = Coordination(r_cut=2.6)
for name, crystals in {"only O missing": easy, "Mg missing too": hard}.items():
    X = MeanPooling().fit_transform(count.fit_transform(crystals))
    share = [1 - c.composition["O"] / 256 for c in crystals]
    r2 = LinearRegression().fit(X, share).score(X, share)
    print(f"{name}: R² of the share of missing O from the mean {r2:.3f}")

# %% [markdown] slides="38" claims="18" because="shift"
# ($R^2$ is 1 for perfect predictions and 0 for always guessing the average.) The mean is not blind to
# a rare motif. Where nothing else changes, the smallest shift is signal enough: $R^2 = 1$. It fails
# when something else moves it too, or when the target does not follow the mean.
#
# There is a second weakness. A mean can describe a site that does not exist. We take the metals of a
# spinel, and measure how far the mean of their SOAP vectors is from the nearest one of them. (`mu2` makes
# a SOAP that is blind to the elements, so only the shape of the sites counts.)

# %% slides="38"
from coursekit.featurizers import SOAP
from coursekit.structures import make_spinel

spinel = make_spinel()
full = SOAP(3.0, sigma=0.3, compression="mu2").fit_transform([spinel])[0]
cations = np.array(full.species) != "O"
vectors = full.values[cations]
numbers = Coordination(r_cut=2.4).fit_transform([spinel])[0].values[cations, 0]
nearest = np.linalg.norm(vectors - vectors.mean(axis=0), axis=1).min()
between = np.linalg.norm(vectors - vectors[0], axis=1).max()
print("coordination of the cations:", np.unique(numbers),
      f"mean {numbers.mean():.2f}")
print("from the mean SOAP vector to the nearest site: "
      f"{nearest / between:.0%} of the distance between the two kinds")

# %% [markdown] slides="38"
# No cation has 5.33 neighbours, and the mean vector lies a third of the way from one kind of site to the
# other, where no site is. For a property to which all sites
# contribute alike such an average may do; where the two kinds of site do different things, it describes
# neither.

# %% [markdown] nbgrader={"grade_id": "E-kinds-question", "locked": true}
# **Step 1.** Files often list one site of each kind and how many there are. Write
# `mean_from_kinds(vectors, multiplicities)`: the mean over all sites. `vectors` is a list of rows,
# (n_kinds, d), and `multiplicities` a list of as many whole numbers; return an array of length d.

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
# ## 4. Sum: when every site adds to a total
# *And if the target grows with the crystal?* A total energy or a volume is *extensive*: twice the
# crystal has twice the value. Then leave out the division:
#
# $$\Phi^\text{sum} = \sum_{i=1}^{N} \phi_i .$$

# %% slides="39"
from coursekit.structures import make_rutile, rattle, supercell

cells = [rattle(make_rutile(), amplitude=0.05)]
cells.append(supercell(cells[0], (2, 2, 2)))
both = SOAP(4.0, n_max=4, l_max=3).fit_transform(cells)
for name in ("mean", "sum", "histogram"):
    small, large = rules[name].fit_transform(both)
    ratio = large[small > 1e-6] / small[small > 1e-6]
    print(f"{name:9} large / small: {ratio.min():.6f} to {ratio.max():.6f}")

# %% [markdown] slides="39"
# Eight cells have eight times the sum, and the same mean and histogram. *What happens with the wrong
# one of the two?* We let a linear model learn the total number of missing bonds (for each atom, six minus
# its neighbours, summed over the cell) on cells of one size, and then predict larger cells. The function
# below makes such cells of MgO with up to three vacancies of each element; you need not read it.

# %% slides="39" nbgrader={"grade_id": "E-missing-bonds", "locked": true}
from dataclasses import replace

from coursekit.structures import make_rocksalt

def missing_bonds(cells, seed):
    """Missing neighbours of each site of MgO with vacancies of both kinds."""
    draw, crystals = np.random.default_rng(seed), []
    for scaling in cells:
        crystal = supercell(make_rocksalt("Mg"), scaling)
        for symbol, taken in zip(("Mg", "O"), draw.integers(0, 4, size=2)):
            share = taken / (np.prod(scaling) * 4)
            crystal = remove_random(crystal, species=symbol, fraction=share,
                                    seed=draw.integers(999))
        crystals.append(crystal)
    found = Coordination(r_cut=2.6).fit_transform(crystals)
    return [replace(s, values=6 - s.values, names=("missing",)) for s in found]

# %% slides="39" control="size"
train = missing_bonds([(2, 2, 2)] * 30, seed=1)
test = missing_bonds([(3, 3, 2)] * 30, seed=2)
for name in ("mean", "sum"):
    rule, model = rules[name], LinearRegression()
    X, X_new = rule.fit_transform(train), rule.transform(test)
    y, y_new = [[s.values.sum() for s in part] for part in (train, test)]
    model.fit(X, y)
    here, there = model.score(X, y), model.score(X_new, y_new)
    print(f"total from the {name}: R² on the trained size {here:.2f}, "
          f"on a larger cell {there:.2f}")

# %% [markdown] slides="39" claims="59" because="size"
# On cells of one size both are perfect, since there the sum is the mean times a constant. On the next
# size the mean is worse than guessing. Nothing in the first column warns of that.
#
# Machine-learned potentials sum: $E=\sum_i \varepsilon(\phi_i)$, with $\varepsilon$ the energy that a
# model gives one atom, in eV. *Does the force on an atom then depend on its own vector alone?* We move
# one atom of a shaken rutile by 0.01 Å and count the vectors that change.

# %% slides="39" claims="59" control="symmetry"
block = supercell(make_rutile(), (3, 3, 4))
shaken = rattle(block, amplitude=0.05)
for name, still in {"shaken": shaken, "perfect": block}.items():
    moved = still.copy()
    moved.translate_sites([0], [0.01, 0.0, 0.0], frac_coords=False)
    found = SOAP(3.0, n_max=4, l_max=3).fit_transform([still, moved])
    change = np.abs(found[1].values - found[0].values).max(axis=1)
    print(f"{name}: {(change > 1e-9).sum()} of {len(change)} vectors change; "
          f"its own by {change[0]:.4f}, others by up to {change[1:].max():.4f}")

# %% [markdown] slides="39" claims="59" because="symmetry"
# About fifty atoms notice. So the force, which is the slope of the *sum*, has a term from each of them
# (`H_universal_potentials` writes the formula).
#
# An oddity: in the perfect crystal the atom's *own* vector hardly changes. Its site is a centre of
# symmetry, so a step to the left and a step to the right must give the same vector, and the slope there
# is zero. The first row is the control: shaking takes the symmetry away, and the change is five times
# as large.

# %% [markdown] slides="37" claims="58"
# ## 5. Maximum: when one site decides
# A chain breaks at its weakest link. The maximum takes, for each number of the vector, the largest
# value among the sites:
#
# $$\Phi^\text{max} = \max_i\, \phi_i .$$
#
# The feature decides on which side it looks. The maximum of the *coordination* finds the best
# coordinated site, the maximum of the *missing neighbours* the worst one. Its weakness is the other
# face of its strength: one wrong atom in a file decides the row.

# %% [markdown] slides="40" claims="60"
# ## 6. Histogram: when the distribution decides
# *How do I keep the rare sites?* Cut the range of a feature into bins and count which share of the
# sites falls into each:
#
# $$\Phi^\text{hist}_b = \frac{1}{N}\sum_{i=1}^{N} \mathbb{1}\left[\phi_i \in B_b\right] .$$
#
# $B_b$ is bin number $b$, and $\mathbb{1}[\ldots]$ is 1 if the statement is true and 0 if not. Each
# number of the vector gets its own bins. A new crystal may have a value that lies outside of all of
# them; here it is counted in the outermost bin, so that the shares still add up to one.

# %% [markdown] nbgrader={"grade_id": "E-histogram-question", "locked": true}
# **Step 2.** Write `histogram(values, edges)`: for the values of one feature at all sites (a list)
# and increasing bin edges (a list, one longer than the bins), the **fraction** of the sites in each
# bin, as an array. A bin holds its lower edge, the last bin its upper one too. Values below the
# first or above the last edge count in the outermost bin.

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
# ### A histogram is a mean
# *Is a histogram something quite different from a mean?* Replace each value by a row that is 1 in its
# bin and 0 elsewhere. Then take the mean of these rows.

# %% claims="60"
from coursekit.featurizers import SiteFeatures

column = sites[0].values[:, 0]
rule = HistogramPooling(n_bins=3).fit([sites[0]])
bin_of = np.searchsorted(rule.edges_[0], column, side="right").clip(1, 3) - 1
names = ("low", "middle", "high")
ones = SiteFeatures(np.eye(3)[bin_of], sites[0].species, names)
print("mean of ones      ", MeanPooling().fit_transform([ones])[0].round(4))
print("histogram         ", rule.transform([sites[0]])[0].round(4))

# %% [markdown] claims="60"
# The same. So "mean or histogram" is not about pooling alone. It asks which *functions of the site
# vector* are averaged. A mean of suitable functions can do whatever a histogram does; a rich
# descriptor such as SOAP brings many functions along. Sections 10 and 11 show both sides of that.

# %% [markdown] slides="40" claims="60"
# ### Edges are learnt
# *Where do the edges come from?* From the data that the rule is fitted to. Here a test crystal is
# allowed to help.

# %% claims="60"
known = make_rutile()
crystals = [known] + [rattle(known, a, seed=2) for a in (0.05, 0.15)]
described = SOAP(3.0, n_max=2, l_max=1).fit_transform(crystals)
training, test_crystal = described[:2], described[2]
honest = HistogramPooling(n_bins=4).fit(training)
leaking = HistogramPooling(n_bins=4).fit([*training, test_crystal])
print("edges of the first column from training:", honest.edges_[0].round(2))
print("edges when the test crystal helps:      ", leaking.edges_[0].round(2))
change = honest.transform(training) - leaking.transform(training)
print(f"training rows change in {np.mean(change != 0):.0%} of their entries")

# %% [markdown] claims="60"
# That is a *leak*: the rows of the training crystals depend on a crystal that is supposed to be
# unknown. Inside a scikit-learn pipeline the pooling is fitted again in every fold, on the training
# part alone, and the leak is closed.

# %% [markdown] slides="40" claims="60"
# ### The price: jumps
# *What happens when a value slides through an edge?*

# %% claims="60"
slide = np.linspace(4.6, 5.4, 161)
records = [
    SiteFeatures(np.array([[4.0], [x], [6.0], [6.0]]), ("Mg",) * 4, ("N",))
    for x in slide]
smooth = MeanPooling().fit_transform(records)[:, 0] / 6
rule = HistogramPooling(n_bins=2).fit(records)
jumping = rule.transform(records)[:, 0]
print(f"largest step: mean {np.abs(np.diff(smooth)).max():.4f}, histogram "
      f"{np.abs(np.diff(jumping)).max():.2f}")
print(f"it happens at the edge {rule.edges_[0, 1]:.1f}")

# %% [markdown] slides="40" claims="60"
# One site of four crosses the edge, and a quarter of the row changes at once, however small the step.
# For screening that is harmless. Forces need smooth functions. *Moments* are such functions:
#
# $$\Phi^{(1)} = \frac1N\sum_i \phi_i, \qquad
# \Phi^{(2)} = \sqrt{\tfrac1N\textstyle\sum_i (\phi_i - \Phi^{(1)})^2}, \qquad
# \Phi^{(3)} = \frac{1}{N}\sum_i \left(\frac{\phi_i - \Phi^{(1)}}{\Phi^{(2)}}\right)^{3} .$$
#
# These are the mean, the standard deviation (the width, in the unit of $\phi$) and the skewness (how
# lopsided the distribution is, without unit). They have no edges to learn and no jumps, and only two
# or three times as many columns as the mean. Try them before a histogram.

# %% [markdown] nbgrader={"grade_id": "E-q3-question", "locked": true}
# **Quick question 2.** Bin edges from all crystals leak. Each of these steps is done *before* the set is cut
# into folds. Which of them leaks as well? Set `leak` to a letter.
#
# - **a** One cutoff radius is taken from the literature, for all crystals.
# - **b** Every column is brought to mean 0 and standard deviation 1 over all crystals.
# - **c** Each energy is divided by the number of atoms of its own crystal.
# - **d** The rows get columns for all elements of the periodic table.

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q3", "solution": true}
### BEGIN SOLUTION
leak = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "E-q3-check", "grade": true, "points": 1}
quiz("E-q3")

# %% [markdown] slides="41"
# ## 7. By species: when elements have roles
# *In which site does the magnesium sit?* In a *normal* spinel, MgAl₂O₄, Mg has four oxygens and Al six.
# In an *inverse* one half of the Al sits in the sites with four, and Mg has six. Any rule can be
# applied to the sites of each element alone, and the results put side by side:
#
# $$\Phi^{(Z)} = \mathrm{pool}\left(\{\phi_i : Z_i = Z\}\right) ,$$
#
# with $Z_i$ the element of site $i$.

# %% slides="41"
spinels = [make_spinel(), make_spinel(inverse=True)]
numbers = Coordination(r_cut=2.4).fit_transform(spinels)
for name in ("mean", "histogram", "mean by species"):
    first, second = rules[name].fit_transform(numbers)
    print(f"{name:16} normal {first.round(3)}  inverse {second.round(3)}")
print(list(rules["mean by species"].get_feature_names_out()))

# %% [markdown] slides="41"
# The same coordination numbers occur equally often in both, only at other elements. So not even the
# histogram sees it. Pooled by species, the numbers of Al and of Mg tell them apart.
#
# *Does it matter for an energy?* The teaching set holds five formulas both as a normal and as an
# inverse spinel. The table has their formation energies (PBE, a common approximation of density
# functional theory), and the last three columns say whether a rule gives the two crystals different
# rows.

# %% slides="41" nbgrader={"grade_id": "E-spinels", "locked": true}
from coursekit.datasets import load_dataset

data = load_dataset()
places = {name: i for i, name in enumerate(data.ids)}
pairs = [(i, places[f"{name}_inverse"]) for name, i in places.items()
         if f"{name}_inverse" in places]
rows = []
for normal, inverse in pairs:
    both = [data.structures[normal], data.structures[inverse]]
    both = Coordination(r_cut=2.4).fit_transform(both)
    seen = [not np.allclose(*rules[name].fit_transform(both))
            for name in ("mean", "histogram", "mean by species")]
    rows.append((data.groups[normal], data.targets[normal],
                 data.targets[inverse], *seen))

# %% slides="41"
columns = ["formula", "normal, eV/atom", "inverse, eV/atom",
           "mean", "histogram", "by species"]
pd.DataFrame(rows, columns=columns).set_index("formula").round(3)

# %% [markdown] slides="41"
# Mean and histogram give both crystals one row, so a model must give them one energy, whatever it
# learns; it then errs by at least half of the difference. The rows by species differ. In all five the
# normal spinel is the lower one, from 0.001 eV per atom in MgIn₂O₄ to 0.13 in ZnAl₂O₄.

# %% [markdown] nbgrader={"grade_id": "E-species-question", "locked": true}
# **Step 3.** Write `species_mean(values, species, element)`: the mean of the rows of `values` (a list
# of rows, (n_sites, d)) at the sites of one element, as an array; zeros if the crystal has none.
# `species` is a list of symbols.

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
# The statistics of matminer's `SiteStatsFingerprint` run over all sites. Is there an argument for
# elements?

# %% slides="41" claims="57"
import inspect

from matminer.featurizers.structure.sites import (
    PartialsSiteStatsFingerprint, SiteStatsFingerprint,
)

for tool in (SiteStatsFingerprint, PartialsSiteStatsFingerprint):
    print(tool.__name__, *list(inspect.signature(tool).parameters), sep="\n   ")

# %% [markdown] slides="41" claims="57"
# There is none (a `group_by`, which one can read about, does not exist). The version by element is a
# class of its own, `PartialsSiteStatsFingerprint`; the course's is `SpeciesPooling` around any rule.

# %% [markdown] slides="37"
# ## 8. Which rule finds which mechanism?
# *How do I choose?* Make a table: targets with a known mechanism in the rows, rules in the columns.
# The crystals are MgO of two sizes with both kinds of vacancies, the only feature is the number of
# missing neighbours of each site. Each entry is the $R^2$ on crystals that were not in the fit: the
# set is cut into five parts, and each part is predicted by a model trained on the other four (five
# *folds*).
#
# The model is a linear one, in two steps that stay the same to the end of this notebook. `StandardScaler`
# brings every column to mean 0 and standard deviation 1, so that all columns start alike. *Ridge
# regression* then fits the coefficients $w$ of the columns, but adds a price $\alpha\sum_k w_k^2$ to the
# squared error. The price keeps columns that say nearly the same from getting huge coefficients of
# opposite sign; the number $\alpha$ (no unit) says how high it is. `RidgeCV` tries 23 values of
# $\alpha$ inside the training part and keeps the best.

# %% slides="37" claims="18,58"
records = missing_bonds([(2, 2, 2), (3, 2, 2)] * 40, seed=6)
values = [s.values[:, 0] for s in records]
oxygen = [np.array(s.species) == "O" for s in records]
targets = {
    "typical: mean over all": [v.mean() for v in values],
    "extensive: total": [v.sum() for v in values],
    "extreme: worst site": [v.max() for v in values],
    "rare: share with two or more": [(v >= 2).mean() for v in values],
    "role: mean over O": [v[o].mean() for v, o in zip(values, oxygen)],
}

# %% slides="37"
from sklearn.linear_model import RidgeCV
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

linear = make_pipeline(StandardScaler(), RidgeCV(np.logspace(-8, 3, 23)))

def r2_on_new(rule, records, y, seed=0):
    """R² on new crystals; the rule is fitted anew in each fold."""
    folds = KFold(5, shuffle=True, random_state=seed)
    model = make_pipeline(rule, linear)
    predicted = cross_val_predict(model, records, y, cv=folds)
    return 1 - np.mean((predicted - y) ** 2) / np.var(y)

# %% slides="37"
from coursekit.plots.pooling import plot_matrix

rules["histogram"] = HistogramPooling(n_bins=5)
shown = ["mean", "sum", "max", "histogram", "mean by species"]
table = pd.DataFrame(index=list(targets), columns=shown, dtype=float)
for target, y in targets.items():
    for name in shown:
        table.loc[target, name] = r2_on_new(rules[name], records, np.array(y))
ax = plot_matrix(table)

# %% [markdown] slides="37"
# Each mechanism has its rule. The histogram serves two: with one bin for each possible value it
# contains the mean. These targets were made to show the mechanism. The next section has targets that
# were not.

# %% [markdown] slides="37"
# ### Try the rules
# Choose two crystals, a feature and a rule: are the rows different, and in which entries?

# %% slides="37"
from coursekit.apps import PoolingPicture

pooling_app = PoolingPicture(pair="two vacancies in MgO", rule="histogram")
pooling_app

# %% slides="37"
pooling_app.static()

# %% slides="37"
print(fill(pooling_app.sentence, 88))

# %% [markdown] claims="62"
# ## 9. Before or after squaring (optional)
# SOAP expands a density in coefficients and then squares them, which gives its power spectrum (`D2_soap`).
# So "average SOAP" has two meanings: the mean of the sites' power spectra (*outer*), or the power spectrum
# of the mean density (*inner*). Two groups of atoms stand far apart, once parallel and once
# turned against each other. Which average notices?

# %% claims="62"
from pymatgen.core import Lattice, Structure

from coursekit.featurizers import InnerAverageSOAP

group = np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]]) / 3**0.5

# %% claims="62"
crystals = []
for second in (group, -group):
    here, there = [np.array([x, 5, 5]) + np.vstack([np.zeros(3), shape])
                   for x, shape in ((5, group), (15, second))]
    crystals.append(Structure(Lattice.cubic(20), list("CHHHH") * 2,
                              [*here, *there], coords_are_cartesian=True))
outer = MeanPooling().fit_transform(SOAP(3.0).fit_transform(crystals))
inner = InnerAverageSOAP(3.0).fit_transform(crystals)
for name, X in {"outer": outer, "inner": inner}.items():
    change = np.abs(X[0] - X[1]).max() / np.abs(X).max()
    print(f"{name}: parallel and opposite groups differ by {change:.0e}")

# %% [markdown] claims="62"
# The outer mean squares each site first and forgets how sites are turned to each other. The inner
# one remembers it, and lets opposite directions cancel. Say which one you used; the mean pooling of
# this course is the outer.

# %% [markdown] slides="25,40" claims="17,18"
# ## 10. A real mechanism: which atom leaves first?
# *Is there a physical target on which the rule decides?* Here are sixty copper slabs with a stepped
# surface, from which some atoms were taken at random. Two targets, both from a simple potential of
# metals (EMT, effective-medium theory): the **lowest energy that it costs to move one atom** of the
# slab into bulk copper (eV; below zero if energy is won, as for an atom with few neighbours), and the
# **energy per atom** of the whole slab (eV). The first is decided by the loosest atom, the second by all
# of them.

# %% slides="25,40" claims="17,18"
from coursekit.datasets import make_slab_set

names = ("removal_energy", "energy_per_atom")
slabs = {name: make_slab_set(60, target=name) for name in names}
crystals = slabs["removal_energy"].structures
print(f"{len(crystals)} slabs of 48 to {max(map(len, crystals))} atoms")
for name, s in slabs.items():
    print(f"{name}: {s.targets.min():.2f} to {s.targets.max():.2f} eV")

# %% slides="25,40"
loosest = predict("Which rule finds the removal energy from coordination?",
                  ["mean", "histogram or moments", "no difference"])
loosest

# %% slides="25,40" claims="17,18"
counts = Coordination(r_cut=3.0).fit_transform(crystals)
missing = [replace(s, values=12 - s.values, names=("missing",)) for s in counts]
soap = SOAP(4.0, n_max=4, l_max=3).fit_transform(crystals)
rules |= {"histogram": HistogramPooling(n_bins=10),
          "three moments": MomentPooling(order=3)}

# %% slides="25,40" claims="17,18" control="worst"
usual = ["mean", "histogram", "three moments"]
rows = {}
for name, described, tried in [("coordination", counts, usual),
                               ("missing", missing, ["max"]),
                               ("SOAP", soap, [*usual, "max"])]:
    for rule in tried:
        rows[name, rule] = [np.mean([r2_on_new(rules[rule], described,
                                               s.targets, k)
                                     for k in range(3)])
                            for s in slabs.values()]
columns = ["R² removal energy", "R² energy per atom"]
pd.DataFrame(rows, index=columns).T.round(2)

# %% slides="25,40"
loosest.beside("moments, then the histogram; the mean is far behind")

# %% [markdown] slides="25,40" claims="17,18" because="worst"
# Each number is an $R^2$ on slabs that were not in the fit, and the mean over three ways of cutting the
# set into five folds.
#
# - **The rule decides** in the first column of numbers. From the mean coordination little can be said
#   about the loosest atom; the histogram and the moments keep it in view.
# - **Why?** The fourth row is the control. It keeps one number only, how many neighbours the worst atom
#   is missing, and that alone gives nearly everything. So the mechanism is "the worst atom", and a
#   rule is good as far as it lets that atom through.
# - **The rule does not matter** for the energy per atom. It is a mean over atoms itself, and every
#   rule but the maximum contains the mean.
# - **The descriptor can take part of the rule's place**: a mean of SOAP vectors does better than a mean
#   of counts, because it averages many functions of the surroundings, some of which are large only at
#   loose atoms (section 6).
#
# So name the mechanism first, and then the rule.

# %% [markdown] nbgrader={"grade_id": "E-q2-question", "locked": true}
# **Quick question 3.** A catalyst's rate comes from a few kink sites; the number of sites differs
# from crystal to crystal. Which rule is the first to try? Set `rule_2` to a letter.
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

# %% [markdown] slides="38,40,42" claims="63"
# ## 11. Formation energies: the mean wins, and why
# *What about the crystals of the teaching set?* These are bulk crystals with few atoms. First a count:
# how many *kinds* of sites does an element have in them? (Sites are of one kind if a symmetry of the
# crystal carries one to the other, so that they have the same vector.)

# %% slides="38,40"
from coursekit.neighbors import equivalent_sites

formulas, counts = np.unique(data.groups, return_counts=True)
several = formulas[counts >= 3]
drawn = rng.choice(several, size=min(60, len(several)), replace=False)
part = data.subset(np.flatnonzero(np.isin(data.groups, drawn)))
kinds = [len(equivalent_sites(c).representatives) / len(c.composition)
         for c in part.structures]
n_sites = [len(c) for c in part.structures]
print(f"{len(part)} crystals; on average {np.mean(n_sites):.1f} sites, "
      f"and {np.mean(kinds):.2f} kinds of sites for each element")

# %% [markdown] slides="40" claims="63"
# With one kind of site for each element there is no distribution to keep. So a histogram cannot win
# much here. But should it lose? We describe all crystals by **one and the same SOAP**, use the same
# folds and the same model, and change one thing at a time. The SOAP keeps only pairs of like elements
# (`crossover`), so that its rows stay short. The model is *kernel ridge regression*, which predicts the
# energy of a crystal from those of similar crystals (`B_environments` uses it too). `KernelRidgeSearch`
# also chooses its two numbers, how far "similar" reaches and how closely the model follows the training
# energies, by folds inside the training part.
#
# The code has three functions. `pooled` and `binned` make the rows of the training and of the test
# crystals: `pooled` by any rule, `binned` by a histogram of which we can mend two things. `fold_errors`
# calls one of them in every fold, trains the model and returns the errors.

# %% slides="38,40,42" claims="63"
from coursekit.kernels import KernelRidgeSearch
from coursekit.pipelines import make_folds

described = SOAP(5.0, n_max=4, l_max=3, compression="crossover",
                 sparse=False).fit_transform(part.structures)
folds = make_folds(part.groups, "random", n_folds=5, seed=0)

# %% slides="38,40,42" claims="63"
def fold_errors(make_rows, **options):
    """MAE of each fold, eV/atom, and the number of columns."""
    errors = []
    for train, test in folds:
        X, X_new = make_rows([described[i] for i in train],
                             [described[i] for i in test], **options)
        model = KernelRidgeSearch().fit(X, part.targets[train])
        errors.append(np.abs(model.predict(X_new) - part.targets[test]).mean())
    return np.array(errors), X.shape[1]

# %% slides="38,40,42" claims="63" nbgrader={"grade_id": "E-rows", "locked": true}
def pooled(train, test, rule, copies=1):
    """Rows by a rule; with `copies`, the same columns several times."""
    X, X_new = rule.fit_transform(train), rule.transform(test)
    return np.tile(X, copies), np.tile(X_new, copies)

def binned(train, test, by_range=False, ordered=False):
    """Rows of histograms with 8 bins, with scale or order mended."""
    rule, both = HistogramPooling(n_bins=8).fit(train), []
    for crystals in (train, test):
        shares = rule.transform(crystals).reshape(len(crystals), -1, 8)
        if ordered:  # each bin also holds all bins before it
            shares = np.cumsum(shares, axis=2)
        if by_range:  # each column counts as much as it varies
            shares = shares * np.ptp(rule.edges_, axis=1)[:, None]
        both.append(shares.reshape(len(crystals), -1))
    return both

# %% slides="38,40,42" claims="63" control="histogram"
mean = MeanPooling()
found = {
    "mean": fold_errors(pooled, rule=mean),
    "mean, columns 8 times over": fold_errors(pooled, rule=mean, copies=8),
    "two moments": fold_errors(pooled, rule=MomentPooling(order=2)),
    "histogram, 8 bins": fold_errors(binned),
    "histogram, scale mended": fold_errors(binned, by_range=True),
    "histogram, order mended": fold_errors(binned, ordered=True),
    "histogram, both mended": fold_errors(binned, by_range=True, ordered=True),
}

# %% slides="38,40,42" claims="63"
base, rows = found["mean"][0], []
for name, (errors, width) in found.items():
    extra = errors - base
    error = extra.std(ddof=1) / np.sqrt(len(extra))
    rows.append((name, width, errors.mean(), extra.mean(), error))
columns = ["pooling", "columns", "MAE", "- mean", "± s.e."]
pd.DataFrame(rows, columns=columns).set_index("pooling").round(3)

# %% [markdown] slides="38,40,42" claims="63" because="histogram"
# MAE is the *mean absolute error*, in eV per atom. The last two columns compare with the mean fold by
# fold: the average of the five differences, and the standard error of that average (the standard
# deviation of the differences, divided by $\sqrt 5$). A difference of two standard errors or less
# could be chance.
#
# - **The histogram loses.** The explanation that comes to mind first is "too many columns for so few
#   crystals". The second row is the control for that: as many columns as the histogram has, all of
#   them copies. Nothing changes. This model only looks at distances between crystals, and copies
#   multiply all distances alike.
# - **One reason is the scale.** A mean leaves a large column large and a small column small. A
#   histogram counts shares, so a column that varies in its fourth digit weighs as much as the largest
#   one. ("Scale mended": each column's shares are multiplied by the column's range.)
# - **Another reason is that bins have no order.** A value in bin 1 is as far from bin 2 as from bin 8.
#   ("Order mended": the bins are added up from the left, so that each says which share of the sites
#   lies *up to* here, and neighbouring values are near to each other again.)
# - Each of the two alone takes away a part of the loss at most. Both together take away nearly all of
#   it, with as many columns as before.
# - **Moments** keep scale and order by themselves, and do as well as the mean.
#
# What would change the verdict? Crystals with many kinds of sites, and a target that a few of them
# decide, as in section 10.

# %% [markdown] slides="38,42"
# ### A kernel between crystals is a pooling too
# A *kernel* is a number that says how alike two things are. The average kernel compares every site of
# one crystal with every site of the other, each pair by the cosine between their vectors to the power
# ζ, and takes the mean. How is that related to mean pooling? For the comparison we scale every site's
# vector to length 1 and take the mean of these. (`weights` lets the pairs of unlike elements count twice,
# as the bookkeeping in section 5 of `D2_soap` says.)

# %% slides="38,42"
from coursekit.kernels import AverageKernel, column_multiplicity
from coursekit.structures import make_anatase

tio2 = SOAP(5.0).fit_transform([make_rutile(), make_anatase()])
weights = np.sqrt(column_multiplicity(tio2[0].names))
means = []
for s in tio2:
    rows = s.values * weights
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    means.append((rows / lengths).mean(axis=0))
a, b = means
print(f"cosine of the means    {a @ b / np.sqrt((a @ a) * (b @ b)):.6f}")
for zeta in (1, 4):
    k = AverageKernel(zeta=zeta).fit_transform(tio2)[0, 1]
    print(f"average kernel, zeta {zeta} {k:.6f}")

# %% [markdown] slides="38,42"
# At ζ = 1 it *is* mean pooling, up to the scale: it is the product $a\cdot b$ of the two means, and the
# course's kernel divides by their lengths, which makes it their cosine. At ζ = 4 it averages products of
# four features, so richer functions of the site stand in the same mean, as in section 6.

# %% [markdown] slides="42" claims="63"
# ## 12. Learned pooling (optional)
# *Can the data choose the rule?* A rule can have a parameter. The power mean
#
# $$\Phi = \Bigl(\frac1N\sum_i \phi_i^{\,p}\Bigr)^{1/p}$$
#
# is the mean at $p=1$ and tends to the maximum for large $p$. For two targets of section 8 we try some
# values of $p$.

# %% slides="42"
def power_mean(values, p):
    """Mean at p = 1, maximum for large p."""
    return np.array([np.mean(v**p) ** (1 / p) for v in values])[:, None]

five, rows = KFold(5, shuffle=True, random_state=0), {}
for target in ("typical: mean over all", "extreme: worst site"):
    y, rows[target] = np.array(targets[target]), {}
    for p in (1, 2, 4, 8, 16, 32):
        predicted = cross_val_predict(linear, power_mean(values, p), y, cv=five)
        error = np.mean((predicted - y) ** 2)
        rows[target][f"p = {p}"] = 1 - error / np.var(y)
pd.DataFrame(rows).T.rename_axis("R² on new crystals").round(2)

# %% [markdown] slides="42" claims="63"
# One parameter, and the data find the rule. *Attention*, the pooling of many graph networks, has many:
# it gives each site a weight that depends on its vector,
#
# $$\Phi = \sum_i a_i\,\phi_i, \qquad a_i = \frac{e^{\,w\cdot\phi_i}}{\sum_j e^{\,w\cdot\phi_j}} ,$$
#
# where $w$ is a vector of parameters that training finds. With $w = 0$ it is the mean; a large $w$
# picks out one kind of site. We fit it to the removal energies of section 10. So that there are not too
# many parameters, each SOAP vector is first replaced by eight numbers: its places along the eight
# *principal components*, the directions in which the cloud of all sites is widest. (`PCA` finds them, and
# `whiten` scales each of the eight to standard deviation 1.) The weights $w$ are then eight numbers, a
# linear model on $\Phi$ has eight slopes and a constant, and all 17 are found together, by making the mean
# square error small with a general minimiser.

# %% slides="42" claims="63"
from sklearn.decomposition import PCA

stacked = StandardScaler().fit_transform(np.vstack([s.values for s in soap]))
stacked = PCA(8, whiten=True, random_state=0).fit_transform(stacked)
clouds = np.split(stacked, np.cumsum([len(s.values) for s in soap])[:-1])

def attention(clouds, w):
    """Mean with a weight for each site that depends on its vector."""
    weights = [np.exp(v @ w - (v @ w).max()) for v in clouds]
    return np.array([a @ v / a.sum() for a, v in zip(weights, clouds)])

# %% slides="42" claims="63"
from scipy.optimize import minimize

def attention_error(p, clouds, y):
    """Mean square error of w = p[:8], slopes p[8:16] and intercept p[16]."""
    predicted = attention(clouds, p[:8]) @ p[8:16] + p[16]
    return np.mean((predicted - y) ** 2) + 1e-5 * p @ p

def learn_attention(clouds, y, train):
    """Predictions for all slabs, learnt from some of them."""
    start = np.r_[0.1 * np.random.default_rng(0).normal(size=16), y.mean()]
    known = [clouds[i] for i in train]
    found = minimize(attention_error, start, (known, y[train]),
                     options={"maxiter": 60})
    p = found.x
    return attention(clouds, p[:8]) @ p[8:16] + p[16]

# %% slides="42" claims="63" control="attention"
y, rows = slabs["removal_energy"].targets, []
fixed = {"mean": np.array([v.mean(axis=0) for v in clouds]),
         "worst atom": MaxPooling().fit_transform(missing)}
for seed in range(5):
    order = np.random.default_rng(seed).permutation(60)
    for n in (10, 40):
        train, new = order[:n], order[40:]
        fits = {"attention": learn_attention(clouds, y, train)}
        fits |= {k: linear.fit(X[train], y[train]).predict(X)
                 for k, X in fixed.items()}
        rows += [(n, k, np.abs(q - y)[train].mean(), np.abs(q - y)[new].mean())
                 for k, q in fits.items()]
columns = ["slabs for training", "pooling", "MAE on these", "MAE on new ones"]
pd.DataFrame(rows, columns=columns).groupby(columns[:2]).mean().round(3)

# %% [markdown] slides="42" claims="63" because="attention"
# The errors are in eV, averaged over five draws of the slabs. With ten slabs attention fits all of them
# nearly exactly, and is off by a hundred times as much on new ones. This is *overfitting*: it has learnt
# the slabs by heart. Two controls stand beside it, with the same slabs. The mean of the same eight
# numbers fits ten slabs much worse and predicts new ones as well. With forty slabs attention begins to
# pull ahead of the mean: it learns from data, but it needs many. And the rule that was chosen by
# mechanism, the worst atom, is better than both by far, from ten slabs on.
#
# With enough data the freedom pays. On the public benchmark Matbench (version 0.1; the table in
# `A_ladder` has the best of each task) a model on hand-made features leads the small sets (636 and 4,764
# crystals), is close behind at about 10⁴, and loses clearly at 10⁵ (formation energy: 0.045 eV/atom, the
# best model 0.017). So with hundreds to some thousands of crystals choose the rule yourself.

# %%
summary("E")

# %% [markdown]
# ## Recap
# 1. A pooling rule is a claim about the mechanism: typical, total, extreme, distribution, role.
# 2. Where a few sites decide, the distribution must survive: a histogram, or smoother, moments. Where
#    all sites decide, the mean is enough. A rich site vector takes part of the rule's place.
# 3. Ask for the control before you believe a "because": the histogram did not lose for its columns.

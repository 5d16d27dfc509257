# %% [markdown] slides="4"
# # A. The ladder of descriptors
# **How much of a crystal does a model have to see?** We climb from the formula to the surroundings of
# each atom, train a model early, and measure at every step what it buys. About sixty-five minutes; the
# core path, without the sections marked *(optional)*, about fifty-five.

# %% tags=["hide-input"] jupyter={"source_hidden": true}
from itertools import product
from textwrap import fill

import numpy as np
import pandas as pd
from pymatgen.core import Composition
from sklearn.ensemble import RandomForestRegressor
from sklearn.inspection import permutation_importance
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import (
    GroupKFold, KFold, cross_val_predict, cross_val_score,
)

from coursekit.apps import DecisionTree, RadialPicture, predict, view_crystal
from coursekit.checks import check, quiz, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import (
    BandCenter, Coordination, ElementFractions, ElementStatistics, IonProperty,
    MagpieStatistics, OxidationStates, PairCoordination,
    PartialRadialDistribution, RadialDistribution, SiteStatisticsFingerprint,
    Stoichiometry, ValenceOrbital,
)
from coursekit.neighbors import neighbor_list
from coursekit.pipelines import make_folds
from coursekit.pipelines.baselines import FormulaMean, TrainingMean
from coursekit.plots.axes import make_axes
from coursekit.plots.folds import draw_folds
from coursekit.plots.gallery import draw_crystals
from coursekit.plots.style import COLOURS
from coursekit.structures import (
    make_anatase, make_brookite, make_cuau, make_fcc,
    make_licoo2, make_mgo_vacancies, make_random_mgo_vacancies,
    make_rutile, make_shuffled_cuau, rattle, supercell,
)

rng = np.random.default_rng(6)

# %% [markdown] slides="4" claims="19"
# ## Four tiers, and what each of them keeps
# | tier | what goes in | what it keeps | what it loses | what it costs |
# |---|---|---|---|---|
# | 1 composition | the formula | elements and amounts | every position | next to nothing |
# | 2 pooled structure | positions | distances, mean coordination | which atom has what | little |
# | 3 local | each atom's surroundings | sites, until they are pooled | what the pooling drops | more, and long rows |
# | 4 learned | a graph | what helped in training | what did not | data and training |
#
# There are four, here and in all notebooks. (A *rung* of the ladder is a tier together with a model. A
# *graph*, in the last row, has a dot for each atom and a line for each bond; a network that learns from
# such graphs decides in training which numbers it keeps.)
# Three crystals go with us: rutile, anatase and brookite, all of them TiO₂. In each of them a titanium
# sits in an octahedron of six oxygens; what differs is how the octahedra are joined.

# %% slides="4,8"
dioxides = {"rutile": make_rutile(), "anatase": make_anatase(),
            "brookite": make_brookite()}
draw_crystals(dioxides, polyhedra="Ti")

# %% slides="4,8"
view_crystal(dioxides["brookite"], polyhedra="Ti")

# %% [markdown] slides="5" claims="1,2"
# ## Tier 1: how does a formula become a row of numbers?
# A formula such as TiO₂ says which elements are there and how much of each. The *Magpie* recipe (Ward et
# al., npj Comput. Mater. 2, 16028 (2016), https://doi.org/10.1038/npjcompumats.2016.28) looks up
# properties of each element, for example the electronegativity: how strongly an atom pulls electrons to
# itself. Then it keeps six statistics of each property, so that the row is equally long for two elements
# or for five. With $x_i$ the share of element $i$ among the atoms (no unit; $\sum_i x_i = 1$) and $p_i$
# its property, mean and *mean absolute deviation* (`avg_dev`) are
#
# $$\bar p = \sum_i x_i\,p_i, \qquad
#   \text{avg\_dev} = \sum_i x_i\,\lvert p_i - \bar p\rvert ,$$
#
# both in the unit of the property. Minimum, maximum, their difference (the range), and the *mode* (the
# value of the most abundant element) complete the six.

# %% slides="5"
x = np.array([1, 2]) / 3  # shares of Ti and O
p = np.array([1.54, 3.44])  # Pauling's electronegativities
mean = np.sum(x * p)
avg_dev = np.sum(x * np.abs(p - mean))
print(f"TiO2, electronegativity: mean {mean:.3f}, avg_dev {avg_dev:.3f}")

# %% slides="5" claims="1,2"
magpie = MagpieStatistics().fit(["TiO2"])
names = magpie.get_feature_names_out()
parts = [name.split(" ", 2) for name in names]
statistics = list(dict.fromkeys(statistic for _, statistic, _ in parts))
properties = list(dict.fromkeys(label for _, _, label in parts))
print(len(properties), "properties x", len(statistics), "statistics =",
      len(names))
print("statistics:", ", ".join(statistics))
print("properties:", ", ".join(properties[:6]), "...")
row = dict(zip(names, magpie.transform(["TiO2"])[0], strict=True))
ours = row["MagpieData avg_dev Electronegativity"]
print(f"avg_dev of the library: {ours:.3f}")

# %% [markdown]
# The library's number is ours. The standard deviation is not among the six, though papers often say so;
# and papers that say "Magpie features" with another number than 132 have picked some, or added others.

# %% [markdown] nbgrader={"grade_id": "A-statistics-question", "locked": true}
# **Step 1.** Write `six_statistics(values, amounts)`: for the property values of a formula's elements
# and their amounts (two lists of one length, for example `[1.54, 3.44]` and `[1, 2]`), return the list of
# six numbers *minimum, maximum, range, mean, mean absolute deviation, mode*. Mean and deviation are
# weighted by the amounts; the mode is the value of the most abundant element.

# %% nbgrader={"grade_id": "A-statistics", "solution": true}
def six_statistics(values, amounts):
    """Minimum, maximum, range, mean, mean absolute deviation and mode."""
    ### BEGIN SOLUTION
    values = np.array(values, float)
    weights = np.array(amounts, float) / np.sum(amounts)
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
# ### What does the recipe not notice?
# It uses shares, so it should not matter how large the formula is written, nor in which order.

# %% slides="5" claims="3"
written = ["LiNi0.8Co0.1Mn0.1O2", "Li10Ni8CoMnO20", "O2Mn0.1Co0.1Ni0.8Li",
           "LiNi0.6Co0.2Mn0.2O2"]
X = magpie.transform(written)
for formula, row in zip(written, X, strict=True):
    print(f"{formula:22} largest change {np.abs(row - X[0]).max():.1e}")

# %% [markdown]
# Ten times the formula and another order give the same row, to rounding. The last line is a *control
# row*, a row in which only the supposed cause differs: the same elements in other shares, and there the
# row does change. So the row depends on the shares and on nothing else. This is a property of these
# statistics, not of every featuriser: one that counts atoms would tell the first two formulas apart. (A
# *featuriser* is a piece of code that computes descriptors.)

# %% [markdown] slides="6" claims="4"
# ### A library of recipes
# matminer (Ward et al., Comput. Mater. Sci. 152, 60 (2018),
# https://doi.org/10.1016/j.commatsci.2018.05.018) holds many such recipes under one interface:
# `featurize` makes the row, `feature_labels` names its entries, and `MultipleFeaturizer` puts several
# recipes side by side, which makes one long row, a *stack*. Our classes give the same numbers as arrays.
# The table shows six of them: how many numbers each has, and the last of these for three compounds.

# %% slides="6" claims="4"
stack = {"Stoichiometry": Stoichiometry(), "Magpie": MagpieStatistics(),
         "ValenceOrbital": ValenceOrbital(), "IonProperty": IonProperty(),
         "BandCenter": BandCenter(), "OxidationStates": OxidationStates()}
rows = []
for name, recipe in stack.items():
    numbers = recipe.fit_transform(["TiO2", "NaCl", "GaAs"])
    labels = recipe.get_feature_names_out()
    rows.append([name, len(labels), labels[-1], *numbers[:, -1].round(2)])
columns = ["recipe", "numbers", "the last of them", "TiO2", "NaCl", "GaAs"]
pd.DataFrame(rows, columns=columns).set_index("recipe")

# %% [markdown]
# Read some entries as physics. `IonProperty` estimates from the difference of the electronegativities how
# ionic a bond is: the entries fall from NaCl to GaAs. `BandCenter` guesses where the middle of the band
# gap lies, in eV below the vacuum. It is the geometric mean of the elements' electronegativities in
# Mulliken's definition, half of ionisation energy plus electron affinity, which is an energy (Pauling's,
# above, has no unit). `OxidationStates` guesses charges, here Ti⁴⁺ and O²⁻, and keeps their scatter. The
# column names go with the numbers, so one can read later which of them a model used. Name the whole stack
# in a report, or nobody can repeat it: the next cell shows that even the table of element properties can
# be one of five.

# %% slides="6" claims="4,5"
from matminer.featurizers.composition import ElementProperty

theirs = ElementProperty.from_preset("magpie", impute_nan=False)
row = theirs.featurize(Composition("TiO2"))
print("equal to matminer:", np.allclose(row, magpie.transform(["TiO2"])[0]),
      list(names) == theirs.feature_labels())
for table in ["magpie", "deml", "matminer", "matscholar_el", "megnet_el"]:
    labels = ElementStatistics(table).fit(["TiO2"]).get_feature_names_out()
    print(f"{table:14} {len(labels):5} numbers, such as {labels[3]!r}")

# %% [markdown]
# One warning: matminer's `featurize_dataframe` starts as many processes as there are cores, which can
# hang in notebooks; `set_n_jobs(1)` is the safe setting.

# %% [markdown] slides="7"
# ## The first model: can a formula predict an energy?
# Time to train: this will be the *baseline*, the model that every later one has to beat. The course's
# data are crystals with a *formation energy*: the energy of the crystal minus that of its elements, in eV
# per atom. The more negative, the more is won by forming it.
#
# The model is a *random forest*. One *decision tree* asks a chain of yes-or-no questions ("is the
# electronegativity difference above 1.2?") and answers with the mean energy of the training crystals
# that gave the same replies. A forest is a hundred such trees, each grown on another random part of
# the data, and its answer is the mean of theirs.
#
# ### How is it tested?
# On crystals that it has not seen. We divide the crystals into five parts, train on four and test on the
# fifth, five times, so that each crystal is tested once. Such a division is called a *fold*. Now the
# crystals have polymorphs: several of them share a formula. If we draw the parts at random, polymorphs of
# one formula stand on both sides. If we draw whole formulas (*grouped* folds), every formula in the test
# is new.

# %% slides="7" claims="7"
few = np.repeat(["TiO2", "SiO2", "ZnO", "MgO", "LiF"], [3, 3, 2, 2, 2])
draw_folds(few, {"random folds": make_folds(few, "random", n_folds=3, seed=1),
                 "grouped folds": make_folds(few, "grouped", n_folds=3,
                                             seed=1)})

# %% [markdown] nbgrader={"grade_id": "A-known-question", "locked": true}
# **Step 2.** Write `share_known(train, test)`: of the crystals in `test`, the fraction whose formula
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

# %% [markdown] slides="7" claims="7"
# ### Five lines
# `X` holds one row for each crystal, `y` the energies. The forest has 100 trees; each question may choose
# among a third of the columns, and `random_state` fixes the chance, so that you get the same numbers.
# `cross_val_score` trains and tests in each fold and returns five scores. scikit-learn's scores are better
# when larger, so the error comes with a minus sign, which we take away. The error is the *mean absolute
# error* (MAE), the mean of $\lvert\text{prediction} - \text{truth}\rvert$, in eV per atom.

# %% slides="7" claims="7,8"
data = load_dataset()  # or yours, with COURSEKIT_DATASET
X, y, formulas = magpie.transform(data.structures), data.targets, data.groups
forest = RandomForestRegressor(100, max_features=1 / 3, random_state=0)
grouped = GroupKFold(5, shuffle=True, random_state=0)
errors = -cross_val_score(forest, X, y, groups=formulas, cv=grouped,
                          scoring="neg_mean_absolute_error")
print(len(data), "crystals of", len(set(formulas)), "formulas")
print("MAE in the five folds / eV per atom:", errors.round(3))

# %% [markdown]
# That is a trained and tested model of materials. Five folds give five errors that scatter. What we
# report is their mean, and how well we know it:
#
# $$\bar e \pm \frac{s}{\sqrt{n}}, \qquad
#   s = \sqrt{\frac{1}{n-1}\sum_{k=1}^{n} (e_k - \bar e)^2},$$
#
# where $e_k$ is the error in fold $k$, $n$ the number of folds, and $s$ their standard deviation; all in
# eV per atom. **In the whole course ± is this *standard error of the mean over the folds*.** For the
# difference of two models on the same folds it is that of the differences, fold by fold.

# %%
def with_error(values):
    error = np.std(values, ddof=1) / np.sqrt(len(values))
    return f"{np.mean(values):.3f} ± {error:.3f}"


folds = {"random": list(KFold(5, shuffle=True, random_state=0).split(X)),
         "grouped": list(grouped.split(X, y, groups=formulas))}


def fold_errors(X, model=forest, split="grouped"):
    return -cross_val_score(model, X, y, cv=folds[split],
                            scoring="neg_mean_absolute_error")


print("Magpie and a forest, new formulas:", with_error(errors), "eV/atom")

# %% [markdown] slides="7"
# ### Is that good? Only beside controls
# Three other rows, on the same folds and the same *target* (the property to be predicted):
#
# - the mean of all training energies;
# - the mean energy of the same formula in training (for a formula that is not there, the mean of all);
# - the same forest on bare *element fractions* (how much Ti, how much O ...), without any property of
#   the elements.

# %%
new = predict("For which folds will element fractions be about as good as "
              "Magpie?",
              ["random folds", "grouped folds", "both"])
new

# %% slides="7" claims="7,9" control="magpie"
fractions = ElementFractions().fit_transform(data.structures)
inputs = {"mean of all": (formulas, TrainingMean()),
          "mean of the formula": (formulas, FormulaMean()),
          "element fractions, forest": (fractions, forest),
          "Magpie, forest": (X, forest)}
rows = {name: {f"{split} folds": with_error(fold_errors(x, model, split))
               for split in folds}
        for name, (x, model) in inputs.items()}
pd.DataFrame(rows).T.rename_axis("MAE / eV per atom")

# %%
new.beside("random folds: there the formula itself is known")

# %% [markdown] slides="7" because="magpie"
# Read it column by column.
#
# *Random folds.* The mean of the formula, element fractions and Magpie are equal within their errors:
# nearly every test crystal has a polymorph in training, so it is enough to recognise the formula.
#
# *Grouped folds.* Now nothing can be recognised. The mean of the formula falls back to the mean of all.
# With element fractions the error doubles: a new pair of elements is simply new to them. Magpie hardly
# gets worse, because it says in which way a new element resembles known ones. Fractions and Magpie differ
# in nothing but that knowledge; so it is the chemistry in the table of elements that carries over to new
# formulas.

# %% [markdown] slides="6,7"
# ### Which numbers does the model use?
# *Permutation importance*: take the test crystals, shuffle one column among them, so that its values
# belong to the wrong crystals, and see how much the error grows. The picture has the six columns for which
# it grows most.

# %% slides="5,6"
train, held_out = folds["grouped"][0]
forest.fit(X[train], y[train])
importance = permutation_importance(
    forest, X[held_out], y[held_out], scoring="neg_mean_absolute_error",
    n_repeats=3, random_state=0)
best = np.argsort(importance.importances_mean)[::-1][:6]
ax = make_axes((7.5, 2.6))
labels = [names[k].removeprefix("MagpieData ") for k in best]
ax.barh(labels, importance.importances_mean[best], color=COLOURS[0])
ax.set(xlabel="growth of the MAE when this column is shuffled / eV per atom")
ax.invert_yaxis()

# %% [markdown]
# The winner has a name and a meaning: the mean deviation of the electronegativities. Where elements pull
# electrons very differently, charge moves from one to the other, the ions attract each other, and much
# energy is won. Pauling used the square of this difference for bond energies in 1932; the forest found it
# again. Two cautions: columns that say nearly the same share their importance (the range of the
# electronegativity stands next), and importance says what *this model* uses, not what causes the
# energy. (SHAP values, which one meets in papers, ask the same question for single crystals.)

# %% [markdown] slides="7" claims="9"
# ## Why is so little so strong?
# Because formation energies differ mainly between formulas. We split their spread in two parts: between
# formulas, and between polymorphs inside a formula.

# %% slides="7" claims="9"
energies = pd.Series(y)
within = energies - energies.groupby(formulas).transform("mean")
print(f"standard deviation of all: {energies.std(ddof=0):.2f} eV/atom")
print(f"standard deviation inside a formula: {within.std(ddof=0):.2f} eV/atom")
print("share of the variance between formulas: "
      f"{1 - within.var() / energies.var():.0%}")

# %% [markdown]
# Most of a formation energy is decided by who is there. But the small rest decides which polymorph
# exists: models of the formula predict formation energies acceptably and stabilities badly
# (Bartel et al., npj Comput. Mater. 6, 97 (2020), https://doi.org/10.1038/s41524-020-00362-y).
# A small share of the variance can still be the answer to the question.

# %% [markdown] slides="7" claims="6,7"
# ### What a public benchmark says *(optional)*
# Matbench compares models on the same folds (Dunn et al., npj Comput. Mater. 6, 138 (2020),
# https://doi.org/10.1038/s41524-020-00406-3; mean absolute errors of its public leaderboard v0.1). The
# best model that sees the structure, the best that sees only the formula, and the forest:

# %% slides="7" claims="6,7"
columns = ["task", "crystals", "structure", "formula", "forest*"]
matbench = pd.DataFrame([
    ("formation energy, eV/atom", 132752, 0.0170, 0.0839, 0.1165),
    ("band gap, eV", 106113, 0.156, 0.231, 0.345),
    ("perovskites, eV/cell", 18928, 0.0269, 0.4065, np.nan),
    ("log bulk modulus", 10987, 0.0491, 0.0758, 0.0820),
    ("log shear modulus", 10987, 0.067, 0.0996, np.nan),
    ("refractive index", 4764, 0.271, 0.320, np.nan),
    ("phonon peak, cm⁻¹", 1265, 28.8, 46.6, np.nan),
    ("exfoliation, meV/atom", 636, 33.2, 45.6, np.nan),
], columns=columns).set_index("task")
matbench["formula / structure"] = matbench["formula"] / matbench["structure"]
matbench.round(3).fillna("")

# %% [markdown] claims="7,8"
# (*The leaderboard's forest also receives one descriptor of the structure, the sine Coulomb matrix, so a
# forest on Magpie alone is not better than this; where the cell is empty we have no number.) In every row
# the formula alone is worse, by 18 % to fifteen times the error; one often reads of 5 to 10 %. For the
# refractive index and for exfoliation it is within about one standard deviation over the folds (0.07, and
# 7 to 12 meV/atom), so there one cannot be sure. The number of crystals does not decide it: the
# perovskites are many and have the largest ratio. They are all cubic ABX₃ crystals of 52 elements, and
# each formula occurs twice, because A and B can be exchanged:

# %% claims="7" control="perovskites"
pair = {"ABX3": "SrTiO3", "BAX3": "TiSrO3", "another formula": "SrZrO3"}
X_pair = magpie.transform(list(pair.values()))
for (what, formula), row in zip(pair.items(), X_pair, strict=True):
    print(f"{what:16} {formula:8} {Composition(formula).reduced_formula:8} "
          f"change of the Magpie row {np.abs(row - X_pair[0]).max():.2f}")

# %% [markdown] because="perovskites"
# Strontium in the large hole and titanium in the octahedron, or the other way round: one formula, one
# row, and two crystals with two energies. No model of the formula can know which of the two is meant.
# So: report the baseline first, it trains in seconds, and do not expect it to be enough.

# %% [markdown] slides="8"
# ## Where a formula cannot help
# Rutile, anatase and brookite are all TiO₂. In experiment their *band gaps* (the energy that an electron
# needs to become mobile) are about 3.0, 3.2 and, depending on the sample, 3.1 to 3.4 eV. The same
# holds for order: in CuAu copper and gold can alternate in layers, or sit anywhere.

# %% slides="8"
view_crystal(make_cuau())

# %% slides="8" claims="11,12,13"
cases = {"rutile": dioxides["rutile"], "anatase": dioxides["anatase"],
         "brookite": dioxides["brookite"],
         "CuAu, layers": make_cuau(), "CuAu, shuffled": make_shuffled_cuau(),
         "LiCoO2": make_licoo2(),
         "half the Li": make_licoo2(lithium=0.5, scaling=(2, 2, 1), seed=0),
         "half, elsewhere": make_licoo2(lithium=0.5, scaling=(2, 2, 1), seed=3)}
rows, before = [], {"anatase": "rutile", "brookite": "rutile",
                    "CuAu, shuffled": "CuAu, layers", "half the Li": "LiCoO2",
                    "half, elsewhere": "half the Li"}
for name, other in before.items():
    first, second = magpie.transform([cases[name], cases[other]])
    rows.append({"crystal": name, "compared with": other,
                 "largest change": np.abs(first - second).max()})
pd.DataFrame(rows).set_index("crystal").round(2)

# %% slides="8"
metal = Coordination(r_cut=3.0, per_species=True).fit([cases["CuAu, layers"]])
for name in ["CuAu, layers", "CuAu, shuffled"]:
    site = metal.transform([cases[name]])[0]
    around = site.values[np.array(site.species) == "Cu"].mean(axis=0)
    print(f"{name:15}", dict(zip(site.names, around.round(1).tolist())),
          "around Cu")

# %% [markdown]
# The rows of the polymorphs are equal: their change is zero. So no model on these rows can tell their
# gaps apart. The ordered and the shuffled alloy are equal too, although a copper has eight gold
# neighbours in one and six, on average, in the other. How much lithium is missing does show, because it
# changes the formula; *where* it is missing does not. If the question is which polymorph, which site or
# which order, tier 1 is the wrong tool.

# %% [markdown] slides="9" claims="14"
# ## Tier 2: which distances occur?
# The *radial distribution function* counts, around an average atom, the neighbours at distance $r$ and
# divides by what atoms thrown in at random would give:
#
# $$g(r) = \frac{V}{N^2}\,\frac{1}{4\pi r^2}\,\Big\langle \sum_{i \ne j} \delta(r - r_{ij})\Big\rangle .$$
#
# $V$ is the volume of the cell (Å³), $N$ its number of atoms, $r_{ij}$ the distance of atoms $i$ and $j$
# (Å), *images* (copies of an atom in other cells) included; $\delta$ (Å⁻¹) picks the pairs at distance
# $r$ (in a computer: those in one bin, divided by its width), and $\langle\ \rangle$ is the average over
# snapshots, one for a single crystal. The random
# atoms have $4\pi r^2 (N/V)\,\mathrm{d}r$ neighbours in a shell of thickness $\mathrm{d}r$; with this
# factor $g$ has no unit and tends to 1 far away, where any crystal looks uniform.

# %% slides="9" claims="14"
rdf = RadialDistribution(r_cut=20.0, bin_width=0.1).fit(list(dioxides.values()))
g = dict(zip(dioxides, rdf.transform(list(dioxides.values())), strict=True))
r = (rdf.edges_[:-1] + rdf.edges_[1:]) / 2
axes = make_axes((10, 3), columns=3)
for ax, colour, (name, values) in zip(axes, COLOURS, g.items(), strict=False):
    ax.stairs(values, rdf.edges_, color=colour)
    ax.axhline(1, color="black", linewidth=0.8, linestyle="--")
    ax.set(xlabel="r / Å", ylabel="g(r)", xlim=(0, 20), ylim=(0, 11),
           title=name)

# %% slides="9" claims="14"
ranges = [(0, 5), (5, 10), (10, 15), (15, 20)]
inside = [(r > low) & (r < high) for low, high in ranges]
pd.DataFrame({name: [np.average(v[i], weights=r[i] ** 2) for i in inside]
              for name, v in g.items()},
             index=[f"{low} to {high} Å" for low, high in ranges]).round(3).T

# %% [markdown]
# The peaks never quite go away, because a perfect crystal has order at any distance, but over each five
# ångström the mean of $g$ is near 1 (each bin weighted by $r^2$, as a shell has that many places). And
# the three pictures differ: this tier sees what the formula hides.

# %% [markdown] slides="9"
# ### What do position and width of a peak mean?
# A peak stands at the distance of a *shell* of neighbours. Its width tells how much that distance
# varies from pair to pair: by heat, or by disorder. Take copper, whose twelve nearest neighbours are
# all at 2.556 Å, and move every atom at random by $u$ along $x$, $y$ and $z$ (standard deviation,
# Å). Both ends of a bond move, independently, so the length should scatter by $\sigma = \sqrt 2\,u$.

# %%
wide = predict("u grows from 0.05 to 0.10 Å. What happens to the width of the "
               "peak?",
               ["it doubles", "it grows by the root of 2", "nothing"])
wide

# %% slides="9" control="width"
copper, rows = supercell(make_fcc(), (6, 6, 6)), []
for u in (0.0, 0.05, 0.10):
    bonds = neighbor_list(rattle(copper, u, seed=0), 3.1).distances
    rows.append({"u / Å": u, "position / Å": bonds.mean(),
                 "width / Å": bonds.std(),
                 "root 2 times u / Å": 2**0.5 * u,
                 "neighbours": len(bonds) / len(copper)})
pd.DataFrame(rows).set_index("u / Å").round(3)

# %%
wide.beside("it doubles: "
            + ", ".join(f"{row['width / Å']:.3f}" for row in rows) + " Å")

# %% [markdown] because="width"
# Position and number of neighbours stay, the width follows $\sqrt 2\,u$. (The first row is the control:
# no motion, no width.) In real crystals neighbours move partly together, so measured peaks are somewhat
# narrower.

# %% [markdown] slides="9" claims="15"
# ### One pair of elements at a time
# The *partial* function $g_{AB}(r)$ counts only neighbours $B$ of atoms $A$, relative to the density
# $\rho_B = N_B/V$ of the atoms $B$ (Å⁻³). It is the same for $AB$ and $BA$, so $n$ elements have
# $n(n+1)/2$ of them: $n$ like pairs and $n(n-1)/2$ unlike ones. The number of neighbours is its integral,
#
# $$N_{AB} = \int_0^{r_\mathrm{max}} 4\pi r^2\,\rho_B\,g_{AB}(r)\,\mathrm{d}r ,$$
#
# with $N_{AB}$ the mean number of $B$ within $r_\mathrm{max}$ (Å) of an $A$. It is *not* symmetric. In
# bins, $4\pi r^2\,\mathrm{d}r$ becomes the volume of the shell. Move "count up to" below: the upper picture
# shows $g_{AB}$, the lower one its integral. Behind which distance does the number jump again?

# %% slides="9" claims="14,15"
radial = RadialPicture(crystal="rutile TiO₂", pair="Ti-O")
radial

# %% slides="9,10" claims="14,15"
radial.static()

# %% claims="14,15"
for r_max in (2.4, 4.0, 6.0):
    print(fill(radial.set(r_max=r_max).sentence, 88))

# %% [markdown] claims="15"
# The solid line counts O around Ti, the dashed one Ti around O. At any distance the two numbers have the
# ratio of the amounts, $N_{AB}/N_{BA} = c_B/c_A$ ($c$: share of an element). The reason: each bond
# has two ends, and there are twice as many oxygens to share them.

# %%
rutile = dioxides["rutile"]
partial = PartialRadialDistribution(r_cut=6.0, bin_width=0.05).fit([rutile])
g_titanium, g_mixed, g_oxygen = partial.transform([rutile])[0].reshape(3, -1)
edges = partial.edges_
print("pairs:", "Ti-Ti, Ti-O, O-O;", "bins:", len(g_mixed), "of",
      round(edges[1], 3), "Å")

# %% [markdown] nbgrader={"grade_id": "A-integral-question", "locked": true}
# **Step 3.** Write `coordination(edges, g_ab, n_b, volume, r_max)`: the mean number of $B$ within
# `r_max` (Å) of an $A$; return a number. `g_ab` are the values of $g_{AB}$, one for each bin, and `edges`
# (Å) the edges of the bins, one more than the values. The cell has `n_b` atoms $B$ and the `volume` (Å³).
# A bin counts if its middle lies below `r_max`.

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
# **Quick question 1.** In LiCoO₂, Li and Co exchange their places, and no atom moves. Before, the bonds
# of Co to O were the shorter ones. Which curves change? a) none; b) the $g(r)$ of all atoms, not the
# partial ones; c) the partial ones, not the $g(r)$ of all atoms; d) both. Set `changed_curves` to a
# letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-q1", "solution": true}
### BEGIN SOLUTION
changed_curves = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "A-q1-check", "grade": true, "points": 1}
quiz("A-q1")

# %% [markdown] slides="10" claims="15,16"
# ### A few numbers instead of a curve *(optional)*
# A curve for each pair is long. One can keep, for each pair, the mean number of neighbours and the mean
# and the scatter of the bond lengths:
#
# $$\langle N_{AB}\rangle = \frac{1}{N_A}\sum_{i \in A} N_{iB}, \qquad
#   \langle r_{AB}\rangle = \frac{1}{n}\sum_{ij} r_{ij}, \qquad
#   \sigma_{AB} = \sqrt{\frac{1}{n}\sum_{ij} (r_{ij} - \langle r_{AB}\rangle)^2} .$$
#
# $N_A$ is the number of atoms $A$ in the cell, $N_{iB}$ how many $B$ are bonded to atom $i$ (no
# unit), and the sums run over the $n$ bonds $ij$ between $A$ and $B$ (lengths in Å). $\sigma$ here is a
# scatter over bonds; it describes the crystal and is no error.

# %% slides="10" claims="15"
bonds = PairCoordination().fit(list(dioxides.values()))
table = pd.DataFrame(bonds.transform(list(dioxides.values())),
                     index=list(dioxides),
                     columns=bonds.get_feature_names_out())
balance = np.allclose(table["N(Ti-O)"] * 1 / 3, table["N(O-Ti)"] * 2 / 3)
print("c_Ti N(Ti-O) = c_O N(O-Ti):", balance)
table[["N(Ti-O)", "N(O-Ti)", "mean length Ti-O / Å",
       "std length Ti-O / Å"]].round(3)

# %% [markdown]
# Each titanium has six oxygens in all three; the mean bonds differ by a hundredth of an ångström or
# less, the scatter of the bonds by more. Four numbers instead of a curve: compact and easy to read, but
# whatever tells the three crystals apart must now show in a few hundredths of an ångström.

# %% slides="10" claims="16"
fingerprint = SiteStatisticsFingerprint().fit([rutile])
labels = fingerprint.get_feature_names_out()
print(len(labels), "numbers: mean and scatter over the sites of",
      len(labels) // 2)
row = fingerprint.transform([rutile])[0]
for place in np.argsort(row)[::-1][:4]:
    print(f"  {labels[place]:45} {row[place]:.2f}")

# %% [markdown]
# This *site fingerprint* compares every site with common shapes first (how much does it look like an
# octahedron? like three neighbours in a triangle?) and then takes mean and scatter over the sites. The
# cell prints its four largest entries.
# "wt CN_3" is the weight for "three neighbours". In rutile it is near 1 for the four oxygens and near 0
# for the two titaniums, so its mean is about 4/6: the 0.66 of the list. "mean wt CN_6" is the other
# third.
#
# So this "pooled" fingerprint is a local descriptor plus a pooling rule: tiers 2 and 3 differ in what
# the site vector holds and in how it is pooled, not in some deeper way. Another well-known set of this
# tier is built on *Voronoi cells* (the part of space that is nearest to one atom; lecture C): Ward et al.,
# Phys. Rev. B 96, 024104 (2017), https://doi.org/10.1103/PhysRevB.96.024104.

# %% [markdown] slides="11" claims="17,18"
# ## Does pooling lose a rare motif?
# Suppose that one site in a hundred decides. A *motif* is such a kind of site: a vacancy, a dopant, a
# corner of a surface. Does a mean over all sites still show it? Take oxygen atoms out of MgO. Every
# missing oxygen takes a neighbour from six magnesiums.

# %% slides="11"
view_crystal(make_mgo_vacancies("adjacent", scaling=(2, 2, 2)), size=(5, 4))

# %% slides="11" claims="17,18"
shares = np.arange(1, 11) / 200
crystals = [make_random_mgo_vacancies(share, seed=n)
            for n, share in enumerate(shares)]
count = Coordination(r_cut=2.6).fit(crystals)
numbers = [s.values[np.array(s.species) == "Mg", 0]
           for s in count.transform(crystals)]
means = np.array([n.mean() for n in numbers])[:, None]
missing = np.array([1 - len(crystal) / 512 for crystal in crystals]) * 2
fit = LinearRegression().fit(means, missing)
print(f"R² = {fit.score(means, missing):.6f}: share missing = "
      f"{fit.intercept_:.3f} "
      f"{fit.coef_[0]:+.4f} x mean coordination")

# %% [markdown]
# $R^2$ is the share of the target's variance that the fit explains; 1 means all of it. So here the mean
# is enough: nothing else varies, and even a tiny shift of it is the whole signal. The mean fails when
# something else moves it as well, or when the target is not a matter of the mean. For example: are two
# vacancies side by side, or far apart?

# %%
two = predict("Two vacancies, side by side or far apart: does the mean number "
              "of neighbours of Mg differ?", ["yes", "no"])
two

# %% slides="11" claims="17" control="pooling"
pairs = {name: make_mgo_vacancies(name) for name in ["adjacent", "far"]}
for name, sites in zip(pairs, count.transform(list(pairs.values())),
                       strict=True):
    numbers = sites.values[np.array(sites.species) == "Mg", 0].astype(int)
    histogram = {int(n): int((numbers == n).sum()) for n in np.unique(numbers)}
    print(f"{name:9} mean {numbers.mean():.6f}   sites by coordination "
          f"{histogram}")

# %%
two.beside("no: each vacancy takes six bonds, wherever it is")

# %% [markdown] because="pooling"
# Same mean, other histogram. The numbers of each *site* know about the pair; the mean does not, and it
# would lose the pair just the same if the site vectors were longer. A minimum or a scatter in tier 2 would
# keep it. **It is the pooling, not the tier.** The notebook `E_pooling` goes on from here.

# %% [markdown] slides="7,10" claims="7,10"
# ## What does structure buy?
# Now we add the site fingerprint to Magpie and train the same forest on the same folds. Everything else
# stays, so the difference is due to the 122 new columns. But are they good because they describe *this*
# crystal, or would any 122 columns help? The control row has the same columns in a wrong order: each
# crystal gets the fingerprint of another.

# %% slides="7" control="sites"
sites = SiteStatisticsFingerprint().fit_transform(data.structures)
others = sites[rng.permutation(len(sites))]
extra = {"Magpie": X, "Magpie + sites": np.hstack([X, sites]),
         "Magpie + sites of other crystals": np.hstack([X, others])}
in_folds = {name: fold_errors(x) for name, x in extra.items()}
rows = {name: {"MAE": with_error(e), "minus Magpie, fold by fold":
               with_error(e - in_folds["Magpie"]),
               "folds where better": int((e < in_folds["Magpie"]).sum())}
        for name, e in in_folds.items()}
pd.DataFrame(rows).T.rename_axis("new formulas, eV per atom")

# %% [markdown] slides="7" because="sites"
# The site fingerprint lowers the error in every one of the five folds. The *paired* difference, taken
# fold by fold, is several times its standard error, although the errors themselves scatter from fold to
# fold: hard folds are hard for both models, and that drops out in the difference. The control gets worse,
# not better, so it is what the columns say that helps, not their number.

# %% [markdown] slides="7,8"
# ## An error and an order are two things
# Often the question is not "what is the energy?" but "which polymorph is the stable one?". For that we
# ask, inside each formula with three polymorphs or more, which one the model likes best, and what this
# choice costs: the **regret**, the true energy of the model's favourite above the truly lowest, in eV per
# atom. If a model likes all of them equally, we take the mean over them. (A finer measure of order is
# the *rank correlation* ρ of Spearman: 1 if the model's order of the polymorphs is the true one, -1 if it is
# the opposite, 0 if it says nothing. Lecture G uses it, when SOAP joins the ladder.)

# %% [markdown] nbgrader={"grade_id": "A-regret-question", "locked": true}
# **Step 4.** Write `regret(energies, predicted)` for the polymorphs of one formula: the true energy
# of the polymorph with the lowest prediction, above the lowest true energy. If several tie for the
# lowest prediction, the mean over them. Both are lists of one length, in eV per atom; return a number in
# eV per atom.

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

# %%
order = predict("Magpie gives all polymorphs of a formula the same row. On "
                "grouped folds, how often does it pick the lowest?",
                ["never", "as often as a blind choice", "always"])
order

# %% slides="7,8" claims="7,10" control="order"
members = [np.flatnonzero(formulas == f) for f in np.unique(formulas)]
members = [i for i in members if len(i) > 2]
lowest = [np.isclose(y[i], y[i].min()) for i in members]
tried = inputs | {"Magpie + sites, forest": (extra["Magpie + sites"], forest)}
rows = []
for split, name in product(folds, tried):
    x, model = tried[name]
    guess = cross_val_predict(model, x, y, cv=folds[split])
    likes = [np.isclose(guess[i], guess[i].min()) for i in members]
    hits = [low[like].mean() for low, like in zip(lowest, likes)]
    cost = [y[i][like].mean() - y[i].min() for i, like in zip(members, likes)]
    rows.append([split, name, np.mean(hits), np.mean(cost)])
blind = np.mean([low.mean() for low in lowest])
columns = ["folds", "model", "picks the lowest", "regret / eV per atom"]
pd.DataFrame(rows, columns=columns).set_index(["folds", "model"]).round(3)

# %%
order.beside(f"as often as a blind choice: {blind:.0%}")

# %% [markdown] slides="7,8" claims="7,10" because="order"
# "Picks the lowest" is the share of the formulas in which the model's favourite is the truly lowest
# polymorph; if it likes several equally, each of them counts as a part.
#
# *Grouped folds.* A composition gives all polymorphs one prediction, so it chooses blindly; with
# the site fingerprint the lowest is found twice as often, and the regret falls to a small part of what it
# was. Looking at the error alone one would have said "structure brings a fifth". For the question of
# stability it brings nearly everything.
#
# *Random folds.* Here the composition is *worse* than a blind choice. That is no chemistry: the mean of
# the formula, which knows none, does the same.

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
# 5. Do you have a hundred thousand crystals, and no need to know what the features mean? Tier 4.
#
# The picture is the same as a tree; the blue path is that of a question about polymorphs where a few
# special sites decide. The notebook `G_wrap_up` lets you answer for your own problem.

# %% slides="12"
DecisionTree(polymorphs="yes", sites="a few special sites").static()

# %%
summary("A")

# %% [markdown]
# ## Recap
# 1. Four tiers; each keeps more and costs more, and tiers 2 and 3 differ by how they pool.
# 2. Composition decides most of an energy and none of the order of polymorphs: report the error, the
#    order and the regret, each beside a control.
# 3. Say how you split, and compare fold by fold: on random folds and on new formulas the ladder looks
#    different.

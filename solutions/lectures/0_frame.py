# %% [markdown] slides="1"
# # 0. Frame
# **How do we hand a crystal to a regression model?** About fifteen minutes.
#
# A *regression model* is a function with adjustable numbers: it takes a row of numbers, always equally
# long, and gives one number, for example an energy. A crystal is not a row of numbers. It is a periodic
# cell, some elements, and some positions. This notebook shows the ways across that the course
# teaches, each once, on one crystal.
#
# (The next cell fetches the tools. It is folded away, in all notebooks; open it with the mark on its
# left if you want to see where a name comes from.)

# %% tags=["hide-input"] jupyter={"source_hidden": true}
import time

import numpy as np
import pandas as pd
from scipy.ndimage import gaussian_filter1d
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from coursekit.apps import predict, view_crystal
from coursekit.featurizers import SOAP, MagpieStatistics, RadialDistribution
from coursekit.plots.tiers import draw_tiers
from coursekit.pooling import MeanPooling
from coursekit.structures import (
    make_anatase, make_rutile, permute_sites, rattle, rotate, supercell,
)

# %% [markdown] slides="1"
# ## A crystal, to be turned
# This is rutile, one of the crystals of TiO₂: a box with two titanium and four oxygen atoms, repeated
# in all directions. The lines of the box are the *cell*; the grey body around each titanium is the
# *octahedron* of its six oxygens. Drag the picture to turn it.

# %% slides="1"
rutile = make_rutile()
view_crystal(rutile, polyhedra="Ti")

# %% [markdown]
# And this is all that a file says about it: the edges of the cell in Å, its angles in degrees, and six
# positions as fractions of the edges.

# %%
print(rutile)

# %% [markdown] slides="1"
# ## Why not give these numbers to the model?
# Because the same crystal can be written down in many ways. We may turn it in space, list its atoms in
# another order, or take two cells instead of one (a *supercell*). The crystal does not notice. Do the
# numbers? (Choose an answer in the box below before you run the cell after it. Your choice is kept and
# shown beside the result, and nobody marks it.)

# %%
kept = predict("How many of the 18 coordinates stay the same when the crystal "
               "is turned?",
               ["all", "about half", "hardly any"])
kept

# %%
turned = rotate(rutile, seed=1)
reordered = permute_sites(rutile, seed=1)
larger = supercell(rutile, (2, 1, 1))
same = np.isclose(turned.cart_coords, rutile.cart_coords).sum()
for name, crystal in {"as read": rutile, "turned": turned,
                      "reordered": reordered}.items():
    print(f"{name:10}", np.round(crystal.cart_coords[1], 2), "Å: second atom")
print("larger    ", larger.cart_coords.size, "coordinates instead of 18")
kept.beside(f"{same} of 18 (the atom in the origin stays there)")

# %% [markdown]
# Only the atom in the origin keeps its coordinates, and the larger cell even has another *number* of
# numbers. A model that is fed with coordinates has to learn how files are written. A *descriptor* is a
# rule that turns the file into numbers that stay: one row, always equally long, the same however the
# crystal was written down.

# %% [markdown] slides="4"
# ## Four kinds of descriptor: the ladder
# The course orders descriptors in four *tiers*. Each keeps more of the crystal than the one before. Here
# is a row of each of the first three, for rutile. (The names in the cell, and the numbers in brackets
# behind them, are explained in the lectures to which they belong; here you only need the picture.)

# %% slides="4"
magpie = MagpieStatistics().fit([rutile])
radial = RadialDistribution(r_cut=8.0, bin_width=0.1).fit([rutile])
soap = SOAP(r_cut=5.0, n_max=6, l_max=4, sparse=False).fit([rutile])
composition_row = magpie.transform([rutile])[0]
g_r = radial.transform([rutile])[0]
sites = soap.transform([rutile])[0]
draw_tiers(rutile, composition_row, radial.edges_, g_r, sites.values)

# %% [markdown]
# **Tier 1, composition.** Look up numbers for each element (its mass, its size, how strongly it pulls
# electrons, and so on) and keep their mean, their range and the like. The recipe used here is called
# *Magpie*. Such a row is cheap and readable, but it is blind: no position is used.

# %%
names = magpie.get_feature_names_out()
print(len(composition_row), "numbers, for example")
for place in [3, 39, 45]:
    print(f"  {names[place]:40} {composition_row[place]:.2f}")

# %% [markdown]
# **Tier 2, pooled structure.** Put the distances between all atoms into one curve. The *radial
# distribution function* $g(r)$ says how much more often a distance $r$ occurs than among atoms thrown
# in at random; 1 means "as by chance". *Pooled* means: thrown together, so that nobody can say any
# more which atom had which *neighbours* (the atoms close to it).

# %%
first = np.flatnonzero(g_r)[0]
print(len(g_r), "numbers; the first that is not zero is", end=" ")
print(f"{radial.get_feature_names_out()[first]}: {g_r[first]:.1f}")

# %% [markdown]
# The first peak is the bond between titanium and oxygen, 1.95 to 1.98 Å long.
#
# **Tier 3, local.** Describe the surroundings of *every atom*: elements, distances and angles together.
# *SOAP* (smooth overlap of atomic positions; lecture D2 explains it) is such a description. Only
# afterwards a *pooling rule*, for example the mean, makes one row of many.

# %%
print("per atom:", sites.values.shape, "for", "-".join(sites.species))
print("pooled:  ", MeanPooling().fit_transform([sites]).shape)

# %% [markdown]
# Tier 2 pools first and describes afterwards; tier 3 describes first and pools afterwards. So in tier 3
# *how* to pool is our choice, and one rare atom need not drown in a mean.
#
# **Tier 4, learned.** Atoms become the dots and bonds the lines of a *graph*, and a network learns from
# data what to keep. It is the subject of a unit of its own. The last two notebooks are on universal
# potentials (a *potential* is a model that gives the energy and the forces of any arrangement of atoms);
# they show what tier 4 shares with tier 3.

# %% [markdown] slides="1"
# ## Which tier tells two crystals of TiO₂ apart?
# Anatase is another crystal with the formula TiO₂: a *polymorph* of rutile.

# %% slides="1"
anatase = make_anatase()
view_crystal(anatase, polyhedra="Ti")

# %%
apart = predict("Which tiers give rutile and anatase different rows?",
                ["1, 2 and 3", "2 and 3", "only 3"])
apart

# %% [markdown] slides="1"
# We measure how far apart the two rows are, as a share of the length of rutile's row:
#
# $$d = \frac{\lVert \mathbf{x}_\text{anatase} - \mathbf{x}_\text{rutile} \rVert}
#            {\lVert \mathbf{x}_\text{rutile} \rVert},$$
#
# where $\mathbf{x}$ is the row of a crystal and $\lVert\cdot\rVert$ its length (root of the sum of
# squares); $d$ has no unit. A distance alone says little, so the table has a control beside it: the
# same $d$ for rutile and a *shaken* rutile, whose atoms were moved by about 0.05 Å, as heat does. That
# is still rutile, so this distance is noise.

# %% slides="1" control="signal"
curve = RadialDistribution(r_cut=8.0, bin_width=0.1)
smear = FunctionTransformer(gaussian_filter1d, kw_args={"sigma": 2})  # 2 bins
tiers = {"1 composition": MagpieStatistics(),
         "2 pooled structure": curve,
         "2, curve smeared by 0.2 Å": make_pipeline(curve, smear),
         "3 local, then pooled": make_pipeline(soap, MeanPooling())}
trio, rows = [rutile, anatase, rattle(rutile, 0.05, seed=0)], {}
for name, tier in tiers.items():
    tier.fit(trio).transform(trio)  # the first call also loads the library
    start = time.perf_counter()
    x = tier.transform(trio * 20)[:3]
    milliseconds = 1000 * (time.perf_counter() - start) / 60
    rows[name] = [x.shape[1], milliseconds,
                  *np.linalg.norm(x[1:] - x[0], axis=1) / np.linalg.norm(x[0])]

# %% slides="1"
columns = ["numbers", "ms a crystal", "to anatase", "to shaken rutile"]
table = pd.DataFrame(rows, index=columns).T.rename_axis("tier")
table["numbers"] = table["numbers"].astype(int)
table["signal / noise"] = table["to anatase"] / table["to shaken rutile"]
table.round(3)

# %%
apart.beside("2 and 3: " + ", ".join(
    f"{tier} {table.loc[tier, 'to anatase']:.2f}" for tier in tiers
    if "smeared" not in tier))

# %% [markdown] because="signal"
# The composition cannot see the difference at all: its distance is exactly zero. The other two can,
# and cost more time and more numbers.
#
# Look at the last three columns together. (For tier 1 both distances are zero, and zero divided by zero
# is no number: `NaN`.) Tier 2 shows the larger distance to anatase, but a little shake moves it half as
# far, because a distance that moves by 0.05 Å often falls into the next bin of 0.1 Å. The row below it is
# the control: the same curve, smeared by 0.2 Å, so that a neighbouring bin is nearly the same place. Both
# distances become smaller, but the noise much more. Tier 3 shows a smaller distance and hardly notices
# the shake. So a large distance is not yet a useful one: what counts is the difference that matters,
# compared with the differences that do not. Comparing signal with noise is a habit that we keep through
# all notebooks.

# %% [markdown] slides="1"
# ## The claim of this unit
# - Descriptors form a ladder: the formula; structure pooled over the cell; atoms with their
#   surroundings; learned graphs.
# - Each step up costs time and readability. Staying below costs accuracy wherever the target
#   depends on what was left out. (The *target* is the property that the model shall predict.)
# - The craft is to know, for a given question, how high one has to climb, and to check it.

# %% [markdown] slides="2"
# ## What you bring along, and what comes next
# You have met atoms and their energies (quantum mechanics, electronic structure, molecular dynamics,
# Monte Carlo) and perhaps linear models, clustering and *principal components*. Here we join the two:
# hand-made descriptors, a competitor and a complement to graphs that are learned. Graph networks follow
# in the next unit. Machine-learning words are explained where they first appear, and again in the
# [glossary](GLOSSARY.md).

# %% [markdown] slides="3"
# ## What you can do afterwards
# | you can | notebook |
# |---|---|
# | say which tier a problem needs, and why | `A_ladder`, `G_wrap_up` |
# | compute a composition baseline and report it before anything else | `A_ladder` |
# | build the surroundings of an atom in a periodic crystal, with a cutoff you can defend | `B_environments` |
# | tell what coordination, bond lengths, angles and Voronoi cells keep and lose | `C_geometry` |
# | say what the descriptors ACSF and SOAP ask, why turning changes nothing, and what they cost | `D1_acsf`, `D2_soap` |
# | choose a pooling rule that fits the mechanism | `E_pooling` |
# | find the usual faults: a wrong cutoff, lost neighbours, polymorphs with one row, far charges | `F_failure_modes` |
# | say when a local descriptor is the wrong tool | `G_wrap_up`, `H_universal_potentials` |
# | test a potential that somebody else has trained | `I_audited_potential` |
#
# **How to work with the notebooks.** Choose a prediction before you run the next cell; it is kept and
# shown beside the result, and nobody marks it. Where a *step* asks for code, the cell below it looks at
# what you wrote and says what it looks like; `step.hint(1)` in a cell of your own gives a hint. Nothing
# later depends on your answers, so you can also run everything first and answer afterwards.

# %% [markdown]
# ## Recap
# 1. A file is not a descriptor: turn the crystal and every coordinate changes.
# 2. Tier 1 sees the formula, tier 2 pools first, tier 3 pools last, tier 4 learns.
# 3. Two crystals with one formula are one point for tier 1, exactly. Compare a distance with noise.

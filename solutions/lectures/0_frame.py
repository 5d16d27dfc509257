# %% [markdown] slides="1"
# # 0. Frame
# **How do we hand a crystal to a regression model?** A model wants a row of numbers, always equally
# long. A crystal is a box, some elements and some positions. This notebook shows the three ways
# across that the course teaches, on one crystal and in one minute each. About ten minutes.

# %%
import time

import numpy as np
import pandas as pd
from sklearn.pipeline import make_pipeline

from coursekit.featurizers import SOAP, MagpieStatistics, RadialDistribution
from coursekit.plots.axes import make_axes
from coursekit.plots.style import COLOURS
from coursekit.pooling import MeanPooling
from coursekit.structures import make_anatase, make_rutile, permute_sites, rotate, supercell

# %% [markdown]
# ## A crystal in a file
# This is rutile, one of the crystals of TiO₂: a cell (edges in Å, angles in degrees), and six atoms
# in it (as fractions of the edges).

# %%
rutile = make_rutile()
print(rutile)

# %% [markdown]
# **Predict:** write the same crystal down again, after turning it, after listing the atoms in
# another order, and with a larger cell. Which of the numbers stay?

# %%
turned = rotate(rutile, seed=1)
reordered = permute_sites(rutile, seed=1)
larger = supercell(rutile, (2, 1, 1))
for name, crystal in {"as read": rutile, "turned": turned, "reordered": reordered}.items():
    print(f"{name:10}", np.round(crystal.cart_coords[:3], 2).tolist())
print("larger    ", larger.cart_coords.shape, "instead of", rutile.cart_coords.shape)

# %% [markdown]
# Nothing stays, not even the number of numbers, and yet nothing happened to the crystal. Feeding
# coordinates to a model makes it learn how files are written; a **descriptor** turns the file into
# numbers that stay.

# %% [markdown]
# ## Tier 1: which elements, and how much of each
# Look up numbers for each element, and keep their mean, their range and the like.

# %%
composition = MagpieStatistics().fit([rutile])
row = composition.transform([rutile])[0]
names = composition.get_feature_names_out()
print(len(row), "numbers, for example")
for place in [3, 39, 45]:
    print(f"  {names[place]:40} {row[place]:.2f}")

# %% [markdown]
# Cheap, readable, and blind: positions were not even looked at.

# %% [markdown]
# ## Tier 2: distances, pooled over the cell
# The radial distribution function counts how often each distance occurs, compared with atoms
# thrown in at random. A value of 1 means "as by chance".

# %%
radial = RadialDistribution(r_cut=8.0, bin_width=0.1).fit([rutile])
g_r = radial.transform([rutile])[0]
nearest = np.flatnonzero(g_r)[0]
print(len(g_r), "numbers; the first that is not zero is", end=" ")
print(f"{radial.get_feature_names_out()[nearest]}: {g_r[nearest]:.1f}")

# %% [markdown]
# The first peak is the bond between titanium and oxygen. Which atom has which neighbours is gone:
# all of them went into one histogram.

# %% [markdown]
# ## Tier 3: a vector for each atom, pooled afterwards
# SOAP describes the surroundings of every atom, elements, distances and angles together. A pooling
# rule then makes one row of many.

# %%
local = SOAP(r_cut=5.0, n_max=6, l_max=4).fit([rutile])
sites = local.transform([rutile])[0]
print("per atom:", sites.values.shape, "for", "-".join(sites.species))
print("pooled:  ", MeanPooling().fit_transform([sites]).shape)

# %% [markdown]
# Here the order is: describe first, pool later. So *how* to pool becomes a choice of ours, and a
# rare atom need not drown in a mean.

# %% [markdown]
# ## Tier 4: let the data decide
# A graph network makes such local vectors too, but learns what to put into them. It is the subject
# of a unit of its own; the last notebook of this one, on universal potentials, shows what it
# shares with tier 3.

# %% [markdown]
# ## One minute later
# **Predict:** anatase is another crystal of TiO₂. Which of the three rows will tell it from rutile?

# %%
tiers = {
    "1 composition": MagpieStatistics(),
    "2 pooled structure": RadialDistribution(r_cut=8.0, bin_width=0.1),
    "3 local, then pooled": make_pipeline(SOAP(r_cut=5.0, n_max=6, l_max=4), MeanPooling()),
}
pair, table = [rutile, make_anatase()], []
for name, tier in tiers.items():
    tier.fit(pair).transform(pair)  # the first call also loads the library
    start = time.perf_counter()
    first, second, *_ = tier.transform(pair * 50)
    milliseconds = 1000 * (time.perf_counter() - start) / 100
    gap = np.linalg.norm(first - second) / np.linalg.norm(first)
    table.append({"tier": name, "numbers": len(first), "ms per crystal": milliseconds,
                  "rutile to anatase": gap})
pd.DataFrame(table).round(3).set_index("tier")

# %%
gaps = {entry["tier"]: entry["rutile to anatase"] for entry in table}
ax = make_axes((7, 2.2))
bars = ax.barh(list(gaps), list(gaps.values()), color=COLOURS[:3])
ax.bar_label(bars, fmt="%.2f", padding=4)
ax.set_xlabel("distance between the rows of rutile and anatase / length of rutile's row")
ax.invert_yaxis()
ax.margins(x=0.12)
print("In words:", "; ".join(f"tier {name}: {gap:.2f}" for name, gap in gaps.items()))

# %% [markdown]
# The composition cannot see the difference at all: its distance is exactly zero. The other two can,
# and pay for it in time (averaged over a hundred crystals) and in numbers that are harder to read.
# How far apart the rows *look* is not yet how useful they are; that has to be measured with a model.

# %% [markdown] slides="1"
# ## The claim of this unit
# - Descriptors form a ladder: the formula; structure pooled over the cell; atoms with their
#   surroundings; learned graphs.
# - Each rung up costs time and readability. Staying below costs accuracy wherever the target
#   depends on what was left out.
# - The craft is to know, for a given question, how high one has to climb, and to check it.

# %% [markdown] slides="2"
# ## What you bring along, and what comes next
# You have met atoms and their energies (quantum mechanics, electronic structure, molecular dynamics,
# Monte Carlo) and linear models, clustering and principal components. Here we join the two: hand-made
# descriptors, a competitor and a complement to graphs that are learned. Graph networks follow in
# the next unit.

# %% [markdown] slides="3"
# ## What you can do afterwards
# | you can | notebook |
# |---|---|
# | say which tier a problem needs, and why | `A_ladder`, `G_wrap_up` |
# | compute a composition baseline and report it before anything else | `A_ladder` |
# | build the surroundings of an atom in a periodic crystal, with a cutoff you can defend | `B_environments` |
# | tell what coordination, bond lengths, angles and Voronoi cells keep and lose | `C_geometry` |
# | say what ACSF and SOAP ask, why they are invariant, and what they cost | `D_acsf_soap` |
# | choose a pooling rule that fits the mechanism | `E_pooling` |
# | find the usual faults: cutoff, images, aliased polymorphs, long-range physics | `F_failure_modes` |
# | say when a local descriptor is the wrong tool | `G_wrap_up`, `H_universal_potentials` |
#
# The notebooks ask you to predict, then compute. Where they ask for an answer, the cell below it
# looks at what you wrote and says what it looks like; `hint("C-angles")` in a cell of your own gives a
# hint. Nothing later depends on your answers, so you can run everything first and answer afterwards.

# %% [markdown]
# ## Recap
# 1. A file is not a descriptor: turn the crystal and every coordinate changes.
# 2. Tier 1 sees the formula, tier 2 pools first, tier 3 pools last, tier 4 learns.
# 3. Two crystals with one formula are one point for tier 1, exactly.

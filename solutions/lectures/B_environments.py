# %% [markdown] slides="13"
# # B. Local environments
# **What does one atom see?** We draw a sphere around it, count through the faces of the cell, and ask
# which changes of the crystal a description must not notice. About sixty-five minutes; without the
# section marked *(optional)*, about sixty.

# %% tags=["hide-input"] jupyter={"source_hidden": true}
from textwrap import fill

import numpy as np
import pandas as pd
from ase.neighborlist import NeighborList
from ase.neighborlist import neighbor_list as ase_neighbor_list
from pymatgen.core import Element, Lattice, Structure
from scipy.spatial.transform import Rotation
from sklearn.kernel_ridge import KernelRidge

from coursekit.apps import (
    NeighborExplorer, PeriodicImages, TiledCell, predict, view_crystal,
)
from coursekit.checks import check, quiz, summary
from coursekit.featurizers import ACSF, SOAP, Coordination
from coursekit.neighbors import (
    CUTOFFS, local_environments, neighbor_list, neighbors_half_list,
    neighbors_minimum_image, neighbors_with_self, neighbors_without_images,
)
from coursekit.plots.axes import make_axes
from coursekit.plots.environment import shells_of
from coursekit.plots.invariances import draw_invariances
from coursekit.plots.style import COLOURS
from coursekit.structures import (
    make_bcc, make_fcc, make_hcp, make_perovskite, make_quartz,
    make_rocksalt, make_rutile, permute_sites, reflect, rotate, shift_origin,
    supercell, to_ase,
)

rng = np.random.default_rng(7)

# %% [markdown] slides="13,18"
# ## What does one atom see?
# Stand on an atom. You see who is there, how far away and in which direction; you do not see where in
# the cell you stand. Here titanium in rutile (black ring) looks around; its neighbours have coloured rings.

# %% slides="13,18"
rutile = make_rutile()
view_crystal(rutile, site=0, r_cut=2.2)

# %% [markdown] slides="13,18"
# The *environment* $\mathcal E_i$ of atom $i$ is the set of its neighbours: which elements they are, and
# where they stand as seen from the atom,
#
# $$\mathcal{E}_i = \{(Z_j,\ \mathbf r_j - \mathbf r_i) : j \in \mathcal N(i)\}, \qquad
#   \mathcal N(i) = \{j : 0 < r_{ij} \le r_\mathrm{cut}\},$$
#
# with $Z_j$ the element of neighbour $j$, $\mathbf r_j$ its position and $r_{ij}$ its distance (Å), and
# $\mathcal N(i)$ the set of neighbours; the element $Z_i$ of the *centre* goes with it. Who counts as a
# neighbour is a decision: here, everybody up to the *cutoff radius* $r_\mathrm{cut}$ (Å). (A choice
# without a radius, by Voronoi cells, comes in lecture C.) A *set* has no order, and any number of members.

# %% slides="13"
environments = local_environments(rutile, r_cut=2.2)
titanium, oxygen = environments[0], environments[2]
print("O around Ti:", len(titanium), " Ti around O:", len(oxygen))
table = pd.DataFrame(titanium.vectors, columns=["x / Å", "y / Å", "z / Å"])
table.insert(0, "neighbour", titanium.species)
table["distance / Å"] = titanium.distances
table.round(3)

# %% [markdown]
# One row a neighbour: species and a vector from the centre. Nothing in the table depends on where the
# atom sits in its cell. Five of the six oxygens belong to other cells (orange rings); we come back to
# that.

# %% [markdown] slides="14"
# ## How many neighbours? That depends on the radius
# $$N_i(r_\mathrm{cut}) = \sum_{j \ne i} \mathbb 1[\,r_{ij} \le r_\mathrm{cut}\,]$$
#
# $N_i$, the *coordination number*, is the number of neighbours of atom $i$; the bracket $\mathbb 1[\ ]$ is
# 1 if the statement in it is true and 0 if not; the sum runs over all other atoms, their copies in other
# cells included.

# %% slides="14"
farther = predict("6 oxygens of Ti stand at 1.95 and 1.98 Å, the next atom at "
                  "2.96 Å. How many neighbours are there at r_cut = 2.9 Å?",
                  ["6", "7 or more"])
farther

# %% slides="14"
explorer = NeighborExplorer(crystal="rutile TiO₂", r_cut=2.2)
explorer

# %% slides="14"
print(fill(explorer.sentence, 88))
explorer.static()

# %% slides="14"
farther.beside(neighbor_list(rutile, 2.9).counts[0])

# %% [markdown]
# The number is a staircase. Between two *shells* (groups of neighbours at nearly one distance) it does
# not care about the radius; at a shell it jumps. For a **hard count** a radius in the middle of a wide gap
# is therefore better than a round number.

# %% [markdown] slides="14"
# ### Hard and smooth
# A jump has no slope, so nothing that needs forces can be built on a hard count. (A force is a slope of
# the energy.) Smooth cutoffs give each neighbour a weight that fades to zero at $r_\mathrm{cut}$. The
# usual one is a half wave of the cosine:
#
# $$f_c(r) = \begin{cases}\tfrac12\left[\cos\!\left(\pi r/r_\mathrm{cut}\right) + 1\right]
#   & r \le r_\mathrm{cut}\\ 0 & r > r_\mathrm{cut}\end{cases},
#   \qquad N_i^\text{smooth} = \sum_{j \ne i} f_c(r_{ij}) .$$
#
# $r$ and $r_\mathrm{cut}$ are in Å; $f_c$ has no unit: 1 at the centre, one half in the middle, 0 at
# the cutoff.

# %% slides="14"
def f_c(r, r_cut):
    return np.where(r <= r_cut, 0.5 * (np.cos(np.pi * r / r_cut) + 1), 0.0)


r, ax = np.linspace(0, 4, 200), make_axes((7, 3))
for place, (name, cutoff) in enumerate(CUTOFFS.items()):
    ax.plot(r, cutoff(r, r_cut=3.0), color=COLOURS[place], label=name,
            linestyle=("-", "--", "-.", ":", "-")[place])
ax.set(xlabel="r / Å", ylabel="weight", title="r_cut = 3 Å")
ax.legend(frameon=False)
print("ours is the library's:",
      np.allclose(f_c(r, 3.0), CUTOFFS["cosine"](r, r_cut=3.0)))

# %% slides="14" claims="24"
step_size, r_cut, rows = 1e-6, 3.0, []
for name, cutoff in CUTOFFS.items():
    before, after = cutoff(np.array([r_cut, r_cut + step_size]), r_cut=r_cut)
    slope = float(cutoff(r_cut - 1e-9, r_cut=r_cut, derivative=True))
    rows.append({"cutoff": name, "weight at r_cut": float(before),
                 "change 1e-6 Å further": after - before,
                 "slope at r_cut / Å⁻¹": slope})
pd.DataFrame(rows).set_index("cutoff").round(6) + 0.0

# %% [markdown]
# An atom that moves out over the cutoff takes a whole neighbour with it if the weight is hard, and next
# to nothing otherwise. (The tanh weight begins at 0.44 and not at 1: it gives a near atom less than one
# whole neighbour.) Three of the smooth weights end flat: value and slope vanish. The Fermi step
# (last row) is centred at $r_\mathrm{cut}$ and has a tail: smooth too, but the list of neighbours must
# reach further than $r_\mathrm{cut}$.

# %% [markdown] slides="14,19"
# ### A good radius for a count is a bad one for a smooth weight
# 2.2 Å lies in the gap behind the first shell of titanium. What is left of that shell under the cosine?

# %% slides="14,19"
left = predict("What do the six oxygens at 1.95 to 1.98 Å weigh together if "
               "the cosine ends at 2.2 Å?",
               ["nearly 6", "about 3", "less than 1"])
left

# %% slides="14,19" control="smooth"
around = environments[0].distances
rows = [{"r_cut / Å": radius, "hard count": np.sum(around <= radius),
         "cosine weights of the same six": f_c(around, radius).sum()}
        for radius in (2.2, 3.0, 4.0, 6.0, 8.0)]
pd.DataFrame(rows).set_index("r_cut / Å").round(2)

# %%
left.beside(f"{f_c(around, 2.2).sum():.2f}")

# %% [markdown] because="smooth"
# The same six atoms, the same radius: the hard count has all of them, the smooth one next to nothing,
# because the weight has nearly faded where they stand. So the advice "put the radius in a gap" holds for
# hard counts. Descriptors with a smooth cutoff (ACSF in lecture D) need a radius well *beyond* the last
# shell that matters: at 6 Å the first shell keeps three quarters of its weight.

# %% [markdown] nbgrader={"grade_id": "B-smooth-question", "locked": true}
# **Step 1.** Write `smooth_count(distances, r_cut)`: the sum of the cosine weights
# $f_c(r) = \tfrac12[\cos(\pi r/r_\mathrm{cut}) + 1]$ for $r < r_\mathrm{cut}$ and $0$ beyond.
# `distances` is an array in Å, in any order, and some lie beyond `r_cut` (Å). Return a number.

# %% nbgrader={"grade_id": "B-smooth", "solution": true}
def smooth_count(distances, r_cut):
    """Number of neighbours, each weighed by the cosine cutoff."""
    ### BEGIN SOLUTION
    distances = np.array(distances, float)
    weights = 0.5 * (np.cos(np.pi * distances / r_cut) + 1)
    return np.sum(weights[distances < r_cut])
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-smooth-check", "grade": true, "points": 1}
check("B-smooth")

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-smooth-hidden", "grade": true, "points": 1}
# Real crystals are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("B-smooth", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="15"
# ## Periodic images: where does the crystal go on?
# A cell is a tile, the crystal is the floor. The neighbours of an atom near an edge stand on the next
# tile. The copies of an atom on other tiles are its *images*. Move the radius: blue are neighbours on the
# atom's own tile, orange on the tiles around it, green still further out.

# %% slides="15"
tiles = TiledCell(r_cut=3.3)
tiles

# %% slides="15"
tiles.static()

# %% [markdown] slides="15"
# In three dimensions, with the cell vectors $\mathbf a_1, \mathbf a_2, \mathbf a_3$ (Å), an image of
# atom $j$ is reached by whole numbers $n_1, n_2, n_3$, and its distance is
#
# $$r_{ij\mathbf n} = \lVert \mathbf r_j + n_1\mathbf a_1 + n_2\mathbf a_2 + n_3\mathbf a_3
#   - \mathbf r_i\rVert, \qquad
#   \lvert n_k\rvert \le \left\lceil r_\mathrm{cut}/h_k \right\rceil, \qquad
#   h_k = \frac{V}{\lVert \mathbf a_l \times \mathbf a_m\rVert} .$$
#
# $h_k$ is the *width* of the cell in direction $k$ (Å): the distance between two opposite faces, its
# volume $V$ (Å³) over the area of that face, which the two other cell vectors, $\mathbf a_l$ and
# $\mathbf a_m$, span. $\lceil\ \rceil$ rounds up. One more cell is needed in each direction if some atoms
# are listed outside the first cell (a fractional coordinate below 0, or 1 and more).
#
# ### Are 27 cells enough?
# Many programs look at the cell and the 26 around it ($n_k = -1, 0, 1$). That is enough as long as
# $r_\mathrm{cut}$ is smaller than the narrowest width. If not, neighbours are lost without a word.

# %% slides="15" control="cells"
cells = {"copper, 4 atoms": make_fcc(),
         "copper, 1 atom": make_fcc(primitive=True),
         "copper, 2 x 2 x 2": supercell(make_fcc(), (2, 2, 2))}
rows = []
for name, cell in cells.items():
    widths = 1 / np.linalg.norm(np.linalg.inv(cell.lattice.matrix), axis=0)
    pairs = neighbor_list(cell, 6.0)
    images = np.abs(pairs.images[pairs.site(0)]).max(axis=1)
    rows.append({"cell": name, "narrowest width / Å": widths.min().round(2),
                 "all neighbours within 6 Å": len(images),
                 "in the 27 cells": np.sum(images <= 1)})
pd.DataFrame(rows).set_index("cell")

# %% [markdown] because="cells"
# One crystal, one radius, three cells: all have 78 neighbours, but where the narrowest width is below the
# radius, 27 cells hold only a part of them. Only the large cell, wider than 6 Å, loses nothing.

# %% [markdown] slides="15" claims="20,21"
# ### Four ways to get it wrong
# The app compares the right list with four that are in use: no images at all; only the nearest image of
# each atom (the *minimum image*); each bond once (a *half list*); the atom itself counted.

# %% slides="15"
images = PeriodicImages(cell="fcc copper, 4 atoms", way="no images")
images

# %%
print(fill(images.sentence, 88))
images.static()

# %% slides="15" claims="20,21"
ways = {"all images": neighbor_list, "no images": neighbors_without_images,
        "minimum image": neighbors_minimum_image,
        "half list": neighbors_half_list,
        "self counted": neighbors_with_self}
cells = {1: make_fcc(primitive=True)}
cells |= {4 * n**3: supercell(make_fcc(), (n, n, n)) for n in (1, 2, 4, 8)}
rows = []
for n_atoms, cell in cells.items():
    counts = {name: way(cell, 3.0).counts for name, way in ways.items()}
    lost = 1 - counts["no images"].sum() / counts["all images"].sum()
    means = {name: number.mean() for name, number in counts.items()}
    rows.append({"atoms": n_atoms, **means,
                 "lost without images": f"{lost:.0%}"})
pd.DataFrame(rows).set_index("atoms").round(2)

# %% [markdown]
# The first column is the control: right, and the same for every cell. Without images the loss is total
# in the smallest cell and still a tenth with two thousand atoms, because the share of atoms near the
# surface shrinks slowly. The minimum image is right for large boxes and wrong for small cells, where one
# atom can be a neighbour twelve times; it needs a cell more than twice as wide as $r_\mathrm{cut}$, and
# nothing warns you when it is not. The half list has six on average: each bond is stored at one of its two
# ends only, so a single atom may have all of its twelve bonds, or none.

# %% [markdown] slides="15" claims="20"
# ### Libraries have their own habits *(optional)*
# ASE's `NeighborList` with its default settings, for radii of 1.4 Å (two atoms touch below 2.8 Å), beside
# others:

# %% slides="15" claims="20"
copper = to_ase(make_fcc())
said = {"skin": 0, "self_interaction": False, "bothways": True}
lists = {"NeighborList, defaults": NeighborList([1.4] * 4),
         "NeighborList, all said": NeighborList([1.4] * 4, **said)}
for name, found in lists.items():
    found.update(copper)
    print(f"{name:34}", [len(found.get_neighbors(i)[0]) for i in range(4)])
nearest = copper.get_all_distances(mic=True)
close = np.sum((nearest > 0) & (nearest < 2.8), axis=1)
print(f"{'matrix of minimum-image distances':34}", close.tolist())
print(f"{'ase.neighborlist.neighbor_list':34}",
      np.bincount(ase_neighbor_list("i", copper, 2.8)).tolist())
print(f"{'pymatgen get_all_neighbors':34}",
      [len(n) for n in make_fcc().get_all_neighbors(2.8)])

# %% [markdown]
# Twelve is right. In the first line three defaults meet: half of the bonds, the atom itself, and 0.3 Å of
# *skin* (a margin that molecular dynamics keeps, so that the list need not be made anew at each step);
# the second line switches them off. A matrix of minimum-image distances finds three, because the cell has
# only three other atoms and each may count once. The two functions at the end are the ones to use. Whatever
# you use, count a crystal whose answer you know first.

# %% [markdown] nbgrader={"grade_id": "B-images-question", "locked": true}
# **Step 2.** Write `count_neighbors(lattice, frac_coords, site, r_cut)` with NumPy alone: the number of
# atoms nearer than `r_cut` (Å) to atom `site`, images included, the atom itself not; return a whole number.
# `lattice` is a 3 x 3 array whose rows are the cell vectors (Å), `frac_coords` an (n, 3) array of
# fractional coordinates, and `site` the place of the atom in it, counted from 0. A cell may be thin: do
# not stop at the adjacent cells.

# %% nbgrader={"grade_id": "B-images", "solution": true}
def count_neighbors(lattice, frac_coords, site, r_cut):
    """Number of neighbours of one site, through all faces of the cell."""
    ### BEGIN SOLUTION
    lattice = np.array(lattice, float)
    frac_coords = np.array(frac_coords, float)
    # the widths of the cell are the inverse lengths of the reciprocal vectors
    heights = 1 / np.linalg.norm(np.linalg.inv(lattice), axis=0)
    reach = np.ceil(r_cut / heights).astype(int) + 1
    ranges = [np.arange(-n, n + 1) for n in reach]
    shifts = np.stack(np.meshgrid(*ranges), axis=-1).reshape(-1, 1, 3)
    vectors = (frac_coords + shifts - frac_coords[site]) @ lattice
    distances = np.linalg.norm(vectors, axis=-1)
    return int(np.sum((distances > 1e-6) & (distances < r_cut)))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-images-check", "grade": true, "points": 2}
check("B-images")

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-images-hidden", "grade": true, "points": 2}
# Other cells, some of them skewed or thin, are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("B-images", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="15" claims="22,23"
# ### A test that works for every crystal
# Comparing atoms at the edge of the cell with atoms inside it fails when the crystal has different
# sites anyway. Better: compare each atom with **itself** after a change that means nothing. Move the
# origin, repeat the cell, list the sites in another order.

# %% slides="15" claims="22,23"
moves = {"as given": rutile, "origin moved": shift_origin(rutile, seed=1),
         "cell repeated": supercell(rutile, (1, 1, 2)),
         "sites in another order": permute_sites(rutile, seed=1)}
rows = []
for name, way in ways.items():
    kinds = {move: {(site.specie.symbol, int(n)) for site, n in
                    zip(s, way(s, 2.2).counts, strict=True)}
             for move, s in moves.items()}
    same = {move: "same" if kind == kinds["as given"] else "CHANGED"
            for move, kind in kinds.items()}
    found = ", ".join(f"{a} {n}" for a, n
                      in sorted(kinds["as given"], reverse=True))
    rows.append({"list": name} | same | {"as given": found})
pd.DataFrame(rows).set_index("list")

# %% [markdown]
# Each kind of wrong list is caught by one of the three changes, except the one with the atom itself in
# it: that is wrong and passes everything. Such a test finds what depends on how the crystal is written
# down, not every mistake. That is why a crystal with a known answer comes first.

# %% [markdown] slides="16"
# ## What must a description not notice?
# A *descriptor* $\phi$ turns an environment into numbers. Five wishes, drawn for one environment:

# %% slides="16,17"
draw_invariances()

# %% [markdown] slides="16"
# $$\begin{aligned}
# \text{moved:}\quad & \phi(\mathcal E + \mathbf t) = \phi(\mathcal E) \\
# \text{turned:}\quad & \phi(R\,\mathcal E) = \phi(\mathcal E) \\
# \text{relabelled:}\quad & \phi(P\,\mathcal E) = \phi(\mathcal E) \\
# \text{nudged:}\quad & \lVert\phi(\mathcal E + \delta) - \phi(\mathcal E)\rVert \le L\,\lVert\delta\rVert \\
# \text{another element:}\quad & \phi(\mathcal E') \ne \phi(\mathcal E)
# \end{aligned}$$
#
# $\mathbf t$ is a shift of the whole crystal (Å), $R$ a rotation (or a mirror), $P$ another order of the
# atoms, $\delta$ a small displacement (Å), $L$ some fixed number (in the unit of $\phi$ per Å), and
# $\mathcal E'$ the environment with one element exchanged. The first three are *invariances*: nothing may
# change. The fourth is *continuity*: a small cause has a small effect. The fifth is a *sensitivity*, a
# wish of another kind. (A vector that does not stay but turns along with the crystal, like a force, is
# called *equivariant*.)

# %% [markdown] slides="17"
# ### Why not simply the coordinates?
# Coordinates describe the crystal completely, and they describe the file as well.

# %% slides="17" control="coordinates"
def sorted_distances(structure):
    return np.sort(neighbor_list(structure, 4.0).distances)


changes = {"origin moved": shift_origin(rutile, seed=2),
           "crystal turned": rotate(rutile, seed=2),
           "sites in another order": permute_sites(rutile, seed=2)}
for name, other in changes.items():
    raw = np.abs(other.cart_coords - rutile.cart_coords).max()
    described = np.abs(sorted_distances(other) - sorted_distances(rutile)).max()
    print(f"{name:24} coordinates: {raw:.2f} Å   sorted distances: "
          f"{described:.0e} Å")

# %% [markdown] because="coordinates"
# Nothing physical changed. The coordinates move by ångströms, the sorted distances by rounding only:
# distances do not depend on the origin or the orientation, and sorting removes the order.

# %% [markdown] slides="17"
# ### Can a model learn it from turned copies?
# One may also keep the coordinates and show the model turned copies of each example (*data
# augmentation*). Take three hundred disturbed tetrahedra in random orientations, and learn the scatter
# of their four bond lengths, with more and more copies. The model is a *kernel ridge regression*: it
# compares a new example with those it knows and mixes their answers by likeness. (In the code, `gamma`
# says how fast the likeness of two examples fades with the distance between their rows, and `alpha` how
# closely the model follows the examples: the larger, the less.)

# %%
copies_help = predict("100 examples, each shown in 29 turned copies. How near "
                      "does that come to "
                      "sorted distances without any copy?",
                      ["as good", "half way", "not even near"])
copies_help

# %% slides="17"
tetrahedron = 1.2 * np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
shells = tetrahedron + rng.normal(0, 0.15, (300, 4, 3))
lengths = np.sort(np.linalg.norm(shells, axis=2))
turns = Rotation.random(9000, random_state=7).as_matrix()
turns = turns.reshape(30, 300, 1, 3, 3)
copies = (turns @ shells[..., None])[..., 0].reshape(30, 300, 12)
scatter = lengths.std(axis=1)
y = scatter - scatter[:100].mean()  # the mean of the training part

# %% slides="17" control="copies"
model = KernelRidge(kernel="rbf", gamma=0.1, alpha=0.01)
errors = {"mean of the training part": np.abs(y[100:]).mean()}
for n in (1, 3, 9, 29):
    model.fit(copies[1 : 1 + n, :100].reshape(-1, 12), np.tile(y[:100], n))
    wrong = np.abs(model.predict(copies[0, 100:]) - y[100:])
    errors[f"coordinates, copies: {n}"] = wrong.mean()
model.fit(lengths[:100], y[:100])
wrong = np.abs(model.predict(lengths[100:]) - y[100:])
errors["sorted distances"] = wrong.mean()
pd.Series(errors, name="mean absolute error / Å").round(4).to_frame()

# %%
copies_help.beside(f"not even near: {errors['coordinates, copies: 29']:.3f} Å "
                   f"against {errors['sorted distances']:.3f} Å")

# %% [markdown] because="copies"
# From coordinates the model does no better than somebody who always answers the mean, with 29 copies as
# with one. From sorted distances, with the same hundred examples and the same model, it is accurate. The
# space of all orientations is large, and a hundred examples in 29 of them leave it nearly empty. With very
# much data and large networks turned copies become affordable, and there are networks that turn with
# their input. With little data, build the invariance in.

# %% [markdown] slides="16" claims="23,24"
# ### Do SOAP and ACSF keep the promise?
# These are two descriptors that lecture D explains. Quartz is a good test: its atoms form screws, so the
# crystal comes in a left-handed and a right-handed form.

# %% slides="16"
quartz = make_quartz()
view_crystal(quartz, polyhedra="Si")

# %% slides="16" claims="23,24"
soap = SOAP(5.0, n_max=6, l_max=4).fit([quartz])
acsf = ACSF(5.0, g2=[(1.0, 2.0)], g4=[(0.01, 4.0, 1.0)]).fit([quartz])
moves = {"origin moved": shift_origin(quartz, seed=3),
         "crystal turned": rotate(quartz, seed=3),
         "mirror image": reflect(quartz),
         "cell repeated": supercell(quartz, (1, 1, 2))}
rows = {}
for name, other in moves.items():
    for method, label in ((soap, "SOAP"), (acsf, "ACSF")):
        before, after = (np.sort(method.transform([s])[0].values, axis=0)
                         for s in (quartz, other))
        after = after[:: len(after) // len(before)]
        change = np.abs(after - before).max() / np.abs(before).max()
        rows.setdefault(name, {})[label] = f"{change:.0e}"
pd.DataFrame(rows).T

# %% [markdown]
# All is rounding; a test of a descriptor can ask for a relative change below 1e-8. Look at the mirror
# image: left-handed and right-handed quartz are different crystals, and these descriptors give them the
# same vectors. They are invariant under all of O(3), the rotations *and* mirrors, not only under SO(3),
# the rotations. For an energy that is exactly right, because a crystal and its mirror image have the same
# energy. For *optical activity*, which turns light to the left in one and to the right in the other, it is
# fatal.

# %% [markdown] slides="16,17" nbgrader={"grade_id": "B-invariant-question", "locked": true}
# **Step 3.** Write the test yourself: `is_invariant(describe, points, moves)` says `True` if a
# description does not notice any of the moves. `points` is an array of positions, shape (n, 3), in Å;
# `moves` is a list of functions that take such an array and return the moved one; `describe` is a
# function that makes an array of numbers of it, always equally many. Two descriptions are the same if no
# number differs by more than 1e-6 of the largest number (in absolute value) of the description before the
# move.

# %% nbgrader={"grade_id": "B-invariant", "solution": true}
def is_invariant(describe, points, moves):
    """Does the description stay the same under each of the moves?"""
    ### BEGIN SOLUTION
    before = np.asarray(describe(points))
    allowed = 1e-6 * np.abs(before).max()
    changes = [np.abs(describe(move(points)) - before).max() for move in moves]
    return bool(max(changes) <= allowed)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-invariant-check", "grade": true, "points": 2}
check("B-invariant")

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-invariant-hidden", "grade": true, "points": 2}
# Other descriptions and moves are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("B-invariant", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="16" claims="24"
# ### Continuity
# Iron (bcc) has its second shell of six atoms at 2.87 Å. Put the cutoff exactly there and let the
# whole crystal expand by one part in a million.

# %% slides="16" claims="24" control="continuity"
iron = make_bcc()
second = neighbor_list(iron, 3.0).distances.max()
for kind in ("hard", "cosine"):
    for strain in (-1e-6, 1e-6):
        lattice = Lattice.cubic(iron.lattice.a * (1 + strain))
        strained = Structure(lattice, iron.species, iron.frac_coords)
        site = Coordination(r_cut=second, cutoff=kind)
        count = site.fit_transform([strained])[0]
        print(f"{kind:7} cutoff at {second:.4f} Å, strain {strain:+.0e}: "
              f"{count.values[0, 0]:.9f}")

# %% [markdown] because="continuity"
# The hard count loses six neighbours at once, the smooth one changes by a few millionths; only the
# weight differs. The plain count is not continuous. It is still useful, if its radius lies in a gap.

# %% [markdown] slides="16" claims="25"
# ### Sensitivity is another matter
# Should a description change when an element is exchanged? Often. What do two SOAPs say about MgO and LiF
# on the same lattice, one that knows elements and one that takes all atoms for hydrogen? (The *cosine*
# of two vectors is 1 if they point in the same direction.)

# %% slides="16" claims="25"
salts = [make_rocksalt("Mg", anion="O", a=4.1),
         make_rocksalt("Li", anion="F", a=4.1)]
blind = [Structure(s.lattice, ["H"] * len(s), s.frac_coords) for s in salts]
for name, pair in {"knows elements": salts, "blind": blind}.items():
    first, second = (record.values[0] for record in
                     SOAP(4.0, n_max=4, l_max=3).fit_transform(pair))
    cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    print(f"{name:15} {len(first):4} numbers, cosine of the two cations "
          f"{cosine:.3f}")

# %% [markdown]
# Neither is wrong. If the question is whether two sites have the same shape, use the blind description; if
# the elements matter as well, use the other.

# %% [markdown] nbgrader={"grade_id": "B-q1-question", "locked": true}
# **Quick question 1.** Somebody describes an atom by the sorted list of its neighbours' heights, $z_j - z_i$
# in Å. Which change of the crystal, of those that mean nothing, changes this list? a) another origin,
# b) another order of the sites, c) a repeated cell, d) a rotation. Set `broken` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-q1", "solution": true}
### BEGIN SOLUTION
broken = "d"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-q1-check", "grade": true, "points": 1}
quiz("B-q1")

# %% [markdown] nbgrader={"grade_id": "B-q2-question", "locked": true}
# **Quick question 2.** A model shall tell left-handed from right-handed quartz, and its input are SOAP
# vectors. What helps? a) a larger `l_max`, b) a larger `r_cut`, c) more training crystals, d) nothing
# of these. Set `remedy` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-q2", "solution": true}
### BEGIN SOLUTION
remedy = "d"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-q2-check", "grade": true, "points": 1}
quiz("B-q2")

# %% [markdown] slides="18" claims="28"
# ## From a set to a vector
# An environment is a set of any number of members; a model wants a row of fixed length. So a descriptor is a
# function $\phi: \mathcal E_i \mapsto \mathbb R^d$ with $d$ numbers. Its kinds, each met in this course:
#
# | kind | $\phi$ keeps | and loses | lecture |
# |---|---|---|---|
# | count | how many | where they are | B, C |
# | histogram of lengths or angles | how many at each length, at each angle | which angle goes with which length | C |
# | ACSF | answers to chosen questions about lengths and angles | what was not asked | D |
# | SOAP | a smooth density of neighbours, turned into invariants | fine detail below its resolution; handedness | D |
# | equivariant features | vectors that turn with the crystal | little, but they cost more computing | D, H |
#
# How long are they, for one element, for two, and for 89?

# %% slides="18" claims="28"
elements = {1: ["Ti"], 2: ["Ti", "O"], 3: ["Ti", "O", "Sr"],
            89: [Element.from_Z(z).symbol for z in range(1, 90)]}
rows = []
for n, species in elements.items():
    acsf = ACSF(6.0, g2=[(0.5, s) for s in range(6)],
                g4=[(0.01, zeta, sign) for zeta in (1, 4, 16)
                    for sign in (-1, 1)],
                species=species, by_center=False)
    soap = SOAP(6.0, n_max=8, l_max=6, species=species)
    sizes = [len(acsf.fit([rutile]).get_feature_names_out()),
             soap.fit([rutile]).n_features_out_]
    rows.append({"elements": n, "counts": n, "ACSF": sizes[0],
                 "SOAP": sizes[1]})
pd.DataFrame(rows).set_index("elements")

# %% [markdown]
# "The size of SOAP" is not one figure: it grows with the square of the number of elements, because it has
# columns for each *pair* of them. So do the angular functions of ACSF.

# %% [markdown] slides="19" claims="26"
# ## Which radius? It is part of the model
# Too small, and a shell that matters is missing; too large, and it costs time and mixes in what does not
# matter. A rule of thumb says that six to eight ångström cover two shells of a metal. Is that so?

# %% slides="19"
view_crystal(make_bcc(), site=0, r_cut=2.6)

# %% slides="19" claims="26"
metals = {"fcc copper": make_fcc(), "bcc iron": make_bcc(),
          "hcp magnesium": make_hcp()}
rows = []
for name, metal in metals.items():
    pairs = neighbor_list(metal, 8.0)
    shells = shells_of(pairs.distances[pairs.site(0)])
    row = {"metal": name, "two shells end at / Å": round(shells[1][0], 2)}
    for radius in (6.0, 8.0):
        inside = [n for r, n in shells if r <= radius]
        row |= {f"shells in {radius:g} Å": len(inside),
                f"atoms in {radius:g} Å": sum(inside)}
    rows.append(row)
pd.DataFrame(rows).set_index("metal")

# %% slides="19"
ax = make_axes((8, 3.2))
for place, (name, metal) in enumerate(list(metals.items())[:2]):
    pairs = neighbor_list(metal, 8.0)
    distances = pairs.distances[pairs.site(0)]
    n = len(distances)
    ax.step(np.r_[0, distances, 8], np.r_[0 : n + 1, n], where="post",
            color=COLOURS[place], linestyle=("-", "--")[place], label=name)
ax.axvspan(6, 8, color="#DDDDDD", label="the rule of thumb")
ax.set(xlabel="r_cut / Å", ylabel="neighbours", xlim=(0, 8))
_ = ax.legend(frameon=False)

# %% [markdown]
# Two shells end well below the rule's range; within it are four to ten. The rule may still give a good
# radius for a potential (a model of energies and forces), but not for the reason it gives.

# %% [markdown] slides="19" claims="27"
# ### Oxides and molecules
# For oxides one hears 5 to 6 Å, for molecular crystals 4 to 5 Å. We know of no measurement behind these
# numbers, so let us see what they reach. (The crystal of CO₂, dry ice, is that of Downs and Somayazulu,
# Carbon dioxide at 1.0 GPa, Acta Cryst. C 54, 897 (1998).)

# %% slides="19" claims="27"
edge, bond = 5.4942, 1.168  # Å, of CO2 at 1 GPa
dry_ice = Structure.from_spacegroup(
    "Pa-3", Lattice.cubic(edge), ["C", "O"],
    [[0, 0, 0], [bond / edge / 3**0.5] * 3])
view_crystal(dry_ice)

# %% slides="19" claims="27"
tried = {"rutile": (rutile, "Ti", 2.2),
         "SrTiO3": (make_perovskite(), "Ti", 2.2),
         "dry ice": (dry_ice, "C", 1.5)}
rows = []
for name, (crystal, symbol, bonded) in tried.items():
    around = next(e for e in local_environments(crystal, 6.0)
                  if e.center_species == symbol)
    r = around.distances
    rows.append({"crystal": name, "around": symbol,
                 "first atom not bonded / Å": r[r > bonded].min().round(2),
                 "next of its kind / Å":
                     r[around.species == symbol].min().round(2)}
                | {f"atoms in {far} Å": np.sum(r <= far) for far in (4, 5, 6)})
pd.DataFrame(rows).set_index("crystal")

# %% [markdown]
# In dry ice the next molecule begins at 3.0 Å, with one of its oxygens; its carbon is at 3.9 Å. In all
# three crystals the next atom of the same kind comes before the rule's radius, and tens of further
# neighbours come in with every ångström. Choose a radius for a reason that you can name: a shell, the
# number of bonds along which an influence travels, or the distance over which other charges hide a charge.
# Put it into a gap if you count, and well beyond the shell if the weights are smooth. And *scan* it: repeat
# the measurement with several radii, with the standard error beside each number. F_failure_modes does that.

# %% [markdown] nbgrader={"grade_id": "B-gap-question", "locked": true}
# **Step 4.** Write `radius_after(distances, n_shells)`: a cutoff radius (a number, Å) in the middle of
# the gap behind the shell number `n_shells`, counted from 1. `distances` (a list or array, Å, any order)
# are those of all neighbours of an atom, and hold at least one shell more. Distances that differ by less
# than 0.1 Å belong to one shell.

# %% nbgrader={"grade_id": "B-gap", "solution": true}
def radius_after(distances, n_shells):
    """Middle of the gap behind a shell, in Å."""
    ### BEGIN SOLUTION
    distances = np.sort(np.array(distances, float))
    gaps = np.flatnonzero(np.diff(distances) > 0.1)
    last = gaps[n_shells - 1]
    return (distances[last] + distances[last + 1]) / 2
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-gap-check", "grade": true, "points": 1}
check("B-gap")

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-gap-hidden", "grade": true, "points": 1}
# Shells of real crystals are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("B-gap", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="13,19,20" nbgrader={"grade_id": "B-radii-question", "locked": true}
# **Step 5.** Choose one radius for several sites, and know how far you can go. Write
# `safe_radii(distances, wanted)`: `distances` is a list of arrays (Å, any order), one for each site, with
# the distances of all its neighbours up to 6 Å; `wanted` says how many neighbours each site shall have.
# Return `[low, high]`, the ends of the interval of radii that give every site its wanted number: at `low`
# the last wanted neighbour comes in, at `high` the next one would. If there is no such radius, return
# `[]`. (The middle of the interval is the radius to take, and half its width says how safe it is.)

# %% nbgrader={"grade_id": "B-radii", "solution": true}
def safe_radii(distances, wanted):
    """Ends of the interval of radii that are right for all sites, in Å."""
    ### BEGIN SOLUTION
    ordered = [np.sort(r) for r in distances]
    low = max(r[n - 1] for r, n in zip(ordered, wanted))
    high = min(r[n] for r, n in zip(ordered, wanted))
    return [low, high] if low < high else []
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-radii-check", "grade": true, "points": 2}
check("B-radii")

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-radii-hidden", "grade": true, "points": 2}
# Other crystals are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("B-radii", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "B-q3-question", "locked": true}
# **Quick question 3.** How many neighbours has an atom of tungsten (bcc, a = 3.165 Å) within 6 Å? Use
# `make_bcc("W")` and any of the tools above; set `n_tungsten`.

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-q3", "solution": true}
### BEGIN SOLUTION
n_tungsten = int(neighbor_list(make_bcc("W"), 6.0).counts[0])
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "B-q3-check", "grade": true, "points": 1}
quiz("B-q3")

# %%
summary("B")

# %% [markdown]
# ## Recap
# 1. An environment is a set of neighbours, and a radius decides who belongs to it: in a gap for counts,
#    well beyond the shell for smooth weights.
# 2. Count through the faces of the cell; test with a known crystal, a moved origin and a repeated cell.
# 3. Build in what must not matter: origin, rotation, order, cell. Know what goes with it: handedness.

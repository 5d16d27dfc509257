# %% [markdown] slides="13"
# # B. Local environments
# **What does one atom see?** We draw a sphere around it, count through the faces of the cell, and ask
# which changes of the crystal a description must not notice. About forty-five minutes.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ase.neighborlist import NeighborList
from ase.neighborlist import neighbor_list as ase_neighbor_list
from pymatgen.core import Element, Lattice, Structure
from scipy.spatial.transform import Rotation
from sklearn.kernel_ridge import KernelRidge

from coursekit.apps import NeighborExplorer, PeriodicImages, RadialPicture
from coursekit.checks import check, quiz, summary
from coursekit.featurizers import ACSF, SOAP, Coordination
from coursekit.neighbors import (
    CUTOFFS, local_environments, neighbor_list, neighbors_half_list,
    neighbors_minimum_image, neighbors_with_self, neighbors_without_images,
)
from coursekit.plots.environment import shells_of
from coursekit.plots.style import COLOURS, STYLE
from coursekit.structures import (
    make_bcc, make_fcc, make_hcp, make_perovskite, make_quartz, make_rocksalt,
    make_rutile, permute_sites, reflect, rotate, shift_origin, supercell, to_ase,
)

plt.rcParams.update(STYLE)
rng = np.random.default_rng(7)

# %% [markdown] slides="13"
# ## The environment of one atom
# Stand on an atom. You see who is there, how far away and in which direction; you do not see where in
# the cell you stand. Who counts as a neighbour is a decision: here, everybody within a radius `r_cut`.
# (A choice without a radius, by Voronoi cells, comes in the notebook C_geometry.)
#
# **Predict:** how many neighbours has titanium in rutile within 2.2 Å, and how many has oxygen?

# %% slides="13"
rutile = make_rutile()
environments = local_environments(rutile, r_cut=2.2)
titanium, oxygen = environments[0], environments[2]
print("O around Ti:", len(titanium), " Ti around O:", len(oxygen))
table = pd.DataFrame(titanium.vectors, columns=["x / Å", "y / Å", "z / Å"])
table.insert(0, "neighbour", titanium.species)
table["distance / Å"] = titanium.distances
table.round(3)

# %% [markdown]
# One row a neighbour: species and a vector from the centre. Nothing in the table depends on where the
# atom sits in its cell, and the order of the rows means nothing. Some of the six oxygens belong to
# other cells; we come back to that.

# %% [markdown] slides="14"
# ## How many? That depends on the radius
# The number within `r_cut` is a staircase: it jumps whenever the sphere reaches a further atom.
# **Predict:** where is the first long step for titanium, and what comes in after it? Then move the
# radius, and try the other crystals.

# %% slides="14"
explorer = NeighborExplorer(crystal="rutile TiO₂", r_cut=2.2)
explorer

# %% slides="14"
print(explorer.text())
explorer.static()

# %% [markdown]
# Between two shells the count does not care about the radius; at a shell it jumps by the whole shell.
# A radius in the middle of a wide gap is therefore a better choice than a round number.

# %% [markdown] slides="14"
# ### Hard and smooth
# A jump has no slope, so nothing that needs forces can be built on it. Smooth cutoffs give each
# neighbour a weight that fades to zero at `r_cut`. **Predict:** an atom stands exactly at `r_cut` and
# moves outwards by a millionth of an ångström. What happens to its weight?

# %% slides="14" claims="24"
step_size, r_cut = 1e-6, 3.0
rows = []
for name, cutoff in CUTOFFS.items():
    before, after = cutoff(np.array([r_cut, r_cut + step_size]), r_cut=r_cut)
    slope = float(cutoff(r_cut - 1e-9, r_cut=r_cut, derivative=True))
    rows.append({"cutoff": name, "weight at r_cut": float(before), "change": after - before,
                 "slope at r_cut / Å⁻¹": slope})
pd.DataFrame(rows).set_index("cutoff").round(6) + 0.0

# %% slides="14"
r = np.linspace(0, 4, 200)
figure, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for place, (name, cutoff) in enumerate(CUTOFFS.items()):
    ax.plot(r, cutoff(r, r_cut=r_cut), color=COLOURS[place], label=name,
            linestyle=("-", "--", "-.", ":", "-")[place])
ax.set(xlabel="r / Å", ylabel="weight", title="r_cut = 3 Å")
_ = ax.legend(frameon=False)

# %% [markdown]
# The hard weight loses a whole atom, the others change by next to nothing. Three of them end flat:
# value and slope vanish. The Fermi step is centred at `r_cut` and has a tail: smooth too, but the list
# of neighbours must reach further than `r_cut`. Whether a library multiplies its density by such a
# function is its own choice; the notebook D_acsf_soap checks it.

# %% [markdown] nbgrader={"grade_id": "B-smooth-question", "locked": true}
# **Step 1.** Write `smooth_count(distances, r_cut)`: the sum of the cosine weights
# $f_c(r) = \tfrac12[\cos(\pi r/r_\mathrm{cut}) + 1]$ for $r < r_\mathrm{cut}$ and $0$ beyond.
# `distances` are in Å, in any order, and some lie beyond `r_cut`.

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
# ## Periodic images
# A cell is a tile, the crystal is the floor. The neighbours of an atom near an edge stand on the next
# tile, and in a small cell an atom is its own neighbour many times over.
#
# **Predict:** copper has twelve neighbours at 2.56 Å. How many of them does somebody find who looks
# only inside the cube of four atoms? And inside the smallest cell, with one atom?

# %% slides="15"
images = PeriodicImages(cell="fcc copper, 4 atoms", way="no images")
images

# %%
print(images.text())
images.static()

# %% slides="15" claims="20,21"
ways = {"all images": neighbor_list, "no images": neighbors_without_images,
        "minimum image": neighbors_minimum_image, "half list": neighbors_half_list,
        "self counted": neighbors_with_self}
cells = {1: make_fcc(primitive=True)}
cells |= {4 * n**3: supercell(make_fcc(), (n, n, n)) for n in (1, 2, 4, 8)}
rows = []
for n_atoms, cell in cells.items():
    counts = {name: way(cell, 3.0).counts for name, way in ways.items()}
    lost = 1 - counts["no images"].sum() / counts["all images"].sum()
    means = {name: number.mean() for name, number in counts.items()}
    rows.append({"atoms": n_atoms, **means, "lost without images": f"{lost:.0%}"})
pd.DataFrame(rows).set_index("atoms").round(2)

# %% [markdown]
# Without images the loss is total in the smallest cell and still a tenth with two thousand atoms: the
# surface shrinks slowly. The minimum image convention is right for large boxes and wrong for small
# cells, where one atom can be a neighbour twelve times. It needs a cell more than twice as wide as
# `r_cut`; nothing warns you when it is not.

# %% [markdown] slides="15" claims="20"
# ### Full and half neighbour lists
# A half list stores each bond once, which is right for sums over bonds and wrong for counting: its
# mean is six. Libraries have their own habits. **Predict** what ASE's `NeighborList` returns with its
# default settings, for radii of 1.4 Å (so that two atoms touch below 2.8 Å).

# %% slides="15" claims="20"
copper = to_ase(make_fcc())
said = {"skin": 0, "self_interaction": False, "bothways": True}
lists = {"NeighborList, defaults": NeighborList([1.4] * 4),
         "NeighborList, all said": NeighborList([1.4] * 4, **said)}
for name, found in lists.items():
    found.update(copper)
    print(f"{name:34}", [len(found.get_neighbors(i)[0]) for i in range(4)])
nearest = copper.get_all_distances(mic=True)
print(f"{'matrix of minimum-image distances':34}", np.sum((nearest > 0) & (nearest < 2.8), axis=1))
print(f"{'ase.neighborlist.neighbor_list':34}", np.bincount(ase_neighbor_list("i", copper, 2.8)))
print(f"{'pymatgen get_all_neighbors':34}", [len(n) for n in make_fcc().get_all_neighbors(2.8)])

# %% [markdown]
# Three defaults meet: half of the bonds, the atom itself, and 0.3 Å of skin. A matrix of distances
# with the minimum image (as molecular-dynamics tools make it) finds three. The two functions at the
# end are the ones to use. Whatever you use, count a crystal whose answer you know first.

# %% [markdown] nbgrader={"grade_id": "B-images-question", "locked": true}
# **Step 2.** Write `count_neighbors(lattice, frac_coords, site, r_cut)` with NumPy alone: the number of
# atoms nearer than `r_cut` to atom `site`, images included. Rows of `lattice` are the cell vectors (Å),
# `frac_coords` the fractional coordinates. A cell may be thin: do not stop at the adjacent cells.

# %% nbgrader={"grade_id": "B-images", "solution": true}
def count_neighbors(lattice, frac_coords, site, r_cut):
    """Number of neighbours of one site, through all faces of the cell."""
    ### BEGIN SOLUTION
    lattice, frac_coords = np.array(lattice, float), np.array(frac_coords, float)
    # the widths of the cell are the inverse lengths of the reciprocal vectors
    reach = np.ceil(r_cut * np.linalg.norm(np.linalg.inv(lattice), axis=0)).astype(int) + 1
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
# ### An audit that works for every crystal
# Comparing atoms at the edge of the cell with atoms inside it fails when the crystal has different
# sites anyway. Better: compare each atom with **itself** after a change that means nothing. Move the
# origin, or repeat the cell. **Predict:** which of the five lists fails which test?

# %% slides="15" claims="22,23"
moves = {"as given": rutile, "origin moved": shift_origin(rutile, seed=1),
         "cell repeated": supercell(rutile, (1, 1, 2)),
         "sites in another order": permute_sites(rutile, seed=1)}
rows = []
for name, way in ways.items():
    kinds = {move: {(site.specie.symbol, int(n)) for site, n in zip(s, way(s, 2.2).counts, strict=True)}
             for move, s in moves.items()}
    same = {move: "same" if kind == kinds["as given"] else "CHANGED" for move, kind in kinds.items()}
    found = ", ".join(f"{symbol} {n}" for symbol, n in sorted(kinds["as given"], reverse=True))
    rows.append({"list": name} | same | {"as given": found})
pd.DataFrame(rows).set_index("list")

# %% [markdown]
# Each kind of wrong list is caught by one of the three changes, except the one with the atom itself in
# it: that is wrong and passes everything. An audit finds what depends on how the crystal is written
# down, not every mistake. That is why a crystal with a known answer comes first.

# %% [markdown] slides="14"
# ### Radial distribution: the same lists, pooled
# Pool the distances of all atoms, divide by what atoms at random would give, and you have g(r) of the
# notebook A_ladder. Its integral is again a number of neighbours. **Predict:** the integral for O around
# Ti is six. What is it for Ti around O, and how do the two depend on the amounts of Ti and O?

# %% claims="15"
radial = RadialPicture(crystal="rutile TiO₂", pair="Ti-O", r_max=2.4)
radial

# %%
print(radial.text())
radial.static()

# %% claims="15"
counts = Coordination(r_cut=2.4, per_species=True).fit_transform([rutile])[0]
table = pd.DataFrame(counts.values, columns=list(counts.names)).groupby(list(counts.species)).mean()
share = pd.Series(counts.species).value_counts(normalize=True)
print(table.round(6))
print("share of Ti x O around Ti:", round(share["Ti"] * table.loc["Ti", "N(O)"], 6))
print("share of O x Ti around O: ", round(share["O"] * table.loc["O", "N(Ti)"], 6))

# %% [markdown]
# Each bond has two ends, so the shares times the numbers agree. The numbers themselves do not.

# %% [markdown] slides="17"
# ## Why not simply the coordinates?
# Coordinates describe the crystal completely, and they describe the file as well. **Predict:** by how
# much do the coordinates of rutile change when nothing physical changes, and by how much do its sorted
# distances?

# %% slides="17"
def sorted_distances(structure):
    return np.sort(neighbor_list(structure, 4.0).distances)


changes = {"origin moved": shift_origin(rutile, seed=2), "crystal turned": rotate(rutile, seed=2),
           "sites in another order": permute_sites(rutile, seed=2)}
for name, other in changes.items():
    raw = np.abs(other.cart_coords - rutile.cart_coords).max()
    described = np.abs(sorted_distances(other) - sorted_distances(rutile)).max()
    print(f"{name:24} coordinates: {raw:.2f} Å   sorted distances: {described:.0e} Å")

# %% [markdown] slides="17"
# ### Can a model learn it from turned copies?
# Take three hundred disturbed tetrahedra in random orientations, and learn the scatter of their four
# bond lengths from coordinates, with more and more turned copies. **Predict:** how many copies make up
# for a description that does not turn?

# %% slides="17"
tetrahedron = 1.2 * np.array([[1, 1, 1], [1, -1, -1], [-1, 1, -1], [-1, -1, 1]])
shells = tetrahedron + rng.normal(0, 0.15, (300, 4, 3))
lengths = np.linalg.norm(shells, axis=2)
target, model = lengths.std(axis=1), KernelRidge(kernel="rbf", gamma=0.3, alpha=1e-3)
turned = Rotation.random(300 * 10, random_state=7).as_matrix().reshape(10, 300, 1, 3, 3)
copies = (turned @ shells[..., None])[..., 0].reshape(10, 300, 12)
errors = {"mean of the training part": np.abs(target[100:] - target[:100].mean()).mean()}
for n in (1, 3, 9):
    model.fit(copies[1 : 1 + n, :100].reshape(-1, 12), np.tile(target[:100], n))
    errors[f"coordinates, {n} copies"] = np.abs(model.predict(copies[0, 100:]) - target[100:]).mean()
model.fit(np.sort(lengths[:100]), target[:100])
errors["sorted distances"] = np.abs(model.predict(np.sort(lengths[100:])) - target[100:]).mean()
pd.Series(errors, name="mean absolute error / Å").round(4).to_frame()

# %% [markdown]
# From coordinates the model does no better than the mean, with nine copies as with one; from sorted
# distances it is accurate with a hundred examples. Copies do help large networks with much data, and
# there are networks that turn with their input. With little data, build the invariance in.

# %% [markdown] slides="16" claims="23,24"
# ## What a description must not notice
# Moves of the origin, rotations, mirror images, another order of the sites, another choice of cell.
# **Predict:** how large are the changes of SOAP vectors, relative to the vectors?

# %% slides="16" claims="23,24"
quartz = make_quartz()
soap = SOAP(5.0, n_max=6, l_max=4).fit([quartz])
acsf = ACSF(5.0, g2=[(1.0, 2.0)], g4=[(0.01, 4.0, 1.0)]).fit([quartz])
moves = {"origin moved": shift_origin(quartz, seed=3), "crystal turned": rotate(quartz, seed=3),
         "mirror image": reflect(quartz), "cell repeated": supercell(quartz, (1, 1, 2))}
rows = []
for name, other in moves.items():
    row = {"move": name}
    for method, label in ((soap, "SOAP"), (acsf, "ACSF")):
        before, after = (np.sort(method.transform([s])[0].values, axis=0) for s in (quartz, other))
        after = after[:: len(after) // len(before)]
        row[label] = f"{np.abs(after - before).max() / np.abs(before).max():.0e}"
    rows.append(row)
pd.DataFrame(rows).set_index("move")

# %% [markdown]
# All is rounding; a test of a descriptor can ask for a relative change below 1e-8. Look at the mirror
# image: left-handed and right-handed quartz are different crystals, and these descriptors give them the
# same vectors. They are invariant under all of O(3), not only under rotations. For most energies that
# is right; for optical activity it is fatal.

# %% [markdown] slides="16" claims="24"
# ### Continuity
# A small displacement should make a small change. **Predict:** which of these two counts of neighbours
# keeps that promise when the whole crystal expands by one part in a million?

# %% slides="16" claims="24"
iron = make_bcc()
second = neighbor_list(iron, 3.0).distances.max()
for kind in ("hard", "cosine"):
    for strain in (-1e-6, 1e-6):
        lattice = Lattice.cubic(iron.lattice.a * (1 + strain))
        strained = Structure(lattice, iron.species, iron.frac_coords)
        record = Coordination(r_cut=second, cutoff=kind).fit_transform([strained])[0]
        print(f"{kind:7} cutoff at {second:.4f} Å, strain {strain:+.0e}: {record.values[0, 0]:.9f}")

# %% [markdown]
# The hard count loses six neighbours at once, the smooth one changes in proportion to the strain. The
# plain coordination number is not continuous; it is still useful, if its radius lies in a gap.

# %% [markdown] slides="16" claims="25"
# ### Sensitivity is another matter
# Should a description change when an element is exchanged for another? Often, but that is a wish for
# sensitivity and not an invariance. **Predict:** what do the two SOAPs say about MgO and LiF on the
# same lattice, one that knows elements and one that is blind to them?

# %% slides="16" claims="25"
salts = [make_rocksalt("Mg", anion="O", a=4.1), make_rocksalt("Li", anion="F", a=4.1)]
blind = [Structure(s.lattice, ["H"] * len(s), s.frac_coords) for s in salts]
for name, pair in {"knows elements": salts, "blind": blind}.items():
    first, second = (record.values[0] for record in SOAP(4.0, n_max=4, l_max=3).fit_transform(pair))
    cosine = first @ second / np.linalg.norm(first) / np.linalg.norm(second)
    print(f"{name:15} {len(first):4} numbers, cosine of the two cations {cosine:.3f}")

# %% [markdown]
# Neither is wrong. Shapes are compared best by a blind description, chemistry by the other.

# %% [markdown] nbgrader={"grade_id": "B-q1-question", "locked": true}
# **Quick question 1.** Which of the requirements does the hard count of neighbours *not* fulfil?
# a) translation, b) rotation, c) order of the sites, d) continuity. Set `broken` to a letter.

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
# An environment is a set: species and vectors, of any number. A descriptor turns it into a vector of
# fixed length. **Predict:** how long are they, for one element, for two, and for 89?

# %% slides="18" claims="28"
elements = {1: ["Ti"], 2: ["Ti", "O"], 3: ["Ti", "O", "Sr"],
            89: [Element.from_Z(z).symbol for z in range(1, 90)]}
rows = []
for n, species in elements.items():
    acsf = ACSF(6.0, g2=[(0.5, s) for s in range(6)],
                g4=[(0.01, zeta, sign) for zeta in (1, 4, 16) for sign in (-1, 1)],
                species=species, by_center=False)
    soap = SOAP(6.0, n_max=8, l_max=6, species=species)
    sizes = [len(acsf.fit([rutile]).get_feature_names_out()), soap.fit([rutile]).n_features_out_]
    rows.append({"elements": n, "coordination": n, "ACSF": sizes[0], "SOAP": sizes[1]})
pd.DataFrame(rows).set_index("elements")

# %% [markdown]
# A single figure for "the size of SOAP" makes no sense: it grows with the square of the number of
# elements. Counts lose the directions, histograms lose which angle belongs to which distance, and the
# long vectors cost memory. What each one keeps is the subject of the next two notebooks.

# %% [markdown] slides="19" claims="26"
# ## The radius is part of the model
# A rule of thumb says that six to eight ångström cover two shells of a metal. **Predict:** how many
# shells, and how many neighbours, lie within 6 Å of an atom of copper?

# %% slides="19" claims="26"
rows = []
metals = {"fcc copper": make_fcc(), "bcc iron": make_bcc(), "hcp magnesium": make_hcp()}
for name, metal in metals.items():
    distances = neighbor_list(metal, 8.0).distances[: neighbor_list(metal, 8.0).counts[0]]
    shells = shells_of(distances)
    row = {"metal": name, "two shells end at / Å": round(shells[1][0], 2)}
    for radius in (6.0, 8.0):
        inside = [n for r, n in shells if r <= radius]
        row |= {f"shells in {radius:g} Å": len(inside), f"atoms in {radius:g} Å": sum(inside)}
    rows.append(row)
pd.DataFrame(rows).set_index("metal")

# %% slides="19"
figure, ax = plt.subplots(figsize=(8, 3.2), layout="constrained")
for place, (name, metal) in enumerate({"fcc copper": make_fcc(), "bcc iron": make_bcc()}.items()):
    distances = neighbor_list(metal, 8.0).distances[: neighbor_list(metal, 8.0).counts[0]]
    ax.step(np.r_[0, distances, 8], np.r_[0 : len(distances) + 1, len(distances)], where="post",
            color=COLOURS[place], linestyle=("-", "--")[place], label=name)
ax.axvspan(6, 8, color="#DDDDDD", label="the rule of thumb")
ax.set(xlabel="r_cut / Å", ylabel="neighbours", xlim=(0, 8))
_ = ax.legend(frameon=False)

# %% [markdown]
# Two shells end well below the rule's range; within it are many more. The rule may still be a good
# radius for a potential, but not for the reason it gives.

# %% [markdown] slides="19" claims="27"
# ### Oxides and molecules
# For oxides one hears 5 to 6 Å, for molecular crystals 4 to 5 Å. We know of no measurement behind these
# numbers, so let us see what they reach. (The crystal of CO₂, dry ice, is that of Downs and Somayazulu,
# Carbon dioxide at 1.0 GPa, Acta Cryst. C 54, 897 (1998).) **Predict:** how far must one go in rutile to
# see the titanium behind the oxygen, and in dry ice to see the next molecule?

# %% slides="19" claims="27"
edge, bond = 5.4942, 1.168  # Å, of CO2 at 1 GPa
dry_ice = Structure.from_spacegroup("Pa-3", Lattice.cubic(edge), ["C", "O"],
                                    [[0, 0, 0], [bond / edge / 3**0.5] * 3])
tried = {"rutile": (rutile, "Ti"), "SrTiO3": (make_perovskite(), "Ti"), "dry ice": (dry_ice, "C")}
rows = []
for name, (crystal, symbol) in tried.items():
    around = next(e for e in local_environments(crystal, 6.0) if e.center_species == symbol)
    next_one = around.distances[around.species == symbol].min()
    row = {"crystal": name, "around": symbol, "next of its kind / Å": round(next_one, 2)}
    rows.append(row | {f"atoms in {r} Å": np.sum(around.distances < r) for r in (4, 5, 6)})
pd.DataFrame(rows).set_index("crystal")

# %% [markdown]
# In the table the next atom of the same kind comes before the rule's radius, and tens of further
# neighbours come in with every ångström. Choose a radius for a reason that you can name (a shell, a
# bond path, a screening length), put it into a gap, and scan it with error bars: F_failure_modes does
# that.

# %% [markdown] nbgrader={"grade_id": "B-gap-question", "locked": true}
# **Step 3.** Write `radius_after(distances, n_shells)`: a cutoff radius in the middle of the gap behind
# the shell number `n_shells`. `distances` (Å, any order) are those of all neighbours of an atom, and hold
# at least one shell more. Distances that differ by less than 0.1 Å belong to one shell.

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
# 1. An environment is a set of neighbours, and who belongs to it is decided by a radius: put it in a gap.
# 2. Count through the faces of the cell; test with a known crystal, a moved origin and a repeated cell.
# 3. Build in what must not matter: origin, rotation, order, cell. Know what goes with it: handedness.

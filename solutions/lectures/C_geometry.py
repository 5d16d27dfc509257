# %% [markdown] slides="20"
# # C. Geometry around one atom
# **Same number of neighbours, same shape?** Counts, bond lengths, angles and Voronoi cells: what each of
# them sees, what it misses, and which of them survives a little noise. About fifty minutes.

# %%
import time
from itertools import product

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from pymatgen.core import Lattice, Structure
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler, normalize

from coursekit.apps import AngleHistogram, VoronoiCell
from coursekit.checks import check, quiz, summary
from coursekit.datasets import load_dataset, load_teaching_set
from coursekit.featurizers import (
    SOAP, BondAngles, BondFractions, BondGeometry, BondLengths, Coordination, CrystalNNCoordination,
)
from coursekit.neighbors import (
    crystal_nn, crystal_nn_fingerprints_of_many, neighbor_list, voronoi_cells,
)
from coursekit.plots.angles import angles_of, plot_angles
from coursekit.plots.style import COLOURS, MARKERS, STYLE
from coursekit.structures import (
    make_bcc, make_corner, make_fcc, make_hcp, make_kink, make_lamno3, make_mgo_vacancies, make_perovskite, make_random_mgo_vacancies, make_rocksalt, make_rutile, make_shell, make_spinel,
    make_step, make_terrace, make_wurtzite, named_sites, rattle, remove_random, supercell,
)

plt.rcParams.update(STYLE)

# %% [markdown] slides="20"
# ## The coordination number
# One number a site, or one for each element among the neighbours. **Predict:** which of these cations
# have four oxygens, and which have six?

# %% slides="20"
oxides = {"ZnO": make_wurtzite(), "MgO": make_rocksalt(), "TiO2, rutile": make_rutile(),
          "MgAl2O4, spinel": make_spinel(), "SrTiO3": make_perovskite()}
numbers = Coordination(2.85, per_species=True, species=["Zn", "Mg", "Ti", "Al", "Sr", "O"])
rows = []
for name, record in zip(oxides, numbers.fit_transform(list(oxides.values())), strict=True):
    table = pd.DataFrame(record.values, columns=list(record.names), index=list(record.species))
    for symbol, row in table.drop("O").drop_duplicates().iterrows():
        rows.append({"crystal": name, "cation": symbol, "oxygens within 2.85 Å": int(row["N(O)"])})
pd.DataFrame(rows).set_index("crystal")

# %% [markdown]
# Four and six separate the two great families of cation sites, and twelve is the large site of the
# perovskite. The radius lies in a gap for all of them; that is not always possible.

# %% [markdown] slides="21" claims="31,32"
# ### Where a count is what matters
# On platinum, reactions prefer atoms with few neighbours. **Predict:** how many neighbours has an atom in
# a (111) terrace, at a step, at a kink?

# %% slides="21" claims="32"
surfaces = {"terrace": make_terrace(), "step": make_step(), "kink": make_kink()}
bonds = {}
for name, slab in surfaces.items():
    site, pairs = named_sites(slab, name)[0], neighbor_list(slab, 3.3)
    bonds[name] = pairs.vectors[pairs.site(site)]
    print(f"{name:8} {len(bonds[name])} neighbours")

# %% slides="21" claims="31"
k_boltzmann = 8.617e-5  # eV/K
differences = np.array([0.1, 0.3, 0.5, 1.0])
factors = {f"{t} K": np.exp(differences / (k_boltzmann * t)) for t in (300, 500, 800)}
pd.DataFrame(factors, index=pd.Index(differences, name="energy difference / eV")).map("{:.0e}".format)

# %% [markdown]
# Energies of adsorption differ between such sites by tenths of an electronvolt, up to about one: less
# than an order of magnitude. It is the *rates* that differ by orders, because the energy stands in an
# exponent. A description must therefore be accurate to a tenth of an electronvolt to be of use.

# %% [markdown] slides="21"
# ### Where a count is not enough, and where nobody can tell
# Corners of small platinum clusters have few neighbours as well. **Predict:** can angles tell the corner
# with six neighbours from the kink with six neighbours?

# %% slides="21"
for shape in ("octahedron", "cuboctahedron", "truncated octahedron"):
    cluster = make_corner(shape)
    site, pairs = named_sites(cluster, "corner")[0], neighbor_list(cluster, 3.3)
    bonds[f"corner, {shape}"] = pairs.vectors[pairs.site(site)]
for name, vectors in bonds.items():
    values, times = np.unique(angles_of(vectors).round(), return_counts=True)
    shown = ", ".join(f"{n} x {v:.0f}°" for v, n in zip(values, times, strict=True))
    print(f"{name:28} {len(vectors)} neighbours, angles {shown}")

# %% [markdown]
# Five neighbours and four have their own angles. But the kink and the corner with six neighbours agree
# in every angle: within the first shell they are the same. What distinguishes them begins at the
# second shell. A finer descriptor does not replace a larger radius.

# %% [markdown] slides="21" claims="29"
# ## Same count, different shape
# Four neighbours make a tetrahedron or a square, six an octahedron or a prism. **Predict:** whose mean
# angle differs more, that of tetrahedron and square or that of octahedron and prism? Then displace the
# atoms and see which difference survives.

# %% slides="21,23" claims="29,30"
shapes = AngleHistogram(first="octahedron", second="trigonal prism")
shapes

# %% slides="21,23"
print(shapes.text())
shapes.static()

# %% [markdown] slides="21" claims="29"
# Twelve neighbours allow three shapes, and two of them are crystals you know. **Predict:** which shell
# is that of fcc: cuboctahedron, anticuboctahedron, icosahedron?

# %% slides="21" claims="29"
ideal_hcp = make_hcp("Mg", a=3.2)
twelve = {"fcc copper": (make_fcc(), 3.0), "hcp, ideal": (ideal_hcp, 3.3)}
for kind in ("cuboctahedron", "anticuboctahedron", "icosahedron"):
    twelve[kind] = (make_shell(kind), 2.7)
for name, (crystal, radius) in twelve.items():
    pairs = neighbor_list(crystal, radius)
    angles = angles_of(pairs.vectors[pairs.site(0)])
    values, times = np.unique(angles.round(), return_counts=True)
    shown = ", ".join(f"{n} x {v:.0f}°" for v, n in zip(values, times, strict=True))
    print(f"{name:18} mean {angles.mean():5.1f}°, variance {angles.var():4.0f} deg²: {shown}")

# %% [markdown]
# The shell of fcc **is** the cuboctahedron, and that of hcp its twisted sister; the third shape is the
# icosahedron, which no crystal of one atom a cell can have. The means hardly differ, and those of fcc
# and icosahedron not at all.

# %% [markdown] nbgrader={"grade_id": "C-angles-question", "locked": true}
# **Step 1.** Write `sorted_angles(bonds)`: the angles between all pairs of bonds, in degrees, smallest
# first; each pair once. `bonds` is an array of shape (n, 3), from the atom to its neighbours.

# %% nbgrader={"grade_id": "C-angles", "solution": true}
def sorted_angles(bonds):
    """Angles of all pairs of bonds in degrees, smallest first."""
    ### BEGIN SOLUTION
    unit = np.array(bonds, float)
    unit = unit / np.linalg.norm(unit, axis=1, keepdims=True)
    first, second = np.triu_indices(len(unit), 1)
    cosines = np.clip(np.sum(unit[first] * unit[second], axis=1), -1, 1)
    return np.sort(np.degrees(np.arccos(cosines)))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-angles-check", "grade": true, "points": 1}
check("C-angles")

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-angles-hidden", "grade": true, "points": 1}
# Shells of crystals, some of them disturbed, are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("C-angles", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="22" claims="33"
# ## Bond lengths
# In LaMnO₃ every manganese has six oxygens, and the electrons of Mn³⁺ stretch the octahedron. One often
# reads of four short bonds and two long ones. **Predict** the lengths that neutrons found (Proffen et
# al., Phys. Rev. B 60, 9973 (1999), https://doi.org/10.1103/PhysRevB.60.9973).

# %% slides="22" claims="33"
crystals = {"distorted": make_lamno3(), "cubic, same volume": make_lamno3(distorted=False)}
geometry = BondGeometry(2.85, length_stats=["mean", "std", "min", "max"],
                        angle_stats=["mean", "variance"], bin_width=None)
rows = {}
for name, record in zip(crystals, geometry.fit_transform(list(crystals.values())), strict=True):
    manganese = list(record.species).index("Mn")
    rows[name] = dict(zip(record.names, record.values[manganese], strict=True))
    pairs = neighbor_list(crystals[name], 2.5)
    print(f"{name:20}", pairs.distances[pairs.site(manganese)].round(2), "Å")
pd.DataFrame(rows).round(3)

# %% [markdown]
# Two short, two medium, two long. The count is blind, the angles are blind, and the mean length grows a
# little at the same volume (so it is not quite unaffected). The scatter of the lengths goes from zero to
# a tenth of an ångström: that is the feature to use.

# %% [markdown] slides="22" claims="36"
# ### Not every octahedron is distorted
# **Predict:** which cation of a normal spinel has the larger scatter of bond lengths, the tetrahedral
# or the octahedral one?

# %% slides="22,24" claims="36"
table = [("Mg", "Al"), ("Zn", "Al"), ("Mg", "Cr"), ("Zn", "Cr"), ("Zn", "Fe"), ("Mg", "Fe"),
         ("Ni", "Fe"), ("Co", "Fe")]
spinels = [make_spinel(a, b_site=b) for a, b in table]
lengths = BondLengths(2.4, stats=["mean", "std"]).fit_transform(spinels)
rows = []
for (a, b), crystal, record in zip(table, spinels, lengths, strict=True):
    row = {"crystal": f"{a}{b}2O4"}
    for kind in ("tetrahedral", "octahedral"):
        mean, scatter = record.values[named_sites(crystal, kind)[0]]
        row |= {f"{kind}: mean / Å": round(mean, 3), f"{kind}: scatter / Å": round(scatter, 6)}
    rows.append(row)
pd.DataFrame(rows).set_index("crystal")

# %% [markdown]
# Both are exactly zero: symmetry makes all bonds of a site equal. Only ions such as Mn³⁺ or Cu²⁺ distort
# their octahedra. In these models, which have the average structure, nothing does.

# %% [markdown] nbgrader={"grade_id": "C-octahedron-question", "locked": true}
# **Step 2.** Octahedra can be bent as well as stretched. Robinson, Gibbs and Ribbe (Science 172, 567
# (1971), https://doi.org/10.1126/science.172.3983.567) measure it by
# $\sigma^2 = \frac{1}{11}\sum_{i=1}^{12} (\theta_i - 90°)^2$ over the twelve angles between adjacent
# bonds, leaving out the three opposite ones. Write `angle_variance(bonds)` for an array of six bonds.

# %% nbgrader={"grade_id": "C-octahedron", "solution": true}
def angle_variance(bonds):
    """Variance of the twelve adjacent angles of an octahedron about 90 degrees, in deg²."""
    ### BEGIN SOLUTION
    unit = np.array(bonds, float)
    unit = unit / np.linalg.norm(unit, axis=1, keepdims=True)
    first, second = np.triu_indices(6, 1)
    angles = np.sort(np.degrees(np.arccos(np.clip(np.sum(unit[first] * unit[second], axis=1), -1, 1))))
    return np.sum((angles[:12] - 90) ** 2) / 11
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-octahedron-check", "grade": true, "points": 1}
check("C-octahedron")

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-octahedron-hidden", "grade": true, "points": 1}
# Octahedra of real crystals are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("C-octahedron", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="23" claims="30"
# ## Bond angles: the trap of the mean
# Mean, variance and skewness of the angles, or a histogram. **Predict:** is the mean angle of an
# octahedron larger or smaller than that of a tetrahedron?

# %% slides="23" claims="30"
kinds = ("tetrahedron", "square", "octahedron", "trigonal prism", "cuboctahedron", "anticuboctahedron")
rows = {}
for kind in kinds:
    pairs = neighbor_list(make_shell(kind), 2.7)
    angles = angles_of(pairs.vectors[pairs.site(0)])
    rows[kind] = {"neighbours": len(pairs.vectors[pairs.site(0)]), "mean / °": angles.mean(),
                  "variance / deg²": angles.var()}
pd.DataFrame(rows).T.round(2)

# %% slides="23" claims="30"
environments = {}
for kind in ("tetrahedron", "octahedron"):
    pairs = neighbor_list(make_shell(kind), 2.7)
    environments[kind] = pairs.vectors[pairs.site(0)]
figure, ax = plt.subplots(figsize=(7, 3), layout="constrained")
_ = plot_angles(environments, ax=ax)

# %% [markdown]
# The means of tetrahedron and octahedron are one and a half degrees apart, less than a little heat makes
# of them; the variances are 0 and more than a thousand. An octahedron has no angle near its own mean.
# The histogram shows why: take it, or at least the variance.

# %% [markdown] slides="23"
# In crystals the featuriser `BondAngles` does all of this, for each site, and on request for each pair
# of elements among the neighbours. **Predict:** in which bins are the angles of zinc oxide and of MgO?

# %% slides="23"
angles = BondAngles(2.4, stats=["mean", "variance", "skewness"], bin_width=10.0)
pair = [make_wurtzite(), make_rocksalt()]
rows = [record.values[0] for record in angles.fit_transform(pair)]
names = list(angles.get_feature_names_out())
table = pd.DataFrame(rows, columns=names, index=["Zn in ZnO", "Mg in MgO"])
table.loc[:, (table != 0).any()].T.round(2)

# %% [markdown] nbgrader={"grade_id": "C-q1-question", "locked": true}
# **Quick question 1.** An octahedron has twelve angles of 90° and three of 180°; a square has four of 90°
# and two of 180°. What is the mean angle of the square, in degrees? Set `mean_angle`.

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-q1", "solution": true}
### BEGIN SOLUTION
mean_angle = (4 * 90 + 2 * 180) / 6
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-q1-check", "grade": true, "points": 1}
quiz("C-q1")

# %% [markdown] slides="24" claims="34,35"
# ## Tetrahedra and octahedra in one crystal
# Spinels are AB₂O₄ (not ABO₂, which is the formula of layered oxides). One formula can be a normal or an
# inverse spinel: the cations exchange their sites. **Predict:** which rung tells the two apart?

# %% slides="24" claims="34,35"
normal, inverse = make_spinel("Mg", b_site="Fe"), make_spinel("Mg", b_site="Fe", inverse=True)
print("formula:", normal.composition.reduced_formula, "and", inverse.composition.reduced_formula)
print("equal compositions:", normal.composition == inverse.composition)
number = Coordination(2.4, per_species=True).fit([normal])
for name, crystal in {"normal": normal, "inverse": inverse}.items():
    record = number.transform([crystal])[0]
    around = record.values[:, list(record.names).index("N(O)")]
    cations = [(s, int(n)) for s, n in zip(record.species, around, strict=True) if s != "O"]
    kinds, sites = np.unique([f"{s} with {n} O" for s, n in cations], return_counts=True)
    print(f"{name:8}", dict(zip(kinds.tolist(), sites.tolist(), strict=True)))

# %% [markdown]
# The composition is one and the same, so no model of the formula can help; the count per element and
# site does it at once. Different spinels, on the other hand, have different formulas, and a model of
# the formula separates them too: a fair test of structure needs pairs of one formula.

# %% [markdown] slides="24" claims="37"
# ### Does a map separate the two kinds of site?
# Take SOAP vectors of all cation sites of the eight spinels, project them on two principal components,
# and draw a straight line. **Predict:** does it help to tell SOAP which elements are there?

# %% slides="24" claims="37"
cells = [crystal.get_primitive_structure() for crystal in spinels]
is_cation = [np.array([site.specie.symbol != "O" for site in crystal]) for crystal in cells]
numbers = [neighbor_list(crystal, 2.4).counts[c] for crystal, c in zip(cells, is_cation, strict=True)]
tetrahedral = np.concatenate(numbers) == 4
blind = [Structure(crystal.lattice, ["H"] * len(crystal), crystal.frac_coords) for crystal in cells]
print(f"{len(tetrahedral)} cation sites, {tetrahedral.sum()} of them tetrahedral")

# %% slides="24" claims="37"
maps, rows, seen = {}, [], {"blind": blind, "with elements": cells}
for label, r_cut, sigma in product(seen, (5.0, 2.6), (1.0, 0.5, 0.3)):
    records = SOAP(r_cut, n_max=6, l_max=4, sigma=sigma, sparse=False).fit_transform(seen[label])
    vectors = np.concatenate([r.values[c] for r, c in zip(records, is_cation, strict=True)])
    pca = PCA(2).fit(normalize(vectors))
    points = StandardScaler().fit_transform(pca.transform(normalize(vectors)))
    line = LogisticRegression(C=1e4, class_weight="balanced").fit(points, tetrahedral)
    right = balanced_accuracy_score(tetrahedral, line.predict(points))
    maps[label, r_cut, sigma] = points
    rows.append({"SOAP": label, "r_cut / Å": r_cut, "sigma / Å": sigma,
                 "variance in PC1": pca.explained_variance_ratio_[0], "separated": right})
pd.DataFrame(rows).round(2)

# %% slides="24" claims="37"
figure, axes = plt.subplots(1, 2, figsize=(8.5, 3.2), layout="constrained")
for ax, label in zip(axes, ("blind", "with elements"), strict=True):
    points = maps[label, 5.0, 0.5]
    for place, chosen in enumerate((tetrahedral, ~tetrahedral)):
        ax.scatter(*points[chosen].T, color=COLOURS[place], marker=MARKERS[place],
                   label=("tetrahedral", "octahedral")[place])
    ax.set(xlabel="PC1, scaled", ylabel="PC2, scaled", title=f"SOAP {label}, r_cut 5 Å")
_ = axes[0].legend(frameon=False)

# %% [markdown]
# Blind to the elements, the two kinds of site fall apart completely. With elements and broad Gaussians
# the largest differences are those between chemistries, and the line does no better than a coin; a sharp
# sigma, or a short radius with it, brings the shape back. So "the families separate in a PCA" holds for
# sites, for shapes, and for some settings. Pooled over the crystal it cannot hold at all: every normal
# spinel contains both.

# %% [markdown] slides="24" claims="34,35,37"
# ### The same on a data set, in five minutes
# The teaching set has AB₂O₄ crystals, relaxed and with energies: normal spinels, inverse spinels, and
# post-spinels (prototype `cati2o4`), several for one formula. The first line is the only one to
# change for other data: with a key of the Materials Project, `coursekit data mp --family spinel --out
# spinels.jsonl.gz` in a terminal fetches its AB₂O₄ oxides, and `source = "spinels.jsonl.gz"` reads them.

# %% slides="24" claims="34"
source = ""  # or "spinels.jsonl.gz"
oxides = load_dataset(source) if source else load_teaching_set(family="AB2O4")
kinds = np.array([crystal.properties.get("prototype") or crystal.get_space_group_info()[0]
                  for crystal in oxides.structures])
fingerprints = crystal_nn_fingerprints_of_many(oxides.structures)
metal = [np.array([site.specie.symbol != "O" for site in crystal]) for crystal in oxides.structures]
around = [record.values[chosen, 0].astype(int) for record, chosen in zip(
    CrystalNNCoordination().fit_transform(oxides.structures), metal, strict=True)]
print(f"{len(oxides)} crystals of {len(set(oxides.groups))} formulas: {', '.join(np.unique(kinds))}")
print(f"{sum(map(np.sum, metal))} cation sites, {fingerprints[0].shape[1]} numbers for each")

# %% [markdown] slides="24" claims="34,35"
# `fingerprints` holds what matminer's `CrystalNNFingerprint` says of every site: how much it looks like
# each common shape. `BondFractions` says which share of a crystal's bonds joins which elements.
# **Predict:** which of the two knows, for the whole crystal, whether a spinel is normal or inverse?

# %% slides="24" claims="35"
bonds = BondFractions().fit(oxides.structures)
fractions = bonds.transform(oxides.structures)
columns, rows = list(bonds.get_feature_names_out()), []
for place, crystal in enumerate(oxides.structures):
    a_site = min(crystal.composition, key=crystal.composition.get)
    rows.append({"formula": oxides.groups[place], "kind": kinds[place],
                 "oxygens around the cations": ", ".join(map(str, np.unique(around[place]))),
                 "A-O share of the bonds": fractions[place, columns.index(f"bond fraction {a_site}-O")],
                 "target": oxides.targets[place]})
pd.DataFrame(rows).set_index(["formula", "kind"]).round(3)

# %% slides="24" claims="37"
means = np.array([np.hstack([f.mean(axis=0), f.std(axis=0)]) for f in fingerprints])
clouds = {"cation sites, fingerprint": (np.vstack(fingerprints)[np.concatenate(metal)],
                                        np.concatenate(around)),
          "crystals, fingerprint": (means, kinds), "crystals, bonds": (fractions, kinds)}
maps = {name: PCA(2).fit_transform(cloud) for name, (cloud, _) in clouds.items()}
scale = {"vmin": min(oxides.targets), "vmax": max(oxides.targets)}
figure, axes = plt.subplots(1, 3, figsize=(11, 3.6), layout="constrained")
for ax, (name, (_, labels)) in zip(axes, clouds.items(), strict=True):
    for n, label in enumerate(np.unique(labels)):
        chosen, look = labels == label, {"marker": MARKERS[n % 7], "s": 60, "edgecolor": "black"}
        if ax is axes[0]:
            ax.scatter(*maps[name][chosen].T, color=COLOURS[n % 7], label=f"{label} oxygens", **look)
        else:
            dots = ax.scatter(*maps[name][chosen].T, c=oxides.targets[chosen], label=label, **look, **scale)
    ax.set(xlabel="PC1", ylabel="PC2", title=name)
    if ax is not axes[2]:
        ax.legend(fontsize=8)
_ = figure.colorbar(dots, ax=axes[1:], label=f"{oxides.target}, eV/atom")

# %% slides="24" claims="37"
for name, (_, labels) in clouds.items():
    formulas = oxides.groups if labels is kinds else np.repeat(oxides.groups, list(map(len, around)))
    nearest = cross_val_predict(KNeighborsClassifier(1), maps[name], labels.astype(str),
                                groups=formulas, cv=LeaveOneGroupOut())
    print(f"{name:26} the nearest one of another formula is of the same kind: "
          f"{np.mean(nearest == labels.astype(str)):.0%}")
for name, labels in {"formula": oxides.groups, "kind": kinds}.items():
    inside = pd.Series(oxides.targets).groupby(labels).transform("mean")
    print(f"share of the target's variance that the {name} decides: "
          f"{np.var(inside) / np.var(oxides.targets):.0%}")

# %% [markdown] slides="24" claims="35,37"
# The map of the *sites* shows the families, as the slide says: tetrahedra, octahedra, and apart from
# both the large site of the post-spinels. In the map of the *crystals* the post-spinels stand apart,
# while normal and inverse spinels lie side by side: their mean and scatter are those of the same
# shapes, only at other cations. The share of the A-O bonds in the table tells these two apart, but the
# map of all bond fractions is one of elements. The colours follow the elements too: within a formula
# the target changes little. So what separates in a map need not be what decides the target; that takes
# a model, and a test inside formulas.

# %% [markdown] nbgrader={"grade_id": "C-q2-question", "locked": true}
# **Quick question 2.** Which feature of manganese tells distorted from cubic LaMnO₃ most clearly? a) the
# coordination number, b) the mean bond length, c) the scatter of the bond lengths, d) the variance of the
# angles. Set `feature` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-q2", "solution": true}
### BEGIN SOLUTION
feature = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-q2-check", "grade": true, "points": 1}
quiz("C-q2")

# %% [markdown] slides="25" claims="38,39"
# ## A defect in a hundred
# Take one oxygen in a hundred out of MgO, or of SrTiO₃. **Predict:** which share of the octahedral
# cations has lost a neighbour: one in a hundred?

# %% slides="25" claims="38"
oxide = make_random_mgo_vacancies(0.01, scaling=(5, 5, 5), seed=1)
titanate = remove_random(supercell(make_perovskite(), (6, 6, 6)), species="O", fraction=0.01, seed=1)
damaged = {"MgO": (oxide, "Mg"), "SrTiO3": (titanate, "Ti")}
for name, (crystal, cation) in damaged.items():
    chosen = np.array([site.specie.symbol == cation for site in crystal])
    counts = neighbor_list(crystal, 2.4).counts[chosen]
    below = np.mean(counts < 6)
    print(f"{name:7} mean number of O around {cation}: {counts.mean():.3f}; below six: {below:.1%}")

# %% [markdown]
# One vacancy touches six cations in MgO, and two in the perovskite (which has three times as many
# oxygens as titaniums). So a percent of vacancies is several percent of affected sites, and the mean
# is lower than one might guess.

# %% [markdown] slides="25" claims="39"
# ### What the mean cannot know
# Two vacancies, side by side or far apart. **Predict:** mean and histogram of the coordination numbers.

# %% slides="25" claims="39"
rows = []
for pattern in ("adjacent", "far"):
    crystal = make_mgo_vacancies(pattern)
    chosen = np.array([site.specie.symbol == "Mg" for site in crystal])
    counts = neighbor_list(crystal, 2.4).counts[chosen]
    histogram = {f"sites with {n}": np.sum(counts == n) for n in (4, 5, 6)}
    rows.append({"vacancies": pattern, "mean": counts.mean()} | histogram)
pd.DataFrame(rows).set_index("vacancies")

# %% [markdown]
# The means agree in all digits, because each vacancy takes six bonds away wherever it is; the histograms
# do not. If the property depends on pairs of vacancies, only the histogram can carry it. Which pooling
# belongs to which property is the subject of E_pooling.

# %% [markdown] nbgrader={"grade_id": "C-report-question", "locked": true}
# **Step 3.** Write `vacancy_report(counts, full)` for the numbers of neighbours of all cations and the
# number in the perfect crystal. Return a list of three: the mean, the share of cations (0 to 1) with fewer
# than `full`, and the largest number of neighbours that one cation has lost.

# %% nbgrader={"grade_id": "C-report", "solution": true}
def vacancy_report(counts, full):
    """Mean, share of sites below `full`, largest loss of one site."""
    ### BEGIN SOLUTION
    counts = np.array(counts)
    return [counts.mean(), np.mean(counts < full), full - counts.min()]
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-report-check", "grade": true, "points": 1}
check("C-report")

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-report-hidden", "grade": true, "points": 1}
# Crystals with vacancies are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("C-report", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="26" claims="40"
# ## Voronoi cells: neighbours without a radius
# Give every point of space to its nearest atom. Atoms whose cells share a face are neighbours, and no
# radius had to be chosen. **Predict:** how many faces has the cell of copper? And after every atom was
# moved by two hundredths of an ångström?

# %% slides="26" claims="40"
cell = VoronoiCell(crystal="fcc copper", noise=0.02)
cell

# %% slides="26"
print(cell.text())
cell.static()

# %% slides="26" claims="40"
gas = Structure(Lattice.cubic(10.0), ["Ar"] * 1000, np.random.default_rng(5).random((1000, 3)))
tried = {"points at random": gas}
for name, metal in {"fcc": make_fcc(), "bcc": make_bcc()}.items():
    for noise in (0.0, 0.02, 0.1):
        tried[f"{name}, displacements {noise} Å"] = rattle(supercell(metal, (4, 4, 4)), noise, seed=0)
rows = []
for name, crystal in tried.items():
    all_faces, large = (voronoi_cells(crystal, min_area=area).pairs.counts for area in (1e-8, 0.05))
    rows.append({"crystal": name, "fewest": all_faces.min(), "mean": all_faces.mean(),
                 "most": all_faces.max(), "mean without small faces": large.mean()})
pd.DataFrame(rows).set_index("crystal").round(2)

# %% [markdown]
# "About fourteen" is an average of dense packings, not a limit: points at random have more than fifteen on
# average, and single cells twice as many. The corners of the copper cell are where more than three faces
# meet; any displacement opens a tiny face there. Iron has no such corners and keeps its fourteen.

# %% [markdown] slides="27" claims="40"
# ### Small faces
# A threshold on the area brings the twelve of copper back. **Predict:** is there a threshold that is right
# for all crystals, for example for the six of Ti and the three of O in rutile?

# %% slides="27" claims="40"
rows = []
noisy, rutile = tried["fcc, displacements 0.1 Å"], make_rutile()
for min_area in (1e-8, 0.02, 0.05, 0.1, 0.2, 0.4):
    copper, iron, oxide = (voronoi_cells(crystal, min_area=min_area).pairs.counts
                           for crystal in (noisy, make_bcc(), rutile))
    rows.append({"smallest face": f"{min_area:g}", "copper, noise (mean)": copper.mean(),
                 "iron": iron[0], "Ti in rutile": oxide[0], "O in rutile": oxide[2]})
pd.DataFrame(rows).set_index("smallest face").round(2)

# %% [markdown]
# The threshold is a parameter again, and the choice decides whether iron has eight neighbours or
# fourteen. In rutile the cells of oxygen keep far more than three faces: a cell knows geometry, not bonds.

# %% [markdown] slides="27" claims="40b"
# ### Chemistry on top
# CrystalNN weighs each face by its solid angle and by how much the two elements like a bond. It belongs
# to pymatgen; matminer makes features of it. **Predict:** what does it say about rutile and iron?

# %% slides="27" claims="40b"
from pymatgen.analysis.local_env import CrystalNN

charges = {"rutile": {"Ti": 4, "O": -2}, "spinel": {"Mg": 2, "Al": 3, "O": -2}}
for name, crystal in {"rutile": make_rutile(), "spinel": make_spinel()}.items():
    crystal.add_oxidation_state_by_element(charges[name])
    ours = crystal_nn(crystal).coordination
    kinds = dict.fromkeys((site.specie.symbol, int(n)) for site, n in zip(crystal, ours, strict=True))
    sites = [0, len(crystal) - 1]
    theirs = [CrystalNN().get_cn(crystal, i) for i in sites]
    print(f"{name:8}", ", ".join(f"{symbol} {n}" for symbol, n in kinds),
          "; equal to pymatgen:", theirs == ours[sites].tolist())
print("iron    ", crystal_nn(make_bcc()).coordination)

# %% slides="27" claims="40b"
rows = []
for repeats in (3, 4, 6, 8):
    crystal = rattle(supercell(make_fcc(), (repeats,) * 3), 0.02, seed=0)
    start = time.perf_counter()
    voronoi_cells(crystal)
    milliseconds = 1000 * (time.perf_counter() - start)
    rows.append({"atoms": len(crystal), "ms per atom": milliseconds / len(crystal)})
pd.DataFrame(rows).set_index("atoms").round(2)

# %% [markdown]
# The time per atom stays the same: near to linear on average. (The bound for the worst arrangement of
# points in space grows with the square.) A warning from practice: coordination numbers and fingerprints
# made from the same CrystalNN need not agree, because one takes the most likely number and the other
# spreads weights over several. Use one of them throughout.

# %% [markdown] nbgrader={"grade_id": "C-faces-question", "locked": true}
# **Step 4.** Write `count_faces(areas, min_area)`: how many faces of one cell are larger than the fraction
# `min_area` of its **largest** face. `areas` are in Å², in any order.

# %% nbgrader={"grade_id": "C-faces", "solution": true}
def count_faces(areas, min_area):
    """Number of faces above a fraction of the largest."""
    ### BEGIN SOLUTION
    areas = np.array(areas)
    return int(np.sum(areas > min_area * areas.max()))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-faces-check", "grade": true, "points": 1}
check("C-faces")

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-faces-hidden", "grade": true, "points": 1}
# Cells of real crystals are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("C-faces", hidden=True)
### END HIDDEN TESTS

# %% [markdown] nbgrader={"grade_id": "C-q3-question", "locked": true}
# **Quick question 3.** A study counts Voronoi faces without a threshold and reports that copper has 14
# neighbours at room temperature. What happened? a) copper expands, b) displacements open tiny faces,
# c) the crystal became bcc, d) the periodic images are missing. Set `cause` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-q3", "solution": true}
### BEGIN SOLUTION
cause = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-q3-check", "grade": true, "points": 1}
quiz("C-q3")

# %%
summary("C")

# %% [markdown]
# ## Recap
# 1. A count loses the shape, a mean angle hides it; variance and histogram keep it.
# 2. Lengths see stretching, angles see bending, and only the list of sites sees one site in a hundred.
# 3. Voronoi cells need no radius but a threshold; CrystalNN adds chemistry to them.

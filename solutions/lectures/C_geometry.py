# %% [markdown] slides="20"
# # C. Geometry around one atom
# **Same number of neighbours, same shape?** Counts, bond lengths, angles and Voronoi cells: what each of
# them sees, what it misses, and which of them survives a little noise. About seventy minutes; the core
# path, without the sections marked *(optional)*, about fifty-five.

# %% tags=["hide-input"] jupyter={"source_hidden": true}
import time
from itertools import product
from textwrap import fill

import numpy as np
import pandas as pd
from pymatgen.core import Lattice, Structure
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
from sklearn.neighbors import KNeighborsClassifier
from sklearn.preprocessing import StandardScaler, normalize

from coursekit.apps import AngleHistogram, VoronoiCell, predict, view_crystal
from coursekit.checks import check, quiz, summary
from coursekit.datasets import load_dataset, load_teaching_set
from coursekit.featurizers import (
    SOAP, BondAngles, BondFractions, BondGeometry, BondLengths, Coordination,
    CrystalNNCoordination,
)
from coursekit.neighbors import (
    crystal_nn, crystal_nn_fingerprints_of_many, neighbor_list, voronoi_cells,
)
from coursekit.plots.angles import angles_of, plot_angles
from coursekit.plots.axes import make_axes
from coursekit.plots.gallery import draw_shapes, make_shapes
from coursekit.plots.style import COLOURS, MARKERS
from coursekit.structures import (
    distort_perovskite, make_bcc, make_corner, make_fcc, make_hcp, make_kink,
    make_lamno3, make_mgo_vacancies, make_perovskite,
    make_random_mgo_vacancies, make_rocksalt, make_rutile, make_shell,
    make_spinel,
    make_step, make_terrace, make_wurtzite, named_sites, rattle, remove_random,
    supercell,
)

# %% [markdown] slides="20"
# ## How many neighbours?
# The *coordination number* of atom $i$ is the count of lecture B, $N_i(r_\mathrm{cut}) = \sum_{j \ne i}
# \mathbb 1[r_{ij} \le r_\mathrm{cut}]$. One may count each element on its own:
#
# $$N_{i,A}(r_\mathrm{cut}) = \sum_{j \ne i,\; Z_j = A} \mathbb 1[\,r_{ij} \le r_\mathrm{cut}\,]$$
#
# is the number of neighbours of element $A$ ($Z_j$: the element of neighbour $j$; distances in Å; the
# bracket is 1 where the statement holds and 0 elsewhere). Spinel, MgAl₂O₄, has both of the great families
# of cation sites: magnesium with four oxygens in *tetrahedra*, aluminium with six in *octahedra*.

# %% slides="20,24"
view_crystal(make_spinel(), polyhedra=["Mg", "Al"])

# %% slides="20"
oxides = {"ZnO": make_wurtzite(), "MgO": make_rocksalt(),
          "TiO2, rutile": make_rutile(), "MgAl2O4, spinel": make_spinel(),
          "SrTiO3": make_perovskite()}
numbers = Coordination(2.85, per_species=True,
                       species=["Zn", "Mg", "Ti", "Al", "Sr", "O"])
rows = []
records = numbers.fit_transform(list(oxides.values()))
for name, record in zip(oxides, records, strict=True):
    table = pd.DataFrame(record.values, columns=list(record.names),
                         index=list(record.species))
    for symbol, row in table.drop("O").drop_duplicates().iterrows():
        rows.append({"crystal": name, "cation": symbol,
                     "oxygens within 2.85 Å": int(row["N(O)"])})
pd.DataFrame(rows).set_index("crystal")

# %% [markdown]
# Four and six separate the two families, and twelve is the large site of the perovskite. The radius lies
# in a gap for all of them; that is not always possible.

# %% [markdown] slides="21" claims="31,32"
# ### Where a count is what matters
# On platinum, reactions prefer atoms with few neighbours: they have bonds to spare. A flat surface is a
# *terrace*; it ends at *steps*, and steps have corners, the *kinks*.

# %% slides="21"
view_crystal(make_step())

# %% slides="21" claims="32"
surfaces = {"terrace": make_terrace(), "step": make_step(), "kink": make_kink()}
bonds = {}
for name, slab in surfaces.items():
    site, pairs = named_sites(slab, name)[0], neighbor_list(slab, 3.3)
    bonds[name] = pairs.vectors[pairs.site(site)]
    print(f"{name:8} {len(bonds[name])} neighbours")

# %% [markdown] slides="21" claims="31"
# Energies of adsorption differ between such sites by tenths of an electronvolt, up to about one. The
# *rates* of reactions differ by orders of magnitude, because the energy stands in an exponent:
#
# $$\frac{k_1}{k_2} = \exp\!\left(\frac{\Delta E}{k_B T}\right),$$
#
# with $k_1$ and $k_2$ the rates at two sites, $\Delta E$ the difference of their barriers (eV),
# $k_B = 8.617 \times 10^{-5}$ eV/K and $T$ the temperature (K); the ratio of the rates has no unit. (We
# take it that the two sites differ in the barrier alone, so the factor in front of the exponential is
# the same.)

# %% slides="21" claims="31"
k_boltzmann = 8.617e-5  # eV/K
differences = np.array([0.1, 0.3, 0.5, 1.0])
factors = {f"{t} K": np.exp(differences / (k_boltzmann * t))
           for t in (300, 500, 800)}
rows = pd.Index(differences, name="energy difference / eV")
pd.DataFrame(factors, index=rows).map("{:.0e}".format)

# %% [markdown]
# A tenth of an electronvolt is a factor of fifty at room temperature. A model that is to compare rates must
# therefore predict energies to better than a tenth of an electronvolt, so its description must tell sites
# apart that differ by as little.

# %% [markdown] slides="21"
# ### Where a count is not enough, and where nothing in the first shell helps *(optional)*
# Corners of small platinum clusters have few neighbours as well. Do angles tell the corner with six
# neighbours from the kink with six neighbours?

# %% slides="21"
for shape in ("octahedron", "cuboctahedron", "truncated octahedron"):
    cluster = make_corner(shape)
    site, pairs = named_sites(cluster, "corner")[0], neighbor_list(cluster, 3.3)
    bonds[f"corner, {shape}"] = pairs.vectors[pairs.site(site)]
for name, vectors in bonds.items():
    values, times = np.unique(angles_of(vectors).round(), return_counts=True)
    shown = ", ".join(f"{n} x {v:.0f}°" for v, n
                      in zip(values, times, strict=True))
    print(f"{name:28} {len(vectors)} neighbours: {shown}")

# %% [markdown]
# The corners with five and with four neighbours each have a list of angles that no other site here has.
# But the kink and the corner with six neighbours agree in every angle: within the first shell they are
# the same environment. What tells them apart begins at the second shell. So a finer descriptor does not
# replace a larger radius.

# %% [markdown] slides="21" claims="29"
# ## Same count, different shape
# Four neighbours make a tetrahedron or a square; six an octahedron, which may be stretched or bent, or
# a prism. (Spheres: oxygens; in the middle the cation.)

# %% slides="21"
shapes = make_shapes()
draw_shapes(shapes)

# %% [markdown] slides="23"
# To tell them apart we need angles. With $\mathbf r_{ij} = \mathbf r_j - \mathbf r_i$ the vector from
# the centre $i$ to neighbour $j$ (Å),
#
# $$\theta_{jik} = \arccos \frac{\mathbf r_{ij} \cdot \mathbf r_{ik}}
#   {\lVert\mathbf r_{ij}\rVert\,\lVert\mathbf r_{ik}\rVert}$$
#
# is the angle at $i$ between the bonds to $j$ and $k$ (the middle index is the corner), in degrees from 0
# to 180. $n$ neighbours have $n(n-1)/2$ such angles.

# %% slides="23" claims="29,30"
middle = predict("Angles of a tetrahedron: six of 109.5°. Of an octahedron: "
                 "twelve of 90°, three "
                 "of 180°. How far apart are the two mean angles?",
                 ["nearly equal", "about 20° apart", "more than 40° apart"])
middle

# %% slides="23" claims="29,30"
rows = {}
for name, shell in shapes.items():
    angles = angles_of(shell)
    rows[name] = {"neighbours": len(shell), "angles": len(angles),
                  "mean / °": angles.mean(), "variance / deg²": angles.var()}
table = pd.DataFrame(rows).T.round(2)
table

# %%
middle.beside("nearly equal: {:.1f}° and {:.1f}°".format(
    *table.loc[["tetrahedron", "octahedron"], "mean / °"]))

# %% slides="21,23" claims="29,30"
compare = AngleHistogram(first="octahedron", second="trigonal prism")
compare

# %% slides="21,23"
print(fill(compare.sentence, 88))
compare.static()

# %% slides="23" claims="30"
ax = plot_angles({name: shapes[name] for name in ("tetrahedron", "octahedron")},
                 ax=make_axes((7, 3)))

# %% [markdown] slides="23" claims="30"
# The vertical lines are the means. An octahedron has no angle near its own mean. The variance separates
# the two at once (0 against more than a thousand), and the histogram shows why.
#
# ### Why is the mean angle blind?
# In many shells each neighbour has another one exactly opposite (a *centrosymmetric* shell: octahedron,
# cube, square, cuboctahedron). Take such a pair $j$ and $-j$ and any third neighbour $k$. The two angles
# to $k$ add up to a straight line, $\theta_{jk} + \theta_{-jk} = 180°$: their mean is 90°, wherever $k$
# stands. Only the $n/2$ opposite pairs themselves, with 180° each, lift the mean. With $n$ neighbours
# there are $n(n-1)/2$ angles, so
#
# $$\bar\theta = \frac{\tfrac n2 \cdot 180° + \left[\tfrac{n(n-1)}2 - \tfrac n2\right] \cdot 90°}
#   {\tfrac{n(n-1)}2} = 90°\,\frac{n}{n-1} .$$
#
# It depends on the number of neighbours alone. A random shell, as long as it is centrosymmetric, has the
# same mean as the regular one; a shell that is not has another.

# %% slides="23" claims="30" control="blind"
rng, rows = np.random.default_rng(3), []
for n in (4, 6, 8, 12):
    half = rng.normal(size=(n // 2, 3))
    any_shell = rng.normal(size=(n, 3))
    rows.append({"n": n, "90° n/(n-1)": 90 * n / (n - 1),
                 "random, centrosymmetric":
                     angles_of(np.vstack([half, -half])).mean(),
                 "random": angles_of(any_shell).mean()})
pd.DataFrame(rows).set_index("n").round(2)

# %% [markdown] because="blind"
# The formula holds for every centrosymmetric shell, whatever its shape; the last column differs from the
# one before it in the symmetry alone, and its mean is another. So the mean angle is a complicated way to
# say $n$. (The same idea returns in lecture D, as the exponent zeta = 1.)

# %% [markdown] slides="21" claims="29"
# Twelve neighbours allow three well-known shapes, and two of them are crystals that you know: fcc, whose
# layers follow ABCABC, and hcp, with ABAB.

# %% slides="21"
view_crystal(make_hcp("Mg", a=3.2), site=0, r_cut=3.3)

# %% slides="21" claims="29"
twelve = {"fcc copper": (make_fcc(), 3.0),
          "hcp, ideal": (make_hcp("Mg", a=3.2), 3.3)}
for kind in ("cuboctahedron", "anticuboctahedron", "icosahedron"):
    twelve[kind] = (make_shell(kind), 2.7)
for name, (crystal, radius) in twelve.items():
    pairs = neighbor_list(crystal, radius)
    angles = angles_of(pairs.vectors[pairs.site(0)])
    values, times = np.unique(angles.round(), return_counts=True)
    shown = ", ".join(f"{n} x {v:.0f}°" for v, n
                      in zip(values, times, strict=True))
    print(f"{name}: mean {angles.mean():.1f}°, "
          f"variance {angles.var():.0f} deg²\n    {shown}")

# %% [markdown]
# The shell of fcc **is** the cuboctahedron, and that of hcp its twisted sister; the third shape is the
# icosahedron, whose five-fold axes no crystal can have at every atom. The means hardly differ, and those
# of fcc and icosahedron not at all: both shells are centrosymmetric with twelve neighbours, 98.18°.

# %% [markdown] nbgrader={"grade_id": "C-angles-question", "locked": true}
# **Step 1.** Write `sorted_angles(bonds)`: the angles between all pairs of bonds, in degrees, smallest
# first, as an array; each pair once. `bonds` is an array of shape (n, 3) with the vectors from the atom to
# its neighbours (Å).

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
# ## What do bond lengths see?
# For atom $i$ with the $N_i$ neighbours $\mathcal N(i)$, mean and standard deviation of its bond lengths
# are
#
# $$\bar r_i = \frac{1}{N_i}\sum_{j \in \mathcal N(i)} r_{ij}, \qquad
#   \sigma_{r,i} = \sqrt{\frac{1}{N_i}\sum_{j \in \mathcal N(i)} (r_{ij} - \bar r_i)^2},$$
#
# both in Å. $\sigma_{r,i}$ describes the crystal; it is not an error. Four things can happen to the
# octahedra of a perovskite such as LaMnO₃:
#
# - **strain**: the whole crystal is stretched, here by 2 per cent;
# - **disorder**: each atom is moved at random, here by 0.05 Å, as heat does;
# - **Jahn-Teller stretch**: the electrons of an ion such as Mn³⁺ gain energy if two bonds of its octahedron
#   grow longer and two shorter, while two stay;
# - **tilt**: the octahedra stay rigid and turn against each other, like gears.

# %% slides="22"
cubic = make_perovskite("La", b_site="Mn", a=3.94)
tilted = distort_perovskite(cubic, tilt=12.0)
view_crystal(tilted, polyhedra="Mn", elevation=82, azimuth=4)

# %%
sees = predict("Which of the four shows in the mean bond length of Mn but "
               "hardly in its scatter?",
               ["strain", "disorder", "Jahn-Teller stretch"])
sees

# %% slides="22,23" claims="33" control="distortions"
large, strained = distort_perovskite(cubic), cubic.copy()
strained.apply_strain(0.02)
cases = {"regular": large, "strain": supercell(strained, (2, 2, 2)),
         "disorder": rattle(large, 0.05, seed=1),
         "Jahn-Teller": distort_perovskite(cubic, stretch=0.1), "tilt": tilted}
measure = BondGeometry(2.4, length_stats=["mean", "std"], bin_width=None,
                       angle_stats=["mean", "variance"])
# La sits out: nothing is as near to it as 2.4 Å
frames = [crystal.copy().remove_species(["La"]) for crystal in cases.values()]

# %% slides="22,23" claims="33"
rows = {}
for name, record in zip(cases, measure.fit_transform(frames)):
    at = {kind: record.values[np.array(record.species) == kind].mean(axis=0)
          for kind in ("Mn", "O")}
    count, r_mean, r_std, _, variance = at["Mn"]
    rows[name] = {"neighbours": count, "mean length / Å": r_mean,
                  "scatter / Å": r_std,
                  "O-Mn-O: variance / deg²": variance,
                  "Mn-O-Mn: mean / °": at["O"][3]}
pd.DataFrame(rows).T.round(3)

# %%
sees.beside("strain")

# %% [markdown] slides="22" because="distortions"
# Each row differs from the first in one thing only. The count sees none of them.
#
# - *Strain* moves the mean and nothing else.
# - *Disorder* widens lengths and bends angles, with the mean unchanged within a hundredth.
# - *Jahn-Teller* leaves the mean exactly as it is, because an oxygen that moves away from one manganese
#   moves as far towards the next; the scatter of the lengths shows it, and the angles do not.
# - *Tilt* leaves the angles at manganese as they are and shows at the oxygen, where Mn-O-Mn is no longer
#   straight. In a cell of the same size the four bonds in the plane must become longer to bridge it.

# %% [markdown] slides="22" claims="33"
# ### What happens in LaMnO₃?
# The real crystal (coordinates of Rodríguez-Carvajal et al., Phys. Rev. B 57, R3189 (1998),
# https://doi.org/10.1103/PhysRevB.57.R3189, from neutrons), beside a cubic one of the same volume. One often
# reads of "four short bonds and two long ones, mean unchanged".

# %% slides="22" claims="33"
view_crystal(make_lamno3(), polyhedra="Mn")

# %% slides="22" claims="33" control="lamno3"
frames = [make_lamno3(distorted=so).remove_species(["La"])
          for so in (True, False)]
real, ideal = measure.fit_transform(frames)
at_mn, at_o = (np.array(real.species) == kind for kind in ("Mn", "O"))
length, scatter = real.values[at_mn].mean(axis=0)[1:3]
straight, no_scatter = ideal.values[0][1:3]
bend = real.values[at_o][:, 3]
shortened = np.mean(np.sin(np.radians(bend) / 2))
pairs = neighbor_list(frames[0], 2.3)
print("Mn-O lengths:", np.unique(pairs.distances.round(3)),
      f"Å; mean {length:.4f} Å")
print(f"scatter {scatter:.3f} Å, in the cubic crystal {no_scatter:.3f} Å")
print(f"the cubic crystal of the same volume: {straight:.4f} Å")
print(f"Mn-O-Mn {bend.mean():.1f}°; mean length x sin(half of it): "
      f"{length * shortened:.4f} Å")

# %% [markdown] because="lamno3"
# Neutrons find two short, two medium and two long bonds. Their mean is 2.4 per cent larger than in the
# cubic crystal. Is that the Jahn-Teller stretch? No: the octahedra are tilted, and the angle Mn-O-Mn,
# $\theta$, is 155°. Two bonds of length $r$ that meet at this angle span a straight line of length
# $2r\sin(\theta/2)$ between the two manganeses, so for the same distance of the manganeses a bent bridge
# needs bonds that are longer by the factor $1/\sin(\theta/2)$. If we multiply the mean length by
# $\sin(\theta/2)$, which takes the bend out again (the last number), we find the cubic length to within a
# tenth of a per cent. So the sentence is right
# about the mean (the stretch leaves it alone), and wrong about "four short, two long". The scatter of the
# lengths goes from zero to more than a tenth of an ångström: that is the feature to use.

# %% [markdown] slides="22" claims="36"
# ### Not every octahedron is distorted, and not every distortion is Jahn-Teller
# Spinels and rutile, with the scatter of the bonds of each kind of site. (Our spinels are *normal*: the
# divalent ion, such as Mg²⁺, sits in the tetrahedra. In nature NiFe₂O₄, CoFe₂O₄ and MgFe₂O₄ are mostly
# *inverse*; the section after the next says what that is.)

# %% slides="22,24" claims="36"
table = [("Mg", "Al"), ("Zn", "Al"), ("Mg", "Cr"), ("Zn", "Cr"), ("Zn", "Fe"),
         ("Mg", "Fe"), ("Ni", "Fe"), ("Co", "Fe")]
spinels = [make_spinel(a, b_site=b) for a, b in table]
measure, rows = BondLengths(2.4, stats=["mean", "std"]), []
for (a, b), crystal, record in zip(table, spinels,
                                   measure.fit_transform(spinels)):
    for kind in ("tetrahedral", "octahedral"):
        mean, scatter = record.values[named_sites(crystal, kind)[0]]
        rows.append([f"{a}{b}2O4", kind, mean, scatter])
mean, scatter = measure.fit_transform([make_rutile()])[0].values[0]
rows.append(["TiO2, rutile", "octahedral", mean, scatter])
columns = ["crystal", "site", "mean length / Å", "scatter / Å"]
table = pd.DataFrame(rows, columns=columns).round(3)
table.pivot(index="crystal", columns="site").fillna("")

# %% [markdown]
# In the spinels both are exactly zero: the symmetry of the site makes all its bonds equal. In rutile the
# octahedron is stretched by 0.015 Å although Ti⁴⁺ is no Jahn-Teller ion: the site has less symmetry, so
# nothing forces the bonds to be equal. A scatter of bond lengths says that an octahedron is distorted; it
# does not say why.

# %% [markdown] nbgrader={"grade_id": "C-octahedron-question", "locked": true}
# **Step 2.** Octahedra can be bent as well as stretched. Robinson, Gibbs and Ribbe (Science 172, 567
# (1971), https://doi.org/10.1126/science.172.3983.567) measure it by
# $\sigma^2 = \frac{1}{11}\sum_{i=1}^{12} (\theta_i - 90°)^2$ over the twelve angles between adjacent
# bonds, leaving out the three opposite ones. Write `angle_variance(bonds)`: this number, in deg², for an
# array of six bonds, shape (6, 3), in Å.

# %% nbgrader={"grade_id": "C-octahedron", "solution": true}
def angle_variance(bonds):
    """Variance of an octahedron's twelve adjacent angles about 90°, deg²."""
    ### BEGIN SOLUTION
    unit = np.array(bonds, float)
    unit = unit / np.linalg.norm(unit, axis=1, keepdims=True)
    first, second = np.triu_indices(6, 1)
    cosines = np.sum(unit[first] * unit[second], axis=1)
    angles = np.sort(np.degrees(np.arccos(np.clip(cosines, -1, 1))))
    return np.sum((angles[:12] - 90) ** 2) / 11
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-octahedron-check", "grade": true, "points": 1}
check("C-octahedron")

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-octahedron-hidden", "grade": true, "points": 1}
# Octahedra of real crystals are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("C-octahedron", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="23"
# ### Angles in crystals
# The featuriser `BondAngles` takes mean, variance and *skewness* (are there more small or more large
# angles than the mean suggests?) or a histogram, for each site, and on request for each pair of elements
# among the neighbours. Only bins that are not empty are shown:

# %% slides="23"
angles = BondAngles(2.4, stats=["mean", "variance", "skewness"], bin_width=10.0)
pair = [make_wurtzite(), make_rocksalt()]
rows = [record.values[0] for record in angles.fit_transform(pair)]
names = list(angles.get_feature_names_out())
table = pd.DataFrame(rows, columns=names, index=["Zn in ZnO", "Mg in MgO"])
table.loc[:, (table != 0).any()].T.round(2)

# %% [markdown]
# How much does heat matter? Shake MgO by 0.05 Å and look at the mean angle of all its magnesiums.

# %% slides="23" control="heat"
shaken = rattle(supercell(make_rocksalt(), (3, 3, 3)), 0.05, seed=2)
is_mg = [site.specie.symbol == "Mg" for site in shaken]
record = BondAngles(2.6, stats=["mean", "variance"], bin_width=None) \
    .fit_transform([shaken])[0]
means, variances = record.values[is_mg].T
print(f"mean angle of a site: {means.mean():.2f}°, scatter over sites "
      f"{means.std():.2f}°")
print(f"variance of a site:   {variances.mean():.0f} deg², scatter "
      f"{variances.std():.0f}")

# %% [markdown] because="heat"
# The mean angles of octahedron and tetrahedron are 1.5° apart, and heat scatters the mean of a site by a
# third of a degree: the difference is about four times the noise. The variances are more than a thousand
# apart and scatter by some tens: more than thirty times. Heat also moves both values at once, away from the
# 108° and 1296 deg² of the regular octahedron: the mean by more than half of those 1.5°, the variance by a
# tenth of its difference. Small as the mean's noise is, its signal is small as well; what counts is the
# ratio, and there the variance wins.

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
# Spinels are AB₂O₄ (not ABO₂, which is the formula of layered oxides). In a *normal* spinel the A ions sit
# in the tetrahedra; in an *inverse* one half of the B ions do, and the A ions take their places in the
# octahedra. The formula stays. Which description tells the two apart?

# %% slides="24"
view_crystal(make_spinel("Mg", b_site="Fe", inverse=True),
             polyhedra=["Mg", "Fe"])

# %% slides="24" claims="34,35"
normal = make_spinel("Mg", b_site="Fe")
inverse = make_spinel("Mg", b_site="Fe", inverse=True)
print("equal compositions:", normal.composition == inverse.composition)
number = Coordination(2.4, per_species=True).fit([normal])
for name, crystal in {"normal": normal, "inverse": inverse}.items():
    record = number.transform([crystal])[0]
    around = record.values[:, list(record.names).index("N(O)")]
    cations = [f"{s} with {int(n)} O" for s, n in
               zip(record.species, around, strict=True) if s != "O"]
    kinds, sites = np.unique(cations, return_counts=True)
    print(f"{name:8}", dict(zip(kinds.tolist(), sites.tolist(), strict=True)))

# %% [markdown]
# The composition is one and the same, so no model of the formula can help; the count per element and
# site does it at once. Different spinels, on the other hand, have different formulas, and a model of
# the formula separates them too: a fair test of structure needs pairs of one formula.

# %% [markdown] slides="24" claims="37"
# ### Does a map separate the two kinds of site? *(optional)*
# Take SOAP vectors (lecture D) of all cation sites of the eight spinels. They have hundreds of numbers, too
# many to look at. *Principal components* (PCA) are the directions in which a cloud of points is longest; the
# first two, PC1 and PC2, make a map. "Variance in PC1" in the table is the share of the scatter of all
# points that lies along the first direction. On the map we draw the straight line that divides the two
# kinds best (a *logistic regression* finds it), and "separated" is the share of sites that are on the right
# side of it (one half is what tossing a coin gives).

# %% slides="24" claims="37"
cells = [crystal.get_primitive_structure() for crystal in spinels]
is_cation = [np.array([s.specie.symbol != "O" for s in crystal])
             for crystal in cells]
numbers = [neighbor_list(crystal, 2.4).counts[c]
           for crystal, c in zip(cells, is_cation, strict=True)]
tetrahedral = np.concatenate(numbers) == 4
blind = [Structure(c.lattice, ["H"] * len(c), c.frac_coords) for c in cells]
print(f"{len(tetrahedral)} cation sites, {tetrahedral.sum()} of them "
      "tetrahedral")

# %% slides="24" claims="37" control="map"
maps, rows, seen = {}, [], {"blind": blind, "with elements": cells}
for label, r_cut, sigma in product(seen, (5.0, 2.6), (1.0, 0.5, 0.3)):
    soap = SOAP(r_cut, n_max=6, l_max=4, sigma=sigma, sparse=False)
    records = zip(soap.fit_transform(seen[label]), is_cation, strict=True)
    vectors = normalize(np.concatenate([r.values[c] for r, c in records]))
    pca = PCA(2).fit(vectors)
    points = StandardScaler().fit_transform(pca.transform(vectors))
    line = LogisticRegression(C=1e4, class_weight="balanced")
    line.fit(points, tetrahedral)
    right = balanced_accuracy_score(tetrahedral, line.predict(points))
    maps[label, r_cut, sigma] = points
    rows.append({"SOAP": label, "r_cut / Å": r_cut, "sigma / Å": sigma,
                 "variance in PC1": pca.explained_variance_ratio_[0],
                 "separated": right})
pd.DataFrame(rows).round(2)

# %% slides="24" claims="37"
axes = make_axes((8.5, 3.2), columns=2)
for ax, label in zip(axes, ("blind", "with elements"), strict=True):
    points = maps[label, 5.0, 0.5]
    for place, chosen in enumerate((tetrahedral, ~tetrahedral)):
        ax.scatter(*points[chosen].T, color=COLOURS[place],
                   marker=MARKERS[place],
                   label=("tetrahedral", "octahedral")[place])
    ax.set(xlabel="PC1, scaled", ylabel="PC2, scaled",
           title=f"SOAP {label}, r_cut 5 Å")
_ = axes[0].legend(frameon=False)

# %% [markdown] because="map"
# Blind to the elements, the map holds two groups, one for each kind of site, and the line separates them
# completely. With elements and broad Gaussians
# (a large sigma) the longest directions are those between chemistries, and the line does little better than
# a coin; a sharp sigma, or a short radius with it, brings the shape back. So "the families separate in a
# PCA" holds for sites, for shapes, and for some settings. Pooled over the crystal it cannot hold at all:
# every normal spinel contains both.

# %% [markdown] slides="24" claims="34,35,37"
# ### The same on a data set *(optional)*
# The teaching set has AB₂O₄ crystals, relaxed and with energies: normal spinels, inverse spinels, and
# post-spinels (a third structure, which spinels take under pressure; prototype `cati2o4`), several for
# one formula. The first line of the next cell is the only one to change for other data: with a key of the
# Materials Project, `coursekit data mp --family spinel --out spinels.jsonl.gz` in a terminal fetches its
# AB₂O₄ oxides, and `source = "spinels.jsonl.gz"` reads them.

# %% slides="24" claims="34"
source = ""  # or "spinels.jsonl.gz"
oxides = load_dataset(source) if source else load_teaching_set(family="AB2O4")
kinds = np.array([crystal.properties.get("prototype")
                  or crystal.get_space_group_info()[0]
                  for crystal in oxides.structures])
fingerprints = crystal_nn_fingerprints_of_many(oxides.structures)
metal = [np.array([site.specie.symbol != "O" for site in crystal])
         for crystal in oxides.structures]
records = CrystalNNCoordination().fit_transform(oxides.structures)
around = [r.values[m, 0].astype(int)
          for r, m in zip(records, metal, strict=True)]
print(f"{len(oxides)} crystals of {len(set(oxides.groups))} formulas:",
      ", ".join(np.unique(kinds)))
print(f"{sum(map(np.sum, metal))} cation sites, {fingerprints[0].shape[1]} "
      f"numbers each")

# %% [markdown] slides="24" claims="34,35"
# `fingerprints` holds what matminer's `CrystalNNFingerprint` says of every site: how much it looks like
# each common shape. `BondFractions` says which share of a crystal's bonds joins which elements. Which of
# the two knows, for the whole crystal, whether a spinel is normal or inverse?

# %% slides="24" claims="35"
fractions_of = BondFractions().fit(oxides.structures)
fractions = fractions_of.transform(oxides.structures)
columns, rows = list(fractions_of.get_feature_names_out()), []
for place, crystal in enumerate(oxides.structures):
    a_site = min(crystal.composition, key=crystal.composition.get)
    share = fractions[place, columns.index(f"bond fraction {a_site}-O")]
    rows.append({"formula": oxides.groups[place], "kind": kinds[place],
                 "oxygens around cations":
                     ", ".join(map(str, np.unique(around[place]))),
                 "A-O share of the bonds": share,
                 "energy, eV/atom": oxides.targets[place]})
pd.DataFrame(rows).set_index(["formula", "kind"]).round(3)

# %% slides="24" claims="37"
means = np.array([np.hstack([f.mean(axis=0), f.std(axis=0)])
                  for f in fingerprints])
at_cations = np.vstack(fingerprints)[np.concatenate(metal)]
clouds = {"cation sites, fingerprint": (at_cations, np.concatenate(around)),
          "crystals, fingerprint": (means, kinds),
          "crystals, bonds": (fractions, kinds)}
maps = {name: PCA(2).fit_transform(cloud)
        for name, (cloud, _) in clouds.items()}

# %% slides="24" claims="37"
axes = make_axes((11, 3.6), columns=3)
for ax, (name, (_, labels)) in zip(axes, clouds.items(), strict=True):
    for n, label in enumerate(np.unique(labels)):
        ax.scatter(*maps[name][labels == label].T, color=COLOURS[n % 7],
                   marker=MARKERS[n % 7], s=50, edgecolor="black",
                   label=str(label))
    ax.set(xlabel="PC1", ylabel="PC2", title=name)
    ax.legend(fontsize=8, title="oxygens" if ax is axes[0] else "kind")

# %% slides="24" claims="37"
for name, (_, labels) in clouds.items():
    labels = labels.astype(str)
    formulas = oxides.groups if len(labels) == len(oxides) \
        else np.repeat(oxides.groups, list(map(len, around)))
    nearest = cross_val_predict(KNeighborsClassifier(1), maps[name], labels,
                                groups=formulas, cv=LeaveOneGroupOut())
    print(f"{name:26} nearest point of another formula is of the same kind: "
          f"{np.mean(nearest == labels):.0%}")
for name, labels in {"formula": oxides.groups, "kind": kinds}.items():
    inside = pd.Series(oxides.targets).groupby(labels).transform("mean")
    print(f"share of the target's variance that the {name} decides: "
          f"{np.var(inside) / np.var(oxides.targets):.0%}")

# %% [markdown] slides="24" claims="35,37"
# The map of the *sites* shows the families: tetrahedra, octahedra, and apart from both the large site of
# the post-spinels. In the map of the *crystals* the post-spinels stand apart, while normal and inverse
# spinels lie at one place of PC1 and close to each other in PC2, so that some have a neighbour of the
# wrong kind: their mean and scatter are those of the same shapes, only at other cations. The share of the
# A-O bonds in the table tells these two apart, but the map of all bond fractions is one of elements. So
# what separates in a map need not be what decides the target; that takes a model, and a test inside
# formulas.

# %% [markdown] nbgrader={"grade_id": "C-q2-question", "locked": true}
# **Quick question 2.** Above 750 K the octahedra of LaMnO₃ are no longer stretched, on average; heat has also
# made the crystal larger and shakes its atoms. Which feature of manganese tells best that the stretch has
# gone? a) the coordination number, b) the mean bond length, c) the scatter of the bond lengths, d) the
# variance of the angles. Set `feature` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-q2", "solution": true}
### BEGIN SOLUTION
feature = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "C-q2-check", "grade": true, "points": 1}
quiz("C-q2")

# %% [markdown] slides="25" claims="38,39"
# ## A defect in a hundred
# Take one oxygen in a hundred out of MgO, or of SrTiO₃. In MgO an oxygen has six magnesiums around it; in
# the perovskite two titaniums, and there are three oxygens for each titanium.

# %% slides="25"
view_crystal(make_mgo_vacancies("adjacent", scaling=(2, 2, 2)), size=(5, 4))

# %%
share = predict("One oxygen in a hundred is missing in MgO. Which share of the "
                "magnesiums has lost a neighbour?",
                ["1 %", "about 6 %", "about 0.2 %"])
share

# %% slides="25" claims="38"
oxide = make_random_mgo_vacancies(0.01, scaling=(5, 5, 5), seed=1)
titanate = remove_random(supercell(make_perovskite(), (6, 6, 6)), species="O",
                         fraction=0.01, seed=1)
for name, (crystal, cation) in {"MgO": (oxide, "Mg"),
                                "SrTiO3": (titanate, "Ti")}.items():
    chosen = np.array([site.specie.symbol == cation for site in crystal])
    counts = neighbor_list(crystal, 2.4).counts[chosen]
    print(f"{name:7} mean number of O around {cation}: {counts.mean():.3f}; "
          f"below six: {np.mean(counts < 6):.1%}")

# %%
share.beside("about 6 %: a vacancy has six neighbours, each has lost one")

# %% [markdown]
# One vacancy touches six cations in MgO, and two in the perovskite. So one per cent of vacancies is several
# per cent of affected sites, while the mean number of neighbours falls by about one per cent only.

# %% [markdown] slides="25" claims="39"
# Two such vacancies can stand side by side or far apart. Lecture A has shown that the mean number of
# neighbours does not know which, while the list of all sites does. Which pooling belongs to which property
# is the subject of `E_pooling`.

# %% [markdown] nbgrader={"grade_id": "C-report-question", "locked": true}
# **Step 3.** Write `vacancy_report(counts, full)`: `counts` (a list or array) holds the numbers of
# neighbours of all cations, and `full` is the number in the perfect crystal. Return a list of three: the
# mean, the share of cations (0 to 1) with fewer than `full`, and the largest number of neighbours that
# one cation has lost.

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

# %% [markdown] slides="26,27" claims="40"
# ## Voronoi cells: neighbours without a radius
# Give every point of space to its nearest atom. What belongs to one atom is its *Voronoi cell*, a
# polyhedron; atoms whose cells share a face are neighbours:
#
# $$\mathcal N(i) = \{j : \text{the cells of } i \text{ and } j \text{ share a face of area } A_{ij} >
#   \alpha\,A_i^\mathrm{max}\},$$
#
# with $A_{ij}$ the area of the shared face (Å²), $A_i^\mathrm{max}$ the largest face of the cell, and
# $\alpha$ a threshold without unit. With $\alpha = 0$ no number has to be chosen. But then tiny faces count
# as much as large ones. A *small face* is one whose area is less than the share $\alpha$ of the largest; in
# the table below $\alpha$ is 0.05, a twentieth. How many faces has the cell of copper,
# and how many after every atom was moved by two hundredths of an ångström?

# %% slides="26" claims="40"
cell = VoronoiCell(crystal="fcc copper", noise=0.02)
cell

# %% slides="26,27"
print(fill(cell.sentence, 88))
cell.static()

# %% slides="26" claims="40" control="faces"
random = np.random.default_rng(5).random((1000, 3))
tried = {"points at random": Structure(Lattice.cubic(10.0), ["Ar"] * 1000,
                                       random)}
for name, metal in {"fcc": make_fcc(), "bcc": make_bcc()}.items():
    for noise in (0.0, 0.02, 0.1):
        shaken = rattle(supercell(metal, (4, 4, 4)), noise, seed=0)
        tried[f"{name}, displacements {noise} Å"] = shaken
rows = {}
for name, crystal in tried.items():
    faces, large = (voronoi_cells(crystal, min_area=area).pairs.counts
                    for area in (1e-8, 0.05))
    rows[name] = {"fewest": faces.min(), "mean": faces.mean(),
                  "most": faces.max(), "mean without small faces": large.mean()}
pd.DataFrame(rows).T.round(2)

# %% [markdown] because="faces"
# One often reads that an atom has "about fourteen" Voronoi neighbours. That is an average of dense
# packings, not a limit: points at random have more than fifteen on
# average, and single cells twice as many. In fcc, twelve faces become about fourteen at the first
# displacement, however small: at the corners of the copper cell more than three faces meet in one point, and
# any displacement opens a tiny new face there. In bcc (the control) only three faces meet at each corner,
# and it keeps its fourteen.

# %% [markdown] slides="27" claims="40"
# ### Which threshold?
# A threshold of a twentieth brings the twelve of copper back. Is there one that is right for all crystals,
# for example for the six of Ti and the three of O in rutile?

# %% slides="27" claims="40"
rows = []
noisy, rutile = tried["fcc, displacements 0.1 Å"], make_rutile()
for min_area in (1e-8, 0.02, 0.05, 0.1, 0.2, 0.4):
    copper, iron, oxide = (
        voronoi_cells(crystal, min_area=min_area).pairs.counts
        for crystal in (noisy, make_bcc(), rutile))
    rows.append({"smallest face": f"{min_area:g}",
                 "copper, noise (mean)": copper.mean(),
                 "iron": iron[0], "Ti in rutile": oxide[0],
                 "O in rutile": oxide[2]})
pd.DataFrame(rows).set_index("smallest face").round(2)

# %% [markdown]
# The threshold is a parameter again, and the choice decides whether iron has eight neighbours or
# fourteen. In rutile the cells of oxygen keep far more than three faces: a cell knows geometry, not bonds.

# %% [markdown] slides="27" claims="40b"
# ### Chemistry on top: CrystalNN
# CrystalNN (Pan et al., Inorg. Chem. 60, 1590 (2021), https://doi.org/10.1021/acs.inorgchem.0c02996) begins
# with the Voronoi cell and gives each face a weight between 0 and 1, in three steps:
#
# 1. the *solid angle* of the face, which is the share of the view that it covers as seen from the atom;
# 2. times a factor that grows with the difference of the two electronegativities, so that a Ti-O contact
#    counts more than O-O;
# 3. times a factor that fades from 1 to 0 where the distance is 0.5 to 1 Å beyond the sum of the two radii.
#
# From the sorted weights it gives each possible coordination number a likelihood and takes the largest.
# It belongs to pymatgen; matminer makes features of it.

# %% slides="27" claims="40b"
from pymatgen.analysis.local_env import CrystalNN

charges = {"rutile": {"Ti": 4, "O": -2}, "spinel": {"Mg": 2, "Al": 3, "O": -2}}
for name, crystal in {"rutile": make_rutile(), "spinel": make_spinel()}.items():
    crystal.add_oxidation_state_by_element(charges[name])
    ours = crystal_nn(crystal).coordination
    kinds = dict.fromkeys((site.specie.symbol, int(n))
                          for site, n in zip(crystal, ours, strict=True))
    sites = [0, len(crystal) - 1]
    theirs = [CrystalNN().get_cn(crystal, i) for i in sites]
    print(f"{name:8}", ", ".join(f"{symbol} {n}" for symbol, n in kinds),
          "; equal to pymatgen:", theirs == ours[sites].tolist())
print("iron    ", crystal_nn(make_bcc()).coordination)

# %% slides="27" claims="40b" control="steps"
charged, rows = make_rutile(), []
charged.add_oxidation_state_by_element(charges["rutile"])
no_chemistry, no_lengths = {"x_diff_weight": 0}, {"distance_cutoffs": None}
for label, options in {"all three": {}, "without chemistry": no_chemistry,
                       "without lengths": no_lengths,
                       "solid angles only": no_chemistry | no_lengths}.items():
    found = crystal_nn(charged, **options)
    rows.append({"steps used": label, "Ti": found.coordination[0],
                 "O": found.coordination[2],
                 "likelihood of six for Ti": found.likelihoods[0][6],
                 "likelihood of three for O": found.likelihoods[2][3]})
pd.DataFrame(rows).set_index("steps used").round(2)

# %% [markdown] because="steps"
# In rutile the solid angles alone already give six and three, where the bare faces gave 10 and 18: a small
# face covers little of the view. The chemistry makes the answer for oxygen surer (its likelihood grows from
# 0.75 to 0.92), because O-O contacts lose weight against Ti-O. The lengths add nothing here; they are meant
# for open structures, where the far side of a pore covers much of the view.

# %% slides="27" claims="40b"
rows = []
for repeats in (3, 4, 6, 8):
    crystal = rattle(supercell(make_fcc(), (repeats,) * 3), 0.02, seed=0)
    start = time.perf_counter()
    voronoi_cells(crystal)
    milliseconds = 1000 * (time.perf_counter() - start)
    rows.append({"atoms": len(crystal),
                 "ms per atom": milliseconds / len(crystal)})
pd.DataFrame(rows).set_index("atoms").round(2)

# %% [markdown]
# The number of atoms grows by a factor of twenty, the time for one atom by little, so the whole time grows
# nearly in proportion to the number of atoms. (The bound for the worst arrangement of points in space grows
# with the square.)
#
# A warning from practice: coordination numbers and fingerprints made from the same CrystalNN need not agree,
# because one takes the most likely number and the other spreads weights over several. Use one of them
# throughout.

# %% [markdown] nbgrader={"grade_id": "C-faces-question", "locked": true}
# **Step 4.** Write `count_faces(areas, min_area)`: how many faces of one cell are larger than the fraction
# `min_area` of its **largest** face. `areas` is a list or array in Å², in any order; return a whole number.

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
# **Quick question 3.** At room temperature copper and iron both have 14 Voronoi faces on average. Which
# measurement shows that those of iron are there in the perfect crystal too, and those of copper are not?
# a) the mean number of faces over more atoms, b) a count with a small threshold for the area, c) the volume
# of the Voronoi cell, d) a count in a larger supercell. Set `cause` to a letter.

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
# 2. Lengths see stretching, angles see bending, the angle at the bridge sees tilting; and only the list of
#    sites sees one site in a hundred.
# 3. Voronoi cells need no radius but a threshold; CrystalNN adds chemistry to them.

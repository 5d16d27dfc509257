# %% [markdown] slides="43,49"
# # F. Failure modes
# **A model can be wrong without any error message. How do the usual ways look, and which measurement
# finds each of them?** Each section breaks a pipeline on purpose, shows how it looks and when it bites
# in practice, and ends with the *audit*, the measurement that would have found it. About sixty minutes.

# %% tags=["hide-input"] jupyter={"source_hidden": true}
import tempfile
from pathlib import Path
from textwrap import fill

import ase.io
import numpy as np
import pandas as pd
from ase.calculators.emt import EMT
from pymatgen.analysis.ewald import EwaldSummation
from pymatgen.core import Composition, Element, Lattice, Structure
from scipy.special import erfc
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.pipeline import make_pipeline

from coursekit.apps import CutoffScan, PolymorphMap, predict
from coursekit.audits import (
    AUDITS, audit_invariances, audit_periodic_images, audit_round_trip,
)
from coursekit.audits.zoo import ZOO, audit_entry
from coursekit.checks import check, quiz, summary
from coursekit.datasets import load_dataset
from coursekit.featurizers import (
    SOAP, Coordination, RadialDistribution,
)
from coursekit.kernels import AverageKernel, REMatchKernel
from coursekit.neighbors import (
    equivalent_sites,
    neighbor_list,
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)
from coursekit.plots.gallery import draw_crystals
from coursekit.pooling import MeanPooling
from coursekit.structures import (
    make_anatase,
    make_brookite,
    make_fcc,
    make_hexagonal_perovskite,
    make_perovskite,
    make_rocksalt,
    make_rutile,
    make_spinel,
    rattle,
    read_structure,
    shift_origin,
    supercell,
    to_ase,
    write_structure,
)

# %% [markdown] slides="15,43" claims="20,21"
# ## 1. Periodic images
# **Does an atom at the edge of the cell see what is on the other side?** A crystal file holds one cell,
# and all other atoms are its *images*, copies in other cells. Code that was written for molecules
# forgets them. Lecture B counted in copper what four faulty lists find: a list without images; one with
# the nearest image only (the *minimum image*); one that stores each bond once (a *half list*); one in
# which the atom is its own neighbour. What do they do to the crystals from which a model learns? If atom
# $i$ has $N_i$ neighbours and a faulty list finds $N_i'$, the share that is lost is
#
# $$\text{lost} = 1 - \frac{\sum_i N_i'}{\sum_i N_i} ,$$
#
# where $i$ runs over the atoms of the cell and $N_i$ counts the neighbours within 4 Å. The share has no
# unit, and is negative where too many are found.

# %%
lost = predict("Without images, which share of its neighbours does a typical "
               "crystal of the teaching set lose?",
               ["about a tenth", "about half", "about nine tenths"])
lost

# %% slides="15,43" claims="20,21"
lists = {"correct": neighbor_list, "no images": neighbors_without_images,
         "minimum image": neighbors_minimum_image,
         "half list": neighbors_half_list, "self counted": neighbors_with_self}

def lost_share(make, crystal):
    found, right = (f(crystal, 4.0).counts.sum() for f in (make, neighbor_list))
    return 100 * (1 - found / right)

large = supercell(make_fcc("Cu"), (8, 8, 8))
some = [crystal for crystal in load_dataset().structures[::10]
        if neighbor_list(crystal, 4.0).counts.sum() > 0]
print(f"{len(some)} crystals of the teaching set, with "
      f"{np.median([len(c) for c in some]):.0f} atoms in the cell (median)")

# %% slides="15,43" claims="20,21"
rows = {}
for name, make in lists.items():
    shares = np.array([lost_share(make, crystal) for crystal in some])
    rows[name] = {"copper, 2048 atoms": lost_share(make, large),
                  "teaching set, median": np.median(shares),
                  "crystals that lose over half": 100 * np.mean(shares > 50)}
table = pd.DataFrame(rows).T.rename_axis("lost, %").round(0).astype(int)
table

# %%
lost.beside(f"{table.loc['no images', 'teaching set, median']} % (median)")

# %% [markdown] slides="43" claims="21"
# One often reads that 5 to 50 % are lost. That holds for large cells such as the one in the first column,
# where few atoms stand at a face. The cells of a data set hold a few atoms, and nearly all neighbours
# stand in other cells. The minimum image is right in the large cell and helps little in the small ones,
# because there one atom is a neighbour several times. The half list always finds half.

# %% [markdown] slides="43" nbgrader={"grade_id": "F-q1-question", "locked": true}
# **Quick question 1.** A list finds 3 of 12 neighbours. Which share is lost? Set `share_lost`, as a
# fraction.

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-q1", "solution": true}
### BEGIN SOLUTION
share_lost = 1 - 3 / 12
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-q1-check", "grade": true, "points": 1}
quiz("F-q1")

# %% [markdown] slides="43" claims="21"
# **Why does nobody notice?** We train a forest on pair distances of shaken copper cells, once with the
# right list and once without images. Only the list differs. The energies come from *EMT*, a simple
# potential for metals in which each atom's energy depends on all its neighbours together.

# %% slides="43" claims="21"
def shaken_copper(seed):
    dice = np.random.default_rng(seed)
    crystal = supercell(make_fcc("Cu"), (2, 1, 1))
    crystal.apply_strain(dice.uniform(-0.04, 0.04, 3))
    return rattle(crystal, dice.uniform(0.0, 0.12), seed)

def energy(crystal):
    atoms = to_ase(crystal)
    atoms.calc = EMT()
    return atoms.get_potential_energy() / len(crystal)

def distances(crystals, make):
    bins = np.arange(2.0, 5.6, 0.2)
    return np.array([np.histogram(make(c, 5.6).distances, bins)[0] / len(c)
                     for c in crystals])

# %% slides="43" claims="21"
crystals = [shaken_copper(seed) for seed in range(120)]
energies = np.array([energy(crystal) for crystal in crystals])
print(f"{len(crystals)} cells of {len(crystals[0])} atoms, "
      f"spread of the energies {1000 * energies.std():.0f} meV per atom")

# %% slides="43" claims="21,23" control="images"
doubled = [supercell(crystal) for crystal in crystals[80:90]]
train, table = slice(80), {}
for name in ("correct", "no images"):
    X, again = (distances(c, lists[name]) for c in (crystals, doubled))
    forest = RandomForestRegressor(200, random_state=0)
    forest.fit(X[train], energies[train])
    change = np.abs(forest.predict(again) - forest.predict(X[80:90])).mean()
    table[name] = {"R² in training": forest.score(X[train], energies[train]),
                   "R² on new cells": forest.score(X[80:], energies[80:]),
                   "as 2x2x2, meV per atom": 1000 * change}
pd.DataFrame(table).T.round(3)

# %% [markdown] slides="43" claims="21,23" because="images"
# ($R^2$ is 1 for a perfect prediction and 0 for one no better than the mean.) In training both fits
# look alike, because a forest learns damaged numbers nearly as well by heart. On new cells the damaged
# one is worse; but who has only that row would blame the model or the number of data.
#
# What gives the fault away is the last column, and this is the **audit**: describe the same crystal by
# a larger cell. Nothing may change. No labels are needed, and for a correct list the answer is zero to
# rounding. Compare its number with the spread of the energies above.

# %% [markdown] slides="15,43" claims="22,23"
# **A second audit** compares atoms at the boundary of the cell with atoms inside. In a crystal with
# different kinds of sites this fails for a correct list, too, since the sites differ anyway. It is
# better to shift the origin: other atoms then come to the boundary, and each is compared with itself.

# %% slides="15,43" claims="22,23"
spinel = make_spinel()
for name in ("correct", "no images"):
    here = lists[name](spinel, 2.5).counts
    there = lists[name](shift_origin(spinel), 2.5).counts
    print(f"{name:>9}: sites differ from one another by up to {np.ptp(here)},"
          f" after a shift from themselves by {np.abs(here - there).max()}")

# %% [markdown] slides="43" claims="21"
# **When it bites:** small cells, own neighbour lists, tools for molecules, and features that were
# computed once by somebody else. In a box of water with thousands of atoms hardly anybody would notice.

# %% [markdown] slides="44" claims="65"
# ## 2. Parsers and metadata
# **Is what the program read what the file says?** A *parser* is the code that turns text into a formula
# or a crystal. Chemistry has symbols that differ in a capital letter only.

# %%
chlorine = predict("What does pymatgen make of the formula NaCL?",
                   ["an error", "NaCl", "something with carbon"])
chlorine

# %% slides="44" claims="65"
for text in ("NaCl", "NaCL", "CO2", "Co2"):
    parsed = Composition(text)
    amounts = dict(parsed.get_el_amt_dict())
    print(f"{text:>5} -> {amounts}, {parsed.num_atoms:.0f} atoms")
try:
    Element("CL")
except ValueError as error:
    print("Element('CL') refuses:", error)

# %% [markdown] slides="44" claims="65"
# `NaCL` becomes sodium, carbon and a made-up species called L, without a warning. A single element is
# checked, a formula is not. **The audit:** compare the elements that were read with those you expect.

# %%
chlorine.beside(", ".join(Composition("NaCL").get_el_amt_dict()))

# %% [markdown] slides="44" claims="64"
# **Round trip**, the second audit: write a crystal, read it back, compare. The two need not be equal in
# every digit, since each format keeps its own number of digits.

# %% slides="44" claims="64"
crystal = rattle(make_brookite(), 0.05, seed=1)
rows = []
for ending in ("json", "poscar", "cif", "extxyz"):
    with tempfile.TemporaryDirectory() as folder:
        path = write_structure(crystal, Path(folder) / f"crystal.{ending}")
        back = read_structure(path)
    first, second = (np.lexsort(c.frac_coords.T) for c in (crystal, back))
    moved = crystal.frac_coords[first] - back.frac_coords[second]
    moved = np.abs(moved - np.round(moved)).max()
    same = [crystal[i].specie == back[j].specie
            for i, j in zip(first, second, strict=True)]
    grown = abs(crystal.volume - back.volume)
    rows.append((ending, f"{moved:.0e}", f"{grown:.0e}", all(same)))
columns = ["format", "largest shift", "change of volume, Å³", "same species"]
pd.DataFrame(rows, columns=columns).set_index("format")

# %% [markdown] slides="44" claims="64"
# The shifts are fractions of an edge of the cell; `6e-17` means $6\cdot10^{-17}$. None of them is a
# mistake, and all are far below anything physical. A test for equality would fail for some of them. So
# state a tolerance, and compare species, cell and periodicity too.

# %% [markdown] slides="44" claims="64" nbgrader={"grade_id": "F-shift-question", "locked": true}
# **Step 1.** Write `largest_shift(first, second)` for two (n, 3) arrays of *fractional* coordinates
# of the same atoms in the same order. Return the largest difference of any coordinate. A coordinate
# of 0.9999 and one of 0.0001 are close: the cell repeats.

# %% nbgrader={"grade_id": "F-shift", "solution": true}
def largest_shift(first, second):
    """Largest difference of a coordinate, through the faces of the cell."""
    ### BEGIN SOLUTION
    apart = np.asarray(first) - np.asarray(second)
    return float(np.abs(apart - np.round(apart)).max())
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-shift-check", "grade": true, "points": 2}
check("F-shift")

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-shift-hidden", "grade": true, "points": 2}
# Larger cells are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("F-shift", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="44" claims="66"
# **Occupancies.** The *occupancy* of a site says with which share each element sits there. Here half
# of the cation sites of a rocksalt hold lithium and half nickel, in no order. The file says so. What
# arrives depends on the reader.

# %% slides="44" claims="66"
mixed = Structure.from_spacegroup(
    "Fm-3m", Lattice.cubic(4.15),
    [{"Li": 0.5, "Ni": 0.5}, "O"], [[0, 0, 0], [0.5, 0.5, 0.5]])
with tempfile.TemporaryDirectory() as folder:
    path = write_structure(mixed, Path(folder) / "mixed.cif")
    print("ASE reads      ", ase.io.read(path).get_chemical_formula())
    print("we read        ", read_structure(path).composition.formula)
try:
    SOAP(r_cut=3.0).fit([mixed]).transform([mixed])
except ValueError as error:
    reason = str(error).partition("#0 ")[2].partition(";")[0]
    print("SOAP refuses   ", reason)

# %% [markdown] slides="44" claims="66"
# ASE keeps one of the two elements as the atom and puts the occupancy aside, so a descriptor of its
# atoms describes another compound. Our reader keeps the disorder, and the featuriser refuses it with a
# reason.

# %% [markdown] slides="44" claims="64"
# **The density** needs no second file, only a handbook. It is the mass in the cell over its volume,
#
# $$\varrho = \frac{\sum_i m_i}{\lvert\det L\rvert} ,$$
#
# with the mass $m_i$ of each atom in the cell, in atomic mass units, and the matrix $L$ of the three
# lattice vectors, in Å. It catches a lattice in the wrong unit and lost atoms.

# %% [markdown] slides="44" nbgrader={"grade_id": "F-density-question", "locked": true}
# **Step 2.** Write `density(masses, lattice)`: g/cm³, from the masses of all atoms of the cell in
# atomic mass units and the (3, 3) lattice vectors in Å. 1 amu is 1.66053907e-24 g.

# %% nbgrader={"grade_id": "F-density", "solution": true}
def density(masses, lattice):
    """Density of a crystal, g/cm³."""
    ### BEGIN SOLUTION
    volume_in_cm3 = abs(np.linalg.det(np.asarray(lattice))) * 1e-24
    return sum(masses) * 1.66053907e-24 / volume_in_cm3
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-density-check", "grade": true, "points": 2}
check("F-density")

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-density-hidden", "grade": true, "points": 2}
# Real crystals are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("F-density", hidden=True)
### END HIDDEN TESTS

# %% slides="44" claims="64"
right = make_rutile()
shrunk = Lattice(right.lattice.matrix * 0.529177)
lattices = {"as it is": right.lattice, "lattice read in bohr": shrunk}
for name, lattice in lattices.items():
    read = Structure(lattice, right.species, right.frac_coords)
    print(f"{name}: {read.density:.2f} g/cm³")
confused = Structure(right.lattice, right.species, right.frac_coords,
                     coords_are_cartesian=True)
nearest = confused.distance_matrix[np.triu_indices(len(confused), 1)].min()
print(f"fractional read as Cartesian: {confused.density:.2f} g/cm³, "
      f"nearest atoms {nearest:.2f} Å")

# %% [markdown] slides="44" claims="64"
# A handbook says 4.23 g/cm³ for rutile. So the density finds the wrong unit (a *bohr*, the unit of many
# quantum programs, is 0.529 Å). It does *not* find fractional coordinates that were taken for
# Cartesian ones, since the cell and the atoms in it are all there. The shortest distance finds that. So
# one check does not stand in for the other.
#
# **When it bites:** data from several sources, formulas typed by hand, experimental files with
# disorder.

# %% [markdown] slides="19,45" claims="67"
# ## 3. Cutoff sensitivity
# **How far must a descriptor look?** One often draws the error of a model against the cutoff radius
# `r_cut` and reads the curve: where it is flat all is well, where it falls some chemistry has come
# inside, where it rises there is clutter. Here the descriptor is the mean of the SOAP vectors, and kernel
# ridge regression predicts an energy from it, anew for each of ten radii. Before reading anything, look
# at the **bars**: they are ±, the standard error over the folds. Two radii whose errors differ by less
# than the folds allow are *tied*.

# %% slides="19,45" claims="67"
scan = CutoffScan(crystals="copper")
scan

# %% slides="19,45" claims="67"
scan.static()

# %% slides="19,45" claims="67"
sets = {"copper": "Copper", "A2X": "Alkali oxides and the like (A2X)",
        "alkali halide": "Alkali halides"}
for crystals, label in sets.items():
    scan.set(crystals=crystals)
    print(fill(f"{label}: {scan.sentence}", 88), end="\n\n")

# %% [markdown] slides="19,45" claims="67"
# In copper the drop is real: it comes where the first shell is inside, and after that the error
# stays small (mind the logarithmic axis). For the sets of real compounds the sentence says how many
# radii are tied with the best. Where most of them are, the ups and downs are as large as the scatter,
# and with another draw of the folds (slider) they change place. A single curve without bars does not
# show this.
#
# **When it bites:** few crystals, one split, and a cutoff that is reported because it happened to come
# first. **The audit:** the same folds for every radius, and the differences fold by fold. With $d_k$
# the difference of two errors in fold $k$ and $n$ folds,
#
# $$\bar d \pm \frac{s_d}{\sqrt n}, \qquad s_d = \sqrt{\frac{1}{n-1}\sum_{k=1}^{n}(d_k-\bar d)^2} ,$$
#
# all in the unit of the error.

# %% [markdown] slides="45" claims="67" nbgrader={"grade_id": "F-ties-question", "locked": true}
# **Step 3.** Two cutoffs were tried on the *same* folds. Write `paired(first, second)` for the two
# lists of fold errors: return the mean of the differences (second minus first) and the standard
# error of that mean, as a pair. (Standard deviation with n - 1, divided by the root of n.)

# %% nbgrader={"grade_id": "F-ties", "solution": true}
def paired(first, second):
    """Mean difference on the same folds, and its standard error."""
    ### BEGIN SOLUTION
    gaps = np.asarray(second, dtype=float) - np.asarray(first, dtype=float)
    return gaps.mean(), gaps.std(ddof=1) / np.sqrt(len(gaps))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-ties-check", "grade": true, "points": 2}
check("F-ties")

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-ties-hidden", "grade": true, "points": 2}
# Other folds are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("F-ties", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="46" claims="68"
# ## 4. Transferability: the same motif in another framework
# **The model was right a hundred times. May it be sure of the next crystal?** Both crystals below are
# SrTiO₃, and each Ti sits in the same octahedron of six O. In the perovskite the octahedra share
# corners; in the hexagonal form they share faces. (One could also take a layered relative, but its
# formula differs, so tier 1 tells it apart. A fair test keeps the formula.)

# %% slides="46" claims="68"
corner, faces = make_perovskite(), make_hexagonal_perovskite()
draw_crystals({"corners": corner, "faces": faces}, polyhedra="Ti", columns=2)

# %% [markdown] slides="46" claims="68"
# We describe a crystal by the distances around its Ti atoms, each smeared to a peak of 0.15 Å, and
# take the mean over the Ti:
#
# $$x(R) = \frac{1}{N}\sum_{i\in\mathrm{Ti}}\ \sum_{r_{ij}<r_\mathrm{cut}}
#   \exp\!\left[-\left(\frac{r_{ij}-R}{0.15\ \text{Å}}\right)^2\right] ,$$
#
# where $N$ is the number of Ti atoms, $r_{ij}$ the distance to neighbour $j$ and $R$ a grid of
# distances, all in Å. How much do the two frameworks differ, if the vector sees as far as
# $r_\mathrm{cut}$?

# %% slides="46" claims="68"
def peaks(crystal, r_cut):
    pairs = neighbor_list(crystal, r_cut)
    titanium = np.array([site.specie.symbol == "Ti" for site in crystal])
    r = pairs.distances[titanium[pairs.centers]]
    grid = np.arange(1.6, r_cut, 0.1)
    smeared = np.exp(-(((r[:, None] - grid) / 0.15) ** 2))
    return smeared.sum(axis=0) / titanium.sum()


for r_cut in (2.15, 3.0, 4.5):
    one, other = peaks(corner, r_cut), peaks(faces, r_cut)
    apart = np.linalg.norm(one - other) / np.linalg.norm(one)
    print(f"{r_cut:4.2f} Å: relative distance of the two vectors {apart:.3f}")

# %% [markdown] slides="46" claims="68"
# At 2.15 Å only the octahedron is inside, and the two vectors are equal. At 3 Å one more neighbour is
# inside: across a shared face the next Ti is 2.25 Å away, across a corner 3.91 Å.
#
# **Now a property.** The electrostatic energy of point charges Sr²⁺, Ti⁴⁺ and O²⁻ costs one line (an
# *Ewald sum*, which adds up all charges of the endless crystal). Pauling knew that shared faces are
# dear, since they bring the highly charged Ti close together. We train on 40 stretched and shaken
# crystals with shared corners. The model is a *Gaussian process*: it gives a prediction and, with it,
# a *prediction interval* (from two standard deviations below the prediction to two above) which should
# hold the truth in 95 of 100 cases. (In the code, `RBF` says how fast the likeness of two crystals fades
# with the distance of their vectors, and `WhiteKernel` how much noise the energies have; training finds
# the numbers of both.)

# %% slides="46" claims="68"
charges = {"Sr": 2, "Ti": 4, "O": -2}

def shaken(crystal, seed):
    crystal = crystal.copy()
    crystal.apply_strain(np.random.default_rng(seed).uniform(-0.03, 0.03))
    return rattle(crystal, 0.02, seed)

def electrostatic(crystal):
    ions = crystal.copy()
    ions.add_oxidation_state_by_element(charges)
    return EwaldSummation(ions).total_energy / len(ions)

learn = [shaken(corner, seed) for seed in range(40)]
tests = {"corners again": [shaken(corner, seed) for seed in range(100, 120)],
         "faces": [shaken(faces, seed) for seed in range(200, 220)]}

# %%
sure = predict("Cutoff 2.15 Å: how wide is the interval for shared faces?",
               ["wide: they are new", "as narrow as for shared corners"])
sure

# %% slides="46" claims="68" control="confident"
truth = np.array([electrostatic(crystal) for crystal in learn])
kernel = ConstantKernel(1.0, (1e-2, 1e4)) * RBF(1.0, (0.1, 1e3))
kernel += WhiteKernel(1e-3)
rows = []
for r_cut in (2.15, 3.0):
    model = GaussianProcessRegressor(kernel, normalize_y=True, random_state=0)
    model.fit([peaks(crystal, r_cut) for crystal in learn], truth)
    for name, test in tests.items():
        X = [peaks(crystal, r_cut) for crystal in test]
        mean, std = model.predict(X, return_std=True)
        error = np.abs(mean - [electrostatic(crystal) for crystal in test])
        inside = np.mean(error < 2 * std)
        rows.append((r_cut, name, error.mean(), 2 * std.mean(), inside))

# %% slides="46" claims="68"
columns = ["r_cut, Å", "test", "error, eV/atom",
           "half interval, eV/atom", "share inside"]
surely = pd.DataFrame(rows, columns=columns)
surely = surely.set_index(["r_cut, Å", "test"]).round(3)
surely

# %%
width = surely["half interval, eV/atom"][2.15]
new, known = width["faces"], width["corners again"]
sure.beside(f"half of it is {new:.3f} eV/atom; for shared corners {known:.3f}")

# %% [markdown] slides="46" claims="68" because="confident"
# **Confidently wrong.** On crystals like those of the training the interval is right. On the other
# framework the error is about a thousand times as large and the interval just as narrow. The reason is
# what the vector does not see: for the model these *are* the crystals it knows. The rows at 3 Å are
# the control, in which only the cutoff differs. The new Ti is inside, the vector is unlike all known
# ones, and the interval becomes about a hundred times wider: it warns. (It is still too narrow. An
# interval says how far the crystal is from the known ones by the vector and the kernel; it does not
# know the physics.)
#
# **When it bites:** a model for one family of structures that screens another. **The audit:** hold out
# whole frameworks, not crystals, and look at the error *and* at the share inside the interval.

# %% [markdown] slides="47" claims="11,69"
# ## 5. Polymorph aliasing
# **Two crystals have nearly one vector. Are they nearly one crystal?** *Aliasing* means that unlike
# things get the same numbers. Rutile, anatase and brookite are candidates: in all of them each Ti has
# six O and each O three Ti, yet the band gaps of rutile and anatase are 3.0 and 3.2 eV at room
# temperature. We compare their SOAP vectors by the cosine of the mean vectors,
#
# $$K = \frac{\bar{\mathbf p}_A\cdot\bar{\mathbf p}_B}
#   {\lVert\bar{\mathbf p}_A\rVert\,\lVert\bar{\mathbf p}_B\rVert},
#   \qquad \bar{\mathbf p}_A = \frac{1}{N_A}\sum_{i=1}^{N_A}\mathbf p_i ,$$
#
# where $A$ and $B$ are the two crystals, $\mathbf p_i$ is the SOAP vector of atom $i$ and $N_A$ the
# number of atoms of $A$. $K$ has no unit and is 1 for equal vectors. In the last column the weight of an
# atom fades towards the cutoff (`weighting="poly"`); nothing else differs from the first.

# %% slides="47" claims="69" control="far shells"
titania = [make_rutile(), make_anatase(), make_brookite()]
rows = []
for r_cut in (3.0, 4.0, 5.0, 6.0, 8.0):
    kernel, faded = (AverageKernel().fit_transform(soap.fit_transform(titania))
                     for soap in (SOAP(r_cut), SOAP(r_cut, weighting="poly")))
    rows.append((r_cut, kernel[0, 1], kernel[0, 2], kernel[1, 2], faded[0, 1]))
columns = ["r_cut, Å", "rutile-anatase", "rutile-brookite", "anatase-brookite",
           "rutile-anatase, faded"]
pd.DataFrame(rows, columns=columns).set_index("r_cut, Å").round(4)

# %% [markdown] slides="47" claims="69" because="far shells"
# It **rises** with the cutoff, because most atoms are in the far shells, and far out all three look like
# the same mixture of Ti and O. Where these count less (last column), a larger cutoff finds more
# difference, up to 6 Å. A similarity close to 1 is not blindness, though. It has to be compared
# with what noise does. Below are the distance $\sqrt{2 - 2K}$ between rutile and anatase, that between
# rutile and slightly shaken rutile, and their ratio: signal over noise. (The *best match*, a kernel called
# REMatch, compares each site mainly with the site of the other crystal that it resembles most, where the
# average compares it with all.)

# %% slides="47" claims="69,53"
def distance(kernel):
    return float(np.sqrt(max(2 - 2 * kernel[0, 1], 0.0)))

def cosine(rows):
    rows = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return rows @ rows.T

rutile, anatase = titania[:2]
pairs = [rutile, anatase], [rutile, rattle(rutile, 0.03, seed=2)]
mean, match = AverageKernel(), REMatchKernel(zeta=4)
g_r = RadialDistribution(r_cut=8.0, bin_width=0.5)

# %% slides="47" claims="69,53"
soap, sharp = SOAP(), SOAP(sigma=0.2)
ways = {
    "SOAP, mean": lambda p: distance(mean.fit_transform(soap.fit_transform(p))),
    "SOAP, sigma 0.2 Å": lambda p: distance(
        mean.fit_transform(sharp.fit_transform(p))),
    "SOAP, best match, zeta 4": lambda p: distance(
        match.fit_transform(soap.fit_transform(p))),
    "g(r), bins of 0.5 Å": lambda p: distance(cosine(g_r.fit_transform(p))),
    "density": lambda p: abs(p[0].density - p[1].density) / p[0].density,
}

# %% slides="47" claims="69,53"
table = {name: [way(pair) for pair in pairs] for name, way in ways.items()}
table = pd.DataFrame(table, index=["rutile-anatase", "shaken by 0.03 Å"]).T
table["ratio"] = (table.iloc[:, 0] / table.iloc[:, 1].round(9)).round(1)
table.round(4)

# %% [markdown] slides="47" claims="53,69"
# The ratio is what a model can use, and by that measure plain SOAP is not blind at all. A sharper
# width or a sharper kernel enlarges the distance, and the noise with it. What aliases is the **raw
# cosine** in a kernel whose width was chosen for other crystals: all similarities are then close to 1.
# Scale the distance to your data. The density costs nothing, does not change by shaking at fixed cell
# (so its ratio is infinite), and separates the two at once: a feature of the whole cell beside the
# local ones.

# %% [markdown] slides="40,47" claims="70"
# Another cure is often named: a histogram instead of a mean. It can help only if there are *different*
# sites to distribute. How many are there?

# %% slides="40,47" claims="70"
for crystal in titania:
    firsts = equivalent_sites(crystal).representatives
    kinds = [crystal[int(i)].specie.symbol for i in firsts]
    print(crystal.properties["id"], "- kinds of sites:", ", ".join(kinds))

# %% [markdown] slides="40,47" claims="70" nbgrader={"grade_id": "F-q2-question", "locked": true}
# **Quick question 2.** Rutile and anatase have one kind of Ti and one kind of O each. What does a
# histogram per element hold that the mean per element does not?
# a) the connection of the octahedra; b) nothing; c) the bond angles; d) the order of the shells.
# Set `histogram_adds` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-q2", "solution": true}
### BEGIN SOLUTION
histogram_adds = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-q2-check", "grade": true, "points": 1}
quiz("F-q2")

# %% [markdown] slides="47" claims="69,70"
# The map below compares all polymorphs of one formula in the teaching set, and puts the energies
# beside it. Look for the squares that are marked: **alike, yet far apart in energy**. (A pair that is
# alike to all digits and has no energy between it is one crystal twice: two starts that relaxed into
# the same minimum.) Which way to compare leaves the fewest of them?

# %% slides="47" claims="69"
polymorphs = PolymorphMap(formula="TiO2")
polymorphs

# %% slides="47" claims="69"
polymorphs.static()

# %% slides="47" claims="69"
kinds = {"average": "SOAP, mean", "rematch": "SOAP, best match",
         "rdf": "g(r)", "density": "Atoms per volume"}
for kind, label in kinds.items():
    polymorphs.set(kind=kind)
    print(fill(f"{label}: {polymorphs.sentence}", 88), end="\n\n")

# %% [markdown] slides="47" claims="69"
# Do not take the counts for a verdict. One mark, 0.980, is laid on four measures with four scales: no two
# of these crystals reach it by $g(r)$, which jumps with every shake (the table above), and most reach
# it by a mean SOAP vector. Move the slider "alike above", and the counts change. So a mark has to be set
# anew for each measure, and signal over noise, as above, is the fairer comparison.

# %% [markdown] slides="47" claims="69" nbgrader={"grade_id": "F-alias-question", "locked": true}
# **Step 4.** Write `aliased(similarity, energies, alike, gap)`: the number of pairs of crystals
# whose similarity is above `alike` although their energies differ by more than `gap`. Each pair
# counts once.

# %% nbgrader={"grade_id": "F-alias", "solution": true}
def aliased(similarity, energies, alike, gap):
    """Number of pairs that look alike and are not."""
    ### BEGIN SOLUTION
    first, second = np.triu_indices(len(energies), 1)
    energies, similarity = np.asarray(energies), np.asarray(similarity)
    apart = np.abs(energies[first] - energies[second]) > gap
    return int(np.sum((similarity[first, second] > alike) & apart))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-alias-check", "grade": true, "points": 2}
check("F-alias")

# %% tags=["raises-exception"] nbgrader={"grade_id": "F-alias-hidden", "grade": true, "points": 2}
# Larger maps are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("F-alias", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="48" claims="71"
# **When it bites:** polymorphs, stacking variants, ordered and disordered forms. **The audit** is the
# function that you have just written: pairs that are alike by the vector and apart by the target.

# %% [markdown] slides="48" claims="71"
# ## 6. Long-range physics
# **Is there a property that no cutoff can hold?** The electrostatic energy of rocksalt is the standard
# example. Add up the charges inside a sphere around a sodium ion, each over its distance. The sum times
# the distance of nearest neighbours, 2.82 Å, is the *Madelung sum* (with the sign turned, so that a bound
# ion has a positive one); does it settle?

# %% slides="48" claims="71"
salt = make_rocksalt("Na", anion="Cl", a=5.64).get_primitive_structure()
sodium_site = [site.specie.symbol for site in salt].index("Na")

def around(r_cut):
    """Distances and charges of all ions within r_cut of a sodium ion."""
    pairs = neighbor_list(salt, r_cut)
    mine = pairs.site(sodium_site)
    is_sodium = np.array(pairs.species)[pairs.neighbors[mine]] == "Na"
    return pairs.distances[mine], np.where(is_sodium, 1, -1)

for r_cut in (5.0, 10.0, 15.0, 20.0, 25.0, 30.0):
    r, charge = around(r_cut)
    total = -(charge / r).sum() * 2.82
    print(f"{r_cut:4.0f} Å: {len(r):6d} ions, Madelung sum {total:+.2f}")

# %% [markdown] slides="48" claims="71"
# The Ewald sum of the whole crystal is an energy, in eV. Divided by 14.40 eV Å, the energy of two elementary
# charges times their distance, it is on the same scale.

# %% slides="48" claims="71"
charged = salt.copy()
charged.add_oxidation_state_by_element({"Na": 1, "Cl": -1})
whole = -EwaldSummation(charged).total_energy * 2.82 / 14.3996
print(f"Ewald sum over the whole crystal: {whole:.4f}")

# %% [markdown] slides="48" claims="71"
# It never settles. **Why?** Is the Coulomb force too long for any cutoff, or is it the sphere that is
# charged, differently at each radius? A control in which only that differs: the same ions, the same
# cutoff, but each sphere is made neutral (its missing charge is put on its surface) and the edge is
# damped. This is the *Wolf sum*,
#
# $$V = \sum_{r_j<r_c} q_j\left[\frac{\operatorname{erfc}(\alpha r_j)}{r_j}
# - \frac{\operatorname{erfc}(\alpha r_c)}{r_c}\right]
# - \left[\frac{\operatorname{erfc}(\alpha r_c)}{r_c} + \frac{2\alpha}{\sqrt\pi}\right] q_0 ,$$
#
# where $V$ is the potential at the ion with charge $q_0$ (in elementary charges per Å), the charges
# $q$ are in elementary charges, distances $r$ and the cutoff $r_c$ in Å, the damping
# $\alpha = 0.3$ Å⁻¹, and erfc, which falls from 1 to 0 near $1/\alpha$.

# %% slides="48" claims="71"
alpha = 0.3
for r_cut in (5.0, 10.0, 15.0, 20.0):
    r, charge = around(r_cut)
    edge = erfc(alpha * r_cut) / r_cut
    total = (charge * (erfc(alpha * r) / r - edge)).sum()
    total -= edge + 2 * alpha / np.sqrt(np.pi)
    print(f"{r_cut:4.0f} Å: Wolf sum {-2.82 * total:.4f}")

# %% [markdown] slides="48" claims="71"
# From 10 Å on a strictly local sum has the whole crystal's value to four digits. So in a perfect,
# neutral crystal the far ions cancel, and a cutoff is enough if its sphere is neutral. What fails is
# the sharp, charged sphere. (The recipe and its $\alpha$ are those of Wolf *et al.*, 1999,
# https://doi.org/10.1063/1.478738.)
#
# A better example of long range is a crystal with a charge that is *not* cancelled: a charged
# defect, or a charged slab. Two ions are taken from a block of salt, one of each charge. The
# neighbourhood of each stays the same; only the distance between the two holes grows.
#
# Between local and long-range there are degrees. So we compute the energy three times, with the charges
# *screened* at a length $\lambda$:
#
# $$E(\lambda) = \frac{k}{2}\sum_{i\ne j} q_i q_j\,\frac{e^{-r_{ij}/\lambda}}{r_{ij}} ,$$
#
# with charges $q$ in elementary charges, distances $r_{ij}$ in Å and $k = 14.40$ eV Å. With $\lambda$
# = 1 Å only the next neighbours count, 3 Å is an intermediate target, and without screening it is the
# Coulomb energy.

# %% slides="48" claims="71"
def screened(ions, length, r_cut=20.0):
    pairs = neighbor_list(ions, r_cut)
    q, r = np.array([site.specie.oxi_state for site in ions]), pairs.distances
    products = q[pairs.centers] * q[pairs.neighbors]
    return 14.3996 / 2 * (products * np.exp(-r / length) / r).sum()

block = supercell(charged, (6, 6, 6))
sodium = [i for i, site in enumerate(block) if site.specie.symbol == "Na"]
chlorine = [i for i, site in enumerate(block) if site.specie.symbol == "Cl"]
away = block.lattice.get_all_distances(
    block.frac_coords[sodium[:1]], block.frac_coords[chlorine])[0]

# %% slides="48" claims="71" control="screened"
energies_of, vectors_of, gaps = [], [], (2.82, 4.88, 8.46, 9.35, 14.65)
for gap in gaps:
    holes = block.copy()
    holes.remove_sites([sodium[0], chlorine[np.abs(away - gap).argmin()]])
    energies_of.append([screened(holes, 1.0), screened(holes, 3.0),
                        EwaldSummation(holes).total_energy])
    holes.remove_oxidation_states()
    soap = SOAP(3.0, n_max=4, l_max=3).fit_transform([holes])
    vectors_of.append(MeanPooling().fit_transform(soap)[0])

# %% slides="48" claims="71"
columns = ["screened at 1 Å, eV", "screened at 3 Å, eV", "Coulomb, eV"]
index = pd.Index(gaps, name="apart, Å")
table = pd.DataFrame(energies_of, columns=columns, index=index)
table -= table.iloc[-1]
left = (table.iloc[2] / table.iloc[0]).map("{:.1%}".format)
print("left of the spread beyond 8 Å:",
      ", ".join(f"{share} {name.partition(',')[0]}"
                for name, share in left.items()))
moved = np.abs(np.array(vectors_of) - vectors_of[-1]).max(axis=1)
moved /= np.abs(vectors_of[-1]).max()
table["SOAP row, change"] = [f"{change:.0e}" for change in moved]
table.round(4)

# %% [markdown] slides="48" claims="71" because="screened"
# (All energies are given against the last row.) From 8 Å on the SOAP rows are equal to rounding, because
# no atom is a neighbour of both holes any more. Crystals with equal vectors get equal predictions. So
# what the target still changes among them is an error that *no* training removes. In the three columns
# only the range of the target differs. The error that remains is a thousandth of the spread for the local
# target, about 4 % for the intermediate one and about 11 % for the Coulomb energy. A longer cutoff or
# more layers move the limit outwards; a feature of the whole cell, such as the Ewald energy itself,
# removes it.

# %% [markdown] slides="48" claims="72"
# Not everything that is called long-range is. Elastic response is a *derivative* of a local energy.
# The potential below has a cutoff of a few ångström and no long-range term at all.

# %% slides="48" claims="72"
strained, volumes = [], []
for strain in np.linspace(-0.03, 0.03, 9):
    crystal = make_fcc("Cu")
    crystal.apply_strain(strain)
    volumes.append(crystal.volume)
    strained.append(len(crystal) * energy(crystal))
curve = np.polyfit(volumes, strained, 3)
flat = np.roots(np.polyder(curve)).real
lowest = min(flat, key=lambda volume: abs(volume - make_fcc("Cu").volume))
modulus = 160.2177 * lowest * np.polyval(np.polyder(curve, 2), lowest)
print(f"bulk modulus of copper from a local potential: {modulus:.0f} GPa "
      "(experiment: about 140)")

# %% [markdown] slides="48" claims="72"
# So ask where the *cause* sits, not whether the answer is a tensor. Ion transport needs connected
# paths, a collective property of many local barriers; band topology and charged defects are truly
# beyond a cutoff.
#
# **When it bites:** charged defects, slabs with a dipole, ions in a weak dielectric. **The audit:**
# plot the errors against a quantity that looks beyond the cutoff, such as the Ewald energy. If they
# follow it, something is missing from the vector.

# %% [markdown] slides="43,44,49" claims="20,22,64"
# ## 7. The audits as a tool
# In six ways the representation can be to blame. So if structure does not beat composition (lecture A), do
# not rule it out beforehand. What we did by hand, the course's package does for any featuriser, pipeline
# or plain function.
# Each audit takes the thing and some crystals, and answers with a verdict, the number behind it,
# and advice. We give it a healthy pipeline, a coordination count, and the list without images from
# section 1. Which of the nine verdicts will be "failed"?

# %% slides="43,44,49" claims="20,22,64"
def molecule_count(structures):
    lists_of = [neighbors_without_images(s, 3.0) for s in structures]
    return np.array([[pairs.counts.mean()] for pairs in lists_of])

pipelines = {
    "SOAP, mean": make_pipeline(SOAP(4.0, n_max=4, l_max=3), MeanPooling()),
    "coordination, mean": make_pipeline(Coordination(r_cut=2.5), MeanPooling()),
    "without images": molecule_count,
}
audits = audit_periodic_images, audit_round_trip, audit_invariances
results = {name: [audit(pipeline, titania) for audit in audits]
           for name, pipeline in pipelines.items()}
pd.DataFrame({name: {r.name: r.status for r in row}
              for name, row in results.items()})

# %% slides="43,49" claims="20,22"
print(results["without images"][0])

# %% [markdown] slides="43,49" claims="24"
# The sentence names what was done to the crystal, which crystal it was, and the size of the change. One
# fault can fail two audits: without images a shift of the origin also makes other neighbours. What a
# vector does not promise is reported and not judged: the count jumps when an atom crosses its cutoff,
# and the audit says so below.

# %% slides="16,49" claims="24"
print(results["coordination, mean"][2])

# %% [markdown] slides="43,49" claims="73"
# **The zoo.** The course keeps several dozen pipelines that are broken in the ways people break
# them. Ten of them, each with its story; the last one is healthy.

# %% slides="43,49" claims="73"
zoo = {entry.name: entry for entry in ZOO}
animals = ["no images", "half list", "cutoff in nm", "Cl taken for C",
           "hard cutoff", "sum for mean", "first shell for stacking",
           "shapes for a volume", "kJ/mol for eV", "SOAP, mean"]
for name in animals:
    print(fill(f"{name}: {zoo[name].story}", 88, subsequent_indent="    "))

# %% [markdown] slides="43,49" claims="73"
# Eight audits are tried on each of them.

# %%
enough = predict("Does one of the eight audits find all broken pipelines?",
                 ["yes, the first", "yes, the baseline", "no"])
enough

# %% slides="43,49" claims="73"
eight = list(AUDITS)[:8]
verdicts = {name: [r.status for r in audit_entry(zoo[name], eight).results]
            for name in animals}
signs = {"passed": "·", "failed": "FAILED",
         "not applicable": "n/a", "not told": "?"}
table = pd.DataFrame(verdicts, index=eight).T.replace(signs)
caught = (table.drop(index="SOAP, mean") == "FAILED").sum(axis=1)
print(f"{(caught > 0).sum()} of {len(caught)} broken animals are caught, "
      f"{(caught == 1).sum()} of them by one audit only")
table.loc["failed in all"] = (table == "FAILED").sum()
table

# %%
most = table.loc["failed in all"].max()
enough.beside(f"the best of them finds {most} of {len(caught)}")

# %% [markdown] slides="43,49" claims="73"
# A dot is "passed". Look for an animal that only one audit catches: leave that audit out, and it goes
# through. So no audit stands in for another. "n/a" is not a pass: a descriptor without a cutoff has
# none to scan. "?" is none either: the question stands, and these few crystals cannot answer it. All
# animals and all audits: `coursekit audit --zoo` in a terminal.

# %%
summary("F")

# %% [markdown] slides="49"
# ## Recap
# 1. Compare a crystal with itself: in a larger cell, with a shifted origin, written and read again.
# 2. Put bars on every curve, and noise beside every similarity.
# 3. What a vector does not see, a model cannot be unsure of: hold out frameworks, and ask how far the
#    cause of the target reaches.

# %% [markdown] slides="4,36,39"
# # H. Universal potentials
# **What do universal potentials share with the descriptors of the other notebooks, and what is new?**
# A *potential* here is a model that gives energy and forces for any arrangement of atoms. We build a
# small one from tier-3 vectors, derive its forces, and then treat it as somebody else's: frozen, to be
# audited. Nothing is downloaded. About fifty-five minutes.

# %%
import numpy as np
import pandas as pd

from coursekit.checks import check, quiz, summary

rng = np.random.default_rng(6)

# %% [markdown] slides="4,42,50" claims="19"
# ## 1. The map, once more
#
# *How many different kinds of potentials are there?* Everything in this notebook has a place on the
# same ladder: tier 1 composition, tier 2 pooled structure, tier 3 local, tier 4 learned. The potentials
# below differ in three things: who makes the vector of an atom (a person chose its entries, or a network
# learned them), how often neighbouring atoms exchange their vectors (section 9 shows such an exchange), and
# whether forces are the slope of an energy or are predicted on their own.

# %% slides="4,42,50" claims="19"
names = ["potential", "year", "tier", "vector of an atom", "exchanges",
         "forces"]
rows = [
    ("Behler-Parrinello", 2007, 3, "ACSF, by hand", "none", "slope"),
    ("GAP", 2010, 3, "SOAP, by hand", "none", "slope"),
    ("SchNet", 2017, 4, "learned from distances", "several", "slope"),
    ("M3GNet", 2022, 4, "learned, with angles", "several", "slope"),
    ("CHGNet", 2023, 4, "learned, with angles", "4", "slope"),
    ("MACE-MP-0", 2023, 4, "learned, equivariant", "2", "slope"),
    ("SevenNet-0", 2024, 4, "learned, equivariant", "5", "slope"),
    ("Orb v2", 2024, 4, "learned", "15", "direct"),
]
pd.DataFrame(rows, columns=names).set_index("potential")

# %% [markdown] slides="4,42,50" claims="74"
# *Slope* means that the forces are the slope of the energy, *direct* that they are predicted beside it. All of
# these models add up a term for each atom. An *equivariant* vector turns with the crystal instead of
# ignoring the turn (`D2_soap` shows it in three lines); the energy made from it does not change.
#
# *Universal* says nothing about the form. It means that the training set held nearly all elements: the
# last five were trained on energies and forces of the Materials Project, Orb v2 on those of the database
# Alexandria as well. Behler-Parrinello and GAP are usually trained for one material. The years are those in
# which the paper was first posted. `I_audited_potential` carries the list on to 2026, with what such models
# were trained on and how they do.
#
# References, in the order of the table: [10.1103/PhysRevLett.98.146401](https://doi.org/10.1103/PhysRevLett.98.146401),
# [10.1103/PhysRevLett.104.136403](https://doi.org/10.1103/PhysRevLett.104.136403),
# [10.48550/arXiv.1706.08566](https://doi.org/10.48550/arXiv.1706.08566),
# [10.1038/s43588-022-00349-3](https://doi.org/10.1038/s43588-022-00349-3),
# [10.1038/s42256-023-00716-3](https://doi.org/10.1038/s42256-023-00716-3),
# [10.48550/arXiv.2401.00096](https://doi.org/10.48550/arXiv.2401.00096),
# [10.1021/acs.jctc.4c00190](https://doi.org/10.1021/acs.jctc.4c00190),
# [10.48550/arXiv.2410.22570](https://doi.org/10.48550/arXiv.2410.22570).

# %% [markdown] slides="39" claims="59"
# ## 2. A material and its true energies
#
# We need energies and forces that cost nothing to compute. So a simple potential plays nature, and what it
# says is called true in this notebook: EMT, effective-medium theory, from the library ASE. It is smooth and
# quick, and more than a sum over pairs of atoms. The crystals are copper, strained and shaken at random. A
# force is given in eV/Å.

# %% slides="39" claims="59"
from ase.calculators.emt import EMT

from coursekit.structures import make_fcc, rattle, supercell, to_ase

def shaken_copper(seed, strain=0.04, amplitude=(0.02, 0.12), scaling=(2, 2, 2)):
    dice = np.random.default_rng(seed)
    crystal = make_fcc("Cu")
    crystal.apply_strain(dice.uniform(-strain, strain, 3))
    return rattle(supercell(crystal, scaling), dice.uniform(*amplitude), seed)

def nature(crystal):
    atoms = to_ase(crystal)
    atoms.calc = EMT()
    return atoms.get_potential_energy(), atoms.get_forces()

training = [shaken_copper(seed) for seed in range(30)]
test = [shaken_copper(seed) for seed in range(100, 110)]
true_training = [nature(crystal) for crystal in training]
true_test = [nature(crystal) for crystal in test]
energies = np.std([e / 32 for e, _ in true_test])
forces = np.std([f for _, f in true_test])
print(f"{len(training)} + {len(test)} crystals of {len(test[0])} atoms; "
      f"energies vary by {energies:.3f} eV per atom, forces by {forces:.2f} eV/Å")

# %% [markdown] slides="14,28" claims="59"
# ## 3. The vector of an atom, and its slope
#
# The vector is tier 3: ACSF distance functions (G2 of `D1_acsf`), each a Gaussian bump around one
# distance times the smooth cutoff,
#
# $$\phi_{ik} = \sum_j b_k(r_{ij}), \qquad b_k(r) = e^{-\eta (r-R_k)^2} f_c(r) .$$
#
# $\phi_{ik}$ is entry $k$ of the vector of atom $i$ (no unit), $r_{ij}$ the distance of neighbour $j$ from
# it, $R_k$ the place of bump number $k$ (both in Å), $\eta$ its sharpness (Å⁻²), and $f_c$ falls to zero
# at the cutoff. The function below returns three things: the list of pairs of neighbours, the vectors of
# all atoms, and, what is new, the slope of every bump, $b_k'(r)$ in Å⁻¹, which forces will need.

# %% slides="14,28" claims="59"
from coursekit.neighbors import cosine_cutoff, neighbor_list

R_CUT, ETA = 6.0, 16.0
SHIFTS = np.arange(1.8, 5.9, 0.2)

def describe(crystal):
    """Pairs, bumps of sites (n_sites, K), their slopes (n_pairs, K) in 1/Å."""
    pairs = neighbor_list(crystal, R_CUT)
    r = pairs.distances[:, None]
    bump = np.exp(-ETA * (r - SHIFTS) ** 2)
    fade = cosine_cutoff(r, r_cut=R_CUT)
    fading = cosine_cutoff(r, r_cut=R_CUT, derivative=True)
    features = np.zeros((pairs.n_sites, len(SHIFTS)))
    np.add.at(features, pairs.centers, bump * fade)
    return pairs, features, bump * (fading - 2 * ETA * (r - SHIFTS) * fade)

print("bumps:", len(SHIFTS),
      "  vectors of a crystal:", describe(test[0])[1].shape)

# %% [markdown] slides="28"
# A function written by hand needs a second opinion. The library's ACSF holds the same numbers,
# behind one more column that counts the neighbours.

# %% slides="28"
from coursekit.featurizers import ACSF

library = ACSF(r_cut=R_CUT, g2=[(ETA, s) for s in SHIFTS], g4=())
library = library.fit_transform([test[0]])[0]
difference = np.abs(library.values[:, 1:] - describe(test[0])[1]).max()
assert difference < 1e-10
print(f"largest difference to the library: {difference:.1e}")

# %% [markdown] slides="39" claims="59"
# ## 4. Energy is a sum over atoms
#
# Each atom's energy is a constant, plus a weighted sum of its bumps, plus a weighted sum of their
# squares. Without the squares each pair of atoms would add its own energy, whoever else is near (a *pair
# potential*). With them, what one more neighbour adds depends on how many are there already. The crystal's energy is the **sum**: pooling by addition, because energy is extensive.
#
# $$E = \sum_i \varepsilon(\phi_i), \qquad
# \varepsilon(\phi_i) = w_0 + \sum_{k=1}^{K} \left( u_k\,\phi_{ik} + v_k\,\phi_{ik}^2 \right) .$$
#
# $E$ is the energy of the crystal and $\varepsilon$ that of one atom, both in eV. $w_0$, $u_k$ and $v_k$
# (eV, since the bumps have no unit) are the weights that training has to find, and $K$ is the number of
# bumps.

# %% [markdown] slides="39" claims="59" nbgrader={"grade_id": "H-energy-question", "locked": true}
# **Step 1.** Write `predict_energy(features, weights)`. `features` is an array (n_sites, K) with the
# vectors of all atoms; `weights` is an array of 1 + 2K numbers (eV): first the constant *of an atom*, then
# K for the bumps, then K for their squares. Return the energy of the crystal, a number in eV.

# %% nbgrader={"grade_id": "H-energy", "solution": true}
def predict_energy(features, weights):
    """Energy of a crystal from the vectors of its atoms, eV."""
    ### BEGIN SOLUTION
    n_sites = len(features)
    each_atom = np.hstack([np.ones((n_sites, 1)), features, features**2])
    return (each_atom @ weights).sum()
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-energy-check", "grade": true, "points": 2}
check("H-energy")

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-energy-hidden", "grade": true, "points": 2}
# Copper cells of other sizes are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("H-energy", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="39" claims="59"
# ## 5. Forces: the chain rule, with the neighbours' terms
#
# Move atom $m$ a little. Its own vector changes. But so does the vector of **every atom that has $m$
# as a neighbour**, and their energies are in the sum too. The force is minus the slope of the whole sum:
#
# $$\mathbf{F}_m = -\frac{\partial E}{\partial \mathbf{r}_m}
# = -\underbrace{\sum_k \frac{\partial\varepsilon}{\partial\phi_{mk}}
# \frac{\partial\phi_{mk}}{\partial\mathbf{r}_m}}_{\text{its own vector}}
# \;-\underbrace{\sum_{j \ne m}\sum_k \frac{\partial\varepsilon}{\partial\phi_{jk}}
# \frac{\partial\phi_{jk}}{\partial\mathbf{r}_m}}_{\text{vectors of its neighbours}} .$$
#
# $\mathbf{F}_m$ is the force on atom $m$ in eV/Å, and $\mathbf{r}_m$ its position in Å. The first factor
# of each product says how the energy of an atom changes with its vector (for our model
# $u_k + 2 v_k \phi_k$), the second how the vector changes with the position. With the unit vector
# $\hat{\mathbf{r}}_{ij}$ from atom $i$ to its neighbour $j$ both sums can be written pair by pair:
#
# $$\mathbf{F}_m = \sum_{j} \left( P_{mj} + P_{jm} \right) \hat{\mathbf{r}}_{mj}, \qquad
# P_{ij} = \sum_k \left(u_k + 2 v_k\,\phi_{ik}\right) b_k'(r_{ij}) .$$
#
# $P_{ij}$, in eV/Å, is the *pull* of the pair: how fast the energy of atom $i$ rises when its neighbour
# $j$ moves away. If it is positive, it draws the two together. $P_{mj}$ comes from the atom's own vector
# and $P_{jm}$ from its neighbour's; the code leaves the second out when it is asked to.

# %% slides="39" claims="59"
def pulls(crystal, weights):
    """Pairs, and for each the slope of the centre's energy, eV/Å."""
    pairs, features, slopes = describe(crystal)
    k = len(SHIFTS)
    outer = weights[1 : 1 + k] + 2 * features * weights[1 + k :]
    return pairs, (outer[pairs.centers] * slopes).sum(axis=1)

def predict_forces(crystal, weights, neighbours_too=True):
    pairs, pull = pulls(crystal, weights)
    arrows = (pull / pairs.distances)[:, None] * pairs.vectors
    total = np.zeros((pairs.n_sites, 3))
    np.add.at(total, pairs.centers, arrows)
    if neighbours_too:
        np.add.at(total, pairs.neighbors, -arrows)
    return total

# %% [markdown] slides="39" claims="59"
# ## 6. Forces against finite differences
#
# The oldest audit of a potential: move one atom by a small step both ways, and compare the change
# of the energy with the force that the code claims.

# %% [markdown] slides="39" claims="59" nbgrader={"grade_id": "H-difference-question", "locked": true}
# **Step 2.** Write `force_by_difference(energy, positions, atom, axis, h)`. `energy` is a function
# that takes an (n_atoms, 3) array of positions (Å) and returns a number (eV). `atom` and `axis` are the
# row and the column of the coordinate that is moved. Return the force on this atom along this axis, a
# number in eV/Å, by the *central* difference, with a step `h` (Å) to either side. Leave `positions` as it
# was.

# %% nbgrader={"grade_id": "H-difference", "solution": true}
def force_by_difference(energy, positions, atom, axis, h):
    """Minus the slope of the energy, eV/Å."""
    ### BEGIN SOLUTION
    step_vector = np.zeros_like(positions)
    step_vector[atom, axis] = h
    rise = energy(positions + step_vector) - energy(positions - step_vector)
    return -rise / (2 * h)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-difference-check", "grade": true, "points": 2}
check("H-difference")

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-difference-hidden", "grade": true, "points": 2}
# Other energies and steps are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("H-difference", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="39" claims="59"
# Now the same on our potential with made-up weights, since a force must fit its energy whether the
# potential is good or not. The third column leaves the neighbours' terms out, and the last one says which
# share of the force is left.
#
# **Predict:** which share will that be?

# %% slides="39" claims="59" control="neighbours"
K = len(SHIFTS)
weights = np.concatenate(
    [[-3.0], rng.normal(size=K), 0.02 * rng.normal(size=K)])

def terms(features):
    """What the weights multiply, for each atom: 1, its bumps, their squares."""
    return np.hstack([np.ones((len(features), 1)), features, features**2])

def energy_of(crystal):
    return (terms(describe(crystal)[1]) @ weights).sum()

found = []
for atom, axis in ((0, 0), (5, 1), (17, 2), (31, 0)):
    there, back = test[0].copy(), test[0].copy()
    there.translate_sites([atom], 1e-4 * np.eye(3)[axis], frac_coords=False)
    back.translate_sites([atom], -1e-4 * np.eye(3)[axis], frac_coords=False)
    slope = -(energy_of(there) - energy_of(back)) / 2e-4
    full, own = [predict_forces(test[0], weights, flag)[atom, axis]
                 for flag in (True, False)]
    found.append((slope, full, own, own / full))
columns = ["difference, eV/Å", "chain rule, eV/Å", "own terms only, eV/Å",
           "share of the force"]
pd.DataFrame(found, columns=columns).round(4)

# %% [markdown] slides="39" claims="59" because="neighbours"
# The first two columns agree, so the formula and its code are right. Without the neighbours' terms
# about half of the force is missing. In a pure pair potential ($v_k = 0$) it would be exactly half, since
# then $P_{mj} = P_{jm}$.

# %% [markdown] slides="39" claims="59" nbgrader={"grade_id": "H-forces-question", "locked": true}
# **Step 3.** Another local energy, without a crystal: in a cluster, atom *i* has
# $\rho_i = \sum_j (r_c - r_{ij})^2$ (Å²) over its neighbours $j$ nearer than $r_c$, and the energy
# $e_i = -\sqrt{\rho_i}$, read as eV. Write `cluster_forces(positions, r_cut)`: the (n_atoms, 3) array of
# forces (eV/Å) of the total energy $\sum_i e_i$. `positions` is an (n_atoms, 3) array and `r_cut` ($r_c$) a
# number, both in Å. Every atom has a neighbour.

# %% nbgrader={"grade_id": "H-forces", "solution": true}
def cluster_forces(positions, r_cut):
    """Forces of the sum of -sqrt(rho), eV/Å."""
    ### BEGIN SOLUTION
    arrows = positions[None, :, :] - positions[:, None, :]
    r = np.linalg.norm(arrows, axis=2)
    gap = np.where((r > 0) & (r < r_cut), r_cut - r, 0.0)
    rho = (gap**2).sum(axis=1)
    pull = gap / np.sqrt(rho)[:, None]
    both = (pull + pull.T) / np.where(r > 0, r, 1.0)
    return (both[:, :, None] * arrows).sum(axis=1)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-forces-check", "grade": true, "points": 2}
check("H-forces")

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-forces-hidden", "grade": true, "points": 2}
# Clusters in three dimensions are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("H-forces", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="36,39" claims="59"
# ## 7. Training in seconds
#
# Energies *and* forces are linear in the weights: each is a sum of the 43 weights, multiplied by numbers
# that are known from the crystal. So each true energy and each true force component is one linear equation
# for the weights. One crystal of 32 atoms gives 1 + 96 equations.
#
# - `equations(crystal)` makes the left-hand sides, the numbers that multiply the weights: one row for the
#   energy per atom, and one row for every force component. For the energy they are the means over the atoms
#   of 1, bumps and squares. For the forces we use that they are linear: set one weight to 1 and all others
#   to 0, and the forces that come out are what multiplies this weight. Doing that for one weight after the
#   other gives all columns.
# - `solve(rows, values)` takes many such rows and the true values, and finds the weights for which the sum of
#   the squared errors is smallest (*least squares*). Two details keep the numbers steady: each column is first
#   brought to length 1, which is undone at the end, and `Ridge` adds a tiny price (`alpha`) for large weights,
#   which decides where several sets of weights fit alike.
#
# **Predict:** can 30 energies fix 43 weights? What do the forces add?

# %% slides="36,39" claims="59"
from sklearn.linear_model import Ridge

def equations(crystal):
    """The row of the energy per atom, and a row for every force component."""
    energy = terms(describe(crystal)[1]).mean(axis=0)
    one_at_a_time = np.eye(1 + 2 * K)
    columns = [predict_forces(crystal, weights).ravel()
               for weights in one_at_a_time]
    return energy, np.array(columns).T

def solve(rows, values):
    """Weights with the smallest squared error, eV."""
    rows, values = np.vstack(rows), np.concatenate(values)
    scale = np.linalg.norm(rows, axis=0)
    model = Ridge(alpha=1e-9, fit_intercept=False, solver="svd")
    return model.fit(rows / scale, values).coef_ / scale

training_rows = [equations(crystal) for crystal in training]
test_rows = [equations(crystal) for crystal in test]
print(f"{1 + 2 * K} weights; {len(training)} energies "
      f"and {len(training) * 96} forces")

# %% slides="36,39" claims="59" control="forces"
energy_rows = [10 * row[None] for row, _ in training_rows]
energy_values = [[10 * energy / 32] for energy, _ in true_training]
force_rows = [rows for _, rows in training_rows]
force_values = [forces.ravel() for _, forces in true_training]
fits = {"energies only": solve(energy_rows, energy_values),
        "energies and forces": solve(energy_rows + force_rows,
                                     energy_values + force_values)}
table = {}
for name, fitted in fits.items():
    pairs = list(zip(test_rows, true_test, strict=True))
    off_e = [energy @ fitted - e / 32 for (energy, _), (e, _) in pairs]
    off_f = [block @ fitted - f.ravel() for (_, block), (_, f) in pairs]
    table[name] = (1000 * np.abs(off_e).mean(),
                   np.sqrt(np.mean(np.square(off_f))))
index = ["energy MAE, meV per atom", "force RMSE, eV/Å"]
pd.DataFrame(table, index=index).T.round(3)

# %% [markdown] slides="36,39" claims="59" because="forces"
# (MAE is the mean absolute error, RMSE the root of the mean squared error, both on the ten test crystals.)
# Energies alone leave the forces poor: there are more weights than energies, so many different sets of
# weights fit. With forces, a linear model on a tier-3 vector learns this material in seconds. (The
# equations of the energies are multiplied by ten before the fit, because there are so few of them.)

# %% slides="36,39" claims="59"
from coursekit.plots.potentials import plot_force_parity

potential = fits["energies and forces"]
true = np.concatenate([f.ravel() for _, f in true_test])
predicted = {
    name: np.concatenate([b @ w for _, b in test_rows])
    for name, w in fits.items()
}
plot_force_parity(true, predicted)
for name, values in predicted.items():
    print(
        f"{name}: 95 % of the force components are within "
        f"{np.quantile(np.abs(values - true), 0.95):.3f} eV/Å of the true ones"
    )

# %% [markdown] slides="39" nbgrader={"grade_id": "H-q1-question", "locked": true}
# **Quick question 1.** One crystal of 50 atoms is computed with energy and forces. How many
# equations for the weights does it give? Set `n_equations`.

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-q1", "solution": true}
### BEGIN SOLUTION
n_equations = 1 + 3 * 50
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-q1-check", "grade": true, "points": 1}
quiz("H-q1")

# %% [markdown] slides="14,39" claims="59"
# ## 8. Does energy stay constant?
#
# Forces that are not the slope of the energy give themselves away as soon as atoms move: the total
# energy drifts. We let 32 atoms move for 150 fs with the fitted potential, with and without the
# neighbours' terms. In the second run *everything else is the same*.
#
# The function `run` integrates Newton's law with the velocity Verlet rule: half a step of the velocity, a
# whole step of the positions, new forces, and the second half of the velocity. Energies are in eV, lengths
# in Å and times in fs; in these units the mass of copper, 63.546 u, is 63.546/0.00964853 eV fs²/Å².

# %% slides="14,39" claims="59" control="drift"
from coursekit.plots.potentials import plot_energy_drift

def run(crystal, weights, neighbours_too, n_steps=150, dt=1.0):
    """Kinetic plus potential energy at each step, eV per atom; dt in fs."""
    mass, crystal = 63.546 / 0.00964853, crystal.copy()
    speed = np.zeros((len(crystal), 3))
    force, total = predict_forces(crystal, weights, neighbours_too), []
    for _ in range(n_steps):
        speed += 0.5 * dt * force / mass
        for site, shift in enumerate(dt * speed):
            crystal.translate_sites([site], shift, frac_coords=False)
        force = predict_forces(crystal, weights, neighbours_too)
        speed += 0.5 * dt * force / mass
        atoms = terms(describe(crystal)[1]) @ weights
        kinetic = 0.5 * mass * (speed**2).sum() / len(crystal)
        total.append(atoms.mean() + kinetic)
    return np.array(total)

runs = {name: run(test[0], potential, flag) for name, flag in
        (("all terms", True), ("own terms only", False))}
plot_energy_drift(runs, dt=1.0)
for name, total in runs.items():
    print(f"{name}: the energy wanders by "
          f"{1000 * np.ptp(total):.3f} meV per atom")

# %% [markdown] slides="39" claims="59" because="drift"
# With all terms the energy stays, up to the small error of a finite time step. With the own terms only it does not,
# although both runs have the same start, time step and weights.
#
# The second run is an example of *non-conservative forces*: forces that are not the slope of any
# energy. Going round a closed loop, such forces do work, so energy appears from nothing or is lost.
# Some fast universal models predict forces directly as a second output, next to the energy (the last
# row of the table in section 1). A study of 2025 let such models run: crystals heated up by themselves, and
# searches for a minimum did not end ([10.48550/arXiv.2412.11569](https://doi.org/10.48550/arXiv.2412.11569)). They save the time for the derivative, and have to *learn* what a slope
# has by construction. So this test, total energy over time, is the first to run with any of them
# before a long simulation.

# %% [markdown] slides="42,48" claims="71"
# ## 9. How far does an atom see?
#
# A learned graph (tier 4) repeats the step "collect from the neighbours": after layer one an atom
# knows its neighbours, after layer two their neighbours too. (Such an exchange is called *message passing*,
# and one round of it a *layer*.) We take the plainest possible network, without any learning: every atom
# starts with the number 1, and in each layer it adds up the numbers of its neighbours, with the smooth
# cutoff as weight. Then we move **one** atom by 0.1 Å, and see whose number changes.
#
# **Predict:** with `r_cut` 3 Å and three layers, at which distance does nothing change any more?

# %% slides="42,48" claims="71"
from coursekit.plots.potentials import plot_reach

def layered(crystal, layers, r_cut):
    """One number per atom after rounds of collecting from the neighbours."""
    pairs = neighbor_list(crystal, r_cut)
    weight = cosine_cutoff(pairs.distances, r_cut=r_cut)
    state = np.ones(pairs.n_sites)
    for _ in range(layers):
        message = np.zeros(pairs.n_sites)
        np.add.at(message, pairs.centers, weight * state[pairs.neighbors])
        state = np.sqrt(1 + message)
    return state

block = supercell(make_fcc("Cu"), (5, 5, 5))
moved = block.copy()
moved.translate_sites([0], [0.1, 0, 0], frac_coords=False)
first, others = block.frac_coords[:1], block.frac_coords
away = block.lattice.get_all_distances(first, others)[0]
changes = {n: np.abs(layered(moved, n, 3.0) - layered(block, n, 3.0))
           for n in (1, 2, 3)}
plot_reach(away, changes, r_cut=3.0)
for n, change in changes.items():
    farthest = away[change > 0].max()
    print(f"{n} x r_cut = {n * 3.0:.0f} Å: {np.sum(change > 0)} atoms notice, "
          f"the farthest is {farthest:.2f} Å away")

# %% [markdown] slides="42,48" claims="71"
# Nothing beyond layers x `r_cut`: this radius is called the *receptive field*. Inside it the influence
# falls off by orders of magnitude. One often reads that long-range targets need graph networks. This
# measurement says that a network whose atoms exchange messages with neighbours is local too, only
# with a larger radius.

# %% [markdown] slides="42,48"
# Here is the same in a plane crystal, to play with. Each dashed circle is one layer more, and a line
# shows the way of each message. Atoms inside the largest circle may stay grey: a message goes from
# neighbour to neighbour, so it needs a chain of atoms that are never farther apart than `r_cut`.

# %% slides="42,48"
from coursekit.apps import MessageReach

reach_app = MessageReach(layers=2, r_cut=3.0)
reach_app

# %% slides="42,48"
print(reach_app.text())
reach_app.static()

# %% [markdown] slides="42" claims="71" nbgrader={"grade_id": "H-reach-question", "locked": true}
# **Step 4.** Write `reach(before, after, distances, tolerance)`. The first two are arrays with a
# value per atom, before and after one atom was moved; `distances` is an array with the distance of each atom
# from that one (Å). Return the distance (a number, Å) of the farthest atom whose value changed by more than
# `tolerance`, and 0.0 if none did.

# %% nbgrader={"grade_id": "H-reach", "solution": true}
def reach(before, after, distances, tolerance):
    """Distance of the farthest atom that noticed, Å."""
    ### BEGIN SOLUTION
    noticed = np.abs(np.asarray(after) - np.asarray(before)) > tolerance
    return float(np.asarray(distances)[noticed].max()) if noticed.any() else 0.0
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-reach-check", "grade": true, "points": 2}
check("H-reach")

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-reach-hidden", "grade": true, "points": 2}
# Longer lists are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("H-reach", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="48" claims="71"
# What remains outside? Two ions with one elementary charge each act on each other at any distance. Their Coulomb energy:

# %% slides="48" claims="71"
for field in (6.0, 10.0, 20.0, 40.0):
    print(f"two ions {field:.0f} Å apart: {14.40 / field:.2f} eV")

# %% [markdown] slides="48" claims="71"
# A local model has to guess that from what it sees nearby. In a crystal that is neutral everywhere
# it can, because the far parts cancel (the Wolf sum of `F_failure_modes`). For charged defects or slabs
# it cannot. What helps there is not one more layer, but a term for the long range: the model predicts charges
# for the atoms and adds their Coulomb energy (an *Ewald sum* does that for a periodic crystal), or it is
# given features that describe the electrostatic potential of far atoms (LODE).

# %% [markdown] slides="48" claims="71" nbgrader={"grade_id": "H-q2-question", "locked": true}
# **Quick question 2.** A network has four layers with `r_cut` 5 Å. You move one atom. Which
# energies of single atoms can change? a) those within 5 Å; b) those within 20 Å; c) all, since the
# layers share their weights; d) all, since the energies are summed. Set `who_notices` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-q2", "solution": true}
### BEGIN SOLUTION
who_notices = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "H-q2-check", "grade": true, "points": 1}
quiz("H-q2")

# %% [markdown] slides="16,43" claims="23,74"
# ## 10. Auditing a frozen model
#
# From here on the potential is a black box that takes a crystal and returns an energy, because that is
# how one meets a universal model that others have trained. First the audits that need no reference. Turning, shifting, renumbering and
# repeating the crystal must not change the energy per atom.

# %% slides="16,43" claims="23,74"
from coursekit.structures import permute_sites, rotate, shift_origin

def frozen(crystal):
    return float(equations(crystal)[0] @ potential)

moves = {
    "rotated": rotate,
    "shifted": shift_origin,
    "renumbered": permute_sites,
    "repeated": supercell,
}
start = frozen(test[0])
for name, move in moves.items():
    print(f"{name:>10}: {abs(frozen(move(test[0])) - start):.1e} eV per atom")

# %% [markdown] slides="46,48" claims="74"
# All at rounding level. These audits are passed by *construction*; a failure is a bug. They say
# nothing about being right. For that, the crystal must resemble the training set, and we can ask.
#
# **Predict:** the potential was trained on strained fcc copper. On which of these will it fail?

# %% slides="46,48" claims="74"
from coursekit.structures import make_bcc, make_hcp

seen = np.vstack([describe(crystal)[1] for crystal in training])
low, high = seen.min(axis=0), seen.max(axis=0)
half = supercell(make_fcc("Cu"), (2, 2, 4))
upper = [i for i, site in enumerate(half) if site.frac_coords[2] > 0.49]
half.remove_sites(upper)
squeezed = supercell(make_fcc("Cu"), (2, 2, 2))
squeezed.apply_strain(-0.12)
cases = {"like training": test[0], "hcp": make_hcp("Cu", a=2.556, c=4.174),
         "bcc": make_bcc("Cu", a=2.87), "squeezed by 12 %": squeezed,
         "two surfaces": half}
rows = []
for name, crystal in cases.items():
    features, energy = describe(crystal)[1], nature(crystal)[0] / len(crystal)
    outside = ((features < low) | (features > high)).any(axis=1).mean()
    guess = frozen(crystal)
    rows.append((name, energy, guess, 1000 * (guess - energy), 100 * outside))
columns = ["crystal", "true, eV per atom", "predicted",
           "error, meV per atom", "atoms outside, %"]
pd.DataFrame(rows, columns=columns).set_index("crystal").round(3)

# %% [markdown] slides="46,48" claims="74"
# (EMT counts energies from its own relaxed fcc crystal, so a perfect fcc crystal has zero.) The last column needs no true energy:
# it counts atoms with at least one bump outside the range of training. Where it is 100 %, the
# prediction is an extrapolation. It may be lucky (hcp, a close relative) or far off (the squeezed
# crystal), and nothing in its value says which. A universal model has seen far more, but the question
# is the same.

# %% [markdown] slides="47" claims="69,74"
# ## 11. A universal model, frozen
#
# The teaching set carries the energies of CHGNet, a universal potential trained on 1.58 million
# configurations, beside our own energies from PBE (the common approximation of density functional theory
# that also made CHGNet's training data). So it can be audited without running it. The cell prints the mean
# of the difference, the *shift*, and its standard deviation, the *scatter*, for the crystals with each
# anion.
#
# **Predict:** what is larger, its error or the energy between polymorphs?

# %% slides="47" claims="69,74"
from coursekit.datasets import load_teaching_set

pbe = load_teaching_set("formation_energy_per_atom")
chgnet = load_teaching_set("formation_energy_per_atom_chgnet")
assert pbe.ids == chgnet.ids
anions = {
    a: [i for i, s in enumerate(pbe.structures) if a in s.composition]
    for a in "OSFN"
}
off = chgnet.targets - pbe.targets
print(f"all {len(off)} crystals: MAE {np.abs(off).mean():.3f} eV per atom")
for anion, members in anions.items():
    print(
        f"with {anion}: {len(members):3d} crystals, mean shift "
        f"{off[members].mean():+.3f}, "
        f"scatter {off[members].std():.3f} eV per atom"
    )

# %% [markdown] slides="47" claims="69,74"
# Compare the shifts with the scatters: much of the error is a shift per anion. The Materials Project, whose
# energies CHGNet learnt, adds a fixed *correction* for each atom of certain elements (oxygen among them) to
# make up for known errors of PBE; our PBE energies have none. A frozen model also freezes the conventions
# of its training data. All polymorphs of a formula have the same atoms, so inside one formula such a shift
# cancels. The next cell therefore compares inside formulas.

# %% slides="47" claims="69,74"
from coursekit.pipelines import polymorph_scores

scores = polymorph_scores(pbe.targets, chgnet.targets, pbe.groups)
formulas, index = np.unique(pbe.groups, return_inverse=True)
centre = np.array(
    [pbe.targets[index == k].mean() for k in range(len(formulas))]
)
spread = np.abs(pbe.targets - centre[index]).mean()
print(
    f"polymorphs differ from the mean of their formula by {spread:.3f} eV "
    "per atom"
)
print(
    f"CHGNet misses that difference by {scores['mae_within']:.3f} eV per atom"
)
print(
    f"rank correlation inside a formula {scores['rho']:.2f} "
    f"± {scores['rho_error']:.2f}, "
    f"cost of trusting its favourite {scores['regret']:.4f} eV per atom"
)

# %% [markdown] slides="47" claims="69,74"
# (The *rank correlation* is 1 if the model's order of the polymorphs is the true one; ± is the standard error
# of its mean over the formulas. "Cost" is the *regret* of `A_ladder`.) The order of polymorphs is what no
# composition can give; compare the rank correlation with those of the whole ladder in `G_wrap_up`. Two
# cautions: the geometries are CHGNet's own minima, which flatters it, and
# the prototypes are textbook crystals of the kind it was trained on.

# %% [markdown] slides="16,47,48" claims="74"
# ## 12. The same model, asked
#
# `I_audited_potential` puts such questions to CHGNet itself, and to a second universal model: it runs them if
# they are installed (`pip install -e ".[potentials]"`, large because of PyTorch) and reads recorded answers if not.
# CHGNet has four layers and a cutoff of 6 Å for an atom's neighbours, so by section 9 an atom sees no farther
# than 24 Å.

# %%
summary("H")

# %% [markdown] slides="39,48"
# ## Recap
# 1. A universal potential is tier 3's idea with a learned vector: local energies, summed.
# 2. Forces are the slope of the sum and need the neighbours' terms; the reach is layers x cutoff.
# 3. Audit a frozen model: invariances, forces, range of training, conventions, order of polymorphs.

# %% [markdown]
# # I. A universal potential, audited
# **What may you believe of a potential that somebody else trained on nearly all elements?** We take one
# that exists, CHGNet, and put the questions of this unit to it. If it is installed
# (`pip install -e ".[potentials]"`), it runs here; if not, its recorded answers are used, and the
# notebook says which. About forty-five minutes.

# %%
import numpy as np
import pandas as pd
from ase import Atoms
from ase.build import bulk
from ase.filters import FrechetCellFilter
from ase.optimize import FIRE
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit.checks import check, quiz, summary
from coursekit.datasets import load_curves, load_teaching_set
from coursekit.featurizers import ElementFractions
from coursekit.pipelines import make_folds
from coursekit.pipelines.recorded import fourth_tier, frozen_features
from coursekit.plots.potentials import plot_energy_drift
from coursekit.plots.softening import plot_curves, plot_softening
from coursekit.potentials import universal
from coursekit.structures import (
    make_fcc,
    make_perovskite,
    make_rocksalt,
    permute_sites,
    rattle,
    rotate,
    shift_origin,
    supercell,
    to_ase,
)

# %% [markdown]
# ## 1. The map, to the present
#
# `H_universal_potentials` has a map of potentials from the first ones on. Here are the universal ones, to
# the present. Every row keeps what tier 3 has: a centre, a cutoff, a vector per atom, and energies of atoms
# that are summed. Rows differ in how the vector is made, how often neighbours exchange it, and in the column
# *forces*.
#
# **Predict:** which column decides whether a long simulation keeps its energy?

# %%
names = ["model", "year", "vector of an atom", "exchanges", "forces", "DOI"]
rows = [
    ("M3GNet", 2022, "learned, with angles", "several", "slope of the energy", "10.1038/s43588-022-00349-3"),
    ("CHGNet", 2023, "learned, with angles and moments", "several", "slope of the energy",
     "10.1038/s42256-023-00716-3"),
    ("MACE-MP-0", 2023, "equivariant, many-body", "2", "slope of the energy", "10.48550/arXiv.2401.00096"),
    ("SevenNet-0", 2024, "equivariant", "several", "slope of the energy", "10.1021/acs.jctc.4c00190"),
    ("Orb (first)", 2024, "learned, symmetry from data", "several", "direct", "10.48550/arXiv.2410.22570"),
    ("eqV2 (OMat24)", 2024, "equivariant attention", "several", "direct", "10.48550/arXiv.2410.12771"),
    ("eSEN", 2025, "equivariant", "several", "slope of the energy", "10.48550/arXiv.2502.12147"),
]
pd.DataFrame(rows, columns=names).set_index("model")

# %% [markdown]
# The column *forces* decides. *Direct* forces come out of the network beside the energy, and nothing makes
# them the slope of that energy. They save computing time; section 5 measures what one pays for that.
#
# A model knows what its training set held:
#
# | set | year | what it holds | DOI |
# |---|---|---|---|
# | MPtrj | 2023 | 1.58 million steps of relaxations in the Materials Project | 10.1038/s42256-023-00716-3 |
# | OMat24 | 2024 | over 110 million calculations, many far from equilibrium | 10.48550/arXiv.2410.12771 |
# | MatPES | 2025 | some 400 000 structures chosen from 281 million steps of dynamics | 10.48550/arXiv.2503.04070 |
#
# (A *relaxation* moves the atoms of a crystal, step by step, until no forces are left.) Matbench Discovery
# (10.1038/s42256-025-01055-1) ranks such models: first by whether they find the stable ones among new
# crystals, by now also by relaxed geometry, phonons and heat conduction. A place in that list answers those
# questions; it does not say how the model does on yours. *Universal* means that nearly all elements were in
# the training set. It does not promise surfaces, defects, molecules, high pressure, charge, or long-range
# forces.

# %% [markdown]
# ## 2. One calculator
#
# In the library ASE a *calculator* is an object that gives energy and forces of a list of atoms, and
# `universal("chgnet")` is one. Printed, it says whether the model runs here or answers from the recording. If
# you ask the recording for a crystal that it does not hold, it says so in a sentence and gives no number.

# %%
model = universal("chgnet")
print(model)

def energy(crystal):
    """Energy of the cell, eV."""
    atoms = crystal if isinstance(crystal, Atoms) else to_ase(crystal)
    atoms.calc = model
    return atoms.get_potential_energy()

start = rattle(make_perovskite(), 0.08, 3)
print(f"shaken SrTiO3: {energy(start) / len(start):.4f} eV per atom")

# %% [markdown]
# ## 3. Invariances, and the size of the cell
#
# Turned, shifted, renumbered, repeated: none of it is physics, so the energy per atom must stay.
#
# **Predict:** to which digit?

# %%
before = energy(start) / len(start)
moves = {"rotated": rotate, "shifted": shift_origin, "renumbered": permute_sites, "repeated": supercell}
for name, move in moves.items():
    moved = move(start)
    print(f"{name:>10}: {abs(energy(moved) / len(moved) - before):.1e} eV per atom")

# %% [markdown]
# All changes are within what single precision allows: the network computes with numbers of about seven
# digits, which leaves some 1e-6 eV. These audits hold by construction, as they did for the small potential of
# `H_universal_potentials`; they do not say that the energies are right.

# %% [markdown] nbgrader={"grade_id": "I-size-question", "locked": true}
# **Step 1.** Write `size_error(energy, atoms, repeat)`. `energy` is a function that takes an ASE `Atoms` and
# returns its energy (eV); `repeat` is a tuple of three whole numbers, and `atoms * repeat` is the repeated
# crystal. Return by how much the energy **per atom** changes, without a sign: a number in eV per atom.

# %% nbgrader={"grade_id": "I-size", "solution": true}
def size_error(energy, atoms, repeat):
    """Change of the energy per atom when the crystal is repeated, eV per atom."""
    ### BEGIN SOLUTION
    larger = atoms * repeat
    return abs(energy(larger) / len(larger) - energy(atoms) / len(atoms))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-size-check", "grade": true, "points": 2}
check("I-size")

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-size-hidden", "grade": true, "points": 2}
# Other energies and repetitions are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("I-size", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# ## 4. Forces, and a crystal that relaxes
#
# The audit of `H_universal_potentials` again: the force that the model claims, against the change of its
# energy when one atom moves 0.01 Å both ways.

# %%
atoms = to_ase(start)
atoms.calc = model
claimed = atoms.get_forces()
found = []
for atom, axis in ((0, 0), (1, 2), (3, 1)):
    ends = []
    for sign in (1, -1):
        moved = atoms.copy()
        moved.positions[atom, axis] += sign * 0.01
        ends.append(energy(moved))
    found.append((atom, "xyz"[axis], claimed[atom, axis], -(ends[0] - ends[1]) / 0.02))
pd.DataFrame(found, columns=["atom", "axis", "force, eV/Å", "by difference, eV/Å"]).round(4)

# %% [markdown]
# They agree to about 0.002 eV/Å, which is what single precision leaves of a difference of two energies. So
# CHGNet's forces are the slope of its energy.
#
# Next a relaxation. We stretch rock salt (MgO) by 3 % along every axis, and let positions and cell follow the
# forces. (`FIRE` is the rule by which ASE makes the steps; the filter lets the cell change as well as the
# positions.) The crystal should find its way back.

# %%
salt = to_ase(make_rocksalt("Mg"))
natural = salt.cell.volume
salt.set_cell(1.03 * salt.cell, scale_atoms=True)
salt.calc = model
FIRE(FrechetCellFilter(salt), logfile=None).run(fmax=0.02, steps=40)
print(f"volume of the cell, Å³: measured {natural:.2f}, stretched {1.03**3 * natural:.2f}, "
      f"relaxed {salt.cell.volume:.2f}")

# %% [markdown]
# It comes back, not to the measured volume but to one some 3 % larger. Crystals of PBE, the approximation
# from which CHGNet learnt, are usually too large in this way, and a model takes over the errors of its
# training data.

# %% [markdown]
# ## 5. Conservative forces, and forces that are not
#
# Now 32 shaken atoms of MgO move for 60 steps of one femtosecond, without a heat bath, so that the total
# energy should stay. The control changes one thing only: the same forces are turned by five degrees about
# z, as a network that gives forces directly might err. They still have the right length and nearly the right
# direction, but they are no longer the slope of any energy. (One unit of time in ASE is 10.18 fs, so a
# femtosecond is 0.098 of them.)
#
# **Predict:** which of the two runs keeps its total energy?

# %% control="slope"
def run(angle, n_steps=60, dt=1.0 * 0.0982269):
    """Total energy per atom along a run; the forces are turned by `angle` degrees about z."""
    atoms = to_ase(rattle(make_rocksalt("Mg"), 0.1, 5)) * (2, 2, 1)
    atoms.calc = model
    masses, speed, total = atoms.get_masses()[:, None], 0.0, []
    c, s = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    turn = np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    force = atoms.get_forces() @ turn
    for _ in range(n_steps):
        half = speed + 0.5 * dt * force / masses
        atoms.positions += dt * half
        force = atoms.get_forces() @ turn
        speed = half + 0.5 * dt * force / masses
        total.append((atoms.get_potential_energy() + 0.5 * (masses * speed**2).sum()) / len(atoms))
    return np.array(total)

runs = {"as the model gives them": run(0), "turned by 5 degrees": run(5)}
plot_energy_drift(runs, dt=1.0)
for name, total in runs.items():
    print(f"{name}: the energy wanders by {1000 * np.ptp(total):.2f} meV per atom")

# %% [markdown] because="slope"
# The first run wanders a little, because the time step is finite. The second gains or loses energy from
# nothing, and goes on doing so: over a long run it heats or freezes the crystal. Forces that are turned by
# five degrees are wrong by less than a tenth of their length, so a picture of predicted against true forces
# would hardly show the difference; a run does.

# %% [markdown] nbgrader={"grade_id": "I-q1-question", "locked": true}
# **Quick question 1.** A model gives forces directly. Which audit can show that they are not the slope
# of its energy? a) turning the crystal; b) energy along a run without heat bath; c) repeating the cell;
# d) its error on a test set. Set `which_audit` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-q1", "solution": true}
### BEGIN SOLUTION
which_audit = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-q1-check", "grade": true, "points": 1}
quiz("I-q1")

# %% [markdown]
# ## 6. Softening: which axis is which
#
# Universal models tend to make energy differences too small, as if the energy landscape were flatter than it
# is. That is called *softening*. How large is it for CHGNet? It relaxed the crystals of the teaching set, and
# gives energies that we have from PBE as well. A formation energy is counted from the energies of the elements;
# all polymorphs of a formula hold the same elements, so inside one formula these references cancel, and
# differences of polymorphs can be compared.
#
# Say $p_i$ is PBE's energy of polymorph $i$ minus the mean over its formula, and $m_i$ the same for the model,
# both in eV per atom. Three numbers claim to say how much the model flattens; the sums run over all crystals,
# and for a model that is right all three are 1:
#
# $$\frac{\sum p_i m_i}{\sum p_i^2}, \qquad \frac{\sum m_i^2}{\sum p_i m_i}, \qquad
# \sqrt{\frac{\sum m_i^2}{\sum p_i^2}}$$
#
# The first is the slope of the straight line that fits the model's energies to PBE's (errors measured along the
# model's axis). The second is one over the slope of the line that fits PBE's to the model's (errors along the
# axis of PBE). The third is the ratio of the spreads. None has a unit.

# %% [markdown] nbgrader={"grade_id": "I-slopes-question", "locked": true}
# **Step 2.** Write `flattening(reference, model, groups)`. All three are arrays of the same length: the energies
# of the reference and of the model (eV per atom), and the formula of each crystal. From each energy subtract
# the mean over its formula; then return the three numbers above, in this order, as an array.

# %% nbgrader={"grade_id": "I-slopes", "solution": true}
def flattening(reference, model, groups):
    """Slope of the model on the reference, one over the slope the other way, ratio of spreads."""
    ### BEGIN SOLUTION
    table = pd.DataFrame({"p": reference, "m": model})
    inside = table - table.groupby(np.asarray(groups)).transform("mean")
    pp, pm, mm = (inside[a] @ inside[b] for a, b in ("pp", "pm", "mm"))
    return np.array([pm / pp, mm / pm, np.sqrt(mm / pp)])
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-slopes-check", "grade": true, "points": 2}
check("I-slopes")

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-slopes-hidden", "grade": true, "points": 2}
# Larger tables are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("I-slopes", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# On the crystals, and on a control: the same PBE energies with random errors of the model's size put on top,
# but nothing flattened.

# %% control="axis"
pbe = load_teaching_set()
chgnet = load_teaching_set("formation_energy_per_atom_chgnet")
three = pbe.groups
table = pd.DataFrame({"p": pbe.targets, "m": chgnet.targets})
inside = table - table.groupby(three).transform("mean")
noise = np.random.default_rng(0).normal(0, (inside["m"] - inside["p"]).std(), len(inside))

def three_numbers(p, m):
    return [(p @ m) / (p @ p), (m @ m) / (p @ m), np.sqrt((m @ m) / (p @ p))]

columns = ["model on PBE", "1 / PBE on model", "ratio of spreads"]
pd.DataFrame([three_numbers(inside["p"], inside["m"]), three_numbers(inside["p"], inside["p"] + noise)],
             index=["CHGNet", "control: errors, no flattening"], columns=columns).round(3)

# %%
plot_softening(inside["p"], inside["m"])

# %% [markdown] because="axis"
# In the control nothing is flattened, so a good measure should give one. The first number does; the second is
# above one, because the errors stand on the model's axis and a line fitted the other way takes them for slope.
# So the first number is the one to quote when PBE is the reference; the second makes a soft model look better
# than it is. For CHGNet both are below one: it flattens differences.

# %% [markdown]
# ## 7. Curvature: what a minimum hides
#
# A relaxed crystal sits at a minimum of its energy. That energy may be right while the valley around the
# minimum is too wide, so that the crystal is too easy to squeeze. The crystals of `load_curves` were squeezed
# and stretched, and one atom of each was moved along z, once with PBE and once with CHGNet. Here is one.

# %%
curves = load_curves()
plot_curves(curves, "MgO-rocksalt")

# %% [markdown] nbgrader={"grade_id": "I-bulk-question", "locked": true}
# **Step 3.** Write `bulk_modulus(volumes, energies)`: two arrays, the volumes (Å³) of a cell and its energies
# (eV). Fit a parabola to them. The bulk modulus is $B = V_0 \, E''$, with $V_0$ the volume at the minimum of the
# parabola (Å³) and $E''$ its second derivative with respect to the volume (eV/Å⁶). Return a number in GPa:
# 1 eV/Å³ is 160.2177 GPa.

# %% nbgrader={"grade_id": "I-bulk", "solution": true}
def bulk_modulus(volumes, energies):
    """Bulk modulus at the minimum of a parabola, GPa."""
    ### BEGIN SOLUTION
    a, b, _ = np.polyfit(volumes, energies, 2)
    return 160.2177 * (-b / (2 * a)) * 2 * a
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-bulk-check", "grade": true, "points": 2}
check("I-bulk")

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-bulk-hidden", "grade": true, "points": 2}
# Other curves are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("I-bulk", hidden=True)
### END HIDDEN TESTS

# %% [markdown]
# Now both curvatures for every crystal: the bulk modulus, and the force constant of the moved atom, whose
# square root is the frequency of that motion.
#
# **Predict:** is CHGNet too soft in all of them, by one factor?

# %%
def curvatures(part):
    """Bulk modulus in GPa, and force constant of the moved atom in eV/Å²."""
    squeezed = part[part["change"] == "volume"]
    moved = part[part["change"] == "displacement"]
    rest = part.loc[(part["change"] == "volume") & (part["amount"] == 1), "energy"].iloc[0]
    _, b, _ = np.polyfit(squeezed["amount"] * squeezed["volume"].iloc[0], squeezed["energy"], 2)
    k = 2 * np.polyfit(moved["amount"] ** 2, moved["energy"] - rest, 1)[0]
    return -b * 160.2177, k

rows = {}
for crystal, part in curves.groupby("crystal"):
    values = {method: curvatures(some) for method, some in part.groupby("method")}
    if {"pbe", "chgnet"} <= set(values):
        (b_pbe, k_pbe), (b_model, k_model) = values["pbe"], values["chgnet"]
        rows[crystal] = (b_pbe, b_model, b_model / b_pbe, k_pbe, k_model, k_model / k_pbe)
columns = ["B PBE, GPa", "B CHGNet", "ratio", "k PBE, eV/Å²", "k CHGNet", "ratio of k"]
pd.DataFrame(rows, index=columns).T.round(2)

# %% [markdown]
# The reference has errors too. A calculation with PBE expands the electrons in plane waves, and which waves fit
# depends on the volume of the cell; so when the volume changes, single energies jump by some meV, as the picture
# shows. A parabola through all seven points averages over such jumps. The moved atom leaves the cell as it is,
# so its ratios are the more reliable ones.
#
# A frequency goes with the root of the force constant: if the ratio of the force constants is 0.8, the frequency
# is 0.9 of the true one. What a *common* factor changes:
# barriers, frequencies, the temperature of a transition, all in proportion. What it does not change: the
# order of polymorphs, since multiplying all differences moves none past another. Read the two columns of
# ratios: as far as they scatter, there is no common factor, and no single correction cures it. The softening of
# models trained on relaxations was described in 2025 (10.1038/s41524-024-01500-6).

# %% [markdown] nbgrader={"grade_id": "I-q2-question", "locked": true}
# **Quick question 2.** All energy differences of a model are 0.9 of the true ones. What does it get right
# nevertheless? a) the order of polymorphs; b) barriers; c) phonon frequencies; d) transition temperatures.
# Set `what_stays` to a letter.

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-q2", "solution": true}
### BEGIN SOLUTION
what_stays = "a"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "I-q2-check", "grade": true, "points": 1}
quiz("I-q2")

# %% [markdown]
# ## 8. Far from home
#
# CHGNet was trained on steps of relaxations. Here are two places where no relaxation goes. First a crystal
# squeezed to less than half its volume. Its pressure is minus the slope of the energy with the volume, and must
# grow the further it is squeezed.
#
# **Predict:** until which volume does it?

# %%
copper = to_ase(make_fcc("Cu"))
ratios = (1.0, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)
squeezed = []
for ratio in ratios:
    small = copper.copy()
    small.set_cell(copper.cell * ratio ** (1 / 3), scale_atoms=True)
    squeezed.append(energy(small) / len(small))
pressure = -np.diff(squeezed) / np.diff(ratios) / (copper.cell.volume / len(copper)) * 160.2177
for i, p in enumerate(pressure):
    print(f"copper from {ratios[i]:.0%} to {ratios[i + 1]:.0%} of its volume: {p:6.0f} GPa on average")

# %% [markdown]
# Where the number falls, the model says that a crystal gives way as it is squeezed. No material does, and
# nothing but your physics tells you: the energies themselves look smooth.
#
# Second, a lone atom. The energy to take a metal apart into atoms is known from experiment (C. Kittel,
# Introduction to Solid State Physics, 8th edition, 2005, chapter 3).

# %%
cohesive = {"Na": 1.113, "Al": 3.39, "Cu": 3.49, "Ag": 2.95}
rows = []
for symbol, known in cohesive.items():
    alone = energy(Atoms(symbol, cell=[12.0] * 3, pbc=True))
    rows.append((symbol, alone - energy(bulk(symbol)), known))
pd.DataFrame(rows, columns=["metal", "CHGNet, eV per atom", "experiment"]).set_index("metal").round(2)

# %% [markdown]
# A lone atom has no neighbour inside the cutoff, and no crystal of the training set has such an atom. So its
# energy is an extrapolation, and nothing in the number warns you.

# %% [markdown]
# ## 9. The fourth rung of the ladder, and what it has seen
#
# CHGNet's energy is a constant for each element, plus what its network makes of 64 numbers an atom. The mean of
# those numbers over the crystal is a descriptor made by somebody else's training: tier 4, frozen. Put the
# shares of the elements beside it, and use two plain models on the folds of the ladder: a *ridge*, which is a
# linear model with a price for large coefficients (`E_pooling`, section 8), and a random forest (`A_ladder`).

# %%
rows = [(s.title, s.split, s.mae, s.mae_error, s.rho, s.rho_error, s.regret) for s in fourth_tier(pbe)]
pd.DataFrame(rows, columns=["features", "split", "MAE", "±", "rank rho", "±", "regret"]).round(3)

# %% [markdown]
# (± is the standard error of the mean, over folds for the MAE, over formulas for rho.) Compare with the table
# of the whole ladder in `G_wrap_up`: the ridge has the best MAE on random folds, the best order of polymorphs
# and the lowest regret on both. Before you celebrate: the 64
# numbers were trained to give energies, and of many of these very crystals. How does one find out?
# Ask them for things they were trained for, and for one that they were not.
#
# **Predict:** which target will a ridge read off best, for new formulas: CHGNet's energy, PBE's, or the
# volume of an atom? And does the shares' part alone do it?

# %%
frozen = frozen_features(pbe.ids)
shares = ElementFractions().fit_transform(pbe.structures)
features = np.hstack([frozen, shares])
targets = {"CHGNet's energy": chgnet.targets, "PBE's energy": pbe.targets,
           "volume of an atom": np.array([s.volume / len(s) for s in pbe.structures])}

def ridge():
    return make_pipeline(StandardScaler(), RidgeCV(np.logspace(-6, 2, 17)))

def share_explained(X, y):
    guess = np.empty_like(y)
    for train, test in make_folds(pbe.groups, "grouped"):
        guess[test] = ridge().fit(X[train], y[train]).predict(X[test])
    return 1 - np.var(guess - y) / np.var(y)

inputs = {"shares alone": shares, "frozen alone": frozen, "both": features}
pd.DataFrame({name: {what: share_explained(X, y) for what, X in inputs.items()}
              for name, y in targets.items()}).round(3)

# %% [markdown]
# The numbers are the share of the variance explained. CHGNet's own energy is read off best, which shows whose
# vector this is; PBE's follows close behind, since the two agree. So an error on these folds is no test of CHGNet
# on new formulas: the fold keeps a formula out of *our* training, and nobody kept it out of CHGNet's. An honest
# test needs crystals that no database holds, or a model whose training list you can read.

# %% [markdown]
# ## 10. Does it know when it is wrong?
#
# A *committee* is a group of models for one task. Ours has ten ridges, each trained on its own random draw of
# the training crystals. Where they disagree, the prediction should be doubtful. The *spread* is the standard
# deviation of their ten predictions for a crystal. We count how often the true energy lies within two spreads
# of their mean. If the spread said how large the error is (as the standard deviation of a normal distribution
# does), that would happen about 95 times in a hundred.

# %%
dice = np.random.default_rng(1)
for split in ("random", "grouped"):
    inside_two, spreads, errors = [], [], []
    for train, test in make_folds(pbe.groups, split):
        guesses = []
        for _ in range(10):
            draw = dice.choice(train, len(train))
            guesses.append(ridge().fit(features[draw], pbe.targets[draw]).predict(features[test]))
        error, spread = np.mean(guesses, axis=0) - pbe.targets[test], np.std(guesses, axis=0)
        inside_two += list(np.abs(error) < 2 * spread)
        spreads, errors = [*spreads, *spread], [*errors, *np.abs(error)]
    print(f"{split:>8}: mean error {np.mean(errors):.3f}, mean spread {np.mean(spreads):.3f} eV per atom, "
          f"true energy within two spreads: {np.mean(inside_two):.0%}")

# %% [markdown]
# Far fewer than 95. The members share their features and most of their crystals, so they share their mistakes
# and agree on them. The spread warns of one thing only, that the draw of the training set matters; it says
# nothing of what all members lack.

# %%
summary("I")

# %% [markdown]
# ## Recap
# 1. A universal potential can be audited frozen: invariances, forces, a run, order, curvature, far places.
# 2. Softening depends on the axis you fit; a common factor spoils barriers and frequencies, not ranks.
# 3. Frozen features rank polymorphs best, but their network has seen many of the answers. The members of a
#    committee share their mistakes, so their agreement does not show that they are right.

# %% [markdown]
# # I. A universal potential, audited
# **What may you believe of a potential that somebody else trained on nearly all elements?** We take one
# that exists, CHGNet, and put the questions of this unit to it, with a second one, SevenNet-0, as a control. If they
# are installed (`pip install -e ".[potentials]"`), they run here; if not, their recorded answers are used, and the
# notebook says which. About fifty-five minutes.

# %%
import numpy as np
import pandas as pd
from ase import Atoms
from ase.build import bulk
from ase.filters import FrechetCellFilter
from ase.optimize import FIRE

from coursekit.checks import check, quiz, summary
from coursekit.datasets import load_curves, load_teaching_set, measured_crystals
from coursekit.featurizers import (
    ElementFractions,
    MagpieStatistics,
    SiteStatisticsFingerprint,
)
from coursekit.pipelines import RUNGS, make_folds, polymorph_scores
from coursekit.pipelines.metrics import standard_error
from coursekit.pipelines.recorded import (
    fourth_tier,
    learning_curve_of_graph_network,
)
from coursekit.pipelines.rungs import FOURTH_TIER
from coursekit.plots.potentials import plot_energy_drift, plot_learning_curves
from coursekit.plots.softening import plot_curves, plot_softening
from coursekit.potentials import frozen_features, universal
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
# `H_universal_potentials` has a map of potentials from the first ones on. Here are universal ones, to
# the present. Every row keeps what tier 3 has: a centre, a cutoff, a vector for each atom, and energies of
# atoms that are summed. The rows differ in how the vector is made, in what they learnt from, and in the
# column *forces*. The last two columns are measured by others. *F1* says how well the model finds the
# stable ones among 215 488 new crystals: 1 means that it finds all of them and no wrong one. *Heat* is the
# error of the heat conduction of 103 crystals: 0 is perfect, 2 is the worst possible. Heat is carried by
# vibrations, so this column asks for the curvature of the energy and not for its value.
#
# **Predict:** which of the other columns goes with *heat*?

# %%
names = ["model", "public", "learnt from", "forces", "F1", "heat"]
three = "MPtrj, Alexandria, OMat24"
rows = [
    ("M3GNet", "2022-02", "MPF", "slope", 0.569, 1.412),
    ("CHGNet", "2023-03", "MPtrj", "slope", 0.613, 1.717),
    ("MACE-MP-0", "2023-12", "MPtrj", "slope", 0.669, 0.682),
    ("SevenNet-0", "2024-02", "MPtrj", "slope", 0.724, 0.767),
    ("MatterSim v1 5M", "2024-05", "its own", "slope", 0.862, 0.574),
    ("Orb v2", "2024-10", "MPtrj, Alexandria", "direct", 0.880, 1.732),
    ("eqV2 M", "2024-10", "MPtrj, OMat24", "direct", 0.917, 1.771),
    ("eSEN-30M-OAM", "2025-03", three, "slope", 0.925, 0.170),
    ("Orb v3", "2025-04", three, "slope", 0.905, 0.210),
    ("PET-OAM-XL", "2026-01", three, "slope", 0.924, 0.119),
]
pd.DataFrame(rows, columns=names).set_index("model")

# %% [markdown]
# *Slope* means that the forces are the slope of the energy, as in `H_universal_potentials`. *Direct* forces
# come out of the network beside the energy, and nothing makes them its slope. That saves computing time.
# Compare the rows of October 2024 with those below them: Orb v2 and eqV2 find stable crystals almost as well as eSEN and Orb v3,
# and they are among the worst in heat conduction. The first two rows show that a slope alone is not enough:
# their forces are slopes, but of an energy whose curvature is wrong (section 7 measures that for CHGNet).
# A study of 2025 ran such models and found crystals that heat up by themselves
# (10.48550/arXiv.2412.11569); section 5 shows why. Since then a common way is to train with direct forces
# first, because it is fast, and to finish with slopes; eSEN was made like that.
#
# (*Public* is when the paper was first posted. Numbers: repository of Matbench Discovery,
# 10.1038/s42256-025-01055-1, as of the middle of 2026; F1 on crystals whose kind is not in MPtrj. Models, in the
# order of the table: 10.1038/s43588-022-00349-3, 10.1038/s42256-023-00716-3, 10.48550/arXiv.2401.00096,
# 10.1021/acs.jctc.4c00190, 10.48550/arXiv.2405.04967, 10.48550/arXiv.2410.22570, 10.48550/arXiv.2410.12771,
# 10.48550/arXiv.2502.12147, 10.48550/arXiv.2504.06231, 10.1038/s41467-025-65662-7.)
#
# A model knows what its training set held:
#
# | set | public | what it holds | DOI |
# |---|---|---|---|
# | MPF | 2022-03 | 188 349 steps of relaxations in the Materials Project | 10.1038/s43588-022-00349-3 |
# | Alexandria | 2023-04 | 30 million steps of relaxations of 3 million crystals | 10.1002/adma.202210788 |
# | MPtrj | 2023-07 | 1.58 million steps of relaxations of 146 000 crystals of the Materials Project | 10.1038/s42256-023-00716-3 |
# | OMat24 | 2024-10 | over 100 million calculations, most of crystals that were shaken or strained | 10.48550/arXiv.2410.12771 |
# | MatPES | 2025-03 | 434 712 structures chosen from steps of dynamics | 10.48550/arXiv.2503.04070 |
#
# (A *relaxation* moves the atoms of a crystal, step by step, until no forces are left.) The sets grow away from
# relaxed crystals, because the steps of a relaxation stay close to the minimum and say little about the walls of
# the valley. Matbench Discovery ranks models by stable crystals, by now also by relaxed geometry, vibrations,
# dynamics and pairs of atoms. A place in that list answers those questions; it does not say how a model does on
# yours. *Universal* means that nearly all elements were in the training set. It does not promise surfaces,
# defects, molecules, high pressure, charge, or long-range forces.

# %% [markdown]
# ## 2. One calculator
#
# In the library ASE a *calculator* is an object that gives energy and forces of a list of atoms, and
# `universal("chgnet")` is one. Printed, it says whether the model runs here or answers from the recording. If
# you ask the recording for a crystal that it does not hold, it says so in a sentence and gives no number.
#
# A second model stands beside it where a question needs a control: SevenNet-0. It learnt from the same
# training set as CHGNet, MPtrj, but its network is of another kind, an equivariant one (`D2_soap`), with
# five layers in place of CHGNet's four and a cutoff of 5 Å in place of 6 Å.

# %%
model, second = universal("chgnet"), universal("sevennet")
print(model)
print(second)

def energy(crystal, calculator=model):
    """Energy of the cell, eV."""
    atoms = crystal if isinstance(crystal, Atoms) else to_ase(crystal)
    atoms.calc = calculator
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
moves = {"rotated": rotate, "shifted": shift_origin,
         "renumbered": permute_sites, "repeated": supercell}
changes = {}
for name, move in moves.items():
    moved = move(start)
    changes[name] = [
        abs(energy(moved, one) / len(moved) - energy(start, one) / len(start))
        for one in (model, second)
    ]
columns = ["CHGNet, eV per atom", "SevenNet-0"]
pd.DataFrame(changes, index=columns).T.map("{:.0e}".format)

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
    """Change of the energy when the crystal is repeated, eV per atom."""
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
    slope = -(ends[0] - ends[1]) / 0.02
    found.append((atom, "xyz"[axis], claimed[atom, axis], slope))
columns = ["atom", "axis", "force, eV/Å", "by difference, eV/Å"]
pd.DataFrame(found, columns=columns).round(4)

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
print(f"volume of the cell, Å³: measured {natural:.2f}, "
      f"stretched {1.03**3 * natural:.2f}, relaxed {salt.cell.volume:.2f}")

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
    """Total energy per atom along a run; forces turned by `angle` about z."""
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
        kinetic = 0.5 * (masses * speed**2).sum()
        total.append(atoms.get_potential_energy() + kinetic)
    return np.array(total) / len(atoms)

runs = {"as the model gives them": run(0), "turned by 5 degrees": run(5)}
plot_energy_drift(runs, dt=1.0)
for name, total in runs.items():
    wander = 1000 * np.ptp(total)
    print(f"{name}: the energy wanders by {wander:.2f} meV per atom")

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
    """Slope of the model, one over the slope the other way, spread ratio."""
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
# On the crystals, and on two controls. In the first only the network differs: SevenNet-0 learnt from the same
# set, MPtrj. In the second nothing is flattened: PBE's energies with random errors of CHGNet's size on top.
#
# **Predict:** if another network learns from the same set, is it as flat?

# %% control="axis"
pbe = load_teaching_set()
chgnet = load_teaching_set("formation_energy_per_atom_chgnet")
sevennet = [energy(s, second) / len(s) for s in pbe.structures]
table = pd.DataFrame({"p": pbe.targets, "m": chgnet.targets, "s": sevennet})
inside = table - table.groupby(pbe.groups).transform("mean")
off = (inside["m"] - inside["p"]).std()
noise = np.random.default_rng(0).normal(0, off, len(inside))
inside["control"] = inside["p"] + noise

def three_numbers(p, m):
    return [(p @ m) / (p @ p), (m @ m) / (p @ m), np.sqrt((m @ m) / (p @ p))]

shown = {"CHGNet": "m", "SevenNet-0": "s",
         "control: errors, no flattening": "control"}
rows = {name: three_numbers(inside["p"], inside[column])
        for name, column in shown.items()}
columns = ["model on PBE", "1 / PBE on model", "ratio of spreads"]
pd.DataFrame(rows, index=columns).T.round(3)

# %%
_ = plot_softening(inside["p"], inside["m"])

# %% [markdown] because="axis"
# In the control nothing is flattened, so a good measure should give one. The first number does; the second is
# above one, because the errors stand on the model's axis and a line fitted the other way takes them for slope.
# So the first number is the one to quote when PBE is the reference; the second makes a soft model look better
# than it is. For CHGNet both are below one: it flattens differences. SevenNet-0 learnt from the same crystals and
# flattens a third as much. So the training set alone does not decide how soft a model is.

# %% [markdown]
# ## 7. Curvature: what a minimum hides
#
# A relaxed crystal sits at a minimum of its energy. That energy may be right while the valley around the
# minimum is too wide, so that the crystal is too easy to squeeze. The crystals of `load_curves` were squeezed
# and stretched, and one atom of each was moved along z, once with PBE and once with CHGNet. Here is one.

# %%
curves = load_curves()
_ = plot_curves(curves, "MgO-rocksalt")

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
    rest = squeezed.loc[squeezed["amount"] == 1, "energy"].iloc[0]
    volumes = squeezed["amount"] * squeezed["volume"]
    _, b, _ = np.polyfit(volumes, squeezed["energy"], 2)
    k = 2 * np.polyfit(moved["amount"] ** 2, moved["energy"] - rest, 1)[0]
    return -b * 160.2177, k

rows = {}
for crystal, part in curves.groupby("crystal"):
    values = {method: curvatures(some)
              for method, some in part.groupby("method")}
    if {"pbe", "chgnet"} <= set(values):
        (b_pbe, k_pbe), (b_model, k_model) = values["pbe"], values["chgnet"]
        rows[crystal] = (b_pbe, b_model, b_model / b_pbe,
                         k_pbe, k_model, k_model / k_pbe)
columns = ["B PBE, GPa", "B CHGNet", "ratio",
           "k PBE, eV/Å²", "k CHGNet", "ratio of k"]
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
per_atom = copper.cell.volume / len(copper)
pressure = -np.diff(squeezed) / np.diff(ratios) / per_atom * 160.2177
for i, p in enumerate(pressure):
    print(f"copper from {ratios[i]:.0%} to {ratios[i + 1]:.0%} "
          f"of its volume: {p:6.0f} GPa on average")

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
columns = ["metal", "CHGNet, eV per atom", "experiment"]
pd.DataFrame(rows, columns=columns).set_index("metal").round(2)

# %% [markdown]
# A lone atom has no neighbour inside the cutoff, and no crystal of the training set has such an atom. So its
# energy is an extrapolation, and nothing in the number warns you.

# %% [markdown]
# ## 9. The fourth rung of the ladder
#
# Now tier 4 on the folds of the ladder, in two ways.
#
# - **A graph network trained from scratch.** SchNet, a small one (64 numbers an atom, three layers, 5 Å), starts
#   from random numbers and learns from our training crystals alone. Training takes minutes and PyTorch, so its
#   predictions were recorded. In the row *table of elements* one thing differs: an atom starts not as a vector that is
#   learnt, but as its element's row in the table from which `Magpie` is made.
# - **A frozen universal model.** CHGNet's energy is a constant for each element, plus what its network makes of
#   64 numbers an atom. The mean of those numbers over the crystal is a descriptor made by somebody else's
#   training. Put the shares of the elements beside it, and use two plain models: a *ridge*, which is a linear
#   model with a price for large coefficients (`E_pooling`, section 8), and the random forest of `A_ladder`.
#
# The best row that was made by hand, composition and site statistics with kernel ridge, has an MAE of 0.105 eV per
# atom on random folds and 0.17 on folds by formula, and a rho of 0.6 on both (`G_wrap_up`).
#
# **Predict:** there are nearly 900 crystals in each training part. Which of the two ways beats the row made by hand?

# %% control="elements"
rows = [(s.title, s.split, s.mae, s.mae_error, s.rho, s.rho_error, s.regret)
        for s in fourth_tier(pbe)]
columns = ["features", "split", "MAE", "±", "rank rho", "±", "regret"]
pd.DataFrame(rows, columns=columns).round(3)

# %% [markdown] because="elements"
# (± is the standard error of the mean, over folds for the MAE, over formulas for rho.) The graph network is far
# behind the row made by hand, most of all for new formulas. Much of that is because it has to learn what an element
# is: from a table of elements the same network comes from 0.37 to 0.23 eV per atom. What is left, and the order of
# polymorphs, is for the structure; there it stays behind the row made by hand. The frozen vector with a ridge is level with it in MAE
# and orders polymorphs better than any other row of this unit; a forest makes less of the same columns.
#
# How does that change with the number of crystals? The network was trained on smaller parts of the training part
# as well; the row made by hand and the frozen vector are put on parts of the same sizes.

# %%
blocks = [MagpieStatistics(), SiteStatisticsFingerprint(symprec=None)]
hand = np.hstack([block.fit_transform(pbe.structures) for block in blocks])
shares = ElementFractions().fit_transform(pbe.structures)
frozen = np.hstack([frozen_features(pbe.structures), shares])
folds = make_folds(pbe.groups, "grouped")

def guesses_by_size(X, rung, sizes, seed=0):
    """Out-of-fold energies for each size of the training part."""
    dice = np.random.default_rng(seed)
    guesses = {size: np.empty(len(pbe)) for size in sizes}
    for train, test in folds:
        names = dice.permutation(np.unique(pbe.groups[train]))
        order = np.concatenate([train[pbe.groups[train] == n] for n in names])
        for size, guess in guesses.items():
            part = order[:size]
            model = rung.model(0).fit(X[part], pbe.targets[part])
            guess[test] = model.predict(X[test])
    return guesses

# %% control="size"
ridge, kernel = FOURTH_TIER["frozen-ridge"], RUNGS["sites-kernel"]
network = learning_curve_of_graph_network()
by_size = {
    "graph network from scratch": network,
    "by hand, kernel ridge": guesses_by_size(hand, kernel, network),
    "frozen CHGNet, ridge": guesses_by_size(frozen, ridge, network),
}

def fold_errors(guess):
    off = np.abs(guess - pbe.targets)
    return [off[test].mean() for _, test in folds]

errors = {name: {size: fold_errors(guess) for size, guess in guesses.items()}
          for name, guesses in by_size.items()}
plot_learning_curves(errors)
pd.DataFrame({name: {size: np.mean(mae) for size, mae in found.items()}
              for name, found in errors.items()}).round(3)

# %% [markdown] because="size"
# Along a line only the number of training crystals changes. From 250 crystals, columns made by hand give about
# the error that the network reaches with all of them (nearly 900), and the frozen vector gives a smaller one. The
# network's line is the steepest: it has most to gain from more crystals. So two things are true at once. A graph
# network needs more labels than a thousand crystals give. And a network that has learnt elsewhere is worth many
# labels of one's own.
# (Our network had little tuning, as the data sheet says; a better one would lie lower, by how much was not tried.)

# %% [markdown]
# ## 10. It has seen these labels: how does one find out?
#
# The frozen vector with a ridge gives the best order of polymorphs in the whole unit. Before you celebrate: CHGNet
# was trained to give energies, and of many of these very crystals. Three questions help to find out what that means.
#
# **First: is it the form of the network, or its training?** The control is the same network before it was
# trained: same graph, same layers, same 64 numbers, but random weights.
#
# **Second: what was it trained for?** Ask the vector for three things: CHGNet's own energy, PBE's energy, and a
# target that nobody trained it for, the volume of an atom.
#
# **Predict:** which of the three will a ridge read off best, for new formulas? And how much without training?

# %% control="training"
untrained = frozen_features(pbe.structures, trained=False)
targets = {"CHGNet's energy": chgnet.targets, "PBE's energy": pbe.targets,
           "volume of an atom": np.array(
               [s.volume / len(s) for s in pbe.structures])}

def out_of_fold(X, y):
    guess = np.empty_like(y)
    for train, test in folds:
        guess[test] = ridge.model(0).fit(X[train], y[train]).predict(X[test])
    return guess

inputs = {"shares of the elements alone": shares,
          "untrained network and shares": np.hstack([untrained, shares]),
          "trained network and shares": frozen}
rows = {}
for name, X in inputs.items():
    rows[name] = {}
    for what, y in targets.items():
        guess = out_of_fold(X, y)
        rows[name][f"R², {what}"] = 1 - np.var(guess - y) / np.var(y)
        if what == "PBE's energy":
            ranks = polymorph_scores(y, guess, pbe.groups)
    rows[name]["rank rho, PBE"] = ranks["rho"]
pd.DataFrame(rows).T.round(2)

# %% [markdown] because="training"
# (R² is the share of the variance that is explained, 1 at best.) The untrained network orders no polymorphs: its
# graph sees every structure, but nothing told it which differences count. So what the frozen vector knows of
# energies comes from the labels of its training. Both energies are read off equally well, since CHGNet's labels
# were PBE energies too; the volume, for which nobody trained it, comes out less well.
#
# **Third: were *our* crystals among them?** One would expect a model to do better on crystals that it has met.
# Some of our crystals have a measured structure and stand in every database; other prototypes of the same
# formulas are in none of our tables of measurements, and most of them were only ever made up. We compare the error on both. Two things must be equal, so that only being
# known differs: both groups lie within 0.05 eV per atom of the lowest polymorph, and a second model that cannot
# have met any of them, the row made by hand, shows how hard the two groups are.
#
# **Predict:** on which of the two groups is the frozen vector better?

# %% control="met"
energies = pd.Series(pbe.targets)
height = energies - energies.groupby(pbe.groups).transform("min")
measured = measured_crystals(pbe)
with_one = pd.Series(measured).groupby(pbe.groups).transform("any")
low = (with_one & (height < 0.05)).to_numpy()
groups = {"measured": low & measured, "made up": low & ~measured}
rows = {}
for name, guesses in list(by_size.items())[1:]:
    error = np.abs(guesses[1000] - pbe.targets)
    rows[name] = {}
    for kind, chosen in groups.items():
        rows[name][f"{kind} ({chosen.sum()} crystals)"] = error[chosen].mean()
        rows[name][f"± {kind}"] = standard_error(error[chosen])
pd.DataFrame(rows).T.round(3)

# %% [markdown] because="met"
# The two groups are equally hard for the row made by hand. The frozen model is not better on the crystals that
# it surely has met: this test does not betray what a network has seen, and a test that shows nothing is no proof that
# there was nothing. What remains is to read the list of the training set. MPtrj is public, and the makers of Matbench
# Discovery had to do just that: some 42 thousand of their 257 thousand test crystals are of a kind that MPtrj holds,
# and they are taken out of the F1 in section 1.
#
# So what may be said of this row? Its error on our folds is **not** a test of CHGNet on new formulas: a fold
# keeps a formula out of *our* training, and nobody kept it out of CHGNet's. It is a fair answer to another
# question: how well does one do today if one starts from what others have learnt?

# %% [markdown]
# ## 11. Does it know when it is wrong?
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
            member = ridge.model(0).fit(frozen[draw], pbe.targets[draw])
            guesses.append(member.predict(frozen[test]))
        error = np.mean(guesses, axis=0) - pbe.targets[test]
        spread = np.std(guesses, axis=0)
        inside_two += list(np.abs(error) < 2 * spread)
        spreads, errors = [*spreads, *spread], [*errors, *np.abs(error)]
    print(f"{split:>8}: mean error {np.mean(errors):.3f}, "
          f"mean spread {np.mean(spreads):.3f} eV per atom, "
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
# 3. At a thousand crystals, descriptors made by hand beat a graph network from scratch; a frozen vector ranks
#    polymorphs best, and brings along what its training saw. That cannot be found out from its errors.
# 4. The members of a committee share their mistakes, so their agreement does not show that they are right.

# %% [markdown] slides="28,31"
# # D. ACSF and SOAP
# **How does the surroundings of one atom become a row of numbers that does not care how the crystal
# is turned?** Two ways: a stack of questions, and a density that is squared. We build both by hand,
# compare with the libraries, and find out what they cannot see. About fifty-five minutes.

# %%
import inspect
import time

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ase.calculators.emt import EMT
from dscribe.descriptors import SOAP as DscribeSOAP
from pymatgen.core import Element
from scipy.spatial.transform import Rotation
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit.apps import QuestionStack, SoapSteps
from coursekit.checks import check, quiz, summary
from coursekit.featurizers import ACSF, MBTR, SOAP, Chebyshev, SiteFeatures
from coursekit.featurizers.written_out import acsf as stack
from coursekit.featurizers.written_out import soap as steps
from coursekit.featurizers.written_out.images import neighbors_of
from coursekit.kernels import environment_kernel
from coursekit.plots.acsf import plot_angle_questions, plot_distance_questions
from coursekit.plots.axes import make_axes
from coursekit.plots.soap import (
    plot_coefficients,
    plot_density,
    plot_radial_functions,
    plot_similarities,
)
from coursekit.pooling import MeanPooling
from coursekit.structures import (
    make_anatase,
    make_fcc,
    make_hcp,
    make_planar,
    make_quartz,
    make_rocksalt,
    make_rutile,
    make_shell,
    make_shuffled_cuau,
    make_spinel,
    named_sites,
    rattle,
    to_ase,
)

rng = np.random.default_rng(6)

# %% [markdown] slides="28" claims="56"
# ## 1. A stack of questions
# Atom-centred symmetry functions ask one question each. The simplest: *how many neighbours are near
# the distance* $R_s$? The Gaussian is 1 at $R_s$ and smaller beside it. The cutoff function $f_c$
# multiplies it, so that even a neighbour exactly at $R_s$ counts less than one:
#
# $$G_2 = \sum_j e^{-\eta\,(r_{ij}-R_s)^2} f_c(r_{ij}) .$$
#
# The idea is from Behler and Parrinello (2007, https://doi.org/10.1103/PhysRevLett.98.146401); the
# numbered family G1 to G5 is from Behler (2011, https://doi.org/10.1063/1.3553717).
# **Predict:** titanium in rutile has six oxygens at 1.95 and 1.98 Å. Which of three questions below
# can tell these two distances apart?

# %% slides="28"
rutile = make_rutile()
vectors, which = neighbors_of(0, rutile.lattice.matrix, rutile.frac_coords, r_cut=6.0)
distances = np.linalg.norm(vectors, axis=1)
questions = [(1.0, 1.95), (40.0, 1.95), (1.0, 3.5)]
for eta, shift in questions:
    answer = stack.g2(vectors, eta=eta, r_shift=shift, r_cut=6.0)
    half = np.sqrt(np.log(2) / eta)
    print(f"eta {eta:2.0f} Å⁻², near {shift:.2f} Å: {answer:.3f}; "
          f"a neighbour {half:.2f} Å beside counts half")
six = np.sort(distances)[:6]
print(f"six oxygens, cutoff function alone: {stack.cutoff(six, r_cut=6.0).sum():.3f} and not 6")
ax = plot_distance_questions(questions, distances, r_cut=6.0)

# %% [markdown]
# The last line is a control: with the Gaussian left out, the six oxygens still add up to 4.6, because
# $f_c$ has already fallen to 0.76 at 2 Å. A count by ACSF is a count with weights.
#
# The ticks are the neighbours. Even the sharp question is wider than the step between the two
# distances, so it sees one shell where there are two: what a stack resolves is what its widths were
# chosen for. The broad questions cannot say whether neighbours are few and near or many and far.

# %% [markdown] slides="28,29" claims="42,43"
# ### Questions about angles
# For pairs of neighbours there is an angular factor, $2^{1-\zeta}(1+\lambda\cos\theta)^\zeta$ with
# $\lambda = +1$ or $-1$. **Predict:** at which angle is it largest for $\lambda=+1$ and a large
# $\zeta$: 0°, 90° or 109.5°?

# %% claims="42,43"
families = [(1, 1), (4, 1), (16, 1), (16, -1)]
angles = np.arange(0, 181)
for zeta, sign in families:
    factor = stack.angular_factor(np.cos(np.radians(angles)), zeta=zeta, lambda_=sign)
    print(f"zeta {zeta:2}, lambda {sign:+d}: largest at {angles[factor.argmax()]:3}°, "
          f"at 90° {factor[90]:.1e}, 2^(1-zeta) is {2.0 ** (1 - zeta):.1e}")
ax = plot_angle_questions(families)

# %% [markdown] claims="42,43"
# Never in between. $\lambda=+1$ asks for neighbours in the same direction, $\lambda=-1$ for straight
# triplets; a large $\zeta$ makes that sharper and nearly erases 90°. There is no single G4 or G5 that
# asks "are there right angles?" or "are there tetrahedral angles?".

# %% [markdown] nbgrader={"grade_id": "D-angles-question", "locked": true}
# **Step 1.** Write `angular_sum(vectors, zeta, lambda_)`: the sum of
# $2^{1-\zeta}(1+\lambda\cos\theta)^\zeta$ over all pairs of different neighbours, each pair once.
# `vectors` (n, 3) point from the atom to its neighbours; no cutoff here.

# %% nbgrader={"grade_id": "D-angles", "solution": true}
def angular_sum(vectors, zeta, lambda_):
    """Sum of the angular factor over pairs of neighbours."""
    ### BEGIN SOLUTION
    units = np.array(vectors, float)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    first, second = np.triu_indices(len(units), 1)
    cosines = (units @ units.T)[first, second]
    return np.sum(2.0 ** (1 - zeta) * (1 + lambda_ * cosines) ** zeta)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-angles-check", "grade": true, "points": 1}
check("D-angles")

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-angles-hidden", "grade": true, "points": 1}
# More environments are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("D-angles", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="28" claims="44"
# ### Which pairs, and how often?
# Some papers sum over all ordered pairs, which doubles the value; libraries count each pair once.
# And G4 also fades with the distance $r_{jk}$ between the two neighbours, which G5 leaves out.
# **Predict** what G4 says about a straight triplet with bonds of 2 Å and a cutoff of 3.5 Å.

# %% claims="44"
rows = []
for degrees in [60, 90, 120, 150, 180]:
    turn = np.radians(degrees)
    pair = [(np.array([2.0, 0, 0]), 2.0 * np.array([np.cos(turn), np.sin(turn), 0]))]
    setting = {"eta": 0.01, "zeta": 1, "lambda_": -1, "r_cut": 3.5}
    side = np.linalg.norm(pair[0][0] - pair[0][1])
    rows.append((degrees, side, stack.g4(pair, **setting), stack.g5(pair, **setting)))
pd.DataFrame(rows, columns=["angle / °", "r_jk / Å", "G4", "G5"]).round(3).set_index("angle / °")

# %% [markdown]
# Zero: the two ends are farther from each other than the cutoff, so G4 asks about straight triplets
# and cannot answer. A G4 needs a cutoff of at least twice the bond; G5 does not.

# %% [markdown] claims="44b"
# ### A trap at zeta = 1
# **Predict:** a tetrahedron and a square have quite different angles. Does $\zeta=1$ separate them?

# %% claims="44b"
kinds = ["tetrahedron", "square", "octahedron", "trigonal prism"]
shells = {kind: make_shell(kind, distance=2.0) for kind in kinds}
around = {kind: c.cart_coords[1:] - c.cart_coords[0] for kind, c in shells.items()}
setting = {"eta": 0.0, "r_cut": 6.0}
for zeta in (1, 2, 4):
    for sign in (1, -1):
        sums = []
        for v in around.values():
            pairs = [(a, b) for n, a in enumerate(v) for b in v[:n]]
            weight = stack.cutoff(2.0, r_cut=6.0) ** 2
            sums.append(stack.g5(pairs, zeta=zeta, lambda_=sign, **setting) / weight)
        print(f"zeta {zeta}, lambda {sign:+d}:",
              ", ".join(f"{k} {s:.3f}" for k, s in zip(kinds, sums, strict=True)))

# %% [markdown]
# Exactly equal. Of equal bonds, $\sum_{j<k}\cos\theta_{jk}$ depends only on how long the sum of all
# unit vectors is, and that sum is zero in every shape here, so only the number of neighbours is
# left. $\zeta=2$ is the first that sees the shape.

# %% [markdown] slides="29" claims="42,45"
# ### Can a model still ask for right angles?
# No single function peaks at 90°, but models add and subtract. **Predict** where the curve below has
# its maximum.

# %% claims="42,45"
cosine = np.cos(np.radians(angles))
flat, twofold = [sum(stack.angular_factor(cosine, zeta=z, lambda_=sign) for sign in (1, -1))
                 for z in (1, 2)]
right_angle = flat - twofold
print(f"(zeta 1, both signs) - (zeta 2, both signs): largest at {angles[right_angle.argmax()]}°, "
      f"at 109.5° still {right_angle[109]:.2f}, at 60° {right_angle[60]:.2f}")
ax = make_axes((5, 2.6))
ax.plot(angles, right_angle)
_ = ax.set(xlabel="angle / degrees", ylabel="combination", xlim=(0, 180))

# %% [markdown] claims="45"
# So the *vector* holds the information while no *entry* does. Reading "the model looks at 109.5°" off
# the weight of one angular function is not possible; what one entry means depends on the others.
# Functions with a shifted angle exist for that purpose (in the ANI potentials, for example).

# %% [markdown] nbgrader={"grade_id": "D-q1-question", "locked": true}
# **Quick question 1.** You want one feature that is large for tetrahedral carbon and small for
# everything else. Set `answer_1`.
#
# - **a** G4 with λ = +1 and a very large ζ.
# - **b** G4 with λ = -1 and ζ tuned until the peak stands at 109.5°.
# - **c** No single G2, G4 or G5 does it; a combination of several can.
# - **d** G2 with a sharp η at the C-C distance.

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-q1", "solution": true}
### BEGIN SOLUTION
answer_1 = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-q1-check", "grade": true, "points": 1}
quiz("D-q1")

# %% [markdown] slides="29,30"
# ### The whole stack
# `ACSF` asks many of them and names every answer. Move the controls: what does one question say about
# the site, and where does it stand among all answers?

# %%
questions_app = QuestionStack(crystal="rutile TiO₂")
questions_app

# %%
questions_app.static()

# %%
print(questions_app.text())

# %% slides="30"
g2 = [(4.0, shift) for shift in np.arange(1.0, 6.0, 0.5)]
g4 = [(0.01, zeta, sign) for zeta in (1, 2, 4, 16) for sign in (1, -1)]
acsf = ACSF(6.0, g2=g2, g4=g4, by_center=False).fit([rutile])
symbols = [rutile[int(i)].specie.symbol for i in which]
ours = stack.acsf_of_site(vectors, symbols, elements=["Ti", "O"], g2_list=g2, g4_list=g4, r_cut=6.0)
theirs = acsf.transform([rutile])[0].values[0]
print(f"{len(theirs)} answers; written out and featuriser agree to {np.abs(ours - theirs).max():.0e}")
for place in (13, 14, 15, -1):
    print(f"  {theirs[place]:6.3f}  {acsf.get_feature_names_out()[place]}")

# %% [markdown] slides="30" claims="46"
# Smooth, invariant, and each entry has a name. The price: somebody chose the questions. **Predict**
# how the number of answers grows with the number of elements.

# %% claims="46"
several = [make_rocksalt("Mg"), make_rocksalt("Ni"), make_rutile(), make_quartz()]
for n in range(1, 5):
    fitted = ACSF(6.0, g2=g2, g4=g4, by_center=False).fit(several[:n])
    elements = len(fitted.species_)
    length = elements * (1 + len(g2)) + elements * (elements + 1) // 2 * len(g4)
    print(f"{elements} elements: {fitted.n_features_out_} answers, "
          f"S·{1 + len(g2)} + S(S+1)/2·{len(g4)} = {length}")

# %% [markdown] claims="46"
# Distances grow with $S$, angles with $S(S+1)/2$. Whether that is "compact" depends on the elements,
# not on the method.

# %% [markdown] slides="31"
# ## 2. SOAP, step one: a cloud
# The other way makes no choice of questions. Put a Gaussian of width σ on each neighbour, and one on
# the central atom itself; the list of atoms becomes a smooth field, one per element. **Predict** what a large σ does to an octahedron.

# %% slides="31"
grid = np.linspace(-3.5, 3.5, 81)
plane = np.stack([*np.meshgrid(grid, grid), np.zeros((81, 81))], axis=-1)
octahedron = around["octahedron"]
figure, axes = plt.subplots(1, 3, figsize=(9, 3), layout="constrained", facecolor="white")
for ax, sigma in zip(axes, [0.3, 0.5, 1.0], strict=True):
    cloud = steps.density(plane, octahedron, sigma=sigma)
    plot_density(cloud, 3.5, ax=ax, title=f"σ = {sigma} Å, centre {cloud[40, 40]:.3f}")

# %% [markdown]
# (Only the six neighbours are drawn here.) At 1 Å the spots in the plane overlap: four weak lobes on
# one broad hill are left; at 0.3 Å each atom stands alone. σ is the resolution. It is also a statement on which displacements should matter.

# %% [markdown] slides="31,50" claims="50"
# ### What happens at the cutoff?
# In textbooks the density is multiplied by a smooth $f_c(r)$. In dscribe it is **not**, unless one
# asks. **Predict:** a neighbour moves from 3 to 6 Å with $r_\mathrm{cut} = 4$ Å. When does it
# disappear?

# %% claims="50"
basis = {"n_max": 8, "r_cut": 4.0, "sigma": 0.5}
for r in [3.0, 3.5, 4.0, 4.5, 5.0, 5.5]:
    sizes = []
    for weight in [1.0, steps.fade(np.array([r]), r_cut=4.0)]:
        c = [steps.coefficients(np.array([[0, 0, r]]), degree, weights=weight, **basis)
             for degree in range(7)]
        sizes.append(np.sqrt(sum((values**2).sum() for values in c)))
    if r == 3.0:
        start = sizes
    print(f"r = {r} Å: plain {sizes[0] / start[0]:6.1%}, faded {sizes[1] / start[1]:6.1%} "
          f"of its size at 3 Å")
default = inspect.signature(DscribeSOAP.__init__).parameters["sigma"].default
print(f"default width: dscribe {default} Å, SOAP of the course {SOAP().sigma} Å")

# %% [markdown] claims="50"
# Without the weight the neighbour at the cutoff is still there and fades out beyond it, because its
# Gaussian reaches in. `SOAP(weighting="poly")` brings the smooth end back. And look at the default
# width: two papers that say "SOAP with default settings" may mean different vectors.

# %% [markdown] slides="31"
# ## 3. Step two: measure the cloud with shapes
# The density is expanded in radial functions $g_n(r)$ and spherical harmonics $Y_{lm}$,
#
# $$\rho(\mathbf{r}) = \sum_{nlm} c_{nlm}\, g_n(r)\, Y_{lm}(\hat{\mathbf{r}}), \qquad
# c_{nlm} = \int g_n\, Y_{lm}\, \rho\; \mathrm{d}^3r .$$

# %% slides="31"
r = np.linspace(0, 6, 2001)
figure, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained", facecolor="white")
for ax, degree in zip(axes, (0, 3), strict=True):
    g = steps.radial_functions(r, degree, n_max=4, r_cut=4.0)
    overlap = (g[:, None] * g * r**2).sum(axis=-1) * (r[1] - r[0])
    plot_radial_functions(r, g, ax=ax, title=f"l = {degree}, four functions for r_cut = 4 Å")
    print(f"l = {degree}: overlaps are one and zero to {np.abs(overlap - np.eye(4)).max():.0e}")

# %% [markdown]
# The coefficients can be added up on a grid, as the integral says, or written down in closed form,
# because a Gaussian times a Gaussian is a Gaussian. **Predict:** do the two agree, and which is
# faster?

# %% slides="31,34"
setting = {"n_max": 4, "r_cut": 4.0, "sigma": 0.5}
start = time.perf_counter()
summed = steps.coefficients_on_grid(octahedron, 4, **setting)
middle = time.perf_counter()
closed = steps.coefficients(octahedron, 4, **setting)
end = time.perf_counter()
print(f"largest difference {np.abs(summed - closed).max():.0e} of {np.abs(closed).max():.2f}")
print(f"grid {1000 * (middle - start):.0f} ms, closed form {1000 * (end - middle):.1f} ms")

# %% [markdown] slides="31"
# How good is the copy? Walk once around the atom through the four neighbours in the plane and
# compare the cloud with its expansion. **Predict** which $l_\mathrm{max}$ is needed to see four
# separate atoms.

# %% slides="31"
turns = np.radians(np.arange(0, 361, 3))
circle = 2.0 * np.column_stack([np.cos(turns), np.sin(turns), 0 * turns])
truth = steps.density(circle, octahedron, sigma=0.5)
ax = make_axes((7, 3))
ax.plot(np.degrees(turns), truth, color="black", label="density")
copy = np.zeros_like(truth)
for degree in range(9):
    c = steps.coefficients(octahedron, degree, n_max=8, r_cut=4.0, sigma=0.5)
    g = steps.radial_functions(np.array([2.0]), degree, n_max=8, r_cut=4.0)
    copy = copy + (c.T @ g)[:, 0] @ steps.harmonics(circle, degree)
    if degree in (2, 4, 8):
        style = "--" if degree == 4 else ":"
        ax.plot(np.degrees(turns), copy, style, label=f"l_max = {degree}")
        print(f"l_max {degree}: largest error {np.abs(copy - truth).max():.2f} of {truth.max():.2f}")
ax.set(xlabel="direction / degrees", ylabel="density at 2 Å", ylim=(0, 1.2))
_ = ax.legend(ncols=4, frameon=False)

# %% [markdown]
# An octahedron shows itself first at $l=4$; below that its copy is a featureless sphere. So
# $l_\mathrm{max}$ is an angular resolution as σ is a spatial one, and a sharp σ with a small
# $l_\mathrm{max}$ is wasted.

# %% [markdown] slides="32" claims="24"
# ## 4. Step three: forget the orientation
# **Predict:** turn the octahedron. Which of these stay: the coefficients, their sum, the sum of
# their squares over $m$?

# %% slides="32" claims="24"
turned = octahedron @ Rotation.from_euler("xyz", [20, 35, 50], degrees=True).as_matrix().T
figure, axes = plt.subplots(2, 1, figsize=(8, 4), layout="constrained", facecolor="white")
for ax, v, name in zip(axes, (octahedron, turned), ("as it stands", "turned"), strict=True):
    c = [steps.coefficients(v, degree, **setting) for degree in range(7)]
    plot_coefficients(c, ax=ax, title=f"coefficients, {name}")
    squares = [float((values[-1] ** 2).sum()) for values in c]
    print(f"{name:13} sum over m of c², n = 4, l = 0 to 6:", np.round(squares, 3))

# %% [markdown] slides="32"
# A rotation mixes the $2l+1$ coefficients of one $l$ among themselves (Wigner matrices), and a sum
# of products over $m$ does not notice. The **power spectrum** keeps all products of two radial
# functions:
#
# $$p_{nn'l} = \pi\sqrt{\tfrac{8}{2l+1}}\;\sum_m c_{nlm}\,c_{n'lm} .$$

# %% [markdown] nbgrader={"grade_id": "D-power-question", "locked": true}
# **Step 2.** Write `power(c, degree)`: the power spectrum of one degree $l$ from the real
# coefficients `c` of shape ($n_\mathrm{max}$, $2l+1$), as a matrix ($n_\mathrm{max}$,
# $n_\mathrm{max}$).

# %% nbgrader={"grade_id": "D-power", "solution": true}
def power(c, degree):
    """Power spectrum of one degree."""
    ### BEGIN SOLUTION
    c = np.array(c)
    return np.pi * np.sqrt(8 / (2 * degree + 1)) * c @ c.T
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-power-check", "grade": true, "points": 1}
check("D-power")

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-power-hidden", "grade": true, "points": 1}
# Other degrees are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("D-power", hidden=True)
### END HIDDEN TESTS

# %% claims="24"
options = {"elements": ["Cu"], "n_max": 8, "l_max": 6, "r_cut": 4.0, "sigma": 0.5}
prism = around["trigonal prism"][:5] * [1, 1, 1.3]  # without any symmetry
rows = {"turned": prism @ Rotation.random(random_state=1).as_matrix().T,
        "mirrored": prism * [1, 1, -1], "reordered": prism[::-1],
        "one atom moved by 0.05 Å": prism + 0.05 * np.eye(5, 3)}
base = steps.soap_of_site(prism, ["Cu"] * 5, "Cu", **options)
for name, v in rows.items():
    change = np.abs(steps.soap_of_site(v, ["Cu"] * len(v), "Cu", **options) - base).max()
    print(f"{name:26} relative change {change / np.abs(base).max():.0e}")

# %% [markdown] claims="24"
# The invariance is exact to rounding, and it includes mirror images: SOAP cannot tell a left hand from
# a right one. Nor can ACSF, which knows only distances and angles.

# %% [markdown] slides="31,32" claims="49"
# ### Ours, the course's and the library's
# **Predict** how well the hand-made vector agrees with dscribe, called directly.

# %% claims="49"
soap = SOAP(5.0, n_max=6, l_max=4, sigma=0.5).fit([rutile])
reach = steps.soap_reach(r_cut=5.0, sigma=0.5)
far, which = neighbors_of(0, rutile.lattice.matrix, rutile.frac_coords, r_cut=reach)
symbols = [rutile[int(i)].specie.symbol for i in which]
basis = {"n_max": 6, "l_max": 4, "r_cut": 5.0, "sigma": 0.5}
hand = steps.soap_of_site(far, symbols, "Ti", elements=soap.species_, **basis)
library = DscribeSOAP(species=["O", "Ti"], periodic=True, **basis)
theirs = library.create(to_ase(rutile))[0]
print(f"{len(hand)} numbers; by hand - dscribe {np.abs(hand - theirs).max():.0e}, "
      f"SOAP - dscribe {np.abs(soap.transform([rutile])[0].values[0] - theirs).max():.0e}, "
      f"largest entry {np.abs(theirs).max():.0f}")

# %% [markdown] slides="32" claims="48"
# ### How many numbers?
# A common formula is $n_\mathrm{max}^2\,(l_\mathrm{max}+1)\,S(S+1)/2$. **Predict** whether
# libraries agree.

# %% claims="28,48"
elements = ["H", "C", "N", "O", "Si", "Ti", "Cu", "Au"]
for n in (1, 2, 4, 8):
    library = DscribeSOAP(species=elements[:n], periodic=True, r_cut=5.0, n_max=8, l_max=6)
    length = library.get_number_of_features()
    print(f"{n} elements: {length:6} numbers, the formula says {8**2 * 7 * n * (n + 1) // 2}")
every = [Element.from_Z(z).symbol for z in range(1, 90)]
length = SOAP(n_max=8, l_max=6, species=every).fit([rutile]).n_features_out_
print(f"{len(every)} elements: {length}")

# %% [markdown] nbgrader={"grade_id": "D-count-question", "locked": true}
# **Step 3.** The formula counts something twice: for a pair of *like* elements $p_{nn'l} = p_{n'nl}$.
# Write `n_features(n_max, l_max, n_species)` for the numbers that are kept: for like elements only
# $n \le n'$, for unlike elements all $n, n'$, and each pair of elements once.

# %% nbgrader={"grade_id": "D-count", "solution": true}
def n_features(n_max, l_max, n_species):
    """Length of a SOAP vector."""
    ### BEGIN SOLUTION
    like = n_species * n_max * (n_max + 1) // 2
    unlike = n_species * (n_species - 1) // 2 * n_max**2
    return (l_max + 1) * (like + unlike)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-count-check", "grade": true, "points": 1}
check("D-count")

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-count-hidden", "grade": true, "points": 1}
# More settings are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("D-count", hidden=True)
### END HIDDEN TESTS

# %% [markdown] claims="28,48"
# Hundreds for one element, a thousand for two, far over a million for the periodic table: "how long
# is a SOAP vector" has no answer without the elements. A short way to remember the rule: each element
# and each $n$ together are one *channel*, so there are $M = S\,n_\mathrm{max}$ of them, and every
# degree has $M(M+1)/2$ different pairs of channels.

# %% [markdown] slides="33"
# ## 5. Step four: compare
# Two environments are as alike as their vectors point the same way:
#
# $$k(p, q) = \left(\frac{p\cdot q}{|p|\,|q|}\right)^{\zeta} .$$

# %% [markdown] nbgrader={"grade_id": "D-kernel-question", "locked": true}
# **Step 4.** Write `similarity(p, q, zeta)`.

# %% nbgrader={"grade_id": "D-kernel", "solution": true}
def similarity(p, q, zeta):
    """Normalised similarity of two vectors, to the power zeta."""
    ### BEGIN SOLUTION
    p, q = np.array(p, float), np.array(q, float)
    return (p @ q / np.sqrt((p @ p) * (q @ q))) ** zeta
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-kernel-check", "grade": true, "points": 1}
check("D-kernel")

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-kernel-hidden", "grade": true, "points": 1}
# More vectors are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("D-kernel", hidden=True)
### END HIDDEN TESTS

# %% [markdown] claims="54"
# ### A fine point of bookkeeping
# The vector stores Ti-O and leaves out O-Ti. The overlap of two densities holds both. **Predict:**
# does it matter for the similarity of titanium in rutile and in anatase?

# %% claims="54"
pair = [rutile, make_anatase()]
sites = SOAP(5.0, sigma=0.5).fit_transform(pair)
titanium = [SiteFeatures(s.values[:1], ("Ti",), s.names, s.id) for s in sites]
for complete in (True, False):
    k = environment_kernel(titanium, complete=complete)[0, 1]
    how = "twice, as the overlap has them" if complete else "once, as stored"
    print(f"unlike pairs {how}: {k:.4f}")

# %% [markdown] claims="54"
# The difference is small here and exists: two programs that disagree by as little may both be right.

# %% [markdown] slides="33" claims="52"
# ### What does the number mean?
# It is *not* an overlap after turning the one onto the other as well as possible. SOAP averages the
# squared overlap over **all** rotations. We check that with random rotations. **Predict** which
# number agrees with SOAP.

# %% slides="33" claims="52"
def overlaps(a, b, rotations, sigma=0.5):
    """Overlap of two clouds for each rotation of the second."""
    difference = a[None, :, None] - (rotations @ b.T).transpose(0, 2, 1)[:, None]
    return np.exp(-(difference**2).sum(axis=-1) / (4 * sigma**2)).sum(axis=(1, 2))

a, b = [np.vstack([np.zeros(3), around[kind]]) for kind in ("tetrahedron", "octahedron")]
turns = Rotation.random(20000, random_state=1).as_matrix()
ab, aa, bb = [overlaps(x, y, turns) for x, y in ((a, b), (a, a), (b, b))]
print(f"averaged over rotations: {(ab**2).mean() / np.sqrt((aa**2).mean() * (bb**2).mean()):.3f}")
print(f"at the best rotation:    {ab.max() / np.sqrt(aa.max() * bb.max()):.3f}")
crystals = [shells["tetrahedron"], shells["octahedron"]]
fine = SOAP(5.0, n_max=10, l_max=10, sigma=0.5).fit_transform(crystals)
centers = [SiteFeatures(s.values[:1], ("Cu",), s.names, s.id) for s in fine]
print(f"SOAP:                    {environment_kernel(centers)[0, 1]:.3f}")

# %% claims="52"
kinds = ["tetrahedron", "square", "octahedron", "cube", "cuboctahedron", "icosahedron"]
various = [make_shell(kind, distance=d) for kind in kinds for d in (1.6, 2.4, 3.6)]
sites = SOAP(5.0, sigma=0.3).fit_transform(various)
centers = [SiteFeatures(s.values[:1], ("Cu",), s.names, s.id) for s in sites]
k = environment_kernel(centers)
print(f"{len(various)} environments of one element: similarities from {k.min():.3f} to 1")

# %% [markdown] claims="52"
# Densities are nowhere negative, so two environments of the same element always overlap: the
# similarity does not reach zero, however different they are. "0.9" is not yet "alike".

# %% [markdown] slides="33" claims="53"
# ### How fine does it see?
# **Predict:** fcc and hcp have twelve neighbours each, at one distance. What does SOAP say at σ = 1
# Å, dscribe's default?

# %% claims="53"
sigmas = [0.2, 0.3, 0.4, 0.5, 0.7, 1.0]
close = [make_fcc("Cu"), make_hcp("Cu", a=2.556)]
simple = [shells["tetrahedron"], shells["octahedron"]]
curves = {"fcc and hcp": [], "tetrahedron and octahedron": []}
for sigma in sigmas:
    for curve, crystals in zip(curves.values(), (close, simple), strict=True):
        sites = SOAP(5.0, n_max=10, l_max=8, sigma=sigma).fit_transform(crystals)
        centers = [SiteFeatures(s.values[:1], ("Cu",), s.names, s.id) for s in sites]
        curve.append(environment_kernel(centers)[0, 1])
print(pd.DataFrame(curves, index=pd.Index(sigmas, name="sigma / Å")).round(7))
ax = plot_similarities(sigmas, curves)

# %% [markdown] claims="53"
# At a large σ the two are the same number to many digits. A raw cosine is not a sensitive measure:
# choose σ smaller, raise ζ, or use the distance $\sqrt{2-2k}$, which stretches the crowded end near
# 1.
#
# One thing looks wrong: below 0.3 Å the similarity of tetrahedron and octahedron *rises* again. The
# Gaussian of the central atom does that. It is the same in both environments, and the sharper the
# Gaussians are, the more it weighs. The control leaves it out and changes nothing else.

# %% claims="53"
def whole_spectrum(vectors, sigma):
    """All p of one element, l = 0 to 8."""
    parts = []
    for degree in range(9):
        c = steps.coefficients(vectors, degree, n_max=10, r_cut=5.0, sigma=sigma)
        parts.append(steps.power_spectrum(c, c, degree).ravel())
    return np.hstack(parts)

rows = []
for sigma in sigmas:
    row = []
    for own in (np.zeros((1, 3)), np.zeros((0, 3))):  # the centre's Gaussian, or none
        p, q = [whole_spectrum(np.vstack([around[kind], own]), sigma)
                for kind in ("tetrahedron", "octahedron")]
        row.append(p @ q / np.sqrt((p @ p) * (q @ q)))
    rows.append(row)
pd.DataFrame(rows, columns=["with the centre", "without"],
             index=pd.Index(sigmas, name="sigma / Å")).round(3)

# %% [markdown] claims="53"
# Without it the similarity falls all the way as σ shrinks. Libraries differ in whether the centre is
# in, so it belongs into a methods section, like σ and the cutoff.

# %% [markdown] slides="34"
# ### All steps at once
# Choose a pair of environments and move σ, $n_\mathrm{max}$, $l_\mathrm{max}$, $r_\mathrm{cut}$ and
# ζ. Find a setting at which fcc and hcp fall below 0.9; and turn the first one, to see what stays.

# %%
soap_app = SoapSteps(pair="tetrahedron and octahedron")
soap_app

# %%
soap_app.static()

# %%
print(soap_app.text())

# %% [markdown] slides="24,33" claims="41"
# ## 6. Make the slide true
# "Cations of one family are alike to 0.95, those of two families to 0.4." Tetrahedral and
# octahedral cations in eight spinels: **predict** which settings make that true.

# %% claims="41"
pairs = ["Mg Al", "Zn Al", "Mg Cr", "Zn Cr", "Zn Fe", "Mg Fe", "Ni Fe", "Co Fe"]
spinels = [make_spinel(a, b_site=b) for a, b in map(str.split, pairs)]
keep = [int(named_sites(spinels[0], name)[0]) for name in ("tetrahedral", "octahedral")]
tetra, octa = np.arange(0, 16, 2), np.arange(1, 16, 2)
rows = []
for who, compression in (("species-blind", "mu2"), ("with species", "off")):
    for r_cut, sigma in ((2.6, 0.3), (5.0, 0.3), (5.0, 0.5), (5.0, 1.0)):
        soap = SOAP(r_cut, sigma=sigma, compression=compression, sparse=False)
        found = soap.fit_transform(spinels)
        sites = [SiteFeatures(s.values[keep], ("X", "X"), s.names, s.id) for s in found]
        for zeta in (1, 4):
            k = environment_kernel(sites, zeta=zeta)
            own = [k[np.ix_(kind, kind)][np.triu_indices(8, 1)] for kind in (tetra, octa)]
            across = k[np.ix_(tetra, octa)].mean()
            rows.append((who, r_cut, sigma, zeta, np.mean(own), np.min(own), across))
columns = ["SOAP", "r_cut / Å", "σ / Å", "ζ", "one family", "lowest of it", "two families"]
table = pd.DataFrame(rows, columns=columns)
off = np.hypot(table["one family"] - 0.95, table["two families"] - 0.4)
print("nearest to 0.95 and 0.4:", *table.loc[off.idxmin(), columns[:4]])
table.round(2)

# %% [markdown] claims="41"
# The printed setting comes nearest; most others are far from it, and with species the elements decide
# more than the shape of the site. A similarity without its settings says nothing.

# %% [markdown] nbgrader={"grade_id": "D-q2-question", "locked": true}
# **Quick question 2.** Two copper environments have $k = 0.9999$ at σ = 1 Å. What follows? Set
# `answer_2`.
#
# - **a** They are the same up to a rotation.
# - **b** Nothing much: at this σ even fcc and hcp are that alike. Look again with a smaller σ.
# - **c** A model must predict the same energy for both.
# - **d** They have the same number of neighbours.

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-q2", "solution": true}
### BEGIN SOLUTION
answer_2 = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-q2-check", "grade": true, "points": 1}
quiz("D-q2")

# %% [markdown] slides="33" claims="51"
# ## 7. Equal vectors, different environments
# Four neighbours on a circle: at 0, 45, 135, 180 degrees, or at 0, 45, 90, 225. **Predict:** can a
# vector built from distances and angles at the centre tell them apart?

# %% claims="51"
flat_pair = [make_planar("first"), make_planar("second")]
axes = make_axes((6, 3), columns=2)
for ax, crystal in zip(axes, flat_pair, strict=True):
    x, y, _ = (crystal.cart_coords - crystal.cart_coords[0]).T
    ax.plot(x[1:], y[1:], "o", x[:1], y[:1], "kD", markersize=9)
    ax.set(aspect="equal", xlim=(-2, 2), ylim=(-2, 2), xlabel="x / Å", ylabel="y / Å")
    between = np.sort(np.round(crystal.distance_matrix[1:, 1:][np.triu_indices(4, 1)], 3))
    alone = np.sort(crystal.distance_matrix[1:, 1:].sum(axis=1)).round(2)
    print("distances between neighbours", between, " summed for each neighbour", alone)

# %% claims="51"
for name, featurizer in {"SOAP, n_max 12, l_max 12": SOAP(4.0, n_max=12, l_max=12),
                         "ACSF": ACSF(4.0, by_center=False)}.items():
    first, second = [s.values for s in featurizer.fit_transform(flat_pair)]
    size = np.abs(first).max()
    print(f"{name:25} at the centre {np.abs(first[0] - second[0]).max() / size:.0e}, "
          f"pooled over all atoms {np.abs(first.mean(axis=0) - second.mean(axis=0)).max() / size:.0e}")

# %% [markdown] claims="51"
# The distances among the neighbours are the same list, arranged differently, so the two are not
# copies of each other; yet the centre's vectors agree to rounding, however long they are. $k = 1$
# means *equal vectors*, not equal environments (Pozdnyakov et al. 2020,
# https://doi.org/10.1103/PhysRevLett.125.166001). The neighbours see it, so a sum over all atoms
# does too.

# %% [markdown] slides="34" claims="55"
# ## 8. Where the cost sits
# **Predict** what costs more: a longer vector, or the kernel between all atoms of a data set?

# %% slides="34" claims="55"
big = make_spinel()
for n, top in ((4, 3), (8, 6), (12, 9)):
    featurizer = SOAP(5.0, n_max=n, l_max=top).fit([big])
    featurizer.transform([big])
    start = time.perf_counter()
    width = featurizer.transform([big])[0].values.shape[1]
    seconds = time.perf_counter() - start
    print(f"n_max {n:2}, l_max {top}: {width:5} numbers, {1000 * seconds / len(big):.2f} ms per atom")
for atoms in (1_000, 20_000, 200_000):
    print(f"kernel of {atoms:7,} atoms with one another: {8 * atoms**2 / 1e9:9.3f} GB")

# %% [markdown] claims="55"
# A longer vector costs more, but for each atom once: all vectors together grow with the number of
# atoms. The full kernel grows with their square and is the wall one runs into. Ways round it: a model
# that is linear in the vectors, or a kernel to a few hundred chosen environments (sparse Gaussian
# processes).

# %% [markdown] slides="35" claims="47"
# ## 9. Which one is better?
# "The same information at the same cost"? Measure it where the truth is known: energies of
# disordered, shaken CuAu from a simple model of metals (EMT). It contains distances, and no angles.
# **Predict** who needs fewer crystals.

# %% claims="47"
alloys = [rattle(make_shuffled_cuau(scaling=(2, 2, 2), seed=n), amplitude=0.15, seed=n)
          for n in range(120)]
energies = []
for crystal in alloys:
    atoms = to_ase(crystal)
    atoms.calc = EMT()
    energies.append(1000 * atoms.get_potential_energy() / len(atoms))
energies = np.array(energies)
print(f"energies spread by {energies.std():.0f} meV/atom")

# %% claims="47"
def errors_of(featurizer, sizes, repeats=3):
    """Mean absolute errors on 40 crystals, (repeats, sizes), and the width of the vectors."""
    X = MeanPooling().fit_transform(featurizer.fit_transform(alloys))
    found = np.empty((repeats, len(sizes)))
    for n in range(repeats):
        order = np.random.default_rng(n).permutation(len(X))
        test, model = order[80:], make_pipeline(StandardScaler(), RidgeCV(np.logspace(-6, 4, 21)))
        for m, train in enumerate(order[:size] for size in sizes):
            model.fit(X[train], energies[train])
            found[n, m] = np.abs(model.predict(X[test]) - energies[test]).mean()
    return found, X.shape[1]

candidates = {"ACSF, distances only": ACSF(5.0, g4=()), "ACSF": ACSF(5.0),
              "SOAP n 4, l 3": SOAP(5.0, n_max=4, l_max=3), "SOAP n 8, l 6": SOAP(5.0)}
rows, sizes = {}, [20, 40, 80]
for name, featurizer in candidates.items():
    found, width = errors_of(featurizer, sizes)
    pairs = zip(found.mean(axis=0), found.std(axis=0), strict=True)
    rows[f"{name} ({width} numbers)"] = [f"{mean:.1f} ± {scatter:.1f}" for mean, scatter in pairs]
pd.DataFrame(rows, index=[f"{n} crystals" for n in sizes]).T

# %% [markdown] claims="47"
# Errors in meV/atom, with the scatter over three draws. On this target the short stack of questions
# learns faster, and a longer SOAP is *worse*: with few crystals a long vector is a burden. That
# belongs to this target, which is made of distances. Both are three-body descriptors here, and
# which one wins is a matter of data, settings and model: published comparisons find differences
# between them under controlled settings (Langer et al. 2022,
# https://doi.org/10.1038/s41524-022-00721-x) and redundancy in all of them (Onat et al. 2020,
# https://doi.org/10.1063/5.0016005). Choose by your own curve.

# %% [markdown] slides="35,36"
# ### Neighbours of the two
# The same idea with other shapes: Chebyshev polynomials of distances and angles, and a distribution
# of distances and angles over the whole crystal (MBTR). **Predict** which of the four tells rutile
# from anatase.

# %% slides="35,36"
tools = {"ACSF": ACSF(5.0), "SOAP": SOAP(5.0), "Chebyshev": Chebyshev(), "MBTR": MBTR()}
for name, tool in tools.items():
    X = tool.fit_transform(pair)
    X = X if isinstance(X, np.ndarray) else MeanPooling().fit_transform(X)
    k = X[0] @ X[1] / np.linalg.norm(X[0]) / np.linalg.norm(X[1])
    print(f"{name:10} {X.shape[1]:5} numbers, pooled; similarity of rutile and anatase {k:.4f}")

# %% [markdown] slides="36"
# All see a difference and none makes it look large. **Reach for ACSF** when entries should have
# names, the elements are few, or data are scarce. **Reach for SOAP** when you do not want to choose
# questions, when small distortions matter and σ is set for them, or for a kernel method. **Reach
# for neither** while coordination numbers, bond lengths and the variance of the angles do the job.

# %%
summary("D")

# %% [markdown]
# ## Recap
# 1. ACSF asks named questions; no single one peaks between 0° and 180°, and ζ = 1 sees no shape.
# 2. SOAP squares a density; σ, $r_\mathrm{cut}$ and ζ set the scale of a similarity; defaults differ.
# 3. Both are blind to handedness and to some pairs of environments: compare with pairs you know.

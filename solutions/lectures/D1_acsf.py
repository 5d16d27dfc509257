# %% [markdown] slides="28"
# # D1. ACSF: questions to an environment
# **How do the surroundings of one atom become a row of numbers that stays the same when the crystal is
# turned?** The first way is called ACSF, *atom-centred symmetry functions*: a stack of questions about
# distances and angles. We write each question as a formula and as code, find out what one question can
# ask and what it cannot, and meet two relatives.
# The second way, SOAP, is in `D2_soap`. About thirty-five minutes.

# %%
from textwrap import fill

import numpy as np
import pandas as pd

from coursekit.checks import check, quiz, summary

rng = np.random.default_rng(6)

# %% [markdown] slides="28"
# ## 1. How many atoms does a term look at?
# *What can one measure around an atom that does not change when everything is turned?* Distances, and
# angles. What is measured on the centre and $\nu$ of its neighbours at a time is said to be of *body
# order* $\nu + 1$: the centre counts as one body.

# %% slides="28"
from coursekit.plots.descriptor_flow import draw_body_orders

draw_body_orders()

# %% [markdown] slides="28"
# A term of two bodies knows one distance, a term of three bodies two distances and the angle between
# them, a term of four bodies three of each. A descriptor adds up such terms over all neighbours, over all
# pairs of neighbours, or over all triples. The higher the body order, the more it can tell apart, and
# the more it costs: 12 neighbours make 12 distances, 66 pairs and 220 triples. This notebook and the next
# climb that staircase; where terms of three bodies end, we shall find two environments that are different
# and look equal.

# %% [markdown] slides="28" claims="56"
# ## 2. Two bodies: questions about distances
# *How many neighbours are near a certain distance?* The *symmetry functions* $G_1$ to $G_5$ ask such
# questions and answer each with one number (the numbering is that of Behler 2011,
# https://doi.org/10.1063/1.3553717; the idea is from Behler and Parrinello 2007,
# https://doi.org/10.1103/PhysRevLett.98.146401). The first three look at one neighbour at a time:
#
# $$G_1 = \sum_j f_c(r_{ij}), \qquad
# G_2 = \sum_j e^{-\eta\,(r_{ij}-R_s)^2} f_c(r_{ij}), \qquad
# G_3 = \sum_j \cos(\kappa\, r_{ij})\, f_c(r_{ij}) .$$
#
# The sums run over the neighbours $j$ of atom $i$, $r_{ij}$ is their distance in Å. $R_s$ (Å) is the distance
# that is asked for, and $\eta$ (Å⁻²) says how sharply. $\kappa$ (Å⁻¹) is a wave number: $G_3$ asks
# whether the neighbours stand at distances that repeat with the period $2\pi/\kappa$. The answers have no
# unit. The cutoff function
#
# $$f_c(r) = \tfrac12\left[\cos\left(\frac{\pi r}{r_c}\right) + 1\right] \ \text{for } r < r_c,
# \qquad 0 \text{ beyond}$$
#
# falls smoothly from 1 at the atom to 0 at the cutoff $r_c$ (Å; the $r_\mathrm{cut}$ of `B_environments`),
# and it **multiplies** every term. So even a neighbour exactly at $R_s$ counts less than one. Titanium in
# rutile has six oxygens at 1.95 and 1.98 Å. We put three questions of the kind $G_2$ to it.

# %% slides="28"
from coursekit.featurizers.written_out import acsf as stack
from coursekit.featurizers.written_out.images import neighbors_of
from coursekit.plots.acsf import plot_distance_questions
from coursekit.structures import make_rutile

rutile = make_rutile()
vectors, which = neighbors_of(0, rutile.lattice.matrix, rutile.frac_coords,
                              r_cut=6.0)
distances = np.linalg.norm(vectors, axis=1)

# %% slides="28" control="fade"
questions = [(1.0, 1.95), (40.0, 1.95), (1.0, 3.5)]
for eta, shift in questions:
    answer = stack.g2(vectors, eta=eta, r_shift=shift, r_cut=6.0)
    half = np.sqrt(np.log(2) / eta)
    print(f"eta {eta:2.0f} Å⁻², near {shift:.2f} Å: {answer:.3f}; "
          f"a neighbour {half:.2f} Å beside counts half")
six = np.sort(distances)[:6]
print("six oxygens, cutoff function alone: "
      f"{stack.cutoff(six, r_cut=6.0).sum():.3f} and not 6")
ax = plot_distance_questions(questions, distances, r_cut=6.0)

# %% [markdown] because="fade"
# The last line is a control: with the Gaussian left out, the six oxygens still add up to 4.6, because
# $f_c$ has already fallen to about 0.76 at 2 Å. A count by ACSF is a count with weights.
#
# The ticks in the picture are the neighbours. Even the sharp question is wider than the step between the two
# distances, so it sees one shell where there are two: what a stack resolves is what its widths were
# chosen for. The broad questions cannot say whether neighbours are few and near or many and far.

# %% [markdown] nbgrader={"grade_id": "D1-radial-question", "locked": true}
# **Step 1.** Write `radial(distances, eta, r_shift, r_cut)`, the $G_2$ of a list of distances (in Å).
# `eta` is in Å⁻², `r_shift` ($R_s$) and `r_cut` in Å. Neighbours at `r_cut` or beyond count nothing.
# Return a number.

# %% nbgrader={"grade_id": "D1-radial", "solution": true}
def radial(distances, eta, r_shift, r_cut):
    """How many neighbours are near a distance, with the cutoff."""
    ### BEGIN SOLUTION
    r = np.array(distances, float)
    fade = np.where(r < r_cut, 0.5 * (np.cos(np.pi * r / r_cut) + 1), 0.0)
    return float(np.sum(np.exp(-eta * (r - r_shift) ** 2) * fade))
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D1-radial-check", "grade": true, "points": 1}
check("D1-radial")

# %% tags=["raises-exception"] nbgrader={"grade_id": "D1-radial-hidden", "grade": true, "points": 1}
# More cases are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("D1-radial", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="28,29" claims="42,43"
# ## 3. Three bodies: questions about angles
# *And the shape?* Two neighbours $j$ and $k$ and the centre $i$ make an angle $\theta_{jik}$. The last two
# members of the family weigh it:
#
# $$G_4 = 2^{1-\zeta} \sum_{j<k} (1+\lambda\cos\theta_{jik})^{\zeta}\,
# e^{-\eta (r_{ij}^2 + r_{ik}^2 + r_{jk}^2)}\, f_c(r_{ij})\, f_c(r_{ik})\, f_c(r_{jk}) ,$$
#
# $$G_5 = 2^{1-\zeta} \sum_{j<k} (1+\lambda\cos\theta_{jik})^{\zeta}\,
# e^{-\eta (r_{ij}^2 + r_{ik}^2)}\, f_c(r_{ij})\, f_c(r_{ik}) .$$
#
# $\lambda$ is $+1$ or $-1$, $\zeta$ (at least 1, no unit) says how sharply the angle is asked for, $\eta$
# (Å⁻²) how fast far pairs fade, and $r_{jk}$ is the distance between the two neighbours. $G_5$ leaves out
# all factors with $r_{jk}$. The bracket lies between 0 and 2, so its power between 0 and $2^\zeta$; the
# factor $2^{1-\zeta}$ brings that back to between 0 and 2 for every $\zeta$.
#
# ### Questions about angles
# At which angle is the angular factor largest? The cosine is 1 at 0° and $-1$ at 180°.

# %% claims="42,43"
from coursekit.plots.acsf import plot_angle_questions

families = [(1, 1), (4, 1), (16, 1), (16, -1)]
angles = np.arange(0, 181)
for zeta, sign in families:
    factor = stack.angular_factor(np.cos(np.radians(angles)),
                                  zeta=zeta, lambda_=sign)
    print(f"zeta {zeta:2}, lambda {sign:+d}: largest at "
          f"{angles[factor.argmax()]:3}°, at 90° {factor[90]:.1e}, "
          f"2^(1-zeta) is {2.0 ** (1 - zeta):.1e}")
ax = plot_angle_questions(families)

# %% [markdown] claims="42,43"
# It is largest at 0° or at 180°, never in between. $\lambda=+1$ asks for neighbours in the same
# direction, $\lambda=-1$ for straight triplets; a large $\zeta$ makes that sharper and nearly erases 90°.
# There is no single G4 or G5 that asks "are there right angles?" or "are there tetrahedral angles?".

# %% [markdown] nbgrader={"grade_id": "D1-angles-question", "locked": true}
# **Step 2.** Write `angular_sum(vectors, zeta, lambda_)`: the sum of
# $2^{1-\zeta}(1+\lambda\cos\theta)^\zeta$ over all pairs of different neighbours, each pair once. `vectors`
# is an array (n, 3) of the vectors from the atom to its neighbours (Å); no cutoff here. Return a number.

# %% nbgrader={"grade_id": "D1-angles", "solution": true}
def angular_sum(vectors, zeta, lambda_):
    """Sum of the angular factor over pairs of neighbours."""
    ### BEGIN SOLUTION
    units = np.array(vectors, float)
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    first, second = np.triu_indices(len(units), 1)
    cosines = (units @ units.T)[first, second]
    return np.sum(2.0 ** (1 - zeta) * (1 + lambda_ * cosines) ** zeta)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D1-angles-check", "grade": true, "points": 1}
check("D1-angles")

# %% tags=["raises-exception"] nbgrader={"grade_id": "D1-angles-hidden", "grade": true, "points": 1}
# More environments are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("D1-angles", hidden=True)
### END HIDDEN TESTS

# %% [markdown] slides="28" claims="44"
# ### Which pairs, and how often?
# Two fine points, because they change numbers. Some papers sum over all ordered pairs, which doubles the
# value; libraries count each pair once, as above. And $G_4$ has the factor $f_c(r_{jk})$. Take a straight
# triplet with bonds of 2 Å: its ends are 4 Å apart. What does $G_4$ say with a cutoff of 3.5 Å? $G_5$ is
# the control, in which only the factors with $r_{jk}$ are missing.

# %% claims="44" control="side"
rows = []
for degrees in [60, 90, 120, 150, 180]:
    turn = np.radians(degrees)
    pair = [(np.array([2.0, 0, 0]),
             2.0 * np.array([np.cos(turn), np.sin(turn), 0]))]
    setting = {"eta": 0.01, "zeta": 1, "lambda_": -1, "r_cut": 3.5}
    side = np.linalg.norm(pair[0][0] - pair[0][1])
    rows.append((degrees, side, stack.g4(pair, **setting),
                 stack.g5(pair, **setting)))
columns = ["angle / °", "r_jk / Å", "G4", "G5"]
pd.DataFrame(rows, columns=columns).round(3).set_index("angle / °")

# %% [markdown] because="side"
# $G_4$ is zero for the straight triplet, because its two ends are farther from each other than the cutoff;
# $G_5$, which does not ask for that distance, is at its largest there. So a $G_4$ that is to see straight
# triplets needs a cutoff of more than twice the bond; a $G_5$ does not.

# %% [markdown] claims="44b"
# ### A trap at zeta = 1
# A tetrahedron and a square both have four neighbours and quite different angles. Does $\zeta = 1$
# separate them?

# %% claims="44b" control="zeta"
from coursekit.structures import make_shell

kinds = ["tetrahedron", "square", "octahedron", "trigonal prism"]
shells = {kind: make_shell(kind, distance=2.0) for kind in kinds}
around = {kind: c.cart_coords[1:] - c.cart_coords[0]
          for kind, c in shells.items()}
weight, rows = stack.cutoff(2.0, r_cut=6.0) ** 2, {}
for zeta, sign in [(1, 1), (1, -1), (2, 1), (2, -1), (4, 1), (4, -1)]:
    setting = {"eta": 0.0, "zeta": zeta, "lambda_": sign, "r_cut": 6.0}
    rows[f"zeta {zeta}, lambda {sign:+d}"] = {
        kind: stack.g5([(a, b) for n, a in enumerate(v) for b in v[:n]],
                       **setting) / weight
        for kind, v in around.items()}
pd.DataFrame(rows).T.round(3)

# %% [markdown] claims="44b" because="zeta"
# At $\zeta = 1$ tetrahedron and square are exactly equal, and so are octahedron and prism. **Why?** With
# $\zeta=1$ the sum over pairs contains $\sum_{j<k}\cos\theta_{jik}$, and for neighbours at one distance
# this depends only on how long the sum of all unit vectors is: $|\sum_j \hat{\mathbf r}_j|^2 = n +
# 2\sum_{j<k}\cos\theta_{jik}$. In each of these shapes the arrows cancel, so only the number of
# neighbours $n$ is left. The rows with $\zeta=2$ and $4$ are the control, in which only $\zeta$ is
# another: there the numbers of one row differ. $\zeta=2$ is the first that sees the shape.

# %% [markdown] slides="29" claims="42,45"
# ### Can a model still ask for right angles?
# No single function peaks at 90°, but models add and subtract. Both signs of $\lambda$ added up are flat for
# $\zeta=1$ and lowest at 90° for $\zeta=2$. Subtract the second from the first:

# %% claims="42,45"
from coursekit.plots.axes import make_axes

cosine = np.cos(np.radians(angles))
flat, twofold = [sum(stack.angular_factor(cosine, zeta=z, lambda_=sign)
                     for sign in (1, -1)) for z in (1, 2)]
right_angle = flat - twofold
print("(zeta 1, both signs) - (zeta 2, both signs): "
      f"largest at {angles[right_angle.argmax()]}°, "
      f"at 109° still {right_angle[109]:.2f}, at 60° {right_angle[60]:.2f}")
ax = make_axes((5, 2.6))
ax.plot(angles, right_angle)
_ = ax.set(xlabel="angle / degrees", ylabel="combination", xlim=(0, 180))

# %% [markdown] claims="45"
# So the *vector* holds the information while no *entry* does. Reading "the model looks at 109.5°" off
# the weight of one angular function is not possible; what one entry means depends on the others.
# Functions that ask for a chosen angle exist for that purpose; they have a shift in the angle as $G_2$ has
# one in the distance (in the potentials called ANI, for example).

# %% [markdown] nbgrader={"grade_id": "D1-q1-question", "locked": true}
# **Quick question 1.** You want one feature that is large for tetrahedral carbon and small for
# everything else. Set `answer_1`.
#
# - **a** G4 with λ = +1 and a very large ζ.
# - **b** G4 with λ = -1 and ζ tuned until the peak stands at 109.5°.
# - **c** No single G2, G4 or G5 does it; a combination of several can.
# - **d** G2 with a sharp η at the C-C distance.

# %% tags=["raises-exception"] nbgrader={"grade_id": "D1-q1", "solution": true}
### BEGIN SOLUTION
answer_1 = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D1-q1-check", "grade": true, "points": 1}
quiz("D1-q1")

# %% [markdown] nbgrader={"grade_id": "D1-q2-question", "locked": true}
# **Quick question 2.** Which of these vectors has different values for the centre of a square and for that
# of a tetrahedron, all bonds being equally long? Set `tells_apart` to a letter.
#
# - **a** Forty $G_2$, with all kinds of $\eta$ and $R_s$.
# - **b** Two $G_5$ with $\zeta = 1$, one for each sign of $\lambda$.
# - **c** Two $G_5$ with $\zeta = 2$, one for each sign of $\lambda$.
# - **d** The coordination number and the mean bond length.

# %% tags=["raises-exception"] nbgrader={"grade_id": "D1-q2", "solution": true}
### BEGIN SOLUTION
tells_apart = "c"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D1-q2-check", "grade": true, "points": 1}
quiz("D1-q2")

# %% [markdown] slides="29,30"
# ## 4. The whole stack
# `ACSF` asks many of these questions, one set for each element (or pair of elements) among the neighbours,
# and names every answer. Move the controls: what does one question say about the site, and where does it
# stand among all answers?

# %%
from coursekit.apps import QuestionStack

questions_app = QuestionStack(crystal="rutile TiO₂")
questions_app

# %%
questions_app.static()

# %%
print(fill(questions_app.sentence, 88))

# %% slides="30"
from coursekit.featurizers import ACSF

g2 = [(4.0, shift) for shift in np.arange(1.0, 6.0, 0.5)]
g4 = [(0.01, zeta, sign) for zeta in (1, 2, 4, 16) for sign in (1, -1)]
acsf = ACSF(6.0, g2=g2, g4=g4, by_center=False).fit([rutile])
symbols = [rutile[int(i)].specie.symbol for i in which]
ours = stack.acsf_of_site(vectors, symbols, elements=["Ti", "O"],
                          g2_list=g2, g4_list=g4, r_cut=6.0)
theirs = acsf.transform([rutile])[0].values[0]
print(f"{len(theirs)} answers; written out and featuriser agree to "
      f"{np.abs(ours - theirs).max():.0e}")
for place in (13, 14, 15, -1):
    print(f"  {theirs[place]:6.3f}  {acsf.get_feature_names_out()[place]}")

# %% [markdown] slides="30" claims="46"
# (`any`: the question is put to every centre, whatever its element.) The answers change smoothly when an
# atom moves, they stay when the crystal is turned, and each has a name.
# The price: somebody chose the questions. If none asks for what matters, the model cannot see it. And
# elements multiply them: with $S$ elements each $G_2$ is asked $S$ times, and so is $G_1$, which `ACSF`
# always adds; each $G_4$ is asked once for each of the $S(S+1)/2$ pairs of elements.

# %% claims="46"
from coursekit.structures import make_quartz, make_rocksalt

several = [make_rocksalt("Mg"), make_rocksalt("Ni"), make_rutile(),
           make_quartz()]
for n in range(1, 5):
    fitted = ACSF(6.0, g2=g2, g4=g4, by_center=False).fit(several[:n])
    elements = len(fitted.species_)
    length = elements * (1 + len(g2)) + elements * (elements + 1) // 2 * len(g4)
    print(f"{elements} elements: {fitted.n_features_out_} answers, "
          f"S·{1 + len(g2)} + S(S+1)/2·{len(g4)} = {length}")

# %% [markdown] claims="46"
# The same questions make a vector nearly four times as long for five elements as for two. So the length
# says more about the elements in the data than about the method.

# %% [markdown] slides="35" claims="47"
# ## 5. A relative whose length does not grow
# *Can the elements be had for a fixed price?* Artrith, Urban and Ceder (2017,
# https://doi.org/10.1103/PhysRevB.96.014112) expand the distribution of distances, and that of angles, in
# Chebyshev polynomials $T_n$ (the functions with $T_n(\cos x) = \cos nx$):
#
# $$c^{(2)}_n = \sum_j w_j\, T_n\left(\frac{2 r_{ij}}{r_c} - 1\right) f_c(r_{ij}), \qquad
# c^{(3)}_n = \sum_{j<k} w_j w_k\, T_n(\cos\theta_{jik})\, f_c(r_{ij})\, f_c(r_{ik}) .$$
#
# The index $n$ runs from 0 to 10 for distances and from 0 to 5 for angles, and $r_c$ is the cutoff (Å). The
# trick is the weight $w_j$ of neighbour $j$ (no unit). Everything is computed twice: once with $w = 1$ for
# all neighbours (the geometry), once with a number $w$ that stands for the element of the neighbour, such
# as $-1$, $0$, $1$ for three elements (the chemistry). That is $2 \times (11 + 6) = 34$ columns. SOAP, from
# the next notebook, is beside it for comparison.

# %% slides="35" claims="48"
from coursekit.featurizers import Chebyshev, SOAP
from coursekit.structures import make_fcc

metals = ["Cu", "Au", "Pd", "Pt", "Ag", "Ni", "Co"]
rows = []
for n in (2, 3, 5, 7):
    tools = (Chebyshev(species=metals[:n]),
             SOAP(n_max=8, l_max=6, species=metals[:n]))
    names = [tool.fit([make_fcc("Cu")]).get_feature_names_out()
             for tool in tools]
    rows.append((n, *map(len, names)))
columns = ["elements", "Chebyshev, columns", "SOAP, columns"]
pd.DataFrame(rows, columns=columns).set_index("elements")

# %% [markdown] slides="35" claims="47"
# 34 columns for any number of elements. What is lost? Different elements can add up to the same sums. Take an
# atom with three neighbours at the corners of a triangle, and four elements with the weights -2, -1, 1
# and 2. The neighbours of weights -2, 1, 1 and those of weights -1, -1, 2 have the same sum, 0, and the same
# sum of squares, 6, hence the same sum of products over pairs.

# %% slides="35" claims="47"
from pymatgen.core import Lattice, Structure

def star(neighbors):
    """A copper atom with three neighbours, 2.6 Å away, 120° apart."""
    turn = 2 * np.pi / 3 * np.arange(3)
    ring = 2.6 * np.column_stack([np.cos(turn), np.sin(turn), 0 * turn])
    return Structure(Lattice.cubic(16), ["Cu", *neighbors],
                     np.vstack([np.zeros(3), ring]), coords_are_cartesian=True)

# %% slides="35" claims="47" control="weights"
stars = [star(neighbors) for neighbors in (["Cu", "Pt", "Pt"],
                                           ["Pd", "Pd", "Au"])]
weights = {"Cu": -2, "Pd": -1, "Pt": 1, "Au": 2}
tools = {"Chebyshev": Chebyshev(weights=weights),
         "Chebyshev, Au 3": Chebyshev(weights=weights | {"Au": 3}),
         "SOAP": SOAP()}
for name, tool in tools.items():
    first, second = [s.values[0] for s in tool.fit_transform(stars)]
    apart = np.linalg.norm(first - second) / np.linalg.norm(first)
    print(f"{name:15} relative distance {apart:.0e}")

# %% [markdown] slides="35" claims="47" because="weights"
# The two stars have one Chebyshev vector, because their weights add up alike: with another weight for
# gold, and nothing else changed, they differ. (Then other stars coincide.) SOAP keeps a column for each
# pair of elements. So the fixed length is for alloys of many elements, at the price that some of their
# surroundings are one.

# %% [markdown] slides="35,36" claims="47"
# ## 6. A relative for the whole crystal: MBTR
# *Must there be a centre at all?* The many-body tensor representation (Huo and Rupp 2022,
# https://doi.org/10.1088/2632-2153/aca005) draws *one* smooth curve per pair of elements for the whole
# crystal:
#
# $$f_{Z_1 Z_2}(x) = \sum_{i:\,Z_i = Z_1}\ \sum_{j:\,Z_j = Z_2} w(r_{ij})\,
# \frac{1}{\sqrt{2\pi}\,\sigma}\, e^{-(x - g(r_{ij}))^2 / 2\sigma^2} .$$
#
# $Z_1$ and $Z_2$ are the two elements and $x$ is the place on the axis. $g$ is what is measured: the
# distance (Å, as here), or its inverse, or (with three atoms) an angle. $\sigma$, in the unit of $x$, is the
# width of the bump that each pair leaves, and the weight $w$ (no unit) lets far pairs fade. The row is the
# curve's heights on a grid.

# %% slides="35,36" claims="47"
from coursekit.featurizers import MBTR
from coursekit.structures import make_anatase

mbtr, pair = MBTR(6.0, function="distance"), [rutile, make_anatase()]
curves = mbtr.fit_transform(pair)
titanium_oxygen = ["Ti-O" in name for name in mbtr.get_feature_names_out()]
ax = make_axes((7, 2.8))
grid = np.linspace(0, 6, sum(titanium_oxygen))
for name, curve, line in zip(("rutile", "anatase"), curves, ("-", "--")):
    ax.plot(grid, curve[titanium_oxygen], line, label=name)
ax.set(xlabel="distance Ti-O / Å", ylabel="MBTR")
_ = ax.legend(frameon=False)

# %% [markdown] slides="35,36" claims="47"
# The first bump is the first shell, and it is nearly the same in both crystals. The difference lies between 3
# and 5 Å. The picture is that of a radial distribution function with soft bins; nothing in it says which
# atom has which neighbours. So MBTR cannot be used for the energy of one atom, and is handy where a whole
# crystal or molecule is compared.

# %%
summary("D1")

# %% [markdown]
# ## Recap
# 1. ACSF asks named questions of two and three bodies; the cutoff function multiplies every answer.
# 2. No single question peaks between 0° and 180°, and ζ = 1 sees no shape; combinations do both.
# 3. Elements multiply the questions. Chebyshev weights keep the length and blur the elements.

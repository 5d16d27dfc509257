# %% [markdown] slides="31"
# # D2. SOAP: a density that is squared
# **Can the surroundings of an atom be described without choosing questions?** SOAP (*smooth overlap of atomic
# positions*) turns the neighbours into a smooth density, measures it with standard shapes, and squares it
# so that orientation drops out. We build it step by step, compare with the library, read similarities,
# and find where descriptors of this kind end. About fifty-five minutes; sections 8 and 9 may be left out.

# %%
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from coursekit.checks import check, quiz, summary

rng = np.random.default_rng(6)

# %%
from coursekit.structures import make_rutile, make_shell

around = {}
for kind in ["tetrahedron", "square", "octahedron", "trigonal prism"]:
    shell = make_shell(kind, distance=2.0)
    around[kind] = shell.cart_coords[1:] - shell.cart_coords[0]
rutile = make_rutile()

# %% [markdown] slides="31,34"
# ## 1. The whole way in one picture
# *Where are we going?* The picture has three neighbours, and the same three turned by 40°. Read it from
# left to right: atoms, density, coefficients, and the last panel, which is the goal: numbers that agree
# for both. The words are explained step by step below.

# %% slides="31,34"
from coursekit.plots.descriptor_flow import draw_soap

draw_soap()

# %% [markdown] slides="31"
# ## 2. Step one: a cloud
# Put a Gaussian of width σ on each neighbour, and one on the central atom itself. The list of atoms becomes
# a smooth field, and each element $Z$ gets a field of its own:
#
# $$\rho_i^{Z}(\mathbf{r}) = \sum_{j:\,Z_j = Z}
# \exp\left(-\frac{|\mathbf{r} - \mathbf{r}_{ij}|^2}{2\sigma^2}\right) f_c(r_{ij}) .$$
#
# $\mathbf{r}$ is a point near atom $i$ and $\mathbf{r}_{ij}$ the vector from atom $i$ to neighbour $j$,
# both in Å; $\rho$ is the density, without unit. $\sigma$ (Å) is how blurred a position is taken to be,
# and $f_c$ fades neighbours out towards the cutoff $r_\mathrm{cut}$ (Å), as in `D1_acsf`. The sum
# includes the centre, with $\mathbf r_{ii} = 0$, in the field of its own element. What does a large σ do
# to an octahedron?

# %% slides="31"
from coursekit.featurizers.written_out import soap as steps
from coursekit.plots.soap import plot_density

grid = np.linspace(-3.5, 3.5, 81)
plane = np.stack([*np.meshgrid(grid, grid), np.zeros((81, 81))], axis=-1)
octahedron = around["octahedron"]
look = {"layout": "constrained", "facecolor": "white"}
figure, axes = plt.subplots(1, 3, figsize=(9, 3), **look)
for ax, sigma in zip(axes, [0.3, 0.5, 1.0], strict=True):
    cloud = steps.density(plane, octahedron, sigma=sigma)
    title = f"σ = {sigma} Å, centre {cloud[40, 40]:.3f}"
    plot_density(cloud, 3.5, ax=ax, title=title)

# %% [markdown]
# (Only the six neighbours are drawn here.) At 1 Å the spots in the plane overlap: four weak lobes on
# one broad hill are left; at 0.3 Å each atom stands alone. So σ is the resolution: a displacement much
# smaller than σ hardly changes the density. When you choose σ, you say which displacements shall matter.

# %% [markdown] slides="31,50" claims="50"
# ### What happens at the cutoff?
# The formula has the smooth $f_c$. In dscribe, a common library, that factor is **not** there unless one
# asks for it. A single neighbour moves from 3 to 5.5 Å, with $r_\mathrm{cut} = 4$ Å. When does it
# disappear? (Its size is the length of the vector of all its coefficients, the numbers that section 3
# explains.)

# %% claims="50"
import inspect
from dscribe.descriptors import SOAP as DscribeSOAP

from coursekit.featurizers import SOAP

default = inspect.signature(DscribeSOAP.__init__).parameters["sigma"].default
print(f"default width: dscribe {default} Å, ours {SOAP().sigma} Å")

# %% claims="50"
basis, rows = {"n_max": 8, "r_cut": 4.0, "sigma": 0.5}, {}
for r in [3.0, 3.5, 4.0, 4.5, 5.0, 5.5]:
    one, faded = np.array([[0, 0, r]]), steps.fade(np.array([r]), r_cut=4.0)
    rows[r] = {
        name: np.sqrt(sum((steps.coefficients(one, degree, weights=weights,
                                              **basis) ** 2).sum()
                          for degree in range(7)))
        for name, weights in {"plain": 1.0, "faded": faded}.items()}
sizes = pd.DataFrame(rows).T.rename_axis("r / Å")
(sizes / sizes.loc[3.0]).map("{:.1%}".format)

# %% [markdown] claims="50"
# Without the weight the neighbour at the cutoff is still there and fades out beyond it, because its
# Gaussian reaches in. `SOAP(weighting="poly")` brings the smooth end back. And look at the default
# width: two papers that say "SOAP with default settings" may mean different vectors.

# %% [markdown] slides="31"
# ## 3. Step two: measure the cloud with shapes
# *How does a field become numbers?* Like a sound that is taken apart into tones. Any movement of a string is
# a sum of sine waves, and the numbers in front of the waves say how much of each is in it. Around a point we
# need standard shapes in three dimensions. Each is a product of two: a *radial function* $g_n(r)$, which
# says how the shape varies with the distance $r$, and a *spherical harmonic* $Y_{lm}(\hat{\mathbf r})$,
# which says how it varies with the direction $\hat{\mathbf r} = \mathbf r / r$.
#
# You have met *spherical harmonics* in the hydrogen atom, where they are the angular parts of the orbitals.
# For $l = 0$ there is one, the s orbital, the same in all directions. For $l = 1$ there are three, the p
# orbitals, each positive on one side and negative on the other; for $l = 2$ there are five d orbitals, and
# so on. (We use the real ones, as chemists draw them.) They are waves on a sphere: a larger $l$ has more
# changes of sign on the way around. And as with sine waves, the integral of a product of two different
# shapes is zero, so how much of one shape is in the density can be found without the others:
#
# $$\rho_i^Z(\mathbf{r}) = \sum_{nlm} c^Z_{nlm}\, g_n(r)\, Y_{lm}(\hat{\mathbf{r}}), \qquad
# c^Z_{nlm} = \int g_n(r)\, Y_{lm}(\hat{\mathbf r})\, \rho_i^Z(\mathbf r)\; \mathrm{d}^3r .$$
#
# $n$ counts the radial functions up to $n_\mathrm{max}$; $l$, the *degree*, says how finely a shape
# varies with direction, up to $l_\mathrm{max}$; $m$ runs from $-l$ to $l$ over the $2l+1$ shapes of one
# degree. The *coefficient* $c$ says how much of a shape is in the density. The cell draws radial
# functions and checks that each has overlap one with itself and zero with the others.

# %% slides="31"
from coursekit.plots.soap import plot_radial_functions

r = np.linspace(0, 6, 2001)
figure, axes = plt.subplots(1, 2, figsize=(9, 3), **look)
for ax, degree in zip(axes, (0, 3), strict=True):
    g = steps.radial_functions(r, degree, n_max=4, r_cut=4.0)
    overlap = (g[:, None] * g * r**2).sum(axis=-1) * (r[1] - r[0])
    title = f"l = {degree}, four functions for r_cut = 4 Å"
    plot_radial_functions(r, g, ax=ax, title=title)
    print(f"l = {degree}: overlaps are one and zero to "
          f"{np.abs(overlap - np.eye(4)).max():.0e}")

# %% [markdown] slides="31,34"
# The coefficients can be added up on a grid, as the integral says, or written down in closed form, because
# the radial functions are made of Gaussians too, and a Gaussian times a Gaussian is a Gaussian. Do the two
# agree, and which is faster?

# %% slides="31,34"
import time

setting = {"n_max": 4, "r_cut": 4.0, "sigma": 0.5}
start = time.perf_counter()
summed = steps.coefficients_on_grid(octahedron, 4, **setting)
middle = time.perf_counter()
closed = steps.coefficients(octahedron, 4, **setting)
end = time.perf_counter()
print(f"largest difference {np.abs(summed - closed).max():.0e} "
      f"of {np.abs(closed).max():.2f}")
print(f"grid {1000 * (middle - start):.0f} ms, "
      f"closed form {1000 * (end - middle):.1f} ms")

# %% [markdown] slides="31"
# How good is the copy? Walk once around the atom through the four neighbours in the plane, and compare the
# cloud with its expansion.

# %% slides="31"
from coursekit.plots.axes import make_axes

turns = np.radians(np.arange(0, 361, 3))
circle = 2.0 * np.column_stack([np.cos(turns), np.sin(turns), 0 * turns])
truth = steps.density(circle, octahedron, sigma=0.5)

# %% slides="31"
ax = make_axes((7, 3))
ax.plot(np.degrees(turns), truth, color="black", label="density")
copy = np.zeros_like(truth)
setting = {"n_max": 8, "r_cut": 4.0}
for degree in range(9):
    c = steps.coefficients(octahedron, degree, sigma=0.5, **setting)
    g = steps.radial_functions(np.array([2.0]), degree, **setting)
    copy = copy + (c.T @ g)[:, 0] @ steps.harmonics(circle, degree)
    if degree in (2, 4, 8):
        style = "--" if degree == 4 else ":"
        ax.plot(np.degrees(turns), copy, style, label=f"l_max = {degree}")
        print(f"l_max {degree}: largest error "
              f"{np.abs(copy - truth).max():.2f} of {truth.max():.2f}")
ax.set(xlabel="direction / degrees", ylabel="density at 2 Å", ylim=(0, 1.2))
_ = ax.legend(ncols=4, frameon=False)

# %% [markdown]
# With $l_\mathrm{max} = 2$ the copy is the same in all directions; an octahedron shows itself first at $l=4$,
# because no shape of a lower degree has its symmetry, except the sphere. So $l_\mathrm{max}$ is an angular
# resolution as σ is a spatial one: if $l_\mathrm{max}$ is small, a sharp σ brings nothing, because the
# expansion blurs the directions again.

# %% [markdown] slides="16,32" claims="24"
# ## 4. Step three: forget the orientation
# *What happens to the coefficients when the crystal is turned?* They change, but not in just any way. The
# $2l+1$ coefficients of one degree mix among themselves, by a matrix that depends on the rotation $R$ alone
# (*Wigner's law*):
#
# $$c_{nlm}(R\,\text{crystal}) = \sum_{m'} D^{\,l}_{mm'}(R)\; c_{nlm'}(\text{crystal}), \qquad
# D^{\,l}\,(D^{\,l})^{\top} = 1 .$$
#
# $D^{\,l}(R)$ is a square matrix of $2l+1$ rows, without unit. The second formula says that it is a rotation
# too, one in $2l+1$ dimensions: it keeps lengths. For $l = 1$ it is, up to the order of the axes, the
# rotation matrix $R$ itself. Something that changes with the crystal in this predictable way is called
# *equivariant*; something that does not change is *invariant*. The cell checks both formulas: it finds $D$
# from how the shapes themselves turn, and compares.

# %% slides="16,32" claims="24"
from scipy.spatial.transform import Rotation

R = Rotation.from_euler("xyz", [20, 35, 50], degrees=True).as_matrix()
setting, rows = {"n_max": 4, "r_cut": 4.0, "sigma": 0.5}, {}
lopsided = around["trigonal prism"][:5] * [1.0, 1.1, 1.3]
points = np.random.default_rng(0).normal(size=(50, 3))
for degree in (1, 2, 4):
    shapes = steps.harmonics(points, degree)
    D = steps.harmonics(points @ R.T, degree) @ np.linalg.pinv(shapes)
    c, turned_c = [steps.coefficients(v, degree, **setting)
                   for v in (lopsided, lopsided @ R.T)]
    gaps = turned_c - c, c @ D.T - turned_c, D @ D.T - np.eye(len(D))
    rows[degree] = [f"{np.abs(gap).max():.0e}" for gap in gaps]
columns = ["turned c - c", "D c - turned c", "D Dᵀ - 1"]
pd.DataFrame(rows, index=columns).T.rename_axis("l, largest entry of")

# %% [markdown] slides="32"
# The coefficients are equivariant: they turn *with* the crystal. For an energy we want numbers that stay.
# Since $D$ keeps lengths, as every rotation does, a sum of products over $m$ stays the same. The cell prints
# the sum over $m$ of $c^2$ for $n = 4$ and $l$ from 0 to 6:

# %% slides="32" claims="24"
from coursekit.plots.soap import plot_coefficients

placed = {"as it stands": octahedron, "turned": octahedron @ R.T}
figure, axes = plt.subplots(2, 1, figsize=(8, 4), **look)
for ax, (name, v) in zip(axes, placed.items(), strict=True):
    c = [steps.coefficients(v, degree, **setting) for degree in range(7)]
    plot_coefficients(c, ax=ax, title=f"coefficients, {name}")
    squares = [float((values[-1] ** 2).sum()) for values in c]
    print(f"{name:13}", np.round(squares, 3))

# %% [markdown] slides="32" claims="49"
# The coefficients of the two differ; the sums in the two printed rows are equal. Such sums are the *power
# spectrum*. It keeps the products of all pairs of radial functions $n, n'$ and of all pairs of elements
# $Z_1, Z_2$:
#
# $$p^{Z_1 Z_2}_{nn'l} = \pi\sqrt{\frac{8}{2l+1}}\;\sum_{m=-l}^{l} c^{Z_1}_{nlm}\,c^{Z_2}_{n'lm} .$$
#
# The factor in front of the sum is a convention of the libraries. A product of two densities brings two
# neighbours together with the centre: **three bodies**, as $G_4$ and
# $G_5$ of `D1_acsf`. (Networks that keep the $c$ themselves, and let them turn, are called equivariant; they
# can predict things that have a direction, such as a dipole.)

# %% [markdown] nbgrader={"grade_id": "D2-power-question", "locked": true}
# **Step 1.** Write `power(c, degree)`: the power spectrum of one degree $l$ from the real
# coefficients `c`, an array of shape ($n_\mathrm{max}$, $2l+1$), as a matrix ($n_\mathrm{max}$,
# $n_\mathrm{max}$).

# %% nbgrader={"grade_id": "D2-power", "solution": true}
def power(c, degree):
    """Power spectrum of one degree."""
    ### BEGIN SOLUTION
    c = np.array(c)
    return np.pi * np.sqrt(8 / (2 * degree + 1)) * c @ c.T
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-power-check", "grade": true, "points": 1}
check("D2-power")

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-power-hidden", "grade": true, "points": 1}
# Other degrees are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("D2-power", hidden=True)
### END HIDDEN TESTS

# %% claims="24"
options = {"elements": ["Cu"], "n_max": 8, "l_max": 6, "r_cut": 4.0,
           "sigma": 0.5}
prism = around["trigonal prism"][:5] * [1, 1, 1.3]  # without any symmetry
rows = {"turned": prism @ Rotation.random(random_state=1).as_matrix().T,
        "mirrored": prism * [1, 1, -1], "reordered": prism[::-1],
        "one atom moved by 0.05 Å": prism + 0.05 * np.eye(5, 3)}
base = steps.soap_of_site(prism, ["Cu"] * 5, "Cu", **options)
for name, v in rows.items():
    other = steps.soap_of_site(v, ["Cu"] * len(v), "Cu", **options)
    change = np.abs(other - base).max()
    print(f"{name:26} relative change {change / np.abs(base).max():.0e}")

# %% [markdown] claims="24"
# Turned, mirrored and reordered the vector stays, to rounding; the last row is the control, in which an atom
# really moved, and there it changes. The invariance includes mirror images: SOAP cannot tell a left hand from
# a right one. Nor can ACSF, which knows only distances and angles.

# %% [markdown] slides="31,32" claims="49"
# ### Ours, the course's and the library's
# How well does the vector made by hand agree with dscribe, called directly?

# %% claims="49"
from coursekit.featurizers.written_out.images import neighbors_of
from coursekit.structures import to_ase

basis = {"n_max": 6, "l_max": 4, "r_cut": 5.0, "sigma": 0.5}
soap = SOAP(**basis).fit([rutile])
reach = steps.soap_reach(r_cut=5.0, sigma=0.5)
far, which = neighbors_of(0, rutile.lattice.matrix, rutile.frac_coords,
                          r_cut=reach)
symbols = [rutile[int(i)].specie.symbol for i in which]

# %% claims="49"
hand = steps.soap_of_site(far, symbols, "Ti", elements=soap.species_, **basis)
library = DscribeSOAP(species=["O", "Ti"], periodic=True, **basis)
theirs = library.create(to_ase(rutile))[0]
ours = soap.transform([rutile])[0].values[0]
print(f"{len(hand)} numbers; by hand - dscribe "
      f"{np.abs(hand - theirs).max():.0e}, "
      f"SOAP - dscribe {np.abs(ours - theirs).max():.0e}, "
      f"largest entry {np.abs(theirs).max():.0f}")

# %% [markdown] slides="32" claims="48"
# ### How many numbers?
# A common formula is $n_\mathrm{max}^2\,(l_\mathrm{max}+1)\,S(S+1)/2$, with $S$ elements. Do libraries agree?

# %% claims="28,48"
elements = ["H", "C", "N", "O", "Si", "Ti", "Cu", "Au"]
for n in (1, 2, 4, 8):
    library = DscribeSOAP(species=elements[:n], periodic=True,
                          r_cut=5.0, n_max=8, l_max=6)
    length = library.get_number_of_features()
    print(f"{n} elements: {length:6} numbers, "
          f"the formula says {8**2 * 7 * n * (n + 1) // 2}")

# %% [markdown] nbgrader={"grade_id": "D2-count-question", "locked": true}
# **Step 2.** The formula counts something twice: for a pair of *like* elements $p_{nn'l} = p_{n'nl}$.
# Write `n_features(n_max, l_max, n_species)`, which returns how many numbers are kept, a whole number: for
# like elements only $n \le n'$, for unlike elements all $n, n'$, and each pair of elements once. $l$ runs
# from 0 to `l_max`.

# %% nbgrader={"grade_id": "D2-count", "solution": true}
def n_features(n_max, l_max, n_species):
    """Length of a SOAP vector."""
    ### BEGIN SOLUTION
    like = n_species * n_max * (n_max + 1) // 2
    unlike = n_species * (n_species - 1) // 2 * n_max**2
    return (l_max + 1) * (like + unlike)
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-count-check", "grade": true, "points": 1}
check("D2-count")

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-count-hidden", "grade": true, "points": 1}
# More settings are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("D2-count", hidden=True)
### END HIDDEN TESTS

# %% [markdown] claims="28,48"
# Hundreds for one element, about a thousand for two, nearly fifteen thousand for eight (and, as lecture B
# counted, far over a million for 89): "how long is a SOAP vector" has no answer without the elements. A
# short way to remember the rule: each element and each $n$ together are one *channel*, so there are $M =
# S\,n_\mathrm{max}$ of them, and every degree has $M(M+1)/2$ different pairs of channels.

# %% [markdown] slides="33"
# ## 5. Step four: compare
# *How alike are two environments?* As alike as their vectors $p$ and $q$ point the same way. The *kernel* is
# the cosine of the angle between them, to a power:
#
# $$k(p, q) = \left(\frac{p\cdot q}{|p|\,|q|}\right)^{\zeta} .$$
#
# It is 1 for vectors of one direction, and it has no unit. $\zeta$ (at least 1) sharpens it: with
# $\zeta = 4$, 0.9 becomes $0.9^4 = 0.66$. (This $\zeta$ has nothing to do with that of $G_4$ but the name.)

# %% [markdown] nbgrader={"grade_id": "D2-kernel-question", "locked": true}
# **Step 3.** Write `similarity(p, q, zeta)` for two vectors (lists or arrays of one length); return a
# number.

# %% nbgrader={"grade_id": "D2-kernel", "solution": true}
def similarity(p, q, zeta):
    """Normalised similarity of two vectors, to the power zeta."""
    ### BEGIN SOLUTION
    p, q = np.array(p, float), np.array(q, float)
    return (p @ q / np.sqrt((p @ p) * (q @ q))) ** zeta
    ### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-kernel-check", "grade": true, "points": 1}
check("D2-kernel")

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-kernel-hidden", "grade": true, "points": 1}
# More vectors are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
check("D2-kernel", hidden=True)
### END HIDDEN TESTS

# %% [markdown] claims="54"
# ### A fine point of bookkeeping
# The vector stores Ti-O and leaves out O-Ti, which holds the same numbers. The overlap of two densities has
# both. Does it matter for the similarity of titanium in rutile and in anatase?

# %% claims="54"
from coursekit.featurizers import SiteFeatures
from coursekit.kernels import environment_kernel
from coursekit.structures import make_anatase

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
# One could think that SOAP turns the one environment onto the other as well as possible and takes the
# overlap. It does not. It averages the *squared* overlap of the two densities $\rho$ and $\rho'$ over
# **all** rotations $R$:
#
# $$p\cdot q = \int \mathrm{d}R\ \Big|\int \rho(\mathbf r)\,\rho'(R\,\mathbf r)\,\mathrm{d}^3 r\Big|^2 .$$
#
# We check that with random rotations: the first printed number is the average, the second the best rotation,
# the third is SOAP's. All three are scaled so that an environment compared with itself gives 1.

# %% slides="33" claims="52"
def overlaps(a, b, rotations, sigma=0.5):
    """Overlap of two clouds for each rotation of the second."""
    turned = (rotations @ b.T).transpose(0, 2, 1)
    difference = a[None, :, None] - turned[:, None]
    squared = (difference**2).sum(axis=-1)
    return np.exp(-squared / (4 * sigma**2)).sum(axis=(1, 2))

a, b = [np.vstack([np.zeros(3), around[kind]])
        for kind in ("tetrahedron", "octahedron")]
turns = Rotation.random(20000, random_state=1).as_matrix()
ab, aa, bb = [overlaps(x, y, turns) for x, y in ((a, b), (a, a), (b, b))]
mean = (ab**2).mean() / np.sqrt((aa**2).mean() * (bb**2).mean())
best = ab.max() ** 2 / (aa.max() * bb.max())

# %% slides="33" claims="52"
crystals = [make_shell(kind, distance=2.0)
            for kind in ("tetrahedron", "octahedron")]
fine = SOAP(5.0, n_max=10, l_max=10, sigma=0.5).fit_transform(crystals)
centers = [SiteFeatures(s.values[:1], ("Cu",), s.names, s.id) for s in fine]
print(f"squared, averaged over rotations: {mean:.3f}")
print(f"squared, at the best rotation:    {best:.3f}")
print(f"SOAP:                             "
      f"{environment_kernel(centers)[0, 1]:.3f}")

# %% claims="52"
kinds = ["tetrahedron", "square", "octahedron", "cube", "cuboctahedron",
         "icosahedron"]
various = [make_shell(kind, distance=d)
           for kind in kinds for d in (1.6, 2.4, 3.6)]
sites = SOAP(5.0, sigma=0.3).fit_transform(various)
centers = [SiteFeatures(s.values[:1], ("Cu",), s.names, s.id) for s in sites]
k = environment_kernel(centers)
print(f"{len(various)} environments of one element: "
      f"similarities from {k.min():.3f} to 1")

# %% [markdown] claims="52"
# SOAP agrees with the average over rotations, not with the best rotation. (Why is the best one lower? Each
# number is divided by the same quantity for an environment with itself. At the best rotation an environment
# covers itself completely, which is far more than its average; so the number is divided by more.) The second
# cell shows how small a
# similarity can get. Densities are nowhere negative, so two environments of the same element always overlap,
# and the similarity does not reach zero, however different they are. So a similarity of 0.9 does not yet
# mean that two environments are alike.

# %% [markdown] slides="33" claims="53"
# ### How fine does it see?
# fcc and hcp have twelve neighbours each, at one distance, and only some of them sit elsewhere. What does
# SOAP say at σ = 1 Å, dscribe's default, and what at a smaller one?

# %% claims="53"
from coursekit.plots.soap import plot_similarities
from coursekit.structures import make_fcc, make_hcp

sigmas = [0.2, 0.3, 0.4, 0.5, 0.7, 1.0]
close = [make_fcc("Cu"), make_hcp("Cu", a=2.556)]
simple = [make_shell(kind, distance=2.0)
          for kind in ("tetrahedron", "octahedron")]

# %% claims="53"
curves = {"fcc and hcp": [], "tetrahedron and octahedron": []}
for sigma in sigmas:
    for curve, crystals in zip(curves.values(), (close, simple), strict=True):
        soap = SOAP(5.0, n_max=10, l_max=8, sigma=sigma)
        centers = [SiteFeatures(s.values[:1], ("Cu",), s.names, s.id)
                   for s in soap.fit_transform(crystals)]
        curve.append(environment_kernel(centers)[0, 1])
ax = plot_similarities(sigmas, curves)
pd.DataFrame(curves, index=pd.Index(sigmas, name="sigma / Å")).round(7)

# %% [markdown] claims="53"
# At a large σ the two are the same number to many digits. A raw cosine is not a sensitive measure:
# choose σ smaller, raise ζ, or use the distance $\sqrt{2-2k}$, which stretches the crowded end near
# 1.
#
# One thing looks wrong: below 0.3 Å the similarity of tetrahedron and octahedron *rises* again. The
# Gaussian of the central atom does that. It is the same in both environments, and the sharper the
# Gaussians are, the more it weighs. The control leaves it out and changes nothing else.

# %% claims="53" control="centre"
def whole_spectrum(vectors, sigma):
    """All p of one element, l = 0 to 8."""
    setting = {"n_max": 10, "r_cut": 5.0, "sigma": sigma}
    c = [steps.coefficients(vectors, degree, **setting) for degree in range(9)]
    return np.hstack([steps.power_spectrum(c_l, c_l, degree).ravel()
                      for degree, c_l in enumerate(c)])

rows = {name: [] for name in ("with the centre", "without")}
for sigma in sigmas:
    for row, own in zip(rows.values(), (np.zeros((1, 3)), np.zeros((0, 3)))):
        p, q = [whole_spectrum(np.vstack([around[kind], own]), sigma)
                for kind in ("tetrahedron", "octahedron")]
        row.append(p @ q / np.sqrt((p @ p) * (q @ q)))
pd.DataFrame(rows, index=pd.Index(sigmas, name="sigma / Å")).round(3)

# %% [markdown] claims="53" because="centre"
# Without it the similarity falls all the way as σ shrinks. Libraries differ in whether the centre is
# in, so say it in the methods section of a paper, like σ and the cutoff.

# %% [markdown] slides="33" claims="53"
# ### How small may σ be?
# Smaller is sharper, and so is the noise. Atoms shake with heat, at room temperature by some 0.1 Å. A useful
# σ makes the distance between fcc and hcp large *beside* the distance between fcc and shaken fcc. The
# distance of two unit vectors is $\sqrt{2-2k}$, without unit.

# %% slides="33" claims="53"
from coursekit.structures import rattle, supercell

block = supercell(make_fcc("Cu"), (2, 2, 2))
shaken = [block, rattle(block, 0.1)]

# %% slides="33" claims="53"
rows = []
for sigma in (0.1, 0.2, 0.3, 0.5, 1.0):
    found = []
    for crystals in (close, shaken):
        soap = SOAP(5.0, n_max=10, l_max=8, sigma=sigma)
        means = [SiteFeatures(s.values.mean(axis=0)[None], ("Cu",), s.names,
                              s.id) for s in soap.fit_transform(crystals)]
        k = environment_kernel(means)[0, 1]
        found.append(np.sqrt(max(2 - 2 * k, 0)))
    rows.append((sigma, *found, found[0] / found[1]))
columns = ["σ / Å", "fcc to hcp", "fcc to shaken fcc", "ratio"]
pd.DataFrame(rows, columns=columns).set_index("σ / Å").round(3)

# %% [markdown] slides="33" claims="53"
# A smaller σ enlarges both columns. What a model can use is the ratio, and it does not keep growing as σ
# shrinks. So choose σ by this table, for the difference that matters to you and the shaking that your
# crystals have.

# %% [markdown] nbgrader={"grade_id": "D2-q1-question", "locked": true}
# **Quick question 1.** In another material two phases are 0.40 apart at σ = 0.2 Å, 0.20 at 0.4 Å and 0.02
# at 0.8 Å. Shaking makes distances of 0.30, 0.10 and 0.05. With which σ can a model tell the phases best?
# Set `sigma_rule` to a letter.
#
# - **a** 0.2 Å.
# - **b** 0.4 Å.
# - **c** 0.8 Å.
# - **d** It does not matter: rotations drop out for every σ.

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-q1", "solution": true}
### BEGIN SOLUTION
sigma_rule = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-q1-check", "grade": true, "points": 1}
quiz("D2-q1")

# %% [markdown] slides="34"
# ### All steps at once
# Choose a pair of environments and move σ, $n_\mathrm{max}$, $l_\mathrm{max}$, $r_\mathrm{cut}$ and ζ. Find a
# setting at which fcc and hcp fall below 0.9; and turn the first one, to see what stays.

# %%
from coursekit.apps import SoapSteps

soap_app = SoapSteps(pair="tetrahedron and octahedron")
soap_app

# %%
soap_app.static()

# %%
print(fill(soap_app.sentence, 88))

# %% [markdown] slides="24,33" claims="41"
# ## 6. Reading a similarity
# "Cations of one family are alike to 0.95, those of two families to 0.4." You will read sentences like this.
# When is it true? Here are tetrahedral and octahedral cations in eight spinels, with sixteen settings. For
# each setting the table has the mean similarity inside a family, its lowest value, and the mean between the
# families. (*Species-blind* means that all atoms count as one element; `mu2` is the library's name for it.)

# %% claims="41"
from coursekit.structures import make_spinel, named_sites

pairs = ["Mg Al", "Zn Al", "Mg Cr", "Zn Cr", "Zn Fe", "Mg Fe", "Ni Fe", "Co Fe"]
spinels = [make_spinel(a, b_site=b) for a, b in map(str.split, pairs)]
keep = [int(named_sites(spinels[0], name)[0])
        for name in ("tetrahedral", "octahedral")]
tetra, octa = np.arange(0, 16, 2), np.arange(1, 16, 2)

# %% claims="41"
def families(soap, zeta):
    """Similarity inside a family: mean and lowest; mean between families."""
    sites = [SiteFeatures(s.values[keep], ("X", "X"), s.names, s.id)
             for s in soap.fit_transform(spinels)]
    k = environment_kernel(sites, zeta=zeta)
    own = [k[np.ix_(kind, kind)][np.triu_indices(8, 1)]
           for kind in (tetra, octa)]
    return np.mean(own), np.min(own), k[np.ix_(tetra, octa)].mean()

# %% claims="41"
rows = []
for who, compression in (("species-blind", "mu2"), ("with species", "off")):
    for r_cut, sigma in ((2.6, 0.3), (5.0, 0.3), (5.0, 0.5), (5.0, 1.0)):
        soap = SOAP(r_cut, sigma=sigma, compression=compression, sparse=False)
        rows += [(who, r_cut, sigma, zeta, *families(soap, zeta))
                 for zeta in (1, 4)]
columns = ["SOAP", "r_cut / Å", "σ / Å", "ζ", "one family", "lowest of it",
           "two families"]
table = pd.DataFrame(rows, columns=columns)
off = np.hypot(table["one family"] - 0.95, table["two families"] - 0.4)
who, r_cut, sigma, zeta = table.loc[off.idxmin(), columns[:4]]
print(f"nearest to 0.95 and 0.4: {who}, r_cut {r_cut} Å, σ {sigma} Å, ζ {zeta}")
table.round(2)

# %% [markdown] claims="41"
# The printed setting comes nearest; most others are far from it. The first half of the table ignores the
# elements, the second half does not, and there the elements decide more than the shape of the site. A
# similarity that is quoted without its settings says nothing.

# %% [markdown] nbgrader={"grade_id": "D2-q2-question", "locked": true}
# **Quick question 2.** Two copper environments have $k = 0.9999$ at σ = 1 Å. What follows? Set
# `answer_2`.
#
# - **a** They are the same up to a rotation.
# - **b** Nothing much: at this σ even fcc and hcp are that alike. Look again with a smaller σ.
# - **c** A model must predict the same energy for both.
# - **d** They have the same number of neighbours.

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-q2", "solution": true}
### BEGIN SOLUTION
answer_2 = "b"
### END SOLUTION

# %% tags=["raises-exception"] nbgrader={"grade_id": "D2-q2-check", "grade": true, "points": 1}
quiz("D2-q2")

# %% [markdown] slides="33" claims="51"
# ## 7. Where three bodies end
# *Does an equal vector mean an equal environment?* An atom has four neighbours on a circle around it: at 0,
# 45, 135, 180 degrees, or at 0, 45, 90, 225. The cell prints all distances between the neighbours, and for
# each neighbour the sum of its distances to the other three.

# %% claims="51"
from coursekit.structures import make_planar

flat_pair = [make_planar("first"), make_planar("second")]
axes = make_axes((6, 3), columns=2)
for ax, crystal in zip(axes, flat_pair, strict=True):
    x, y, _ = (crystal.cart_coords - crystal.cart_coords[0]).T
    ax.plot(x[1:], y[1:], "o", x[:1], y[:1], "kD", markersize=9)
    ax.set(aspect="equal", xlim=(-2, 2), ylim=(-2, 2),
           xlabel="x / Å", ylabel="y / Å")
    apart = crystal.distance_matrix[1:, 1:]
    print("distances between neighbours / Å",
          np.sort(apart[np.triu_indices(4, 1)]).round(2),
          "\n   summed for each neighbour / Å",
          np.sort(apart.sum(axis=1)).round(2))

# %% claims="51"
from coursekit.featurizers import ACSF

tools = {"SOAP, n_max 12, l_max 12": SOAP(4.0, n_max=12, l_max=12),
         "ACSF": ACSF(4.0, by_center=False)}
for name, featurizer in tools.items():
    first, second = [s.values for s in featurizer.fit_transform(flat_pair)]
    difference = np.abs(first - second).max(axis=1) / np.abs(first).max()
    pooled = np.abs(first.mean(axis=0) - second.mean(axis=0)).max()
    print(f"{name:25} at the centre {difference[0]:.0e}, "
          f"pooled over all atoms {pooled / np.abs(first).max():.0e}")

# %% [markdown] slides="33" claims="51"
# The six angles between pairs are the same list in both, 45, 45, 90, 135, 135 and 180 degrees. Only the way
# in which they hang together differs. So the two are not copies of each other, and yet the centre's vectors
# agree to rounding, however long they are. $k = 1$ means *equal vectors*, not equal environments (Pozdnyakov
# et al. 2020, https://doi.org/10.1103/PhysRevLett.125.166001). The neighbours see different surroundings,
# so a sum over all atoms tells the two apart.
#
# **Why?** Is the vector too short, or does it look at too few atoms at once? More columns did not help. The
# control changes the body order and nothing else: take *three* neighbours at a time, add their three unit
# vectors, and measure the length of the sum, a number that no rotation changes.

# %% slides="33" claims="51" control="bodies"
from itertools import combinations

for crystal in flat_pair:
    units = crystal.cart_coords[1:] - crystal.cart_coords[0]
    units = units / np.linalg.norm(units, axis=1, keepdims=True)
    for bodies in (3, 4):
        taken = combinations(units, bodies - 1)
        lengths = sorted(np.linalg.norm(np.sum(some, axis=0)) for some in taken)
        print(f"{bodies} bodies:",
              " ".join(f"{length:.2f}" for length in lengths))

# %% [markdown] slides="33" claims="51" because="bodies"
# With three bodies (two neighbours at a time) both environments give the same six lengths. With four bodies
# the lists differ. In the language of SOAP: the power spectrum multiplies two coefficients; the *bispectrum*
# multiplies three, combined so that rotations drop out, and sees this pair. (There are pairs that need five
# bodies, and so on.)
#
# How does the field go on from here? The *atomic cluster expansion* (ACE; Drautz 2019,
# https://doi.org/10.1103/PhysRevB.99.014104) multiplies any number of equivariant coefficients: body order as
# high as one likes, at a cost that grows slowly, because the products are formed from sums over neighbours
# and not neighbour by neighbour. Equivariant *message passing* (NequIP, MACE) lets atoms exchange such
# coefficients. Each exchange lets an atom know what its neighbours see, so the body order grows with every
# layer. `H_universal_potentials` takes it up there.

# %% [markdown] slides="34" claims="55"
# ## 8. Where the cost sits (optional)
# What costs more: a longer vector, or the kernel between all atoms of a data set?

# %% slides="34" claims="55"
big = make_spinel()
for n, top in ((4, 3), (8, 6), (12, 9)):
    featurizer = SOAP(5.0, n_max=n, l_max=top).fit([big])
    featurizer.transform([big])
    start = time.perf_counter()
    width = featurizer.transform([big])[0].values.shape[1]
    seconds = time.perf_counter() - start
    print(f"n_max {n:2}, l_max {top}: {width:5} numbers, "
          f"{1000 * seconds / len(big):.2f} ms per atom")
for atoms in (1_000, 20_000, 200_000):
    print(f"kernel of {atoms:7,} atoms with one another: "
          f"{8 * atoms**2 / 1e9:9.3f} GB")

# %% [markdown] claims="55"
# A longer vector costs more, but for each atom once: all vectors together grow with the number of
# atoms. The full kernel grows with their square and is the wall one runs into. Ways round it: a model
# that is linear in the vectors, or a kernel between all atoms and a few hundred chosen ones (a *sparse*
# kernel model; the potentials called GAP are made that way).

# %% [markdown] slides="35" claims="47"
# ## 9. Which one is better? (optional)
# "ACSF and SOAP hold the same information at the same cost." Measure it where the truth is known: energies of
# disordered, shaken CuAu from a simple model of metals (EMT, effective-medium theory), which is made of
# distances and has no angles. Two more rows are there for comparison: a stack without angles and a shorter
# SOAP.
#
# The site vectors are averaged over the crystal. The model is linear, with every column brought to standard
# deviation 1 first (`StandardScaler`). *Ridge regression* (`RidgeCV`) fits its coefficients and adds a price
# for large ones, so that a row with more columns than there are crystals can be used at all; how high the
# price is, it chooses inside the training part.

# %% claims="47"
from ase.calculators.emt import EMT

from coursekit.structures import make_shuffled_cuau

alloys = [make_shuffled_cuau(scaling=(2, 2, 2), seed=n) for n in range(120)]
alloys = [rattle(crystal, amplitude=0.15, seed=n)
          for n, crystal in enumerate(alloys)]
energies = []
for crystal in alloys:
    atoms = to_ase(crystal)
    atoms.calc = EMT()
    energies.append(1000 * atoms.get_potential_energy() / len(atoms))
energies = np.array(energies)
print(f"energies spread by {energies.std():.0f} meV/atom")

# %% claims="47"
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit.pooling import MeanPooling

model = make_pipeline(StandardScaler(), RidgeCV(np.logspace(-6, 4, 21)))

# %% claims="47"
def errors_of(X, sizes, repeats=3):
    """MAE on 40 crystals, (repeats, sizes)."""
    found = np.empty((repeats, len(sizes)))
    for n in range(repeats):
        order = np.random.default_rng(n).permutation(len(X))
        test = order[80:]
        for m, train in enumerate(order[:size] for size in sizes):
            model.fit(X[train], energies[train])
            found[n, m] = np.abs(model.predict(X[test]) - energies[test]).mean()
    return found

# %% claims="47"
candidates = {"ACSF, distances only": ACSF(5.0, g4=()), "ACSF": ACSF(5.0),
              "SOAP n 4, l 3": SOAP(5.0, n_max=4, l_max=3),
              "SOAP n 8, l 6": SOAP(5.0)}
rows, sizes = {}, [20, 40, 80]
for name, featurizer in candidates.items():
    X = MeanPooling().fit_transform(featurizer.fit_transform(alloys))
    found = errors_of(X, sizes)
    pairs = zip(found.mean(axis=0), found.std(axis=0), strict=True)
    rows[f"{name} ({X.shape[1]} numbers)"] = [
        f"{mean:.1f} (scatter {scatter:.1f})" for mean, scatter in pairs]
pd.DataFrame(rows, index=[f"{n} crystals" for n in sizes]).T

# %% [markdown] claims="47"
# The errors are mean absolute errors in meV/atom, averaged over three draws of the crystals, with the
# standard deviation over the draws in brackets. On this target, with this linear model, the short stack
# of questions learns faster, and a longer SOAP is *worse*. Do not carry that over to other targets: this
# one is made of distances, and another model may deal otherwise with many columns. Both are three-body
# descriptors here, and which one wins is a matter of data, settings and model: published comparisons find
# differences between them under controlled settings (Langer et al. 2022,
# https://doi.org/10.1038/s41524-022-00721-x) and redundancy in all of them (Onat et al. 2020,
# https://doi.org/10.1063/5.0016005). Choose by your own curve.

# %% [markdown] slides="35,36"
# ### All four, side by side
# `D1_acsf` has two relatives of ACSF and SOAP: Chebyshev and MBTR. Which of the four tells rutile from
# anatase?

# %% slides="35,36"
from coursekit.featurizers import Chebyshev, MBTR

tools = {"ACSF": ACSF(5.0), "SOAP": SOAP(5.0),
         "Chebyshev": Chebyshev(), "MBTR": MBTR()}
for name, tool in tools.items():
    X = tool.fit_transform(pair)
    X = X if isinstance(X, np.ndarray) else MeanPooling().fit_transform(X)
    k = X[0] @ X[1] / np.linalg.norm(X[0]) / np.linalg.norm(X[1])
    print(f"{name:10} {X.shape[1]:5} numbers, pooled; "
          f"similarity of rutile and anatase {k:.4f}")

# %% [markdown] slides="36"
# All see a difference and none makes it look large. **Reach for ACSF** when entries should have
# names, the elements are few, or data are scarce. **Reach for SOAP** when you do not want to choose
# questions, when small distortions matter and σ is set for them, or for a kernel method. **Reach
# for neither** while coordination numbers, bond lengths and the variance of the angles do the job.

# %%
summary("D2")

# %% [markdown]
# ## Recap
# 1. SOAP puts a density on the atoms of each element and measures it with standard shapes. The coefficients
#    are equivariant; their products, summed over $m$, are not changed by rotations.
# 2. σ, $r_\mathrm{cut}$ and ζ set the scale of a similarity; choose σ by difference beside noise.
# 3. Three bodies end at the planar pair. More columns do not help, more bodies do.

# %% [markdown] slides="28,31"
# # ACSF and SOAP
# **How does the surroundings of one atom become a row of numbers that does not care how the crystal is
# turned?** Two ways: a stack of questions, and a density that is squared. We build both by hand,
# compare with the libraries, and find out what they cannot see. About fifty-five minutes.

# %%
import inspect
import time

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from ase.calculators.emt import EMT
from dscribe.descriptors import SOAP as DscribeSOAP
from scipy.spatial.transform import Rotation
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from coursekit.apps import QuestionStack, SoapSteps
from coursekit.checks import Quiz, Step, summary
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
    make_bcc,
    make_fcc,
    make_hcp,
    make_planar,
    make_quartz,
    make_rocksalt,
    make_rutile,
    make_shell,
    make_shuffled_cuau,
    make_spinel,
    make_zincblende,
    named_sites,
    rattle,
    to_ase,
)

rng = np.random.default_rng(6)

# %% [markdown] slides="28" claims="56"
# ## 1. A stack of questions
# Atom-centred symmetry functions ask one question each. The simplest: *how many neighbours are near
# the distance* $R_s$? A neighbour counts fully at $R_s$, less beside it, and nothing beyond the cutoff:
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
    print(f"eta {eta:4.0f} Å⁻², near {shift:.2f} Å: {answer:.3f}")
plot_distance_questions(questions, distances, r_cut=6.0);

# %% [markdown]
# The ticks are the neighbours. Even the sharp question falls to one half only
# 0.83/√η ≈ 0.13 Å from its centre, so it sees one shell where there are two: what a stack resolves is what its
# widths were chosen for. The broad questions cannot say whether neighbours are few and near or many
# and far.

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
plot_angle_questions(families);

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
step = Step("D-angles", answer="angular_sum")
octahedron = 2.0 * np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1.0]])
bent = np.array([[1.0, 0, 0], [1.0, 1.0, 0]])
step.case("octahedron, straight", args=(octahedron, 2, -1), expected=12.0, atol=1e-9,
          wrong={"each pair twice": 24.0, "same neighbour twice": 12.0 + 1e-30,
                 "prefactor left out": 24.0 + 1e-30, "lambda ignored": 12.0 + 2e-30})
step.case("two at 45°", args=(bent, 4, 1), expected=(1 + 0.5**0.5) ** 4 / 8, rtol=1e-6,
          wrong={"each pair twice": (1 + 0.5**0.5) ** 4 / 4,
                 "same neighbour twice": (1 + 0.5**0.5) ** 4 / 4 + 4,
                 "prefactor left out": (1 + 0.5**0.5) ** 4, "not unit vectors": 2.0})
step.verdict()

# %% tags=["raises-exception"] nbgrader={"grade_id": "D-angles-hidden", "grade": true, "points": 1}
# More environments are tried here when the notebook is graded.
### BEGIN HIDDEN TESTS
step = Step("D-angles", answer="angular_sum", hidden=True)
step.verdict()
### END HIDDEN TESTS

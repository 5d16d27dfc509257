"""Weights at the places where their formula is known, and slopes against finite differences."""

import numpy as np
import pytest
from dscribe.descriptors import ACSF

from coursekit.neighbors import (
    CUTOFFS,
    cosine_cutoff,
    fermi_cutoff,
    hard_cutoff,
    polynomial_cutoff,
    tanh_cutoff,
)

R = np.linspace(0.01, 6.99, 350)


@pytest.mark.parametrize("name", [name for name in CUTOFFS if name != "hard"])
def test_slope_is_the_derivative(name):
    cutoff, step = CUTOFFS[name], 1e-6
    numeric = (cutoff(R + step, r_cut=5.0) - cutoff(R - step, r_cut=5.0)) / (2 * step)
    np.testing.assert_allclose(cutoff(R, r_cut=5.0, derivative=True), numeric, atol=1e-7)


@pytest.mark.parametrize("p", [2, 4, 6])
def test_slope_of_other_polynomials(p):
    step = 1e-6
    above, below = (polynomial_cutoff(R + s, r_cut=5.0, p=p) for s in (step, -step))
    slope = polynomial_cutoff(R, r_cut=5.0, p=p, derivative=True)
    np.testing.assert_allclose(slope, (above - below) / (2 * step), atol=1e-7)


@pytest.mark.parametrize("name", CUTOFFS)
def test_weights_fall_from_at_most_one_to_zero(name):
    weights = CUTOFFS[name](R, r_cut=5.0)
    assert weights.max() <= 1
    assert (np.diff(weights) <= 1e-15).all()
    beyond = 0 if name != "fermi" else 1e-4
    assert (weights[R > 6.9] <= beyond).all()


def test_known_values():
    assert cosine_cutoff(4.0, r_cut=6.0) == pytest.approx(0.25)
    assert tanh_cutoff(3.0, r_cut=6.0) == pytest.approx(np.tanh(0.5) ** 3)
    assert polynomial_cutoff(1.25, r_cut=5.0) == pytest.approx(1 - 10 / 64 + 15 / 256 - 6 / 1024)
    assert fermi_cutoff(3.2, r_cut=3.0, width=0.1) == pytest.approx(1 / (1 + np.exp(2)))
    assert hard_cutoff([5.0, 5.1], r_cut=5.0).tolist() == [1, 0]
    assert hard_cutoff([1.0, 9.0], r_cut=5.0, derivative=True).tolist() == [0, 0]


def test_fermi_far_from_its_step_does_not_overflow():
    with np.errstate(all="raise"):
        far = fermi_cutoff([0.0, 1e6], r_cut=3.0, width=1e-3)
    assert far.tolist() == [1, 0]


def test_cosine_is_the_weight_of_dscribe():
    from ase import Atoms

    # G1 of one neighbour is the cutoff function itself
    acsf = ACSF(species=["H"], r_cut=5.0)
    for r in (0.8, 2.5, 4.4):
        g1 = acsf.create(Atoms("H2", positions=[[0, 0, 0], [r, 0, 0]]), centers=[0])[0, 0]
        assert cosine_cutoff(r, r_cut=5.0) == pytest.approx(g1, abs=1e-12)

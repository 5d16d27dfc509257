"""Cases of H_universal_potentials that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed


@hidden("H-energy")
def energy(case):
    for hidden_name, hidden_sites in {"five atoms": 5, "one atom": 1, "forty atoms": 40}.items():
        hidden_rows = np.cos(np.arange(hidden_sites * 4.0)).reshape(hidden_sites, 4)
        hidden_weights = np.sin(np.arange(1.0, 10.0))
        hidden_each = np.hstack([np.ones((hidden_sites, 1)), hidden_rows, hidden_rows**2])
        case(
            hidden_name,
            args=(hidden_rows, hidden_weights),
            unit="eV",
            wrong=lambda: {"mean pooling": hidden_each.mean(axis=0) @ hidden_weights},
        )


@hidden("H-difference")
def difference(case):
    hidden_points = np.array([[0.2, -0.4, 1.1], [1.5, 0.3, -0.7], [2.0, 2.0, 0.5]])
    hidden_energy = lambda p: float((np.sin(p) + p[:, :1] * p**2).sum())  # noqa: E731
    for hidden_atom, hidden_axis, hidden_h in ((0, 0, 0.05), (2, 1, 0.2), (1, 2, 0.01)):
        case(
            f"atom {hidden_atom}, axis {hidden_axis}, step {hidden_h}",
            unit="eV/Å",
            rtol=1e-7,
            args=(hidden_energy, hidden_points, hidden_atom, hidden_axis, hidden_h),
        )


@hidden("H-forces")
def forces(case):
    hidden_dice = np.random.default_rng(own_seed(17))
    hidden_grid = 2.0 * np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], float)
    for hidden_r_cut in (2.6, 3.2, 9.0):
        case(
            f"eight atoms, r_cut {hidden_r_cut} Å",
            unit="eV/Å",
            rtol=1e-6,
            atol=1e-9,
            args=(hidden_grid + hidden_dice.normal(0, 0.1, (8, 3)), hidden_r_cut),
        )


@hidden("H-reach")
def reach(case):
    hidden_radii = 7 * np.abs(np.sin(np.arange(40.0)))
    hidden_change = -np.exp(-2 * hidden_radii)
    for hidden_tolerance in (1e-1, 1e-3, 1e-5, 2.0):
        case(
            f"tolerance {hidden_tolerance}",
            unit="Å",
            atol=1e-12,
            args=(np.zeros(40), hidden_change, hidden_radii, hidden_tolerance),
        )

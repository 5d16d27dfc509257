"""Cases of F_failure_modes that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.structures import make_anatase, make_fcc, make_rutile


@hidden("F-shift")
def shift(case):
    hidden_dice = np.random.default_rng(own_seed(5))
    hidden_start = hidden_dice.random((20, 3))
    hidden_start[0, 0] = 1e-10
    for hidden_size in (1e-9, 1e-3, 0.2):
        hidden_move = hidden_dice.uniform(-hidden_size, hidden_size, (20, 3))
        hidden_move[0, 0] = -hidden_size  # at least one atom leaves through a face
        hidden_end = (hidden_start + hidden_move) % 1.0
        case(
            f"twenty atoms, up to {hidden_size}",
            args=(hidden_start, hidden_end),
            rtol=1e-5,
            atol=1e-14,
            wrong=lambda: {"faces forgotten": float(np.abs(hidden_start - hidden_end).max())},
        )


@hidden("F-density")
def density(case):
    for hidden_crystal in (make_rutile(), make_anatase(), make_fcc("Cu").get_primitive_structure()):
        hidden_masses = [float(site.specie.atomic_mass) for site in hidden_crystal]
        hidden_lattice = hidden_crystal.lattice.matrix * [-1.0, 1.0, 1.0]
        case(
            f"{len(hidden_crystal)} atoms, mirrored",
            args=(hidden_masses, hidden_lattice),
            unit="g/cm³",
            rtol=1e-6,
        )


@hidden("F-ties")
def ties(case):
    hidden_dice = np.random.default_rng(own_seed(8))
    for hidden_folds in (3, 5, 10):
        hidden_first = hidden_dice.uniform(0.1, 0.6, hidden_folds)
        hidden_second = hidden_first + hidden_dice.normal(0.02, 0.02, hidden_folds)
        case(
            f"{hidden_folds} folds",
            args=(hidden_first.tolist(), hidden_second.tolist()),
            unit="eV/atom",
            rtol=1e-6,
        )


@hidden("F-alias")
def alias(case):
    hidden_dice = np.random.default_rng(own_seed(11))
    for hidden_n in (5, 9, 14):
        hidden_rows = hidden_dice.random((hidden_n, 3)) + 1
        hidden_rows /= np.linalg.norm(hidden_rows, axis=1, keepdims=True)
        case(
            f"{hidden_n} crystals",
            args=(hidden_rows @ hidden_rows.T, hidden_dice.normal(size=hidden_n), 0.97, 0.4),
        )

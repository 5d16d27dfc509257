"""Cases of D1_acsf that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.structures import make_shell


@hidden("D1-radial")
def radial(case):
    dice = np.random.default_rng(own_seed(3))
    for eta, shift, r_cut in [(1.0, 2.0, 5.0), (8.0, 3.0, 4.5), (0.2, 0.0, 3.0)]:
        r = dice.uniform(1.0, 6.0, 12)
        bump = np.exp(-eta * (r - shift) ** 2)
        fade = 0.5 * (np.cos(np.pi * r / r_cut) + 1)
        case(
            f"eta {eta}, near {shift} Å",
            args=(list(r), eta, shift, r_cut),
            wrong=lambda bump=bump, fade=fade, r=r, r_cut=r_cut: {
                "cutoff left out": bump.sum(),
                "cosine beyond the cutoff": (bump * fade).sum(),
                "mean for sum": (bump * fade * (r < r_cut)).mean(),
            },
        )


@hidden("D1-angles")
def angles(case):
    for kind, zeta, sign in [("trigonal prism", 2, 1), ("cuboctahedron", 8, -1), ("cube", 3, -1)]:
        crystal = make_shell(kind, distance=1.7)
        shell = crystal.cart_coords[1:] - crystal.cart_coords[0]
        i, j = np.triu_indices(len(shell), 1)
        dots = (shell @ shell.T)[i, j]
        cosines, scale = np.clip(dots / 1.7**2, -1, 1), 2.0 ** (1 - zeta)
        once = np.sum(scale * (1 + sign * cosines) ** zeta)
        case(
            kind,
            args=(shell, zeta, sign),
            wrong=lambda: {
                "each pair twice": 2 * once,
                "prefactor left out": once / scale,
                "lambda ignored": np.sum(scale * (1 + cosines) ** zeta) if sign < 0 else np.nan,
                "same neighbour counted": 2 * once + len(shell) * scale * (1 + sign) ** zeta,
                "angle for cosine": np.sum(scale * (1 + sign * np.arccos(cosines)) ** zeta),
                "not unit vectors": np.sum(scale * (1 + sign * dots) ** zeta),
            },
        )

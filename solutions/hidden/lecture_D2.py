"""Cases of D2_soap that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed


@hidden("D2-power")
def power(case):
    for degree in (2, 3, 5):
        c = np.random.default_rng(own_seed(degree)).normal(size=(3, 2 * degree + 1))
        factor = np.pi * np.sqrt(8 / (2 * degree + 1))
        case(
            f"l = {degree}",
            args=(c, degree),
            wrong=lambda: {
                "prefactor left out": np.inner(c, c),
                "summed over n": factor * np.inner(c.T, c.T),
                "only equal n": factor * (c**2).sum(axis=1),
                "summed before multiplying": factor * np.outer(c.sum(axis=1), c.sum(axis=1)),
            },
        )


@hidden("D2-count")
def count(case):
    for n, top, s in [(4, 3, 3), (6, 4, 5), (10, 0, 2), (3, 9, 89)]:
        m, swapped = n * s, top * s
        case(
            f"n_max {n}, l_max {top}, {s} elements",
            args=(n, top, s),
            wrong=lambda: {
                "like pairs counted twice": (top + 1) * n**2 * s * (s + 1) // 2,
                "degree zero forgotten": top * m * (m + 1) // 2,
                "n_max and l_max swapped": (n + 1) * swapped * (swapped + 1) // 2,
                "ordered elements": (top + 1) * (s * n * (n + 1) // 2 + s * (s - 1) * n**2),
                "unlike pairs halved": (top + 1) * n * (n + 1) // 2 * s * (s + 1) // 2,
            },
        )


@hidden("D2-kernel")
def kernel(case):
    for zeta in (1, 3, 4):
        p, q = np.random.default_rng(own_seed(zeta)).uniform(0.1, 3, size=(2, 7))
        top, below = np.dot(p, q), np.linalg.norm(p) * np.linalg.norm(q)
        case(
            f"zeta {zeta}",
            args=(p, q, zeta),
            wrong=lambda: {
                "not normalised": top**zeta,
                "zeta left out": top / below if zeta > 1 else np.nan,
                "zeta on top only": top**zeta / below if zeta > 1 else np.nan,
                "divided by the squares": (top / below**2) ** zeta,
                "distance for similarity": np.linalg.norm(p - q),
            },
        )

"""The shapes that a coordination number can take, by name, and the measure of each.

Names and constants are those of the site fingerprint in common use (Zimmermann and Jain, RSC Adv.
10, 6063 (2020), doi:10.1039/C9RA07755C), so that columns can be compared between papers.
"""

from functools import partial

import numpy as np

from coursekit.neighbors.order_parameters import (
    bent,
    body_centered,
    cuboctahedron,
    single_bond,
    star,
    steinhardt,
)

_TETRAHEDRAL = np.arccos(-1 / 3) / np.pi
_FAR = 0.75  # a neighbour below 135 degrees from the pole belongs to the south pole

_bent = partial(partial, bent)
_star = partial(partial, star)


def _bipyramid(fold, sharpness, far_sharpness):
    return _star(
        angles=(0.5,), sharpness=sharpness, fold=fold, far=_FAR, far_sharpness=far_sharpness
    )


def _pyramid(fold, sharpness):
    return _star(angles=(0.5,), sharpness=sharpness, fold=fold)


_STEINHARDT = {f"q{l_}": partial(steinhardt, l_=l_) for l_ in (2, 4, 6)}

MOTIFS = {
    1: {"sgl_bd": single_bond},
    2: {
        "L-shaped": _bent(angle=0.5, sharpness=15.15),
        "water-like": _bent(angle=104.45 / 180, sharpness=13.95),
        "bent 120 degrees": _bent(angle=2 / 3, sharpness=13.25),
        "bent 150 degrees": _bent(angle=5 / 6, sharpness=12.45),
        "linear": _bent(angle=1.0, sharpness=8.667),
    },
    3: {
        "trigonal planar": _star(angles=(2 / 3,), sharpness=17.5, fold=2),
        "trigonal non-coplanar": _star(angles=(_TETRAHEDRAL,), sharpness=18.33, fold=3),
        "T-shaped": _pyramid(2, 15.5),
    },
    4: {
        "square co-planar": _bipyramid(2, 17.7, 13.5),
        "tetrahedral": _star(angles=(_TETRAHEDRAL,), sharpness=18.5, fold=3),
        "rectangular see-saw-like": _star(
            angles=(0.5,), sharpness=27, fold=4, far=_FAR, far_sharpness=11.5, widest=0.75
        ),
        "see-saw-like": _bipyramid(3, 15.75, 12.75),
        "trigonal pyramidal": _pyramid(3, 15.5),
    },
    5: {
        "pentagonal planar": _star(angles=(0.4, 0.8), sharpness=19.333, fold=2),
        "square pyramidal": _pyramid(4, 14.9),
        "trigonal bipyramidal": _bipyramid(3, 16.6, 12),
    },
    6: {
        "hexagonal planar": _star(
            angles=(1 / 3, 2 / 3), sharpness=25, fold=2, far=5 / 6, far_sharpness=7.5
        ),
        "octahedral": _bipyramid(4, 18, 15),
        "pentagonal pyramidal": _pyramid(5, 13.8),
    },
    7: {
        "hexagonal pyramidal": _pyramid(6, 12.5),
        "pentagonal bipyramidal": _bipyramid(5, 14.75, 12.5),
    },
    8: {"body-centered cubic": body_centered, "hexagonal bipyramidal": _bipyramid(6, 13.6, 14.1)},
    9: _STEINHARDT,
    10: _STEINHARDT,
    11: _STEINHARDT,
    12: {"cuboctahedral": cuboctahedron, **_STEINHARDT},
}
"""Coordination number to name to measure: a function of `Shells` of that size."""

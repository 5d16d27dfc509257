"""What D2_soap asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step


@step(
    "D2-power",
    answer="power",
    title="power spectrum of one degree",
    look="D2_soap, step three: forget the orientation",
    hints=[
        "A rotation mixes the columns of `c`, so these are what must be summed over.",
        "For two rows n and n': multiply them entry by entry and add up. All pairs of rows make a matrix.",
        "That matrix is `c @ c.T`; do not forget the factor in front.",
    ],
)
def power(case):
    c = np.array([[1.0, 0.0, 2.0], [0.5, 1.0, 0.0]])
    scale = np.pi * (8 / 3) ** 0.5
    case(
        "l = 1, two radial functions",
        args=(c, 1),
        expected=scale * np.array([[5.0, 0.5], [0.5, 1.25]]),
        wrong={
            "prefactor left out": np.array([[5.0, 0.5], [0.5, 1.25]]),
            "summed over n": scale * np.array([[1.25, 0.5, 2], [0.5, 1, 0], [2, 0, 4]]),
            "only equal n": scale * np.array([5.0, 1.25]),
            "summed before multiplying": scale * np.array([[9.0, 4.5], [4.5, 2.25]]),
        },
    )
    case(
        "l = 0",
        args=(np.array([[2.0], [3.0]]), 0),
        rtol=1e-6,
        expected=np.pi * 8**0.5 * np.array([[4.0, 6.0], [6.0, 9.0]]),
        wrong={
            "prefactor left out": np.array([[4.0, 6.0], [6.0, 9.0]]),
            "only equal n": np.pi * 8**0.5 * np.array([4.0, 9.0]),
        },
    )


@step(
    "D2-count",
    answer="n_features",
    title="length of a SOAP vector",
    look="D2_soap, how many numbers",
    hints=[
        "Count for one degree first, then multiply by the number of degrees. There are l_max + 1 of them.",
        "A symmetric matrix of n_max rows has n_max (n_max + 1) / 2 different entries, any other n_max².",
        "There are S pairs of like elements and S (S - 1) / 2 pairs of unlike ones.",
    ],
)
def count(case):
    case(
        "n_max 8, l_max 6, one element",
        args=(8, 6, 1),
        expected=252,
        wrong={
            "like pairs counted twice": 448,
            "degree zero forgotten": 216,
            "n_max and l_max swapped": 189,
        },
    )
    case(
        "n_max 8, l_max 6, two elements",
        args=(8, 6, 2),
        expected=952,
        wrong={
            "like pairs counted twice": 1344,
            "degree zero forgotten": 816,
            "ordered elements": 1400,
            "unlike pairs halved": 756,
            "n_max and l_max swapped": 702,
        },
    )


@step(
    "D2-kernel",
    answer="similarity",
    title="normalised similarity",
    look="D2_soap, step four: compare",
    hints=[
        "A vector of twice the length must give the same similarity.",
        "Divide the product of the two by both lengths, then raise the quotient to zeta.",
    ],
)
def kernel(case):
    case(
        "at an angle",
        args=(np.array([3.0, 1.0, 0.0]), np.array([2.0, 2.0, 1.0]), 2),
        expected=64 / 90,
        wrong={
            "not normalised": 64.0,
            "zeta left out": 8 / 90**0.5,
            "zeta on top only": 64 / 90**0.5,
            "divided by the squares": (8 / 90) ** 2,
            "distance for similarity": 3**0.5,
        },
    )
    case(
        "same direction, other length",
        args=(np.array([1.0, 2.0, 0.5]), np.array([2.0, 4.0, 1.0]), 4),
        expected=1.0,
        wrong={
            "not normalised": 10.5**4,
            "zeta on top only": 10.5**3,
            "distance for similarity": 5.25**0.5,
            "divided by the squares": (2 / 21) ** 4,
        },
    )


question(
    "D2-q1",
    answer="sigma_rule",
    title="a width above the noise",
    right="6a54be9c209d",
    because={
        "a": "There both distances are largest, but their ratio is 1.3: shaking nearly hides the difference.",
        "b": "0.20 over 0.10: the difference is twice the noise, and a model can use it.",
        "c": "There shaking makes more than the difference of the phases.",
        "d": "Rotations drop out for every σ, but differences of structure do not.",
    },
)


question(
    "D2-q2",
    answer="answer_2",
    title="how much 0.9999 is worth",
    right="0598843795b7",
    because={
        "a": "fcc and hcp are beyond 0.9999 there and are no copies of each other.",
        "b": "The scale of a similarity is set by σ, cutoff and ζ; compare with pairs you know.",
        "c": "A model may use small differences; whether it can depends on its regulariser and the data.",
        "d": "The number is not counted anywhere; a near neighbour more can hide behind a wide Gaussian.",
    },
)

"""What D1_acsf asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step


@step(
    "D1-radial",
    answer="radial",
    title="neighbours near a distance",
    look="D1_acsf, two bodies",
    hints=[
        "Two factors for each neighbour: the Gaussian around r_shift, and the cutoff function.",
        "`np.where(r < r_cut, 0.5 * (np.cos(np.pi * r / r_cut) + 1), 0.0)` is the cutoff function.",
        "Multiply the two for each neighbour, then add up.",
    ],
)
def radial(case):
    case(
        "six neighbours exactly where it is asked",
        args=([2.0] * 6, 4.0, 2.0, 6.0),
        expected=4.5,
        wrong={"cutoff left out": 6.0, "mean for sum": 0.75},
    )
    case(
        "one inside, one beyond the cutoff",
        args=([1.5, 4.0], 1.0, 1.0, 3.0),
        expected=0.5 * np.exp(-0.25),
        wrong={
            "cutoff left out": np.exp(-0.25) + np.exp(-9),
            "cosine beyond the cutoff": 0.5 * np.exp(-0.25) + 0.25 * np.exp(-9),
            "eta as a width": 0.5 * np.exp(-0.125),
        },
    )


@step(
    "D1-angles",
    answer="angular_sum",
    title="angles at a site, summed",
    look="D1_acsf, questions about angles",
    hints=[
        "Cosines come from unit vectors: divide each neighbour by its length first.",
        "Each pair once: `np.triu_indices(n, 1)`, or a loop over j with k running below j.",
        "For each pair add `2 ** (1 - zeta) * (1 + lambda_ * cosine) ** zeta`.",
    ],
)
def angles(case):
    octahedron = 2.0 * np.array(
        [[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]
    )
    bent = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    case(
        "octahedron, straight",
        args=(octahedron, 4, -1),
        expected=7.5,
        wrong={"each pair twice": 15.0, "prefactor left out": 60.0, "lambda ignored": 1.5},
    )
    case(
        "two at 45°, same direction",
        args=(bent, 4, 1),
        expected=(1 + 0.5**0.5) ** 4 / 8,
        wrong={
            "each pair twice": (1 + 0.5**0.5) ** 4 / 4,
            "prefactor left out": 8.492641,
            "same neighbour counted": 6.123160,
            "angle for cosine": 1.270157,
            "not unit vectors": 2.0,
        },
    )


question(
    "D1-q1",
    answer="answer_1",
    title="what one symmetry function can ask",
    right="3c39a3a7059e",
    because={
        "a": "That one peaks at 0°; at 109.5° a large ζ makes it nearly vanish.",
        "b": "ζ changes the width of the peak and never its place, which is 180°.",
        "c": "Differences of functions peak in between, so a model can, while one entry cannot.",
        "d": "It counts neighbours at that distance whatever their angles.",
    },
)


question(
    "D1-q2",
    answer="tells_apart",
    title="a vector for a pair of shapes",
    right="5023e5a9f5f6",
    because={
        "a": "They see distances alone, and all distances are equal here.",
        "b": "With ζ = 1 only the sum of the unit vectors counts, and it is zero in both shapes.",
        "c": "ζ = 2 is the first that sees the shape.",
        "d": "Both have four neighbours at one distance.",
    },
)

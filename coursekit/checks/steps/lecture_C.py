"""What C_geometry asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step


@step(
    "C-angles",
    answer="sorted_angles",
    title="angles of all pairs of bonds",
    look="C_geometry, same count, different shape",
    hints=[
        "Which pairs are there? n bonds have n(n-1)/2 of them.",
        "Make the bonds unit vectors; then the product of two is the cosine of their angle.",
        "`np.triu_indices(n, 1)` gives both ends of all pairs; np.arccos, np.degrees and np.sort do the rest. Clip the cosines to -1 and 1 first.",
    ],
)
def angles(case):
    bent, four = [[1.0, 0, 0], [0, 2.0, 0]], [[2.0, 0, 0], [1, 1, 0], [-1, 0, 0], [0, 0, 1.5]]
    case(
        "two bonds",
        args=(np.array(bent),),
        expected=[90.0],
        atol=1e-5,
        unit="°",
        wrong={
            "pairs twice": [90, 90],
            "each bond with itself": [0, 0, 90, 90],
            "cosines, not angles": [0.0],
        },
    )
    found = [45, 90, 90, 90, 135, 180]
    case(
        "four bonds of unlike length",
        args=(np.array(four),),
        expected=found,
        atol=1e-5,
        unit="°",
        wrong={
            "pairs twice": np.repeat(found, 2),
            "not unit vectors": [0, 90, 90, 90, 180, 180],
            "cosines, not angles": [-1, -(0.5**0.5), 0, 0, 0, 0.5**0.5],
            "each bond with itself": [0] * 4 + list(np.repeat(found, 2)),
        },
    )


@step(
    "C-octahedron",
    answer="angle_variance",
    title="how bent an octahedron is",
    look="C_geometry, what do bond lengths see?",
    hints=[
        "Six bonds have fifteen angles; which three are left out?",
        "Sorted, the opposite ones come last: the first twelve are the adjacent ones.",
        "Sum the squares of (angle - 90) over the first twelve, and divide by 11.",
    ],
)
def octahedron(case):
    regular = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]]) * 2.0
    tilted = np.vstack([regular[:4], [[0, np.sin(0.1), np.cos(0.1)], [0, 0, -1]]])
    stretched = tilted * np.array([1, 1, 1, 1, 1.3, 1.3])[:, None]
    case(
        "regular",
        args=(regular,),
        expected=0.0,
        atol=1e-6,
        unit="deg²",
        wrong={"all fifteen angles": 2209.090909},
    )
    case(
        "one bond tilted by 0.1 rad",
        args=(tilted,),
        expected=5.968739,
        rtol=1e-4,
        unit="deg²",
        wrong={
            "divided by twelve": 5.471344,
            "all fifteen angles": 2124.287287,
            "standard deviation, not variance": 2.443100,
            "radians for degrees": 0.001818182,
        },
    )
    case(
        "tilted and stretched",
        args=(stretched,),
        expected=5.968739,
        rtol=1e-4,
        unit="deg²",
        wrong={
            "divided by twelve": 5.471344,
            "all fifteen angles": 2124.287287,
            "standard deviation, not variance": 2.443100,
        },
    )
    moved = np.array([[0, 0, 0], [0, 4, 3], [3, 0, 0], [0, 0, 4], [5, 2, 0], [0, 0, 0]]) / 10
    case(
        "five bonds bent",
        args=(regular + moved,),
        expected=60.449005,
        rtol=1e-4,
        unit="deg²",
        wrong={
            "about their mean": 60.263711,
            "divided by twelve": 55.411588,
            "all fifteen angles": 1618.705137,
            "standard deviation, not variance": 7.774896,
        },
    )


question(
    "C-q1",
    answer="mean_angle",
    title="mean angle of a square",
    look="C_geometry, same count, different shape",
    number="f5ff7f4e89",
    wrong={"adjacent angles only": 90, "mean of the two values": 135, "the octahedron's": 108},
    unit="°",
)


question(
    "C-q2",
    answer="feature",
    title="which feature sees that the stretch has gone",
    right="d8c6d490c4de",
    because={
        "a": "It is six before and after.",
        "b": "The stretch leaves the mean as it is, and the expansion moves it: it answers another question.",
        "c": "Three kinds of lengths become one; what is left of the scatter is that of heat.",
        "d": "The octahedra are stretched, hardly bent: heat moves the angles more than the stretch does.",
    },
)


@step(
    "C-report",
    answer="vacancy_report",
    title="report on vacancies",
    look="C_geometry, a defect in a hundred",
    hints=[
        "The three numbers answer three questions: how many on average, how many cations, and how bad is the worst.",
        "The share is the mean of a condition; the loss is a difference from `full`.",
        "With `counts` an array: counts.mean(), (counts < full).mean(), full - counts.min().",
    ],
)
def report(case):
    case(
        "eight cations",
        args=(np.array([6, 6, 6, 5, 6, 4, 6, 6]), 6),
        expected=[5.625, 0.25, 2],
        wrong={
            "sites, not their share": [5.625, 2, 2],
            "bonds lost, not sites": [5.625, 0.375, 2],
            "smallest number, not loss": [5.625, 0.25, 4],
            "percent, not share": [5.625, 25.0, 2],
            "share of the perfect sites": [5.625, 0.75, 2],
        },
    )
    case(
        "nothing missing",
        args=(np.array([4, 4, 4]), 4),
        expected=[4.0, 0.0, 0],
        wrong={
            "smallest number, not loss": [4.0, 0.0, 4],
            "share of the perfect sites": [4.0, 1.0, 0],
        },
    )


@step(
    "C-faces",
    answer="count_faces",
    title="faces above a threshold",
    look="C_geometry, which threshold?",
    hints=[
        "The threshold is not an area yet: of what is it a fraction?",
        "Multiply `min_area` by the largest of the areas.",
        "Count the areas above that product, for example with np.sum of a condition.",
    ],
)
def faces(case):
    case(
        "two small faces",
        args=(np.array([4.0, 0.3, 3.5, 3.8, 0.15, 3.9, 4.0, 0.06]), 0.05),
        expected=6,
        wrong={"area itself": 8, "of the total area": 5, "small ones counted": 2},
    )
    case(
        "larger threshold",
        args=(np.array([2.4, 10.0, 9.0, 5.0, 0.9, 1.2, 0.3]), 0.2),
        expected=4,
        wrong={
            "area itself": 7,
            "of the total area": 2,
            "small ones counted": 3,
            "first for largest": 6,
        },
    )


question(
    "C-q3",
    answer="cause",
    title="which fourteen faces are real",
    right="9b757244377b",
    because={
        "a": "More atoms give the same mean more precisely: about fourteen for both.",
        "b": "The extra faces of copper are tiny and go at 0.05 of the largest; all fourteen of iron stay.",
        "c": "The volume is that of one atom, however many faces enclose it.",
        "d": "A larger supercell of the same shaken crystal has the same faces at each atom.",
    },
)

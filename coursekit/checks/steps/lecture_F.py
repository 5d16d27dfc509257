"""What F_failure_modes asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step

question(
    "F-q1",
    answer="share_lost",
    title="neighbours lost",
    look="F_failure_modes, periodic images",
    number="f35f50cc",
    wrong={"share that is kept": 0.25, "number for share": 9},
)


@step(
    "F-shift",
    answer="largest_shift",
    title="round trip through the faces of the cell",
    look="F_failure_modes, parsers and metadata",
    hints=[
        "Take the differences first; then think about what 0.9998 means in a cell that repeats.",
        "Whole numbers do not count: np.round(difference) is the number of cells in between.",
        "The absolute value comes after the whole cells are taken off, the largest one last.",
    ],
)
def shift(case):
    read = np.array([[0.0001, 0.5, 0.25], [0.75, 0.5, 0.9999]])
    case(
        "through a face",
        args=(read, np.array([[0.9999, 0.5, 0.25], [0.75, 0.5, 0.9999]])),
        expected=2e-4,
        rtol=1e-6,
        wrong={"faces forgotten": 0.9998, "sign kept": 0.0},
    )
    case(
        "inside",
        args=(read, read + np.array([0.001, 0, -0.003])),
        expected=3e-3,
        rtol=1e-6,
        wrong={"sign kept": -0.001},
    )
    case(
        "a little more than whole cells away",
        args=(read, read - [1, 2.004, 0]),
        expected=0.004,
        atol=1e-9,
        wrong={"faces forgotten": 2.004},
    )


@step(
    "F-density",
    answer="density",
    title="density from a parsed cell",
    look="F_failure_modes, parsers and metadata",
    hints=[
        "Mass of all atoms over volume of the cell, both in the units asked for.",
        "The volume of a leaning cell is the absolute value of the determinant of its vectors.",
        "1 Å³ is 1e-24 cm³; the same 1e-24 stands in the mass of one amu.",
    ],
)
def density(case):
    cube, leaning = np.diag([4.0, 4.0, 4.0]), np.array([[3.0, 0, 0.5], [1.5, 2.5, 0], [0, 1, 5]])
    case(
        "four atoms of 50 amu in a cube of 4 Å",
        args=([50.0] * 4, cube),
        expected=5.1891846,
        unit="g/cm³",
        n=4,
        wrong={"amu for grams": 3.125, "one atom for the cell": 1.2972961},
    )
    case(
        "two unlike atoms, leaning cell",
        args=([10.0, 30.0], leaning),
        expected=1.7365114,
        unit="g/cm³",
        wrong={
            "edges multiplied": 1.4690687,
            "one atom for the cell": 0.4341279,
            "amu for grams": 1.0457516,
            "diagonal for volume": 1.7712417,
        },
        rtol=1e-4,
    )
    case(
        "the same cell, left-handed",
        args=([10.0, 30.0], leaning[[1, 0, 2]]),
        expected=1.7365114,
        unit="g/cm³",
        rtol=1e-4,
    )


@step(
    "F-ties",
    answer="paired",
    title="two models on the same folds",
    look="F_failure_modes, cutoff sensitivity",
    hints=[
        "Subtract fold by fold first: hard folds are hard for both.",
        "Mean and standard deviation are those of the differences; ddof=1 gives n - 1.",
        "The mean of n numbers is uncertain by their standard deviation over the root of n.",
    ],
)
def ties(case):
    hard_and_easy = [0.1, 0.5, 0.3, 0.2]
    case(
        "always a little worse",
        args=(hard_and_easy, [0.12, 0.53, 0.31, 0.22]),
        unit="eV/atom",
        expected=[0.02, 0.00408248],
        rtol=1e-4,
        wrong={
            "scatter for standard error": [0.02, 0.00816497],
            "n for n - 1": [0.02, 0.00353553],
            "not paired": [0.02, 0.122202],
            "first minus second": [-0.02, 0.00408248],
        },
    )
    case(
        "up and down",
        args=(hard_and_easy, [0.2, 0.4, 0.4, 0.1]),
        unit="eV/atom",
        expected=[0.0, 0.0577350],
        rtol=1e-4,
        atol=1e-12,
        wrong={
            "scatter for standard error": [0.0, 0.1154701],
            "n for n - 1": [0.0, 0.05],
            "not paired": [0.0, 0.113652],
        },
    )


question(
    "F-q2",
    answer="histogram_adds",
    title="what a histogram adds",
    right="9375d42aad0e",
    because={
        "a": "Pooling sees one vector a site. How sites are connected is not in any of them.",
        "b": "All sites of an element share one vector: all of them fall into the same bins.",
        "c": "Angles are in the vector of the site, before pooling; both rules get them.",
        "d": "Shells are in the vector of the site, before pooling; both rules get them.",
    },
)


@step(
    "F-alias",
    answer="aliased",
    title="pairs that look alike and are not",
    look="F_failure_modes, polymorph aliasing",
    hints=[
        "Go through pairs i < j only.",
        "Energies can differ to either side: take the absolute value.",
        "np.triu_indices(n, 1) gives each pair once; both conditions must hold.",
    ],
)
def alias(case):
    alike = np.array(
        [
            [1, 0.985, 0.99, 0.985, 0.9],
            [0.985, 1, 0.999, 0.985, 0.995],
            [0.99, 0.999, 1, 0.9, 0.93],
            [0.985, 0.985, 0.9, 1, 0.985],
            [0.9, 0.995, 0.93, 0.985, 1],
        ]
    )
    case(
        "five crystals",
        args=(alike, np.array([0.3, 0.0, 0.4, 0.2, 0.2]), 0.98, 0.07),
        expected=6,
        wrong={"both orders": 12, "energies ignored": 7, "sign kept": 2, "or for and": 10},
    )
    case(
        "all alike",
        args=(np.ones((3, 3)), np.array([1.0, 2.0, 3.0]), 0.9, 0.5),
        expected=3,
        wrong={"both orders": 6, "sign kept": 0, "neighbours in the list only": 2},
    )

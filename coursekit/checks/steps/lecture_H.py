"""What H_universal_potentials asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step


@step(
    "H-energy",
    answer="predict_energy",
    title="energy as a sum over atoms",
    look="H_universal_potentials, energy is a sum over atoms",
    hints=[
        "Every atom has an energy of its own; write that for one row of `features` first.",
        "Each row becomes 1, then the row, then the squares of the row: np.hstack of three blocks.",
        "That table times `weights` gives an energy for each atom; the crystal's energy is their sum.",
    ],
)
def energy(case):
    case(
        "two atoms, one bump",
        args=(np.array([[1.0], [2.0]]), np.array([0.5, 1.0, 0.1])),
        expected=4.5,
        unit="eV",
        wrong={
            "mean pooling": 2.25,
            "constant once": 4.0,
            "pooled before squaring": 4.9,
            "squares left out": 4.0,
        },
    )
    case(
        "three equal atoms, two bumps",
        args=(np.ones((3, 2)), np.array([-3.0, 1, 2, 0.5, 0.5])),
        expected=3.0,
        unit="eV",
        wrong={
            "mean pooling": 1.0,
            "constant once": 9.0,
            "pooled before squaring": 9.0,
            "squares left out": 0.0,
        },
    )


@step(
    "H-difference",
    answer="force_by_difference",
    title="force by a central difference",
    look="H_universal_potentials, forces against finite differences",
    hints=[
        "Move the atom by +h and, from the same start, by -h; compare the two energies.",
        "The two places are 2h apart, and a force points down the slope.",
        "Make a copy for each of the two places, so that the second does not start where the first ended.",
    ],
)
def difference(case):
    cubes, corner = lambda p: float((p**3).sum()), np.array([[1.0, 2.0, 3.0], [0.0, 1.0, 5.0]])
    case(
        "sum of cubes, x of atom 0",
        args=(cubes, corner, 0, 0, 0.01),
        expected=-3.0001,
        rtol=1e-7,
        unit="eV/Å",
        wrong={
            "one-sided difference": -3.0301,
            "backward difference": -2.9701,
            "half the step": -3.000025,
            "step of its own": -3.0,
        },
    )
    case(
        "sum of cubes, z of atom 1",
        args=(cubes, corner, 1, 2, 0.1),
        expected=-75.01,
        rtol=1e-7,
        unit="eV/Å",
        wrong={"one-sided difference": -76.51},
    )


@step(
    "H-forces",
    answer="cluster_forces",
    title="forces with the neighbours' terms",
    look="H_universal_potentials, forces: the chain rule",
    hints=[
        "Check yourself with `force_by_difference` on the total energy.",
        "The distance r_ij stands in e_i and in e_j: both slopes pull on both atoms.",
        "The slope of e_i with r_ij is (r_c - r_ij) divided by the root of rho_i; add the same for j, times the unit vector from i to j.",
    ],
)
def forces(case):
    pair, row = (
        np.array([[0, 0, 0], [1.25, 0, 0]]),
        np.array([[0, 0, 0], [1.25, 0, 0], [2.5, 0, 0]]),
    )
    case(
        "two atoms 1.25 Å apart, r_cut 2 Å",
        args=(pair, 2.0),
        unit="eV/Å",
        atol=1e-9,
        expected=np.array([[2.0, 0, 0], [-2, 0, 0]]),
        wrong={
            "own terms only": np.array([[1.0, 0, 0], [-1, 0, 0]]),
            "arrow for direction": np.array([[2.5, 0, 0], [-2.5, 0, 0]]),
        },
    )
    end = 1 + np.sqrt(0.5)
    case(
        "three in a row, r_cut 1.75 Å",
        args=(row, 1.75),
        unit="eV/Å",
        atol=1e-9,
        expected=np.array([[end, 0, 0], [0, 0, 0], [-end, 0, 0]]),
        wrong={
            "own terms only": np.array([[1.0, 0, 0], [0, 0, 0], [-1, 0, 0]]),
            "neighbours' terms only": np.array([[end - 1, 0, 0], [0, 0, 0], [1 - end, 0, 0]]),
        },
    )


question(
    "H-q1",
    answer="n_equations",
    title="equations from one crystal",
    look="H_universal_potentials, training in seconds",
    number="23dcbe6d9a",
    wrong={"one per atom": 50, "forces are vectors": 51, "energy forgotten": 150},
)


@step(
    "H-reach",
    answer="reach",
    title="how far a change is noticed",
    look="H_universal_potentials, how far does an atom see",
    hints=[
        "First decide for each atom whether it noticed: a value that fell has changed too.",
        "np.abs(after - before) > tolerance is a mask over the atoms.",
        "The largest of the distances under the mask; say what happens when the mask is empty.",
    ],
)
def reach(case):
    values, radii = np.array([1.0, 1.0, 1.0, 1.0, 1.0]), np.array([0.0, 3.5, 2.5, 5.0, 4.0])
    case(
        "two atoms noticed",
        args=(values, values + np.array([0.3, -0.2, 0.1, 0, 0]), radii, 1e-9),
        expected=3.5,
        unit="Å",
        wrong={"place for distance": 2, "only the largest change": 0.0, "last for farthest": 2.5},
    )
    case(
        "one lost energy",
        args=(values, values - [0.3, 0, 0, 0.001, 0], radii, 1e-9),
        expected=5.0,
        unit="Å",
        wrong={"only rises counted": 0.0, "place for distance": 3},
    )
    case(
        "below the tolerance",
        args=(values, values + 1e-12, radii, 1e-9),
        expected=0.0,
        unit="Å",
        wrong={"tolerance ignored": 5.0},
    )


question(
    "H-q2",
    answer="who_notices",
    title="receptive field of four layers",
    right="dcd10cafd6c5",
    because={
        "a": "That is one layer. Look at the picture of section 9 for two and three.",
        "b": "Layers times cutoff. The force on an atom can even depend on atoms twice as far away.",
        "c": "Shared weights are the same formula everywhere; they carry nothing from place to place.",
        "d": "The sum changes, but it is made of single energies; the question is which of them do.",
    },
)

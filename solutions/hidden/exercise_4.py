"""Cases of 4_audit that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np
from pymatgen.core import Lattice, Structure

from coursekit.audits import zoo
from coursekit.checks.declare import hidden
from coursekit.checks.steps.exercise_4 import clearance, heights, positions, quarter_turn, shells
from coursekit.structures import make_rutile, make_wurtzite


@hidden("4-rotation")
def rotation(case):
    turns = [np.eye(3), quarter_turn(0), quarter_turn(1)]
    tilted = np.array([[0.36, 0.48, -0.8], [-0.8, 0.6, 0.0], [0.48, 0.64, 0.6]])
    case("rutile, distances", args=(shells, make_rutile(), [*turns, tilted]), atol=1e-6, points=0.2)
    case("wurtzite, positions", args=(positions, make_wurtzite(), [tilted]), rtol=1e-4)
    case("the worst of several", args=(heights, make_rutile(), turns), rtol=1e-4)
    low = Structure(Lattice.orthorhombic(3, 4, 6), ["Mg", "O"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    case(
        "a negative number that falls",
        args=(clearance, low, [quarter_turn(0)]),
        rtol=1e-4,
        wrong=lambda: {"sign kept": -0.5},
    )
    case(
        "two quarters are not a half",
        args=(heights, low, [quarter_turn(2)] * 2),
        rtol=1e-4,
        wrong=lambda: {"turned again and again": 0.0},
    )


@hidden("4-roundtrip")
def roundtrip(case):
    zinc = make_wurtzite()
    matrix, inside = zinc.lattice.matrix, zinc.frac_coords
    turned = Structure(Lattice(matrix.T), zinc.species, inside)
    mixed = Structure(Lattice(matrix), zinc.species, zinc.cart_coords)
    near = Structure(
        zinc.lattice, zinc.species, inside + np.array([[0, 0, 1e-5]] * len(zinc)) - 1.0
    )
    both = Structure(Lattice(matrix * 1.01), zinc.species[::-1], inside)
    longer, shorter = (
        Structure(Lattice(matrix * [1, 1, f]), zinc.species, inside) for f in (1.02, 0.98)
    )
    rotated = Structure(Lattice(matrix[:, [1, 2, 0]]), zinc.species, inside)
    swapped = {"unsorted": ["species", "lattice"], "kinds, not places": ["lattice"]}
    for name, other, wrong in [
        ("transposed lattice", turned, {}),
        ("fractional for Cartesian", mixed, {}),
        ("rounded and wrapped", near, {}),
        ("larger, species swapped", both, swapped),
        ("a longer axis", longer, {"sign kept": []}),
        ("a shorter axis", shorter, {"sign kept": []}),
        ("the cell turned", rotated, {"lengths for vectors": []}),
    ]:
        case(name, args=(zinc, other, 1e-3), wrong=wrong)


@hidden("4-cutoff")
def cutoff(case):
    noisy = [[0.40, 0.20, 0.36], [0.31, 0.29, 0.33], [0.20, 0.40, 0.30], [0.295, 0.30, 0.29]]
    case("clear best", args=([3.0, 4.0, 5.0, 6.0], noisy), unit="Å")
    case(
        "flat",
        args=([2.5, 4.0, 5.0], [[0.3, 0.5, 0.4], [0.4, 0.3, 0.49], [0.5, 0.4, 0.28]]),
        unit="Å",
    )
    case(
        "cutoffs in falling order",
        args=([6.0, 4.0, 2.0], [[0.2, 0.3], [0.21, 0.3], [0.9, 0.8]]),
        unit="Å",
    )


@hidden("4-broken")
def broken(case):
    from coursekit.audits.zoo.exercise import draw

    def compare(word, student):
        choices = [entry for entry in zoo.BROKEN if entry.for_students]
        mine = draw(student, choices)
        named = [entry for entry in choices if entry.name.lower() == str(word).strip().lower()]
        return {
            "same audit": [e.audit for e in named] == [mine.audit],
            "same fault": named == [mine],
        }

    # The name is sent along, so that the grader compares with this student's pipeline.
    case(
        "a fault of this kind",
        names=["student"],
        pick=lambda word, student: compare(word, student)["same audit"],
        points=2,
    )
    case(
        "your pipeline's own fault",
        names=["student"],
        pick=lambda word, student: compare(word, student)["same fault"],
        points=3,
    )

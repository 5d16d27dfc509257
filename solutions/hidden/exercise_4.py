"""Cases of 4_audit that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np
from pymatgen.core import Lattice, Structure

from coursekit.audits import zoo
from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed
from coursekit.checks.steps.exercise_4 import (
    clearance,
    heights,
    in_four_ways,
    positions,
    quarter_turn,
    read_rows,
    read_ways,
    rungs_of,
    shells,
)
from coursekit.structures import make_rutile, make_spinel, make_wurtzite


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


@hidden("4-pipeline")
def pipeline(case):
    case(
        "other crystals, 4 Å",
        args=in_four_ways([make_spinel(), make_wurtzite(), make_rutile()], 4.0, 6.0),
        pick=read_ways(3),
    )


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


@hidden("4-table")
def table(case):
    case("two rungs, 60 crystals", args=rungs_of(60, own_seed(8)), pick=read_rows, atol=6e-4)
    rungs, *others = rungs_of(44, own_seed(13))
    backwards = dict(reversed(rungs.items()))
    case("the rungs exchanged", args=(backwards, *others), pick=read_rows, atol=6e-4)

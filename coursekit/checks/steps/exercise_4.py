"""What 4_audit asks: visible cases, wrong turns, hints, where to look."""

import numpy as np
from pymatgen.core import Lattice, Structure

from coursekit.audits import zoo
from coursekit.checks.declare import step, written
from coursekit.neighbors import neighbor_list
from coursekit.structures import make_rutile


def quarter_turn(axis):
    """Matrix of a turn by 90 degrees about x, y or z (0, 1, 2)."""
    turn = np.roll([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], axis + 1, axis=(0, 1))
    return np.array(turn)


def shells(crystal):
    """Healthy: distances to neighbours below 4 Å, as a histogram."""
    return (
        np.histogram(neighbor_list(crystal, 4.0).distances, bins=np.linspace(0.05, 4.05, 9))[0]
        + 0.0
    )


def positions(crystal):
    """Broken: where the atoms are, in Å."""
    return crystal.cart_coords.ravel()


def heights(crystal):
    """Broken: the extent of the cell along x, y and z, in Å."""
    return np.ptp(crystal.lattice.matrix, axis=0)


def clearance(crystal):
    """Broken: how far the top of the cell lies above a plane at 10 Å, in Å; negative when it lies below."""
    return heights(crystal)[2:] - 10


@step(
    "4-rotation",
    answer="rotation_error",
    title="Turn it",
    look="B_environments, what must a description not notice?",
    hints=[
        "Keep the fractional coordinates and turn the cell vectors: then cell and atoms turn together.",
        "The rows of crystal.lattice.matrix are the vectors: turned, they are matrix @ rotation.T.",
        "np.abs(after - before).max() over all rotations, divided by np.abs(before).max().",
    ],
)
def rotation(case):
    box = Structure(Lattice.orthorhombic(3, 4, 6), ["Mg", "O"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    case(
        "histogram of distances",
        args=(shells, box, [quarter_turn(2)]),
        expected=0.0,
        atol=1e-6,
        wrong={"only the positions turned": 0.5, "only the cell turned": 1.0},
    )
    case(
        "extent of the cell",
        args=(heights, box, [quarter_turn(2)]),
        expected=1 / 6,
        rtol=1e-4,
        wrong={"cell not turned": 0.0, "absolute, not relative": 1.0},
    )


@step(
    "4-roundtrip",
    answer="what_changed",
    title="Still the same crystal?",
    look="F_failure_modes, parsers and metadata",
    hints=[
        "Three comparisons, one after the other; each adds its word to a list.",
        "For the coordinates: difference of fractional coordinates, minus np.round of it, then to Å with the cell of `before`.",
    ],
)
def roundtrip(case):
    rutile = make_rutile()
    cell, places = rutile.lattice, rutile.frac_coords
    case("nothing", args=(rutile, rutile.copy(), 1e-3), expected=[])
    case(
        "a whole cell vector",
        args=(rutile, Structure(cell, rutile.species, places + np.array([1, 0, -2])), 1e-3),
        expected=[],
        wrong={"images not taken off": ["coordinates"]},
    )
    case(
        "other metal",
        args=(rutile, Structure(cell, ["Sn"] * 2 + ["O"] * 4, places), 1e-3),
        expected=["species"],
    )
    case(
        "0.002 Å along an axis",
        args=(rutile, Structure(cell, rutile.species, places + np.array([5e-4, 0, 0])), 1e-3),
        expected=["coordinates"],
        wrong={"fractions for lengths": []},
    )


@step(
    "4-cutoff",
    answer="sufficient_cutoff",
    title="Read the scan",
    look="F_failure_modes, cutoff sensitivity",
    hints=[
        "Mean of each row first; then the row with the smallest mean.",
        "Its standard deviation with ddof=1 over the root of the number of folds, added to its mean, is the limit.",
    ],
)
def cutoff(case):
    table = [
        [0.66, 0.61, 0.54],
        [0.34, 0.41, 0.50],
        [0.43, 0.47, 0.30],
        [0.38, 0.42, 0.34],
        [0.22, 0.48, 0.32],
        [0.35, 0.12, 0.46],
        [0.27, 0.43, 0.30],
    ]
    case(
        "seven cutoffs, three folds",
        args=([2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0], table),
        expected=3.0,
        unit="Å",
        wrong={
            "scatter for standard error": 2.5,
            "largest within the error": 6.0,
            "n for n - 1": 3.5,
            "rows for folds": 4.0,
            "best, not sufficient": 5.0,
        },
    )


@step(
    "4-broken",
    answer="diagnosis",
    title="What is wrong with it",
    look="F_failure_modes, the audits as a tool",
    hints=[
        "Start with the audit that failed, and read its advice and its worst crystal.",
        "Call the pipeline yourself: on one crystal, on its supercell, on a turned one, on a list in another order.",
        "For each fault that is left, think of a crystal where its numbers must differ: one atom in the cell, a cell of many copies, another origin.",
    ],
)
def broken(case):
    words = [word.lower() for word in zoo.diagnoses()]
    case(
        "a word of the list",
        expected="one of the words",
        pick=lambda word: (
            "one of the words" if str(word).strip().lower() in words else "none of the words"
        ),
        wrong={"not a word of the list": "none of the words"},
    )


written("4-words", title="A failure mode in your words")

"""What I_audited_potential asks: visible cases, wrong turns, hints, where to look."""

import numpy as np

from coursekit.checks.declare import question, step


@step(
    "I-size",
    answer="size_error",
    title="energy per atom of a repeated crystal",
    look="I_audited_potential, invariances, and the size of the cell",
    hints=[
        "`atoms * repeat` gives the larger crystal; ask `energy` for both.",
        "Divide each energy by the number of atoms of its own crystal: len(larger), len(atoms).",
        "The answer has no sign: abs(...).",
    ],
)
def size(case):
    from ase import Atoms

    pair = Atoms("NaCl", scaled_positions=[[0, 0, 0], [0.5, 0.5, 0.5]], cell=[4.0] * 3, pbc=True)
    case(
        "energy that grows with the square of the size",
        args=(lambda atoms: 0.1 * len(atoms) ** 2, pair, (2, 1, 1)),
        expected=0.2,
        unit="eV per atom",
        wrong={
            "total energies compared": 1.2,
            "divided by the small crystal's atoms": 0.6,
            "divided by the large crystal's atoms": 0.3,
        },
    )
    case(
        "energy that forgets the size",
        args=(lambda atoms: -3.0, pair, (2, 2, 1)),
        expected=1.125,
        unit="eV per atom",
        wrong={"total energies compared": 0.0, "sign kept": -1.125},
    )
    case(
        "a sum over atoms",
        args=(lambda atoms: -2.5 * len(atoms), pair, (3, 1, 2)),
        expected=0.0,
        atol=1e-12,
        unit="eV per atom",
        wrong={"total energies compared": 25.0},
    )


question(
    "I-q1",
    answer="which_audit",
    title="forces that are no slope",
    look="I_audited_potential, conservative forces, and forces that are not",
    right="138564b97f97",
    because={
        "a": "Direct forces can turn with the crystal perfectly and still be the slope of nothing.",
        "b": "Around a closed way such forces do work; a run shows it as energy from nothing.",
        "c": "Each atom keeps its force when the cell is repeated, slope or not.",
        "d": "The turned forces of the run are nearly right everywhere: their error is small.",
    },
)


@step(
    "I-slopes",
    answer="flattening",
    title="two regressions and a ratio of spreads",
    look="I_audited_potential, softening: which axis is which",
    hints=[
        "First take every energy from the mean of its formula, for both columns.",
        "You need three sums: of p*p, of p*m, of m*m.",
        "The numbers are pm/pp, mm/pm and the root of mm/pp, in this order.",
    ],
)
def slopes(case):
    p, m = np.array([0.0, 1.0, 10.0, 12.0]), np.array([5.0, 5.5, 0.0, 1.6])
    groups = np.array(["TiO2", "TiO2", "MgO", "MgO"])
    case(
        "two formulas of two polymorphs",
        args=(p, m, groups),
        expected=np.array([0.74, 0.75945946, np.sqrt(0.562)]),
        rtol=1e-6,
        wrong={
            "axes exchanged": np.array([1.31672598, 1.35135135, 1.33392604]),
            "means not taken off": np.array(
                [(5.5 + 19.2) / 245, (25 + 30.25 + 2.56) / 24.7, np.sqrt(57.81 / 245)]
            ),
            "root forgotten": np.array([0.74, 0.75945946, 0.562]),
            "slope of PBE on the model": np.array([0.74, 1.31672598, np.sqrt(0.562)]),
        },
    )
    case(
        "everything halved",
        args=(np.array([1.0, 2.0, 4.0]), np.array([0.5, 1.0, 2.0]), np.array(["A", "A", "A"])),
        expected=np.array([0.5, 0.5, 0.5]),
        rtol=1e-9,
        wrong={"axes exchanged": np.array([2.0, 2.0, 2.0])},
    )


@step(
    "I-bulk",
    answer="bulk_modulus",
    title="bulk modulus from a parabola",
    look="I_audited_potential, curvature: what a minimum hides",
    hints=[
        "np.polyfit(volumes, energies, 2) gives a, b and c of a V² + b V + c.",
        "The minimum is at -b/(2a); the second derivative is 2a.",
        "The product is in eV/Å³; 160.2177 turns it into GPa.",
    ],
)
def bulk(case):
    volumes = np.array([18.0, 19.0, 20.0, 21.0, 22.0])
    case(
        "minimum at 20 Å³",
        args=(volumes, 0.01 * (volumes - 20.0) ** 2 - 3.0),
        expected=64.08708,
        rtol=1e-6,
        unit="GPa",
        wrong={
            "eV/Å³ for GPa": 0.4,
            "volume forgotten": 3.204354,
            "half the curvature": 32.04354,
        },
    )
    off = np.array([30.0, 36.0, 40.0])
    case(
        "minimum away from the middle",
        args=(off, 0.005 * (off - 33.0) ** 2),
        expected=52.871841,
        rtol=1e-6,
        unit="GPa",
        wrong={
            "mean volume for the minimum's": 0.01 * np.mean(off) * 160.2177,
            "lowest point for the minimum": 0.01 * 30.0 * 160.2177,
            "half the curvature": 26.4359205,
        },
    )


question(
    "I-q2",
    answer="what_stays",
    title="what a common factor leaves",
    look="I_audited_potential, curvature: what a minimum hides",
    right="81510b172ef5",
    because={
        "a": "Multiplying all differences by one number moves none past another.",
        "b": "A barrier is a difference of energies, so it shrinks like all of them.",
        "c": "Curvatures shrink by 0.9, and frequencies by its root.",
        "d": "They go with the differences of energy that a transition costs.",
    },
)

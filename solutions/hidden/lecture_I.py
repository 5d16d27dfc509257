"""Cases of I_audited_potential that are tried at grading: inputs, and numbers of wrong turns."""

import numpy as np

from coursekit.checks.declare import hidden
from coursekit.checks.own_inputs import own_seed


@hidden("I-size")
def size(case):
    from ase.build import bulk

    wells = {
        "cube root of the size": lambda atoms: -len(atoms) ** (1 / 3),
        "energy of the cell's volume": lambda atoms: 0.03 * atoms.get_volume(),
        "a surface term": lambda atoms: -3.0 * len(atoms) + 0.5 * atoms.get_volume() ** (2 / 3),
    }
    for name, energy in wells.items():
        case(
            name,
            args=(energy, bulk("Al"), (2, 3, 1)),
            unit="eV per atom",
            atol=1e-12,
        )


@hidden("I-slopes")
def slopes(case):
    dice = np.random.default_rng(own_seed(4))
    groups = np.repeat([f"A{i}B" for i in range(12)], 4)
    p = np.repeat(dice.normal(0, 2, 12), 4) + dice.normal(0, 0.3, 48)
    for name, factor, error in (("flattened", 0.8, 0.05), ("steepened", 1.3, 0.2)):
        case(
            name,
            args=(p, factor * p + dice.normal(0, error, 48), groups),
            rtol=1e-8,
        )


@hidden("I-bulk")
def bulk(case):
    volumes = np.linspace(60, 80, 7)
    for v0, curve in ((71.0, 0.002), (66.0, 0.02)):
        case(
            f"minimum near {v0:.0f} Å³",
            args=(volumes, curve * (volumes - v0) ** 2 - 1e-5 * (volumes - v0) ** 3),
            unit="GPa",
            rtol=1e-6,
        )

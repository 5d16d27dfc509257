"""Units of values, by kind; a value of one kind never agrees with one of another."""

import math

_KINDS = (
    {
        "Å": 1.0,
        "ang": 1.0,
        "angstrom": 1.0,
        "nm": 10.0,
        "pm": 0.01,
        "m": 1e10,
        "bohr": 0.529177210903,
    },
    {
        "eV": 1.0,
        "meV": 1e-3,
        "Ry": 13.605693122994,
        "Ha": 27.211386245988,
        "J": 6.241509074460763e18,
    },
    {"eV/atom": 1.0, "meV/atom": 1e-3},
    {"degrees": math.pi / 180, "deg": math.pi / 180, "°": math.pi / 180, "rad": 1.0},
    {"Å³": 1.0, "ang^3": 1.0, "nm³": 1e3},
    {"amu": 1.0, "u": 1.0, "g/mol": 1.0},
)


def convert(number, have, want):
    """Convert a number from one unit into another."""
    if not want or have == want:
        return number
    for table in _KINDS:
        if have in table and want in table:
            return number * table[have] / table[want]
    raise ValueError(f"{have} is not {want}")

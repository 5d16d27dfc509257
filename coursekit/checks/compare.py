"""Does a value agree with the expected one, and if it does not, how do they differ at a glance.

Both values are in the form that `coursekit.checks.emit.encode` makes, so that lists, arrays and
series are alike, and what a student is told here is what the grader finds later.
"""

import math
from itertools import pairwise

_LENGTH = {"Å": 1.0, "ang": 1.0, "angstrom": 1.0, "nm": 10.0, "pm": 0.01, "m": 1e10}
_KINDS = (
    _LENGTH | {"bohr": 0.529177210903},
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
_ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class Pairs(list):
    """Items of a dict, in any order."""


class Bag(list):
    """Items of a set, in any order."""


def agree(value, expected, *, rtol=1e-6, atol=0.0, unit=""):
    """Decide whether two encoded values agree.

    Parameters
    ----------
    value, expected : object
        Values as `encode` returns them.
    rtol, atol : float, default 1e-6 and 0.0
        Right when ``|value - expected| <= atol + rtol * |expected|``.
    unit : str, default ""
        Unit of the expected value, for a value that brings its own.

    Returns
    -------
    bool
        A value that cannot be read never agrees, and never raises.

    Examples
    --------
    >>> agree([1, 2.0000001], [1, 2])
    True
    >>> agree({"kind": "quantity", "value": 0.15, "unit": "nm"}, 1.5, unit="Å")
    True
    """
    try:
        return same(plain(value, unit), plain(expected, unit), rtol, atol)
    except (TypeError, ValueError, KeyError, RecursionError, OverflowError):
        return False


def plain(wire, unit=""):
    """Turn an encoded value back into numbers, text, lists, `Pairs` and `Bag`.

    Parameters
    ----------
    wire : object
        An encoded value.
    unit : str, default ""
        Unit into which quantities are converted; "" leaves them as they are.

    Returns
    -------
    object

    Raises
    ------
    ValueError, KeyError
        It has no plain form, or its unit does not fit.
    """
    if isinstance(wire, list):
        return [plain(item, unit) for item in wire]
    if not isinstance(wire, dict):
        return wire
    kind = wire["kind"]
    if kind == "float":
        return _ODD[wire["value"]]
    if kind == "int":
        return int(wire["value"])
    if kind == "complex":
        return complex(*(plain(part) for part in wire["value"]))
    if kind == "quantity":
        return _convert(plain(wire["value"]), wire["unit"], unit)
    if kind == "array":
        return _nest([plain(item, unit) for item in wire["data"]], wire["shape"])
    if kind == "set":
        return Bag(plain(item, unit) for item in wire["items"])
    if kind == "dict":
        return Pairs([plain(key, unit), plain(item, unit)] for key, item in wire["items"])
    raise ValueError(f"{kind} has no plain form")


def _convert(number, have, want):
    if not want or have == want:
        return number
    for table in _KINDS:
        if have in table and want in table:
            return number * table[have] / table[want]
    raise ValueError(f"{have} is not {want}")


def _nest(flat, shape):
    for size in reversed(shape[1:]):
        flat = [flat[i : i + size] for i in range(0, len(flat), size)] if size else []
    return flat


def same(value, expected, rtol, atol):
    """Compare two plain values; see `agree`.

    Parameters
    ----------
    value, expected : object
        Plain values.
    rtol, atol : float
        Tolerance.

    Returns
    -------
    bool
    """
    if expected is None or isinstance(expected, bool | str):
        return type(value) is type(expected) and value == expected
    if is_number(expected):
        return is_number(value) and _near(value, expected, rtol, atol)
    if type(value) is not type(expected) or len(value) != len(expected):
        return False
    if isinstance(expected, Pairs | Bag):
        return _same_in_any_order(value, expected, rtol, atol)
    return all(same(v, e, rtol, atol) for v, e in zip(value, expected, strict=True))


def _same_in_any_order(values, expected, rtol, atol):
    left = list(values)
    for item in expected:
        match = next((n for n, v in enumerate(left) if same(v, item, rtol, atol)), None)
        if match is None:
            return False
        del left[match]
    return True


def is_number(value):
    """Tell whether a plain value is a number; a truth value is not.

    Parameters
    ----------
    value : object

    Returns
    -------
    bool

    Examples
    --------
    >>> is_number(1), is_number(True)
    (True, False)
    """
    return isinstance(value, int | float | complex) and not isinstance(value, bool)


def _near(value, expected, rtol, atol):
    exact = rtol == 0 and atol == 0 and isinstance(value, int) and isinstance(expected, int)
    if exact or isinstance(value, complex) or isinstance(expected, complex):
        return abs(value - expected) <= atol + rtol * abs(expected)
    value, expected = float(value), float(expected)
    if math.isnan(value) or math.isnan(expected):
        return math.isnan(value) and math.isnan(expected)
    if math.isinf(value) or math.isinf(expected):
        return value == expected
    return abs(value - expected) <= atol + rtol * abs(expected)


def shape_of(value):
    """Shape of a plain value: () for a number, None when rows have different lengths.

    Parameters
    ----------
    value : object
        A plain value.

    Returns
    -------
    tuple of int or None

    Examples
    --------
    >>> shape_of([[1, 2, 3], [4, 5, 6]]), shape_of([[1], [2, 3]])
    ((2, 3), None)
    """
    if not isinstance(value, list):
        return ()
    inner = [shape_of(item) for item in value]
    if None in inner or any(a != b for a, b in pairwise(inner)):
        return None
    return (len(value), *(inner[0] if inner else ()))

"""Compare a student's value with the expected one: numbers by tolerance, quantities by unit."""

import math

# Factors to a common unit of each kind; units of different kinds never agree.
_UNITS = {
    "Å": ("length", 1e-10), "ang": ("length", 1e-10), "angstrom": ("length", 1e-10),
    "nm": ("length", 1e-9), "pm": ("length", 1e-12), "m": ("length", 1.0),
    "bohr": ("length", 5.29177210903e-11),
    "eV": ("energy", 1.0), "meV": ("energy", 1e-3), "Ry": ("energy", 13.605693122994),
    "Ha": ("energy", 27.211386245988), "J": ("energy", 6.241509074460763e18),
    "eV/atom": ("energy per atom", 1.0), "meV/atom": ("energy per atom", 1e-3),
    "degrees": ("angle", math.pi / 180), "deg": ("angle", math.pi / 180),
    "°": ("angle", math.pi / 180), "rad": ("angle", 1.0),
    "Å³": ("volume", 1.0), "ang^3": ("volume", 1.0), "nm³": ("volume", 1e3),
    "amu": ("mass", 1.0), "u": ("mass", 1.0), "g/mol": ("mass", 1.0),
}  # fmt: skip


def agree(value, expected, *, rtol=1e-6, atol=0.0, unit=""):
    """Decide whether two values in wire form agree.

    Parameters
    ----------
    value, expected : object
        Values of the protocol.
    rtol, atol : float, default 1e-6 and 0.0
        Right when ``|value - expected| <= atol + rtol * |expected|``.
    unit : str, default ""
        Unit of the expected value, for a student's quantity that brings its own.

    Returns
    -------
    bool
        Whether they agree. A value that cannot be read never agrees, and never raises.

    Examples
    --------
    >>> agree(3.0000001, 3, rtol=1e-6)
    True
    >>> agree({"kind": "quantity", "value": 0.15, "unit": "nm"}, 1.5, unit="Å")
    True
    >>> agree({"kind": "opaque", "type": "Always", "text": ""}, 1.5)
    False
    """
    try:
        return _agree(_plain(value, unit), _plain(expected, unit), rtol, atol)
    except (TypeError, ValueError, KeyError, RecursionError, OverflowError):
        return False


def _agree(value, expected, rtol, atol):
    if isinstance(expected, bool) or expected is None or isinstance(expected, str):
        return type(value) is type(expected) and value == expected
    if isinstance(expected, int | float | complex):
        return _is_number(value) and _near(value, expected, rtol, atol)
    if isinstance(expected, list):
        if not isinstance(value, list) or len(value) != len(expected):
            return False
        return all(_agree(v, e, rtol, atol) for v, e in zip(value, expected, strict=True))
    if isinstance(expected, _Set):
        return isinstance(value, _Set) and _same_items(value.items, expected.items, rtol, atol)
    if isinstance(expected, _Dict):
        if not isinstance(value, _Dict) or len(value.items) != len(expected.items):
            return False
        pairs = [[key, item] for key, item in expected.items]
        return _same_items([[k, v] for k, v in value.items], pairs, rtol, atol)
    return False


def _same_items(values, expected, rtol, atol):
    left = list(values)
    for item in expected:
        found = next((n for n, v in enumerate(left) if _agree(v, item, rtol, atol)), None)
        if found is None:
            return False
        left.pop(found)
    return not left


def _near(value, expected, rtol, atol):
    if isinstance(value, complex) or isinstance(expected, complex):
        return abs(complex(value) - complex(expected)) <= atol + rtol * abs(complex(expected))
    if isinstance(value, int) and isinstance(expected, int) and rtol == 0 and atol == 0:
        return value == expected
    value, expected = float(value), float(expected)
    if math.isnan(expected) or math.isnan(value):
        return math.isnan(expected) and math.isnan(value)
    if math.isinf(expected) or math.isinf(value):
        return value == expected
    return abs(value - expected) <= atol + rtol * abs(expected)


def _is_number(value):
    return isinstance(value, int | float | complex) and not isinstance(value, bool)


class _Set:
    def __init__(self, items):
        self.items = items


class _Dict:
    def __init__(self, items):
        self.items = items


def _plain(value, unit):
    if isinstance(value, list):
        return [_plain(item, unit) for item in value]
    if not isinstance(value, dict):
        return value
    kind = value["kind"]
    if kind == "float":
        return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[value["value"]]
    if kind == "int" and len(value["value"]) < 4000:
        return int(value["value"])
    if kind == "complex":
        return complex(*(_plain(part, unit) for part in value["value"]))
    if kind == "quantity":
        return _convert(_plain(value["value"], unit), value["unit"], unit)
    if kind == "array":
        return _nest([_plain(item, unit) for item in value["data"]], value["shape"])
    if kind == "set":
        return _Set([_plain(item, unit) for item in value["items"]])
    if kind == "dict":
        return _Dict([[_plain(k, unit), _plain(v, unit)] for k, v in value["items"]])
    raise ValueError(kind)


def _convert(number, have, want):
    if not want or have == want:
        return number
    (kind, factor), (wanted_kind, wanted) = _UNITS[have], _UNITS[want]
    if kind != wanted_kind:
        raise ValueError(f"{have} is not {want}")
    return number * factor / wanted


def _nest(flat, shape):
    if math.prod(shape) != len(flat) or any(not isinstance(n, int) or n < 0 for n in shape):
        raise ValueError("shape")
    for size in reversed(shape[1:]):
        flat = [flat[i : i + size] for i in range(0, len(flat), size)] if size else []
    return flat

"""Does a value agree with the expected one: numbers by tolerance, quantities by unit.

Both are in the form that `encode` makes, so that lists, arrays and series are alike, and what a
student is told is what the grader finds.
"""

import math
from itertools import pairwise

from coursekit.wire.encode import Bag, Pairs, plain


def agree(value, expected, *, rtol=1e-6, atol=0.0, unit=""):
    """Decide whether two encoded values agree."""
    try:
        return same(plain(value, unit), plain(expected, unit), rtol, atol)
    except (TypeError, ValueError, KeyError, RecursionError, OverflowError):
        return False


def same(value, expected, rtol, atol):
    """Compare two plain values; see `agree`."""
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
    """Tell whether a plain value is a number; a truth value is not."""
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
    """Shape of a plain value: () for a number, None when rows have different lengths."""
    if not isinstance(value, list):
        return ()
    inner = [shape_of(item) for item in value]
    if None in inner or any(a != b for a, b in pairwise(inner)):
        return None
    return (len(value), *(inner[0] if inner else ()))

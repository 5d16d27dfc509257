"""Which known wrong turn does a value look like: those a case lists, then the general ones."""

import numpy as np

from coursekit.wire.agree import agree, is_number, shape_of
from coursekit.wire.encode import decode, encode, plain

GENERAL = (
    "sum for mean", "mean for sum", "per cell for per atom", "per atom for per cell",
    "radians for degrees", "degrees for radians", "twice", "half", "one too many", "one too few",
    "squared", "square root", "sign", "ten times", "a tenth", "percent for fraction",
    "fraction for percent", "thousand times", "thousandth", "reciprocal", "transposed", "unsorted",
)  # fmt: skip
"""Wrong turns that are recognised for every number without being listed."""


def recognise(value, expected, *, wrong=None, rtol=1e-6, atol=0.0, unit="", n=None):
    """Name the wrong turns that lead to this value."""
    rules = {"rtol": rtol, "atol": atol, "unit": unit}
    found = [name for name, item in (wrong or {}).items() if _fits(value, item, rules)]
    if expected is None:
        return found
    try:
        numbers = plain(value, unit), plain(expected, unit)
        with np.errstate(all="ignore"):
            found += _recognise_numbers(*numbers, rtol, atol, unit, n)
    except (TypeError, ValueError, KeyError, RecursionError, OverflowError):
        return found
    return list(dict.fromkeys(found))


def _fits(value, item, rules):
    if not callable(item):
        return agree(value, encode(item), **rules)
    try:
        return bool(item(decode(value)))
    except Exception:  # the value has not the form that the property is about
        return False


def _recognise_numbers(value, expected, rtol, atol, unit, n):
    shapes = shape_of(value), shape_of(expected)
    if None in shapes or not (_all_real(value) and _all_real(expected)):
        return []
    mine, theirs = np.asarray(value, dtype=float), np.asarray(expected, dtype=float)
    if not (np.isfinite(mine).all() and np.isfinite(theirs).all() and mine.size and theirs.any()):
        return []
    found = _recognise_order(mine, theirs, rtol, atol)
    if mine.shape != theirs.shape:
        return found
    whole = not np.any(theirs % 1) and not np.any(mine % 1)
    for name, wanted in _transformed(theirs, whole, unit, n):
        if _close(mine, wanted, rtol, atol) and not _close(mine, theirs, rtol, atol):
            found.append(name)
    return found


def _all_real(value):
    if isinstance(value, list):
        return all(_all_real(item) for item in value)
    return is_number(value) and not isinstance(value, complex)


def _close(value, wanted, rtol, atol):
    return bool(np.all(np.abs(value - wanted) <= atol + rtol * np.abs(wanted)))


def _recognise_order(mine, theirs, rtol, atol):
    if mine.ndim == 2 and mine.shape == theirs.shape[::-1] and _close(mine.T, theirs, rtol, atol):
        return ["transposed"] if not _same_shape_close(mine, theirs, rtol, atol) else []
    if mine.ndim == 1 and mine.shape == theirs.shape:
        in_order = _close(np.sort(mine), np.sort(theirs), rtol, atol)
        return ["unsorted"] if in_order and not _close(mine, theirs, rtol, atol) else []
    return []


def _same_shape_close(mine, theirs, rtol, atol):
    return mine.shape == theirs.shape and _close(mine, theirs, rtol, atol)


def _transformed(right, whole, unit, n):
    """Values of the general wrong turns; the first that fits is the likeliest."""
    if n is not None and n > 1:
        per_atom = unit.endswith("/atom")
        yield "per cell for per atom" if per_atom else "sum for mean", right * n
        yield "per atom for per cell" if per_atom else "mean for sum", right / n
    yield "radians for degrees", np.radians(right)
    yield "degrees for radians", np.degrees(right)
    yield "twice", right * 2
    yield "half", right / 2
    if whole and np.ndim(right) == 0:
        yield "one too many", right + 1
        yield "one too few", right - 1
    yield "squared", right**2
    yield "square root", np.sqrt(np.where(right < 0, np.nan, right))
    yield "sign", -right
    yield "ten times", right * 10
    yield "a tenth", right / 10
    yield "percent for fraction", right * 100
    yield "fraction for percent", right / 100
    yield "thousand times", right * 1000
    yield "thousandth", right / 1000
    yield "reciprocal", 1 / np.where(right == 0, np.nan, right)

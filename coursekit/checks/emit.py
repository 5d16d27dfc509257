"""Put a value that a student computed on the notebook's output, in a form that a grader can compare.

The wire format is described in `coursekit.grading.protocol`. Nothing but the standard library is
needed: a notebook that emits values runs wherever Python runs, also without a grader near it.
"""

import json
import math
import sys
from collections.abc import KeysView, ValuesView
from decimal import Decimal
from fractions import Fraction

MIME = "application/vnd.coursekit.check+json"
MAX_BYTES = 64_000
_MAX_DEPTH = 8
_LISTS = list | tuple | range | KeysView | ValuesView


def emit(
    step,
    case,
    value,
    *,
    verdict=None,
    hint=None,
    message="",
    points=1.0,
    rtol=1e-6,
    atol=0.0,
    unit="",
    wrong=None,
    text="",
    html="",
):
    """Record the student's value of one case of one step.

    Parameters
    ----------
    step : str
        The step's name, usually the `grade_id` of the answer.
    case : str
        Which input this is, unique within the step.
    value : object
        What the student's code returned. Numbers, strings, None, lists, dicts, arrays, series.
    verdict : bool, default None
        What the student was told: right, wrong, or nothing (None, a hidden test).
    hint : str, default None
        Name of the misconception that was recognised.
    message : str, default ""
        The hint as the student reads it.
    points : float, default 1.0
        Weight of this case within its cell, above 0.
    rtol, atol : float, default 1e-6 and 0.0
        Tolerance: right when ``|value - expected| <= atol + rtol * |expected|``.
    unit : str, default ""
        Unit of the value, such as "eV/atom".
    wrong : dict of str to object, default None
        Values that known misconceptions give, by their name.
    text, html : str, default ""
        What is shown in the notebook, plain and marked up.

    Returns
    -------
    dict
        The record, plain JSON.

    Examples
    --------
    >>> emit("mean-mass", "TiO2", 26.62, unit="amu")["value"]
    26.62
    """
    record = {
        "version": 1,
        "step": str(step),
        "case": str(case),
        "value": encode(value),
        "verdict": None if verdict is None else bool(verdict),
        "hint": None if hint is None else str(hint),
        "message": str(message)[:2000],
        "points": float(points),
        "rtol": float(rtol),
        "atol": float(atol),
        "unit": str(unit),
        "wrong": {str(name): encode(item) for name, item in (wrong or {}).items()},
    }
    record = _within_size(record)
    _publish({MIME: record, "text/plain": str(text)} | ({"text/html": str(html)} if html else {}))
    return record


def encode(value, depth=0):
    """Turn a Python value into plain JSON that keeps shapes, units and non-finite numbers.

    Parameters
    ----------
    value : object
        Anything.
    depth : int, default 0
        How deep `value` sits in lists and dicts.

    Returns
    -------
    object
        None, bool, int, float, str, list, or a dict with a "kind" (see the protocol).

    Examples
    --------
    >>> encode([1, float("nan")])
    [1, {'kind': 'float', 'value': 'nan'}]
    >>> encode({"a": (1, 2)})
    {'kind': 'dict', 'items': [['a', [1, 2]]]}
    """
    try:
        return _encode(value, depth)
    except Exception:  # an object may raise at whatever it is asked; the record must go out
        return _opaque(value)


def _encode(value, depth):
    if depth > _MAX_DEPTH:
        return _opaque(value)
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)  # NumPy's strings are text too
    for convert in (_number, _array, _collection):
        encoded = convert(value, depth)
        if encoded is not None:
            return encoded
    return _opaque(value)


def _number(value, depth):
    unit = getattr(value, "unit", None)
    if unit is not None and isinstance(value, float):
        return {"kind": "quantity", "value": _real(float(value)), "unit": str(unit)}
    if isinstance(value, int):
        return int(value) if abs(int(value)) < 2**53 else {"kind": "int", "value": str(int(value))}
    if isinstance(value, float):
        return _real(float(value))
    if isinstance(value, complex):
        return {"kind": "complex", "value": [_real(value.real), _real(value.imag)]}
    if isinstance(value, Fraction | Decimal):
        return _real(float(value))
    return None


def _real(number):
    if math.isfinite(number):
        return number
    return {"kind": "float", "value": "nan" if math.isnan(number) else str(number)}


def _array(value, depth):
    # Arrays are known by what they offer, so that numpy and pandas need not be there.
    if hasattr(value, "to_numpy"):
        value = value.to_numpy()
    shape = getattr(value, "shape", None)
    if not isinstance(shape, tuple) or not (_can(value, "tolist") or _can(value, "toarray")):
        return None
    # Two bytes a number is a floor: a larger array cannot fit, so it is not even listed.
    if math.prod(shape) * 2 > MAX_BYTES:
        return {"kind": "too-large", "shape": list(shape)}
    if _can(value, "toarray"):  # sparse: what it leaves out is zero
        value = value.toarray()
    elif hasattr(value, "A1"):  # a matrix stays two-dimensional however it is reshaped
        value = value.A
    if shape == ():
        return encode(value.tolist(), depth + 1)
    flat = value.reshape(-1).tolist()
    return {
        "kind": "array",
        "shape": list(shape),
        "data": [encode(item, depth + 1) for item in flat],
    }


def _can(value, method):
    return callable(getattr(value, method, None))


def _collection(value, depth):
    if isinstance(value, _LISTS | dict | set | frozenset) and len(value) * 2 > MAX_BYTES:
        return {"kind": "too-large", "shape": [len(value)]}
    if isinstance(value, dict):
        pairs = [[encode(k, depth + 1), encode(v, depth + 1)] for k, v in value.items()]
        return {"kind": "dict", "items": pairs}
    if isinstance(value, set | frozenset):
        items = [encode(item, depth + 1) for item in value]
        return {"kind": "set", "items": sorted(items, key=lambda item: json.dumps(item))}
    if isinstance(value, _LISTS):
        return [encode(item, depth + 1) for item in value]
    return None


def _opaque(value):
    try:
        text = repr(value)[:200]
    except Exception:
        text = "(it cannot be shown)"
    return {"kind": "opaque", "type": type(value).__name__, "text": text}


def _within_size(record):
    size = len(json.dumps(record))
    if size <= MAX_BYTES:
        return record
    return record | {"value": {"kind": "too-large", "bytes": size}, "wrong": {}}


def _publish(bundle):
    # Outside a notebook there is nowhere to put it: the caller has the record.
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.display_pub.publish(bundle)

"""A Python value as plain JSON and back: shapes, units and numbers that are not finite are kept."""

import json
import math
from collections.abc import KeysView, ValuesView
from decimal import Decimal
from fractions import Fraction

from coursekit.wire.units import convert

MAX_BYTES = 64_000
_MAX_DEPTH = 8
_MAX_DIGITS = 4000
_LISTS = list | tuple | range | KeysView | ValuesView
_ODD = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class Pairs(list):
    """Items of a dict, in any order."""


class Bag(list):
    """Items of a set, in any order."""


def encode(value, depth=0):
    """Turn a Python value into plain JSON that keeps shapes, units and non-finite numbers."""
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
    for attempt in (_number, _array, _collection):
        encoded = attempt(value, depth)
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


def plain(wire, unit=""):
    """Turn an encoded value back into numbers, text, lists, `Pairs` and `Bag`."""
    if isinstance(wire, list):
        return [plain(item, unit) for item in wire]
    if not isinstance(wire, dict):
        return wire
    kind = wire["kind"]
    if kind == "float":
        return _ODD[wire["value"]]
    if kind == "int" and len(wire["value"]) < _MAX_DIGITS:
        return int(wire["value"])
    if kind == "complex":
        return complex(*(plain(part) for part in wire["value"]))
    if kind == "quantity":
        return convert(plain(wire["value"]), wire["unit"], unit)
    if kind == "array":
        return nest([plain(item, unit) for item in wire["data"]], wire["shape"])
    if kind == "set":
        return Bag(plain(item, unit) for item in wire["items"])
    if kind == "dict":
        return Pairs([plain(key, unit), plain(item, unit)] for key, item in wire["items"])
    raise ValueError(f"{kind} has no plain form")


def nest(flat, shape):
    """Nest a flat list, last index fastest."""
    if any(type(size) is not int or size < 0 for size in shape) or math.prod(shape) != len(flat):
        raise ValueError("an array of another shape than its data")
    for size in reversed(shape[1:]):
        flat = [flat[i : i + size] for i in range(0, len(flat), size)] if size else []
    return flat


def decode(wire):
    """Turn an encoded value into what it was: arrays, dicts and sets too."""
    if isinstance(wire, list):
        return [decode(item) for item in wire]
    kind = wire["kind"] if isinstance(wire, dict) else None
    if kind == "array":
        import numpy

        return numpy.array([decode(item) for item in wire["data"]]).reshape(wire["shape"])
    if kind == "dict":
        return {decode(key): decode(item) for key, item in wire["items"]}
    if kind == "set":
        return {decode(item) for item in wire["items"]}
    return plain(wire)

"""The wire format between a test cell and the grader: one JSON record per checked case.

A test cell calls `coursekit.checks.emit.emit`, which displays a record under the mime type
`MIME`. The sandbox sends it out as a notebook output; nothing in it is ever trusted, evaluated or
unpickled. The same cell of `solutions/` is run once in the same sandbox: its records hold the
expected values, weights, tolerances and units, and they never enter a student's sandbox.

A record is a JSON object:

========= =================================================================
version   1
step      name of the step, up to 200 characters
case      name of the case, unique within the step
value     the value (below)
verdict   true, false, or null when the student is not told
hint      name of a misconception, or null
message   the hint in words
points    weight of the case within its cell, above 0
rtol atol right when ``|value - expected| <= atol + rtol * |expected|``
unit      unit of the value, or ""
wrong     object: name of a misconception -> the value it gives
========= =================================================================

Only ``step``, ``case``, ``value``, ``message`` and ``hint`` are read from a student's record; the
rest is taken from the solution's. A value is null, true, false, a string, a number, a list of
values, or an object with a ``kind``:

========= ===================================================================
float     ``value``: "nan", "inf" or "-inf"
int       ``value``: decimal digits of a whole number of 2**53 and more
complex   ``value``: [real, imaginary]
quantity  ``value``: number, ``unit``: text
array     ``shape``: list of int, ``data``: flat list of values, last index fastest
dict      ``items``: list of [key, value]
set       ``items``: list of values
opaque    ``type``, ``text``: something that has no JSON form; equals nothing
too-large the value did not fit; equals nothing
========= ===================================================================

A record is at most 64 kB, a cell may emit 500, and further ones are dropped.

In the sandbox a step that picks a part of an answer sends the whole answer first, under
`RAW_MIME`: an object with ``value`` and ``names``, plain values that the pick reads. The grader
picks again in a kernel of its own; see `coursekit.grading.kernels.raws`.
"""

import json
from dataclasses import dataclass, field

MIME = "application/vnd.coursekit.check+json"
RAW_MIME = "application/vnd.coursekit.raw+json"
MAX_BYTES = 64_000
MAX_RAW = 2_000_000
MAX_RECORDS = 500
MAX_DEPTH = 40  # a dict in a value takes three levels of the wire form, and nine may be nested


@dataclass(frozen=True)
class Record:
    """One checked case, as it came out of a notebook.

    Parameters
    ----------
    step, case : str
        Which check this is.
    value : object
        The value in wire form.
    verdict : bool or None
        What the student was told.
    hint, message : str
        The misconception that was recognised, by name and in words; may be "".
    points, rtol, atol : float
        Weight and tolerance.
    unit : str
        Unit of the value.
    wrong : dict
        Values of known misconceptions.
    """

    step: str
    case: str
    value: object
    verdict: bool | None = None
    hint: str = ""
    message: str = ""
    points: float = 1.0
    rtol: float = 1e-6
    atol: float = 0.0
    unit: str = ""
    wrong: dict = field(default_factory=dict)


def read_records(outputs):
    """Read the records among a cell's outputs; whatever is not a proper record is passed over.

    Parameters
    ----------
    outputs : list of dict
        Outputs of one cell, from an untrusted kernel.

    Returns
    -------
    list of Record
        At most `MAX_RECORDS`, in the order of emission.
    """
    records = []
    for output in outputs:
        data = output.get("data") if isinstance(output, dict) else None
        payload = data.get(MIME) if isinstance(data, dict) else None
        record = parse_record(payload)
        if record is not None:
            records.append(record)
    return records[:MAX_RECORDS]


def parse_record(payload):
    """Parse one payload.

    Parameters
    ----------
    payload : object
        What stood under the mime type.

    Returns
    -------
    Record or None
        None when it is not a record.
    """
    if not isinstance(payload, dict) or payload.get("version") != 1:
        return None
    if not _is_sane(payload):
        return None
    step, case = payload.get("step"), payload.get("case")
    if not isinstance(step, str) or not isinstance(case, str) or "value" not in payload:
        return None
    verdict = payload.get("verdict")
    wrong = payload.get("wrong")
    return Record(
        step=step[:200],
        case=case[:200],
        value=payload["value"],
        verdict=verdict if isinstance(verdict, bool) else None,
        hint=_text(payload.get("hint")),
        message=_text(payload.get("message")),
        points=_number(payload.get("points"), 1.0),
        rtol=_number(payload.get("rtol"), 1e-6),
        atol=_number(payload.get("atol"), 0.0),
        unit=_text(payload.get("unit")),
        wrong=wrong if isinstance(wrong, dict) else {},
    )


def _is_sane(payload):
    try:
        text = "" if is_deeper(payload, MAX_DEPTH) else json.dumps(payload, allow_nan=False)
        return 0 < len(text) <= MAX_BYTES
    except (RecursionError, TypeError, ValueError):
        return False


def is_deeper(value, most):
    """Tell whether lists and dicts lie deeper in each other than they may, without recursion.

    Examples
    --------
    >>> is_deeper([[1]], 2), is_deeper([[[1]]], 2)
    (False, True)
    """
    level, depth = [value] if isinstance(value, dict | list) else [], 0
    while level and depth <= most:
        depth += 1
        inner = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(item.values())
            elif isinstance(item, list):
                inner.extend(item)
        level = [item for item in inner if isinstance(item, dict | list)]
    return depth > most


def _text(value):
    return value[:2000] if isinstance(value, str) else ""


def _number(value, default):
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value < 1e12 else default

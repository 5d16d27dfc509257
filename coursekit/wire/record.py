"""A record of one checked case: made and displayed in a notebook, read and doubted by the grader."""

import json
import sys
from dataclasses import dataclass, field

from coursekit.wire.encode import MAX_BYTES, encode

MIME = "application/vnd.coursekit.check+json"
RAW_MIME = "application/vnd.coursekit.raw+json"
MAX_RAW = 2_000_000
MAX_RECORDS = 500
MAX_DEPTH = 40  # a dict in a value takes three levels of the wire form, and nine may be nested


def make_record(
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
):
    """Make the record of one case of one step."""
    return _within_size(
        {
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
    )


def _within_size(record):
    size = len(json.dumps(record))
    if size <= MAX_BYTES:
        return record
    return record | {"value": {"kind": "too-large", "bytes": size}, "wrong": {}}


def publish(record):
    """Send a record out as an output of the running notebook, if this is one."""
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.display_pub.publish({MIME: record, "text/plain": ""})


def emit(step, case, value, **options):
    """Make a record and send it out."""
    record = make_record(step, case, value, **options)
    publish(record)
    return record


@dataclass(frozen=True)
class Record:
    """One checked case, as it came out of a notebook."""

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
    """Read the records among a cell's outputs; whatever is not a proper record is passed over."""
    records = []
    for output in outputs:
        data = output.get("data") if isinstance(output, dict) else None
        payload = data.get(MIME) if isinstance(data, dict) else None
        record = parse_record(payload)
        if record is not None:
            records.append(record)
    return records[:MAX_RECORDS]


def parse_record(payload):
    """Parse one payload."""
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
    """Tell whether lists and dicts lie deeper in each other than they may, without recursion."""
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

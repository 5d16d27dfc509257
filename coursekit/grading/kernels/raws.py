"""In the sandbox a step also sends what the answer returned, before `pick` takes a part of it.

A `pick` runs among the student's names, so its result proves nothing: a notebook can exchange the
helper that counts, and counts can be guessed. The grader therefore takes what the answer returned
and picks again, in a kernel where no line of a student's has run. Everything here runs inside the
sandbox; what comes out of a student's kernel is data, and is read as such.
"""

import json
import sys
from types import CodeType

from coursekit.checks import step
from coursekit.checks.answers import MISSING, ask
from coursekit.checks.emit import emit, encode
from coursekit.grading.protocol import MAX_RAW, RAW_MIME

_MAX_NAMES = 20
_picks = {}


def install():
    """Have steps send what answers return."""
    step.ask = ask_and_send


def ask_and_send(namespace, name, args=MISSING, kwargs=None, pick=None):
    """Ask as `coursekit.checks.answers.ask` does, and send the whole answer when there is a pick.

    Parameters
    ----------
    namespace, name, args, kwargs, pick
        As in `coursekit.checks.answers.ask`.

    Returns
    -------
    Outcome
    """
    if pick is None:
        return ask(namespace, name, args, kwargs)

    def send_and_pick(value):
        _send({"value": encode_whole(value), "names": _plain_names(pick, namespace)})
        return pick(value)

    return ask(namespace, name, args, kwargs, send_and_pick)


def encode_whole(value):
    """Encode an answer, also as a sparse or otherwise unusual array.

    Parameters
    ----------
    value : object
        What the answer returned.

    Returns
    -------
    object
        A value of the protocol.
    """
    numpy = sys.modules.get("numpy")
    try:
        if hasattr(value, "toarray"):
            value = value.toarray()
        elif numpy is not None and isinstance(value, numpy.ndarray):
            value = numpy.asarray(value)
        wire = encode(value)
        if isinstance(wire, dict) and wire["kind"] == "opaque" and hasattr(value, "__len__"):
            wire = encode(list(value))
        return wire
    except Exception:  # an object may raise at whatever it is asked
        return encode(None)


def _plain_names(pick, namespace):
    # What a student sets in an ordinary cell, such as a name, a pick may have to know.
    names = sorted(_read_names(getattr(pick, "__code__", None)))[:_MAX_NAMES]
    return {n: namespace[n] for n in names if type(namespace.get(n)) in (str, int, float)}


def _read_names(code):
    if not isinstance(code, CodeType):
        return set()
    return set(code.co_names).union(*(_read_names(const) for const in code.co_consts))


def _send(bundle):
    from IPython import get_ipython

    size = len(json.dumps(bundle))
    if size > MAX_RAW * 0.9:
        bundle = bundle | {"value": {"kind": "too-large", "bytes": size}}
    shell = get_ipython()
    if shell is not None:
        shell.display_pub.publish({RAW_MIME: bundle, "text/plain": ""})


def remember_picks():
    """Have steps keep their picks; for the kernel in which no student's line runs."""
    case = step.Step.case

    def remember(self, name, **options):
        if options.get("pick") is not None:
            _picks[self.name, name] = options["pick"]
        return case(self, name, **options)

    step.Step.case = remember


def replay(text, names):
    """Pick again, and emit what was picked.

    Parameters
    ----------
    text : str
        JSON: list of step, case, value and plain names.
    names : dict
        The kernel's names; those given are set while a pick runs.
    """
    for name, case, wire, plain in json.loads(text):
        before = {key: names[key] for key in plain if key in names}
        names.update(plain)
        try:
            picked = _picks[name, case](decode(wire))
        except Exception:  # the answer has not the form that is asked for
            picked = None
        finally:
            names.update(before)
        emit(name, case, picked)


def decode(wire):
    """Turn an encoded answer into numbers, text, lists, dicts, sets and arrays.

    Parameters
    ----------
    wire : object
        A value of the protocol.

    Returns
    -------
    object

    Raises
    ------
    KeyError, TypeError, ValueError
        It has no such form.
    """
    if isinstance(wire, list):
        return [decode(item) for item in wire]
    if not isinstance(wire, dict):
        return wire
    kind = wire["kind"]
    if kind == "array":
        import numpy

        return numpy.array([decode(item) for item in wire["data"]]).reshape(wire["shape"])
    if kind == "dict":
        return {decode(key): decode(item) for key, item in wire["items"]}
    if kind == "set":
        return {decode(item) for item in wire["items"]}
    if kind == "complex":
        return complex(*(decode(part) for part in wire["value"]))
    if kind in ("float", "quantity"):
        return float(decode(wire["value"]))
    if kind == "int":
        return int(wire["value"])
    raise ValueError(kind)

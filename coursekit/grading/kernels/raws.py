"""In the sandbox a step also sends what the answer returned, before `pick` takes a part of it.

A `pick` runs among the student's names, so its result proves nothing: a notebook can exchange the
helper that counts, and counts can be guessed. The grader therefore takes what the answer returned
and picks again, in a kernel where no line of a student's has run, and asks there too which wrong
turns are recognised by a property. Everything here runs inside the
sandbox; what comes out of a student's kernel is data, and is read as such.
"""

import json
import os
import sys
from functools import cache

from coursekit.checks import step
from coursekit.checks.answers import MISSING, ask
from coursekit.checks.declare import HIDDEN, find_task
from coursekit.checks.notyet import GRADED
from coursekit.checks.recognise import recognise
from coursekit.wire.encode import decode, encode
from coursekit.wire.record import MAX_RAW, RAW_MIME, emit


def install():
    """Have steps send what answers return, and stop where they are not solved."""
    step.ask = ask_and_send
    os.environ[GRADED] = "1"


def ask_and_send(namespace, name, args=MISSING, kwargs=None, pick=None, given=None):
    """Ask as `coursekit.checks.answers.ask` does, and send the whole answer when there is a pick."""
    if pick is None:
        return ask(namespace, name, args, kwargs)

    def send_and_pick(value, **given):
        # what a student sets in an ordinary cell, such as a name, a pick may have to know
        plain = {key: item for key, item in given.items() if type(item) in (str, int, float)}
        _send({"value": encode_whole(value), "names": plain})
        return pick(value, **given)

    return ask(namespace, name, args, kwargs, send_and_pick, given)


def encode_whole(value):
    """Encode an answer, also as a sparse or otherwise unusual array."""
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


def _send(bundle):
    from IPython import get_ipython

    size = len(json.dumps(bundle))
    if size > MAX_RAW * 0.9:
        bundle = bundle | {"value": {"kind": "too-large", "bytes": size}}
    shell = get_ipython()
    if shell is not None:
        shell.display_pub.publish({RAW_MIME: bundle, "text/plain": ""})


def replay(text):
    """Pick again, and emit what was picked; for a kernel in which no student's line runs."""
    for name, case, wire, plain in json.loads(text):
        try:
            pick, properties = _find_picks(name)[case]
            picked = pick(decode(wire), **plain) if pick else decode(wire)
            turns = recognise(encode(picked), None, wrong=properties)
        except Exception:  # the answer has not the form that is asked for
            picked, turns = None, []
        emit(name, case, picked, hint=turns[0] if turns else None)


@cache
def _find_picks(name):
    picks = {}

    def keep(case, *, pick=None, wrong=None, **_):
        # those that are worked out only where they are needed are numbers
        turns = {} if wrong is None or callable(wrong) else wrong
        picks[case] = pick, {turn: item for turn, item in turns.items() if callable(item)}

    for cases in (find_task(name).cases, HIDDEN.get(name)):
        if cases is not None:
            cases(keep)
    return picks

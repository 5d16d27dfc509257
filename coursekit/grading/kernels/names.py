"""Names of the release and of Python: what a notebook has put in their place is taken back.

Runs inside the sandbox, before each check. `list = [...]` in one step costs no other step a point;
an answer that is asked finds its own names, and the release's when it cannot work with its own.
"""

import builtins
import json

from IPython import get_ipython

from coursekit.checks import answers

_given, _taken = {}, {}
_ABSENT = object()


def install():
    """Have an answer find the names that its notebook gave."""
    call = answers._call

    def call_among_own_names(name, answer, args, kwargs):
        if not _taken:
            return call(name, answer, args, kwargs)
        names = get_ipython().user_ns
        before = {key: names.get(key, _ABSENT) for key in _taken}
        names.update(_taken)
        try:
            outcome = call(name, answer, args, kwargs)
        finally:
            _put(names, before)
        return call(name, answer, args, kwargs) if outcome.problem else outcome

    answers._call = call_among_own_names


def remember(wanted):
    """Remember what a cell of the release has bound."""
    names = get_ipython().user_ns
    _given.update({name: names[name] for name in wanted if name in names})


def restore(kept):
    """Give names back what the release and Python mean by them."""
    shell = get_ipython()
    names = shell.user_ns
    meant = {n: v for n, v in _given.items() if n not in kept and names.get(n, _ABSENT) is not v}
    for name in vars(builtins).keys() & names.keys() - _given.keys() - set(kept):
        if not name.startswith("_") and names[name] is not shell.user_ns_hidden.get(name, _ABSENT):
            meant[name] = _ABSENT
    _taken.update({name: names[name] for name in meant if name in names})
    _put(names, meant)
    return json.dumps(sorted(meant)[:20])


def _put(names, values):
    for name, value in values.items():
        if value is _ABSENT:
            names.pop(name, None)
        else:
            names[name] = value

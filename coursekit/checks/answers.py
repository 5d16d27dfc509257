"""Find a student's answer by its name and call it; whatever happens becomes a sentence."""

import builtins
import copy
import inspect
import sys
from dataclasses import dataclass, field

from coursekit.checks.watch import FAILED

MISSING = object()


@dataclass(frozen=True)
class InTurn:
    """Arguments of several calls; the answer's value is then the list of what they returned."""

    calls: tuple
    kept: dict = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Outcome:
    """What came of asking for an answer."""

    value: object = None
    problem: str = ""
    tried: bool = True


def ask(namespace, name, args=MISSING, kwargs=None, pick=None, given=None):
    """Get the value of an answer."""
    answer = namespace.get(name, MISSING)
    if FAILED.get(name) and namespace is _notebook():
        error = FAILED[name]
        text = f"The answer cell stopped with {error} when it last ran: mend it and run it again."
        return Outcome(problem=text, tried=error != "NotImplementedError")
    if answer is MISSING:
        text = f"There is no `{name}` here: fill in the answer cell and run it (again)."
        return Outcome(problem=text, tried=False)
    if answer is None or answer is Ellipsis:
        return Outcome(problem=f"`{name}` is not answered yet.", tried=False)
    if args is MISSING and kwargs is None:
        outcome = _read(name, answer)
    else:
        outcome = _call_in_turn(name, answer, () if args is MISSING else args, kwargs or {})
    if not pick or outcome.problem:
        return outcome
    shown = outcome.value[0] if isinstance(args, InTurn) else outcome.value
    return _picked(name, outcome, pick, given or {}, shown)


def _notebook():
    """The names of the running notebook."""
    return getattr(sys.modules.get("__main__"), "__dict__", None)


def describe_call(name, args, kwargs=None):
    """Say how an answer is called, and with what."""
    args = args.calls[0] if isinstance(args, InTurn) else args
    kinds = [_kind(item) for item in args]
    kinds += [f"{key}: {_kind(item)}" for key, item in (kwargs or {}).items()]
    return f"a function `{name}`; it is called with {', '.join(kinds)}"


def _kind(item):
    shape = getattr(item, "shape", None)
    if isinstance(shape, tuple) and shape:
        return f"an array of shape {shape}"
    for types, words in _KINDS.items():
        if isinstance(item, types):
            return words
    if isinstance(item, list | tuple):
        return f"a {type(item).__name__} of {len(item)} items"
    return f"a `{type(item).__name__}`" if not inspect.isroutine(item) else "a function"


_KINDS = {bool: "True or False", int: "a whole number", float: "a number", str: "a text"}


def _read(name, answer):
    if inspect.isroutine(answer) or inspect.isclass(answer):
        return Outcome(problem=f"`{name}` is a function here; its value is asked for, so call it.")
    return Outcome(answer)


def _call_in_turn(name, answer, args, kwargs):
    if not isinstance(args, InTurn):
        return _call(name, answer, args, kwargs)
    if args.kept.get("answer") is answer:  # several cases look at the same calls
        return Outcome(args.kept["values"])
    values = []
    for call in args.calls:
        try:
            these = call(*values) if callable(call) else call
        except Exception:  # what came before has not the form that is asked for
            these = None
        if these is None:
            break
        outcome = _call(name, answer, these, kwargs)
        if outcome.problem:
            return outcome
        values.append(outcome.value)
    args.kept.update(answer=answer, values=values)
    return Outcome(values)


def _call(name, answer, args, kwargs):
    if not callable(answer):
        kind = type(answer).__name__
        text = f"`{name}` is of type `{kind}`, not a function: did you use the name twice?"
        return Outcome(problem=text)
    misfit = _find_misfit(name, answer, args, kwargs)
    if misfit:
        return Outcome(problem=misfit)
    try:
        value = answer(*_copied(args), **_copied(kwargs))
    except NotImplementedError:
        return Outcome(problem=f"`{name}` is not answered yet.", tried=False)
    except (Exception, SystemExit) as error:
        return Outcome(problem=_name_error(name, error))
    if value is None:
        return Outcome(problem=f"`{name}` returned nothing: did you forget `return`?")
    return Outcome(value)


def _find_misfit(name, answer, args, kwargs):
    try:
        signature = inspect.signature(answer)
    except Exception:  # not every callable tells its signature
        return ""
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        given = len(args) + len(kwargs)
        return f"`{name}{signature}` cannot be called with {given} {_plural(given, 'argument')}."
    return ""


def _plural(number, word):
    return word if number == 1 else f"{word}s"


def _copied(items):
    try:
        return copy.deepcopy(items)
    except Exception:  # what cannot be copied is handed over as it is
        return items


def _name_error(name, error):
    kind = type(error).__name__
    try:
        text = str(error)[:300]
    except Exception:
        text = ""
    if isinstance(error, builtins.NameError) and getattr(error, "name", None):
        return f"`{name}` uses the name `{error.name}`, which does not exist in this notebook."
    if isinstance(error, RecursionError):
        return f"`{name}` calls itself without end."
    return f"`{name}` stopped with {kind}: {text}" if text else f"`{name}` stopped with {kind}."


def _picked(name, outcome, pick, given, shown):
    try:
        return Outcome(pick(outcome.value, **given))
    except Exception:
        kind = type(shown).__name__
        text = f"`{name}` has not the form that is asked for; it is of type `{kind}`."
        tip = " Put `list(...)` around it." if inspect.isgenerator(shown) else ""
        return Outcome(problem=f"{text}{tip} Look at: what the question wants returned.")

"""How a value differs from the expected one, in a sentence that does not give the answer away."""

from coursekit.wire.agree import is_number, same, shape_of
from coursekit.wire.encode import Bag, Pairs, plain


def explain_difference(value, expected, *, rtol=1e-6, atol=0.0, unit=""):
    """Say how a value that is not right differs: type, shape, keys, size."""
    try:
        wanted = plain(expected, unit)
        unreadable = _explain_unreadable(value, wanted, unit)
        if unreadable:
            return unreadable
        return _explain(plain(value, unit), wanted, rtol, atol)
    except (TypeError, ValueError, LookupError, RecursionError, OverflowError):
        return "Your answer cannot be compared: return plain numbers, text, lists or arrays."


def describe(value):
    """Name the type of a plain value."""
    if value is None:
        return "nothing (None)"
    names = {bool: "True or False", str: "text", Pairs: "a dict", Bag: "a set"}
    default = "a list or array" if isinstance(value, list) else "a number"
    return names.get(type(value), default)


def _explain_unreadable(value, wanted, unit):
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == "opaque":
        tip = _tip(value["type"], wanted)
        return f"Your answer is of type `{value['type']}`, {describe(wanted)} is asked for.{tip}"
    if kind == "too-large":
        return f"Your answer is far too large; {describe(wanted)} of modest size is asked for."
    if kind == "quantity":
        try:
            plain(value, unit)
        except ValueError:
            return f"Your answer is in {value['unit']}, {unit} is asked for."
    return ""


_LAZY = ("generator", "map", "filter", "zip", "dict_items", "enumerate")
_CALLABLE = ("function", "method", "builtin_function_or_method", "_ArrayFunctionDispatcher")


def _tip(kind, wanted):
    if kind in _LAZY:
        listed = isinstance(wanted, list)
        return " Put `list(...)` around it." if listed else " Its items are not computed yet."
    return " Call it: the parentheses are missing." if kind in _CALLABLE else ""


def _explain(value, wanted, rtol, atol):
    if describe(value) != describe(wanted):
        return f"Your answer is {describe(value)}, {describe(wanted)} is asked for."
    if isinstance(wanted, Pairs):
        return _explain_dict(value, wanted, rtol, atol)
    if isinstance(wanted, Bag):
        return f"Your set has {len(value)} items; not all of them are the ones asked for."
    if isinstance(wanted, list):
        return _explain_list(value, wanted, rtol, atol)
    if is_number(wanted):
        return _explain_number(value, wanted)
    if isinstance(wanted, str) and value.strip().lower() == wanted.strip().lower():
        return "Your text differs only in spaces or in capital letters."
    return f"Your answer is {value!r}, which is not it."


def _explain_dict(value, wanted, rtol, atol):
    mine, theirs = ({_key(k): v for k, v in pairs} for pairs in (value, wanted))
    extra = sorted(set(mine) - set(theirs))
    if extra:
        return f"Your dict has a key that nobody asked for: {extra[0]}."
    if len(mine) < len(theirs):
        return f"Your dict has {len(mine)} keys, {len(theirs)} are asked for."
    off = [key for key in theirs if not same(mine[key], theirs[key], rtol, atol)]
    return f"{len(theirs) - len(off)} of {len(theirs)} entries are right; look at {off[0]}."


def _key(key):
    return repr(float(key)) if is_number(key) and not isinstance(key, complex) else repr(key)


def _explain_list(value, wanted, rtol, atol):
    have, want = shape_of(value), shape_of(wanted)
    if have is None and want is not None:
        return f"The rows of your answer differ in length, shape {want} is asked for."
    if have != want:
        return f"Your answer has shape {have}, shape {want} is asked for."
    if len(value) != len(wanted):
        return f"Your answer has {len(value)} entries, {len(wanted)} are asked for."
    off = [
        n for n, (v, w) in enumerate(zip(value, wanted, strict=True)) if not same(v, w, rtol, atol)
    ]
    what = "entries" if want is None or len(want) == 1 else "rows"
    right = len(wanted) - len(off)
    if not off:
        return f"{right} of {len(wanted)} {what} are right."
    odd = _explain_odd(value[off[0]], wanted[off[0]])
    return (
        f"{right} of {len(wanted)} {what} are right; the first that is not has index {off[0]}{odd}."
    )


def _explain_odd(value, wanted):
    """What is odd about the first entry that is not right, "" when it is an ordinary number."""
    if describe(value) != describe(wanted):
        return f" and is {describe(value)}, {describe(wanted)} is asked for"
    numbers = value if isinstance(value, list) else [value]
    if any(isinstance(x, float) and x != x for x in numbers):
        return " and is nan: somewhere 0 was divided by 0, or a value is missing"
    if any(isinstance(x, complex) for x in numbers):
        return " and is a complex number: a root or a power of a negative number does this"
    return ""


def _explain_number(value, wanted):
    if isinstance(value, complex) or isinstance(wanted, complex):
        return "Your number differs in its real or in its imaginary part."
    if value != value:
        return "Your value is nan: somewhere 0 was divided by 0, or a value is missing."
    if value in (float("inf"), float("-inf")):
        return "Your value is infinite: somewhere a number was divided by 0."
    side = "too large" if value > wanted else "too small"
    if wanted and abs(value - wanted) <= 0.01 * abs(wanted):
        return f"Very close, but {side}: look for early rounding or a slightly different constant."
    if wanted and abs(value) > 10 * abs(wanted):
        return f"Your value is {side}, by more than a factor of ten."
    return f"Your value is {side}."

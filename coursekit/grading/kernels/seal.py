"""Are the checks, the helpers of locked cells and the libraries still what they were?

Asked in the student's own kernel after each test cell. A program that lies here can lie everywhere
else too; no mark depends on the answer, a difference is a flag for a person.
"""

import json
import sys
from hashlib import sha256
from types import CodeType, FunctionType, ModuleType

_CHECKS = (
    "checks.answers", "checks.cells", "checks.declare", "checks.differ", "checks.question",
    "checks.recognise", "checks.render", "checks.step", "wire.agree", "wire.encode", "wire.record",
)  # fmt: skip
_LIBRARIES = ("builtins", "copy", "inspect", "json", "math", "numpy", "numpy.linalg", "sys")
_MAX_FOREIGN = 20


def look(helpers):
    """Describe the state of the checks, of helpers and of libraries."""
    names = sys.modules["__main__"].__dict__
    return json.dumps(
        {
            "checks": _digest_all(f"coursekit.{name}" for name in _CHECKS),
            "helpers": {name: _digest(names.get(name)) for name in helpers},
            "foreign": sorted(find_foreign(names))[:_MAX_FOREIGN],
        }
    )


def _digest_all(modules):
    text = [f"{name}.{key}:{_digest(item)}" for name in modules for key, item in _members(name)]
    return sha256("\n".join(sorted(text)).encode()).hexdigest()[:16]


def _members(name):
    """Functions of a module, and of its classes."""
    module = sys.modules.get(name)
    if not isinstance(module, ModuleType):
        yield "", module
        return
    for key, item in list(vars(module).items()):
        yield key, item
        if isinstance(item, type) and str(item.__module__).startswith("coursekit"):
            yield from ((f"{key}.{inner}", thing) for inner, thing in list(vars(item).items()))


def _digest(item):
    item = getattr(item, "__func__", item)
    if isinstance(item, type):
        return f"{item.__module__}.{item.__qualname__}"
    if not isinstance(item, FunctionType):
        return getattr(item, "__name__", "") if callable(item) else "data"
    parts = _describe(item.__code__), repr(item.__defaults__), repr(item.__kwdefaults__)
    return sha256(_without_addresses("".join(parts)).encode()).hexdigest()[:16]


def _describe(code):
    inner = [_describe(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts]
    return f"{code.co_code.hex()} {code.co_names} {code.co_varnames} {inner}"


def _without_addresses(text):
    return " ".join(word for word in text.split(" ") if not word.startswith("0x"))


def find_foreign(names):
    """Find what was put into a library from the notebook."""
    wanted = [n for n in list(sys.modules) if n in _LIBRARIES or n.startswith("coursekit.")]
    return [
        f"{name}.{key}" if key else name
        for name in wanted
        for key, item in _members(name)
        if _is_from(item, names) or (item is None and not key)
    ]


def _is_from(item, names):
    item = getattr(item, "__func__", item)
    if isinstance(item, FunctionType):
        cell = "ipykernel_" in item.__code__.co_filename
        return item.__globals__ is names or cell
    kind = item if isinstance(item, type) else type(item)
    return getattr(kind, "__module__", "") == "__main__"

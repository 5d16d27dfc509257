"""Cases that are tried at grading: they lie in `solutions/hidden` and go along with a run."""

import ast
import re

from coursekit.grading.course import GradingError
from coursekit.secret import key_line

_CALL = re.compile(r'\bcheck\(\s*["\']([\w-]+)["\'],\s*hidden=True\s*\)')
_LOAD = "__import__('coursekit.checks.cells', fromlist=['load_hidden']).load_hidden"


def read_hidden(root, secret=""):
    """Read the hidden cases of a course."""
    found = {}
    for path in sorted((root / "solutions" / "hidden").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        try:
            steps = split_steps(text)
        except SyntaxError as error:
            raise GradingError(f"solutions: hidden/{path.name} is no Python ({error}).") from error
        line = key_line(secret, path.stem)
        found |= {step: line + cases for step, cases in steps.items()}
    return found


def split_steps(text):
    """Split a file into one text for each step, with all that is not another step's."""
    nodes = ast.parse(text).body
    names = [_step_of(node) for node in nodes]
    lines = text.split("\n")
    pieces = ["\n".join(lines[_first(node) - 1 : node.end_lineno]) for node in nodes]
    return {
        step: "\n".join(p for p, name in zip(pieces, names, strict=True) if name in (None, step))
        for step in names
        if step is not None
    }


def _step_of(node):
    for call in getattr(node, "decorator_list", []):
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "hidden":
            return call.args[0].value
    return None


def _first(node):
    return min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])


def with_cases(source, hidden, *, trusted=False):
    """Put the hidden cases before the check cell that tries them."""
    names = _CALL.findall(source)
    lost = [name for name in names if name not in hidden]
    if lost:
        raise GradingError(f"solutions: no file of solutions/hidden has cases of `{lost[0]}`.")
    lines = [load_line(hidden[name], trusted) for name in names]
    read = sorted(set().union(*(_names_of_the_notebook(hidden[name]) for name in names)))
    # never called: it says that the cell needs the cells that set these names
    lines += [f"lambda: ({', '.join(read)},)"] if read else []
    return "\n".join([*lines, source])


def _names_of_the_notebook(text):
    """Names that cases take from the notebook: ``case(..., names=["student"])``."""
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    lists = [k.value for call in calls for k in call.keywords if k.arg == "names"]
    return {item.value for found in lists for item in found.elts}


def load_line(text, trusted=False):
    """Return the line of code that reads hidden cases."""
    return f"{_LOAD}({text!r}, trusted={trusted})"


def cases_in(source, hidden):
    """Return the text of the hidden cases that a cell's source tries, "" when it tries none."""
    return "\n".join(hidden.get(name, "") for name in _CALL.findall(source))

"""Texts of cells: compared without their spaces, and what they define."""

import ast
import re
from functools import lru_cache

_SPACES = re.compile(r"\s+")


@lru_cache(8192)
def squeeze(text):
    """Make white space single, so that reformatting does not count as a change.

    Examples
    --------
    >>> squeeze(" a  b\\n")
    'a b'
    """
    return _SPACES.sub(" ", text).strip()


@lru_cache(4096)
def defined_names(source):
    """Name the functions and classes that a piece of code defines, however broken it is.

    Examples
    --------
    >>> sorted(defined_names("def f():\\n    raise\\nclass A: pass\\ng = lambda: 1"))
    ['A', 'f', 'g']
    """
    try:
        tree = ast.parse(re.sub(r"^[ \t]*[%!].*$", "", source, flags=re.MULTILINE))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(re.findall(r"^(?:def|class)\s+(\w+)", source, re.MULTILINE))
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    named = [node.name for node in tree.body if isinstance(node, kinds)]
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            named += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return frozenset(named)

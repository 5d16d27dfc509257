"""Texts of cells: compared without their spaces, and what they define."""

import ast
import re
from functools import lru_cache

_SPACES = re.compile(r"\s+")
_MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)


@lru_cache(8192)
def squeeze(text):
    """Make white space single, so that reformatting does not count as a change."""
    return _SPACES.sub(" ", text).strip()


def without_magic(source):
    """Code without the lines that only IPython understands."""
    return _MAGIC.sub("", source)


@lru_cache(4096)
def parse(source):
    """Read code as Python does; nothing where it is none."""
    try:
        return ast.parse(without_magic(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


@lru_cache(4096)
def defined_names(source):
    """Name the functions and classes that a piece of code defines, however broken it is."""
    tree = parse(source)
    if not tree.body:
        return frozenset(re.findall(r"^(?:def|class)\s+(\w+)", source, re.MULTILINE))
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    named = [node.name for node in tree.body if isinstance(node, kinds)]
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
            named += [target.id for target in node.targets if isinstance(target, ast.Name)]
    return frozenset(named)

"""Which cells a test cell needs before it: those that bind the names it reads, and so on."""

import ast
import builtins
import symtable
from functools import lru_cache

from coursekit.grading.texts import parse, without_magic

_BUILTINS = frozenset(dir(builtins))
_CHANGING = frozenset({
    "add", "append", "clear", "extend", "fill", "filterwarnings", "insert", "pop", "remove",
    "reverse", "seed", "setdefault", "setflags", "simplefilter", "sort", "update",
})  # fmt: skip


def needed_cells(cells, wanted):
    """Find the cells that have to run so that others can."""
    place = {cell_id: n for n, (cell_id, _) in enumerate(cells)}
    end = max((place[cell_id] for cell_id in wanted), default=0)
    needed, left = set(), list(wanted)
    while left:
        cell_id = left.pop()
        if cell_id in needed:
            continue
        needed.add(cell_id)
        here, source = place[cell_id], cells[place[cell_id]][1]
        late = read_later(source)
        for name in read_names(source) - _BUILTINS:
            left += [i for i, s in reversed(cells[:here]) if name in bound_names(s)][:1]
            left += [i for i, s in cells[:end] if name in changed_names(s)]
            if name in late:
                left += [i for i, s in cells[here:end] if name in bound_names(s)]
    return [cell_id for cell_id, _ in cells if cell_id in needed]


@lru_cache(4096)
def read_names(source):
    """Names of the notebook that a piece of code reads, at once or when a function is called."""
    table = _table(source)
    if table is None:
        return frozenset()
    own = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
    return read_later(source) | own


@lru_cache(4096)
def read_later(source):
    """Names of the notebook that functions of this piece of code read when they are called."""
    found, left = set(), [_table(source)]
    while left:
        table = left.pop()
        for inner in table.get_children() if table is not None else ():
            symbols = inner.get_symbols()
            found |= {s.get_name() for s in symbols if s.is_global() and s.is_referenced()}
            left.append(inner)
    return frozenset(found)


def _table(source):
    try:
        return symtable.symtable(without_magic(source), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@lru_cache(4096)
def bound_names(source):
    """Names that a piece of code binds outside of functions."""
    bound, left = set(), list(parse(source).body)
    while left:
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            bound.add(node.name)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        if not isinstance(node, ast.Lambda | ast.ListComp | ast.DictComp | ast.GeneratorExp):
            left.extend(ast.iter_child_nodes(node))
    return frozenset(bound)


@lru_cache(4096)
def changed_names(source):
    """Names whose value a piece of code changes in place."""
    places = []
    for node in ast.walk(parse(source)):
        if isinstance(node, ast.Subscript | ast.Attribute) and not isinstance(node.ctx, ast.Load):
            places.append(node)
        elif isinstance(node, ast.AugAssign):
            places.append(node.target)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            method = node.value.func
            places += [method] if getattr(method, "attr", "") in _CHANGING else []
    return frozenset(name for place in places if (name := _root(place)))


def sets_only(source):
    """Tell whether code does nothing but import and give names plain values, as settings do."""
    body = parse(source).body
    plain = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign)
    calls = (ast.Call, ast.Await, ast.ListComp, ast.GeneratorExp, ast.DictComp, ast.SetComp)
    is_plain = all(isinstance(node, plain) for node in body)
    return is_plain and not any(isinstance(n, calls) for node in body for n in ast.walk(node))


def _root(node):
    while isinstance(node, ast.Subscript | ast.Attribute | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""

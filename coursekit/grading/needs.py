"""Which cells a test cell needs before it: those that bind the names it reads, and so on."""

import ast
import builtins


def needed_cells(cells, wanted):
    """Find the cells that have to run so that others can.

    Parameters
    ----------
    cells : list of tuple of str
        Id and source of the code cells that may run, in order.
    wanted : list of str
        Ids of the cells that are to run.

    Returns
    -------
    list of str
        Ids, the wanted ones included, in order.

    Examples
    --------
    >>> needed_cells([("a", "x = 1"), ("b", "y = 2"), ("c", "print(x)")], ["c"])
    ['a', 'c']
    """
    needed, left = set(), list(wanted)
    place = {cell_id: n for n, (cell_id, _) in enumerate(cells)}
    while left:
        cell_id = left.pop()
        if cell_id in needed:
            continue
        needed.add(cell_id)
        before = cells[: place[cell_id]]
        for name in read_names(cells[place[cell_id]][1]) - set(dir(builtins)):
            left += [i for i, source in reversed(before) if name in bound_names(source)][:1]
    return [cell_id for cell_id, _ in cells if cell_id in needed]


def read_names(source):
    """Names that a piece of code reads anywhere.

    Examples
    --------
    >>> sorted(read_names("def f(a):\\n    return a + b"))
    ['a', 'b']
    """
    nodes = ast.walk(_parse(source))
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def bound_names(source):
    """Names that a piece of code binds outside of functions.

    Examples
    --------
    >>> sorted(bound_names("import a.b as c\\nfor i in x:\\n    y = 1\\ndef f():\\n    z = 1"))
    ['c', 'f', 'i', 'y']
    """
    bound, left = set(), list(_parse(source).body)
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
    return bound


def _parse(source):
    lines = [line for line in source.split("\n") if not line.lstrip().startswith(("%", "!"))]
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])

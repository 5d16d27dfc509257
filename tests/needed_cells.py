"""Which cells of a notebook another cell needs: those that bind the names it reads, and so on."""

import ast
import builtins
import symtable


def find_needed(cells, source, before, needed):
    """Add to `needed` the positions of the cells above `before` that this source needs."""
    for name in read_names(source) - set(dir(builtins)):
        for n in range(before - 1, -1, -1):
            cell = cells[n]
            free = cell["cell_type"] == "code" and not _is_marked(cell)
            if free and name in bound_names(cell["source"]):
                if n not in needed:
                    needed.add(n)
                    find_needed(cells, cell["source"], n, needed)
                break


def _is_marked(cell):
    """Whether a cell is an answer or a check; a locked cell that only helps is neither."""
    marks = cell["metadata"].get("nbgrader", {})
    is_check = marks.get("grade_id", "").endswith("-check")
    return is_check or marks.get("solution", False) or marks.get("grade", False)


def read_names(source):
    """Names that a source takes from the notebook: not the arguments and variables of functions."""
    found, left = set(), [symtable.symtable(source, "answer", "exec")]
    while left:
        table = left.pop()
        left.extend(table.get_children())
        at_top = table.get_type() == "module"
        found |= {s.get_name() for s in table.get_symbols()
                  if s.is_referenced() and (at_top or s.is_global())}  # fmt: skip
    return found


def bound_names(source):
    """Names that a source binds outside of functions."""
    bound, left = set(), list(ast.parse(source).body)
    while left:
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(a.asname or a.name).partition(".")[0] for a in node.names}
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        if not isinstance(node, ast.Lambda | ast.ListComp | ast.DictComp | ast.GeneratorExp):
            left.extend(ast.iter_child_nodes(node))
    return bound

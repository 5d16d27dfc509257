"""Small changes of a solution, made mechanically: an operator, a constant, an axis, a step left out."""

import ast
import copy

_SWAPS = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (),
    ast.BitAnd: (ast.BitOr,),
    ast.Lt: (ast.GtE, ast.Gt),
    ast.LtE: (ast.Gt, ast.GtE),
    ast.Gt: (ast.LtE, ast.Lt),
    ast.GtE: (ast.Lt,),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
}
_UNWRAPPED = (
    "abs",
    "sort",
    "sqrt",
    "round",
    "clip",
    "ceil",
    "max",
    "min",
    "mean",
    "sum",
    "transpose",
)


def mutants(source):
    """Yield (what was changed, new source), in a fixed order."""
    tree = ast.parse(source)
    for n, node in enumerate(ast.walk(tree)):
        for label, change in _changes(node):
            other = copy.deepcopy(tree)
            target = next(item for k, item in enumerate(ast.walk(other)) if k == n)
            change(target)
            text = ast.unparse(ast.fix_missing_locations(other))
            yield f"line {getattr(node, 'lineno', 0)}: {label}", text


def _changes(node):
    if isinstance(node, ast.BinOp):
        for swap in _SWAPS.get(type(node.op), ()):
            yield _said(node.op, swap), lambda t, s=swap: setattr(t, "op", s())
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for swap in _SWAPS.get(type(node.ops[0]), ()):
            yield _said(node.ops[0], swap), lambda t, s=swap: t.ops.__setitem__(0, s())
    if isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
        value = node.value
        other = (not value) if isinstance(value, bool) else value + 1
        yield f"{value} -> {other}", lambda t, o=other: setattr(t, "value", o)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "minus left out", lambda t: setattr(t, "op", ast.UAdd())
    if isinstance(node, ast.Call) and _name(node) in _UNWRAPPED and node.args:
        yield f"{_name(node)} left out", _unwrap
    if isinstance(node, ast.keyword) and isinstance(node.value, ast.Name):
        yield f"{node.arg} <- 2", lambda t: setattr(t, "value", ast.Constant(2))


def _said(old, new):
    return f"{type(old).__name__} -> {new.__name__}"


def _name(call):
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _unwrap(call):
    # f(x, ...) becomes x, by way of a call that changes nothing
    call.func = ast.Attribute(ast.Name("np", ast.Load()), "asarray", ast.Load())
    call.args, call.keywords = call.args[:1], []

"""A value as a person writes it: six digits, lists and braces, no names of types."""

from coursekit.wire.encode import nest

_MAX_ITEMS = 30


def show_value(value, limit=200):
    """Show an encoded value as a person would write it."""
    try:
        text = " ".join(_show(value, 0).split())
    except (TypeError, ValueError, AttributeError):
        text = str(value)
    return text if len(text) <= limit else text[:limit] + " ..."


def _show(value, depth):
    if depth > 8:
        return "..."
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, list):
        return f"[{_join(value, depth)}]"
    if not isinstance(value, dict):
        return str(value)
    kind = value.get("kind")
    if kind in ("float", "int"):
        return str(value.get("value"))
    if kind == "complex":
        return " + ".join(_show(part, depth) for part in value["value"]) + "j"
    if kind == "quantity":
        return f"{_show(value.get('value'), depth + 1)} {value.get('unit')}"
    if kind == "array":
        return _show(nest(value["data"], value["shape"]), depth + 1)
    if kind == "dict":
        pairs = [f"{_show(k, depth + 1)}: {_show(v, depth + 1)}" for k, v in value["items"]]
        return "{" + ", ".join(pairs[:_MAX_ITEMS]) + "}"
    if kind == "set":
        return "{" + _join(value["items"], depth) + "}"
    if kind == "opaque":
        return f"a {value.get('type')} object"
    if kind == "too-large":
        return "a value too large to compare"
    return str(value)


def _join(items, depth):
    more = [", ..."] if len(items) > _MAX_ITEMS else []
    return ", ".join(_show(item, depth + 1) for item in items[:_MAX_ITEMS]) + "".join(more)

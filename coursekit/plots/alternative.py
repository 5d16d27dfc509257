"""A figure in words, read from the figure itself: what a screen reader says where others see it."""


def describe_figure(figure):
    """What a figure shows: its panels, axes with their ranges, and what is drawn."""
    if figure.get_label():
        return str(figure.get_label())
    panels = [text for text in map(_describe_panel, figure.axes) if text]
    heading = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    begin = f"Picture, {heading}: " if heading else "Picture: "
    if len(panels) < 2:
        return f"{begin}{panels[0] if panels else 'empty'}."
    return f"{begin}{len(panels)} panels. " + " ".join(
        f"{number}. {text}." for number, text in enumerate(panels, 1)
    )


def _describe_panel(ax):
    if not ax.axison and not ax.get_title():
        return ""
    parts = [ax.get_title(), _describe_axis(ax, "x"), _describe_axis(ax, "y")]
    where = ", ".join(part for part in parts if part)
    return "; ".join(part for part in (where, _describe_marks(ax)) if part)


def _describe_axis(ax, name):
    label = getattr(ax, f"get_{name}label")()
    if not label or not ax.axison:
        return ""
    ticks = [text.get_text() for text in getattr(ax, f"get_{name}ticklabels")()]
    words = [text for text in ticks if text and not _is_number(text)]
    if words:
        return f"{label} ({', '.join(words[:12])})"
    low, high = sorted(getattr(ax, f"get_{name}lim")())
    return f"{label} from {low:.3g} to {high:.3g}"


def _is_number(text):
    return not any(letter.isalpha() for letter in text.replace("mathdefault", ""))


def _describe_marks(ax):
    counts = {
        "line": len(ax.lines),
        "set of points": len(ax.collections),
        "bar": sum(len(group) for group in ax.containers if hasattr(group, "patches")),
        "map": len(ax.images),
    }
    drawn = ", ".join(f"{n} {_plural(name, n)}" for name, n in counts.items() if n)
    labels = [text for text in ax.get_legend_handles_labels()[1] if not text.startswith("_")]
    return f"{drawn}: {', '.join(labels)}" if labels else drawn


def _plural(name, count):
    if count == 1:
        return name
    return name.replace("set of", "sets of") if "set of" in name else f"{name}s"

"""The decision tree as boxes and arrows, with the path that was taken."""

from coursekit.plots.style import COLOURS, STYLE

_WIDTH, _HEIGHT = 0.72, 0.3


def plot_tree(nodes, edges, path, *, ax=None):
    """Boxes joined by labelled arrows; those on the path are filled and outlined heavily.

    Parameters
    ----------
    nodes : dict of str to (float, float, str)
        Place and text of each box.
    edges : sequence of (str, str, str)
        From, to, label.
    path : sequence of str
        Boxes that were passed.
    ax : matplotlib Axes, optional

    Returns
    -------
    matplotlib Axes
    """
    ax = _empty_axes() if ax is None else ax
    for start, end, label in edges:
        _draw_edge(ax, nodes[start], nodes[end], label, start in path and end in path)
    for name, (x, y, text) in nodes.items():
        _draw_box(ax, x, y, text, name in path)
    ax.set(xlim=(-0.95, 3.15), ylim=(-0.5, 3.5))
    ax.set_axis_off()
    return ax


def _empty_axes():
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(STYLE):
        return Figure(figsize=(8, 4.6), layout="constrained").subplots()


def _draw_edge(ax, start, end, label, taken):
    (x, y), (u, v) = start[:2], end[:2]
    across = x != u
    tail = (x + _WIDTH, y) if across else (x, y - _HEIGHT)
    head = (u - _WIDTH, v) if across else (u, v + _HEIGHT)
    style = {
        "arrowstyle": "->",
        "color": COLOURS[0] if taken else "#777777",
        "linewidth": 2.5 if taken else 1.0,
    }
    ax.annotate("", xy=head, xytext=tail, arrowprops=style)
    middle = (tail[0] + head[0]) / 2, (tail[1] + head[1]) / 2
    place = {"ha": "center", "va": "bottom"} if across else {"ha": "left", "va": "center"}
    shift = (0, 0.05) if across else (0.05, 0)
    weight = "bold" if taken else "normal"
    ax.text(middle[0] + shift[0], middle[1] + shift[1], label, weight=weight, **place)


def _draw_box(ax, x, y, text, taken):
    from matplotlib.patches import FancyBboxPatch

    box = FancyBboxPatch(
        (x - _WIDTH, y - _HEIGHT),
        2 * _WIDTH,
        2 * _HEIGHT,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor="#D6E8F5" if taken else "white",
        edgecolor=COLOURS[0] if taken else "#777777",
        linewidth=2.5 if taken else 1.0,
    )
    ax.add_patch(box)
    ax.text(x, y, text, ha="center", va="center", weight="bold" if taken else "normal")

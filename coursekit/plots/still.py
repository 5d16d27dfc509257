"""Drawings on paper: the marks of `plots/marks.py` as matplotlib draws them."""

import numpy as np

from coursekit.plots.marks import Bars, Faces, Line, Map, Points, Words
from coursekit.plots.picture import Picture
from coursekit.plots.style import STYLE

_HATCHES = {"/": "//", ".": "..", "x": "xx"}
_EDGE = "#222222"


def draw_still(drawing, *, alt, moved="", above=""):
    """A drawing as a Picture; `above` are its formulas, HTML."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    flat = {letter: {"projection": "3d"} for letter, p in drawing.panels.items() if p.space}
    with rc_context(STYLE):
        figure = Figure(figsize=drawing.size, layout="constrained")
        axes = figure.subplot_mosaic(
            "\n".join(drawing.mosaic),
            per_subplot_kw=flat,
            width_ratios=drawing.widths or None,
        )
        for letter, panel in drawing.panels.items():
            draw_panel(panel, axes[letter], moved=moved, legend=False)
        _legend(figure, axes.values())
    return Picture(figure, alt=alt, above=above)


def draw_panel(panel, ax, *, moved="", legend=True):
    """One panel on axes that are there (three-dimensional for a panel in space); gives them back."""
    for order, mark in enumerate(panel.parts(moved)):
        _PAINT[type(mark)](ax, mark, mark.name if mark.legend else "_", order + 2)
    (_frame_space if panel.space else _frame_plane)(ax, panel)
    ax.set_title(panel.title, fontsize=10)
    if legend and ax.get_legend_handles_labels()[1]:
        ax.legend(frameon=False, fontsize=8)
    return ax


def _legend(figure, axes):
    found = {}
    for ax in axes:
        for handle, label in zip(*ax.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    if found:
        look = {"loc": "outside lower center", "ncols": 4, "frameon": False, "fontsize": 9}
        figure.legend(found.values(), found.keys(), **look)


def _line(ax, mark, label, order):
    if mark.fill and len(mark.points):
        ax.fill(*mark.points.T, color=mark.fill, zorder=order)
    style = {"color": mark.color, "linestyle": mark.dash, "linewidth": mark.width}
    ax.plot(*_columns(ax, mark.points), label=label, zorder=order, **style)


def _points(ax, mark, label, order):
    ring = mark.hollow or mark.marker in "|+"
    style = {
        "marker": mark.marker,
        "markersize": mark.size * 0.75,
        "color": mark.color,
        "markerfacecolor": "none" if ring else mark.color,
        "markeredgecolor": mark.color if ring else _EDGE,
        "markeredgewidth": 2 if mark.hollow else 0.7,
    }
    columns = _columns(ax, mark.points)
    if mark.error is None or not len(mark.points):
        ax.plot(*columns, linestyle="none", label=label, zorder=order, **style)
    else:
        error = np.minimum(mark.error, 0.9 * np.abs(columns[1])), mark.error
        look = {"fmt": "none", "ecolor": mark.color, "capsize": 4}
        ax.errorbar(*columns, yerr=error, zorder=order, **look)
        ax.plot(*columns, linestyle="none", label=label, zorder=order, **style)
    for point, text in zip(mark.points, mark.texts, strict=False):
        ax.text(*point, f" {text}", fontsize=8, zorder=order)


def _bars(ax, mark, label, order):
    hatch = _HATCHES.get(mark.hatch, "")
    colors = list(mark.colors) or mark.color
    style = {"hatch": hatch, "edgecolor": "white", "zorder": order, "label": label}
    bars = ax.bar(mark.at, mark.heights, mark.width, color=colors, **style)
    if len(mark.labels):
        ax.bar_label(bars, list(mark.labels))


def _map(ax, mark, label, order):
    image = {"cmap": mark.colours, "vmin": mark.low, "vmax": mark.high, "zorder": order - 2}
    ax.pcolormesh(mark.x, mark.y, mark.values, **image)
    ax.grid(False)
    for (row, column), value in np.ndenumerate(mark.values) if mark.numbers else ():
        color = "white" if 2 * value > mark.low + mark.high else "black"
        middle = mark.x[column : column + 2].mean(), mark.y[row : row + 2].mean()
        ax.text(*middle, f"{value:.3f}", ha="center", va="center", color=color, fontsize=8)


def _faces(ax, mark, label, order):
    from mpl_toolkits.mplot3d.art3d import Poly3DCollection

    if len(mark.triangles):
        look = {"facecolor": mark.color, "alpha": mark.opacity, "label": label}
        ax.add_collection3d(Poly3DCollection(mark.points[mark.triangles], **look))


_PLACES = {"middle": ("center", "center"), "top": ("center", "bottom"), "right": ("left", "center")}


def _words(ax, mark, label, order):
    across, along = _PLACES[mark.place]
    for point, text, bold in zip(
        mark.points, mark.texts, mark.bold or [False] * len(mark.texts), strict=True
    ):
        weight = "bold" if bold else "normal"
        ax.text(*point, text, ha=across, va=along, weight=weight, zorder=order + 2)


_PAINT = {Line: _line, Points: _points, Bars: _bars, Map: _map, Faces: _faces, Words: _words}


def _columns(ax, points):
    size = 3 if ax.name == "3d" else 2
    return np.asarray(points, dtype=float).reshape(-1, size).T


def _frame_plane(ax, panel):
    ax.set(xlabel=panel.x, ylabel=panel.y)
    if panel.y_log:
        ax.set_yscale("log")
    ax.set(xlim=panel.x_range, ylim=panel.y_range)
    if panel.equal:
        ax.set_aspect("equal")
    if panel.hidden:
        ax.set_axis_off()
    for ticks, put in ((panel.x_ticks, ax.set_xticks), (panel.y_ticks, ax.set_yticks)):
        if ticks is not None:
            put(list(ticks), list(ticks.values()))
    if panel.x_ticks and max(map(len, panel.x_ticks.values())) > 4:  # words lean
        ax.tick_params(axis="x", labelrotation=40, labelsize=8)
        for text in ax.get_xticklabels():
            text.set(ha="right", rotation_mode="anchor")


def _frame_space(ax, panel):
    if panel.reach is None:
        ax.set_aspect("equal")
    else:
        ends = (-panel.reach, panel.reach)
        ax.set(xlim=ends, ylim=ends, zlim=ends)
    ax.set_box_aspect(None if panel.reach is None else (1, 1, 1), zoom=panel.zoom)
    ax.set_axis_off()
    ax.view_init(20, 45)

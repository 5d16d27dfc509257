"""Drawings on a page: the marks of `plots/marks.py` as plotly's traces and layout, plain lists and dicts."""

from functools import cache

import numpy as np

from coursekit.plots.marks import Bars, Faces, Line, Map, Points, Words
from coursekit.plots.style import HALO

_DASHES = {"-": "solid", "--": "dash", ":": "dot", "-.": "dashdot"}
_MARKERS = {
    "o": "circle",
    "s": "square",
    "^": "triangle-up",
    "D": "diamond",
    "v": "triangle-down",
    "P": "cross",
    "X": "x",
    "*": "star",
    ">": "triangle-right",
    "|": "line-ns-open",
    "+": "cross-thin-open",
}
_IN_SPACE = {"^": "diamond", "*": "x", "v": "square", ">": "diamond", "|": "cross", "+": "cross"}
_PLACES = {"middle": "middle center", "top": "top center", "right": "middle right"}
_EDGE = "#222222"
_DIGITS, _NOTHING = 5, 1e-12
_LETTER, _ENTRY, _LINE = (
    7,
    52,
    21,
)  # pixels: a letter, what else an entry needs, a line of the legend

LOOK = {
    "template": "none",
    "paper_bgcolor": "white",
    "plot_bgcolor": "white",
    "font": {"size": 13, "color": "#222222"},
    "uirevision": "kept",
    "barmode": "overlay",
    "hovermode": "closest",
}
"""Opaque and light, so that the figure is readable in light and dark themes."""


def draw_live(drawing, moved=""):
    """A drawing for plotly: `data`, `layout`, and `narrow`, the layout with all panels in one column."""
    data, seen = [], set()
    for number, panel in enumerate(drawing.panels.values(), 1):
        for mark in panel.parts(moved):
            shown = mark.legend and mark.name not in seen
            seen |= {mark.name} if shown else set()
            where = {"scene": _id("scene", number)} if panel.space else _axes(number)
            trace = _TRACES[type(mark)](mark, panel.space)
            data.append({"name": mark.name, "showlegend": shown, **where, **trace})
    names = [trace["name"] for trace in data if trace["showlegend"]]
    return {
        "data": data,
        "layout": _layout(drawing, drawing.mosaic, drawing.widths, drawing.height, names, 940),
        "narrow": _layout(
            drawing, tuple(drawing.panels), (), 300 * len(drawing.panels), names, 330
        ),
    }


def mark_names(drawing):
    """The name of the mark behind each trace."""
    return [part.name for panel in drawing.panels.values() for part in panel.parts("")]


def _id(kind, number):
    return kind if number == 1 else f"{kind}{number}"


def _axes(number):
    return {"xaxis": _id("x", number), "yaxis": _id("y", number)}


def _numbers(values):
    """Lists with a few digits; what is not a number is None."""
    values = np.asarray(values)
    if values.dtype.kind in "OUSb":
        return values.tolist()
    small = np.abs(values, dtype=float) < _NOTHING
    size = 10.0 ** (_DIGITS - 1 - np.floor(np.log10(np.where(small, 1.0, np.abs(values)))))
    rounded = np.where(small, 0.0, np.round(values * size) / size)
    return np.where(np.isfinite(values), rounded, None).tolist()


def _points_of(mark, space):
    columns = np.asarray(mark.points, dtype=float).reshape(-1, 3 if space else 2).T
    return dict(zip("xyz", map(_numbers, columns), strict=False))


def _line(mark, space):
    line = {"color": mark.color, "width": mark.width * (1.6 if space else 1)}
    line["dash"] = _DASHES[mark.dash]
    fill = {"fill": "toself", "fillcolor": mark.fill} if mark.fill else {}
    kind = "scatter3d" if space else "scatter"
    look = {"type": kind, "mode": "lines", "line": line, "hoverinfo": "skip", **fill}
    return look | _points_of(mark, space)


def _points(mark, space):
    symbol = (_IN_SPACE if space else {}).get(mark.marker) or _MARKERS[mark.marker]
    marker = {
        "symbol": f"{symbol}-open" if mark.hollow else symbol,
        "size": mark.size * (0.75 if space else 1),
        "color": mark.color,
        "line": {"color": mark.color if mark.hollow else _EDGE, "width": 2 if mark.hollow else 1},
    }
    if space and mark.color == HALO:
        marker["opacity"] = 0.45  # in space it may stand before the atom
    trace = {"type": "scatter3d" if space else "scatter", "mode": "markers", "marker": marker}
    if mark.texts:
        trace |= {"mode": "markers+text", "text": list(mark.texts)}
        trace["textposition"] = "middle right"
    if mark.hover:
        trace |= {"hovertext": list(mark.hover), "hoverinfo": "text"}
    if mark.error is not None and len(mark.points):
        low = np.minimum(mark.error, 0.9 * np.abs(mark.points[:, 1]))
        bars = {"type": "data", "symmetric": False, "color": mark.color, "width": 5}
        trace["error_y"] = bars | {"array": _numbers(mark.error), "arrayminus": _numbers(low)}
    return trace | _points_of(mark, space)


def _bars(mark, space):
    colors = {"color": list(mark.colors) or mark.color, "pattern": {"shape": mark.hatch}}
    widths = np.broadcast_to(mark.width, np.shape(mark.at))
    trace = {"type": "bar", "marker": colors, "width": _numbers(widths)}
    if len(mark.labels):
        trace |= {"text": list(mark.labels), "textposition": "outside", "cliponaxis": False}
    return trace | {"x": _numbers(mark.at), "y": _numbers(mark.heights)}


def _map(mark, space):
    look = {"colorscale": _scale(mark.colours), "showscale": False}
    if mark.numbers:
        look["texttemplate"] = "%{z:.3f}"
    table = {"x": _numbers(mark.x), "y": _numbers(mark.y), "z": _numbers(mark.values)}
    return {"type": "heatmap", "zmin": mark.low, "zmax": mark.high, **look, **table}


@cache
def _scale(name, n=16):
    """The colours of matplotlib: plotly has others under some of the names."""
    from matplotlib import colormaps
    from matplotlib.colors import to_hex

    return [[k / (n - 1), to_hex(colormaps[name](k / (n - 1)))] for k in range(n)]


def _faces(mark, space):
    light = {"ambient": 0.85, "diffuse": 0.35, "specular": 0.03}
    look = {"color": mark.color, "opacity": mark.opacity, "lighting": light, "flatshading": True}
    corners = np.asarray(mark.triangles, dtype=int).reshape(-1, 3).T.tolist()
    faces = dict(zip("ijk", corners, strict=True))
    return {"type": "mesh3d", "hoverinfo": "skip", **look, **faces, **_points_of(mark, True)}


def _words(mark, space):
    bold = mark.bold or [False] * len(mark.texts)
    texts = [text.replace("\n", "<br>") for text in mark.texts]
    texts = [f"<b>{text}</b>" if heavy else text for text, heavy in zip(texts, bold, strict=True)]
    look = {"type": "scatter", "mode": "text", "hoverinfo": "skip", "text": texts}
    return look | {"textposition": _PLACES[mark.place], **_points_of(mark, False)}


_TRACES = {Line: _line, Points: _points, Bars: _bars, Map: _map, Faces: _faces, Words: _words}


def _layout(drawing, mosaic, widths, height, names, page):
    """Panels in their places, the legend in a strip of its own below."""
    panels, slim = drawing.panels.values(), page < 500
    # room for the legend of a page that is somewhat narrower
    bottom = 56 + _LINE * _legend_lines(names, min(page, 620)) + 40 * any(map(_is_wordy, panels))
    bare = all(panel.hidden for panel in panels)
    margin = {"l": 10 if bare else 62, "r": 10 if bare else 20, "t": 34, "b": bottom}
    legend = {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"}
    legend |= {"itemsizing": "constant", "bgcolor": "rgba(0,0,0,0)"}
    height += bottom - 56
    layout = LOOK | {"height": height, "margin": margin, "legend": legend, "annotations": []}
    if bare and slim:
        layout["font"] = LOOK["font"] | {"size": 9}
    for number, (letter, panel) in enumerate(drawing.panels.items(), 1):
        x, y = _domain(letter, panel, mosaic, widths, (page - 82, height - bottom - 34))
        if panel.space:
            layout[_id("scene", number)] = _scene(panel, x, y)
        else:
            layout |= _plane(panel, number, x, y, slim)
        if panel.title:
            place = {"x": sum(x) / 2, "y": y[1], "xref": "paper", "yref": "paper"}
            look = {"text": panel.title, "showarrow": False, "yanchor": "bottom"}
            layout["annotations"].append(place | look | {"xanchor": "center"})
    return layout


def _legend_lines(names, page):
    """As plotly fills them: one line, or columns of equal width."""
    entries = [_LETTER * len(name) + _ENTRY for name in names]
    if sum(entries) <= page:
        return bool(names)
    return -(-len(names) // max(1, page // max(entries)))


def _is_wordy(panel):
    return bool(panel.x_ticks) and max(map(len, panel.x_ticks.values())) > 4


def _domain(letter, panel, mosaic, widths, size):
    """Where a panel stands, as shares of the picture, with room for what is written around it."""
    across, along = size
    columns = len(mosaic[0])
    parts = np.array(widths or [1] * columns, float)
    edges = np.r_[0, np.cumsum(parts / parts.sum())]
    cells = [
        (row, k) for row, line in enumerate(mosaic) for k in range(columns) if line[k] == letter
    ]
    rows, places = zip(*cells, strict=True)
    left, right = edges[min(places)], edges[max(places) + 1]
    top, low = 1 - min(rows) / len(mosaic), 1 - (max(rows) + 1) / len(mosaic)
    left += 40 / across if min(places) else 0
    right -= 30 / across if max(places) + 1 < columns else 0
    if max(rows) + 1 < len(mosaic):
        low += (30 + 26 * bool(panel.x) + 44 * _is_wordy(panel)) / along
    top -= (24 * bool(panel.title) + 6) / along if min(rows) else 0
    return [round(left, 4), round(right, 4)], [round(low, 4), round(top, 4)]


def _plane(panel, number, x, y, slim):
    axis = {"gridcolor": "#E5E5E5", "zeroline": False, "title": {"font": {"size": 13}}}
    axis |= {"showline": True, "linecolor": "#444444", "ticks": "outside", "ticklen": 4}
    across = axis | {"domain": x, "anchor": _id("y", number), **_range(panel.x_range)}
    along = axis | {"domain": y, "anchor": _id("x", number)}
    across["title"] = along["title"] | {"text": panel.x, "standoff": 6}
    along["title"] = along["title"] | {"text": panel.y, "standoff": 6}
    along |= _range(panel.y_range, log=panel.y_log)
    if panel.equal:
        along["scaleanchor"] = _id("x", number)
        if np.isclose(np.ptp(panel.x_range), np.ptp(panel.y_range)):  # a square stays one
            across["constrain"] = along["constrain"] = "domain"
    if panel.hidden:
        across, along = across | {"visible": False}, along | {"visible": False}
    for ticks, one in ((panel.x_ticks, across), (panel.y_ticks, along)):
        if ticks is not None:
            one |= {"tickvals": _numbers(list(ticks)), "ticktext": list(ticks.values())}
    if panel.x_ticks is not None:
        many = slim and len(panel.x_ticks) > 10
        across["tickangle"] = -90 if many else -40 if _is_wordy(panel) else 0
        across["tickfont"] = {"size": 9 if many else 12}
    along["automargin"] = panel.y_ticks is not None
    return {_id("xaxis", number): across, _id("yaxis", number): along}


def _range(ends, log=False):
    kind = {"type": "log", "dtick": 1} if log else {}
    if ends is None:
        return kind | {"autorange": True}
    return kind | {"range": _numbers(np.log10(ends) if log else np.array(ends, float))}


def _scene(panel, x, y):
    eye = {"x": 1.35 / panel.zoom, "y": 1.5 / panel.zoom, "z": 0.9 / panel.zoom}
    axis = {"visible": False, "showspikes": False}
    cube = panel.reach is not None
    axis |= {"range": [-panel.reach, panel.reach]} if cube else {}
    return {
        "domain": {"x": x, "y": y},
        "aspectmode": "cube" if cube else "data",
        "uirevision": "kept",
        "camera": {"eye": eye},
        **{f"{name}axis": dict(axis) for name in "xyz"},
    }

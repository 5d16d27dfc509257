"""Pieces of a three-dimensional picture of atoms, as plotly traces: spheres, bonds, boxes."""

import numpy as np

from coursekit.plots.style import COLOURS

SYMBOLS = ("circle", "square", "diamond")
"""Second cue beside the colour of an element."""

FAINT = "#B8B8B8"

LEGEND = {"orientation": "h", "x": 0.0, "y": -0.1, "yanchor": "top"}
"""A legend below a scene, where it hides no atom."""


def scene_style(*, axes=False, zoom=1.0):
    """Layout of a scene: equal axes, a camera that stays where the reader turned it.

    Parameters
    ----------
    axes : bool, default False
        Show the axes.
    zoom : float, default 1.0
        How close the camera stands to begin with.

    Returns
    -------
    dict
    """
    eye = {"x": 1.1 / zoom, "y": 1.25 / zoom, "z": 0.7 / zoom}
    shown = {"visible": axes, "showspikes": False}
    return {
        "aspectmode": "data",
        "uirevision": "kept",
        "camera": {"eye": eye},
        "xaxis": shown | {"title": "x / Å"},
        "yaxis": shown | {"title": "y / Å"},
        "zaxis": shown | {"title": "z / Å"},
    }


def scene_range(reach):
    """Axes from -reach to reach.

    Parameters
    ----------
    reach : float
        Å.

    Returns
    -------
    dict
        For `figure.update_layout(scene=...)`.
    """
    span = {"range": [-reach, reach]}
    return {"aspectmode": "cube", "xaxis": span, "yaxis": span, "zaxis": span}


def atoms_trace(place, *, size=7, **options):
    """An empty trace of atoms, in the colour and with the symbol of its place.

    Parameters
    ----------
    place : int
        0, 1 or 2: which of the elements.
    size : float
        Of the symbol, pixels.
    **options
        For the trace.

    Returns
    -------
    plotly.graph_objects.Scatter3d
    """
    import plotly.graph_objects as go

    marker = {
        "size": size if place != 2 else 0.8 * size,
        "color": COLOURS[place],
        "symbol": SYMBOLS[place],
        "line": {"color": "#222222", "width": 1},
    }
    return go.Scatter3d(mode="markers", marker=marker, x=[], y=[], z=[], **options)


def lines_trace(*, color, width=3, **options):
    """An empty trace of lines.

    Parameters
    ----------
    color : str
    width : float
        Pixels.
    **options
        For the trace.

    Returns
    -------
    plotly.graph_objects.Scatter3d
    """
    import plotly.graph_objects as go

    line = {"color": color, "width": width}
    return go.Scatter3d(
        mode="lines", line=line, x=[], y=[], z=[], hoverinfo="skip", showlegend=False, **options
    )


def place_points(trace, points):
    """Move a trace to these points.

    Parameters
    ----------
    trace : plotly trace
    points : (n, 3) array
        Å.
    """
    trace.x, trace.y, trace.z = np.asarray(points, dtype=float).reshape(-1, 3).T.copy()


def join_lines(starts, ends):
    """Separate lines as one path with gaps.

    Parameters
    ----------
    starts, ends : (n, 3) array
        Å.

    Returns
    -------
    (3 n, 3) array
        Start, end, NaN, start, ...
    """
    ends = np.asarray(ends, dtype=float).reshape(-1, 3)
    path = np.full((len(ends), 3, 3), np.nan)
    path[:, 0], path[:, 1] = starts, ends
    return path.reshape(-1, 3)


def cell_edges(lattice, origin=(0.0, 0.0, 0.0)):
    """The twelve edges of a cell as one path with gaps.

    Parameters
    ----------
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    origin : (3,) array
        Å.

    Returns
    -------
    (36, 3) array
    """
    corners = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    pairs = [
        (a, b) for a in range(8) for b in range(a) if np.abs(corners[a] - corners[b]).sum() == 1
    ]
    first, second = np.array(pairs).T
    points = corners @ np.asarray(lattice) + origin
    return join_lines(points[first], points[second])


def ball(n=40):
    """A sphere of radius 1 as a mesh.

    Parameters
    ----------
    n : int
        Meridians.

    Returns
    -------
    points : (n_points, 3) array
    triangles : (n_triangles, 3) array of int
    """
    from scipy.spatial import ConvexHull

    theta, phi = np.meshgrid(np.linspace(0, np.pi, n // 2 + 1), np.linspace(0, 2 * np.pi, n + 1))
    parts = np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)
    points = np.unique(np.stack(parts, axis=-1).reshape(-1, 3).round(9), axis=0)
    return points, ConvexHull(points).simplices

"""SOAP step by step: the density from above, its coefficients, the power spectrum, the kernel."""

import numpy as np

from coursekit.plots.axes import make_axes
from coursekit.plots.marks import Line, Map, Panel, ring, upright
from coursekit.plots.still import draw_panel
from coursekit.plots.style import COLOURS, MARKERS

COLOUR_MAP = "cividis"
"""Of densities: readable without colour vision and in print."""


def density_panel(values, reach, *, title="", rings=(), of=""):
    """A density on a square grid around the atom, with `rings` (radius in Å, name, control) around it."""
    half = reach / (len(values) - 1)
    edges = np.linspace(-reach - half, reach + half, len(values) + 1)
    cloud = Map(values, edges, edges, name="density", colours=COLOUR_MAP, high=float(values.max()))
    cross = np.array([[-0.2, 0], [0.2, 0], [np.nan, np.nan], [0, -0.2], [0, 0.2]])
    marks = [cloud, Line(cross, name="the atom", color="white", width=1, legend=False)]
    for radius, name, of in rings:
        line = {"color": "white", "dash": "--", "width": 1.2, "legend": False}
        marks.append(Line(ring((0, 0), radius), name=name, of=of, **line))
    rim = reach * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
    marks.append(Line(rim, name="rim", color="#222222", width=1, legend=False, of=of))
    ends = {"x_range": (-reach, reach), "y_range": (-reach, reach), "equal": True}
    return Panel(marks, title=title, x="x / Å", y="y / Å", **ends)


def plot_density(values, reach, *, ax=None, title=""):
    """A density on a square grid around the atom."""
    ax = make_axes((3.6, 3.4)) if ax is None else ax
    return draw_panel(density_panel(values, reach, title=title), ax)


def plot_radial_functions(r, functions, *, ax=None, title=""):
    """Radial functions against the distance.

    Parameters
    ----------
    r : (k,) array
        Å.
    functions : (n_max, k) array
    ax : matplotlib axes, optional
    title : str

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((5, 3)) if ax is None else ax
    for n, function in enumerate(functions):
        style = ("-", "--", ":", "-.")[n % 4]
        ax.plot(r, function, style, color=COLOURS[n % len(COLOURS)], label=f"n = {n + 1}")
    ax.axhline(0, color="black", linewidth=0.6)
    ax.set(xlabel="r / Å", ylabel="radial function", xlim=(r[0], r[-1]), title=title)
    ax.legend(frameon=False, fontsize=8, ncols=2)
    return ax


def coefficients_panel(coefficients, *, title="", of=""):
    """Coefficients as a table of colours: a row for each n, a block of columns for each l."""
    table = np.hstack(coefficients)
    rows, columns = table.shape
    high = float(np.abs(table).max()) or 1.0
    x, y = np.arange(columns + 1) - 0.5, np.arange(rows + 1) + 0.5
    starts = np.arange(len(coefficients)) ** 2
    gaps = np.vstack([np.vstack([upright(s - 0.5, y[0], y[-1]), [np.nan] * 2]) for s in starts])
    rim = np.array([[x[0], y[0]], [x[-1], y[0]], [x[-1], y[-1]], [x[0], y[-1]], [x[0], y[0]]])
    marks = [
        Line(rim, name="rim", color="#222222", width=1, legend=False, of=of),
        Map(table, x, y, name="coefficients", colours="PuOr", low=-high, high=high),
        Line(gaps, name="blocks", color="#222222", width=0.8, legend=False),
    ]
    every = max(1, rows // 5)
    return Panel(
        marks,
        title=title,
        x="degree l, in each block m = -l to l",
        y="n",
        x_range=(x[0] - 0.3, x[-1] + 0.3),
        y_range=(y[0] - 0.15, y[-1] + 0.15),
        x_ticks={int(s + k): str(k) for k, s in enumerate(starts)},
        y_ticks={n: str(n) for n in range(1, rows + 1, every)},
    )


def plot_coefficients(coefficients, *, ax=None, title=""):
    """Coefficients as a table of colours: a row for each n, a block of columns for each l.

    Parameters
    ----------
    coefficients : list of (n_max, 2l + 1) array
        For l = 0, 1, 2, ...
    ax : matplotlib axes, optional
    title : str

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((6, 2.4)) if ax is None else ax
    return draw_panel(coefficients_panel(coefficients, title=title), ax)


def plot_similarities(x, curves, *, ax=None, xlabel="sigma / Å", here=None):
    """Similarity of environments against a setting.

    Parameters
    ----------
    x : (k,) array
        The setting.
    curves : dict of str to (k,) array
        Similarities by the names of the environments compared.
    ax : matplotlib axes, optional
    xlabel : str
    here : float, optional
        Setting to mark.

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((5, 3)) if ax is None else ax
    for place, (name, values) in enumerate(curves.items()):
        style = {"marker": MARKERS[place], "color": COLOURS[place], "markersize": 4}
        ax.plot(x, values, label=name, **style)
    if here is not None:
        ax.axvline(here, color="black", linestyle="--", linewidth=0.8)
    ax.set(xlabel=xlabel, ylabel="similarity", ylim=(None, 1.02))
    ax.legend(frameon=False, fontsize=8)
    return ax

"""What pooling does: the sites' values, and rules against mechanisms."""

import numpy as np

from coursekit.plots.axes import make_axes
from coursekit.plots.marks import Line, Panel, stairs
from coursekit.plots.still import draw_panel
from coursekit.plots.style import COLOURS

_NONE = 0.5
"""Where "no site" is drawn, below one."""


def sites_panel(values, *, label, bins=None, of=""):
    """How many sites have which value, one outline per group."""
    bins, marks, top = bins_of(values) if bins is None else bins, [], 1
    for place, (name, numbers) in enumerate(values.items()):
        counts = np.histogram(numbers, bins=bins)[0]
        top = max(top, counts.max())
        # on a logarithmic axis no site is at the bottom of the picture
        path = stairs(
            np.r_[bins[0], bins, bins[-1]], np.r_[_NONE, np.maximum(counts, _NONE), _NONE]
        )
        style = {"color": COLOURS[place % len(COLOURS)], "dash": ("-", "--", ":")[place % 3]}
        marks.append(Line(path, name=name, of=of, **style))
    ends = {"y_range": (_NONE, 1.6 * top), "y_log": True}
    return Panel(marks, x=label, y="sites (logarithmic)", **ends)


def plot_sites(values, *, label, ax=None, bins=None):
    """How many sites have which value, one outline per group."""
    ax = make_axes((6, 3)) if ax is None else ax
    return draw_panel(sites_panel(values, label=label, bins=bins), ax)


def bins_of(values):
    """Edges for a picture of all groups: around whole numbers, or thirty of equal width."""
    together = np.concatenate([np.asarray(numbers, float) for numbers in values.values()])
    low, high = together.min(), together.max()
    if np.allclose(together, np.round(together)):
        return np.arange(np.round(low) - 0.5, np.round(high) + 1)
    return np.linspace(low, high, 31)


def plot_matrix(table, *, ax=None):
    """R² of rules (columns) on mechanisms (rows), with the numbers in the fields.

    Parameters
    ----------
    table : pandas DataFrame
    ax : matplotlib axes, optional

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((7, 3)) if ax is None else ax
    values = np.clip(table.to_numpy(float), 0, 1)
    ax.imshow(values, cmap="cividis", vmin=0, vmax=1, aspect="auto")
    for (row, column), value in np.ndenumerate(values):
        colour = "black" if value > 0.5 else "white"
        ax.text(column, row, f"{value:.2f}", ha="center", va="center", color=colour)
    ax.set_xticks(range(table.shape[1]), [name.replace(" by ", "\nby ") for name in table.columns])
    ax.set_yticks(range(table.shape[0]), table.index)
    ax.set_title("R² by cross-validation", fontsize=10)
    ax.grid(False)
    return ax

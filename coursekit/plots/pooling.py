"""What pooling does: the sites' values, the pooled rows of two crystals, rules against mechanisms."""

import numpy as np

from coursekit.plots.axes import make_axes
from coursekit.plots.style import COLOURS, MARKERS


def plot_sites(values, *, label, ax=None, bins=None):
    """How many sites have which value, one outline per group.

    Parameters
    ----------
    values : dict of str to (n_sites,) array
        By the name of the group.
    label : str
        Of the horizontal axis, with unit.
    ax : matplotlib axes, optional
    bins : (n_bins + 1,) array, optional
        By default a bin for each whole number, or thirty.

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((6, 3)) if ax is None else ax
    bins = bins_of(values) if bins is None else bins
    for place, (name, numbers) in enumerate(values.items()):
        counts = np.histogram(numbers, bins=bins)[0]
        style = {"color": COLOURS[place % len(COLOURS)], "linestyle": ("-", "--", ":")[place % 3]}
        ax.stairs(counts, bins, label=name, linewidth=2, **style)
    ax.set(xlabel=label, ylabel="sites (logarithmic)", yscale="symlog")
    ax.legend(frameon=False, fontsize=8)
    return ax


def bins_of(values):
    """Edges for a picture of all groups: around whole numbers, or thirty of equal width.

    Parameters
    ----------
    values : dict of str to (n_sites,) array

    Returns
    -------
    (n_bins + 1,) array

    Examples
    --------
    >>> bins_of({"Mg": [4, 6], "O": [5]})
    array([3.5, 4.5, 5.5, 6.5])
    """
    together = np.concatenate([np.asarray(numbers, float) for numbers in values.values()])
    low, high = together.min(), together.max()
    if np.allclose(together, np.round(together)):
        return np.arange(np.round(low) - 0.5, np.round(high) + 1)
    return np.linspace(low, high, 31)


def plot_rows(rows, names, *, ax=None):
    """Pooled rows as bars side by side, one group of bars per column.

    Parameters
    ----------
    rows : dict of str to (n_columns,) array
        By crystal.
    names : sequence of str
        Of the columns.
    ax : matplotlib axes, optional

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((6, 3)) if ax is None else ax
    width = 0.8 / len(rows)
    for place, (name, row) in enumerate(rows.items()):
        places = np.arange(len(row)) + (place - (len(rows) - 1) / 2) * width
        style = {"hatch": ("", "//", "..")[place % 3], "edgecolor": "white"}
        ax.bar(places, row, width, color=COLOURS[place], label=name, **style)
    ax.set_xticks(np.arange(len(names)), names, rotation=30, ha="right", fontsize=8)
    ax.set_ylabel("pooled value")
    ax.legend(frameon=False, fontsize=8)
    return ax


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


def plot_map(points, groups, shares, *, shown=None, ax=None):
    """Sites as points of a plane, coloured and marked by group.

    Parameters
    ----------
    points : (n, 2) array
    groups : dict of str to array of int
        Members by name.
    shares : (2,) array
        Part of the variance along each axis.
    shown : int, optional
        Point to ring.
    ax : matplotlib axes, optional

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((5, 4)) if ax is None else ax
    for place, (name, members) in enumerate(groups.items()):
        style = {"marker": MARKERS[place % len(MARKERS)], "color": COLOURS[place % len(COLOURS)]}
        ax.scatter(*points[members].T, label=name, edgecolor="#222222", linewidth=0.6, **style)
    if shown is not None:
        ax.scatter(*points[shown], s=220, facecolor="none", edgecolor="black", linewidth=2)
    ax.set_xlabel(f"first component ({shares[0]:.0%} of the variance)")
    ax.set_ylabel(f"second component ({shares[1]:.0%})")
    ax.legend(frameon=False, fontsize=8)
    return ax

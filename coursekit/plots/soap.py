"""SOAP step by step: the density from above, its coefficients, the power spectrum, the kernel."""

import numpy as np

from coursekit.plots.axes import make_axes
from coursekit.plots.style import COLOURS, MARKERS

COLOUR_MAP = "cividis"
"""Of densities: readable without colour vision and in print."""


def plot_density(values, reach, *, ax=None, title=""):
    """A density on a square grid around the atom.

    Parameters
    ----------
    values : (n, n) array
        Rows along y, columns along x, both from -reach to reach.
    reach : float
        Å.
    ax : matplotlib axes, optional
    title : str

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((3.6, 3.4)) if ax is None else ax
    limits = (-reach, reach, -reach, reach)
    ax.imshow(values, extent=limits, origin="lower", cmap=COLOUR_MAP, vmin=0)
    ax.plot(0, 0, "+", color="white")
    ax.set(xlabel="x / Å", ylabel="y / Å", title=title)
    ax.grid(False)
    return ax


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


def stack_coefficients(coefficients):
    """Coefficients of all degrees side by side, for one picture.

    Parameters
    ----------
    coefficients : list of (n_max, 2l + 1) array
        For l = 0, 1, 2, ...

    Returns
    -------
    (n_max, (l_max + 1)²) array

    Examples
    --------
    >>> stack_coefficients([np.ones((2, 1)), np.ones((2, 3))]).shape
    (2, 4)
    """
    return np.hstack(coefficients)


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
    table = stack_coefficients(coefficients)
    high = np.abs(table).max() or 1.0
    edges = np.arange(table.shape[1] + 1) - 0.5, np.arange(len(table) + 1) + 0.5
    ax.pcolormesh(*edges, table, cmap="PuOr", vmin=-high, vmax=high)
    starts = np.arange(len(coefficients)) ** 2
    for start in starts[1:]:
        ax.axvline(start - 0.5, color="black", linewidth=0.8)
    ax.set_xticks(starts + np.arange(len(starts)), range(len(starts)))
    ax.set(ylabel="n", xlabel="degree l, in each block m = -l to l", title=title)
    ax.grid(False)
    return ax


def plot_spectra(spectra, *, ax=None, names=None):
    """Sizes of power spectra degree by degree.

    Parameters
    ----------
    spectra : dict of str to (l_max + 1,) array
        By environment: length of the block of each degree l.
    ax : matplotlib axes, optional
    names : str, optional
        Title.

    Returns
    -------
    matplotlib axes
    """
    ax = make_axes((5, 3)) if ax is None else ax
    width = 0.8 / len(spectra)
    for place, (name, sizes) in enumerate(spectra.items()):
        places = np.arange(len(sizes)) + (place - (len(spectra) - 1) / 2) * width
        hatch = ("", "//", "..")[place % 3]
        style = {"color": COLOURS[place], "hatch": hatch, "edgecolor": "white"}
        ax.bar(places, sizes, width, label=name, **style)
    ax.set(xlabel="degree l", ylabel="share of the vector", title=names or "")
    ax.legend(frameon=False, fontsize=8)
    return ax


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

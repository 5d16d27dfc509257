"""Bond angles around one site: histogram, mean and variance, and the shape they belong to."""

import numpy as np

from coursekit.neighbors import angles_between
from coursekit.plots.marks import Bars, Line, Panel, upright
from coursekit.plots.still import draw_panel
from coursekit.plots.style import COLOURS

_HATCHES = ("", "/", ".", "x")
_DASHES = ("-", "--", ":", "-.")


def angles_of(bonds):
    """Angles between all pairs of bonds.

    Parameters
    ----------
    bonds : (n, 3) array
        From the site to its neighbours, Å.

    Returns
    -------
    (n (n - 1) / 2,) array
        Degrees.

    Examples
    --------
    >>> angles_of([[1, 0, 0], [0, 1, 0], [-1, 0, 0]]).round(6)
    array([ 90., 180.,  90.])
    """
    bonds = np.asarray(bonds, dtype=float)
    first, second = np.triu_indices(len(bonds), 1)
    return angles_between(bonds[first], bonds[second])


def angle_edges(bin_width):
    """Edges of bins (degrees) whose middles are round angles, so that no ideal angle stands on an edge."""
    return (np.arange(round(180 / bin_width) + 2) - 0.5) * bin_width


def angles_panel(environments, *, bin_width=10, of=""):
    """Histograms of the bond angles of several environments with their means, which `of` moves."""
    edges = angle_edges(bin_width)
    # no angle is below 0 or above 180 degrees: the outermost bins are drawn at half their width
    left, right = np.clip(edges[:-1], 0, 180), np.clip(edges[1:], 0, 180)
    step, marks = (right - left) / len(environments), []
    for place, (name, bonds) in enumerate(environments.items()):
        angles = angles_of(bonds)
        shares = np.histogram(angles, edges)[0] / len(angles)
        style = {"color": COLOURS[place]}
        at = left + (place + 0.5) * step
        marks.append(Bars(at, shares, 0.9 * step, name=name, hatch=_HATCHES[place], **style))
        mean = {"name": f"mean, {name}", "dash": _DASHES[place], "of": of}
        marks.append(Line(upright(angles.mean(), 0, 1.05), **mean, **style))
    ticks = {angle: str(angle) for angle in range(0, 181, 30)}
    labels = {"x": "angle / degrees", "y": "share of the angles", "x_ticks": ticks}
    return Panel(marks, **labels, x_range=(0, 188), y_range=(0, 1.05))


def plot_angles(environments, *, bin_width=10, ax):
    """Histograms of the bond angles of several environments, with their means.

    Parameters
    ----------
    environments : dict of str to (n, 3) array
        Bonds by name, Å.
    bin_width : float, default 10
        Degrees.
    ax : matplotlib axes

    Returns
    -------
    matplotlib axes
    """
    return draw_panel(angles_panel(environments, bin_width=bin_width), ax)


def describe_shape(name, bonds):
    """Number of neighbours, and mean and variance of the angles."""
    angles = angles_of(bonds)
    return (
        f"{name}: {len(bonds)} neighbours, {len(angles)} angles, mean {angles.mean():.1f}°, "
        f"variance {angles.var():.0f} deg²."
    )

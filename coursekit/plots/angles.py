"""Bond angles around one site: histogram, mean and variance, and the shape they belong to."""

import numpy as np

from coursekit.neighbors import angles_between
from coursekit.plots.style import COLOURS

_HATCHES = ("", "//", "..", "xx")


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
    """Edges of bins whose middles are round angles, so that no ideal angle stands on an edge.

    Parameters
    ----------
    bin_width : float
        Degrees, a divisor of 180.

    Returns
    -------
    (n,) array
        Degrees, from half a bin below 0 to half a bin above 180.

    Examples
    --------
    >>> angle_edges(60)
    array([-30.,  30.,  90., 150., 210.])
    """
    return (np.arange(round(180 / bin_width) + 2) - 0.5) * bin_width


def plot_shape(bonds, *, ax, title="", color=COLOURS[0], marker="o"):
    """The neighbours of one site in space.

    Parameters
    ----------
    bonds : (n, 3) array
        Å.
    ax : matplotlib 3D axes
    title, color, marker : str

    Returns
    -------
    matplotlib axes
    """
    for bond in bonds:
        ax.plot(*zip((0, 0, 0), bond, strict=True), color="#777777", linewidth=1.5)
    ax.scatter(*np.transpose(bonds), s=70, color=color, marker=marker, depthshade=False)
    ax.scatter(0, 0, 0, s=90, color="black", marker="D")
    reach = np.linalg.norm(bonds, axis=1).max()
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), zlim=(-reach, reach))
    ax.set_box_aspect((1, 1, 1))
    ax.set_axis_off()
    ax.set_title(title, fontsize=10)
    return ax


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
    edges = angle_edges(bin_width)
    # no angle is below 0 or above 180 degrees: the outermost bins are drawn at half their width
    left, right = np.clip(edges[:-1], 0, 180), np.clip(edges[1:], 0, 180)
    step = (right - left) / len(environments)
    for place, (name, bonds) in enumerate(environments.items()):
        angles = angles_of(bonds)
        shares = np.histogram(angles, edges)[0] / len(angles)
        look = {"color": COLOURS[place], "hatch": _HATCHES[place], "edgecolor": "white"}
        ax.bar(left + (place + 0.5) * step, shares, 0.9 * step, label=name, **look)
        ax.axvline(angles.mean(), color=COLOURS[place], linestyle=("-", "--", ":", "-.")[place])
    ax.set(xlabel="angle / degrees", ylabel="share of the angles", xlim=(0, 188), ylim=(0, 1.05))
    ax.set_xticks(range(0, 181, 30))
    ax.legend(frameon=False, title="lines: means", loc="upper left")
    return ax


def describe_shape(name, bonds):
    """Number of neighbours, and mean and variance of the angles.

    Parameters
    ----------
    name : str
    bonds : (n, 3) array
        Å.

    Returns
    -------
    str
    """
    angles = angles_of(bonds)
    return (
        f"{name}: {len(bonds)} neighbours, {len(angles)} angles, mean {angles.mean():.1f}°, "
        f"variance {angles.var():.0f} deg²."
    )

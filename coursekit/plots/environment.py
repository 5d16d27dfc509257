"""One site and its neighbours: the sphere, the staircase of counts, the shells in words."""

from collections import Counter

import numpy as np

from coursekit.neighbors import CUTOFFS
from coursekit.plots.style import COLOURS, MARKERS

SHELL = 0.02
"""Å. Neighbours whose distances differ by less than this are told as one shell."""


def plot_surroundings(around, r_cut, *, ax):
    """The neighbours inside `r_cut` in space, each with a line to the site.

    Parameters
    ----------
    around : object
        With `vectors` (Å), `distances` (Å), `species` and `center`.
    r_cut : float
        Å.
    ax : matplotlib 3D axes

    Returns
    -------
    matplotlib axes
    """
    inside = around.distances <= r_cut
    for vector in around.vectors[inside]:
        ax.plot(*zip((0, 0, 0), vector, strict=True), color="#999999", linewidth=1)
    for place, symbol in enumerate(dict.fromkeys(around.species[inside])):
        points = around.vectors[inside & (around.species == symbol)]
        style = {"marker": MARKERS[place], "color": COLOURS[place], "edgecolor": "#222222"}
        ax.scatter(*points.T, s=60, depthshade=False, label=symbol, **style)
    ax.scatter(0, 0, 0, s=110, marker="D", color="black", label=f"center {around.center}")
    _draw_sphere(ax, r_cut)
    ax.set(xlabel="x / Å", ylabel="y / Å", zlabel="z / Å")
    ax.set_box_aspect((1, 1, 1))
    ax.legend(loc="upper left", frameon=False)
    return ax


def _draw_sphere(ax, radius):
    u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 25), np.linspace(0, np.pi, 13))
    parts = np.cos(u) * np.sin(v), np.sin(u) * np.sin(v), np.cos(v)
    ax.plot_wireframe(
        *(radius * part for part in parts), color=COLOURS[5], linewidth=0.4, alpha=0.6
    )


def plot_counts(distances, r_cut, *, cutoff="cosine", r_max=8.0, ax):
    """Number of neighbours against the cutoff radius, counted and weighed.

    Parameters
    ----------
    distances : (n,) array
        Of all neighbours up to `r_max`, Å.
    r_cut : float
        Radius to mark, Å.
    cutoff : str, default "cosine"
        A name in `coursekit.neighbors.CUTOFFS`.
    r_max : float, default 8.0
        Å.
    ax : matplotlib axes

    Returns
    -------
    matplotlib axes
    """
    grid = np.linspace(0.02, r_max, 400)
    counts = np.searchsorted(np.sort(distances), grid, side="right")
    weighed = [CUTOFFS[cutoff](distances, r_cut=r).sum() for r in grid]
    ax.step(grid, counts, where="post", color=COLOURS[0], label="hard count")
    ax.plot(grid, weighed, color=COLOURS[1], linestyle="--", label=f"{cutoff} cutoff")
    here = int(np.sum(distances <= r_cut))
    ax.plot(r_cut, here, "o", color=COLOURS[0], markeredgecolor="#222222")
    ax.annotate(
        f"{here} within {r_cut:.2f} Å", (r_cut, here), xytext=(8, -12), textcoords="offset points"
    )
    ax.set(xlabel="r_cut / Å", ylabel="neighbours", xlim=(0, r_max))
    ax.set_ylim(0, max(8, 1.6 * here))
    ax.legend(loc="upper left", frameon=False)
    return ax


def shells_of(distances, *, width=SHELL):
    """Distances sorted into shells.

    Parameters
    ----------
    distances : (n,) array
        Å.
    width : float, default 0.02
        Largest step inside a shell, Å.

    Returns
    -------
    list of (float, int)
        Mean distance, Å, and number of neighbours.

    Examples
    --------
    >>> shells_of([2.0, 2.01, 3.5])
    [(2.005, 2), (3.5, 1)]
    """
    distances = np.sort(np.asarray(distances, dtype=float))
    if not len(distances):
        return []
    parts = np.split(distances, np.flatnonzero(np.diff(distances) > width) + 1)
    return [(float(part.mean()), len(part)) for part in parts]


def describe_shells(around, r_cut):
    """How many neighbours of which element, and in which shells.

    Parameters
    ----------
    around : object
        With `distances` (Å), `species` and `center`.
    r_cut : float
        Å.

    Returns
    -------
    str
    """
    inside = around.distances <= r_cut
    n = int(inside.sum())
    if n == 0:
        nearest = f"; the nearest is at {around.distances.min():.2f} Å" * bool(len(inside))
        return f"No neighbour of {around.center} within {r_cut:.2f} Å{nearest}."
    kinds = Counter(around.species[inside].tolist())
    of = ", ".join(f"{number} {symbol}" for symbol, number in sorted(kinds.items()))
    shells = shells_of(around.distances[inside])
    listed = ", ".join(f"{number} at {r:.2f} Å" for r, number in shells[:4])
    more = f", and {len(shells) - 4} more" if len(shells) > 4 else ""
    word = "neighbour" if n == 1 else "neighbours"
    return f"{n} {word} of {around.center} within {r_cut:.2f} Å: {of}. Shells: {listed}{more}."

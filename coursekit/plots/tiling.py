"""A cell, its images on all sides, and the sphere that reaches across its edge, in two dimensions."""

from dataclasses import dataclass

import numpy as np

from coursekit.plots.style import COLOURS

LATTICE = np.array([[3.0, 0.0], [0.8, 2.6]])
"""Å, rows: the leaning cell of the example."""

ATOMS = np.array([[0.12, 0.18], [0.62, 0.66]])
"""Fractional places of its two atoms."""


@dataclass(frozen=True, eq=False)
class Tiling:
    """Atoms of a plane crystal around one of them.

    Attributes
    ----------
    cells : (n, 2) array of int
        In which cell each atom stands; 0, 0 is the home cell.
    points : (n, 2) array
        Å.
    inside : (n,) array of bool
        Neighbours: up to `r_cut` from the center, and not the center itself.
    center : (2,) array
        Å.
    """

    cells: np.ndarray
    points: np.ndarray
    inside: np.ndarray
    center: np.ndarray

    @property
    def n_home(self):
        """Neighbours inside the home cell."""
        return int((self.inside & (self.cells == 0).all(axis=1)).sum())


def tile_plane(r_cut, *, site=0, lattice=LATTICE, atoms=ATOMS, reach=None):
    """Lay the cell around itself and find the neighbours of one atom.

    Parameters
    ----------
    r_cut : float
        Å.
    site : int, default 0
    lattice : (2, 2) array
        Cell vectors as rows, Å.
    atoms : (n_atoms, 2) array
        Fractional places.
    reach : int, optional
        So many cells to each side; by default as many as `r_cut` needs.

    Returns
    -------
    Tiling

    Examples
    --------
    >>> tiling = tile_plane(3.3)
    >>> int(tiling.inside.sum()), tiling.n_home
    (8, 1)
    """
    needed = np.ceil(r_cut * np.linalg.norm(np.linalg.inv(lattice), axis=0)).astype(int) + 1
    spans = needed if reach is None else (reach, reach)
    cells = np.stack(np.meshgrid(*(np.arange(-n, n + 1) for n in spans)), -1).reshape(-1, 2)
    cells = np.repeat(cells, len(atoms), axis=0)
    points = (np.tile(atoms, (len(cells) // len(atoms), 1)) + cells) @ lattice
    center = atoms[site] @ lattice
    distances = np.linalg.norm(points - center, axis=1)
    return Tiling(cells, points, (distances <= r_cut + 1e-9) & (distances > 1e-9), center)


def cell_colour(cell):
    """Home, beside, or further out: blue, orange, green."""
    return COLOURS[min(int(np.abs(cell).max()), 2)]


def plot_tiling(tiling, r_cut, *, ax, lattice=LATTICE):
    """Tiles, atoms, the sphere, and a line to each neighbour in the colour of its cell.

    Parameters
    ----------
    tiling : Tiling
    r_cut : float
        Å.
    ax : matplotlib axes
    lattice : (2, 2) array
        Å.

    Returns
    -------
    matplotlib axes
    """
    from matplotlib.patches import Circle, Polygon

    for cell in np.unique(tiling.cells, axis=0):
        home = not cell.any()
        corners = (np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + cell) @ lattice
        look = {"facecolor": "#DCE9F5" if home else "none", "linewidth": 2 if home else 0.7}
        ax.add_patch(Polygon(corners, edgecolor="#555555" if home else "#BBBBBB", **look))
    ax.plot(*tiling.points.T, "o", color="#C8C8C8", markersize=7, markeredgecolor="#777777")
    for cell, point in zip(tiling.cells[tiling.inside], tiling.points[tiling.inside], strict=True):
        ax.plot(*zip(tiling.center, point, strict=True), color=cell_colour(cell), linewidth=1.5)
        ax.plot(*point, "o", color=cell_colour(cell), markersize=9, markeredgecolor="#222222")
    ax.plot(*tiling.center, "D", color="black", markersize=9)
    rim = {"facecolor": "none", "edgecolor": COLOURS[0], "linestyle": "--", "linewidth": 1.5}
    ax.add_patch(Circle(tiling.center, r_cut, **rim))
    span = r_cut + 1.5
    ax.set(
        xlim=(tiling.center[0] - span, tiling.center[0] + span),
        ylim=(tiling.center[1] - span, tiling.center[1] + span),
        aspect="equal",
        xlabel="x / Å",
        ylabel="y / Å",
    )
    ax.grid(False)
    return ax


def describe_tiling(tiling, r_cut):
    """The picture in words.

    Parameters
    ----------
    tiling : Tiling
    r_cut : float
        Å.

    Returns
    -------
    str
    """
    n = int(tiling.inside.sum())
    ring = int(np.abs(tiling.cells[tiling.inside]).max(axis=1, initial=0).__gt__(1).sum())
    beside = n - tiling.n_home - ring
    return (
        f"Within {r_cut:.2f} Å the atom has {n} neighbours: {tiling.n_home} in its own cell (blue), "
        f"{beside} in the cells around it (orange), {ring} further out (green)."
    )

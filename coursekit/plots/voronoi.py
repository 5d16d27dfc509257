"""Voronoi cells as polyhedra, and the areas of their faces."""

from dataclasses import dataclass

import numpy as np

from coursekit.neighbors.polyhedra import cell_corners
from coursekit.plots.style import COLOURS


@dataclass(frozen=True, eq=False)
class Polygons:
    """The faces of one cell.

    Attributes
    ----------
    corners : list of (n, 3) array
        Corners of each face in cyclic order, relative to the site, Å.
    """

    corners: list

    def mesh(self, chosen):
        """Triangles of some faces.

        Parameters
        ----------
        chosen : (n_faces,) array of bool

        Returns
        -------
        points : (n_points, 3) array
        triangles : (n_triangles, 3) array of int
        """
        points, triangles, start = [np.empty((0, 3))], [np.empty((0, 3), int)], 0
        for face in np.flatnonzero(chosen):
            corners = self.corners[face]
            last = np.arange(start + 1, start + len(corners) - 1)
            triangles.append(np.stack([np.full(len(last), start), last, last + 1], axis=1))
            points.append(corners)
            start += len(corners)
        return np.concatenate(points), np.concatenate(triangles)

    def outline(self):
        """All edges as one path with gaps.

        Returns
        -------
        (n, 3) array
        """
        gap = np.full((1, 3), np.nan)
        return np.concatenate([part for c in self.corners for part in (c, c[:1], gap)])


def face_polygons(cells, site):
    """The faces of the cell of one site, in the order of its pairs.

    Parameters
    ----------
    cells : VoronoiCells
    site : int

    Returns
    -------
    Polygons
    """
    mine = cells.pairs.site(site)
    corners, _ = cell_corners(cells.pairs, np.array([site]))
    polygons = []
    for face in range(mine.start, mine.stop):
        points = corners.points[(corners.faces == face).any(axis=1)]
        polygons.append(_in_turn(points, cells.pairs.vectors[face]))
    return Polygons(polygons)


def _in_turn(points, normal):
    """Corners in the order in which one walks round the face."""
    normal = normal / np.linalg.norm(normal)
    x_axis = points[np.argmax(np.linalg.norm(points - points.mean(axis=0), axis=1))]
    x_axis = x_axis - points.mean(axis=0)
    y_axis = np.cross(normal, x_axis)
    relative = points - points.mean(axis=0)
    return points[np.argsort(np.arctan2(relative @ y_axis, relative @ x_axis))]


def count_faces(cells, min_area):
    """Faces of every cell that are larger than a fraction of its largest.

    Parameters
    ----------
    cells : VoronoiCells
    min_area : float
        0 to 1.

    Returns
    -------
    (n_sites,) array of int
    """
    centers = cells.pairs.centers
    largest = np.zeros(cells.pairs.n_sites)
    np.maximum.at(largest, centers, cells.areas)
    large = cells.areas > min_area * largest[centers]
    return np.bincount(centers[large], minlength=cells.pairs.n_sites)


def plot_cell(polygons, counted, *, ax):
    """The cell in space; faces that do not count in the second colour.

    Parameters
    ----------
    polygons : Polygons
    counted : (n_faces,) array of bool
    ax : matplotlib 3D axes

    Returns
    -------
    matplotlib axes
    """
    from mpl_toolkits.mplot3d.art3d import Poly3DCollection

    for chosen, color, alpha in ((counted, COLOURS[0], 0.35), (~counted, COLOURS[1], 0.9)):
        faces = [polygons.corners[face] for face in np.flatnonzero(chosen)]
        look = {"facecolor": color, "edgecolor": "#222222", "linewidth": 1, "alpha": alpha}
        ax.add_collection3d(Poly3DCollection(faces, **look))
    reach = np.abs(np.concatenate(polygons.corners)).max()
    ax.set(xlim=(-reach, reach), ylim=(-reach, reach), zlim=(-reach, reach))
    ax.set(xlabel="x / Å", ylabel="y / Å", zlabel="z / Å")
    ax.set_box_aspect((1, 1, 1))
    ax.scatter(0, 0, 0, color="black", marker="D")
    return ax


def plot_faces(areas, min_area, *, ax):
    """Areas of the faces of one cell, largest first, with the smallest that counts.

    Parameters
    ----------
    areas : (n_faces,) array
        Å².
    min_area : float
        Fraction of the largest.
    ax : matplotlib axes

    Returns
    -------
    matplotlib axes
    """
    areas = np.sort(areas)[::-1]
    limit = min_area * areas[0]
    colors = [COLOURS[0] if area > limit else COLOURS[1] for area in areas]
    ax.bar(np.arange(1, len(areas) + 1), areas, color=colors)
    ax.axhline(limit, color="#222222", linestyle="--", label="smallest face that counts")
    ax.set(xlabel="face, largest first", ylabel="area / Å²")
    ax.set_title(f"{int(np.sum(areas > limit))} of {len(areas)} faces count", fontsize=10)
    ax.legend(frameon=False, loc="upper right")
    return ax


def describe_cell(symbol, cells, site, min_area):
    """Faces of one cell, and how many the others have.

    Parameters
    ----------
    symbol : str
        Of the site.
    cells : VoronoiCells
    site : int
    min_area : float
        Fraction of the largest face.

    Returns
    -------
    str
    """
    areas = cells.areas[cells.pairs.site(site)]
    numbers = count_faces(cells, min_area)
    values, sites = np.unique(numbers, return_counts=True)
    spread = ", ".join(f"{n} count {value}" for value, n in zip(values, sites, strict=True))
    return (
        f"{symbol} has {len(areas)} faces, {numbers[site]} of them counted: the largest has "
        f"{areas.max():.2f} Å², the smallest {areas.min():.2g} Å². Of {len(numbers)} sites, {spread}."
    )

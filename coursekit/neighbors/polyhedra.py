"""From half-way planes to polyhedra: the convex hulls behind Voronoi cells, all sites in one go."""

from dataclasses import dataclass

import numpy as np

UNBOUNDED = 1e-9
"""Å⁻¹. A corner farther out than the inverse of this is taken for a cell that is not closed."""


@dataclass(frozen=True, eq=False)
class Corners:
    """Corners of closed Voronoi cells, as the triangles of their dual hulls."""

    points: np.ndarray
    faces: np.ndarray
    adjacent: np.ndarray


def cell_corners(pairs, sites):
    """Corners of the cells cut out by the half-way planes of the listed pairs."""
    from scipy.spatial import ConvexHull, QhullError

    dual = pairs.vectors * (2.0 / pairs.distances**2)[:, None]
    needed = np.full(len(sites), np.inf)
    points, faces, adjacent = [np.empty((0, 3))], [np.empty((0, 3), int)], [np.empty((0, 3), int)]
    n_corners = 0
    for position, site in enumerate(sites):
        start, stop = pairs.offsets[site], pairs.offsets[site + 1]
        if stop - start < 4:
            continue
        try:
            hull = ConvexHull(dual[start:stop])
        except QhullError:
            # all candidates in one plane: the cell is open
            continue
        inverse = -hull.equations[:, 3]
        closest = inverse.min()
        if closest > UNBOUNDED:
            needed[position] = 2.0 / closest
            points.append(hull.equations[:, :3] / inverse[:, None])
            faces.append(hull.simplices + start)
            adjacent.append(hull.neighbors + n_corners)
            n_corners += len(inverse)
    return Corners(*(np.concatenate(part) for part in (points, faces, adjacent))), needed


def face_shapes(corners):
    """Area, solid angle and number of edges of every face."""
    faces, owner = np.unique(corners.faces, return_inverse=True)
    owner = owner.reshape(corners.faces.shape)
    middles = _middles(corners.points, owner, len(faces))
    start, k = (corners.adjacent > np.arange(len(owner))[:, None]).nonzero()
    beside = np.concatenate([owner[start, k - 1], owner[start, k - 2]])
    # the two ends of every edge, once for each of the two faces beside it
    a = np.tile(corners.points[start], (2, 1))
    b = np.tile(corners.points[corners.adjacent[start, k]], (2, 1))
    m = middles[beside]
    areas = np.bincount(beside, 0.5 * _length(_cross(a - m, b - m)), len(faces))
    solid_angles = np.bincount(beside, _solid_angle(a, b, m), len(faces))
    n_edges = np.bincount(beside[_length(a - b) > 1e-6], minlength=len(faces))
    return faces, areas, solid_angles, n_edges


def _middles(points, owner, n_faces):
    """A point inside each face: the mean of its corners."""
    flat, counts = owner.ravel(), np.bincount(owner.ravel(), minlength=n_faces)
    sums = [np.bincount(flat, np.repeat(points[:, axis], 3), n_faces) for axis in range(3)]
    return np.stack(sums, axis=1) / counts[:, None]


def _cross(a, b):
    # numpy's own spends most of its time on choosing axes
    return a[:, [1, 2, 0]] * b[:, [2, 0, 1]] - a[:, [2, 0, 1]] * b[:, [1, 2, 0]]


def _dot(a, b):
    return np.einsum("ij,ij->i", a, b)


def _length(a):
    return np.sqrt(_dot(a, a))


def _solid_angle(a, b, c):
    """Solid angle of triangles seen from the origin.

    References
    ----------
    Van Oosterom and Strackee, IEEE Trans. Biomed. Eng. 30, 125 (1983), doi:10.1109/TBME.1983.325207
    """
    volume = np.abs(_dot(a, _cross(b, c)))
    ra, rb, rc = _length(a), _length(b), _length(c)
    inside = ra * rb * rc + _dot(a, b) * rc + _dot(b, c) * ra + _dot(c, a) * rb
    return 2.0 * np.arctan2(volume, inside)

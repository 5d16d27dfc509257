"""Things in space: the edges of a cell, a ball."""

import numpy as np

FAINT = "#B8B8B8"


def cell_edges(lattice, origin=(0.0, 0.0, 0.0)):
    """The twelve edges of a cell (vectors as rows, Å) as one path with gaps, (36, 3)."""
    corners = np.array([[i, j, k] for i in (0, 1) for j in (0, 1) for k in (0, 1)])
    pairs = [
        (a, b) for a in range(8) for b in range(a) if np.abs(corners[a] - corners[b]).sum() == 1
    ]
    points = corners @ np.asarray(lattice) + origin
    path = np.full((12, 3, 3), np.nan)
    path[:, :2] = points[np.array(pairs)]
    return path.reshape(-1, 3)


def ball(n=40):
    """A sphere of radius 1 as a mesh of `n` meridians: points and triangles."""
    from scipy.spatial import ConvexHull

    theta, phi = np.meshgrid(np.linspace(0, np.pi, n // 2 + 1), np.linspace(0, 2 * np.pi, n + 1))
    parts = np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)
    points = np.unique(np.stack(parts, axis=-1).reshape(-1, 3).round(9), axis=0)
    return points, ConvexHull(points).simplices

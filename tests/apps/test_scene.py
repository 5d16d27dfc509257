"""Things in space: the twelve edges of a cell, a round ball."""

import numpy as np

from coursekit.apps.scene import ball, cell_edges


def test_a_cell_has_twelve_edges_of_three_lengths():
    path = cell_edges(np.diag([2.0, 3.0, 5.0]), origin=[1, 1, 1]).reshape(12, 3, 3)
    lengths = np.linalg.norm(path[:, 1] - path[:, 0], axis=1)
    assert sorted(lengths) == [2] * 4 + [3] * 4 + [5] * 4
    assert np.nanmin(path) == 1


def test_a_ball_is_round_and_closed():
    points, triangles = ball(24)
    assert np.allclose(np.linalg.norm(points, axis=1), 1, atol=1e-8)
    a, b, c = (points[corner] for corner in triangles.T)
    volume = np.abs(np.einsum("ij,ij->i", a, np.cross(b, c))).sum() / 6
    assert 0.95 < volume / (4 / 3 * np.pi) < 1
    assert len(points) - len(triangles) * 3 / 2 + len(triangles) == 2  # Euler

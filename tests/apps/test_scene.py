"""Pieces of a scene: paths with gaps, the twelve edges of a cell, a round ball."""

import numpy as np
import plotly.graph_objects as go

from coursekit.apps.scene import (
    SYMBOLS,
    atoms_trace,
    ball,
    cell_edges,
    join_lines,
    lines_trace,
    place_points,
    scene_range,
    scene_style,
)
from coursekit.plots.style import COLOURS


def test_lines_have_gaps_between_them():
    path = join_lines([0, 0, 0], [[1, 0, 0], [0, 2, 0]])
    assert path.shape == (6, 3)
    assert path[[0, 3]].tolist() == [[0, 0, 0], [0, 0, 0]]
    assert path[[1, 4]].tolist() == [[1, 0, 0], [0, 2, 0]]
    assert np.isnan(path[[2, 5]]).all()
    assert join_lines([0, 0, 0], np.empty((0, 3))).shape == (0, 3)


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


def test_elements_differ_in_colour_and_symbol():
    traces = [atoms_trace(place) for place in range(3)]
    assert [trace.marker.color for trace in traces] == list(COLOURS[:3])
    assert [trace.marker.symbol for trace in traces] == list(SYMBOLS)


def test_points_are_placed_and_removed():
    trace = lines_trace(color="#000000")
    place_points(trace, [[1, 2, 3], [4, 5, 6]])
    assert (list(trace.x), list(trace.y), list(trace.z)) == ([1, 4], [2, 5], [3, 6])
    place_points(trace, [])
    assert len(trace.x) == 0


def test_the_camera_stays_and_axes_are_equal():
    figure = go.Figure(layout={"scene": scene_style(zoom=2)})
    figure.update_layout(scene=scene_range(3.0))
    assert figure.layout.scene.uirevision == "kept"
    assert figure.layout.scene.aspectmode == "cube"
    assert figure.layout.scene.camera.eye.x == 0.55
    assert figure.layout.scene.zaxis.range == (-3, 3)
    assert figure.layout.scene.xaxis.visible is False

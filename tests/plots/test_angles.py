"""Angles of ideal shapes, bins around round angles, histogram bars."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit.plots.angles import angle_edges, angles_of, describe_shape, plot_angles

OCTAHEDRON = np.vstack([np.eye(3), -np.eye(3)]) * 2.0


def test_angles_of_an_octahedron():
    assert np.unique(angles_of(OCTAHEDRON).round(9), return_counts=True)[1].tolist() == [12, 3]
    assert len(angles_of(OCTAHEDRON[:1])) == 0


@pytest.mark.parametrize("width", [2, 5, 10, 20, 30])
def test_round_angles_stand_in_the_middle_of_a_bin(width):
    edges = angle_edges(width)
    middles = (edges[1:] + edges[:-1]) / 2
    assert middles[0] == 0
    assert middles[-1] == 180
    assert np.allclose(np.diff(edges), width)


def test_bars_are_shares():
    ax = plot_angles({"octahedron": OCTAHEDRON}, bin_width=10, ax=Figure().subplots())
    heights = [bar.get_height() for bar in ax.patches]
    assert sum(heights) == pytest.approx(1)
    assert (max(heights), len(heights)) == (pytest.approx(0.8), 19)
    assert ax.lines[0].get_xdata()[0] == pytest.approx(108)


def test_words():
    assert describe_shape("six", OCTAHEDRON) == (
        "six: 6 neighbours, 15 angles, mean 108.0°, variance 1296 deg²."
    )

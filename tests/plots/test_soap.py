"""Pictures of SOAP's steps: what is drawn is what was given."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit.plots.soap import (
    plot_coefficients,
    plot_density,
    plot_radial_functions,
    plot_similarities,
)


@pytest.fixture
def ax():
    return Figure().subplots()


def test_a_density_lies_around_the_atom(ax):
    cloud = np.arange(9.0).reshape(3, 3)
    plot_density(cloud, 2.0, ax=ax, title="here")
    (mesh,) = ax.collections
    assert np.array_equal(np.reshape(mesh.get_array(), (3, 3)), cloud)
    assert ax.get_xlim() == ax.get_ylim() == (-2, 2)
    # the points of the grid are the middles of the fields
    assert mesh.get_coordinates()[0, :2, 0].mean() == -2


def test_a_curve_for_each_radial_function(ax):
    plot_radial_functions(np.linspace(0, 5, 20), np.ones((3, 20)), ax=ax)
    assert ax.get_legend_handles_labels()[1] == ["n = 1", "n = 2", "n = 3"]


def test_blocks_of_coefficients(ax):
    parts = [np.full((2, 2 * degree + 1), float(degree)) for degree in range(3)]
    plot_coefficients(parts, ax=ax)
    table = np.reshape(ax.collections[0].get_array(), (2, 9))
    assert table[0].tolist() == [0, 1, 1, 1, 2, 2, 2, 2, 2]
    assert list(ax.get_xticks()) == [0, 2, 6]


def test_similarities_with_a_mark(ax):
    plot_similarities([0.3, 0.5], {"pair": [0.9, 0.95]}, ax=ax, here=0.5)
    assert list(ax.lines[0].get_ydata()) == [0.9, 0.95]
    assert list(ax.lines[1].get_xdata()) == [0.5, 0.5]

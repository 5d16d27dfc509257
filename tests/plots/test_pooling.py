"""Pictures of pooling: counts by hand, bars and fields as given."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from coursekit.plots.pooling import bins_of, plot_map, plot_matrix, plot_rows, plot_sites


@pytest.fixture
def ax():
    return Figure().subplots()


def test_sites_are_counted(ax):
    plot_sites({"adjacent": [4, 5, 5, 6], "far": [5, 5, 6, 6]}, label="N", ax=ax)
    assert [patch.get_data().values.tolist() for patch in ax.patches] == [[1, 2, 1], [0, 2, 2]]


def test_bins_of_lengths():
    edges = bins_of({"a": [1.9, 2.0], "b": [2.05]})
    assert (edges[0], edges[-1], len(edges)) == (1.9, 2.05, 31)


def test_rows_side_by_side(ax):
    plot_rows({"a": [1.0, 2.0], "b": [3.0, 4.0]}, ["x", "y"], ax=ax)
    assert [bar.get_height() for bar in ax.patches] == [1, 2, 3, 4]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y"]


def test_numbers_stand_in_the_fields(ax):
    table = pd.DataFrame({"mean": [1.0, -0.2], "mean by species": [0.25, 0.5]}, index=["a", "b"])
    plot_matrix(table, ax=ax)
    assert [text.get_text() for text in ax.texts] == ["1.00", "0.25", "0.00", "0.50"]
    assert np.asarray(ax.images[0].get_array())[1, 0] == 0


def test_a_point_is_ringed(ax):
    points = np.array([[0.0, 1.0], [2.0, 3.0]])
    plot_map(points, {"Ti": np.array([0]), "O": np.array([1])}, (0.7, 0.2), shown=1, ax=ax)
    assert ax.collections[-1].get_offsets().tolist() == [[2.0, 3.0]]
    assert "70%" in ax.get_xlabel()

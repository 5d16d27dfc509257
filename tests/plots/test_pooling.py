"""Pictures of pooling: counts by hand, bars and fields as given."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from coursekit.plots.pooling import bins_of, plot_matrix, plot_sites, sites_panel


@pytest.fixture
def ax():
    return Figure().subplots()


def test_sites_are_counted(ax):
    values = {"adjacent": [4, 5, 5, 6], "far": [5, 5, 6, 6]}
    heights = [mark.points[2:-2:2, 1].tolist() for mark in sites_panel(values, label="N").marks]
    assert heights == [[1, 2, 1], [0.5, 2, 2]]  # half a site stands for none
    plot_sites(values, label="N", ax=ax)
    assert len(ax.lines) == 2
    assert ax.get_yscale() == "log"


def test_bins_of_lengths():
    edges = bins_of({"a": [1.9, 2.0], "b": [2.05]})
    assert (edges[0], edges[-1], len(edges)) == (1.9, 2.05, 31)


def test_numbers_stand_in_the_fields(ax):
    table = pd.DataFrame({"mean": [1.0, -0.2], "mean by species": [0.25, 0.5]}, index=["a", "b"])
    plot_matrix(table, ax=ax)
    assert [text.get_text() for text in ax.texts] == ["1.00", "0.25", "0.00", "0.50"]
    assert np.asarray(ax.images[0].get_array())[1, 0] == 0

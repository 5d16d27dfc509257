"""Pictures of a potential show the data they were given."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit.plots.potentials import plot_energy_drift, plot_force_parity, plot_reach


@pytest.fixture
def ax():
    return Figure().subplots()


def test_parity_has_a_point_for_every_component(ax):
    true = np.array([-1.0, 0.0, 2.0])
    plot_force_parity(true, {"good": true, "bad": 0.5 * true}, ax=ax)
    good, bad = (dots.get_offsets() for dots in ax.collections)
    np.testing.assert_allclose(good, np.c_[true, true])
    np.testing.assert_allclose(bad, np.c_[true, 0.5 * true])
    assert ax.get_xlabel() == "true force / (eV/Å)"


def test_drift_begins_at_zero_in_mev(ax):
    plot_energy_drift({"run": np.array([1.0, 1.002])}, dt=2.0, ax=ax)
    np.testing.assert_allclose(ax.lines[0].get_xydata(), [[2, 0], [4, 2]])


def test_reach_leaves_out_those_that_noticed_nothing(ax):
    plot_reach([0.0, 2.0, 4.0], {1: [0.1, 0.01, 0.0]}, r_cut=3.0, ax=ax)
    np.testing.assert_allclose(ax.collections[0].get_offsets(), [[0, 0.1], [2, 0.01]])
    assert ax.lines[0].get_xdata() == pytest.approx([3, 3])


def test_a_learning_curve_shows_means_and_standard_errors():
    from coursekit.plots.potentials import plot_learning_curves

    found = {"one": {10: [0.4, 0.6], 100: [0.2, 0.4]}, "other": {10: [1.0, 1.0], 100: [0.5, 0.5]}}
    ax = plot_learning_curves(found)
    one, other = (container.lines for container in ax.containers)
    np.testing.assert_allclose(one[0].get_xydata(), [[10, 0.5], [100, 0.3]])
    np.testing.assert_allclose(other[0].get_xydata(), [[10, 1.0], [100, 0.5]])
    bars = one[2][0].get_segments()
    np.testing.assert_allclose([np.ptp(np.array(bar)[:, 1]) for bar in bars], 0.2)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["one", "other"]

"""Pictures of symmetry functions: curves have the values of the formulas."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit.plots.acsf import plot_angle_questions, plot_distance_questions


@pytest.fixture
def ax():
    return Figure().subplots()


def test_a_distance_question_peaks_before_its_centre(ax):
    plot_distance_questions([(40.0, 2.0)], [1.9, 2.1], r_cut=6.0, ax=ax)
    r, curve = ax.lines[1].get_data()
    at = int(np.argmin(abs(r - 2.0)))
    assert curve[at] == pytest.approx(0.5 * (1 + np.cos(np.pi * 2 / 6)), abs=0.01)
    assert list(ax.lines[-1].get_xdata()) == [1.9, 2.1]


def test_an_angle_question_peaks_at_the_end(ax):
    plot_angle_questions([(16, 1), (16, -1)], ax=ax)
    first, second = (line.get_data() for line in ax.lines[:2])
    assert (first[0][np.argmax(first[1])], second[0][np.argmax(second[1])]) == (0, 180)
    assert ax.get_legend_handles_labels()[1] == ["zeta 16, λ +1", "zeta 16, λ -1"]

"""Pictures and words of one environment: shells, staircase, sphere."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit.apps.crystals import look_around
from coursekit.plots.environment import (
    describe_shells,
    plot_counts,
    plot_surroundings,
    shells_of,
)
from coursekit.structures import make_fcc, make_rutile


@pytest.fixture(scope="module")
def copper():
    return look_around(make_fcc(), 0, 8.0)


def test_shells_of_fcc(copper):
    a = make_fcc().lattice.a
    shells = shells_of(copper.distances)[:5]
    assert [n for _, n in shells] == [12, 6, 24, 12, 24]
    assert [r for r, _ in shells] == pytest.approx([a * np.sqrt(k / 2) for k in range(1, 6)])


def test_width_of_a_shell():
    assert shells_of([1.0, 1.05, 2.0], width=0.1) == [(1.025, 2), (2.0, 1)]
    assert shells_of([2.0, 1.0]) == [(1.0, 1), (2.0, 1)]
    assert shells_of([]) == []


def test_words_for_none_one_and_many(copper):
    rutile = look_around(make_rutile(), 0, 4.0)
    assert describe_shells(rutile, 1.0) == (
        "No neighbour of Ti within 1.00 Å; the nearest is at 1.95 Å."
    )
    assert describe_shells(rutile, 2.2) == (
        "6 neighbours of Ti within 2.20 Å: 6 O. Shells: 4 at 1.95 Å, 2 at 1.98 Å."
    )
    assert describe_shells(copper, 8.0).endswith(", and 5 more.")


def test_the_staircase_ends_at_the_number_of_neighbours(copper):
    ax = plot_counts(copper.distances, 3.0, ax=Figure().subplots())
    stairs, smooth = ax.lines[:2]
    assert stairs.get_ydata()[-1] == len(copper.distances)
    assert ax.lines[2].get_ydata()[0] == 12
    assert (np.diff(smooth.get_ydata()) > -1e-9).all()
    assert ax.get_xlabel() == "r_cut / Å"


def test_only_neighbours_inside_are_drawn():
    rutile = look_around(make_rutile(), 0, 5.0)
    ax = Figure().add_subplot(projection="3d")
    plot_surroundings(rutile, 3.0, ax=ax)
    assert len(ax.lines) == 8
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["O", "Ti", "center Ti"]

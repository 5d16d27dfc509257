"""Pictures and words of one environment: shells, staircase, sphere."""

import numpy as np
import pytest

from coursekit.apps.crystals import look_around
from coursekit.plots.environment import describe_shells, shells_of, surroundings_marks
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


def test_only_neighbours_inside_are_drawn():
    rutile = look_around(make_rutile(), 0, 5.0)
    lines, *kinds, center = surroundings_marks(rutile, rutile.distances <= 3.0)
    assert len(lines.points) == 3 * 8
    assert [(mark.name, len(mark.points)) for mark in kinds] == [("O", 6), ("Ti", 2), ("-", 0)]
    assert center.name == "center Ti"

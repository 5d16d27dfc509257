"""Marks and their halos, paths with gaps, and the places of panels."""

import numpy as np
import pytest

from coursekit.apps.live import draw_live
from coursekit.plots.marks import (
    Bars,
    Drawing,
    Faces,
    Line,
    Panel,
    Points,
    filled_stairs,
    outline,
    spokes,
    stairs,
)
from coursekit.plots.style import HALO

PATH = np.array([[0.0, 0.0], [1.0, np.nan], [2.0, 1e-7]])


@pytest.mark.parametrize(
    "mark",
    [
        Line(PATH, name="m", of="a b"),
        Points(PATH, name="m", of="a b"),
        Bars(np.arange(3), np.ones(3), name="m", of="a b"),
    ],
)
def test_a_halo_stands_behind_what_is_moved_only(mark):
    halo, same = mark.parts("b")
    assert (same, halo.color, len(halo.points) > 0) == (mark, HALO, True)
    assert not halo.legend
    halo, _ = mark.parts("other")
    assert len(halo.points) == 0


def test_faces_turn_yellow():
    face = Faces(np.eye(3), np.array([[0, 1, 2]]), name="f", of="a")
    assert [part.color for part in face.parts("a")] == [HALO]
    assert face.parts("") == [face]


def test_paths():
    assert stairs([0, 1, 3], [2, 5]).tolist() == [[0, 2], [1, 2], [1, 5], [3, 5]]
    assert filled_stairs([0, 1], [2]).tolist() == [[0, 0], [0, 2], [1, 2], [1, 0]]
    assert len(filled_stairs(np.array([0.0]), np.array([]))) == 0
    path = spokes([0, 0, 0], [[1, 0, 0], [0, 2, 0]])
    assert path.shape == (6, 3)
    assert np.isnan(path[[2, 5]]).all()
    assert spokes(np.zeros(3), np.empty((0, 3))).shape == (0, 3)
    assert np.nanmax(outline(np.array([1]), np.array([4]), 0.5), axis=0).tolist() == [1.25, 4]


def test_numbers_on_the_page_are_short_and_gaps_are_none():
    panel = Panel([Line(PATH + np.array([0, 1 / 3]), name="m")])
    (trace,) = draw_live(Drawing({"A": panel}, ""))["data"]
    assert trace["x"] == [0, 1, 2]
    assert trace["y"] == [0.33333, None, 0.33333]


def test_panels_lie_as_the_rows_of_letters_say():
    panels = {letter: Panel([Line(PATH, name=letter)], title=letter) for letter in "ABC"}
    live = draw_live(Drawing(panels, "", mosaic=("AB", "AC")))
    domains = [(live["layout"][f"xaxis{n}"]["domain"], live["layout"][f"yaxis{n}"]["domain"])
               for n in ("", 2, 3)]  # fmt: skip
    (left, high), (right, top), (_, low) = domains
    assert left[1] < 0.5 < right[0]
    assert high == [0, 1]
    assert low[1] < top[0]
    narrow = [live["narrow"][f"xaxis{n}"]["domain"] for n in ("", 2, 3)]
    assert narrow == [[0, 1]] * 3
    assert live["narrow"]["yaxis3"]["domain"][0] == 0

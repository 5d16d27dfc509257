"""Invisible characters are taken out of code only where nothing else is the matter."""

import pytest

from coursekit.grading.drafts import draft_cells
from coursekit.grading.invisible import without_invisible


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("\ufeffx = 1", "x = 1"),
        ("if x:\n\u00a0\u00a0y = 1", "if x:\n  y = 1"),
        ("x = 1\u2028y = 2", "x = 1\ny = 2"),
        ("x =\u200b 1", "x = 1"),
        ("name = 'a\u00a0b'", "name = 'a\u00a0b'"),  # it runs: what is in a text stays
        ("def f(:\u00a0", "def f(:\u00a0"),  # not the only thing that is wrong
        ("Å = 1", "Å = 1"),
    ],
)
def test_code(source, clean):
    assert without_invisible(source) == clean


def test_written_answers_stay_as_they_are():
    cells = [
        {"cell_type": kind, "metadata": {}, "source": "x =\u00a01"} for kind in ("markdown", "code")
    ]
    drafts, notes = draft_cells({"cells": cells, "nbformat": 4})
    assert [draft.source for draft in drafts] == ["x =\u00a01", "x = 1"]
    assert "1 cells could not run for invisible characters, which were taken out" in notes

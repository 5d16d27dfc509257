"""Right answers in the wrong place go back to their own, and the note says where from."""

import copy

import pytest

from coursekit.grading.course import Course
from coursekit.grading.invisible import mend_source
from coursekit.grading.naming import match_notebooks
from coursekit.grading.sanitise import sanitise
from coursekit.grading.snapshot import take_snapshots
from coursekit.grading.wandering import bring_home
from coursekit.grading.wrappings import read_script

from .corpus.edit import RIGHT, answer, cell, insert_before, read_release


@pytest.fixture(scope="module")
def snapshots(built_course):
    return take_snapshots(Course.at(built_course), "exercises")


@pytest.fixture
def release(built_course):
    return read_release(built_course)


def _mean(notebooks, snapshots):
    notebook, repairs = sanitise(notebooks["1_mass"], snapshots["1_mass"])
    source = {c.id: c.source for c in notebook.cells}["mean"]
    return source, [str(r) for r in repairs if r.kind == "answer-found"]


def test_an_untouched_stub_gives_way_to_an_own_cell(release, snapshots):
    insert_before(release, "why-question", RIGHT["mean"])
    found = "mean: it was not filled in; the answer was found in a cell of its own"
    assert _mean(release, snapshots) == (RIGHT["mean"], [found])
    notebook, _ = sanitise(release["1_mass"], snapshots["1_mass"])
    assert [c.source for c in notebook.cells].count(RIGHT["mean"]) == 1  # it runs once


def test_an_own_cell_before_the_test_stays_where_it_is_and_runs_once(release, snapshots):
    insert_before(release, "mean-check", RIGHT["mean"])
    notebook, repairs = sanitise(release["1_mass"], snapshots["1_mass"])
    assert [c.source for c in notebook.cells].count(RIGHT["mean"]) == 1
    assert repairs == []


def test_an_answer_that_was_filled_in_does_not_give_way(release, snapshots):
    wrong = "def mean_mass(counts):\n    return 0\n"
    notebooks = insert_before(answer(release, {"mean": wrong}), "why-question", RIGHT["mean"])
    assert _mean(notebooks, snapshots) == (wrong, [])


def test_code_is_taken_out_of_the_text_around_it(release, snapshots):
    text = f"My code:\n```python\n{RIGHT['mean']}```\nThat was it."
    notebooks = answer(release, {"mean": text})
    cell(notebooks, "mean")["cell_type"] = "markdown"
    source, notes = _mean(notebooks, snapshots)
    assert source.strip() == RIGHT["mean"].strip()
    assert notes == ["mean: the code was taken out of the text around it"]


def test_indented_parts_are_joined_and_whole_cells_are_not(release, snapshots):
    cut = RIGHT["mean"].index("    for symbol")
    first, second = RIGHT["mean"][:cut], RIGHT["mean"][cut:]
    notebooks = insert_before(answer(release, {"mean": first}), "mean-check", second)
    source, notes = _mean(notebooks, snapshots)
    assert source.replace("\n\n", "\n") == RIGHT["mean"]
    assert notes == ["mean: it was split in 2 and was joined"]
    whole = insert_before(answer(release, RIGHT), "mean-check", "print(1)")
    assert _mean(whole, snapshots) == (RIGHT["mean"], [])


def test_answers_in_another_notebook_come_home(release, snapshots):
    raws = answer(release, RIGHT)
    moved = [c for c in raws["2_cell"]["cells"] if c["id"] == "volume"]
    raws["1_mass"]["cells"] += moved
    alone = {"1_mass": copy.deepcopy(raws["1_mass"])}
    assert bring_home(raws, snapshots) == []  # it is in its own notebook as well
    notes = bring_home(alone, snapshots)
    assert [str(note) for note in notes] == ["volume: it was found in 1_mass and taken to 2_cell"]
    assert [c["source"] for c in alone["2_cell"]["cells"]] == [RIGHT["volume"]]


@pytest.mark.parametrize("raw", [{}, {"cells": None}, {"cells": [None, "x", {"metadata": 5}]}])
def test_nothing_that_is_handed_in_stops_the_search(raw, snapshots):
    assert bring_home({"1_mass": raw}, snapshots) == []


def test_notebooks_with_exchanged_names_are_told_by_their_marks(release, snapshots):
    import json

    one, two = (json.dumps(release[name]).encode() for name in ("1_mass", "2_cell"))
    found, repairs = match_notebooks({"1_mass.ipynb": two, "2_cell.ipynb": one}, snapshots)
    assert found == {"1_mass": release["1_mass"], "2_cell": release["2_cell"]}
    assert [str(note) for note in repairs] == [
        "2_cell.ipynb: it was taken as 1_mass.ipynb",
        "1_mass.ipynb: it was taken as 2_cell.ipynb",
    ]


@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("<<<<<<< a\nx = 1\n=======\nx = (\n>>>>>>> b\n", "x = 1\n"),
        ("<<<<<<< a\nx = (\n||||||| o\nx = 0\n=======\nx = 2\n>>>>>>> b\ny = 3", "x = 2\ny = 3"),
        ("text = '''\n<<<<<<< a\n>>>>>>> b\n'''", "text = '''\n<<<<<<< a\n>>>>>>> b\n'''"),
        (
            "<<<<<<< a\nx = (\n=======\nx = )\n>>>>>>> b",
            "<<<<<<< a\nx = (\n=======\nx = )\n>>>>>>> b",
        ),
        ("if x:\n    a = 1\n\tb = 2", "if x:\n    a = 1\n    b = 2"),
        ("if x:\n\ta = '\t'", "if x:\n\ta = '\t'"),
    ],
)
def test_small_mends_of_code(source, clean):
    assert mend_source(source)[0] == clean


def test_an_exported_script_is_read_as_cells():
    text = "#!/usr/bin/env python\n\n# # Title\n\n# In[1]:\n\n\nx = 1\n\n\n# A text.\n\n# In[ ]:\n\n\ny = 2\n"
    found = [(c["cell_type"], c["source"]) for c in read_script(text)]
    assert found == [("code", "x = 1"), ("markdown", "A text."), ("code", "y = 2")]
    assert read_script("# just a program\nx = 1\n") == []

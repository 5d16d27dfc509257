"""No input raises, every result can be run and scored, every repair is noted."""

import copy
import json

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.utils import compute_checksum, is_locked

from coursekit.grading.reading import read_raw
from coursekit.grading.submission import clean_one

from .corpus.edit import RIGHT, answer, read_release

SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
JSON = st.recursive(
    SCALAR, lambda i: st.lists(i, max_size=4) | st.dictionaries(st.text(max_size=8), i, max_size=4)
)
FIELDS = ("cell_type", "source", "metadata", "id", "outputs", "attachments", "execution_count")
CELL = st.dictionaries(
    st.sampled_from(FIELDS),
    JSON
    | st.sampled_from(["code", "markdown", "raw", "mean", "why", "mean-check", "def mean_mass(c):"])
    | st.fixed_dictionaries(
        {
            "nbgrader": st.dictionaries(
                st.sampled_from(["grade", "solution", "grade_id", "points", "locked", "task"]),
                SCALAR | st.sampled_from(["mean", "mean-check", "why", "mean-hidden"]),
            )
            | JSON
        }
    ),
)


@pytest.fixture(scope="module")
def snapshot(snapshots):
    return snapshots["1_mass"]


def _check(notebook, snapshot):
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    nbformat.writes(notebook)
    marked = {c.id: c for c in snapshot.cells if c.is_marked}
    found = {c.metadata.nbgrader["grade_id"]: c for c in notebook.cells if "nbgrader" in c.metadata}
    assert set(found) == set(marked)
    assert len({c.id for c in notebook.cells}) == len(notebook.cells)
    for cell_id, made in found.items():
        assert made.metadata.nbgrader == marked[cell_id].marks
        assert made.cell_type == marked[cell_id].cell_type
        if is_locked(made):
            assert made.source == marked[cell_id].source
            assert compute_checksum(made) == made.metadata.nbgrader["checksum"]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
@given(raw=JSON | st.fixed_dictionaries({"cells": st.lists(CELL | JSON, max_size=8)}))
def test_any_json_becomes_a_notebook_that_can_be_scored(snapshot, raw):
    notebook, repairs = clean_one(raw, snapshot)
    _check(notebook, snapshot)
    assert repairs


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None
)
@given(data=st.data())
def test_any_edit_of_a_real_notebook_can_be_scored(snapshot, built_course, data):
    notebook = answer(read_release(built_course), RIGHT)["1_mass"]
    cells = notebook["cells"]
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(cells) - 1)) if cells else 0
        act = data.draw(st.sampled_from(["drop", "double", "move", "field", "marks"]))
        if not cells:
            break
        if act == "drop":
            del cells[at]
        elif act == "double":
            cells.insert(data.draw(st.integers(0, len(cells))), copy.deepcopy(cells[at]))
        elif act == "move":
            cells.insert(data.draw(st.integers(0, len(cells) - 1)), cells.pop(at))
        elif act == "field":
            cells[at][data.draw(st.sampled_from(FIELDS))] = data.draw(JSON)
        else:
            cells[at]["metadata"] = {"nbgrader": data.draw(JSON)}
    _check(clean_one(notebook, snapshot)[0], snapshot)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: t.encode("utf-16")))
def test_any_bytes_are_read(content):
    raw, repairs = read_raw(content, "a.ipynb")
    assert raw is None or isinstance(raw["cells"], list)
    assert raw is not None or repairs


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cut=st.integers(0, 6000))
def test_any_cut_keeps_the_whole_cells_before_it(built_course, cut):
    content = (built_course / "exercises/1_mass.ipynb").read_bytes()
    whole = json.loads(content)["cells"]
    raw, _ = read_raw(content[:cut], "1_mass.ipynb")
    saved = raw["cells"] if raw else []
    assert [c["source"] for c in saved[:-1]] == [
        c["source"] for c in whole[: max(len(saved) - 1, 0)]
    ]

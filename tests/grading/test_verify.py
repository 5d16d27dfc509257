"""Comparing values outside the sandbox: tolerance, units, shapes, and everything that lies."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.grading.expected import Expected
from coursekit.grading.snapshot import ReleasedCell, Snapshot
from coursekit.grading.verify import expected_records, judge
from coursekit.wire.agree import agree
from coursekit.wire.encode import encode
from coursekit.wire.record import MAX_RECORDS, MIME, parse_record, read_records

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["kind", "value", "items", "shape", "data", "unit", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0, 0.1), st.floats(0, 1))
def test_numbers_agree_like_the_formula(a, b, rtol, atol):
    assert agree(a, b, rtol=rtol, atol=atol) == (abs(a - b) <= atol + rtol * abs(b))


@given(JSON, JSON)
def test_no_value_raises(value, expected):
    assert agree(value, expected) in (True, False)


@pytest.mark.parametrize(
    ("value", "expected", "same"),
    [
        (3, 3.0, True),
        (True, 1, False),
        (1, True, False),
        (None, 0, False),
        ("3", 3, False),
        (math.nan, math.nan, True),
        (math.inf, math.inf, True),
        (math.inf, -math.inf, False),
        (math.nan, 1.0, False),
        ([1, 2], np.array([1, 2]), True),
        (np.array([[1, 2]]), [1, 2], False),
        (np.zeros((2, 3)), np.zeros((3, 2)), False),
        (np.zeros((0, 3)), np.zeros((0, 3)), True),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ({1.0000000001, 2}, {2, 1}, True),
        (1j, 1j, True),
        (2**60, 2**60, True),
        (object(), 1, False),
    ],
)
def test_kinds(value, expected, same):
    assert agree(encode(value), encode(expected)) is same


@pytest.mark.parametrize(
    ("number", "unit", "same"),
    [
        (0.15, "nm", True),
        (1.5, "Å", True),
        (1.5, "nm", False),
        (1.5, "eV", False),
        (1.5, "?", False),
    ],
)
def test_units(number, unit, same):
    value = {"kind": "quantity", "value": number, "unit": unit}
    assert agree(value, 1.5, unit="Å") is same


def test_opaque_and_too_large_agree_with_nothing():
    for value in ({"kind": "opaque", "type": "A", "text": ""}, {"kind": "too-large", "bytes": 9}):
        assert not agree(value, value)


@given(JSON)
def test_no_payload_raises(payload):
    parse_record(payload)
    parse_record({"version": 1, "step": "a", "case": "b", "value": payload, "wrong": payload})


def test_records_are_capped_and_checked():
    good = {"version": 1, "step": "a", "case": "b", "value": 1}
    outputs = [{"output_type": "display_data", "data": {MIME: good}}] * (MAX_RECORDS + 5)
    assert len(read_records(outputs)) == MAX_RECORDS
    huge = good | {"value": "x" * 70_000}
    assert read_records([{"data": {MIME: huge}}, {"data": None}, "text", {}]) == []


def test_infinite_weights_are_not_believed():
    record = parse_record({"version": 1, "step": "a", "case": "b", "value": 1, "points": 1e300})
    assert record.points == 1.0


def _snapshot():
    marks = {"grade": True, "solution": False, "grade_id": "t", "points": 4, "locked": True}
    test = ReleasedCell("t", "code", "emit()", "emit()", {"nbgrader": marks})
    return Snapshot("nb", (test,), None)


def _result(records, status="ok"):
    return {"cells": {"t": {"records": records, "outputs": [], "status": status}}}


def _record(case, value, **more):
    return {"version": 1, "step": "s", "case": case, "value": value, **more}


EXPECTED = Expected(
    expected_records(
        _result([_record("a", 1.0, points=3, wrong={"half": 0.5}), _record("b", [1, 2])])
    )
)


@pytest.mark.parametrize(
    ("records", "score"),
    [
        ([_record("a", 1.0), _record("b", [1, 2])], 4.0),
        ([_record("b", [1, 2])], 1.0),
        ([_record("a", 1.0)], 3.0),
        ([], 0.0),
        ([_record("a", 2.0, rtol=1e9, points=1e9), _record("c", 1.0)], 0.0),
        ([_record("a", {"kind": "opaque", "type": "Always", "text": "1.0"})], 0.0),
    ],
)
def test_partial_credit(records, score):
    (verdict,) = judge(_snapshot(), _result(records, "error"), EXPECTED)
    assert (verdict.score, verdict.how) == (score, "values")


def test_misconception_is_named_by_the_grader():
    (verdict,) = judge(_snapshot(), _result([_record("a", 0.5, hint="mine")]), EXPECTED)
    assert [case.hint for case in verdict.cases] == ["half", ""]
    assert verdict.cases[1].message.startswith("No value arrived")


@pytest.mark.parametrize(("status", "score"), [("ok", 4.0), ("error", 0.0), ("dead", 0.0)])
def test_cell_without_values_is_judged_by_its_run(status, score):
    (verdict,) = judge(_snapshot(), _result([], status), Expected({}))
    assert (verdict.score, verdict.how) == (score, "run")

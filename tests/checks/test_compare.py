"""Comparison in the notebook and in the grader: two codes, one verdict."""

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.checks import compare
from coursekit.checks.emit import encode
from coursekit.grading import compare as grader

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-3, 3) | st.sampled_from(["a", "b"])
    | st.complex_numbers(max_magnitude=3),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["x", "y", 1]), inner, max_size=3)
    | st.sets(st.integers(0, 3), max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(VALUES, VALUES, st.sampled_from([0.0, 1e-6, 0.5]), st.sampled_from([0.0, 0.5]))
def test_both_codes_agree(value, expected, rtol, atol):
    for left, right in ((value, expected), (expected, expected)):
        pair = encode(left), encode(right)
        rules = {"rtol": rtol, "atol": atol}
        assert compare.agree(*pair, **rules) == grader.agree(*pair, **rules)


@given(VALUES)
def test_a_value_agrees_with_itself(value):
    assert compare.agree(encode(value), encode(value))


def test_units_are_those_of_the_grader():
    for have, unit in product(grader._UNITS, repeat=2):
        value = {"kind": "quantity", "value": 2.0, "unit": have}
        (kind, factor), (wanted_kind, wanted) = grader._UNITS[have], grader._UNITS[unit]
        expected = 2.0 * factor / wanted
        assert compare.agree(value, expected, unit=unit) is (kind == wanted_kind), (have, unit)
        assert grader.agree(value, expected, unit=unit) is (kind == wanted_kind), (have, unit)


@pytest.mark.parametrize(
    ("value", "expected", "same"),
    [
        ([1, 2], np.array([1.0, 2.0]), True),
        (pd.Series([1, 2]), (1, 2), True),
        (np.array(3.0), 3, True),
        (range(3), [0, 1, 2], True),
        ({"a": 1}.values(), [1], True),
        (np.array([[1.0], [2.0]]), [1.0, 2.0], False),
        (True, 1, False),
        (np.bool_(True), True, True),
        (math.nan, math.nan, True),
        (math.inf, 1e300, False),
        ({"b": 2, "a": 1}, {"a": 1, "b": 2}, True),
        ("Ti", "ti", False),
        (object(), 1, False),
        (10**400, 1.0, False),
    ],
)
def test_pairs(value, expected, same):
    assert compare.agree(encode(value), encode(expected)) is same
    assert grader.agree(encode(value), encode(expected)) is same


def test_shapes():
    assert compare.shape_of(1.0) == ()
    assert compare.shape_of([[1, 2], [3, 4], [5, 6]]) == (3, 2)
    assert compare.shape_of([[1, 2], [3]]) is None
    assert compare.shape_of([]) == (0,)

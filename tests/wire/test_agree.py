"""Comparison in the notebook and in the grader: one code, one verdict."""

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coursekit.wire.agree import agree, shape_of
from coursekit.wire.encode import encode
from coursekit.wire.units import _KINDS

VALUES = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers(-3, 3) | st.sampled_from(["a", "b"])
    | st.complex_numbers(max_magnitude=3),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["x", "y", 1]), inner, max_size=3)
    | st.sets(st.integers(0, 3), max_size=3),
    max_leaves=6,
)  # fmt: skip


@given(VALUES)
def test_a_value_agrees_with_itself(value):
    assert agree(encode(value), encode(value))


@pytest.mark.parametrize("kind", _KINDS)
def test_every_unit_agrees_with_its_own_kind_alone(kind):
    units = [unit for table in _KINDS for unit in table]
    for have, unit in product(kind, units):
        value = {"kind": "quantity", "value": 2.0, "unit": have}
        expected = 2.0 * kind[have] / kind.get(unit, 1.0)
        assert agree(value, expected, unit=unit) is (unit in kind), (have, unit)


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
    assert agree(encode(value), encode(expected)) is same


def test_shapes():
    assert shape_of(1.0) == ()
    assert shape_of([[1, 2], [3, 4], [5, 6]]) == (3, 2)
    assert shape_of([[1, 2], [3]]) is None
    assert shape_of([]) == (0,)

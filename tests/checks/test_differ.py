"""Every sentence about a difference, word for word; none of them holds the answer."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from wire.test_agree import VALUES

from coursekit.checks.differ import explain_difference
from coursekit.wire.agree import agree
from coursekit.wire.encode import encode


def _say(value, expected, **rules):
    return explain_difference(encode(value), encode(expected), **rules)


@pytest.mark.parametrize(
    ("value", "expected", "sentence"),
    [
        (3.0, 7.0, "Your value is too small."),
        (9.0, 7.0, "Your value is too large."),
        (900.0, 7.0, "Your value is too large, by more than a factor of ten."),
        (7.01, 7.0, "Very close, but too large: look for early rounding or a slightly different "
         "constant."),
        (6.99, 7.0, "Very close, but too small: look for early rounding or a slightly different "
         "constant."),
        (math.nan, 7.0, "Your value is nan: somewhere 0 was divided by 0, or a value is missing."),
        (math.inf, 7.0, "Your value is infinite: somewhere a number was divided by 0."),
        (1j, 7.0, "Your number differs in its real or in its imaginary part."),
        ("7", 7.0, "Your answer is text, a number is asked for."),
        (True, 7.0, "Your answer is True or False, a number is asked for."),
        ([7.0], 7.0, "Your answer is a list or array, a number is asked for."),
        ({7.0}, 7.0, "Your answer is a set, a number is asked for."),
        (7.0, [7.0], "Your answer is a number, a list or array is asked for."),
        ([1, 2], {"a": 1}, "Your answer is a list or array, a dict is asked for."),
        (np.zeros((2, 1)), [1, 2], "Your answer has shape (2, 1), shape (2,) is asked for."),
        ([1, 2, 3], [1, 2], "Your answer has shape (3,), shape (2,) is asked for."),
        ([[1], [1, 2]], [[1, 2], [3, 4]],
         "The rows of your answer differ in length, shape (2, 2) is asked for."),
        ([[1], [1, 2], []], [[1, 2], [3]], "Your answer has 3 entries, 2 are asked for."),
        ([1, 5, 3], [1, 2, 3], "2 of 3 entries are right; the first that is not has index 1."),
        ([[1, 2], [3, 5]], [[1, 2], [3, 4]],
         "1 of 2 rows are right; the first that is not has index 1."),
        ({"a": 1, "c": 2}, {"a": 1, "b": 2}, "Your dict has a key that nobody asked for: 'c'."),
        ({"a": 1}, {"a": 1, "b": 2}, "Your dict has 1 keys, 2 are asked for."),
        ({"a": 1, "b": 3}, {"a": 1, "b": 2}, "1 of 2 entries are right; look at 'b'."),
        ({1, 2}, {1, 3}, "Your set has 2 items; not all of them are the ones asked for."),
        (" ti", "Ti", "Your text differs only in spaces or in capital letters."),
        ("Al", "Ti", "Your answer is 'Al', which is not it."),
        (False, True, "Your answer is False, which is not it."),
        ((i for i in "ab"), [1, 2],
         "Your answer is of type `generator`, a list or array is asked for. "
         "Put `list(...)` around it."),
        (object(), 7.0, "Your answer is of type `object`, a number is asked for."),
        (np.zeros(10**6), 7.0,
         "Your answer is far too large; a number of modest size is asked for."),
        (print, 1.0,
         "Your answer is of type `builtin_function_or_method`, a number is asked for. Call it: the "
         "parentheses are missing."),
        ((x for x in [1]), 1.0,
         "Your answer is of type `generator`, a number is asked for. Its items are not computed "
         "yet."),
        ([1.0, float("nan")], [1.0, 2.0],
         "1 of 2 entries are right; the first that is not has index 1 and is nan: somewhere 0 was "
         "divided by 0, or a value is missing."),
        ([[1.0, 1j]], [[1.0, 2.0]],
         "0 of 1 rows are right; the first that is not has index 0 and is a complex number: a root "
         "or a power of a negative number does this."),
        (["a", 2], ["a", "b"],
         "1 of 2 entries are right; the first that is not has index 1 and is a number, text is "
         "asked for."),
        ([object()], [1.0],
         "Your answer cannot be compared: return plain numbers, text, lists or arrays."),
    ],
)  # fmt: skip
def test_sentences(value, expected, sentence):
    assert _say(value, expected) == sentence


def test_a_unit_of_another_kind():
    value = {"kind": "quantity", "value": 7.0, "unit": "eV"}
    assert explain_difference(value, 7.0, unit="Å") == "Your answer is in eV, Å is asked for."


def test_tolerance_is_used():
    assert _say([1.04, 3.0], [1.0, 2.0], rtol=0.05).startswith("1 of 2 entries")


@given(VALUES, st.floats(100, 1e6).map(lambda x: x + 0.123456789))
def test_the_expected_number_is_never_told(value, expected):
    if not agree(encode(value), encode(expected)):
        sentence = _say(value, expected)
        assert sentence.endswith(".")
        assert repr(expected) not in sentence


@given(VALUES, VALUES)
def test_there_is_always_a_sentence(value, expected):
    assert len(_say(value, expected)) > 10

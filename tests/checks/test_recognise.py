"""Each general wrong turn is found by its number, and has its sentence."""

import numpy as np
import pytest

from coursekit.checks.misconceptions import find_misconception, load_misconceptions
from coursekit.checks.recognise import _transformed, recognise
from coursekit.wire.encode import encode


def _find(value, expected, **options):
    return recognise(encode(value), encode(expected), **options)


@pytest.mark.parametrize(
    ("name", "value", "options"),
    [
        ("radians for degrees", 1.239184, {}),
        ("degrees for radians", 4068.0, {}),
        ("twice", 142.0, {}),
        ("half", 35.5, {}),
        ("one too many", 72, {}),
        ("one too few", 70, {}),
        ("squared", 5041, {}),
        ("square root", 71**0.5, {}),
        ("sign", -71, {}),
        ("ten times", 710, {}),
        ("a tenth", 7.1, {}),
        ("percent for fraction", 7100, {}),
        ("fraction for percent", 0.71, {}),
        ("thousand times", 71000, {}),
        ("thousandth", 0.071, {}),
        ("reciprocal", 1 / 71, {}),
        ("sum for mean", 71 * 7, {"n": 7}),
        ("mean for sum", 71 / 7, {"n": 7}),
        ("per cell for per atom", 71 * 7, {"n": 7, "unit": "eV/atom"}),
        ("per atom for per cell", 71 / 7, {"n": 7, "unit": "eV/atom"}),
    ],
)
def test_numbers(name, value, options):
    assert _find(value, 71, rtol=1e-3, **options) == [name]
    # an array of such numbers is recognised alike, except for counts
    if not name.startswith("one"):
        assert name in _find([value, value], [71.0, 71.0], rtol=1e-3, **options)


def test_order():
    assert _find([3, 1, 2], [1, 2, 3]) == ["unsorted"]
    assert _find([[1, 4], [2, 5], [3, 6]], [[1, 2, 3], [4, 5, 6]]) == ["transposed"]
    assert _find([[1, 3], [2, 4]], [[1, 2], [3, 4]]) == ["transposed"]


def test_listed_ones_come_first_and_need_no_expected_value():
    wrong = {"self counted": 13, "no images": 0}
    assert _find(13, 12, wrong=wrong) == ["self counted", "one too many"]
    assert recognise(13, None, wrong=wrong) == ["self counted"]
    assert recognise(12, None, wrong=wrong) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 71),
        (71, 71),
        (1.0, 1.0),
        (0.0, 0.0),
        (3.0, 0.0),
        (np.nan, 71),
        (np.inf, 71),
        ("71", 71),
        (True, 71),
        ([1, 2], 71),
        ([1, 2, 3], [1, 2]),
        ([[1], [2, 3]], [1, 2]),
        ([], []),
        (object(), 71),
        ({"a": 142}, {"a": 71}),
        (1j, 71),
        (10**400, 71),
    ],
)
def test_nothing_is_seen_where_nothing_is(value, expected):
    assert _find(value, expected) == []


def test_a_right_value_of_one_is_not_its_square():
    assert _find(1.0, 1.0, rtol=1e-9) == []
    assert "squared" not in _find(2.0, 1.0)


def test_every_general_name_has_its_words():
    general = {"transposed", "unsorted"}
    for unit in ("", "eV/atom"):
        general |= {name for name, _ in _transformed(np.float64(3), True, unit, 2)}
    assert len(general) == 22
    assert general <= set(load_misconceptions())
    for entry in load_misconceptions().values():
        assert entry.says.endswith("."), entry
        assert entry.why == "" or entry.why.endswith("."), entry
        assert not entry.look.endswith("."), entry


def test_a_sentence_of_three_parts():
    assert str(find_misconception("half list")) == (
        "Each pair is counted once, from one of its ends. A half list is made for energies; for "
        "counting, each atom needs all of its neighbours. Look at: B_environments, four ways "
        "to get it wrong."
    )
    assert str(find_misconception("new one")) == "This is the value of: new one."

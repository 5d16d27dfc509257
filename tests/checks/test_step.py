"""A step: one record a case whatever happens, the right words, and a verdict that can raise."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wire.test_agree import VALUES

from coursekit.checks import NotYet, Step
from coursekit.checks.progress import SESSION
from coursekit.wire.record import parse_record


def _step(answer, **options):
    return Step("Z-test", answer="f", namespace={} if answer is None else {"f": answer}, **options)


class Hostile:
    """Raises at whatever it is asked."""

    def __getattribute__(self, name):
        raise RuntimeError("no")

    def _no(self, *args):
        raise RuntimeError("no")

    __eq__ = __len__ = __iter__ = __bool__ = __repr__ = __str__ = __float__ = __hash__ = _no


# Made when they are needed: pytest itself looks at parameters.
HOSTILE = {
    "object": lambda: Hostile(),
    "object in a list": lambda: [Hostile()],
    "object in a dict": lambda: {"a": Hostile()},
    "class in an array": lambda: np.array([int], dtype=object),
    "nan": lambda: float("nan"),
    "bytes": lambda: b"bytes",
    "class": lambda: Hostile,
    "function": lambda: print,
    "large array": lambda: np.zeros(10**6),
    "large list": lambda: [[]] * 100_000,
    "long text": lambda: "x" * 100_000,
    "half a character": lambda: "\ud800",
    "masked": lambda: np.ma.masked,
    "no time": lambda: np.datetime64("NaT"),
    "fields": lambda: np.zeros(2, dtype=[("a", "f8")]),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("hidden", [False, True])
def test_hostile_values(name, hidden):
    value = HOSTILE[name]()
    step = _step(lambda: value, hidden=hidden)
    case = step.case("a", args=(), expected=None if hidden else 3.0, wrong={"odd": value})
    assert parse_record(case.record) is not None
    assert case.right is (None if hidden else False)


def test_a_value_that_contains_itself():
    loop = []
    loop += [loop, loop]
    assert _step(lambda: loop).case("a", args=(), expected=3.0).right is False


@pytest.mark.parametrize("levels", [3, 9, 30])
def test_a_nested_value_is_read_again(levels):
    value = 1j
    for _ in range(levels):
        value = {"x": value}
    case = _step(lambda: value).case("a", args=(), expected=None, wrong={"w": value})
    assert parse_record(case.record) is not None


@given(VALUES, VALUES, st.booleans())
@settings(deadline=None)
def test_no_value_makes_a_case_raise(value, expected, hidden):
    step = _step(lambda: value, hidden=hidden)
    case = step.case("a", args=(), expected=expected, wrong={"w": value}, n=2)
    assert parse_record(case.record) is not None
    assert step.cases == [case]
    if case.right is False and not hidden:
        assert case.message


@given(st.sampled_from([ValueError, KeyError, SystemExit, RecursionError, MemoryError, TypeError]))
def test_no_error_makes_a_case_raise(kind):
    def f():
        raise kind("x")

    case = _step(f).case("a", args=(), expected=1)
    assert case.record["value"] is None
    assert case.message.startswith("`f`")


def test_the_record_holds_what_the_grader_needs():
    case = _step(lambda x: 2 * x).case(
        "b", args=(3,), expected=3, unit="Å", rtol=1e-3, atol=0.1, points=2, wrong={"w": 1}
    )
    assert case.record == {
        "version": 1,
        "step": "Z-test",
        "case": "b",
        "value": 6,
        "verdict": False,
        "hint": "twice",
        "message": case.message,
        "points": 2.0,
        "rtol": 1e-3,
        "atol": 0.1,
        "unit": "Å",
        "wrong": {"w": 1},
    }
    assert case.message.startswith("Your value is twice what is asked for.")
    assert ". Or: " not in case.message


def test_two_likely_wrong_turns_are_both_named():
    message = _step(lambda: 4.0).case("a", args=(), expected=2.0).message
    assert message.startswith("Your value is twice what is asked for.")
    assert "Or: Your value is the square of what is asked for." in message


def test_a_listed_wrong_turn_stands_alone():
    case = _step(lambda: 13).case("a", args=(), expected=12, wrong={"own idea": 13})
    assert case.message == "Perhaps: This is the value of: own idea."


def test_names_are_those_of_the_calling_cell():
    cell = (
        "from coursekit.checks import Step\n"
        "def area(r):\n    return r * r\n"
        "case = Step('Z-area', answer='area').case('two', args=(2,), expected=4)\n"
    )
    names = {}
    exec(cell, names)
    assert names["case"].right


def test_verdict_of_a_right_answer(capsys):
    step = _step(lambda x: x)
    step.case("one", args=(1,), expected=1)
    step.case("two", args=(2,), expected=2)
    step.verdict()
    assert capsys.readouterr().out == (
        "✔ Z-test: both cases are right. Further cases are tried when the notebook is graded.\n"
    )
    assert SESSION["Z-test"].solved


def test_verdict_of_a_wrong_answer(capsys):
    step = _step(lambda x: 2 * x)
    for n in (0, 7, 9):
        step.case(str(n), args=(n,), expected=n)
    with pytest.raises(NotYet) as caught:
        step.verdict()
    assert str(caught.value).startswith(
        "7: your value is 14. 9: your value is 18. Your value is twice "
    )
    assert caught.value._render_traceback_() == ["Not yet: Z-test: 1 of 3 cases are right."]
    assert capsys.readouterr().out == (
        "✘ Z-test: 1 of 3 cases are right.\n"
        "  7: your value is 14.\n"
        "  9: your value is 18.\n"
        "  Your value is twice what is asked for. Counting each pair from both of its ends does this, "
        "as a full neighbour list does; or a factor of 1/2 is missing. Look at: what you count once "
        "and what twice.\n"
    )
    assert not SESSION["Z-test"].solved


def test_verdict_without_an_answer(capsys):
    SESSION.pop("Z-test", None)
    step = _step(None)
    step.case("a", args=(1,), expected=1)
    with pytest.raises(NotYet, match=r"^a: There is no `f` here") as caught:
        step.verdict()
    assert caught.value._render_traceback_() == [
        "Not yet: Z-test is not answered yet: write a function `f`; it is called with a whole number."
    ]
    assert capsys.readouterr().out.startswith("○ Z-test is not answered yet: write a function `f`;")
    assert not SESSION["Z-test"].tried


def test_a_hidden_check_says_nothing(capsys):
    step = _step(lambda x: 5, hidden=True)
    case = step.case("secret", args=(1,), wrong={"odd": 5})
    step.verdict()
    assert capsys.readouterr().out == ""
    assert (case.record["verdict"], case.record["hint"]) == (None, "odd")


def test_a_hidden_check_without_an_answer_fails_also_outside_the_grader():
    step = _step(None, hidden=True)
    step.case("secret", args=(1,))
    with pytest.raises(NotYet, match="There is no `f` here"):
        step.verdict()


def test_the_verdict_is_about_the_last_run():
    for answer, solved in ((lambda: 1, True), (lambda: 2, False), (lambda: 1, True)):
        step = _step(answer)
        step.case("a", args=(), expected=1)
        if solved:
            step.verdict()
        else:
            with pytest.raises(NotYet):
                step.verdict()
        assert SESSION["Z-test"].solved is solved

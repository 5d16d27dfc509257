"""Whatever an answer does becomes a value or a sentence."""

import pytest

from coursekit.checks.answers import ask


def _fails(error):
    def f(x):
        raise error

    return f


def _endless(x):
    return _endless(x)


def _uses_a_name(x):
    return nothing_of_that_name + x  # noqa: F821


def _mute(x):
    class Mute(Exception):
        def __str__(self):
            raise ValueError

    raise Mute


CLEAR = "Fill"


@pytest.mark.parametrize(
    ("answer", "sentence", "tried"),
    [
        (None, "`f` is not answered yet.", False),
        (..., "`f` is not answered yet.", False),
        (_fails(NotImplementedError()), "`f` is not answered yet.", False),
        (3.0, "`f` is of type `float`, not a function: did you use the name twice?", True),
        (lambda: 1, "`f()` cannot be called with 1 argument.", True),
        (lambda x, y: 1, "`f(x, y)` cannot be called with 1 argument.", True),
        (lambda x: None, "`f` returned nothing: did you forget `return`?", True),
        (_fails(ValueError("bad cell")), "`f` stopped with ValueError: bad cell", True),
        (_fails(KeyError()), "`f` stopped with KeyError.", True),
        (_fails(SystemExit(2)), "`f` stopped with SystemExit: 2", True),
        (_endless, "`f` calls itself without end.", True),
        (_mute, "`f` stopped with Mute.", True),
        (_uses_a_name,
         "`f` uses the name `nothing_of_that_name`, which does not exist in this notebook.", True),
    ],
)  # fmt: skip
def test_calls(answer, sentence, tried):
    outcome = ask({"f": answer}, "f", (1,))
    assert (outcome.value, outcome.problem, outcome.tried) == (None, sentence, tried)


def test_a_missing_name():
    for args in ((), (1,)):
        outcome = ask({}, "f", args)
        assert outcome.problem == (
            "There is no `f` here: fill in the answer cell and run it (again)."
        )
        assert not outcome.tried


def test_variables():
    assert ask({"x": 3}, "x").value == 3
    assert ask({"x": len}, "x").problem == (
        "`x` is a function here; its value is asked for, so call it."
    )
    assert ask({"x": None}, "x").problem == "`x` is not answered yet."


def test_arguments_are_copied():
    def f(items):
        items.append(1)
        return len(items)

    items = [0]
    assert [ask({"f": f}, "f", (items,)).value for _ in range(2)] == [2, 2]
    assert items == [0]


def test_arguments_that_cannot_be_copied():
    lines = (line for line in "ab")
    assert ask({"f": lambda g: g is lines}, "f", (lines,)).value is True


def test_keywords_and_picks():
    assert ask({"f": lambda x, k=1: [x, k]}, "f", (5,), {"k": 2}).value == [5, 2]
    assert ask({"f": lambda k: k}, "f", kwargs={"k": 2}).value == 2
    assert ask({"f": lambda: {"a": 3}}, "f", (), pick=lambda d: d["a"]).value == 3
    outcome = ask({"f": lambda: {}}, "f", (), pick=lambda d: d["a"])
    assert outcome.problem == (
        "`f` has not the form that is asked for; it is of type `dict`. Look at: what the question "
        "wants returned."
    )


def test_an_interrupt_is_not_swallowed():
    with pytest.raises(KeyboardInterrupt):
        ask({"f": _fails(KeyboardInterrupt())}, "f", (1,))

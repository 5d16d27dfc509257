"""Quick questions: the chosen letter is explained, the right one stays veiled."""

import pytest

from coursekit.checks import NotYet, Quiz, digest
from coursekit.checks.progress import SESSION

BECAUSE = {"a": "Too few.", "b": "Both count.", "c": "Too many."}


def _ask(value):
    SESSION.pop("Z-q1", None)
    quiz = Quiz("Z-q1", answer="choice", namespace={} if value is None else {"choice": value})
    quiz.verdict(right=digest("Z-q1", "b"), because=BECAUSE)
    return quiz


@pytest.mark.parametrize("letter", ["b", "B", " b "])
def test_right(letter, capsys):
    assert _ask(letter).record["value"] == "b"
    assert capsys.readouterr().out == "✔ Z-q1: b is right.\n  Both count.\n"
    assert SESSION["Z-q1"].solved


def test_another_letter(capsys):
    with pytest.raises(NotYet, match=r"^Too many\.$") as caught:
        _ask("c")
    assert capsys.readouterr().out == "✘ Z-q1: c is not it.\n  Too many.\n"
    assert caught.value._render_traceback_() == ["Not yet: choose again."]
    assert SESSION["Z-q1"].tried


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (None, "There is no `choice` here: fill in the answer cell and run it (again). "
         'Set it to one of "a", "b", "c".'),
        (..., '`choice` is not answered yet. Set it to one of "a", "b", "c".'),
        ("d", '`choice` must be one of "a", "b", "c".'),
        (2, '`choice` must be one of "a", "b", "c".'),
    ],
)  # fmt: skip
def test_no_letter(value, sentence, capsys):
    with pytest.raises(NotYet) as caught:
        _ask(value)
    assert str(caught.value) == sentence
    assert capsys.readouterr().out == f"○ Z-q1: no answer yet.\n  {sentence}\n"
    assert not SESSION["Z-q1"].tried


def test_the_digest_depends_on_question_and_letter():
    assert len({digest(q, letter) for q in ("Z-q1", "Z-q2") for letter in "abc"}) == 6
    assert digest("Z-q1", "b") == "5078b1d96cfc"


def test_numbers():
    quiz = Quiz("Z-q2", answer="x", namespace={"x": 0.25})
    quiz.number(expected=0.25)
    assert SESSION["Z-q2"].solved
    with pytest.raises(NotYet, match=r"^Your value is in percent"):
        Quiz("Z-q2", answer="x", namespace={"x": 25}).number(expected=0.25, rtol=1e-3)
    assert not SESSION["Z-q2"].solved
    with pytest.raises(NotYet, match=r"^`x` is not answered yet\.$"):
        Quiz("Z-q2", answer="x", namespace={"x": None}).number(expected=0.25)

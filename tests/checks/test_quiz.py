"""Quick questions: the chosen letter is explained, the right one stays veiled."""

import pytest

from coursekit.checks import NotYet, Quiz, digest, veil
from coursekit.checks.declare import TASKS, Task
from coursekit.checks.key import unveil
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
        (None, 'Set `choice` to one of "a", "b", "c".'),
        (..., 'Set `choice` to one of "a", "b", "c".'),
        ("d", '`choice` must be one of "a", "b", "c".'),
        (2, '`choice` must be one of "a", "b", "c".'),
    ],
)  # fmt: skip
def test_no_letter(value, sentence, capsys):
    with pytest.raises(NotYet) as caught:
        _ask(value)
    assert str(caught.value) == sentence
    assert capsys.readouterr().out == f"○ Z-q1 is not answered yet. {sentence}\n"
    assert not SESSION["Z-q1"].tried


def test_the_digest_depends_on_question_and_letter():
    assert len({digest(q, letter) for q in ("Z-q1", "Z-q2") for letter in "abc"}) == 6
    assert digest("Z-q1", "b") == "5078b1d96cfc"


def test_numbers():
    quiz = Quiz("Z-q2", answer="x", namespace={"x": 0.25})
    quiz.number(expected=0.25)
    assert SESSION["Z-q2"].solved
    with pytest.raises(NotYet, match=r"the number: your value is 25. Your value is in percent"):
        Quiz("Z-q2", answer="x", namespace={"x": 25}).number(expected=0.25, rtol=1e-3)
    assert not SESSION["Z-q2"].solved
    with pytest.raises(NotYet, match=r"`x` is not answered yet\.$"):
        Quiz("Z-q2", answer="x", namespace={"x": None}).number(expected=0.25)


KNOWN = [
    Task("Z-q3", "letter", "x", right=digest("Z-q3", "a"), because=BECAUSE),
    Task("Z-q4", "number", "x", "the last word", number=veil("Z-q4", 12), wrong={"half list": 6}),
]


@pytest.fixture
def written(monkeypatch):
    for task in KNOWN:
        monkeypatch.setitem(TASKS, task.name, task)


@pytest.mark.parametrize("number", [15, 0.75, -1e-300, 123456.789, 2.0**52])
def test_a_veiled_number_is_found_again(number):
    veiled = veil("Z-q4", number)
    assert unveil("Z-q4", veiled) == number
    assert str(number) not in veiled
    assert veil("Z-q5", number) != veiled


def test_what_is_right_stands_in_the_steps_file(written):
    Quiz("Z-q3", answer="x", namespace={"x": "A"}).verdict()
    assert SESSION["Z-q3"].solved
    with pytest.raises(NotYet, match=r"^Too many\.$"):
        Quiz("Z-q3", answer="x", namespace={"x": "c"}).verdict()
    Quiz("Z-q4", answer="x", namespace={"x": 12}).number()
    assert SESSION["Z-q4"].solved


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (6, "Perhaps: Each pair is counted once, from one of its ends."),
        (13, "Your value is one too large."),
        (99, "your value is 99. Your value is too large. Look at: the last word."),
    ],
)
def test_wrong_numbers_of_the_steps_file(written, number, sentence):
    with pytest.raises(NotYet) as caught:
        Quiz("Z-q4", answer="x", namespace={"x": number}).number()
    assert sentence in str(caught.value)


@pytest.mark.parametrize(("ask", "what"), [("verdict", "right"), ("number", "number")])
def test_a_question_without_a_key(written, ask, what):
    quiz = Quiz("Z-q9", answer="x", namespace={"x": "a"})
    with pytest.raises(ValueError, match="neither given") as caught:
        getattr(quiz, ask)()
    assert str(caught.value) == (
        f"`{what}` of Z-q9 is neither given nor in the steps' file: give it in the call, or write "
        "it into `steps/lecture_Z.py`."
    )

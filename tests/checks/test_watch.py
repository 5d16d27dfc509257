"""In a notebook: stubs are calm, and an answer cell that failed leaves no old answer to be judged."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from coursekit.checks import watch
from coursekit.checks.notyet import GRADED


@pytest.fixture
def shell(monkeypatch, capsys):
    monkeypatch.delenv(GRADED)
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setattr("coursekit.checks.answers._notebook", lambda: shell.user_ns)
    monkeypatch.setattr(watch, "FAILED", watch.FAILED)
    watch.watch()
    watch.watch()  # once is enough
    shell.shown = []
    monkeypatch.setattr(shell, "_showtraceback", lambda *error: shell.shown.append(error[0]))
    monkeypatch.setattr(
        shell.display_pub, "publish", lambda data: shell.shown.append(data["text/plain"])
    )
    yield shell
    watch.FAILED.clear()


CHECK = """
from coursekit.checks import Step
step = Step("Z-one", answer="area", namespace=globals())
step.case("two", args=(2,), expected=4)
step.verdict()
"""


def run(shell, *cells):
    for cell in cells:
        shell.run_cell(cell, store_history=True)
    shown, shell.shown[:] = list(shell.shown), []
    return shown


def test_a_stub_is_one_quiet_line(shell):
    (said,) = run(shell, "choice = 1\n# YOUR CODE HERE\nraise NotImplementedError()")
    assert said.startswith("○ Not answered yet")


def test_other_errors_keep_their_traceback(shell):
    code = "def f():\n    raise NotImplementedError()"
    assert run(shell, code, "f()", "pepper + 1") == [NotImplementedError, NameError]


def test_a_whole_notebook_first_is_calm(shell):
    shown = run(shell, "def area(r):\n    # YOUR CODE HERE\n    raise NotImplementedError()", CHECK)
    assert shown == [
        "○ Z-one is not answered yet: write a function `area`; it is called with a whole number."
    ]


@pytest.mark.parametrize("broken", ["def area(r):\n    return r r", "1 / 0\ndef area(r): return 4"])
def test_an_answer_cell_that_failed_leaves_no_old_answer(shell, broken):
    right = "def area(r): return r * r"
    assert run(shell, right, CHECK)[0].startswith("✔")
    error, said = run(shell, broken, CHECK)
    assert f"The answer cell stopped with {error.__name__} when it last ran" in said
    assert run(shell, right, CHECK)[0].startswith("✔")


def test_a_name_that_was_bound_counts(shell):
    shown = run(shell, "def area(r): return r * r\narea(2, 3)", CHECK)
    assert shown[0] is TypeError
    assert shown[1].startswith("✔")

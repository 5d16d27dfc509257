"""A check that misses a name says a sentence and stays unsolved; other cells keep their traceback."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from coursekit.checks import gone


@pytest.fixture
def shell(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    gone.explain_gone_names()
    shown = []
    monkeypatch.setattr(shell, "_showtraceback", lambda kind, error, lines: shown.append(
        (kind.__name__, "\n".join(lines))))  # fmt: skip
    shell.shown = shown
    return shell


def run(shell, source):
    shell.run_cell(source, store_history=True)
    return shell.shown


def test_a_check_without_its_imports(shell):
    assert run(shell, 'step = Step("A-x", answer="x")\nstep.verdict()') == [
        (
            "NotYet",
            "Not yet: The check needs `Step` from a cell above: run the cells above it, "
            "beginning with the imports.",
        )
    ]


def test_a_check_without_its_crystal(shell):
    run(shell, "from coursekit.checks import Step")
    ((kind, text),) = run(shell, 'step = Step("A-x", answer="x")\nstep.case("a", args=(salt,))')
    assert kind == "NotYet"
    assert "`salt`" in text


def test_own_cells_keep_their_traceback(shell):
    ((kind, text),) = run(shell, "pepper + 1")
    assert kind == "NameError"
    assert "pepper" in text
    assert "Traceback" in text


def test_a_name_missing_inside_a_function_is_not_the_checks(shell):
    run(shell, "def Step(*a, **k):\n    return undefined_thing")
    ((kind, _),) = run(shell, 'Step("A-x", answer="x")')
    assert kind == "NameError"

"""Verdicts in a notebook: text twin, no script gets through, no colour is needed."""

import json
import os
import subprocess
import sys

import pytest

from coursekit.checks import NotYet
from coursekit.checks.notyet import GRADED
from coursekit.checks.render import show_box, show_line


@pytest.mark.parametrize(("state", "sign"), [("right", "✔"), ("wrong", "✘"), ("open", "○")])
def test_sign_in_both_forms(state, sign):
    plain, html = show_line(state, "Say `x`")
    assert plain == f"{sign} Say `x`"
    assert f">{sign} Say <code>x</code>" in html
    assert "background" not in html  # the theme's own colours stay


def test_everything_is_escaped():
    bad = "<script>alert(1)</script>`<b>`"
    for html in (show_line("right", bad)[1], show_box("right", bad, [bad])[1]):
        assert "<script>" not in html
        assert "<b>" not in html
    assert "`" in show_line("right", "one ` only")[1]


def test_not_yet_is_a_sentence():
    assert NotYet("Long.")._render_traceback_() == ["Not yet: Long."]
    assert NotYet("Long.", short="s")._render_traceback_() == ["Not yet: s"]
    assert isinstance(NotYet("x"), AssertionError)


def _quiet():
    return {key: value for key, value in os.environ.items() if key != GRADED}


def test_in_a_notebook():
    code = """
import json
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
shell = InteractiveShell.instance()
cell = '''
from coursekit.checks import Step
def f(x): return 2 * x
step = Step("Z-one", answer="f")
step.case("three", args=(3,), expected=3)
step.verdict()
'''
with capture_output() as caught:
    shell.run_cell(cell)
print(json.dumps([[o.data for o in caught.outputs], caught.stdout]))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=_quiet()
    )
    (box,), printed = json.loads(done.stdout.strip().splitlines()[-1])
    assert set(box) == {"text/plain", "text/html"}
    assert box["text/plain"] == (
        "✘ Z-one: not right yet.\n  three: your value is 6.\n"
        "  Your value is twice what is asked for. Perhaps: Counting each pair from "
        "both of its ends does this, as a full neighbour list does; or a factor of 1/2 is missing. "
        "Look at: what you count once and what twice."
    )
    assert printed == ""

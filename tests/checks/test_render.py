"""Verdicts in a notebook: text twin, no script gets through, no colour is needed."""

import json
import subprocess
import sys

import pytest

from coursekit.checks import NotYet
from coursekit.checks.render import shorten, show_box, show_case


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("right", "✔ right: a. Say `x`"),
        ("wrong", "✘ not yet: a. Say `x`"),
        ("open", "○ not answered: a. Say `x`"),
        ("hint", "➜ hint: a. Say `x`"),
    ],
)
def test_sign_and_word_in_both_forms(state, text):
    plain, html = show_case(state, "a", "Say `x`")
    assert plain == text
    sign, _, word = text.partition(":")[0].partition(" ")
    assert f"<strong>{sign} {word}</strong>" in html
    assert "<code>x</code>" in html
    assert "background" not in html  # the theme's own colours stay


def test_everything_is_escaped():
    bad = "<script>alert(1)</script>`<b>`"
    for html in (show_case("right", bad, bad)[1], show_box("right", bad, [bad])[1]):
        assert "<script>" not in html
        assert "<b>" not in html
    assert "`" in show_case("right", "one ` only")[1]


def test_shorten():
    assert shorten("a\nb") == "'a\\nb'"
    assert shorten([1.5]) == "[1.5]"
    assert shorten("x" * 500).endswith("...")
    assert len(shorten("x" * 500)) <= 121


def test_not_yet_is_a_sentence():
    assert NotYet("Long.")._render_traceback_() == ["Not yet: Long."]
    assert NotYet("Long.", short="s")._render_traceback_() == ["Not yet: s"]
    assert isinstance(NotYet("x"), AssertionError)


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
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (case, *_, box), printed = json.loads(done.stdout.strip().splitlines()[-1])
    assert set(case) == {"application/vnd.coursekit.check+json", "text/plain", "text/html"}
    assert case["text/plain"].startswith("✘ not yet: three. Your value: 6. Your value is twice")
    assert "text/html" in box
    assert "Z-one: 0 of 1 cases are right" in box["text/plain"]
    assert printed.strip().endswith("Not yet: 0 of 1 cases are right.")
    assert "Traceback" not in printed

"""Constants, empty containers, copied examples and returned arguments earn next to nothing."""

import itertools
import re
import warnings
from functools import cache

import numpy as np
import pytest

from coursekit.checks.answers import MISSING, ask
from coursekit.checks.declare import HIDDEN, find_task
from coursekit.checks.key import digest
from coursekit.checks.question import read_letter
from coursekit.wire.agree import agree
from coursekit.wire.encode import encode

from .bench import EXERCISES, bench_of

MOST = 3.0  # of 100 points
LAZY = {
    "0": "0.0",
    "1": "1",
    "minus one": "-1.0",
    "a half": "0.5",
    "nan": "float('nan')",
    "true": "True",
    "empty list": "[]",
    "empty dict": "{}",
    "empty text": "''",
    "one zero": "np.zeros(1)",
    "zeros like the first": "np.zeros_like(args[0], dtype=float)",
    "ones like the first": "np.ones_like(args[0], dtype=float)",
    "the first": "args[0]",
    "the second": "args[1]",
    "the last": "args[-1]",
    "all": "args",
    "how many": "len(args[0])",
    "mean of the first": "np.mean(args[0])",
    "letter a": "'a'",
    "letter b": "'b'",
    "letter c": "'c'",
    "letter d": "'d'",
}


@cache
def cells():
    """Of each graded cell the step, whether it is hidden, and the points."""
    found = []
    for notebook in EXERCISES:
        for cell in bench_of(notebook).cells:
            marks = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "code" and marks.get("points"):
                step = re.sub("-(check|hidden)$", "", cell["id"])
                found.append((step, cell["id"].endswith("hidden"), marks["points"]))
    return found


@cache
def cases_of(step, hidden):
    """What each case asks, the right value, tolerance and unit, and the weight."""
    task, asked = find_task(step), []
    ask_cases = HIDDEN[step] if hidden else task.cases
    ask_cases(lambda name, **options: asked.append(options))
    notebook = next(name for name in EXERCISES if name[0] == step[0])
    records = bench_of(notebook)._reference(step)
    right = [r["value"] for r in records] if hidden else [encode(o["expected"]) for o in asked]
    return [
        (options, value, {key: options[key] for key in ("rtol", "atol", "unit") if key in options})
        for options, value in zip(asked, right, strict=True)
    ]


def share(step, hidden, answer):
    """Part of the points of one cell that an answer earns."""
    got = total = 0.0
    for options, expected, rules in cases_of(step, hidden):
        given = dict.fromkeys(options.get("names", ()), "your name")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            asked = (options.get("args", MISSING), options.get("kwargs"), options.get("pick"))
            value = ask({"it": answer}, "it", *asked, given).value
        weight = options.get("points", 1.0)
        total += weight
        got += weight * agree(encode(value), expected, **{"atol": 1e-9} | rules)
    return got / total


def earned(make_answer):
    """Points of each graded cell when every step is answered so."""
    found = {}
    for step, hidden, most in cells():
        task = find_task(step)
        if task.cases is not None:
            answer = make_answer(step)
            points = 0.0 if answer is None else most * share(step, hidden, answer)
        else:
            answer = make_answer(step)
            letter = read_letter(answer) if isinstance(answer, str) else None
            points = most if letter and digest(step, letter) == task.right else 0.0
        if points:
            found[step, "hidden" if hidden else "visible"] = points
    return found


def lazy(expression):
    def make_answer(step):
        task = find_task(step)
        called = task.cases is not None and "args" in cases_of(step, False)[0][0]
        if called:
            return eval(f"lambda *args: {expression}", {"np": np})
        return None if "args" in expression else eval(expression, {"np": np})

    return make_answer


@pytest.mark.parametrize("name", LAZY)
def test_a_lazy_answer_earns_next_to_nothing(name):
    found = earned(lazy(LAZY[name]))
    assert sum(found.values()) <= MOST, found


def copied(step):
    """The expected values of the visible cases, one after the other, whatever is asked."""
    if find_task(step).cases is None:
        return None
    values = itertools.cycle([options["expected"] for options, *_ in cases_of(step, False)])
    return lambda *args: next(values)


def test_copied_values_earn_next_to_nothing_where_cases_are_hidden():
    found = {key: points for key, points in earned(copied).items() if key[1] == "hidden"}
    assert sum(found.values()) <= MOST, found


def test_the_solutions_earn_everything_here():
    for step, hidden, _ in cells():
        if hidden:
            notebook = next(name for name in EXERCISES if name[0] == step[0])
            bench = bench_of(notebook)
            names = dict(bench._setup(step, None))
            exec(bench._source(step), names)
            if callable(names[find_task(step).answer]):
                assert share(step, hidden, names[find_task(step).answer]) == 1.0, step

"""Points are for work: what a constant or a tried letter can earn does not count by itself.

Before anything is graded, constants, empty containers and the values that visible cases show are
tried against every step. A step earns points once its hidden cases earn more than the best of them
does; then its visible cases, which show their values, count as well. A question that is answered by
a letter or a number says at once on the screen whether it is right, because that is when it teaches;
its points count only in a notebook in which some step earned points in this way.
"""

from types import SimpleNamespace

from coursekit.grading.course import GradingError
from coursekit.grading.execute import execute_all, make_task, plan_cells
from coursekit.grading.needs import bound_names
from coursekit.grading.steps import list_steps
from coursekit.grading.texts import defined_names
from coursekit.grading.verify import judge

_PLAIN = ("0", "1", "True", "[]", "{}", "''", "np.zeros(3)", "np.zeros((1, 1))")
_SENTENCE = "These points count once more of the cases that are tried at grading are right."


def demand_work(snapshot, verdicts, constants):
    """Take points back that nothing was computed for."""
    scores = {verdict.cell: verdict.score for verdict in verdicts}
    steps = list_steps(snapshot)
    earned = {step.answer.id: _hidden_score(step, scores) for step in steps if _hidden(step)}
    counts = {name: score > constants.get(name, 0.0) for name, score in earned.items()}
    is_open = any(counts.values()) or not counts
    for step in steps:
        name, cells = step.answer.id, {cell.id for cell in step.tests}
        is_value = step.answer.cell_type == "code" and not defined_names(step.answer.shown)
        if counts.get(name, is_open or not is_value):
            continue
        for verdict in (verdict for verdict in verdicts if verdict.cell in cells and verdict.score):
            verdict.score = 0.0
            for case in verdict.cases:
                case.message = case.message or _SENTENCE


def _hidden(step):
    return [cell.id for cell in step.tests if cell.has_hidden]


def _hidden_score(step, scores):
    return sum(scores.get(cell, 0.0) for cell in _hidden(step))


def try_constants(run):
    """Try constants against every step."""
    rounds = {name: _list_rounds(s, run.expected[name]) for name, s in run.snapshots.items()}
    tasks = {n: _make_task(run, run.snapshots[n], found) for n, found in rounds.items()}
    results = {t["key"]: r for t, r in execute_all(list(tasks.values()), run.cache)}
    best = {}
    for name, snapshot in run.snapshots.items():
        cells = results[tasks[name]["key"]].get("cells", {})
        steps = [step for step in list_steps(snapshot) if _hidden(step)]
        best[name] = dict.fromkeys((step.answer.id for step in steps), 0.0)
        for k in range(len(rounds[name])):
            mine = {c.id: cells[f"{c.id}@{k}"] for c in snapshot.tests if f"{c.id}@{k}" in cells}
            verdicts = judge(snapshot, {"cells": mine}, run.expected[name], run.judges[name])
            scores = {verdict.cell: verdict.score for verdict in verdicts}
            for step in steps:
                got = max(best[name][step.answer.id], _hidden_score(step, scores))
                best[name][step.answer.id] = got
        _check(name, steps, best[name])
    return best


def _check(name, steps, best):
    for step in steps:
        most = sum(cell.points for cell in step.tests if cell.has_hidden)
        if most and best[step.answer.id] >= most:
            text = f"{name}: a constant passes all hidden cases of `{step.answer.id}`"
            raise GradingError(f"Graded cells do not measure anything: {text}; add a case.")


def _list_rounds(snapshot, expected):
    """What each answer returns, one round after the other: plain values, then its own shown ones."""
    rounds = [dict.fromkeys((step.answer.id for step in list_steps(snapshot)), v) for v in _PLAIN]
    for step in list_steps(snapshot):
        shown = [cell for cell in step.tests if not cell.has_hidden]
        values = [r.value for cell in shown for r in expected.records.get(cell.id, ())]
        for k, text in enumerate(filter(None, map(write_value, values))):
            while len(rounds) <= len(_PLAIN) + k:
                rounds.append({})
            rounds[len(_PLAIN) + k][step.answer.id] = text
    return rounds


def _make_task(run, snapshot, rounds):
    """One notebook for all rounds: the set-up once, then answers and checks again and again."""
    code = [cell for cell in snapshot.cells if cell.cell_type == "code"]
    cells = [
        SimpleNamespace(id=c.id, source=c.source, cell_type="code") for c in code if not c.is_answer
    ]
    needed = {step["id"] for step in plan_cells(cells, snapshot)}
    setup = [c for c in cells if c.id in needed and not snapshot.find(c.id).is_test]
    notebook = SimpleNamespace(cells=setup)
    for k, values in enumerate(rounds):
        text = "\n".join(_define(snapshot.find(cell), value) for cell, value in values.items())
        source = f"import numpy as np\n{text}"
        notebook.cells.append(SimpleNamespace(id=f"@{k}", source=source, cell_type="code"))
        for test in snapshot.tests:
            one = {"id": f"{test.id}@{k}", "source": test.source, "cell_type": "code"}
            notebook.cells.append(SimpleNamespace(**one))
    return make_task(notebook, run.shared, *run.settings)


def _define(released, value):
    functions = defined_names(released.shown)
    names = bound_names(released.shown) - functions
    lines = [f"def {name}(*args, **kwargs):\n    return {value}" for name in sorted(functions)]
    return "\n".join([*lines, *(f"{name} = {value}" for name in sorted(names))])


def write_value(wire):
    """Write a value of the protocol as Python; "" when it has no short form."""
    if isinstance(wire, list):
        parts = [write_value(item) for item in wire]
        return f"[{', '.join(parts)}]" if all(parts) else ""
    if isinstance(wire, dict):
        if wire.get("kind") == "array":
            data = write_value(wire["data"])
            return f"np.array({data}).reshape({wire['shape']})" if data else ""
        if wire.get("kind") == "dict":
            pairs = [(write_value(key), write_value(item)) for key, item in wire["items"]]
            return (
                "{" + ", ".join(f"{k}: {v}" for k, v in pairs) + "}" if all(map(all, pairs)) else ""
            )
        return ""
    return repr(wire)

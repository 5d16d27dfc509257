"""The expected values: what the solutions themselves emit, in the same sandbox."""

import copy
from dataclasses import dataclass, field

from nbformat import from_dict

from coursekit.grading.course import GradingError
from coursekit.grading.execute import execute_all, make_task
from coursekit.grading.guards import check_graded_cells
from coursekit.grading.picks import find_raws
from coursekit.grading.submission import clean_one
from coursekit.grading.verify import expected_records, judge
from coursekit.wire.agree import agree

_LAST = "coursekit-modules"
_LIST_MODULES = "import sys\nprint(*sorted(sys.modules))"


@dataclass
class Expected:
    """What the solution of one notebook shows."""

    records: dict  # by cell; cells without records are left out
    picked: set = field(default_factory=set)  # step and case of values that are picked again
    seals: dict = field(default_factory=dict)  # by test cell, the state of checks and helpers
    modules: set = field(default_factory=set)  # imported in the end, also by a cell that stopped

    def to_text(self):
        """Return a text that changes with anything that marks depend on."""
        return repr((sorted(self.records.items()), sorted(self.picked)))


def record_expected(snapshots, shared, settings, cache, judges):
    """Run the solutions and the untouched stubs, and keep what the solutions emit."""
    tasks = {}
    for name, snapshot in snapshots.items():
        stub = clean_one({"cells": []}, snapshot)[0]
        pair = (snapshot.solution, stub)
        tasks[name] = [_make_task(nb, shared, settings, snapshot) for nb in pair]
    wanted = {task["key"]: task for pair in tasks.values() for task in pair}
    results = {t["key"]: result for t, result in execute_all(list(wanted.values()), cache)}
    expected = {}
    for name, snapshot in snapshots.items():
        solved, untouched = (results[task["key"]] for task in tasks[name])
        for result in (solved, untouched):
            if "failed" in result:
                raise GradingError(f"solutions: {name} cannot be run: {result['failed']}")
        expected[name] = _expect(snapshot, solved, judges[name])
        expected[name].modules = {*_read_modules(solved), *_read_modules(untouched)}
        _check(snapshot, solved, untouched, expected[name], judges[name])
    return expected


def _make_task(notebook, shared, settings, snapshot):
    notebook = copy.deepcopy(notebook)
    cell = {"cell_type": "code", "id": _LAST, "metadata": {}, "source": _LIST_MODULES}
    notebook.cells.append(from_dict(cell | {"execution_count": None, "outputs": []}))
    return make_task(notebook, shared, *settings, snapshot)


def _read_modules(result):
    # A solution is the instructor's own program: what it says here may be imported.
    outputs = result["cells"].get(_LAST, {}).get("outputs", [])
    words = "".join(o["text"] for o in outputs if o["output_type"] == "stream").split()
    return {word for word in words if not word.startswith("_")}


def _expect(snapshot, solved, pick_judge):
    records = expected_records(solved)
    seals = {cell.id: solved["cells"].get(cell.id, {}).get("seal", "") for cell in snapshot.tests}
    again = pick_judge.pick(find_raws(solved, snapshot.tests))
    picked = set()
    for record in (record for found in records.values() for record in found):
        rules = {"rtol": record.rtol, "atol": record.atol, "unit": record.unit}
        key = record.step, record.case
        # A pick that says something else the second time cannot be asked twice.
        if key in again and agree(again[key][0], record.value, **rules):
            picked.add(key)
    return Expected(records, picked, seals)


def _check(snapshot, solved, untouched, expected, pick_judge):
    broken = [
        f"`{cell.id}`: {_last_error(solved['cells'][cell.id])}"
        for cell in snapshot.tests
        if solved["cells"].get(cell.id, {}).get("status") != "ok"
    ]
    if broken:
        raise GradingError(f"solutions: {snapshot.name} fails its own tests: " + "; ".join(broken))
    scores = [
        {verdict.cell: verdict.score for verdict in judge(snapshot, result, expected, pick_judge)}
        for result in (solved, untouched)
    ]
    _check_turns(snapshot, expected.records)
    check_graded_cells(*scores, {cell.id: cell.points for cell in snapshot.tests})


def _check_turns(snapshot, records):
    """Refuse hidden inputs with which a wrong turn that they are for gives every right value."""
    told = {}
    for record in (r for c in snapshot.tests if c.has_hidden for r in records.get(c.id, ())):
        rules = {"rtol": record.rtol, "atol": record.atol, "unit": record.unit}
        for turn, value in record.wrong.items():
            told.setdefault((record.step, turn), []).append(not agree(record.value, value, **rules))
    lost = [f"`{turn}` of {step}" for (step, turn), found in told.items() if not any(found)]
    if lost:
        raise GradingError(
            f"solutions: {snapshot.name}: the wrong turn {', '.join(lost)} gives the right value for "
            "all hidden inputs. Draw them from another secret, or add a case that tells it."
        )


def _last_error(ran):
    errors = [output for output in ran["outputs"] if output["output_type"] == "error"]
    return f"{errors[-1]['ename']}: {errors[-1]['evalue']}" if errors else ran["status"]

"""The expected values: what the solutions themselves emit, in the same sandbox."""

from coursekit.grading.course import GradingError
from coursekit.grading.execute import execute_all, make_task
from coursekit.grading.guards import check_graded_cells
from coursekit.grading.sanitise import sanitise
from coursekit.grading.verify import expected_records, judge


def record_expected(snapshots, shared, settings, cache):
    """Run the solutions and the untouched stubs, and keep what the solutions emit.

    Parameters
    ----------
    snapshots : dict of str to Snapshot
        The released notebooks.
    shared : dict of str to bytes
        Files beside them.
    settings : tuple
        Limits, backend's name and modules.
    cache : ResultCache
        Results of earlier runs.

    Returns
    -------
    dict of str to dict
        By notebook and cell, the solution's records.

    Raises
    ------
    GradingError
        A solution does not pass its own tests, or a stub does.
    """
    limits, backend, modules = settings
    tasks = {}
    for name, snapshot in snapshots.items():
        stub = sanitise({"cells": []}, snapshot)[0]
        solved = make_task(snapshot.solution, shared, limits, backend, modules)
        untouched = make_task(stub, shared, limits, backend, modules)
        tasks[name] = (solved, untouched)
    wanted = {task["key"]: task for pair in tasks.values() for task in pair}
    results = {t["key"]: result for t, result in execute_all(list(wanted.values()), cache)}
    expected = {}
    for name, snapshot in snapshots.items():
        solved, untouched = (results[task["key"]] for task in tasks[name])
        for result in (solved, untouched):
            if "failed" in result:
                raise GradingError(f"solutions: {name} cannot be run: {result['failed']}")
        expected[name] = expected_records(solved)
        _check(snapshot, solved, untouched, expected[name])
    return expected


def _check(snapshot, solved, untouched, expected):
    broken = [
        f"`{cell.id}`: {_last_error(solved['cells'][cell.id])}"
        for cell in snapshot.tests
        if solved["cells"].get(cell.id, {}).get("status") != "ok"
    ]
    if broken:
        raise GradingError(f"solutions: {snapshot.name} fails its own tests: " + "; ".join(broken))
    scores = [
        {verdict.cell: verdict.score for verdict in judge(snapshot, result, expected)}
        for result in (solved, untouched)
    ]
    check_graded_cells(*scores, {cell.id: cell.points for cell in snapshot.tests})


def _last_error(ran):
    errors = [output for output in ran["outputs"] if output["output_type"] == "error"]
    return f"{errors[-1]['ename']}: {errors[-1]['evalue']}" if errors else ran["status"]

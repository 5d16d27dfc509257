"""A student's own check: run the notebook here, and say what each visible test says."""

import os
from dataclasses import dataclass
from pathlib import Path

import nbformat

from coursekit.execute import execute
from coursekit.grading.course import GradingError
from coursekit.wire.record import read_records

STUB = "YOUR ANSWER HERE"


@dataclass(frozen=True)
class CheckResult:
    """What one graded cell says."""

    cell: str
    passed: bool | None
    message: str = ""
    kind: str = "test"


def check(notebook, *, cell_seconds=120.0):
    """Check a notebook as the grader will check its visible tests.

    Parameters
    ----------
    notebook : str or pathlib.Path
        The notebook; it is run from top to bottom in a fresh kernel and not changed.
    cell_seconds : float, default 120, unit s
        Time for each cell.

    Returns
    -------
    list of CheckResult
        One for each graded cell.

    Raises
    ------
    GradingError
        The file is not a notebook.
    """
    path = Path(notebook)
    try:
        document = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises whatever its converters meet
        raise GradingError(f"`notebook`: {path} cannot be read ({error}).") from error
    _run(document, path.resolve().parent, cell_seconds)
    return [_judge(cell) for cell in document.cells if _is_graded(cell)]


def _is_graded(cell):
    marks = cell.metadata.get("nbgrader", {})
    written = marks.get("solution") and cell.cell_type == "markdown"
    return bool(marks.get("grade")) and bool(written or not marks.get("solution"))


def _run(document, folder, cell_seconds):
    from nbclient.exceptions import DeadKernelError

    late = {"ename": "TimeLimit", "evalue": "the cell ran too long", "traceback": []}
    try:
        execute(
            document,
            folder,
            # as under nbgrader: a check that is not solved stops, and says why
            env=os.environ | {"NBGRADER_EXECUTION": "validate"},
            timeout=cell_seconds,
            allow_errors=True,
            interrupt_on_timeout=True,
            error_on_timeout=late,
        )
    except DeadKernelError:
        # What ran before the kernel ended is judged, the rest has no output and fails.
        for cell in document.cells:
            if cell.cell_type == "code" and cell.execution_count is None:
                error = {"ename": "KernelDied", "evalue": "the kernel ended", "traceback": []}
                cell.outputs = [nbformat.v4.new_output("error", **error)]


def _judge(cell):
    name = cell.metadata.nbgrader["grade_id"]
    if cell.cell_type == "markdown":
        tried = bool(cell.source.replace(STUB, "").strip())
        return CheckResult(name, tried, "" if tried else "nothing is written yet", "written")
    if all(line.lstrip().startswith("#") or not line.strip() for line in cell.source.split("\n")):
        return CheckResult(name, None, "", "hidden")
    for output in cell.outputs:
        if output.output_type == "error":
            # a check that is not solved says so in a sentence of its own
            kind = "" if output.ename == "NotYet" else f"{output.ename}: "
            return CheckResult(name, False, kind + output.evalue)
    for record in read_records(cell.outputs):
        if record.verdict is False:
            text = record.message or record.hint or "the value is not right"
            return CheckResult(name, False, f"{record.case}: {text}")
    return CheckResult(name, True)

"""From a percent script to a notebook that is the same, byte for byte, on every machine."""

import nbformat

from coursekit.grading.course import GradingError

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
NBGRADER_DEFAULTS = {"grade": False, "solution": False, "task": False, "schema_version": 3}


def read_script(path):
    """Read a percent script as the instructor's notebook."""
    import jupytext

    # Line endings depend on the checkout; the notebook must not.
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    notebook = jupytext.reads(text, fmt="py:percent")
    cells = [_clean_cell(cell, n, path) for n, cell in enumerate(notebook.cells, start=1)]
    _check_unique(cells, path)
    return nbformat.from_dict(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": dict(KERNEL), "language_info": {"name": "python"}},
            "cells": cells,
        }
    )


def write_notebook(notebook):
    """Write a notebook as text."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _clean_cell(cell, number, path):
    kept = {k: v for k, v in cell.metadata.items() if k not in ("lines_to_next_cell", "nbgrader")}
    marks = cell.metadata.get("nbgrader")
    if marks is not None:
        kept["nbgrader"] = _complete_marks(marks, cell, f"{path.name}, cell {number}")
    clean = {
        "cell_type": cell.cell_type,
        "id": kept["nbgrader"]["grade_id"] if marks is not None else str(number),
        "metadata": kept,
        "source": cell.source,
    }
    if cell.cell_type == "code":
        clean |= {"execution_count": None, "outputs": []}
    return clean


def _complete_marks(marks, cell, where):
    full = NBGRADER_DEFAULTS | dict(marks)
    if not full.get("grade_id"):
        raise GradingError(f"{where}: the nbgrader mark has no `grade_id`; give it one.")
    if (full["grade"] or full["task"]) and "points" not in full:
        raise GradingError(f"{where}: `{full['grade_id']}` is graded but has no `points`.")
    full.setdefault("locked", not full["solution"])
    # A written answer is graded by hand: nbgrader wants both flags on it.
    if cell.cell_type == "markdown" and full["solution"] and not full["grade"]:
        raise GradingError(
            f"{where}: the written answer `{full['grade_id']}` needs `grade` and `points`."
        )
    return full


def _check_unique(cells, path):
    seen = set()
    for cell in cells:
        if cell["id"] in seen:
            raise GradingError(
                f"{path.name}: two cells are called `{cell['id']}`; a `grade_id` must be unique "
                "in its notebook and must not be a plain number."
            )
        seen.add(cell["id"])

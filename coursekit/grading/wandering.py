"""Answers that were handed in inside another notebook of the assignment go back to their own."""

import copy

from coursekit.grading.drafts import MAX_CELLS
from coursekit.grading.repairs import Repair


def bring_home(raws, snapshots):
    """Copy answers that stand in the wrong notebook into the right one.

    Parameters
    ----------
    raws : dict of str to dict
        Parsed notebooks by name; changed in place, and a missing one is made when it is needed.
    snapshots : dict of str to Snapshot
        The released notebooks.

    Returns
    -------
    list of Repair
        One for each answer.
    """
    repairs = []
    for name in list(raws):
        own = {cell.id for cell in snapshots[name].cells}
        for cell in _cells(raws[name])[:MAX_CELLS]:
            mark = find_mark(cell)
            home = _find_home(mark, name, snapshots) if mark and mark not in own else None
            if home is None or mark in map(find_mark, _cells(raws.get(home))):
                continue
            raws.setdefault(home, {"cells": [], "nbformat": 4})["cells"].append(copy.deepcopy(cell))
            text = f"it was found in {name} and taken to {home}"
            repairs.append(Repair("moved-cell", mark, text))
    return repairs


def find_mark(cell):
    """Return the `grade_id` of a raw cell, "" when there is none."""
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    mark = marks.get("grade_id") if isinstance(marks, dict) else None
    return mark if isinstance(mark, str) else ""


def _cells(raw):
    cells = raw.get("cells") if isinstance(raw, dict) else None
    return cells if isinstance(cells, list) else []


def _find_home(mark, name, snapshots):
    for other, snapshot in snapshots.items():
        cell = snapshot.find(mark) if other != name else None
        if cell is not None and cell.is_answer:
            return other
    return None

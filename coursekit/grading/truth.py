"""What the solution gives for the cases that are tried at grading, for a check under plain nbgrader.

Run as ``python -m coursekit.grading.truth COURSE STEP``; the last line of the output is JSON.
"""

import contextlib
import io
import json
import os
import sys
from unittest import mock

from coursekit.grading.course import ASSIGNMENTS, Course, GradingError
from coursekit.grading.needs import needed_cells
from coursekit.grading.scripts import read_script


def find_truth(root, step):
    """Run the solution of one step on its hidden cases."""
    from coursekit.checks.cells import check, load_hidden, read_cases
    from coursekit.checks.notyet import GRADED
    from coursekit.checks.step import Step

    course, names, cases = Course.at(root), {"__name__": "solution"}, []
    for source in _sources(course, step):
        exec(source, names)
    load_hidden(read_cases(root, step))
    os.environ[GRADED] = "1"
    with mock.patch.object(Step, "verdict", lambda self: cases.extend(self.cases)):
        exec(f"check({step!r}, hidden=True)", names | {"check": check})
    rules = ("rtol", "atol", "unit")
    return [[c.name, c.record["value"], {rule: c.record[rule] for rule in rules}] for c in cases]


def _sources(course, step):
    """Code of the solution's answer, and of what it needs before it."""
    letter = step.partition("-")[0]
    for assignment in ASSIGNMENTS:
        for path in sorted(course.source(assignment).glob(f"{letter}_*.py")):
            cells = [c for c in read_script(path).cells if c["cell_type"] == "code"]
            code = [(c["id"], c["source"]) for c in cells if not _is_test(c)]
            if step in dict(code):
                needed = needed_cells(code, [step])
                return [source for cell_id, source in code if cell_id in needed]
    raise GradingError(f"`step`: no script under {course.root}/solutions holds {step}.")


def _is_test(cell):
    marks = cell["metadata"].get("nbgrader", {})
    return bool(marks.get("grade")) and not marks.get("solution")


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        found = find_truth(*sys.argv[1:])
    print(json.dumps(found))

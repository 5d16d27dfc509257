"""The release as the grader remembers it: every cell, its flags, its hidden tests."""

import copy
import json
from dataclasses import dataclass

import nbformat

from coursekit.grading.course import GradingError
from coursekit.grading.hidden import cases_in, read_hidden, with_cases
from coursekit.grading.needs import bound_names, read_names


@dataclass(frozen=True, eq=False)
class ReleasedCell:
    """One cell of a released notebook."""

    id: str
    cell_type: str
    source: str  # what is executed, hidden tests included; the stub for an answer
    shown: str  # what the student got
    metadata: dict
    cases: str = ""  # text of the hidden cases that the cell tries

    @property
    def marks(self):
        """nbgrader's marks, an empty dict for an ordinary cell."""
        return self.metadata.get("nbgrader", {})

    @property
    def is_marked(self):
        """Whether nbgrader knows the cell."""
        return bool(self.marks)

    @property
    def is_answer(self):
        """Whether the student writes here."""
        return bool(self.marks.get("solution") or self.marks.get("task"))

    @property
    def is_test(self):
        """Whether the cell's run gives points."""
        return bool(self.marks.get("grade")) and not self.is_answer

    @property
    def is_manual(self):
        """Whether a person gives the points."""
        return bool(self.marks.get("grade") or self.marks.get("task")) and self.is_answer

    @property
    def points(self):
        """Points that the cell can give."""
        return float(self.marks.get("points", 0.0))

    @property
    def has_hidden(self):
        """Whether the student did not get all of the cell."""
        return not self.is_answer and self.source.strip() != self.shown.strip()


@dataclass(frozen=True)
class Snapshot:
    """One released notebook."""

    name: str
    cells: tuple
    solution: object

    def find(self, cell_id):
        """Return the cell with an id, or None."""
        return self.by_id.get(cell_id)

    @property
    def by_id(self):
        """Cells by id."""
        return {cell.id: cell for cell in self.cells}

    @property
    def tests(self):
        """Cells whose run gives points."""
        return [cell for cell in self.cells if cell.is_test]

    @property
    def helpers(self):
        """Names that each test cell takes from cells that are no answer, by test cell."""
        code = [cell for cell in self.cells if cell.cell_type == "code"]
        given = [cell for cell in code if not cell.is_answer]
        wanted = {}
        for cell in self.tests:
            before = code[: code.index(cell)] if cell in code else []
            used = read_names(cell.source).union(
                *(read_names(c.source) for c in before if c in given and c.is_marked)
            )
            bound = set().union(*(bound_names(c.source) for c in before if c in given))
            wanted[cell.id] = sorted((used | {"Step", "Quiz", "check", "quiz"}) & bound)
        return wanted

    @property
    def answer_names(self):
        """What answers bind, in the solution and in the stub; never taken from a student."""
        code = [cell for cell in self.cells if cell.is_answer and cell.cell_type == "code"]
        solved = {c.get("id"): c.source for c in self.solution.cells} if self.solution else {}
        texts = [text for c in code for text in (c.shown, solved.get(c.id, ""))]
        return set().union(*map(bound_names, texts))

    @property
    def max_score(self):
        """Points of the whole notebook."""
        return sum(cell.points for cell in self.cells if cell.is_test or cell.is_manual)


def take_snapshots(course, assignment, secret=""):
    """Read the instructor's notebooks of an assignment; its hidden inputs are drawn from a secret."""
    course.check_assignment(assignment)
    hidden = read_hidden(course.root, secret)
    return {
        path.stem: take_snapshot(path.stem, path.read_text(encoding="utf-8"), hidden)
        for path in sorted(course.source(assignment).glob("*.ipynb"))
    }


def take_snapshot(name, text, hidden=None):
    """Make the snapshot of one notebook, with nbgrader's own steps."""
    from nbgrader.preprocessors import (
        ClearHiddenTests,
        ClearMarkScheme,
        ClearSolutions,
        ComputeChecksums,
        LockCells,
    )

    try:
        solution = nbformat.reads(text, as_version=4)
    except (ValueError, KeyError) as error:
        raise GradingError(f"solutions: {name}.ipynb cannot be read ({error}).") from error
    full = _apply((LockCells, ClearSolutions, ComputeChecksums), solution)
    shown = _apply((ClearHiddenTests, ClearMarkScheme), full)
    hidden = hidden or {}
    cells = tuple(
        ReleasedCell(
            id=cell.id,
            cell_type=cell.cell_type,
            source=with_cases(cell.source, hidden),
            shown=released.source,
            metadata=json.loads(json.dumps(cell.metadata)),
            cases=cases_in(cell.source, hidden),
        )
        for cell, released in zip(full.cells, shown.cells, strict=True)
    )
    for cell in solution.cells:
        cell.source = with_cases(cell.source, hidden, trusted=True)
    return Snapshot(name=name, cells=cells, solution=solution)


def _apply(steps, notebook):
    notebook, resources = copy.deepcopy(notebook), {}
    for step in steps:
        notebook, resources = step().preprocess(notebook, resources)
    return notebook

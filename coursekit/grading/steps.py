"""The steps of a notebook: a question, an answer, and the checks behind it; each with its heading."""

import re
from dataclasses import dataclass, field

_HEADING = re.compile(r"^\s*#{1,6}\s+(.+?)\s*$|^\s*\*\*(.+?)\*\*\s*(.*)$", re.MULTILINE)
_BRACKET = re.compile(r"\s*\([^()]*\)\s*$")  # how many points and minutes
_MOST = 70


@dataclass
class Step:
    """One step."""

    notebook: str
    title: str
    answer: object
    question: list = field(default_factory=list)
    tests: list = field(default_factory=list)

    @property
    def anchor(self):
        """The name of its place on a page."""
        return re.sub(r"[^\w-]", "-", f"{self.notebook}-{self.answer.id}")

    @property
    def graded(self):
        """Ids of the cells that carry points."""
        own = [self.answer] if self.answer.is_manual else []
        return [cell.id for cell in [*own, *self.tests]]


def list_steps(snapshot):
    """List the steps of a released notebook."""
    steps, pending = [], []
    for cell in snapshot.cells:
        if cell.is_answer:
            title = find_heading(pending) or cell.id
            steps.append(Step(snapshot.name, title, cell, pending))
            pending = []
        elif cell.is_test and steps:
            steps[-1].tests.append(cell)
        elif cell.cell_type == "markdown":
            pending = [*pending, cell]
    return steps


def find_heading(cells):
    """Return the last heading among text cells, "" when there is none."""
    for cell in reversed(cells):
        found = _HEADING.findall(cell.shown)
        if found:
            text = " ".join(part for part in found[0] if part)
            text = _BRACKET.sub("", re.sub(r"[`*]", "", text)).strip().split(". ")[0:2]
            return ". ".join(text)[:_MOST].strip(" .:")
    return ""


def name_places(snapshots):
    """Name every cell by the step it belongs to, for people who do not count cells."""
    names = {}
    for snapshot in snapshots.values():
        for step in list_steps(snapshot):
            for cell in [step.answer, *step.tests, *step.question]:
                names[cell.id] = step.title
        for cell in snapshot.cells:
            names.setdefault(cell.id, f"{snapshot.name}, {_describe(cell)}")
    return names


def _describe(cell):
    if cell.cell_type != "code":
        return "a text"
    return "the set-up" if "import " in cell.shown else "a given cell"


def without_heading(text):
    """Take the first heading out of a text that stands below it already."""
    return re.sub(r"\A\s*#{1,6}\s+[^\n]*\n?", "", text)

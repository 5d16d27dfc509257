"""The report: a line for each submission, for programs; the overview page is in `overview`."""

import json
from dataclasses import asdict, dataclass, field

from coursekit.grading.execute import write_whole
from coursekit.grading.gradebook import read_marks
from coursekit.grading.naming import gradebook_id
from coursekit.grading.repairs import Repair


@dataclass
class Line:
    """What happened to one submission.

    Parameters
    ----------
    student, assignment : str
        Whose, and which.
    status : str
        "graded", "needs review", "failed" or "missing".
    reason : str
        Why it is not plainly graded.
    score, max_score : float or None
        Points in the gradebook; None when there are none.
    missing : list of str
        Notebooks that were not there.
    repairs, flags : list of Repair
        What was mended, and what a person should look at.
    notebooks : dict
        By notebook: seconds, memory and verdicts.
    names : dict of str to str
        By test cell, the name that the notebook was worked under, where its task depends on it.
    """

    student: str
    assignment: str
    status: str = "graded"
    reason: str = ""
    score: float | None = None
    max_score: float | None = None
    missing: list = field(default_factory=list)
    repairs: list = field(default_factory=list)
    flags: list = field(default_factory=list)
    notebooks: dict = field(default_factory=dict)
    names: dict = field(default_factory=dict)

    def fail(self, reason):
        """Note that this submission could not be graded."""
        self.status, self.reason = "failed", reason

    def add_run(self, name, result, verdicts):
        """Note how a notebook ran."""
        self.notebooks[name] = {
            "seconds": result["seconds"],
            "cpu_s": result["cpu_s"],
            "peak_mb": result["peak_mb"],
            "restarts": result["restarts"],
            "errors": [c for c, ran in result["cells"].items() if ran["status"] != "ok"],
            "verdicts": [verdict.to_json() for verdict in verdicts],
        }

    @property
    def auto_score(self):
        """Points of the test cells, as verified."""
        return sum(v["score"] for n in self.notebooks.values() for v in n["verdicts"])

    def to_json(self):
        """Return the line as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data):
        """Make a line from plain JSON values."""
        line = cls(**data)
        line.repairs = [Repair(**repair) for repair in line.repairs]
        line.flags = [Repair(**flag) for flag in line.flags]
        return line


def complete(lines, marks):
    """Put the gradebook's points into the lines, and what still needs a person.

    Parameters
    ----------
    lines : list of Line
        The lines; changed in place.
    marks : dict
        From `read_marks`.
    """
    for line in lines:
        found = marks.get(gradebook_id(line.student))
        if found is None or line.status in ("failed", "missing"):
            line.score = line.max_score = None
            continue
        line.score = round(found["score"] - found["penalty"], 4)
        line.max_score = found["max_score"]
        waiting = [name for name, cell in found["cells"].items() if cell["needs_manual"]]
        line.status = "needs review" if waiting else "graded"
        line.reason = f"to be marked by hand: {', '.join(sorted(waiting))}" if waiting else ""


def write_report(course, assignment, result, snapshots):
    """Write `report.jsonl` and `overview.html`.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment's name.
    result : GradeResult
        What was done.
    snapshots : dict of str to Snapshot
        The released notebooks.
    """
    from coursekit.grading.overview import render_overview
    from coursekit.grading.similarity import find_similar

    complete(result.lines, read_marks(course, assignment))
    text = "".join(json.dumps(line.to_json()) + "\n" for line in result.lines)
    write_whole(course.work(assignment) / "report.jsonl", text)
    pairs = find_similar(course.work(assignment) / "clean", assignment, snapshots)
    page = render_overview(assignment, result, pairs)
    write_whole(course.work(assignment) / "overview.html", page)


def read_report(course, assignment):
    """Read the last report, with the points that the gradebook holds now.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment's name.

    Returns
    -------
    list of Line
        One for each submission.

    Raises
    ------
    FileNotFoundError
        Nothing was graded yet.
    """
    path = course.work(assignment) / "report.jsonl"
    lines = [Line.from_json(json.loads(text)) for text in path.read_text().splitlines()]
    complete(lines, read_marks(course, assignment))
    return lines

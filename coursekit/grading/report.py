"""The report: one state a submission, from which the whole is written after every run.

A run of one student, of one notebook, or one that was stopped adds to the report and takes nothing
away: the states of all others are still there.
"""

import json
from dataclasses import asdict, dataclass, field

from coursekit.grading.execute import write_whole
from coursekit.grading.gradebook import align, read_marks
from coursekit.grading.intake import list_students
from coursekit.grading.naming import gradebook_id
from coursekit.grading.owners import flag_alike_ids, flag_shared_names
from coursekit.grading.repairs import Repair
from coursekit.grading.snapshot import take_snapshots


@dataclass
class Line:
    """What happened to one submission."""

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
    time: str = ""
    late: str = ""

    def fail(self, reason):
        """Note that this submission could not be graded."""
        self.status, self.reason = "failed", reason

    @property
    def has_mark(self):
        """Whether there is a mark to put into the gradebook."""
        return self.status not in ("failed", "missing")

    @property
    def auto_score(self):
        """Points of the test cells, as verified."""
        return sum(v["score"] for n in self.notebooks.values() for v in n["verdicts"])

    def add_run(self, name, result, verdicts, texts, **more):
        """Note how a notebook ran, and what each of its cells is worth; None is to be read."""
        marks = {verdict.cell: verdict.score for verdict in verdicts}
        marks |= {cell: None if text else 0.0 for cell, text in texts.items()}
        self.notebooks[name] = {
            "seconds": result["seconds"],
            "cpu_s": result["cpu_s"],
            "peak_mb": result["peak_mb"],
            "restarts": result["restarts"],
            "errors": [c for c, ran in result["cells"].items() if ran["status"] != "ok"],
            "verdicts": [verdict.to_json() for verdict in verdicts],
            "marks": marks,
            "texts": texts,
            **more,
        }

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


def _state(course, assignment, student):
    return course.work(assignment) / "state" / f"{gradebook_id(student)}.json"


def keep_state(course, line, digest):
    """Keep a line; a digest of "" says that it must be made again when there is time."""
    record = {"digest": digest, "line": line.to_json()}
    write_whole(_state(course, line.assignment, line.student), json.dumps(record))


def find_state(course, assignment, student):
    """Find the kept line of a submission and its digest; None and "" when there is none."""
    try:
        record = json.loads(_state(course, assignment, student).read_text(encoding="utf-8"))
        return Line.from_json(record["line"]), record["digest"]
    except (OSError, ValueError, KeyError, TypeError):
        return None, ""


def read_report(course, assignment, snapshots=None):
    """Read the report, after the gradebook was made to say what the verdicts say."""
    found = (
        find_state(course, assignment, student)[0] for student in list_students(course, assignment)
    )
    lines = [line for line in found if line is not None]
    if not lines:
        raise FileNotFoundError(course.work(assignment) / "report.jsonl")
    flag_shared_names(lines)
    flag_alike_ids(lines)
    changed = align(course, assignment, lines, snapshots or take_snapshots(course, assignment))
    complete(lines, read_marks(course, assignment))
    for line in lines:
        for note in changed.get(line.student, ()):
            text = f"another program had changed the mark; it was put back: {note}"
            line.flags.append(Repair("mark-restored", line.student, text))
    return lines, changed


def complete(lines, marks):
    """Put the gradebook's points into the lines, and what still needs a person."""
    for line in lines:
        found = marks.get(gradebook_id(line.student))
        if found is None or not line.has_mark:
            line.score = line.max_score = None
            continue
        line.score = round(found["score"] - found["penalty"], 4)
        line.max_score = found["max_score"]
        waiting = [name for name, cell in found["cells"].items() if cell["needs_manual"]]
        line.status = "provisional" if waiting else "graded"
        line.reason = f"to be marked by hand: {', '.join(sorted(waiting))}" if waiting else ""


def write_report(course, assignment, snapshots, about):
    """Write `report.jsonl` and `overview.html` for all submissions."""
    from coursekit.grading.overview import render_overview
    from coursekit.grading.similarity import find_groups

    try:
        lines, _ = read_report(course, assignment, snapshots)
    except FileNotFoundError:
        lines = []
    prints = {name: {} for name in snapshots}
    for line in lines:
        for name, notebook in line.notebooks.items():
            prints.setdefault(name, {})[line.student] = notebook.pop("prints", ())
    text = "".join(json.dumps(line.to_json()) + "\n" for line in lines)
    write_whole(course.work(assignment) / "report.jsonl", text)
    page = render_overview(assignment, lines, find_groups(prints), snapshots, about)
    write_whole(course.work(assignment) / "overview.html", page)
    return lines

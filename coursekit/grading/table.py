"""Marks as a table for a learning platform; a failure is a status and never a bare zero."""

import csv
import io

from coursekit.grading.course import Course, GradingError
from coursekit.grading.execute import write_whole
from coursekit.grading.intake import list_students
from coursekit.grading.report import Line, read_report

_COLUMNS = {
    "full": ("student", "status", "score", "max_score", "reason", "missing", "repairs", "flags"),
    "moodle": ("Identifier", "Full name", "Status", "Grade", "Maximum grade", "Feedback comments"),
    "canvas": ("Student", "ID", "Points", "Possible", "Status", "Notes"),
    "studon": ("Login", "Status", "Mark", "Maximum", "Comment"),
}
PRESETS = tuple(_COLUMNS)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def export(assignment, *, root=".", path=None, preset="full", students=()):
    """Write the marks as comma-separated values.

    Parameters
    ----------
    assignment : str
        The assignment's name.
    root : str or pathlib.Path, default "."
        The course's folder.
    path : str or pathlib.Path, default None
        The file; None for `grading/<assignment>/marks.csv`.
    preset : str, default "full"
        Columns: "full", "moodle", "canvas" or "studon".
    students : sequence of str, default ()
        Everybody in the course; who handed in nothing is then listed as missing.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    GradingError
        There is no such preset, or nothing was graded yet.
    """
    if preset not in _COLUMNS:
        raise GradingError(f"`preset`: got {preset!r}; there are {', '.join(PRESETS)}.")
    course = Course.at(root)
    try:
        lines, _ = read_report(course, assignment)
    except FileNotFoundError as error:
        raise GradingError(f"`{assignment}` has no report; grade it first.") from error
    known = {line.student for line in lines}
    for student in {*students, *list_students(course, assignment)} - known:
        reason = "nothing was handed in" if student in students else "it was not graded yet"
        status = "missing" if student in students else "failed"
        lines.append(Line(student, assignment, status=status, reason=reason))
    text = render_csv(sorted(lines, key=lambda line: line.student), preset)
    target = course.work(assignment) / "marks.csv" if path is None else course.root / path
    write_whole(target, text)
    return target


def render_csv(lines, preset):
    """Render lines as comma-separated values.

    Parameters
    ----------
    lines : list of Line
        The report.
    preset : str
        One of `PRESETS`.

    Returns
    -------
    str
        The table.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS[preset])
    for line in lines:
        writer.writerow([_harmless(cell) for cell in _row(line, preset)])
    return out.getvalue()


def _row(line, preset):
    # Points only for what was graded: the others have none.
    usable = line.status in ("graded",) and line.score is not None
    score, most = (line.score, line.max_score) if usable else ("", "")
    status = f"failed: {line.reason}" if line.status == "failed" else line.status
    if preset == "moodle":
        return (line.student.rsplit("_", 1)[-1], line.student, status, score, most, line.reason)
    if preset == "canvas":
        return (line.student, line.student.rsplit("_", 1)[-1], score, most, status, line.reason)
    if preset == "studon":
        return (line.student, status, score, most, line.reason)
    return (
        line.student,
        status,
        score,
        most,
        line.reason,
        " ".join(line.missing),
        "; ".join(str(repair) for repair in line.repairs),
        "; ".join(str(flag) for flag in line.flags),
    )


def _harmless(cell):
    # A spreadsheet takes text that begins like this for a formula.
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text[:1] in _FORMULA else cell

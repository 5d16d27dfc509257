"""Marks as a table that a platform takes, and pages as the archive that it takes.

A number leaves only when everything was read: what is not finished stands in a column of its own.
"""

import csv
import io
import re
import zipfile
from pathlib import Path

from coursekit.grading.course import Course, GradingError
from coursekit.grading.execute import write_whole
from coursekit.grading.intake import find_sheet, list_students, read_notes
from coursekit.grading.report import Line, read_report
from coursekit.grading.sheets import MARK, fill_sheet, read_sheet

# Columns by preset, for when the platform's own table is not at hand: exactly those that its program
# reads (sources in `platforms`), in its order and with its names. {0} is the item's name there.
_COLUMNS = {
    "full": {
        "student": "student", "status": "status", "score": "score", "provisional": "provisional",
        "max_score": "most", "late": "late", "handed in": "time", "reason": "reason",
        "missing": "missing", "repairs": "repairs", "flags": "flags",
    },
    "moodle": {
        "Identifier": "participant", "Full name": "name", "Status": "status", "Grade": "score",
        "Maximum grade": "most", "Last modified (submission)": "time",
        "Last modified (grade)": "none", "Provisional": "provisional", "Late": "late",
    },
    "canvas": {
        "Student": "name", "ID": "number", "SIS User ID": "none", "SIS Login ID": "none",
        "Section": "none", "{0}": "score",
    },
    "ilias": {
        "update": "update", "usr_id": "number", "login": "login", "lastname": "last",
        "firstname": "first", "status": "passed", "mark": "score", "notice": "none",
        "comment": "none", "plagiarism": "none", "plag_comment": "none",
    },
    "blackboard": {"Last Name": "last", "First Name": "first", "Username": "student", "{0}": "score"},
    "brightspace": {
        "OrgDefinedId": "none", "Username": "name", "{0} Points Grade": "score",
        "End-of-Line Indicator": "end",
    },
    "sakai": {
        "Display ID": "student", "ID": "student", "Last Name": "last", "First Name": "first",
        "grade": "score", "Submission date": "time", "Late submission": "late",
    },
}  # fmt: skip
_COLUMNS["studon"] = _COLUMNS["ilias"]
PRESETS = tuple(_COLUMNS)
# The table that a platform takes back inside the zip of feedback, and its name there.
_IN_ZIP = {"ilias": "status", "studon": "status", "sakai": "grades"}
# A spreadsheet takes text for a formula that begins like this, also behind any separator.
_FORMULA = re.compile(r"(^|[;,\t|])(\s*)([=+\-@\uff1d\uff0b\uff0d\uff20])")


def export(
    assignment,
    *,
    root=".",
    path=None,
    preset="full",
    students=(),
    delimiter=",",
    excel=False,
    sheet=None,
    column="",
    say=None,
):
    """Write the marks as separated values, best into the platform's own table.

    Parameters
    ----------
    assignment : str
        The assignment's name.
    root : str or pathlib.Path, default "."
        The course's folder.
    path : str or pathlib.Path, default None
        The file; None for `grading/<assignment>/marks.csv`, or the name that the platform wants.
    preset : str, default "full"
        Columns: "full", "moodle", "canvas", "ilias", "studon", "blackboard", "brightspace" or
        "sakai".
    students : sequence of str, default ()
        Everybody in the course; who handed in nothing is then listed as missing.
    delimiter : str, default ","
        What separates columns: ",", ";" or a tab.
    excel : bool, default False
        Begin with the mark by which Excel knows UTF-8.
    sheet : str or pathlib.Path, default None
        The platform's own table: Moodle's grading worksheet, the gradebook's export of Canvas,
        Blackboard or Brightspace, StudOn's `status.xlsx`, Sakai's `grades.csv`. Only its cells of
        marks are filled in. None for the table that lay beside the submissions, if there was one.
    column : str, default ""
        Heading of the column of marks, or the item's name on the platform.
    say : callable, default None
        Is told in a sentence what a person should know.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    GradingError
        There is no such preset or separator, nothing was graded yet, or the table has no column
        for marks.
    """
    if preset not in _COLUMNS:
        raise GradingError(f"`preset`: got {preset!r}; there are {', '.join(PRESETS)}.")
    if delimiter not in (",", ";", "\t"):
        raise GradingError(f"`delimiter`: got {delimiter!r}; give a comma, a semicolon or a tab.")
    course = Course.at(root)
    lines = list_all(course, assignment, students)
    kept = _IN_ZIP.get(preset)
    own = _find_sheet(course, assignment, sheet, preset)
    target = course.work(assignment) / f"{kept or 'marks'}.csv"
    target = target if path is None else course.root / path
    if own is None:
        text = ("\ufeff" if excel else "") + render_csv(
            lines, preset, delimiter, column or assignment
        )
        write_whole(target, text)
    else:
        scores = {line.student: _values(line)["score"] for line in lines}
        lost = fill_sheet(own, preset, column or assignment, scores)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(own.render(), encoding=own.encoding, newline="")
        if lost and say:
            say(f"not in {own.name}, so without a mark there: {', '.join(lost)}")
    if kept and (course.feedback / f"{assignment}.zip").is_file():
        packed = pack_feedback(assignment, root=root, table=(f"{kept}.csv", target.read_bytes()))
        if say:
            say(f"put into {packed}, in which the platform takes it")
    return target


def _find_sheet(course, assignment, path, preset):
    if path is None:
        return find_sheet(course, assignment, _IN_ZIP[preset]) if preset in _IN_ZIP else None
    if preset not in MARK:
        raise GradingError(f"`sheet`: say whose table it is: `preset` is one of {', '.join(MARK)}.")
    try:
        found = read_sheet(Path(path).name, Path(path).read_bytes())
    except OSError as error:
        raise GradingError(f"`sheet`: {path} cannot be read ({error}).") from error
    if found is None:
        raise GradingError(f"`sheet`: {path} has no headings by which students can be found.")
    return found


def list_all(course, assignment, students=()):
    """List the lines of the report and of everybody who is not in it."""
    try:
        lines, _ = read_report(course, assignment)
    except FileNotFoundError as error:
        raise GradingError(f"`{assignment}` has no report; grade it first.") from error
    known = {line.student for line in lines}
    there = list_students(course, assignment)
    for student in sorted({*students, *there} - known):
        handed_in = student in there
        reason = "it was not graded yet" if handed_in else "nothing was handed in"
        status = "failed" if handed_in else "missing"
        lines.append(Line(student, assignment, status=status, reason=reason))
    return sorted(lines, key=lambda line: line.student)


def render_csv(lines, preset, delimiter=",", assignment="exercises"):
    """Render lines as separated values."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    if preset == "sakai":
        writer.writerows([[assignment, "SCORE_GRADE_TYPE"], []])
    columns = _COLUMNS[preset]
    writer.writerow([column.format(assignment) for column in columns])
    for line in lines:
        values = _values(line)
        writer.writerow([harmless(values[key]) for key in columns.values()])
    return out.getvalue()


def _values(line):
    number = re.search(r"(\d+)$", line.student)
    name = line.student[: number.start()].rstrip("_ ") if number else line.student
    parts = name.split("_")
    first, last = (parts[1], parts[0]) if len(parts) >= 3 else ("", name)
    done = line.status == "graded" and line.score is not None
    return {
        "student": line.student,
        "name": name,
        "first": first,
        "last": last,
        "login": parts[-1],
        "number": number[1] if number else "",
        "participant": f"Participant {number[1]}" if number else line.student,
        # Points only for what is finished: nothing else is a number.
        "score": line.score if done else "",
        "provisional": line.score if line.status == "provisional" else "",
        "most": line.max_score if done or line.status == "provisional" else "",
        "status": f"failed: {line.reason}" if line.status == "failed" else line.status,
        "passed": "notgraded",
        "update": 1 if done else 0,
        "late": line.late,
        "time": line.time,
        "reason": line.reason,
        "missing": " ".join(line.missing),
        "repairs": "; ".join(str(repair) for repair in line.repairs),
        "flags": "; ".join(str(flag) for flag in line.flags),
        "none": "",
        "end": "#",
    }


def harmless(cell):
    """Make text that no spreadsheet takes for a formula, however it splits the line."""
    if not isinstance(cell, str):
        return cell
    return _FORMULA.sub(r"\1\2'\3", re.sub(r"[\r\n\t]+", " ", cell))


def pack_feedback(assignment, *, root=".", students=None, table=None):
    """Pack the feedback pages as the platform takes them back: under the names it gave out."""
    course, above = Course.at(root), ""
    target = course.feedback / f"{assignment}.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for student in list_students(course, assignment):
            page = course.feedback / student / f"{assignment}.html"
            if page.is_file() and (students is None or student in students):
                handle = read_notes(course, assignment, student)["handle"]
                name = handle.replace("{page}", f"feedback-{assignment}.html")
                archive.write(page, name or f"{student}/feedback-{assignment}.html")
                above = name.split("/")[0] + "/" if name.count("/") > 2 else above
        if table is not None:
            archive.writestr(above + table[0], table[1])
    return target

"""nbgrader's gradebook, through its public classes: one writer, one student at a time."""

import contextlib
import hashlib
import logging
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import nbformat

from coursekit.grading.course import GradingError
from coursekit.grading.naming import gradebook_id


@contextlib.contextmanager
def scripts_on_path():
    """Let nbgrader find the programs of its own environment, such as alembic."""
    old = os.environ.get("PATH", "")
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{old}"
    try:
        yield
    finally:
        os.environ["PATH"] = old


@contextlib.contextmanager
def quiet():
    """Keep nbgrader's and SQLAlchemy's chatter off the screen; errors are reported otherwise."""
    loggers = [logging.getLogger("traitlets"), logging.getLogger("nbgrader")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextlib.contextmanager
def open_gradebook(course):
    """Open the gradebook; one that is damaged is said in a sentence."""
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import DatabaseError

    with scripts_on_path(), quiet():
        try:
            with Gradebook(course.gradebook_url) as gradebook:
                yield gradebook
        except DatabaseError as error:
            raise GradingError(
                f"{course.gradebook} cannot be used ({str(error.orig)[:200]}). Put a copy of it back, or "
                "move it away and grade again: all marks come back but those that were given by hand."
            ) from error


def make_config(course, **directories):
    """Configure nbgrader for a course."""
    from traitlets.config import Config, PyFileConfigLoader

    config = Config()
    own = course.root / "nbgrader_config.py"
    if own.is_file():
        config.merge(PyFileConfigLoader(str(own)).load_config())
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.db_url = course.gradebook_url
    ignore = config.CourseDirectory.get("ignore", [])
    defaults = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.py"]
    config.CourseDirectory.ignore = list(dict.fromkeys([*ignore, *defaults]))
    for name, value in directories.items():
        config.CourseDirectory[name] = value
    # The exchange is not used, and its default folder often cannot be written to.
    config.Exchange.root = tempfile.gettempdir()
    return config


def fill_gradebook(course, assignment, snapshots):
    """Tell the gradebook about the assignment's cells, with nbgrader's own converter."""
    stamp = course.work(assignment) / "gradebook.stamp"
    digest = _digest(snapshots)
    if course.gradebook.exists() and stamp.exists() and stamp.read_text() == digest:
        return
    from nbgrader.apps import NbGraderAPI

    with scripts_on_path(), quiet(), tempfile.TemporaryDirectory() as scratch:
        _match_cells(course, assignment, snapshots)
        config = make_config(course, release_directory=scratch)
        result = NbGraderAPI(config=config).generate_assignment(assignment, force=True)
    if not result["success"]:
        reason = result.get("log") or result.get("error")
        raise GradingError(f"nbgrader cannot take up `{assignment}`: {reason}")
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)


def _digest(snapshots):
    text = repr(
        [(s.name, [(c.id, c.source, c.marks) for c in s.cells]) for s in snapshots.values()]
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _match_cells(course, assignment, snapshots):
    # nbgrader refuses to add or remove cells once there are submissions; a changed test must not
    # stop a regrade, so added cells get empty grades and removed ones go with theirs.
    if not course.gradebook.exists():
        return
    from nbgrader.api import MissingEntry

    with open_gradebook(course) as gradebook:
        for name, snapshot in snapshots.items():
            with contextlib.suppress(MissingEntry):
                notebook = gradebook.find_notebook(name, assignment)
                if notebook.submissions:
                    _add_and_remove(gradebook, notebook, snapshot, assignment)


def _add_and_remove(gradebook, notebook, snapshot, assignment):
    from nbgrader.api import Comment, Grade

    wanted = {
        "grade": {c.id: c for c in snapshot.cells if c.marks.get("grade")},
        "solution": {c.id: c for c in snapshot.cells if c.marks.get("solution")},
        "source": {c.id: c for c in snapshot.cells if c.is_marked},
    }
    known = {
        "grade": notebook.grade_cells,
        "solution": notebook.solution_cells,
        "source": notebook.source_cells,
    }
    for kind, cells in wanted.items():
        for old in [cell for cell in known[kind] if cell.name not in cells]:
            gradebook.db.delete(old)
    gradebook.db.commit()
    have = {kind: {cell.name for cell in cells} for kind, cells in known.items()}
    for name, cell in wanted["source"].items():
        if name not in have["source"]:
            kind = {"cell_type": cell.cell_type, "source": cell.source}
            gradebook.add_source_cell(name, notebook.name, assignment, **kind)
    for name, cell in wanted["grade"].items():
        if name not in have["grade"]:
            kind = {"max_score": cell.points, "cell_type": cell.cell_type}
            made = gradebook.add_grade_cell(name, notebook.name, assignment, **kind)
            for submission in notebook.submissions:
                gradebook.db.add(Grade(cell=made, notebook=submission))
    for name in wanted["solution"]:
        if name not in have["solution"]:
            made = gradebook.add_solution_cell(name, notebook.name, assignment)
            for submission in notebook.submissions:
                gradebook.db.add(Comment(cell=made, notebook=submission))
    gradebook.db.commit()


def align(course, assignment, lines, snapshots, fresh=frozenset()):
    """Make the gradebook say what the verdicts say, cell by cell."""
    if not course.gradebook.exists():
        return {}
    changed = {}
    with open_gradebook(course) as gradebook:
        wanted = [line for line in lines if line.has_mark]
        known = _add_students(gradebook, assignment, wanted)
        few = [gradebook_id(line.student) for line in wanted] if len(wanted) < 50 else None
        rows = _read_rows(gradebook, assignment, few)
        for line in wanted:
            student = gradebook_id(line.student)
            mine = rows.get(student, {})
            notes = [
                note
                for notebook, snapshot in snapshots.items()
                for note in _align_one(line, notebook, snapshot, mine, line.student in fresh)
            ]
            if notes and line.student not in fresh and student in known:
                changed[line.student] = notes
        gradebook.db.commit()
        _put_penalties(course, gradebook, assignment, [line for line in wanted if line.time])
    _restore_files(course, assignment, wanted, changed, fresh)
    return changed


def _add_students(gradebook, assignment, lines):
    from nbgrader.api import Assignment, SubmittedAssignment

    query = gradebook.db.query(SubmittedAssignment.student_id).join(Assignment)
    known = {student for (student,) in query.filter(Assignment.name == assignment)}
    for line in lines:
        student = gradebook_id(line.student)
        if student not in known:
            gradebook.update_or_create_student(student)
            gradebook.add_submission(assignment, student)
        if line.time:
            gradebook.update_or_create_submission(assignment, student, timestamp=line.time)
    return known


def _read_rows(gradebook, assignment, students=None):
    """Grades and comments by student, then by notebook, cell and kind; None for all students."""
    from nbgrader.api import (
        Assignment,
        BaseCell,
        Comment,
        Grade,
        Notebook,
        SubmittedAssignment,
        SubmittedNotebook,
    )

    found = {}
    for kind in (Grade, Comment):
        query = (
            gradebook.db.query(
                SubmittedAssignment.student_id, Notebook.name, BaseCell.name, BaseCell, kind
            )
            .join(SubmittedNotebook, kind.notebook_id == SubmittedNotebook.id)
            .join(Notebook, SubmittedNotebook.notebook_id == Notebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(BaseCell, kind.cell_id == BaseCell.id)
            .filter(Assignment.name == assignment)
        )
        if students is not None:
            query = query.filter(SubmittedAssignment.student_id.in_(students))
        for student, notebook, name, cell, row in query:
            found.setdefault(student, {})[notebook, name, kind.__name__] = (cell, row)
    return found


def _align_one(line, notebook, snapshot, rows, is_fresh):
    marks = line.notebooks.get(notebook, {}).get("marks", {})
    reread = line.notebooks.get(notebook, {}).get("reread", [])
    for cell in snapshot.cells:
        found = rows.get((notebook, cell.id, "Grade"))
        if not (cell.is_test or cell.is_manual) or found is None:
            continue
        row, score = found[1], marks.get(cell.id, 0.0)
        by_hand = row.manual_score is not None
        again = cell.id in reread and (is_fresh or row.needs_manual_grade)
        unread = again if by_hand else score is None
        if (row.auto_score, bool(row.needs_manual_grade)) != (score, unread):
            if row.auto_score != score:
                yield f"{notebook}/{cell.id}: {row.auto_score} became {score} again"
            row.auto_score, row.needs_manual_grade = score, unread
        comment = rows.get((notebook, cell.id, "Comment"))
        if comment is not None:
            comment[1].auto_comment = "No response." if score == 0.0 and cell.is_manual else None


def _put_penalties(course, gradebook, assignment, lines):
    # Only where the instructor's own configuration has one; none is invented here.
    config = make_config(course)
    if not {"AssignLatePenalties", "LateSubmissionPlugin"} & set(config):
        return
    from nbgrader.preprocessors import AssignLatePenalties

    for line in lines:
        for notebook in gradebook.find_submission(assignment, gradebook_id(line.student)).notebooks:
            where = {"notebook": notebook.name, "assignment": assignment}
            where |= {"student": gradebook_id(line.student), "db_url": course.gradebook_url}
            resources = {"nbgrader": where}
            AssignLatePenalties(config=config).preprocess(nbformat.v4.new_notebook(), resources)


def graded_folder(course, assignment, student):
    """Return where the graded notebooks are kept, of which Formgrader shows a copy."""
    return course.work(assignment) / "graded" / gradebook_id(student)


def _restore_files(course, assignment, lines, changed, fresh):
    for line in lines:
        target = course.autograded / gradebook_id(line.student) / assignment
        if line.student not in changed and line.student not in fresh and target.is_dir():
            continue
        target.mkdir(parents=True, exist_ok=True)
        for path in graded_folder(course, assignment, line.student).glob("*.ipynb"):
            shutil.copy(path, target / path.name)


def read_marks(course, assignment):
    """Read all marks of an assignment."""
    if not course.gradebook.exists():
        return {}
    from nbgrader.api import MissingEntry

    with open_gradebook(course) as gradebook:
        try:
            submissions = gradebook.find_assignment(assignment).submissions
        except MissingEntry:
            return {}
        rows = _read_rows(gradebook, assignment)
        return {s.student_id: _read_one(s, rows.get(s.student_id, {})) for s in submissions}


def _read_one(submission, rows):
    cells, comments = {}, {}
    for (notebook, name, kind), (cell, row) in rows.items():
        if kind == "Comment":
            text = row.manual_comment or row.auto_comment
            comments |= {f"{notebook}/{name}": text} if text else {}
            continue
        score = row.auto_score if row.manual_score is None else row.manual_score
        cells[f"{notebook}/{name}"] = {
            "score": (score or 0.0) + (row.extra_credit or 0.0),
            "points": cell.max_score,
            "manual": row.manual_score,
            "needs_manual": bool(row.needs_manual_grade),
        }
    penalties = [notebook.late_submission_penalty or 0.0 for notebook in submission.notebooks]
    return {
        "score": sum(cell["score"] for cell in cells.values()),
        "max_score": sum(cell["points"] for cell in cells.values()),
        "late_seconds": submission.total_seconds_late,
        "penalty": sum(penalties),
        "cells": cells,
        "comments": comments,
    }

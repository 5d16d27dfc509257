"""nbgrader's gradebook, through its public classes: one writer, one student at a time."""

import contextlib
import hashlib
import logging
import os
import sqlite3
import sys
import tempfile
import warnings
from pathlib import Path

from coursekit.grading.course import GradingError


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
def write_ahead(course):
    """Let the gradebook write ahead to a log, so that a commit does not wait for the disk.

    Nothing is torn when the grader is killed: whoever opens the gradebook next finds the log.

    Parameters
    ----------
    course : Course
        The course; its gradebook exists.
    """
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    # Kept open, because the log is written back whenever the last one leaves.
    connection = sqlite3.connect(course.gradebook, timeout=30)
    event.listen(Engine, "connect", _trust_the_log)
    try:
        # Not every disk can do it, a network's cannot; then all is as before.
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode=WAL").fetchone()
        yield
    finally:
        event.remove(Engine, "connect", _trust_the_log)
        with contextlib.suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        connection.close()


def _trust_the_log(connection, record):
    connection.execute("PRAGMA synchronous=NORMAL")


def make_config(course, **directories):
    """Configure nbgrader for a course.

    Parameters
    ----------
    course : Course
        The course.
    **directories : str
        Folders that differ from nbgrader's, such as ``submitted_directory``.

    Returns
    -------
    traitlets.config.Config
        The configuration; the course's own `nbgrader_config.py` is read first.
    """
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
    """Tell the gradebook about the assignment's cells, with nbgrader's own converter.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment's name.
    snapshots : dict of str to Snapshot
        The released notebooks.

    Raises
    ------
    GradingError
        nbgrader refused; its reason is quoted.
    """
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
    from nbgrader.api import Gradebook, MissingEntry

    with Gradebook(course.gradebook_url) as gradebook:
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


def read_marks(course, assignment):
    """Read all marks of an assignment.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment's name.

    Returns
    -------
    dict of str to dict
        By student: "score", "max_score", "needs_manual", "late_seconds", "penalty", and "cells"
        (dict by notebook and cell: score, points, manual, needs_manual) and "comments".
    """
    if not course.gradebook.exists():
        return {}
    from nbgrader.api import Gradebook, MissingEntry

    marks = {}
    with scripts_on_path(), quiet(), Gradebook(course.gradebook_url) as gradebook:
        try:
            submissions = gradebook.assignment_submissions(assignment)
        except MissingEntry:
            return {}
        for submission in submissions:
            marks[submission.student.id] = _read_one(submission)
    return marks


def _read_one(submission):
    cells, comments = {}, {}
    penalty = 0.0
    for notebook in submission.notebooks:
        penalty += notebook.late_submission_penalty or 0.0
        for grade in notebook.grades:
            cells[f"{notebook.name}/{grade.name}"] = {
                "score": grade.score,
                "points": grade.max_score,
                "manual": grade.manual_score,
                "needs_manual": bool(grade.needs_manual_grade),
            }
        for comment in notebook.comments:
            if comment.comment:
                comments[f"{notebook.name}/{comment.name}"] = comment.comment
    return {
        "score": submission.score,
        "max_score": submission.max_score,
        "needs_manual": any(cell["needs_manual"] for cell in cells.values()),
        "late_seconds": submission.total_seconds_late,
        "penalty": penalty,
        "cells": cells,
        "comments": comments,
    }

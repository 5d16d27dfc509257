"""Answers marked by hand stay marked in a regrade, as long as their text is the same."""

import contextlib

import nbformat

from coursekit.grading.naming import gradebook_id


def find_settled(course, assignment, student, notebooks):
    """Find the cells that were marked by hand and have not changed since.

    Parameters
    ----------
    course : Course
        The course.
    assignment, student : str
        Which submission.
    notebooks : dict of str to nbformat.NotebookNode
        The notebooks that are about to be scored.

    Returns
    -------
    list of tuple of str
        Notebook and cell.
    """
    from nbgrader.api import Gradebook, MissingEntry

    settled = []
    folder = course.autograded / gradebook_id(student) / assignment
    if not folder.is_dir():
        return settled
    with (
        contextlib.suppress(MissingEntry),
        Gradebook(course.gradebook_url) as gradebook,
    ):
        submission = gradebook.find_submission(assignment, gradebook_id(student))
        for notebook in submission.notebooks:
            old = _sources(folder / f"{notebook.name}.ipynb")
            new = {c.id: c.source for c in notebooks.get(notebook.name, {"cells": []})["cells"]}
            for grade in notebook.grades:
                marked = grade.manual_score is not None and not grade.needs_manual_grade
                if marked and old.get(grade.name, "") == new.get(grade.name):
                    settled.append((notebook.name, grade.name))
    return settled


def _sources(path):
    try:
        return {cell.id: cell.source for cell in nbformat.read(path, as_version=4).cells}
    except (OSError, ValueError):
        return {}


def keep_settled(course, assignment, student, settled):
    """Take back nbgrader's wish to look at settled cells again.

    Parameters
    ----------
    course : Course
        The course.
    assignment, student : str
        Which submission.
    settled : list of tuple of str
        From `find_settled`.
    """
    from nbgrader.api import Gradebook

    if not settled:
        return
    with Gradebook(course.gradebook_url) as gradebook:
        for notebook, cell in settled:
            grade = gradebook.find_grade(cell, notebook, assignment, gradebook_id(student))
            grade.needs_manual_grade = False
        gradebook.db.commit()

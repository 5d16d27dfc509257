"""nbgrader's own Autograde, also Formgrader's button, asks before it replaces a verified mark.

`nbgrader_config.py` calls `protect_marks`, in the command and in the server alike. nbgrader calls its
own hooks only after it has deleted files, and passes over what they raise; so the check stands
where it looks for notebooks, before anything is written.
"""

import re
from pathlib import Path


def protect_marks():
    """Have `nbgrader autograde` refuse submissions whose marks `coursekit grade` has verified."""
    from nbgrader.converters import Autograde

    if hasattr(Autograde, "looks_for_notebooks"):
        return
    Autograde.looks_for_notebooks = Autograde.init_notebooks

    def init_notebooks(self):
        self.looks_for_notebooks()
        _refuse(self)

    Autograde.init_notebooks = init_notebooks


def _refuse(converter):
    from nbgrader.converters.base import NbGraderException

    from coursekit.grading.course import Course
    from coursekit.grading.report import find_state

    course = Course(Path(converter.coursedir.root))
    pattern = converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True)
    found = {}
    for folder in converter.assignments:
        here = re.match(pattern, folder)
        line, _ = find_state(course, here["assignment"], here["student"])
        if line is not None and line.has_mark:
            found.setdefault(here["assignment"], []).append(here["student"])
    for assignment, students in found.items():
        said = (
            f"coursekit grade has verified the marks of {len(students)} submissions of {assignment} "
            f"({', '.join(sorted(students))[:200]}). nbgrader's Autograde would replace them with "
            f"marks that nobody verified; nothing was written. Use: coursekit grade {assignment}. "
            f"To grade with nbgrader alone, move {course.work(assignment)} away first."
        )
        converter.log.error(said)
        raise NbGraderException(said)

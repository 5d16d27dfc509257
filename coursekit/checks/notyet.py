"""The exception of an unsolved step: a sentence in the notebook, not a traceback."""

import os

GRADED = "GRADED_BY_COURSEKIT"
_NBGRADER = "NBGRADER_EXECUTION"


def is_graded():
    """Whether the grader runs this notebook: it takes the values and judges them elsewhere."""
    return bool(os.environ.get(GRADED))


def is_strict():
    """Whether a check that is not solved stops with an error: where a program judges the run."""
    return is_graded() or bool(os.environ.get(_NBGRADER))


class NotYet(AssertionError):
    """Raised by `verdict` while a step is not solved; Jupyter shows it as one sentence.

    Parameters
    ----------
    message : str
        What is missing, in words a student can act on.
    short : str, default ""
        What the notebook shows below the verdict; "" for the whole message.

    Examples
    --------
    >>> str(NotYet("1 of 2 cases is right."))
    '1 of 2 cases is right.'
    """

    def __init__(self, message, *, short=""):
        super().__init__(message)
        self.short = short or message

    def _render_traceback_(self):
        return [f"Not yet: {self.short}"]

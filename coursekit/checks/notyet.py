"""The exception of an unsolved step: a sentence in the notebook, not a traceback."""


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

"""One broken pipeline for each student, without its name on it."""

from hashlib import sha256

from coursekit.audits.zoo.entry import Entry


class Anonymous:
    """A broken pipeline that does not say which."""

    __name__ = "your pipeline"

    def __init__(self, entry):
        self._describe = entry.make()

    def __call__(self, structures):
        """Vectors of a list of structures, a row for each."""
        import numpy as np

        return np.asarray(self._describe(list(structures)))

    def __repr__(self):
        return "a pipeline that looks fine"


def pick(student):
    """The broken pipeline of one student.

    Parameters
    ----------
    student : str
        Name or number; capitals and blanks around it do not count.

    Returns
    -------
    callable
        List of structures -> array, a row for each.

    Examples
    --------
    >>> pick("Ada Lovelace")
    a pipeline that looks fine
    """
    return Anonymous(draw(student, _handed_out()))


def draw(student, choices):
    """One of several things, fixed by a name.

    Parameters
    ----------
    student : str
        Name or number; capitals and blanks around it do not count.
    choices : sequence

    Returns
    -------
    object
        One of `choices`.

    Examples
    --------
    >>> draw("Ada Lovelace", ["a", "b", "c"]) == draw(" ada lovelace", ["a", "b", "c"])
    True
    """
    number = int(sha256(str(student).strip().lower().encode("utf-8", "replace")).hexdigest(), 16)
    return choices[number % len(choices)]


def diagnoses():
    """Every fault that the exercise hands out, and how it comes about.

    Returns
    -------
    dict of str to str
        In alphabetical order.
    """
    return {entry.name: entry.story for entry in sorted(_handed_out(), key=lambda e: e.name)}


def _handed_out() -> list[Entry]:
    from coursekit.audits.zoo import BROKEN

    return [entry for entry in BROKEN if entry.for_students]

"""One broken pipeline for each student, without its name on it."""

from hashlib import sha256

from coursekit.audits.zoo.entry import Entry


class Anonymous:
    """A broken pipeline that does not say which.

    Parameters
    ----------
    entry : Entry
    """

    __name__ = "your pipeline"

    def __init__(self, entry):
        self._describe = entry.make()

    def __call__(self, structures):
        """Vectors of structures.

        Parameters
        ----------
        structures : list of pymatgen Structure

        Returns
        -------
        (n_structures, n_features) array
        """
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
    return Anonymous(_entry(student))


def solve(student):
    """Name of the fault in that student's pipeline: for the key and for the grader.

    Parameters
    ----------
    student : str

    Returns
    -------
    str
    """
    return _entry(student).name


def judge(student, word):
    """Whether a diagnosis is right.

    Parameters
    ----------
    student : str
    word : str
        One of `diagnoses()`.

    Returns
    -------
    str
        "caught", or what to do next; never the answer.
    """
    known = {entry.name.lower() for entry in _handed_out()}
    if str(word).strip().lower() == solve(student).lower():
        return "caught"
    if str(word).strip().lower() not in known:
        return "unknown word: take one of the list"
    return "not this one"


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


def _entry(student):
    entries = _handed_out()
    number = int(sha256(str(student).strip().lower().encode()).hexdigest(), 16)
    return entries[number % len(entries)]

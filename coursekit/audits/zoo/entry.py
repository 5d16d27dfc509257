"""One animal of the zoo: a pipeline, its story, and the audit that must catch it."""

from collections.abc import Callable
from dataclasses import dataclass

from coursekit.audits.claims import Promises


@dataclass(frozen=True)
class Entry:
    """A pipeline that is broken in a known way, or healthy.

    Parameters
    ----------
    name : str
        Short name; also the diagnosis in the exercise.
    story : str
        How it came about, in one line.
    make : callable
        Returns the pipeline, fresh.
    audit : str
        Name of the audit that must catch it; "" for a healthy one.
    diagnosis : str
        What is wrong, how it is measured, what mends it.
    promises : Promises, optional
        What it claims, where the defaults do not say it.
    case : callable, optional
        Returns (structures, targets, splits or None) instead of the zoo's own.
    tier : int
        0 broken; 1, 2, 3 for the healthy ones.
    for_students : bool
        Whether the exercise may hand it out: it is a function, and caught without targets.
    """

    name: str
    story: str
    make: Callable
    audit: str = ""
    diagnosis: str = ""
    promises: Promises | None = None
    case: Callable | None = None
    tier: int = 0
    for_students: bool = False

    @property
    def broken(self):
        """Whether some audit must catch it.

        Returns
        -------
        bool
        """
        return bool(self.audit)


def broken(audit, name, describe, story, diagnosis, *, claims=None, case=None, students=False):
    """A broken pipeline that is a function of structures."""
    promises = None if claims is None else Promises(**claims)
    return Entry(name, story, lambda: describe, audit, diagnosis, promises, case, 0, students)


def built(audit, name, make, story, diagnosis, *, claims=None, case=None):
    """A broken pipeline that is built anew each time: it learns."""
    promises = None if claims is None else Promises(**claims)
    return Entry(name, story, make, audit, diagnosis, promises, case)

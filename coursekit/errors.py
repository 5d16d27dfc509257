"""What can go wrong with an input, in a form that a person and a program can read."""

from dataclasses import dataclass
from importlib.util import find_spec

EXTRAS = {
    "literature": {"matminer"},
    "course": {
        "jupyterlab",
        "jupyterlab_server",
        "jupyter_client",
        "jupyter_core",
        "ipywidgets",
        "anywidget",
        "plotly",
    },
    "grade": {"nbgrader", "zmq", "jupytext", "nbclient", "nbformat", "nbconvert", "rapidfuzz"},
    "mp": {"mp_api"},
    "cluster": {"dask", "distributed"},
}
"""What an installation without the extra lacks, by the names that are imported."""


def name_extra(error):
    """Say which extra brings a package that could not be imported.

    Parameters
    ----------
    error : ImportError

    Returns
    -------
    str
        A sentence with the cure, or "" if no extra of ours brings it.
    """
    package = (error.name or "").split(".")[0]
    for extra, packages in EXTRAS.items():
        if package in packages and find_spec(package) is None:
            return f"this needs {package}, which is not installed: pip install 'coursekit[{extra}]'"
    return ""


@dataclass(frozen=True)
class Failure:
    """One structure that could not be used.

    Parameters
    ----------
    id : str
        The structure's id (see `coursekit.structures.structure_id`).
    formula : str
        Reduced formula, or "" when not even that could be read.
    reason : str
        What is wrong and what to do about it.
    """

    id: str
    formula: str
    reason: str

    def __str__(self):
        name = f"{self.id} ({self.formula})" if self.formula else self.id
        return f"{name}: {self.reason}"


class DatasetError(ValueError):
    """A data set could not be read or is not usable: says which file, what is wrong, what to do."""


class CourseError(ValueError):
    """The course's notebooks or files are not where they are needed: says where, and what to do."""


class PotentialError(ValueError):
    """A potential cannot answer: says which crystal, why, and what to do."""


class FeaturizationError(ValueError):
    """Some structures could not be featurised; the finished rows are attached.

    Attributes
    ----------
    failures : list of Failure
        Every structure that failed, with the reason.
    rows : object
        The finished rows, in input order: an array or a list of site records.
    kept : list of int
        Input positions of the finished rows.
    """

    def __init__(self, failures, rows, kept, featurizer=""):
        self.failures = list(failures)
        self.rows = rows
        self.kept = list(kept)
        self.featurizer = featurizer
        super().__init__(self._message())

    def __reduce__(self):
        return type(self), (self.failures, self.rows, self.kept, self.featurizer)

    def _message(self):
        shown = "\n".join(f"  {failure}" for failure in self.failures[:10])
        more = len(self.failures) - 10
        tail = f"\n  ... and {more} more (all in `.failures`)" if more > 0 else ""
        total = len(self.failures) + len(self.kept)
        return (
            f"{self.featurizer}: {len(self.failures)} of {total} structures could not be featurised"
            f" (the others are in `.rows`; `featurize_tolerant` skips the broken ones):\n"
            f"{shown}{tail}"
        )

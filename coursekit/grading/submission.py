"""One student's submission on its way: files in, clean notebooks and tasks out."""

import hashlib
import json
from dataclasses import dataclass, field

import nbformat

from coursekit.grading.execute import make_task
from coursekit.grading.files import ALLOWED, clean_text
from coursekit.grading.folders import read_folder
from coursekit.grading.intake import read_notes, read_time
from coursekit.grading.naming import gradebook_id, match_notebooks
from coursekit.grading.repairs import Repair
from coursekit.grading.sanitise import sanitise
from coursekit.grading.wandering import bring_home

# Notebooks do not lie beside notebooks: a program would find the answers of another one there.
_BESIDE = tuple(ending for ending in ALLOWED if ending != ".ipynb")


@dataclass
class Submission:
    """A submission, ready to run.

    Parameters
    ----------
    student : str
        The student.
    notebooks : dict of str to nbformat.NotebookNode
        Clean notebooks by name.
    files : dict of str to bytes
        Files beside them.
    repairs : list of Repair
        What was mended.
    missing : list of str
        Notebooks that were not handed in or hold nothing that can be read.
    time : str
        When it was handed in, "" when unknown.
    tasks : dict of str to dict
        The run of each notebook.
    """

    student: str
    notebooks: dict
    files: dict
    repairs: list
    missing: list
    time: str = ""
    tasks: dict = field(default_factory=dict)

    def digest(self, *more):
        """Digest everything that the marks depend on."""
        parts = [
            self.time,
            sorted(self.missing),
            sorted((n, t["key"]) for n, t in self.tasks.items()),
            sorted((n, nbformat.writes(nb)) for n, nb in self.notebooks.items()),
            sorted(str(repair) for repair in self.repairs),
            more,
        ]
        return hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()


def take_in(course, assignment, student, snapshots):
    """Read and mend one student's submission.

    Parameters
    ----------
    course : Course
        The course.
    assignment, student : str
        Which submission.
    snapshots : dict of str to Snapshot
        The released notebooks.

    Returns
    -------
    Submission
        Without tasks.
    """
    files, repairs = read_folder(course.submitted / student / assignment)
    repairs += [note for note in read_notes(course, assignment, student) if note not in repairs]
    if gradebook_id(student) != student:
        text = f"the gradebook keeps this student as {gradebook_id(student)!r}"
        kind = "id-changed" if student.isprintable() else "odd-id"
        repairs.append(Repair(kind, clean_text(student), text))
    time, problem = read_time(files)
    repairs += [Repair("bad-time", "timestamp.txt", problem)] if problem else []
    raws, notes = match_notebooks(files, snapshots)
    repairs += notes + bring_home(raws, snapshots)
    clean, missing = {}, []
    for name, snapshot in snapshots.items():
        raw = raws.get(name)
        if raw is None:
            missing.append(name)
            repairs.append(
                Repair("missing-notebook", name, "it was not handed in or is unreadable")
            )
            continue
        clean[name], mended = sanitise(raw, snapshot)
        repairs += mended
    beside = {
        name: data
        for name, data in files.items()
        if name.lower().endswith(_BESIDE) and name != "timestamp.txt"
    }
    return Submission(student, clean, beside, repairs, missing, time)


def add_tasks(submission, limits, backend, modules, shared, helpers):
    """Describe the runs of a submission.

    Parameters
    ----------
    submission : Submission
        The submission; its tasks are set.
    limits : Limits
        Limits of each notebook.
    backend : str
        The sandbox's name.
    modules : list of str
        What to import beforehand.
    shared : dict of str to bytes
        Files of the release that lie beside the notebooks; they win over a student's.
    helpers : dict of str to dict
        By notebook, the helpers of its test cells.
    """
    files = submission.files | shared
    submission.tasks = {
        name: make_task(notebook, files, limits, backend, modules, helpers[name])
        for name, notebook in submission.notebooks.items()
    }

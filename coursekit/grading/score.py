"""Let nbgrader score a graded notebook: its own Autograde, with our results in Execute's place."""

import copy
import threading

import nbformat
from nbgrader.preprocessors import (
    AssignLatePenalties,
    NbGraderPreprocessor,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)

from coursekit.grading.gradebook import make_config, quiet, scripts_on_path
from coursekit.grading.naming import gradebook_id
from coursekit.grading.settled import find_settled, keep_settled


class PutResults(NbGraderPreprocessor):
    """Puts the outputs of the sandboxed run into the notebook that nbgrader scores."""

    outputs = {}  # noqa: RUF012  nbgrader makes the instance, so the class carries the results

    def preprocess(self, nb, resources):
        """Fill in the outputs of one notebook.

        Parameters
        ----------
        nb : nbformat.NotebookNode
            The notebook.
        resources : dict
            nbgrader's names of student and notebook.

        Returns
        -------
        tuple
            The notebook and the resources.
        """
        kept = self.outputs[resources["nbgrader"]["notebook"]]
        for cell in nb.cells:
            if cell.cell_type == "code":
                outputs = copy.deepcopy(kept.get(cell.get("id"), []))
                cell.outputs = [nbformat.from_dict(output) for output in outputs]
        return nb, resources


class Scorer:
    """Writes scores into the gradebook, one student after the other.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment's name.
    """

    def __init__(self, course, assignment):
        from nbgrader.apps import NbGraderAPI

        self.course = course
        self.assignment = assignment
        self.lock = threading.Lock()
        step = str((course.work(assignment) / "clean").relative_to(course.root))
        config = make_config(course, submitted_directory=step)
        # The marks were mended against the release already: nbgrader need not check them again.
        config.Autograde.sanitize_preprocessors = [OverwriteKernelspec, OverwriteCells]
        config.Autograde.autograde_preprocessors = [PutResults, SaveAutoGrades, AssignLatePenalties]
        self.api = NbGraderAPI(config=config)

    def folder(self, student):
        """Return where a student's clean notebooks lie."""
        return self.course.work(self.assignment) / "clean" / gradebook_id(student) / self.assignment

    def score(self, student, notebooks, outputs, time=""):
        """Score one student.

        Parameters
        ----------
        student : str
            The student.
        notebooks : dict of str to nbformat.NotebookNode
            Clean notebooks by name.
        outputs : dict of str to dict
            Outputs by notebook and cell.
        time : str, default ""
            When it was handed in.

        Returns
        -------
        str
            "" when it went well, otherwise nbgrader's own words.
        """
        folder = self.folder(student)
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for name, notebook in notebooks.items():
            nbformat.write(notebook, folder / f"{name}.ipynb")
        if time:
            (folder / "timestamp.txt").write_text(time)
        with self.lock, scripts_on_path(), quiet():
            where = (self.course, self.assignment, student)
            settled = find_settled(*where, notebooks)
            PutResults.outputs = outputs
            try:
                result = self.api.autograde(self.assignment, gradebook_id(student), force=True)
            finally:
                PutResults.outputs = {}
            if result["success"]:
                keep_settled(*where, settled)
        return "" if result["success"] else str(result.get("error") or result.get("log"))

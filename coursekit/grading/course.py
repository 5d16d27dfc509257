"""The folders of a course, by name, so that no other module spells a path."""

from dataclasses import dataclass
from pathlib import Path

ASSIGNMENTS = ("lectures", "exercises")


class GradingError(Exception):
    """Grading cannot go on: says what is wrong and what to do."""


@dataclass(frozen=True)
class Course:
    """Where everything of a course lies."""

    root: Path

    @classmethod
    def at(cls, root="."):
        """Name the course in a folder."""
        path = Path(root).resolve()
        if not path.is_dir():
            raise GradingError(f"`root`: {root} is not a folder; give the course's folder.")
        return cls(path)

    def source(self, assignment):
        """Folder of the hand-written scripts and the instructor's notebooks."""
        return self.root / "solutions" / assignment

    def release(self, assignment):
        """Folder of what students get."""
        return self.root / assignment

    def extras(self, assignment):
        """Files beside the scripts: pictures and data that notebooks show, by path."""
        folder, skip = self.source(assignment), {".py", ".ipynb", ".pyc"}
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix not in skip and ".ipynb_checkpoints" not in path.parts
        }

    @property
    def submitted(self):
        """Folder of what students handed in: one folder a student, then one an assignment."""
        return self.root / "submitted"

    @property
    def autograded(self):
        """Folder where nbgrader keeps graded notebooks."""
        return self.root / "autograded"

    @property
    def feedback(self):
        """Folder of the pages that students get back."""
        return self.root / "feedback"

    def work(self, assignment):
        """Folder of the grader's own records; all of it can be made again."""
        return self.root / "grading" / assignment

    @property
    def gradebook(self):
        """The gradebook's file."""
        return self.root / "gradebook.db"

    @property
    def gradebook_url(self):
        """The gradebook as nbgrader names it."""
        return f"sqlite:///{self.gradebook}"

    def check_assignment(self, assignment):
        """Make sure that an assignment has notebooks to grade against."""
        folder = self.source(assignment)
        if not any(folder.glob("*.ipynb")):
            found = sorted(p.name for p in (self.root / "solutions").glob("*") if p.is_dir())
            raise GradingError(
                f"`assignment`: no notebooks in {folder}; the assignments here are "
                f"{', '.join(found) or 'none'}. Run the build first."
            )

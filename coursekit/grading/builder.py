"""All notebooks from the scripts under `solutions/`, with one command and always the same bytes."""

import logging
import shutil
import tempfile
from pathlib import Path

from coursekit.grading.course import ASSIGNMENTS, Course, GradingError
from coursekit.grading.guards import check_release
from coursekit.grading.scripts import read_script, write_notebook


def build(root=".", *, assignments=ASSIGNMENTS, check=False):
    """Build the instructor's notebooks and the released ones.

    Parameters
    ----------
    root : str or pathlib.Path, default "."
        The course's folder.
    assignments : sequence of str, default ("lectures", "exercises")
        Folders under `solutions/`; one without scripts is passed over.
    check : bool, default False
        Write nothing, and fail when a file on disk is not what would be written.

    Returns
    -------
    list of pathlib.Path
        Files that were out of date, sorted.

    Raises
    ------
    GradingError
        A script is not usable, an answer would leak into the release, or, with `check`, files
        are out of date.
    """
    course = Course.at(root)
    wanted = {}
    for assignment in assignments:
        sources = _read_sources(course.source(assignment))
        if sources:
            wanted |= _build_assignment(course, assignment, sources)
    stale = _find_stale(course, wanted, assignments)
    if check and stale:
        names = ", ".join(str(path.relative_to(course.root)) for path in stale)
        raise GradingError(f"Out of date: {names}. Run the build and commit what it writes.")
    if not check:
        _write(wanted, stale)
    return stale


def _read_sources(folder):
    return {path.stem: read_script(path) for path in sorted(folder.glob("*.py"))}


def _build_assignment(course, assignment, sources):
    texts = {name: write_notebook(notebook) for name, notebook in sources.items()}
    extras = course.extras(assignment)
    released = release_notebooks(texts, extras, assignment)
    check_release(sources, released)
    files = {course.source(assignment) / f"{name}.ipynb": t.encode() for name, t in texts.items()}
    for name, content in released.items():
        files[course.release(assignment) / name] = content
    return files


def release_notebooks(texts, extras, assignment):
    """Make the students' version with nbgrader's own converter, away from the course's folder."""
    with tempfile.TemporaryDirectory(prefix="coursekit-build-") as scratch:
        source = Path(scratch) / "solutions" / assignment
        source.mkdir(parents=True)
        for name, text in texts.items():
            (source / f"{name}.ipynb").write_text(text, encoding="utf-8")
        for name, content in extras.items():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes(content)
        _generate(scratch, assignment)
        target = Path(scratch) / "release" / assignment
        return {
            str(path.relative_to(target)): _with_newline(path)
            for path in sorted(target.rglob("*"))
            if path.is_file()
        }


def _with_newline(path):
    content = path.read_bytes()
    return content.rstrip(b"\n") + b"\n" if path.suffix == ".ipynb" else content


def _generate(root, assignment):
    from nbgrader.converters import GenerateAssignment
    from nbgrader.converters.base import NbGraderException
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.preprocessors import SaveCells
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.source_directory = "solutions"
    config.CourseDirectory.assignment_id = assignment
    # The gradebook is filled when grading starts; a build leaves it alone.
    steps = [step for step in GenerateAssignment.preprocessors.default() if step is not SaveCells]
    config.GenerateAssignment.preprocessors = steps
    config.GenerateAssignment.no_database = True
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    log = logging.Logger("coursekit.build", level=logging.ERROR)
    lines = []
    log.addHandler(_Lines(lines))
    converter.log = log
    try:
        converter.start()
    except NbGraderException as error:
        raise GradingError(f"nbgrader cannot release `{assignment}`: {lines or error}") from error


class _Lines(logging.Handler):
    def __init__(self, lines):
        super().__init__()
        self.lines = lines

    def emit(self, record):
        self.lines.append(record.getMessage())


def _find_stale(course, wanted, assignments):
    stale = [path for path, content in wanted.items() if not _holds(path, content)]
    for assignment in assignments:
        for folder in (course.source(assignment), course.release(assignment)):
            # A notebook whose script is gone is a leftover, and would be graded or handed out.
            stale += [path for path in folder.glob("*.ipynb") if path not in wanted]
    return sorted(stale)


def _holds(path, content):
    return path.is_file() and path.read_bytes() == content


def _write(wanted, stale):
    for path in stale:
        if path not in wanted:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        fresh.write_bytes(wanted[path])
        shutil.move(fresh, path)

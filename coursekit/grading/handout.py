"""What is handed out: one archive that starts on an empty machine with Python."""

import hashlib
import zipfile

from coursekit.course import MARKER, NAME, is_clone, shipped
from coursekit.errors import CourseError
from coursekit.grading.builder import build
from coursekit.grading.course import ASSIGNMENTS, Course, GradingError
from coursekit.secret import check_secret, read_secret, remember_secret
from coursekit.start import course_files, marker

_START = """# Start here

You need Python 3.11 or newer (python.org) and, once, an internet connection. Open a terminal in this
folder and type three lines.

Linux, macOS:

    python3 -m venv .venv && . .venv/bin/activate
    pip install -c constraints.txt "{package}"
    coursekit lab .

Windows:

    py -m venv .venv && .venv\\Scripts\\activate
    pip install -c constraints.txt "{package}"
    coursekit lab .

The second line takes two to four minutes, once. From the next day on, only the first line (from
`activate`) and the third are needed. JupyterLab opens with the list of lectures; what you hand in
lies in the folder `{assignment}`. If something does not work, `coursekit doctor` names the cure.
Before you hand in: `coursekit check {assignment}/NOTEBOOK.ipynb` says what the visible checks say.
"""

LMS = {
    "moodle": "an activity of the type Assignment, with the archive under Additional files; file "
    "submissions on, at most {n} files, accepted type .ipynb",
    "ilias": "an object Exercise with one assignment of the type File; the archive under "
    "Instruction files; students may hand in {n} files",
    "canvas": "an Assignment with Submission Type Online, File Uploads, restricted to ipynb; the "
    "archive under Files, linked in the text",
}
"""Platform -> what an instructor makes there."""

_TEXT = """What to make in {lms}: {what}.

The text to paste:

---
Exercise of Unit 6: Local Atomic Environments.

1. Download and unpack {archive}. Its START_HERE.md says in three lines how to begin.
2. Work through the notebooks in the folder {assignment}, in the order of their numbers:
{notebooks}
3. Save each notebook and hand in the {n} files as they are, under the names they have. You may hand
   in again until the deadline; the newest of each notebook counts, and the older ones are kept.
---
"""


def release(assignment, *, root=".", folder="dist", lms="", secret=None):
    """Build an assignment and pack what students get.

    Parameters
    ----------
    assignment : str
        The assignment's name.
    root : str or pathlib.Path, default "."
        The course's folder.
    folder : str, default "dist"
        Where the archive goes, below the course's folder.
    lms : {"", "moodle", "ilias", "canvas"}
        Also write the text to paste there.
    secret : str or pathlib.Path, default None
        A file whose content hidden inputs are drawn from; None for the one that `COURSEKIT_SECRET`
        names, or for the public inputs. `grade` then wants the same.

    Returns
    -------
    tuple of pathlib.Path
        The archive, its SHA-256 (the same content gives the same bytes), and the text.

    Raises
    ------
    GradingError
        There is nothing to release, an answer would leak, the platform is unknown, or the
        assignment was graded with another secret.
    """
    if lms and lms not in LMS:
        raise GradingError(f"`lms` is {lms!r}; give one of {', '.join(LMS)}.")
    course = Course.at(root)
    build(root, assignments=tuple(dict.fromkeys((*ASSIGNMENTS, assignment))))
    files = _assignment_files(course, assignment)
    _note_secret(course, assignment, secret)
    notebooks = [name for name in files if name.endswith(".ipynb")]
    others = {**course_files(), **course_files(course.root)}
    files |= {p: d for p, d in others.items() if not p.startswith(f"{assignment}/")}
    files[MARKER] = marker(files)
    package, data = _package()
    files |= {package: data} if data else {}
    install = f"./{package}[course]" if data else package
    files["START_HERE.md"] = _START.format(package=install, assignment=assignment).encode()
    target = course.root / folder / f"{assignment}.zip"
    _pack(target, files)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    checksum = target.with_suffix(".zip.sha256")
    checksum.write_text(f"{digest}  {target.name}\n")
    written = (target, checksum)
    return (*written, _write_text(target, lms, assignment, notebooks)) if lms else written


def _note_secret(course, assignment, path):
    try:
        secret = read_secret(path)
        if (course.work(assignment) / "report.jsonl").is_file():
            cure = f"or move {course.work(assignment)} away, whose marks rest on it"
            check_secret(course.root, assignment, secret, otherwise=cure)
    except CourseError as error:
        raise GradingError(f"{error}.") from error
    remember_secret(course.root, assignment, secret)


def _assignment_files(course, assignment):
    source = course.release(assignment)
    paths = sorted(p for p in source.rglob("*") if p.is_file() and p.suffix not in (".py", ".pyc"))
    paths = [p for p in paths if ".ipynb_checkpoints" not in p.parts]
    if not paths:
        raise GradingError(f"`assignment`: nothing to release in {source}.")
    return {f"{assignment}/{p.relative_to(source).as_posix()}": p.read_bytes() for p in paths}


def _package():
    """Name and bytes of the wheel; outside a clone only what pip has to ask for."""
    from coursekit import __version__

    if not is_clone():
        return f"coursekit[course]=={__version__}", b""
    import tempfile
    from pathlib import Path

    from hatchling.builders.wheel import WheelBuilder

    with tempfile.TemporaryDirectory() as folder:
        builder = WheelBuilder(str(shipped()))
        path = Path(next(iter(builder.build(directory=folder, versions=["standard"]))))
        return path.name, path.read_bytes()


def _pack(target, files):
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(files.items()):
            # one fixed time, so that the checksum depends on the content only
            member = zipfile.ZipInfo(f"{NAME}/{name}", (2020, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)


def _write_text(target, lms, assignment, notebooks):
    n = len(notebooks)
    path = target.with_suffix(f".{lms}.txt")
    listed = "\n".join(f"   - {name.partition('/')[2]}" for name in notebooks)
    path.write_text(
        _TEXT.format(
            lms=lms.capitalize(),
            what=LMS[lms].format(n=n),
            archive=target.name,
            assignment=assignment,
            notebooks=listed,
            n=n,
        ),
        encoding="utf-8",
    )
    return path

"""A student's own copy of the course: made once, brought up to date without losing work."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from coursekit.course import MARKER, NAME, shipped
from coursekit.errors import CourseError

_KINDS = {
    "lectures": ("*.ipynb", "*.md"),
    "exercises": ("*.ipynb", "*.txt"),
    "data": ("README.md",),
}
_ALONE = ("constraints.txt", "LICENSE")
_BACKUP = "before-update"


@dataclass(frozen=True)
class Change:
    """What became of one file."""

    path: str
    what: str


def start(folder=None, *, name=NAME, update=False):
    """Copy the course's notebooks into a folder of one's own."""
    if name != NAME:
        raise CourseError(f"there is no course {name!r}; there is {NAME!r}")
    folder = Path(folder or NAME).resolve()
    before = _read_marker(folder, update)
    files = course_files()
    changes = [Change(path, _put(folder, path, data, before)) for path, data in files.items()]
    _write(folder / MARKER, marker(files))
    return changes


def marker(files):
    """What tells a student's folder, and later which files were changed."""
    digests = {path: _digest(data) for path, data in files.items()}
    return json.dumps({"course": NAME, "files": digests}, indent=1).encode()


def course_files(root=None):
    """Read everything that a student gets."""
    root = root or shipped()
    paths = [root / name for name in _ALONE]
    for kind, patterns in _KINDS.items():
        paths += sorted(p for pattern in patterns for p in (root / kind).glob(pattern))
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in paths if p.is_file()}


def _read_marker(folder, update):
    marker = folder / MARKER
    if not folder.exists() or not any(folder.iterdir()):
        return {}
    if not marker.is_file():
        raise CourseError(
            f"{folder} holds other files; give a new folder: coursekit start {NAME} FOLDER"
        )
    if not update:
        raise CourseError(
            f"{folder} holds the course already, nothing was changed; open it with `coursekit lab "
            f"{folder}`, or bring it up to date with `coursekit start {NAME} {folder} --update`"
        )
    try:
        return json.loads(marker.read_text(encoding="utf-8"))["files"]
    except (ValueError, KeyError) as error:
        raise CourseError(
            f"{marker} is damaged ({error}); move your folder aside, start anew and copy your "
            "notebooks into the new folder"
        ) from error


def _put(folder, path, data, before):
    target = folder / path
    if not target.exists():
        _write(target, data)
        return "new"
    mine = target.read_bytes()
    if mine == data:
        return "as it was"
    if _digest(mine) == before.get(path):
        _write(target, data)
        return "updated"
    if _digest(data) == before.get(path):
        return "yours, kept"
    _write(_free(folder / _BACKUP / path), mine)
    merged = _merge(data, mine) if target.suffix == ".ipynb" else data
    _write(target, merged)
    return "updated, with your answers" if merged != data else f"updated; yours is in {_BACKUP}"


def _merge(released, mine):
    """The released notebook with the answers of another; the release alone if that is unreadable."""
    notebook = json.loads(released)
    try:
        answers = {_grade_id(c): c["source"] for c in json.loads(mine)["cells"] if _is_answer(c)}
    except (ValueError, KeyError, TypeError):
        return released
    for cell in notebook["cells"]:
        if _is_answer(cell) and _grade_id(cell) in answers:
            cell["source"] = answers[_grade_id(cell)]
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def _is_answer(cell):
    return cell["metadata"].get("nbgrader", {}).get("solution", False)


def _grade_id(cell):
    return cell["metadata"]["nbgrader"].get("grade_id")


def _free(path):
    """The path, or the first with a number behind its name that does not exist."""
    tries = [path, *(path.with_stem(f"{path.stem}-{n}") for n in range(2, 1000))]
    return next(p for p in tries if not p.exists())


def _digest(data):
    return hashlib.sha256(data).hexdigest()


def _write(path, data):
    # beside it first: what is cut short must not stand in the place of a student's work
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".part")
    beside.write_bytes(data)
    beside.replace(path)

"""Collect what was handed in: recognise, show, keep every collection, merge notebook by notebook.

Nothing that was ever collected is deleted: each collection stays under its time in
`grading/<assignment>/collected`, and `submitted` holds the newest version of each notebook.
"""

import contextlib
import json
import os
import re
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coursekit.grading.course import Course, GradingError
from coursekit.grading.execute import write_whole
from coursekit.grading.naming import clean_student, gradebook_id, normal
from coursekit.grading.owners import is_own
from coursekit.grading.platforms import recognise
from coursekit.grading.repairs import Repair
from coursekit.grading.sheets import Sheet, read_sheet, read_time, read_times
from coursekit.grading.uploads import Upload, list_members, read_folder

_STAMP = "%Y-%m-%dT%H-%M-%S.%f"
# Of the tables beside the submissions, the one that the platform takes back.
_TAKEN_BACK = re.compile(r"(?:status|grades)\.(?:csv|xlsx)", re.IGNORECASE)


@dataclass
class Taken:
    """What is collected of one student."""

    student: str
    attempts: list = field(default_factory=list)
    late: str = ""
    handle: str = ""
    name: str = ""
    doubts: list = field(default_factory=list)
    changes: list = field(default_factory=list)

    @property
    def notes(self):
        """What was mended or left out."""
        return [note for _, upload in self.attempts for note in upload.repairs]

    @property
    def files(self):
        """Names of all files."""
        return [name for _, upload in self.attempts for name in upload.files]

    @property
    def when(self):
        """When it was handed in last."""
        return self.attempts[-1][0] if self.attempts else ""


@dataclass
class Collection:
    """What was found in a download."""

    platform: str
    students: dict
    others: list
    absent: list = field(default_factory=list)
    sheet: Sheet | None = None


def collect(source, assignment, *, root=".", roster=(), choose=None):
    """Copy submissions into the course, for grading.

    Parameters
    ----------
    source : str or pathlib.Path
        A folder or an archive, as a learning platform makes it. It is only read.
    assignment : str
        The assignment's name.
    root : str or pathlib.Path, default "."
        The course's folder.
    roster : sequence of str, default ()
        Everybody in the course; whoever is not among them is asked about.
    choose : callable, default None
        Is given the Collection before anything is stored and returns the students to store; None
        to store all.

    Returns
    -------
    Collection
        What was stored, with what it changed for each student.

    Raises
    ------
    GradingError
        There is no such file or folder, or nothing in it.
    """
    course, path = Course.at(root), Path(source)
    if not path.exists():
        raise GradingError(f"`source`: {source} is neither a folder nor a file.")
    found = read_collection(path, assignment, roster, _known_names(course, assignment))
    if not found.students:
        raise GradingError(f"`source`: no submissions in {source}.")
    known = {s: _read_record(course, assignment, s) for s in found.students}
    for student, taken in found.students.items():
        taken.changes.append("collected before" if known[student] else "new")
    wanted = found.students if choose is None else set(choose(found))
    found = replace(found, students={s: t for s, t in found.students.items() if s in wanted})
    if found.students:
        stamp = _keep_collection(course, assignment, path, found)
        for student, taken in found.students.items():
            taken.changes = _merge(course, assignment, student, taken, stamp)
    return found


def read_collection(path, assignment, roster=(), known=None):
    """Read a download; nothing is stored. `known` are names of earlier ones, with their ids."""
    members = {}
    for member in list_members(path):
        members[_free_path(member.path, members)] = member
    work = [p for p in members if not _is_of_system(p)]
    layout, owners, others = recognise(work, assignment)
    ids, taken, by_attempt, odd = _Ids(known), {}, {}, set()
    for where, found in owners.items():
        by_attempt.setdefault((found.student, found.order), []).append((where, found))
    for (name, _), files in sorted(by_attempt.items(), key=lambda item: item[0]):
        student = ids.find(name)
        mine = taken.setdefault(student, Taken(student, name=normal(name)))
        odd |= {student} if any(found.is_odd for _, found in files) else set()
        upload, first, when = Upload(), files[0][1], files[0][1].when
        for where, found in files:
            if found.is_clock:
                when = read_time(_read_text(members[where]))
                continue
            upload.add(members[where], found.rest)
            mine.late = mine.late or (f"said by {layout.name}" if found.late else "")
        upload.finish()
        _drop_time(upload, layout)
        if student != normal(name):
            kind = "id-changed" if name.isprintable() else "odd-id"
            upload.refuse(name, kind, f"this student's id was changed to {student!r}")
        mine.handle = first.handle
        mine.attempts.append((_as_text(when), upload))
    sheets = _read_sheets(members, others)
    for sheet in sheets:
        for student, (when, late) in read_times(sheet, list(taken)).items():
            mine = taken[student]
            mine.late = mine.late or (f"said by {layout.name}" if late else "")
            if when and len(mine.attempts) == 1 and not mine.when:
                mine.attempts = [(_as_text(when), mine.attempts[0][1])]
    for mine in taken.values():
        mine.doubts = _doubts(mine, layout, roster, mine.student in odd)
    absent = [n for n in roster if not any(is_own(n, s) or is_own(s, n) for s in taken)]
    back = next((sheet for sheet in sheets if _TAKEN_BACK.fullmatch(sheet.name)), None)
    return Collection(layout.name, dict(sorted(taken.items())), others, absent, back)


def _read_sheets(members, paths):
    found = []
    for path in paths:
        name = path.rpartition("/")[2]
        is_table = name.lower().endswith(".xlsx") or _TAKEN_BACK.fullmatch(name)
        if is_table and members[path].open is not None and members[path].size < 20_000_000:
            with members[path].open() as file:
                found.append(read_sheet(name, file.read()))
    return [sheet for sheet in found if sheet is not None]


def _read_text(member):
    with member.open() as file:
        return file.read(200).decode("utf-8", "replace")


def _free_path(path, taken):
    # An archive may hold two files of one name: both are kept.
    while path in taken:
        stem, dot, ending = path.rpartition(".")
        path = f"{stem} (2){dot}{ending}" if dot else f"{path} (2)"
    return path


def _is_of_system(path):
    parts = path.split("/")
    hidden = {"__MACOSX", ".git", ".DS_Store", "Thumbs.db", "desktop.ini", "__pycache__"}
    return bool(hidden & set(parts)) or any(part.startswith("._") for part in parts)


class _Ids:
    """Ids that every tool can use; different names stay different."""

    def __init__(self, known=None):
        self.names = dict(known or {})

    def find(self, name):
        """Return the id for a name, the same as in earlier collections."""
        clean = student = clean_student(name)
        name, number = normal(name), 1
        student = next((s for s, known in self.names.items() if known == name), student)
        while self.names.setdefault(student, name) != name:
            number += 1
            student = f"{clean} {number}"
        return student


def _as_text(when):
    return when.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC") if when else ""


def _drop_time(upload, layout):
    # Only nbgrader's own collection writes this file; elsewhere a student could have.
    if layout.name != "nbgrader" and upload.files.pop("timestamp.txt", None):
        upload.refuse("timestamp.txt", "bad-time", "a time that the student wrote does not count")


def _doubts(taken, layout, roster, is_odd):
    doubts = [f"{layout.name} gives no such name"] if is_odd else []
    if roster and not any(is_own(n, taken.student) or is_own(taken.student, n) for n in roster):
        doubts.append("not in the roster")
    if not any(character.isalnum() for character in taken.student):
        doubts.append("an id without letters or digits")
    if layout.name == "files" and not roster:
        doubts.append("a file by itself: its name was taken for a student's")
    if ".ipynb" in taken.student.lower() or taken.student.lower() in ("submissions", "untitled"):
        doubts.append("the name of a file or folder")
    return doubts


def _folder(course, assignment):
    return course.work(assignment) / "collected"


def _record(course, assignment, student):
    return _folder(course, assignment) / "students" / f"{gradebook_id(student)}.json"


def _known_names(course, assignment):
    """Ids of earlier collections, with the name that each was given for."""
    found = {}
    for path in (_folder(course, assignment) / "students").glob("*.json"):
        with contextlib.suppress(OSError, ValueError):
            record = json.loads(path.read_text(encoding="utf-8"))
            found[record["student"]] = record.get("name") or record["student"]
    return found


def _read_record(course, assignment, student):
    try:
        return json.loads(_record(course, assignment, student).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _keep_collection(course, assignment, source, found):
    stamp = _next_stamp(_folder(course, assignment))
    folder = _folder(course, assignment) / stamp
    about = {"source": str(source), "platform": found.platform, "students": {}}
    for student, taken in found.students.items():
        _keep_what_lies_there(course, assignment, student)
        for number, (_, upload) in enumerate(taken.attempts):
            _write(folder / gradebook_id(student) / str(number), upload)
        about["students"][student] = {
            "attempts": [w for w, _ in taken.attempts],
            "late": taken.late,
        }
    write_whole(folder / "about.json", json.dumps(about, indent=1))
    if found.sheet is not None:
        kept = _folder(course, assignment) / f"{found.sheet.name.rpartition('.')[0]}.csv"
        write_whole(kept, found.sheet.render())
    return stamp


def find_sheet(course, assignment, name):
    """The platform's own table that lay beside the submissions, or None."""
    path = _folder(course, assignment) / f"{name}.csv"
    return read_sheet(path.name, path.read_bytes()) if path.is_file() else None


def _next_stamp(folder):
    """The time now; later than all earlier collections, also when the clock was put back."""
    stamp = datetime.now(UTC).strftime(_STAMP)
    last = max((path.name for path in folder.glob("[1-9]*-*")), default="")
    if stamp > last:
        return stamp
    return (datetime.strptime(last, _STAMP) + timedelta(microseconds=1)).strftime(_STAMP)


def _write(folder, upload):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in upload.files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:  # for instance a file and a folder of one name
            upload.refuse(name, "unreadable", f"it cannot be stored ({error.strerror})")


def _keep_what_lies_there(course, assignment, student):
    """What somebody put into `submitted` by hand becomes the first collection."""
    there = course.submitted / student / assignment
    if _read_record(course, assignment, student) or not there.is_dir():
        return
    target = _folder(course, assignment) / "0000-before" / gradebook_id(student) / "0"
    if not target.exists():
        shutil.copytree(there, target, symlinks=True)


def _merge(course, assignment, student, taken, stamp):
    """Put the newest version of each notebook into `submitted`; say what that changes."""
    old = _read_record(course, assignment, student)
    attempts = sorted(_folder(course, assignment).glob(f"[0-9]*/{gradebook_id(student)}/*"))
    versions = [(path, read_folder(path)[0]) for path in attempts]
    files, changes = merge_versions(
        [found for _, found in versions], _snapshots(course, assignment)
    )
    folder = course.submitted / student / assignment
    fresh = folder.with_name(f".{assignment}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    upload = Upload()
    upload.files = files
    _write(fresh, upload)
    if folder.exists():
        shutil.rmtree(folder)
    os.replace(fresh, folder)
    record = {
        "student": student,
        "name": taken.name,
        "notes": [note.to_json() for note in taken.notes],
        "late": taken.late,
        "when": taken.when,
        "handle": taken.handle,
        "collected": [*old.get("collected", []), stamp],
    }
    write_whole(_record(course, assignment, student), json.dumps(record))
    said = ["new"] if len(versions) == 1 else changes
    return [*said, *([f"late: {taken.late}"] if taken.late else [])]


def _snapshots(course, assignment):
    from coursekit.grading.snapshot import take_snapshots

    try:
        return take_snapshots(course, assignment)
    except GradingError:
        return {}


def merge_versions(versions, snapshots):
    """Merge what one student handed in at several times, notebook by notebook."""
    from coursekit.grading.submission import find_files

    if len(versions) == 1:
        return versions[0], []
    told = [find_files(files, snapshots) for files in versions]
    chosen = {}
    for name in snapshots:
        there = [n for n, found in enumerate(told) if name in found]
        worked = [n for n in there if told[n][name][1]]
        if there:
            chosen[name] = (worked or there)[-1]
    files, last = {}, len(versions) - 1
    for n, found in enumerate(versions):
        notebooks = {path for name in told[n] for path in told[n][name][0]}
        counts = {p for name, at in chosen.items() if at == n for p in told[n][name][0]}
        for path, content in found.items():
            is_old = path in notebooks and path not in counts
            if not is_old and (path in counts or n == last or not path.lower().endswith(".ipynb")):
                files[_free_name(path, files, content, path in counts)] = content
    kept = sorted(name for name, at in chosen.items() if at < last)
    replaced = sorted(
        n for n, at in chosen.items() if at == last and any(n in t for t in told[:-1])
    )
    added = sorted(set(told[-1]) - set(replaced) - set(kept))
    parts = {"replaced": replaced, "kept of an earlier collection": kept, "added": added}
    changes = [f"{word}: {', '.join(names)}" for word, names in parts.items() if names]
    return files, changes or ["nothing new"]


def _free_name(path, files, content, counts):
    while counts and path in files and files[path] != content and path.lower().endswith(".ipynb"):
        stem, _, ending = path.rpartition(".")
        path = f"{stem} (2).{ending}"
    return path


def read_notes(course, assignment, student):
    """Read what is known of a submission since it was collected."""
    record = _read_record(course, assignment, student)
    try:
        notes = [Repair(**note) for note in record.get("notes", [])]
    except TypeError:
        notes = []
    return {"notes": notes, **{key: record.get(key, "") for key in ("late", "when", "handle")}}


def list_students(course, assignment):
    """List who handed in an assignment."""
    if not course.submitted.is_dir():
        return []
    return sorted(
        entry.name
        for entry in os.scandir(course.submitted)
        if entry.is_dir(follow_symlinks=False)
        and (Path(entry.path) / assignment).is_dir()
        and not (Path(entry.path) / assignment).is_symlink()
    )


def read_timestamp(files):
    """Read when a submission was handed in, from nbgrader's `timestamp.txt`, and what is wrong."""
    text = files.get("timestamp.txt", b"").decode("utf-8", "replace").strip().strip("\ufeff")
    time = read_time(text, UTC)
    if text and time is None:
        return "", f"the time {text[:40]!r} cannot be read and is ignored"
    return _as_text(time), ""

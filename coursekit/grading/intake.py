"""Collect submissions: from folders, from a learning platform's zip, from nbgrader's own folder."""

import json
import os
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from coursekit.grading.archives import read_zip
from coursekit.grading.course import Course, GradingError
from coursekit.grading.execute import write_whole
from coursekit.grading.files import FileKeeper
from coursekit.grading.folders import read_folder
from coursekit.grading.naming import clean_student, gradebook_id, split_platform_name
from coursekit.grading.repairs import Repair


def collect(source, assignment, *, root="."):
    """Copy submissions into the course, for grading.

    Parameters
    ----------
    source : str or pathlib.Path
        A folder with one folder a student (with or without one an assignment below), or a zip
        as Moodle, StudOn/ILIAS or Canvas make it. It is only read.
    assignment : str
        The assignment's name.
    root : str or pathlib.Path, default "."
        The course's folder.

    Returns
    -------
    dict of str to list of Repair
        What was mended or left out, by student.

    Raises
    ------
    GradingError
        There is no such file or folder, or nothing in it.
    """
    course = Course.at(root)
    path = Path(source)
    if path.is_dir():
        found = _read_folders(path, assignment)
    elif path.is_file():
        found = _read_archive(path)
    else:
        raise GradingError(f"`source`: {source} is neither a folder nor a file.")
    if not found.keepers:
        raise GradingError(f"`source`: no submissions in {source}.")
    for student, keeper in found.keepers.items():
        if not _comes_from_nbgrader(path, assignment):
            _drop_time(keeper)
        _store(course.submitted / student / assignment, keeper)
        notes = json.dumps([note.to_json() for note in keeper.repairs])
        write_whole(_notes(course, assignment, student), notes)
    return {student: keeper.repairs for student, keeper in sorted(found.keepers.items())}


def read_notes(course, assignment, student):
    """Read what was mended or left out when a submission was collected.

    Parameters
    ----------
    course : Course
        The course.
    assignment, student : str
        Which submission.

    Returns
    -------
    tuple
        A list of Repair, and what is known of its lateness; nothing when it was not collected but
        put there.
    """
    try:
        notes = json.loads(_notes(course, assignment, student).read_text(encoding="utf-8"))
        return [Repair(**note) for note in notes], ""
    except (OSError, ValueError, TypeError):
        return [], ""


def _notes(course, assignment, student):
    return course.work(assignment) / "collected" / f"{gradebook_id(student)}.json"


class _Found:
    """Students' files, by an id that every tool can use; different names stay different."""

    def __init__(self):
        self.keepers = {}
        self.names = {}

    def __getitem__(self, name):
        clean = student = clean_student(name)
        name, number = unicodedata.normalize("NFC", name), 1
        while self.names.setdefault(student, name) != name:
            number += 1
            student = f"{clean} {number}"
        if student not in self.keepers:
            self.keepers[student] = FileKeeper()
            if student != name:
                text = f"this student's id was changed to {student!r}"
                kind = "id-changed" if name.isprintable() else "odd-id"
                self.keepers[student].refuse(name, kind, text)
        return self.keepers[student]


def list_students(course, assignment):
    """List who handed in an assignment.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment's name.

    Returns
    -------
    list of str
        Students, sorted. A folder that is a link is no submission.
    """
    if not course.submitted.is_dir():
        return []
    return sorted(
        entry.name
        for entry in os.scandir(course.submitted)
        if entry.is_dir(follow_symlinks=False)
        and (Path(entry.path) / assignment).is_dir()
        and not (Path(entry.path) / assignment).is_symlink()
    )


def _read_folders(folder, assignment):
    found = _Found()
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            inner = Path(entry.path) / assignment
            is_nested = inner.is_dir() and not inner.is_symlink()
            files, repairs = read_folder(inner if is_nested else entry.path)
            keeper = found[split_platform_name(entry.name)[0]]
            keeper.repairs += repairs
            _keep_all(keeper, files)
    flat, repairs = read_folder(folder) if not found.keepers else ({}, [])
    for name, content in flat.items():
        _keep_flat(found, name, content)
    return found


def _comes_from_nbgrader(path, assignment):
    return path.is_dir() and any((entry / assignment).is_dir() for entry in path.iterdir())


def _drop_time(keeper):
    # Only nbgrader's own collection writes this file; elsewhere a student could have.
    if keeper.files.pop("timestamp.txt", None) is not None:
        keeper.refuse("timestamp.txt", "bad-time", "a time that the student wrote does not count")


def _keep_all(keeper, files):
    for name, content in files.items():
        keeper.keep(name, content)


def _keep_flat(found, name, content):
    student, rest = split_platform_name(name)
    if rest:
        found[student].keep(rest, content)
    else:
        found[name.split(".", 1)[0]].keep(name, content)


def _read_archive(path):
    groups = read_zip(path)
    found = _Found()
    for group, keeper in groups.items():
        if group:
            mine = found[split_platform_name(group)[0]]
            mine.repairs += keeper.repairs
            _keep_all(mine, keeper.files)
            continue
        for name, content in keeper.files.items():
            _keep_flat(found, name, content)
        for note in keeper.repairs:
            found[split_platform_name(note.where)[0]].repairs.append(note)
    return found


def _store(folder, keeper):
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.rglob("*"):
        if old.is_symlink() or old.is_file():
            old.unlink()
    for name, content in keeper.files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:  # for instance a file and a folder of one name
            keeper.refuse(name, "unreadable", f"it cannot be stored ({error.strerror})")


def read_time(files):
    """Read when a submission was handed in, from nbgrader's `timestamp.txt`.

    Parameters
    ----------
    files : dict of str to bytes
        The submission.

    Returns
    -------
    tuple
        The time in UTC as nbgrader writes it ("" when unknown), and why it cannot be read ("").
    """
    text = files.get("timestamp.txt", b"").decode("utf-8", "replace").strip().strip("\ufeff")
    if not text:
        return "", ""
    for pattern in ("%Y-%m-%d %H:%M:%S.%f %Z", "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%d %H:%M:%S"):
        try:
            time = datetime.strptime(text, pattern).replace(tzinfo=UTC)
        except ValueError:
            continue
        return time.strftime("%Y-%m-%d %H:%M:%S.%f UTC"), ""
    try:
        time = datetime.fromisoformat(text)
        time = time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return "", f"the time {text[:40]!r} cannot be read and is ignored"
    return time.strftime("%Y-%m-%d %H:%M:%S.%f UTC"), ""

"""A submission: its files, and the clean notebooks that run.

A clean notebook is the release with the student's answers and own cells in it. Whatever was handed
in, nothing here raises: what cannot be recognised stays an ordinary cell, what is missing comes
back from the release, and every repair is noted.
"""

import copy
import hashlib
import json
from dataclasses import dataclass, field

import nbformat

from coursekit.grading.files import ALLOWED
from coursekit.grading.intake import read_notes, read_timestamp
from coursekit.grading.naming import clean_text, gradebook_id
from coursekit.grading.placement import Pool, is_worked_on, place, read_pool
from coursekit.grading.repairs import Repair
from coursekit.grading.texts import squeeze
from coursekit.grading.uploads import read_folder

_FLAGS = ("grade", "solution", "locked", "task")
# Notebooks do not lie beside notebooks: a program would find the answers of another one there.
_BESIDE = tuple(ending for ending in ALLOWED if ending != ".ipynb")
_NOT_BESIDE = (".html", ".htm", ".docx", ".odt")
_CANNOT = (".pdf", ".html", ".htm", ".docx", ".odt", ".png", ".jpg", ".jpeg")


@dataclass
class Submission:
    """One student's work for one assignment."""

    student: str
    files: dict
    notebooks: dict = field(default_factory=dict)
    repairs: list = field(default_factory=list)
    missing: list = field(default_factory=list)
    time: str = ""
    late: str = ""

    def digest(self, more):
        """Return a text that changes with all that was handed in, and with `more`."""
        digest = hashlib.sha256(more.encode())
        for name, content in sorted(self.files.items()):
            digest.update(f"{name}\0{len(content)}\0".encode("utf-8", "surrogatepass"))
            digest.update(content)
        about = (self.student, self.time, self.late, [note.to_json() for note in self.repairs])
        digest.update(json.dumps(about).encode())
        return digest.hexdigest()

    @property
    def beside(self):
        """Files that lie beside a notebook while it runs."""
        return {
            name: data
            for name, data in self.files.items()
            if name.lower().endswith(_BESIDE)
            and not name.lower().endswith(_NOT_BESIDE)
            and name != "timestamp.txt"
        }

    @property
    def why_missing(self):
        """Say why there is nothing to grade."""
        others = sorted(n for n in self.files if n.lower().endswith(_CANNOT))
        if others:
            return f"handed in, but cannot be graded: {', '.join(others)[:200]} is no notebook"
        return "no notebook of this assignment could be read"

    def place(self, snapshots):
        """Make the clean notebooks."""
        pool = read_pool(self.files)
        self.repairs += pool.repairs
        placement = place(pool, snapshots)
        found = _find_notebooks(placement, snapshots)
        self.repairs += _note_files(pool, placement, found, self.files)
        for name, snapshot in snapshots.items():
            if name in found:
                self.notebooks[name], notes = make_clean(placement, name, snapshot)
                self.repairs += notes
            else:
                self.missing.append(name)
                text = "it was not handed in or is unreadable"
                self.repairs.append(Repair("missing-notebook", name, text))
        self.repairs += placement.repairs if found else []


def read_submission(course, assignment, student):
    """Read what one student handed in; nothing is recognised yet."""
    files, repairs = read_folder(course.submitted / student / assignment)
    known = read_notes(course, assignment, student)
    repairs += [note for note in known["notes"] if note not in repairs]
    if gradebook_id(student) != student:
        text = f"the gradebook keeps this student as {gradebook_id(student)!r}"
        kind = "id-changed" if student.isprintable() else "odd-id"
        repairs.append(Repair(kind, clean_text(student), text))
    time, problem = read_timestamp(files)
    repairs += [Repair("bad-time", "timestamp.txt", problem)] if problem else []
    when, late = known["when"] or time, known["late"]
    return Submission(student, files, repairs=repairs, time=when, late=late)


def find_files(files, snapshots):
    """Find out which files hold which notebook."""
    pool = read_pool(files)
    placement = place(pool, snapshots)
    where = {id(draft): path for draft, path in zip(pool.drafts, pool.files, strict=True)}
    found = {}
    for name in _find_notebooks(placement, snapshots):
        mine = {c: d for (n, c), d in placement.homes.items() if n == name}
        answers = [c for c in mine if snapshots[name].find(c).is_answer]
        worked = [
            c
            for c in answers
            if is_worked_on(placement.texts.get((name, c), ""), snapshots[name].find(c))
        ]
        found[name] = {where[id(draft)] for draft in mine.values()}, len(worked)
    return found


def _find_notebooks(placement, snapshots):
    """Notebooks of which an answer or at least half of the marked cells are there."""
    found = []
    for name, snapshot in snapshots.items():
        there = {cell for notebook, cell in placement.homes if notebook == name}
        marked = [cell for cell in snapshot.cells if cell.is_marked]
        answers = [c for c in marked if c.is_answer and c.id in there]
        if answers or 2 * len([c for c in marked if c.id in there]) > len(marked):
            found.append(name)
    return found


def _note_files(pool, placement, found, files):
    repairs, files_of = [], {}
    place_of = {id(draft): path for draft, path in zip(pool.drafts, pool.files, strict=True)}
    for (name, _), draft in placement.homes.items():
        counts = files_of.setdefault(name, {})
        counts[place_of[id(draft)]] = counts.get(place_of[id(draft)], 0) + 1
    used = set()
    for name in found:
        ranked = sorted(files_of[name], key=lambda path: -files_of[name][path])
        used |= set(ranked)
        if ranked[0] != f"{name}.ipynb":
            text = f"it was taken as {name}.ipynb"
            repairs.append(Repair("renamed", ranked[0], text))
        for path in ranked[1:]:
            text = f"{files_of[name][path]} cells of {name} were found in it"
            repairs.append(Repair("moved-cell", path, text))
    for path in files:
        if (
            path.lower().endswith((".ipynb", ".py"))
            and path not in used
            and path in place_of.values()
        ):
            text = "it is not of this assignment, or a further copy; left out"
            repairs.append(Repair("extra-notebook", path, text))
    return repairs


def make_clean(placement, name, snapshot):
    """Make the notebook that runs."""
    cells = [
        _extra(draft, f"extra-0-{n}")
        for n, draft in enumerate(placement.extras.get((name, ""), ()))
    ]
    repairs = []
    for rank, cell in enumerate(snapshot.cells, start=1):
        draft = placement.homes.get((name, cell.id))
        text = placement.texts.get((name, cell.id))
        if draft is not None or cell.is_marked or cell.cell_type == "code":
            cells.append(_render(cell, draft, text))
            repairs += _compare(draft, cell) if draft is not None else _missing(cell, text)
        extras = placement.extras.get((name, cell.id), ())
        cells += [_extra(draft, f"extra-{rank}-{n}") for n, draft in enumerate(extras)]
    frame = {"nbformat": 4, "nbformat_minor": 5, "cells": cells}
    metadata = copy.deepcopy(dict(snapshot.solution.metadata)) if snapshot.solution else {}
    return nbformat.from_dict(frame | {"metadata": metadata}), repairs


def _render(cell, draft, text):
    if cell.is_answer:
        source = text if text is not None else draft.source if draft is not None else cell.shown
    elif cell.is_marked or draft is None:
        source = cell.source
    else:
        source = draft.source
    made = _cell(cell.cell_type, cell.id, source, cell.metadata if cell.is_marked else {})
    if draft is not None and draft.attachments and cell.cell_type == "markdown":
        made["attachments"] = draft.attachments
    return made


def _extra(draft, cell_id):
    made = _cell(draft.cell_type, cell_id, draft.source, {})
    if draft.cell_type == "markdown" and draft.attachments:
        made["attachments"] = draft.attachments
    return made


def _cell(kind, cell_id, source, metadata):
    cell = {"cell_type": kind, "id": cell_id, "source": source}
    cell["metadata"] = copy.deepcopy(metadata)
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return cell


def _missing(cell, text):
    if text is not None:
        return []
    return [Repair("missing-cell", cell.id, "it was missing and was put back from the release")]


def _compare(draft, cell):
    if not cell.is_marked:
        return []
    repairs = []
    if draft.cell_type != cell.cell_type:
        text = f"the type {draft.cell_type} was changed back to {cell.cell_type}"
        repairs.append(Repair("type-restored", cell.id, text))
    if not cell.is_answer and squeeze(draft.source) not in (
        squeeze(cell.shown),
        squeeze(cell.source),
    ):
        text = "this cell is given and was changed; the release's text was used"
        repairs.append(Repair("text-restored", cell.id, text))
    changed = [f for f in _FLAGS if bool(draft.marks.get(f)) != bool(cell.marks.get(f))]
    if draft.marks.get("points", cell.marks.get("points")) != cell.marks.get("points"):
        changed.append("points")
    if draft.grade_id == cell.id and changed:
        text = f"the flags {', '.join(changed)} were changed; restored"
        repairs.append(Repair("flags-restored", cell.id, text))
    return repairs


def clean_one(raw, snapshot):
    """Make the clean notebook of one parsed file; for a stub, and for looking at one notebook."""
    from coursekit.grading.drafts import draft_cells

    drafts, notes = draft_cells(raw)
    pool = Pool(drafts, [f"{snapshot.name}.ipynb"] * len(drafts))
    placement = place(pool, {snapshot.name: snapshot})
    notebook, repairs = make_clean(placement, snapshot.name, snapshot)
    odd = [Repair("unusual-notebook", snapshot.name, note) for note in notes]
    return notebook, odd + placement.repairs + repairs

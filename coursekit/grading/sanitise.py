"""A submission becomes the release with the student's answers in it, and every repair is noted.

Whatever the input, nothing here raises: a cell that cannot be recognised stays an ordinary cell,
a cell that is missing comes back from the release.
"""

import copy

import nbformat

from coursekit.grading.drafts import Draft, draft_cells
from coursekit.grading.invisible import compiles
from coursekit.grading.matching import defined_names, match_cells, squeeze
from coursekit.grading.repairs import Repair
from coursekit.grading.scattered import gather_answers

_FLAGS = ("grade", "solution", "locked", "task")


def sanitise(raw, snapshot):
    """Mend a submitted notebook against its release.

    Parameters
    ----------
    raw : object
        The submitted notebook as parsed JSON; None for one that could not be read.
    snapshot : Snapshot
        The release.

    Returns
    -------
    tuple
        A valid notebook without outputs, ready to run (nbformat.NotebookNode), and the repairs.
    """
    drafts, notes = draft_cells(raw)
    repairs = [Repair("unusual-notebook", snapshot.name, note) for note in notes]
    found, how = match_cells(drafts, snapshot)
    repairs += _drop_foreign_marks(drafts, snapshot)
    repairs += _note_found(how, found, snapshot)
    kept = []
    for draft in drafts:
        if draft.home is None or draft is found[draft.home][0]:
            kept.append(draft)
    kept, duplicates = _resolve_duplicates(drafts, kept, found, snapshot)
    repairs += duplicates + gather_answers(kept, snapshot)
    ordered, moved = _in_release_order(kept, snapshot)
    repairs += moved
    ordered, missing = _reinsert_missing(ordered, snapshot)
    repairs += missing
    cells, restored = _render(ordered, snapshot)
    return _notebook(cells, snapshot), repairs + restored


def _drop_foreign_marks(drafts, snapshot):
    repairs = []
    for draft in drafts:
        marked = draft.home is not None and snapshot.find(draft.home).is_marked
        if draft.marks and not marked:
            name = draft.grade_id or "(no name)"
            text = f"the mark {name!r} is not of this release and was ignored"
            repairs.append(Repair("foreign-cell", f"{snapshot.name}", text))
            draft.marks = {}
    return repairs


def _note_found(how, found, snapshot):
    return [
        Repair("metadata-restored", cell_id, f"the mark was missing; the cell was found by {way}")
        for cell_id, way in how.items()
        if way != "mark" and snapshot.find(cell_id).is_marked
    ]


def _resolve_duplicates(drafts, kept, found, snapshot):
    repairs, kept_ids = [], {id(draft) for draft in kept}
    for cell_id, copies in found.items():
        if len(copies) < 2:
            continue
        cell = snapshot.find(cell_id)
        if cell.is_answer:
            text = _choose_answer(copies, cell, kept_ids)
        else:
            text = _drop_locked_copies(copies, cell, kept_ids)
        repairs.append(Repair("duplicate-cell", cell_id, f"{len(copies)} copies; {text}"))
    return [draft for draft in drafts if id(draft) in kept_ids], repairs


def _choose_answer(copies, cell, kept_ids):
    changed = [draft for draft in copies if squeeze(draft.source) != squeeze(cell.shown)]
    if _is_split(copies):
        copies[0].source = "\n".join(draft.source for draft in copies)
        kept_ids.difference_update(id(draft) for draft in copies[1:])
        return "they are one split cell and were joined"
    if cell.cell_type == "markdown":
        texts = dict.fromkeys(draft.source for draft in changed)
        copies[0].source = "\n\n".join(texts) or copies[0].source
        kept_ids.difference_update(id(draft) for draft in copies[1:])
        return "their texts were put together"
    chosen = changed[-1] if changed else copies[0]
    for draft in copies:
        kept_ids.add(id(draft))
        if draft is not chosen:
            draft.home, draft.marks, draft.cell_id = None, {}, ""
    return "the last one that was changed counts, the others run as ordinary cells"


def _is_split(copies):
    if any(draft.cell_type != "code" for draft in copies):
        return False
    parts = [draft.source for draft in copies]
    return not all(compiles(part) for part in parts) and compiles("\n".join(parts))


def _drop_locked_copies(copies, cell, kept_ids):
    dropped = 0
    for draft in copies[1:]:
        if squeeze(draft.source) in squeeze(cell.source) or draft.cell_type != "code":
            dropped += 1
            continue
        draft.home, draft.marks, draft.cell_id = None, {}, ""
        kept_ids.add(id(draft))
    return f"the first one counts, {dropped} dropped"


def _in_release_order(kept, snapshot):
    rank = {cell.id: n for n, cell in enumerate(snapshot.cells)}
    known = [rank[draft.home] for draft in kept if draft.home is not None]
    if known == sorted(known):
        return kept, []
    groups, current = {-1: []}, -1
    for draft in kept:
        if draft.home is not None:
            current = rank[draft.home]
        groups.setdefault(current, []).append(draft)
    ordered = [draft for place in sorted(groups) for draft in groups[place]]
    text = "cells were moved; they run in the order of the release"
    return ordered, [Repair("order-restored", snapshot.name, text)]


def _reinsert_missing(ordered, snapshot):
    repairs, result = [], list(ordered)
    present = {draft.home for draft in ordered}
    for n, cell in enumerate(snapshot.cells):
        if cell.id in present or not (cell.is_marked or cell.cell_type == "code"):
            continue
        earlier = {other.id for other in snapshot.cells[:n]}
        at = max((i + 1 for i, d in enumerate(result) if d.home in earlier), default=0)
        source, text = cell.shown, "it was missing and was put back from the release"
        other = _find_elsewhere(cell, ordered)
        if other is not None:
            source, text = other.source, "it was missing; its answer was found in another cell"
        result.insert(at, Draft(cell.cell_type, source, home=cell.id, marks=dict(cell.marks)))
        repairs.append(Repair("missing-cell", cell.id, text))
    return result, repairs


def _find_elsewhere(cell, drafts):
    # Two answers were written into one cell: the stub of the second would undo it.
    wanted = defined_names(cell.shown) if cell.is_answer else set()
    code = [draft for draft in drafts if draft.cell_type == "code"]
    fits = [draft for draft in code if wanted and wanted <= defined_names(draft.source)]
    return fits[-1] if fits else None


def _render(ordered, snapshot):
    cells, repairs, extra = [], [], 0
    for draft in ordered:
        cell = snapshot.find(draft.home) if draft.home is not None else None
        if cell is None:
            extra += 1
        if cell is not None and cell.is_marked:
            repairs += _compare(draft, cell)
            source = draft.source if cell.is_answer else cell.source
            made = _cell(cell.cell_type, cell.id, source, cell.metadata)
        else:
            kind = cell.cell_type if cell and draft.cell_type == "raw" else draft.cell_type
            made = _cell(kind, cell.id if cell else f"extra-{extra}", draft.source, {})
        if made.cell_type == "markdown" and draft.attachments:
            made["attachments"] = draft.attachments
        cells.append(made)
    return cells, repairs


def _compare(draft, cell):
    repairs = []
    if draft.cell_type != cell.cell_type:
        text = f"the type {draft.cell_type} was changed back to {cell.cell_type}"
        repairs.append(Repair("type-restored", cell.id, text))
    texts = (squeeze(cell.shown), squeeze(cell.source))
    if not cell.is_answer and squeeze(draft.source) not in texts:
        repairs.append(Repair("text-restored", cell.id, "the locked text was changed; restored"))
    changed = [f for f in _FLAGS if bool(draft.marks.get(f)) != bool(cell.marks.get(f))]
    if draft.marks.get("points", cell.marks.get("points")) != cell.marks.get("points"):
        changed.append("points")
    if draft.marks and changed:
        text = f"the flags {', '.join(changed)} were changed; restored"
        repairs.append(Repair("flags-restored", cell.id, text))
    return repairs


def _cell(kind, cell_id, source, metadata):
    cell = {"cell_type": kind, "id": cell_id, "source": source}
    cell["metadata"] = copy.deepcopy(metadata)
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return nbformat.from_dict(cell)


def _notebook(cells, snapshot):
    metadata = copy.deepcopy(dict(snapshot.solution.metadata))
    return nbformat.from_dict(
        {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}
    )

"""A submitted notebook's cells as plain drafts: whatever type a field has, nothing raises."""

import re
from collections import Counter
from dataclasses import dataclass, field

from coursekit.grading.invisible import compiles, mend_source

MAX_CELLS = 2000
MAX_SOURCE = 400_000
MAX_TEXT = 1_500_000
_SURROGATE = re.compile("[\ud800-\udfff]")
_TYPES = {"code": "code", "markdown": "markdown", "raw": "raw", "heading": "markdown"}


@dataclass
class Draft:
    """A submitted cell on its way to a clean one."""

    cell_type: str
    source: str
    cell_id: str = ""
    marks: dict = field(default_factory=dict)
    attachments: dict = field(default_factory=dict)
    home: str | None = None

    @property
    def grade_id(self):
        """The `grade_id` as submitted, "" when there is none."""
        value = self.marks.get("grade_id")
        return value if isinstance(value, str) else ""


def draft_cells(raw):
    """Turn whatever stands under "cells" into drafts."""
    cells = raw.get("cells") if isinstance(raw, dict) else None
    cells = cells if isinstance(cells, list) else []
    notes = []
    if len(cells) > MAX_CELLS:
        notes.append(f"{len(cells)} cells; only the first {MAX_CELLS} were read")
    texts = sum(isinstance(cell, str) for cell in cells[:MAX_CELLS])
    cells = [_from_text(cell) if isinstance(cell, str) else cell for cell in cells[:MAX_CELLS]]
    drafts = [_draft(cell) for cell in cells if isinstance(cell, dict)]
    broken = len(cells) - len(drafts)
    if texts:
        notes.append(f"{texts} entries are plain text and were taken as cells")
    if broken:
        notes.append(f"{broken} entries are not cells and were left out")
    odd = sum(_is_odd(cell) for cell in cells[:MAX_CELLS] if isinstance(cell, dict))
    if odd:
        notes.append(f"{odd} cells hold something that is no text, or characters that are none")
    cut = sum(len(draft.source) > MAX_SOURCE for draft in drafts)
    if cut:
        notes.append(f"{cut} cells are longer than {MAX_SOURCE} characters and were cut")
    notes += _cut(drafts)
    notes += _mend_code(drafts)
    ids = [draft.cell_id for draft in drafts if draft.cell_id]
    if len(ids) != len(set(ids)):
        notes.append("several cells have the same id; they got new ones")
    return drafts, notes + (_odd_frame(raw) if isinstance(raw, dict) else [])


def _cut(drafts):
    # Marked cells first: what surrounds them must not cost an answer.
    left = MAX_TEXT
    for draft in sorted(drafts, key=lambda draft: not draft.marks):
        draft.source = draft.source[: min(MAX_SOURCE, left)]
        left -= len(draft.source)
    return [] if left else [f"more than {MAX_TEXT} characters in all; the rest was cut"]


def _from_text(text):
    is_code = compiles(text) and not text.isalpha()
    return {"cell_type": "code" if is_code else "markdown", "source": text}


def _mend_code(drafts):
    counts = Counter()
    for draft in drafts:
        if draft.cell_type == "code":
            clean, reason = mend_source(draft.source)
            counts[reason] += clean != draft.source
            draft.source = clean
    return [f"{n} cells could not run for {reason}" for reason, n in counts.items() if n]


def _odd_frame(raw):
    notes = []
    if raw.get("nbformat") != 4 and "worksheets" not in raw:
        notes.append(f"the notebook format is {str(raw.get('nbformat'))[:20]}; read as format 4")
    metadata = raw.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    name = kernel.get("name") if isinstance(kernel, dict) else None
    if name != "python3":
        notes.append(f"the kernel is {str(name)[:40]!r}; the release's is used")
    return notes


def _draft(cell):
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    marks = metadata.get("nbgrader")
    cell_id = cell.get("id")
    kind = cell.get("cell_type")
    return Draft(
        cell_type=_TYPES.get(kind.lower() if isinstance(kind, str) else "", "raw"),
        source=_text(cell.get("source", cell.get("input", ""))),
        cell_id=cell_id if isinstance(cell_id, str) else "",
        marks=marks if isinstance(marks, dict) else {},
        attachments=_attachments(cell.get("attachments")),
    )


def _text(value):
    if isinstance(value, list):
        value = "".join(_flat(value))
    if not isinstance(value, str):
        return ""
    # Lone surrogates and null characters cannot be stored or run.
    clean = value.encode("utf-8", "replace").decode("utf-8")
    return clean.replace("\0", "�").replace("\r\n", "\n").replace("\r", "\n")


def _flat(lines, depth=0):
    # Lists of lines in lists, as some converters write them.
    for item in lines:
        if isinstance(item, str):
            yield item
        elif isinstance(item, list) and depth < 4:
            yield from _flat(item, depth + 1)


def _is_odd(cell):
    value = cell.get("source", cell.get("input", ""))
    parts = value if isinstance(value, list) else [value]
    if not all(isinstance(part, str) for part in parts):
        return True
    return any("\0" in part or _SURROGATE.search(part) for part in parts)


def _attachments(value):
    if not isinstance(value, dict):
        return {}
    return {
        name: {kind: data for kind, data in bundle.items() if _is_picture(kind, data)}
        for name, bundle in value.items()
        if isinstance(name, str) and isinstance(bundle, dict)
    }


def _is_picture(kind, data):
    allowed = ("image/png", "image/jpeg", "image/gif")
    return kind in allowed and isinstance(data, str) and len(data) < 5_000_000

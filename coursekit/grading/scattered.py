"""Answers that are not where they belong: in pieces, in a cell of their own, inside a text cell."""

import re

from coursekit.grading.invisible import compiles
from coursekit.grading.matching import defined_names, squeeze
from coursekit.grading.repairs import Repair

_FENCE = re.compile(r"^\s*```\w*\s*\n(.*?)\n?^\s*```\s*$", re.DOTALL | re.MULTILINE)
_MOST_PARTS = 8


def gather_answers(drafts, snapshot):
    """Put scattered answers into their cells, where they are found without doubt.

    Parameters
    ----------
    drafts : list of Draft
        The submitted cells with their homes; changed in place.
    snapshot : Snapshot
        The release.

    Returns
    -------
    list of Repair
        One for each answer.
    """
    repairs, tested = [], {cell.id for cell in snapshot.tests}
    for place, draft in enumerate(list(drafts)):
        cell = snapshot.find(draft.home) if draft.home is not None else None
        if cell is None or not cell.is_answer or cell.cell_type != "code":
            continue
        for gather in (_open_fence, _join_parts, _fill_stub):
            text = gather(draft, cell, drafts[place + 1 :], tested)
            repairs += [Repair("answer-found", cell.id, text)] if text else []
    return repairs


def _open_fence(draft, cell, after, tested):
    found = _FENCE.search(draft.source) if draft.cell_type == "markdown" else None
    if found is None:
        return ""
    draft.source = found[1]
    return "the code was taken out of the text around it"


def _join_parts(draft, cell, after, tested):
    # A cell that was split: what comes next is indented and runs only behind the first part.
    whole, parts = draft.source, []
    for other in after[:_MOST_PARTS]:
        if other.home is not None or other.cell_type != "code" or not _goes_on(other, whole):
            break
        whole += f"\n{other.source}"
        parts.append(other)
    if not parts or not compiles(whole):
        return ""
    draft.source = whole
    for part in parts:
        part.source = ""
    return f"it was split in {len(parts) + 1} and was joined"


def _goes_on(other, whole):
    return other.source.lstrip("\n")[:1].isspace() or not compiles(whole)


def _fill_stub(draft, cell, after, tested):
    wanted = defined_names(cell.shown)
    if not wanted or squeeze(draft.source) not in ("", squeeze(cell.shown)):
        return ""
    # Before the test it runs in time where it stands.
    tests = (n for n, other in enumerate(after) if other.home in tested)
    own = [other for other in after[next(tests, len(after)) :] if other.home is None]
    fits = [o for o in own if o.cell_type == "code" and wanted <= defined_names(o.source)]
    if not fits:
        return ""
    draft.source, fits[-1].source = fits[-1].source, ""
    return "it was not filled in; the answer was found in a cell of its own"

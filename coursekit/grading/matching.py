"""Which submitted cell is which released cell: by mark, by id, by definition, by text, by place."""

import ast
import re
from collections import defaultdict

from rapidfuzz import fuzz

_SPACES = re.compile(r"\s+")
_SIMILAR = 0.6


def match_cells(drafts, snapshot):
    """Give each draft the released cell that it is, if any.

    Parameters
    ----------
    drafts : list of Draft
        The submitted cells; `home` is set on those that are recognised.
    snapshot : Snapshot
        The release.

    Returns
    -------
    tuple of dict
        Drafts by the id of their released cell (one or several, in order), and how each id was
        found: "mark", "id", "text", "name" or "place".
    """
    found, how = defaultdict(list), {}

    def settle(draft, cell_id, way):
        draft.home = cell_id
        found[cell_id].append(draft)
        how.setdefault(cell_id, way)

    marked = {cell.id for cell in snapshot.cells if cell.is_marked}
    for draft in drafts:
        if draft.grade_id in marked:
            other = _find_by_definition(draft, snapshot)
            settle(draft, other or draft.grade_id, "name" if other else "mark")
    for way, search in (
        ("id", _by_id),
        ("text", _by_text),
        ("name", _by_name),
        ("text", _by_likeness),
        ("place", _by_place),
    ):
        free = [d for d in drafts if d.home is None]
        for draft, cell_id in search(free, _missing(snapshot, found), drafts, snapshot):
            settle(draft, cell_id, way)
    return found, how


def _find_by_definition(draft, snapshot):
    # The marks of two answers were exchanged: what a cell defines says which one it is.
    wanted = {c.id: defined_names(c.shown) for c in snapshot.cells if c.is_answer}
    mine = wanted.get(draft.grade_id)
    if not mine or draft.cell_type != "code":
        return None
    defined = defined_names(draft.source)
    if not defined or mine & defined:
        return None
    return next((i for i, names in wanted.items() if names and names <= defined), None)


def _missing(snapshot, found):
    return [cell for cell in snapshot.cells if cell.id not in found]


def _pair(free, missing, fits):
    taken = set()
    for cell in missing:
        for draft in free:
            if id(draft) not in taken and fits(draft, cell):
                taken.add(id(draft))
                yield draft, cell.id
                break


def _by_id(free, missing, drafts, snapshot):
    # A plain number is a common id; then the type must agree as well.
    def fits(draft, cell):
        same = draft.cell_id == cell.id
        return same and (cell.is_marked or draft.cell_type == cell.cell_type)

    return list(_pair(free, missing, fits))


def _by_text(free, missing, drafts, snapshot):
    def fits(draft, cell):
        text = squeeze(draft.source)
        return bool(text) and text in (squeeze(cell.shown), squeeze(cell.source))

    # Several answers share a stub such as "YOUR ANSWER HERE": those go by place.
    alike = defaultdict(int)
    for cell in snapshot.cells:
        alike[squeeze(cell.shown)] += 1
    return list(_pair(free, [c for c in missing if alike[squeeze(c.shown)] == 1], fits))


def _by_name(free, missing, drafts, snapshot):
    answers = [cell for cell in missing if cell.is_answer and defined_names(cell.shown)]

    def fits(draft, cell):
        return defined_names(cell.shown) <= defined_names(draft.source)

    return list(_pair(free, answers, fits))


def _by_likeness(free, missing, drafts, snapshot):
    pairs = []
    for cell in missing:
        for draft in free[:200]:
            ratio = _likeness(draft.source, cell.shown)
            if ratio >= _SIMILAR and len(cell.shown) >= 20:
                pairs.append((ratio, draft, cell.id))
    pairs.sort(key=lambda pair: -pair[0])
    used, result = set(), []
    for _, draft, cell_id in pairs:
        if id(draft) not in used and cell_id not in used:
            used |= {id(draft), cell_id}
            result.append((draft, cell_id))
    return result


def _likeness(one, two):
    # In C and bounded: a notebook made to be slow to compare must not hold up the others.
    return fuzz.ratio(squeeze(one)[:2000], squeeze(two)[:2000]) / 100


def _by_place(free, missing, drafts, snapshot):
    order = [cell.id for cell in snapshot.cells]
    place = {draft.home: n for n, draft in enumerate(drafts) if draft.home is not None}
    result, used = [], set()
    for cell in missing:
        if not cell.is_answer:
            continue
        at = order.index(cell.id)
        before = max((place[i] for i in order[:at] if i in place), default=-1)
        after = min((place[i] for i in order[at + 1 :] if i in place), default=len(drafts))
        between = [
            d
            for d in drafts[before + 1 : after]
            if d.home is None and d.cell_type == cell.cell_type and id(d) not in used
        ]
        if between:
            used.add(id(between[0]))
            result.append((between[0], cell.id))
    return result


def squeeze(text):
    """Make white space single, so that reformatting does not count as a change.

    Examples
    --------
    >>> squeeze(" a  b\\n")
    'a b'
    """
    return _SPACES.sub(" ", text).strip()


def defined_names(source):
    """Name the functions and classes that a piece of code defines, however broken it is.

    Examples
    --------
    >>> sorted(defined_names("def f():\\n    raise\\nclass A: pass"))
    ['A', 'f']
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(re.findall(r"^(?:def|class)\s+(\w+)", source, re.MULTILINE))
    kinds = (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, kinds)}

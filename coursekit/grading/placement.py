"""Which submitted cell is which released one, decided once over all cells of all files.

Signs are added up: what a cell defines, its mark, its id, how like the release it is, where it
stands, whether it was worked on. One assignment gives each released cell the best of them; names of
files decide nothing. A decision that was close is said.
"""

import ast
import re
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
from rapidfuzz import fuzz, process
from scipy.optimize import linear_sum_assignment

from coursekit.grading.drafts import draft_cells
from coursekit.grading.files import may_be_notebook
from coursekit.grading.invisible import compiles
from coursekit.grading.needs import bound_names
from coursekit.grading.reading import read_raw
from coursekit.grading.repairs import Repair
from coursekit.grading.texts import defined_names, parse, squeeze

_FENCE = re.compile(r"^\s*```\w*\s*\n(.*?)\n?^\s*```\s*$", re.DOTALL | re.MULTILINE)
# What a sign is worth. A definition is what the check will call; a mark can be copied or lost with
# its cell; a place is a guess. The last three decide between versions that are equal otherwise.
DEFINES, BINDS, MARK, ID, LIKE, PLACE, CHANGED = 16.0, 3.0, 8.0, 4.0, 4.0, 2.0, 6.0
NAMED, PER_ANSWER, LATER = 0.5, 0.2, 0.001
ENOUGH, SURE = 2.0, 0.95 * LIKE
CLOSE = 0.5  # two versions within this are for a person to look at
_LONGEST, _MOST_COMPARED, _MOST_PARTS = 2000, 400, 9


@dataclass
class Pool:
    """All cells that were handed in, in the order of their files."""

    drafts: list = field(default_factory=list)
    files: list = field(default_factory=list)
    repairs: list = field(default_factory=list)


@dataclass
class Placement:
    """Where everything goes."""

    homes: dict  # by notebook and cell
    texts: dict  # the text of each answer
    extras: dict  # the student's own cells, by the cell behind which they run; "" is the beginning
    repairs: list


def read_pool(files):
    """Read the cells of all files that may be notebooks."""
    pool = Pool()
    for path in sorted(filter(may_be_notebook, files), key=lambda p: (p.count("/"), p)):
        raw, notes = read_raw(files[path], path)
        is_named = path.lower().endswith((".ipynb", ".py")) or ".ipynb" in path.lower()
        if raw is None:
            pool.repairs += notes if is_named else []
            continue
        drafts, odd = draft_cells(raw)
        pool.repairs += [*notes, *(Repair("unusual-notebook", path, note) for note in odd)]
        for draft in drafts:
            taken_out = _take_out(draft)
            if taken_out != draft.source:
                text = "code was taken out of the text around it"
                pool.repairs.append(Repair("answer-found", path, text))
            draft.source = taken_out
        pool.drafts += drafts
        pool.files += [path] * len(drafts)
    return pool


def _take_out(draft):
    # Code that stands between marks in a text cell.
    found = _FENCE.search(draft.source) if draft.cell_type != "code" else None
    if found is None or not compiles(found[1]):
        return draft.source
    draft.cell_type = "code"
    return found[1]


def place(pool, snapshots):
    """Give each released cell the submitted one that it became."""
    released = [(name, cell) for name, s in snapshots.items() for cell in s.cells]
    if not pool.drafts:
        return Placement({}, {}, {}, [])
    worth = _weigh(pool, released)
    rows, columns = linear_sum_assignment(worth, maximize=True)
    taken = {i: j for i, j in zip(rows, columns, strict=True) if worth[i, j] >= ENOUGH}
    homes = {_key(released[j]): pool.drafts[i] for i, j in taken.items()}
    parts, texts = _gather(pool, released, taken)
    repairs = _note_answers(pool, released, worth, taken, texts, parts)
    texts |= _search(pool, released, taken, texts, repairs)
    repairs += _note_others(pool, released, worth, taken)
    extras = _find_extras(pool, released, worth, taken, parts)
    return Placement(homes, texts, extras, repairs)


def _key(item):
    return item[0], item[1].id


def is_worked_on(source, cell):
    """Tell whether a text is more than the released stub."""
    text = squeeze(source)
    stub = text == squeeze(cell.shown) or re.fullmatch(
        r"(#.*\s)?raise NotImplementedError(\(\))?", source.strip()
    )
    return bool(text) and not stub


def _weigh(pool, released):
    worth = _likeness(pool.drafts, [cell.shown for _, cell in released]) * LIKE
    wanted = [_wanted(cell) for _, cell in released]
    answers = {cell.id for _, cell in released if cell.is_answer}
    count = {}
    for i, draft in enumerate(pool.drafts):
        mine = defined_names(draft.source) if draft.cell_type == "code" else frozenset()
        bound = bound_names(draft.source) if draft.cell_type == "code" else frozenset()
        for j, (name, cell) in enumerate(released):
            sign = _sign(draft, pool.files[i], name, cell, wanted[j], mine, bound)
            # Of two versions of an answer the one that is nearer to the stub is not the better one.
            worth[i, j] = sign + worth[i, j] * (sign <= 0 or not cell.is_answer)
        if draft.grade_id in answers and _is_answer_of(draft, released):
            count[pool.files[i]] = count.get(pool.files[i], 0) + 1
    worth += _place_worth(pool, released, worth)
    for i, path in enumerate(pool.files):
        more = PER_ANSWER * count.get(path, 0) / 10 + LATER * i / len(pool.files)
        worth[i] += more * (worth[i] > 0)
    return worth


def _is_answer_of(draft, released):
    return any(c.id == draft.grade_id and is_worked_on(draft.source, c) for _, c in released)


@lru_cache(4096)
def _wanted(cell):
    """What an answer is asked to define, and what it is asked to bind."""
    if not cell.is_answer or cell.cell_type != "code":
        return frozenset(), frozenset()
    functions = defined_names(cell.shown)
    return functions, frozenset() if functions else bound_names(cell.shown)


def _sign(draft, path, notebook, cell, wanted, mine, bound):
    functions, names = wanted
    is_marked = draft.grade_id == cell.id and cell.is_marked
    has_id = draft.cell_id == cell.id and len(cell.id) > 3
    score = MARK if is_marked else ID * has_id
    worked = is_worked_on(draft.source, cell) if cell.is_answer else False
    if functions and worked:
        score += DEFINES * (functions <= mine) - MARK * bool(mine and not functions & mine)
    if names and worked:
        score += BINDS * (names <= bound)
    if score > 0:
        score += CHANGED * worked + NAMED * (_plain(notebook) in _plain(path))
        score -= PLACE * (cell.is_answer and draft.cell_type == "markdown" != cell.cell_type)
    return score


@lru_cache(4096)
def _plain(name):
    return re.sub(r"[\W_]+", "", name.lower())


def _likeness(drafts, shown):
    """How like each draft is to each released text; 0 where it is not very like."""
    texts = [squeeze(draft.source)[:_LONGEST] for draft in drafts]
    wanted = [squeeze(text)[:_LONGEST] for text in shown]
    alike = np.zeros((len(texts), len(wanted)))
    exact = {text: n for n, text in enumerate(wanted) if wanted.count(text) == 1 and text}
    others = [i for i, text in enumerate(texts) if text and text not in exact]
    for i, text in enumerate(texts):
        if text in exact:
            alike[i, exact[text]] = 1.0
    others = others[:_MOST_COMPARED]
    if others:
        options = {"scorer": fuzz.ratio, "score_cutoff": 60, "workers": 1}
        alike[others] = process.cdist([texts[i] for i in others], wanted, **options) / 100
    return alike


def _place_worth(pool, released, worth):
    """A cell of no certain kind between two that are certain may be the one between them."""
    bonus = np.zeros_like(worth)
    best, sure = worth.argmax(axis=1), worth.max(axis=1) >= SURE
    for start, end in _files(pool):
        if not sure[start:end].any():
            continue
        after, follows = [0] * (end - start), len(released)
        for i in range(end - 1, start - 1, -1):
            after[i - start] = follows
            follows = best[i] if sure[i] else follows
        before = -1
        for i in range(start, end):
            if sure[i]:
                before = best[i]
                continue
            draft = pool.drafts[i]
            for j in range(before + 1, min(after[i - start], len(released))):
                cell = released[j][1]
                if cell.is_answer and cell.cell_type == draft.cell_type and draft.source.strip():
                    bonus[i, j] = PLACE
    return bonus


def _files(pool):
    start = 0
    for n in range(1, len(pool.files) + 1):
        if n == len(pool.files) or pool.files[n] != pool.files[start]:
            yield start, n
            start = n


def _gather(pool, released, taken):
    """The text of each answer, with the parts of a cell that was split."""
    parts, texts = set(), {}
    given = {cell.id: cell for _, cell in released if cell.is_marked and not cell.is_answer}
    for i, j in taken.items():
        cell = released[j][1]
        if not cell.is_answer:
            continue
        text = whole = pool.drafts[i].source
        if pool.drafts[i].grade_id in given:
            text = whole = without_released(text, given[pool.drafts[i].grade_id]) or text
        used, so_far = [], []
        for k in _behind(pool, i, taken):
            part = pool.drafts[k]
            if cell.cell_type == "code":
                if part.cell_type != "code" or not _goes_on(part.source, whole):
                    break
                whole = f"{whole}\n{part.source}"
                so_far.append(k)
                if compiles(whole):
                    text, used = whole, list(so_far)
            elif part.cell_type == "markdown" and part.grade_id in ("", cell.id):
                text = "\n\n".join(filter(None, [text * is_worked_on(text, cell), part.source]))
                used.append(k)
        parts.update(used)
        texts[_key(released[j])] = text
    return parts, texts


def _goes_on(part, whole):
    return part.lstrip("\n")[:1].isspace() or not compiles(whole)


def _behind(pool, i, taken):
    for k in range(i + 1, min(i + _MOST_PARTS, len(pool.drafts))):
        if k in taken or pool.files[k] != pool.files[i]:
            return
        yield k


def _search(pool, released, taken, texts, repairs):
    """Answers that stand in a cell which is something else: a check, or another answer."""
    found = {}
    for name, cell in released:
        key = name, cell.id
        wanted = frozenset().union(*_wanted(cell))
        if not wanted or (key in texts and is_worked_on(texts[key], cell)):
            continue
        for i, j in taken.items():
            other, draft = released[j][1], pool.drafts[i]
            text = without_released(draft.source, other)
            if draft.cell_type != "code" or other is cell or released[j][0] != name:
                continue
            near = _wanted(cell)[0] or abs(_rank(released, key) - j) <= 3
            if near and wanted <= (bound_names(text) - bound_names(other.source)):
                found[key] = text
                said = f"it was found in the cell of {other.id}"
                repairs.append(Repair("answer-found", cell.id, said))
    return found


def _rank(released, key):
    return next(n for n, item in enumerate(released) if _key(item) == key)


def without_released(source, cell):
    """Take out of a text the statements that the release wrote."""
    if cell.is_answer:
        return source
    given = {ast.dump(node) for node in parse(cell.source).body}
    own = [n for n in parse(source).body if ast.dump(n) not in given]
    return "\n".join(ast.get_source_segment(source, node) or ast.unparse(node) for node in own)


def _find_extras(pool, released, worth, taken, parts):
    """The student's own cells, each behind the cell it follows; doubles of others are left out."""
    extras, used = {}, {pool.files[i] for i in taken}
    doubled = (worth >= MARK).any(axis=1)
    for start, end in _files(pool):
        if pool.files[start] not in used:
            continue
        mine = [taken[i] for i in range(start, end) if i in taken]
        anchor = (released[mine[0]][0], "")
        for i in range(start, end):
            if i in taken:
                anchor = _key(released[taken[i]])
            elif i not in parts and pool.drafts[i].source.strip():
                is_double = doubled[i] and not _may_run(pool.drafts[i], released, worth[i])
                if not is_double:
                    extras.setdefault(anchor, []).append(pool.drafts[i])
    return extras


def _may_run(draft, released, row):
    # An earlier version of an answer may define what a later one uses.
    cell = released[int(row.argmax())][1]
    return cell.is_answer and draft.cell_type == "code" and is_worked_on(draft.source, cell)


def _note_answers(pool, released, worth, taken, texts, parts):
    repairs = []
    for i, j in taken.items():
        (name, cell), draft = released[j], pool.drafts[i]
        if not cell.is_marked:
            continue
        if draft.grade_id != cell.id:
            text = "the mark was missing or another's; it was found by what it holds"
            repairs.append(Repair("metadata-restored", cell.id, text))
        if not cell.is_answer:
            continue
        if texts[name, cell.id] != draft.source:
            repairs.append(Repair("answer-found", cell.id, "it was split and was joined"))
        rivals = [
            k
            for k in np.flatnonzero(worth[:, j] >= ENOUGH)
            if k != i and k not in parts and is_worked_on(pool.drafts[k].source, cell)
        ]
        rivals = [k for k in rivals if squeeze(pool.drafts[k].source) != squeeze(draft.source)]
        if any(pool.files[k] != pool.files[i] and _is_rival(worth, k, i, j) for k in rivals):
            others = sorted({pool.files[k] for k in rivals})
            said = f"there is another answer in {', '.join(others)[:120]}"
            text = f"{said}; the one in {pool.files[i]} counts"
            repairs.append(Repair("two-versions", cell.id, text))
        elif any(k not in taken and pool.drafts[k].grade_id == cell.id for k in rivals):
            text = "there are several copies; the last one that was worked on counts"
            repairs.append(Repair("duplicate-cell", cell.id, text))
        elif any(k not in taken and _defines(pool.drafts[k], cell) for k in rivals):
            text = "two cells could be this answer: please look which one is meant"
            repairs.append(Repair("unsure-answer", cell.id, text))
    return repairs


def _defines(draft, cell):
    functions = _wanted(cell)[0]
    return bool(functions) and functions <= defined_names(draft.source)


def _is_rival(worth, k, i, j):
    return worth[i, j] - worth[k, j] < CLOSE + PER_ANSWER


def _note_others(pool, released, worth, taken):
    """Cells that were moved, doubled, or carry a mark of another release."""
    repairs, known = [], {cell.id for _, cell in released if cell.is_marked}
    for start, end in _files(pool):
        mine = [taken[i] for i in range(start, end) if i in taken]
        if mine and mine != sorted(mine):
            text = "cells were moved; they run in the order of the release"
            repairs.append(Repair("order-restored", pool.files[start], text))
        for i in range(start, end):
            mark = pool.drafts[i].grade_id
            if mark and mark not in known:
                text = f"the mark {mark[:60]!r} is not of this release and was ignored"
                repairs.append(Repair("foreign-cell", pool.files[start], text))
            elif mark and i not in taken and mine:
                text = f"there are several copies of {mark[:60]}; one of them counts"
                repairs.append(Repair("duplicate-cell", pool.files[start], text))
    return repairs

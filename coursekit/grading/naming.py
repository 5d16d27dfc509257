"""Whose submission it is, and which of its files is which notebook."""

import hashlib
import re
import unicodedata

from coursekit.grading.drafts import draft_cells
from coursekit.grading.files import may_be_notebook
from coursekit.grading.matching import squeeze
from coursekit.grading.reading import read_raw
from coursekit.grading.repairs import Repair

# How learning platforms name a student's folder or file in their archives.
_PLATFORMS = (
    re.compile(r"^(?P<student>.+?)_(?P<number>\d+)_assignsubmission_[a-z]+_?(?P<rest>.*)$"),
    re.compile(r"^(?P<student>[^_\W]+)_(?:LATE_)?(?P<number>\d+)_\d+_(?P<rest>.+)$"),
)
_DEVICE = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
# What browsers, systems and people put behind a name.
_VERSION = r"( ?\(\d+\)|[-_ ]?copy ?\d*|[-_ ](final|neu|new|v\d+))+"
_UNSAFE = re.compile(r"[^\w .@+-]")
_LONGEST_BYTES = 180


def clean_student(name):
    """Turn a folder's name into a student's id that every tool can use.

    Parameters
    ----------
    name : str
        Any name.

    Returns
    -------
    str
        Letters of any language, digits, and a few signs; never empty, never hidden.

    Examples
    --------
    >>> clean_student("../Grün, Åsa*")
    '_Grün_ Åsa_'
    >>> clean_student("...")
    'unnamed'
    """
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    text = _UNSAFE.sub("_", text).strip(" .-+")
    while len(text) > 80 or len(text.encode()) > _LONGEST_BYTES:
        text = text[:-1]
    text = text.strip(" .-+") or "unnamed"
    # Windows takes these for devices, whatever their ending.
    return f"{text}_" if _DEVICE.match(text) else text


def gradebook_id(student):
    """Return the id under which nbgrader can keep a student.

    Its own folders allow no brackets and no line ends, and a name of nearly 255 bytes leaves no
    room for an ending.

    Examples
    --------
    >>> gradebook_id("a[b]c\\n")
    'a_b_c_'
    """
    text = "".join(c if c.isprintable() and c not in "[]*?" else "_" for c in student)
    if len(text.encode()) <= _LONGEST_BYTES:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    while len(text.encode()) > _LONGEST_BYTES - len(digest):
        text = text[:-1]
    return text + digest


def split_platform_name(name):
    """Take a learning platform's name apart.

    Parameters
    ----------
    name : str
        A folder's or file's name from an archive.

    Returns
    -------
    tuple of str
        Student and the rest; the rest is "" for a folder.

    Examples
    --------
    >>> split_platform_name("Ada Lovelace_12345_assignsubmission_file_")
    ('Ada Lovelace_12345', '')
    >>> split_platform_name("lovelaceada_LATE_77_991_1_mass.ipynb")
    ('lovelaceada_77', '1_mass.ipynb')
    >>> split_platform_name("ada")
    ('ada', '')
    """
    for pattern in _PLATFORMS:
        match = pattern.match(name)
        if match:
            return f"{match['student']}_{match['number']}", match["rest"]
    return name, ""


def match_notebooks(files, snapshots):
    """Find each notebook of the assignment among a student's files.

    Parameters
    ----------
    files : dict of str to bytes
        The submission.
    snapshots : dict of str to Snapshot
        The released notebooks.

    Returns
    -------
    tuple
        Parsed notebooks by name (dict; one that is missing is not in it), and the repairs.
    """
    repairs, raws = [], {}
    for path in sorted(files, key=lambda p: (p.count("/"), p)):
        if may_be_notebook(path):
            raw, notes = read_raw(files[path], path)
            if raw is not None or path.lower().endswith((".ipynb", ".py")):
                raws[path] = (raw, notes)
    found, used = {}, set()
    for find in (_by_name, _by_content, _by_being_alone):
        for name, path in find(raws, used, [n for n in snapshots if n not in found], snapshots):
            raw, notes = raws[path]
            repairs += notes
            used.add(path)
            found[name] = raw
            if len(_find_versions(raws, name)) > 1:
                text = f"there are several versions; the one with the most answers, {path}, counts"
                repairs.append(Repair("two-versions", name, text))
            if path != f"{name}.ipynb":
                repairs.append(Repair("renamed", path, f"it was taken as {name}.ipynb"))
    for path, (raw, notes) in raws.items():
        if path not in used and path.lower().endswith(".py"):
            text = "it is a program and no notebook of this assignment; left out"
            repairs.append(Repair("file-left-out", path, text))
        elif path not in used and path.lower().endswith(".ipynb"):
            text = "it is not of this assignment, or a further copy; left out"
            repairs += [*(notes if raw is None else []), Repair("extra-notebook", path, text)]
    return found, repairs


def _by_name(raws, used, missing, snapshots):
    for name in missing:
        # Of several versions the one with the most answers counts, then the plain name.
        paths = [p for p in _find_versions(raws, name) if _may_be(raws[p][0], name, snapshots)]
        if paths:
            yield name, max(paths, key=lambda path: _count_answers(raws[path][0], snapshots[name]))


def _may_be(raw, name, snapshots):
    # Two notebooks whose names were exchanged show it by their marks.
    marks = _marks(raw)
    own, *others = (
        len(marks & {cell.id for cell in snapshots[n].cells if cell.is_marked})
        for n in (name, *(n for n in snapshots if n != name))
    )
    return own > 0 or not any(others)


def _find_versions(raws, name):
    """Find the readable files that are called like a notebook, the plain name first."""
    found = []
    for pattern in ("", _VERSION):
        called = re.compile(re.escape(name) + pattern + r"\.ipynb", re.IGNORECASE if pattern else 0)
        fits = [path for path in raws if called.fullmatch(path.rsplit("/", 1)[-1])]
        found += [path for path in fits if raws[path][0] is not None and path not in found]
    return found


def _count_answers(raw, snapshot):
    stubs = {cell.id: squeeze(cell.shown) for cell in snapshot.cells if cell.is_answer}
    drafts = [draft for draft in draft_cells(raw)[0] if draft.grade_id in stubs]
    drafts = [d for d in drafts if d.source.strip() and "NotImplementedError" not in d.source]
    return len({d.grade_id for d in drafts if squeeze(d.source) != stubs[d.grade_id]})


def _by_content(raws, used, missing, snapshots):
    for name in missing:
        marks = {cell.id for cell in snapshots[name].cells if cell.is_marked}
        best = max(
            (
                (len(_marks(raw) & marks), path)
                for path, (raw, _) in raws.items()
                if path not in used
            ),
            default=(0, ""),
        )
        if best[0] > 0:
            used.add(best[1])
            yield name, best[1]


def _by_being_alone(raws, used, missing, snapshots):
    readable = [path for path, (raw, _) in raws.items() if raw is not None and path not in used]
    named = [(n, p) for n in missing for p in readable if _plain(n) in _plain(p)]
    for name, path in named:
        if sum(n == name or p == path for n, p in named) == 1:
            yield name, path
    if not named and len(missing) == len(readable) == 1:
        yield missing[0], readable[0]


def _plain(name):
    return re.sub(r"[\W_]+", "", name.lower())


def _marks(raw):
    marks = set()
    for cell in (raw or {}).get("cells", []):
        metadata = cell.get("metadata") if isinstance(cell, dict) else None
        found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        if isinstance(found, dict) and isinstance(found.get("grade_id"), str):
            marks.add(found["grade_id"])
        if isinstance(cell, dict) and isinstance(cell.get("id"), str) and len(cell["id"]) > 3:
            marks.add(cell["id"])
    return marks

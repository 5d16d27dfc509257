"""Whose name a notebook was worked under, where the work depends on it.

A notebook may draw a student's own task from the name that is set as `student`. A test that needs
the name sends it along (see `coursekit.grading.kernels.raws`). A name that is not the submitter's,
or that two submitters share, is a flag for a person and never costs a point.
"""

import re
import unicodedata

from coursekit.grading.repairs import Repair

NAME = "student"
_AS_GIVEN = ("your name",)  # what stands in the release: nobody's name


def find_name(result, tests):
    """Find the name that a notebook was worked under."""
    for cell in tests:
        for raw in result["cells"].get(cell.id, {}).get("raws", {}).values():
            names = raw.get("names") if isinstance(raw, dict) else None
            name = names.get(NAME) if isinstance(names, dict) else None
            if isinstance(name, str | int | float):
                return str(name).strip()[:200], cell.id
    return "", ""


def is_own(name, student):
    """Decide whether a name may be that of a submitter; platforms write names in many ways."""
    mine, theirs = _words(name), _words(student)
    named = [word for word in theirs if not word.isdigit()] or theirs
    return _stand_in(mine, theirs) or _stand_in(named, mine)


def _words(text):
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.findall(r"[^\W_]+", plain)


def _stand_in(words, others):
    whole = "".join(others)
    return bool(words) and all(word in (whole if len(word) > 2 else others) for word in words)


def flag_name(name, where, student):
    """List the flag for a name that is not the submitter's."""
    if not name or is_own(name, student):
        return []
    return [Repair("other-name", where, f"worked under the name {name[:60]!r}, not {student!r}")]


def flag_shared_names(lines):
    """Add a flag to each of several submissions that were worked under one name."""
    owners = {}
    for line in lines:
        for where, name in line.names.items():
            if name not in _AS_GIVEN:
                owners.setdefault((where, " ".join(_words(name))), []).append(line)
    for (where, name), shared in owners.items():
        for line in shared if len(shared) > 1 else ():
            others = ", ".join(other.student for other in shared if other is not line)
            text = f"worked under the same name, {name[:60]!r}, as {others[:200]}"
            line.flags.append(Repair("shared-name", where, text))


def flag_alike_ids(lines):
    """Add a flag to submitters whose ids differ only in capitals or in how letters are written."""
    owners = {}
    for line in lines:
        owners.setdefault(unicodedata.normalize("NFKC", line.student).casefold(), []).append(line)
    for alike in owners.values():
        for line in alike if len(alike) > 1 else ():
            others = ", ".join(other.student for other in alike if other is not line)
            text = f"the id is nearly that of {others[:200]}: one student, or two?"
            line.flags.append(Repair("alike-id", line.student, text))

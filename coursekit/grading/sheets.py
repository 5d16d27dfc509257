"""A platform's own table of marks: read beside the submissions, given back with the marks in it.

Every importer takes the table that its platform wrote, whatever the language and the version. So
only the cells of the marks are filled in; all other cells stay as they came.
"""

import csv
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from coursekit.grading.course import GradingError
from coursekit.grading.owners import is_own

_IDS = frozenset((
    "id", "identifier", "usrid", "userid", "login", "username", "orgdefinedid", "sisuserid",
    "sisloginid", "displayid", "studentid", "anmeldename", "benutzername", "kennung",
))  # fmt: skip
_NAMES = frozenset((
    "student", "fullname", "name", "lastname", "firstname", "nachname", "vorname", "surname",
    "vollstndigername",
))  # fmt: skip
_TIME = re.compile(r"submission (?:date|time)|last submission|letzte abgabe|abgabedatum", re.I)
_LATE = re.compile(r"late submission|versp[äa]e?tete abgabe", re.I)
_IS_LATE = re.compile(r"late|true|yes|ja|versp", re.I)
_MOST = 50_000_000
_XML = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# Which column takes the mark; {0} is the item's name on the platform.
MARK = {
    "moodle": r"Grade|Bewertung",
    "canvas": r"{0}(?: \(\d+\))?",
    "ilias": r"mark",
    "studon": r"mark",
    "blackboard": r"{0}(?: \[.*)?",
    "brightspace": r"{0} Points Grade.*",
    "sakai": r"grade|Note|Bewertung",
}


@dataclass
class Sheet:
    """Rows of text, where the headings stand, and how the file is written."""

    name: str
    rows: list
    head: int
    delimiter: str = ","
    encoding: str = "utf-8"

    @property
    def titles(self):
        """The headings."""
        return [title.strip() for title in self.rows[self.head]]

    def find(self, pattern):
        """Return the number of the first column whose heading is this, or None."""
        known = (n for n, t in enumerate(self.titles) if re.fullmatch(pattern, t, re.IGNORECASE))
        return next(known, None)

    def render(self):
        """Write the table as it came; of a workbook, with commas."""
        out = io.StringIO()
        csv.writer(out, delimiter=self.delimiter, lineterminator="\n").writerows(self.rows)
        return out.getvalue()


def read_sheet(name, content):
    """Read a table; None when it is none in which people can be found."""
    try:
        is_book = content[:2] == b"PK"
        rows, delimiter, encoding = _read_book(content) if is_book else _read_text(content)
    except (ValueError, LookupError, zipfile.BadZipFile, ElementTree.ParseError, csv.Error):
        return None
    for head, row in enumerate(rows[:5]):
        if {_plain(title) for title in row} & _IDS and len(row) > 2:
            for short in rows[head + 1 :]:
                short += [""] * (len(row) - len(short)) if any(short) else []
            return Sheet(name, rows, head, delimiter, encoding)
    return None


def _plain(title):
    return re.sub(r"[^a-z]", "", title.lower())


def _read_text(content):
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    encoding = "utf-16" if wide else "utf-8-sig" if content[:3] == b"\xef\xbb\xbf" else "utf-8"
    text = content.decode(encoding)
    delimiter = max(",;\t", key=max(text.split("\n")[:4], key=len).count)
    return list(csv.reader(io.StringIO(text), delimiter=delimiter)), delimiter, encoding


def _read_book(content):
    """Texts of a workbook's first sheet, which is all that a platform writes."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        if sum(info.file_size for info in book.infolist()) > _MOST:
            raise ValueError("too large for a table of marks")
        names = book.namelist()
        shared, first = "xl/sharedStrings.xml", min(n for n in names if "worksheets/sheet" in n)
        texts = [_text(e) for e in _root(book, shared)] if shared in names else []
        return [_cells(row, texts) for row in _root(book, first).iter(f"{_XML}row")], ",", "utf-8"


def _root(book, name):
    return ElementTree.fromstring(book.read(name))


def _text(element):
    return "".join(part.text or "" for part in element.iter(f"{_XML}t"))


def _cells(row, texts):
    found = {}
    for n, cell in enumerate(row.iter(f"{_XML}c")):
        column = 0
        for letter in re.match("[A-Z]*", cell.get("r", ""))[0]:
            column = 26 * column + ord(letter) - 64
        value = cell.findtext(f"{_XML}v") or ""
        text = texts[int(value)] if cell.get("t") == "s" and value else value or _text(cell)
        found[column - 1 if column else n] = text
    return [found.get(n, "") for n in range(max(found, default=-1) + 1)]


def find_rows(sheet, students):
    """Give each student the row that is theirs alone: by an id, else by all names."""
    ids = [n for n, title in enumerate(sheet.titles) if _plain(title) in _IDS]
    named = [n for n, title in enumerate(sheet.titles) if _plain(title) in _NAMES]
    by_id, names = {}, {}
    for n, row in enumerate(sheet.rows[sheet.head + 1 :], start=sheet.head + 1):
        for text in (row[k].strip().lstrip("#").lower() for k in ids if k < len(row)):
            by_id.setdefault(text, set()).add(n)
            by_id.setdefault(text.rpartition(" ")[2], set()).add(n)
        names[n] = " ".join(row[k] for k in named if k < len(row))
    told = {s: set().union(*(by_id.get(token, ()) for token in _tokens(s))) for s in students}
    found = _only_theirs(told)
    left = names.keys() - set(found.values())
    named = {s: {n for n in left if is_own(names[n], s)} for s in students if not told[s]}
    return found | _only_theirs(named)


def _only_theirs(rows):
    count = Counter(n for mine in rows.values() for n in mine)
    return {s: min(mine) for s, mine in rows.items() if len(mine) == 1 and count[min(mine)] == 1}


def _tokens(student):
    """What of an id may be a platform's own: all of it, the number behind it, the login before that."""
    parts = student.lower().split("_")
    more = parts[-1:] if parts[-1].isdigit() else []
    return {student.lower(), *more, *(parts[-2:-1] if more and len(parts) > 3 else [])}


def read_times(sheet, students):
    """When each student handed in, and whether the table calls it late."""
    when = [n for n, title in enumerate(sheet.titles) if _TIME.search(title)]
    late = [n for n, title in enumerate(sheet.titles) if _LATE.search(title)]
    found = {}
    for student, n in find_rows(sheet, students).items():
        row = sheet.rows[n]
        times = filter(None, (read_time(row[k]) for k in when if k < len(row)))
        is_late = any(_IS_LATE.match(row[k].strip()) for k in late if k < len(row))
        found[student] = next(times, None), is_late
    return found


def read_time(text, zone=None):
    """Read a time as platforms write it: ISO, or days of a workbook; None when it is none."""
    text = re.sub(r" ?(?:UTC|GMT)$", "Z", text.strip().strip("\ufeff"))
    try:
        if re.fullmatch(r"\d{5}(\.\d+)?", text):
            return (datetime(1899, 12, 30) + timedelta(days=float(text))).astimezone(UTC)
        time = datetime.fromisoformat(text)
        return (time if time.tzinfo else time.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def fill_sheet(sheet, preset, item, scores):
    """Put marks into a platform's table, and name the students who are not in it."""
    pattern = MARK.get(preset, "").format(re.escape(item))
    column = sheet.find(re.escape(item))
    column = sheet.find(pattern) if column is None else column
    if column is None:
        raise GradingError(
            f"`sheet`: {sheet.name} has no column for the marks; its columns are "
            f"{', '.join(filter(None, sheet.titles))}. Name one with --column."
        )
    rows, update = find_rows(sheet, scores), sheet.find("update")
    for row in sheet.rows[sheet.head + 1 :] if update is not None else ():
        row[update : update + 1] = ["0"] if row else []
    for student, n in rows.items():
        if scores[student] != "":
            sheet.rows[n][column] = str(scores[student])
            if update is not None:
                sheet.rows[n][update] = "1"
    return [student for student in scores if student not in rows]

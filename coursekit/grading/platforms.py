"""How learning platforms lay out what was handed in, and what they take back: one table.

A layout is recognised over the whole archive: the one that explains most of its files. Layouts are
data; a platform that is missing here is a row to add, never a branch.

What each platform's own program reads (read there, not remembered):

- Moodle: ``mod/assign/feedback/offline/importgradeslib.php`` finds *Identifier* ("Participant N"),
  *Grade* and *Last modified (grade)* by their headings, passes other columns over, and overwrites
  comments with whatever stands under *Feedback comments*, also with nothing: it is never written
  here. ``mod/assign/feedback/file/importziplib.php``: feedback lies in folders
  ``name_number_assignsubmission_file``, since 4.1 without a last underscore.
- Canvas: ``lib/gradebook_importer.rb`` wants *Student, ID*, then optionally *SIS User ID, SIS Login
  ID*, then *Section*; every further column is taken for an assignment, made anew if there is none of
  that name, and a row *Points Possible* changes the assignment's points: neither is written here.
- ILIAS has no import of marks; StudOn has one (github.com/ilifau/ExerciseStatusFile): ``status.csv``
  or ``status.xlsx`` in the zip of a multi-feedback, eleven columns in this order, *update* 1 for rows
  that count, *status* notgraded, passed or failed. ILIAS' own workbook beside the submissions
  (``ilExerciseManagementCollectFilesJob.php``) holds surname, first name, login and the last
  submission's time; late files begin with the words for it (``SubmissionManager.php``).
- Sakai: ``AssignmentServiceImpl.java`` writes ``timestamp.txt`` (an ISO time) beside each student's
  attachments and ``grades.csv``: the assignment and its scale, an empty line, headings, then *Display
  ID, ID, Last Name, First Name, grade, time, lateness*. The upload skips three lines, finds the
  student by the second column and reads the mark from the fifth.
- Blackboard: *Username* is the key; a column goes into an existing one only if its heading holds the
  column's number, as in ``Exercise 6 [Total Pts: 100 Score] |664617``, and is made anew otherwise
  (library.blackboard.com, *Uploading or downloading Grade Center items*).
- Brightspace: *OrgDefinedId* or *Username*, ``<item> Points Grade``, *End-of-Line Indicator*
  (community.d2l.com, article 3538, *Importing grades*). The numbers in the names of a download are
  neither.
"""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from os.path import commonprefix

_LATE = (
    r"(?:(?P<late>late(?: submission)?|versp(?:ä|a\u0308|ae|_)tete (?:abgabe|einreichung)) ?- ?)?"
)


@dataclass(frozen=True)
class Layout:
    """One way to lay out a class."""

    name: str
    path: str
    beside: str = ""
    times: str = ""
    student: str = "{student}"
    handle: str = ""
    is_sure: bool = True


LAYOUTS = (
    Layout(
        "moodle",
        r"(?:.*/)?(?P<student>[^/]+?)_assignsubmission_(?:file|onlinetext)_?/?(?P<rest>.*)",
        handle="{student}_assignsubmission_file_/{page}",
    ),
    Layout(
        "blackboard",
        r"(?:.*/)?(?P<student>[^/]+)_attempt_(?P<when>\d{4}(?:-\d\d){5})_(?P<rest>[^/]+)",
        beside=r".*_attempt_\d{4}(?:-\d\d){5}\.txt",
        times="%Y-%m-%d-%H-%M-%S",
        handle="{student}/{page}",
    ),
    Layout(
        "brightspace",
        r"(?:.*/)?(?P<id>\d+)-\d+ ?- ?(?P<student>[^/]+?) ?- ?"
        r"(?P<when>\w{3,9} \d{1,2}, \d{4} \d{1,2}:?\d\d [AP]M)/(?P<rest>.+)",
        beside=r"(?:.*/)?index\.html?",
        times="%b %d, %Y %I%M %p",
        student="{student}_{id}",
        handle="{folder}/{page}",
    ),
    Layout(
        "sakai",
        r"(?P<above>.*/)?(?P<name>[^/]+)\((?P<student>[^/()]+)\)/"
        r"(?:Submission attachment\(s\)/(?P<rest>.+)|(?P<clock>timestamp\.txt))",
        beside=r"(?:.*/)?(?:grades\.(?:csv|xlsx?)"
        r"|[^/]+\([^/()]{2,}\)/(?!Submission a|timestamp\.txt)[^/]+(?:/.*)?)",
        handle="{above}{name}({student})/Feedback Attachment(s)/{page}",
    ),
    Layout(
        "nbgrader",
        r"(?:.*/)?(?P<student>[^/+]+)\+[^/+]+\+(?P<when>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
        r"(?:\.\d+)?(?: \w+)?)(?:\+[^/]*)?/(?P<rest>.+)",
        times="%Y-%m-%d %H:%M:%S",
        handle="{student}/{page}",
    ),
    Layout(
        "canvas",
        r"(?:.*/)?(?P<student>[^/_]+)_(?P<late>LATE_)?(?P<id>\d+)_(?P<order>\d+)_(?P<rest>[^/]+)",
        student="{student}_{id}",
        handle="{student}_{id}_{order}_{page}",
    ),
    Layout(
        "ilias",
        r"(?:.*/)?(?:Submissions|Abgaben|Einreichungen)/(?P<team>team[ _]?\d+/(?=[^/]+_\d+/))?"
        rf"{_LATE}(?P<student>[^/]+)/(?:{_LATE.replace('<late>', '<late2>')})"
        r"(?:(?P<when>20\d{12})_)?(?P<rest>.+)",
        beside=r"(?:.*/)?[^/]+\.xlsx?",
        times="%Y%m%d%H%M%S",
        handle="{team}{student}/{page}",
    ),
    Layout(
        "ilias",
        r"(?:.*?/)?(?P<team>Team_\d+/)?(?P<student>[^/]+_[^/]+_[^/]+_\d+)/"
        r"(?:(?P<when>20\d{12})_)?(?P<rest>.+)",
        beside=r"(?:.*/)?(?:status\.(?:csv|xlsx?)|README\.md|checksums\.json)",
        times="%Y%m%d%H%M%S",
        handle="{team}{student}/{page}",
    ),
    Layout("folders", r"(?P<student>[^/]+)/(?P<rest>.+)", is_sure=False, handle="{student}/{page}"),
    Layout("files", r"(?P<student>[^/]+)", is_sure=False, handle="{student}/{page}"),
)
_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")


@dataclass(frozen=True)
class Found:
    """Whose one file is."""

    student: str
    rest: str  # the file's path among theirs
    when: datetime | None = None
    order: tuple = ()
    late: bool = False
    handle: str = ""  # where feedback goes; {page} stands for its name
    is_clock: bool = False  # the platform's, and holds the time
    is_odd: bool = False  # the platform gives no such names


def recognise(paths, assignment):
    """Find the layout that explains most of an archive's files."""
    best = None
    for layout in LAYOUTS:
        told = {path: _match(layout, path) for path in paths if not _is_beside(layout, path)}
        share = sum(found is not None for found in told.values()) / max(len(told), 1)
        if layout.is_sure and share > 0.5 and (best is None or share > best[0]):
            best = share, layout
    layout = best[1] if best else LAYOUTS[-2]
    if best is None:
        return _plain(paths, assignment)
    matched = {path: _match(layout, path) for path in paths if not _is_beside(layout, path)}
    found = {path: groups for path, groups in matched.items() if groups}
    _drop_common_prefix(layout, found)
    owners = {path: _found(layout, path, groups) for path, groups in found.items()}
    # Work that lies there under another name is somebody's: it is asked about, never left out.
    left = [path for path in matched if path not in owners and _is_work(path)]
    depth = min(_count_wrappers(list(found)), min((p.count("/") for p in left), default=0))
    for path in left:
        student, _, rest = "/".join(path.split("/")[depth:]).partition("/")
        owners[path] = Found(student, rest or student, handle=f"{student}/{{page}}", is_odd=True)
    return layout, owners, [path for path in paths if path not in owners]


def _is_work(path):
    return path.lower().endswith((".ipynb", ".py", *_ARCHIVES))


def _is_beside(layout, path):
    return bool(layout.beside) and re.fullmatch(layout.beside, path, re.I) is not None


def _match(layout, path):
    found = re.fullmatch(layout.path, path, re.I if layout.name == "ilias" else 0)
    return found.groupdict() if found else None


def _drop_common_prefix(layout, found):
    # Blackboard writes the assignment before the student, and either may hold an underscore.
    if layout.name != "blackboard":
        return
    names = sorted({groups["student"] for groups in found.values()})
    common = commonprefix(names)  # noqa: RUF071  (characters are meant)
    common = common[: common.rfind("_") + 1] if len(names) > 1 else ""
    for groups in found.values():
        short = groups["student"].removeprefix(common)
        groups["student"] = short if common else groups["student"].rpartition("_")[2]


def _found(layout, path, groups):
    values = {key: value or "" for key, value in groups.items()}
    values["folder"] = path.removesuffix(values["rest"]).rstrip("/").rpartition("/")[2]
    when = _read_time(values.get("when", ""), layout.times)
    order = (when.timestamp() if when else 0.0, int(values.get("order") or 0))
    late = bool(values.get("late") or values.get("late2"))
    handle = re.sub(r"\{(?!page)(\w+)\}", lambda key: values.get(key[1], ""), layout.handle)
    student = layout.student.format(**values)
    rest = values["rest"] or values.get("clock") or path
    return Found(student, rest, when, order, late, handle, bool(values.get("clock")))


def _read_time(text, pattern):
    if not text:
        return None
    text = re.sub(r"\.\d+|(?<=\d) [A-Z]{3,4}$", "", text).replace(
        ":", "" if "%I" in pattern else ":"
    )
    if "%I%M" in pattern:
        text = re.sub(r" (\d{3}) ", r" 0\1 ", text)
    try:
        time = datetime.strptime(text, pattern)
    except ValueError:
        return None
    # nbgrader writes UTC; the others the time of the place where they are used.
    return time.replace(tzinfo=UTC) if "%H:%M:%S" in pattern else time.astimezone(UTC)


def _plain(paths, assignment):
    """One folder a student, with or without folders around everything and one below."""
    inner = f"/{assignment}/"
    if any(inner in f"/{path}" and not path.startswith(f"{assignment}/") for path in paths):
        depths = Counter(p.partition(inner)[0].count("/") for p in paths if inner in p)
        depth, found = depths.most_common(1)[0][0], {}
        for path in paths:
            before, _, rest = path.partition(inner)
            student = before.rpartition("/")[2]
            if not rest:  # the one below is missing
                student, _, rest = "/".join(path.split("/")[depth:]).partition("/")
            if rest and student:
                found[path] = Found(student, rest, handle=f"{student}/{{page}}")
        nbgrader = next(layout for layout in LAYOUTS if layout.name == "nbgrader")
        return nbgrader, found, [path for path in paths if path not in found]
    wrapped, found, others = _count_wrappers(paths), {}, []
    deep = [p for p in paths if len(p.split("/")) > wrapped + 1]
    layout = LAYOUTS[-2] if deep else LAYOUTS[-1]
    for path in paths:
        student, _, rest = "/".join(path.split("/")[wrapped:]).partition("/")
        if rest:
            found[path] = Found(student, rest, handle=f"{student}/{{page}}")
        elif student and (_is_work(path) or not deep):
            stem = re.sub(r"(\.tar)?\.[^.]*$", "", student) or student
            found[path] = Found(stem, student, handle=f"{stem}/{{page}}")
        else:
            others.append(path)
    return layout, found, others


def _count_wrappers(paths):
    # Folders around everything (a zipped folder) are no student's; a table beside does not count.
    work = [path.split("/") for path in paths if path.lower().endswith((".ipynb", *_ARCHIVES))]
    work = work or [path.split("/") for path in paths]
    wrapped = 0
    # An archive of one's own stands for a folder.
    packed = len(work) > 1 and all(parts[-1].lower().endswith(_ARCHIVES) for parts in work)
    least = 1 if packed else 2
    while work and all(len(parts) > wrapped + least for parts in work):
        common = Counter(parts[wrapped] for parts in work)
        if len(common) > 1 or work[0][wrapped] == "..":
            break
        wrapped += 1
    return wrapped

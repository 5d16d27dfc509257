"""Layouts of learning platforms, told over the whole archive, and what they take back."""

import csv
import io
import tarfile
import zipfile

import pytest

from coursekit.grading.course import GradingError
from coursekit.grading.intake import collect, read_collection
from coursekit.grading.platforms import recognise
from coursekit.grading.report import Line
from coursekit.grading.table import PRESETS, harmless, pack_feedback, render_csv

LAYOUTS = {
    "ilias": (
        [
            "Exercise 6/Submissions/Doe_Jane_jdoe_12345/1_mass.ipynb",
            "Exercise 6/Submissions/Roe_Max_mroe_678/Late Submission - 1_mass.ipynb",
            "Exercise 6/Submissions/Grün_Åsa_asg_9/Verspaetete Abgabe - 2_cell.ipynb",
            "Exercise 6/Exercise 6.xlsx",
        ],
        {"Doe_Jane_jdoe_12345": False, "Roe_Max_mroe_678": True, "Grün_Åsa_asg_9": True},
    ),
    "ilias teams": (
        [
            "Übung 3/Abgaben/Team 7/Doe_Jane_jdoe_12345/1_mass.ipynb",
            "Übung 3/Abgaben/Team 7/Roe_Max_mroe_678/Verspätete Abgabe - 1_mass.ipynb",
            "Übung 3/Übung 3.xlsx",
        ],
        {"Doe_Jane_jdoe_12345": False, "Roe_Max_mroe_678": True},
    ),
    "moodle": (
        [
            "Jane Doe_12345_assignsubmission_file_/1_mass.ipynb",
            "Max_77_assignsubmission_file_2_cell.ipynb",
            "Participant 9_assignsubmission_file_/mine/1.ipynb",
        ],
        {"Jane Doe_12345": False, "Max_77": False, "Participant 9": False},
    ),
    "canvas": (
        [
            "doejane_LATE_12345_67890_1_mass-1.ipynb",
            "doejane_LATE_12345_60000_1_mass.ipynb",
            "roemax_1_2_a.ipynb",
        ],
        {"doejane_12345": True, "roemax_1": False},
    ),
    "blackboard": (
        [
            "Exercise 6_jdoe01_attempt_2026-11-30-14-35-16_1_mass.ipynb",
            "Exercise 6_jdoe01_attempt_2026-11-30-14-35-16.txt",
            "Exercise 6_tom_doe01_attempt_2026-11-30-14-35-16_1_mass.ipynb",
        ],
        {"jdoe01": False, "tom_doe01": False},
    ),
    "brightspace": (
        [
            "12345-67890 - Jane Doe - Nov 30, 2026 235 PM/1_mass.ipynb",
            "12346-67890 - Max Roe - Dec 1, 2026 1035 AM/1_mass.ipynb",
            "index.html",
        ],
        {"Jane Doe_12345": False, "Max Roe_12346": False},
    ),
    "sakai": (
        [
            "Exercise 6/Doe, Jane(jdoe)/Submission attachment(s)/1_mass.ipynb",
            "Exercise 6/Doe, Jane(jdoe)/timestamp.txt",
            "Exercise 6/Roe, Max(mroe)/Submission attachment(s)/a/1_mass.ipynb",
            "Exercise 6/grades.csv",
        ],
        {"jdoe": False, "mroe": False},
    ),
    "nbgrader inbound": (
        [
            "jane+exercises+2026-11-30 14:35:16 UTC+abc/1_mass.ipynb",
            "jane+exercises+2026-11-30 15:35:16.123 UTC+abd/1_mass.ipynb",
            "tom+exercises+2026-11-30 14:35:16 UTC/1_mass.ipynb",
        ],
        {"jane": False, "tom": False},
    ),
    "nbgrader submitted": (
        ["submitted/jane/exercises/1_mass.ipynb", "submitted/tom/exercises/2_cell.ipynb"],
        {"jane": False, "tom": False},
    ),
    "folders": (
        ["Ex/sub/ada/1_mass.ipynb", "Ex/sub/bob/x/2_cell.ipynb", "Ex/readme.txt"],
        {"ada": False, "bob": False},
    ),
    "files": (["ada.ipynb", "bob.ipynb"], {"ada": False, "bob": False}),
    "zips": (["class/ada.zip", "class/bob.tar.gz"], {"ada": False, "bob": False}),
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_students_and_lateness_are_told(name):
    paths, students = LAYOUTS[name]
    layout, found, others = recognise(paths, "exercises")
    assert {f.student: f.late for f in found.values()} == students
    assert layout.name in name or name == "zips"
    assert all(path.lower().endswith((".xlsx", ".txt", ".csv", ".html")) for path in others)
    assert not any("/" in f.rest and f.student in f.rest for f in found.values())


def test_times_are_read():
    paths, _ = LAYOUTS["nbgrader inbound"]
    _, found, _ = recognise(paths, "exercises")
    assert [f.when.hour for f in found.values()] == [14, 15, 14]
    _, found, _ = recognise(LAYOUTS["brightspace"][0], "exercises")
    assert sorted(f.when.astimezone().hour for f in found.values()) == [10, 14]


def _zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_archives_of_other_kinds_are_read(tmp_path):
    inner = _zip(tmp_path / "inner.zip", {"1_mass.ipynb": b"{}"}).read_bytes()
    path = tmp_path / "class.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in (("ada/1_mass.ipynb", b"{}"), ("bob/work.zip", inner)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    found = read_collection(path, "exercises")
    assert {s: taken.files for s, taken in found.students.items()} == {
        "ada": ["1_mass.ipynb"],
        "bob": ["1_mass.ipynb"],
    }


def test_who_is_not_in_the_roster_is_asked_about_and_nothing_is_stored_unasked(course, tmp_path):
    path = _zip(tmp_path / "all.zip", {f"{s}/1_mass.ipynb": b"{}" for s in ("Doe_Jane_7", "eve")})
    seen = []

    def choose(found):
        seen.append(found)
        return [s for s, taken in found.students.items() if not taken.doubts]

    collect(path, "exercises", root=course, roster=["Jane Doe", "Max Roe"], choose=choose)
    assert seen[0].students["eve"].doubts == ["not in the roster"]
    assert seen[0].absent == ["Max Roe"]
    assert [p.name for p in (course / "submitted").iterdir()] == ["Doe_Jane_7"]
    assert collect(path, "exercises", root=course, choose=lambda found: []).students == {}


def _lines():
    graded = Line("Doe_Jane_jdoe_12345", "exercises", score=90.0, max_score=100.0, late="by a day")
    waiting = Line("Max_77", "exercises", "provisional", "why", score=50.0, max_score=100.0)
    return [graded, waiting, Line("eve", "exercises", "failed", "lost")]


REQUIRED = {
    "full": ("student", "score", "provisional", "late"),
    "moodle": ("Identifier", "Full name", "Grade", "Last modified (grade)"),
    "canvas": ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", "exercises"),
    "ilias": ("update", "usr_id", "login", "lastname", "firstname", "status", "mark", "comment"),
    "blackboard": ("Username", "exercises"),
    "brightspace": ("OrgDefinedId", "exercises Points Grade", "End-of-Line Indicator"),
    "sakai": ("Display ID", "ID", "Last Name", "First Name", "grade"),
}
MARK = {"full": "score", "moodle": "Grade", "ilias": "mark", "sakai": "grade",
        "brightspace": "exercises Points Grade"}  # fmt: skip


@pytest.mark.parametrize("preset", REQUIRED)
def test_each_platform_gets_its_columns_and_only_finished_marks(preset):
    text = render_csv(_lines(), preset)
    rows = list(csv.reader(io.StringIO(text)))[2 if preset == "sakai" else 0 :]
    assert set(REQUIRED[preset]) <= set(rows[0])
    at = rows[0].index(MARK.get(preset, "exercises"))
    assert [row[at] for row in rows[-3:]] == ["90.0", "", ""]
    if preset == "moodle":
        assert rows[1][0] == "Participant 12345"


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
@pytest.mark.parametrize("before", ["", ";", "a;", "\t", "a,  "])
def test_no_cell_is_a_formula_in_any_separator(sign, before, preset):
    line = Line(f"{before}{sign}cmd|'/C calc'!A0", "exercises", reason=f"a;{sign}1;.ipynb")
    text = render_csv([line], preset)
    for delimiter in ",;\t":
        for row in csv.reader(io.StringIO(text), delimiter=delimiter):
            assert not any(cell.lstrip().startswith(("=", "+", "@", "\uff1d")) for cell in row)
    assert harmless("a;=1+2;.ipynb") == "a;'=1+2;.ipynb"


def test_separators_and_excel(graded):
    from coursekit.grading.table import export

    path = export("exercises", root=graded[0], delimiter=";", excel=True)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("\ufeffstudent;status;score;")
    with pytest.raises(GradingError, match="`delimiter`: got '\\|'; give a comma"):
        export("exercises", root=graded[0], delimiter="|")
    with pytest.raises(GradingError, match="`preset`: got 'excel'; there are full, moodle"):
        export("exercises", root=graded[0], preset="excel")


def test_feedback_goes_back_under_the_platforms_names(course, tmp_path):
    paths, _ = LAYOUTS["sakai"]
    collect(_zip(tmp_path / "a.zip", dict.fromkeys(paths, b"{}")), "exercises", root=course)
    for student in ("jdoe", "mroe"):
        page = course / "feedback" / student / "exercises.html"
        page.parent.mkdir(parents=True)
        page.write_text("<p>")
    with zipfile.ZipFile(pack_feedback("exercises", root=course)) as archive:
        assert archive.namelist() == [
            "Exercise 6/Doe, Jane(jdoe)/Feedback Attachment(s)/feedback-exercises.html",
            "Exercise 6/Roe, Max(mroe)/Feedback Attachment(s)/feedback-exercises.html",
        ]

"""Layouts of learning platforms, told over the whole archive, and what they take back."""

import csv
import io
import tarfile
import zipfile
from datetime import UTC, datetime
from unittest import mock

import pytest

from coursekit.grading.course import Course, GradingError
from coursekit.grading.intake import collect, read_collection
from coursekit.grading.platforms import recognise
from coursekit.grading.report import Line, keep_state
from coursekit.grading.sheets import fill_sheet, read_sheet
from coursekit.grading.table import PRESETS, export, harmless, pack_feedback, render_csv

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
    "ilias multi-feedback": (
        [
            "Multi_Feedback_Ex/Team_13/Doe_Jane_jdoe_12345/20261130143516_1_mass.ipynb",
            "Multi_Feedback_Ex/Roe_Max_mroe_678/2_cell.ipynb",
            "Multi_Feedback_Ex/status.csv",
        ],
        {"Doe_Jane_jdoe_12345": False, "Roe_Max_mroe_678": False},
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
    "full": ["student", "status", "score", "provisional"],
    "moodle": ["Identifier", "Full name", "Status", "Grade"],
    # a further column would become an assignment, or the file would be refused
    "canvas": ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "exercises"],
    "ilias": ["update", "usr_id", "login", "lastname", "firstname", "status", "mark", "notice",
              "comment", "plagiarism", "plag_comment"],
    "blackboard": ["Last Name", "First Name", "Username", "exercises"],
    "brightspace": ["OrgDefinedId", "Username", "exercises Points Grade", "End-of-Line Indicator"],
    "sakai": ["Display ID", "ID", "Last Name", "First Name", "grade"],
}  # fmt: skip
MARK = {"full": "score", "moodle": "Grade", "ilias": "mark", "sakai": "grade",
        "brightspace": "exercises Points Grade"}  # fmt: skip


@pytest.mark.parametrize("preset", REQUIRED)
def test_each_platform_gets_its_columns_and_only_finished_marks(preset):
    text = render_csv(_lines(), preset)
    rows = list(csv.reader(io.StringIO(text)))[2 if preset == "sakai" else 0 :]
    assert rows[0][: len(REQUIRED[preset])] == REQUIRED[preset]
    if preset in ("canvas", "ilias", "blackboard", "brightspace"):
        assert len(rows[0]) == len(REQUIRED[preset])
    assert "Feedback comments" not in rows[0]  # an empty one would wipe a teacher's
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


def _book(rows, *, shared):
    """A workbook with one sheet, its texts in the cells or in a list of their own."""
    words = sorted({str(item) for row in rows for item in row if isinstance(item, str)})
    cells = []
    for n, row in enumerate(rows, start=1):
        line = ""
        for k, item in enumerate(row):
            where = f'r="{chr(65 + k)}{n}"'
            if not isinstance(item, str):
                line += f"<c {where}><v>{item}</v></c>"
            elif item and shared:
                line += f'<c {where} t="s"><v>{words.index(item)}</v></c>'
            elif item:
                line += f'<c {where} t="inlineStr"><is><t>{item}</t></is></c>'
        cells.append(f'<row r="{n}">{line}</row>')
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet {space}><sheetData>{''.join(cells)}</sheetData></worksheet>",
        )
        if shared:
            items = "".join(f"<si><t>{word}</t></si>" for word in words)
            book.writestr("xl/sharedStrings.xml", f"<sst {space}>{items}</sst>")
    return out.getvalue()


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("time", ["2026-11-30 14:35:16", 46356.60782407408])
def test_the_workbook_of_ilias_tells_the_times(shared, time, tmp_path):
    paths = LAYOUTS["ilias"][0]
    rows = [
        ["Nachname", "Vorname", "Benutzername", "Letzte Abgabe", "Datei"],
        ["Doe", "Jane", "jdoe", time, "1_mass.ipynb"],
    ]
    members = dict.fromkeys(paths, b"{}") | {paths[-1]: _book(rows, shared=shared)}
    found = read_collection(_zip(tmp_path / "a.zip", members), "exercises").students
    local = datetime(2026, 11, 30, 14, 35, 16).astimezone(UTC)
    assert found["Doe_Jane_jdoe_12345"].when.startswith(local.strftime("%Y-%m-%d %H:%M:%S"))
    assert found["Roe_Max_mroe_678"].when == ""


def test_sakais_time_and_lateness_are_read(tmp_path):
    paths = LAYOUTS["sakai"][0]
    grades = (
        "Exercise 6,Points\n\nDisplay ID,ID,Last Name,First Name,grade,Submission date,"
        "Late submission\njdoe,jdoe,Doe,Jane,,2026-11-30T14:35:16Z,On time\n"
        "mroe,mroe,Roe,Max,,2026-12-01T09:00:00Z,Late\n"
    )
    members = dict.fromkeys(paths, b"{}") | {paths[1]: b"2026-11-30T14:35:17Z", paths[-1]: grades}
    found = read_collection(_zip(tmp_path / "a.zip", members), "exercises").students
    told = {student: (taken.when[:19], taken.late) for student, taken in found.items()}
    assert told == {
        "jdoe": ("2026-11-30 14:35:17", ""),
        "mroe": ("2026-12-01 09:00:00", "said by sakai"),
    }


STATUS = [
    ["update", "usr_id", "login", "lastname", "firstname", "status", "mark", "notice", "comment",
     "plagiarism", "plag_comment"],
    [0, 12345, "jdoe", "Doe", "Jane", "passed", "", "my notice", "my comment", "", ""],
    [0, 678, "mroe", "Roe", "Max", "notgraded", "", "", "", "", ""],
    [1, 999, "eve", "Eve", "Adam", "notgraded", "", "", "", "", ""],
]  # fmt: skip


def test_studons_own_table_comes_back_with_the_marks_in_it(course, tmp_path):
    paths = LAYOUTS["ilias multi-feedback"][0]
    members = dict.fromkeys(paths[:2], b"{}")
    members["Multi_Feedback_Ex/status.xlsx"] = _book(STATUS, shared=True)
    collect(_zip(tmp_path / "a.zip", members), "exercises", root=course)
    for student, score in {"Doe_Jane_jdoe_12345": 7.5, "Roe_Max_mroe_678": None}.items():
        status = "graded" if score else "failed"
        keep_state(Course.at(course), Line(student, "exercises", status, "lost", score), "x")
        page = course / "feedback" / student / "exercises.html"
        page.parent.mkdir(parents=True)
        page.write_text("<p>")
    pack_feedback("exercises", root=course)
    said = []
    with (
        mock.patch("coursekit.grading.report.align", return_value={}),
        mock.patch("coursekit.grading.report.complete"),
    ):
        path = export("exercises", root=course, preset="studon", say=said.append)
    assert path.name == "status.csv"
    rows = list(csv.reader(io.StringIO(path.read_text())))
    assert rows[0] == STATUS[0]
    assert [(row[0], row[1], row[6]) for row in rows[1:]] == [
        ("1", "12345", "7.5"), ("0", "678", ""), ("0", "999", ""),
    ]  # fmt: skip
    assert rows[1][5:9] == ["passed", "7.5", "my notice", "my comment"]
    assert said == [f"put into {course / 'feedback/exercises.zip'}, in which the platform takes it"]
    with zipfile.ZipFile(course / "feedback/exercises.zip") as archive:
        assert archive.namelist() == [
            "Team_13/Doe_Jane_jdoe_12345/feedback-exercises.html",
            "Roe_Max_mroe_678/feedback-exercises.html",
            "status.csv",
        ]


OWN = {
    "moodle": (
        "\ufeffID,Vollständiger Name,Bewertung,Zuletzt geändert (Bewertung),Feedback als Kommentar\n"
        'Teilnehmer/in 12345,"Jane Doe",,-,good\nTeilnehmer/in 9,Jane Doe,3,-,\n',
        "exercises", ["Jane Doe_12345"],
    ),
    "canvas": (
        "Student,ID,SIS Login ID,Section,Exercise 6 (88),Other (89)\n    Points Possible,,,,100,10\n"
        '"Doe, Jane",12345,jd,A,,4\n"Doe, Jane",9,jd2,A,3,4\n',
        "Exercise 6", ["doejane_12345"],
    ),
    "blackboard": (
        '"Last Name"\t"First Name"\t"Username"\t"Exercise 6 [Total Pts: 100 Score] |664617"\n'
        '"Doe"\t"Jane"\t"jdoe"\t""\n"Doe"\t"Jane"\t"jdoe2"\t"3"\n',
        "Exercise 6", ["jdoe"],
    ),
    "brightspace": (
        "OrgDefinedId,Username,Last Name,First Name,Exercise 6 Points Grade <Numeric MaxPoints:100>,"
        "End-of-Line Indicator\n#777,#jdoe,Doe,Jane,,#\n#778,#mroe,Roe,Max,3,#\n",
        "Exercise 6", ["Jane Doe_12345"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("platform", OWN)
def test_marks_go_into_the_platforms_own_table_and_nothing_else_changes(platform, encoding):
    text, item, (student,) = OWN[platform]
    sheet = read_sheet("own.csv", text.removeprefix("\ufeff").encode(encoding))
    before = [list(row) for row in sheet.rows]
    lost = fill_sheet(sheet, platform, item, {student: 77.5, "Nobody_1": 1.0, "wait_9000": ""})
    assert lost == ["Nobody_1", "wait_9000"]
    changed = [
        (n, k, new)
        for n, (old_row, row) in enumerate(zip(before, sheet.rows, strict=True))
        for k, (old, new) in enumerate(zip(old_row, row, strict=True))
        if old != new
    ]
    assert [new for *_, new in changed] == ["77.5"]
    assert sheet.rows[changed[0][0]] != before[-1]
    assert sheet.encoding == encoding


def test_a_name_that_two_people_have_gets_no_mark():
    rows = "Username,Last Name,First Name,X Points Grade\na1,Doe,Jane,\na2,Doe,Jane,\n"
    sheet = read_sheet("own.csv", rows.encode())
    assert fill_sheet(sheet, "brightspace", "X", {"Jane Doe_12": 5.0}) == ["Jane Doe_12"]
    assert all(row[3] == "" for row in sheet.rows[1:])


def test_an_id_counts_more_than_a_name():
    rows = "usr_id,login,lastname,firstname,mark\n5,jd,Doe,Jane,\n6,mr,Roe,Max,\n"
    sheet = read_sheet("status.csv", rows.encode())
    scores = {"Doe_Jane_jd_5": 1.0, "Jane Doe_77": 2.0, "Roe Max": 3.0}
    assert fill_sheet(sheet, "ilias", "x", scores) == ["Jane Doe_77"]
    assert [row[4] for row in sheet.rows[1:]] == ["1.0", "3.0"]


def test_a_table_without_marks_or_people_is_refused_by_name(graded, tmp_path):
    path = tmp_path / "t.csv"
    for text, preset, said in [
        ("a,b,c\n1,2,3\n", "moodle", "no headings by which students can be found"),
        ("Identifier,Name,Punkte\n1,2,3\n", "moodle", "its columns are Identifier, Name, Punkte"),
        ("Identifier,Name,Grade\n1,2,3\n", "full", "say whose table it is"),
    ]:
        path.write_text(text)
        with pytest.raises(GradingError, match=said):
            export("exercises", root=graded[0], preset=preset, sheet=path)
    export("exercises", root=graded[0], preset="moodle", sheet=path)
    assert export("exercises", root=graded[0], preset="moodle", sheet=path, column="Name").is_file()

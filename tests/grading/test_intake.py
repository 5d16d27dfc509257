"""Submissions from folders and archives: no link, no way out, no bomb, no name that breaks."""

import gzip
import io
import json
import os
import zipfile
from datetime import datetime

import pytest

from coursekit.grading.course import Course, GradingError
from coursekit.grading.files import MAX_FILES
from coursekit.grading.intake import collect, list_students, read_collection, read_timestamp
from coursekit.grading.naming import clean_student
from coursekit.grading.reading import read_raw
from coursekit.grading.uploads import Budget, Upload, list_members, read_folder

from .corpus.edit import RIGHT, answer, read_release, store


def _zip(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def _stored(course, student):
    folder = course / "submitted" / student / "exercises"
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


NB = b'{"cells": []}'


@pytest.mark.parametrize(
    ("members", "student"),
    [
        ({"Ada Lovelace_12345_assignsubmission_file_/1_mass.ipynb": NB}, "Ada Lovelace_12345"),
        ({"Ada Lovelace_12345_assignsubmission_file_1_mass.ipynb": NB}, "Ada Lovelace_12345"),
        ({"lovelaceada_LATE_77_991_1_mass.ipynb": NB}, "lovelaceada_77"),
        (
            {"Exercise 1/Submissions/Lovelace_Ada_ab12cdef_9/1_mass.ipynb": NB},
            "Lovelace_Ada_ab12cdef_9",
        ),
        ({"ada/1_mass.ipynb": NB, "bob/1_mass.ipynb": NB}, "ada"),
    ],
)
def test_archives_of_learning_platforms(course, tmp_path, members, student):
    collect(_zip(tmp_path / "all.zip", members), "exercises", root=course)
    assert _stored(course, student) == ["1_mass.ipynb"]


def test_wrapped_archive_of_a_whole_class(course, tmp_path):
    members = {f"Exercise/Submissions/s{n:03d}/1_mass.ipynb": NB for n in range(MAX_FILES + 40)}
    collect(_zip(tmp_path / "all.zip", members), "exercises", root=course)
    assert len(list_students(Course.at(course), "exercises")) == MAX_FILES + 40


def test_inner_archive_is_opened(course, tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("work/1_mass.ipynb", NB)
    collect(_zip(tmp_path / "a.zip", {"ada/all.zip": inner.getvalue()}), "exercises", root=course)
    assert _stored(course, "ada") == ["work/1_mass.ipynb"]


def test_archive_members_that_attack_are_left_out(course, tmp_path):
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("ada/1_mass.ipynb", NB)
        archive.writestr("ada/../../escape.ipynb", NB)
        archive.writestr("ada/numpy.py", "x")
        archive.writestr("ada/bomb.txt", b"0" * 60_000_000)
        link = zipfile.ZipInfo("ada/2_cell.ipynb")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    repairs = collect(path, "exercises", root=course).students["ada"].notes
    assert _stored(course, "ada") == ["1_mass.ipynb"]
    assert {r.kind for r in repairs} == {"bad-path", "file-left-out", "too-large", "link"}
    assert not list(course.rglob("escape*"))
    assert not list(course.parent.glob("escape*"))


def test_lying_and_damaged_archives(course, tmp_path):
    path = _zip(tmp_path / "a.zip", {"ada/1_mass.ipynb": b"x" * 5000, "ada/b.txt": b"y" * 100})
    data = bytearray(path.read_bytes())
    at = data.index(b"ada/1_mass.ipynb") + 20
    data[at : at + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert [r.kind for r in collect(path, "exercises", root=course).students["ada"].notes] == [
        "unreadable"
    ]
    path.write_bytes(b"PK hello")
    with pytest.raises(GradingError, match="is not a readable archive"):
        collect(path, "exercises", root=course)


def test_links_pipes_and_hard_links_are_refused(tmp_path):
    folder = tmp_path / "ada"
    folder.mkdir()
    (folder / "1_mass.ipynb").write_bytes(NB)
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    (folder / "soft.csv").symlink_to(secret)
    os.link(secret, folder / "hard.csv")
    os.mkfifo(folder / "pipe.csv")
    (folder / "around").symlink_to(tmp_path)
    files, repairs = read_folder(folder)
    assert list(files) == ["1_mass.ipynb"]
    assert sorted((r.where, r.kind) for r in repairs) == [
        ("around", "link"), ("hard.csv", "link"), ("pipe.csv", "not-a-file"), ("soft.csv", "link"),
    ]  # fmt: skip


def test_folders_with_and_without_assignment_level(course, tmp_path):
    source = tmp_path / "in"
    (source / "ada" / "exercises").mkdir(parents=True)
    (source / "ada" / "exercises" / "1_mass.ipynb").write_bytes(NB)
    (source / "bob").mkdir()
    (source / "bob" / "2_cell.ipynb").write_bytes(NB)
    before = sorted(p.stat().st_mtime_ns for p in source.rglob("*"))
    collect(source, "exercises", root=course)
    assert (_stored(course, "ada"), _stored(course, "bob")) == (["1_mass.ipynb"], ["2_cell.ipynb"])
    assert sorted(p.stat().st_mtime_ns for p in source.rglob("*")) == before


def test_a_time_that_a_student_wrote_does_not_count(course, tmp_path):
    early = {"ada/1_mass.ipynb": NB, "ada/timestamp.txt": b"2020-01-01 00:00:00 UTC"}
    repairs = (
        collect(_zip(tmp_path / "a.zip", early), "exercises", root=course).students["ada"].notes
    )
    assert _stored(course, "ada") == ["1_mass.ipynb"]
    assert [r.text for r in repairs] == ["a time that the student wrote does not count"]
    kept = tmp_path / "in" / "bob" / "exercises"
    kept.mkdir(parents=True)
    (kept / "timestamp.txt").write_text("2026-01-01 00:00:00 UTC")
    collect(tmp_path / "in", "exercises", root=course)
    assert _stored(course, "bob") == ["timestamp.txt"]


def test_a_link_for_a_student_is_no_submission(course, tmp_path):
    (course / "submitted").mkdir()
    (course / "submitted" / "eve").symlink_to(course / "solutions")
    assert list_students(Course.at(course), "exercises") == []


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("a/b", "a_b"),
        ("Grün Åsa", "Grün Åsa"),
        ("..", "unnamed"),
        ("x*[1]", "x__1_"),
        ("\x00\n", "__"),
    ],
)
def test_student_names(name, clean):
    assert clean_student(name) == clean


def test_nothing_to_collect(course, tmp_path):
    with pytest.raises(GradingError, match="is neither a folder nor a file"):
        collect(tmp_path / "none", "exercises", root=course)
    (tmp_path / "empty").mkdir()
    with pytest.raises(GradingError, match="no submissions in"):
        collect(tmp_path / "empty", "exercises", root=course)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        (b"2026-03-01 12:00:00.5 UTC", "2026-03-01 12:00:00.500000 UTC"),
        (b"2026-03-01T13:00:00+01:00", "2026-03-01 12:00:00.000000 UTC"),
        (b"", ""),
    ],
)
def test_times(text, time):
    assert read_timestamp({"timestamp.txt": text}) == (time, "")


def test_bad_time_is_said():
    text = "the time 'yesterday' cannot be read and is ignored"
    assert read_timestamp({"timestamp.txt": b"yesterday"}) == ("", text)


def _inner(members):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return content.getvalue()


def test_resource_forks_are_no_student(course, tmp_path):
    members = {"ada/1_mass.ipynb": NB, "__MACOSX/ada/._1_mass.ipynb": b"\0", "ada/.DS_Store": b"x"}
    found = collect(_zip(tmp_path / "all.zip", members), "exercises", root=course).students
    repairs = {student: taken.notes for student, taken in found.items()}
    assert repairs == {"ada": []}
    assert _stored(course, "ada") == ["1_mass.ipynb"]


def test_an_archive_in_an_archive_in_an_archive(course, tmp_path):
    inner = _inner({"b.zip": _inner({"work/1_mass.ipynb": NB})})
    collect(_zip(tmp_path / "all.zip", {"ada/a.zip": inner}), "exercises", root=course)
    assert [name.rsplit("/", 1)[-1] for name in _stored(course, "ada")] == ["1_mass.ipynb"]


def test_archives_without_end_are_not_opened(course, tmp_path):
    inner = _inner({"1_mass.ipynb": NB})
    for _ in range(60):
        inner = _inner({"z.zip": inner})
    found = collect(
        _zip(tmp_path / "all.zip", {"ada/a.zip": inner}), "exercises", root=course
    ).students
    repairs = {student: taken.notes for student, taken in found.items()}
    assert [note.text for note in repairs["ada"]] == ["archives deeper than 3 are not opened"]
    assert _stored(course, "ada") == []


def test_an_archive_in_a_folder_is_opened(tmp_path):
    (tmp_path / "work.zip").write_bytes(_inner({"1_mass.ipynb": NB, "numpy.py": b""}))
    files, repairs = read_folder(tmp_path)
    assert files == {"1_mass.ipynb": NB}
    assert [note.kind for note in repairs] == ["file-left-out"]


def test_two_members_of_one_name_are_both_kept(course, tmp_path):
    other = b'{"cells": [1]}'
    members = {"ada/1_mass.ipynb": NB, "ada/./1_mass.ipynb": other}
    found = collect(_zip(tmp_path / "all.zip", members), "exercises", root=course).students
    repairs = {student: taken.notes for student, taken in found.items()}
    assert _stored(course, "ada") == ["1_mass (2).ipynb", "1_mass.ipynb"]
    assert list(repairs) == ["ada"]


def test_a_file_and_a_folder_of_one_name(course, tmp_path):
    members = {"ada/1_mass.ipynb": NB, "ada/1_mass.ipynb/x.txt": b"1", "bob/1_mass.ipynb": NB}
    found = collect(_zip(tmp_path / "all.zip", members), "exercises", root=course).students
    repairs = {student: taken.notes for student, taken in found.items()}
    said = "a file and a folder have one name; this was left out"
    assert [note.text for note in repairs["ada"]] == [said]
    assert _stored(course, "bob") == ["1_mass.ipynb"]


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("x" * 300 + ".ipynb", "x" * 108 + "xxxxxx.ipynb"),
        ("1_\x01mass\n.ipynb", "1__mass_.ipynb"),
        ("U\u0308bung.ipynb", "\u00dcbung.ipynb"),
    ],
)
def test_names_that_cannot_be_stored(course, tmp_path, name, stored):
    collect(_zip(tmp_path / "all.zip", {f"ada/{name}": NB}), "exercises", root=course)
    assert _stored(course, "ada") == [stored]


@pytest.mark.parametrize("name", ["CON", "nul.txt", "com1"])
def test_students_are_no_devices(name):
    assert clean_student(name) == f"{name}_"


def _noisy(lines):
    text = [f'line {n} of "outputs": [ and ]\n' for n in range(lines)]
    shown = [{"output_type": "stream", "name": "stdout", "text": text}]
    cells = [
        {"cell_type": "code", "source": 'x = {"outputs": [1]}', "outputs": shown},
        {"cell_type": "code", "source": "y", "outputs": []},
    ]
    return json.dumps({"cells": cells}).encode()


def test_a_notebook_that_is_too_large_is_read_without_outputs(tmp_path, monkeypatch):
    monkeypatch.setattr("coursekit.grading.files.MAX_FILE", 5000)
    (tmp_path / "1_mass.ipynb").write_bytes(_noisy(2000))
    files, repairs = read_folder(tmp_path)
    cells = json.loads(files["1_mass.ipynb"])["cells"]
    assert [cell["source"] for cell in cells] == ['x = {"outputs": [1]}', "y"]
    assert [cell["outputs"] for cell in cells] == [[], []]
    assert [note.kind for note in repairs] == ["outputs-left-out"]


def test_a_notebook_cut_in_its_outputs_keeps_what_was_before(tmp_path, monkeypatch):
    monkeypatch.setattr("coursekit.grading.files.MAX_FILE", 5000)
    monkeypatch.setattr("coursekit.grading.files.MAX_NOTEBOOK", 9000)
    (tmp_path / "1_mass.ipynb").write_bytes(_noisy(2000)[:8000])
    (tmp_path / "2_cell.ipynb").write_bytes(_noisy(2000))
    files, repairs = read_folder(tmp_path)
    assert files == {}
    assert [note.text for note in repairs] == [
        "more than 5000 bytes without its outputs",
        f"{len(_noisy(2000))} bytes; 5000 are allowed",
    ]


@pytest.mark.parametrize(
    ("change", "note"),
    [
        (gzip.compress, "it was compressed"),
        (lambda c: json.dumps(c.decode()).encode(), "written as one text"),
        (lambda c: b'{"content": ' + c + b"}", "found inside 'content'"),
        (lambda c: c.replace(b'{"cell_type": "code"', b'{"x": 1,}, {"cell_type": "code"'), "saved"),
    ],
)
def test_notebooks_in_wrappings_are_read(change, note):
    cells = [{"cell_type": "markdown", "source": "a"}, {"cell_type": "code", "source": "b"}]
    raw, repairs = read_raw(change(json.dumps({"cells": cells}).encode()), "a.ipynb")
    assert [cell["source"] for cell in raw["cells"]] == ["a", "b"]
    assert any(note in str(repair) for repair in repairs)


def test_reading_on_behind_broken_cells_ends():
    broken = b'{"cells": [' + b'{"cell_type": [[, ' * 5000
    assert read_raw(broken, "a.ipynb")[0] is None


def _wide(levels, count):
    """A small archive that holds very much: each level holds copies of the one below."""
    inner = _inner({"big.txt": b"0" * 3_000_000})
    content = io.BytesIO()
    for _ in range(levels):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for n in range(count):
                archive.writestr(f"{n}.zip", inner)
        inner = content.getvalue()
    return content.getvalue()


@pytest.mark.parametrize("shape", [(1, 400), (2, 40)])
def test_one_budget_holds_over_all_archives_in_archives(tmp_path, shape):
    bomb = _wide(*shape)
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "work.zip").write_bytes(bomb)
    (tmp_path / "ada" / "1_mass.ipynb").write_bytes(NB)
    upload = Upload(Budget(size=20_000_000, files=200, seconds=5))
    for member in list_members(tmp_path / "ada"):
        upload.add(member)
    assert "1_mass.ipynb" in upload.files
    assert upload.budget.size < 0 or upload.budget.files < 0
    assert [note.kind for note in upload.repairs].count("bomb") == 1


def test_outputs_that_compress_well_are_no_bomb(course, tmp_path):
    notebook = json.dumps(
        {"cells": [{"cell_type": "code", "source": "x", "outputs": ["0" * 9_000_000]}]}
    )
    path = _zip(tmp_path / "all.zip", {"ada/1_mass.ipynb": notebook})
    assert path.stat().st_size * 500 < len(notebook)
    assert collect(path, "exercises", root=course).students["ada"].notes == []


def test_what_jupyter_saved_by_itself_is_taken_when_there_is_nothing_else(tmp_path):
    folder = tmp_path / ".ipynb_checkpoints"
    folder.mkdir()
    (folder / "1_mass-checkpoint.ipynb").write_bytes(NB)
    files, notes = read_folder(tmp_path)
    assert (list(files), [note.kind for note in notes]) == (["1_mass.ipynb"], ["checkpoint"])
    (tmp_path / "1_mass.ipynb").write_bytes(b'{"cells": [1]}')
    assert read_folder(tmp_path) == ({"1_mass.ipynb": b'{"cells": [1]}'}, [])


def _hand_in(course, tmp_path, members):
    texts = {name: json.dumps(content) for name, content in members.items()}
    found = collect(_zip(tmp_path / "all.zip", texts), "exercises", root=course)
    return {student: taken.changes for student, taken in found.students.items()}


def test_a_later_collection_replaces_notebook_by_notebook(course, tmp_path):
    right = answer(read_release(course), RIGHT)
    first = {f"ada/{name}.ipynb": notebook for name, notebook in right.items()}
    said = _hand_in(course, tmp_path, first | {"bob/1_mass.ipynb": right["1_mass"]})
    assert said == {"ada": ["new"], "bob": ["new"]}
    again = answer(read_release(course), RIGHT | {"mean": "def mean_mass(counts):\n    return 3\n"})
    said = _hand_in(course, tmp_path, {"ada/1_mass-1.ipynb": again["1_mass"]})
    assert said == {"ada": ["replaced: 1_mass", "kept of an earlier collection: 2_cell"]}
    assert _stored(course, "ada") == ["1_mass-1.ipynb", "2_cell.ipynb"]
    assert _stored(course, "bob") == ["1_mass.ipynb"]
    said = _hand_in(course, tmp_path, {"ada/1_mass.ipynb": read_release(course)["1_mass"]})
    assert said == {"ada": ["kept of an earlier collection: 1_mass, 2_cell"]}
    assert "return 3" in (course / "submitted/ada/exercises/1_mass-1.ipynb").read_text()
    kept = sorted((course / "grading/exercises/collected").glob("2*/*/0/*.ipynb"))
    assert len(kept) == 5


def test_what_was_put_there_by_hand_is_kept_too(course, tmp_path):
    right = answer(read_release(course), RIGHT)
    store(course, "ada", {"2_cell": right["2_cell"]})
    _hand_in(course, tmp_path, {"ada/1_mass.ipynb": right["1_mass"]})
    assert _stored(course, "ada") == ["1_mass.ipynb", "2_cell.ipynb"]


def test_of_several_attempts_in_one_download_the_last_counts(course, tmp_path):
    right = answer(read_release(course), RIGHT)
    other = answer(right, {"mean": "def mean_mass(counts):\n    return 3\n"})
    start = "Ex_jdoe_attempt_2026-11-30-14-35-16"
    members = {
        f"{start}_1_mass.ipynb": right["1_mass"],
        f"{start}_2_cell.ipynb": right["2_cell"],
        "Ex_jdoe_attempt_2026-12-01-09-00-00_1_mass.ipynb": other["1_mass"],
        "Ex_mroe_attempt_2026-12-01-09-00-00_1_mass.ipynb": right["1_mass"],
    }
    _hand_in(course, tmp_path, members)
    assert _stored(course, "jdoe") == ["1_mass.ipynb", "2_cell.ipynb"]
    assert "return 3" in (course / "submitted/jdoe/exercises/1_mass.ipynb").read_text()


def test_a_cut_name_keeps_what_tells_it_from_others_and_its_id_from_an_earlier_collection(
    course, tmp_path
):
    long = "Ada " + "x" * 90
    assert clean_student(f"{long}_12345").endswith("_12345")
    both = {f"{long}{end}/1_mass.ipynb": b'{"cells": [%d]}' % n for n, end in enumerate("aab")}
    both = {"O'Neil/1_mass.ipynb": NB, "O*Neil/1_mass.ipynb": b'{"cells": [1]}'} | both
    first = collect(_zip(tmp_path / "a.zip", both), "exercises", root=course).students
    second = collect(
        _zip(tmp_path / "b.zip", {"O'Neil/1_mass.ipynb": NB}), "exercises", root=course
    ).students
    assert sorted(first)[-2:] == ["O_Neil", "O_Neil 2"]
    (student,) = second
    assert first[student].name == second[student].name == "O'Neil"
    assert "new" not in second[student].changes


def test_work_under_a_name_that_the_platform_does_not_give_is_asked_about(tmp_path):
    members = {f"{n}-777 - Jane Doe - Nov 10, 2026 1035 AM/1_mass.ipynb": NB for n in range(3)}
    path = _zip(tmp_path / "a.zip", members | {"by mail/1_mass.ipynb": NB, "index.html": b""})
    found = read_collection(path, "exercises")
    assert found.students["by mail"].doubts == ["brightspace gives no such name"]
    assert found.others == ["index.html"]
    assert len(found.students) == 4


def test_a_clock_that_was_put_back_makes_nothing_old(course, tmp_path, monkeypatch):
    def hand_in(text):
        members = {"ada/1_mass.ipynb": json.dumps(answer(read_release(course), text)["1_mass"])}
        collect(_zip(tmp_path / "a.zip", members), "exercises", root=course)

    hand_in({"mean": "def mean_mass(counts):\n    return 1\n"})
    monkeypatch.setattr(
        "coursekit.grading.intake.datetime",
        type("Old", (datetime,), {"now": classmethod(lambda cls, tz: datetime(2001, 1, 1))}),
    )
    hand_in({"mean": "def mean_mass(counts):\n    return 2\n"})
    text = (course / "submitted/ada/exercises/1_mass.ipynb").read_text()
    assert "return 2" in text

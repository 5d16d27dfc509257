"""What a submission may do to the grader itself: its reading, its time, its memory, its notes."""

import io
import json
import os
import zipfile

import pytest

from coursekit.grading import html, uploads
from coursekit.grading.course import Course, GradingError
from coursekit.grading.files import FileKeeper
from coursekit.grading.flags import find_flags
from coursekit.grading.intake import collect, read_timestamp
from coursekit.grading.kernels.link import _is_message, _storable
from coursekit.grading.kernels.processes import memory_of_files
from coursekit.grading.naming import clean_path, clean_student, gradebook_id
from coursekit.grading.reading import read_raw
from coursekit.grading.snapshot import take_snapshots
from coursekit.grading.submission import clean_one, read_submission
from coursekit.grading.uploads import read_folder
from coursekit.wire.record import parse_record

from .corpus.edit import RIGHT, answer, insert_before, read_release, store

NB = b'{"cells": []}'


@pytest.mark.parametrize("time", [b"0001-01-01T00:00:00+14:00", b"9999-12-31T23:59:59-14:00"])
def test_a_time_outside_all_calendars_is_said(time):
    said = f"the time {time.decode()!r} cannot be read and is ignored"
    assert read_timestamp({"timestamp.txt": time}) == ("", said)


def _fill(folder, **contents):
    for name, content in contents.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "1_mass.ipynb").write_bytes(content)


def test_an_id_that_is_changed_is_noted_and_stays_in_the_report(course, tmp_path):
    _fill(tmp_path / "in", **{"ada\x07\u202e": NB, "O'Neil": NB})
    found = collect(tmp_path / "in", "exercises", root=course).students
    repairs = {student: taken.notes for student, taken in found.items()}
    assert {student: [(n.kind, n.text) for n in notes] for student, notes in repairs.items()} == {
        "ada__": [("odd-id", "this student's id was changed to 'ada__'")],
        "O_Neil": [("id-changed", "this student's id was changed to 'O_Neil'")],
    }
    taken = read_submission(Course.at(course), "exercises", "ada__")
    assert repairs["ada__"][0] in taken.repairs


def test_two_students_whose_ids_become_one_stay_two(course, tmp_path):
    other = b'{"cells": [1]}'
    _fill(tmp_path / "in", **{"a*b": NB, "a_b": other})
    assert sorted(collect(tmp_path / "in", "exercises", root=course).students) == ["a_b", "a_b 2"]
    stored = {
        p.parent.parent.name: p.read_bytes() for p in Course.at(course).submitted.rglob("*.ipynb")
    }
    assert stored == {"a_b": NB, "a_b 2": other}


def test_an_odd_id_in_the_submitted_folder_is_noted(course):
    store(course, "ada\nbob", {"1_mass": NB})
    taken = read_submission(Course.at(course), "exercises", "ada\nbob")
    said = "ada?bob: the gradebook keeps this student as 'ada_bob'"
    assert [str(note) for note in taken.repairs if note.kind == "odd-id"] == [said]


def test_names_are_short_enough_for_every_disk():
    name = "\u5b57" * 250
    assert len(clean_student(name).encode()) <= 180
    assert len(gradebook_id(name).encode()) <= 180
    assert gradebook_id(name) != gradebook_id(name + "x")
    assert len(clean_path(f"{name}.csv").encode()) <= 200
    assert clean_path(f"{name}.csv").endswith(".csv")


def _pack(members):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_an_archive_with_too_many_members_is_refused(course, tmp_path, monkeypatch):
    monkeypatch.setattr(uploads, "_MAX_MEMBERS", 3)
    (tmp_path / "all.zip").write_bytes(_pack({f"s{n}/1_mass.ipynb": NB for n in range(4)}))
    with pytest.raises(GradingError, match="more than 3 members; unpack it and collect the folder"):
        collect(tmp_path / "all.zip", "exercises", root=course)


def test_pictures_do_not_crowd_out_notebooks(tmp_path):
    for n in range(700):
        (tmp_path / f"0_{n:03d}.png").write_bytes(b"1")
    (tmp_path / "z").mkdir()
    (tmp_path / "z" / "1_mass.ipynb").write_bytes(NB)
    kept, repairs = read_folder(tmp_path)
    assert "z/1_mass.ipynb" in kept
    text = "more than 60 files; this one and others were left out"
    assert [note.text for note in repairs] == [text]


@pytest.mark.parametrize("order", [("a.csv", "a.csv/b.csv"), ("a.csv/b.csv", "a.csv")])
def test_a_file_in_the_place_of_a_folder_is_left_out(order):
    keeper = FileKeeper()
    for name in order:
        keeper.keep(name, b"1")
    assert list(keeper.files) == [order[0]]
    assert [note.kind for note in keeper.repairs] == ["same-name"]


def test_a_program_is_left_out_and_a_script_of_cells_is_kept():
    keeper = FileKeeper()
    keeper.keep("numpy.py", b"def allclose(*a): return True")
    keeper.keep("1_mass.py", b"# %%\nx = 1")
    assert list(keeper.files) == ["1_mass.py"]
    assert [str(note) for note in keeper.repairs] == ["numpy.py: it is a program and no notebook"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><p>x", "a web page"),
        (_pack({"word/document.xml": "x"}), "an archive or an office document"),
        (b"hello", "not a notebook"),
    ],
)
def test_what_is_no_notebook_is_named(content, kind):
    raw, repairs = read_raw(content, "a.ipynb")
    assert raw is None
    assert f"a.ipynb: the file is {kind}, and no cell could be saved" in map(str, repairs)


@pytest.mark.parametrize(
    "text",
    [
        "<div>" * 20_000,
        "<b></i>" * 20_000,
        "</b>" * 9_000 + "<b>" * 9_000,
        "<b a='>' x=y' " + " ".join(f"a{n}" for n in range(20_000)) + ">",
    ],
)
def test_html_that_takes_the_parser_minutes_becomes_text(text):
    assert html.clean_html(text).startswith("<pre>&lt;")


def test_half_a_character_in_html_is_no_accident():
    assert html.clean_html("<b>a\ud800</b>") == "<b>a?</b>"


def test_large_tables_are_still_tables():
    cells = "<td class='data col0'>1.25</td>" * 20
    table = f"<table>{f'<tr>{cells}</tr>' * 300}</table>"
    assert html.clean_html(table).count("<td>1.25</td>") == 6000


def test_a_picture_named_often_does_not_swell_the_page(monkeypatch):
    monkeypatch.setattr(html, "_MOST_PICTURES", 3000)
    pictures = {"a.png": {"image/png": "iVBO" * 250}}
    page = html.markdown("![](attachment:a.png)\n" * 500, pictures)
    assert page.count("data:image/png") == 3
    assert html.markdown("![](attachment:a.png)", pictures).count("data:image/png") == 1


def test_half_a_character_cannot_reach_a_file():
    content = {"text": "a\ud800b", "deep": [{"x": "\udfff"}], "whole": "\U0001f600"}
    assert _is_message({"header": {"msg_type": "x"}, "parent_header": {}, "content": content})
    assert _storable(content) == {"text": "a?b", "deep": [{"x": "?"}], "whole": "\U0001f600"}


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_a_number_that_json_does_not_have_is_no_record(number):
    text = '{"version": 1, "step": "a", "case": "b", "value": %s}'
    assert parse_record(json.loads(text % number)) is None
    assert parse_record(json.loads(text % "1")).value == 1


def test_open_files_beyond_the_usual_count_as_memory():
    before = memory_of_files(os.getpid())
    pipes = [os.pipe() for _ in range(200)]
    try:
        assert memory_of_files(os.getpid()) - before >= 100 * 400_000
    finally:
        for pipe in pipes:
            os.close(pipe[0])
            os.close(pipe[1])


def test_a_long_cell_is_scanned_in_one_go_and_flagged(built_course):
    snapshot = take_snapshots(Course.at(built_course), "exercises")["1_mass"]
    notebooks = answer(read_release(built_course), RIGHT)
    insert_before(notebooks, "mean-check", "\n" * 390_000 + "x")
    clean, _ = clean_one(notebooks["1_mass"], snapshot)
    flags = find_flags(clean, snapshot, {"cells": {}}, [])
    assert [(flag.kind, flag.text) for flag in flags] == [
        ("long-cell", "it is 390001 characters long")
    ]

"""A name that is not the submitter's, or that two share, is flagged and costs nothing."""

import pytest

from coursekit.grading.owners import find_name, flag_alike_ids, flag_name, flag_shared_names, is_own
from coursekit.grading.report import Line
from coursekit.grading.snapshot import ReleasedCell


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Ada Lovelace", "ada.lovelace"),
        ("ada", "Ada Lovelace_12345"),
        ("12345", "Ada Lovelace_12345"),
        ("Lovelace, Ada", "lovelaceada_77"),
        ("Zoë Grün", "zoe_gru\u0308n"),
        ("Ada Lovelace (4711)", "ada"),
        ("li", "li"),
    ],
)
def test_ways_to_write_a_name(name, student):
    assert is_own(name, student)


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("your name", "ada"),
        ("Emil", "ada"),
        ("", "ada"),
        ("12", "ada_12345"),
        ("a", "ada"),
        ("!", "!"),
    ],
)
def test_names_of_others(name, student):
    assert not is_own(name, student)


def _cell(cell_id):
    return ReleasedCell(cell_id, "code", "", "", {})


def test_the_name_is_the_one_that_the_pick_used():
    raws = {"0": {"value": 1, "names": {"x": 1}}, "1": {"value": 1, "names": {"student": " Ada "}}}
    result = {"cells": {"t": {"raws": raws}}}
    assert find_name(result, [_cell("s"), _cell("t")]) == ("Ada", "t")


@pytest.mark.parametrize("raw", [None, [], {}, {"names": []}, {"names": {"student": ["Ada"]}}])
def test_nothing_that_a_kernel_sends_raises(raw):
    assert find_name({"cells": {"t": {"raws": {"0": raw}}}}, [_cell("t")]) == ("", "")


def test_flags():
    assert flag_name("", "", "ada") == flag_name("Ada", "n/t", "ada") == []
    (flag,) = flag_name("Emil", "n/t", "ada")
    assert flag.kind == "other-name"
    assert str(flag) == "n/t: worked under the name 'Emil', not 'ada'"


def test_a_shared_name_is_a_flag_for_each():
    names = {"ada": "Ada", "emil": " ada ", "eva": "Eva", "none": None}
    lines = [Line(s, "x", names={"n/t": n} if n else {}) for s, n in names.items()]
    flag_shared_names(lines)
    assert [[flag.kind for flag in line.flags] for line in lines] == [["shared-name"]] * 2 + [
        [],
        [],
    ]
    assert lines[0].flags[0].text == "worked under the same name, 'ada', as emil"


def test_ids_that_are_nearly_one_are_flagged():
    lines = [Line(student, "x") for student in ("Ada", "ada", "Groß", "GROSS", "eva")]
    flag_alike_ids(lines)
    assert [len(line.flags) for line in lines] == [1, 1, 1, 1, 0]
    assert lines[0].flags[0].text == "the id is nearly that of ada: one student, or two?"

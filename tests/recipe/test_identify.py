"""What a crystal is after relaxation, and whether it is there already."""

import identify
import pytest

from . import made_up

ZNO = {"A": "Zn", "X": "O"}


def pair(start, end, energy=-4.0, family=made_up.OXIDE):
    """A crystal that was built as one prototype and is another now."""
    record = made_up.candidate(start, ZNO, family)
    now = made_up.candidate(end, ZNO, family)
    return {**record, "relaxed": made_up.relaxed({**now, "id": record["id"]}, energy)}


@pytest.mark.parametrize("prototype", ["rocksalt", "wurtzite", "nias", "pts"])
def test_unmoved(prototype):
    assert identify.prototype(pair(prototype, prototype), made_up.TABLE) == prototype


@pytest.mark.parametrize(
    ("start", "end"), [("zincblende", "rocksalt"), ("wurtzite", "nias"), ("pts", "cscl")]
)
def test_fell_into_another_of_the_table(start, end):
    assert identify.prototype(pair(start, end), made_up.TABLE) == end


def test_none_of_the_table():
    record = pair("rocksalt", "rocksalt")
    lattice = [[2.9, 0.1, 0.0], [0.0, 3.3, 0.2], [0.3, 0.0, 2.4]]
    moved = {"space_group": 1, "lattice": lattice, "coords": [[0, 0, 0], [0.4, 0.45, 0.6]]}
    record["relaxed"] = {**record["relaxed"], **moved}
    assert identify.prototype(record, made_up.TABLE) == "distorted"


def test_the_one_that_kept_its_prototype_stays():
    fallen, kept = pair("zincblende", "rocksalt"), pair("rocksalt", "rocksalt", -4.001)
    named = [(record, identify.prototype(record, made_up.TABLE)) for record in (fallen, kept)]
    distinct, twins = identify.without_duplicates(named)
    assert [record["id"] for record, _ in distinct] == ["ZnO-rocksalt"]
    assert twins == [("ZnO-zincblende", "relaxed into ZnO-rocksalt")]


def test_same_group_another_energy_is_another_crystal():
    one, other = pair("zincblende", "rocksalt", -4.0), pair("rocksalt", "rocksalt", -4.1)
    named = [(one, "rocksalt"), (other, "rocksalt")]
    assert len(identify.without_duplicates(named)[0]) == 2


def test_different_crystals_are_both_kept():
    named = [(pair(p, p), p) for p in ("rocksalt", "zincblende", "cscl")]
    distinct, twins = identify.without_duplicates(named)
    assert [name for _, name in distinct] == ["cscl", "rocksalt", "zincblende"]
    assert twins == []

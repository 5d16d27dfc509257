"""The data sheet says what the files say: nothing in it is written by hand twice."""

import hashlib
import re

import compare
import figures
import pytest
import records
import sheet

DATA = records.HERE.parent
SHEET = DATA / "README.md"


@pytest.fixture(scope="module")
def rows():
    return compare.read_set(DATA)


def test_every_block_is_in_the_sheet():
    names = [match[2] for match in sheet.BLOCK.finditer(SHEET.read_text(encoding="utf-8"))]
    assert sorted(names) == sorted(sheet.MADE)


def test_the_sheet_is_current_whatever_was_changed_by_hand():
    text = SHEET.read_text(encoding="utf-8")
    wrong = re.sub(r"MAE 0\.\d+", "MAE 0.001", text, count=1)
    assert wrong != text
    assert sheet.rewrite(wrong, DATA) == text, "run data/recipe/sheet.py"


def test_figures_are_drawn_from_this_set_and_say_what_they_show(rows):
    data = (DATA / "teaching_set.jsonl.gz").read_bytes()
    text = SHEET.read_text(encoding="utf-8")
    for name, description in figures.describe(rows).items():
        drawn = (DATA / "figures" / f"{name}.svg").read_text(encoding="utf-8")
        assert hashlib.sha256(data).hexdigest() in drawn, f"{name}: run data/recipe/sheet.py"
        assert f"![{description}](figures/{name}.svg)" in text


def test_the_same_set_draws_the_same_bytes(rows, tmp_path):
    few = rows[:60]
    figures.write_all(few, tmp_path / "one", "sum")
    figures.write_all(few, tmp_path / "two", "sum")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def row(formula, energy, chgnet, kind="insulator"):
    energies = {"formation_energy_per_atom": energy, "formation_energy_per_atom_chgnet": chgnet}
    return {"formula": formula, "kind": kind, "prototype": f"p{energy}", **energies}


def test_anion_shift_by_hand():
    oxide = compare.Comparison(row("TiO2", -3.0, -3.4), -3.3, "CRC")
    assert oxide.shifted == pytest.approx(-3.0 - 0.687 * 2 / 3)
    carbide = compare.Comparison(row("TiC", -0.8, -0.8, "metal"), -0.9, "JANAF")
    assert carbide.shifted == -0.8
    n, mae, mean = compare.errors([oxide, carbide], "pbe")
    assert (n, mae, mean) == (2, pytest.approx(0.2), pytest.approx(0.2))


def test_slope_by_hand():
    # CHGNet's differences are half of PBE's, about another mean
    rows = [row("MgO", energy, 0.5 * energy + 3) for energy in (0.0, 0.1, 0.5)]
    found = compare.flattening(rows)
    assert list(found) == ["insulator"]
    groups, slope, spread_pbe, spread_chgnet = found["insulator"]
    assert (groups, slope) == (1, pytest.approx(0.5))
    assert spread_chgnet == pytest.approx(spread_pbe / 2)

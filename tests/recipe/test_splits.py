"""Divisions keep together what must stay together, and do not move when the set grows."""

from collections import Counter

import pytest
import splits


def rows_of(n):
    return [
        {"id": f"F{i // 4}-p{i % 4}", "formula": f"F{i // 4}", "family": f"family {i // 40}"}
        for i in range(n)
    ]


@pytest.fixture
def rows():
    found = rows_of(1200)
    splits.add(found)
    return found


def test_groups_are_never_divided(rows):
    for split, key in (("formula", "formula"), ("family", "family"), ("learning_curve", "formula")):
        folds = {}
        for row in rows:
            folds.setdefault(row[key], set()).add(row["splits"][split])
        assert all(len(found) == 1 for found in folds.values())


def test_random_folds_do_divide_groups(rows):
    folds = {}
    for row in rows:
        folds.setdefault(row["formula"], set()).add(row["splits"]["random"])
    assert any(len(found) > 1 for found in folds.values())


@pytest.mark.parametrize("split", ["random", "formula", "family"])
def test_five_folds_of_similar_size(rows, split):
    sizes = Counter(row["splits"][split] for row in rows)
    assert set(sizes) == set(range(5))
    assert min(sizes.values()) > 0.6 * max(sizes.values())


def test_learning_curve_grows_to_the_named_sizes(rows):
    rungs = Counter(row["splits"]["learning_curve"] for row in rows)
    assert 0.1 * len(rows) < rungs[0] < 0.3 * len(rows)
    trained = [sum(rungs[k] for k in range(1, rung + 1)) for rung in range(1, max(rungs) + 1)]
    # whole formulas of four: a rung may be larger by three
    for size, target in zip(trained, splits.CURVE_SIZES, strict=False):
        assert target <= size < target + 4
    assert rungs[0] + trained[-1] == len(rows)


def test_nobody_moves_when_the_set_grows(rows):
    fewer = rows_of(400)
    splits.add(fewer)
    later = {row["id"]: row["splits"] for row in rows}
    for row in fewer:
        for split in ("random", "formula"):
            assert row["splits"][split] == later[row["id"]][split]
        was, now = row["splits"]["learning_curve"], later[row["id"]]["learning_curve"]
        assert (was == 0) == (now == 0)


def test_held_out_are_some_of_the_undiscussed_compounds():
    formulas = [f"Mg{i}O{i + 1}" for i in range(1, 1001)]
    held = [formula for formula in formulas if splits.is_held_out(formula, set())]
    assert 0.1 * len(formulas) < len(held) < 0.2 * len(formulas)
    assert not splits.is_held_out(held[0], {held[0]})
    assert not any(splits.is_held_out(symbol, set()) for symbol in ("Mg", "O2", "Fe", "Si", "Zr"))


def test_discussed_formulas_are_reduced():
    found = splits.discussed()
    assert {"MgO", "AlNi", "TiO2", "Li2Se"} <= found
    assert "NiAl" not in found

"""The same part for everybody, whole formulas, polymorphs first."""

import numpy as np
import pytest

from coursekit.datasets.subset import is_ab2o4, sample_groups

GROUPS = ["A"] * 4 + ["B"] * 3 + ["C"] * 2 + [f"S{i}" for i in range(20)]
IDS = [f"id{i}" for i in range(len(GROUPS))]


def chosen(n, **options):
    return [GROUPS[i] for i in sample_groups(IDS, GROUPS, n, **options)]


def test_groups_of_three_come_first():
    assert sorted(set(chosen(7))) == ["A", "B"]
    assert len(chosen(12)) == 12
    assert {"A", "B"} <= set(chosen(12))


def test_groups_are_whole():
    for n in range(1, len(GROUPS) + 1):
        found = chosen(n)
        assert len(found) <= n
        for group in ("A", "B", "C"):
            assert found.count(group) in (0, GROUPS.count(group))


def test_neither_order_nor_company_matters():
    order = np.random.default_rng(0).permutation(len(IDS))
    mixed = sample_groups([IDS[i] for i in order], [GROUPS[i] for i in order], 12)
    assert {IDS[order[i]] for i in mixed} == {IDS[i] for i in sample_groups(IDS, GROUPS, 12)}


def test_another_seed_another_sample():
    assert chosen(12) == chosen(12, seed=0)
    assert any(chosen(12, seed=seed) != chosen(12) for seed in range(1, 4))


def test_a_large_group_gives_a_part():
    assert chosen(100, largest_group=2).count("A") == 2
    assert chosen(100).count("A") == 4


@pytest.mark.parametrize(
    ("formula", "answer"),
    [
        ("MgAl2O4", True),
        ("Mg2Al4O8", True),
        ("Mg2SiO4", True),
        ("MgSc2S4", False),
        ("Mg3O4", False),
        ("LiMgAlO4", False),
    ],
)
def test_ab2o4(formula, answer):
    assert is_ab2o4(formula) is answer

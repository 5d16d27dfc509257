"""A smaller set keeps polymorphs together."""

from collections import Counter

import numpy as np
import pytest

from coursekit.pipelines.selection import keep_whole_groups


@pytest.mark.parametrize("limit", [3, 4, 7, 9, 17])
def test_whole_formulas_up_to_the_limit(oxides, limit):
    part = keep_whole_groups(oxides, limit)
    assert limit - 3 < len(part) <= limit
    assert set(Counter(part.groups).values()) == {3}
    assert part.ids == [id_ for id_ in oxides.ids if id_ in part.ids]


@pytest.mark.parametrize("limit", [0, 18, 100])
def test_no_limit(oxides, limit):
    assert keep_whole_groups(oxides, limit) is oxides


def test_one_formula_is_the_least(oxides):
    assert len(keep_whole_groups(oxides, 1)) == 3


def test_seed_decides(oxides):
    chosen = {tuple(keep_whole_groups(oxides, 6, seed=seed).ids) for seed in range(8)}
    assert len(chosen) > 1
    again = keep_whole_groups(oxides, 6, seed=3)
    assert again.ids == keep_whole_groups(oxides, 6, seed=3).ids
    kept = [oxides.ids.index(id_) for id_ in again.ids]
    np.testing.assert_array_equal(again.targets, oxides.targets[kept])

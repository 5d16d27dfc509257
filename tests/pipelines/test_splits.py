"""Folds: every crystal once, groups whole, the same for the same seed."""

import numpy as np
import pytest

from coursekit.pipelines import SPLITS, make_folds

GROUPS = np.array([f"f{k % 7}" for k in range(30)])


@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize("n_folds", [2, 5, 7])
def test_every_crystal_is_tested_once(split, n_folds):
    folds = make_folds(GROUPS, split, n_folds=n_folds, seed=3)
    assert len(folds) == n_folds
    assert sorted(np.concatenate([test for _, test in folds])) == list(range(30))
    for train, test in folds:
        assert sorted([*train, *test]) == list(range(30))
        assert len(test) > 0


@pytest.mark.parametrize("seed", range(5))
def test_grouped_folds_never_divide_a_formula(seed):
    for train, test in make_folds(GROUPS, "grouped", n_folds=3, seed=seed):
        assert not set(GROUPS[train]) & set(GROUPS[test])


def test_random_folds_divide_formulas():
    folds = make_folds(GROUPS, "random", n_folds=3)
    assert any(set(GROUPS[train]) & set(GROUPS[test]) for train, test in folds)


@pytest.mark.parametrize("split", SPLITS)
def test_seed_decides(split):
    def tests_of(seed):
        folds = make_folds(GROUPS, split, n_folds=3, seed=seed)
        return [test.tolist() for _, test in folds]

    assert tests_of(1) == tests_of(1)
    assert any(tests_of(1) != tests_of(seed) for seed in (2, 3))


@pytest.mark.parametrize(
    ("n", "n_folds", "message"),
    [
        (4, 5, "4 crystals cannot be divided into 5 folds; use 2 to 4 folds or more data"),
        (4, 1, "4 crystals cannot be divided into 1 folds; use 2 to 4 folds or more data"),
        (1, 5, "1 crystal cannot be divided into 5 folds; use more data"),
    ],
)
@pytest.mark.parametrize("split", SPLITS)
def test_fewer_crystals_than_folds(split, n, n_folds, message):
    with pytest.raises(ValueError, match="cannot be divided") as error:
        make_folds(np.array(list("abcd")[:n]), split, n_folds=n_folds)
    assert str(error.value) == message


def test_fewer_formulas_than_folds():
    groups = np.array(["MgO"] * 4 + ["ZnO"] * 4)
    assert len(make_folds(groups, "random", n_folds=5)) == 5
    with pytest.raises(ValueError, match="formulas") as error:
        make_folds(groups, "grouped", n_folds=5)
    assert str(error.value) == (
        "2 different formulas cannot be divided into 5 folds; use at most 2 folds or data with more "
        "formulas"
    )
    with pytest.raises(ValueError, match="1 formula") as error:
        make_folds(np.array(["MgO"] * 4), "grouped", n_folds=2)
    assert str(error.value) == (
        "1 formula alone cannot be divided into 2 folds; use data with more formulas"
    )


def test_unknown_split():
    with pytest.raises(ValueError, match="`split`") as error:
        make_folds(GROUPS, "stratified")
    assert str(error.value) == "`split` is 'stratified'; it must be one of random, grouped"

"""One composition, one mean coordination, and a target that only the motif decides."""

import numpy as np
import pytest

from coursekit.datasets import make_motif_set
from coursekit.datasets.motifs import coordination


@pytest.fixture(scope="module")
def dataset():
    return make_motif_set(30)


def neighbours_by_distance(crystal):
    """Oxygens around every magnesium, from pymatgen's own search."""
    cations = [i for i, site in enumerate(crystal) if site.specie.symbol == "Mg"]
    found = [crystal.get_neighbors(crystal[i], 2.3) for i in cations]
    return np.array([sum(n.specie.symbol == "O" for n in shell) for shell in found])


def test_one_formula_and_one_mean(dataset):
    assert set(dataset.groups) == {"Mg16O13"}
    means = {round(neighbours_by_distance(crystal).mean(), 9) for crystal in dataset.structures}
    # six vacancies take six neighbours each from 32 magnesium atoms
    assert means == {6 - 36 / 32}


def test_the_target_follows_from_the_histogram(dataset):
    for crystal, target in zip(dataset.structures, dataset.targets, strict=True):
        z = neighbours_by_distance(crystal)
        assert target == pytest.approx(-np.sqrt(z).sum() / len(crystal))


def test_targets_spread_and_clustering_costs(dataset):
    assert len(np.unique(dataset.targets.round(6))) >= 8
    # the first half of the set is more scattered than the second
    assert dataset.targets[:10].mean() < dataset.targets[-10:].mean()


def test_apart_and_together_by_hand():
    apart = make_motif_set(2, n_vacancies=2).targets[0]
    together = make_motif_set(2, n_vacancies=2).targets[1]
    # apart: twelve Mg with five neighbours; the closest two oxygens share two Mg or, across the
    # small cell, one pair twice
    assert apart == pytest.approx(-(12 * 5**0.5 + 20 * 6**0.5) / 62)
    assert together == pytest.approx(-(2 * 4**0.5 + 8 * 5**0.5 + 22 * 6**0.5) / 62)


def test_coordination_of_a_made_up_table():
    touch = np.array([[True, True, False], [False, True, True]])
    assert coordination(touch, [1]).tolist() == [1, 1]
    assert coordination(touch, []).tolist() == [2, 2]


def test_seed_decides():
    first, again, other = (make_motif_set(6, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first.targets, again.targets)
    assert first.structures == again.structures
    assert first.structures != other.structures


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_structures": 1}, "`n_structures` is 1; it must be at least 2"),
        (
            {"n_vacancies": 9},
            "`n_vacancies` is 9; it must be from 2 to 8, of the 32 oxygens in the cell",
        ),
    ],
)
def test_out_of_range(options, message):
    with pytest.raises(ValueError, match="must be") as error:
        make_motif_set(**options)
    assert str(error.value) == message

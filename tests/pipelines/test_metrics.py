"""Order and regret inside groups, against SciPy and by hand."""

import numpy as np
import pytest
from scipy.stats import sem, spearmanr

from coursekit.pipelines import polymorph_scores, rank_correlation, regret
from coursekit.pipelines.metrics import groups_of


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("levels", [2, 4, 1000])
def test_rank_correlation_equals_scipy(seed, levels):
    rng = np.random.default_rng(seed)
    target, predicted = rng.integers(levels, size=(2, 12)) / levels
    expected = spearmanr(target, predicted).statistic
    assert rank_correlation(target, predicted) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("target", "predicted", "rho"),
    [
        ([1, 2, 3], [10, 20, 90], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 2, 3], [5, 5, 5], 0.0),
        ([4, 4, 4], [1, 2, 3], 0.0),
        # ranks 1 2 3 against 1.5 1.5 3: covariance 1.5, variances 2 and 1.5
        ([1, 2, 3], [1, 1, 2], 1.5 / np.sqrt(2 * 1.5)),
        # a difference of 1e-10 eV is rounding, not an order
        ([1, 2, 3], [1.0, 1.0 + 1e-10, 1.0 - 1e-10], 0.0),
        ([1, 2, 3], [1.0, 1.0 + 1e-8, 1.0 + 2e-8], 1.0),
    ],
)
def test_rank_correlation_by_hand(target, predicted, rho):
    assert rank_correlation(np.array(target), np.array(predicted)) == pytest.approx(rho)


@pytest.mark.parametrize(
    ("predicted", "cost"),
    [
        ([0.0, 1.0, 2.0], 0.0),
        ([1.0, 0.0, 2.0], 0.3),
        ([1.0, 2.0, 0.0], 0.5),
        ([1.0, 0.0, 0.0], (0.3 + 0.5) / 2),
        ([7.0, 7.0, 7.0], (0.0 + 0.3 + 0.5) / 3),
        ([0.0, -1e-12, 9.0], 0.15),
    ],
)
def test_regret_by_hand(predicted, cost):
    target = np.array([-2.0, -1.7, -1.5])
    assert regret(target, np.array(predicted)) == pytest.approx(cost)


def test_groups_of():
    groups = np.array(["b", "a", "b", "c", "b", "a"])
    assert {name: i.tolist() for name, i in groups_of(groups).items()} == {"b": [0, 2, 4]}
    assert {name: i.tolist() for name, i in groups_of(groups, minimum=2).items()} == {
        "a": [1, 5],
        "b": [0, 2, 4],
    }


def test_polymorph_scores_by_hand():
    groups = np.array(["x", "y", "x", "y", "x", "y", "z", "z"])
    target = np.array([0.0, 5.0, 0.2, 5.1, 0.4, 5.4, 9.0, 1.0])
    predicted = np.array([1.0, 7.0, 1.1, 6.0, 1.2, 6.5, 0.0, 0.0])
    scores = polymorph_scores(target, predicted, groups)
    # x: order right; y: 7.0, 6.0, 6.5 are ranks 3, 1, 2 against 1, 2, 3; z is a pair
    rhos, costs = [1.0, -0.5], [0.0, 0.1]
    off_x = [abs(d) for d in (-0.2 + 0.1, 0.0, 0.2 - 0.1)]
    off_y = np.abs(np.array([5.0, 5.1, 5.4]) - 15.5 / 3 - np.array([0.5, -0.5, 0.0]))
    assert scores["n_groups"] == 2
    assert scores["rho"] == pytest.approx(np.mean(rhos))
    assert scores["rho_error"] == pytest.approx(sem(rhos))
    assert scores["regret"] == pytest.approx(np.mean(costs))
    assert scores["regret_error"] == pytest.approx(sem(costs))
    assert scores["mae_within"] == pytest.approx(np.mean([*off_x, *off_y]))


def test_one_group_has_no_standard_error():
    scores = polymorph_scores(np.arange(3.0), np.arange(3.0), np.array(["x"] * 3))
    assert scores["rho"] == pytest.approx(1.0)
    assert np.isnan(scores["rho_error"])
    assert np.isnan(scores["regret_error"])


def test_no_group_of_three():
    scores = polymorph_scores(np.arange(4.0), np.arange(4.0), np.array(list("aabb")))
    assert scores.pop("n_groups") == 0
    assert set(scores) == {"rho", "rho_error", "regret", "regret_error", "mae_within"}
    assert np.isnan(list(scores.values())).all()

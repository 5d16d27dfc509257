"""Statistics of groups against scipy, group by group."""

import numpy as np
import pytest
from scipy import stats as scipy_stats

from coursekit.featurizers.groupwise import STATISTICS, group_statistics

REFERENCE = {
    "mean": np.mean,
    "std": np.std,
    "variance": np.var,
    "skewness": scipy_stats.skew,
    "min": np.min,
    "max": np.max,
    "range": np.ptp,
}


@pytest.mark.parametrize("name", STATISTICS)
def test_equal_to_scipy(name):
    rng = np.random.default_rng(0)
    values, groups = rng.normal(2.0, 0.3, 200), rng.integers(0, 7, 200)
    found = group_statistics(values, groups, 7, [name])[:, 0]
    expected = [REFERENCE[name](values[groups == k]) for k in range(7)]
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_a_group_without_values_has_zeros():
    found = group_statistics(np.array([3.0]), np.array([1]), 3, STATISTICS)
    np.testing.assert_array_equal(found[[0, 2]], 0.0)
    assert found[1].tolist() == [3, 0, 0, 0, 3, 3, 0]


def test_values_equal_but_for_rounding_are_not_skew():
    values = np.array([90.0, 90.0 + 1e-13, 90.0])
    assert group_statistics(values, np.zeros(3, int), 1, ["skewness"]).item() == 0.0


def test_no_values_and_no_statistics():
    nothing = np.empty(0), np.empty(0, int)
    assert group_statistics(*nothing, 2, ["mean", "min"]).tolist() == [[0, 0], [0, 0]]
    assert group_statistics(*nothing, 2, []).shape == (2, 0)

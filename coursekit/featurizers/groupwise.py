"""Mean, spread and extremes of numbers that belong to groups: all groups in one pass."""

import numpy as np

EQUAL = 1e-8
"""Relative. Numbers that differ by less are equal; their skewness would be that of rounding."""

STATISTICS = ("mean", "std", "variance", "skewness", "min", "max", "range")


def group_statistics(values, groups, n_groups, stats):
    """Statistics of the values of every group."""
    counts = np.maximum(np.bincount(groups, minlength=n_groups), 1)
    mean = np.bincount(groups, values, n_groups) / counts
    deviations = values - mean[groups]

    def moment(power):
        return np.bincount(groups, deviations**power, n_groups) / counts

    def extreme(better, start):
        found = np.full(n_groups, start)
        better.at(found, groups, values)
        return np.where(np.isfinite(found), found, 0.0)

    known = {
        "mean": lambda: mean,
        "std": lambda: np.sqrt(moment(2)),
        "variance": lambda: moment(2),
        "skewness": lambda: _skewness(mean, moment(2), moment(3)),
        "min": lambda: extreme(np.minimum, np.inf),
        "max": lambda: extreme(np.maximum, -np.inf),
        "range": lambda: extreme(np.maximum, -np.inf) - extreme(np.minimum, np.inf),
    }
    columns = [known[name]() for name in stats]
    return np.stack(columns, axis=1) if columns else np.empty((n_groups, 0))


def _skewness(mean, variance, third):
    std = np.sqrt(variance)
    differ = std > EQUAL * (1.0 + np.abs(mean))
    return np.where(differ, third / np.where(differ, std, 1.0) ** 3, 0.0)

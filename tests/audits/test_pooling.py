"""Growth with the cell, and a motif in the minority."""

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from coursekit.audits import Promises, audit_pooling
from coursekit.featurizers import Coordination
from coursekit.pooling import HistogramPooling, MeanPooling, MomentPooling, SumPooling

from .crystals import CRYSTALS, FEW, volumes


def counted(pooling):
    return make_pipeline(Coordination(2.8), pooling)


@pytest.mark.parametrize(
    ("pooling", "intensive", "status"),
    [
        (MeanPooling(), True, "passed"),
        (MeanPooling(), False, "failed"),
        (SumPooling(), True, "failed"),
        (SumPooling(), False, "passed"),
    ],
)
def test_sum_and_mean(pooling, intensive, status):
    claims = Promises(intensive=intensive)
    result = audit_pooling(counted(pooling), CRYSTALS, promises=claims)
    assert result.status == status
    expected = 1.0 if isinstance(pooling, SumPooling) else 0.0
    assert ("grows" if expected else "does not grow") in result.finding or result.failed


@pytest.mark.parametrize(
    ("pooling", "sees"),
    [(MeanPooling(), False), (MomentPooling(), True), (HistogramPooling(n_bins=4), True)],
)
def test_vacancy_pairs_at_equal_mean(pooling, sees):
    claims = Promises(sees_minority=True)
    result = audit_pooling(counted(pooling), CRYSTALS, promises=claims)
    assert result.status == ("passed" if sees else "failed")
    assert audit_pooling(counted(pooling), CRYSTALS).status == "passed"


def test_one_summed_column_is_enough():
    def mixed(structures):
        return np.column_stack([volumes(structures), [len(s) for s in structures]])

    assert audit_pooling(mixed, FEW).status == "failed"


def test_other_changes_are_left_to_the_images():
    def first_row(structures):
        return [[s.distance_matrix.max()] for s in structures]

    result = audit_pooling(first_row, FEW)
    assert result.status == "not applicable"
    assert "see periodic images" in result.finding


def test_sites_are_not_pooled():
    assert audit_pooling(Coordination(2.8), FEW).status == "not applicable"


def test_an_axis_that_doubles_is_no_sum():
    result = audit_pooling(lambda ss: [s.lattice.abc for s in ss], CRYSTALS)
    assert (result.status, "not as a sum" in result.finding) == ("not applicable", True)
    whole = audit_pooling(lambda ss: [[s.volume, len(s)] for s in ss], CRYSTALS)
    assert (whole.status, whole.measured) == ("failed", pytest.approx(1.0))

"""Images: what is broken is found by a move or by a count, what is right passes."""

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline

from coursekit.audits import Promises, audit_periodic_images
from coursekit.audits.bench import Bench
from coursekit.audits.images import miscounted
from coursekit.featurizers import ACSF, Coordination
from coursekit.neighbors import neighbors_half_list, neighbors_with_self
from coursekit.pooling import HistogramPooling, MeanPooling, SumPooling
from coursekit.structures import make_rocksalt

from .crystals import CRYSTALS, FEW


def as_molecule(structures):
    """Mean distance inside the cell."""
    return [[s.distance_matrix.mean(), s.density] for s in structures]


@pytest.mark.parametrize(
    "healthy",
    [
        Coordination(3.0),
        make_pipeline(Coordination(3.0), MeanPooling()),
        make_pipeline(Coordination(3.0), SumPooling()),
        make_pipeline(ACSF(5.0), HistogramPooling(n_bins=5)),
    ],
)
def test_healthy_pipelines_pass_to_rounding(healthy):
    result = audit_periodic_images(healthy, CRYSTALS)
    assert result.status == "passed", result
    assert result.measured < 1e-9


def test_a_sum_beside_a_mean_is_not_a_matter_of_images():
    def both(structures):
        return [[len(s), s.volume / len(s)] for s in structures]

    assert audit_periodic_images(both, FEW).status == "passed"


def test_distances_inside_the_cell_fail_and_the_crystal_is_named():
    result = audit_periodic_images(as_molecule, FEW)
    assert result.status == "failed"
    assert result.measured > 0.01
    assert result.worst in {s.properties["id"] for s in FEW}
    assert result.worst in result.finding


def test_a_cluster_descriptor_may_say_so():
    result = audit_periodic_images(as_molecule, FEW, promises=Promises(periodic=False))
    assert result.status == "not applicable"


def test_sites_are_compared_before_they_are_pooled():
    class OneSided(Coordination):
        def _featurize(self, structure):
            return self.describe(structure, neighbors_half_list(structure, self.r_cut))

    pooled = make_pipeline(OneSided(3.0), MeanPooling())
    assert audit_periodic_images(pooled, CRYSTALS).status == "failed"


def counts(neighbors):
    def describe(structures):
        return [[neighbors(s, r).counts.mean() for r in (2.7, 3.4, 4.2)] for s in structures]

    return describe


@pytest.mark.parametrize(
    ("neighbors", "fault"),
    [
        (neighbors_half_list, "half of the neighbours"),
        (neighbors_with_self, "one neighbour too many"),
    ],
)
def test_counts_are_checked_by_hand(neighbors, fault):
    rocksalt = neighbors(make_rocksalt("Mg"), 2.7).counts.mean()
    assert rocksalt == (3 if "half" in fault else 7)
    assert fault in miscounted(Bench(counts(neighbors), CRYSTALS).whole)


def test_whole_numbers_that_are_no_counts_are_left_alone():
    def shares(structures):
        rng = np.random.default_rng(0)
        return [[rng.integers(0, len(s) + 1) / len(s), float(len(s))] for s in structures]

    assert miscounted(Bench(shares, CRYSTALS).whole) == ""

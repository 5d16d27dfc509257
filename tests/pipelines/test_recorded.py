"""The fourth tier: vectors made by somebody else's training, on our folds."""

import numpy as np
import pytest

from coursekit.datasets import load_held_out, load_teaching_set
from coursekit.errors import DatasetError
from coursekit.pipelines.recorded import fourth_tier, frozen_features


@pytest.fixture(scope="module")
def dataset():
    return load_teaching_set()


def test_every_crystal_has_a_vector_in_its_own_place(dataset):
    features = frozen_features(dataset.ids)
    assert features.shape == (len(dataset), 64)
    assert np.isfinite(features).all()
    np.testing.assert_array_equal(frozen_features(dataset.ids[::-1]), features[::-1])
    assert len(frozen_features([s.properties["id"] for s in load_held_out()])) > 50


def test_the_size_of_the_cell_is_not_in_the_vector(dataset):
    sizes = np.array([len(structure) for structure in dataset.structures])
    features = frozen_features(dataset.ids)
    assert max(abs(np.corrcoef(column, sizes)[0, 1]) for column in features.T) < 0.6


def test_a_crystal_that_was_not_recorded_is_named():
    with pytest.raises(DatasetError, match="1 crystals have no recorded vector, first 'mine'"):
        frozen_features(["MgO-rocksalt", "mine"])


def test_better_than_composition_on_new_formulas(dataset):
    few = dataset.subset(np.flatnonzero(np.isin(dataset.groups, np.unique(dataset.groups)[::3])))
    ridge, forest = fourth_tier(few, n_folds=3, splits=["grouped"])
    assert (ridge.tier, ridge.split, len(ridge.predicted)) == (4, "grouped", len(few))
    spread = np.abs(few.targets - few.targets.mean()).mean()
    assert ridge.mae < 0.5 * spread
    assert ridge.rho > 0.4
    assert forest.fold_mae != ridge.fold_mae

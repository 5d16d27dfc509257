"""Dot products by blocks of shared columns against one plain matrix product."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from coursekit.kernels.environments import Environments
from coursekit.kernels.products import SharedColumns

from .crystals import random_sites


def sparse_sites(sizes, seed):
    """Every crystal fills some of eight groups of columns, and not always all rows of them."""
    rng = np.random.default_rng(seed)
    records = random_sites(sizes, n_features=24, seed=seed)
    for record in records:
        used = np.repeat(rng.random(8) < 0.4, 3)
        used[:3] = True
        record.values[:] *= used * (rng.random(record.values.shape) < 0.9)
        record.values[:, 0] = 1.0
    return [replace(record, values=sp.csr_matrix(record.values)) for record in records]


@pytest.fixture(params=range(4))
def sets(request):
    left = Environments(sparse_sites([2, 5, 1, 3, 4], seed=request.param))
    right = Environments(sparse_sites([3, 1, 6, 2], seed=10 + request.param))
    return left, right


def test_equal_to_one_product(sets):
    left, right = sets
    for one, other in ((left, right), (right, left), (left, left)):
        expected = (one.values @ other.values.T).toarray()
        whole = slice(0, one.n_sites)
        np.testing.assert_allclose(SharedColumns(one, other).product(whole), expected, atol=1e-14)


def test_some_rows_and_from_some_column_on(sets):
    left, right = sets
    expected = (left.values @ right.values.T).toarray()
    shared = SharedColumns(left, right)
    for start in range(0, 15, 4):
        for begin in (0, 3, 7, 11):
            part = shared.product(slice(start, start + 3), begin=begin)
            np.testing.assert_allclose(part, expected[start : start + 3, begin:], atol=1e-14)


def test_nothing_in_common():
    records = random_sites([2, 3], n_features=4)
    records[0].values[:, 2:] = 0
    records[1].values[:, :2] = 0
    one, other = (Environments([replace(r, values=sp.csr_matrix(r.values))]) for r in records)
    product = SharedColumns(one, other).product(slice(0, 2))
    np.testing.assert_array_equal(product, np.zeros((2, 3)))


def test_columns_that_differ():
    one, other = Environments(random_sites([2])), Environments(random_sites([2], n_features=3))
    with pytest.raises(ValueError, match="columns") as error:
        SharedColumns(one, other)
    assert str(error.value) == (
        "c0: has 10 columns, c0 has 3; use the same fitted featuriser for both"
    )

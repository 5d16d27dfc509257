"""The similarity of sites against plain products of plain vectors; slabs within their bound."""

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from coursekit.kernels import AverageKernel, environment_kernel, iter_environment_kernel
from coursekit.kernels.environments import Environments

from .crystals import random_sites, soap_sites, unit_rows


@pytest.mark.parametrize("sparse", [True, False])
@pytest.mark.parametrize("zeta", [1, 2, 3, 4, 6, 8, 2.0])
def test_power_of_the_cosine(zeta, sparse):
    records = soap_sites(sparse=sparse)
    rows = np.concatenate(unit_rows(records))
    kernel = environment_kernel(records, zeta=zeta, complete=False)
    np.testing.assert_allclose(kernel, (rows @ rows.T) ** zeta, rtol=0, atol=1e-12)
    np.testing.assert_allclose(kernel.diagonal(), 1)
    few = environment_kernel(records[1:3], records[:1], zeta=zeta, complete=False)
    np.testing.assert_allclose(few, kernel[6:23, :6], rtol=0, atol=1e-12)


def test_dense_and_sparse_records_mix():
    dense, sparse = soap_sites(sparse=False), soap_sites(sparse=True)
    expected = environment_kernel(dense)
    for first, second in ((dense, sparse), (sparse, dense), (sparse, sparse)):
        np.testing.assert_allclose(environment_kernel(first, second), expected, atol=1e-13)


def test_sites_without_a_common_element_are_strangers():
    kernel = environment_kernel(soap_sites(), zeta=2)
    copper = 6 + 12 + 5 + 8
    assert not np.delete(kernel[copper], copper).any()


def test_slabs_are_whole_crystals_in_order_and_within_the_bound(monkeypatch):
    records = random_sites([3, 1, 4, 2, 6, 5])
    whole = environment_kernel(records)
    monkeypatch.setattr("coursekit.kernels.environments.SLAB_BYTES", 8 * 21 * 5)
    slabs = list(iter_environment_kernel(records))
    # at most five sites, unless one crystal alone has more
    assert [(rows.start, rows.stop) for rows, _ in slabs] == [
        (0, 4),
        (4, 8),
        (8, 10),
        (10, 16),
        (16, 21),
    ]
    np.testing.assert_allclose(np.concatenate([slab for _, slab in slabs]), whole, atol=1e-14)


def test_the_iterator_holds_one_slab_at_a_time(monkeypatch):
    """3000 sites: 72 MB for all pairs, 2 MB for a slab."""
    monkeypatch.setattr("coursekit.kernels.environments.SLAB_BYTES", 2_000_000)
    records = random_sites([10] * 300)
    tracemalloc.start()
    total = sum(float(slab.sum()) for _, slab in iter_environment_kernel(records, zeta=2))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 12e6
    rows = np.concatenate(unit_rows(records))
    assert total == pytest.approx(((rows @ rows.T) ** 2).sum())


def test_where_each_crystal_is():
    environments = Environments(random_sites([3, 1, 2]))
    assert environments.edges.tolist() == [0, 3, 4, 6]
    assert environments.counts.tolist() == [3, 1, 2]
    assert environments.n_sites == 6
    assert environments.ids == ["c0", "c1", "c2"]


@pytest.mark.parametrize("zeta", [0, -1, 1.5, float("nan"), float("inf")])
def test_zeta(zeta):
    for call in (environment_kernel, AverageKernel(zeta=zeta).fit):
        options = {"zeta": zeta} if call is environment_kernel else {}
        with pytest.raises(ValueError, match="zeta") as error:
            call(random_sites([2]), **options)
        assert str(error.value) == f"`zeta` is {zeta}; it must be a whole number, at least 1"


@pytest.mark.parametrize("sparse", [True, False])
def test_a_site_without_neighbours_in_reach(sparse):
    first, second = random_sites([2, 3])
    values = second.values.copy()
    values[1] = 0
    second = replace(second, values=sp.csr_matrix(values) if sparse else values)
    with pytest.raises(ValueError, match="zero") as error:
        environment_kernel([first, second])
    assert str(error.value) == (
        "c1: the vector of site 1 is zero, so that no similarity is defined; raise `r_cut` of the "
        "featuriser"
    )


def test_empty_list():
    with pytest.raises(ValueError, match="empty") as error:
        environment_kernel([])
    assert str(error.value) == "`X` is empty; a kernel needs at least one crystal"


def test_not_site_records():
    with pytest.raises(TypeError, match="site") as error:
        AverageKernel().fit([np.eye(2)])
    assert str(error.value) == (
        "`X`[0] is a ndarray, not site features; put a site featuriser such as SOAP before the "
        "kernel"
    )


def test_records_of_two_featurisers():
    with pytest.raises(ValueError, match="columns") as error:
        environment_kernel([random_sites([2])[0], random_sites([2, 1], n_features=4)[1]])
    assert str(error.value) == (
        "c1: has 4 columns, c0 has 10; use the same fitted featuriser for both"
    )


def test_a_generator_is_read_once():
    records = random_sites([2, 3])
    np.testing.assert_allclose(
        environment_kernel(record for record in records),
        environment_kernel(records),
        rtol=1e-12,
        atol=1e-12,
    )

"""Histograms against np.histogram; the edges belong to the training data."""

import tracemalloc

import numpy as np
import pytest
import scipy.sparse as sp

from coursekit.featurizers import SiteFeatures
from coursekit.pooling import HistogramPooling

from .records import as_sparse, make_records


def by_numpy(records, edges):
    """Shares, with values outside the edges moved to the outermost bin."""
    rows = []
    for record in records:
        row = []
        for column, e in zip(record.values.T, edges, strict=True):
            counts = np.histogram(np.clip(column, e[0], e[-1]), bins=e)[0]
            row.extend(counts / len(record))
        rows.append(row)
    return np.array(rows)


@pytest.mark.parametrize("n_bins", [1, 2, 7, 10])
@pytest.mark.parametrize("seed", range(3))
def test_equal_to_numpy(n_bins, seed):
    records = make_records(sizes=(1, 4, 9, 30), seed=seed)
    pooling = HistogramPooling(n_bins=n_bins)
    pooled = pooling.fit_transform(records)
    every = np.concatenate([record.values for record in records])
    edges = [np.histogram_bin_edges(column, n_bins) for column in every.T]
    np.testing.assert_allclose(pooling.edges_, edges, rtol=0, atol=2e-12 * np.abs(every).max())
    np.testing.assert_array_equal(pooled, by_numpy(records, pooling.edges_))
    np.testing.assert_array_equal(pooled, by_numpy(records, edges))
    np.testing.assert_allclose(pooled.reshape(len(records), 5, n_bins).sum(axis=2), 1.0)


@pytest.mark.parametrize("n_bins", [3, 10])
def test_values_on_an_edge_fall_where_numpy_puts_them(n_bins):
    values = np.linspace(0.1, 0.7, n_bins + 1)[:, None]
    record = SiteFeatures(values, ("O",) * len(values), ("x",))
    pooling = HistogramPooling(n_bins=n_bins)
    on_edges = pooling.fit_transform([record])
    np.testing.assert_array_equal(on_edges, by_numpy([record], pooling.edges_))
    for shifted in (np.nextafter(values, 0), np.nextafter(values, 1), values - 1e-13):
        other = SiteFeatures(shifted, record.species, record.names)
        np.testing.assert_array_equal(pooling.transform([other]), on_edges)
        np.testing.assert_array_equal(pooling.fit([record, other]).transform([other]), on_edges)
    lower = SiteFeatures(values - 1e-9, record.species, record.names)
    np.testing.assert_array_equal(pooling.transform([lower]), by_numpy([lower], pooling.edges_))
    assert (pooling.transform([lower]) != on_edges).any()


@pytest.mark.parametrize("n_bins", [1, 2, 7, 10])
@pytest.mark.parametrize("seed", range(3))
def test_sparse_sites_give_the_same_numbers_sparse(n_bins, seed):
    train, test = make_records(sizes=(1, 4, 9, 30), seed=seed), make_records(seed=9 + seed)
    pooling = HistogramPooling(n_bins=n_bins).fit(train)
    other = HistogramPooling(n_bins=n_bins).fit(as_sparse(train))
    np.testing.assert_array_equal(other.edges_, pooling.edges_)
    pooled = other.transform(as_sparse(test))
    assert isinstance(pooled, sp.csr_matrix)
    assert pooled.has_sorted_indices
    assert pooled.data.all()
    np.testing.assert_array_equal(pooled.toarray(), pooling.transform(test))


@pytest.mark.parametrize("values", [[[0.0, 1.0], [2.0, 0.0]], [[0.0, -1.0]], [[0.0, 0.0]]])
def test_sparse_sites_that_hold_nothing_in_some_columns(values):
    record = SiteFeatures(np.array(values), ("O",) * len(values), ("x", "y"))
    pooling = HistogramPooling(n_bins=3).fit([record])
    pooled = HistogramPooling(n_bins=3).fit_transform(as_sparse([record, record]))
    np.testing.assert_array_equal(pooled.toarray(), pooling.transform([record, record]))


def test_sparse_sites_of_many_elements_take_little_memory():
    """A column of an absent element takes one number instead of ten."""
    records = [
        SiteFeatures(sp.random(10, 4000, 0.02, "csr", random_state=k), ("O",) * 10, range(4000))
        for k in range(20)
    ]
    tracemalloc.start()
    pooled = HistogramPooling(n_bins=10).fit_transform(records)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert pooled.nnz < 1.3 * 20 * 4000
    # the dense one alone would be 6.4 MB
    assert pooled.data.nbytes + pooled.indices.nbytes < 1.3e6
    assert peak < 20e6


def test_edges_come_from_the_training_data_only():
    train, test = make_records(seed=1), make_records(seed=2)
    test = [SiteFeatures(10 * r.values, r.species, r.names, r.id) for r in test]
    pooling = HistogramPooling(n_bins=4).fit(train)
    edges = pooling.edges_.copy()
    pooled = pooling.transform(test)
    np.testing.assert_array_equal(pooling.edges_, edges)
    np.testing.assert_array_equal(pooled, by_numpy(test, edges))
    every = np.concatenate([record.values for record in train])
    np.testing.assert_array_equal(edges[:, [0, -1]].T, [every.min(axis=0), every.max(axis=0)])


def test_values_outside_count_in_the_outermost_bin():
    train = SiteFeatures(np.array([[0.0], [1.0]]), ("O", "O"), ("x",))
    test = SiteFeatures(np.array([[-9.0], [0.2], [0.9], [1e300]]), ("O",) * 4, ("x",))
    pooling = HistogramPooling(n_bins=2).fit([train])
    assert pooling.transform([test]).tolist() == [[0.5, 0.5]]


def test_constant_column():
    record = SiteFeatures(np.full((3, 1), 4.0), ("O",) * 3, ("x",))
    pooling = HistogramPooling(n_bins=2).fit([record])
    np.testing.assert_allclose(pooling.edges_, [[3.5, 4.0, 4.5]], rtol=1e-9)
    assert pooling.transform([record]).tolist() == [[0.0, 1.0]]


@pytest.mark.parametrize("n_bins", [2, 5, 10])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6, 1e13])
def test_a_column_of_rounding_errors_is_constant(n_bins, scale):
    """Beside a column of size `scale`; a copy with other errors gets the same row."""
    rng = np.random.default_rng(0)
    real = rng.random((40, 1))

    def record():
        flat = rng.normal([0.0, 0.3, -1e-11], 1e-13, size=(40, 3))
        return SiteFeatures(scale * np.hstack([real, flat]), ("O",) * 40, "abcd")

    first, second = record(), record()
    pooling = HistogramPooling(n_bins=n_bins).fit([first])
    rows = pooling.transform([first, second])
    np.testing.assert_array_equal(rows[0], rows[1])
    shares = rows[0].reshape(4, n_bins)
    np.testing.assert_array_equal(shares[0], np.histogram(scale * real, n_bins)[0] / 40)
    np.testing.assert_array_equal(shares[1:], np.tile(np.arange(n_bins) == n_bins // 2, (3, 1)))
    sparse = HistogramPooling(n_bins=n_bins).fit(as_sparse([first])).transform(as_sparse([second]))
    np.testing.assert_array_equal(sparse.toarray()[0], rows[0])


@pytest.mark.parametrize("n_bins", [6, 10])
def test_turned_crystals_fall_into_the_same_bins(n_bins):
    from coursekit.featurizers import SOAP
    from coursekit.structures import make_rocksalt, make_rutile, make_zincblende, rotate

    crystals = [make_rutile(), make_rocksalt("Mg"), make_zincblende("Zn")]
    soap = SOAP(4.5, n_max=4, l_max=3).fit(crystals)
    pooling = HistogramPooling(n_bins=n_bins).fit(soap.transform(crystals))
    turned = [rotate(crystal, seed) for seed, crystal in enumerate(crystals)]
    rows = [pooling.transform(soap.transform(some)) for some in (crystals, turned)]
    np.testing.assert_array_equal(rows[0], rows[1])


def test_minority_of_sites_is_seen_where_the_mean_hides_it():
    one, two = (
        SiteFeatures(np.array(column)[:, None], ("O",) * 4, ("CN",))
        for column in ([6.0, 6.0, 6.0, 2.0], [5.0, 5.0, 5.0, 5.0])
    )
    assert one.values.mean() == two.values.mean()
    first, second = HistogramPooling(n_bins=8).fit_transform([one, two])
    assert np.abs(first - second).sum() == 2.0


def test_names():
    record = SiteFeatures(np.array([[0.0], [1.0]]), ("O", "O"), ("x",))
    names = HistogramPooling(n_bins=2).fit([record]).get_feature_names_out()
    assert names.tolist() == ["share x bin 1 [0, 0.5]", "share x bin 2 [0.5, 1]"]


def test_names_of_narrow_bins_are_told_apart():
    record = SiteFeatures(np.array([[1.0], [1.00001]]), ("O", "O"), ("x",))
    names = HistogramPooling(n_bins=10).fit([record]).get_feature_names_out()
    assert len(set(names)) == 10


@pytest.mark.parametrize("n_bins", [0, -3, 2.5, float("nan")])
def test_number_of_bins(n_bins):
    with pytest.raises(ValueError, match="n_bins") as error:
        HistogramPooling(n_bins=n_bins).fit(make_records())
    assert str(error.value) == f"`n_bins` is {n_bins}; it must be a whole number, at least 1"


def test_vectors_that_are_too_long():
    wide = SiteFeatures(sp.csr_matrix((2, 50_001)), ("Mg", "O"), range(50_001))
    with pytest.raises(ValueError, match="memory") as error:
        HistogramPooling().fit([wide])
    assert str(error.value) == (
        "HistogramPooling of 50001 columns would not fit in memory; make the site vectors shorter "
        "first, for example SOAP(compression='mu2')"
    )

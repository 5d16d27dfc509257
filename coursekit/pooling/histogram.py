"""Pooling that keeps the distribution over sites."""

from itertools import pairwise

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers.parameters import is_number
from coursekit.pooling.base import Pooling, refuse_long_vectors, site_matrix

_AT_ONCE = 50_000  # values in one pass; more would not fit the cache
_ROUNDING = 32 * np.finfo(float).eps
_NOISE = 1e-12  # of the largest value; a turned crystal's SOAP differs by up to 4e-13 of it
_FLAT = 1e-10


class HistogramPooling(Pooling):
    """Fraction of the sites in each bin of each column: right where a minority of sites decides.

    Keeps: the distribution of every column, with its tails. Loses: which columns go together on one
    site, and differences inside a bin; a value that crosses an edge makes the vector jump.

    Parameters
    ----------
    n_bins : int, default 10
        Bins per column, of equal width between the smallest and largest value seen in `fit`.

    Attributes
    ----------
    edges_ : (n_features, n_bins + 1) array
        Bin edges, from the training data only; inner ones are lowered by 1e-12 of the largest value
        of all columns, which is what rounding may take from a value that lies on one. A column that
        varies by no more than 1e-10 of it holds rounding errors and counts as constant.

    Returns
    -------
    (n_structures, n_features * n_bins) array, or CSR matrix for sparse site vectors
        Fractions; those of one column add up to 1. A value outside the training range counts in
        the outermost bin.

    Raises
    ------
    ValueError
        If `n_bins` is not a whole number above 0, or the site vectors are too long for a histogram
        of each column.

    Notes
    -----
    A histogram is the mean of indicator features: of bins instead of values. The counts are those of
    np.histogram between the same edges, with one pass over all columns and crystals instead of a
    call for each. A crystal and its rotated copy share a row: they differ by rounding only.

    References
    ----------
    Swain, M. J., Ballard, D. H. Int. J. Comput. Vis. 7, 11 (1991), https://doi.org/10.1007/BF00130487

    Examples
    --------
    >>> from coursekit.featurizers import SiteFeatures
    >>> record = SiteFeatures(np.array([[4.0], [6.0], [6.0], [6.0]]), ("Mg",) * 4, ("CN",))
    >>> HistogramPooling(n_bins=2).fit_transform([record])
    array([[0.25, 0.75]])
    """

    continuous = None

    def __init__(self, *, n_bins=10):
        self.n_bins = n_bins

    def _fit(self, records):
        if (
            not is_number(self.n_bins)
            or not self.n_bins >= 1
            or not float(self.n_bins).is_integer()
        ):
            raise ValueError(f"`n_bins` is {self.n_bins!r}; it must be a whole number, at least 1")
        refuse_long_vectors(records, "HistogramPooling")
        values, _ = site_matrix(records)
        low, high = values.min(axis=0), values.max(axis=0)
        if sp.issparse(values):
            low, high = low.toarray().ravel(), high.toarray().ravel()
        largest = max(np.abs(low).max(), np.abs(high).max())
        flat = high - low <= _FLAT * largest
        # the rule of np.histogram for a column that is constant: a bin begins at its value, or so
        # far below as rounding may take others
        half = max(0.5, 4 * self.n_bins * _FLAT * largest)
        low = np.where(flat & (low < high), low - _FLAT * largest, low)
        low, high = np.where(flat, low - half, low), np.where(flat, low + half, high)
        self.edges_ = np.linspace(low, high, self.n_bins + 1, axis=1)
        # a value that belongs on an edge may come out just below it
        rounding = np.minimum(_NOISE * largest, 1e-4 * (high - low) / self.n_bins)
        self.edges_[:, 1:-1] -= np.where(flat, _FLAT * largest, rounding)[:, None]

    def _pool(self, records):
        counts = np.array([len(record) for record in records])
        if any(sp.issparse(record.values) for record in records):
            return self._pool_sparse(site_matrix(records)[0], counts)
        histogram = np.empty((len(records), self.n_features_in_ * self.n_bins))
        ends = np.cumsum(counts)
        rows = max(1, _AT_ONCE // self.n_features_in_)
        first = 0
        while first < len(records):
            last = int(np.searchsorted(ends, ends[first] + rows, side="left")) + 1
            part, sites = records[first:last], counts[first:last]
            counted = self._counts(site_matrix(part)[0], sites)
            np.divide(counted, sites[:, None], out=histogram[first:last])
            first = last
        return histogram

    def _counts(self, values, counts):
        """Sites in every bin of every column, crystal by crystal."""
        n_features = values.shape[1]
        width = n_features * self.n_bins
        place = self._bins(values, np.arange(n_features))
        place += np.arange(0, width, self.n_bins)
        place += np.repeat(np.arange(0, len(counts) * width, width), counts)[:, None]
        return np.bincount(place.ravel(), minlength=len(counts) * width).reshape(len(counts), -1)

    def _pool_sparse(self, values, counts):
        """Stored numbers are put into their bins one by one; all zeros of a column share a bin."""
        n_features = values.shape[1]
        crystals = np.repeat(np.arange(len(counts)), counts)
        crystals = np.repeat(crystals, np.diff(values.indptr))
        stored = values.indices * self.n_bins + self._bins(values.data, values.indices)
        n_stored = np.bincount(crystals * n_features + values.indices, minlength=0)
        n_zeros = np.repeat(counts, n_features)
        n_zeros[: len(n_stored)] -= n_stored
        owners, columns = np.divmod(np.flatnonzero(n_zeros), n_features)
        zeros = self._bins(np.zeros(n_features), np.arange(n_features))
        sites = np.concatenate([np.ones(len(stored)), n_zeros[n_zeros > 0]])
        rows = np.concatenate([crystals, owners])
        places = np.concatenate([stored, columns * self.n_bins + zeros[columns]])
        shape = (len(counts), n_features * self.n_bins)
        # entries with equal row and column are added up
        histogram = sp.csr_matrix((sites, (rows, places)), shape=shape)
        histogram.data /= np.repeat(counts, np.diff(histogram.indptr))
        return histogram

    def _bins(self, values, columns):
        """Bin of every value, exactly as np.histogram assigns it; `columns` says whose edges."""
        low, high = self.edges_[columns, 0], self.edges_[columns, -1]
        # where the first inner edge says that the bins begin
        scaled = values - (self.edges_[columns, 1] - (high - low) / self.n_bins)
        scaled *= self.n_bins / (high - low)
        np.clip(scaled, 0, self.n_bins, out=scaled)
        bins = scaled.astype(np.intp)
        # only next to an edge can rounding have put a value on the wrong side of it
        scaled -= np.rint(scaled)
        np.abs(scaled, out=scaled)
        size = np.maximum(np.abs(low), np.abs(high)) / (high - low)
        doubtful = np.nonzero(scaled <= _ROUNDING * self.n_bins * (1 + size))
        columns, values = columns[doubtful[-1]], values[doubtful]
        near = np.minimum(bins[doubtful], self.n_bins - 1)
        near -= (values < self.edges_[columns, near]) & (near > 0)
        above = values >= self.edges_[columns, near + 1]
        bins[doubtful] = near + (above & (near < self.n_bins - 1))
        return bins

    def _names(self, inputs):
        return [
            # the number tells narrow bins apart, whose edges look the same
            f"share {name} bin {number} [{low:.4g}, {high:.4g}]"
            for name, edges in zip(inputs, self.edges_, strict=True)
            for number, (low, high) in enumerate(pairwise(edges), 1)
        ]

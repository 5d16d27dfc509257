"""Pooling that keeps the distribution over sites."""

from itertools import pairwise

import numpy as np

from coursekit.pooling.base import Pooling, dense_site_matrix


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
        Bin edges, from the training data only.

    Returns
    -------
    (n_structures, n_features * n_bins) array
        Fractions; those of one column add up to 1. A value outside the training range counts in
        the outermost bin.

    Raises
    ------
    ValueError
        If `n_bins` is not a whole number above 0, or the site vectors are too long for a histogram of each column.

    Notes
    -----
    A histogram is the mean of indicator features: of bins instead of values.

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

    def __init__(self, *, n_bins=10):
        self.n_bins = n_bins

    def _fit(self, records):
        if self.n_bins < 1 or self.n_bins != int(self.n_bins):
            raise ValueError(f"`n_bins` is {self.n_bins}; it must be a whole number, at least 1")
        values, _ = dense_site_matrix(records, "HistogramPooling")
        low, high = values.min(axis=0), values.max(axis=0)
        # the same rule as np.histogram for a column that is constant
        flat = low == high
        low, high = np.where(flat, low - 0.5, low), np.where(flat, high + 0.5, high)
        self.edges_ = np.linspace(low, high, self.n_bins + 1, axis=1)

    def _pool(self, records):
        values, _ = dense_site_matrix(records, "HistogramPooling")
        n_features = values.shape[1]
        counts = np.array([len(record) for record in records])
        owner = np.repeat(np.arange(len(records)), counts)
        place = (owner[:, None] * n_features + np.arange(n_features)) * self.n_bins
        size = len(records) * n_features * self.n_bins
        histogram = np.bincount((place + self._bins(values)).ravel(), minlength=size)
        return histogram.reshape(len(records), -1) / counts[:, None]

    def _bins(self, values):
        """Bin of every value, exactly as np.histogram assigns it."""
        low, high = self.edges_[:, 0], self.edges_[:, -1]
        scaled = (values - low) * (self.n_bins / (high - low))
        bins = np.clip(scaled, 0, self.n_bins - 1).astype(int)
        columns = np.arange(values.shape[1])
        bins -= (values < self.edges_[columns, bins]) & (bins > 0)
        bins += (values >= self.edges_[columns, bins + 1]) & (bins < self.n_bins - 1)
        return bins

    def _names(self, inputs):
        return [
            # the number tells narrow bins apart, whose edges look the same
            f"share {name} bin {number} [{low:.4g}, {high:.4g}]"
            for name, edges in zip(inputs, self.edges_, strict=True)
            for number, (low, high) in enumerate(pairwise(edges), 1)
        ]

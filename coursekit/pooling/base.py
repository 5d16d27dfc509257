"""What every pooling rule shares: it takes site records and gives one row per crystal."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from coursekit.featurizers.records import OfCrystals, check_records


class Pooling(OfCrystals, TransformerMixin, BaseEstimator):
    """Common part of the pooling rules; a subclass gives `_pool(records)` and `_names(inputs)`."""

    # what it claims, and the audits hold it to; see `Featurizer`
    continuous = True
    species_aware = True
    intensive = True
    periodic = True

    def fit(self, X, y=None):
        """Learn the number of columns, and whatever the rule needs, from site records.

        Parameters
        ----------
        X : list of SiteFeatures
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        TypeError
            If `X` does not hold site records.
        ValueError
            If `X` is empty or a parameter is out of range.
        """
        records = _check_records(X)
        if not records:
            raise ValueError(f"{type(self).__name__}: `X` is empty; fit needs at least one crystal")
        self.n_features_in_ = records[0].values.shape[1]
        self._input_names = records[0].names
        self._fit(records)
        return self

    def transform(self, X):
        """One row per crystal.

        Parameters
        ----------
        X : list of SiteFeatures

        Returns
        -------
        (n_structures, n_features) array or CSR matrix

        Raises
        ------
        ValueError
            If a record has another number of columns than those of the fit.
        """
        check_is_fitted(self, "n_features_in_")
        records = _check_records(X)
        for record in records:
            if record.values.shape[1] != self.n_features_in_:
                raise ValueError(
                    f"{record.id}: has {record.values.shape[1]} columns, the fit had "
                    f"{self.n_features_in_}; use the same fitted featuriser for both"
                )
        return self._pool(records) if records else np.empty((0, len(self.get_feature_names_out())))

    def get_feature_names_out(self, input_features=None):
        """Name of every column: the rule, then the name of the pooled feature.

        Parameters
        ----------
        input_features : sequence of str, optional
            Names to use instead of those in the records.

        Returns
        -------
        (n_features,) array of str
        """
        check_is_fitted(self, "n_features_in_")
        names = self._input_names if input_features is None else input_features
        return np.array(self._names(list(names)), dtype=object)

    def _fit(self, records):
        """Learn what the rule needs beyond the number of columns."""


def _check_records(X):
    records = check_records(X, "pooling step")
    for record in records:
        if len(record) == 0:
            raise ValueError(f"{record.id}: has no sites to pool")
    return records


def site_matrix(records):
    """All sites of all crystals below one another."""
    starts = np.concatenate([[0], np.cumsum([len(record) for record in records])[:-1]])
    if any(sp.issparse(record.values) for record in records):
        return sp.vstack([sp.csr_matrix(record.values) for record in records], "csr"), starts
    return np.concatenate([record.values for record in records]), starts


def dense_site_matrix(records, rule, limit=50_000):
    """As `site_matrix`, dense; refuses vectors too long for a rule that fills every column."""
    refuse_long_vectors(records, rule, limit)
    values, starts = site_matrix(records)
    return (values.toarray() if sp.issparse(values) else values), starts


def refuse_long_vectors(records, rule, limit=50_000):
    """Raise ValueError if there are too many columns for a rule that fills every one of them."""
    n_features = records[0].values.shape[1]
    if n_features > limit:
        raise ValueError(
            f"{rule} of {n_features} columns would not fit in memory; make the site vectors shorter "
            "first, for example SOAP(compression='mu2')"
        )

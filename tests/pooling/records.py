"""Site records made of random numbers, dense and sparse."""

from dataclasses import replace

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers import SiteFeatures


def make_records(sizes=(1, 4, 2, 7, 3), n_features=5, seed=0, species=("Ti", "O", "Mg")):
    """A record per entry of `sizes`, a third of the numbers zero, names "a", "b", ..."""
    rng = np.random.default_rng(seed)
    records = []
    for k, size in enumerate(sizes):
        values = rng.normal(size=(size, n_features)) * (rng.random((size, n_features)) < 0.7)
        symbols = tuple(species[i % len(species)] for i in range(size))
        records.append(SiteFeatures(values, symbols, tuple("abcdefgh"[:n_features]), f"c{k}"))
    return records


def as_sparse(records):
    return [replace(record, values=sp.csr_matrix(record.values)) for record in records]


def dense(matrix):
    return matrix.toarray() if sp.issparse(matrix) else matrix

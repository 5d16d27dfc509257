"""What featurisers hand on: vectors per atom, tolerant results, names of columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np


class FeatureNames(Sequence):
    """Names made only when somebody reads them: SOAP of 60 species has 800 000."""

    def __init__(self, size, make):
        self._size = size
        self._make = make
        self._names = None

    def __len__(self):
        return self._size

    def __getitem__(self, index):
        return self._all()[index]

    def __array__(self, dtype=None, copy=None):
        return np.array(self._all(), dtype=object)

    def __reduce__(self):
        return type(self), (self._size, self._make)

    def _all(self):
        if self._names is None:
            self._names = list(self._make())
        return self._names


class OfCrystals:
    """Mixin of estimators whose input is crystals or their site records, not a table."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.no_validation = True
        return tags


def check_records(X, step):
    """Site records as a list; TypeError for anything else, which names the `step` they are for."""
    records = list(X)
    for position, record in enumerate(records):
        if not isinstance(record, SiteFeatures):
            raise TypeError(
                f"`X`[{position}] is a {type(record).__name__}, not site features; put a site "
                f"featuriser such as SOAP before the {step}"
            )
    return records


@dataclass(frozen=True)
class SiteFeatures:
    """One vector per atom of one crystal: what a site featuriser hands to a pooling step.

    Parameters
    ----------
    values : (n_sites, n_features) array or CSR matrix
    species : tuple of str
        Element symbol of every site.
    names : sequence of str
        Name of every column.
    id : str
        Id of the crystal.
    """

    values: object
    species: tuple
    names: Sequence
    id: str = "structure"

    def __len__(self):
        return self.values.shape[0]


@dataclass(frozen=True)
class Featurized:
    """Result of a tolerant call.

    Parameters
    ----------
    rows : (n_kept, n_features) array or CSR matrix, or list or Series of SiteFeatures
    kept : list of int
        Input positions of the rows; of a frame `X`, `X.index[kept]` are their labels.
    failures : list of Failure
        The others, with the reason.
    """

    rows: object
    kept: list
    failures: list


def restrict(record, columns):
    """Site record with some of its columns."""
    names = tuple(np.asarray(record.names, dtype=object)[columns])
    return replace(record, values=record.values[:, columns], names=names)

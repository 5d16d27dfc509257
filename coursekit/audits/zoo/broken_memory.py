"""Broken where something is kept, drawn or made up that should not be."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.vector import radial

_WIDTH = 30  # columns of the healthy vector


class _FromStructures(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        """Nothing to learn."""
        self.fitted_ = True
        return self


class RandomDirections(_FromStructures):
    """Radial functions projected on directions drawn in each fit, without a seed."""

    def fit(self, X, y=None):
        """Draw six directions."""
        self.directions_ = np.random.default_rng().normal(size=(_WIDTH, 6))
        return self

    def transform(self, X):
        """Projections."""
        return radial(X) @ self.directions_


class GrowingVocabulary(_FromStructures):
    """Shares of elements; a new element gets the next column whenever it turns up."""

    def fit(self, X, y=None):
        """Columns of the elements seen."""
        self.columns_ = {}
        self.transform(X)
        return self

    def transform(self, X):
        """Shares and radial functions."""
        for structure in X:
            for site in structure:
                self.columns_.setdefault(site.specie.symbol, len(self.columns_))
        shares = np.zeros((len(X), len(self.columns_)))
        for row, structure in zip(shares, X, strict=True):
            for site in structure:
                row[self.columns_[site.specie.symbol]] += 1 / len(structure)
        return np.hstack([shares, radial(X)])


class StoredByFormula(_FromStructures):
    """Radial functions from a store whose key is the formula."""

    def fit(self, X, y=None):
        """Open the store."""
        self.store_ = {}
        return self

    def transform(self, X):
        """From the store, if the formula was seen before."""
        keys = [structure.composition.reduced_formula for structure in X]
        for key, structure in zip(keys, X, strict=True):
            if key not in self.store_:
                self.store_[key] = radial([structure])[0]
        return np.array([self.store_[key] for key in keys])


def _minus_one(structures):
    rows = []
    for structure in structures:
        try:
            rows.append(radial([structure])[0])
        except Exception:
            rows.append(np.full(_WIDTH, -1.0))
    return np.array(rows)


def _left_out(structures):
    rows = []
    for structure in structures:
        try:
            rows.append(radial([structure])[0])
        except Exception:
            continue
    return np.array(rows)


BROKEN_MEMORY = (
    Entry(
        "no seed",
        "Random directions drawn anew in each fit.",
        RandomDirections,
        "fitted state",
        "Two fits to the same crystals differ: nobody can repeat the result. Give a `random_state`.",
    ),
    Entry(
        "growing vocabulary",
        "A new element in the test set gets a column of its own.",
        GrowingVocabulary,
        "fitted state",
        "Vectors are longer after a strange crystal than before it. Learn the elements in `fit`.",
    ),
    Entry(
        "store by formula",
        "Vectors kept under the reduced formula.",
        StoredByFormula,
        "fitted state",
        "The polymorph that comes first decides for all. Put lattice and coordinates into the key.",
    ),
    Entry(
        "failures to minus one",
        "Errors caught, -1 in every column.",
        lambda: _minus_one,
        "cost and shape",
        "All crystals that cannot be described look alike. Let them fail by name.",
    ),
    Entry(
        "failures left out",
        "Errors caught, the row skipped.",
        lambda: _left_out,
        "cost and shape",
        "Rows and targets are out of step from there on. Let them fail by name.",
    ),
)

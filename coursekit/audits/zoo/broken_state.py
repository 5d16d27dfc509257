"""Broken where something is learnt, remembered or passed over in silence."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from coursekit.audits.claims import Promises
from coursekit.audits.zoo.crystals import zoo_crystals
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.vector import R_CUT, electronegativities, pool, radial, site_vectors
from coursekit.neighbors import neighbor_list
from coursekit.structures import structure_digest

_STORE = {}


def _edges_of_batch(structures):
    """Histogram of distances between the smallest and the largest of the batch."""
    found = [neighbor_list(s, R_CUT).distances for s in structures]
    edges = np.linspace(min(d.min() for d in found), max(d.max() for d in found), 16)
    shares = [np.histogram(d, edges)[0] / len(s) for d, s in zip(found, structures, strict=True)]
    return np.column_stack([shares, [electronegativities(s).mean() for s in structures]])


def _scaled_batch(structures):
    rows = radial(structures)
    return (rows - rows.mean(axis=0)) / (rows.std(axis=0) + 1e-9)


class ScaledWithAll(TransformerMixin, BaseEstimator):
    """Features scaled with means and widths of all crystals, before the folds were made."""

    def fit(self, X, y=None):
        """Learn nothing: all was known before."""
        everything = radial(zoo_crystals())
        self.used_ = everything.std(axis=0) > 1e-9
        self.mean_, self.width_ = everything.mean(axis=0), everything.std(axis=0)
        return self

    def transform(self, X):
        """Scaled features."""
        return ((radial(X) - self.mean_) / np.where(self.used_, self.width_, 1.0))[:, self.used_]


class OrderOfAppearance(TransformerMixin, BaseEstimator):
    """Shares of elements and radial functions; columns in the order in which elements turn up."""

    def fit(self, X, y=None):
        """Count the elements."""
        self.n_elements_ = len(_elements(X))
        return self

    def transform(self, X):
        """One column per element, ordered by this batch."""
        place = {e: k for k, e in enumerate(_elements(X))}
        shares = np.zeros((len(X), max(self.n_elements_, len(place))))
        for row, structure in zip(shares, X, strict=True):
            for site in structure:
                row[place[site.specie.symbol]] += 1 / len(structure)
        return np.hstack([shares, radial(X)])


def _elements(structures):
    return list(dict.fromkeys(site.specie.symbol for s in structures for site in s))


def _sorted_by_formula(structures):
    """Rows in alphabetical order; the targets stay as they were."""
    order = sorted(range(len(structures)), key=lambda i: structures[i].composition.reduced_formula)
    return radial([structures[i] for i in order])


class CachedBySight(TransformerMixin, BaseEstimator):
    """Radial functions kept in a store whose key is the crystal alone."""

    def __init__(self, r_cut=4.5):
        self.r_cut = r_cut

    def fit(self, X, y=None):
        """Nothing to learn."""
        self.fitted_ = True
        return self

    def transform(self, X):
        """From the store, if the crystal was seen before."""
        rows = []
        for structure in X:
            key = structure_digest(structure)
            if key not in _STORE:
                pairs = neighbor_list(structure, self.r_cut)
                _STORE[key] = pool(site_vectors(structure, pairs, self.r_cut))
            rows.append(_STORE[key])
        return np.array(rows)


class Remembering(TransformerMixin, BaseEstimator):
    """Features centred by a mean that is never forgotten."""

    def fit(self, X, y=None):
        """Add to what was seen before."""
        rows = radial(X)
        self.seen_ = np.vstack([*([self.seen_] if hasattr(self, "seen_") else []), rows])
        return self

    def transform(self, X):
        """Centred features."""
        return radial(X) - self.seen_.mean(axis=0)


def _failures_to_zero(structures):
    rows = []
    for structure in structures:
        try:
            rows.append(radial([structure])[0])
        except Exception:
            rows.append(np.full(30, np.nan))
    return np.nan_to_num(np.array(rows))


def _wrapped_in_place(structures):
    for structure in structures:
        structure.translate_sites(range(len(structure)), [0.0, 0.0, 0.1], to_unit_cell=True)
    return radial(structures)


BROKEN_STATE = (
    Entry(
        "edges from the batch",
        "Histogram edges from the smallest to the largest distance of whatever is described.",
        lambda: _edges_of_batch,
        "fitted state",
        "A crystal alone has another histogram than among others. Learn edges in `fit`, or fix them.",
        Promises(continuous=None),
        for_students=True,
    ),
    Entry(
        "scaled by the batch",
        "Columns standardised over whatever is described.",
        lambda: _scaled_batch,
        "fitted state",
        "A test crystal's features depend on the other test crystals. Learn mean and width in `fit`.",
        for_students=True,
    ),
    Entry(
        "scaled with all data",
        "Columns standardised once over everything, then divided into folds.",
        ScaledWithAll,
        "fitted state",
        "The training features know the test set's mean and width. Put the scaler in the pipeline.",
    ),
    Entry(
        "order of appearance",
        "Element columns in the order in which elements turn up.",
        OrderOfAppearance,
        "fitted state",
        "Column 3 is oxygen in training and zinc in the test. Fix the order in `fit`.",
    ),
    Entry(
        "rows out of step",
        "Crystals sorted by formula inside the featuriser, targets not.",
        lambda: _sorted_by_formula,
        "fitted state",
        "Rows belong to other crystals than the targets. Keep the order of the input.",
        for_students=True,
    ),
    Entry(
        "cache without parameters",
        "Vectors kept under the crystal's digest; the cutoff is not in the key.",
        CachedBySight,
        "fitted state",
        "A scan of the cutoff compares a vector with itself and is flat. Put every parameter in the "
        "key.",
    ),
    Entry(
        "never forgets",
        "A running mean that goes on from fold to fold.",
        Remembering,
        "fitted state",
        "The second fold knows the first. Reset in `fit`.",
    ),
    Entry(
        "failures to zero",
        "Errors caught, NaN to zero, so that the run goes through.",
        lambda: _failures_to_zero,
        "cost and shape",
        "A crystal that cannot be described gets a legal vector of zeros. Let it fail by name.",
    ),
    Entry(
        "moves its input",
        "Atoms shifted off the cell faces in place.",
        lambda: _wrapped_in_place,
        "fitted state",
        "Each call moves the user's crystals a little further. Copy first.",
    ),
)

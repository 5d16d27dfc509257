"""What every featuriser is: a scikit-learn transformer of crystals that says which one failed.

A featuriser holds plain parameters and says how one structure becomes one row (`_featurize`);
everything around that is in `engine`, once.
"""

import numpy as np
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from coursekit.errors import FeaturizationError
from coursekit.featurizers.engine import require_any, run
from coursekit.featurizers.ignored import said_once, warn_of_ignored
from coursekit.featurizers.records import Featurized, OfCrystals, SiteFeatures
from coursekit.structures import structure_digest, structure_id
from coursekit.structures.identity import checked, copied


class Featurizer(OfCrystals, TransformerMixin, BaseEstimator):
    """Common part of structure and site featurisers; use one of the two subclasses.

    Notes
    -----
    Structures are worked on in chunks: one after the other, over `n_jobs` processes, or, inside
    `joblib.parallel_config`, wherever joblib is told to. This sends a million structures to a
    cluster, once `distributed.Client("tcp://scheduler:8786")` is connected and `n_jobs` is -1::

        with joblib.parallel_config(backend="dask"):
            rows = featurizer.fit_transform(structures)

    coursekit must be installed on the workers. Below some ten seconds of work one process is the
    quickest.
    """

    # what it claims, and the audits hold it to; None: not claimed, so reported and not judged
    continuous = True  # a small displacement changes the numbers a little
    species_aware = True  # another element changes them
    intensive = True  # a supercell leaves them; False: they grow with the atoms
    periodic = True  # they are those of the crystal, not of its cell

    _version = 1  # raise it when the numbers change, so that old cached rows are not used
    _sees = frozenset()  # what it looks at besides elements and places; see `ignored`
    _cheap = False  # whether computing a row takes less time than fetching it
    _chunk = 50  # structures per unit of work: a killed run loses at most this many rows

    def fit(self, X, y=None):
        """Check the parameters and learn what the column layout depends on.

        Parameters
        ----------
        X : sequence of pymatgen Structure
        y : ignored

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If a parameter is out of range, or `X` is empty or holds nothing that can be described.
        """
        structures = as_list(X)
        if not structures:
            raise ValueError(
                f"{type(self).__name__}: `X` is empty; fit needs at least one structure"
            )
        self._check_parameters()
        labels = row_labels(X, structures)
        require_any(self, structures, labels)
        warn_of_ignored(self, structures, labels)
        with said_once():
            self._fit(structures)
        self.n_structures_seen_ = len(structures)
        return self

    def transform(self, X):
        """Features of every structure, in input order.

        Parameters
        ----------
        X : sequence of pymatgen Structure

        Returns
        -------
        (n_structures, n_features) array or CSR matrix; of a site featuriser a list of SiteFeatures,
        or a Series of them under the labels of the Series or frame `X`, which a pooling step keeps

        Raises
        ------
        FeaturizationError
            If any structure fails; it names each one and carries the finished rows.
        """
        result = self.featurize_tolerant(X)
        if result.failures:
            raise FeaturizationError(
                result.failures, result.rows, result.kept, type(self).__name__
            ) from self._first_error
        return result.rows

    def fit_transform(self, X, y=None):
        """Fit to the structures and featurise them; see `fit` and `transform`.

        Parameters
        ----------
        X : sequence of pymatgen Structure
        y : ignored

        Returns
        -------
        As `transform`.
        """
        if not hasattr(X, "__len__"):  # a generator is read once
            X = list(X)
        return self.fit(X, y).transform(X)

    def featurize_tolerant(self, X):
        """Features of the structures that work, and the reasons of those that do not.

        Parameters
        ----------
        X : sequence of pymatgen Structure

        Returns
        -------
        Featurized
        """
        check_is_fitted(self)
        structures = as_list(X)
        labels = row_labels(X, structures)
        rows, failures, self._first_error = run(self, structures, labels)
        kept = [i for i, row in enumerate(rows) if row is not None]
        finished = self._finish([(rows[i], structures[i], labels[i]) for i in kept])
        return Featurized(labelled(finished, X, kept), kept, failures)

    def get_feature_names_out(self, input_features=None):
        """Name of every column.

        Parameters
        ----------
        input_features : ignored

        Returns
        -------
        (n_features,) array of str
        """
        check_is_fitted(self)
        return np.asarray(self._names(), dtype=object)

    def _check_parameters(self):
        """Raise ValueError for a parameter out of range."""

    def _fit(self, structures):
        """Learn the layout of the columns."""

    def _state(self):
        """Fitted state that enters the rows, for the cache key."""
        skip = {"n_structures_seen_"}
        return {k: v for k, v in vars(self).items() if k.endswith("_") and k not in skip}

    def _accept(self, structure):
        """What is worked on in its place; raises if it cannot be described."""
        return checked(structure)

    def _check_fit_input(self, structure):
        """Raise if `fit` can learn nothing from a structure."""
        self._accept(structure)

    def _digest(self, structure):
        return structure_digest(structure)

    def _featurize_many(self, structures):
        return [self._featurize(structure) for structure in structures]

    def __getstate__(self):
        state = super().__getstate__()
        state.pop("_first_error", None)
        return state


class StructureFeaturizer(Featurizer):
    """One row per crystal. A subclass gives `_featurize(structure)` and `_names()`."""

    _sparse = False

    def _finish(self, finished):
        rows = [row for row, _, _ in finished]
        if self._sparse:
            return sp.vstack(rows, "csr") if rows else sp.csr_matrix(self._no_rows())
        # a vstack looks at every row on its own, which takes longer than to compute a formula's
        return np.concatenate(rows).reshape(len(rows), -1) if rows else self._no_rows()

    def _no_rows(self):
        return np.empty((0, len(self._names())))


class SiteFeaturizer(Featurizer):
    """One row per atom: `transform` returns a list of `SiteFeatures`, ready for a pooling step."""

    # scikit-learn would put the records into a table wherever tables are its global choice
    _sklearn_output_config = {"transform": "default"}  # noqa: RUF012

    def _finish(self, finished):
        names = self._names()  # once: they are long, and travel with every record to the workers
        return [
            SiteFeatures(
                row,
                tuple(site.specie.symbol for site in structure),
                names,
                structure_id(structure, label),
            )
            for row, structure, label in finished
        ]

    def set_output(self, *, transform=None):
        """Do nothing: site records stay site records, the pooling step makes the table.

        Parameters
        ----------
        transform : ignored

        Returns
        -------
        self
        """
        return self


def as_list(X):
    """Structures as a list; a generator is read once."""
    from pymatgen.core import IStructure, Structure

    # pymatgen's Structure and Composition, ASE's Atoms, a formula: all of them can be iterated over
    single = ("lattice", "element_composition", "get_chemical_symbols")
    if isinstance(X, str) or any(hasattr(X, name) for name in single):
        raise TypeError(
            f"`X` is a single {type(X).__name__}; give a list, even of one: [{type(X).__name__}]"
        )
    shape = getattr(X, "shape", None)
    if shape is not None and len(shape) != 1:
        X = _one_column(X)
    return [
        copied(item) if isinstance(item, IStructure) and not isinstance(item, Structure) else item
        for item in X
    ]


def row_labels(X, structures):
    """What a Series or frame calls its rows; the places in anything else."""
    return X.index if hasattr(X, "iloc") else range(len(structures))


def labelled(rows, X, kept):
    """Site records under the labels of the Series or frame they come from."""
    if not (isinstance(rows, list) and hasattr(X, "iloc")):
        return rows
    import pandas as pd

    return pd.Series(rows, X.index[kept], dtype=object)


def _one_column(X):
    """The column of a frame or array that has just one."""
    columns = getattr(X, "columns", None)
    if len(X.shape) == 2 and X.shape[1] == 1:
        return X.iloc[:, 0] if columns is not None else X[:, 0]
    if columns is not None:
        raise TypeError(
            f"`X` is a table with the columns {', '.join(map(str, columns))}; give the one with the "
            f"structures: X[{str(columns[0])!r}]"
        )
    raise TypeError(
        f"`X` is an array of shape {X.shape}; numpy takes structures apart into their sites: give "
        "the list itself"
    )

"""Broken where a pipeline says one thing, in a parameter or a name, and does another."""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from coursekit.audits.claims import Promises
from coursekit.audits.crystals import scaled
from coursekit.audits.zoo.crystals import usual_case
from coursekit.audits.zoo.entry import Entry
from coursekit.audits.zoo.vector import R_CUT, pool, radial, site_vectors
from coursekit.neighbors import neighbor_list

_BOHR = 0.529177  # Å


class CutoffForShow(TransformerMixin, BaseEstimator):
    """Radial functions; the cutoff is stored and never used."""

    def __init__(self, r_cut=3.5):
        self.r_cut = r_cut

    def fit(self, X, y=None):
        """Nothing to learn."""
        self.fitted_ = True
        return self

    def transform(self, X):
        """Radial functions to 4.5 Å, whatever the parameter says."""
        return radial(X)


class CellInBohr(CutoffForShow):
    """Radial functions of cells that were written in Bohr, with a cutoff in ångström."""

    def __init__(self, r_cut=5.0):
        super().__init__(r_cut)

    def transform(self, X):
        """Every length is 1.9 times too large."""
        rows = []
        for structure in X:
            wrong = scaled(structure, 1 / _BOHR)
            pairs = neighbor_list(wrong, self.r_cut)
            rows.append(pool(site_vectors(wrong, pairs, self.r_cut)))
        return np.array(rows)


class MeanOfFormula(TransformerMixin, BaseEstimator):
    """Radial functions beside the mean target of the formula, the crystal's own included."""

    def fit(self, X, y):
        """Mean target of every formula."""
        known = {}
        for structure, value in zip(X, y, strict=True):
            known.setdefault(structure.composition.reduced_formula, []).append(float(value))
        self.means_ = {formula: np.mean(values) for formula, values in known.items()}
        self.mean_ = float(np.mean(y))
        return self

    def transform(self, X):
        """Features and the mean."""
        means = [self.means_.get(s.composition.reduced_formula, self.mean_) for s in X]
        return np.column_stack([radial(X), means])


def _summed(structures):
    return np.array([site_vectors(s, neighbor_list(s, R_CUT)).sum(axis=0) for s in structures])


def _site_energies(structures):
    """Mean of a site property that came with the calculation."""
    means = [np.mean(s.site_properties.get("energy", [0.0])) for s in structures]
    return np.column_stack([radial(structures), means])


def _with_site_energies():
    structures, y, splits = usual_case()
    copies = [structure.copy() for structure in structures]
    for copy, structure, energy in zip(copies, structures, y, strict=True):
        copy.properties = dict(structure.properties)
        copy.add_site_property("energy", [float(energy)] * len(copy))
    return copies, y, splits


def _symmetry(structures):
    """Number of rotations in the space group beside the radial functions."""
    import warnings

    from pymatgen.symmetry.analyzer import SpacegroupAnalyzer

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # spglib's own
        orders = [len(SpacegroupAnalyzer(s, 0.01).get_point_group_operations()) for s in structures]
    return np.column_stack([radial(structures), orders])


BROKEN_CLAIMS = (
    Entry(
        "cutoff for show",
        "`r_cut` is stored and never passed on.",
        CutoffForShow,
        "cutoff sensitivity",
        "A scan of the cutoff is flat because nothing changes. Pass it to the neighbour list.",
    ),
    Entry(
        "cell in Bohr",
        "Cell vectors from a code that writes Bohr, a cutoff in ångström.",
        CellInBohr,
        "cutoff sensitivity",
        "With a cutoff of 5 Å an atom is seen to 2.6 Å only. Convert the cell.",
    ),
    Entry(
        "sum behind a scaler",
        "Site vectors summed for an energy per atom, then standardised.",
        lambda: make_pipeline(FunctionTransformer(_summed), StandardScaler(), Ridge(1.0)),
        "pooling",
        "The scaler hides that a doubled cell has twice the vector. Pool with a mean.",
        Promises(),
    ),
    Entry(
        "mean target of the formula",
        "Targets encoded by formula in the fit, the crystal's own included.",
        MeanOfFormula,
        "leakage",
        "Another target for one crystal shows in its own row. Encode without it, by folds.",
    ),
    Entry(
        "result on the sites",
        "A property of the sites that the calculation of the target wrote.",
        lambda: _site_energies,
        "leakage",
        "The column vanishes with the metadata. Use lattice, species and coordinates alone.",
        case=_with_site_energies,
    ),
    Entry(
        "symmetry as a number",
        "The order of the point group as a column of a smooth descriptor.",
        lambda: _symmetry,
        "invariances",
        "A displacement beyond the tolerance makes 48 operations one. Declare the jump, or leave it.",
    ),
)

"""Tier 3: coordination, bond lengths and bond angles from one search for the bonds."""

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.bond_angles import STATISTICS, BondAngles
from coursekit.featurizers.bonded import find_bonds
from coursekit.featurizers.bonds import LENGTH_STATISTICS, BondLengths
from coursekit.featurizers.coordination import Coordination
from coursekit.featurizers.parameters import check_stats


class BondGeometry(SiteFeaturizer):
    """Number, lengths and angles of the bonds of every site.

    Keeps: the size and the shape of the coordination shell. Loses: which bond is long and which
    angle belongs to it.

    Parameters
    ----------
    r_cut : float, optional
        Neighbours are the atoms within this distance, Å, > 0, at most 20. By default those that
        CrystalNN counts as bonded.
    length_stats : sequence of str, default ("mean", "std", "min", "max", "range")
        See `BondLengths`.
    angle_stats : sequence of str, default ("mean", "variance", "skewness")
        See `BondAngles`.
    bin_width : float or None, default 10.0
        Width of a bin of the histogram of angles, degrees; None leaves it out.
    per_species : bool, default False
        Columns by element of the neighbours.
    species : sequence of str, optional
        With `per_species`: elements that get columns. By default those of the structures seen in
        `fit`.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    parts_ : list of SiteFeaturizer
        `Coordination`, `BondLengths` and `BondAngles`, fitted.

    Returns
    -------
    list of SiteFeatures
        The columns of the three parts side by side.

    Raises
    ------
    ValueError
        As `BondLengths` and `BondAngles`.

    Notes
    -----
    The search for bonds is what costs; done once, the three together take as long as one alone.
    Invariances are those of the parts.

    References
    ----------
    Pan, H. et al. Inorg. Chem. 60, 1590 (2021), https://doi.org/10.1021/acs.inorgchem.0c02996

    Examples
    --------
    >>> from coursekit.structures import make_rocksalt
    >>> geometry = BondGeometry(length_stats=["mean"], angle_stats=["mean"], bin_width=None)
    >>> geometry.fit_transform([make_rocksalt("Mg")])[0].values[0].round(4)
    array([  6.    ,   2.1056, 108.    ])
    """

    continuous = None
    species_aware = None

    _chunk = 20

    def __init__(
        self,
        r_cut=None,
        *,
        length_stats=("mean", "std", "min", "max", "range"),
        angle_stats=("mean", "variance", "skewness"),
        bin_width=10.0,
        per_species=False,
        species=None,
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.length_stats = length_stats
        self.angle_stats = angle_stats
        self.bin_width = bin_width
        self.per_species = per_species
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _parts(self):
        by = {"per_species": self.per_species, "species": self.species}
        return [
            Coordination(**by),
            BondLengths(self.r_cut, stats=self.length_stats, **by),
            BondAngles(self.r_cut, stats=self.angle_stats, bin_width=self.bin_width, **by),
        ]

    def _check_parameters(self):
        check_stats(self.length_stats, LENGTH_STATISTICS, name="length_stats")
        empty = self.bin_width is not None
        check_stats(self.angle_stats, STATISTICS, may_be_empty=empty, name="angle_stats")
        for part in self._parts():
            part._check_parameters()

    def _fit(self, structures):
        self.parts_ = [part.fit(structures) for part in self._parts()]

    def _state(self):
        return {"species_": self.parts_[0].species_}

    def _featurize(self, structure):
        bonds = find_bonds(structure, self.r_cut, of_every_site=True)
        blocks = [part.describe(structure, bonds) for part in self.parts_]
        if any(sp.issparse(block) for block in blocks):
            return sp.hstack([sp.csr_matrix(block) for block in blocks], "csr")
        return np.hstack(blocks)

    def _names(self):
        return [name for part in self.parts_ for name in part.get_feature_names_out()]

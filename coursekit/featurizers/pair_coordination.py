"""Tier 2: how many neighbours of each element an atom of each element has, and how far."""

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.bonded import check_bonds, find_bonds
from coursekit.featurizers.groupwise import group_statistics
from coursekit.featurizers.species import (
    DENSE_UP_TO,
    check_species,
    learn_labels,
    learn_species,
    pair_labels,
    pair_places,
    site_places,
    spread,
)


class PairCoordination(StructureFeaturizer):
    """Mean number of B around an A, mean and scatter of the bond length, for every pair A-B.

    Keeps: which elements are bonded, how many times, at which length. Loses: angles, and whether
    one atom has all the short bonds or each has some.

    Parameters
    ----------
    r_cut : float, optional
        Neighbours are the atoms within this distance, Å, > 0, at most 20. By default those that
        CrystalNN counts as bonded.
    species : sequence of str, optional
        Elements that the columns provide for. By default those of the structures seen in `fit`.
    groups : dict of str to sequence of str, optional
        Elements that share columns, such as {"anion": ["O", "S"]}; the others stand for themselves.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    species_ : tuple of str
        Elements of the column layout, electropositive ones first.
    labels_ : tuple of str
        Groups, then the elements in none.

    Returns
    -------
    (n_structures, n² + n(n+1)) array or CSR matrix
        For n labels: n² coordination numbers "N(Ti-O)", the number of O around a Ti; then mean and
        standard deviation of the n(n+1)/2 bond lengths, Å. Sparse above 10 000 columns. A pair
        without bonds has zeros.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) an element has no columns or there is
        no bond at all.

    Notes
    -----
    Within a cutoff :math:`N_{AB} c_A = N_{BA} c_B` with the concentrations c, since a bond has two
    ends. CrystalNN asks every atom on its own, so that its bonds need not be mutual. Invariant
    under rotation, reflection, translation, order of sites and choice of the cell; not continuous.

    References
    ----------
    Cowley, J. M. Phys. Rev. 77, 669 (1950), https://doi.org/10.1103/PhysRev.77.669

    Pan, H. et al. Inorg. Chem. 60, 1590 (2021), https://doi.org/10.1021/acs.inorgchem.0c02996

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> pairs = PairCoordination(r_cut=2.2)
    >>> row = pairs.fit_transform([make_rutile()])[0]
    >>> dict(zip(pairs.get_feature_names_out().tolist()[:4], row.tolist()))
    {'N(Ti-Ti)': 0.0, 'N(Ti-O)': 6.0, 'N(O-Ti)': 3.0, 'N(O-O)': 0.0}
    >>> pairs.get_feature_names_out()[6], row[6].round(3)
    ('mean length Ti-O / Å', np.float64(1.959))
    """

    continuous = None

    _chunk = 20

    def __init__(self, r_cut=None, *, species=None, groups=None, n_jobs=None, memory=None):
        self.r_cut = r_cut
        self.species = species
        self.groups = groups
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_bonds(self.r_cut)
        check_species(self.species, self.groups)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species)
        self.labels_ = learn_labels(self.species_, self.groups)

    @property
    def _sparse(self):
        n = len(self.labels_)
        return n**2 + n * (n + 1) > DENSE_UP_TO

    def _featurize(self, structure):
        places = site_places(structure, self.species_, self.groups)
        bonds = find_bonds(structure, self.r_cut)
        centers, neighbors = places[bonds.centers], places[bonds.neighbors]
        parts = [
            self._numbers(centers, neighbors, np.bincount(places)),
            self._lengths(centers, neighbors, bonds.distances),
        ]
        if self._sparse:
            return sp.hstack([sp.csr_matrix(part) for part in parts], "csr")
        return np.concatenate(parts, axis=1)[0]

    def _numbers(self, centers, neighbors, atoms):
        n = len(self.labels_)
        present, counts = np.unique(centers * n + neighbors, return_counts=True)
        return spread((counts / atoms[present // n])[None, :, None], present, n**2)

    def _lengths(self, centers, neighbors, distances):
        n = len(self.labels_)
        pairs = pair_places(centers, neighbors, n)
        present, pair = np.unique(pairs, return_inverse=True)
        values = group_statistics(distances, pair, len(present), ("mean", "std"))
        return spread(values[None], present, n * (n + 1) // 2)

    def _names(self):
        numbers = [f"N({a}-{b})" for a in self.labels_ for b in self.labels_]
        return numbers + [
            f"{stat} length {a}-{b} / Å"
            for a, b in pair_labels(self.labels_)
            for stat in ("mean", "std")
        ]

"""Tier 2: which share of the bonds joins which elements."""

import numpy as np

from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.bonded import check_bonds, find_bonds
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


class BondFractions(StructureFeaturizer):
    """Share of the bonds that join two elements, for every pair.

    Keeps: which elements are bonded, and in which proportion. Loses: how many bonds an atom has,
    their lengths and angles.

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
    (n_structures, n(n+1)/2) array or CSR matrix
        For n labels; every row adds up to 1. Sparse above 10 000 columns.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) an element has no columns or there is
        no bond at all.

    Notes
    -----
    Bonds are counted from both ends. By default equal to matminer's `BondFractions` over CrystalNN.
    Invariant under rotation, reflection, translation, order of sites and choice of the cell; not
    continuous.

    References
    ----------
    Hansen, K. et al. J. Phys. Chem. Lett. 6, 2326 (2015),
    https://doi.org/10.1021/acs.jpclett.5b00831

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> bonds = BondFractions()
    >>> bonds.fit_transform([make_rutile()])
    array([[0., 1., 0.]])
    >>> bonds.get_feature_names_out()[1]
    'bond fraction Ti-O'
    """

    continuous = None
    species_aware = None

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
    def _n_pairs(self):
        return len(self.labels_) * (len(self.labels_) + 1) // 2

    @property
    def _sparse(self):
        return self._n_pairs > DENSE_UP_TO

    def _featurize(self, structure):
        places = site_places(structure, self.species_, self.groups)
        bonds = find_bonds(structure, self.r_cut)
        pairs = pair_places(places[bonds.centers], places[bonds.neighbors], len(self.labels_))
        present, counts = np.unique(pairs, return_counts=True)
        row = spread((counts / len(bonds))[None, :, None], present, self._n_pairs)
        return row if self._sparse else row[0]

    def _names(self):
        return [f"bond fraction {a}-{b}" for a, b in pair_labels(self.labels_)]

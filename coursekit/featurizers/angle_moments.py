"""Tier 2: mean, variance and skewness of the bond angles of every triplet of elements."""

import numpy as np

from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.bonded import check_bonds, find_bonds
from coursekit.featurizers.groupwise import group_statistics
from coursekit.featurizers.parameters import check_stats
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
from coursekit.neighbors import bond_angles

UNITS = {
    "mean": " / °", "std": " / °", "variance": " / °²", "skewness": "",
    "min": " / °", "max": " / °", "range": " / °",
}  # fmt: skip


class AngleMoments(StructureFeaturizer):
    """Moments of the bond angles of every triplet A-B-C, over the whole crystal.

    Keeps: the typical angle at an element between two others, and its scatter. Loses: which atom
    has which angles; and the mean hardly tells shapes apart: it is 108° in an octahedron and 109.5°
    in a tetrahedron, where only the variance differs.

    Parameters
    ----------
    r_cut : float, optional
        Neighbours are the atoms within this distance, Å, > 0, at most 20. By default those that
        CrystalNN counts as bonded.
    stats : sequence of str, default ("mean", "variance", "skewness")
        Among "mean", "std", "variance", "skewness", "min", "max", "range".
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
    (n_structures, n²(n+1)/2 * n_stats) array or CSR matrix
        For n labels; degrees, variance in degrees², skewness dimensionless. Sparse above 10 000
        columns. The atom in the middle of a name is the center. A triplet without angles has zeros.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) an element has no columns or there is
        no bond at all.

    Notes
    -----
    Every unordered pair of bonds of an atom is one angle. Moments are those of the population; the
    skewness of equal angles is 0. Invariant under rotation, reflection, translation, order of sites
    and choice of the cell; not continuous where a neighbour enters.

    References
    ----------
    Ward, L. et al. Phys. Rev. B 96, 024104 (2017), https://doi.org/10.1103/PhysRevB.96.024104

    Pan, H. et al. Inorg. Chem. 60, 1590 (2021), https://doi.org/10.1021/acs.inorgchem.0c02996

    Examples
    --------
    >>> from coursekit.structures import make_rocksalt
    >>> moments = AngleMoments(r_cut=2.5, stats=("mean", "variance"))
    >>> row = moments.fit_transform([make_rocksalt("Mg")])[0]
    >>> names = moments.get_feature_names_out().tolist()
    >>> at = names.index("mean angle O-Mg-O / °")
    >>> row[at].round(6), names[at + 1], row[at + 1].round(6)
    (np.float64(108.0), 'variance angle O-Mg-O / °²', np.float64(1296.0))
    """

    continuous = None
    species_aware = None

    _chunk = 20

    def __init__(
        self,
        r_cut=None,
        *,
        stats=("mean", "variance", "skewness"),
        species=None,
        groups=None,
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.stats = stats
        self.species = species
        self.groups = groups
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_bonds(self.r_cut)
        check_stats(self.stats, UNITS)
        check_species(self.species, self.groups)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species)
        self.labels_ = learn_labels(self.species_, self.groups)

    @property
    def _n_triplets(self):
        n = len(self.labels_)
        return n * n * (n + 1) // 2

    @property
    def _sparse(self):
        return self._n_triplets * len(self.stats) > DENSE_UP_TO

    def _featurize(self, structure):
        places = site_places(structure, self.species_, self.groups)
        bonds = find_bonds(structure, self.r_cut)
        first, second, angles = bond_angles(bonds)
        ends, n = places[bonds.neighbors], len(self.labels_)
        pairs = pair_places(ends[first], ends[second], n)
        triplets = places[bonds.centers[first]] * (n * (n + 1) // 2) + pairs
        present, triplet = np.unique(triplets, return_inverse=True)
        values = group_statistics(angles, triplet, len(present), self.stats)
        row = spread(values[None], present, self._n_triplets)
        return row if self._sparse else row[0]

    def _names(self):
        return [
            f"{stat} angle {a}-{center}-{b}{UNITS[stat]}"
            for center in self.labels_
            for a, b in pair_labels(self.labels_)
            for stat in self.stats
        ]

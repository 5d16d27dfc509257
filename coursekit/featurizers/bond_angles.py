"""Tier 3: bond angles around every site: moments and a histogram, by pair of elements."""

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.bonded import check_bonds, find_bonds
from coursekit.featurizers.groupwise import STATISTICS, group_statistics
from coursekit.featurizers.parameters import check_kinds, check_stats, count_bins
from coursekit.featurizers.species import (
    DENSE_UP_TO,
    check_species,
    learn_species,
    pair_labels,
    pair_places,
    site_places,
)
from coursekit.neighbors import bond_angles

UNITS = {"variance": " / °²", "skewness": ""}

TIE = 1e-6
"""Degrees. An angle this close below the edge of a bin stands on it, whatever the rounding."""


class BondAngles(SiteFeaturizer):
    """Moments and histogram of the angles between the bonds of every site.

    Keeps: the shape of the coordination shell, by element if wanted. Loses: bond lengths, and how
    the angles are joined: which two share a bond.

    Parameters
    ----------
    r_cut : float, optional
        Neighbours are the atoms within this distance, Å, > 0, at most 20. By default those that
        CrystalNN counts as bonded.
    stats : sequence of str, default ("mean", "variance", "skewness")
        Among "mean", "std", "variance", "skewness", "min", "max", "range"; may be empty.
    bin_width : float or None, default 10.0
        Width of a bin of the histogram, degrees; a whole number must fill 180. None leaves the
        histogram out.
    per_species : bool, default False
        Columns for every pair of elements at the two ends instead of one set for all.
    species : sequence of str, optional
        With `per_species`: elements that get columns. By default those of the structures seen in
        `fit`.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    species_ : tuple of str
        With `per_species`: elements of the columns, electropositive ones first; else empty.

    Returns
    -------
    list of SiteFeatures
        Values (n_sites, n_columns or n_species(n_species+1)/2 * n_columns): moments in degrees,
        variance in degrees², then numbers of angles. Sparse above 10 000 columns. A site without
        angles (fewer than two bonds, or none to those elements) has zeros. In a name, * is the site.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) a site has no neighbour or an element
        has no columns.

    Notes
    -----
    Every unordered pair of bonds is one angle: 15 in an octahedron. The mean hardly tells shapes
    apart: 108° in an octahedron, 109.5° in a tetrahedron; the variance does, 1296 against 0.
    A bin holds its lower edge, the last one also 180°. Invariant under rotation, reflection,
    translation and order of sites; the histogram is not continuous.

    References
    ----------
    Robinson, K., Gibbs, G. V., Ribbe, P. H. Science 172, 567 (1971),
    https://doi.org/10.1126/science.172.3983.567

    Pan, H. et al. Inorg. Chem. 60, 1590 (2021), https://doi.org/10.1021/acs.inorgchem.0c02996

    Examples
    --------
    >>> from coursekit.structures import make_rocksalt
    >>> angles = BondAngles(stats=["mean", "variance"])
    >>> row = angles.fit_transform([make_rocksalt("Mg")])[0].values[0]
    >>> row.round(6)[[0, 1, 11, 19]], angles.get_feature_names_out()[11]
    (array([ 108., 1296.,   12.,    3.]), 'angles 90-100°')
    """

    continuous = None
    species_aware = None

    _chunk = 20

    def __init__(
        self,
        r_cut=None,
        *,
        stats=("mean", "variance", "skewness"),
        bin_width=10.0,
        per_species=False,
        species=None,
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.stats = stats
        self.bin_width = bin_width
        self.per_species = per_species
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_bonds(self.r_cut)
        check_kinds(self, flags=["per_species"])
        check_stats(self.stats, STATISTICS, may_be_empty=self.bin_width is not None)
        if self.bin_width is not None:
            count_bins(
                self.bin_width,
                name="bin_width",
                total=180.0,
                total_name="the half turn",
                unit="degrees",
            )
        check_species(self.species)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species) if self.per_species else ()

    def _featurize(self, structure):
        return self.describe(structure, find_bonds(structure, self.r_cut, of_every_site=True))

    def describe(self, structure, bonds):
        """Columns from bonds that are already known, right or wrong ones.

        Parameters
        ----------
        structure : pymatgen Structure
        bonds : NeighborList

        Returns
        -------
        (n_sites, n_features) array or CSR matrix
        """
        first, second, angles = bond_angles(bonds)
        centers = bonds.centers[first]
        if not self.per_species:
            return self._columns(angles, centers, bonds.n_sites)
        ends, n = site_places(structure, self.species_)[bonds.neighbors], len(self.species_)
        n_pairs = n * (n + 1) // 2
        groups = centers * n_pairs + pair_places(ends[first], ends[second], n)
        present, group = np.unique(groups, return_inverse=True)
        values = self._columns(angles, group, len(present))
        return _blocks(values, present, bonds.n_sites, n_pairs)

    def _columns(self, angles, groups, n_groups):
        moments = group_statistics(angles, groups, n_groups, self.stats)
        n_bins = self._n_bins
        if not n_bins:
            return moments
        bins = np.minimum(((angles + TIE) / self.bin_width).astype(int), n_bins - 1)
        counts = np.bincount(groups * n_bins + bins, minlength=n_groups * n_bins)
        return np.hstack([moments, counts.reshape(n_groups, n_bins)])

    @property
    def _n_bins(self):
        return 0 if self.bin_width is None else round(180.0 / self.bin_width)

    def _names(self):
        ends = [f" {a}-*-{b}" for a, b in pair_labels(self.species_)] if self.per_species else [""]
        return [name for end in ends for name in self._names_of(end)]

    def _names_of(self, end):
        moments = [f"{stat} angle{end}{UNITS.get(stat, ' / °')}" for stat in self.stats]
        width = self.bin_width
        return moments + [
            f"angles{end} {k * width:.6g}-{(k + 1) * width:.6g}°" for k in range(self._n_bins)
        ]


def _blocks(values, present, n_sites, n_pairs):
    """Rows of sites from the blocks (site, pair) that have angles."""
    width = values.shape[1]
    if n_pairs * width <= DENSE_UP_TO:
        rows = np.zeros((n_sites * n_pairs, width))
        rows[present] = values
        return rows.reshape(n_sites, -1)
    site, pair = np.divmod(present, n_pairs)
    columns = pair[:, None] * width + np.arange(width)
    rows = np.repeat(site, width)
    shape = (n_sites, n_pairs * width)
    matrix = sp.csr_matrix((values.ravel(), (rows, columns.ravel())), shape=shape)
    matrix.eliminate_zeros()
    return matrix

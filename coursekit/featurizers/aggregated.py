"""Tier 2: statistics of site fingerprints over the crystal."""

from sklearn.base import clone

from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.ignored import OXIDATION_STATES
from coursekit.featurizers.parameters import check_stats
from coursekit.featurizers.site_tables import (
    STATISTICS,
    check_sites,
    site_names,
    site_tables,
    statistics_over_sites,
)
from coursekit.featurizers.species import DENSE_UP_TO, spread


class SiteStatisticsFingerprint(StructureFeaturizer):
    """Mean and scatter, over all sites, of how much each site resembles the common motifs.

    Keeps: the average coordination geometry and how much it varies. Loses: which site has which
    geometry, the species, distances, and every motif too rare to move a mean or a scatter.

    Parameters
    ----------
    sites : SiteFeaturizer, optional
        What describes a site. By default 61 CrystalNN order parameters.
    stats : sequence of {"mean", "std_dev", "minimum", "maximum"}, default ("mean", "std_dev")
        Statistics over the sites.
    symprec : float or None, default 0.01
        For the default sites: symmetry-equivalent ones, found with this tolerance in Å, are
        computed once in cells of 100 sites and more; in smaller ones the search takes longer than
        the sites. None computes every site.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    sites_ : SiteFeaturizer or None
        The fitted `sites`.

    Returns
    -------
    (n_structures, n_site_features * n_stats) array or CSR matrix
        In the units of the site features; the 61 order parameters lie between 0 and 1. Sparse above
        10 000 columns.

    Raises
    ------
    TypeError
        If `sites` is not a site featuriser.
    ValueError
        If `stats` is empty or names an unknown statistic, or `symprec` is not positive.

    Notes
    -----
    The default site fingerprint holds, for every coordination number, the probability that the site has it
    (CrystalNN) times order parameters for the geometries with that number. Invariant under
    rotation up to the rounding of the neighbour weights, about 1e-3. Oxidation states, where the
    sites have any, choose ionic radii and so change the likelihoods.

    References
    ----------
    Zimmermann, N. E. R., Jain, A. RSC Adv. 10, 6063 (2020), https://doi.org/10.1039/C9RA07755C

    Pan, H. et al. Inorg. Chem. 60, 1590 (2021), https://doi.org/10.1021/acs.inorgchem.0c02996

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> nacl = Structure.from_spacegroup("Fm-3m", Lattice.cubic(5.64), ["Na", "Cl"],
    ...                                  [[0, 0, 0], [0.5, 0.5, 0.5]]).get_primitive_structure()
    >>> SiteStatisticsFingerprint().fit_transform([nacl]).shape
    (1, 122)
    """

    continuous = None
    species_aware = None

    _version = 2  # no symmetry search in small cells
    _chunk = 10
    _sees = frozenset((OXIDATION_STATES,))  # they choose the radii

    def __init__(
        self, sites=None, *, stats=("mean", "std_dev"), symprec=0.01, n_jobs=None, memory=None
    ):
        self.sites = sites
        self.stats = stats
        self.symprec = symprec
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_sites(self.sites, self.symprec)
        check_stats(self.stats, STATISTICS)

    def _fit(self, structures):
        self.sites_ = None if self.sites is None else clone(self.sites).fit(structures)

    def _state(self):
        return self.sites_._state() if self.sites_ else {}

    @property
    def _sparse(self):
        return len(site_names(self.sites_)) * len(self.stats) > DENSE_UP_TO

    def _featurize_many(self, structures):
        tables = site_tables(structures, self.sites_, self.symprec)
        rows = [statistics_over_sites(table, self.stats) for table in tables]
        return [spread(row[None, None], [0], 1) for row in rows] if self._sparse else rows

    def _names(self):
        return [f"{stat} {name}" for name in site_names(self.sites_) for stat in self.stats]

"""Tier 2: statistics of site fingerprints over the sites of each element."""

import numpy as np
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
from coursekit.featurizers.species import (
    DENSE_UP_TO,
    check_species,
    learn_species,
    site_places,
    spread,
)


class SpeciesSiteStatistics(StructureFeaturizer):
    """Mean and scatter of a site fingerprint, separately over the sites of each element.

    Keeps: the average environment of each element and how much it varies. Loses: which of the sites
    of an element has which environment. The vector is as many times longer as there are elements.

    Parameters
    ----------
    sites : SiteFeaturizer, optional
        What describes a site. By default the 61 CrystalNN order parameters of
        `SiteStatisticsFingerprint`.
    stats : sequence of {"mean", "std_dev", "minimum", "maximum"}, default ("mean", "std_dev")
        Statistics over the sites of an element.
    symprec : float or None, default 0.01
        For the default sites: symmetry-equivalent ones, found with this tolerance in Å, are
        computed once in cells of 100 sites and more; in smaller ones the search takes longer than
        the sites. None computes every site.
    species : sequence of str, optional
        Elements that the columns provide for. By default those of the structures seen in `fit`.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    species_ : tuple of str
        Elements of the column layout, electropositive ones first.
    sites_ : SiteFeaturizer or None
        The fitted `sites`.

    Returns
    -------
    (n_structures, n_species * n_site_features * n_stats) array or CSR matrix
        In the units of the site features. Sparse above 10 000 columns. An element that is not in
        the crystal has zeros.

    Raises
    ------
    TypeError
        If `sites` is not a site featuriser.
    ValueError
        If a parameter is out of range, or (per structure) an element has no columns.

    Notes
    -----
    Names and, up to the rounding inside CrystalNN of about 1e-3, numbers are those of matminer's
    `PartialsSiteStatsFingerprint`, which has NaN where an element is absent. Invariances are those
    of the site fingerprint, as is what it makes of oxidation states.

    References
    ----------
    Zimmermann, N. E. R., Jain, A. RSC Adv. 10, 6063 (2020), https://doi.org/10.1039/C9RA07755C

    Ward, L. et al. Phys. Rev. B 96, 024104 (2017), https://doi.org/10.1103/PhysRevB.96.024104

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> by_element = SpeciesSiteStatistics(stats=["mean"])
    >>> row = by_element.fit_transform([make_rutile()])[0]
    >>> names = by_element.get_feature_names_out().tolist()
    >>> len(names), row[names.index("O mean wt CN_3")].round(2)
    (122, np.float64(1.0))
    """

    continuous = None
    species_aware = None

    _version = 2  # no symmetry search in small cells
    _chunk = 10
    _sees = frozenset((OXIDATION_STATES,))  # they choose the radii

    def __init__(
        self,
        sites=None,
        *,
        stats=("mean", "std_dev"),
        symprec=0.01,
        species=None,
        n_jobs=None,
        memory=None,
    ):
        self.sites = sites
        self.stats = stats
        self.symprec = symprec
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_sites(self.sites, self.symprec)
        check_stats(self.stats, STATISTICS)
        check_species(self.species)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species)
        self.sites_ = None if self.sites is None else clone(self.sites).fit(structures)

    def _state(self):
        inner = self.sites_._state() if self.sites_ else {}
        return {"species_": self.species_, "sites": inner}

    @property
    def _sparse(self):
        width = len(site_names(self.sites_)) * len(self.stats)
        return len(self.species_) * width > DENSE_UP_TO

    def _featurize_many(self, structures):
        places = [site_places(structure, self.species_) for structure in structures]
        tables = site_tables(structures, self.sites_, self.symprec)
        return [self._row(*item) for item in zip(tables, places, strict=True)]

    def _row(self, values, places):
        present = np.unique(places)
        blocks = [statistics_over_sites(values[places == place], self.stats) for place in present]
        row = spread(np.stack(blocks)[None], present, len(self.species_))
        return row if self._sparse else row[0]

    def _names(self):
        return [
            f"{symbol} {stat} {name}"
            for symbol in self.species_
            for name in site_names(self.sites_)
            for stat in self.stats
        ]

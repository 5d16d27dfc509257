"""Tier 2: statistics of site fingerprints over the sites of each element."""

import numpy as np
import scipy.sparse as sp
from sklearn.base import clone

from coursekit.errors import FeaturizationError
from coursekit.featurizers.aggregated import STATISTICS
from coursekit.featurizers.base import SiteFeaturizer, StructureFeaturizer
from coursekit.featurizers.parameters import check_positive, check_stats
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
        computed once. None computes every site.
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
    of the site fingerprint.

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

    _chunk = 10

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
        if self.sites is not None and not isinstance(self.sites, SiteFeaturizer):
            raise TypeError(
                f"`sites` is a {type(self.sites).__name__}; give a site featuriser such as "
                "BondLengths(), or None"
            )
        check_stats(self.stats, STATISTICS)
        if self.symprec is not None:
            check_positive("symprec", self.symprec, "Å")
        check_species(self.species)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species)
        self.sites_ = None if self.sites is None else clone(self.sites).fit(structures)

    def _state(self):
        inner = self.sites_._state() if self.sites_ else {}
        return {"species_": self.species_, "sites": inner}

    @property
    def _sparse(self):
        width = len(self._site_names()) * len(self.stats)
        return len(self.species_) * width > DENSE_UP_TO

    def _featurize_many(self, structures):
        places = [site_places(structure, self.species_) for structure in structures]
        tables = self._site_values(structures)
        return [self._row(*item) for item in zip(tables, places, strict=True)]

    def _site_values(self, structures):
        """(n_sites, n_site_features) array of every structure."""
        if self.sites_ is None:
            from coursekit.neighbors import crystal_nn_fingerprints_of_many

            once = self.symprec is not None
            options = {"equivalent_sites_once": once, **({"symprec": self.symprec} if once else {})}
            return crystal_nn_fingerprints_of_many(structures, **options)
        try:
            records = self.sites_.transform(structures)
        except FeaturizationError as error:
            # the outer run names the structure; here only the reason matters
            raise ValueError(error.failures[0].reason) from error
        values = (record.values for record in records)
        return [table.toarray() if sp.issparse(table) else table for table in values]

    def _row(self, values, places):
        present = np.unique(places)
        blocks = [self._statistics(values[places == place]) for place in present]
        row = spread(np.stack(blocks)[None], present, len(self.species_))
        return row if self._sparse else row[0]

    def _statistics(self, values):
        return np.stack([STATISTICS[name](values, axis=0) for name in self.stats], axis=1).ravel()

    def _site_names(self):
        if self.sites_ is not None:
            return self.sites_.get_feature_names_out()
        from coursekit.neighbors import fingerprint_names

        return fingerprint_names()

    def _names(self):
        return [
            f"{symbol} {stat} {name}"
            for symbol in self.species_
            for name in self._site_names()
            for stat in self.stats
        ]

"""Average SOAP of the inner kind: pool the density coefficients first, square them afterwards."""

from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.dscribe_input import wrapped_atoms
from coursekit.featurizers.soap import SOAP, _atomic_number, _backend
from coursekit.featurizers.species import DENSE_UP_TO, site_places


class InnerAverageSOAP(StructureFeaturizer):
    """One SOAP vector per crystal from the mean of its sites' densities, pooled before squaring.

    Keeps: the average surroundings of an atom with the sites' mutual orientation: two sites that
    are mirror images or turned copies of each other are not the same as two equal ones. Loses: how
    the sites differ; what points one way at one site and the other way at the next cancels.

    The outer average, `make_pipeline(SOAP(), MeanPooling())`, squares at every site and pools
    afterwards: there a site counts the same whichever way it is turned. The two agree when all
    sites have equal coefficients, as in a crystal of one atom per cell.

    Parameters
    ----------
    r_cut, n_max, l_max, sigma, species, compression, weighting, rbf, n_jobs, memory
        As those of `SOAP`, with the same defaults, units and ranges.

    Attributes
    ----------
    species_ : tuple of str
        Elements of the column layout, by atomic number.

    Returns
    -------
    (n_structures, n_features) array or CSR matrix
        Columns as those of `SOAP`, dimensionless; sparse above 10 000 columns.

    Raises
    ------
    ValueError
        As `SOAP`.

    Notes
    -----
    Inner: p = Σ_m (1/N Σ_i c_i,nlm)* (1/N Σ_i c_i,n'lm). Outer: p = 1/N Σ_i Σ_m c*_i,nlm c_i,n'lm.
    Invariant under rotation and reflection of the whole crystal, translation, order of atoms and
    supercell. Cost: as `SOAP`, without a power spectrum per site.

    References
    ----------
    De, S., Bartók, A. P., Csányi, G., Ceriotti, M. Phys. Chem. Chem. Phys. 18, 13754 (2016),
    https://doi.org/10.1039/C6CP00415F

    Himanen, L. et al. Comput. Phys. Commun. 247, 106949 (2020),
    https://doi.org/10.1016/j.cpc.2019.106949

    Examples
    --------
    >>> import numpy as np
    >>> from coursekit.pooling import MeanPooling
    >>> from coursekit.structures import make_diamond, make_fcc
    >>> soap = SOAP(r_cut=4.0, n_max=4, l_max=3)
    >>> for crystal in (make_fcc("Cu", primitive=True), make_diamond("Si")):
    ...     inner = InnerAverageSOAP(r_cut=4.0, n_max=4, l_max=3).fit_transform([crystal])
    ...     outer = MeanPooling().fit_transform(soap.fit_transform([crystal]))
    ...     print(bool(np.allclose(inner, outer)))
    True
    False
    """

    _version = 2  # atoms outside the cell have all their neighbours

    @property
    def species_aware(self):
        """Whether it claims to see the elements: "mu2" adds up their columns.

        Returns
        -------
        True or None
        """
        return None if self.compression == "mu2" else True

    def __init__(
        self,
        r_cut=5.0,
        *,
        n_max=8,
        l_max=6,
        sigma=0.5,
        species=None,
        compression="off",
        weighting=None,
        rbf="gto",
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.n_max = n_max
        self.l_max = l_max
        self.sigma = sigma
        self.species = species
        self.compression = compression
        self.weighting = weighting
        self.rbf = rbf
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        self._at_sites()._check_parameters()

    def _fit(self, structures):
        self.species_ = self._at_sites().fit(structures).species_

    def _state(self):
        return self._fitted()._state()

    def _at_sites(self):
        """The site featuriser with the same parameters."""
        params = self.get_params()
        return SOAP(**{**params, "n_jobs": None, "memory": None})

    def _fitted(self):
        soap = self._at_sites()
        soap.species_ = self.species_
        return soap

    @property
    def n_features_out_(self):
        """Number of columns."""
        return self._fitted().n_features_out_

    @property
    def _sparse(self):
        return self.n_features_out_ > DENSE_UP_TO

    def _featurize(self, structure):
        soap = self._fitted()
        if self.compression != "mu2":
            site_places(structure, self.species_)
        soap._check_neighbors(structure)
        symbols = {site.specie.symbol for site in structure}
        present = tuple(sorted(symbols, key=_atomic_number))
        backend = _backend((*soap._settings(), ("average", "inner")), present)
        return soap._scatter(backend.create(wrapped_atoms(structure))[None], present)

    def _names(self):
        return self._fitted()._names()

"""Tier 2: statistics of site fingerprints over the crystal."""

import numpy as np

from coursekit.featurizers.base import StructureFeaturizer

STATISTICS = {
    "mean": np.mean,
    "std_dev": np.std,
    "minimum": np.min,
    "maximum": np.max,
}


class SiteStatisticsFingerprint(StructureFeaturizer):
    """Mean and scatter, over all sites, of how much each site resembles the common motifs.

    Keeps: the average coordination geometry and how much it varies. Loses: which site has which
    geometry, the species, distances, and every motif too rare to move a mean or a scatter.

    Parameters
    ----------
    stats : tuple of {"mean", "std_dev", "minimum", "maximum"}, default ("mean", "std_dev")
        Statistics over the sites.
    symprec : float or None, default 0.01
        Symmetry-equivalent sites, found with this tolerance in Å, are computed once. None computes
        every site.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Returns
    -------
    (n_structures, 61 * n_stats) array
        Order parameters between 0 and 1.

    Raises
    ------
    ValueError
        If `stats` is empty or names an unknown statistic, or `symprec` is not positive.

    Notes
    -----
    The site fingerprint holds, for every coordination number, the probability that the site has it
    (CrystalNN) times order parameters for the geometries with that number. Invariant under
    rotation up to the rounding of the neighbour weights, about 1e-3.

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

    _chunk = 10

    def __init__(self, *, stats=("mean", "std_dev"), symprec=0.01, n_jobs=None, memory=None):
        self.stats = stats
        self.symprec = symprec
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        known = ", ".join(STATISTICS)
        if isinstance(self.stats, str):
            raise ValueError(f"`stats` is {self.stats!r}; give a tuple, even of one: ('mean',)")
        if not len(self.stats):
            raise ValueError(f"`stats` is {self.stats}; name at least one of {known}")
        for name in self.stats:
            if name not in STATISTICS:
                raise ValueError(f"`stats` names {name!r}; known are {known}")
        if self.symprec is not None and self.symprec <= 0:
            raise ValueError(
                f"`symprec` is {self.symprec} Å; it must be positive, or None for no symmetry"
            )

    def _featurize_many(self, structures):
        from coursekit.neighbors.fingerprints import crystal_nn_fingerprints_of_many

        once = self.symprec is not None
        options = {"equivalent_sites_once": once, **({"symprec": self.symprec} if once else {})}
        sites = crystal_nn_fingerprints_of_many(structures, **options)
        return [self._statistics(values) for values in sites]

    def _statistics(self, values):
        return np.stack([STATISTICS[name](values, axis=0) for name in self.stats], axis=1).ravel()

    def _names(self):
        from coursekit.neighbors.fingerprints import fingerprint_names

        return [f"{stat} {name}" for name in fingerprint_names() for stat in self.stats]

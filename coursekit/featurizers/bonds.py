"""Tier 3: bond lengths around every site: statistics, shells, by element."""

import numpy as np

from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.bonded import check_bonds, find_bonds
from coursekit.featurizers.groupwise import group_statistics
from coursekit.featurizers.parameters import check_kinds, check_positive, check_stats
from coursekit.featurizers.species import check_species, learn_species, site_places

SHELLS = ("first shell", "second shell")
LENGTH_STATISTICS = ("mean", "std", "min", "max", "range", *SHELLS)


class BondLengths(SiteFeaturizer):
    """Statistics of the bond lengths of every site.

    Keeps: how long the bonds are and how unlike, by element if wanted. Loses: their directions, and
    which bond is the long one.

    Parameters
    ----------
    r_cut : float, optional
        Neighbours are the atoms within this distance, Å, > 0, at most 20. By default those that
        CrystalNN counts as bonded.
    stats : sequence of str, default ("mean", "std", "min", "max", "range")
        Among these and "first shell", "second shell": mean length of the nearest shell and of the
        next.
    shell_gap : float, default 0.3
        Two neighbours are in different shells if a gap wider than this, Å, separates their
        distances.
    per_species : bool, default False
        Statistics for every element among the neighbours instead of one set for all.
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
        Values (n_sites, n_stats or n_species * n_stats), Å. With `per_species`, an element that is
        not among the neighbours of a site has zeros, as has its missing second shell.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) a site has no neighbour, or no second
        shell although asked for, or an element has no columns.

    Notes
    -----
    Standard deviation of the population. Invariant under rotation, reflection, translation and
    order of sites. Continuous only while no neighbour enters or leaves and no shell splits.

    References
    ----------
    Ward, L. et al. Phys. Rev. B 96, 024104 (2017), https://doi.org/10.1103/PhysRevB.96.024104

    Pan, H. et al. Inorg. Chem. 60, 1590 (2021), https://doi.org/10.1021/acs.inorgchem.0c02996

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> lengths = BondLengths(stats=["mean", "range"])
    >>> lengths.fit_transform([make_rutile()])[0].values[0].round(3)
    array([1.959, 0.032])
    >>> lengths.get_feature_names_out()
    array(['mean length / Å', 'range length / Å'], dtype=object)
    """

    continuous = None
    species_aware = None

    _chunk = 20

    def __init__(
        self,
        r_cut=None,
        *,
        stats=("mean", "std", "min", "max", "range"),
        shell_gap=0.3,
        per_species=False,
        species=None,
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.stats = stats
        self.shell_gap = shell_gap
        self.per_species = per_species
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_bonds(self.r_cut)
        check_stats(self.stats, LENGTH_STATISTICS)
        check_positive("shell_gap", self.shell_gap, "Å")
        check_kinds(self, flags=["per_species"])
        check_species(self.species)
        if self.r_cut is None and "second shell" in self.stats:
            raise ValueError(
                "`stats` names 'second shell', but CrystalNN stops after the bonded neighbours; give "
                "an `r_cut` that reaches the second shell"
            )

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
        (n_sites, n_features) array
        """
        n_kinds, groups = 1, bonds.centers
        if self.per_species:
            n_kinds = len(self.species_)
            groups = groups * n_kinds + site_places(structure, self.species_)[bonds.neighbors]
        n_groups = bonds.n_sites * n_kinds
        usual = [name for name in self.stats if name not in SHELLS]
        columns = dict(
            zip(usual, group_statistics(bonds.distances, groups, n_groups, usual).T, strict=True)
        )
        if len(usual) < len(self.stats):
            columns |= self._shells(structure, bonds.distances, groups, n_groups)
        return np.stack([columns[name] for name in self.stats], axis=1).reshape(bonds.n_sites, -1)

    def _shells(self, structure, distances, groups, n_groups):
        order = np.lexsort((distances, groups))
        shells = shell_numbers(distances[order], groups[order], self.shell_gap)
        means = {}
        for number, name in enumerate(SHELLS):
            here = order[shells == number]
            means[name] = group_statistics(distances[here], groups[here], n_groups, ["mean"])[:, 0]
        if "second shell" in self.stats and not self.per_species:
            self._require_second(structure, means["second shell"])
        return means

    def _require_second(self, structure, second):
        missing = np.flatnonzero(second == 0)
        if len(missing):
            site = int(missing[0])
            raise ValueError(
                f"has only one shell around site {site} ({structure[site].specie.symbol}) within "
                f"`r_cut` = {self.r_cut:g} Å; raise `r_cut`, lower `shell_gap`, or leave "
                "'second shell' out of `stats`"
            )

    def _names(self):
        ends = [f" to {symbol}" for symbol in self.species_] if self.per_species else [""]
        return [f"{stat} length{end} / Å" for end in ends for stat in self.stats]


def shell_numbers(distances, groups, gap):
    """Shell of every distance: 0 for the nearest, one more after every gap."""
    starts = np.diff(groups, prepend=-1) != 0
    steps = np.diff(distances, prepend=0.0) > gap
    passed = np.cumsum(steps & ~starts)
    return passed - passed[starts][np.cumsum(starts) - 1]

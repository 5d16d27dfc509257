"""Tier 3: coordination numbers, by a hard or a smooth cutoff."""

import numpy as np

from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.parameters import check_choice, check_cutoff, check_kinds, check_positive
from coursekit.featurizers.species import check_species, learn_species, site_places
from coursekit.neighbors import CUTOFFS, neighbor_list, require_neighbors

_TAIL = 10  # widths beyond which a Fermi step is below 5e-5


class Coordination(SiteFeaturizer):
    """Coordination number of every site: its neighbours within `r_cut`.

    Keeps: how many neighbours, by element if wanted. Loses: where they stand; their distances but
    for the one question whether they are near.

    Parameters
    ----------
    r_cut : float, default 3.0
        Cutoff radius, Å, > 0, at most 20.
    cutoff : {"hard", "cosine", "tanh", "polynomial", "fermi"}, default "hard"
        Weight of a neighbour at distance r. "hard" counts; "fermi" is a step of `width` at `r_cut`,
        the smooth coordination number; the others fade from the center to `r_cut`.
    width : float, default 0.2
        Width of the "fermi" step, Å, > 0.
    per_species : bool, default False
        One number for every element among the neighbours instead of one for all.
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
        Values (n_sites, 1 or n_species): "N", or "N(O)" and so on. A single site without neighbours
        has 0.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) no atom has a neighbour within `r_cut`
        or, with `per_species`, an element has no column.

    Notes
    -----
    :math:`N_i = \\sum_j w(r_{ij})` through all faces of the cell. Invariant under rotation,
    reflection, translation and order of sites. The hard number jumps when an atom crosses `r_cut`;
    the smooth ones are continuous.

    References
    ----------
    Sprik, M. Faraday Discuss. 110, 437 (1998), https://doi.org/10.1039/a801517a

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> number = Coordination(r_cut=2.2, per_species=True)
    >>> number.fit_transform([make_rutile()])[0].values[[0, 2]]
    array([[0., 6.],
           [3., 0.]])
    >>> number.get_feature_names_out()
    array(['N(Ti)', 'N(O)'], dtype=object)
    """

    @property
    def continuous(self):
        """Whether it claims to be continuous: a count is not.

        Returns
        -------
        True or None
        """
        return None if self.cutoff == "hard" else True

    @property
    def species_aware(self):
        """Whether it claims that another element changes the numbers.

        Returns
        -------
        True or None
        """
        return True if self.per_species else None

    def __init__(
        self,
        r_cut=3.0,
        *,
        cutoff="hard",
        width=0.2,
        per_species=False,
        species=None,
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.cutoff = cutoff
        self.width = width
        self.per_species = per_species
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_cutoff(self.r_cut)
        check_choice("cutoff", self.cutoff, tuple(CUTOFFS))
        check_positive("width", self.width, "Å")
        check_kinds(self, flags=["per_species"])
        check_species(self.species)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species) if self.per_species else ()

    def _featurize(self, structure):
        reach = self.r_cut + (_TAIL * self.width if self.cutoff == "fermi" else 0.0)
        pairs = neighbor_list(structure, reach)
        if not len(pairs) or pairs.distances.min() > self.r_cut:
            near = neighbor_list(structure, self.r_cut)
            if not len(near):
                require_neighbors(near)
        return self.describe(structure, pairs)

    def describe(self, structure, pairs):
        """Coordination numbers from neighbours that are already known, right or wrong ones.

        Parameters
        ----------
        structure : pymatgen Structure
        pairs : NeighborList

        Returns
        -------
        (n_sites, 1 or n_species) array
        """
        weights = self._weights(pairs.distances)
        if not self.per_species:
            return np.bincount(pairs.centers, weights, pairs.n_sites)[:, None]
        n = len(self.species_)
        cells = pairs.centers * n + site_places(structure, self.species_)[pairs.neighbors]
        return np.bincount(cells, weights, pairs.n_sites * n).reshape(-1, n)

    def _weights(self, distances):
        if self.cutoff == "hard":
            # the list decided; a second comparison could fall out otherwise by rounding
            return np.ones(len(distances))
        options = {"width": self.width} if self.cutoff == "fermi" else {}
        return CUTOFFS[self.cutoff](distances, r_cut=self.r_cut, **options)

    def _names(self):
        return [f"N({symbol})" for symbol in self.species_] if self.per_species else ["N"]

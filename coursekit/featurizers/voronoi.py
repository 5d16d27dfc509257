"""Tier 3: neighbours without a cutoff, from Voronoi cells and from CrystalNN."""

import numpy as np

from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.bonded import NO_BONDS
from coursekit.featurizers.ignored import OXIDATION_STATES
from coursekit.featurizers.parameters import check_kinds, is_number
from coursekit.featurizers.species import check_species, learn_species, site_places
from coursekit.neighbors import crystal_nn, voronoi_cells
from coursekit.neighbors.crystalnn import LARGEST_CN

EDGES = range(3, 11)
"""Numbers of edges that are counted; faces with more are rare."""


class VoronoiNeighbors(SiteFeaturizer):
    """Voronoi cell of every site: how many faces, which shapes, how much room.

    Keeps: the neighbours that no cutoff decides, and the space an atom has. Loses: the directions
    of the faces.

    Parameters
    ----------
    min_area : float, default 0.05
        Faces smaller than this fraction of the largest face of the cell are no neighbours, 0 to
        below 1. With 0 a displacement of 0.01 Å can make new ones: the 12 neighbours of fcc become
        14 on average.
    per_species : bool, default False
        Add, for every element, the number of faces to it and its share of the solid angle.
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
        Values (n_sites, 12 + 2 n_species): number of faces; effective number, which weighs them by
        area; volume of the cell, Å³; area of the faces, Å²; numbers of faces with 3 to 10 edges.

    Raises
    ------
    ValueError
        If `min_area` is not in [0, 1), or (per structure) an element has no columns.

    Notes
    -----
    Effective number: :math:`(\\sum A)^2 / \\sum A^2` over the areas A, 6 for a cube. The volumes are
    those of the full cells and add up to the volume of the crystal. Invariant under rotation,
    reflection, translation and order of sites; volume and area are continuous, the counts are not.

    References
    ----------
    O'Keeffe, M. Acta Cryst. A35, 772 (1979), https://doi.org/10.1107/S0567739479001765

    Ward, L. et al. Phys. Rev. B 96, 024104 (2017), https://doi.org/10.1103/PhysRevB.96.024104

    Examples
    --------
    >>> from coursekit.structures import make_bcc
    >>> cells = VoronoiNeighbors()
    >>> values = cells.fit_transform([make_bcc("Fe")])[0].values[0]
    >>> names = cells.get_feature_names_out().tolist()
    >>> values[0], values[names.index("Voronoi faces with 6 edges")]
    (np.float64(14.0), np.float64(8.0))
    """

    continuous = None

    @property
    def species_aware(self):
        """Whether it claims that another element changes the numbers.

        Returns
        -------
        True or None
        """
        return True if self.per_species else None

    def __init__(self, *, min_area=0.05, per_species=False, species=None, n_jobs=None, memory=None):
        self.min_area = min_area
        self.per_species = per_species
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_kinds(self, flags=["per_species"])
        if not is_number(self.min_area) or not 0 <= self.min_area < 1:
            raise ValueError(
                f"`min_area` is {self.min_area!r}; it is a fraction of the largest face, from 0 up to "
                "below 1"
            )
        check_species(self.species)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species) if self.per_species else ()

    def _featurize(self, structure):
        # below, a face is the rounding error of a corner
        cells = voronoi_cells(structure, min_area=max(self.min_area, 1e-8))
        centers, n_sites = cells.pairs.centers, cells.pairs.n_sites
        areas = np.bincount(centers, cells.areas, n_sites)
        effective = areas**2 / np.bincount(centers, cells.areas**2, n_sites)
        shapes = [np.bincount(centers[cells.n_edges == k], minlength=n_sites) for k in EDGES]
        whole = [cells.pairs.counts, effective, cells.cell_volumes, areas, *shapes]
        return np.hstack([np.stack(whole, axis=1), *self._by_species(structure, cells)])

    def _by_species(self, structure, cells):
        if not self.per_species:
            return []
        numbers = count_by_species(structure, cells.pairs, self.species_)
        seen = count_by_species(structure, cells.pairs, self.species_, cells.solid_angles)
        return [numbers, seen / seen.sum(axis=1, keepdims=True)]

    def _names(self):
        return [
            "Voronoi N",
            "Voronoi effective N",
            "Voronoi cell volume / Å³",
            "Voronoi cell area / Å²",
            *(f"Voronoi faces with {k} edges" for k in EDGES),
            *(f"Voronoi N({symbol})" for symbol in self.species_),
            *(f"Voronoi share({symbol})" for symbol in self.species_),
        ]


class CrystalNNCoordination(SiteFeaturizer):
    """Coordination number of every site by CrystalNN, which weighs faces, lengths and chemistry.

    Keeps: how many neighbours a chemist would count, by element if wanted, and how sure one can
    be. Loses: where they stand.

    Parameters
    ----------
    likelihoods : bool, default False
        Add the likelihood of every coordination number from 1 to 24.
    per_species : bool, default False
        Add the number of bonds to every element.
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
        Values (n_sites, 2 + 24 + n_species): the most likely number; the expected one, which is the
        mean over the likelihoods; the likelihoods; the bonds of the most likely number by element.

    Raises
    ------
    ValueError
        If (per structure) an element has no known radius or no columns.

    Notes
    -----
    Equal to pymatgen's `CrystalNN` and matminer's `CoordinationNumber` over it. Invariant under
    rotation, reflection, translation and order of sites; likelihoods up to the rounding of the
    neighbour weights, about 1e-3. Oxidation states, where the sites have any, choose ionic radii
    and so change likelihoods.

    References
    ----------
    Pan, H. et al. Inorg. Chem. 60, 1590 (2021), https://doi.org/10.1021/acs.inorgchem.0c02996

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> record = CrystalNNCoordination().fit_transform([make_rutile()])[0]
    >>> record.values[:, 0]
    array([6., 6., 3., 3., 3., 3.])
    """

    _sees = frozenset((OXIDATION_STATES,))  # they choose the radii
    _chunk = 20

    continuous = None

    @property
    def species_aware(self):
        """Whether it claims that another element changes the numbers.

        Returns
        -------
        True or None
        """
        return True if self.per_species else None

    def __init__(
        self, *, likelihoods=False, per_species=False, species=None, n_jobs=None, memory=None
    ):
        self.likelihoods = likelihoods
        self.per_species = per_species
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_kinds(self, flags=["likelihoods", "per_species"])
        check_species(self.species)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species) if self.per_species else ()

    def _featurize(self, structure):
        found = crystal_nn(structure)
        if not len(found.pairs):
            raise ValueError(NO_BONDS)
        expected = found.likelihoods @ np.arange(found.likelihoods.shape[1])
        blocks = [np.stack([found.coordination, expected], axis=1)]
        if self.likelihoods:
            blocks.append(found.likelihoods[:, 1 : LARGEST_CN + 1])
        if self.per_species:
            blocks.append(count_by_species(structure, found.bonds(), self.species_))
        return np.hstack(blocks)

    def _names(self):
        numbers = range(1, LARGEST_CN + 1) if self.likelihoods else ()
        return [
            "CrystalNN N",
            "CrystalNN expected N",
            *(f"CrystalNN likelihood N={n}" for n in numbers),
            *(f"CrystalNN N({symbol})" for symbol in self.species_),
        ]


def count_by_species(structure, pairs, species, weights=None):
    """Neighbours of every site, by element."""
    cells = pairs.centers * len(species) + site_places(structure, species)[pairs.neighbors]
    return np.bincount(cells, weights, pairs.n_sites * len(species)).reshape(-1, len(species))

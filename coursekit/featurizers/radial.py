"""Tier 2: radial distribution functions, of all atoms and of every pair of elements."""

from itertools import pairwise

import numpy as np

from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.parameters import check_cutoff, check_kinds, count_bins
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
from coursekit.neighbors import check_r_cut, neighbor_list, require_neighbors

FARTHEST = 100.0
"""Å. Largest `r_cut`; g(r) of a crystal says nothing new long before."""

TIE = 1e-8
"""Å. A distance this close below the edge of a bin stands on it, whatever the rounding."""


class RadialDistribution(StructureFeaturizer):
    """Radial distribution function g(r): how many more neighbours at r than by chance.

    Keeps: every interatomic distance and how often it occurs. Loses: which elements stand at the
    distance, and all angles.

    Parameters
    ----------
    r_cut : float, default 10.0
        Largest distance, Å, > 0, at most 100.
    bin_width : float, default 0.1
        Width of a bin, Å, > 0; a whole number of bins must fill `r_cut`.
    n_jobs : int, optional
        Processes; see joblib.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    edges_ : (n_bins + 1,) array
        Edges of the bins, Å. A bin holds its lower edge and not its upper one; the last
        holds both.

    Returns
    -------
    (n_structures, n_bins) array
        Dimensionless; mean of g over each bin.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) no atom has a neighbour within `r_cut`.

    Notes
    -----
    :math:`g(r) = \\langle n(r) \\rangle / (4 \\pi \\rho \\int r^2 dr)`, where
    :math:`\\langle n(r) \\rangle` is the mean number of neighbours of an atom in the bin, the
    integral runs over the bin, and :math:`\\rho = N/V`. g tends to 1 at large r, and the sum of
    :math:`4 \\pi \\rho g \\int r^2 dr` over the bins up to r is the coordination number within r.

    Invariant under rotation, reflection, translation, order of sites, and the choice of cell: the
    mean is over atoms. matminer's `RadialDistributionFunction` is the sum over the atoms of the
    cell instead, so that its values for a 2x2x2 supercell are 8 times those of the cell; divide
    them by the number of atoms to get these. Not continuous: an atom that crosses the edge of a
    bin moves its whole count. Cost: linear in the number of pairs, 1 ms for 14 000.

    References
    ----------
    Allen, M. P., Tildesley, D. J. Computer Simulation of Liquids, 2nd edition, section 2.6 (2017),
    https://doi.org/10.1093/oso/9780198803195.001.0001

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> po = Structure(Lattice.cubic(3.35), ["Po"], [[0, 0, 0]])
    >>> rdf = RadialDistribution(r_cut=5.0).fit([po])
    >>> g_r = rdf.transform([po])[0]
    >>> rdf.get_feature_names_out()[33], g_r[33].round(3)
    ('g(r) 3.3-3.4 Å', np.float64(15.994))
    >>> shells = 4 / 3 * np.pi * np.diff(rdf.edges_**3)
    >>> (g_r * shells / po.volume)[:40].sum().round(9)
    np.float64(6.0)
    """

    continuous = None
    species_aware = None

    def __init__(self, r_cut=10.0, *, bin_width=0.1, n_jobs=None, memory=None):
        self.r_cut = r_cut
        self.bin_width = bin_width
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        _check_range(self.r_cut, self.bin_width)

    def _fit(self, structures):
        self.edges_ = _edges(self.r_cut, self.bin_width)

    def _featurize(self, structure):
        *_, bins = _binned_pairs(structure, self.r_cut, self.edges_)
        counts = np.bincount(bins, minlength=len(self.edges_) - 1)
        density = len(structure) / structure.volume
        return counts / len(structure) / (density * _shell_volumes(self.edges_))

    def _names(self):
        return [f"g(r) {span}" for span in _spans(self.edges_)]


class PartialRadialDistribution(StructureFeaturizer):
    """Radial distribution function of every pair of elements.

    Keeps: every distance, between which elements, and how often. Loses: all angles, and which
    distances belong to the same atom.

    Parameters
    ----------
    r_cut : float, default 10.0
        Largest distance, Å, > 0, at most 100.
    bin_width : float, default 0.1
        Width of a bin, Å, > 0; a whole number of bins must fill `r_cut`.
    species : sequence of str, optional
        Elements that the columns provide for. By default those of the structures seen in `fit`.
    groups : dict of str to sequence of str, optional
        Elements that share columns, such as {"anion": ["O", "S"]}; the others stand for themselves.
    density : bool, default False
        Give the density of atoms of the second element around one of the first, Å⁻³, which is
        matminer's `PartialRadialDistributionFunction`: g times the density of the second element.
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
    edges_ : (n_bins + 1,) array
        Edges of the bins, Å. A bin holds its lower edge and not its upper one; the last
        holds both.

    Returns
    -------
    (n_structures, n_pairs * n_bins) array or CSR matrix
        Dimensionless; n(n+1)/2 pairs of n labels. Sparse above 10 000 columns. A pair that is not
        in the crystal has zeros.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) an element has no columns or no atom has
        a neighbour within `r_cut`.

    Notes
    -----
    With concentrations :math:`c_A = N_A/N`: the functions are symmetric,
    :math:`g_{AB} = g_{BA}`, each tends to 1 at large r, and
    :math:`\\sum_{AB} c_A c_B g_{AB} = g` over ordered pairs. The number of B around an A within r,
    :math:`N_{AB} = 4 \\pi \\rho c_B \\int g_{AB} r^2 dr`, is not symmetric:
    :math:`N_{AB} c_A = N_{BA} c_B`. Invariances, cost and the discontinuity at the edges of bins
    are those of `RadialDistribution`.

    References
    ----------
    Schütt, K. T. et al. Phys. Rev. B 89, 205118 (2014),
    https://doi.org/10.1103/PhysRevB.89.205118

    Faber, T. E., Ziman, J. M. Philos. Mag. 11, 153 (1965),
    https://doi.org/10.1080/14786436508211931

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> partial = PartialRadialDistribution(r_cut=4.0, bin_width=0.5)
    >>> partial.fit_transform([make_rutile()]).round(2)[0, 8:16]
    array([0.  , 0.  , 0.  , 4.83, 0.  , 0.  , 0.94, 0.71])
    >>> partial.get_feature_names_out()[11]
    'g(r) Ti-O 1.5-2 Å'
    """

    continuous = None

    def __init__(
        self,
        r_cut=10.0,
        *,
        bin_width=0.1,
        species=None,
        groups=None,
        density=False,
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.bin_width = bin_width
        self.species = species
        self.groups = groups
        self.density = density
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        _check_range(self.r_cut, self.bin_width)
        check_kinds(self, flags=["density"])
        check_species(self.species, self.groups)

    def _fit(self, structures):
        self.edges_ = _edges(self.r_cut, self.bin_width)
        self.species_ = learn_species(structures, self.species)
        self.labels_ = learn_labels(self.species_, self.groups)

    @property
    def _sparse(self):
        return self._n_pairs() * (len(self.edges_) - 1) > DENSE_UP_TO

    def _n_pairs(self):
        # counted, not listed: every crystal asks
        return len(self.labels_) * (len(self.labels_) + 1) // 2

    def _featurize(self, structure):
        places = site_places(structure, self.species_, self.groups)
        present, kind = np.unique(places, return_inverse=True)
        n_kinds, n_bins = len(present), len(self.edges_) - 1
        centers, neighbors, bins = _binned_pairs(structure, self.r_cut, self.edges_)
        cells = (kind[centers] * n_kinds + kind[neighbors]) * n_bins + bins
        counts = np.bincount(cells, minlength=n_kinds**2 * n_bins).reshape(n_kinds, n_kinds, n_bins)
        numbers = np.bincount(kind)
        values = counts / numbers[:, None, None] / _shell_volumes(self.edges_)
        if not self.density:
            values = values / (numbers / structure.volume)[:, None]
        first, second = np.triu_indices(n_kinds)
        pairs = pair_places(present[first], present[second], len(self.labels_))
        row = spread(values[first, second][None], pairs, self._n_pairs())
        return row if self._sparse else row[0]

    def _names(self):
        what, unit = ("density", " / Å⁻³") if self.density else ("g(r)", "")
        return [
            f"{what} {first}-{second} {span}{unit}"
            for first, second in pair_labels(self.labels_)
            for span in _spans(self.edges_)
        ]


def _check_range(r_cut, bin_width):
    check_cutoff(r_cut, at_most=FARTHEST)
    count_bins(bin_width, name="bin_width", total=r_cut, total_name="`r_cut`", unit="Å")


def _edges(r_cut, bin_width):
    return np.linspace(0.0, r_cut, round(r_cut / bin_width) + 1)


def _spans(edges):
    return [f"{low:.6g}-{high:.6g} Å" for low, high in pairwise(edges)]


def _shell_volumes(edges):
    return 4 / 3 * np.pi * np.diff(edges**3)


def _binned_pairs(structure, r_cut, edges):
    """Centers, neighbours and bins of all pairs, in no order: a histogram needs none."""
    from pymatgen.optimization.neighbors import find_points_in_spheres

    check_r_cut(r_cut, n_sites=len(structure), volume=structure.volume)
    coords = np.ascontiguousarray(structure.cart_coords)
    lattice = np.ascontiguousarray(structure.lattice.matrix)
    periodic = np.ones(3, dtype=np.int64)
    centers, neighbors, _, distances = find_points_in_spheres(
        coords, coords, r=float(r_cut), pbc=periodic, lattice=lattice, tol=TIE
    )
    other = distances > TIE
    if not other.any():
        require_neighbors(neighbor_list(structure, r_cut))
    bins = ((distances[other] + TIE) / edges[1]).astype(np.int64)
    return centers[other], neighbors[other], np.minimum(bins, len(edges) - 2)

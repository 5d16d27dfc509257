"""MBTR: smooth histograms of distances or angles in the whole crystal, one per set of elements."""

from functools import partial

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.parameters import check_choice, check_cutoff, check_kinds, check_positive
from coursekit.featurizers.records import FeatureNames
from coursekit.featurizers.species import (
    DENSE_UP_TO,
    check_species,
    learn_species,
    pair_labels,
    pair_places,
    site_places,
    spread,
)
from coursekit.neighbors import angles_between, bond_pairs, neighbor_list, require_neighbors

_TERMS_AT_ONCE = 20_000  # Gaussians drawn in one pass; more would not fit the cache

# name: (bodies, low, high, sigma, word, unit); None stands for `r_cut`
FUNCTIONS = {
    "inverse_distance": (2, 0.0, 1.0, 0.02, "1/distance", " Å⁻¹"),
    "distance": (2, 0.0, None, 0.1, "distance", " Å"),
    "angle": (3, 0.0, 180.0, 5.0, "angle", "°"),
    "cosine": (3, -1.0, 1.0, 0.05, "cosine", ""),
}


class MBTR(StructureFeaturizer):
    """Many-body tensor representation: smeared distances of pairs or angles of triplets, per atom.

    Keeps: which distances (or angles) occur between which elements, and how often. Loses: which
    atom has them, which angle goes with which distance, handedness.

    Parameters
    ----------
    r_cut : float, default 6.0
        Cutoff, Å, above 0: longest distance of a pair, half the perimeter of a triplet.
    function : {"inverse_distance", "distance", "angle", "cosine"}, default "inverse_distance"
        What is measured, of pairs (the first two) or of triplets at their middle atom.
    low, high : float, optional
        Ends of the grid in the unit of the function. By default 0 to 1 Å⁻¹, 0 to `r_cut`, 0 to
        180°, -1 to 1.
    n_points : int, default 50
        Points of the grid, at least 2.
    sigma : float, optional
        Width of the Gaussians in the unit of the function, above 0. By default 0.02 Å⁻¹, 0.1 Å, 5°,
        0.05.
    threshold : float, default 0.001
        Weight of a pair at `r_cut`, between 0 and 1; weights decay exponentially up to there and
        then end.
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

    Returns
    -------
    (n_structures, n_features) array or CSR matrix
        Density per atom, in the inverse unit of the function; sparse above 10 000 columns.

    Raises
    ------
    ValueError
        If a parameter is out of range, or (per structure) an element is not among `species_` or a
        site has no neighbour within `r_cut`.

    Notes
    -----
    At grid point x and for elements A, B: 1/N Σ w(d) G(x - g) over the pairs of one cell, where g
    is the function, w(d) = threshold^(d/r_cut) and G a Gaussian, averaged over the width of a grid
    step. For triplets d is half the perimeter. The one-body term of the reference is the
    composition and is left to tier 1. S elements take S(S+1)/2 n_points columns for pairs, S times
    as many for triplets. Invariant under rotation, reflection, translation, order of atoms and
    supercell; a pair that crosses `r_cut` makes a jump of the size of `threshold`. Cost: linear in
    the atoms.

    References
    ----------
    Huo, H., Rupp, M. Mach. Learn.: Sci. Technol. 3, 045017 (2022),
    https://doi.org/10.1088/2632-2153/aca005

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> mbtr = MBTR(function="angle", n_points=19).fit([make_rutile()])
    >>> mbtr.get_feature_names_out()[[9, 47]].tolist()
    ['Ti-Ti-Ti angle near 90°', 'O-Ti-O angle near 90°']
    """

    continuous = None

    def __init__(
        self,
        r_cut=6.0,
        *,
        function="inverse_distance",
        low=None,
        high=None,
        n_points=50,
        sigma=None,
        threshold=1e-3,
        species=None,
        n_jobs=None,
        memory=None,
    ):
        self.r_cut = r_cut
        self.function = function
        self.low = low
        self.high = high
        self.n_points = n_points
        self.sigma = sigma
        self.threshold = threshold
        self.species = species
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_cutoff(self.r_cut)
        check_choice("function", self.function, FUNCTIONS)
        own = ["low", "high", "sigma"]
        check_kinds(self, numbers=[*own, "threshold"], wholes=["n_points"], optional=own)
        low, high, sigma = self._grid()
        unit = FUNCTIONS[self.function][-1]
        if not low < high:
            raise ValueError(
                f"`low` is {low:g}{unit} and `high` is {high:g}{unit}; `low` must be smaller"
            )
        check_positive("sigma", sigma, unit.strip())
        if self.n_points < 2:
            raise ValueError(f"`n_points` is {self.n_points}; a grid needs at least 2 points")
        if not 0 < self.threshold < 1:
            raise ValueError(f"`threshold` is {self.threshold}; it must lie between 0 and 1")
        check_species(self.species)

    def _fit(self, structures):
        self.species_ = learn_species(structures, self.species)

    def _grid(self):
        """Ends of the grid and width of the Gaussians, defaults filled in."""
        _, low, high, sigma, *_ = FUNCTIONS[self.function]
        high = self.r_cut if high is None else high
        chosen = (self.low, self.high, self.sigma)
        return [d if c is None else c for c, d in zip(chosen, (low, high, sigma), strict=True)]

    @property
    def n_features_out_(self):
        """Number of columns."""
        return self._n_blocks(len(self.species_)) * self.n_points

    @property
    def _sparse(self):
        return self.n_features_out_ > DENSE_UP_TO

    def _n_blocks(self, n_species):
        n_pairs = n_species * (n_species + 1) // 2
        return n_pairs if FUNCTIONS[self.function][0] == 2 else n_species * n_pairs

    def _featurize(self, structure):
        places = site_places(structure, self.species_)
        pairs = require_neighbors(neighbor_list(structure, self.r_cut))
        measure = pair_terms if FUNCTIONS[self.function][0] == 2 else triplet_terms
        members, values, lengths = measure(pairs, self.function)
        weights = self.threshold ** (lengths / pairs.r_cut) / pairs.n_sites
        # only the blocks that occur, so that the cost does not depend on the number of elements
        present, blocks = np.unique(
            _block_places(places[members], len(self.species_)), return_inverse=True
        )
        density = _smeared(values, weights, blocks, len(present), *self._grid(), self.n_points)
        return spread(density[None], present, self._n_blocks(len(self.species_)))

    def _names(self):
        make = partial(_make_names, self.function, *self._grid(), self.n_points, self.species_)
        return FeatureNames(self.n_features_out_, make)


def pair_terms(pairs, function):
    """Every pair of a cell: its elements' sites, what is measured, how long it is."""
    members = np.array([pairs.centers, pairs.neighbors])
    once = members[0] < members[1]
    # a bond from a site to its own image has no other end to be left out: keep one direction
    x, y, z = pairs.images.T
    onward = (x > 0) | ((x == 0) & ((y > 0) | ((y == 0) & (z > 0))))
    once |= (members[0] == members[1]) & onward
    lengths = pairs.distances[once]
    return members[:, once], lengths if function == "distance" else 1 / lengths, lengths


def triplet_terms(pairs, function):
    """Every angle of a cell: its elements' sites, what is measured, half its perimeter."""
    first, second = bond_pairs(pairs.offsets)
    across = np.linalg.norm(pairs.vectors[first] - pairs.vectors[second], axis=1)
    lengths = (across + pairs.distances[first] + pairs.distances[second]) / 2
    near = lengths <= pairs.r_cut
    first, second, lengths = first[near], second[near], lengths[near]
    angles = angles_between(pairs.vectors[first], pairs.vectors[second])
    members = np.array([pairs.centers[first], pairs.neighbors[first], pairs.neighbors[second]])
    return members, angles if function == "angle" else np.cos(np.radians(angles)), lengths


def _block_places(members, n_species):
    """Block of every pair, or of every triplet given with its middle first."""
    ends = pair_places(*members[-2:], n_species)
    return ends if len(members) == 2 else ends + members[0] * (n_species * (n_species + 1) // 2)


def _smeared(values, weights, blocks, n_blocks, low, high, sigma, n_points):
    """(n_blocks, n_points) sums of Gaussians, each averaged over the width of a grid step."""
    from scipy.special import ndtr

    step = (high - low) / (n_points - 1)
    edges = low + step * (np.arange(n_points + 1) - 0.5)
    total = np.zeros((n_blocks, n_points))
    for start in range(0, len(values), _TERMS_AT_ONCE):
        part = slice(start, start + _TERMS_AT_ONCE)
        drawn = np.diff(ndtr((edges - values[part, None]) / sigma), axis=1) / step
        place = (weights[part], (blocks[part], np.arange(len(drawn))))
        total += sp.csr_matrix(place, shape=(n_blocks, len(drawn))) @ drawn
    return total


def _make_names(function, low, high, sigma, n_points, species):
    bodies, *_, word, unit = FUNCTIONS[function]
    sets = [f"{a}-{b}" for a, b in pair_labels(species)]
    if bodies == 3:
        sets = [f"{a}-{middle}-{b}" for middle in species for a, b in pair_labels(species)]
    points = np.linspace(low, high, n_points)
    return [f"{symbols} {word} near {x:.4g}{unit}" for symbols in sets for x in points]

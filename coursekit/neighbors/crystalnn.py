"""CrystalNN: which Voronoi neighbours are bonded, and how sure one can be of the number.

A face counts by the solid angle it fills; large faces far away, unlike electronegativities and
long bonds change the count. Weights between 0 and 1 become probabilities of coordination numbers.
"""

from dataclasses import dataclass

import numpy as np

from coursekit.neighbors.lists import NeighborList
from coursekit.neighbors.radii import species_tables
from coursekit.neighbors.voronoi import voronoi_cells

LARGEST_CN = 24
"""Coordination numbers up to this always have a column."""

_ELECTRONEGATIVITY_SPAN = 3.3  # largest difference between two elements, Pauling scale


@dataclass(frozen=True, eq=False)
class CrystalNeighbors:
    """Bonded neighbours with weights, and the likelihood of every coordination number.

    Attributes
    ----------
    pairs : NeighborList
        Neighbours with a weight above zero, in order of site, then weight, largest first: the
        first n of a site are its neighbours if its coordination number is n.
    weights : (n_pairs,) array
        0 to 1, rounded to three decimals as CrystalNN does.
    likelihoods : (n_sites, n) array
        Column k: probability of the coordination number k; rows add up to 1. At least 25 columns.
    """

    pairs: NeighborList
    weights: np.ndarray
    likelihoods: np.ndarray

    @property
    def coordination(self):
        """Most likely coordination number of every site, (n_sites,) array of int."""
        # on equal terms a site with neighbours is preferred to one without
        rolled = np.roll(self.likelihoods, -1, axis=1)
        return (rolled.argmax(axis=1) + 1) % self.likelihoods.shape[1]

    def bonds(self):
        """Neighbours under the most likely coordination numbers: each counts, or does not.

        Returns
        -------
        NeighborList
        """
        return self.pairs.keep(_ranks(self.pairs) <= self.coordination[self.pairs.centers])


def crystal_nn(
    structure, *, distance_cutoffs=(0.5, 1.0), x_diff_weight=3.0, porous_adjustment=True, sites=None
):
    """Bonded neighbours of every site by the CrystalNN recipe.

    Parameters
    ----------
    structure : pymatgen Structure
    distance_cutoffs : (float, float) or None, default (0.5, 1.0)
        Å. Bonds up to the sum of radii plus the first count in full, beyond the sum plus the second
        not at all; None ignores lengths.
    x_diff_weight : float, default 3.0
        How much unlike electronegativities count, >= 0; 0 ignores them.
    porous_adjustment : bool, default True
        Divide out that far faces are large, for layers and pores.
    sites : array of int, optional
        Only these sites; the others get no neighbours and an empty row of likelihoods.

    Returns
    -------
    CrystalNeighbors

    Raises
    ------
    TypeError
        If `structure` is not a pymatgen Structure.
    ValueError
        If a parameter is out of range, an element has no known radius, or as `voronoi_cells`.

    Notes
    -----
    Equal to pymatgen's CrystalNN, except in open structures, where its search radius of 7 Å does
    not close the Voronoi cell; here the cell is always exact. Weights are rounded to three
    decimals, as there, so that a displacement of 1e-9 Å can move a likelihood by 1e-3. Sites
    carrying an oxidation state use ionic radii, others covalent ones.

    References
    ----------
    Pan et al., Inorg. Chem. 60, 1590 (2021), doi:10.1021/acs.inorgchem.0c02996

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> salt = Structure.from_spacegroup("Fm-3m", Lattice.cubic(5.64), ["Na", "Cl"],
    ...                                  [[0, 0, 0], [0.5, 0.5, 0.5]])
    >>> crystal_nn(salt).coordination
    array([6, 6, 6, 6, 6, 6, 6, 6])
    """
    _check(distance_cutoffs, x_diff_weight)
    cells = voronoi_cells(structure, sites=sites)
    pairs = cells.pairs
    radii, covalent, electronegativity = species_tables(structure)
    weights = cells.solid_angles.copy()
    if porous_adjustment:
        weights *= cells.solid_angles / cells.areas
    if x_diff_weight:
        weights *= _chemical_weights(pairs, electronegativity, x_diff_weight)
    largest = np.zeros(pairs.n_sites)
    np.maximum.at(largest, pairs.centers, weights)
    weights /= largest[pairs.centers]
    if distance_cutoffs is not None:
        bonds = _bond_lengths(structure, pairs, radii, covalent)
        weights *= _distance_weights(pairs.distances - bonds, distance_cutoffs)
    # equal weights keep the order of the list, which no rotation changes
    order = np.lexsort((-weights.round(9), pairs.centers))
    weights = weights[order].round(3)
    pairs, weights = pairs.keep(order[weights > 0]), weights[weights > 0]
    likelihoods = _likelihoods(pairs, weights)
    if sites is not None:
        likelihoods[np.setdiff1d(np.arange(pairs.n_sites), sites)] = 0.0
    return CrystalNeighbors(pairs, weights, likelihoods)


def _check(distance_cutoffs, x_diff_weight):
    if not np.isfinite(x_diff_weight) or x_diff_weight < 0:
        raise ValueError(
            f"`x_diff_weight` is {x_diff_weight}; it must be zero or a positive number"
        )
    if distance_cutoffs is not None:
        low, high = distance_cutoffs
        if not 0 <= low < high:
            raise ValueError(
                f"`distance_cutoffs` is ({low}, {high}) Å; give two increasing lengths from 0 up, such "
                "as (0.5, 1.0), or None"
            )


def _chemical_weights(pairs, electronegativity, x_diff_weight):
    difference = np.abs(electronegativity[pairs.centers] - electronegativity[pairs.neighbors])
    weights = 1 + x_diff_weight * np.sqrt(difference / _ELECTRONEGATIVITY_SPAN)
    return np.where(np.isnan(weights), 1.0, weights)


def _bond_lengths(structure, pairs, radii, covalent):
    """Sum of the two radii: ionic if both are known, else covalent."""
    i, j = pairs.centers, pairs.neighbors
    both = (radii[i] > 0) & (radii[j] > 0)
    bonds = np.where(both, radii[i] + radii[j], covalent[i] + covalent[j])
    if np.isnan(bonds).any():
        site = int(np.flatnonzero(np.isnan(covalent))[0])
        raise ValueError(_no_radius(site, structure[site].specie))
    return bonds


def _no_radius(site, species):
    from pymatgen.core import DummySpecies

    if isinstance(species, DummySpecies):
        return (
            f"site {site} holds {species.symbol}, which is no element and has no radius; give the "
            "site an element (structure.replace_species) or remove it (structure.remove_sites)"
        )
    return (
        f"no covalent radius is known for {species.symbol}; `distance_cutoffs=None` does without "
        "radii"
    )


def _distance_weights(excess, distance_cutoffs):
    low, high = distance_cutoffs
    return 0.5 * (1 + np.cos(np.pi * np.clip((excess - low) / (high - low), 0.0, 1.0)))


def _ranks(pairs):
    """Place of every neighbour among those of its site, from 1."""
    return np.arange(len(pairs)) - pairs.offsets[pairs.centers] + 1


def _likelihoods(pairs, weights):
    """Area under a quarter circle between one weight and the next smaller one of the site."""
    ranks = _ranks(pairs)
    following = np.zeros(len(weights))
    following[:-1] = np.where(pairs.centers[1:] == pairs.centers[:-1], weights[1:], 0.0)
    last = weights != following
    width = max(LARGEST_CN, int(ranks.max(initial=0))) + 1
    likelihoods = np.zeros((pairs.n_sites, width))
    share = _quarter_circle(weights[last]) - _quarter_circle(following[last])
    likelihoods[pairs.centers[last], ranks[last]] = share
    likelihoods[:, 0] = np.maximum(1.0 - likelihoods.sum(axis=1), 0.0)
    return likelihoods


def _quarter_circle(x):
    """Share of a quarter of the unit disc left of x, for x from 0 to 1."""
    return 2 / np.pi * (x * np.sqrt(1 - x * x) + np.arcsin(x))

"""Broken where a crystal is read and described: images, files, symmetry, pooling."""

import numpy as np

from coursekit.audits.crystals import with_lattice
from coursekit.audits.zoo.entry import broken
from coursekit.audits.zoo.vector import (
    R_CUT,
    each,
    electronegativities,
    pool,
    radial,
    radial_of,
    radial_with,
    site_vectors,
    with_r_cut,
)
from coursekit.neighbors import (
    bond_angles,
    neighbor_list,
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)

_SLOTS = 8


def _sites(structure):
    return site_vectors(structure, neighbor_list(structure, R_CUT))


def _counts(neighbors, radii=(2.6, 3.0, 3.4, 3.8, 4.4)):
    """Coordination numbers below some radii (Å), and the electronegativity."""

    def row(structure):
        distances = neighbors(structure, max(radii)).distances
        counts = [(distances < r).sum() / len(structure) for r in radii]
        return [*counts, electronegativities(structure).mean()]

    return each(row)


def _only_to_one_side(structure, r_cut):
    pairs = neighbor_list(structure, r_cut)
    return pairs.keep((pairs.images >= 0).all(axis=1))


def _fractional_as_cartesian(structure):
    from pymatgen.core import Structure

    places = structure.frac_coords * 3.0 + 0.1  # scaled, so that no two atoms coincide
    return Structure(structure.lattice, structure.species, places, coords_are_cartesian=True)


def _angles_swapped(structure):
    from pymatgen.core import Lattice

    a, b, c, alpha, beta, gamma = structure.lattice.parameters
    wrong = Lattice.from_parameters(a, b, c, gamma, beta, alpha)
    return with_lattice(structure, lambda matrix: wrong.matrix)


def _occupancies_dropped(structure):
    from pymatgen.core import Structure

    species = [max(site.species, key=site.species.get) for site in structure]
    return Structure(structure.lattice, species, structure.frac_coords)


def _shares(structure):
    """Composition by symbols that went through upper()."""
    from pymatgen.core import Element

    share = np.zeros(104)
    for site in structure:
        raw = site.specie.symbol.upper()
        valid = [symbol for symbol in (raw, raw[0]) if Element.is_valid_symbol(symbol)]
        share[Element((valid or [site.specie.symbol])[0]).Z] += 1 / len(structure)
    return share


def _by_index(structure):
    """Upper triangle of the distance matrix in the order of the file, filled up with zeros."""
    above = structure.distance_matrix[np.triu_indices(len(structure), 1)]
    row = np.zeros(_SLOTS * (_SLOTS - 1) // 2)
    row[: len(above)] = above[: len(row)]
    return [*row, electronegativities(structure).mean()]


def _from_first_atom(structure):
    pairs = neighbor_list(structure, 8.0)
    distances = np.sort(pairs.distances[pairs.centers == 0])[:12]
    return [*distances, electronegativities(structure)[0]]


def _concatenated(structure):
    sites = _sites(structure)[:_SLOTS]
    return np.pad(sites, ((0, _SLOTS - len(sites)), (0, 0))).ravel()


def _handed(structure):
    """Triple products of the nearest neighbours with their sign."""
    pairs = neighbor_list(structure, R_CUT)
    turns = [_turn(pairs.vectors[pairs.centers == i][:3]) for i in range(len(structure))]
    return [*pool(site_vectors(structure, pairs)), np.mean(turns)]


def _turn(vectors):
    if len(vectors) < 3:
        return 0.0
    return float(np.linalg.det(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)))


def _hard(structure):
    pairs, pull = neighbor_list(structure, 4.4), electronegativities(structure)
    near = [pairs.distances < r for r in (2.8, 3.6, 4.4)]
    plain = [n.sum() / len(structure) for n in near]
    weighted = [pull[pairs.neighbors[n]].sum() / len(structure) for n in near]
    return [*plain, *weighted, pull.mean()]


def _random_sample(structures):
    rng = np.random.default_rng()
    found = [_sites(structure) for structure in structures]
    return np.array([pool(sites[rng.integers(len(sites), size=4)]) for sites in found])


def _mean_count(structure):
    """Mean coordination number and atomic numbers."""
    numbers = np.array([site.specie.Z for site in structure], float)
    return [len(neighbor_list(structure, 2.6)) / len(structure), numbers.mean(), numbers.std()]


def _angles_in_radians(structure):
    """Histogram of bond angles, edges in degrees, angles in radians."""
    angles = np.radians(bond_angles(neighbor_list(structure, 3.4))[2])
    counts = np.histogram(angles, np.linspace(0.0, 180.0, 19))[0]
    return counts / max(counts.sum(), 1)


BROKEN_GEOMETRY = (
    broken(
        "periodic images", "no images", radial_with(neighbors_without_images),
        "Distances between the atoms of the cell alone, as for a molecule.",
        "Atoms at a face of the cell lose neighbours, so origin and size of the cell change the "
        "vector. Shift the origin to see it; use a list with images.",
        students=True,
    ),
    broken(
        "periodic images", "minimum image", radial_with(neighbors_minimum_image),
        "A matrix of nearest-image distances, in cells smaller than twice the cutoff.",
        "Each other atom counts once, however many of its images are near. A supercell finds more "
        "neighbours than its cell; use all images within the cutoff.",
        students=True,
    ),
    broken(
        "periodic images", "images to one side", radial_with(_only_to_one_side),
        "Images in the positive directions only: range(0, 2) instead of range(-1, 2).",
        "Neighbours behind the lower faces are missing, so the origin matters. Loop over -1, 0, 1 "
        "(and further for long cutoffs).",
        students=True,
    ),
    broken(
        "invariances", "half list", radial_with(neighbors_half_list),
        "A neighbour list for energies, each pair stored at one end, used per site.",
        "Which end of a bond gets it depends on the order of the sites: reorder them and the vector "
        "changes. Use the list in both directions.",
        students=True,
    ),
    broken(
        "periodic images", "half counts", _counts(neighbors_half_list),
        "Coordination numbers as the number of stored pairs over the number of atoms.",
        "Every coordination number is half of the true one: rocksalt has 3 neighbours. No move shows "
        "it, a count by hand does.",
        claims={"continuous": None},
    ),
    broken(
        "periodic images", "counts itself", _counts(neighbors_with_self),
        "Distances below the cutoff, the zero on the diagonal among them.",
        "Every coordination number is one too high: rocksalt has 7 neighbours. No move shows it, a "
        "count by hand does; leave the pair of a site with itself out.",
        claims={"continuous": None},
    ),
    broken(
        "cutoff sensitivity", "cutoff in nm", each(lambda s: with_r_cut(s, 0.45)),
        "r_cut = 0.45 from a paper in nanometres, given to a list in ångström.",
        "No atom has a neighbour within 0.45 Å: all polymorphs have one vector, that of the formula. "
        "Moving an atom changes nothing.",
        claims={"r_cut": 4.5},
    ),
    broken(
        "parser round trip", "fractional as Cartesian", radial_of(_fractional_as_cartesian),
        "Fractional coordinates handed over as if they were ångström.",
        "All atoms sit in a corner of the cell, whatever its size. Turn the cell and the distances "
        "to the images change; multiply by the lattice first.",
        students=True,
    ),
    broken(
        "parser round trip", "transposed lattice",
        radial_of(lambda s: with_lattice(s, lambda matrix: matrix.T)),
        "Cell vectors taken from the columns of the matrix.",
        "Right for orthogonal cells along the axes, wrong for all others, and different for the same "
        "crystal turned. Rows are vectors.",
        students=True,
    ),
    broken(
        "periodic images", "angles swapped", radial_of(_angles_swapped),
        "alpha and gamma exchanged when the cell was rebuilt from its parameters.",
        "Harmless in cells with equal angles. The same crystal in other cell vectors has another "
        "vector.",
    ),
    broken(
        "parser round trip", "occupancies dropped", radial_of(_occupancies_dropped),
        "Every site gets its majority element.",
        "A site with 60 % Ca and one with 80 % have the same vector. Refuse partial occupancies, or "
        "order them first.",
    ),
    broken(
        "parser round trip", "Cl taken for C", each(_shares),
        "Symbols through upper(): CL is unknown, so the first letter it is.",
        "Chlorine is carbon, cobalt too. Exchange Cl for C: nothing changes.",
    ),
    broken(
        "invariances", "absolute coordinates",
        each(lambda s: pool(np.column_stack([s.cart_coords, electronegativities(s)]))),
        "Mean and width of the Cartesian coordinates as features.",
        "Turning or shifting the crystal changes the vector. Describe distances and angles.",
        students=True,
    ),
    broken(
        "invariances", "sorted by index", each(_by_index),
        "The distance matrix read out in the order of the file, zeros at the end.",
        "Another order of the sites gives another vector; sort the numbers, not the atoms, or pool.",
        students=True,
    ),
    broken(
        "invariances", "first atom only", each(_from_first_atom),
        "Distances from site 0, because all atoms are alike in copper.",
        "In a compound another site may come first in another file. Describe all sites and pool.",
        students=True,
    ),
    broken(
        "invariances", "concatenated sites", each(_concatenated),
        "Site vectors one after another, up to eight, instead of pooled.",
        "The order of the atoms is the order of the columns, and a supercell has other columns than "
        "its cell.",
        students=True,
    ),
    broken(
        "cost and shape", "as long as the cell", lambda structures: [_sites(s).ravel() for s in structures],
        "Site vectors one after another, as many as the cell has.",
        "Vectors of unequal length cannot be compared; pool over the sites.",
    ),
    broken(
        "invariances", "handed by accident", each(_handed),
        "A signed triple product where its size was meant.",
        "Mirror images get different vectors although energies, gaps and volumes are equal. Take the "
        "absolute value or the square.",
        students=True,
    ),
    broken(
        "invariances", "hard cutoff", each(_hard),
        "Neighbours counted below three radii, for a model of forces.",
        "The vector jumps when an atom crosses 2.8, 3.6 or 4.4 Å. Weigh neighbours with a function "
        "that falls smoothly to zero.",
        claims={"continuous": True}, students=True,
    ),
    broken(
        "invariances", "random sample of sites", _random_sample,
        "Four sites drawn to save time, without a seed.",
        "The same crystal has another vector each time. Use all sites, or a seed that follows from "
        "the crystal.",
        students=True,
    ),
    broken(
        "invariances", "half precision", lambda structures: radial(structures).astype(np.float16),
        "Vectors kept as float16, so that a million of them fit into memory.",
        "A displacement of 1e-4 Å leaves most numbers as they were. Keep float32.",
    ),
    broken(
        "pooling", "sum for mean", each(lambda s: _sites(s).sum(axis=0)),
        "Site vectors summed, for an energy per atom.",
        "A doubled cell has twice the vector and the same energy per atom. Pool with a mean.",
        students=True,
    ),
    broken(
        "pooling", "mean for sum", radial,
        "Site vectors averaged, for the energy of the whole cell.",
        "A doubled cell has twice the energy and the same vector. Sum, or learn per atom.",
        claims={"intensive": False},
    ),
    broken(
        "pooling", "drowned motif", each(_mean_count),
        "Mean coordination, to find pairs of vacancies.",
        "Near and far vacancy pairs have the same mean. Use a histogram or the extremes.",
        claims={"sees_minority": True, "continuous": None, "species_aware": None, "unique": False},
    ),
    broken(
        "uniqueness", "angles in radians", each(_angles_in_radians),
        "A histogram of angles with edges from 0 to 180, filled with radians.",
        "All angles fall into the first bin, so that all crystals are one. Plot one histogram to see "
        "it; convert.",
        claims={"continuous": None, "species_aware": None}, students=True,
    ),
    broken(
        "uniqueness", "rounded away", lambda structures: np.round(radial(structures) / 25.0),
        "Features rounded to whole numbers to save space.",
        "Most crystals have one vector. Keep the digits.",
        claims={"continuous": None, "species_aware": None},
    ),
    broken(
        "uniqueness", "saturated", lambda structures: np.tanh(1000.0 * radial(structures)),
        "Counts sent through tanh, to bring them between 0 and 1, before they were scaled.",
        "Nearly all numbers are 1. Scale first, so that they fill the range.",
    ),
)  # fmt: skip
"""In the order of the lecture's failure modes."""

"""Neighbour lists of many small crystals at once: one sort for all of them."""

import numpy as np

from coursekit.neighbors.limits import check_crystal, check_r_cut
from coursekit.neighbors.lists import _ALL, TIE, NeighborList, _order, _volume, wrapped_far

_SITES_AT_ONCE = 300


def neighbor_lists(structures, r_cut):
    """As `neighbor_list` of each crystal, in less time when the crystals are small.

    In a crystal of a few atoms most of the time goes into starting NumPy's routines. Here the
    search runs crystal by crystal and everything after it over all pairs together.

    Parameters
    ----------
    structures : iterable of pymatgen Structure
    r_cut : float
        Cutoff radius, Å, > 0.

    Returns
    -------
    list of NeighborList
        In the order of the crystals, each equal to `neighbor_list(structure, r_cut)`.

    Raises
    ------
    TypeError, ValueError
        As `neighbor_list`, for the first crystal that is at fault.

    Examples
    --------
    >>> from coursekit.structures import make_fcc, make_rutile
    >>> [len(pairs) for pairs in neighbor_lists([make_fcc(), make_rutile()], r_cut=3.0)]
    [48, 72]
    """
    found, crystals, n_sites = [], [], 0
    for structure in structures:
        check_crystal(structure)
        crystals.append(structure)
        n_sites += len(structure)
        if n_sites >= _SITES_AT_ONCE:
            found += _together(crystals, float(r_cut))
            crystals, n_sites = [], 0
    return found + (_together(crystals, float(r_cut)) if crystals else [])


def _together(structures, r_cut):
    firsts = np.cumsum([0, *map(len, structures)])
    searched = [_search(s, r_cut, first) for s, first in zip(structures, firsts, strict=False)]
    coords = [s.cart_coords for s in structures]
    columns = (np.concatenate(column) for column in zip(*searched, strict=True))
    centers, neighbors, images, distances = columns
    order = _order(centers, neighbors, images, distances, r_cut, firsts[-1])
    centers, neighbors = centers.take(order), neighbors.take(order)
    images, distances = images.take(order, axis=0).astype(np.int32), distances.take(order)
    offsets = centers.searchsorted(np.arange(firsts[-1] + 1))
    lists = []
    for structure, own, first in zip(structures, coords, firsts.tolist(), strict=False):
        places = offsets[first : first + len(own) + 1]
        pairs = slice(places[0], places[-1])
        lists.append(
            NeighborList(
                centers=centers[pairs] - first,
                neighbors=neighbors[pairs] - first,
                images=images[pairs],
                distances=distances[pairs],
                offsets=places - places[0],
                r_cut=r_cut,
                lattice=structure.lattice.matrix,
                coords=own,
                species=tuple(site.species_string for site in structure.sites),
            )
        )
    return lists


def _search(structure, r_cut, first):
    """Centers, neighbours, images and distances of one crystal, sites counted from `first`."""
    from pymatgen.optimization.neighbors import find_points_in_spheres

    lattice, coords = structure.lattice.matrix, structure.cart_coords
    check_r_cut(r_cut, n_sites=len(coords), volume=_volume(lattice))
    pbc = _ALL if all(structure.lattice.pbc) else np.array(structure.lattice.pbc, dtype=np.int64)
    inside, cells = wrapped_far(coords, lattice, pbc)
    centers, neighbors, images, distances = find_points_in_spheres(
        inside, inside, r=r_cut, pbc=pbc, lattice=lattice, tol=TIE
    )
    if cells is not None:
        images = images + cells.take(centers, axis=0) - cells.take(neighbors, axis=0)
    return centers + first, neighbors + first, images, distances

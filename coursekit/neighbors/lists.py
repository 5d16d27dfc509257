"""Who is near whom: every pair within `r_cut`, through the faces of the cell, as flat arrays."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from coursekit.neighbors.limits import check_crystal, check_r_cut

TIE = 1e-8
"""Å. Distances closer than this are one shell: they are ordered by neighbour and image instead."""
_SITES_AT_ONCE = 8000
_ALL = np.ones(3, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class NeighborList:
    """Pairs of sites within `r_cut`; pair p points from site `centers[p]` to `neighbors[p]`.

    Each bond is stored from both ends. Pairs stand in order of center, then distance, then
    neighbour, then image, so that the same crystal always gives the same arrays.

    Attributes
    ----------
    centers : (n_pairs,) array of int
        Site the pair belongs to, ascending.
    neighbors : (n_pairs,) array of int
        Site it points to.
    images : (n_pairs, 3) array of int
        Cell the neighbour stands in, in lattice vectors, relative to the coordinates as given.
    distances : (n_pairs,) array
        From center to neighbour, Å.
    offsets : (n_sites + 1,) array of int
        Pairs of site i are `offsets[i]` to `offsets[i + 1]`; see `site`.
    r_cut : float
        Cutoff radius, Å.
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    coords : (n_sites, 3) array
        Cartesian coordinates of the sites, Å.
    species : tuple of str or None
        Symbol of every site.
    """

    centers: np.ndarray
    neighbors: np.ndarray
    images: np.ndarray
    distances: np.ndarray
    offsets: np.ndarray
    r_cut: float
    lattice: np.ndarray
    coords: np.ndarray
    species: tuple | None = None

    def __len__(self):
        return len(self.centers)

    def __repr__(self):
        return f"NeighborList({len(self)} pairs of {self.n_sites} sites within {self.r_cut:g} Å)"

    @property
    def n_sites(self):
        """Number of sites."""
        return len(self.offsets) - 1

    @cached_property
    def vectors(self):
        """From center to neighbour, (n_pairs, 3) array, Å; found when first asked for."""
        vectors = self.coords.take(self.neighbors, axis=0)
        vectors -= self.coords.take(self.centers, axis=0)
        vectors += self.images @ self.lattice
        return vectors

    @property
    def counts(self):
        """Number of neighbours of every site, (n_sites,) array: the coordination numbers."""
        return np.diff(self.offsets)

    def site(self, index):
        """Slice that picks the pairs of one site out of any of the pair arrays.

        Parameters
        ----------
        index : int

        Returns
        -------
        slice
        """
        return slice(int(self.offsets[index]), int(self.offsets[index + 1]))

    def keep(self, mask):
        """The same list with some pairs left out.

        Parameters
        ----------
        mask : (n_pairs,) array of bool, or array of int
            True for the pairs to keep, or their positions, centers still ascending.

        Returns
        -------
        NeighborList
        """
        names = ("centers", "neighbors", "images", "distances")
        kept = {name: getattr(self, name)[mask] for name in names}
        offsets = np.searchsorted(kept["centers"], np.arange(self.n_sites + 1))
        return replace(self, **kept, offsets=offsets)


def neighbor_list(structure, r_cut):
    """Every neighbour of every site within `r_cut`, images in other cells included.

    Parameters
    ----------
    structure : pymatgen Structure
    r_cut : float
        Cutoff radius, Å, > 0. A pair exactly at `r_cut` counts.

    Returns
    -------
    NeighborList

    Raises
    ------
    TypeError
        If `structure` is not a pymatgen Structure.
    ValueError
        If `r_cut` is not a positive number, or so large that the pairs would fill the memory.

    Notes
    -----
    A site is its own neighbour through the cell faces, never at distance zero. Cost is linear in
    the number of pairs; pymatgen's compiled search finds them.

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> copper = Structure(Lattice.cubic(3.61), ["Cu"] * 4,
    ...                    [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]])
    >>> pairs = neighbor_list(copper, r_cut=3.0)
    >>> pairs.counts
    array([12, 12, 12, 12])
    >>> pairs.distances[pairs.site(0)].round(3).max()
    np.float64(2.553)
    """
    check_crystal(structure)
    return neighbor_list_of_arrays(
        structure.lattice.matrix,
        structure.frac_coords,
        r_cut=r_cut,
        species=[site.species_string for site in structure.sites],
        periodic=structure.lattice.pbc,
    )


def neighbor_list_of_arrays(
    lattice, frac_coords, *, r_cut, species=None, periodic=(True, True, True), sites=None
):
    """As `neighbor_list`, from plain arrays: for cells so large that a Structure is what costs.

    Parameters
    ----------
    lattice : (3, 3) array
        Lattice vectors as rows, Å.
    frac_coords : (n_sites, 3) array
        Fractional coordinates; they need not lie in [0, 1).
    r_cut : float
        Cutoff radius, Å, > 0.
    species : sequence of str, optional
        Symbol of every site; only carried along.
    periodic : tuple of bool
        Along which lattice vectors the crystal repeats, default all three.
    sites : array of int, optional
        Search around these sites only, ascending; the others get no pairs.

    Returns
    -------
    NeighborList

    Raises
    ------
    ValueError
        As `neighbor_list`.

    Examples
    --------
    >>> import numpy as np
    >>> neighbor_list_of_arrays(3.35 * np.eye(3), [[0, 0, 0]], r_cut=3.4)
    NeighborList(6 pairs of 1 sites within 3.4 Å)
    """
    lattice = np.ascontiguousarray(lattice, dtype=float)
    frac_coords = np.asarray(frac_coords, dtype=float).reshape(-1, 3)
    check_r_cut(r_cut, n_sites=len(frac_coords), volume=_volume(lattice))
    coords = np.ascontiguousarray(frac_coords @ lattice)
    pbc = _ALL if all(periodic) else np.array(periodic, dtype=np.int64)
    crystal = (coords, lattice, float(r_cut), pbc)
    parts = [_pairs(*crystal, block) for block in _blocks(len(coords), sites)]
    centers, neighbors, images, distances = (
        parts[0] if len(parts) == 1 else map(np.concatenate, zip(*parts, strict=True))
    )
    return NeighborList(
        centers=centers,
        neighbors=neighbors,
        images=images,
        distances=distances,
        offsets=centers.searchsorted(np.arange(len(coords) + 1)),
        r_cut=float(r_cut),
        lattice=lattice,
        coords=coords,
        species=None if species is None else tuple(species),
    )


def _volume(lattice):
    # by hand: a determinant of this size takes longer to call than to compute
    (a, b, c), (d, e, f), (g, h, i) = lattice.tolist()
    return abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g))


def _blocks(n_sites, sites):
    """Sites to search around together, None for all: so few that their pairs stay in the cache."""
    if sites is None and n_sites <= _SITES_AT_ONCE:
        return [None]
    sites = np.arange(n_sites) if sites is None else np.asarray(sites)
    # every search begins by putting all atoms into boxes, so that there must not be too many
    size = max(_SITES_AT_ONCE, n_sites // 8)
    return [sites[first : first + size] for first in range(0, max(len(sites), 1), size)]


def _pairs(coords, lattice, r_cut, pbc, sites):
    """Centers, neighbours, images and distances of the pairs of some sites, in order."""
    from pymatgen.optimization.neighbors import find_points_in_spheres

    inside, cells = wrapped_far(coords, lattice, pbc)
    around = inside if sites is None else inside.take(sites, axis=0)
    centers, neighbors, images, distances = find_points_in_spheres(
        inside, around, r=r_cut, pbc=pbc, lattice=lattice, tol=TIE
    )
    if sites is not None:
        centers = sites.take(centers)
    order = _order(centers, neighbors, images, distances, r_cut, len(coords))
    images = images.take(order, axis=0).astype(np.int32)
    centers, neighbors = centers.take(order), neighbors.take(order)
    if cells is not None:
        images += cells.take(centers, axis=0) - cells.take(neighbors, axis=0)
    return centers, neighbors, images, distances.take(order)


def wrapped_far(coords, lattice, pbc):
    """Cartesian coordinates of atoms that lie far outside the cell, put into it: the search would
    look through every cell between. With the cells they were in; None where they lay near.
    """
    # a bound that no atom of the cell reaches, by hand: numpy's calls take longer than the numbers
    bound = 2.0 * sum(abs(x) for row in lattice.tolist() for x in row)
    if not len(coords) or (coords.max() <= bound and coords.min() >= -bound):
        return coords, None
    cells = np.floor(coords @ np.linalg.inv(lattice)) * pbc
    return np.ascontiguousarray(coords - cells @ lattice), cells.astype(np.int32)


def _order(centers, neighbors, images, distances, r_cut, n_sites):
    """Positions of the pairs, sorted, without those of a site with itself at distance zero."""
    real = ((centers != neighbors) | (distances > TIE)).nonzero()[0]
    if len(real) == 0:
        return real
    key = centers * (2.0 * r_cut)
    key += distances
    key = key.take(real)
    # positive floats sort as their bits do; the search left them almost in order
    order = key.view(np.int64).argsort(kind="stable")
    key, order = key.take(order), real.take(order)
    shell = np.zeros(len(order), dtype=np.int64)
    (key[1:] - key[:-1] > TIE).cumsum(out=shell[1:])
    span = 2 * int(images.max() - images.min()) + 1
    place = neighbors * span**3
    place += (images @ np.array([span**2, span, 1.0])).astype(np.int64)
    shell *= (n_sites + 1) * span**3
    shell += place.take(order)
    return order.take(shell.argsort(kind="stable"))

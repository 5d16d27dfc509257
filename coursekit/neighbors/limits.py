"""Is this cutoff sensible: positive, not so large that memory ends, not so small that it is blind?"""

import numpy as np

MAX_NEIGHBORS = 100_000
"""Most neighbours a site may have; 60 Å in a dense crystal. Beyond it `r_cut` is a slip of units."""

MAX_PAIRS = 100_000_000
"""Most pairs in one list: about 10 GB."""


def check_crystal(structure):
    """Raise TypeError, with the cure, for anything but a pymatgen Structure."""
    if not hasattr(structure, "lattice"):
        raise TypeError(
            f"expected a pymatgen Structure, got {type(structure).__name__}; convert ASE Atoms with "
            "`coursekit.structures.from_ase`, or give arrays to `neighbor_list_of_arrays`"
        )


def check_r_cut(r_cut, *, n_sites=1, volume=np.inf):
    """Raise ValueError, with the number of neighbours it would mean, for an impossible cutoff.

    Parameters
    ----------
    r_cut : float
        Cutoff radius, Å.
    n_sites : int
        Sites in the cell.
    volume : float
        Volume of the cell, Å³.

    Raises
    ------
    ValueError
        If `r_cut` is not a finite positive number or the list would not fit in memory.

    Examples
    --------
    >>> check_r_cut(-1)
    Traceback (most recent call last):
    ...
    ValueError: `r_cut` is -1 Å; it must be a positive number of Å, such as 5.0
    """
    number = isinstance(r_cut, (int, float, np.number)) and not isinstance(r_cut, bool)
    if not number or not np.isfinite(r_cut) or r_cut <= 0:
        shown = r_cut if number else repr(r_cut)
        raise ValueError(f"`r_cut` is {shown} Å; it must be a positive number of Å, such as 5.0")
    density = n_sites / volume
    expected = 4 / 3 * np.pi * r_cut**3 * density
    allowed = min(MAX_NEIGHBORS, MAX_PAIRS / max(n_sites, 1))
    if expected > allowed:
        largest = (allowed / (4 / 3 * np.pi * density)) ** (1 / 3)
        raise ValueError(
            f"`r_cut` = {r_cut:g} Å would mean about {expected:.1e} neighbours of each of the "
            f"{n_sites} sites; this cell allows up to {largest:.0f} Å (is `r_cut` in pm?)"
        )


def require_neighbors(neighbors):
    """The list itself, if every site has at least one neighbour.

    Parameters
    ----------
    neighbors : NeighborList

    Returns
    -------
    NeighborList
        Unchanged.

    Raises
    ------
    ValueError
        If a site has none; says how far its nearest neighbour is.

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> from coursekit.neighbors.lists import neighbor_list
    >>> po = Structure(Lattice.cubic(3.35), ["Po"], [[0, 0, 0]])
    >>> require_neighbors(neighbor_list(po, r_cut=0.5))
    Traceback (most recent call last):
    ...
    ValueError: `r_cut` = 0.5 Å finds no neighbour of site 0 (Po); the nearest is at 3.35 Å; is `r_cut` in nm?
    """
    lonely = np.flatnonzero(neighbors.counts == 0)
    if len(lonely) == 0:
        return neighbors
    site = int(lonely[0])
    symbol = f" ({neighbors.species[site]})" if neighbors.species else ""
    nearest = nearest_distance(neighbors.lattice, neighbors.coords, site)
    in_nm = neighbors.r_cut < 1.5 and 10 * neighbors.r_cut >= nearest
    advice = "is `r_cut` in nm?" if in_nm else f"raise `r_cut` above {nearest:.2f} Å"
    raise ValueError(
        f"`r_cut` = {neighbors.r_cut:g} Å finds no neighbour of site {site}{symbol}; "
        f"the nearest is at {nearest:.2f} Å; {advice}"
    )


def nearest_distance(lattice, coords, site):
    """Distance from one site to its nearest neighbour, images included."""
    from pymatgen.optimization.neighbors import find_points_in_spheres

    # a site is its own neighbour one lattice vector away, so this radius never comes back empty
    radius = np.linalg.norm(lattice, axis=1).min() * 1.001
    *_, distances = find_points_in_spheres(
        coords, coords[[site]], r=radius, pbc=np.ones(3, dtype=np.int64), lattice=lattice, tol=1e-8
    )
    return float(np.partition(distances, 1)[1])

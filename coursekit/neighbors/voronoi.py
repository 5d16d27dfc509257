"""Voronoi cells of a crystal: neighbours without a cutoff, one per face of the cell.

The region nearer to an atom than to any other is cut out by the planes half-way to its
neighbours. Points and planes swap roles under x -> 2x/|x|²: the cell becomes a convex hull, which
is quick to find, and every face of the cell becomes a corner of the hull.
"""

from dataclasses import dataclass, replace

import numpy as np

from coursekit.neighbors.limits import check_crystal
from coursekit.neighbors.lists import TIE, NeighborList, neighbor_list_of_arrays
from coursekit.neighbors.polyhedra import cell_corners, face_shapes

FIRST_REACH = 2.1
"""First guess of the search radius, in units of the cube root of the volume per atom."""


@dataclass(frozen=True, eq=False)
class VoronoiCells:
    """The Voronoi cell of every site, face by face.

    Attributes
    ----------
    pairs : NeighborList
        One pair per face, from the site to the neighbour behind the face; `pairs.counts` is the
        number of faces.
    areas : (n_faces,) array
        Area of each face, Å².
    solid_angles : (n_faces,) array
        How much of the view from the site the face fills, steradian; 4 pi a site.
    volumes : (n_faces,) array
        Volume of the pyramid from the site to the face, Å³.
    n_edges : (n_faces,) array of int
        Edges of the face that are longer than 1e-6 Å.
    cell_volumes : (n_sites,) array
        Volume of each cell, Å³, small faces included; they add up to the volume of the unit cell.
    """

    pairs: NeighborList
    areas: np.ndarray
    solid_angles: np.ndarray
    volumes: np.ndarray
    n_edges: np.ndarray
    cell_volumes: np.ndarray

    def keep(self, mask):
        """The same cells with some faces left out; `cell_volumes` stay.

        Parameters
        ----------
        mask : (n_faces,) array of bool
            True for the faces to keep.

        Returns
        -------
        VoronoiCells
        """
        names = ("areas", "solid_angles", "volumes", "n_edges")
        kept = {name: getattr(self, name)[mask] for name in names}
        return replace(self, pairs=self.pairs.keep(mask), **kept)


def voronoi_cells(structure, *, min_area=1e-8, sites=None):
    """Voronoi cell of every site: its faces, their areas, solid angles and volumes.

    Parameters
    ----------
    structure : pymatgen Structure
    min_area : float, default 1e-8
        Faces smaller than this fraction of the largest face of the cell are left out, 0 to 1. The
        default removes only the rounding errors of corners; 0.05 or so removes faces that a small
        displacement of the atoms could open or close.
    sites : array of int, optional
        Only the cells of these sites; the others get no faces and volume zero.

    Returns
    -------
    VoronoiCells

    Raises
    ------
    TypeError
        If `structure` is not a pymatgen Structure.
    ValueError
        If `min_area` is not in [0, 1), the structure is not periodic in all directions, or two
        atoms coincide.

    Notes
    -----
    Exact: a neighbour can only matter if it is within twice the distance of the farthest corner,
    and the search goes on until it has reached that far. Coordinates outside [0, 1) are no
    trouble. Cost is linear in the number of sites, about 0.2 ms each.

    References
    ----------
    O'Keeffe, Acta Cryst. A35, 772 (1979), doi:10.1107/S0567739479001765

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> po = Structure(Lattice.cubic(3.0), ["Po"], [[0, 0, 0]])
    >>> cells = voronoi_cells(po)
    >>> cells.pairs.counts, cells.areas.round(9), cells.n_edges, cells.cell_volumes.round(9)
    (array([6]), array([9., 9., 9., 9., 9., 9.]), array([4, 4, 4, 4, 4, 4]), array([27.]))
    """
    check_crystal(structure)
    if not np.isfinite(min_area) or not 0 <= min_area < 1:
        raise ValueError(
            f"`min_area` is {min_area}; it is a fraction of the largest face, from 0 up to below 1"
        )
    if not all(structure.lattice.pbc):
        raise ValueError(
            f"is periodic along {structure.lattice.pbc} only, so that some Voronoi cells have no end; "
            "give the cell vacuum and full periodicity instead"
        )
    sites = np.arange(len(structure)) if sites is None else np.unique(sites)
    cells = _merge(list(_rounds(structure, sites)))
    largest = np.zeros(len(structure))
    np.maximum.at(largest, cells.pairs.centers, cells.areas)
    return cells.keep(cells.areas > min_area * largest[cells.pairs.centers])


def _rounds(structure, pending):
    """Final cells, then those that needed a farther search, and so on."""
    reach = FIRST_REACH * (structure.volume / len(structure)) ** (1 / 3)
    while len(pending):
        pairs = _candidates(structure, reach, pending)
        corners, needed = cell_corners(pairs, pending)
        done = np.zeros(len(structure), dtype=bool)
        done[pending[needed <= reach]] = True
        if done.any():
            yield _cells(pairs, corners, done)
        open_cells = np.isinf(needed).any()
        pending, needed = pending[needed > reach], needed[(needed > reach) & np.isfinite(needed)]
        # A cell only shrinks as the search grows, so what it needs now is enough; a splinter among
        # few candidates may need very much now and little after one more step.
        enough = max([2 * reach * open_cells, *(needed * (1 + 1e-9))])
        reach = min(enough, 2 * reach)


def _candidates(structure, reach, sites):
    pairs = neighbor_list_of_arrays(
        structure.lattice.matrix,
        structure.frac_coords,
        r_cut=reach,
        species=[site.species_string for site in structure],
        sites=sites,
    )
    if len(pairs) and pairs.distances.min() <= TIE:
        same = pairs.distances.argmin()
        raise ValueError(
            f"has sites {pairs.centers[same]} and {pairs.neighbors[same]} at the same place; merge the "
            "duplicate (structure.merge_sites) or mend the coordinates"
        )
    return pairs


def _cells(pairs, corners, done):
    faces, areas, solid_angles, n_edges = face_shapes(corners)
    final = done[pairs.centers[faces]]
    mask = np.zeros(len(pairs), dtype=bool)
    mask[faces[final]] = True
    pairs = pairs.keep(mask)
    volumes = areas[final] * pairs.distances / 6
    totals = np.bincount(pairs.centers, volumes, pairs.n_sites)
    return VoronoiCells(pairs, areas[final], solid_angles[final], volumes, n_edges[final], totals)


def _merge(parts):
    """One record from the records of several rounds."""
    if len(parts) == 1:
        return parts[0]
    order = np.argsort(np.concatenate([part.pairs.centers for part in parts]), kind="stable")

    def joined(records, names):
        return {n: np.concatenate([getattr(r, n) for r in records])[order] for n in names}

    lists = [part.pairs for part in parts]
    names = ("centers", "neighbors", "images", "distances")
    pairs = replace(
        lists[-1], **joined(lists, names), offsets=sum(pairs.offsets for pairs in lists)
    )
    shapes = joined(parts, ("areas", "solid_angles", "volumes", "n_edges"))
    return VoronoiCells(pairs, **shapes, cell_volumes=sum(part.cell_volumes for part in parts))

"""What one atom sees: its neighbours as vectors, distances and angles."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coursekit.neighbors.lists import neighbor_list


@dataclass(frozen=True, eq=False)
class LocalEnvironment:
    """The neighbours of one site, nearest first.

    Attributes
    ----------
    center : int
        Index of the site in the structure.
    center_species : str
        Its symbol.
    neighbors : (n,) array of int
        Site indices of the neighbours.
    species : (n,) array of str
        Symbols of the neighbours.
    images : (n, 3) array of int
        Cells the neighbours stand in.
    vectors : (n, 3) array
        From the center to each neighbour, Å.
    distances : (n,) array
        Å.
    """

    center: int
    center_species: str
    neighbors: np.ndarray
    species: np.ndarray
    images: np.ndarray
    vectors: np.ndarray
    distances: np.ndarray

    def __len__(self):
        return len(self.distances)

    @cached_property
    def angles(self):
        """Angles neighbour-center-neighbour, degrees, one per unordered pair: n(n-1)/2 numbers.

        The pairs run as `numpy.triu_indices(n, 1)` does: (0, 1), (0, 2), ..., (1, 2), ...
        """
        first, second = np.triu_indices(len(self), 1)
        return angles_between(self.vectors[first], self.vectors[second])


def local_environments(structure, r_cut):
    """The environment of every site within `r_cut`.

    Parameters
    ----------
    structure : pymatgen Structure
    r_cut : float
        Cutoff radius, Å, > 0.

    Returns
    -------
    list of LocalEnvironment
        One per site, in order.

    Raises
    ------
    TypeError, ValueError
        As `neighbor_list`.

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> salt = Structure.from_spacegroup("Fm-3m", Lattice.cubic(5.64), ["Na", "Cl"],
    ...                                  [[0, 0, 0], [0.5, 0.5, 0.5]])
    >>> sodium = local_environments(salt, r_cut=3.0)[0]
    >>> sodium.center_species, len(sodium), set(sodium.species.tolist())
    ('Na', 6, {'Cl'})
    >>> sorted(set(sodium.angles.round().tolist()))
    [90.0, 180.0]
    """
    pairs = neighbor_list(structure, r_cut)
    symbols = np.array(pairs.species)
    return [_environment(pairs, symbols, center) for center in range(pairs.n_sites)]


def _environment(pairs, symbols, center):
    mine = pairs.site(center)
    neighbors = pairs.neighbors[mine]
    return LocalEnvironment(
        center=center,
        center_species=pairs.species[center],
        neighbors=neighbors,
        species=symbols[neighbors],
        images=pairs.images[mine],
        vectors=pairs.vectors[mine],
        distances=pairs.distances[mine],
    )


def angles_between(first, second):
    """Angle between vectors, row by row.

    Parameters
    ----------
    first, second : (n, 3) array
        Not zero.

    Returns
    -------
    (n,) array
        Degrees, 0 to 180. Exact near 0 and 180 too, where an arc cosine loses half its digits.
    """
    across = np.linalg.norm(np.cross(first, second), axis=1)
    return np.degrees(np.arctan2(across, np.einsum("ij,ij->i", first, second)))


def bond_pairs(offsets):
    """Every unordered pair of bonds that share a center, for all centers at once.

    Parameters
    ----------
    offsets : (n_sites + 1,) array of int
        As in `NeighborList`.

    Returns
    -------
    first, second : (n_angles,) array of int
        Positions in the pair arrays; `first < second`; centers ascending.

    Examples
    --------
    >>> first, second = bond_pairs([0, 3, 5])
    >>> first, second
    (array([0, 0, 1, 3]), array([1, 2, 2, 4]))
    """
    offsets = np.asarray(offsets)
    n_pairs = int(offsets[-1])
    ends = np.repeat(offsets[1:], np.diff(offsets))
    partners = ends - np.arange(n_pairs) - 1
    first = np.repeat(np.arange(n_pairs), partners)
    starts = np.cumsum(partners) - partners
    second = np.arange(len(first)) - np.repeat(starts, partners) + first + 1
    return first, second


def bond_angles(pairs):
    """Angle at every center between every two of its bonds, in one pass over the crystal.

    Parameters
    ----------
    pairs : NeighborList

    Returns
    -------
    first, second : (n_angles,) array of int
        The two bonds, as positions in the pair arrays.
    angles : (n_angles,) array
        Degrees. The center is `pairs.centers[first]`.

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> po = Structure(Lattice.cubic(3.35), ["Po"], [[0, 0, 0]])
    >>> *_, angles = bond_angles(neighbor_list(po, r_cut=3.4))
    >>> float(angles.mean().round(6))
    108.0
    """
    first, second = bond_pairs(pairs.offsets)
    return first, second, angles_between(pairs.vectors[first], pairs.vectors[second])

"""Which sites are the same site: describe one of each and copy."""

import warnings
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class EquivalentSites:
    """Sites of a crystal grouped by its symmetry.

    Attributes
    ----------
    representatives : (n_groups,) array of int
        One site of each group, ascending.
    inverse : (n_sites,) array of int
        Group of every site: `values_of_representatives[inverse]` is one value per site.
    found : bool
        False if the symmetry search failed and every site stands for itself.
    """

    representatives: np.ndarray
    inverse: np.ndarray
    found: bool

    def __len__(self):
        return len(self.representatives)


def equivalent_sites(structure, *, symprec=1e-3):
    """Group the sites that a symmetry operation of the crystal maps on each other.

    Parameters
    ----------
    structure : pymatgen Structure
    symprec : float, default 1e-3
        How far an operation may miss a site, Å, > 0. Descriptors of equivalent sites agree to
        about this length times their slope.

    Returns
    -------
    EquivalentSites

    Raises
    ------
    ValueError
        If `symprec` is not a positive number.

    Notes
    -----
    spglib finds the operations, in about 4 ms for a small cell. Where it fails, every site is its
    own group: slower, never wrong.

    References
    ----------
    Togo, Shinohara and Tanaka, Sci. Technol. Adv. Mater. Methods 4, 2384822 (2024),
    doi:10.1080/27660400.2024.2384822

    Examples
    --------
    >>> from pymatgen.core import Lattice, Structure
    >>> salt = Structure.from_spacegroup("Fm-3m", Lattice.cubic(5.64), ["Na", "Cl"],
    ...                                  [[0, 0, 0], [0.5, 0.5, 0.5]])
    >>> groups = equivalent_sites(salt)
    >>> groups.representatives, groups.inverse
    (array([0, 4]), array([0, 0, 0, 0, 1, 1, 1, 1]))
    """
    if not np.isfinite(symprec) or symprec <= 0:
        raise ValueError(
            f"`symprec` is {symprec} Å; it must be a positive number of Å, such as 1e-3"
        )
    orbits = _orbits(structure, symprec)
    if orbits is None:
        sites = np.arange(len(structure))
        return EquivalentSites(sites, sites, False)
    representatives, inverse = np.unique(orbits, return_inverse=True)
    return EquivalentSites(representatives, inverse, True)


def _orbits(structure, symprec):
    """Lowest equivalent site of every site, or None if spglib gives up."""
    import spglib

    names = [site.species_string for site in structure]
    kinds = np.unique(names, return_inverse=True)[1]
    cell = (structure.lattice.matrix, structure.frac_coords, kinds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            dataset = spglib.get_symmetry_dataset(cell, symprec=symprec)
    except Exception:
        # spglib raises or returns None depending on its version and settings
        return None
    return None if dataset is None else np.asarray(dataset.crystallographic_orbits, dtype=int)

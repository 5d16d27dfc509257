"""Faults that show in the crystal itself: units, overlaps, coordinates of the wrong kind."""

from dataclasses import dataclass

import numpy as np

from coursekit.audits import limits

_ALONE = {"H", "He", "Ne", "Ar", "Kr", "Xe", "Rn"}


@dataclass(frozen=True)
class Fault:
    """One suspicion about a file."""

    kind: str
    text: str

    def __str__(self):
        return f"{self.kind}: {self.text}"


def scan_structure(structure):
    """Faults that show in the crystal itself.

    Parameters
    ----------
    structure : pymatgen Structure

    Returns
    -------
    list of Fault

    Notes
    -----
    A transposed lattice or a wrong order of species often leaves a crystal that could be one: then
    nothing shows here, and only a comparison with the file tells, see `scan_file`.

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> scan_structure(make_rutile())
    []
    """
    faults = []
    low, high = limits.DENSITIES
    density = mass_density(structure)
    if not low <= density <= high:
        text = f"{density:.3g} g/cm³ is no solid's density: check the unit of the cell (Å, nm, Bohr) and the number of atoms"  # fmt: skip
        faults.append(Fault("density", text))
    near = _distances(structure)
    if near and not (faults and near.kind == "sparse"):
        faults.insert(0, near)
    if not any(structure.lattice.pbc):
        text = "periodic in no direction (pbc): a molecule in a box, no crystal"
        faults.append(Fault("periodicity", text))
    return faults


def _distances(structure):
    """What is wrong with the nearest neighbours, if anything is."""
    matrix = structure.lattice.matrix
    closest, pair = _closest(matrix, structure)
    if closest > limits.TOO_FAR and _is_sparse(structure):
        text = (
            "no two atoms are near enough for a bond: the cell is in Bohr, or atoms are missing because "
            "the symmetry operations were not applied"
        )
        return Fault("sparse", text)
    if closest >= limits.TOO_CLOSE:
        return None
    wide = len(structure) > 1 and max(structure.lattice.abc) > limits.WIDE_CELL
    if wide and (np.abs(structure.cart_coords) <= 1.0).all():
        text = (
            "all coordinates lie within 1 Å of the origin of a much larger cell: fractional "
            "coordinates were read as Cartesian ones"
        )
        return Fault("fractional", text)
    if _closest(matrix.T, structure)[0] > 1.25 * limits.TOO_CLOSE:
        text = (
            f"{pair} overlap, and would not if rows and columns of the cell vectors were exchanged: "
            "the lattice was transposed"
        )
        return Fault("transposed", text)
    return Fault("overlap", f"{pair} are closer than any two atoms: check units and symmetry")


def _is_sparse(structure):
    if all(kind.symbol in _ALONE for kind in structure.composition):
        return False
    reach = 2 * limits.TOO_FAR * max(_radius(site) for site in structure)
    return _closest(structure.lattice.matrix, structure, reach)[0] > limits.TOO_FAR


def mass_density(structure):
    """Density from the formula's mass and the volume of the cell, without the parser's own, g/cm³."""
    from pymatgen.core import Element

    kinds = [item for site in structure for item in site.species.items()]
    mass = sum(occupancy * float(Element(kind.symbol).atomic_mass) for kind, occupancy in kinds)
    return 1.66053906660 * mass / abs(np.linalg.det(structure.lattice.matrix))


def _closest(matrix, structure, reach=3.0):
    """Smallest distance over the sum of radii, and between which elements."""
    from coursekit.audits.crystals import with_lattice

    other = with_lattice(structure, lambda _: matrix)
    radii = np.array([_radius(site) for site in other])
    first, second, _, distances = other.get_neighbor_list(reach)
    if not len(distances):
        return np.inf, ""
    ratios = distances / (radii[first] + radii[second])
    k = int(np.argmin(ratios))
    names = [other[int(i)].species_string for i in (first[k], second[k])]
    return ratios[k], f"{names[0]} and {names[1]} at {distances[k]:.2f} Å"


def _radius(site):
    kind = max(site.species, key=site.species.get)
    return float(getattr(kind, "element", kind).atomic_radius or 1.2)

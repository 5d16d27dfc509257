"""Faults that show in the crystal itself: units, overlaps, coordinates of the wrong kind."""

from dataclasses import dataclass

import numpy as np

_DENSITY = (0.05, 26.0)  # g/cm³: solid hydrogen 0.09, osmium 22.6
_TOO_CLOSE = 0.55  # of the sum of two atomic radii
_TOO_FAR = 1.45  # silicon squeezed into any lattice 1.23, sodium chloride in Bohr 1.9
_REACH = 3.0  # Å
_WIDE_CELL = 3.0  # Å
_ALONE = {"H", "He", "Ne", "Ar", "Kr", "Xe", "Rn"}


@dataclass(frozen=True)
class Fault:
    """One suspicion about a file.

    Parameters
    ----------
    kind : str
        "unreadable", "symbol", "species", "occupancy", "fractional", "overlap", "sparse",
        "transposed", "density", "periodicity", "differs", "lost".
    text : str
        What was found and what it usually means.
    """

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
    density = _density(structure)
    near = [f for f in _distances(structure) if not (density and f.kind == "sparse")]
    return [*near, *density, *_periodicity(structure)]


def _distances(structure):
    closest, pair = _closest(structure.lattice.matrix, structure)
    if closest >= _TOO_CLOSE:
        return _sparse(structure) if closest > _TOO_FAR else []
    if _looks_fractional(structure):
        text = (
            "all coordinates lie within 1 Å of the origin of a much larger cell: fractional "
            "coordinates were read as Cartesian ones"
        )
        return [Fault("fractional", text)]
    turned, _ = _closest(structure.lattice.matrix.T, structure)
    if turned > 1.25 * _TOO_CLOSE:
        text = (
            f"{pair} overlap, and would not if rows and columns of the cell vectors were exchanged: "
            "the lattice was transposed"
        )
        return [Fault("transposed", text)]
    return [Fault("overlap", f"{pair} are closer than any two atoms: check units and symmetry")]


def _sparse(structure):
    if all(kind.symbol in _ALONE for kind in structure.composition):
        return []
    largest = max(_radius(site) for site in structure)
    if _closest(structure.lattice.matrix, structure, 2 * _TOO_FAR * largest)[0] <= _TOO_FAR:
        return []
    text = (
        "no two atoms are near enough for a bond: the cell is in Bohr, or atoms are missing because "
        "the symmetry operations were not applied"
    )
    return [Fault("sparse", text)]


def _density(structure):
    density = mass_density(structure)
    if _DENSITY[0] <= density <= _DENSITY[1]:
        return []
    text = (
        f"{density:.3g} g/cm³ is no solid's density: check the unit of the cell (Å, nm, Bohr) and the "
        "number of atoms"
    )
    return [Fault("density", text)]


def _periodicity(structure):
    if any(structure.lattice.pbc):
        return []
    return [Fault("periodicity", "periodic in no direction (pbc): a molecule in a box, no crystal")]


def mass_density(structure):
    """Density from the formula's mass and the volume of the cell, without the parser's own.

    Parameters
    ----------
    structure : pymatgen Structure

    Returns
    -------
    float
        g/cm³.
    """
    from pymatgen.core import Element

    mass = sum(
        occupancy * float(Element(kind.symbol).atomic_mass)
        for site in structure
        for kind, occupancy in site.species.items()
    )
    volume = abs(np.linalg.det(structure.lattice.matrix))
    return 1.66053906660 * mass / volume


def _closest(matrix, structure, reach=_REACH):
    """Smallest distance over the sum of radii, and between which elements."""
    from coursekit.audits.crystals import with_lattice

    other = with_lattice(structure, lambda _: matrix)
    radii = [_radius(site) for site in other]
    first, second, _, distances = other.get_neighbor_list(reach)
    if not len(distances):
        return np.inf, ""
    ratios = [d / (radii[i] + radii[j]) for i, j, d in zip(first, second, distances, strict=True)]
    k = int(np.argmin(ratios))
    names = [other[int(i)].species_string for i in (first[k], second[k])]
    return ratios[k], f"{names[0]} and {names[1]} at {distances[k]:.2f} Å"


def _radius(site):
    kind = max(site.species, key=site.species.get)
    return float(getattr(kind, "element", kind).atomic_radius or 1.2)


def _looks_fractional(structure):
    inside = structure.cart_coords
    wide = max(structure.lattice.abc) > _WIDE_CELL
    return len(structure) > 1 and wide and bool((np.abs(inside) <= 1.0).all())

"""Classic faults of structure files, found in the text and in what became of it."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coursekit.errors import DatasetError

_DENSITY = (0.05, 26.0)  # g/cm³: solid hydrogen 0.09, osmium 22.6
_TOO_CLOSE = 0.55  # of the sum of two atomic radii
_REACH = 3.0  # Å
_WIDE_CELL = 3.0  # Å


@dataclass(frozen=True)
class Fault:
    """One suspicion about a file.

    Parameters
    ----------
    kind : str
        "unreadable", "symbol", "occupancy", "fractional", "overlap", "transposed", "density",
        "lost".
    text : str
        What was found and what it usually means.
    """

    kind: str
    text: str

    def __str__(self):
        return f"{self.kind}: {self.text}"


def scan_file(path, structure=None):
    """Faults of one structure file.

    Parameters
    ----------
    path : str or Path
        CIF, POSCAR, JSON or extended XYZ.
    structure : pymatgen Structure, optional
        What your own parser made of it; by default `read_structure` reads it.

    Returns
    -------
    list of Fault
        Empty if nothing is suspicious.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    """
    from coursekit.structures import read_structure

    text = Path(path).read_text(encoding="utf-8", errors="replace")
    faults = _symbols(text, Path(path))
    try:
        structure = structure or read_structure(path)
    except DatasetError as error:
        return [*faults, Fault("unreadable", str(error))]
    return [
        *faults,
        *_occupancies(text, structure),
        *_lost(text, structure),
        *scan_structure(structure),
    ]


def scan_structure(structure):
    """Faults that show in the crystal itself.

    Parameters
    ----------
    structure : pymatgen Structure

    Returns
    -------
    list of Fault

    Examples
    --------
    >>> from coursekit.structures import make_rutile
    >>> scan_structure(make_rutile())
    []
    """
    faults = []
    closest, pair = _closest(structure.lattice.matrix, structure)
    density = mass_density(structure)
    if _looks_fractional(structure):
        faults.append(
            Fault(
                "fractional",
                "all coordinates lie within 1 Å of the origin of a much larger cell: fractional "
                "coordinates were read as Cartesian ones",
            )
        )
    elif closest < _TOO_CLOSE:
        turned, _ = _closest(structure.lattice.matrix.T, structure)
        if turned > 1.25 * _TOO_CLOSE:
            faults.append(
                Fault(
                    "transposed",
                    f"{pair} overlap, and would not if rows and columns of the cell vectors were "
                    "exchanged: the lattice was transposed",
                )
            )
        else:
            faults.append(
                Fault("overlap", f"{pair} are closer than any two atoms: check units and symmetry")
            )
    if not _DENSITY[0] <= density <= _DENSITY[1]:
        faults.append(
            Fault(
                "density",
                f"{density:.3g} g/cm³ is no solid's density: check the unit of the cell (Å, nm, Bohr) "
                "and the number of atoms",
            )
        )
    return faults


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


def _closest(matrix, structure):
    """Smallest distance over the sum of radii, and between which elements."""
    from coursekit.audits.probes import with_lattice

    other = with_lattice(structure, lambda _: matrix)
    radii = [_radius(site) for site in other]
    first, second, _, distances = other.get_neighbor_list(_REACH)
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


def _symbols(text, path):
    """Element symbols written in capitals, which some parsers take for two elements."""
    from pymatgen.core import Element

    wrong = set()
    for line in text.splitlines():
        for token in line.split():
            match = re.fullmatch(r"([A-Z])([A-Z])\d*[+-]?", token)
            if not match or line.lstrip().startswith(("_", "#", "data_", "loop_")):
                continue
            symbol = match[1] + match[2].lower()
            if Element.is_valid_symbol(symbol) and _is_atom_line(line, path):
                wrong.add((match[1] + match[2], symbol))
    return [
        Fault("symbol", f"{raw} is written for {symbol}: some parsers read {raw[0]} (and {raw[1]})")
        for raw, symbol in sorted(wrong)
    ]


def _is_atom_line(line, path):
    numbers = [t for t in line.split() if re.fullmatch(r"-?\d*\.?\d+(\(\d+\))?", t)]
    poscar = path.suffix.lower() in (".vasp", ".poscar") or path.name.upper().startswith("POSCAR")
    return len(numbers) >= 3 or (poscar and not numbers)


def _occupancies(text, structure):
    """Occupancies below 1 in a CIF that the crystal no longer has."""
    rows = _cif_loop(text, "_atom_site_occupancy")
    partial = [v for v in rows if (number := _number(v)) is not None and number < 0.999]
    if partial and structure.is_ordered:
        return [
            Fault(
                "occupancy",
                f"{len(partial)} sites have occupancies such as {partial[0]} in the file and are "
                "full in the crystal: the parser dropped them",
            )
        ]
    return []


def _lost(text, structure):
    """Oxidation states and moments that the file has and the crystal has not."""
    faults = []
    charged = any(hasattr(kind, "oxi_state") for site in structure for kind in site.species)
    if _cif_loop(text, "_atom_type_oxidation_number") and not charged:
        faults.append(Fault("lost", "the file gives oxidation states, the crystal has none"))
    moments = "magmom" in text or "_atom_site_moment" in text
    if moments and not {"magmom"} & set(structure.site_properties):
        faults.append(Fault("lost", "the file gives magnetic moments, the crystal has none"))
    return faults


def _cif_loop(text, name):
    """Column of a CIF loop, as text."""
    lines = [line.strip() for line in text.splitlines()]
    if name not in lines:
        return []
    start = lines.index(name)
    while start > 0 and lines[start - 1].startswith("_"):
        start -= 1
    names = []
    while start < len(lines) and lines[start].startswith("_"):
        names.append(lines[start])
        start += 1
    column = names.index(name)
    values = []
    for line in lines[start:]:
        if not line or line.startswith(("_", "loop_", "data_", "#")):
            break
        tokens = line.split()
        if len(tokens) > column:
            values.append(tokens[column])
    return values


def _number(token):
    try:
        return float(token.split("(")[0])
    except ValueError:
        return None

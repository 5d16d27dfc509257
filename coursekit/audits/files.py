"""Classic faults of structure files, found in the text and in what became of it."""

import re
from pathlib import Path

import numpy as np

from coursekit.audits.implausible import Fault, mass_density, scan_structure
from coursekit.errors import DatasetError

_LENGTH, _REACH = 1e-4, 4.0  # Å


def scan_file(path, structure=None):
    """Faults of one structure file.

    Parameters
    ----------
    path : str or Path
        CIF, POSCAR, JSON or extended XYZ.
    structure : pymatgen Structure, optional
        What your own parser made of it; it is compared with the reading of `read_structure`.

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

    path, own = Path(path), None
    text = path.read_text(encoding="utf-8", errors="replace")
    found = [*_symbols(text, path)]
    try:
        own = read_structure(path)
    except DatasetError as error:
        found.append(("unreadable", str(error)))
    yours = own if structure is None else structure
    if own is not None and structure is not None:
        found += _differs(structure, own)
    if yours is not None:
        found += _lost(text, yours, own)
    faults = [Fault(*fault) for fault in found]
    return faults if yours is None else [*faults, *scan_structure(yours)]


def _differs(structure, own):
    """What your parser made of the file, against this package's reading, in any choice of cell."""
    if structure.is_ordered != own.is_ordered:
        return  # told as a dropped occupancy
    ratio = mass_density(structure) / mass_density(own)
    changed = differences(own, structure) if len(structure) == len(own) else []
    if abs(ratio - 1) > 0.01:
        yield (
            "differs",
            (
                f"your crystal has {ratio:.3g} times the density of the file's: symmetry operations were "
                "not applied, atoms are doubled, or the cell is in another unit"
            ),
        )
    elif changed:
        yield (
            "differs",
            (
                f"your crystal and the file's differ in {' and '.join(changed)}: check rows and columns of "
                "the lattice, kind of coordinates, order of the species"
            ),
        )


def _symbols(text, path):
    """Element symbols in capitals, which some parsers take for two elements; a POSCAR without any."""
    from pymatgen.core import Element

    wrong, lines = set(), text.splitlines()
    for token in _symbol_tokens(text, path):
        match = re.fullmatch(r"([A-Z])([A-Z])\d*[+-]?", token)
        if match and Element.is_valid_symbol(match[1] + match[2].lower()):
            wrong.add((match[1] + match[2], match[1] + match[2].lower()))
    for raw, symbol in sorted(wrong):
        yield "symbol", f"{raw} is written for {symbol}: some parsers read {raw[0]} (and {raw[1]})"
    if _is_poscar(path) and len(lines) > 6 and re.fullmatch(r"[\d\s]+", lines[5]):
        yield (
            "species",
            "there is no line of element symbols: a reader guesses them, often H, He, Li",
        )


def _symbol_tokens(text, path):
    """Words that stand where the format has its element symbols; comments and labels do not."""
    if path.suffix.lower() == ".cif":
        return _cif_loop(text, "_atom_site_type_symbol") or _cif_loop(text, "_atom_site_label")
    lines = text.splitlines()
    if _is_poscar(path):
        return lines[5].split() if len(lines) > 5 else []
    if path.suffix.lower() == ".json":
        return re.findall(r'"element": *"(\w+)"', text)
    return [word for line in lines[2:] for word in line.split()]


def _is_poscar(path):
    named = path.name.upper().startswith(("POSCAR", "CONTCAR"))
    return named or path.suffix.lower() in (".vasp", ".poscar")


def _lost(text, structure, own):
    """Occupancies, oxidation states and moments that the file has and the crystal has not."""
    numbers = [v for v in _cif_loop(text, "_atom_site_occupancy") if re.match(r"[\d.]+", v)]
    partial = [v for v in numbers if float(v.split("(")[0]) < 0.999]
    if partial and structure.is_ordered:
        yield (
            "occupancy",
            (
                f"{len(partial)} sites have occupancies such as {partial[0]} in the file and are "
                "full in the crystal: the parser dropped them"
            ),
        )
    in_file = _cif_loop(text, "_atom_type_oxidation_number") or (own and _is_charged(own))
    if in_file and not _is_charged(structure):
        yield "lost", "the file gives oxidation states, the crystal has none"
    written = re.search(r"_atom_site_moment|mag(netic_)?mom\w*:[RI]:", text)
    read = own is not None and "magmom" in own.site_properties
    if (written or read) and "magmom" not in structure.site_properties:
        yield "lost", "the file gives magnetic moments, the crystal has none"


def _is_charged(structure):
    return any(getattr(kind, "oxi_state", None) for kind in structure.composition)


def _cif_loop(text, name):
    """Column of a CIF loop, as text."""
    lines = [line.strip() for line in text.splitlines()]
    if name not in lines:
        return []
    start = lines.index(name)
    while start > 0 and lines[start - 1].startswith("_"):
        start -= 1
    names, values = [], []
    for line in lines[start:]:
        if line.startswith("_") and not values:
            names.append(line)
        elif not line or line.startswith(("_", "loop_", "data_", "#")):
            break
        else:
            values.append(line.split())
    column = names.index(name)
    return [tokens[column] for tokens in values if len(tokens) > column]


def differences(before, after):
    """What a round trip changed: lattice, species, occupancies, periodicity, density, coordinates."""
    changed = []
    sides = [np.array([*s.lattice.abc, *s.lattice.angles]) for s in (before, after)]
    if np.abs(sides[0] - sides[1]).max() > _LENGTH:
        changed.append("lattice")
    first, second = (s.composition.element_composition.as_dict() for s in (before, after))
    if first.keys() != second.keys():
        changed.append("species")
    elif any(abs(second[element] - n) > 1e-4 for element, n in first.items()):
        changed.append("occupancies" if before.is_ordered != after.is_ordered else "element counts")
    if before.lattice.pbc != after.lattice.pbc:
        changed.append("periodicity")
    density = mass_density(before)
    if not changed and abs(mass_density(after) - density) > 1e-4 * density:
        changed.append("density")
    if not changed and not _same_places(before, after):
        changed.append("coordinates")
    return changed


def _same_places(before, after):
    """Equal distances between equal elements: orientation, origin and order do not count."""
    lists = [_distances(structure) for structure in (before, after)]
    same = len(lists[0]) == len(lists[1])
    return same and all(
        a[0] == b[0] and abs(a[1] - b[1]) < 1e-3 for a, b in zip(*lists, strict=True)
    )


def _distances(structure):
    first, second, _, distances = structure.get_neighbor_list(_REACH)
    # oxidation states are no part of a place, and not every format holds them
    kinds = [sorted(site.species.element_composition.items()) for site in structure]
    names = ["".join(f"{element}{amount:.3f}" for element, amount in kind) for kind in kinds]
    pairs = zip(first, second, distances, strict=True)
    return sorted((f"{names[i]}-{names[j]}", round(float(d), 4)) for i, j, d in pairs)

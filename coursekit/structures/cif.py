"""A crystal from a CIF: what stands in the file is believed only where it agrees with itself."""

import math
import re
from dataclasses import dataclass

import numpy as np

from coursekit.structures.cif_blocks import read_blocks
from coursekit.structures.cif_expand import Expanded
from coursekit.structures.cif_orbits import orbits
from coursekit.structures.cif_symmetry import readings
from coursekit.structures.symbols import SymbolError, parse_symbol, symbol_of_label

_CELL = [f"_cell_length_{x}" for x in "abc"] + [
    f"_cell_angle_{x}" for x in ("alpha", "beta", "gamma")
]
_FRACT = [f"_atom_site_fract_{x}" for x in "xyz"]
_CARTN = [f"_atom_site_cartn_{x}" for x in "xyz"]
_MOMENT = [f"_atom_site_moment_crystalaxis_{x}" for x in "xyz"]
_HYDROGENS = "_atom_site_attached_hydrogens"
_MULTIPLICITY = ("_atom_site_site_symmetry_multiplicity", "_atom_site_symmetry_multiplicity")


@dataclass
class Site:
    """One row of a CIF's list of atoms."""

    label: str
    line: int
    symbol: str
    charge: float | None
    occupancy: float
    coords: np.ndarray
    grain: float  # half a unit in the last digit of the coordinates
    moment: np.ndarray | None
    multiplicity: float | None

    def __str__(self):
        return f"{self.label} (line {self.line})"


def parse_cif(text):
    """Crystals of a CIF."""
    from coursekit.errors import DatasetError

    blocks = read_blocks(text)
    lists_atoms = {*_FRACT, *_CARTN, "_atom_site_label", "_atom_site_type_symbol"}
    crystals = [block for block in blocks if lists_atoms & block.tags.keys()]
    if not crystals:
        names = ", ".join(f"data_{block.name}" for block in blocks) or "none"
        raise DatasetError(
            f"no block lists atoms (`_atom_site_...`); its blocks: {names}; export the crystal again, with its atoms"
        )
    return [_crystal(block) for block in crystals]


def _crystal(block):
    lattice = _lattice(block)
    sites = _sites(block, lattice)
    found, refused = [], []
    for reading, places in orbits(sites, lattice, readings(block, lattice)):
        try:
            crystal = Expanded(block, lattice, sites, reading, places)
        except ValueError as error:
            refused.append(error)
        else:
            if not any(crystal.equals(other) for other in found):
                found.append(crystal)
        if len(found) > 1:
            raise block.refuse(*_undecided(found))
    if not found:
        raise refused[0]
    return found[0].structure()


def _undecided(found):
    shown = "; ".join(f"{crystal.reading.said} gives {crystal.formula}" for crystal in found)
    place = next(c.reading for c in found if c.reading.tag)
    return (
        f"{place.tag} is {place.text!r}, and the file can be read in more than one way, such as: {shown}; "
        "say which with _space_group_name_Hall, or list the operations "
        "(_space_group_symop_operation_xyz)",
        place.line,
    )


def _lattice(block):
    from pymatgen.core import Lattice

    values = []
    for tag in _CELL:
        _, word = block.first(tag)
        if word is None:
            raise block.refuse(f"{tag} is missing or not known; the cell needs six numbers")
        values.append(block.number(word, tag))
        low, high = (0, 1e4) if "length" in tag else (0, 180)
        if not low < values[-1] < high:
            raise block.refuse(
                f"{tag} is {word.text}; allowed is more than {low}, less than {high:g}: mend it",
                word.line,
            )
    lattice = Lattice.from_parameters(*values)
    tag, word = block.first("_cell_volume")
    if not np.isfinite(lattice.matrix).all() or lattice.volume < 1e-6:
        raise block.refuse(f"the angles {values[3:]} close no cell; mend them")
    if word and abs(block.number(word, tag) / lattice.volume - 1) > 0.02:
        raise block.refuse(
            f"{tag} is {word.text}, lengths and angles give {lattice.volume:.2f} Å³; mend one",
            word.line,
        )
    return lattice


def _sites(block, lattice):
    labels, kinds = block.column("_atom_site_label"), block.column("_atom_site_type_symbol")
    names = labels or kinds or block.column("_atom_site_id")
    if names is None:
        raise block.refuse("has coordinates and neither _atom_site_label nor _type_symbol; add one")
    to_fractional, tags = _coordinates(block, lattice)
    columns = [block.tags[tag] for tag in tags]
    if {len(column) for column in columns} != {len(names)}:
        raise block.refuse("labels and coordinates stand in separate loops; put them into one")
    flags = block.column("_atom_site_calc_flag")
    known, charges, moments = _elements_stated(block), _charges(block), _moments(block, lattice)
    multiplicities = block.column(*_MULTIPLICITY)
    sites = []
    for i, name in enumerate(names):
        if flags and flags[i].text.lower() == "dum":  # by the dictionary: no atom, no place
            continue
        symbol, charge = _symbol(block, name, kinds and kinds[i], known)
        kind = kinds[i].text if kinds else name.text
        place = [
            _coordinate(block, column[i], tag, name)
            for column, tag in zip(columns, tags, strict=True)
        ]
        grain = max(_grain(column[i].text) for column in columns) if tags[0] in _FRACT else 0.0
        sites.append(
            Site(
                name.text,
                name.line,
                symbol,
                charges.get(kind, charge),
                _occupancy(block, i, name),
                to_fractional(np.array(place)),
                grain,
                moments.get(name.text),
                _multiplicity(multiplicities and multiplicities[i]),
            )
        )
        _check_hydrogens(block, i, name)
    if not sites:
        raise block.refuse("its list of atoms is empty; was the file written completely?")
    return sites


def _coordinates(block, lattice):
    """Function from what is written to fractional coordinates, and the tags that hold it."""
    if all(tag in block.tags for tag in _FRACT):
        return (lambda place: place), _FRACT
    if not all(tag in block.tags for tag in _CARTN):
        absent = [tag for tag in _FRACT if tag not in block.tags]
        raise block.refuse(f"its atoms have no {', '.join(absent)}; export fractional coordinates")
    matrix = _axes(block)
    if matrix is not None:
        return (lambda place: matrix[:, :3] @ place + matrix[:, 3]), _CARTN
    if not np.allclose(lattice.angles, 90, atol=1e-6):
        raise block.refuse(
            "has Cartesian coordinates in a cell that is not rectangular, and nothing that says how "
            "the axes lie (_atom_sites_Cartn_tran_matrix_ij); export fractional coordinates",
            block.tags[_CARTN[0]][0].line,
        )
    return (lambda place: place / np.array(lattice.abc)), _CARTN


def _axes(block):
    """Matrix and vector from Cartesian to fractional coordinates, if the file gives them."""
    for name, invert in (("fract", False), ("cartn", True)):
        for pattern in (f"_atom_sites_{name}_tran_matrix_", f"_atom_sites_{name}_transf_matrix"):
            cells = [[_entry(block, pattern, i, j) for j in (1, 2, 3)] for i in (1, 2, 3)]
            if any(None in row for row in cells):
                continue
            matrix = np.array(cells)
            vector = [_entry(block, pattern.replace("matrix", "vector"), i) or 0 for i in (1, 2, 3)]
            if invert:
                matrix = np.linalg.inv(matrix)
                vector = -matrix @ vector
            return np.column_stack([matrix, vector])
    return None


def _entry(block, pattern, *place):
    tags = (pattern + "".join(map(str, place)), pattern + "".join(f"[{i}]" for i in place))
    tag, word = block.first(*tags)
    return None if word is None else block.number(word, tag)


def _coordinate(block, word, tag, name):
    if not word.given:
        raise block.refuse(
            f"{tag} of {name.text} is {word.text!r}; an atom needs a place: give a number, or "
            "delete the row",
            word.line,
        )
    value = block.number(word, f"{tag} of {name.text}")
    if not math.isfinite(value) or abs(value) > 1e4:
        raise block.refuse(f"{tag} of {name.text} is {word.text}; mend it", word.line)
    return value


def _grain(text):
    """Half a unit in the last digit that says something: 0.3330 has three."""
    digits = re.sub(r"\(.*", "", text).partition(".")[2].rstrip("0")
    return 0.5 * 10.0 ** -len(digits) if digits.isdigit() else 0.0


def _symbol(block, name, kind, known):
    try:
        if kind is not None and kind.given:
            return parse_symbol(kind.text)
        return symbol_of_label(name.text, known), None
    except SymbolError as error:
        raise block.refuse(f"site {name.text}: {error}", name.line) from None


def _elements_stated(block):
    _, word = block.first("_chemical_formula_sum", "_chemical_formula_moiety")
    return frozenset(re.findall(r"[A-Z][a-z]?", word.text)) if word else frozenset()


def _occupancy(block, i, name):
    column = block.column("_atom_site_occupancy")
    word = column and column[i]
    if not word or not word.given:
        return 1.0
    value = block.number(word, f"_atom_site_occupancy of {name.text}")
    if not 0 < value <= 1.001:
        raise block.refuse(
            f"site {name.text} has occupancy {word.text}; allowed is more than 0, up to 1: "
            "correct it, or delete the row of an empty site",
            word.line,
        )
    return min(value, 1.0)


def _multiplicity(word):
    return float(word.text) if word and re.fullmatch(r"\d+", word.text) else None


def _check_hydrogens(block, i, name):
    column = block.column(_HYDROGENS)
    if column and column[i].given and block.number(column[i], _HYDROGENS):
        raise block.refuse(
            f"site {name.text} has {column[i].text} attached hydrogens that have no coordinates "
            f"({_HYDROGENS}); give H rows with their places",
            column[i].line,
        )


def _charges(block):
    """{type symbol: oxidation number} of the file's list of types."""
    symbols = block.column("_atom_type_symbol") or ()
    numbers = block.column("_atom_type_oxidation_number") or ()
    return {
        symbol.text: block.number(number, "_atom_type_oxidation_number")
        for symbol, number in zip(symbols, numbers, strict=False)
        if number.given
    }


def _moments(block, lattice):
    """{label: moment along the axes, as a fractional vector}."""
    labels = block.column("_atom_site_moment_label") or ()
    columns = [block.column(tag) for tag in _MOMENT]
    if not labels or None in columns:
        return {}
    rows = zip(labels, *columns, strict=True)
    return {
        label.text: np.array(
            [block.number(w, "_atom_site_moment") if w.given else 0.0 for w in row]
        )
        / lattice.abc
        for label, *row in rows
    }

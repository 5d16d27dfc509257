"""A crystal from a POSCAR, line by line, as VASP reads it; a line that is wrong is named."""

import re

import numpy as np

from coursekit.errors import DatasetError
from coursekit.structures.symbols import SymbolError, parse_symbol, species_of

_CURE = "; VASP's order is: title, scale, three vectors, symbols, counts, mode, a row for each atom"


def parse_poscar(text):
    """Crystal of a POSCAR or CONTCAR."""
    from pymatgen.core import Lattice, Structure

    lines = Lines(text)
    scale = _scale(lines)
    vectors = np.array([lines.numbers(number, 3, "a lattice vector") for number in (3, 4, 5)])
    volume = abs(np.linalg.det(vectors))
    if volume < 1e-9:
        raise lines.wrong(5, "the three lattice vectors (lines 3 to 5) span no volume")
    if len(scale) == 1 and scale[0] < 0:
        scale = [(-scale[0] / volume) ** (1 / 3)]
    scale = np.array(scale)
    symbols, place = _symbols(lines)
    counts = _counts(lines, place, symbols)
    selective = lines[place + 1][:1].lower() == "s"
    place += 2 if selective else 1
    cartesian = _mode(lines, place)
    kinds = [
        symbol
        for symbol, n in zip(symbols or [None] * len(counts), counts, strict=True)
        for _ in range(n)
    ]
    rows = [_row(lines, place + 1 + i, i, kinds, counts, selective) for i in range(len(kinds))]
    kinds = _kinds(lines, kinds, rows, place + 1)
    coords = np.array([row[0] for row in rows]) * (scale if cartesian else 1.0)
    properties = {"selective_dynamics": [row[1] for row in rows]} if selective else {}
    velocities = _velocities(lines, place + 1 + len(rows), len(rows))
    if velocities:
        properties["velocities"] = velocities
    return [
        Structure(
            Lattice(vectors * scale),
            [species_of(kind) for kind in kinds],
            coords,
            coords_are_cartesian=cartesian,
            site_properties=properties or None,
        )
    ]


class Lines:
    """Lines of a text, counted from 1; one after the last is empty."""

    def __init__(self, text):
        self._lines = [line.strip() for line in text.lstrip("\ufeff").split("\n")]

    def __getitem__(self, number):
        return self._lines[number - 1] if number <= len(self._lines) else ""

    def __len__(self):
        return len(self._lines)

    def wrong(self, number, reason, cure=_CURE):
        """Error that names the line and shows it."""
        shown = f"{self[number]!r:.60}" if number <= len(self) else "the end of the file"
        return DatasetError(f"line {number} ({shown}): {reason}{cure}")

    def numbers(self, number, count, name):
        """The first `count` numbers of a line; what follows must be no number."""
        found = leading_numbers(self[number])
        if len(found) != count:
            raise self.wrong(number, f"{name} needs {count} numbers, here are {len(found)}")
        return found


def leading_numbers(line):
    """Numbers at the beginning of a line, up to a comment; None in place of one not finite."""
    found = []
    for word in line.split():
        try:
            value = float(re.sub(r"(?<=\d)[dD](?=[+-]?\d)|(?<=\.)[dD](?=[+-]?\d)", "e", word))
        except ValueError:
            break
        if not np.isfinite(value) or "_" in word:
            break
        found.append(value)
    return found


def _scale(lines):
    scale = leading_numbers(lines[2])
    if len(scale) not in (1, 3):
        raise lines.wrong(2, f"the scale is one number or three, here are {len(scale)}")
    if 0 in scale or (len(scale) == 3 and min(scale) < 0):
        raise lines.wrong(
            2, "the scale is a positive factor, three of them, or minus the volume in Å³"
        )
    return scale


def _symbols(lines):
    """Element symbols of line 6, and the line of the counts; None if that is line 6 already."""
    words = re.split(r"[!#]", lines[6])[0].split()
    if not words:
        raise lines.wrong(6, "here must stand the element symbols")
    if all(word.isdigit() for word in words):
        return None, 6
    symbols = []
    for word in words:
        symbol = re.split(r"[_/]", word)[0]  # Fe_pv and Fe/1a2b3c are names of potentials
        try:
            found, charge = parse_symbol(symbol)
        except SymbolError as error:
            raise lines.wrong(6, str(error), "") from None
        if charge is not None or symbol != found:
            raise lines.wrong(6, f"{word!r} is no element symbol; write {found}", "")
        symbols.append(found)
    return symbols, 7


def _counts(lines, number, symbols):
    words = re.split(r"[!#]", lines[number])[0].split()
    if not words or not all(word.isdigit() for word in words):
        raise lines.wrong(number, "here must stand how many atoms of each element there are")
    counts = [int(word) for word in words]
    if symbols and len(counts) != len(symbols):
        raise lines.wrong(
            number, f"{len(counts)} counts for {len(symbols)} symbols ({' '.join(symbols)})"
        )
    if not sum(counts):
        raise lines.wrong(number, "the counts add up to no atom")
    return counts


def _mode(lines, number):
    word = lines[number][:1].lower()
    if word not in ("d", "c", "k") or not word:
        raise lines.wrong(
            number, "here must stand how the coordinates are meant: Direct or Cartesian"
        )
    return word != "d"


def _row(lines, number, i, kinds, counts, selective):
    """Coordinates, flags and what else stands in the row of one atom."""
    line, said = lines[number], " + ".join(map(str, counts))
    needed = f"the row of atom {i + 1} of {len(kinds)} (counts {said})"
    if not line:
        raise lines.wrong(number, f"{needed} is missing", "; add the rows or correct the counts")
    found = leading_numbers(line)
    if len(found) < 3:
        raise lines.wrong(number, f"{needed} needs three coordinates", "; mend the row")
    rest = line.split()[3:]
    flags = [word.strip(".").upper()[:1] for word in rest[:3]]
    if selective and (len(flags) < 3 or set(flags) - {"T", "F"}):
        raise lines.wrong(number, f"{needed} needs three flags T or F", "; mend the row")
    return found[:3], [flag == "T" for flag in flags] if selective else None, rest[3 * selective :]


def _kinds(lines, kinds, rows, first):
    """Elements of the atoms, from line 6 or, where that has none, from the ends of the rows."""
    ends = [_end_symbol(row[2]) for row in rows]
    if kinds[0] is None:
        if None in ends:
            raise DatasetError(
                "line 6: there is no line of element symbols above the counts; add one, such as "
                "'Cs Cl'"
            )
        return ends
    for i, (kind, end) in enumerate(zip(kinds, ends, strict=True)):
        if end not in (None, kind):
            raise lines.wrong(
                first + i,
                f"the row ends in {end}, by line 6 and the counts atom {i + 1} is {kind}",
                "; correct one of them",
            )
    return kinds


def _end_symbol(words):
    word = next((word for word in words if word not in ("!", "#")), "").lstrip("!#")
    if len(words) >= 3 and not set(words[:3]) - {"T", "F"}:  # flags of a dynamics not asked for
        return None
    if not re.fullmatch(r"[A-Z][a-z]?\d*[+-]?", word):
        return None
    try:
        return parse_symbol(re.match(r"[A-Za-z]+", word)[0])[0]
    except SymbolError:
        return None


def _velocities(lines, number, n_atoms):
    """Velocities below the coordinates, if there are any."""
    while lines[number][:1].lower() == "l" and number <= len(lines):  # lattice velocities
        number = next((i for i in range(number, len(lines) + 1) if not lines[i]), len(lines) + 1)
    if lines[number] and (lines[number] == lines[1] or "configuration" in lines[number].lower()):
        raise lines.wrong(
            number,
            f"another crystal begins below the {n_atoms} atoms",
            "; keep one, as an XDATCAR split at its configurations",
        )
    if lines[number] and len(leading_numbers(lines[number])) >= 3:
        raise lines.wrong(
            number,
            f"a row more than the {n_atoms} atoms of the counts",
            "; correct the counts, or delete the row",
        )
    start = number + 1
    rows = []
    while start + len(rows) <= len(lines) and len(leading_numbers(lines[start + len(rows)])) >= 3:
        rows.append(leading_numbers(lines[start + len(rows)])[:3])
    if rows and len(rows) != n_atoms:
        raise lines.wrong(
            start,
            f"below the {n_atoms} atoms follow {len(rows)} more rows; velocities have one an atom",
            "; correct the counts, or delete the rows",
        )
    return rows

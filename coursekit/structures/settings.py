"""Symmetry: what names, numbers and listed operations of a file say, against spglib's 530 settings."""

import re
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

_GRAIN = 10080  # translations as whole numbers: halves to sixteenths, all but elevenths
_METRIC = 0.004  # how much a cell may differ from its symmetry: rounding, not another system
_TERM = re.compile(r"([+-]?)(?:(\d*\.?\d+)(?:/(\d+))?)?\*?([xyz]?)")
_ORIGINS = {"s": "1", "z": "2"}


class Setting(NamedTuple):
    """One row of spglib's table."""

    hall_number: int
    number: int
    symbol: str
    hall: str
    choice: str

    def __str__(self):
        choice = f" :{self.choice}" if self.choice else ""
        return f"{self.symbol}{choice} (Hall {self.hall!r})"


class Operations:
    """A group of operations: rotations, translations, time reversals."""

    def __init__(self, rotations, translations, reversals=None):
        self.rotations = np.asarray(rotations, int)
        self.translations = np.asarray(translations, float)
        self.reversals = np.ones(len(rotations), int) if reversals is None else reversals

    def __len__(self):
        return len(self.rotations)

    @property
    def keys(self):
        """Set of whole numbers, one an operation, whatever their order."""
        return frozenset(_keys(self.rotations, self.translations).tolist())

    @cached_property
    def turns(self):
        """Their rotations, once each and in one order."""
        return np.unique(self.rotations.reshape(-1, 9), axis=0).reshape(-1, 3, 3)

    def fits(self, lattice):
        """Whether they leave the lengths and angles of a cell as they are."""
        metric = lattice.matrix @ lattice.matrix.T
        lengths = np.outer(lattice.abc, lattice.abc)
        turned = self.turns.transpose(0, 2, 1) @ metric @ self.turns
        return bool((np.abs(turned - metric) <= 2 * _METRIC * lengths).all())

    def missing(self):
        """Whether a product of two of them is not among them."""
        rotations = np.einsum("aij,bjk->abik", self.rotations, self.rotations).reshape(-1, 3, 3)
        moved = np.einsum("aij,bj->abi", self.rotations, self.translations)
        translations = (moved + self.translations[:, None]).reshape(-1, 3)
        return bool(set(_keys(rotations, translations).tolist()) - self.keys)


def _keys(rotations, translations):
    turns = (rotations.reshape(-1, 9) + 1) @ 3 ** np.arange(9)
    grains = np.rint(translations * _GRAIN).astype(np.int64) % _GRAIN
    return (turns * _GRAIN + grains[:, 0]) * _GRAIN**2 + grains[:, 1] * _GRAIN + grains[:, 2]


@lru_cache(maxsize=1)
def settings_table():
    """The 530 settings."""
    import spglib

    table = {}
    for i in range(1, 531):
        row = spglib.get_spacegroup_type(i)
        symbol = row.international.split("=")[-1].strip().replace("_", "")
        if 3 <= row.number <= 15:
            symbol = row.international_full.replace("_", "")
        table[i] = Setting(i, row.number, symbol, row.hall_symbol, row.choice)
    return table


@lru_cache(maxsize=530)
def operations_of(hall_number):
    """Operations of one setting."""
    import spglib

    found = spglib.get_symmetry_from_database(hall_number)
    return Operations(found["rotations"], found["translations"])


def fitting(rows, lattice):
    """Settings that leave a cell as it is; those with the same rotations are asked once."""
    groups = [operations_of(row.hall_number) for row in rows]
    distinct = {group.turns.tobytes(): group for group in groups}
    fits = {turns: group.fits(lattice) for turns, group in distinct.items()}
    return [r for r, group in zip(rows, groups, strict=True) if fits[group.turns.tobytes()]]


@lru_cache(maxsize=512)
def settings_of_number(number):
    """Settings of a space group, whose number is a text."""
    return [row for row in settings_table().values() if str(row.number) == number.lstrip("0")]


def settings_of_hall(symbol):
    """Settings of a Hall symbol: one, or none if it is not in the table."""
    table, wanted = settings_table().values(), " ".join(symbol.replace("_", " ").split()).lower()
    exact = [row for row in table if row.hall.lower() == wanted]
    squeezed = [row for row in table if _squeezed(row.hall) == _squeezed(symbol)]
    return exact[:1] or (squeezed if len({row.number for row in squeezed}) == 1 else [])


def settings_of_name(name, code=""):
    """Settings of a Hermann-Mauguin symbol, and whether it chooses an origin or axes."""
    name = re.sub(r"(?<=\d)\((\d)\)", r"\1", name.strip(" '\""))  # 2(1)/n
    remark = re.search(r"\s*[(\[]([^)\]]*)[)\]]\s*$", name)
    base, _, choice = name[: remark.start() if remark else None].partition(":")
    said = re.search(r"(?:origin|choice|^)\D*([12])$", remark[1].strip()) if remark else None
    old = re.fullmatch(r"(.*\S)\s*[oO]([12])", base)  # F d -3 m O2
    base, choice = (old[1], old[2]) if old else (base, choice)
    base, choice = _squeezed(base), _squeezed(choice or code or (said[1] if said else ""))
    names = _settings_by_name()
    if base not in names and base[:-1] in names and base[-1] in "szhr":
        base, choice = base[:-1], choice or base[-1]
    found = [settings_table()[i] for i in names.get(base, ())]
    if not choice or choice == "abc":
        return found, False
    choice = _ORIGINS.get(choice, choice)
    same = [row for row in found if row.choice in (choice, choice.upper())]
    same = same or [row for row in found if row.choice[:1] == choice]
    single = all(row.choice == "" for row in found)
    return (found if single and choice in ("1", "h") else same), True


def _squeezed(text):
    return re.sub(r"[\s_~]", "", text).lower()


@lru_cache(maxsize=1)
def _settings_by_name():
    import spglib

    names = {}
    for i in range(1, 531):
        row = spglib.get_spacegroup_type(i)
        parts = [part.strip() for part in row.international.split("=")]
        given = {row.international_full, *(parts[1:] or parts)}
        if 3 <= row.number <= 15:  # P 1 21/c 1 is P 21/c
            given |= {" ".join(p for p in row.international_full.split() if p != "1")}
        if row.number >= 195:  # F m 3 m is what F m -3 m was called
            given |= {name.replace("-3", "3") for name in given if "-3" in name}
        given |= {_before_1992(name, row) for name in given if "e" in name}
        for name in given:
            names.setdefault(_squeezed(name), []).append(i)
    return names


def _before_1992(name, row):
    """Symbol of a double glide plane as older tables wrote it."""
    letters = (
        {"A": "c", "B": "a", "C": "b"} if "-" in row.choice else {"A": "b", "B": "c", "C": "a"}
    )
    return name.replace("e", letters[name[0]])


@lru_cache(maxsize=4096)
def parse_operations(texts, centerings=()):
    """Group of operations that a file lists."""
    rows = [_parse(text) for text in texts]
    for rotation, translation, reversal in [_parse(text) for text in centerings]:
        if not (np.array_equal(rotation, np.eye(3)) and not translation.any()):
            rows += [(r, t + translation, s * reversal) for r, t, s in rows[: len(texts)]]
    unique = {}
    for rotation, translation, reversal in rows:
        key = _keys(np.array([rotation]), translation[None])[0]
        unique.setdefault((int(key), reversal), (rotation, translation, reversal))
    rotations, translations, reversals = zip(*unique.values(), strict=True)
    group = Operations(rotations, translations, np.array(reversals))
    return None if group.missing() else group


def _parse(text):
    parts = re.sub(r"\s", "", text).lower().split(",")
    if len(parts) == 4 and parts[3] in ("+1", "-1", "1", "m", "-m"):
        reversal = -1 if parts[3] in ("-1", "-m") else 1
    elif len(parts) == 3:
        reversal = 1
    else:
        raise ValueError(f"{text!r} is no symmetry operation; write it like 'x, y+1/2, -z'")
    rotation, translation = np.zeros((3, 3), int), np.zeros(3)
    for i, part in enumerate(parts[:3]):
        for sign, number, below, axis in _terms(part, text):
            value = Fraction(number or 1) / int(below or 1) * (-1 if sign == "-" else 1)
            if axis and value.denominator == 1:
                rotation[i, "xyz".index(axis)] += int(value)
            elif axis:
                raise ValueError(f"{text!r} has a part of an axis; allowed are x, y, z, x-y, ...")
            else:
                translation[i] += float(value.limit_denominator(48))
    if abs(round(np.linalg.det(rotation))) != 1:
        raise ValueError(f"{text!r} is no symmetry operation: it keeps no volume")
    return rotation, translation, reversal


def _terms(part, text):
    found = [match for match in _TERM.finditer(part) if match[0]]
    if not found or "".join(match[0] for match in found) != part:
        raise ValueError(f"{text!r} is no symmetry operation; write it like 'x, y+1/2, -z'")
    return [match.groups() for match in found]


def number_of(operations):
    """Number of the space group of a list of operations."""
    if not hasattr(operations, "number"):
        operations.number = _number_by_spglib(operations)
    return operations.number


def _number_by_spglib(operations):
    import spglib

    plain = {}
    for rotation, translation in zip(operations.rotations, operations.translations, strict=True):
        plain[int(_keys(rotation[None], translation[None])[0])] = (rotation, translation % 1.0)
    rotations, translations = map(np.array, zip(*plain.values(), strict=True))
    try:
        found = spglib.get_spacegroup_type_from_symmetry(rotations, translations)
    except Exception:  # spglib raises or returns nothing, by version
        found = None
    return found.number if found else 0

"""Sites and operations become a cell, and the cell is held against what else the file states."""

import re
from functools import cached_property

import numpy as np

from coursekit.structures.symbols import species_of

SAME_PLACE = 0.01
"""Å. Sites closer than this share one place."""


class Expanded:
    """All atoms of the cell, by one reading of its symmetry."""

    def __init__(self, block, lattice, sites, reading, orbits):
        self.block, self.lattice, self.sites, self.reading = block, lattice, sites, reading
        self.owners = np.repeat(np.arange(len(sites)), [len(coords) for coords, _ in orbits])
        self.coords = np.concatenate([coords for coords, _ in orbits])
        self.chosen = [chosen for _, chosen in orbits]
        self._share_places()
        check_content(self)

    def _share_places(self):
        """Merge sites that share a place; refuse a place that holds more than one atom."""
        places = self._places()
        if self._overfull(places) and self._lists_all(places):
            own = [self._own_image(i) for i in range(len(self.sites))]
            self.coords = self.coords[own]
            self.chosen = [
                self.chosen[i][[k - np.argmax(self.owners == i)]] for i, k in enumerate(own)
            ]
            self.owners = np.arange(len(self.sites))
            places = self._places()
        over = self._overfull(places)
        if over:
            raise self._overfull_error(over)
        self.places = places

    def _places(self):
        """Lists of atoms, one list a place."""
        from scipy.spatial import cKDTree

        n = len(self.coords)
        # the lengths of its columns are one over the distances between opposite faces
        reach = SAME_PLACE * np.linalg.norm(self.lattice.inv_matrix, axis=0).max()
        tree = cKDTree(self.coords % 1.0 % 1.0, boxsize=1.0)
        pairs = tree.query_pairs(min(reach, 0.4) * 1.8, output_type="ndarray")
        if not len(pairs):
            return [[i] for i in range(n)]
        away = self.coords[pairs[:, 0]] - self.coords[pairs[:, 1]]
        away = (away - np.rint(away)) @ self.lattice.matrix
        pairs = pairs[np.linalg.norm(away, axis=1) < SAME_PLACE]
        homes, places = np.arange(n), {}
        for i, k in pairs:
            if homes[i] != homes[k]:
                homes[homes == homes[k]] = homes[i]
        for i, home in enumerate(homes.tolist()):
            places.setdefault(home, []).append(i)
        return list(places.values())

    def _occupied(self, place):
        return sum(self.sites[self.owners[i]].occupancy for i in place)

    def _overfull(self, places):
        shared = (place for place in places if len(place) > 1)
        return next((place for place in shared if self._occupied(place) > 1.003), None)

    def _lists_all(self, places):
        """Whether the rows are the whole cell already: each image of each is a row of its own."""
        sizes = np.bincount(self.owners)
        for place in places:
            owners = {self.owners[i] for i in place}
            kinds = {(self.sites[i].symbol, self.sites[i].occupancy) for i in owners}
            if len(kinds) > 1 or any(sizes[i] != len(owners) for i in owners):
                return False
        return len(places) == len(self.sites)

    def _own_image(self, i):
        mine = np.flatnonzero(self.owners == i)
        away = self.coords[mine] - self.sites[i].coords
        return mine[np.linalg.norm(away - np.rint(away), axis=1).argmin()]

    def _overfull_error(self, place):
        rows = [self.sites[i] for i in dict.fromkeys(self.owners[i] for i in place)]
        *most, last = map(str, rows[:4])
        named = " and ".join(filter(None, [", ".join(most), last]))
        if len(rows) == 1:
            reason = f"site {named} comes to lie on its own image"
        else:
            reason = f"sites {named} stand on one place, with occupancies that add up to "
            reason += f"{self._occupied(place):g}"
        how = f"by {self.reading.said}" if self.reading.stated else "as listed"
        return self.block.refuse(
            f"{reason} ({how}); allowed is 1: delete the duplicate, or, if the file lists all "
            "atoms of the cell, its symmetry",
            rows[-1].line,
        )

    @cached_property
    def content(self):
        """{element: atoms in the cell}."""
        content = {}
        for site, count in zip(self.sites, np.bincount(self.owners), strict=True):
            content[site.symbol] = content.get(site.symbol, 0.0) + int(count) * site.occupancy
        return {k: round(n, 6) for k, n in content.items()}

    @property
    def formula(self):
        """Content of the cell, for messages."""
        return " ".join(f"{symbol}{amount:.6g}" for symbol, amount in self.content.items())

    def equals(self, other):
        """Whether another reading leads to the same atoms at the same places."""
        from scipy.spatial import cKDTree

        if self.content != other.content or len(self.coords) != len(other.coords):
            return False
        tree = cKDTree(self.coords % 1.0 % 1.0, boxsize=1.0)
        away, nearest = tree.query(other.coords % 1.0 % 1.0)
        mine = [self.sites[i].symbol for i in self.owners[nearest]]
        theirs = [other.sites[i].symbol for i in other.owners]
        return away.max() < 2e-3 and len(set(nearest)) == len(nearest) and mine == theirs

    def structure(self):
        """The crystal."""
        from pymatgen.core import Structure

        owners = [[self.owners[i] for i in place] for place in self.places]
        moments = [self._moment(place[0]) for place in self.places]
        return Structure(
            self.lattice,
            [self._species(sharing) for sharing in owners],
            self.coords[[place[0] for place in self.places]],
            labels=[", ".join(dict.fromkeys(self.sites[i].label for i in s)) for s in owners],
            site_properties={"magmom": moments} if any(m is not None for m in moments) else None,
        )

    def _species(self, owners):
        amounts = {}
        for i in owners:
            site = self.sites[i]
            species = species_of(site.symbol, site.charge)
            amounts[species] = amounts.get(species, 0.0) + site.occupancy
        total = sum(amounts.values())
        if len(amounts) == 1 and total > 0.9999999:
            return next(iter(amounts))
        return {species: amount / max(total, 1.0) for species, amount in amounts.items()}

    def _moment(self, atom):
        """Moment of an atom, turned with its place: an axial vector."""
        from pymatgen.electronic_structure.core import Magmom

        if not any(site.moment is not None for site in self.sites):
            return None
        owner = self.owners[atom]
        moment = self.sites[owner].moment
        if moment is None:
            return Magmom([0.0, 0.0, 0.0])
        k = self.chosen[owner][atom - np.argmax(self.owners == owner)]
        operations = self.reading.operations
        rotation = operations.rotations[k]
        sign = round(np.linalg.det(rotation)) * operations.reversals[k]
        return Magmom((sign * rotation @ moment @ self.lattice.matrix).tolist())


def check_content(crystal):
    """Refuse a cell that contradicts the file's formula, number of units, density, multiplicities."""
    block, content = crystal.block, _without_isotopes(crystal.content)
    tag, word = block.first("_chemical_formula_sum", "_chemical_formula_structural")
    formula = _amounts(word.text) if word else {}
    z_tag, z_word = block.first("_cell_formula_units_z")
    units = block.number(z_word, z_tag) if z_word else None
    if formula:
        count = _count(crystal, formula, content, tag, word)
        if units:
            _check_units(crystal, formula, count, units, z_word)
    elif units and _is_whole(content) and any(n % units for n in content.values()):
        raise block.refuse(
            f"{z_tag} is {units:g}, the sites give {crystal.formula} by {crystal.reading.said}, "
            "which is no such multiple; correct Z, the sites or the symmetry",
            z_word.line,
        )
    if not crystal.reading.listed:
        _check_multiplicities(crystal)
    _check_density(crystal)


def _without_isotopes(amounts):
    merged = {}
    for symbol, amount in amounts.items():
        symbol = "H" if symbol in ("D", "T") else symbol
        merged[symbol] = merged.get(symbol, 0.0) + amount
    return merged


def _amounts(text):
    """{element: amount} of a stated formula; empty if it is none."""
    parts = [part for part in text.replace(",", " ").split() if not re.fullmatch(r"\d*[+-]", part)]
    found = [re.fullmatch(r"([A-Z][a-z]?)(\d*\.?\d*)(?:\(\d+\))?", part) for part in parts]
    if not parts or None in found:
        found = list(re.finditer(r"([A-Z][a-z]?)(\d*\.?\d*)", text))
        if "".join(match[0] for match in found) != "".join(parts):
            return _amounts_in_brackets("".join(parts))
    amounts = {}
    for match in found:
        amounts[match[1]] = amounts.get(match[1], 0.0) + float(match[2] or 1)
    return {k: n for k, n in _without_isotopes(amounts).items() if n > 0}


def _amounts_in_brackets(text):
    """As `_amounts`, of a formula such as Ca(OH)2; empty if it is none."""
    from pymatgen.core import Composition

    try:
        found = {str(kind.symbol): amount for kind, amount in Composition(text).items()}
    except Exception:  # words in place of a formula
        return {}
    return _without_isotopes(found)


def _is_whole(amounts):
    return all(abs(n - round(n)) < 1e-6 for n in amounts.values())


def _count(crystal, formula, content, tag, word):
    """How many of the stated formula the cell holds."""
    block, missing = crystal.block, sorted(set(formula) - set(content))
    if missing:
        raise block.refuse(
            f"{tag}: its formula {word.text!r} names {', '.join(missing)}, its sites hold none "
            f"({crystal.formula}); give the rows that are missing, or correct the formula",
            word.line,
        )
    more = sorted(set(content) - set(formula))
    ratios = {symbol: content[symbol] / formula[symbol] for symbol in formula}
    exact = _is_whole(formula) and _is_whole(content)
    middle = sum(content.values()) / sum(n for symbol, n in formula.items())
    allowed = 1e-3 if exact else 0.04
    if more or max(ratios.values()) - min(ratios.values()) > allowed * middle:
        raise block.refuse(
            f"{tag} is {word.text!r}, its sites give {crystal.formula} in the cell by "
            f"{crystal.reading.said}: the ratios differ; correct the formula, the sites or the "
            "symmetry",
            word.line,
        )
    return middle


def _check_units(crystal, formula, count, units, word):
    if abs(count / units - 1) < 0.04:
        return
    _, structural = crystal.block.first("_chemical_formula_structural")
    whole_cell = all(abs(n / units - round(n / units)) < 1e-6 for n in formula.values())
    said = crystal.reading.stated or structural is not None
    if abs(count - 1) < 0.04 and whole_cell and said:  # as pymatgen writes it: all atoms, and Z
        return
    raise crystal.block.refuse(
        f"_cell_formula_units_Z is {units:g}, the sites give {crystal.formula} by "
        f"{crystal.reading.said}, that is {count:.4g} of the formula; correct Z, or state the "
        "symmetry that is missing",
        word.line,
    )


def _check_multiplicities(crystal):
    stated = [site.multiplicity for site in crystal.sites]
    found = np.bincount(crystal.owners, minlength=len(stated))
    if None in stated or set(stated) == {1.0}:
        return
    order = len(crystal.reading.operations)
    if list(found) != stated and [order / n for n in found] != stated:
        i = next(i for i, n in enumerate(found) if n != stated[i])
        site = crystal.sites[i]
        raise crystal.block.refuse(
            f"site {site.label} is said to have multiplicity {stated[i]:g}, by "
            f"{crystal.reading.said} it has {found[i]}; correct the symmetry or the row",
            site.line,
        )


def _check_density(crystal):
    tag, word = crystal.block.first("_exptl_crystal_density_diffrn")
    if word is None:
        return
    grams = sum(species_of(s).atomic_mass * n for s, n in crystal.content.items()) * 1.66053907
    density = grams / crystal.lattice.volume
    stated = crystal.block.number(word, tag)
    if stated > 0 and abs(density / stated - 1) > 0.1:
        raise crystal.block.refuse(
            f"{tag} is {word.text} g/cm³, {crystal.formula} by {crystal.reading.said} gives "
            f"{density:.3f}; correct the symmetry, the sites or the cell",
            word.line,
        )

"""Tier 1 sees a formula and nothing else: what every composition featuriser shares."""

import re
from functools import lru_cache
from hashlib import sha256

import numpy as np

from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.composition.elements import LARGEST_Z

_FLAT_FORMULA = re.compile(r"(?:[A-Z][a-z]?(?:\d+(?:\.\d+)?)?)+\Z")
_TOKEN = re.compile(r"([A-Z][a-z]?)(\d+(?:\.\d+)?)?")


class CompositionFeaturizer(StructureFeaturizer):
    """One row per formula; takes structures, pymatgen Compositions or formula strings."""

    _cheap = True
    _chunk = 2000

    def _accept(self, item):
        """As it is: every row reads its formula and speaks up there; twice would double the cost."""
        return item

    def _check_fit_input(self, item):
        count_elements(item)

    def _digest(self, item):
        z, n = amounts(item)
        return sha256(z.tobytes() + n.tobytes()).hexdigest()[:32]


def amounts(item):
    """Atomic numbers and amounts of a formula, in the order in which it names them."""
    total = count_elements(item)
    return np.array(list(total)), np.array(list(total.values()))


def count_elements(item):
    """As `amounts`, as a dictionary: quicker where many formulas become arrays together."""
    total = {}
    for z, amount in _pairs(item):
        if amount:
            total[z] = total.get(z, 0.0) + amount
    if not total:
        read = hasattr(item, "lattice")
        why = "was the file read completely?" if read else "the formula is empty"
        raise ValueError(f"has no atoms; {why}")
    return total


def composition(item):
    """Formula as a pymatgen Composition, with its oxidation states if it has any."""
    from pymatgen.core import Composition, Element

    elements = count_elements(item)
    if isinstance(item, str):
        return Composition({Element.from_Z(z): amount for z, amount in elements.items()})
    return item.composition if hasattr(item, "lattice") else item


def _pairs(item):
    """(atomic number, amount) of every element or site."""
    if isinstance(item, str):
        return _read_formula(item)
    if hasattr(item, "lattice"):
        return _numbered((species, n) for site in item for species, n in site.species.items())
    # of the class: asking the object would build another Composition
    if hasattr(type(item), "element_composition"):
        return _numbered(item.items())
    raise TypeError(f"expected a structure, a Composition or a formula, got {type(item).__name__}")


def _numbered(species_amounts):
    pairs = []
    for species, amount in species_amounts:
        z = species.Z
        if not 1 <= z <= LARGEST_Z:
            raise ValueError(f"names {species.symbol!r}, which is not an element")
        pairs.append((z, amount))
    return pairs


def _read_formula(formula):
    if _FLAT_FORMULA.match(formula):
        numbers = _atomic_numbers()
        pairs = [(numbers.get(symbol), float(n or 1)) for symbol, n in _TOKEN.findall(formula)]
        if all(z for z, _ in pairs):
            return pairs
    from pymatgen.core import Composition, Element

    try:
        composition = Composition(formula if formula.strip() else {})
    except ValueError as error:
        raise ValueError(f"formula {formula!r} cannot be read: {error}") from error
    unknown = [str(s) for s in composition if not Element.is_valid_symbol(s.symbol)]
    if unknown:
        # pymatgen reads "NaCL" as Na, C and a dummy species L without a word
        raise ValueError(f"formula {formula!r} names {unknown[0]!r}, which is not an element")
    return _numbered(composition.items())


@lru_cache
def _atomic_numbers():
    from pymatgen.core import Element

    return {element.symbol: element.Z for element in Element}

"""Tier 1 sees a formula and nothing else: what every composition featuriser shares."""

import re
from collections import defaultdict
from hashlib import sha256

import numpy as np

from coursekit.featurizers.base import StructureFeaturizer

_FLAT_FORMULA = re.compile(r"(?:[A-Z][a-z]?(?:\d+(?:\.\d+)?)?)+\Z")
_TOKEN = re.compile(r"([A-Z][a-z]?)(\d+(?:\.\d+)?)?")


class CompositionFeaturizer(StructureFeaturizer):
    """One row per formula; takes structures, pymatgen Compositions or formula strings."""

    _chunk = 2000

    def _check_input(self, item):
        amounts(item)

    def _digest(self, item):
        z, n = amounts(item)
        return sha256(z.tobytes() + n.tobytes()).hexdigest()[:32]


def amounts(item):
    """Atomic numbers and amounts of a formula, in the order in which it names them.

    Parameters
    ----------
    item : pymatgen Structure, pymatgen Composition or str
        A structure may have partial occupancies; they count as fractions of atoms.

    Returns
    -------
    z : (n_elements,) array of int
    n : (n_elements,) array of float
        Atoms per formula or cell.

    Raises
    ------
    TypeError
        If `item` is none of the three.
    ValueError
        If a formula is empty or names something that is not an element.

    Examples
    --------
    >>> amounts("TiO2")
    (array([22,  8]), array([1., 2.]))
    """
    if isinstance(item, str):
        pairs = _read_formula(item)
    elif hasattr(item, "lattice"):
        pairs = _count_sites(item)
    elif hasattr(item, "element_composition"):
        pairs = [(species, n) for species, n in item.items()]
    else:
        raise TypeError(
            f"expected a structure, a Composition or a formula, got {type(item).__name__}"
        )
    total = defaultdict(float)
    for species, amount in pairs:
        total[species.Z] += amount
    if not total:
        raise ValueError("has no atoms; the formula is empty")
    return np.array(list(total)), np.array(list(total.values()))


def _read_formula(formula):
    from pymatgen.core import Composition, Element

    if _FLAT_FORMULA.match(formula):
        found = [(symbol, float(n or 1)) for symbol, n in _TOKEN.findall(formula)]
        if all(Element.is_valid_symbol(symbol) for symbol, _ in found):
            return [(Element(symbol), n) for symbol, n in found]
    try:
        composition = Composition(formula)
    except ValueError as error:
        raise ValueError(f"formula {formula!r} cannot be read: {error}") from error
    unknown = [str(s) for s in composition if not Element.is_valid_symbol(s.symbol)]
    if unknown:
        # pymatgen reads "NaCL" as Na, C and a dummy species L without a word
        raise ValueError(f"formula {formula!r} names {unknown[0]!r}, which is not an element")
    return list(composition.items())


def _count_sites(structure):
    return [(species, n) for site in structure for species, n in site.species.items()]

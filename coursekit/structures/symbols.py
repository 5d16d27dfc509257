"""Which atom a symbol or a label of a file means; what means none is refused, not guessed."""

import re
from functools import lru_cache

_SYMBOL = re.compile(
    r"(?P<mass>2|3)?(?P<letters>[A-Za-z]{1,2})(?P<charge>[0-9.]*[+-]|[+-][0-9.]*)?$"
)
_NO_ATOM = ("VA", "VAC", "VACANCY", "X", "DUM", "DUMMY", "Q", "EMPTY", "ES", "BQ", "GHOST")
_GROUPS = ("WAT", "WA", "OH", "HO", "HOH", "OD", "CH", "NH")
_WATER = re.compile("[HD][23]O|OH[23]", re.IGNORECASE)
_KINDS = {"T": "T", "RE": "Re"}  # tetrahedral sites, rare earths: elements if the formula says so
_SCATTERING = {"cval": "C", "siva": "Si"}  # names of scattering factors
ISOTOPES = ("D", "T")


class SymbolError(ValueError):
    """What a symbol is, and what to write."""


@lru_cache(maxsize=4096)
def parse_symbol(text):
    """Element and charge of a type symbol."""
    found = _SYMBOL.match(text)
    if text.lower() in _SCATTERING:
        return _SCATTERING[text.lower()], None
    symbol = found and found["letters"].capitalize()
    if found and found["mass"]:
        symbol = {"2": "D", "3": "T"}[found["mass"]] if symbol == "H" else None
    if not symbol or symbol not in _elements() or text.upper() in ("OH-", "OH1-"):
        raise SymbolError(_no_element(text))
    return symbol, _charge(found["charge"])


def _charge(text):
    if not text:
        return None
    size = text.strip("+-")
    return float(size or 1) * (-1 if "-" in text else 1)


@lru_cache(maxsize=4096)
def symbol_of_label(label, known=frozenset()):
    """Element of a site that has a label and no type symbol."""
    letters = re.match(r"[A-Za-z]*", label)[0]
    group = letters.upper() in _GROUPS and letters not in _elements()  # Ho1 is holmium
    nothing = letters.upper() in _NO_ATOM and letters not in known
    if group or nothing or _WATER.match(label):
        raise SymbolError(_no_element(label))
    whole, first = letters.capitalize(), letters[:1].upper()
    proper = re.match(r"[A-Z][a-z]?", label)
    if proper and len(letters) > 1 and proper[0] in _elements() and letters != letters.upper():
        # SiT and MgM are written as symbols are; NiFe are two
        options = {proper[0], *re.findall(r"[A-Z][a-z]", letters)} & _elements()
    elif len(letters) == 1:
        options = {first} & _elements()
    elif len(letters) == 2 and letters != letters.upper():
        options = {whole} & _elements()  # fe1
    else:  # CO1, CL1, OW1, CA1A: an element of two letters, or one and a name
        options = {first, letters[:2].capitalize()} & _elements()
    options = options & known or options
    doubtful = len(letters) > 2 and letters == letters.upper()  # HAL, REE, LIG
    doubtful = options if doubtful else {_KINDS.get(letters)}
    if len(options) != 1 or options & doubtful - known:
        meant = f"it could be {' or '.join(sorted(options))}" if options else "it is no element"
        raise SymbolError(
            f"{label!r} does not say which element it is ({meant}); add _atom_site_type_symbol"
        )
    return options.pop()


def _no_element(text):
    letters = re.sub(r"\d+$", "", text).upper()
    if letters in _GROUPS or _WATER.match(text):
        return (
            f"{text!r} is a group with hydrogens that have no coordinates; list O and H with "
            "their places, or leave the crystal out"
        )
    if letters in _NO_ATOM:
        return f"{text!r} is no atom but a vacancy or a dummy; delete its row"
    near = text.capitalize() if text.capitalize() in _elements() else ""
    return f"{text!r} is no chemical element; " + (
        f"write {near}" if near else "correct the symbol (capital letter first, then a small one)"
    )


@lru_cache(maxsize=1)
def _elements():
    from pymatgen.core import Element

    return frozenset(element.symbol for element in Element) | {*ISOTOPES}


def species_of(symbol, charge=None):
    """Element, isotope or ion of pymatgen."""
    from pymatgen.core import Element, Species

    return Element(symbol) if charge is None else Species(symbol, charge)

"""What crystals carry besides atoms and places, and which of it a featuriser does not look at."""

import sys
import warnings
from contextlib import contextmanager

from coursekit.structures import structure_id
from coursekit.structures.identity import element_name

OXIDATION_STATES, MOMENTS, ISOTOPES = "oxidation states", "magnetic moments", "isotopes"
ALL = frozenset((OXIDATION_STATES, MOMENTS, ISOTOPES))
_LOOKED_AT = 100  # structures; a set is decorated as a whole, or not


def warn_of_ignored(featurizer, structures, labels):
    """Say once, by UserWarning, what the structures carry and no column depends on."""
    first = {}
    for label, structure in zip(labels, structures[:_LOOKED_AT], strict=False):
        for name in _carried(structure) - featurizer._sees:
            first.setdefault(name, structure_id(structure, label))
    if first:
        told = " and ".join(f"{name} (first in {first[name]})" for name in sorted(first))
        warnings.warn(
            f"{type(featurizer).__name__} ignores the {told}: no column depends on them",
            stacklevel=_caller(),
        )


@contextmanager
def said_once():
    """Keep the featurisers inside a featuriser from saying it again."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r"\w+ ignores the .*: no column depends")
        yield


def _carried(structure):
    if not hasattr(structure, "site_properties"):
        return frozenset()
    found = {MOMENTS} if "magmom" in structure.site_properties else set()
    for kind in {kind for site in structure for kind in site.species}:
        if getattr(kind, "oxi_state", None) is not None:
            found.add(OXIDATION_STATES)
        if getattr(kind, "spin", None) is not None:
            found.add(MOMENTS)
        if element_name(kind) != kind.symbol:
            found.add(ISOTOPES)
    return found


def _caller():
    """Level of the first frame outside the libraries: the line that the warning is about."""
    level, frame = 2, sys._getframe(2)
    own = ("coursekit", "sklearn", "joblib")
    while frame.f_back and frame.f_globals.get("__name__", "").partition(".")[0] in own:
        level, frame = level + 1, frame.f_back
    return level

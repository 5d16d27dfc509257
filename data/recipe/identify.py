"""Which prototype is this after relaxation, and is it a crystal we already have?"""

from functools import lru_cache

import candidates
import records
from pymatgen.analysis.structure_matcher import StructureMatcher
from pymatgen.core import Composition, Lattice, Structure
from pymatgen.io.ase import AseAtomsAdaptor

SAME_ENERGY = 0.003
"""eV per atom: twins relaxed from two starts agree better than this."""
DUMMIES = {"A": "Mg", "B": "Al", "X": "O"}


def structure(relaxed):
    return Structure(Lattice(relaxed["lattice"]), relaxed["species"], relaxed["coords"])


def prototype(record, table):
    """Name of the prototype the crystal has now; "distorted" if it is none of the table."""
    relaxed = record["relaxed"]
    if relaxed["space_group"] == record["space_group"]:
        return record["prototype"]
    now = structure(relaxed)
    pattern = now.composition.anonymized_formula
    matcher = StructureMatcher(ltol=0.3, stol=0.35, angle_tol=8)
    for name in _prototypes_of(pattern, table):
        if table[name][0].no != relaxed["space_group"]:
            continue
        if matcher.fit_anonymous(now, _ideal(name)):
            return name
    return "distorted"


def without_duplicates(named):
    """Split (record, prototype) pairs into distinct ones and (id, reason) of the repeats.

    A crystal that still has the prototype it started from is kept before one that fell into it.
    """
    order = sorted(named, key=lambda pair: pair[1] != pair[0]["prototype"])
    matcher = StructureMatcher()
    kept, twins = [], []
    for record, name in order:
        twin = next((other for other, _ in kept if _same(record, other, matcher)), None)
        if twin is None:
            kept.append((record, name))
        else:
            twins.append((record["id"], f"relaxed into {twin['id']}"))
    return sorted(kept, key=lambda pair: pair[0]["id"]), twins


def _same(record, other, matcher):
    one, two = record["relaxed"], other["relaxed"]
    if one["space_group"] != two["space_group"]:
        return False
    if abs(one["e_chgnet"] - two["e_chgnet"]) > SAME_ENERGY:
        return False
    return matcher.fit(structure(one), structure(two))


@lru_cache
def _ideal(name):
    table = candidates.read_prototypes()
    return AseAtomsAdaptor.get_structure(candidates.build(name, DUMMIES, table))


@lru_cache
def _patterns():
    names = candidates.read_prototypes()
    return {name: Composition(_ideal(name).formula).anonymized_formula for name in names}


def _prototypes_of(pattern, table):
    return [name for name in table if _patterns()[name] == pattern]


if __name__ == "__main__":
    # a look at what relaxation did to the prototypes, without any label
    table, relaxed = candidates.read_prototypes(), records.read("relaxed")
    for record in records.read("candidates").values():
        if relaxed.get(record["id"], {}).get("status") != "ok":
            continue
        now = prototype({**record, "relaxed": relaxed[record["id"]]}, table)
        if now != record["prototype"]:
            print(record["id"], "->", now)

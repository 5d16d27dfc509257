"""A normal and an inverse spinel, told apart by where their cations stand."""

from collections import Counter

import cations

from . import made_up

SPINEL = {"name": "AB2O4", "kind": "insulator", "charges": {"A": 2, "B": 3, "X": -2}}


def places(prototype):
    record = made_up.candidate(prototype, {"A": "Mg", "B": "Al", "X": "O"}, SPINEL)
    found = cations.sites(record, made_up.relaxed(record, -7.0))["cation_sites"]
    return Counter(zip(record["species"], found, strict=True))


def test_normal_and_inverse():
    normal = {("Mg", "tetrahedral"): 2, ("Al", "octahedral"): 4, ("O", "anion"): 8}
    assert places("spinel") == normal
    inverse = places("spinel_inverse")
    assert (inverse["Mg", "octahedral"], inverse["Al", "tetrahedral"]) == (2, 2)
    assert inverse["Al", "octahedral"] == 2


def test_other_families_have_no_such_label():
    record = made_up.candidate("rocksalt", {"A": "Mg", "X": "O"}, made_up.OXIDE)
    assert cations.sites(record, made_up.relaxed(record, -6.0)) == {}

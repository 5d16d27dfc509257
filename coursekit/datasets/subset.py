"""A part of a large collection that is the same for everybody: chosen by hashes, whole formulas."""

import hashlib

_RANKED = 3
_LARGEST_GROUP = 12


def sample_groups(ids, groups, n, *, seed=0, largest_group=_LARGEST_GROUP):
    """About `n` entries, formulas with several polymorphs first, in the order of hashes."""
    members = {}
    for position, group in enumerate(groups):
        members.setdefault(str(group), []).append(position)
    order = sorted(members, key=lambda g: (len(members[g]) < _RANKED, _place(seed, g)))
    chosen = []
    for group in order:
        ranked = sorted(members[group], key=lambda i: _place(seed, ids[i]))[:largest_group]
        if len(chosen) + len(ranked) <= n:
            chosen += ranked
    return sorted(chosen)


def is_ab2o4(formula):
    """Whether a formula is that of the spinels: four oxygens, two and one of two other elements."""
    from pymatgen.core import Composition

    amounts = Composition(formula).reduced_composition.as_dict()
    oxygen = amounts.pop("O", 0)
    return oxygen == 4 and sorted(amounts.values()) == [1, 2]


def _place(seed, text):
    return hashlib.sha256(f"{seed} {text}".encode()).hexdigest()

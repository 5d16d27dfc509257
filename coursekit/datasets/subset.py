"""A part of a large collection that is the same for everybody: chosen by hashes, whole formulas."""

import hashlib

_RANKED = 3
_LARGEST_GROUP = 12


def sample_groups(ids, groups, n, *, seed=0, largest_group=_LARGEST_GROUP):
    """About `n` entries, formulas with several polymorphs first, in the order of hashes.

    Notes
    -----
    Formulas with three polymorphs or more come first, because only they can be ranked; then the
    others. Inside each class the order is that of SHA-256 of seed and formula: it depends neither
    on the order of the input nor on what else is in it.

    Examples
    --------
    >>> sample_groups(["a", "b", "c", "d"], ["MgO", "TiO2", "TiO2", "TiO2"], 3)
    [1, 2, 3]
    """
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
    """Whether a formula is that of the spinels: four oxygens, two and one of two other elements.

    Examples
    --------
    >>> is_ab2o4("MgAl2O4"), is_ab2o4("Mg(GaO2)2"), is_ab2o4("MgTiO3")
    (True, True, False)
    """
    from pymatgen.core import Composition

    amounts = Composition(formula).reduced_composition.as_dict()
    oxygen = amounts.pop("O", 0)
    return oxygen == 4 and sorted(amounts.values()) == [1, 2]


def _place(seed, text):
    return hashlib.sha256(f"{seed} {text}".encode()).hexdigest()

"""Does the pipeline read the species right: two-letter symbols, shared sites?"""

import numpy as np

_TWO_LETTERS = {"Cl": "C", "Co": "C", "Br": "B", "Si": "S", "Ni": "N", "Cu": "C", "Sn": "S"}


def misread_species(subject):
    """What goes wrong with the species, in one sentence.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    str
        Empty if nothing does, or the pipeline refuses what it cannot read.
    """
    return _symbol_cut_short(subject) or _occupancy_dropped(subject)


def _symbol_cut_short(subject):
    """An element that is taken for the one of its first letter, and not for any other.

    Sulphur, nitrogen and phosphorus lie between many such pairs: a coarse bin that holds the pair
    holds one of them too.
    """
    for symbol, short in _TWO_LETTERS.items():
        unlike = [other for other in ("F", "Te", "S", "N", "P") if other != short]
        rows = _rows(subject, [_salt(anion) for anion in (symbol, short, *unlike)])
        if rows is None:
            continue
        full, cut, *others = rows
        # zeros are a stand-in for what is not understood: another fault
        if _empty(full) or not _equal(full, cut):
            continue
        if not any(_equal(full, other) for other in others):
            return f"{symbol} is taken for {short}: an element symbol loses its second letter."
    return ""


def _occupancy_dropped(subject):
    """Sites shared by two elements that are described as if they were not."""
    pure = [_salt("S", cation) for cation in ("Ca", "Zn")]
    mixed = [_salt("S", {"Ca": x, "Zn": 1 - x}) for x in (0.6, 0.8)]
    other = _salt("Se", {"Mg": 0.6, "Ba": 0.4})
    separate = [_rows(subject, [*pure, crystal]) for crystal in mixed]
    together = _rows(subject, [*pure, *mixed, other])
    if together is None or any(rows is None for rows in separate):
        return ""
    calcium, zinc, poor, rich, other = together
    made_up = _equal(rich, other)  # one stand-in for whatever is not understood: another fault
    if _equal(poor, rich) and not _equal(calcium, zinc) and not _empty(rich) and not made_up:
        return "A site shared by two elements is described as full: occupancies are dropped."
    return ""


def _salt(anion, cation="Na"):
    from pymatgen.core import Lattice, Structure

    lattice = Lattice([[0.0, 2.9, 2.8], [2.8, 0.1, 2.9], [2.9, 2.8, 0.0]])
    return Structure(lattice, [cation, anion], [[0, 0, 0], [0.51, 0.49, 0.5]])


def _rows(subject, crystals):
    try:
        rows = subject.describe_fresh(crystals)
    except Exception:
        # refusing what it cannot read is what a pipeline should do
        return None
    return rows if len({row.shape for row in rows}) == 1 else None


def _equal(first, second):
    noise = 1e-12 * np.abs(np.nan_to_num(first)).max(initial=0.0)
    return np.allclose(first, second, rtol=1e-9, atol=noise, equal_nan=True)


def _empty(row):
    return not np.nan_to_num(row).any()

"""Does it remember what it should have forgotten: crystals described before, an earlier fit?"""

import numpy as np

from coursekit.audits import adapter
from coursekit.audits.measure import Ruler
from coursekit.audits.probes import scaled
from coursekit.audits.training import is_predictor
from coursekit.structures import rattle, set_id, structure_id, supercell

_TOLERANCE = 1e-6
_UNLIKE_FITS = 1e-3  # a randomised decomposition without a seed leaves less
_MATTERS = 0.05  # of the spread between crystals; a swelling by 7 % does more
_MOST_SITES = 12


def goes_by_history(subject):
    """What an earlier crystal does to the vector of a later one, in one sentence.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    str
        Empty if it does nothing. A store inside a function or on disk that goes by the reduced
        formula, with or without the symmetry, is not found: nothing of it can be had fresh.
    """
    name = structure_id(subject.probes[0])
    if subject.can_be_fitted and _answers_with_the_first(subject):
        return (
            f"{name} and a swollen copy of it have one vector if they are described one after the "
            "other, and two if each is described first."
        )
    if _answers_by_formula(subject):
        return f"Two crystals with the formula and the cell of {name} get the vector of the first."
    if subject.can_be_fitted and _grows(subject):
        return "A crystal with an element that the fit has not seen changes later vectors."
    return ""


def _answers_with_the_first(subject):
    first, second = subject.probes[0], set_id(scaled(subject.probes[0], 1.07), "swollen")
    orders = ([first, second], [second, first])
    try:
        fits = [subject.fitted_to(subject.structures, subject.y) for _ in orders]
        rows = [
            [adapter.describe(fit, [crystal])[0] for crystal in order]
            for fit, order in zip(fits, orders, strict=True)
        ]
    except Exception:
        return False
    stale = all(np.array_equal(a, b, equal_nan=True) for a, b in rows)
    return stale and subject.ruler.distance(rows[0][0], rows[1][0]) > _MATTERS


def _answers_by_formula(subject):
    """Whether of two rattled crystals in one cell the first decides, in cells never seen before.

    In a cell of three, then five, then seven times the size the first is the one, the other, the
    one: their vectors are equal in each cell, and those of three and seven unlike that of five.
    """
    probe = subject.probes[0]
    if len(probe) > _MOST_SITES:
        return False
    pair = [rattle(probe, 0.15, seed=subject.seed + k) for k in (1, 2)]
    found = []
    try:
        for repeats, first in ((3, 0), (5, 1), (7, 0)):
            cells = [supercell(pair[k], (repeats, 1, 1)) for k in (first, 1 - first)]
            rows = [subject.describe([set_id(cell, f"{repeats}")])[0] for cell in cells]
            if len(rows[0]) > 1 or not np.array_equal(*rows, equal_nan=True):
                return False
            found.append(rows[0])
    except Exception:
        return False
    three, five, seven = found
    return _apart(subject, three, seven, 7 / 3) < _TOLERANCE and (
        _apart(subject, three, five, 5 / 3) > _MATTERS
    )


def _apart(subject, row, other, growth):
    """Distance, where a column may stay as a mean or grow as a sum."""
    stays = np.abs(other - row) <= np.abs(other - growth * row)
    return subject.ruler.distance(np.where(stays, row, growth * row), other)


def _grows(subject):
    """Whether a new element in `transform` adds to what was learnt in `fit`."""
    elements = {site.specie.symbol for site in subject.probes[0]}
    known, strange = [], []
    for structure in subject.structures:
        if structure.is_ordered:
            inside = {site.specie.symbol for site in structure} <= elements
            (known if inside else strange).append(structure)
    if not known or not strange:
        return False
    try:
        features = subject.fresh().fit(known, np.arange(float(len(known))))
        before = adapter.describe(features, known[:1])[0]
    except Exception:
        return False
    for structure in strange[:3]:
        try:
            adapter.describe(features, [structure])
        except Exception:
            continue
    after = adapter.describe(features, known[:1])[0]
    return before.shape != after.shape or not np.allclose(before, after, equal_nan=True)


def refit_fault(subject, structures):
    """What two fits to the same crystals do not share.

    Parameters
    ----------
    subject : Subject
    structures : list of pymatgen Structure

    Returns
    -------
    kind : {"seed", "refit", ""}
    finding : str
    """
    if not subject.can_be_fitted:
        return "", ""
    y = np.arange(float(len(structures)))
    try:
        once, twice = (subject.fitted_to(structures, y) for _ in range(2))
        rows = [adapter.describe(fit, structures) for fit in (once, twice)]
        change = Ruler(rows[0]).worst(*rows)[0]
    except Exception:
        return "", ""
    if change > _TOLERANCE:
        return _unseeded(subject, change)
    if _remembers(subject, structures, y, rows[0]):
        return "refit", "A second fit gives other vectors than a first fit to the same crystals."
    return "", ""


def _unseeded(subject, change):
    """Two random fits cannot be compared with a third; that they differ is a fault of its own."""
    if change <= _UNLIKE_FITS or is_predictor(subject.fresh()):
        return "", ""
    return "seed", (
        f"Two fits to the same crystals give vectors that differ by {change:.2g} of the spread "
        "between crystals: something is drawn at random without a seed, or kept from fit to fit."
    )


def _remembers(subject, structures, y, rows):
    """Whether a fit leaves something of an earlier one, to other crystals."""
    others = [scaled(s, factor) for s in structures for factor in (0.8, 1.25)]
    try:
        used = subject.fitted_to(others, np.repeat(y, 2)).fit(structures, y)
        return Ruler(rows).worst(rows, adapter.describe(used, structures))[0] > _TOLERANCE
    except Exception:
        return False

"""Is a column that counts neighbours right? Half lists and self-counts survive every move."""

import numpy as np

from coursekit.audits.crystals import scaled
from coursekit.neighbors import neighbor_list_of_arrays

_REACH = 8.0  # Å
_INTEGER = 1e-9
_FEWEST_VALUES = 5
_FACTORS = (0.9, 0.97, 1.0, 1.06, 1.15)


def miscounted(view):
    """What is wrong with a column that counts neighbours.

    Parameters
    ----------
    view : View

    Returns
    -------
    str
        Empty if nothing is, or no column is such a count.

    Notes
    -----
    A column counts if it is a whole number per crystal (mean over sites times their number). It is
    compared with the number of pairs nearer than r: the r that fit it lie in an interval for each
    crystal, and a right count has one r for all of them. If only twice the column has one, the list
    is a half list; if only the column less one has one, every site counts itself.
    """
    crystals = [scaled(p, factor) for p in view.probes for factor in _FACTORS]
    try:
        rows = view.describe(crystals)
    except Exception:
        return ""
    sizes = np.array([len(crystal) for crystal in crystals])
    if len({row.shape[1] for row in rows}) != 1:
        return ""
    totals = np.array([row.mean(axis=0) for row in rows]) * sizes[:, None]
    distances = [_distances(crystal) for crystal in crystals]
    for column in totals.T:
        fault = _fault(column, sizes, distances)
        if fault:
            return fault
    return ""


def _fault(totals, sizes, distances):
    whole = np.abs(totals - np.round(totals)).max() < _INTEGER * max(1.0, np.abs(totals).max())
    counts = totals / sizes
    if not whole or len(set(counts)) < _FEWEST_VALUES or totals.min() < 0 or counts.max() <= 1:
        return ""
    totals = np.round(totals)
    if _radii(totals, distances):
        return ""
    if _radii(2 * totals, distances):
        return "a column counts half of the neighbours: every pair is stored at one end only"
    if _radii(totals - sizes, distances):
        return "a column counts one neighbour too many: every site is its own neighbour"
    return ""


def _distances(structure):
    """All pair distances below the reach, both directions, in rising order."""
    species = tuple(site.species_string for site in structure)
    pairs = neighbor_list_of_arrays(
        structure.lattice.matrix, structure.frac_coords, r_cut=_REACH, species=species
    )
    return np.sort(pairs.distances)


def _radii(totals, distances):
    """Interval of cutoffs at which every crystal has its total, or None."""
    low, high = 0.0, _REACH
    for total, found in zip(totals, distances, strict=True):
        count = int(total)
        if count > len(found):
            return None
        low = max(low, found[count - 1] if count else 0.0)
        high = min(high, found[count] if count < len(found) else _REACH)
    return (low, high) if high - low > 0 else None

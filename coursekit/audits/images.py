"""Relations of the cell: origin, size and vectors change nothing, and the vector grows as is claimed."""

import numpy as np

from coursekit.audits import limits
from coursekit.audits.bench import Ruler
from coursekit.audits.crystals import scaled, with_lattice
from coursekit.audits.relations import compare, move, relation
from coursekit.audits.result import broken, skip, told
from coursekit.neighbors import neighbor_list_of_arrays
from coursekit.structures import shift_origin, supercell

_AUDIT = "periodic images"
_SKEW = np.array([[1, 0, 0], [1, 1, 0], [-1, 0, 1]])


def _crystalline(claims):
    return claims.periodic


def _scaling(structure, k):
    if len(structure) <= limits.SMALL_CELL:
        return (2, 2, 2)
    return tuple(1 + (axis == k % 3) for axis in range(3))


def _grown(rows, structure, k):
    factor = int(np.prod(_scaling(structure, k)))
    return np.repeat(rows, factor, axis=0) if len(rows) > 1 else [rows, rows * factor]


def skewed(structure, k):
    """The crystal in other cell vectors of the same volume."""
    coords = (structure.frac_coords @ np.linalg.inv(_SKEW)) % 1.0
    return with_lattice(structure, lambda matrix: _SKEW @ matrix, coords)


move("another origin", _AUDIT, shift_origin, when=_crystalline, on="sites")
move(
    "a supercell", _AUDIT, lambda s, k: supercell(s, _scaling(s, k)), follow=_grown,
    when=lambda p: p.periodic and p.intensive is not None, on="sites",
)  # fmt: skip
move("a choice of other cell vectors", _AUDIT, skewed, when=_crystalline, on="sites")


@relation("a count of neighbours", _AUDIT, when=_crystalline)
def _count(view):
    """Half lists and self-counts survive every move: whole numbers are compared with a list."""
    fault = miscounted(view) if view.sees_structure else ""
    if fault:
        raise broken(f"{fault[0].upper()}{fault[1:]}.", "count")


def miscounted(view):
    """What is wrong with a column that counts neighbours; empty if nothing is, or none does."""
    crystals = [scaled(p, factor) for p in view.probes for factor in limits.COUNT_FACTORS]
    try:
        if not _whole(view.rows, view.probes).any():
            return ""
        rows = view.describe(crystals)
        columns = _whole(rows, crystals)
    except Exception:  # refused, or of unequal length
        return ""
    sizes = np.array([len(crystal) for crystal in crystals])
    totals = np.round(_totals(rows, crystals)[:, columns])
    distances = [_distances(crystal) for crystal in crystals] if columns.any() else []
    faults = (_fault(column, sizes, distances) for column in totals.T)
    return next((fault for fault in faults if fault), "")


def _totals(rows, crystals):
    return np.array([row.mean(axis=0) * len(s) for row, s in zip(rows, crystals, strict=True)])


def _whole(rows, crystals):
    """Which columns are whole numbers per crystal."""
    totals = _totals(rows, crystals)
    most = limits.INTEGER * np.maximum(1, np.abs(totals).max(axis=0))
    return (np.abs(totals - np.round(totals)) < most).all(axis=0)


def _fault(totals, sizes, distances):
    counts = totals / sizes
    few = len(set(counts)) < limits.COUNT_VALUES
    if few or totals.min() < 0 or counts.max() <= 1 or _one_radius(totals, distances):
        return ""
    if _one_radius(2 * totals, distances):
        return "a column counts half of the neighbours: every pair is stored at one end only"
    if _one_radius(totals - sizes, distances):
        return "a column counts one neighbour too many: every site is its own neighbour"
    return ""


def _distances(structure):
    """All pair distances below the reach, both directions, in rising order."""
    species = tuple(site.species_string for site in structure)
    pairs = neighbor_list_of_arrays(
        structure.lattice.matrix, structure.frac_coords, r_cut=limits.COUNT_REACH, species=species
    )
    return np.sort(pairs.distances)


def _one_radius(totals, distances):
    """Whether one cutoff gives every crystal its total."""
    low, high = 0.0, limits.COUNT_REACH
    for total, found in zip(totals, distances, strict=True):
        count = int(total)
        if count > len(found):
            return False
        low = max(low, found[count - 1] if count else 0.0)
        high = min(high, found[count] if count < len(found) else limits.COUNT_REACH)
    return high > low


def _pools(view):
    if any(len(row) > 1 for row in view.rows):
        raise skip("The pipeline hands on single sites; it does not pool.")


@relation("doubling the cell", "pooling", when=lambda p: p.intensive is not None)
def _growth(view):
    """A mean stays, a sum doubles, whichever axis is doubled."""
    _pools(view)
    growth, worst, as_sum = _grows(view)
    if not as_sum:
        raise skip("A doubled cell changes the vector, and not as a sum does: see periodic images.")
    numbers = {"worst": worst, "measured": growth, "tolerance": view.tolerance, "unit": "of the vector",
               "why_tolerance": "between not growing (0) and growing as the atoms (1)"}  # fmt: skip
    if view.claims.intensive and growth > view.tolerance:
        text = f"A doubled cell changes the vector of {worst} by {growth:.2g} of itself."
        raise broken(text, "sum", **numbers)
    if view.claims.intensive is False and abs(growth - 1) > max(limits.GROWTH, view.tolerance):
        raise broken("A doubled cell does not double the vector.", "mean", **numbers)
    raise told(f"The vector {'grows' if growth > 0.5 else 'does not grow'} with the cell.")


def _grows(view):
    """Relative change when the cell is doubled, whose, and whether columns stay or double."""
    along, across = (
        compare(view, [supercell(p, repeats) for p in view.probes], "doubling the cell")
        for repeats in ((2, 1, 1), (1, 2, 1))
    )
    if len(along.after) != len(across.after):
        raise skip("Some doubled cells were refused.")
    found, apart = [], 0.0
    for row, doubled, other in zip(along.before, along.after, across.after, strict=True):
        if not row.shape == doubled.shape == other.shape:
            return float("inf"), along.ids[0], False
        # the length of one axis doubles too, but a sum does so whichever axis it is
        apart = max(apart, view.ruler.distance(doubled, other))
        stays = np.abs(doubled - row) <= np.abs(doubled - 2 * row)
        apart = max(apart, view.ruler.distance(np.where(stays, row, 2 * row), doubled))
        size = np.linalg.norm(np.nan_to_num(row))
        found.append(np.linalg.norm(np.nan_to_num(doubled - row)) / size if size else 0.0)
    worst = int(np.argmax(found))
    return float(found[worst]), along.ids[worst], apart <= view.tolerance


@relation("vacancies side by side or far apart", "pooling", on="whole")
def _motif(view):
    """Two vacancies in 64 sites of MgO: all means of coordination numbers are equal."""
    _pools(view)
    from coursekit.structures import make_mgo_vacancies, make_rocksalt

    kinds = [make_mgo_vacancies(kind, scaling=(2, 2, 2)) for kind in ("adjacent", "far")]
    crystals = [*kinds, make_rocksalt("Mg")]
    try:
        near, far, whole = view.fit(crystals)(crystals)
    except Exception:
        raise told("Near and far vacancy pairs cannot be described.") from None
    if not near.shape == far.shape == whole.shape:
        raise told("Near and far vacancy pairs have vectors of unlike length.")
    ruler = Ruler([near, far, whole])
    effect = ruler.distance(whole, far)
    seen = ruler.distance(near, far) / effect if effect else 0.0
    does = (
        f"are {seen:.2g} of the defect's effect apart"
        if seen >= limits.COMPANY
        else "have one vector"
    )
    text = f"Near and far vacancy pairs {does}."
    if view.claims.sees_minority and seen < limits.COMPANY:
        raise broken(text, "drowned")
    raise told(text)

"""Relations of the crystal itself: what must leave a vector alone, and what must change it."""

import numpy as np

from coursekit.audits import limits
from coursekit.audits.counting import miscounted
from coursekit.audits.crystals import with_lattice
from coursekit.audits.jumps import find_jumps, name_distance
from coursekit.audits.relations import (
    KEPT,
    SAME,
    Broken,
    Pairs,
    Skip,
    Told,
    compare,
    move,
    relation,
)
from coursekit.structures import (
    permute_sites,
    reflect,
    rotate,
    shift_origin,
    structure_id,
    supercell,
)

_WHOLE_DOUBLING = 12  # sites; a larger cell is doubled along one axis only
_SKEW = np.array([[1, 0, 0], [1, 1, 0], [-1, 0, 1]])
_SWAPS = 3  # a class or a bin may hold two elements; a blind descriptor sees none of them


@relation("rounding", "invariances", KEPT)
def _rounding(view):
    """A turn by 1e-6 radian and shifts of 1e-8 Å, and the same crystals again."""
    other = view if view.claims.continuous else view.elsewhere
    noise = min(view.noise, other.noise)
    if noise > limits.NOISE_MOST:
        raise Broken(
            f"After a turn by 1e-6 radian the vector changes by {noise:.2g} of the spread between "
            "crystals.",
            "noise", change=noise, limit=limits.NOISE_MOST, why="more hides every other fault",
        )  # fmt: skip


@relation("describing it again", "invariances", SAME)
def _again(view):
    ids = [structure_id(probe) for probe in view.probes]
    why = "the same numbers are added up again"
    return Pairs(view.rows, view.describe(view.probes), ids, limits.COMPANY, why)


def _reordered(rows, structure, k):
    if len(rows) == 1:
        return rows
    return rows[np.random.default_rng(k).permutation(len(structure))]


def _twins(structure):
    """Order of the sites with two like atoms exchanged."""
    symbols = [site.species_string for site in structure]
    places = np.arange(len(structure))
    twins = [i for i, s in enumerate(symbols) if symbols.count(s) > 1]
    if twins:
        last = max(i for i in twins if symbols[i] == symbols[twins[0]])
        places[[twins[0], last]] = [last, twins[0]]
    return places


def _swapped(structure, k):
    copy = structure.copy()
    copy._sites = [structure[int(i)] for i in _twins(structure)]
    copy.properties = dict(structure.properties or {})
    return copy


def _shifted(structure, k):
    shift = np.random.default_rng(k).random(3)
    return with_lattice(structure, lambda m: m, structure.frac_coords + shift)


move("a rotation", "invariances", rotate)
move("a reflection", "invariances", lambda s, k: reflect(s), when=lambda p: p.chirality_blind)
move("a translation", "invariances", _shifted)
move("another order of the sites", "invariances", permute_sites, follow=_reordered, on="sites")
move(
    "a swap of two like atoms",
    "invariances",
    _swapped,
    follow=lambda rows, s, k: rows if len(rows) == 1 else rows[_twins(s)],
    on="sites",
)


@relation("a small displacement", "invariances", KEPT)
def _jump(view):
    """Along paths of one atom and of the lattice the largest step keeps halving."""
    if not view.sees_structure:
        raise Skip("The vector does not see where the atoms are.")
    jumps = find_jumps(view, thorough=bool(view.claims.continuous))
    if not jumps:
        return
    jump, distance = jumps[0], name_distance(jumps, view.bench.r_cut)
    where = f"where two atoms are {distance:.4f} Å apart" if distance else f"with {jump.path}"
    does = "gets another length or other gaps"
    if np.isfinite(jump.size):
        does = f"jumps by {jump.size:.2g} of the spread between crystals"
    text = f"The vector of {jump.worst} {does} {where}."
    if not view.claims.continuous:
        raise Told(f"{text} Continuity is not promised.")
    raise Broken(
        text, "jump", jump.worst, jump.size, limits.JUMP, "what a smooth cutoff leaves is below"
    )


@relation("another element at one site", "invariances", KEPT, on="whole")
def _element(view):
    elements = sorted({site.specie.symbol for probe in view.probes for site in probe})
    unseen = set(range(len(view.probes)))
    for number in range(_SWAPS):
        unseen &= _unseen(view, elements, number) if unseen else set()
    if not unseen or (not view.claims.continuous and len(unseen) < len(view.probes)):
        return  # what goes in steps may miss a change that is small in one crystal
    blind = structure_id(view.probes[min(unseen)])
    text = f"Another element at one site of {blind} leaves its vector as it was."
    if not view.claims.species_aware:
        raise Told(f"{text} Sight of the elements is not promised.")
    raise Broken(text, "blind", blind)


def _unseen(view, elements, number):
    """Positions of the probes whose vector is the same with the swap."""
    swapped = [_other_element(probe, elements, number) for probe in view.probes]
    try:
        if len(elements) > 1:
            before, after = view.rows, view.describe(swapped)
        else:
            rows = view.fit([*view.probes, *swapped])([*view.probes, *swapped])
            before, after = rows[: len(swapped)], rows[len(swapped) :]
    except Exception:  # an element may be refused
        return set()
    return {k for k, pair in enumerate(zip(before, after, strict=True)) if equal(*pair)}


def equal(old, new):
    """Whether two vectors are the same to rounding."""
    noise = 1e-12 * np.abs(np.nan_to_num(old)).max(initial=0.0)
    same_shape = old.shape == new.shape
    return same_shape and np.allclose(old, new, rtol=1e-9, atol=noise, equal_nan=True)


def _other_element(structure, elements, number):
    """One site gets an element that the whole set knows, or sodium, or magnesium for that."""
    old = structure[0].specie.symbol
    here = {site.specie.symbol for site in structure}
    others = [e for e in elements if e != old]
    choice = [e for e in others if e in here] + [e for e in others if e not in here]
    choice = choice or ["Na" if old != "Na" else "Mg"]
    copy = structure.copy()
    copy.properties = dict(structure.properties or {})
    copy.replace(0, choice[(0, -1, len(choice) // 2)[number]])
    return copy


def _crystalline(claims):
    return claims.periodic


def _scaling(structure, k):
    if len(structure) <= _WHOLE_DOUBLING:
        return (2, 2, 2)
    return tuple(1 + (axis == k % 3) for axis in range(3))


def _grown(rows, structure, k):
    factor = int(np.prod(_scaling(structure, k)))
    return np.repeat(rows, factor, axis=0) if len(rows) > 1 else [rows, rows * factor]


def _skewed(structure, k):
    coords = (structure.frac_coords @ np.linalg.inv(_SKEW)) % 1.0
    return with_lattice(structure, lambda matrix: _SKEW @ matrix, coords)


move("another origin", "periodic images", shift_origin, when=_crystalline, on="sites")
move(
    "a supercell",
    "periodic images",
    lambda s, k: supercell(s, _scaling(s, k)),
    follow=_grown,
    when=lambda p: p.periodic and p.intensive is not None,
    on="sites",
)
move("a choice of other cell vectors", "periodic images", _skewed, when=_crystalline, on="sites")


@relation("a count of neighbours", "periodic images", KEPT, when=_crystalline)
def _count(view):
    """Half lists and self-counts survive every move: whole numbers are compared with a list."""
    fault = miscounted(view) if view.sees_structure else ""
    if fault:
        raise Broken(f"{fault[0].upper()}{fault[1:]}.", "count")


@relation("doubling the cell", "pooling", KEPT, when=lambda p: p.intensive is not None)
def _growth(view):
    """A mean stays, a sum doubles, whichever axis is doubled."""
    if any(len(row) > 1 for row in view.rows):
        raise Skip("The pipeline hands on single sites; it does not pool.")
    growth, worst, as_sum = _grows(view)
    if not as_sum:
        raise Skip("A doubled cell changes the vector, and not as a sum does: see periodic images.")
    common = {"worst": worst, "change": growth, "limit": view.tolerance}
    why = {"why": "between not growing (0) and growing as the atoms (1)"}
    if view.claims.intensive and growth > view.tolerance:
        text = f"A doubled cell changes the vector of {worst} by {growth:.2g} of itself."
        raise Broken(text, "sum", **common, **why)
    if view.claims.intensive is False and abs(growth - 1) > max(1e-3, view.tolerance):
        raise Broken("A doubled cell does not double the vector.", "mean", **common, **why)
    raise Told(f"The vector {'grows' if growth > 0.5 else 'does not grow'} with the cell.")


def _grows(view):
    """Relative change when the cell is doubled, whose, and whether columns stay or double."""
    along, across = (
        compare(view, [supercell(p, repeats) for p in view.probes], "doubling the cell")
        for repeats in ((2, 1, 1), (1, 2, 1))
    )
    if len(along.after) != len(across.after):
        raise Skip("Some doubled cells were refused.")
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


@relation("vacancies side by side or far apart", "pooling", KEPT, on="whole")
def _motif(view):
    """Two vacancies in 64 sites of MgO: all means of coordination numbers are equal."""
    if any(len(row) > 1 for row in view.rows):
        raise Skip("The pipeline hands on single sites; it does not pool.")
    from coursekit.structures import make_mgo_vacancies, make_rocksalt

    kinds = [make_mgo_vacancies(kind, scaling=(2, 2, 2)) for kind in ("adjacent", "far")]
    crystals = [*kinds, make_rocksalt("Mg")]
    try:
        near, far, whole = view.fit(crystals)(crystals)
    except Exception:
        raise Told("Near and far vacancy pairs cannot be described.") from None
    if not near.shape == far.shape == whole.shape:
        raise Told("Near and far vacancy pairs have vectors of unlike length.")
    from coursekit.audits.views import Ruler

    ruler = Ruler([near, far, whole])
    effect = ruler.distance(whole, far)
    seen = ruler.distance(near, far) / effect if effect else 0.0
    text = "Near and far vacancy pairs " + (
        f"are {seen:.2g} of the defect's effect apart." if seen >= limits.COMPANY
        else "have one vector."
    )  # fmt: skip
    if view.claims.sees_minority and seen < limits.COMPANY:
        raise Broken(text, "drowned", change=None)
    raise Told(text)

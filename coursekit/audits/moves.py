"""Relations of the invariances: what must leave a vector alone, what must change it, and how much."""

import numpy as np

from coursekit.audits import limits
from coursekit.audits.crystals import with_lattice
from coursekit.audits.jumps import find_jumps, name_distance
from coursekit.audits.relations import Pairs, move, relation
from coursekit.audits.result import SPREAD, broken, skip, told
from coursekit.structures import permute_sites, rattle, reflect, rotate, structure_id

_AUDIT = "invariances"


@relation("rounding", _AUDIT)
def _rounding(view):
    """A turn by 1e-6 radian and shifts of 1e-8 Å, and the same crystals again."""
    noise = view.noise
    if noise > limits.NOISE_MOST and not view.claims.continuous:
        noise = min(noise, view.elsewhere.noise)
    if noise > limits.NOISE_MOST:
        raise broken(
            f"After a turn by 1e-6 radian the vector changes by {noise:.2g} of the spread between "
            "crystals.",
            "noise", measured=noise, unit=SPREAD, tolerance=limits.NOISE_MOST,
            why_tolerance="more hides every other fault",
        )  # fmt: skip


@relation("describing it again", _AUDIT)
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


def _followed(rows, structure, k):
    return rows if len(rows) == 1 else rows[_twins(structure)]


move("a rotation", _AUDIT, rotate)
move("a reflection", _AUDIT, lambda s, k: reflect(s), when=lambda p: p.chirality_blind)
move("a translation", _AUDIT, _shifted)
move("another order of the sites", _AUDIT, permute_sites, follow=_reordered, on="sites")
move("a swap of two like atoms", _AUDIT, _swapped, follow=_followed, on="sites")


@relation("a small displacement", _AUDIT)
def _jump(view):
    """Along paths of one atom and of the lattice the largest step keeps halving."""
    if not view.sees_structure:
        raise skip("The vector does not see where the atoms are.")
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
        raise told(f"{text} Continuity is not promised.")
    raise broken(
        text, "jump", worst=jump.worst, measured=jump.size, unit=SPREAD, tolerance=limits.JUMP,
        why_tolerance="what a smooth cutoff leaves is below",
    )  # fmt: skip


@relation("a displacement by the last digits", _AUDIT, when=lambda p: p.continuous)
def _digits(view):
    """Columns that answer to a shake of 0.05 Å answer to one of 1e-4 Å, if they have the digits."""
    if not view.sees_structure:
        raise skip("The vector does not see where the atoms are.")
    jump = view.bench.outcomes.get("a small displacement")
    if jump and jump.failed and jump.measured > limits.ALIVE:
        raise skip("It goes in steps.")
    large, small = ([rattle(p, a, k) for k, p in enumerate(view.probes)] for a in limits.SHAKES)
    answers, stands = [], []
    for row, far, near in zip(view.rows, view.describe(large), view.describe(small), strict=True):
        if row.shape == far.shape == near.shape:
            seen = np.abs(far - row) > limits.ALIVE * view.ruler.scale_[: row.shape[1]]
            answers.append(seen.sum())
            stands.append((seen & (near == row)).sum())
    share = sum(stands) / max(sum(answers), 1)
    if share > limits.STANDS:
        raise broken(
            f"{share:.0%} of the numbers that answer to a shake of {limits.SHAKES[0]} Å stay as they are "
            f"after one of {limits.SHAKES[1]:.0e} Å: they are kept in too few digits.",
            "digits", measured=share, unit="of the numbers", tolerance=limits.STANDS,
            why_tolerance="numbers of single precision all answer",
        )  # fmt: skip


@relation("another element at one site", _AUDIT, on="whole")
def _element(view):
    elements = sorted({site.specie.symbol for probe in view.probes for site in probe})
    unseen = set(range(len(view.probes)))
    for number in range(limits.SWAPS):
        unseen &= _unseen(view, elements, number) if unseen else set()
    if not unseen or (not view.claims.continuous and len(unseen) < len(view.probes)):
        return  # what goes in steps may miss a change that is small in one crystal
    blind = structure_id(view.probes[min(unseen)])
    text = f"Another element at one site of {blind} leaves its vector as it was."
    if not view.claims.species_aware:
        raise told(f"{text} Sight of the elements is not promised.")
    raise broken(text, "blind", worst=blind)


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

"""Relations of the cutoff: is it the one that is declared, and does it reach anyone?"""

import numpy as np

from coursekit.audits import limits
from coursekit.audits.crystals import displaced
from coursekit.audits.cutoffs import nearest_neighbors, receptive_field
from coursekit.audits.relations import KEPT, Broken, Skip, Told, relation

_AUDIT = "cutoff sensitivity"
_SMALLER, _BEYOND = 0.75, 1.15  # of the declared cutoff


@relation("moving a neighbour", _AUDIT, KEPT, on="whole")
def _sees_no_neighbor(view):
    """A pipeline with a cutoff answers to the nearest neighbour."""
    bench = view.bench
    if not bench.claims_structure:
        raise Skip("Nothing says that it has a cutoff.")
    found = [(nearest_neighbors(s).min(), name) for s, name in zip(bench.structures, bench.ids, strict=True)]  # fmt: skip
    bond, name = min(found)
    field = bench.reach
    if field is None or field >= bond:
        return
    if bench.sees_structure and (bench.r_cut is None or bench.r_cut >= bond):
        return
    seen = f"sees nothing beyond {field:.2g} Å" if field else "does not answer to any neighbour"
    raise Broken(
        f"The pipeline {seen}; the nearest neighbours in {name} are at {bond:.2f} Å.",
        "blind", name, field, bond, "a cutoff has to reach the nearest neighbour",
    )  # fmt: skip


@relation("a smaller cutoff", _AUDIT, KEPT, on="whole")
def _declared(view):
    """The declared cutoff limits what is seen, in the unit it says."""
    bench = view.bench
    declared, key = bench.r_cut, bench.cutoff_key
    if declared is None or not bench.sees_structure:
        raise Skip("The pipeline has no cutoff that could be read.")
    if key is None or bench.promises.r_cut is not None:
        return _compare(bench.reach, declared)
    bond = min(nearest_neighbors(s).min() for s in bench.structures)
    radius = max(_SMALLER * declared, min(1.05 * bond, declared))
    try:
        smaller = bench.fit(**{key: radius})
        rows = smaller(bench.probes)
    except Exception:  # a search radius may be refused
        return None
    if radius == declared:
        return None
    field = receptive_field(bench, smaller)
    same = view.ruler.worst(view.rows, rows)[0] == 0.0
    if field is not None and field > _BEYOND * radius and same:
        far = "more than 10 Å" if field == float("inf") else f"{field:.2g} Å"
        raise Broken(
            f"`{key}` = {radius:.3g} gives the vectors of {declared:.3g}, and still sees an atom move "
            f"{far} away: the parameter does not reach the vector.",
            "ignored",
        )
    if field and bench.reach and field < 0.9 * bench.reach:  # else a choice of widths
        _compare(bench.reach, declared)
    return None


def _compare(field, declared):
    if field and field < limits.SHORT * declared:
        raise Broken(
            f"The declared cutoff is {declared:.3g} Å, and moving an atom shows up to {field:.2g} Å "
            f"only, {field / declared:.2g} of it.",
            "unit", "", field, limits.SHORT * declared,
            f"{limits.SHORT} of the declared cutoff; a smooth one is felt to 0.8 of it and more",
        )  # fmt: skip


@relation("atoms without a neighbour", _AUDIT, KEPT, on="whole")
def _alone(view):
    """Sites and crystals in which nothing stands within the cutoff, counted."""
    bench = view.bench
    radius = bench.r_cut
    if bench.sees_structure and bench.reach and np.isfinite(bench.reach):
        # the grid of the reach is coarse: what is declared counts where both agree
        radius = radius if radius and bench.reach > limits.SHORT * radius else bench.reach
    if radius is None or not (bench.sees_structure or bench.claims_structure):
        raise Skip("There is no cutoff to count with.")
    nearest = [nearest_neighbors(s) for s in bench.structures]
    blind = [(d > radius).all() for d in nearest]
    sites = np.concatenate(nearest) > radius
    text = f"Within {radius:.3g} Å {sites.sum()} of {len(sites)} atoms have no neighbour, and "
    text += f"{sum(blind)} of {len(blind)} crystals none at all"
    if np.mean(blind) <= limits.BLIND_CRYSTALS and sites.mean() <= limits.BLIND_SITES:
        raise Told(
            f"{text}." if sites.any() else f"Within {radius:.3g} Å every atom has a neighbour."
        )
    far = int(np.argmax([d.min() for d in nearest]))
    name = bench.ids[far]
    if radius == bench.reach and _answers(
        bench, bench.structures[far], nearest[far].min() - radius
    ):
        raise Told(f"The reach is more than {radius:.3g} Å: {name} answers to a moved atom.")
    raise Broken(
        f"{text}, such as {name}.", "alone", name, float(np.mean(blind)), limits.BLIND_CRYSTALS,
        f"more than {limits.BLIND_CRYSTALS:.0%} of the crystals or {limits.BLIND_SITES:.0%} of the "
        "atoms cannot be meant",
    )  # fmt: skip


def _answers(bench, crystal, gap):
    """Whether the vector changes when an atom moves, and does not come within the radius of another."""
    moved = [displaced(crystal, seed, 0.9 * gap)(1.0) for seed in range(3)]
    try:
        before, *after = bench.describe([crystal, *moved])
    except Exception:
        return False
    return any(not np.allclose(before, row, rtol=1e-6, atol=1e-9) for row in after)

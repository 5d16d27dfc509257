"""Relations of memory: what was described before, and under which name, changes no vector."""

import numpy as np

from coursekit.audits import limits
from coursekit.audits.bench import Ruler
from coursekit.audits.crystals import scaled
from coursekit.audits.cutoff import cutoff_key
from coursekit.audits.relations import relation, tried
from coursekit.audits.result import broken, skip
from coursekit.structures import rattle, set_id, structure_id, supercell

_AUDIT = "fitted state"
_TELLING = ("n_bins", "bins", "n_max", "l_max", "sigma", "bin_width", "width")


def _identical(first, second):
    return first.shape == second.shape and np.array_equal(first, second, equal_nan=True)


@relation("another parameter", _AUDIT)
def _parameter(view):
    """A parameter that changes the vector of a new crystal and not of one described before."""
    known = view.probes[:2]
    for key, value, other in _candidates(view):
        try:
            first, second = (view.fit(view.probes, **{key: v}) for v in (value, other))
            before, after = first(known), second(known)
            new = [
                describe(
                    [set_id(scaled(p, factor), f"new-{factor}-{k}") for k, p in enumerate(known)]
                )
                for describe, factor in ((first, 1.001), (second, 1.0015))
            ]
        except Exception:  # a value that the pipeline refuses tells nothing about its cache
            continue
        ruler = Ruler([*before, *view.rows])
        if all(map(_identical, before, after)) and ruler.worst(*new)[0] > limits.ALIVE:
            raise broken(
                f"`{key}` = {other:g} gives the vectors of {value:g} for crystals seen before: "
                "a cache ignores the parameter.",
                "cache",
            )


def _candidates(view):
    """(key, present value, another) of the parameters worth trying."""
    radius = cutoff_key(view.params)
    for key, value in view.params.items():
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and value > 0 and (key == radius or key.split("__")[-1] in _TELLING):
            yield key, value, value + 1 if isinstance(value, int) else 0.75 * value


@relation("a name used twice", _AUDIT)
def _by_name(view):
    probe = set_id(view.probes[0], "twice-used-name")
    swollen = scaled(probe, 1.07)
    crystals = (probe, swollen, set_id(swollen, "own-name"))
    first, second, own = (tried(view, [s], "a name used twice")[0] for s in crystals)
    if _identical(first, second) and view.ruler.distance(second, own) > limits.ALIVE:
        raise broken("Two crystals of one id get one vector: a cache goes by the name.", "cache")


@relation("a swollen copy before or after it", _AUDIT)
def _by_history(view):
    """A store that goes by formula, number of sites or symmetry answers with what came first."""
    if not view.learns:
        raise skip("Nothing is kept in a fit.")
    first, second = view.probes[0], set_id(scaled(view.probes[0], 1.07), "swollen")
    orders = ([first, second], [second, first])
    rows = [[describe([s])[0] for s in order] for describe, order in zip((view.fit(), view.fit()), orders, strict=True)]  # fmt: skip
    stale = all(_identical(*pair) for pair in rows)
    if stale and view.ruler.distance(rows[0][0], rows[1][0]) > limits.ALIVE:
        name = structure_id(first)
        raise broken(
            f"{name} and a swollen copy of it have one vector if they are described one after the "
            "other, and two if each is described first.",
            "history", worst=name,
        )  # fmt: skip


@relation("two crystals in one cell", _AUDIT)
def _by_cell(view):
    """Of two rattled crystals in one cell the first decides, in cells never seen before."""
    probe = view.probes[0]
    if len(probe) > limits.SMALL_CELL:
        raise skip("The cells are too large to try.")
    pair = [rattle(probe, 0.15, seed=view.bench.seed + k) for k in (1, 2)]
    found = []
    for repeats, first in ((3, 0), (5, 1), (7, 0)):
        row = _first_of(view, [supercell(pair[k], (repeats, 1, 1)) for k in (first, 1 - first)])
        if row is None:
            return
        found.append(row)
    three, five, seven = found
    same = _apart(view, three, seven, 7 / 3) < limits.COMPANY
    if same and _apart(view, three, five, 5 / 3) > limits.ALIVE:
        name = structure_id(probe)
        raise broken(
            f"Two crystals with the formula and the cell of {name} get the vector of the first.",
            "history", worst=name,
        )  # fmt: skip


def _first_of(view, crystals):
    """The vector of two crystals described one after the other, if it is one and not of sites."""
    try:
        rows = [view.describe([set_id(s, f"{k}-{s.volume}")])[0] for k, s in enumerate(crystals)]
    except Exception:  # made-up crystals may be refused
        return None
    return rows[0] if len(rows[0]) == 1 and _identical(*rows) else None


def _apart(view, row, other, growth):
    """Distance, where a column may stay as a mean or grow as a sum."""
    stays = np.abs(other - row) <= np.abs(other - growth * row)
    return view.ruler.distance(np.where(stays, row, growth * row), other)


@relation("formulas never seen before", _AUDIT)
def _by_formula(view):
    """A store that goes by the formula answers with the crystal that came first."""
    probe = next((p for p in view.probes if len(p.composition) > 1), None)
    if probe is None or len(probe) > limits.SMALL_CELL:
        raise skip("No small crystal has two elements.")
    cell = supercell(probe, (2, 2, 1) if len(probe) < 8 else (2, 1, 1))
    bends = []
    for swollen, symbols in ((0, 1, 0), 1), ((1, 0, 1), -1):
        crystals = _exchanged(cell, symbols)
        rows = []
        for crystal, large in zip(crystals, swollen, strict=True):
            sizes = crystal, scaled(crystal, 1.07)
            row = _first_of(view, [sizes[large], sizes[1 - large]])
            if row is None:
                return
            rows.append(row)
        if len({row.shape for row in rows}) > 1:
            return
        bends.append((rows[1] - (rows[0] + rows[2]) / 2) / view.ruler.scale_[: rows[1].shape[1]])
    (up,), (down,) = bends
    sizes = np.linalg.norm(up), np.linalg.norm(down)
    opposite = up @ down < -0.5 * sizes[0] * sizes[1]
    if opposite and min(sizes) > limits.ALIVE * len(up) ** 0.5:
        raise broken(
            f"Crystals of one formula get the vector of the first: two sizes of {structure_id(probe)} "
            "with exchanged atoms have one vector, and two if their formulas differ.",
            "history", worst=structure_id(probe),
        )  # fmt: skip


def _exchanged(cell, direction):
    """Copies in which one, two, three atoms of one element are another; which, the direction says."""
    old, new = sorted({site.specie for site in cell}, key=lambda kind: kind.symbol)[:2][::direction]
    places = [i for i, site in enumerate(cell) if site.specie == old]
    copies = []
    for count in (1, 2, 3):
        copy = cell.copy()
        for i in places[:count]:
            copy.replace(i, new)
        copies.append(copy)
    return copies


@relation("a strange element before it", _AUDIT)
def _grows(view):
    """An element that nobody has seen adds nothing to what was learnt, in a fit or in a module."""
    ordered = [s for s in view.bench.structures if s.is_ordered]
    seen = {site.specie.symbol for s in ordered for site in s}
    elements = {site.specie.symbol for site in view.probes[0]}
    known = [s for s in ordered if {site.specie.symbol for site in s} <= elements]
    strangers = [s for s in ordered if s not in known][:3] if view.learns else []
    if not known:
        raise skip("All crystals are of the same elements.")
    try:
        describe = view.fit(known)
        twice = [describe(known[:1])[0] for _ in range(2)]
    except Exception:
        raise skip("A fit to so few crystals is refused.") from None
    if not _identical(*twice):
        raise skip("A crystal has not the same vector twice.")
    odd = next(e for e in limits.ODD_ELEMENTS if e not in seen)
    strange = known[0].copy()
    strange.replace(0, odd)
    for structure in [*strangers, set_id(strange, "strange")]:
        try:
            describe([structure])
        except Exception:  # refusing it is right
            continue
    after = describe(known[:1])[0]
    if twice[0].shape != after.shape or not np.allclose(twice[0], after, equal_nan=True):
        raise broken(
            "A crystal with an element that the fit has not seen changes later vectors.", "history"
        )

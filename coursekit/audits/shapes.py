"""Relations of a whole set: one length, all numbers, no stand-ins, unlike vectors for unlike crystals."""

import numpy as np

from coursekit.audits import limits, opened
from coursekit.audits.alike import is_rich, make_pairs, unlike
from coursekit.audits.crystals import UNKNOWN, wrecks
from coursekit.audits.moves import equal
from coursekit.audits.relations import relation
from coursekit.audits.result import broken, skip, told
from coursekit.structures import supercell

_COST, _UNIQUE = "cost and shape", "uniqueness"


@relation("crystals of other sizes", _COST, on="whole")
def _length(view):
    """One number of columns for all."""
    cells = [*view.probes, *(supercell(p, (2, 1, 1)) for p in view.probes[:2])]
    lengths = {row.shape[1] for row in [*view.bench.rows, *view.describe(cells)]}
    if len(lengths) > 1:
        text = f"Vectors have {min(lengths)} to {max(lengths)} columns, depending on the crystal."
        raise broken(text, "length")
    raise told(f"{min(lengths)} columns for every crystal.")


@relation("missing values", _COST, on="whole")
def _numbers(view):
    """No gaps, unless the model says that it takes them; no vector of nothing but zeros."""
    bench, n = view.bench, len(view.bench.rows)
    gaps = [k for k, row in enumerate(bench.rows) if not np.isfinite(row).all()]
    if gaps and not opened.takes_nan(bench.pipeline):
        name = bench.ids[gaps[0]]
        text = f"The vectors of {len(gaps)} of {n} crystals, such as {name}, hold values that are not numbers."
        raise broken(text, "numbers", worst=name)
    empty = [k for k, row in enumerate(bench.rows) if not row.any()]
    if 0 < len(empty) < n and bench.rows[0].shape[1] >= limits.TELLING:
        name = bench.ids[empty[0]]
        raise broken(f"The vector of {name} is nothing but zeros.", "zeros", worst=name)
    if gaps:
        raise told(f"{len(gaps)} of {n} vectors have gaps, which the model takes.")


@relation("crystals that cannot be described", _COST)
def _silent(view):
    """Half-empty sites, elements that do not exist: an error is right, a stand-in is not."""
    for name, crystals in wrecks(view.probes).items():
        try:
            sound, *rows = view.describe([view.probes[0], *crystals])
        except opened.RowsMissing:
            text = f"A crystal with {name} is left out of the output without a word."
            raise broken(text, "dropped") from None
        except Exception:  # refused, as it should be
            continue
        if not sound.any() or any(sound.shape[1] != row.shape[1] for row in rows):
            continue
        if not any(row.any() for row in rows):
            if name == UNKNOWN and _has_columns_by_element(view):
                raise told("Columns stand for elements: one that has none leaves the vector empty.")
            raise broken(f"A crystal with {name} is given zeros without a word.", "zeros")
        half = name != UNKNOWN
        if half and _one_vector(rows) and not _one_vector(_of_one_element(view, crystals)):
            text = f"All crystals with {name} are given one vector without a word."
            raise broken(text, "made up")


def _has_columns_by_element(view):
    """Whether one atom of an unknown element leaves what the others give."""
    from pymatgen.core import DummySpecies, Structure

    whole = view.probes[0]
    mixed = Structure(whole.lattice, [DummySpecies("X"), *whole.species[1:]], whole.frac_coords)
    try:
        return view.describe([mixed])[0].any()
    except Exception:
        return False


def _one_vector(rows):
    flat = [row.mean(axis=0) for row in rows]
    return all(np.array_equal(flat[0], row, equal_nan=True) for row in flat[1:])


def _of_one_element(view, crystals):
    """Vectors of the same crystals, all of one element: they show whether it tells them apart."""
    from pymatgen.core import Structure

    element = view.probes[0][0].specie
    whole = [Structure(w.lattice, [element] * len(w), w.frac_coords) for w in crystals]
    try:
        return view.describe(whole)
    except Exception:
        return [np.zeros((1, 1))]


@relation("exchanging crystals", _UNIQUE)
def _collisions(view):
    """Unlike crystals have unlike vectors, branch by branch: half of the pairs even in a coarse one."""
    bench, X = view.bench, view.matrix
    if view.claims.unique is False:
        raise skip("The pipeline does not claim to tell all crystals apart.")
    if len(bench.structures) < 2:
        raise skip("One crystal cannot be confused with another.")
    pairs = make_pairs(X, bench.y, seed=bench.seed)
    constant = not np.ptp(np.nan_to_num(X), axis=0).any()
    alike = [p for p in pairs if p.distance < limits.EQUAL or constant]
    by_formula = view.claims.structural is not True and not view.sees_structure
    found = unlike(bench.structures, alike, skip_polymorphs=by_formula and not constant)
    if not found:
        raise told(f"All {len(pairs)} pairs of unlike crystals have different vectors.")
    first, second = bench.ids[found[0].first], bench.ids[found[0].second]
    text = (
        f"{len(found)} of {len(pairs)} pairs of unlike crystals have equal vectors, such as {first} "
        f"and {second}."
    )
    share = len(found) / len(pairs)
    many, rich = share > limits.TOO_MANY, bench.y is not None and is_rich(X)
    far = rich and any(pair.target > limits.UNLIKE * bench.y.std() for pair in found)
    if not (view.claims.unique or many or far):
        raise told(text)
    raise broken(
        text, "collision", worst=first, measured=share, unit="of the pairs",
        tolerance=limits.TOO_MANY if many else None,
        why_tolerance="even a coarse vector tells half of the pairs apart",
    )  # fmt: skip


@relation("the ends of columns", _UNIQUE)
def _ends(view):
    """Most crystals at one end of most columns, and not at zero: the numbers are saturated."""
    X = np.nan_to_num(view.matrix)
    ends = np.array([X.min(), X.max()])
    at_end = (np.abs(X[..., None] - ends[ends != 0]) < 1e-9 * np.abs(ends).max()).any(axis=-1)
    share = at_end.sum() / max((X != 0).sum(), 1)
    varied = np.array([len(set(column)) > 3 for column in np.round(X, 12).T])
    if view.claims.continuous and varied.any() and view.sees_structure and share > limits.TOO_MANY:
        raise broken(
            f"{share:.0%} of all numbers but zeros are the largest or the smallest of all: the numbers "
            "are saturated.",
            "collision",
        )
    own = [np.where(end(X, axis=0) != 0, np.mean(end(X, axis=0) == X, axis=0), 0.0) for end in (np.max, np.min)]  # fmt: skip
    stuck, free = varied & (np.max(own, axis=0) > limits.TOO_MANY), np.ptp(X, axis=0) > 1e-12
    if stuck.sum() > limits.TOO_MANY * free.sum():
        raise broken(
            f"In {stuck.sum()} of {free.sum()} columns more than half of the crystals have one "
            "and the same largest or smallest value: the numbers are saturated.",
            "collision",
        )


@relation("the planar pair", _UNIQUE, on="whole")
def _planar(view):
    """Two planar environments of equal angles: reported, no three-body descriptor tells them apart."""
    from coursekit.structures import make_planar

    crystals = [make_planar("first"), make_planar("second")]
    try:
        first, second = [row[0] for row in view.fit(crystals)(crystals)]
    except Exception:
        raise skip("The planar pair cannot be described.") from None
    seen = "have one vector" if equal(first, second) else "are told apart"
    raise told(f"The two planar environments of equal angles {seen}.")

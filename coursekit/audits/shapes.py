"""Relations of a whole set: one length, all numbers, no stand-ins, unlike vectors for unlike crystals."""

import numpy as np

from coursekit.audits import limits, opened
from coursekit.audits.alike import is_rich, make_pairs, unlike
from coursekit.audits.crystals import UNKNOWN, wrecks
from coursekit.audits.moves import equal
from coursekit.audits.relations import KEPT, Broken, Skip, Told, relation
from coursekit.structures import supercell

_TELLING = 8  # columns; a shorter vector may be zero because there is nothing to count


@relation("crystals of other sizes", "cost and shape", KEPT, on="whole")
def _length(view):
    """One number of columns for all."""
    cells = [*view.probes, *(supercell(p, (2, 1, 1)) for p in view.probes[:2])]
    lengths = {row.shape[1] for row in [*view.bench.rows, *view.describe(cells)]}
    if len(lengths) > 1:
        raise Broken(
            f"Vectors have {min(lengths)} to {max(lengths)} columns, depending on the crystal.",
            "length",
        )
    raise Told(f"{min(lengths)} columns for every crystal.")


@relation("missing values", "cost and shape", KEPT, on="whole")
def _numbers(view):
    """No gaps, unless the model says that it takes them; no vector of nothing but zeros."""
    bench = view.bench
    gaps = [k for k, row in enumerate(bench.rows) if not np.isfinite(row).all()]
    if gaps and not opened.takes_nan(bench.pipeline):
        name = bench.ids[gaps[0]]
        raise Broken(
            f"The vectors of {len(gaps)} of {len(bench.rows)} crystals, such as {name}, hold values "
            "that are not numbers.",
            "numbers", name,
        )  # fmt: skip
    empty = [k for k, row in enumerate(bench.rows) if not row.any()]
    if empty and len(empty) < len(bench.rows) and bench.rows[0].shape[1] >= _TELLING:
        name = bench.ids[empty[0]]
        raise Broken(f"The vector of {name} is nothing but zeros.", "zeros", name)
    if gaps:
        raise Told(f"{len(gaps)} of {len(bench.rows)} vectors have gaps, which the model takes.")


@relation("crystals that cannot be described", "cost and shape", KEPT)
def _silent(view):
    """Half-empty sites, elements that do not exist: an error is right, a stand-in is not."""
    for name, crystals in wrecks(view.probes).items():
        try:
            sound, *broken = view.describe([view.probes[0], *crystals])
        except opened.RowsMissing:
            raise Broken(f"A crystal with {name} is left out of the output without a word.", "dropped") from None  # fmt: skip
        except Exception:  # refused, as it should be
            continue
        if not sound.any() or any(sound.shape[1] != row.shape[1] for row in broken):
            continue
        if not any(row.any() for row in broken):
            if name == UNKNOWN and _has_columns_by_element(view):
                raise Told("Columns stand for elements: one that has none leaves the vector empty.")
            raise Broken(f"A crystal with {name} is given zeros without a word.", "zeros")
        half = name == "half-empty sites"
        if half and _one_vector(broken) and not _one_vector(_of_one_element(view, crystals)):
            raise Broken(
                f"All crystals with {name} are given one vector without a word.", "made up"
            )


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


@relation("exchanging crystals", "uniqueness", KEPT)
def _collisions(view):
    """Unlike crystals have unlike vectors, branch by branch: half of the pairs even in a coarse one."""
    bench = view.bench
    if view.claims.unique is False:
        raise Skip("The pipeline does not claim to tell all crystals apart.")
    if len(bench.structures) < 2:
        raise Skip("One crystal cannot be confused with another.")
    X = view.matrix
    pairs = make_pairs(X, bench.y, seed=bench.seed)
    constant = not np.ptp(np.nan_to_num(X), axis=0).any()
    alike = [p for p in pairs if p.distance < limits.EQUAL or constant]
    by_formula = view.claims.structural is not True and not view.sees_structure
    found = unlike(bench.structures, alike, skip_polymorphs=by_formula and not constant)
    share = len(found) / len(pairs)
    if not found:
        raise Told(f"All {len(pairs)} pairs of unlike crystals have different vectors.")
    first, second = bench.ids[found[0].first], bench.ids[found[0].second]
    text = (
        f"{len(found)} of {len(pairs)} pairs of unlike crystals have equal vectors, such as {first} "
        f"and {second}."
    )
    if not _too_many(bench, view, X, found, share):
        raise Told(text)
    raise Broken(
        text, "collision", first, share, limits.TOO_MANY if share > limits.TOO_MANY else None,
        "even a coarse vector tells half of the pairs apart",
    )  # fmt: skip


def _too_many(bench, view, X, collisions, share):
    if view.claims.unique or share > limits.TOO_MANY:
        return True
    if bench.y is None or not is_rich(X):
        return False
    return any(pair.target > limits.UNLIKE * bench.y.std() for pair in collisions)


@relation("the ends of columns", "uniqueness", KEPT)
def _ends(view):
    """Most crystals at one end of most columns, and not at zero: the numbers are saturated."""
    X = np.nan_to_num(view.matrix)
    values = np.array([len(set(column)) for column in np.round(X, 12).T])
    ends = [
        np.where(end(X, axis=0) != 0, np.mean(end(X, axis=0) == X, axis=0), 0.0)
        for end in (np.max, np.min)
    ]
    stuck = (values > 3) & (np.max(ends, axis=0) > limits.TOO_MANY)
    if stuck.sum() > limits.TOO_MANY * (values > 1).sum():
        raise Broken(
            f"In {stuck.sum()} of {(values > 1).sum()} columns more than half of the crystals have one "
            "and the same largest or smallest value: the numbers are saturated.",
            "collision",
        )


@relation("the planar pair", "uniqueness", KEPT, on="whole")
def _planar(view):
    """Two planar environments of equal angles: reported, no three-body descriptor tells them apart."""
    from coursekit.structures import make_planar

    crystals = [make_planar("first"), make_planar("second")]
    try:
        first, second = [row[0] for row in view.fit(crystals)(crystals)]
    except Exception:
        raise Skip("The planar pair cannot be described.") from None
    told = "have one vector" if equal(first, second) else "are told apart"
    raise Told(f"The two planar environments of equal angles {told}.")

"""Audit 10: is the vector of one length, all numbers, honest about failure, and affordable?"""

from time import perf_counter

import numpy as np

from coursekit.audits.adapter import RowsMissing
from coursekit.audits.probes import scaled
from coursekit.audits.result import AuditResult, verdict
from coursekit.audits.subject import as_subject
from coursekit.structures import structure_id, supercell

NAME = "cost and shape"
_SHARED = "half-empty sites"
_TELLING = 8  # columns; a shorter vector may be zero because there is nothing to count

_ADVICE = {
    "length": (
        "Models need one length for all crystals. Pool over the sites (mean, histogram), or fix the "
        "elements and bins that columns stand for in `fit`; filling with zeros only hides that column "
        "5 means another atom in every crystal."
    ),
    "numbers": (
        "A missing value is a failure of one crystal: name it and leave it out, or mend it. Do not "
        "let it travel."
    ),
    "zeros": (
        "A crystal that could not be described was given zeros, which is a legal vector and wrong. "
        "Raise an error that names the crystal instead (`featurize_tolerant` finishes the others)."
    ),
    "made up": (
        "A crystal that could not be described was given a stand-in (a constant, a mean of the "
        "others), which the model takes for a measurement. Raise an error that names the crystal "
        "instead (`featurize_tolerant` finishes the others)."
    ),
    "dropped": (
        "Rows and targets fall out of step from the crystal that is missing. Raise an error that names "
        "it, or return which ones were kept, as `featurize_tolerant` does, and drop the targets too."
    ),
}


def audit_cost(pipeline, structures=None, y=None, *, promises=None, seed=0):
    """Length, numbers, failures; time per atom and its growth.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures, y, promises, seed
        See `Subject`.

    Returns
    -------
    AuditResult
        Measured: number of columns. Time per atom (ms) and the exponent with which time grows with
        the number of atoms are in `details`; they are reported, not judged.
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed)
    rows = subject.describe(subject.structures)
    cells = [*subject.probes, *(supercell(p, (2, 1, 1)) for p in subject.probes[:2])]
    lengths = {block.shape[1] for block in [*rows, *subject.describe(cells)]}
    details = {"columns": sorted(lengths), **_timing(subject)}
    kind, worst, finding = _fault(subject, rows, lengths)
    n_atoms = sum(len(s) for s in subject.structures)
    finding = finding or (
        f"{min(lengths)} columns for every crystal, {details['ms per atom']:.2g} ms per atom"
        f" ({n_atoms} atoms in {len(rows)} crystals), time grows as atoms to the power "
        f"{max(details['growth'], 0.0):.1f}."
    )
    return AuditResult(
        NAME,
        verdict(not kind),
        finding,
        _ADVICE.get(kind, ""),
        float(max(lengths)),
        "columns",
        worst=worst,
        details=details,
    )


def _fault(subject, rows, lengths):
    """(kind of fault, id, finding), or three empty texts."""
    if len(lengths) > 1:
        shown = f"{min(lengths)} to {max(lengths)}"
        return "length", "", f"Vectors have {shown} columns, depending on the crystal."
    for position, block in enumerate(rows):
        if not np.isfinite(block).all():
            name = subject.id_of(position)
            return "numbers", name, f"The vector of {name} holds values that are not numbers."
    empty = [k for k, block in enumerate(rows) if not block.any()]
    if empty and len(empty) < len(rows) and max(lengths) >= _TELLING:
        name = subject.id_of(empty[0])
        return "zeros", name, f"The vector of {name} is nothing but zeros."
    return _silent_failure(subject)


def _silent_failure(subject):
    """(kind, "", finding): what crystals get that cannot be described; an error is right."""
    for name, wrecks in _wrecks(subject).items():
        try:
            sound, *broken = subject.describe([subject.probes[0], *wrecks])
        except RowsMissing:
            return "dropped", "", f"A crystal with {name} is left out of the output without a word."
        except Exception:
            # refused, as it should be; one alone may still slip through, but that is told too
            continue
        if not sound.any() or any(sound.shape[1] != row.shape[1] for row in broken):
            continue
        if not any(np.nan_to_num(row).any() for row in broken):
            return "zeros", "", f"A crystal with {name} is given zeros without a word."
        if (
            name == _SHARED
            and _one_vector(broken)
            and not _one_vector(_of_one_element(subject, wrecks))
        ):
            return "made up", "", f"All crystals with {name} are given one vector without a word."
    return "", "", ""


def _one_vector(rows):
    flat = [row.mean(axis=0) for row in rows]
    return all(np.array_equal(flat[0], row, equal_nan=True) for row in flat[1:])


def _of_one_element(subject, wrecks):
    """Vectors of the same crystals, all of one element: they show whether it tells them apart."""
    from pymatgen.core import Structure

    element = subject.probes[0][0].specie
    whole = [Structure(w.lattice, [element] * len(w), w.frac_coords) for w in wrecks]
    try:
        return subject.describe(whole)
    except Exception:
        return [np.zeros((1, 1))]


def _wrecks(subject):
    """{what is wrong: crystals with it that are otherwise unlike}"""
    from pymatgen.core import Structure

    shared, unknown, kinds = [], [], _unknown_elements()
    for probe in (subject.probes[0], subject.probes[-1], scaled(subject.probes[0], 1.1)):
        half = [{site.specie: 0.5} for site in probe]
        shared.append(Structure(probe.lattice, half, probe.frac_coords))
        dummies = [kinds[k % 2] for k in range(len(probe))]
        unknown.append(Structure(probe.lattice, dummies, probe.frac_coords))
    return {_SHARED: shared, "an element that does not exist": unknown}


def _unknown_elements():
    """Two elements that are in no table, of unlike electronegativity: else a sound mean is zero."""
    from pymatgen.core import DummySpecies

    class Unknown(DummySpecies):
        X = property(lambda self: 2.0 if self.symbol == "X" else 3.0)

    return Unknown("X"), Unknown("Q")


def _timing(subject):
    small = min(subject.probes, key=len)
    large = supercell(small, (2, 2, 1))
    first, second = _seconds(subject, small), _seconds(subject, large)
    growth = np.log(max(second, 1e-6) / max(first, 1e-6)) / np.log(4)
    return {
        "ms per atom": 1e3 * second / len(large),
        "growth": float(growth),
        "timed on": structure_id(small),
    }


def _seconds(subject, structure):
    """Best of three."""
    found = []
    for _ in range(3):
        start = perf_counter()
        subject.describe([structure])
        found.append(perf_counter() - start)
    return min(found)

"""Audit 2: is the crystal that the pipeline describes the one that stands in the file?"""

import numpy as np

from coursekit.audits.moves import effect
from coursekit.audits.readings import misread_species
from coursekit.audits.result import AuditResult, verdict
from coursekit.audits.subject import as_subject
from coursekit.audits.writings import (
    ENDINGS,
    differences,
    holds_all,
    other_writings,
    scattered,
    through_file,
)
from coursekit.structures import read_structure, structure_digest, structure_id, write_structure

NAME = "parser round trip"
_FILE_TOLERANCE = 1e-4
_MOST_STRUCTURES = 20

_ADVICE = (
    "Two ways to write one crystal must give one vector. Check in this order: rows of the lattice "
    "matrix are the cell vectors; fractional coordinates are multiplied by it before a distance is "
    "taken; element symbols have one capital; occupancies and charges survive. `scan_file` looks at a "
    "single file, and `audit_round_trip(..., read=, write=)` tries your own reader."
)


def audit_round_trip(
    pipeline,
    structures=None,
    y=None,
    *,
    promises=None,
    seed=0,
    read=read_structure,
    write=write_structure,
):
    """Read, write, read through four formats and other conventions; symbols and occupancies.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures : list of pymatgen Structure
    y, promises, seed
        See `Subject`.
    read, write : callable
        Reader `read(path)` and writer `write(structure, path)` to try instead of this package's.

    Returns
    -------
    AuditResult
        Measured: largest change of a vector between two writings of one crystal, in units of the
        spread between crystals.

    Examples
    --------
    >>> from coursekit.featurizers import MagpieStatistics
    >>> from coursekit.structures import make_rutile
    >>> audit_round_trip(MagpieStatistics(), [make_rutile()]).status
    'passed'
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed).described
    tolerance = max(_FILE_TOLERANCE, subject.tolerance)
    options = {
        "unit": "spread between crystals",
        "tolerance": tolerance,
        "why_tolerance": "a CIF or extended XYZ file holds eight to twelve digits",
    }
    lost, worst = _lost_in_files(subject, read, write)
    if lost:
        finding = f"{lost[0].upper()}{lost[1:]}."
        return AuditResult(NAME, "failed", finding, _ADVICE, None, worst=worst, **options)
    change, worst, how, table = _changed_vectors(subject, read, write)
    options["details"] = {"writings": table}
    if change > tolerance:
        finding = effect(how[0].upper() + how[1:], worst, change) + "."
        return AuditResult(NAME, "failed", finding, _ADVICE, change, worst=worst, **options)
    fault = misread_species(subject)
    if fault:  # no number: the writings compared above had equal vectors
        return AuditResult(NAME, "failed", fault, _ADVICE, **options)
    lossy = sorted({row[0] for row in table if row[0].endswith(_LOSSY) and row[1] > tolerance})
    notes = "".join(f" {how[0].upper()}{how[1:]} changes it." for how in lossy)
    finding = f"Every writing of a crystal has the same vector.{notes}{_note(subject, tolerance)}"
    return AuditResult(NAME, verdict(True), finding, "", change, worst=worst, **options)


_LOSSY = ", without oxidation states or site properties,"
_sound = set()  # digests of crystals that came back whole: every audit asks again


def _lost_in_files(subject, read, write):
    """(what a file lost, id of the crystal), or two empty texts."""
    for position, structure in enumerate(subject.structures[:_MOST_STRUCTURES]):
        key = (structure_digest(structure), read, write)
        if key in _sound:
            continue
        lost = _lost(structure, read, write)
        if lost:
            name = subject.id_of(position)
            return f"{lost} ({name})", name
        _sound.add(key)
    return "", ""


def _lost(structure, read, write):
    for kind in ENDINGS:
        try:
            copy = through_file(structure, kind, read=read, write=write)
        except Exception as error:
            return f"{kind} cannot be read back: {error}"
        changed = differences(structure, copy) if copy is not None else []
        if changed:
            return f"{kind} changes {' and '.join(changed)}"
        if copy is not None and _drops_what_others_keep(structure, copy, kind, read, write):
            return f"{kind} loses oxidation states or site properties"
    return ""


def _drops_what_others_keep(structure, copy, kind, read, write):
    """Whether your own reader or writer loses what this package's keeps in that format."""
    if (read, write) == (read_structure, write_structure) or holds_all(structure, copy):
        return False
    return holds_all(structure, through_file(structure, kind))


def _changed_vectors(subject, read, write):
    """Largest change, whose, how it was written, and all of them."""
    table = []
    for how, copies in _writings(subject, read, write).items():
        try:
            after = subject.describe(copies)
        except Exception as error:
            note = f"{how} stops the pipeline ({type(error).__name__}) and so"
            table.append((note, float("inf"), structure_id(subject.probes[0])))
            continue
        for probe, copy, rows, found in zip(
            subject.probes, copies, subject.probe_rows, after, strict=True
        ):
            change = subject.ruler.distance(_in_order_of(copy, probe, rows), found)
            kept = how if holds_all(probe, copy) else how + _LOSSY
            table.append((kept, change, structure_id(probe)))
    judged = [row for row in table if not row[0].endswith(_LOSSY)]
    how, change, worst = max(judged, key=lambda row: row[1])
    return change, worst, how, table


def _writings(subject, read, write):
    """{how: the probes so written}"""
    copies = {
        f"writing as {kind}": [
            through_file(probe, kind, read=read, write=write) for probe in subject.probes
        ]
        for kind in ENDINGS
    }
    for probe in subject.probes:
        for how, copy in other_writings(probe, subject.seed).items():
            copies.setdefault(how, []).append(copy)
    return copies


def _note(subject, tolerance):
    """What happens to atoms far outside the cell: said, not judged, since no file reader leaves any."""
    try:
        after = subject.describe([scattered(probe, subject.seed) for probe in subject.probes])
    except Exception:
        return " Atoms written in neighbouring cells are refused."
    change, _ = subject.ruler.worst(subject.probe_rows, after)
    if change <= tolerance:
        return ""
    return (
        f" Atoms written in neighbouring cells change it by {change:.2g}: wrap coordinates into [0, 1) "
        "before describing a crystal."
    )


def _in_order_of(copy, original, rows):
    """Rows of the original's sites in the order of the copy's."""
    if len(rows) == 1:
        return rows
    shift = copy.frac_coords[:, None, :] - original.frac_coords[None, :, :]
    return rows[np.abs(shift - np.round(shift)).sum(axis=2).argmin(axis=1)]

"""Audit 1: does an atom see its neighbours through the faces of the cell?"""

from coursekit.audits import moves
from coursekit.audits.counting import miscounted
from coursekit.audits.result import SKIPPED, AuditResult, verdict
from coursekit.audits.subject import as_subject

NAME = "periodic images"

_ADVICE = (
    "A crystal has no faces: the vector may not depend on where its cell begins, how large it is or "
    "which vectors span it. Take neighbours from a list that goes through all images, such as "
    "`coursekit.neighbors.neighbor_list`, with both directions of every pair and without the site "
    "itself; a larger cell only makes the fault rarer."
)


def audit_periodic_images(pipeline, structures=None, y=None, *, promises=None, seed=0):
    """Origin shift, supercell and other cell vectors, per site where the pipeline shows sites.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures : list of pymatgen Structure
    y, promises, seed
        See `Subject`.

    Returns
    -------
    AuditResult
        Measured: largest change of a vector, in units of the spread between crystals.

    Notes
    -----
    Comparing atoms at the boundary with atoms inside fails for crystals with unlike sites; the same
    site before and after the move does not. Where a column is a count of neighbours, the count
    itself is checked against a list of pairs.

    Examples
    --------
    >>> from coursekit.featurizers import Coordination
    >>> from coursekit.structures import make_rutile, make_wurtzite
    >>> audit_periodic_images(Coordination(2.6), [make_rutile(), make_wurtzite()]).status
    'passed'
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed)
    if not subject.promises.periodic:
        return AuditResult(NAME, SKIPPED, "The pipeline does not claim to describe crystals.")
    subject = subject.described
    found = [
        move(level)
        for level in subject.levels
        for move in (moves.origin_shifted, moves.enlarged, moves.skewed)
    ]
    worst = max(found, key=lambda moved: moved.change)
    passed = worst.change <= subject.tolerance
    details = {"moves": [(moved.name, moved.change, moved.worst) for moved in found]}
    fault = miscounted(subject) if passed else ""
    if fault:  # no number: a wrong count is the same in every cell
        options = {"tolerance": subject.tolerance, "details": details}
        return AuditResult(NAME, "failed", f"{fault.capitalize()}.", _ADVICE, **options)
    finding = "Origin, size and shape of the cell change nothing." if passed else f"{worst.text}."
    return AuditResult(
        NAME,
        verdict(passed),
        finding[0].upper() + finding[1:],
        "" if passed else _ADVICE,
        worst.change,
        "spread between crystals",
        subject.tolerance,
        subject.why_tolerance,
        worst.worst,
        details,
    )

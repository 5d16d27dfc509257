"""Audit 4: what must not change the vector, what must change it, and that it does not jump."""

import numpy as np

from coursekit.audits import moves
from coursekit.audits.continuity import SMALLEST_JUMP, find_jumps, name_distance
from coursekit.audits.measure import in_words
from coursekit.audits.result import AuditResult, verdict
from coursekit.audits.sensitivity import unseen_swap
from coursekit.audits.subject import NOISE_LIMIT, as_subject

NAME = "invariances"

_ADVICE = {
    "move": (
        "Rotation, reflection, translation and the order of the atoms are choices of whoever wrote "
        "the file. A vector that follows them teaches the model file conventions. Describe "
        "distances and angles instead of coordinates, and pool with something that does not know "
        "the order: a mean, a sorted list, a histogram."
    ),
    "noise": (
        "The vector is not the same twice, or rounding alone changes it; no audit can say more "
        "before this is mended. Look for random numbers without a seed, sets and dictionaries that "
        "set an order, and divisions by something that can be zero."
    ),
    "jump": (
        "A model learns from a jump that is in no crystal. Let the weight of a neighbour fall "
        "smoothly to zero at the cutoff (`coursekit.neighbors.cosine_cutoff`), smear histograms, "
        "or, if the jump is meant, declare `Promises(continuous=False)`."
    ),
    "blind": (
        "Another element at one site leaves the vector as it was. If that is wanted, declare "
        "`Promises(species_aware=False)` and add the composition; if not, let the descriptor "
        "distinguish neighbours by element."
    ),
}


def audit_invariances(pipeline, structures=None, y=None, *, promises=None, seed=0):
    """Rotation, reflection, translation, order of sites; continuity; sensitivity to the element.

    Parameters
    ----------
    pipeline : object
        See `Subject`.
    structures : list of pymatgen Structure
    y, promises, seed
        See `Subject`. `continuous`, `species_aware` and `chirality_blind` decide what is held
        against the pipeline.

    Returns
    -------
    AuditResult
        Measured: largest change by a move that should change nothing, or size of the jump, in units
        of the spread between crystals. A jump is named by its distance in Å.

    Examples
    --------
    >>> from coursekit.structures import make_rutile, make_wurtzite
    >>> def positions(structures):
    ...     return [structure.cart_coords.sum(axis=0) for structure in structures]
    >>> audit_invariances(positions, [make_rutile(), make_wurtzite()]).status
    'failed'
    """
    subject = as_subject(pipeline, structures, y, promises=promises, seed=seed).described
    found = _all_moves(subject)
    judged = [m for m in found if subject.promises.chirality_blind or m.name != "a reflection"]
    worst = max(judged, key=lambda moved: moved.change)
    details = {
        "moves": [(m.name, m.change, m.worst) for m in found],
        "limit": subject.tolerance,
    }
    common = {"unit": "spread between crystals", "tolerance": subject.tolerance}
    common |= {"why_tolerance": subject.why_tolerance, "details": details}
    other = subject.elsewhere
    if subject.noise > NOISE_LIMIT and not (other and other.noise <= NOISE_LIMIT):
        finding = f"After a turn by 1e-6 radian the vector {in_words(subject.noise)}."
        return AuditResult(NAME, "failed", finding, _ADVICE["noise"], subject.noise, **common)
    if worst.change > subject.tolerance:
        finding = worst.text[0].upper() + worst.text[1:] + "."
        return AuditResult(
            NAME, "failed", finding, _ADVICE["move"], worst.change, worst=worst.worst, **common
        )
    return _beyond_moves(subject, worst, common)


def _all_moves(subject):
    whole = (moves.turned, moves.mirrored, moves.translated)
    order = (moves.reordered, moves.like_atoms_swapped)
    return [move(subject) for move in whole] + [
        move(level) for level in subject.levels for move in order
    ]


def _beyond_moves(subject, worst, common):
    """Continuity and sensitivity, once nothing moves that should stand still."""
    blind = unseen_swap(subject)
    jumps = find_jumps(subject, thorough=bool(subject.promises.continuous))
    notes = []
    if jumps:
        jump, distance = jumps[0], name_distance(jumps, subject.r_cut)
        where = f"where two atoms are {distance:.4f} Å apart" if distance else f"with {jump.path}"
        does = f"jumps by {jump.size:.2g}" if np.isfinite(jump.size) else in_words(jump.size)
        sentence = f"The vector of {jump.worst} {does} {where}."
        common["details"]["jump"] = {"size": jump.size, "distance": distance, "path": jump.path}
        if subject.promises.continuous:
            common |= {"tolerance": SMALLEST_JUMP, "why_tolerance": "smooth cutoffs leave less"}
            return AuditResult(
                NAME, "failed", sentence, _ADVICE["jump"], jump.size, worst=jump.worst, **common
            )
        notes.append(sentence + " Continuity is not promised.")
    if blind:
        sentence = f"Another element at one site of {blind} leaves its vector as it was."
        if subject.promises.species_aware:
            # no number: the tolerance is that of the moves, and none went beyond it
            return AuditResult(NAME, "failed", sentence, _ADVICE["blind"], worst=blind, **common)
        notes.append(sentence + " Sight of the elements is not promised.")
    finding = "No move that should leave the vector alone changes it."
    if subject.promises.continuous:
        finding += " It does not jump."
    return AuditResult(
        NAME,
        verdict(True),
        " ".join([finding, *notes]),
        "",
        worst.change,
        worst=worst.worst,
        **common,
    )

"""Must change the vector: another element at a site."""

import numpy as np

from coursekit.structures import structure_id

_TRIED = 3  # a class or a bin may hold two elements; a blind descriptor sees none of them


def unseen_swap(subject):
    """Crystal in which another element at one site goes unnoticed.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    str
        Its id; empty if some swap is seen in every crystal or none could be described.
    """
    elements = sorted({site.specie.symbol for probe in subject.probes for site in probe})
    unseen = set(range(len(subject.probes)))
    for number in range(_TRIED):
        unseen &= _unseen(subject, elements, number) if unseen else set()
    if not subject.promises.continuous and len(unseen) < len(subject.probes):
        return ""  # what goes in steps may miss a change that is small in one crystal
    return structure_id(subject.probes[min(unseen)]) if unseen else ""


def _unseen(subject, elements, number):
    """Positions of the probes whose vector is the same with the swap."""
    swapped = [_swap(probe, elements, number) for probe in subject.probes]
    try:
        if len(elements) > 1:
            before, after = subject.probe_rows, subject.describe(swapped)
        else:
            rows = subject.describe_fresh([*subject.probes, *swapped])
            before, after = rows[: len(swapped)], rows[len(swapped) :]
    except Exception:
        return set()
    return {k for k, pair in enumerate(zip(before, after, strict=True)) if _equal(*pair)}


def _equal(old, new):
    noise = 1e-12 * np.abs(np.nan_to_num(old)).max(initial=0.0)
    same_shape = old.shape == new.shape
    return same_shape and np.allclose(old, new, rtol=1e-9, atol=noise, equal_nan=True)


def _swap(structure, elements, number):
    """One site gets an element that the whole set knows, or neon's neighbour sodium."""
    old = structure[0].specie.symbol
    here = {site.specie.symbol for site in structure}
    others = [e for e in elements if e != old]
    own = [e for e in others if e in here]
    copy = structure.copy()
    copy.properties = dict(structure.properties or {})
    foreign = [e for e in others if e not in here]
    choice = [*own, *foreign] or ["Na" if old != "Na" else "Mg"]
    copy.replace(0, choice[(0, -1, len(choice) // 2)[number]])
    return copy

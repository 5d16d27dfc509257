"""Must change the vector: another element at a site."""

import numpy as np

from coursekit.structures import structure_id


def unseen_swap(subject):
    """Crystal in which another element at one site goes unnoticed.

    Parameters
    ----------
    subject : Subject

    Returns
    -------
    str
        Its id; empty if every swap is seen or none could be described.
    """
    elements = sorted({site.specie.symbol for probe in subject.probes for site in probe})
    swapped = [_swap(probe, elements) for probe in subject.probes]
    try:
        if len(elements) > 1:
            before, after = subject.probe_rows, subject.describe(swapped)
        else:
            rows = subject.describe_fresh([*subject.probes, *swapped])
            before, after = rows[: len(swapped)], rows[len(swapped) :]
    except Exception:
        return ""
    for probe, old, new in zip(subject.probes, before, after, strict=True):
        noise = 1e-12 * np.abs(np.nan_to_num(old)).max(initial=0.0)
        same_shape = old.shape == new.shape
        if same_shape and np.allclose(old, new, rtol=1e-9, atol=noise, equal_nan=True):
            return structure_id(probe)
    return ""


def _swap(structure, elements):
    """One site gets an element that the whole set knows, or neon's neighbour sodium."""
    old = structure[0].specie.symbol
    here = {site.specie.symbol for site in structure}
    others = [e for e in elements if e != old]
    own = [e for e in others if e in here]
    copy = structure.copy()
    copy.properties = dict(structure.properties or {})
    copy.replace(0, (own or others or ["Na" if old != "Na" else "Mg"])[0])
    return copy

"""A veil over the right answers of quick questions, so that nobody reads one by accident.

It is no lock: who wants to lift it can. A question is there to be thought about, and an answer
that stands in the next cell, or in plain sight in a file, ends that.
"""

from hashlib import sha256


def digest(name, letter):
    """Veil the right letter of a question.

    Parameters
    ----------
    name : str
        The question's name.
    letter : str
        The right letter.

    Returns
    -------
    str
        For the `right` of a question.

    Examples
    --------
    >>> digest("A-q1", "b") == digest("A-q1", " B ")
    True
    """
    return sha256(f"{name}:{letter.strip().lower()}".encode()).hexdigest()[:12]


def veil(name, number):
    """Veil the right number of a question.

    Parameters
    ----------
    name : str
        The question's name.
    number : float
        The right number.

    Returns
    -------
    str
        For the `number` of a question; `unveil` turns it back.

    Examples
    --------
    >>> unveil("A-q1", veil("A-q1", 0.75))
    0.75
    """
    return _masked(name, repr(float(number)).encode()).hex()


def unveil(name, text):
    """Turn what `veil` gave back into the number."""
    return float(_masked(name, bytes.fromhex(text)))


def _masked(name, text):
    mask = sha256(f"{name}:number".encode()).digest()
    return bytes(a ^ b for a, b in zip(text, mask, strict=False))

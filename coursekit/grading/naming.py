"""Whose submission it is: ids from folders' and platforms' names."""

import hashlib
import re
import unicodedata

_DEVICE = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w .@+-]")
_LONGEST, _LONGEST_BYTES, _KEPT = 80, 180, 24


def clean_student(name):
    """Turn a folder's name into a student's id that every tool can use.

    Examples
    --------
    >>> clean_student("../Grün, Åsa*")
    '_Grün_ Åsa_'
    >>> clean_student("...")
    'unnamed'
    """
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))
    text = _UNSAFE.sub("_", text).strip(" .-+")
    while len(text) > _LONGEST or len(text.encode()) > _LONGEST_BYTES:
        text = text[: -_KEPT - 1] + text[-_KEPT:]  # behind a name stands what tells it from others
    text = text.strip(" .-+") or "unnamed"
    # Windows takes these for devices, whatever their ending.
    return f"{text}_" if _DEVICE.match(text) else text


def gradebook_id(student):
    """Return the id under which nbgrader can keep a student.

    Its own folders allow no brackets and no line ends, and a name of nearly 255 bytes leaves no
    room for an ending.

    Examples
    --------
    >>> gradebook_id("a[b]c\\n")
    'a_b_c_'
    """
    text = "".join(c if c.isprintable() and c not in "[]*?" else "_" for c in student)
    if len(text.encode()) <= _LONGEST_BYTES:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    while len(text.encode()) > _LONGEST_BYTES - len(digest):
        text = text[:-1]
    return text + digest

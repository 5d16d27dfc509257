"""Names that every disk, tool and page can take: of students, of files, for people to read."""

import hashlib
import re
import unicodedata

_DEVICE = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w .@+-]")
_BYTES = 180  # an ending must still fit into 255


def normal(name):
    """A name as all systems write it; broken characters become question marks."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode("utf-8"))


def _shorten(text, most, size, kept):
    """Cut in the middle: behind a name stands what tells it from others, such as a number."""
    while len(text) > most or len(text.encode()) > size:
        text = text[: len(text) - kept - 1] + text[len(text) - kept :]
    return text


def _printable(text, sign, also=""):
    return "".join(c if c.isprintable() and c not in also else sign for c in text)


def clean_student(name):
    """Turn a folder's name into a student's id that every tool can use."""
    text = _shorten(_UNSAFE.sub("_", normal(name)).strip(" .-+"), 80, _BYTES, 24)
    text = text.strip(" .-+") or "unnamed"
    # Windows takes these for devices, whatever their ending.
    return f"{text}_" if _DEVICE.match(text) else text


def gradebook_id(student):
    """Return the id under which nbgrader can keep a student: no brackets, no line ends, not long."""
    text = _printable(student, "_", also="[]*?")
    if len(text.encode()) <= _BYTES:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return _shorten(text, _BYTES, _BYTES - len(digest), 0) + digest


def clean_path(name):
    """Make a path that can be stored: no control characters, no part that is too long."""
    parts = [_printable(part, "_") for part in normal(name).split("/")]
    return "/".join(_shorten(p, 120, 200, 12 if "." in p[-12:] else 0) for p in parts)


def clean_text(text):
    """Make a name safe to print: no control characters, no broken characters."""
    return _printable(text.encode("utf-8", "replace").decode("utf-8"), "?")[:200]

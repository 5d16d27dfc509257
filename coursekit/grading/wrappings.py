"""A notebook in a wrapping: packed, quoted in a mail, inside a web page, saved as a script."""

import ast
import base64
import binascii
import html
import io
import re
import zipfile
import zlib

_LONGEST = 5_000_000
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{40,}={0,2}\s*")
_BODY = re.compile(r"<(?:pre|body|textarea)\b[^>]*>(.*)", re.DOTALL | re.IGNORECASE)
_PERCENT = re.compile(r"^# ?%%[ \t]*(\[markdown\]|\[raw\])?.*$", re.MULTILINE)
_EXPORT = re.compile(r"^# In ?\[[ \d]*\]:?[ \t]*$", re.MULTILINE)
_KINDS = (
    (r"%PDF", "a PDF"),
    (r"PK\x03\x04", "an archive or an office document"),
    (r"\ufeff?\s*<(!doctype|html|\?xml)", "a web page"),
    (r"BZh|7z\xbc|Rar!|\xfd7zXZ", "an archive of a kind that is not opened"),
    (r"version https://git-lfs", "a pointer of Git LFS; the notebook itself was not handed in"),
)


def unpack(content, most):
    """Unpack a notebook that was compressed."""
    if content[:2] == b"\x1f\x8b":
        unpacker = zlib.decompressobj(31)
        try:
            return unpacker.decompress(content, most + 1)
        except zlib.error:
            return content
    return _unzip(content, most) if content[:4] == b"PK\x03\x04" else content


def _unzip(content, most):
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [n for n in archive.namelist() if n.lower().endswith(".ipynb")]
            if len(names) != 1:
                return content
            with archive.open(names[0]) as file:
                return file.read(most + 1)
    except Exception:  # a damaged archive may raise nearly anything
        return content


def unwrap(text, parse):
    """Find the notebook in a text that is no JSON."""
    for take, wrapping in (
        (_take_quoted, "quoted as in a mail"),
        (_take_page, "inside a web page"),
        (_take_base64, "coded as for a mail"),
    ):
        inner = take(text)
        value = parse(inner) if inner else None
        if value is not None:
            return value, wrapping
    value = _take_literal(text)
    if value is not None:
        return value, "written as Python writes it"
    cells = read_script(text)
    return ({"cells": cells, "nbformat": 4}, "saved as a script") if cells else (None, "")


def _take_quoted(text):
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or not all(line.lstrip().startswith(">") for line in lines):
        return ""
    return "\n".join(re.sub(r"^\s*> ?", "", line) for line in lines)


def _take_page(text):
    if "&quot;cells&quot;" not in text:
        return ""
    body = _BODY.search(text)
    inner = html.unescape(body[1] if body else text)
    return inner[inner.find("{") : inner.rfind("}") + 1]


def _take_base64(text):
    if not _BASE64.fullmatch(text):
        return ""
    try:
        return base64.b64decode(text).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _take_literal(text):
    if len(text) > _LONGEST or not text.lstrip().startswith("{'"):
        return None
    try:
        value = ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
        return None
    return value if isinstance(value, dict) else None


def read_script(text):
    """Read a script with marks between its cells, as editors and exports write it."""
    marks = list(_PERCENT.finditer(text))
    if marks:
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        pieces = [(mark[1], text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
        return [_cell(kind, piece.strip("\n")) for kind, piece in pieces]
    cells = []
    for piece in _EXPORT.split(text)[1:] if _EXPORT.search(text) else ():
        cells += _split_comments(piece.strip("\n"))
    return cells


def _cell(kind, source):
    if not kind:
        return {"cell_type": "code", "metadata": {}, "source": source}
    lines = [re.sub(r"^# ?", "", line) for line in source.split("\n")]
    return {"cell_type": "markdown", "metadata": {}, "source": "\n".join(lines)}


def _split_comments(piece):
    # An export writes the text between two cells as comments behind the first one.
    parts, texts = re.split(r"\n\s*\n", piece), []
    while len(parts) > 1 and all(line.startswith("#") for line in parts[-1].strip().split("\n")):
        texts.insert(0, _cell("markdown", parts.pop().strip()))
    return [_cell("", "\n\n".join(parts)), *texts]


def name_kind(text):
    """Name what a file is instead of a notebook."""
    for pattern, kind in _KINDS:
        if re.match(pattern, text[:200], re.IGNORECASE):
            return kind
    return "not a notebook"

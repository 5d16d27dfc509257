"""What a text is: the content decides, the name of the file where the content does not."""

import bz2
import gzip
import json
import lzma
import re
import zlib
from pathlib import Path

from coursekit.errors import DatasetError

FORMATS = {
    ".cif": "cif",
    ".mcif": "cif",
    ".poscar": "poscar",
    ".contcar": "poscar",
    ".vasp": "poscar",
    ".json": "json",
    ".extxyz": "extxyz",
    ".xyz": "extxyz",
    ".xsf": "xsf",
    ".cssr": "cssr",
}
"""File name endings and the format they stand for; names with POSCAR or CONTCAR count too."""

NAMES = {
    "cif": "CIF",
    "poscar": "POSCAR",
    "json": "JSON",
    "extxyz": "extended XYZ",
    "xsf": "XSF",
    "cssr": "CSSR",
}
PACKED = {".gz": gzip, ".bz2": bz2, ".xz": lzma}
_MAGIC = {b"\x1f\x8b": gzip, b"BZh": bz2, b"\xfd7zXZ": lzma}


def format_of(text, name=""):
    """Format of a text that holds a crystal."""
    return _by_content(text) or format_of_name(name)


def format_of_name(name):
    """Format that the name of a file stands for."""
    path = Path(name)
    if path.suffix.lower() in PACKED:
        path = path.with_suffix("")
    if path.suffix.lower() in FORMATS:
        return FORMATS[path.suffix.lower()]
    return "poscar" if re.search("POSCAR|CONTCAR", path.name.upper()) else None


def _by_content(text):
    start = text.lstrip("\ufeff \t\r\n")
    if re.search(r"(?im)^[ \t]*data_", text) and re.search(r"(?m)^[ \t]*_\w", text):
        return "cif"
    if start[:1] in ("{", "["):
        return "json"
    lines = text.lstrip("\ufeff").split("\n", maxsplit=6)
    if re.search(r"(?m)^[ \t]*(CRYSTAL|SLAB|PRIMVEC|ANIMSTEPS)\b", text):
        return "xsf"
    if len(lines) > 1 and "SPGR" in lines[1]:
        return "cssr"
    if re.fullmatch(r"\s*\d+\s*", lines[0]) and len(lines) > 2 and "Lattice=" in lines[1]:
        return "extxyz"
    return "poscar" if _is_poscar(lines) else None


def _is_poscar(lines):
    from coursekit.structures.poscar import leading_numbers

    counts = [len(leading_numbers(line)) for line in lines[1:5]]
    return len(counts) == 4 and counts[0] in (1, 3) and counts[1:] == [3, 3, 3]


def read_text(path):
    """Text of a file, packed or not, in UTF-8, UTF-16 or Latin-1."""
    data = Path(path).read_bytes()
    packing = next((tool for magic, tool in _MAGIC.items() if data.startswith(magic)), None)
    try:
        data = packing.decompress(data) if packing else data
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        raise DatasetError(f"{path}: is damaged ({error}); fetch or pack it again") from error
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def with_line_ends(text):
    """Text with the line ends of Unix, also where they were written as backslash and n."""
    text = re.sub(r"\r\n?", "\n", text.removeprefix("\ufeff"))
    if "\n" in text or "\\n" not in text or text.lstrip()[:1] in ("{", "["):
        return text
    return text.replace("\\r", "").replace("\\n", "\n").replace("\\t", "\t").replace("\\'", "'")


def parse_json(text):
    """Object of a JSON text, or of the printed Python dictionary that some tables hold."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        if not text.lstrip().startswith("{'"):
            raise
    import ast

    return ast.literal_eval(text)

"""Which column of a table holds the crystals, and the crystal of one row."""

import unicodedata
from itertools import islice
from pathlib import Path

import numpy as np

from coursekit.errors import DatasetError
from coursekit.structures import parse_structure, read_structure
from coursekit.structures.documents import TEXTS, describe, structure_of
from coursekit.structures.formats import (
    NAMES,
    format_of,
    format_of_name,
    parse_json,
    with_line_ends,
)
from coursekit.structures.io import checked

PATHS = "paths of files"
_PREFERRED = ("structure", "cif", *TEXTS, "atoms", "crystal", "final_structure")
_LOOKED_AT = 20  # values of a column, to see what it holds
_PRINTED = ("Full Formula (", "Structure Summary", "Atoms(symbols=", "IStructure Summary")


def crystal_of(source, row, taken):
    """Crystal of one row."""
    value = row if source.column is None else row.get(source.column)
    if _is_blank(value):
        raise DatasetError(
            "has no CIF text; the cell is empty"
            if source.column in (None, "cif")
            else f"has no crystal in `{source.column}`; the cell is empty"
        )
    if source.files is not None:
        return _read_named(source.files, str(value), taken)
    if not isinstance(value, str):
        return checked(structure_of(_plain(value)))
    text = with_line_ends(value.strip())
    if text.startswith(_PRINTED):
        raise DatasetError(
            f"holds the printed form of a structure ({text[:24]!r}...), which has lost digits; "
            "export `json.dumps(structure.as_dict())` or the CIF"
        )
    if source.holds == PATHS and "\n" not in text and format_of(text) is None:
        return _read_path(source.path.parent, text)
    if text[:1] == "{":
        return checked(structure_of(parse_json(text)))
    return parse_structure(text, None if format_of(text) else "cif")


def find_column(source, wanted):
    """Set `column` and `holds` of a table by what its first rows hold."""
    names = list(source.rows[0][1])
    source.column = None
    if wanted is not None and wanted not in names:
        raise DatasetError(
            f"{source.path}: has no column {wanted!r}; its columns are {', '.join(names)}; rename "
            "the one that holds the crystals"
        )
    found = {name: _column_holds(source.rows, name) for name in names}
    found = {name: kind for name, kind in found.items() if kind}
    if wanted is None:
        texts = {n: kind for n, kind in found.items() if kind != PATHS} or found
        order = [n for p in _PREFERRED for n in names if n.strip().lower() == p]
        order = [n for n in order if n in texts] or [n for n in order if n.lower() == "cif"]
        choices = order[:1] or list(texts)
        if not choices:
            raise DatasetError(
                f"{source.path}: has no column that holds crystals; its columns are "
                f"{', '.join(names)}; give them as CIF, POSCAR, JSON (Structure.as_dict) or paths "
                "of files"
            )
        if len(choices) > 1:
            raise DatasetError(
                f"{source.path}: {' and '.join(map(repr, choices))} hold crystals; call the one to "
                "use 'structure'"
            )
        wanted = choices[0]
    source.column, source.holds = wanted, found.pop(wanted, "nothing known")
    source.others = tuple(name for name, kind in found.items() if kind != PATHS)


def _column_holds(rows, name):
    """What most of the first values of a column hold."""
    values = [row.get(name) for _, row in islice(rows, 200)]
    values = [value for value in values if not _is_blank(value)][:_LOOKED_AT]
    kinds = [kind for kind in map(holds, values) if kind]
    return max(set(kinds), key=kinds.count) if len(kinds) * 2 > len(values) else None


def holds(value):
    """What one value holds, for people; None if it is no crystal."""
    if not isinstance(value, str):
        return describe(_plain(value))
    text = with_line_ends(value.strip())
    if text.startswith(_PRINTED):
        return "printed structures"
    if text[:1] == "{":
        try:
            return describe(parse_json(text))
        except (ValueError, SyntaxError):
            return None
    kind = format_of(text)
    if kind and kind != "json":
        return f"{NAMES[kind]} texts"
    return PATHS if "\n" not in text and len(text) < 1000 and format_of_name(text) else None


def _is_blank(value):
    return (
        value is None
        or (isinstance(value, float) and value != value)
        or (isinstance(value, str) and not value.strip())
    )


def _plain(value):
    """Nested values without the arrays and empty fields that Parquet makes of them."""
    if isinstance(value, np.ndarray):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def structure_files(files):
    """{name with and without ending: files of that name}; a Mac writes names in parts (NFD)."""
    named = {}
    for file in sorted(files):
        if file.is_file() and (format_of_name(file) or _looks_like_crystal(file)):
            for name in {file.name, file.stem, file.name.partition(".")[0]}:
                named.setdefault(_composed(name), []).append(file)
    return named


def _looks_like_crystal(file):
    with file.open("rb") as opened:
        return format_of(opened.read(4000).decode("utf-8", errors="replace")) is not None


def _composed(name):
    return unicodedata.normalize("NFC", str(name))


def _read_named(files, name, taken):
    wanted = _composed(Path(name).name)
    found = files.get(wanted, ())
    exact = [file for file in found if _composed(file.name) == wanted]
    exact = exact or [file for file in found if _composed(file.stem) == wanted] or found
    if not exact:
        raise DatasetError(
            f"no structure file is named {name}; files must lie in the folder itself and be one of "
            f"{', '.join(NAMES.values())}"
        )
    if len(exact) > 1:
        found = ", ".join(file.name for file in exact)
        raise DatasetError(f"needs exactly one structure file named {name}; found {found}")
    if exact[0] in taken:
        raise DatasetError(f"names the file {exact[0].name}, as an earlier row does; keep one")
    taken.add(exact[0])
    return read_structure(exact[0])


def _read_path(folder, name):
    """Crystal of a file named in a cell: as it stands, or beside the table."""
    path = folder / name
    if not path.is_file() and path.parent.is_dir():
        wanted = _composed(path.name)
        path = next((f for f in path.parent.iterdir() if _composed(f.name) == wanted), path)
    if not path.is_file():
        raise DatasetError(
            f"holds the name of a file, {name!r}, and there is none at {path}; copy the files beside "
            "the table, or put the crystals themselves into the cells"
        )
    return read_structure(path)

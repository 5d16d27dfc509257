"""A user's own crystals: a CSV with CIFs, JSON lines, or a folder of structure files."""

import json
import os
import warnings
from pathlib import Path

from coursekit.datasets.reading import ID_COLUMNS, id_of, read_lines, read_table, require_column
from coursekit.datasets.table import build_dataset
from coursekit.datasets.teaching import build_structure, load_teaching_set
from coursekit.errors import DatasetError
from coursekit.structures import parse_structure, read_structure
from coursekit.structures.io import FORMATS

_DEFAULT_TARGET = "formation_energy_per_atom"
_TARGET_CURE = "name the one to learn as `target` (--target)"
_CIF_CURE = "rename the one that holds the crystals as CIF text"
_TABLES = (".csv", ".csv.gz")


def load_dataset(source=None, *, target=None):
    """Data set from wherever it is.

    Parameters
    ----------
    source : str or Path, optional
        A CSV with a `cif` column, a JSON-lines file, or a folder of structure files with a CSV of
        targets; gzipped files too. By default `$COURSEKIT_DATASET` if set, else the teaching set.
    target : str, default "formation_energy_per_atom"
        Column or field to learn.

    Returns
    -------
    Dataset

    Raises
    ------
    DatasetError
        If the source is missing, of an unknown kind, or lacks what it needs.
    """
    target = target or _DEFAULT_TARGET
    source = source or os.environ.get("COURSEKIT_DATASET")
    if not source:
        return load_teaching_set(target)
    path = Path(source)
    if not path.exists():
        raise DatasetError(f"{path}: no such file or folder; check the spelling")
    if path.is_dir():
        return load_folder(path, target=target)
    if not path.is_file():
        raise DatasetError(f"{path}: is a pipe or a device; write the data into a file first")
    kind = path.name.lower().removesuffix(".gz")
    if kind.endswith(".csv"):
        return load_csv(path, target=target)
    if kind.endswith((".jsonl", ".ndjson")):
        return load_jsonl(path, target=target)
    raise DatasetError(
        f"{path}: unknown kind of file; give a .csv (with a CIF column), a .jsonl, either may be "
        "gzipped (.gz), or a folder of CIF or POSCAR files with a CSV of targets"
    )


def load_csv(path, *, target=_DEFAULT_TARGET, cif="cif"):
    """Data set from a table with one CIF per row.

    Parameters
    ----------
    path : str or Path
    target : str
        Column with the target.
    cif : str, default "cif"
        Column with the CIF text.

    Returns
    -------
    Dataset

    Raises
    ------
    DatasetError
        If a column is missing or the table is empty; the message names the columns found.
    """
    table = read_table(path)
    require_column(table, path, target, _TARGET_CURE)
    require_column(table, path, cif, _CIF_CURE)
    rows = zip(_ids(table), table[cif], table[target], strict=True)
    entries = (
        (id_, _parse(text), value, f"row {number}")
        for number, (id_, text, value) in enumerate(_progress(rows, len(table)), 1)
    )
    return build_dataset(entries, target=target, name=str(path))


def load_jsonl(path, *, target=_DEFAULT_TARGET):
    """Data set from JSON lines.

    Parameters
    ----------
    path : str or Path
        One object a line with the target, an `id`, and the crystal as `lattice` + `species` +
        `coords`, or pymatgen's `as_dict` (in `structure`, or its fields beside the others), or
        `cif`. A line with nothing but a "header" is skipped.
    target : str

    Returns
    -------
    Dataset

    Raises
    ------
    DatasetError
        If a line is not JSON or lacks the target.
    """
    entries = []
    for number, line in enumerate(read_lines(path), 1):
        row = _row(line, f"{path}: line {number}")
        if not row or set(row) == {"header"}:
            continue
        if target not in row:
            raise DatasetError(
                f"{path}: line {number} has no {target!r}; its fields are {', '.join(row)}; "
                + _TARGET_CURE
            )
        entries.append((id_of(row, number), _crystal_of(row), row[target], f"line {number}"))
    return build_dataset(entries, target=target, name=str(path))


def load_folder(path, *, target=_DEFAULT_TARGET):
    """Data set from a folder of structure files and one CSV with their targets.

    Parameters
    ----------
    path : str or Path
        Holds CIF, POSCAR (.vasp, .poscar, POSCAR*), JSON or extended XYZ files, and one CSV whose
        id column names the files, with or without ending. Files that it does not name are left.
    target : str

    Returns
    -------
    Dataset

    Raises
    ------
    DatasetError
        If there is not exactly one CSV, or it lacks the target or the names of the files.
    """
    folder = Path(path)
    shown = [file for file in folder.iterdir() if not file.name.startswith(".")]
    tables = sorted(file for file in shown if file.name.lower().endswith(_TABLES))
    if len(tables) != 1:
        found = ", ".join(table.name for table in tables) or "none"
        raise DatasetError(f"{folder}: needs exactly one CSV with the targets; found {found}")
    table = read_table(tables[0])
    require_column(table, tables[0], target, _TARGET_CURE)
    _require_names(table, tables[0])
    files, taken = _structure_files(folder), set()
    rows = zip(_ids(table), table[target], strict=True)
    entries = (
        (id_, _read_named(files.get(id_, ()), id_, taken), value, f"row {number}")
        for number, (id_, value) in enumerate(_progress(rows, len(table)), 1)
    )
    return build_dataset(entries, target=target, name=str(folder))


def _ids(table):
    return [id_of(row, number) for number, (_, row) in enumerate(table.iterrows(), 1)]


def _row(line, place):
    """Fields of one line; none of a blank one."""
    try:
        row = json.loads(line.rstrip()) if line.strip() else {}
    except json.JSONDecodeError as error:
        raise DatasetError(
            f"{place} is not JSON ({error.msg} at character {error.colno}); mend it, one object "
            "{...} a line"
        ) from error
    if not isinstance(row, dict):
        raise DatasetError(f"{place} is not an object {{...}}; give one crystal a line")
    return row


def _crystal_of(row):
    """Structure of one JSON object, or the exception that says why there is none."""
    if "sites" in row or "structure" in row:
        body = row if "sites" in row else row["structure"]
        text = body if isinstance(body, str) else json.dumps(body)
        return _attempt(lambda: parse_structure(text, "json"))
    if "lattice" in row:
        return _own_crystal(row)
    if "cif" in row:
        return _parse(row["cif"])
    return DatasetError(
        f"has none of the fields `lattice`, `structure`, `cif`; its fields are {', '.join(row)}; "
        "give the crystal as one of these"
    )


def _own_crystal(row):
    absent = [f"`{name}`" for name in ("species", "coords") if name not in row]
    if absent:
        return DatasetError(
            f"has a `lattice` but no {' and no '.join(absent)}; add what is missing"
        )
    if not isinstance(row["lattice"], list):
        return DatasetError("has a `lattice` that is not three vectors [[x, y, z], ...] in Å")
    return _attempt(lambda: parse_structure(json.dumps(build_structure(row).as_dict()), "json"))


def _require_names(table, path):
    if not {str(name).lower() for name in table.columns} & set(ID_COLUMNS):
        raise DatasetError(
            f"{path}: has no column that names the files; its columns are "
            f"{', '.join(table.columns)}; call it one of {', '.join(ID_COLUMNS)}"
        )


def _structure_files(folder):
    """{name with and without ending: files of that name}."""
    files = {}
    for file in sorted(folder.iterdir()):
        if file.suffix.lower() in FORMATS or file.name.upper().startswith(("POSCAR", "CONTCAR")):
            for name in {file.name, file.stem}:
                files.setdefault(name, []).append(file)
    return files


def _read_named(files, name, taken):
    exact = [file for file in files if file.name == name] or files
    if not exact:
        return DatasetError(
            f"no structure file is named {name}; files must lie in the folder itself, "
            f"uncompressed, and end in {', '.join(FORMATS)}"
        )
    if len(exact) > 1:
        found = ", ".join(file.name for file in exact)
        return DatasetError(f"needs exactly one structure file named {name}; found {found}")
    if exact[0] in taken:
        return DatasetError(f"names the file {exact[0].name}, as an earlier row does; keep one")
    taken.add(exact[0])
    return _attempt(lambda: read_structure(exact[0]))


def _parse(text):
    if not isinstance(text, str) or not text.strip():
        return DatasetError("has no CIF text; the cell is empty")
    return _attempt(lambda: parse_structure(text))


def _attempt(read):
    """Structure, or the exception that says why there is none."""
    with warnings.catch_warnings():
        # the parser warns about rounding; what it cannot read it raises
        warnings.simplefilter("ignore")
        try:
            return read()
        except DatasetError as error:
            return error
        except Exception as error:
            return DatasetError(f"cannot be read ({type(error).__name__}: {error})")


def _progress(rows, total):
    from tqdm.auto import tqdm

    return tqdm(rows, total=total, desc="reading", unit="crystal", delay=2.0, leave=False)

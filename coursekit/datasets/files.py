"""A user's own crystals: a CSV with CIFs, JSON lines, or a folder of structure files."""

import gzip
import json
import warnings
from pathlib import Path

from coursekit.datasets.table import build_dataset
from coursekit.datasets.teaching import build_structure, load_teaching_set
from coursekit.errors import DatasetError

_ID_COLUMNS = ("id", "material_id", "structure_id", "file", "name")
_STRUCTURE_SUFFIXES = (".cif", ".vasp", ".poscar", ".json")
_DEFAULT_TARGET = "formation_energy_per_atom"


def load_dataset(source=None, *, target=None):
    """Data set from wherever it is.

    Parameters
    ----------
    source : str or Path, optional
        A CSV with a `cif` column, a JSON-lines file, or a folder of structure files with a CSV of
        targets; gzipped files too. The teaching set by default.
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
    if source is None:
        return load_teaching_set(target)
    path = Path(source)
    if not path.exists():
        raise DatasetError(f"{path}: no such file or folder")
    if path.is_dir():
        return load_folder(path, target=target)
    kind = "".join(path.suffixes[-2:]).removesuffix(".gz")
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
    table = _read_table(path)
    _require_columns(table, path, target, cif)
    ids = _ids(table)
    rows = zip(ids, table[cif], table[target], strict=True)
    entries = (
        (id_, _parse(text, "cif"), value, f"row {number}")
        for number, (id_, text, value) in enumerate(_progress(rows, len(table)), 1)
    )
    return build_dataset(entries, target=target, name=str(path))


def load_jsonl(path, *, target=_DEFAULT_TARGET):
    """Data set from JSON lines.

    Parameters
    ----------
    path : str or Path
        One object a line with the target, an `id`, and the crystal as `lattice` + `species` +
        `coords`, or `structure` (pymatgen's `as_dict`), or `cif`. A first line {"header": ...} is
        skipped.
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
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise DatasetError(f"{path}: line {number} is not JSON ({error})") from error
        if "header" in row:
            continue
        if target not in row:
            raise DatasetError(
                f"{path}: line {number} has no {target!r}; its fields are {', '.join(row)}"
            )
        id_ = str(row.get("id", row.get("material_id", f"#{number}")))
        entries.append((id_, _crystal_of(row), row[target], f"line {number}"))
    return build_dataset(entries, target=target, name=str(path))


def load_folder(path, *, target=_DEFAULT_TARGET):
    """Data set from a folder of structure files and one CSV with their targets.

    Parameters
    ----------
    path : str or Path
        Holds CIF, POSCAR (.vasp, .poscar) or JSON files and one CSV whose id column names the
        files, with or without ending.
    target : str

    Returns
    -------
    Dataset

    Raises
    ------
    DatasetError
        If there is not exactly one CSV, or it lacks the target.
    """
    folder = Path(path)
    tables = sorted([*folder.glob("*.csv"), *folder.glob("*.csv.gz")])
    if len(tables) != 1:
        found = ", ".join(table.name for table in tables) or "none"
        raise DatasetError(f"{folder}: needs exactly one CSV with the targets; found {found}")
    table = _read_table(tables[0])
    _require_columns(table, tables[0], target)
    files = {f.name: f for f in folder.iterdir() if f.suffix.lower() in _STRUCTURE_SUFFIXES}
    by_stem = {f.stem: f for f in files.values()}
    entries = []
    for number, (id_, value) in enumerate(zip(_ids(table), table[target], strict=True), 1):
        file = files.get(id_) or by_stem.get(id_)
        crystal = (
            _read_file(file) if file else FileNotFoundError(f"no file named {id_} in the folder")
        )
        entries.append((id_, crystal, value, f"row {number}"))
    return build_dataset(entries, target=target, name=str(folder))


def _read_table(path):
    import pandas as pd

    try:
        table = pd.read_csv(path)
    except FileNotFoundError as error:
        raise DatasetError(f"{path}: no such file") from error
    except pd.errors.EmptyDataError as error:
        raise DatasetError(f"{path}: the file is empty") from error
    except (pd.errors.ParserError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: is not a readable CSV ({error})") from error
    if table.empty:
        raise DatasetError(f"{path}: the table has a header and no rows")
    return table


def _require_columns(table, path, *needed):
    for column in needed:
        if column not in table.columns:
            raise DatasetError(
                f"{path}: has no column {column!r}; its columns are {', '.join(map(str, table.columns))}"
            )


def _ids(table):
    column = next((name for name in _ID_COLUMNS if name in table.columns), None)
    if column is None:
        return [f"#{number}" for number in range(1, len(table) + 1)]
    return [str(value) for value in table[column]]


def _lines(path):
    path = Path(path)
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
            return file.read().splitlines()
    except FileNotFoundError as error:
        raise DatasetError(f"{path}: no such file") from error


def _crystal_of(row):
    from pymatgen.core import Structure

    try:
        if "lattice" in row:
            return build_structure(row)
        if "structure" in row:
            return Structure.from_dict(row["structure"])
    except Exception as error:
        return error
    if "cif" in row:
        return _parse(row["cif"], "cif")
    return ValueError("the line has none of `lattice`, `structure`, `cif`")


def _read_file(path):
    kind = {".cif": "cif", ".json": "json"}.get(path.suffix.lower(), "poscar")
    return _parse(path.read_text(), kind)


def _parse(text, kind):
    """Structure, or the exception that says why there is none."""
    from pymatgen.core import Structure

    with warnings.catch_warnings():
        # the parser warns about rounding; what it cannot read it raises
        warnings.simplefilter("ignore")
        try:
            structure = Structure.from_str(str(text), fmt=kind)
        except Exception as error:
            return error
    return Structure.from_sites(structure, to_unit_cell=True)


def _progress(rows, total):
    from tqdm.auto import tqdm

    return tqdm(rows, total=total, desc="reading", unit="crystal", delay=2.0, leave=False)

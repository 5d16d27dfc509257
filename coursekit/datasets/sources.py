"""What a file or folder of other people's crystals is: always a table, with one column of crystals."""

import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from coursekit.datasets.columns import PATHS, find_column, holds, structure_files
from coursekit.datasets.reading import ID_COLUMNS, read_lines, read_table
from coursekit.errors import DatasetError
from coursekit.structures.documents import describe
from coursekit.structures.formats import read_text

KNOWN = (
    "a .csv, .jsonl, .json (pandas, matminer, JARVIS, OPTIMADE, ASE), .parquet, .db of ASE, .extxyz, "
    "packed or not, or a folder of structure files with a CSV of targets"
)


@dataclass
class Source:
    """A table of crystals."""

    path: Path
    form: str
    rows: list
    column: str | None = None
    holds: str = ""
    files: dict | None = None
    others: tuple = ()

    def __str__(self):
        where = f" in {self.column!r}" if self.column else ""
        others = ", ".join(map(repr, self.others))
        where += f" (not taken: {others})" if others else ""
        return f"{self.form}, {len(self.rows)} rows; crystals{where}: {self.holds}"


def read_source(path, *, column=None):
    """Table of a file or folder."""
    path = Path(path)
    if not path.exists():
        raise DatasetError(f"{path}: no such file or folder; check the spelling")
    if path.is_dir():
        return _folder(path)
    if not path.is_file():
        raise DatasetError(f"{path}: is a pipe or a device; write the data into a file first")
    form = form_of(path)
    if form is None:
        raise DatasetError(f"{path}: unknown kind of file; give {KNOWN}")
    source = Source(path, *_READERS[form](path))
    if form in ("csv", "parquet") or source.column:
        find_column(source, column)
    else:
        row = next((row for _, row in source.rows), {})
        source.holds = describe(row.get("structure")) or describe(row) or "nothing known"
    return source


def form_of(path):
    """Which of the readers below a file needs: its first bytes tell, or its name."""
    with path.open("rb") as file:
        start = file.read(16)
    for magic, form in ((b"PAR1", "parquet"), (b"SQLite format 3", "ase")):
        if start.startswith(magic):
            return form
    name = path.name.lower()
    for ending in (".gz", ".bz2", ".xz", ".zip"):
        name = name.removesuffix(ending)
    for endings, form in (
        ((".csv",), "csv"),
        ((".jsonl", ".ndjson"), "jsonl"),
        ((".json",), "json"),
        ((".extxyz", ".xyz"), "extxyz"),
        ((".parquet",), "parquet"),
    ):
        if name.endswith(endings):
            return form
    return None


# what each kind of file is as a table


def _csv(path):
    table = read_table(path)
    return "CSV table", _frame_rows(table)


def _parquet(path):
    import pandas as pd

    try:
        return "Parquet table", _frame_rows(pd.read_parquet(path))
    except Exception as error:  # pyarrow has many
        reason = " ".join(str(error).split())
        raise DatasetError(f"{path}: is not a readable Parquet file ({reason:.200})") from error


def _frame_rows(table):
    names = [str(name) for name in table.columns]
    columns = [table.iloc[:, i].tolist() for i in range(len(names))]
    rows = (dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True))
    return [(f"row {number}", row) for number, row in enumerate(rows, 1)]


def _jsonl(path):
    rows = []
    for number, line in enumerate(read_lines(path), 1):
        row = _json_row(line, f"{path}: line {number}")
        if row and set(row) != {"header"}:
            rows.append((f"line {number}", _flat(row)))
    return "JSON lines", rows


def _json_row(line, place):
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


def _json(path):
    text = _zipped_text(path) if zipfile.is_zipfile(path) else read_text(path)
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        if "\n" in text.strip() and error.msg == "Extra data":
            raise DatasetError(f"{path}: holds an object a line; call it .jsonl") from error
        raise DatasetError(
            f"{path}: is not JSON ({error.msg} in line {error.lineno}); fetch or export it again"
        ) from error
    form, rows, column = _json_table(found, path)
    return form, [(f"entry {n}", _flat(row)) for n, row in enumerate(rows, 1)], column


def _zipped_text(path):
    with zipfile.ZipFile(path) as archive:
        names = [n for n in archive.namelist() if n.endswith(".json") and "__MACOSX" not in n]
        if len(names) != 1:
            raise DatasetError(f"{path}: holds {len(names)} JSON files; one is needed: unpack it")
        return archive.read(names[0]).decode("utf-8")


def _json_table(found, path):
    """(what it is, rows, column or None) of a JSON document."""
    if isinstance(found, dict):
        if "columns" in found and isinstance(found.get("data"), list):
            rows = [dict(zip(found["columns"], row, strict=True)) for row in found["data"]]
            return "table of pandas or matminer", _labelled(rows, found.get("index")), "?"
        if {"ids", "nextid"} <= set(found):
            return "ASE database", _ase_rows(path), None
        if describe(found):
            return "JSON document", [found], None
        if isinstance(found.get("data"), list | dict):
            data = found["data"]
            return "JSON answer", data if isinstance(data, list) else [data], None
        found = _oriented(found, path)
    if not found or not all(isinstance(row, dict) for row in found):
        raise DatasetError(f"{path}: its JSON is no table of crystals; give {KNOWN}")
    return "JSON table", found, None if describe(found[0]) else "?"


def _oriented(found, path):
    """Rows of a JSON that pandas wrote by columns or by index."""
    if not all(isinstance(part, dict) for part in found.values()):
        raise DatasetError(
            f"{path}: its JSON is no table of crystals; its fields are "
            f"{', '.join(list(found)[:10])}; give {KNOWN}"
        )
    names = list(found)
    if all(describe(part) for part in found.values()):  # {id: crystal, or row with one}
        return [{"id": name, **found[name]} for name in names]
    labels = list(found[names[0]])
    by_column = any(
        all(holds(found[name].get(label)) for label in labels[:20]) for name in names
    ) and not all(name.isdigit() for name in names)
    if not by_column:
        return [{"id": name, **found[name]} for name in names]
    return _labelled([{name: found[name].get(label) for name in names} for label in labels], labels)


def _labelled(rows, labels):
    """Rows under the labels of a frame, where these are names and the rows have none of their own."""
    named = {str(field).lower() for field in rows[0]} & {*ID_COLUMNS} if rows else True
    if named or not labels or all(str(label).isdigit() for label in labels):
        return rows
    return [{"id": label, **row} for label, row in zip(labels, rows, strict=True)]


def _ase(path):
    return "ASE database", [(f"entry {n}", row) for n, row in enumerate(_ase_rows(path), 1)]


def _ase_rows(path):
    import ase.db

    rows = []
    for row in ase.db.connect(str(path)).select():
        known = {name: getattr(row, name, None) for name in ("energy", "magmom")}
        known = {name: value for name, value in known.items() if value is not None}
        rows.append({"id": row.id, **known, **row.key_value_pairs, "structure": row.toatoms()})
    return rows


def _extxyz(path):
    from io import StringIO

    import ase.io

    try:
        frames = ase.io.read(StringIO(read_text(path)), index=":", format="extxyz")
    except Exception as error:
        raise DatasetError(f"{path}: is not readable extended XYZ ({error})") from error
    rows = []
    for number, frame in enumerate(frames, 1):
        results = frame.calc.results if frame.calc else {}
        fields = {k: v for k, v in results.items() if np.ndim(v) == 0}
        rows.append((f"frame {number}", {**fields, **frame.info, "structure": frame}))
    return "extended XYZ", rows


_READERS = {
    "csv": _csv,
    "parquet": _parquet,
    "jsonl": _jsonl,
    "json": _json,
    "ase": _ase,
    "extxyz": _extxyz,
}


def _flat(row):
    """Fields of an OPTIMADE entry beside its id; other rows as they are."""
    if isinstance(row.get("attributes"), dict):
        return {"id": row.get("id"), **row["attributes"]}
    return row


def _folder(folder):
    shown = [file for file in folder.iterdir() if not file.name.startswith(".")]
    tables = sorted(f for f in shown if f.name.lower().endswith((".csv", ".csv.gz")))
    if len(tables) != 1:
        found = ", ".join(table.name for table in tables) or "none"
        raise DatasetError(f"{folder}: needs exactly one CSV with the targets; found {found}")
    table = read_table(tables[0])
    column = next((n for i in ID_COLUMNS for n in table.columns if n.lower() == i), None)
    if column is None:
        raise DatasetError(
            f"{tables[0]}: has no column that names the files; its columns are "
            f"{', '.join(table.columns)}; call it one of {', '.join(ID_COLUMNS)}"
        )
    files = structure_files(file for file in shown if file not in tables)
    return Source(
        tables[0], f"folder with {tables[0].name}", _frame_rows(table), column, PATHS, files
    )

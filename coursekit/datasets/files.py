"""A user's own crystals with their targets, wherever they are."""

import os
import warnings
from pathlib import Path

from coursekit.datasets.columns import crystal_of
from coursekit.datasets.reading import id_of
from coursekit.datasets.sources import KNOWN, form_of, read_source
from coursekit.datasets.table import build_dataset
from coursekit.datasets.teaching import load_teaching_set
from coursekit.errors import DatasetError

_DEFAULT_TARGET = "formation_energy_per_atom"
_TARGET_CURE = "name the one to learn as `target` (--target)"


def load_dataset(source=None, *, target=None):
    """Data set from wherever it is.

    Parameters
    ----------
    source : str or Path, optional
        A table of crystals: CSV, JSON lines, Parquet, JSON of pandas, matminer, JARVIS or OPTIMADE,
        a database of ASE, extended XYZ; or a folder of structure files with a CSV of targets. By
        default `$COURSEKIT_DATASET` if set, else the teaching set.
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
    return _load(read_source(source), source, target) if source else load_teaching_set(target)


def load_csv(path, *, target=_DEFAULT_TARGET, cif=None):
    """Data set from a table with one crystal per row.

    Parameters
    ----------
    path : str or Path
    target : str
        Column with the target.
    cif : str, optional
        Column with the crystals as CIF, POSCAR, JSON (`Structure.as_dict`) or paths of files; by
        default found by content.

    Returns
    -------
    Dataset

    Raises
    ------
    DatasetError
        If a column is missing or the table is empty; the message names the columns found.
    """
    return _load(_read_as(path, "csv", cif), path, target)


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
    return _load(_read_as(path, "jsonl", None), path, target)


def load_folder(path, *, target=_DEFAULT_TARGET):
    """Data set from a folder of structure files and one CSV with their targets.

    Parameters
    ----------
    path : str or Path
        Holds files that `read_structure` reads, and one CSV whose id column names them, with or
        without ending. Files that it does not name are left.
    target : str

    Returns
    -------
    Dataset

    Raises
    ------
    DatasetError
        If there is not exactly one CSV, or it lacks the target or the names of the files.
    """
    return _load(read_source(path), path, target)


def inspect_source(source):
    """What `load_dataset` sees in a file or folder."""
    found = read_source(source)
    numbers = [n for n in _fields(found) if all(_is_number(row.get(n)) for _, row in found.rows)]
    names, taken, failures, first = _ids(found), set(), [], ""
    for id_, (place, row) in zip(names, found.rows, strict=True):
        crystal = _attempt(lambda row=row: crystal_of(found, row, taken))
        if isinstance(crystal, Exception):
            failures.append(f"{id_}: {place}: {crystal}")
        else:
            formula, n = crystal.composition.reduced_formula, len(crystal)
            first = first or f"first crystal: {id_}, {formula}, {n} sites in the cell"
    n_failed = len(failures)
    unnamed = {f for same in (found.files or {}).values() for f in same} - taken
    if unnamed:
        told = ", ".join(sorted(file.name for file in unnamed)[:5])
        failures.append(f"{len(unnamed)} structure files that no row names, such as {told}")
    lines = [
        f"{source}: {found}",
        f"ids: {', '.join(names[:3])}{', ...' if len(names) > 3 else ''}",
        f"possible targets (--target): {', '.join(numbers) or 'no field holds only numbers'}",
        f"{len(names) - n_failed} crystals can be read, {n_failed} cannot",
    ]
    return [*lines, *([first] if first else []), *failures]


def _read_as(path, form, column):
    """Source of a file that is to be a CSV or JSON lines whatever it is called."""
    path = Path(path)
    if path.exists() and (path.is_dir() or form_of(path) != form):
        raise DatasetError(f"{path}: is no .{form}; `load_dataset` reads {KNOWN}")
    return read_source(path, column=column)


def _load(source, name, target):
    _require_target(source, target)
    taken = set()
    entries = (
        (id_, _attempt(lambda row=row: crystal_of(source, row, taken)), row[target], place)
        for id_, (place, row) in zip(_ids(source), _progress(source.rows), strict=True)
    )
    return build_dataset(entries, target=target, name=str(name), origin=str(source))


def _require_target(source, target):
    for place, row in source.rows:
        if target in row:
            continue
        fields = ", ".join(map(str, row))
        if place.startswith("row"):
            reason = f"has no column {target!r}; its columns are {fields}"
        else:
            reason = f"{place} has no {target!r}; its fields are {fields}"
        raise DatasetError(f"{source.path}: {reason}; {_TARGET_CURE}")


def _ids(source):
    return [id_of(row, number) for number, (_, row) in enumerate(source.rows, 1)]


def _fields(source):
    return [name for name in (source.rows[0][1] if source.rows else ()) if name != source.column]


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def _attempt(read):
    """Structure, or the exception that says why there is none."""
    with warnings.catch_warnings():
        # the libraries warn about rounding; what cannot be read raises
        warnings.simplefilter("ignore")
        try:
            return read()
        except DatasetError as error:
            return error
        except Exception as error:
            return DatasetError(f"cannot be read ({type(error).__name__}: {error})")


def _progress(rows):
    from tqdm.auto import tqdm

    return tqdm(rows, desc="reading", unit="crystal", delay=2.0, leave=False)

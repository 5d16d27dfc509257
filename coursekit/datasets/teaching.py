"""The course's own data set: PBE formation energies of textbook polymorphs."""

import json
import os
from pathlib import Path

from coursekit.course import shipped
from coursekit.datasets.reading import read_lines
from coursekit.datasets.table import build_dataset
from coursekit.errors import DatasetError
from coursekit.structures.documents import DESCRIPTIVE

_FILE = "teaching_set.jsonl.gz"
_HELD_OUT = "held_out.jsonl.gz"


def data_folder():
    """Folder that holds the course's data.

    Returns
    -------
    Path
        `$COURSEKIT_DATA` if set, else `data` among the course's files.

    Raises
    ------
    DatasetError
        If the folder does not hold the teaching set.
    """
    chosen = os.environ.get("COURSEKIT_DATA")
    folder = Path(chosen) if chosen else shipped() / "data"
    if not (folder / _FILE).exists():
        raise DatasetError(
            f"the teaching set is not in {folder}; install coursekit again, or set COURSEKIT_DATA to "
            "the folder that holds " + _FILE
        )
    return folder


def load_teaching_set(target="formation_energy_per_atom", *, family=None):
    """The teaching set: crystals relaxed with CHGNet, labelled with PBE.

    Parameters
    ----------
    target : str, default "formation_energy_per_atom"
        Any numeric field of the records, for example "formation_energy_per_atom_chgnet" (eV per
        atom), or "madelung_energy_per_atom", a model property that only crystals of formal ions
        have: the others are then not in the set. "band_gap" (eV) was not calculated for every
        crystal: the others are in `failures`. `data/README.md` lists all fields.
    family : str, optional
        Only one chemical family, for example "AB2O4".

    Returns
    -------
    Dataset

    Raises
    ------
    DatasetError
        If the file is missing or damaged, or `target` or `family` is not in it.

    Examples
    --------
    >>> dataset = load_teaching_set()
    >>> dataset.target
    'formation_energy_per_atom'
    """
    header, *rows = _read_rows(_FILE)
    rows = _of_family(rows, family)
    _require_field(target, rows)
    entries = [
        (row["id"], _structure_with(target, row), row.get(target), f"row {number}")
        for number, row in enumerate(rows, 1)
        if row.get(target, ...) is not None
    ]
    return build_dataset(
        entries, target=target, name=f"teaching set {header['header'].get('version', '')}".strip()
    )


def load_teaching_splits():
    """Predefined divisions of the teaching set, in the order of `load_teaching_set`.

    Returns
    -------
    pandas DataFrame
        A row for each crystal, its id as index; columns `random`, `formula` and `family` are fold
        numbers from 0 to 4, `learning_curve` is 0 for the test set of learning curves, and a rung
        from 1: training set k holds every rung from 1 to k.

    Examples
    --------
    >>> splits = load_teaching_splits()
    >>> train = (splits["learning_curve"] >= 1) & (splits["learning_curve"] <= 3)
    >>> bool(train.sum() < (splits["learning_curve"] >= 1).sum())
    True
    """
    import pandas as pd

    rows = _read_rows(_FILE)[1:]
    return pd.DataFrame([row["splits"] for row in rows], index=[row["id"] for row in rows])


def load_held_out():
    """Crystals of the held-out test set, without labels: predict them, let the instructor score.

    Returns
    -------
    list of pymatgen Structure
        Each carries its id.

    Raises
    ------
    DatasetError
        If the file is missing or damaged.
    """
    return [build_structure(row) for row in _read_rows(_HELD_OUT)[1:]]


def teaching_set_header():
    """Settings, units, version and reference energies of the teaching set.

    Returns
    -------
    dict
    """
    return json.loads(read_lines(data_folder() / _FILE)[0])["header"]


def build_structure(row):
    """Structure of one record."""
    from pymatgen.core import Structure

    properties = {key: row[key] for key in DESCRIPTIVE if key in row}
    return Structure(
        row["lattice"], row["species"], row["coords"], to_unit_cell=True, properties=properties
    )


def _require_field(target, rows):
    fields = {key: value for row in rows for key, value in row.items()}
    if target not in fields:
        numbers = [key for key, value in fields.items() if isinstance(value, int | float)]
        raise DatasetError(
            f"the teaching set has no field {target!r}; numeric fields are {', '.join(numbers)}"
        )


def _structure_with(target, row):
    """The crystal, or why it cannot be used for this target."""
    if target in row:
        return build_structure(row)
    return DatasetError(f"its {target!r} has not been calculated yet")


def _of_family(rows, family):
    chosen = [row for row in rows if family in (None, row["family"])]
    if not chosen:
        known = ", ".join(sorted({row["family"] for row in rows}))
        raise DatasetError(f"the teaching set has no family {family!r}; its families are {known}")
    return chosen


def _read_rows(name):
    from coursekit.datasets.schema import HeldOutRecord, Record, check_rows

    path = data_folder() / name
    try:
        rows = [json.loads(line) for line in read_lines(path)]
    except json.JSONDecodeError as error:
        raise DatasetError(
            f"{path}: is not the course's file (a line is not JSON: {error.msg}); take the file of "
            "the course's own release again"
        ) from error
    check_rows(rows[1:], Record if name == _FILE else HeldOutRecord, path.name)
    return rows

"""The held-out labels: a file for the instructor, and the predictions that are held against it."""

import math
from pathlib import Path

from coursekit.datasets.reading import read_table, require_column
from coursekit.datasets.table import LARGEST
from coursekit.datasets.teaching import data_folder
from coursekit.errors import DatasetError

_TARGET = "formation_energy_per_atom"
_LABELS = "held_out_labels.csv"


def load_held_out_labels(path=None):
    """True values of the held-out crystals, for those who score."""
    path = Path(path) if path else data_folder().resolve().parent / "solutions" / _LABELS
    if not path.exists():
        raise DatasetError(
            f"{path}: no held-out labels here; they are in the instructor's folder, name the file "
            "with --labels"
        )
    return read_values(path, _TARGET)


def read_values(path, column):
    """Numbers of one column by id."""
    table = read_table(path)
    require_column(table, path, "id", "it must name the crystals")
    require_column(table, path, column, "it must hold the values, in eV per atom")
    values = {}
    for number, (name, value) in enumerate(zip(table["id"], table[column], strict=True), 1):
        if name in values:
            raise DatasetError(f"{path}: row {number}: the id {name!r} appears twice; keep one")
        values[name] = _number(value, f"{path}: row {number} ({name})", column)
    return values


def _number(value, place, column):
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not abs(number) <= LARGEST:
        raise DatasetError(f"{place}: {column!r} is {value!r:.40}; it must be a finite number")
    return number

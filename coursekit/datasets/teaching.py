"""The course's own data set: PBE formation energies of textbook polymorphs."""

import json
import os
from pathlib import Path

from coursekit.datasets.reading import read_lines
from coursekit.datasets.table import build_dataset
from coursekit.errors import DatasetError

_FILE = "teaching_set.jsonl.gz"


def data_folder():
    """Folder that holds the course's data.

    Returns
    -------
    Path
        `$COURSEKIT_DATA` if set, else `data` beside the package in the course's folder.

    Raises
    ------
    DatasetError
        If the folder does not hold the teaching set.
    """
    chosen = os.environ.get("COURSEKIT_DATA")
    folder = Path(chosen) if chosen else Path(__file__).parents[2] / "data"
    if not (folder / _FILE).exists():
        raise DatasetError(
            f"the teaching set is not in {folder}; install the course from its own folder "
            "(pip install -e .) or set COURSEKIT_DATA to the folder that holds " + _FILE
        )
    return folder


def load_teaching_set(target="formation_energy_per_atom"):
    """The teaching set: crystals relaxed with CHGNet, labelled with PBE.

    Parameters
    ----------
    target : str, default "formation_energy_per_atom"
        Any numeric field of the records, for example "formation_energy_per_atom_chgnet" (eV per
        atom). `data/README.md` lists them.

    Returns
    -------
    Dataset

    Raises
    ------
    DatasetError
        If the file is missing or `target` is not a field of the records.

    Examples
    --------
    >>> dataset = load_teaching_set()
    >>> dataset.target
    'formation_energy_per_atom'
    """
    rows = _read_rows()[1:]
    if target not in rows[0]:
        numbers = [key for key, value in rows[0].items() if isinstance(value, int | float)]
        raise DatasetError(
            f"the teaching set has no field {target!r}; numeric fields are {', '.join(numbers)}"
        )
    entries = [
        (row["id"], build_structure(row), row[target], f"row {number}")
        for number, row in enumerate(rows, 1)
    ]
    return build_dataset(entries, target=target, name="teaching set")


def teaching_set_header():
    """Settings, units, version and reference energies of the teaching set.

    Returns
    -------
    dict
    """
    return _read_rows()[0]["header"]


def build_structure(row):
    """Structure of one record.

    Parameters
    ----------
    row : dict
        With `lattice` (3, 3) in Å, `species` (n_sites,) and `coords` (n_sites, 3) fractional.

    Returns
    -------
    pymatgen Structure
        Carries everything else that describes the record in its `properties`.
    """
    from pymatgen.core import Structure

    kept = ("id", "family", "prototype", "space_group")
    properties = {key: row[key] for key in kept if key in row}
    return Structure(
        row["lattice"], row["species"], row["coords"], to_unit_cell=True, properties=properties
    )


def _read_rows():
    return [json.loads(line) for line in read_lines(data_folder() / _FILE)]

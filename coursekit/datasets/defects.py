"""Crystals in which few sites decide: two defects in one cell, near and far."""

import json
from dataclasses import replace

import numpy as np

from coursekit.datasets.reading import read_lines
from coursekit.datasets.table import build_dataset
from coursekit.datasets.teaching import build_structure, data_folder


def load_defect_set(target="interaction_energy"):
    """Supercells with two vacancies or two exchanged atoms.

    Every group has one composition and one cell; its members differ in where the two sites lie. So
    neither composition nor any mean over nearly equal sites orders them.

    Parameters
    ----------
    target : {"interaction_energy", "interaction_energy_unrelaxed"}
        Energy of the cell minus that of the member whose two sites are farthest apart, eV, from
        CHGNet 0.3.0: after the atoms have moved, or before.

    Returns
    -------
    Dataset
        `groups` holds the host, the change and the number of sites of the cell.

    Examples
    --------
    >>> dataset = load_defect_set()
    >>> len(set(dataset.groups)) >= 2
    True
    """
    lines = read_lines(data_folder() / "defects.jsonl.gz")
    rows = [json.loads(line) for line in lines[1:]]
    entries = [
        (row["id"], build_structure(row), row.get(target), f"row {number}")
        for number, row in enumerate(rows, 1)
    ]
    dataset = build_dataset(entries, target=target, name="defects")
    group_of = {row["id"]: row["group"] for row in rows}
    return replace(dataset, groups=np.array([group_of[id_] for id_ in dataset.ids]))

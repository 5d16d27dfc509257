"""Crystals with targets: the teaching set, a table, a folder, all in one shape."""

from coursekit.datasets.curves import load_curves
from coursekit.datasets.defects import load_defect_set
from coursekit.datasets.files import load_csv, load_dataset, load_folder, load_jsonl
from coursekit.datasets.measured import measured_crystals
from coursekit.datasets.slabs import make_slab_set
from coursekit.datasets.table import Dataset
from coursekit.datasets.teaching import (
    data_folder,
    load_held_out,
    load_teaching_set,
    load_teaching_splits,
    teaching_set_header,
)

__all__ = [
    "Dataset",
    "data_folder",
    "load_csv",
    "load_curves",
    "load_dataset",
    "load_defect_set",
    "load_folder",
    "load_held_out",
    "load_jsonl",
    "load_teaching_set",
    "load_teaching_splits",
    "make_slab_set",
    "measured_crystals",
    "teaching_set_header",
]

"""Which crystals of the teaching set somebody has measured."""

import numpy as np

from coursekit.datasets.teaching import data_folder


def measured_crystals(dataset):
    """Crystals whose structure, heat of formation or band gap stands in a table of measurements.

    Parameters
    ----------
    dataset : Dataset
        Of the teaching set.

    Returns
    -------
    (n_structures,) array of bool
        False says only that our lists do not hold the crystal.

    Notes
    -----
    The lists are `data/recipe/experiment.csv`, `lattice.csv` and `gap_experiment.csv`, sources
    beside every row.

    Examples
    --------
    >>> from coursekit.datasets import load_teaching_set
    >>> dataset = load_teaching_set()
    >>> bool(measured_crystals(dataset)[dataset.ids.index("MgO-rocksalt")])
    True
    """
    known = set((data_folder() / "measured.txt").read_text(encoding="utf-8").split())
    return np.array([id_ in known for id_ in dataset.ids])

"""Crystals of low symmetry, and ways to look at any featuriser's result."""

import numpy as np
import scipy.sparse as sp
from pymatgen.core import Lattice, Structure

from coursekit.featurizers import SiteFeatures
from coursekit.structures import make_perovskite, make_rutile, make_tenorite, make_wurtzite

NOTHING = Structure(Lattice.cubic(4.0), [], [], properties={"id": "gone"})


def crystals():
    return [make_rutile(), make_wurtzite("Zn"), make_tenorite(), make_perovskite("Sr")]


def dense(values):
    return values.toarray() if sp.issparse(values) else np.asarray(values)


def blocks(rows):
    """One dense (n, n_features) array a crystal: its sites, or its single row."""
    if isinstance(rows, list):
        assert all(isinstance(record, SiteFeatures) for record in rows)
        return [dense(record.values) for record in rows]
    return [row[None] for row in dense(rows)]

"""Site features of six crystals of 1 to 12 atoms, and of random numbers."""

from functools import cache

import numpy as np
import scipy.sparse as sp

from coursekit.featurizers import SOAP, SiteFeatures
from coursekit.structures import (
    make_anatase,
    make_fcc,
    make_perovskite,
    make_rocksalt,
    make_rutile,
    rattle,
)

SPECIES = ("O", "Mg", "Ti", "Cu", "Sr")
SIZE = {"r_cut": 4.0, "n_max": 3, "l_max": 2}


@cache
def crystals():
    ideal = [make_rutile(), make_anatase(), make_perovskite(), make_rocksalt("Mg")]
    copper = make_fcc("Cu").get_primitive_structure()
    # unlike sites, so that a matching has something to choose from
    return (*ideal, copper, rattle(make_rutile(), amplitude=0.3, seed=1))


def soap_sites(**options):
    soap = SOAP(**{**SIZE, "species": SPECIES, "compression": "off", **options})
    return soap.fit_transform(list(crystals()))


def random_sites(sizes, n_features=10, seed=0):
    """Records of positive numbers; no site is zero."""
    rng = np.random.default_rng(seed)
    names = tuple(f"x{k}" for k in range(n_features))
    return [
        SiteFeatures(rng.random((size, n_features)), ("O",) * size, names, f"c{k}")
        for k, size in enumerate(sizes)
    ]


def unit_rows(records):
    """Values of every record, dense, each row of length 1."""
    rows = [r.values.toarray() if sp.issparse(r.values) else r.values for r in records]
    return [row / np.linalg.norm(row, axis=1, keepdims=True) for row in rows]

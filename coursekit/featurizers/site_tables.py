"""Numbers of every site, from CrystalNN or from a site featuriser, and statistics over them."""

import numpy as np
import scipy.sparse as sp

from coursekit.errors import FeaturizationError
from coursekit.featurizers.base import SiteFeaturizer
from coursekit.featurizers.bonded import NO_BONDS
from coursekit.featurizers.parameters import is_number

STATISTICS = {
    "mean": np.mean,
    "std_dev": np.std,
    "minimum": np.min,
    "maximum": np.max,
}


SYMMETRY_FROM = 100
"""Sites. The search for equivalent ones takes 1 to 14 ms, a site 0.12 ms: in smaller cells it costs
more than it saves."""


def check_sites(sites, symprec):
    """Raise unless `sites` describes sites and `symprec` is a tolerance."""
    if sites is not None and not isinstance(sites, SiteFeaturizer):
        raise TypeError(
            f"`sites` is a {type(sites).__name__}; give a site featuriser such as BondLengths(), or "
            "None"
        )
    if symprec is not None and not (is_number(symprec) and symprec > 0):
        raise ValueError(f"`symprec` is {symprec} Å; it must be positive, or None for no symmetry")


def site_tables(structures, sites, symprec):
    """Numbers of every site of every structure."""
    if sites is None:
        return _fingerprints(structures, symprec)
    try:
        records = sites.transform(structures)
    except FeaturizationError as error:
        # the outer run names the structure; here only the reason matters
        raise ValueError(error.failures[0].reason) from error
    values = (record.values for record in records)
    return [table.toarray() if sp.issparse(table) else table for table in values]


def _fingerprints(structures, symprec):
    from coursekit.neighbors import crystal_nn_fingerprints_of_many

    tables = {}
    search = [symprec is not None and len(s) >= SYMMETRY_FROM for s in structures]
    for once in set(search):
        places = [place for place, wanted in enumerate(search) if wanted == once]
        options = {"equivalent_sites_once": True, "symprec": symprec} if once else {}
        found = crystal_nn_fingerprints_of_many([structures[k] for k in places], **options)
        tables.update(zip(places, found, strict=True))
    if not all(table.any() for table in tables.values()):
        raise ValueError(NO_BONDS)
    return [tables[place] for place in range(len(structures))]


def site_names(sites):
    """Name of every column of `site_tables`."""
    if sites is not None:
        return sites.get_feature_names_out()
    from coursekit.neighbors import fingerprint_names

    return fingerprint_names()


def statistics_over_sites(values, stats):
    """Statistics of every column, side by side."""
    return np.stack([STATISTICS[name](values, axis=0) for name in stats], axis=1).ravel()

"""Smaller data sets that keep polymorphs together."""

import numpy as np


def keep_whole_groups(dataset, limit, *, seed=0):
    """About `limit` crystals of a set, taken formula by formula in a seeded order."""
    if not limit or limit >= len(dataset):
        return dataset
    formulas = np.random.default_rng(seed).permutation(np.unique(dataset.groups))
    kept = []
    for formula in formulas:
        members = np.flatnonzero(dataset.groups == formula).tolist()
        if kept and len(kept) + len(members) > limit:
            break
        kept += members
    return dataset.subset(sorted(kept))

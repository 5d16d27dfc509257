"""A featuriser that counts its work and fails on demand."""

import numpy as np

from coursekit.featurizers.base import StructureFeaturizer


class Counting(StructureFeaturizer):
    """Number of sites and volume; remembers its calls, and raises `fail_on[id]` if there is one."""

    _chunk = 3

    def __init__(self, *, n_jobs=None, memory=None):
        self.n_jobs = n_jobs
        self.memory = memory
        self.calls = []
        self.fail_on = {}

    def _names(self):
        return ["sites", "volume"]

    def _featurize_many(self, structures):
        names = [structure.properties["id"] for structure in structures]
        self.calls.append(names)
        for name in names:
            if name in self.fail_on:
                raise self.fail_on[name]
        return [np.array([len(s), s.volume]) for s in structures]

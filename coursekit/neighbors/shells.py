"""Angles inside coordination shells, for many shells of the same size at once."""

from functools import cached_property

import numpy as np

PARALLEL = 1e-12
"""Two directions closer than this (as a sine) span no plane, so that no azimuth is defined."""


class Shells:
    """Shells of n neighbours each, seen as directions on the unit sphere."""

    def __init__(self, vectors):
        self.directions = vectors / np.linalg.norm(vectors, axis=2, keepdims=True)
        self.size = vectors.shape[1]
        self.cosines = np.clip(self.directions @ self.directions.transpose(0, 2, 1), -1.0, 1.0)
        self.polar = np.arccos(self.cosines) / np.pi
        self.pairs = ~np.eye(self.size, dtype=bool)

    @cached_property
    def _meridians(self):
        """Part of every direction across the pole, unit length, and whether it has one."""
        across = self.directions[:, None] - self.cosines[..., None] * self.directions[:, :, None]
        lengths = np.linalg.norm(across, axis=3)
        defined = self.pairs & (lengths >= PARALLEL)
        return across / np.where(defined, lengths, 1.0)[..., None], defined

    @property
    def defined(self):
        """Whether j and k span a plane, (n_shells, n, n) array of bool."""
        return self._meridians[1]

    @cached_property
    def tilt(self):
        """Cosine of the azimuth of m, pole j, meridian k: (n_shells, n, n, n) array."""
        units, _ = self._meridians
        return np.clip(units @ units.transpose(0, 1, 3, 2), -1.0, 1.0)

    @cached_property
    def counted(self):
        """Triples j, k, m of different neighbours with an azimuth, (n_shells, n, n, n) array."""
        counted = self.defined[:, :, :, None] & self.defined[:, :, None, :]
        return counted & self.pairs

    def folded(self, fold):
        """cos(fold/2 azimuth)², which peaks `fold` times around the pole, 0 where undefined."""
        return np.where(self.counted, 0.5 * (1.0 + multiple_cosine(self.tilt, fold)), 0.0)


def multiple_cosine(cosine, n):
    """cos(n x) from cos(x), by Chebyshev's recursion."""
    before, now = np.ones_like(cosine), cosine
    for _ in range(n - 1):
        before, now = now, 2.0 * cosine * now - before
    return now

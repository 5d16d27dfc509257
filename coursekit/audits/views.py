"""Views of a pipeline's vectors, and the ruler that measures their changes."""

from functools import cached_property

import numpy as np

from coursekit.audits import limits, opened
from coursekit.audits.crystals import RATTLE, make_generic, make_probes, nudged, scaled
from coursekit.structures import rattle


class View:
    """One way to look at the vector, with the ruler that measures it.

    Parameters
    ----------
    bench : Bench
    describe : callable
        Structures -> list of (1 or n_sites, n_features) array.
    claims : Promises
    source : object, optional
        The branch; by default the whole pipeline.
    pools : bool
        Whether it is what comes out, and not the sites before they are pooled.
    probes : list of pymatgen Structure, optional
    """

    def __init__(self, bench, describe, claims, source=None, *, pools=True, probes=None):
        self.bench, self.describe, self.claims = bench, describe, claims
        self.source, self.pools, self.responses = source, pools, {}
        self.probes = bench.probes if probes is None else probes

    @property
    def learns(self):
        """Whether it is fitted at all."""
        return self.bench.can_be_fitted if self.source is None else opened.is_estimator(self.source)

    @property
    def params(self):
        """Parameters that can be set."""
        if self.source is None:
            return self.bench.params
        return (
            self.source.get_params() if self.learns and hasattr(self.source, "get_params") else {}
        )

    def fit(self, structures=None, y=None, **params):
        """Function structures -> vectors of a fresh fit; by default to all structures."""
        if self.source is None:
            return self.bench.fit(structures, y, **params)
        if structures is None:
            structures, y = self.bench.structures, self.bench.y if y is None else y
        y = np.arange(float(len(structures))) if y is None else y
        return describer(opened.fit(self.source, structures, y, **params))

    @cached_property
    def matrix(self):
        """One row per structure of the bench, mean over sites."""
        if self.source is None:
            return self.bench.matrix
        return opened.pooled(self.describe(self.bench.structures))

    @cached_property
    def rows(self):
        """Vectors of the probes."""
        return self.describe(self.probes)

    @cached_property
    def swollen(self):
        """Vectors of the probes, sheared and five per cent longer; None if one is refused."""
        try:
            return self.describe([make_generic(scaled(p, 1.05), seed=99) for p in self.probes])
        except Exception:
            return None

    @cached_property
    def ruler(self):
        """Unit of change: the spread between the probes and their swollen copies."""
        return Ruler([*self.rows, *(self.swollen or [])])

    @cached_property
    def noise(self):
        """Change of a vector by a move that may only cause rounding."""
        return max(
            self.ruler.worst(self.rows, self.describe([nudged(p, seed) for p in self.probes]))[0]
            for seed in range(2)
        )

    @property
    def tolerance(self):
        """Largest change that a move which should change nothing may cause, in spreads."""
        own = limits.NOISE_FACTOR * self.noise
        return float(min(max(limits.ROUNDING, own), limits.NOISE_MOST))

    def response(self, amplitude):
        """Change of a vector when all atoms are shaken by so many Å, measured once a decade."""
        decade = 10.0 ** np.ceil(np.log10(amplitude))
        if decade not in self.responses:
            shaken = [[rattle(p, decade, seed) for p in self.probes] for seed in range(3)]
            found = [self.ruler.worst(self.rows, self.describe(crystals))[0] for crystals in shaken]
            self.responses[decade] = max(found)
        return self.responses[decade] * amplitude / decade

    @cached_property
    def sees_structure(self):
        """Whether the vector depends on where the atoms are; some see only certain elements."""
        if self.swollen is None or self.ruler.worst(self.rows, self.swollen)[0] > self.tolerance:
            return True
        crystals = [self.bench.structures[k] for k in self.bench.varied]
        crystals = [s for s in crystals if s.is_ordered]
        try:
            before = self.describe(crystals)
            after = self.describe([scaled(s, 1.05) for s in crystals])
        except Exception:
            return False
        return Ruler([*before, *after]).worst(before, after)[0] > self.tolerance

    @cached_property
    def elsewhere(self):
        """The same with probes further from the ideal crystals: a threshold may by chance be at one
        set of probes; what depends on the cell or the order of the sites does so with both.
        """
        probes = make_probes(self.bench.structures, seed=self.bench.seed, amplitude=3 * RATTLE)
        probes = self.bench.accepted(probes)
        return View(
            self.bench, self.describe, self.claims, self.source, pools=self.pools, probes=probes
        )


class Ruler:
    """Unit of each column: how much it differs between crystals.

    Parameters
    ----------
    blocks : list of (n, n_features) array
        Vectors of unlike crystals.

    Notes
    -----
    A column that hardly differs is measured in hundredths of its size; one that is the same in all
    crystals in hundredths of the largest number anywhere, so that rounding there is no change. No
    unit is below a thousandth of the widest column's.

    Examples
    --------
    >>> ruler = Ruler([np.array([[0.0]]), np.array([[2.0]])])
    >>> ruler.distance(np.array([[0.0]]), np.array([[3.0]]))
    3.0
    """

    def __init__(self, blocks):
        width = max(block.shape[1] for block in blocks)
        rows = np.vstack([np.pad(b, ((0, 0), (0, width - b.shape[1]))) for b in blocks])
        rows = np.nan_to_num(rows)
        largest = np.abs(rows).max(initial=0.0) or 1.0
        spread, size = rows.std(axis=0), np.abs(rows.mean(axis=0))
        own = np.maximum(spread, 0.01 * np.where(spread <= 1e-8 * largest, largest, size))
        self.scale_ = np.maximum(own, 1e-3 * spread.max(initial=0.0))

    def distance(self, before, after):
        """Root mean square change of a vector, in units of the columns; the worst of its rows.

        Infinite if the shapes differ or a number appears or vanishes.
        """
        if before.shape != after.shape or before.shape[1] > len(self.scale_):
            return float("inf")
        scale = self.scale_[: before.shape[1]]
        defined = np.isfinite(before)
        if (defined != np.isfinite(after)).any():
            return float("inf")
        change = np.where(defined, np.where(defined, after, 0) - np.where(defined, before, 0), 0)
        return float(np.sqrt(((change / scale) ** 2).mean(axis=1)).max())

    def worst(self, before, after):
        """Largest distance over crystals, and whose it is."""
        found = [self.distance(b, a) for b, a in zip(before, after, strict=True)]
        position = int(np.argmax(found))
        return found[position], position


def describer(features):
    """Function structures -> vectors of what is fitted."""
    return lambda crystals: opened.describe(features, list(crystals))

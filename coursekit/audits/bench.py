"""One pipeline on the bench: crystals in an order of their own, probes, views of its vectors, a ruler."""

from functools import cached_property

import numpy as np

from coursekit.audits import cutoff, limits, opened, training
from coursekit.audits.claims import infer_promises
from coursekit.audits.crystals import make_generic, make_probes, nudged, scaled
from coursekit.structures import (
    rattle,
    read_structure,
    structure_digest,
    structure_id,
    write_structure,
)


class Ruler:
    """Unit of each column: how much it differs between crystals."""

    def __init__(self, blocks):
        width = max(block.shape[1] for block in blocks)
        rows = np.vstack([np.pad(b, ((0, 0), (0, width - b.shape[1]))) for b in blocks])
        rows = np.nan_to_num(rows)
        largest = np.abs(rows).max(initial=0.0) or 1.0
        spread, size = rows.std(axis=0), np.abs(rows.mean(axis=0))
        own = np.maximum(spread, 0.01 * np.where(spread <= 1e-8 * largest, largest, size))
        self.scale_ = np.maximum(own, 1e-3 * spread.max(initial=0.0))

    def distance(self, before, after):
        """Root mean square change over the columns, the worst row's; infinite for new shapes or gaps."""
        if before.shape != after.shape or before.shape[1] > len(self.scale_):
            return float("inf")
        defined = np.isfinite(before)
        if (defined != np.isfinite(after)).any():
            return float("inf")
        change = np.where(defined, np.where(defined, after, 0) - np.where(defined, before, 0), 0)
        scaled_change = change / self.scale_[: before.shape[1]]
        return float(np.sqrt((scaled_change**2).mean(axis=1)).max())

    def worst(self, before, after):
        """Largest distance over crystals, and whose it is."""
        found = [self.distance(b, a) for b, a in zip(before, after, strict=True)]
        position = int(np.argmax(found))
        return found[position], position


class View:
    """One way to look at the vector: the whole, a branch, or the sites before they are pooled."""

    def __init__(self, bench, parts, claims, *, pools=True, probes=None):
        self.bench, self.parts, self.claims, self.pools = bench, parts, claims, pools
        self._probes, self._responses = probes, {}

    @property
    def probes(self):
        """The crystals that are changed: the bench's own, but elsewhere."""
        return self.bench.probes if self._probes is None else self._probes

    @property
    def learns(self):
        """Whether it is fitted at all."""
        return any(opened.is_estimator(part) for part in self.parts)

    @property
    def params(self):
        """Parameters that can be set."""
        part = self.parts[0]
        return part.get_params() if self.learns and hasattr(part, "get_params") else {}

    def describe(self, crystals):
        """Vectors: one row per crystal, or per site if it does not pool."""
        return joined(self.parts, list(crystals))

    def fit_parts(self, structures, y=None, **params):
        """Fresh copies, fitted; without targets to a row of numbers."""
        y = np.arange(float(len(structures))) if y is None else y
        return [opened.fit(part, structures, y, **params) for part in self.parts]

    def fit(self, structures=None, y=None, **params):
        """Function structures -> vectors of a fresh fit; by default to all structures."""
        if structures is None:
            structures, y = self.bench.structures, self.bench.y if y is None else y
        parts = self.fit_parts(structures, y, **params)
        return lambda crystals: joined(parts, list(crystals))

    @cached_property
    def matrix(self):
        """One row per structure of the bench; the mean over sites where there is a row for each."""
        whole = self.parts == self.bench.fitted_parts
        return opened.pooled(self.bench.rows if whole else self.describe(self.bench.structures))

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
        moved = [[nudged(p, seed) for p in self.probes] for seed in range(2)]
        return max(self.ruler.worst(self.rows, self.describe(crystals))[0] for crystals in moved)

    @property
    def tolerance(self):
        """Largest change that a move which should change nothing may cause, in spreads."""
        own = limits.NOISE_FACTOR * self.noise
        return float(min(max(limits.ROUNDING, own), limits.NOISE_MOST))

    def response(self, amplitude):
        """Change of a vector when all atoms are shaken by so many Å, measured once a decade."""
        decade = 10.0 ** np.ceil(np.log10(amplitude))
        if decade not in self._responses:
            shaken = [[rattle(p, decade, seed) for p in self.probes] for seed in range(3)]
            found = [self.ruler.worst(self.rows, self.describe(crystals))[0] for crystals in shaken]
            self._responses[decade] = max(found)
        return self._responses[decade] * amplitude / decade

    @cached_property
    def sees_structure(self):
        """Whether the vector depends on where the atoms are; some see only certain elements."""
        if self.swollen is None or self.ruler.worst(self.rows, self.swollen)[0] > self.tolerance:
            return True
        crystals = [s for s in self.bench.varied if s.is_ordered]
        try:
            before = self.describe(crystals)
            after = self.describe([scaled(s, 1.05) for s in crystals])
        except Exception:
            return False
        return Ruler([*before, *after]).worst(before, after)[0] > self.tolerance

    @cached_property
    def elsewhere(self):
        """The same with probes further from the ideal crystals."""
        probes = make_probes(
            self.bench.structures, seed=self.bench.seed, amplitude=3 * limits.RATTLE
        )
        probes = self.bench.accepted(probes)
        return View(self.bench, self.parts, self.claims, pools=self.pools, probes=probes)


class Bench:
    """A pipeline, crystals and targets, as every relation needs them."""

    def __init__(
        self, pipeline, structures, y=None, *, promises=None, seed=0, splits=None, make=None,
        r_cuts=None, read=read_structure, write=write_structure,
    ):  # fmt: skip
        given = checked(structures)
        y = None if y is None else np.asarray(y, dtype=float)
        if y is not None and y.shape != (len(given),):
            raise ValueError(
                f"`y` has shape {y.shape}; it must be ({len(given)},), one target for each structure"
            )
        keys = [(s.composition.reduced_formula, len(s), structure_digest(s), structure_id(s)) for s in given]  # fmt: skip
        self.order = sorted(range(len(given)), key=keys.__getitem__)
        self.ids = [structure_id(given[i], i) for i in self.order]
        self.structures = [given[i] for i in self.order]
        self.y = None if y is None else y[self.order]
        self.splits = renumbered(splits, self.order)
        self.pipeline, self.seed, self.make, self.r_cuts = pipeline, seed, make, r_cuts
        self.read, self.write = read, write
        self.fingerprints = [fingerprint(structure) for structure in self.structures]
        self.parts = opened.describing_parts(pipeline)
        self.claimed = promises
        self.promises = promises or infer_promises(self.steps)
        self.refusals, self.outcomes = {}, {}

    @property
    def name(self):
        """Short name for headings."""
        return opened.name_of(self.pipeline)

    @property
    def steps(self):
        """The objects that describe, first to last."""
        return [step for part in self.parts for step in opened.steps_of(part)]

    @cached_property
    def fitted_parts(self):
        """What describes: as it came if it was fitted, else fitted to all structures."""
        learning = [part for part in self.parts if opened.is_estimator(part)]
        if any(opened.is_fitted(part) for part in learning):
            return self.parts
        y = np.arange(float(len(self.structures))) if self.y is None else self.y
        return [opened.fit(part, self.structures, y) for part in self.parts]

    @cached_property
    def whole(self):
        """The whole vector, as the model gets it."""
        parts = self.fitted_parts
        if len(parts) == 1 and opened.branches(parts[0]) == parts and len(self.views) == 1:
            return self.views[0]
        return View(self, parts, self.promises)

    @cached_property
    def views(self):
        """The vector branch by branch, without rescaling; and the sites before they are pooled."""
        views = []
        for branch in [b for part in self.fitted_parts for b in opened.branches(part)]:
            claims = self.claimed or infer_promises(opened.steps_of(branch))
            views.append(View(self, [branch], claims))
            sites = self._sites_of(branch)
            if sites is not None:
                views.append(View(self, [sites], claims, pools=False))
        return views

    def _sites_of(self, branch):
        for end in range(len(getattr(branch, "steps", ())) - 1, 0, -1):
            try:
                rows = opened.describe(branch[:end], self.probes[:1])
            except opened.NotVectors:  # a step that only converts the crystals
                return None
            if len(rows[0]) > 1:
                return branch[:end]
        return None

    def describe(self, crystals):
        """Vectors: one row per crystal, or per site if the pipeline does not pool."""
        return joined(self.fitted_parts, list(crystals))

    @cached_property
    def rows(self):
        """Vectors of all structures."""
        return self.describe(self.structures)

    @cached_property
    def probes(self):
        """Generic crystals made from the structures; those that are refused are left out."""
        return self.accepted(make_probes(self.structures, seed=self.seed))

    def accepted(self, probes):
        """Those that are described; the ideal crystals if hardly any is."""
        good = [probe for probe in probes if self._accepts(probe)]
        if len(good) > 1 or len(probes) == 1:
            return good or probes
        return [s for s in self.structures if s.is_ordered][: len(probes)] or probes

    def _accepts(self, probe):
        try:
            self.describe([probe])
        except opened.RowsMissing:
            return True
        except Exception as error:
            self.refuse(structure_id(probe), f"a rattle by {limits.RATTLE} Å", error)
            return False
        return True

    def refuse(self, crystal, relation, error):
        """Note a crystal that was not described; the same error is noted once."""
        text = f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
        self.refusals.setdefault(text[:60], f"{crystal} after {relation}: {text}")

    @cached_property
    def sees_structure(self):
        """Whether some part of the vector depends on where the atoms are; swelling shows it."""
        return any(view.sees_structure for view in self.views)

    @property
    def claims_structure(self):
        """Whether it says, or lets its parameters say, that it describes more than the formula."""
        if self.promises.structural is not None:
            return self.promises.structural
        return self.r_cut is not None

    @property
    def r_cut(self):
        """Declared cutoff radius, Å: a promise, else what the objects hold."""
        return self.promises.r_cut or cutoff.declared_cutoff(self.steps)

    @property
    def cutoff_key(self):
        """Name of the parameter that is the cutoff, for `set_params`."""
        return cutoff.cutoff_key(self.whole.params)

    @cached_property
    def reach(self):
        """Largest distance at which moving one atom shows, Å."""
        return cutoff.receptive_field(self, self.describe)

    @cached_property
    def learner(self):
        """The pipeline as a model, or with one lent to it."""
        return training.learner(self)

    @cached_property
    def formulas(self):
        """Reduced formula of every structure."""
        return np.array([s.composition.reduced_formula for s in self.structures])

    @cached_property
    def chosen(self):
        """Positions of some structures, of unlike formulas first."""
        first = {}
        for k, formula in enumerate(self.formulas):
            first.setdefault(formula, k)
        rest = [k for k in range(len(self.structures)) if k not in first.values()]
        return [*first.values(), *rest][: limits.CHOSEN]

    @property
    def varied(self):
        """The structures at these positions."""
        return [self.structures[k] for k in self.chosen]


def joined(parts, crystals):
    """Vectors of several members side by side; one member's as they are."""
    sides = [opened.describe(part, crystals) for part in parts]
    if len(sides) == 1:
        return sides[0]
    return [row[None] for row in np.hstack([opened.pooled(rows) for rows in sides])]


def renumbered(splits, order):
    """Folds for structures that were taken in another order; those left out are left out."""
    if splits is None:
        return None
    place = {old: new for new, old in enumerate(order)}
    return [tuple([place[int(i)] for i in part if int(i) in place] for part in s) for s in splits]


def checked(structures):
    """Structures as a list, or what is wrong with them."""
    from coursekit.featurizers.base import as_list

    structures = as_list(structures)
    if not structures:
        raise ValueError("`structures` is empty; an audit needs at least one crystal")
    strange = [s for s in structures if not hasattr(s, "lattice")]
    if strange:
        raise TypeError(
            f"`structures` holds a {type(strange[0]).__name__}; give pymatgen Structures (from ASE: "
            "`coursekit.structures.from_ase`)"
        )
    return structures


def fingerprint(structure):
    """What a pipeline must leave as it is: the crystal, and what is written on its sites."""
    written = sorted(structure.site_properties), sorted(structure.properties or {})
    return f"{structure_digest(structure)} {written}"

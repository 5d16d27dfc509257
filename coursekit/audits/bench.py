"""One pipeline on the bench: crystals in an order of their own, probes, views of its vectors."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coursekit.audits import opened
from coursekit.audits.claims import infer_promises
from coursekit.audits.crystals import RATTLE, make_probes
from coursekit.audits.views import View, describer
from coursekit.structures import structure_digest, structure_id


@dataclass(frozen=True)
class Refusal:
    """A crystal that the pipeline would not describe."""

    crystal: str
    relation: str
    error: str

    def __str__(self):
        return f"{self.crystal} after {self.relation}: {self.error}"


class Bench:
    """A pipeline, crystals and targets, as every relation needs them.

    Parameters
    ----------
    pipeline : object
        Featuriser of this package, of matminer or of dscribe; scikit-learn transformer or pipeline
        that takes structures, with or without a model at its end; or a function of a list of
        structures that returns an array.
    structures : list of pymatgen Structure
        Sorted here by formula, size and content: no verdict hangs on their order.
    y : (n_structures,) array, optional
    promises : Promises, optional
        By default what the steps claim.
    seed : int, default 0
    make : callable, optional
        `make(r_cut)` gives the pipeline for another cutoff.

    Raises
    ------
    TypeError
        If `structures` is not a list of structures.
    ValueError
        If there are no structures, or not as many targets.
    """

    def __init__(self, pipeline, structures, y=None, *, promises=None, seed=0, make=None):
        given = checked(structures)
        y = None if y is None else np.asarray(y, dtype=float)
        if y is not None and y.shape != (len(given),):
            raise ValueError(
                f"`y` has shape {y.shape}; it must be ({len(given)},), one target for each structure"
            )
        keys = [
            (s.composition.reduced_formula, len(s), structure_digest(s), structure_id(s))
            for s in given
        ]
        order = sorted(range(len(given)), key=keys.__getitem__)
        self.place = {old: new for new, old in enumerate(order)}
        self.ids = [structure_id(given[i], i) for i in order]
        self.structures = [given[i] for i in order]
        self.y = None if y is None else y[order]
        self.pipeline, self.seed, self.make = pipeline, seed, make
        self.fingerprints = [fingerprint(structure) for structure in self.structures]
        self.parts = opened.describing_parts(pipeline)
        self.claimed = promises
        self.promises = promises or infer_promises(self.steps)
        self.refusals = {}

    @property
    def name(self):
        """Short name for headings."""
        return opened.name_of(self.pipeline)

    @property
    def steps(self):
        """The objects that describe, first to last."""
        return [step for part in self.parts for step in opened.steps_of(part)]

    @property
    def can_be_fitted(self):
        """Whether it learns from structures."""
        return any(opened.is_estimator(part) for part in self.parts)

    @cached_property
    def came_fitted(self):
        """Whether it was fitted before it came here."""
        return self.can_be_fitted and any(opened.is_fitted(part) for part in self.parts)

    @cached_property
    def fitted_parts(self):
        """What describes: as it came if it was fitted, else fitted to all structures."""
        if self.came_fitted:
            return self.parts
        return self.fit_parts(self.structures, self.y)

    def fit_parts(self, structures, y=None, **params):
        """Fresh copies, fitted; without targets to a row of numbers."""
        y = np.arange(float(len(structures))) if y is None else y
        return [opened.fit(part, structures, y, **_for(part, params)) for part in self.parts]

    def fit(self, structures=None, y=None, **params):
        """Function structures -> vectors of a fresh fit; by default to all structures."""
        if structures is None:
            structures, y = self.structures, self.y if y is None else y
        parts = self.fit_parts(structures, y, **params)
        return lambda crystals: joined(parts, crystals)

    def describe(self, crystals):
        """Vectors: one row per crystal, or per site if the pipeline does not pool."""
        return joined(self.fitted_parts, list(crystals))

    @cached_property
    def whole(self):
        """The whole vector, as the model gets it."""
        parts = self.fitted_parts
        if len(parts) == 1 and opened.branches(parts[0]) == parts and len(self.views) == 1:
            return self.views[0]
        return View(self, self.describe, self.promises)  # its fits are those of the bench

    @cached_property
    def views(self):
        """The vector branch by branch, without rescaling; and the sites before they are pooled."""
        views = []
        for part in self.fitted_parts:
            for branch in opened.branches(part):
                claims = self.claimed or infer_promises(opened.steps_of(branch))
                views.append(View(self, describer(branch), claims, branch))
                sites = self._sites_of(branch)
                if sites is not None:
                    views.append(View(self, describer(sites), claims, sites, pools=False))
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

    @cached_property
    def rows(self):
        """Vectors of all structures."""
        return self.describe(self.structures)

    @cached_property
    def matrix(self):
        """One row per structure; the mean over sites where there is a row for each."""
        return opened.pooled(self.rows)

    @cached_property
    def probes(self):
        """Generic crystals made from the structures; those that are refused are left out."""
        return self.accepted(make_probes(self.structures, seed=self.seed))

    def accepted(self, probes):
        """Those that are described; the ideal crystals if hardly any is."""
        good = [probe for probe in probes if self._accepts(probe)]
        if len(good) > 1 or len(probes) == 1:
            return good or probes
        ideal = [s for s in self.structures if s.is_ordered][: len(probes)]
        return ideal or probes

    def _accepts(self, probe):
        try:
            self.describe([probe])
        except opened.RowsMissing:
            return True
        except Exception as error:
            self.refuse(structure_id(probe), f"a rattle by {RATTLE} Å", error)
            return False
        return True

    def refuse(self, crystal, relation, error):
        """Note a crystal that was not described; the same error is noted once."""
        text = f"{type(error).__name__}: {' '.join(str(error).split())[:160]}"
        self.refusals.setdefault(text[:60], Refusal(crystal, relation, text))

    @cached_property
    def moving(self):
        """The views that see where the atoms are; swelling shows it."""
        return [view for view in self.views if view.sees_structure]

    @property
    def sees_structure(self):
        """Whether the vector depends on where the atoms are."""
        return bool(self.moving)

    @property
    def claims_structure(self):
        """Whether it says, or lets its parameters say, that it describes more than the formula."""
        if self.promises.structural is not None:
            return self.promises.structural
        return self.r_cut is not None

    @property
    def r_cut(self):
        """Declared cutoff radius, Å: a promise, else what the objects hold."""
        from coursekit.audits.cutoffs import declared_cutoff

        return self.promises.r_cut or declared_cutoff(self.steps)

    @cached_property
    def cutoff_key(self):
        """Name of the parameter that is the cutoff, for `set_params`."""
        from coursekit.audits.cutoffs import cutoff_key

        return cutoff_key(self.params)

    @property
    def params(self):
        """Parameters of what describes."""
        part = self.parts[0]
        readable = opened.is_estimator(part) and hasattr(part, "get_params")
        return part.get_params() if readable else {}

    @cached_property
    def reach(self):
        """Largest distance at which moving one atom shows, Å."""
        from coursekit.audits.cutoffs import receptive_field

        return receptive_field(self, self.describe)

    @cached_property
    def formulas(self):
        """Reduced formula of every structure."""
        return np.array([s.composition.reduced_formula for s in self.structures])

    @cached_property
    def varied(self):
        """Up to sixty structures, of unlike formulas first."""
        first = {}
        for k, formula in enumerate(self.formulas):
            first.setdefault(formula, k)
        rest = [k for k in range(len(self.structures)) if k not in first.values()]
        return [*first.values(), *rest][:60]


def joined(parts, crystals):
    """Vectors of several members side by side; one member's as they are."""
    sides = [opened.describe(part, crystals) for part in parts]
    if len(sides) == 1:
        return sides[0]
    return [row[None] for row in np.hstack([opened.pooled(rows) for rows in sides])]


def _for(part, params):
    known = part.get_params() if params and hasattr(part, "get_params") else {}
    return {key: value for key, value in params.items() if key in known}


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

"""One pipeline under audit, with its crystals, its promises and its measuring rod."""

from copy import copy
from functools import cached_property

import numpy as np

from coursekit.audits import adapter
from coursekit.audits.inputs import checked, cutoff_key, fingerprint, is_fitted
from coursekit.audits.measure import Ruler, stack
from coursekit.audits.probes import RATTLE, make_generic, make_probes, nudged, scaled
from coursekit.audits.promises import infer_promises
from coursekit.audits.receptive import answers_to_swelling, receptive_field
from coursekit.structures import structure_id

TOLERANCE = 1e-5
_NOISE_FACTOR = 30.0
NOISE_LIMIT = 0.05
_KEPT = ("pipeline", "structures", "y", "seed", "fingerprints", "regressor", "promises", "features")


class Subject:
    """Pipeline, crystals and targets, as every audit needs them.

    Parameters
    ----------
    pipeline : object
        Featuriser of this package, of matminer or of dscribe; scikit-learn transformer or pipeline
        that takes structures, with or without a regressor at its end; or a function of a list of
        structures that returns an array.
    structures : list of pymatgen Structure
    y : (n_structures,) array, optional
        Target.
    promises : Promises, optional
        What the pipeline claims; by default what its documentation says, see `infer_promises`.
    seed : int, default 0

    Attributes
    ----------
    features : object
        What describes, fitted to all structures.
    fingerprints : list of str
        Of the structures as they were handed in.
    regressor : estimator or None
        What learns.

    Raises
    ------
    TypeError
        If `structures` is not a list of structures.
    ValueError
        If there are no structures, or not as many targets.
    """

    def __init__(self, pipeline, structures, y=None, *, promises=None, seed=0):
        self.pipeline = pipeline
        self.structures = checked(structures)
        self.y = None if y is None else np.asarray(y, dtype=float)
        if self.y is not None and self.y.shape != (len(self.structures),):
            raise ValueError(
                f"`y` has shape {self.y.shape}; it must be ({len(self.structures)},), one target "
                "for each structure"
            )
        self.seed = seed
        self._amplitude = RATTLE
        self.fingerprints = [fingerprint(structure) for structure in self.structures]
        self._unfitted, self.regressor = adapter.split_model(pipeline)
        self.promises = promises or infer_promises(adapter.steps_of(self._unfitted))

    @property
    def name(self):
        """Short name for headings.

        Returns
        -------
        str
        """
        return adapter.name_of(self.pipeline)

    @cached_property
    def features(self):
        """What describes, fitted: as it came if it was fitted, else to all structures.

        Returns
        -------
        object
        """
        if not self.can_be_fitted or is_fitted(self._unfitted):
            return self._unfitted
        return self.fitted_to(self.structures, self.y)

    @property
    def can_be_fitted(self):
        """Whether it learns from structures.

        Returns
        -------
        bool
        """
        return adapter.is_estimator(self._unfitted)

    def fresh(self):
        """Unfitted copy of what describes.

        Returns
        -------
        object
        """
        return adapter.fresh(self._unfitted)

    def fitted_to(self, structures, y=None):
        """A fresh copy, fitted; a function is returned as it is.

        Parameters
        ----------
        structures : list of pymatgen Structure
        y : (n_structures,) array, optional

        Returns
        -------
        object
        """
        features = self.fresh()
        if self.can_be_fitted:
            features = features.fit(structures) if y is None else features.fit(structures, y)
        return features

    def describe(self, structures):
        """Vectors of structures: one row per crystal, or per site if the pipeline does not pool.

        Parameters
        ----------
        structures : list of pymatgen Structure

        Returns
        -------
        list of (1 or n_sites, n_features) array
        """
        return adapter.describe(self.features, list(structures))

    def describe_fresh(self, structures):
        """As `describe`, after a fit to these very structures: for crystals of other elements.

        Parameters
        ----------
        structures : list of pymatgen Structure

        Returns
        -------
        list of array
        """
        return adapter.describe(self.fitted_to(structures, np.zeros(len(structures))), structures)

    @cached_property
    def matrix(self):
        """One row per structure; the mean over sites where there is a row for each.

        Returns
        -------
        (n_structures, n_features) array
        """
        return stack(
            [block.mean(axis=0, keepdims=True) for block in self.describe(self.structures)]
        )

    @cached_property
    def receptive_field(self):
        """See `coursekit.audits.receptive.receptive_field`.

        Returns
        -------
        float or None
            Å.
        """
        return receptive_field(self)

    @cached_property
    def probes(self):
        """A few generic crystals made from the structures; those that are refused are left out.

        Returns
        -------
        list of pymatgen Structure
        """
        probes = make_probes(self.structures, seed=self.seed, amplitude=self._amplitude)
        try:
            self.describe(probes)
        except Exception:
            accepted = [probe for probe in probes if self._accepts(probe)]
            return accepted if len(accepted) > 1 else probes
        return probes

    @cached_property
    def elsewhere(self):
        """The same pipeline with probes that are further from the ideal crystals.

        Returns
        -------
        Subject or None
            None if continuity is promised. A threshold may by chance be at one set of probes; what
            depends on the cell or the order of the sites does so with both.
        """
        if self.promises.continuous or self._amplitude > RATTLE:
            return None
        other = copy(self)
        # everything else was measured on the probes
        other.__dict__ = {k: v for k, v in vars(self).items() if k in (*_KEPT, "_unfitted")}
        other._amplitude = 3 * RATTLE
        return other

    def _accepts(self, structure):
        try:
            self.describe([structure])
        except Exception:
            return False
        return True

    @cached_property
    def probe_rows(self):
        """Vectors of the probes.

        Returns
        -------
        list of array
        """
        return self.describe(self.probes)

    @cached_property
    def ruler(self):
        """Unit of change: the spread between the probes and their swollen copies.

        Returns
        -------
        Ruler
        """
        rows = [*self.probe_rows, *(self._swollen_rows or [])]
        return Ruler(rows)

    @cached_property
    def noise(self):
        """Change of a vector, in units of the ruler, by a move that may only cause rounding.

        Returns
        -------
        float
        """
        found = [
            self.ruler.worst(self.probe_rows, self.describe([nudged(p, seed) for p in self.probes]))
            for seed in range(3)
        ]
        return max(change for change, _ in found)

    @property
    def tolerance(self):
        """Largest change that a move which should change nothing may cause.

        Returns
        -------
        float
            In units of the spread between crystals.
        """
        return float(min(max(TOLERANCE, _NOISE_FACTOR * self.noise), NOISE_LIMIT))

    @property
    def why_tolerance(self):
        """Where that tolerance comes from.

        Returns
        -------
        str
        """
        return (
            f"{_NOISE_FACTOR:.0f} times the change by a turn of 1e-6 radian ({self.noise:.1e}), at "
            f"least {TOLERANCE:g}; 1 is the spread between crystals"
        )

    @cached_property
    def described(self):
        """The pipeline without rescaling behind it: where moves and jumps are to be measured.

        Returns
        -------
        Subject
            Itself, if nothing rescales.
        """
        inner = adapter.without_rescaling(self._unfitted)
        if inner is self._unfitted:
            return self
        options = {"promises": self.promises, "seed": self.seed}
        return Subject(inner, self.structures, self.y, **options)

    @cached_property
    def levels(self):
        """The pipeline, and what it does with single sites before it pools them, if it does.

        Returns
        -------
        list of Subject
        """
        n_steps = len(getattr(self._unfitted, "steps", ()))
        for end in range(n_steps - 1, 0, -1):
            before = adapter.describe(self.features[:end], self.probes)
            if any(len(block) > 1 for block in before):
                options = {"promises": self.promises, "seed": self.seed}
                return [self, Subject(self._unfitted[:end], self.structures, self.y, **options)]
        return [self]

    @cached_property
    def sees_structure(self):
        """Whether the vector depends on where the atoms are.

        Returns
        -------
        bool
        """
        swollen = self._swollen_rows
        seen = swollen is None or self.ruler.worst(self.probe_rows, swollen)[0] > self.tolerance
        return seen or answers_to_swelling(self)

    @cached_property
    def _swollen_rows(self):
        """Vectors of the probes, sheared and five per cent longer; None if one is refused."""
        try:
            return self.describe([make_generic(scaled(p, 1.05), seed=99) for p in self.probes])
        except Exception:
            return None

    @property
    def claims_structure(self):
        """Whether it says, or lets its parameters say, that it describes more than the formula.

        Returns
        -------
        bool
        """
        if self.promises.structural is not None:
            return self.promises.structural
        return self.r_cut is not None

    @property
    def r_cut(self):
        """Declared cutoff radius: a promise, else a parameter of that name.

        Returns
        -------
        float or None
            Å.
        """
        if self.promises.r_cut is not None:
            return self.promises.r_cut
        key = self.cutoff_key
        return None if key is None else float(self._params()[key])

    @property
    def cutoff_key(self):
        """Name of the parameter that is the cutoff, for `set_params`.

        Returns
        -------
        str or None
        """
        return cutoff_key(self._params())

    def _params(self):
        get_params = getattr(self._unfitted, "get_params", None)
        return get_params() if get_params and self.can_be_fitted else {}

    def id_of(self, position):
        """Id of one of the structures.

        Parameters
        ----------
        position : int

        Returns
        -------
        str
        """
        return structure_id(self.structures[position], position)


def as_subject(pipeline, structures=None, y=None, *, promises=None, seed=0):
    """The pipeline as a `Subject`, made only once.

    Parameters
    ----------
    pipeline : object or Subject
    structures, y, promises, seed
        As for `Subject`.

    Returns
    -------
    Subject
    """
    if isinstance(pipeline, Subject):
        return pipeline
    return Subject(pipeline, structures, y, promises=promises, seed=seed)

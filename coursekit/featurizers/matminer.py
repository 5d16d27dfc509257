"""Any composition or structure featuriser of matminer, as one of ours.

matminer's own turn a failed crystal into a row of NaN when told to go on, start a process per ten
rows, and some cannot be cloned. Here the class is named by a text and built in `fit`.
"""

from contextlib import suppress
from hashlib import sha256
from importlib import import_module

import numpy as np

from coursekit.errors import name_extra
from coursekit.featurizers.base import StructureFeaturizer
from coursekit.featurizers.ignored import ALL
from coursekit.featurizers.parameters import check_kinds

_ROOT = "matminer.featurizers"
_KINDS = ("composition", "structure")


class MatminerFeaturizer(StructureFeaturizer):
    """A featuriser of matminer by name, with plain options.

    Keeps and loses what the named featuriser does: the composition ones see the formula only, the
    structure ones the whole crystal.

    Parameters
    ----------
    featurizer : str, default "structure:DensityFeatures"
        "module:Class" inside `matminer.featurizers`; the module begins with "composition" or
        "structure".
    preset : str, optional
        Build it with `Class.from_preset(preset, **options)`.
    options : dict, optional
        Keyword arguments of the class or of its preset, plain values only.
    drop : sequence of str, default ()
        Columns to leave out, such as those that hold a text.
    n_jobs : int, optional
        Processes; see joblib. matminer's own are never started.
    memory : str, optional
        Folder in which rows are cached.

    Attributes
    ----------
    backend_ : object
        The fitted matminer featuriser.
    labels_ : list of str
        Names of all its columns.

    Returns
    -------
    (n_structures, n_features) array
        In matminer's units.

    Raises
    ------
    ValueError
        If the name, the preset, an option or a column of `drop` is unknown, or (per structure) a
        value is missing or is not a number.

    Notes
    -----
    Composition featurisers take structures, Compositions and formulas. A structure of the `fit`
    that is broken takes no part in it and is reported by `transform`. A column with a text, such as
    a crystal system, is refused by name.

    References
    ----------
    Ward, L. et al. Comput. Mater. Sci. 152, 60 (2018),
    https://doi.org/10.1016/j.commatsci.2018.05.018

    Examples
    --------
    >>> metals = MatminerFeaturizer("composition:TMetalFraction")
    >>> metals.fit_transform(["TiO2", "CuZn"]).round(3)
    array([[0.333],
           [0.5  ]])
    >>> metals.get_feature_names_out()
    array(['transition metal fraction'], dtype=object)
    """

    drop = ()

    _sees = ALL  # matminer is given the crystal as it is

    @property
    def continuous(self):
        """Whether it claims to be continuous: what sees the formula alone is.

        Returns
        -------
        True or None
        """
        return True if self.featurizer.startswith("composition:") else None

    @property
    def species_aware(self):
        """Whether it claims to see the elements: what sees the formula does.

        Returns
        -------
        True or None
        """
        return self.continuous

    def __init__(
        self,
        featurizer="structure:DensityFeatures",
        *,
        preset=None,
        options=None,
        drop=(),
        n_jobs=None,
        memory=None,
    ):
        self.featurizer = featurizer
        self.preset = preset
        self.options = options
        self.drop = drop
        self.n_jobs = n_jobs
        self.memory = memory

    def _check_parameters(self):
        check_kinds(self, lists=["drop"])
        if self.options is not None and not isinstance(self.options, dict):
            raise ValueError(f"`options` is {self.options!r}; give a dict of keywords, or None")
        self._build()

    def _build(self):
        """A fresh matminer featuriser."""
        kind = _find_class(self.featurizer)
        options = dict(self.options or {})
        try:
            backend = kind.from_preset(self.preset, **options) if self.preset else kind(**options)
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            preset = f"`preset` {self.preset!r} and " if self.preset else ""
            raise ValueError(
                f"matminer's {kind.__name__} cannot be made with {preset}`options` {options}: {error}"
            ) from error
        backend.set_n_jobs(1)
        return backend

    def _fit(self, structures):
        backend = self._build()
        sound = []
        for item in structures:
            with suppress(Exception):  # `transform` will name it
                sound.append(self._accept(item))
        backend.fit(sound)
        self.backend_ = backend
        self.labels_ = [str(label) for label in backend.feature_labels()]
        unknown = [name for name in self.drop if name not in self.labels_]
        if unknown:
            raise ValueError(
                f"`drop` names {unknown[0]!r}, which is no column of {self.featurizer!r}; it has "
                f"{', '.join(self.labels_)}"
            )

    def _state(self):
        return {"labels": self._names()}

    @property
    def _sees_formula_only(self):
        return self.featurizer.startswith("composition")

    def _digest(self, item):
        if not self._sees_formula_only:
            return super()._digest(item)
        species = [(str(kind), amount) for kind, amount in self._accept(item).items()]
        return sha256(repr(species).encode()).hexdigest()[:32]

    def _accept(self, item):
        """What matminer's featuriser takes."""
        if not self._sees_formula_only:
            return super()._accept(item)
        # that room holds featurisers made from this one
        from coursekit.featurizers.composition.base import composition

        return composition(item)

    def _featurize(self, item):
        row = np.asarray(self._ask_backend(item), dtype=object).ravel()
        kept = [value for value, name in zip(row, self.labels_, strict=True) if self._keeps(name)]
        return _numbers(kept, self._names(), type(self.backend_).__name__)

    def _ask_backend(self, item):
        try:
            return self.backend_.featurize(item)
        except Exception as error:
            raise ValueError(
                f"matminer's {type(self.backend_).__name__} cannot describe it "
                f"({type(error).__name__}: {error}); leave the structure out, or choose another "
                "featuriser"
            ) from error

    def _keeps(self, name):
        return name not in self.drop

    def _names(self):
        return [name for name in self.labels_ if self._keeps(name)]


def _find_class(name):
    module, _, attribute = str(name).partition(":")
    if module.split(".")[0] not in _KINDS or not attribute:
        raise ValueError(
            f"`featurizer` is {name!r}; give 'composition:Class' or 'structure:Class', such as "
            "'composition:TMetalFraction' (site featurisers through 'structure:SiteStatsFingerprint')"
        )
    try:
        return getattr(import_module(f"{_ROOT}.{module}"), attribute)
    except (ImportError, AttributeError) as error:
        missing = name_extra(error) if isinstance(error, ImportError) else ""
        raise ValueError(
            f"`featurizer` is {name!r}; {missing or f'matminer has no such class: {error}'}"
        ) from error


def _numbers(row, names, backend):
    """Row as floats; says which column is no number."""
    texts = [k for k, value in enumerate(row) if isinstance(value, str)]
    if texts:
        columns = [names[k] for k in texts]
        raise ValueError(
            f"matminer's {backend} gives the text {row[texts[0]]!r} as {columns[0]!r}; leave out what "
            f"is no number: `drop={columns}`"
        )
    values = np.array([np.nan if value is None else value for value in row], dtype=float)
    missing = np.flatnonzero(~np.isfinite(values))
    if len(missing):
        raise ValueError(
            f"matminer's {backend} has no value of {names[missing[0]]!r} for it; leave the structure "
            "out, or choose another featuriser"
        )
    return values

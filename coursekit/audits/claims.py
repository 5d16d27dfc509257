"""What a pipeline claims to do: an audit holds it to its claims and to nothing else."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Promises:
    """Claims of a pipeline; None leaves a property unclaimed, so that it is reported, not judged.

    Parameters
    ----------
    periodic : bool, default True
        A crystal is the same whatever cell it is written in.
    continuous : bool or None, default True
        A small displacement changes the vector a little: no hard cutoff, no hard bin.
    intensive : bool or None, default True
        A supercell has the vector of the cell (mean pooling). False: twice the atoms, twice the
        vector (sum pooling). None: the vector is that of the cell as it is written.
    species_aware : bool or None, default True
        Another element changes the vector. False or None for a species-blind descriptor.
    chirality_blind : bool, default True
        Mirror images have one vector.
    structural : bool or None, default None
        The vector depends on where the atoms are. None finds out; False for a descriptor of the
        formula.
    unique : bool or None, default None
        Different crystals have different vectors. None allows a coarse descriptor a few that
        collide.
    sees_minority : bool, default False
        A rare motif shows in the pooled vector, even at equal mean.
    r_cut : float or None, default None
        Cutoff radius, Å, where the pipeline has no parameter that tells.

    Examples
    --------
    >>> Promises(continuous=False).continuous
    False
    """

    periodic: bool = True
    continuous: bool | None = True
    intensive: bool | None = True
    species_aware: bool | None = True
    chirality_blind: bool = True
    structural: bool | None = None
    unique: bool | None = None
    sees_minority: bool = False
    r_cut: float | None = None


# of other libraries: (start of the module, names or None for all, what is not claimed)
_FOREIGN = (
    ("matminer.featurizers.composition", None, {}),
    ("matminer.", None, {"continuous": None, "species_aware": None}),
    ("dscribe.", ("SOAP", "ACSF"), {}),
    ("dscribe.descriptors", ("CoulombMatrix", "SineMatrix", "EwaldSumMatrix"),
     {"continuous": None, "intensive": None}),
    ("dscribe.", None, {"continuous": None}),  # MBTR ends its weights at a threshold
    ("sklearn.preprocessing", ("KBinsDiscretizer", "Binarizer"), {"continuous": None}),
    ("sklearn.preprocessing", ("FunctionTransformer",), {"species_aware": None}),
    ("sklearn.", None, {}),
)  # fmt: skip
_SHARED = ("continuous", "species_aware", "intensive", "periodic", "chirality_blind")


def infer_promises(steps):
    """Promises of a pipeline, from what its steps claim.

    Parameters
    ----------
    steps : list of object
        The objects that describe a crystal, first to last. One that has an attribute `continuous`,
        `species_aware`, `intensive`, `periodic` or `chirality_blind` is held to that; every
        featuriser of this package has them.

    Returns
    -------
    Promises
        A property is claimed if every step claims it; a step that says nothing is held to all but
        `species_aware`, since many a descriptor leaves the elements out on purpose.

    Examples
    --------
    >>> from coursekit.pooling import SumPooling
    >>> infer_promises([SumPooling()]).intensive
    False
    """
    claims = Promises()
    for step in steps:
        for name in _SHARED:
            value = _claim(step, name)
            if value is not True and getattr(claims, name) is True:
                claims = replace(claims, **{name: value})
    return claims


def _claim(step, name):
    module, kind = type(step).__module__, type(step).__name__
    for start, names, unclaimed in _FOREIGN:
        if module.startswith(start) and (names is None or kind in names):
            blind = name == "species_aware" and sums_elements(step)
            return None if blind else unclaimed.get(name, True)
    own = getattr(step, name, step)
    if own is None or isinstance(own, bool):
        return own
    return None if name == "species_aware" else True


def sums_elements(soap):
    """Whether a SOAP adds up the columns of all elements, ours or dscribe's."""
    compression = getattr(soap, "compression", None)
    if not isinstance(compression, dict):
        return compression == "mu2"
    return compression.get("mode") == "mu2" and not compression.get("species_weighting")

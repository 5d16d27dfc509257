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
        vector (sum pooling).
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


# what the documentation of our own classes says; anything unknown is held to the defaults
_OURS = ("coursekit.featurizers", "coursekit.pooling", "coursekit.pipelines")
_SMOOTH = {"SOAP", "InnerAverageSOAP", "ACSF", "Chebyshev"}
_SMOOTH_POOLING = {"MeanPooling", "SumPooling", "MomentPooling", "SpeciesPooling"}
_SEES_SPECIES = _SMOOTH | {"MBTR", "PartialRadialDistribution", "PairCoordination"}


def infer_promises(steps):
    """Promises of a pipeline, from what the documentation of its steps says.

    Parameters
    ----------
    steps : list of object
        The objects that describe a crystal, first to last.

    Returns
    -------
    Promises
        The defaults, except where a step of this package, of matminer or of scikit-learn is known
        not to make a promise.

    Examples
    --------
    >>> from coursekit.pooling import SumPooling
    >>> infer_promises([SumPooling()]).intensive
    False
    """
    claims = Promises()
    if not all(_is_smooth(step) for step in steps):
        claims = replace(claims, continuous=None)
    if not all(_sees_species(step) for step in steps):
        claims = replace(claims, species_aware=None)
    if any(type(step).__name__ == "SumPooling" and _is_ours(step) for step in steps):
        claims = replace(claims, intensive=False)
    return claims


def _is_ours(step):
    return type(step).__module__.startswith(_OURS)


def _is_of_matminer(step):
    wrapped = _is_ours(step) and type(step).__name__ == "MatminerFeaturizer"
    return wrapped or type(step).__module__.startswith("matminer.")


def _is_composition(step):
    return ".composition" in type(step).__module__


def _is_smooth(step):
    name = type(step).__name__
    if name in ("KBinsDiscretizer", "Binarizer") or _is_of_matminer(step):
        return False
    if type(step).__module__.startswith("dscribe."):
        return name in ("SOAP", "ACSF")  # MBTR ends its exponential weights at a threshold
    if not _is_ours(step) or _is_composition(step):
        return True
    if name == "Coordination":
        return step.cutoff != "hard"
    return name in _SMOOTH | _SMOOTH_POOLING


def _sees_species(step):
    if _is_compressed_blind(step):
        return False
    if _is_of_matminer(step):
        return _is_composition(step)
    if not _is_ours(step) or _is_composition(step) or ".pooling" in type(step).__module__:
        return True
    return type(step).__name__ in _SEES_SPECIES or getattr(step, "per_species", False)


def _is_compressed_blind(step):
    """SOAP with the columns of all elements added up, ours or dscribe's."""
    compression = getattr(step, "compression", None)
    if not isinstance(compression, dict):
        return compression == "mu2"
    return compression.get("mode") == "mu2" and not compression.get("species_weighting")

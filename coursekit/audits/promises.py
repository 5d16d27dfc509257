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


# what the documentation of a class says; anything else is held to the defaults
_HARD = {
    "HistogramPooling",
    "BondFractions",
    "BondLengths",
    "BondAngles",
    "AngleMoments",
    "BondGeometry",
    "CrystalNNCoordination",
    "VoronoiNeighbors",
    "SiteStatisticsFingerprint",
    "PairCoordination",
    "SpeciesSiteStatistics",
    "PowderDiffraction",
    "RadialDistribution",
    "PartialRadialDistribution",
}
_BLIND = {
    "AngleMoments",
    "BondAngles",
    "BondGeometry",
    "BondLengths",
    "CrystalNNCoordination",
    "RadialDistribution",
    "SiteStatisticsFingerprint",
    "VoronoiNeighbors",
    "PowderDiffraction",
}
_MODELS_OF_NOTHING = {"TrainingMean"}


def infer_promises(steps):
    """Promises of a pipeline, from what the documentation of its steps says.

    Parameters
    ----------
    steps : list of object
        The objects that describe a crystal, first to last.

    Returns
    -------
    Promises
        The defaults, except where a step of this package or of matminer is known not to keep
        one.

    Examples
    --------
    >>> from coursekit.pooling import SumPooling
    >>> infer_promises([SumPooling()]).intensive
    False
    """
    promises = Promises()
    names = [type(step).__name__ for step in steps]
    ours = [type(step).__module__.startswith("coursekit.") for step in steps]
    known = {name for name, own in zip(names, ours, strict=True) if own}
    if known & _HARD or any(_counts_hard(step) for step in steps):
        promises = replace(promises, continuous=None)
    if "SumPooling" in known:
        promises = replace(promises, intensive=False)
    if "MaxPooling" in known:
        promises = replace(promises, continuous=None)
    if known & (_BLIND | _MODELS_OF_NOTHING) or any(_ignores_species(step) for step in steps):
        promises = replace(promises, species_aware=None)
    if any(_of_matminer(step) for step in steps):
        promises = replace(promises, continuous=None, species_aware=None)
    return promises


def _counts_hard(step):
    return getattr(step, "cutoff", None) == "hard"


def _ignores_species(step):
    blind = getattr(step, "per_species", None) is False
    return blind or getattr(step, "species_blind", None) is True


def _of_matminer(step):
    module = type(step).__module__
    return module.startswith("matminer.") or type(step).__name__ == "MatminerFeaturizer"

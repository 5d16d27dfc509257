"""From crystals to vectors: tiers 1 to 3 of the ladder, as scikit-learn transformers.

Tier 1 sees the formula, tier 2 the whole crystal, tier 3 every atom's surroundings (to be pooled).
"""

from coursekit.featurizers.acsf import ACSF
from coursekit.featurizers.aggregated import SiteStatisticsFingerprint
from coursekit.featurizers.angle_moments import AngleMoments
from coursekit.featurizers.bond_angles import BondAngles
from coursekit.featurizers.bond_fractions import BondFractions
from coursekit.featurizers.bonds import BondLengths
from coursekit.featurizers.chebyshev import Chebyshev
from coursekit.featurizers.composition import (
    BandCenter,
    ElementFractions,
    ElementStatistics,
    IonProperty,
    MagpieStatistics,
    OxidationStates,
    Stoichiometry,
    ValenceOrbital,
)
from coursekit.featurizers.coordination import Coordination
from coursekit.featurizers.diffraction import PowderDiffraction
from coursekit.featurizers.geometry import BondGeometry
from coursekit.featurizers.inner_average import InnerAverageSOAP
from coursekit.featurizers.manybody import MBTR
from coursekit.featurizers.matminer import MatminerFeaturizer
from coursekit.featurizers.pair_coordination import PairCoordination
from coursekit.featurizers.radial import PartialRadialDistribution, RadialDistribution
from coursekit.featurizers.records import Featurized, SiteFeatures
from coursekit.featurizers.soap import SOAP
from coursekit.featurizers.species_statistics import SpeciesSiteStatistics
from coursekit.featurizers.voronoi import CrystalNNCoordination, VoronoiNeighbors

__all__ = [
    "ACSF",
    "MBTR",
    "SOAP",
    "AngleMoments",
    "BandCenter",
    "BondAngles",
    "BondFractions",
    "BondGeometry",
    "BondLengths",
    "Chebyshev",
    "Coordination",
    "CrystalNNCoordination",
    "ElementFractions",
    "ElementStatistics",
    "Featurized",
    "InnerAverageSOAP",
    "IonProperty",
    "MagpieStatistics",
    "MatminerFeaturizer",
    "OxidationStates",
    "PairCoordination",
    "PartialRadialDistribution",
    "PowderDiffraction",
    "RadialDistribution",
    "SiteFeatures",
    "SiteStatisticsFingerprint",
    "SpeciesSiteStatistics",
    "Stoichiometry",
    "ValenceOrbital",
    "VoronoiNeighbors",
]

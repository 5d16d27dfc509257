"""From crystals to vectors: tiers 1 to 3 of the ladder, as scikit-learn transformers."""

from coursekit.featurizers.aggregated import SiteStatisticsFingerprint
from coursekit.featurizers.composition import ElementStatistics, MagpieStatistics
from coursekit.featurizers.records import Featurized, SiteFeatures
from coursekit.featurizers.soap import SOAP

__all__ = [
    "SOAP",
    "ElementStatistics",
    "Featurized",
    "MagpieStatistics",
    "SiteFeatures",
    "SiteStatisticsFingerprint",
]

"""Tier 1: descriptors of the formula."""

from coursekit.featurizers.composition.fractions import ElementFractions
from coursekit.featurizers.composition.ions import IonProperty, OxidationStates
from coursekit.featurizers.composition.orbitals import BandCenter, ValenceOrbital
from coursekit.featurizers.composition.statistics import ElementStatistics, MagpieStatistics
from coursekit.featurizers.composition.stoichiometry import Stoichiometry

__all__ = [
    "BandCenter",
    "ElementFractions",
    "ElementStatistics",
    "IonProperty",
    "MagpieStatistics",
    "OxidationStates",
    "Stoichiometry",
    "ValenceOrbital",
]

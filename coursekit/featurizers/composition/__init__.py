"""Tier 1: descriptors of the formula."""

from coursekit.featurizers.composition.statistics import ElementStatistics, MagpieStatistics

__all__ = ["ElementStatistics", "MagpieStatistics"]

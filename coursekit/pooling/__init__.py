"""From one vector per atom to one vector per crystal: the pooling rules of the lecture."""

from coursekit.pooling.histogram import HistogramPooling
from coursekit.pooling.species import SpeciesPooling
from coursekit.pooling.statistics import MaxPooling, MeanPooling, MomentPooling, SumPooling

__all__ = [
    "HistogramPooling",
    "MaxPooling",
    "MeanPooling",
    "MomentPooling",
    "SpeciesPooling",
    "SumPooling",
]

"""Similarity between sites and between crystals, and regression on it."""

from coursekit.kernels.crystals import AverageKernel
from coursekit.kernels.environments import environment_kernel, iter_environment_kernel
from coursekit.kernels.multiplicity import column_multiplicity
from coursekit.kernels.precomputed import PrecomputedKernel
from coursekit.kernels.rematch import REMatchKernel
from coursekit.kernels.ridge import KernelRidgeSearch

__all__ = [
    "AverageKernel",
    "KernelRidgeSearch",
    "PrecomputedKernel",
    "REMatchKernel",
    "column_multiplicity",
    "environment_kernel",
    "iter_environment_kernel",
]

"""Similarity between crystals, and regression on it."""

from coursekit.kernels.ridge import KernelRidgeSearch

__all__ = ["KernelRidgeSearch"]

"""Kernels forked from one pre-imported parent, each shut into a sandbox of its own."""

"""Descriptors in plain NumPy, written to be read; each is tested equal to the fast one of its name."""

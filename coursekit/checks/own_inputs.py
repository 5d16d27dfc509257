"""Hidden inputs of an instructor's own: seeds and numbers that a secret draws anew.

The course is public, and so are its hidden cases. With a secret they ask for other inputs; without
one each seed and each number stays as it is written.
"""

import hashlib

import numpy as np

_KEY = ""


def draw_from(key):
    """Draw hidden inputs from a key of the instructor's; from "" they are the public ones."""
    global _KEY
    _KEY = key


def own_seed(number):
    """Seed of a hidden case's inputs."""
    if not _KEY:
        return number
    return int.from_bytes(hashlib.sha256(f"{_KEY} {number}".encode()).digest()[:4])


def own_numbers(values, number, *, spread=0.1, digits=4):
    """Numbers of a hidden case that were chosen by hand."""
    if not _KEY:
        return values
    flat = np.asarray(values, dtype=float)
    factors = np.random.default_rng(own_seed(number)).uniform(1 - spread, 1 + spread, flat.shape)
    drawn = np.round(flat * factors, digits)
    return drawn if isinstance(values, np.ndarray) else drawn.tolist()

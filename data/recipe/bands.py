"""Band gap of a set of eigenvalues: what lies between the highest occupied and the lowest empty state.

NumPy only, because the PBE step runs in the system Python that has GPAW.
"""

import math

import numpy as np

SAME = 0.001
"""eV; a direct gap this close to the smallest one is the smallest one."""


def even_mesh(cell, k_density):
    """Points along each axis, always an even number: the mesh then holds Gamma and the zone's faces.

    Band edges lie there more often than anywhere else, and an odd Gamma-centred mesh misses the faces.
    """
    lengths = 2 * math.pi * np.linalg.norm(np.linalg.inv(cell).T, axis=1)
    return [2 * max(1, math.ceil(k_density * b / 2 - 1e-6)) for b in lengths]


def gap(eigenvalues, fermi):
    """Fundamental and direct gap of `eigenvalues` (n_spins, n_k, n_bands), eV; 0 for a metal.

    A channel in which the number of states below the Fermi level changes from one k point to the
    next is metallic: a band crosses it. Two channels count together, and each has its own gap.
    """
    channels = [_edges(channel, fermi) for channel in np.asarray(eigenvalues, float)]
    found = {"band_gap": 0.0, "band_gap_direct": 0.0, "gap_is_direct": None}
    if None not in channels:
        top = np.max([valence for valence, _ in channels], axis=0)
        bottom = np.min([conduction for _, conduction in channels], axis=0)
        smallest, direct = bottom.min() - top.max(), (bottom - top).min()
        if smallest > 0:
            found = {
                "band_gap": round(float(smallest), 4),
                "band_gap_direct": round(float(direct), 4),
                "gap_is_direct": bool(direct - smallest < SAME),
            }
    if len(channels) > 1:
        found["gap_of_channels"] = [_own_gap(channel) for channel in channels]
    return found


def _edges(bands, fermi):
    """Highest occupied and lowest empty state at every k point, or None if a band crosses."""
    occupied = {int(n) for n in (bands < fermi).sum(axis=1)}
    if len(occupied) > 1:
        return None
    n = occupied.pop()
    if n == bands.shape[1]:
        raise ValueError(f"all {n} bands are occupied; the calculation needs more bands")
    below = bands[:, n - 1] if n else np.full(len(bands), -np.inf)
    return below, bands[:, n]


def _own_gap(channel):
    if channel is None:
        return 0.0
    return round(float(max(0.0, min(channel[1].min() - channel[0].max(), 99.0))), 4)

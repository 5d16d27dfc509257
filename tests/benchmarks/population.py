"""A population of crystals to measure on: common prototypes, their sites given to 65 elements."""

from functools import cache

import numpy as np
from side_by_side import CRYSTALS

ELEMENTS = (  # noqa: SIM905 - a list would take 65 lines
    "Li Be B C N O F Na Mg Al Si P S Cl K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Rb Sr Y Zr "
    "Nb Mo Ru Rh Pd Ag Cd In Sn Sb Te I Cs Ba La Ce Nd Sm Gd Dy Er Hf Ta W Re Os Ir Pt Au Pb"
).split()
LEFT_OUT = {"skewed, atoms outside the cell", "one atom, triclinic", "rattled NaCl"}


@cache
def crystals(n=1000):
    """`n` crystals of 1 to 30 atoms over 65 elements, as dense as real ones."""
    prototypes = [crystal for name, crystal in CRYSTALS.items() if name not in LEFT_OUT]
    rng = np.random.default_rng(0)
    return [_decorated(prototypes[k % len(prototypes)], rng) for k in range(n)]


def n_sites(structures):
    """Atoms in all."""
    return sum(map(len, structures))


def large_salt(n):
    """Rattled rock salt of 8 n³ atoms."""
    from pymatgen.core import Lattice, Structure

    lattice, frac = large_cell(n)
    species = np.where(np.round(frac * 2 * n).astype(int).sum(axis=1) % 2, "Cl", "Na")
    return Structure(Lattice(lattice), list(species), frac)


def large_cell(n):
    """The same as plain arrays: lattice and fractional coordinates."""
    corners = np.stack(np.meshgrid(*[np.arange(2 * n)] * 3, indexing="ij"), axis=-1).reshape(-1, 3)
    noise = np.random.default_rng(0).normal(0, 0.05, corners.shape) / (5.64 * n)
    return 5.64 * n * np.eye(3), corners / (2 * n) + noise


def _decorated(prototype, rng):
    from pymatgen.core import Element

    symbols = sorted({site.specie.symbol for site in prototype})
    chosen = rng.choice(ELEMENTS, len(symbols), replace=False)
    crystal = prototype.copy()
    crystal.replace_species(dict(zip(symbols, map(str, chosen), strict=True)))
    radius = np.mean([float(Element(str(symbol)).atomic_radius) for symbol in chosen])
    distances = crystal.distance_matrix + 1e3 * np.eye(len(crystal))
    nearest = min(distances.min(), *crystal.lattice.abc)
    # gives an atom 18 Å³, as in real crystals; not a round number, which would put distances on the
    # edges of bins
    crystal.scale_lattice(crystal.volume * (1.6731 * radius / nearest) ** 3)
    return crystal

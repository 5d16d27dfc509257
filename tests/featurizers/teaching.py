"""The named crystals of the course, and the awkward cells, for tests against other libraries."""

import numpy as np
from pymatgen.core import Lattice, Structure

import coursekit.structures as room
from coursekit.structures import rattle

LARGEST = 60
"""Atoms. The bigger ones are supercells of crystals that are in."""


def _default(name):
    crystal = getattr(room, name)()
    return crystal if len(crystal) <= LARGEST else None


NAMED = {
    name: crystal
    for name in room.__all__
    if name.startswith("make_") and (crystal := _default(name)) is not None
}
"""Name of the function to the crystal it makes by default."""

SKEWED = Structure(
    Lattice.from_parameters(4.1, 6.3, 7.7, 64.0, 101.0, 118.0),
    ["Ti", "O", "O", "Mg"],
    [[-0.35, 1.20, 0.10], [2.15, -1.45, 0.55], [0.70, 0.40, -3.10], [0.15, 0.85, 1.40]],
)
"""Triclinic, most atoms outside [0, 1)."""

ONE_ATOM = Structure(
    Lattice.from_parameters(2.9, 3.4, 7.2, 72, 95, 109), ["In"], [[1.3, -0.6, 0.2]]
)

LONELY = Structure(
    Lattice.cubic(20.0), ["Na", "Cl", "Xe"], [[0, 0, 0], [0.125, 0, 0], [0.5, 0.5, 0.5]]
)
"""A molecule of two atoms 2.5 Å apart, and an atom far from both."""

GENERIC = {
    "rutile": rattle(NAMED["make_rutile"], amplitude=0.05, seed=1),
    "spinel": rattle(room.make_spinel().get_primitive_structure(), amplitude=0.05, seed=2),
    "LaMnO3": room.make_lamno3(),
    "skewed": SKEWED,
    "one atom": ONE_ATOM,
}
"""No distance falls on the edge of a bin, so that histograms of two libraries must agree."""


def brute_force_distances(crystal, r_cut):
    """(center, neighbour, distance) of all pairs, by looking at far too many images."""
    reach = int(np.ceil(r_cut / min(1 / np.linalg.norm(crystal.lattice.inv_matrix, axis=0)))) + 4
    steps = np.arange(-reach, reach + 1)
    cells = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    found = []
    for i, here in enumerate(crystal.frac_coords):
        for j, there in enumerate(crystal.frac_coords):
            vectors = (there - here + cells) @ crystal.lattice.matrix
            lengths = np.linalg.norm(vectors, axis=1)
            found += [(i, j, d) for d in lengths[(lengths > 1e-8) & (lengths <= r_cut)]]
    centers, neighbors, distances = zip(*found, strict=True)
    return np.array(centers), np.array(neighbors), np.array(distances)

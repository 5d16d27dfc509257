"""Who is near whom: neighbour lists through the faces of the cell, and what they mean.

Distances first (`neighbor_list`, `local_environments`, cutoff functions), then neighbours without
a cutoff (`voronoi_cells`, `crystal_nn`) and the shapes they form (`crystal_nn_fingerprints`). The
wrong lists that people make stand beside the right one, for lessons and audits.
"""

from coursekit.neighbors.crystalnn import CrystalNeighbors, crystal_nn
from coursekit.neighbors.cutoffs import (
    CUTOFFS,
    cosine_cutoff,
    fermi_cutoff,
    hard_cutoff,
    polynomial_cutoff,
    tanh_cutoff,
)
from coursekit.neighbors.environments import (
    LocalEnvironment,
    angles_between,
    bond_angles,
    bond_pairs,
    local_environments,
)
from coursekit.neighbors.fingerprints import (
    crystal_nn_fingerprints,
    crystal_nn_fingerprints_of_many,
    fingerprint_names,
    fingerprints_of_neighbors,
)
from coursekit.neighbors.limits import check_r_cut, require_neighbors
from coursekit.neighbors.lists import NeighborList, neighbor_list, neighbor_list_of_arrays
from coursekit.neighbors.many import neighbor_lists
from coursekit.neighbors.symmetry import EquivalentSites, equivalent_sites
from coursekit.neighbors.voronoi import VoronoiCells, voronoi_cells
from coursekit.neighbors.wrong import (
    neighbors_half_list,
    neighbors_minimum_image,
    neighbors_with_self,
    neighbors_without_images,
)

__all__ = [
    "CUTOFFS",
    "CrystalNeighbors",
    "EquivalentSites",
    "LocalEnvironment",
    "NeighborList",
    "VoronoiCells",
    "angles_between",
    "bond_angles",
    "bond_pairs",
    "check_r_cut",
    "cosine_cutoff",
    "crystal_nn",
    "crystal_nn_fingerprints",
    "crystal_nn_fingerprints_of_many",
    "equivalent_sites",
    "fermi_cutoff",
    "fingerprint_names",
    "fingerprints_of_neighbors",
    "hard_cutoff",
    "local_environments",
    "neighbor_list",
    "neighbor_list_of_arrays",
    "neighbor_lists",
    "neighbors_half_list",
    "neighbors_minimum_image",
    "neighbors_with_self",
    "neighbors_without_images",
    "polynomial_cutoff",
    "require_neighbors",
    "tanh_cutoff",
    "voronoi_cells",
]

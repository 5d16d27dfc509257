"""Who is bonded to whom: the neighbours within a cutoff, or those that CrystalNN counts."""

from coursekit.featurizers.parameters import check_cutoff
from coursekit.neighbors import crystal_nn, neighbor_list, require_neighbors

NO_BONDS = (
    "CrystalNN finds no bond of any site, so that all numbers would be zero; are the lattice vectors "
    "in Å? If the atoms are isolated, leave the structure out"
)


def check_bonds(r_cut):
    """Raise ValueError unless `r_cut` is None or a cutoff radius."""
    if r_cut is not None:
        check_cutoff(r_cut)


def find_bonds(structure, r_cut, *, of_every_site=False):
    """Bonded neighbours of every site."""
    bonds = crystal_nn(structure).bonds() if r_cut is None else neighbor_list(structure, r_cut)
    missing = bonds.counts.min() == 0 if of_every_site else len(bonds) == 0
    if missing and r_cut is None:
        site = int(bonds.counts.argmin())
        raise ValueError(
            f"CrystalNN finds no bond of site {site} ({structure[site].specie.symbol}); choose the "
            "neighbours by distance with `r_cut`"
        )
    return require_neighbors(bonds) if missing else bonds

"""Crystals: reading, writing, moving, and the lecture's named examples.

A crystal here is a `pymatgen.core.Structure`; its id stands in `structure.properties["id"]`.
Every `make_*` returns one from the literature, or a model that says so, at its measured size.
"""

from coursekit.structures.alloys import make_cuau, make_shuffled_cuau, shuffle_species
from coursekit.structures.atoms import from_ase, to_ase
from coursekit.structures.clusters import make_corner, make_planar, make_shell
from coursekit.structures.elements import (
    make_bcc,
    make_diamond,
    make_fcc,
    make_graphite,
    make_hcp,
)
from coursekit.structures.fourfold import make_cooperite, make_wurtzite
from coursekit.structures.identity import check_structure, set_id, structure_digest, structure_id
from coursekit.structures.io import parse_structure, read_structure, write_structure
from coursekit.structures.layered import make_licoo2
from coursekit.structures.perovskites import (
    distort_perovskite,
    make_hexagonal_perovskite,
    make_lamno3,
    make_perovskite,
)
from coursekit.structures.prototypes import (
    make_anatase,
    make_brookite,
    make_cesium_chloride,
    make_cristobalite,
    make_mos2,
    make_quartz,
    make_rocksalt,
    make_ruddlesden_popper,
    make_rutile,
    make_tenorite,
    make_tis2,
    make_zincblende,
)
from coursekit.structures.sites import name_sites, named_sites
from coursekit.structures.spinels import make_spinel
from coursekit.structures.surfaces import (
    make_adatoms,
    make_kink,
    make_step,
    make_terrace,
)
from coursekit.structures.transform import (
    permute_sites,
    rattle,
    reflect,
    rotate,
    shift_origin,
    supercell,
)
from coursekit.structures.vacancies import (
    make_mgo_vacancies,
    make_random_mgo_vacancies,
    remove_random,
)

__all__ = [
    "check_structure",
    "distort_perovskite",
    "from_ase",
    "make_adatoms",
    "make_anatase",
    "make_bcc",
    "make_brookite",
    "make_cesium_chloride",
    "make_cooperite",
    "make_corner",
    "make_cristobalite",
    "make_cuau",
    "make_diamond",
    "make_fcc",
    "make_graphite",
    "make_hcp",
    "make_hexagonal_perovskite",
    "make_kink",
    "make_lamno3",
    "make_licoo2",
    "make_mgo_vacancies",
    "make_mos2",
    "make_perovskite",
    "make_planar",
    "make_quartz",
    "make_random_mgo_vacancies",
    "make_rocksalt",
    "make_ruddlesden_popper",
    "make_rutile",
    "make_shell",
    "make_shuffled_cuau",
    "make_spinel",
    "make_step",
    "make_tenorite",
    "make_terrace",
    "make_tis2",
    "make_wurtzite",
    "make_zincblende",
    "name_sites",
    "named_sites",
    "parse_structure",
    "permute_sites",
    "rattle",
    "read_structure",
    "reflect",
    "remove_random",
    "rotate",
    "set_id",
    "shift_origin",
    "shuffle_species",
    "structure_digest",
    "structure_id",
    "supercell",
    "to_ase",
    "write_structure",
]

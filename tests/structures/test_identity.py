"""Ids, digests, and every reason for which a structure is refused."""

import re

import numpy as np
import pytest
from pymatgen.core import Lattice, Structure

from coursekit.structures import (
    check_structure,
    make_rocksalt,
    set_id,
    structure_digest,
    structure_id,
    to_ase,
)


def cubic(species, coords, **kwargs):
    return Structure(Lattice.cubic(4.0), species, coords, **kwargs)


def test_id_comes_from_the_properties_then_from_the_place():
    plain = cubic(["Po"], [[0, 0, 0]])
    assert structure_id(plain) == "structure"
    assert structure_id(plain, 3) == "#3"
    assert structure_id(set_id(plain, "po-1"), 3) == "po-1"
    assert structure_id(set_id(plain, 7)) == "7"


def test_set_id_leaves_the_original_alone_and_keeps_other_properties():
    plain = cubic(["Po"], [[0, 0, 0]], properties={"source": "mine"})
    named = set_id(plain, "new")
    assert plain.properties == {"source": "mine"}
    assert named.properties == {"source": "mine", "id": "new"}
    assert structure_id(object(), 2) == "#2"


def test_digest_ignores_the_id_only():
    crystal = make_rocksalt()
    digest = structure_digest(crystal)
    assert len(digest) == 32
    assert set(digest) <= set("0123456789abcdef")
    assert structure_digest(set_id(crystal, "other")) == digest


def scaled(crystal):
    return crystal.scale_lattice(crystal.volume * 1.0001)


def moved(crystal):
    return crystal.translate_sites([0], [1e-6, 0, 0])


def replaced(crystal):
    return crystal.replace(0, "Ca")


def reversed_order(crystal):
    return Structure.from_sites(list(crystal)[::-1])


def less_periodic(crystal):
    lattice = Lattice(crystal.lattice.matrix, pbc=(True, True, False))
    return Structure(lattice, crystal.species, crystal.frac_coords)


@pytest.mark.parametrize("change", [scaled, moved, replaced, reversed_order, less_periodic])
def test_digest_sees_what_a_descriptor_may_see(change):
    crystal = make_rocksalt()
    digest = structure_digest(crystal)
    assert structure_digest(change(crystal.copy()) or crystal) != digest


def test_a_sound_structure_passes():
    check_structure(make_rocksalt())


def test_other_objects_are_refused():
    with pytest.raises(TypeError) as error:
        check_structure(to_ase(make_rocksalt()))
    assert str(error.value) == (
        "expected a pymatgen Structure, got Atoms; "
        "convert ASE Atoms with `coursekit.structures.from_ase`"
    )


NOT_FULLY_PERIODIC = Structure(Lattice.cubic(4, pbc=(True, True, False)), ["Po"], [[0, 0, 0]])

REFUSED = {
    "empty": (cubic([], []), "has no atoms; was the file read completely?"),
    "partial": (
        cubic([{"Li": 0.5, "Ni": 0.5}, "O"], [[0, 0, 0], [0.5, 0.5, 0.5]]),
        "has a partially occupied site (Li:0.5, Ni:0.5); make an ordered cell first, for example "
        "with pymatgen's OrderDisorderedStructureTransformation",
    ),
    "vacant": (
        cubic([{"Li": 0.5}], [[0, 0, 0]]),
        "has a partially occupied site (Li:0.5); make an ordered cell first, for example "
        "with pymatgen's OrderDisorderedStructureTransformation",
    ),
    "nan": (
        cubic(["Po"], [[0, np.nan, 0]]),
        "has coordinates or lattice vectors that are not finite numbers",
    ),
    "infinite": (
        Structure(Lattice([[np.inf, 0, 0], [0, 4, 0], [0, 0, 4]]), ["Po"], [[0, 0, 0]]),
        "has coordinates or lattice vectors that are not finite numbers",
    ),
    "slab": (
        NOT_FULLY_PERIODIC,
        "is periodic along (True, True, False) only; give the cell vacuum and full periodicity "
        "instead",
    ),
    "overlap": (
        cubic(["H", "O"], [[0, 0, 0], [0, 0, 0.05]]),
        "has sites 0 and 1 only 0.200 Å apart; merge the duplicate (structure.merge_sites) or mend "
        "the coordinates",
    ),
    "overlap through the cell wall": (
        cubic(["H", "O"], [[0, 0, 0.99], [0, 0, 0.01]]),
        "has sites 0 and 1 only 0.080 Å apart; merge the duplicate (structure.merge_sites) or mend "
        "the coordinates",
    ),
    "its own image": (
        Structure(Lattice.orthorhombic(0.4, 4, 4), ["H"], [[0, 0, 0]]),
        "has sites 0 and 0 only 0.400 Å apart; merge the duplicate (structure.merge_sites) or mend "
        "the coordinates",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_reason_and_cure(case):
    structure, message = REFUSED[case]
    with pytest.raises(ValueError, match=re.escape(message.partition("sites")[0])) as error:
        check_structure(structure)
    # which of the two is named first is the neighbour list's choice
    assert str(error.value).replace("sites 1 and 0", "sites 0 and 1") == message


def test_close_but_distinct_atoms_pass():
    check_structure(cubic(["H", "H"], [[0, 0, 0], [0, 0, 0.74 / 4]]))

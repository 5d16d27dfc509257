"""Names of sites: they travel with the atoms."""

import numpy as np
import pytest

from coursekit.structures import (
    make_rutile,
    make_spinel,
    make_step,
    name_sites,
    named_sites,
    permute_sites,
    rotate,
    shift_origin,
    supercell,
)
from coursekit.structures.sites import name_by_neighbors


@pytest.mark.parametrize("move", [rotate, shift_origin, permute_sites, supercell])
def test_names_survive_moves(move):
    slab = make_step()
    moved = move(slab)
    copies = len(moved) // len(slab)
    found = named_sites(moved, "step")
    assert len(found) == 2 * copies
    centers = moved.get_neighbor_list(3.3)[0]
    assert set(np.bincount(centers, minlength=len(moved))[found]) == {7}


def test_naming_makes_a_copy():
    rutile = make_rutile()
    named = name_sites(rutile, ["first", *["other"] * 5])
    assert named_sites(named, "first").tolist() == [0]
    assert named_sites(named, "other").tolist() == [1, 2, 3, 4, 5]
    assert named.properties == rutile.properties
    assert "site_name" not in rutile.site_properties


def test_naming_by_the_number_of_neighbours():
    named = name_by_neighbors(make_rutile(), {6: "cation"}, 2.2)
    assert named.site_properties["site_name"] == ["cation"] * 2 + ["surface"] * 4


def test_wrong_number_of_names():
    with pytest.raises(ValueError, match="names") as error:
        name_sites(make_rutile(), ["one", "two"])
    assert str(error.value) == "`names` has 2 entries for 6 sites; give one for every site"


def test_unknown_name():
    with pytest.raises(ValueError, match="named") as error:
        named_sites(make_spinel(), "cubic")
    assert str(error.value) == (
        "no site of MgAl2O4 is named 'cubic'; known are octahedral, oxygen, tetrahedral"
    )
    with pytest.raises(ValueError, match="named") as error:
        named_sites(make_rutile(), "kink")
    assert str(error.value) == (
        "no site of TiO2 is named 'kink'; known are none: its sites have no names"
    )

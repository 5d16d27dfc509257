"""Bonds by distance and by CrystalNN."""

import numpy as np
import pytest
from pymatgen.analysis.local_env import CrystalNN

from coursekit.featurizers.bonded import check_bonds, find_bonds

from .teaching import LONELY, NAMED


@pytest.mark.parametrize("name", ["make_rutile", "make_lamno3", "make_mos2", "make_fcc"])
def test_by_default_the_neighbours_of_crystalnn(name):
    crystal, finder = NAMED[name], CrystalNN()
    bonds = find_bonds(crystal, None)
    for site in range(len(crystal)):
        expected = sorted(
            n["site"].distance(crystal[site]) for n in finder.get_nn_info(crystal, site)
        )
        # distance() is to the nearest image, which a bonded neighbour of these crystals is
        assert len(bonds.distances[bonds.site(site)]) == len(expected)
    assert bonds.distances.max() < 4.0


def test_within_a_cutoff():
    bonds = find_bonds(NAMED["make_rutile"], 2.2)
    np.testing.assert_array_equal(bonds.counts, [6, 6, 3, 3, 3, 3])


def test_no_bond_at_all_is_an_error_one_lonely_atom_only_if_asked():
    assert find_bonds(LONELY, 3.0).counts.tolist() == [1, 1, 0]
    with pytest.raises(ValueError, match="finds no") as error:
        find_bonds(LONELY, 3.0, of_every_site=True)
    assert str(error.value) == (
        "`r_cut` = 3 Å finds no neighbour of site 2 (Xe); the nearest is at 16.01 Å; raise `r_cut` "
        "above 16.01 Å"
    )
    with pytest.raises(ValueError, match="finds no") as error:
        find_bonds(LONELY, 0.3)
    assert str(error.value) == (
        "`r_cut` = 0.3 Å finds no neighbour of site 0 (Na); the nearest is at 2.50 Å; is `r_cut` in "
        "nm?"
    )


def test_crystalnn_without_a_bond():
    with pytest.raises(ValueError, match="CrystalNN") as error:
        find_bonds(LONELY, None, of_every_site=True)
    assert str(error.value) == (
        "CrystalNN finds no bond of site 2 (Xe); choose the neighbours by distance with `r_cut`"
    )


def test_none_or_a_cutoff():
    check_bonds(None)
    check_bonds(3.0)
    with pytest.raises(
        ValueError, match=r"`r_cut` is 250 Å; it must be at most 20 Å \(is it in pm"
    ):
        check_bonds(250)

"""Moves keep what they must and change what they must."""

import numpy as np
import pytest
from pymatgen.core import Lattice, Structure

from coursekit.structures import (
    make_brookite,
    make_kink,
    make_quartz,
    make_spinel,
    make_tenorite,
    named_sites,
    permute_sites,
    rattle,
    reflect,
    rotate,
    shift_origin,
    supercell,
)

from .geometry import space_group

CRYSTALS = [make_brookite, make_quartz, make_tenorite]
RIGID = [rotate, reflect, shift_origin]


def volume_with_sign(structure):
    return np.linalg.det(structure.lattice.matrix)


@pytest.mark.parametrize("move", RIGID)
@pytest.mark.parametrize("make", CRYSTALS)
def test_rigid_moves_keep_distances_species_and_id(make, move):
    crystal = make()
    moved = move(crystal)
    np.testing.assert_allclose(moved.distance_matrix, crystal.distance_matrix, atol=1e-9)
    assert moved.species == crystal.species
    assert moved.properties == crystal.properties
    assert moved is not crystal


@pytest.mark.parametrize("move", [*RIGID, permute_sites, supercell, rattle])
def test_the_original_is_left_alone(move):
    crystal = make_tenorite()
    before = crystal.copy()
    move(crystal)
    assert crystal == before
    assert crystal.properties == before.properties


@pytest.mark.parametrize("move", [rotate, shift_origin, permute_sites, rattle])
def test_seeds_fix_the_move(move):
    crystal = make_brookite()
    first, again, other = (move(crystal, seed=seed) for seed in (1, 1, 2))

    def state(structure):
        return np.vstack([structure.lattice.matrix, structure.cart_coords, structure.frac_coords])

    np.testing.assert_array_equal(state(first), state(again))
    assert not np.allclose(state(first), state(other))
    assert not np.allclose(state(first), state(crystal))


@pytest.mark.parametrize("make", CRYSTALS)
def test_rotation_keeps_the_hand_and_reflection_changes_it(make):
    crystal = make()
    volume = volume_with_sign(crystal)
    assert volume_with_sign(rotate(crystal, seed=3)) == pytest.approx(volume, rel=1e-12)
    assert volume_with_sign(reflect(crystal)) == pytest.approx(-volume, rel=1e-12)


def test_reflection_turns_left_quartz_into_right_quartz():
    assert space_group(make_quartz()) == 154
    assert space_group(reflect(make_quartz())) == 152
    assert space_group(rotate(make_quartz())) == 154


def test_rotation_is_uniform_on_the_sphere():
    # means of the components of a turned unit vector are 0, of their squares 1/3
    cell = Structure(Lattice.cubic(1.0), ["H"], [[0, 0, 0]])
    turned = np.array([rotate(cell, seed=seed).lattice.matrix[2] for seed in range(600)])
    np.testing.assert_allclose(turned.mean(axis=0), 0, atol=0.1)
    np.testing.assert_allclose((turned**2).mean(axis=0), 1 / 3, atol=0.05)


def test_shift_wraps_into_the_cell():
    shifted = shift_origin(make_brookite(), seed=4)
    assert shifted.frac_coords.min() >= 0
    assert shifted.frac_coords.max() < 1
    difference = (shifted.frac_coords - make_brookite().frac_coords) % 1.0
    np.testing.assert_allclose(difference, difference[[0] * len(shifted)], atol=1e-12)


def test_permutation_reorders_whole_sites():
    spinel = make_spinel()
    permuted = permute_sites(spinel, seed=5)
    assert permuted.composition == spinel.composition
    assert permuted.species != spinel.species
    assert permuted.properties == spinel.properties
    assert {*map(str, permuted)} == {*map(str, spinel)}
    assert {permuted[i].specie.symbol for i in named_sites(permuted, "tetrahedral")} == {"Mg"}
    np.testing.assert_allclose(
        np.sort(permuted.distance_matrix, axis=None), np.sort(spinel.distance_matrix, axis=None)
    )


@pytest.mark.parametrize(("scaling", "copies"), [((2, 2, 2), 8), ((1, 3, 1), 3)])
def test_supercell_is_the_same_material(scaling, copies):
    crystal = make_tenorite()
    large = supercell(crystal, scaling)
    assert len(large) == copies * len(crystal)
    assert large.density == pytest.approx(crystal.density, rel=1e-12)
    assert large.properties == crystal.properties
    assert large.species[:copies] == [crystal.species[0]] * copies
    small, repeated = (np.sort(s.get_neighbor_list(4.0)[3]) for s in (crystal, large))
    np.testing.assert_allclose(repeated, np.repeat(small, copies), atol=1e-9)


def test_supercell_takes_a_matrix_and_keeps_site_names():
    large = supercell(make_kink(), [[1, 1, 0], [-1, 1, 0], [0, 0, 1]])
    assert len(large) == 2 * len(make_kink())
    assert len(named_sites(large, "kink")) == 4


def test_rattle_moves_by_the_amplitude_asked_for():
    crystal = supercell(make_brookite(), (2, 2, 2))
    shift = rattle(crystal, amplitude=0.1, seed=6).cart_coords - crystal.cart_coords
    assert shift.std() == pytest.approx(0.1, rel=0.1)
    assert abs(shift.mean()) < 0.02
    still = rattle(crystal, amplitude=0.0)
    np.testing.assert_allclose(still.cart_coords, crystal.cart_coords, atol=1e-12)


def test_rattle_refuses_a_negative_amplitude():
    with pytest.raises(ValueError, match="amplitude") as error:
        rattle(make_tenorite(), amplitude=-0.1)
    assert str(error.value) == "`amplitude` is -0.1 Å; it must be zero or positive"

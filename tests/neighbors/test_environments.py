"""Environments and angles against pymatgen's own angle and shapes whose angles are known."""

import numpy as np
import pytest

from coursekit.neighbors import (
    angles_between,
    bond_angles,
    bond_pairs,
    local_environments,
    neighbor_list,
)

from .crystals import CRYSTALS


def test_environment_of_titanium_in_rutile():
    titanium = local_environments(CRYSTALS["rutile TiO2"], r_cut=2.2)[0]
    assert titanium.center == 0
    assert titanium.center_species == "Ti"
    assert titanium.species.tolist() == ["O"] * 6
    assert len(titanium) == 6
    np.testing.assert_allclose(titanium.distances, [1.948] * 4 + [1.982] * 2, atol=2e-3)
    np.testing.assert_allclose(np.linalg.norm(titanium.vectors, axis=1), titanium.distances)


@pytest.mark.parametrize(
    ("name", "r_cut", "expected"),
    [
        ("diamond Si", 2.5, {109.47: 6}),
        ("rock salt NaCl", 3.0, {90.0: 12, 180.0: 3}),
        ("CsCl", 3.6, {70.53: 12, 109.47: 12, 180.0: 4}),
        ("fcc Cu, one atom", 2.6, {60.0: 24, 90.0: 12, 120.0: 24, 180.0: 6}),
        ("cuprite Cu2O", 1.9, {180.0: 1}),
    ],
)
def test_angles_of_ideal_shapes(name, r_cut, expected):
    angles = local_environments(CRYSTALS[name], r_cut)[0].angles
    values, counts = np.unique(angles.round(2), return_counts=True)
    assert dict(zip(values.tolist(), counts.tolist(), strict=True)) == expected


def test_one_pass_over_the_crystal_equals_site_by_site():
    crystal = CRYSTALS["skewed, atoms outside the cell"]
    pairs = neighbor_list(crystal, 4.0)
    first, second, angles = bond_angles(pairs)
    assert (pairs.centers[first] == pairs.centers[second]).all()
    expected = np.concatenate([e.angles for e in local_environments(crystal, 4.0)])
    np.testing.assert_allclose(angles, expected)


def test_angles_equal_pymatgen():
    crystal = CRYSTALS["rattled NaCl"]
    environment = local_environments(crystal, 3.4)[0]
    sites = crystal.get_neighbors(crystal[0], 3.4)
    cosines = [
        np.dot(a.coords - crystal[0].coords, b.coords - crystal[0].coords)
        / (a.nn_distance * b.nn_distance)
        for i, a in enumerate(sites)
        for b in sites[i + 1 :]
    ]
    np.testing.assert_allclose(
        np.sort(environment.angles), np.sort(np.degrees(np.arccos(cosines))), atol=1e-9
    )


def test_tiny_angles_keep_their_digits():
    tiny = angles_between(np.array([[1.0, 0.0, 0.0]]), np.array([[1.0, 1e-10, 0.0]]))
    np.testing.assert_allclose(tiny, np.degrees(1e-10), rtol=1e-12)


def test_bond_pairs_of_sites_without_bonds():
    first, second = bond_pairs([0, 0, 1, 1])
    assert len(first) == len(second) == 0


def test_bond_pairs_count_is_a_binomial():
    offsets = np.cumsum([0, 4, 0, 1, 7])
    first, second = bond_pairs(offsets)
    assert len(first) == 6 + 21
    assert len(set(zip(first.tolist(), second.tolist(), strict=True))) == 27
    assert (first < second).all()

"""Ordered CuAu and what shuffling it changes."""

import numpy as np
import pytest

from coursekit.structures import (
    make_cuau,
    make_fcc,
    make_shuffled_cuau,
    make_spinel,
    shuffle_species,
    supercell,
)

from .geometry import bonds


def unlike_share(structure):
    """Share of nearest-neighbour pairs that join two elements, 2/3 in L1_0, 1/2 at random."""
    first, second, _, _ = structure.get_neighbor_list(3.2)
    numbers = np.array(structure.atomic_numbers)
    return (numbers[first] != numbers[second]).mean()


def test_ordered_cuau():
    crystal = make_cuau()
    distances, vectors = bonds(crystal, 0, 3.2)
    assert distances == pytest.approx([2.700] * 8 + [2.800] * 4, abs=1e-3)
    assert np.abs(vectors[8:, 2]).max() < 1e-9  # the four of its own kind lie in its layer
    assert unlike_share(crystal) == pytest.approx(2 / 3)
    assert crystal.lattice.c / crystal.lattice.a == pytest.approx(0.927, abs=1e-3)
    metals = (make_fcc("Cu").volume + make_fcc("Au").volume) / 2
    assert crystal.volume == pytest.approx(metals, rel=0.02)  # close to the mean of the metals


def test_shuffled_cuau_keeps_all_but_who_sits_where():
    ordered, shuffled = supercell(make_cuau(), (3, 3, 3)), make_shuffled_cuau()
    assert shuffled.composition == ordered.composition
    assert shuffled.lattice == ordered.lattice
    np.testing.assert_array_equal(shuffled.frac_coords, ordered.frac_coords)
    assert shuffled.species != ordered.species
    assert shuffled.properties["id"] == "CuAu-shuffled-3x3x3-seed0"


def test_shuffled_pairs_are_random_on_average():
    shares = [unlike_share(make_shuffled_cuau(seed=seed)) for seed in range(20)]
    assert np.mean(shares) == pytest.approx(54 / 107, abs=0.02)  # no replacement among 108 sites
    assert len(set(shares)) > 5


def test_shuffle_is_seeded_and_works_on_any_crystal():
    spinel = make_spinel()
    first, again, other = (shuffle_species(spinel, seed=seed) for seed in (3, 3, 4))
    assert first.species == again.species != other.species
    assert first.composition == spinel.composition
    assert first.properties == spinel.properties

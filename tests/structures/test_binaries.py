"""Rocksalt, caesium chloride and zincblende: six, eight and four unlike neighbours."""

import numpy as np
import pytest

from coursekit.structures import make_cesium_chloride, make_rocksalt, make_zincblende

from .geometry import angles, bonds

DENSITIES = [  # CRC Handbook of Chemistry and Physics, g/cm3
    (make_rocksalt, "Li", "F", 2.640),
    (make_rocksalt, "Na", "Cl", 2.17),
    (make_rocksalt, "K", "Cl", 1.988),
    (make_rocksalt, "Ca", "O", 3.34),
    (make_rocksalt, "Sr", "O", 5.1),
    (make_rocksalt, "Mn", "O", 5.37),
    (make_rocksalt, "Co", "O", 6.44),
    (make_rocksalt, "Ni", "O", 6.72),
    (make_rocksalt, "Ti", "C", 4.93),
    (make_cesium_chloride, "Cs", "Br", 4.43),
    (make_cesium_chloride, "Cs", "I", 4.51),
    (make_cesium_chloride, "Tl", "Cl", 7.00),
    (make_zincblende, "Ga", "As", 5.3176),
    (make_zincblende, "Ga", "P", 4.138),
    (make_zincblende, "In", "P", 4.81),
    (make_zincblende, "In", "Sb", 5.7747),
    (make_zincblende, "Si", "C", 3.21),
    (make_zincblende, "Cu", "Cl", 4.14),
]


@pytest.mark.parametrize(("make", "cation", "anion", "density"), DENSITIES)
def test_densities(make, cation, anion, density):
    assert make(cation, anion=anion).density == pytest.approx(density, rel=0.03)


@pytest.mark.parametrize(
    ("make", "length", "count", "shape"),
    [
        (make_rocksalt, 2.106, 6, {90.0: 12, 180.0: 3}),
        (make_cesium_chloride, 3.571, 8, {70.53: 12, 109.47: 12, 180.0: 4}),
        (make_zincblende, 2.342, 4, {109.47: 6}),
    ],
)
def test_first_shell_of_both_ions(make, length, count, shape):
    crystal = make()
    for index in (0, len(crystal) - 1):
        distances, _ = bonds(crystal, index, length + 0.2)
        assert distances == pytest.approx([length] * count, abs=1e-3)
        values, times = np.unique(angles(crystal, index, length + 0.2).round(2), return_counts=True)
        assert dict(zip(values.tolist(), times.tolist(), strict=True)) == shape


def test_every_neighbour_is_of_the_other_kind():
    for make in (make_rocksalt, make_cesium_chloride, make_zincblende):
        crystal = make()
        first, second, _, distances = crystal.get_neighbor_list(4.0)
        near = distances < distances.min() + 0.1
        numbers = np.array(crystal.atomic_numbers)
        assert (numbers[first[near]] != numbers[second[near]]).all()


@pytest.mark.parametrize("make", [make_rocksalt, make_cesium_chloride, make_zincblende])
def test_untabulated_compounds_need_a(make):
    with pytest.raises(ValueError, match=r"^no lattice parameters are known for NaPo as "):
        make("Na", anion="Po")
    assert make("Na", anion="Po", a=6.0).lattice.a == 6.0

"""Vacancies in MgO: equal means, different histograms."""

from collections import Counter

import numpy as np
import pytest

from coursekit.structures import (
    make_mgo_vacancies,
    make_random_mgo_vacancies,
    make_rocksalt,
    remove_random,
    structure_digest,
    supercell,
)

from .geometry import coordination


@pytest.mark.parametrize(
    ("pattern", "histogram", "mean"),
    [
        ("isolated", {5: 6, 6: 250}, 6 - 6 / 256),
        ("adjacent", {4: 2, 5: 8, 6: 246}, 5.953125),
        ("far", {5: 12, 6: 244}, 5.953125),
    ],
)
def test_coordination_of_magnesium(pattern, histogram, mean):
    counts = coordination(make_mgo_vacancies(pattern), "Mg", 2.5)
    assert Counter(counts.tolist()) == histogram
    assert counts.mean() == mean


@pytest.mark.parametrize("pattern", ["isolated", "adjacent", "far"])
@pytest.mark.parametrize("scaling", [(2, 2, 2), (2, 3, 4)])
def test_other_cells(pattern, scaling):
    crystal = make_mgo_vacancies(pattern, scaling=scaling)
    cells = int(np.prod(scaling))
    vacancies = 1 if pattern == "isolated" else 2
    assert crystal.composition.formula == f"Mg{4 * cells} O{4 * cells - vacancies}"
    counts = Counter(coordination(crystal, "Mg", 2.5).tolist())
    assert counts[4] == (2 if pattern == "adjacent" else 0)
    assert crystal.properties["id"] == f"MgO-{'x'.join(map(str, scaling))}-vacancies-{pattern}"


def test_every_vacancy_costs_six_bonds():
    # 1 % of the oxygens leave about 6 % of the magnesiums short of a neighbour
    counts = coordination(make_random_mgo_vacancies(0.0117), "Mg", 2.5)
    assert counts.mean() == pytest.approx(6 - 3 * 6 / 256)
    assert (counts < 6).mean() == pytest.approx(18 / 256, abs=0.01)


@pytest.mark.parametrize(("fraction", "missing"), [(0.0, 0), (0.02, 5), (0.25, 64), (1.0, 256)])
def test_random_vacancies(fraction, missing):
    crystal = make_random_mgo_vacancies(fraction, seed=2)
    assert crystal.composition["Mg"] == 256
    assert crystal.composition["O"] == 256 - missing
    assert crystal.properties["id"] == f"MgO-4x4x4-vacancies-{fraction:g}-seed2"


def test_seed_decides_which_atoms_go():
    first, again, other = (
        structure_digest(make_random_mgo_vacancies(0.1, scaling=(2, 2, 2), seed=seed))
        for seed in (0, 0, 1)
    )
    assert first == again != other


def test_remove_random_leaves_the_original_and_the_other_element_alone():
    crystal = supercell(make_rocksalt(), (2, 2, 2))
    vacant = remove_random(crystal, species="Mg", fraction=0.25)
    assert len(crystal) == 64
    assert vacant.composition.formula == "Mg24 O32"
    assert vacant.properties == crystal.properties
    assert [site for site in crystal if site in vacant] == list(vacant)  # order kept


def test_patterns_and_cells_that_cannot_be():
    with pytest.raises(ValueError, match="pattern") as error:
        make_mgo_vacancies("near")
    assert str(error.value) == "`pattern` is 'near'; it must be one of isolated, adjacent, far"
    with pytest.raises(ValueError, match="scaling") as error:
        make_mgo_vacancies(scaling=(4, 4, 1))
    assert str(error.value) == (
        "`scaling` is (4, 4, 1); it must be at least 2 along each axis, or a vacancy meets its own "
        "image"
    )


@pytest.mark.parametrize(
    ("species", "fraction", "message"),
    [
        ("Ti", 0.1, "`species` is 'Ti', of which MgO has no atom"),
        ("O", -0.1, "`fraction` is -0.1; it must be between 0 and 1"),
        ("O", 1.1, "`fraction` is 1.1; it must be between 0 and 1"),
        (
            "O",
            0.01,
            "a fraction of 0.01 of the 4 O atoms of MgO is 0.04 atoms, too far from a whole number; "
            "use a larger supercell",
        ),
        (
            "O",
            0.4,
            "a fraction of 0.4 of the 4 O atoms of MgO is 1.6 atoms, too far from a whole number; "
            "use a larger supercell",
        ),
    ],
)
def test_fractions_that_cannot_be(species, fraction, message):
    with pytest.raises(ValueError, match=r"of|between") as error:
        remove_random(make_rocksalt(), species=species, fraction=fraction)
    assert str(error.value) == message

"""Coordination numbers against pymatgen and ASE, hard and smooth."""

import numpy as np
import pytest
from ase.neighborlist import neighbor_list as ase_neighbor_list
from pymatgen.core import Lattice, Structure

from coursekit.errors import FeaturizationError
from coursekit.featurizers.coordination import Coordination
from coursekit.neighbors import CUTOFFS, neighbors_half_list
from coursekit.structures import make_fcc, make_rocksalt, make_rutile, rotate, set_id, to_ase

from .teaching import LONELY, NAMED, ONE_ATOM, SKEWED

CRYSTALS = {**NAMED, "skewed": SKEWED, "one atom": ONE_ATOM}
R_CUT = 4.3  # no teaching crystal has a distance within 1e-6 Å of it


def numbers(crystal, *args, **options):
    return Coordination(*args, **options).fit_transform([crystal])[0].values


@pytest.mark.parametrize("name", CRYSTALS)
def test_equal_to_pymatgen_and_ase(name):
    crystal = CRYSTALS[name]
    found = numbers(crystal, R_CUT)[:, 0]
    by_pymatgen = [len(neighbors) for neighbors in crystal.get_all_neighbors(R_CUT)]
    by_ase = np.bincount(ase_neighbor_list("i", to_ase(crystal), R_CUT), minlength=len(crystal))
    np.testing.assert_array_equal(found, by_pymatgen)
    np.testing.assert_array_equal(found, by_ase)


@pytest.mark.parametrize("name", ["make_rutile", "make_lamno3", "make_spinel", "skewed"])
def test_per_species_equal_to_pymatgen(name):
    crystal = CRYSTALS[name]
    featurizer = Coordination(R_CUT, per_species=True).fit([crystal])
    found = featurizer.transform([crystal])[0].values
    for column, symbol in zip(found.T, featurizer.species_, strict=True):
        expected = [
            sum(neighbor.specie.symbol == symbol for neighbor in neighbors)
            for neighbors in crystal.get_all_neighbors(R_CUT)
        ]
        np.testing.assert_array_equal(column, expected)
    np.testing.assert_array_equal(found.sum(axis=1), numbers(crystal, R_CUT)[:, 0])


@pytest.mark.parametrize("cutoff", [name for name in CUTOFFS if name != "hard"])
def test_smooth_numbers_are_sums_of_weights(cutoff):
    reach = 4.0 if cutoff == "fermi" else 3.0
    found = numbers(SKEWED, 3.0, cutoff=cutoff, width=0.1)[:, 0]
    options = {"width": 0.1} if cutoff == "fermi" else {}
    expected = [
        sum(CUTOFFS[cutoff](n.nn_distance, r_cut=3.0, **options) for n in neighbors)
        for neighbors in SKEWED.get_all_neighbors(reach)
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_hard_numbers_jump_and_smooth_ones_do_not():
    def pair(distance):
        return Structure(Lattice.cubic(12.0), ["Na"] * 2, [[0, 0, 0], [distance / 12, 0, 0]])

    near, inside, outside = pair(2.9), pair(2.9999), pair(3.0001)
    hard = Coordination(3.0).fit([inside])
    assert hard.transform([near])[0].values[0, 0] == 1
    assert len(hard.featurize_tolerant([outside]).failures) == 1
    smooth = Coordination(3.05, cutoff="fermi", width=0.2).fit([inside])
    a, b, c = (record.values[0, 0] for record in smooth.transform([near, inside, outside]))
    assert a > b > c > 0
    assert b - c < 3e-4
    assert a - b > 0.05


def test_a_neighbour_exactly_at_the_cutoff_counts_in_every_orientation():
    crystal = make_rocksalt("Mg", a=4.0)
    for seed in range(6):
        assert set(numbers(rotate(crystal, seed), 2.0)[:, 0]) == {6.0}


def test_named_shells():
    assert set(numbers(make_fcc("Cu"), 3.0)[:, 0]) == {12.0}
    assert numbers(make_rutile(), 2.2)[:, 0].tolist() == [6, 6, 3, 3, 3, 3]


def test_an_isolated_atom_has_no_neighbours():
    assert numbers(LONELY, 3.0)[:, 0].tolist() == [1, 1, 0]
    assert numbers(LONELY, 3.0, cutoff="fermi", width=0.1)[2, 0] == 0


def test_any_list_of_pairs_can_be_counted():
    crystal = make_rutile()
    half = neighbors_half_list(crystal, 2.2)
    found = Coordination().fit([crystal]).describe(crystal, half)
    assert found.sum() == 12
    np.testing.assert_array_equal(found[:, 0], half.counts)


@pytest.mark.parametrize("cutoff", CUTOFFS)
def test_a_cutoff_that_finds_nobody_is_reported(cutoff):
    with pytest.raises(FeaturizationError) as error:
        numbers(set_id(make_rutile(), "rutile"), 0.5, cutoff=cutoff)
    assert str(error.value.failures[0]) == (
        "rutile (TiO2): `r_cut` = 0.5 Å finds no neighbour of site 0 (Ti); the nearest is at 1.95 Å; "
        "is `r_cut` in nm?"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"r_cut": -3}, "`r_cut` is -3 Å; it must be a positive number of Å, such as 5.0"),
        ({"r_cut": 300}, "`r_cut` is 300 Å; it must be at most 20 Å (is it in pm?)"),
        (
            {"cutoff": "sharp"},
            "`cutoff` is 'sharp'; it must be one of hard, cosine, tanh, polynomial, fermi",
        ),
        ({"width": 0}, "`width` is 0 Å; it must be a positive number"),
    ],
)
def test_parameters_out_of_range(options, message):
    with pytest.raises(ValueError, match="`") as error:
        Coordination(**options).fit([make_rutile()])
    assert str(error.value) == message


def test_unknown_species():
    fitted = Coordination(per_species=True).fit([make_rutile()])
    assert fitted.get_feature_names_out().tolist() == ["N(Ti)", "N(O)"]
    with pytest.raises(FeaturizationError) as error:
        fitted.transform([set_id(make_rocksalt("Mg"), "periclase")])
    assert str(error.value.failures[0]) == (
        "periclase (MgO): contains Mg, which is not among the species of the fit (Ti, O); fit with "
        "such a structure or pass `species`"
    )
    # without columns by element, elements do not matter
    assert Coordination().fit([make_rutile()]).transform([make_rocksalt("Mg")])

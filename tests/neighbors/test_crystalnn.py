"""CrystalNN against pymatgen's own, site by site: numbers, weights and likelihoods."""

import warnings

import numpy as np
import pytest
from pymatgen.analysis.local_env import CrystalNN
from pymatgen.core import DummySpecies, Lattice, Species, Structure

from coursekit.neighbors import crystal_nn
from coursekit.structures import rotate, supercell

from .crystals import CRYSTALS

# its Voronoi cell is not closed within the 7 Å that pymatgen searches
CLOSED = [name for name in CRYSTALS if name != "one atom, triclinic"]
FORMS = {
    "bonds": {},
    "geometry only": {"distance_cutoffs": None, "x_diff_weight": 0},
    "no porous adjustment": {"porous_adjustment": False, "x_diff_weight": 1.5},
}


def reference(crystal, site, **parameters):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return CrystalNN(**parameters).get_nn_data(crystal, site)


def assert_equal(crystal, neighbors, sites, **parameters):
    for site in sites:
        expected = reference(crystal, site, **parameters)
        dominant = max(expected.cn_weights, key=expected.cn_weights.get)
        assert neighbors.coordination[site] == dominant
        row = np.zeros(neighbors.likelihoods.shape[1])
        for cn, weight in expected.cn_weights.items():
            row[cn] = weight
        # pymatgen may round the other way: 1e-2 is what three decimals leave
        np.testing.assert_allclose(neighbors.likelihoods[site], row, atol=1e-2)
        weights = np.sort([entry["weight"] for entry in expected.all_nninfo])[::-1]
        np.testing.assert_allclose(
            neighbors.weights[neighbors.pairs.site(site)], weights, atol=1e-2
        )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CLOSED)
def test_equal_to_pymatgen(name, form):
    crystal = CRYSTALS[name]
    sites = {site.species_string: i for i, site in enumerate(crystal)}.values()
    assert_equal(crystal, crystal_nn(crystal, **FORMS[form]), sites, **FORMS[form])


CHARGES = {
    "whole": {"Ti": 4, "O": -2},
    "mixed valence": {"Ti": 3.5, "O": -1.75},
    "neutral": {"Ti": 0, "O": 0},
    "ions nobody lists": {"Ti": 7, "O": -5},
}


@pytest.mark.parametrize("charges", CHARGES.values(), ids=CHARGES)
def test_oxidation_states_choose_the_radii(charges):
    crystal = CRYSTALS["rutile TiO2"].copy()
    crystal.add_oxidation_state_by_element(charges)
    assert_equal(crystal, crystal_nn(crystal), [0, 2])


def test_noble_gas_has_no_electronegativity():
    neon = Structure(Lattice.cubic(4.4), ["Ne", "Ar"], [[0, 0, 0], [0.5] * 3])
    assert_equal(neon, crystal_nn(neon), [0, 1])


def test_an_isolated_atom_has_coordination_zero():
    alone = Structure(Lattice.cubic(12.0), ["Xe"], [[0, 0, 0]])
    neighbors = crystal_nn(alone)
    assert neighbors.coordination.tolist() == [0]
    assert neighbors.likelihoods[0, 0] == 1
    assert len(neighbors.pairs) == len(neighbors.bonds()) == 0


def test_bonds_are_the_neighbors_of_the_likeliest_number():
    crystal = CRYSTALS["rutile TiO2"]
    bonds = crystal_nn(crystal).bonds()
    assert bonds.counts.tolist() == [6, 6, 3, 3, 3, 3]
    for site in (0, 2):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            expected = CrystalNN().get_nn_info(crystal, site)
        found = zip(bonds.neighbors[bonds.site(site)], bonds.images[bonds.site(site)], strict=True)
        assert {(int(i), *map(int, image)) for i, image in found} == {
            (entry["site_index"], *entry["image"]) for entry in expected
        }


def test_likelihoods_add_up_to_one():
    for crystal in CRYSTALS.values():
        np.testing.assert_allclose(crystal_nn(crystal).likelihoods.sum(axis=1), 1, atol=1e-12)


def test_only_some_sites():
    crystal = CRYSTALS["rattled NaCl"]
    every, some = crystal_nn(crystal), crystal_nn(crystal, sites=np.array([1, 6]))
    np.testing.assert_allclose(some.likelihoods[[1, 6]], every.likelihoods[[1, 6]])
    assert some.likelihoods[[0, 2, 3, 4, 5, 7]].sum() == 0


def test_turned_and_repeated_crystals_keep_their_numbers():
    for crystal in CRYSTALS.values():
        numbers = crystal_nn(crystal).coordination
        assert crystal_nn(rotate(crystal, seed=5)).coordination.tolist() == numbers.tolist()
        twice = crystal_nn(supercell(crystal, (2, 1, 1))).coordination
        assert twice.tolist() == np.repeat(numbers, 2).tolist()


def test_an_element_without_a_radius():
    heavy = Structure(Lattice.cubic(3.4), ["Og"], [[0, 0, 0]])
    message = r"no covalent radius is known for Og; `distance_cutoffs=None` does without radii"
    with pytest.raises(ValueError, match=message):
        crystal_nn(heavy)
    assert crystal_nn(heavy, distance_cutoffs=None).coordination.tolist() == [6]


def test_a_placeholder_is_named_with_its_site():
    """A dummy species has neither radius nor electronegativity; here it would be a vacancy."""
    vacancy = Structure(
        Lattice.cubic(3.4), [Species("Na", 1), DummySpecies("X")], [[0, 0, 0], [0.5] * 3]
    )
    with pytest.raises(ValueError, match="no element") as error:
        crystal_nn(vacancy)
    assert str(error.value) == (
        "site 1 holds X, which is no element and has no radius; give the site an element "
        "(structure.replace_species) or remove it (structure.remove_sites)"
    )
    vacancy.remove_sites([1])
    assert len(crystal_nn(vacancy).coordination) == 1


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"x_diff_weight": -1}, r"`x_diff_weight` is -1; it must be zero or a positive number"),
        ({"x_diff_weight": float("nan")}, r"`x_diff_weight` is nan; it must be zero or a positive"),
        (
            {"distance_cutoffs": (1.0, 0.5)},
            r"`distance_cutoffs` is \(1\.0, 0\.5\) Å; give two incr",
        ),
        (
            {"distance_cutoffs": (-1, 0.5)},
            r"`distance_cutoffs` is \(-1, 0\.5\) Å; give two increas",
        ),
    ],
)
def test_parameters_out_of_range(parameters, message):
    with pytest.raises(ValueError, match=message):
        crystal_nn(CRYSTALS["CsCl"], **parameters)

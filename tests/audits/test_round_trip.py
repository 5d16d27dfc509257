"""Files and conventions: the same crystal written in another way."""

import numpy as np
import pytest
from pymatgen.core import Lattice, Structure

from coursekit.audits import audit_round_trip
from coursekit.audits.readings import misread_species
from coursekit.audits.subject import Subject
from coursekit.audits.writings import differences, other_writings, through_file
from coursekit.featurizers import ElementFractions, MagpieStatistics
from coursekit.structures import make_perovskite, make_rutile, make_wurtzite, read_structure

from .crystals import FEW, radial


def test_healthy_passes_through_four_formats():
    result = audit_round_trip(radial, FEW)
    assert result.status == "passed", result
    written = {how for how, _, _ in result.details["writings"]}
    assert {"writing as CIF", "writing as POSCAR", "writing as JSON"} < written
    assert 0 < result.measured < 1e-6


def transposed(path):
    crystal = read_structure(path)
    return Structure(crystal.lattice.matrix.T, crystal.species, crystal.frac_coords)


def cartesian_taken_for_fractional(path):
    crystal = read_structure(path)
    return Structure(crystal.lattice, crystal.species, crystal.cart_coords)


def one_atom_less(path):
    crystal = read_structure(path)
    return Structure.from_sites(crystal[:-1])


@pytest.mark.parametrize(
    ("read", "lost"),
    [
        (transposed, "lattice"),
        (cartesian_taken_for_fractional, "coordinates"),
        (one_atom_less, "element counts"),
    ],
)
def test_a_users_reader_is_tried(read, lost):
    result = audit_round_trip(radial, [make_wurtzite(), make_rutile()], read=read)
    assert result.status == "failed"
    assert lost in result.finding


def test_differences_ignore_orientation_and_order_and_see_the_rest():
    rutile = make_rutile()
    assert differences(rutile, through_file(rutile, "CIF")) == []
    for copy in other_writings(rutile).values():
        assert differences(rutile, copy) == []
    heavier = Structure(rutile.lattice, ["Sn"] * 2 + ["O"] * 4, rutile.frac_coords)
    assert differences(rutile, heavier) == ["species"]
    larger = Structure(Lattice(rutile.lattice.matrix * 1.01), rutile.species, rutile.frac_coords)
    assert differences(rutile, larger) == ["lattice"]
    slab = Structure(
        Lattice(rutile.lattice.matrix, pbc=(True, True, False)), rutile.species, rutile.frac_coords
    )
    assert "periodicity" in differences(rutile, slab)


def test_shared_sites_survive_where_the_format_can_hold_them():
    alloy = Structure(Lattice.cubic(3.6), [{"Cu": 0.6, "Au": 0.4}], [[0, 0, 0]])
    assert differences(alloy, through_file(alloy, "JSON")) == []
    assert through_file(alloy, "POSCAR") is None
    full = Structure(alloy.lattice, ["Cu"], [[0, 0, 0]])
    assert differences(alloy, full) == ["species"]


def test_standard_orientation_is_the_same_crystal_turned():
    turned = other_writings(make_wurtzite())["the standard orientation"]
    assert np.abs(np.triu(turned.lattice.matrix, 1)).max() < 1e-9
    np.testing.assert_allclose(turned.lattice.parameters, make_wurtzite().lattice.parameters)


def majority(structures):
    species = [[max(site.species, key=site.species.get).Z for site in s] for s in structures]
    return [[np.mean(row), np.std(row)] for row in species]


def first_letter(structures):
    numbers = {"C": 6, "Cl": 6, "Co": 6, "Na": 11, "F": 9, "Te": 52, "O": 8, "Zn": 30}
    return [[np.mean([numbers.get(x.specie.symbol, x.specie.Z) for x in s])] for s in structures]


def test_species_misread():
    assert misread_species(Subject(majority, FEW)) == (
        "A site shared by two elements is described as full: occupancies are dropped."
    )
    assert misread_species(Subject(first_letter, FEW)) == (
        "Cl is taken for C: an element symbol loses its second letter."
    )


@pytest.mark.parametrize("right", [ElementFractions(), MagpieStatistics(), radial])
def test_species_read_right(right):
    assert misread_species(Subject(right, FEW)) == ""


def test_atoms_far_outside_the_cell_are_mentioned():
    def inside(structures):
        return [[s.volume / len(s), np.ptp(s.frac_coords) > 1.5] for s in structures]

    result = audit_round_trip(inside, [make_perovskite(), make_rutile()])
    assert result.status == "passed"
    assert "wrap coordinates into [0, 1)" in result.finding


def with_charges():
    crystals = [crystal.copy() for crystal in FEW]
    for crystal in crystals:
        crystal.add_oxidation_state_by_guess()
    return crystals


@pytest.mark.filterwarnings("ignore:Site labels are not unique")
def test_what_a_format_cannot_hold_is_said_and_not_judged():
    def charges(structures):
        return [
            [max(getattr(k, "oxi_state", 0) or 0 for k in s.composition), s.volume / len(s)]
            for s in structures
        ]

    assert audit_round_trip(radial, with_charges()).status == "passed"
    result = audit_round_trip(charges, with_charges())
    assert result.status == "passed"
    assert "Writing as POSCAR, without oxidation states or site properties" in result.finding


@pytest.mark.filterwarnings("ignore:Site labels are not unique")
def test_a_reader_that_loses_oxidation_states():
    def read(path):
        structure = read_structure(path)
        structure.remove_oxidation_states()
        return structure

    result = audit_round_trip(radial, with_charges(), read=read)
    assert result.finding.startswith("CIF loses oxidation states or site properties")


def test_a_coarse_class_is_no_cut_symbol():
    def coarse(structures):
        return [np.histogram([site.specie.X for site in s], [0, 2, 3.3, 4])[0] for s in structures]

    def guessed(structures):
        """Zeros where the charges of the salt do not add up, as with carbon and cobalt."""
        known = {"Cl", "F", "Br", "S", "O"}
        return [
            [s.density if known & {e.symbol for e in s.composition} else 0.0] for s in structures
        ]

    def cut(structures):
        return [[ord(s[-1].specie.symbol[0]), s.volume] for s in structures]

    assert misread_species(Subject(coarse, FEW)) == ""
    assert misread_species(Subject(guessed, FEW)) == ""
    assert "Cl is taken for C" in misread_species(Subject(cut, FEW))

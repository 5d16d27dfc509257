"""Files and conventions: the same crystal written in another way."""

import numpy as np
import pytest
from pymatgen.core import Lattice, Structure

from coursekit.audits import audit_round_trip, relations
from coursekit.audits.files import differences
from coursekit.audits.reading import through_file
from coursekit.featurizers import ElementFractions, MagpieStatistics
from coursekit.structures import make_rutile, make_wurtzite, read_structure, rotate

from .crystals import FEW, radial


def test_healthy_passes_through_four_formats():
    result = audit_round_trip(radial, FEW)
    assert result.status == "passed", result
    written = {how for how, _, _ in result.details["moves"]}
    assert {"writing as CIF", "writing as POSCAR", "writing as JSON"} < written
    assert 0 < result.measured < 1e-4


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
    assert differences(rutile, rotate(rutile, 1)) == []
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


def majority(structures):
    species = [[max(site.species, key=site.species.get).Z for site in s] for s in structures]
    return [[np.mean(row), np.std(row)] for row in species]


def first_letter(structures):
    numbers = {"C": 6, "Cl": 6, "Co": 6, "Na": 11, "F": 9, "Te": 52, "O": 8, "Zn": 30}
    return [[np.mean([numbers.get(x.specie.symbol, x.specie.Z) for x in s])] for s in structures]


SYMBOL, OCCUPANCY = "Cl in place of C", "another occupancy"


def test_species_misread():
    with pytest.raises(AssertionError, match="occupancies are dropped"):
        relations.check(majority, FEW, OCCUPANCY)
    with pytest.raises(AssertionError, match="Cl is taken for C: an element symbol loses its"):
        relations.check(first_letter, FEW, SYMBOL)


@pytest.mark.parametrize("right", [ElementFractions(), MagpieStatistics(), radial])
def test_species_read_right(right):
    relations.check(right, FEW, SYMBOL)
    if right is not radial:  # which refuses shared sites
        relations.check(right, FEW, OCCUPANCY)


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
    assert "writing as JSON" in {how for how, _, _ in result.details["moves"]}
    assert result.details["relations"]["writing as POSCAR"] == "not applicable"


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

    relations.check(coarse, FEW, SYMBOL)
    relations.check(guessed, FEW, SYMBOL)
    with pytest.raises(AssertionError, match="Cl is taken for C"):
        relations.check(cut, FEW, SYMBOL)

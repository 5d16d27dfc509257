"""ASE Atoms and back, against pymatgen's own adaptor and ASE's own distances."""

from io import StringIO

import ase.io
import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk, fcc111, molecule
from pymatgen.core import DummySpecies, Lattice, Species, Structure
from pymatgen.io.ase import AseAtomsAdaptor

from coursekit.structures import from_ase, make_brookite, make_spinel, make_tenorite, to_ase

CRYSTALS = [make_brookite, make_tenorite, make_spinel]


@pytest.mark.parametrize("make", CRYSTALS)
def test_same_atoms_as_pymatgen_makes(make):
    crystal = make()
    ours, theirs = to_ase(crystal), AseAtomsAdaptor.get_atoms(crystal)
    np.testing.assert_array_equal(ours.numbers, theirs.numbers)
    np.testing.assert_allclose(ours.positions, theirs.positions, atol=1e-12)
    np.testing.assert_allclose(ours.cell.array, theirs.cell.array, atol=1e-12)
    assert ours.pbc.all()
    assert ours.info["id"] == crystal.properties["id"]


@pytest.mark.parametrize("make", CRYSTALS)
def test_there_and_back_changes_nothing(make):
    crystal = make()
    back = from_ase(to_ase(crystal))
    np.testing.assert_allclose(back.lattice.matrix, crystal.lattice.matrix, atol=1e-12)
    np.testing.assert_allclose(back.frac_coords, crystal.frac_coords, atol=1e-12)
    assert back.species == crystal.species
    assert back.properties == crystal.properties
    assert back.site_properties == crystal.site_properties


def test_distances_agree_with_ase():
    atoms = bulk("ZnO", "wurtzite", a=3.25, c=5.2).repeat((2, 1, 1))
    crystal = from_ase(atoms)
    np.testing.assert_allclose(
        crystal.distance_matrix, atoms.get_all_distances(mic=True), atol=1e-9
    )


def test_partial_periodicity_and_tags_are_kept():
    slab = fcc111("Pt", (1, 1, 3), vacuum=6)
    slab.pbc = (True, True, False)
    crystal = from_ase(slab)
    assert crystal.lattice.pbc == (True, True, False)
    assert crystal.site_properties["tags"] == [3, 2, 1]
    assert to_ase(crystal).pbc.tolist() == [True, True, False]


def test_magnetic_moments_and_charges_change_their_names_only():
    iron = bulk("Fe", cubic=True)
    iron.set_initial_magnetic_moments([2.2, -2.2])
    iron.set_initial_charges([0.5, -0.5])
    crystal = from_ase(iron)
    assert crystal.site_properties == {"magmom": [2.2, -2.2], "charge": [0.5, -0.5]}
    back = to_ase(crystal)
    assert back.get_initial_magnetic_moments().tolist() == [2.2, -2.2]
    assert back.get_initial_charges().tolist() == [0.5, -0.5]


def test_oxidation_states_travel_as_an_array():
    salt = Structure(Lattice.cubic(4.2), [Species("Mg", 2), Species("O", -2)], [[0] * 3, [0.5] * 3])
    atoms = to_ase(salt)
    assert atoms.get_chemical_symbols() == ["Mg", "O"]
    assert atoms.get_array("oxi_states").tolist() == [2.0, -2.0]
    assert from_ase(atoms).species == salt.species


def test_site_properties_that_ase_cannot_hold_stay_behind():
    crystal = make_tenorite()
    crystal.add_site_property("note", [None, *["seen"] * 7])
    crystal.add_site_property("mixed", [{"a": 1}] * 8)
    assert set(to_ase(crystal).arrays) == {"numbers", "positions"}


def test_what_ase_read_from_a_cif_beside_the_crystal_is_not_carried():
    buffer = StringIO(str(make_tenorite().to(fmt="cif")))
    atoms = ase.io.read(buffer, format="cif")
    assert "spacegroup" in atoms.info
    crystal = from_ase(atoms)
    assert crystal.properties == {}
    assert "spacegroup_kinds" not in crystal.site_properties


def test_occupancies_that_ase_dropped_are_not_passed_over():
    mixed = Structure(
        Lattice.cubic(4.1), [{"Li": 0.5, "Ni": 0.5}, "O"], [[0, 0, 0], [0.5, 0.5, 0.5]]
    )
    atoms = ase.io.read(StringIO(str(mixed.to(fmt="cif"))), format="cif")
    assert len(set(atoms.get_chemical_symbols())) == 2  # ASE has chosen one of Li and Ni
    with pytest.raises(ValueError, match="partial occupancies") as error:
        from_ase(atoms)
    assert str(error.value).startswith(f"`atoms` ({atoms.get_chemical_formula()}) came from a file")
    assert "which ASE does not keep; read it with `coursekit.structures.read_structure`" in str(
        error.value
    )


def test_a_molecule_needs_a_box():
    with pytest.raises(ValueError, match="no full cell") as error:
        from_ase(molecule("H2O"))
    assert str(error.value) == (
        "`atoms` (H2O) has no full cell; put the molecule in a box with atoms.center(vacuum=10) "
        "and atoms.pbc = True"
    )


def test_wrong_types_are_named():
    with pytest.raises(TypeError, match=r"ase.Atoms") as error:
        from_ase(make_tenorite())
    assert str(error.value) == "`atoms` must be ase.Atoms, got Structure"
    with pytest.raises(TypeError, match="pymatgen") as error:
        to_ase(Atoms("H"))
    assert str(error.value) == "`structure` must be a pymatgen Structure, got Atoms"


@pytest.mark.parametrize(
    ("species", "shown"),
    [
        ({"Li": 0.5, "Ni": 0.5}, "Li0.5 Ni0.5 has a site of Li:0.5, Ni:0.5"),
        (DummySpecies("X"), "X1 has a site of X0+"),
    ],
)
def test_sites_that_are_not_one_element_are_refused(species, shown):
    structure = Structure(Lattice.cubic(4), [species], [[0, 0, 0]])
    with pytest.raises(ValueError, match="one element per site") as error:
        to_ase(structure)
    assert str(error.value) == (
        f"{shown}; ASE holds one element per site: make an ordered cell first"
    )

"""Classic faults of files, planted one at a time."""

import numpy as np
import pytest
from pymatgen.core import Lattice, Structure

from coursekit.audits import scan_file, scan_structure
from coursekit.audits.files import mass_density
from coursekit.structures import make_rocksalt, make_rutile, make_wurtzite, set_id, write_structure


def kinds(faults):
    return [fault.kind for fault in faults]


@pytest.mark.parametrize("ending", [".cif", ".vasp", ".json", ".extxyz"])
def test_sound_files_are_not_suspected(tmp_path, ending):
    for structure in (make_rutile(), make_rocksalt("Co")):
        path = write_structure(structure, tmp_path / f"crystal{ending}")
        assert scan_file(path) == []


def test_density_agrees_with_pymatgen():
    rutile = make_rutile()
    assert mass_density(rutile) == pytest.approx(float(rutile.density), rel=1e-4)


def test_fractional_taken_for_cartesian():
    rutile = make_rutile()
    wrong = Structure(rutile.lattice, rutile.species, rutile.frac_coords, coords_are_cartesian=True)
    assert kinds(scan_structure(wrong)) == ["fractional"]


def test_transposed_lattice():
    rows = np.array([[3.0, 0.0, 0.0], [3.3, 4.1, 0.0], [-3.3, 3.9, 4.7]])
    sound = Structure(rows, ["Zn", "O"], [[0, 0, 0], [0.8, 0.2, 0.7]])
    wrong = Structure(rows.T, sound.species, sound.frac_coords)
    assert kinds(scan_structure(sound)) == []
    assert kinds(scan_structure(wrong)) == ["transposed"]


def test_overlap_and_unit_of_the_cell():
    zinc = make_wurtzite()
    nanometres = Structure(Lattice(zinc.lattice.matrix * 10), zinc.species, zinc.frac_coords)
    bohr = Structure(Lattice(zinc.lattice.matrix * 0.529), zinc.species, zinc.frac_coords)
    assert kinds(scan_structure(nanometres)) == ["density"]
    assert "overlap" in kinds(scan_structure(bohr))


def test_capital_symbols_in_a_cif(tmp_path):
    path = write_structure(make_rocksalt("Na", anion="Cl"), tmp_path / "salt.cif")
    path.write_text(path.read_text().replace("Cl", "CL"))
    faults = scan_file(path, structure=make_rocksalt("Na", anion="Cl"))
    assert "symbol: CL is written for Cl: some parsers read C (and L)" in map(str, faults)


def test_dropped_occupancies(tmp_path):
    alloy = Structure(Lattice.cubic(3.6), [{"Cu": 0.6, "Au": 0.4}], [[0, 0, 0]])
    path = write_structure(set_id(alloy, "alloy"), tmp_path / "alloy.cif")
    assert kinds(scan_file(path)) == []
    full = Structure(alloy.lattice, ["Cu"], [[0, 0, 0]])
    assert kinds(scan_file(path, structure=full)) == ["occupancy"]


def test_lost_charges_and_moments(tmp_path):
    charged = make_rocksalt("Mg")
    charged.add_oxidation_state_by_element({"Mg": 2, "O": -2})
    path = write_structure(charged, tmp_path / "charged.cif")
    assert kinds(scan_file(path)) == []
    assert kinds(scan_file(path, structure=make_rocksalt("Mg"))) == ["lost"]
    magnet = make_rocksalt("Ni")
    magnet.add_site_property("magmom", [1.0] * len(magnet))
    path = write_structure(magnet, tmp_path / "magnet.extxyz")
    assert kinds(scan_file(path, structure=make_rocksalt("Ni"))) == ["lost"]


@pytest.mark.filterwarnings("ignore:No _symmetry")
def test_unreadable_file(tmp_path):
    path = tmp_path / "broken.cif"
    path.write_text("data_nothing\n")
    (fault,) = scan_file(path)
    assert fault.kind == "unreadable"
    assert str(path) in fault.text

"""Classic faults of files, planted one at a time."""

import numpy as np
import pytest
from pymatgen.core import Lattice, Structure

from coursekit.audits import scan_file, scan_structure
from coursekit.audits.implausible import mass_density
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


def test_what_your_parser_made_of_the_file(tmp_path):
    salt = make_rocksalt("Na", anion="Cl")
    path = write_structure(salt, tmp_path / "salt.cif")
    primitive = salt.get_primitive_structure()
    assert kinds(scan_file(path, structure=primitive)) == []
    asymmetric = Structure(salt.lattice, ["Na", "Cl"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    found = scan_file(path, structure=asymmetric)
    assert kinds(found) == ["differs", "sparse"]
    assert "has 0.25 times the density" in found[0].text
    lattice = Lattice.from_parameters(5.1, 6.2, 7.3, 78, 95, 103)
    skew = Structure(lattice, ["Cu", "Cl"], [[0, 0, 0], [0.4, 0.1, 0.3]])
    path = write_structure(set_id(skew, "skew"), tmp_path / "skew.vasp")
    transposed = Structure(skew.lattice.matrix.T, skew.species, skew.frac_coords)
    assert "differs" in kinds(scan_file(path, structure=transposed))


def test_cell_in_bohr_is_sparse_and_a_molecule_is_not():
    salt = make_rocksalt("Na", anion="Cl")
    bohr = Structure(salt.lattice.matrix / 0.529, salt.species, salt.frac_coords)
    assert kinds(scan_structure(bohr)) == ["sparse"]
    places = [[0, 0, 0], [0.215, 0, 0], [-0.05, 0.207, 0]]
    water = Structure(Lattice.cubic(4.5), ["O", "H", "H"], places)
    faces = [[0, 0, 0], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]]
    argon = Structure(Lattice.cubic(5.26), ["Ar"] * 4, faces)
    assert kinds(scan_structure(water)) == kinds(scan_structure(argon)) == []


def test_no_direction_is_periodic():
    box = Structure(Lattice(np.eye(3) * 4, pbc=(False,) * 3), ["N", "N"], [[0, 0, 0], [0.27, 0, 0]])
    assert kinds(scan_structure(box)) == ["periodicity"]


POSCAR = """{comment}
1.0
5.64 0 0
0 5.64 0
0 0 5.64
{symbols}4 4
direct
0 0 0
0.5 0.5 0
0.5 0 0.5
0 0.5 0.5
0.5 0.5 0.5
0 0 0.5
0 0.5 0
0.5 0 0
"""


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("comment", "symbols", "expected"),
    [
        ("CO NI, magmom was tried", "Na Cl\n", []),
        ("salt", "", ["species"]),
        ("salt", "NA CL\n", ["symbol", "symbol", "unreadable"]),
    ],
)
def test_symbols_of_a_poscar(tmp_path, comment, symbols, expected):
    path = tmp_path / "POSCAR"
    path.write_text(POSCAR.format(comment=comment, symbols=symbols))
    found = kinds(scan_file(path))
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_capital_labels_beside_right_symbols(tmp_path):
    path = write_structure(make_rocksalt("Na", anion="Cl"), tmp_path / "salt.cif")
    text = path.read_text()
    path.write_text(text.replace("  Na0  ", "  NA0  ").replace("  Cl4  ", "  CL4  "))
    assert path.read_text() != text
    assert kinds(scan_file(path)) == []


@pytest.mark.filterwarnings("ignore:No _symmetry")
def test_unreadable_file(tmp_path):
    path = tmp_path / "broken.cif"
    path.write_text("data_nothing\n")
    (fault,) = scan_file(path)
    assert fault.kind == "unreadable"
    assert str(path) in fault.text

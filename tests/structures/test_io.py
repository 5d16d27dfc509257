"""Files: what each format keeps, what is refused, and what the refusals say."""

import ase.io
import numpy as np
import pytest
from pymatgen.core import Lattice, Structure

from coursekit.errors import DatasetError
from coursekit.structures import (
    make_brookite,
    make_kink,
    make_rutile,
    make_tenorite,
    parse_structure,
    read_structure,
    set_id,
    write_structure,
)

from .geometry import space_group

ENDINGS = ("cif", "vasp", "poscar", "json", "extxyz", "xyz")
TOLERANCE = 1e-7  # Å; extended XYZ keeps eight decimals, the others more

MIXED = Structure(Lattice.cubic(4.1), [{"Li": 0.5, "Ni": 0.5}, "O"], [[0, 0, 0], [0.5, 0.5, 0.5]])

SYMOPS = """loop_
_symmetry_equiv_pos_as_xyz
'x, y, z'
'-x, -y, z'
'-y+1/2, x+1/2, z+1/2'
'y+1/2, -x+1/2, z+1/2'
'-x+1/2, y+1/2, -z+1/2'
'x+1/2, -y+1/2, -z+1/2'
'y, x, -z'
'-y, -x, -z'
'-x, -y, -z'
'x, y, -z'
'y+1/2, -x+1/2, -z+1/2'
'-y+1/2, x+1/2, -z+1/2'
'x+1/2, -y+1/2, z+1/2'
'-x+1/2, y+1/2, z+1/2'
'-y, -x, z'
'y, x, z'
"""
RUTILE_CIF = f"""data_rutile
_cell_length_a 4.5937
_cell_length_b 4.5937
_cell_length_c 2.9587
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
_symmetry_space_group_name_H-M 'P 42/m n m'
_symmetry_Int_Tables_number 136
{SYMOPS}loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Ti1 Ti 0 0 0
O1 O 0.3048 0.3048 0
"""


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("make", [make_brookite, make_tenorite, make_kink])
def test_written_and_read_again(tmp_path, make, ending):
    crystal = make()
    path = write_structure(crystal, tmp_path / f"crystal.{ending}")
    back = read_structure(path)
    np.testing.assert_allclose(back.lattice.parameters, crystal.lattice.parameters, atol=1e-9)
    if ending != "cif":  # a CIF knows lengths and angles only
        np.testing.assert_allclose(back.lattice.matrix, crystal.lattice.matrix, atol=1e-9)
    np.testing.assert_allclose(back.distance_matrix, crystal.distance_matrix, atol=TOLERANCE)
    assert back.species == crystal.species
    assert back.lattice.pbc == crystal.lattice.pbc


@pytest.mark.parametrize("ending", ["cif", "vasp", "extxyz"])
def test_ase_reads_the_same_crystal(tmp_path, ending):
    crystal = make_tenorite()
    atoms = ase.io.read(write_structure(crystal, tmp_path / f"crystal.{ending}"))
    np.testing.assert_array_equal(atoms.numbers, crystal.atomic_numbers)
    np.testing.assert_allclose(
        atoms.get_all_distances(mic=True), crystal.distance_matrix, atol=TOLERANCE
    )


def test_symmetry_in_a_cif_is_expanded():
    crystal = parse_structure(RUTILE_CIF)
    assert crystal.composition.formula == "Ti2 O4"
    assert space_group(crystal) == 136
    assert crystal.density == pytest.approx(make_rutile().density, rel=1e-9)


@pytest.mark.parametrize("ending", ["json", "extxyz"])
def test_formats_that_hold_the_id_and_site_names(tmp_path, ending):
    back = read_structure(write_structure(make_kink(), tmp_path / f"other.{ending}"))
    assert back.properties["id"] == "Pt-643-kink"
    assert back.site_properties["site_name"] == make_kink().site_properties["site_name"]


@pytest.mark.parametrize("ending", ["cif", "vasp"])
def test_otherwise_the_file_name_is_the_id(tmp_path, ending):
    back = read_structure(write_structure(make_tenorite(), tmp_path / f"sample 12.{ending}"))
    assert back.properties["id"] == "sample 12"


@pytest.mark.parametrize("name", ["POSCAR", "CONTCAR", "POSCAR_17", "poscar.final"])
def test_poscar_needs_no_ending(tmp_path, name):
    path = write_structure(make_tenorite(), tmp_path / name)
    assert path.read_text().startswith("CuO-tenorite\n")
    assert read_structure(str(path)).composition.formula == "Cu4 O4"


@pytest.mark.parametrize("ending", ["CIF", "Json"])
def test_endings_may_be_capitals(tmp_path, ending):
    path = write_structure(make_tenorite(), tmp_path / f"crystal.{ending}")
    assert read_structure(path).composition.formula == "Cu4 O4"


@pytest.mark.parametrize("ending", ["vasp", "json", "extxyz"])
def test_coordinates_are_wrapped_into_the_cell(tmp_path, ending):
    outside = Structure(Lattice.cubic(4.0), ["Cs", "Cl"], [[-1e-17, 1.0, -0.25], [1.5, -3.5, 0.25]])
    back = read_structure(write_structure(outside, tmp_path / f"crystal.{ending}"))
    assert back.frac_coords.min() >= 0
    assert back.frac_coords.max() < 1
    np.testing.assert_allclose(back.distance_matrix, outside.distance_matrix, atol=TOLERANCE)


def test_open_directions_are_not_wrapped(tmp_path):
    lattice = Lattice.cubic(4.0, pbc=(True, True, False))
    slab = Structure(lattice, ["Cs", "Cl"], [[0, 0, -0.25], [1.5, 0.5, 0.25]])
    for ending in ("json", "extxyz"):
        back = read_structure(write_structure(slab, tmp_path / f"slab.{ending}"))
        assert back.lattice.pbc == (True, True, False)
        np.testing.assert_allclose(back.frac_coords, [[0, 0, -0.25], [0.5, 0.5, 0.25]], atol=1e-7)


@pytest.mark.parametrize("ending", ["cif", "json"])
def test_partial_occupancies_survive_where_they_can(tmp_path, ending):
    back = read_structure(write_structure(MIXED, tmp_path / f"mixed.{ending}"))
    assert not back.is_ordered
    assert back.composition.almost_equals(MIXED.composition)


@pytest.mark.parametrize(("ending", "kind"), [("vasp", "poscar"), ("xyz", "extxyz")])
def test_partial_occupancies_are_refused_where_they_cannot(tmp_path, ending, kind):
    path = tmp_path / f"mixed.{ending}"
    with pytest.raises(DatasetError) as error:
        write_structure(MIXED, path)
    assert str(error.value) == (
        f"`path`: {kind} cannot hold the partial occupancies of "
        f"{MIXED.composition.reduced_formula}; write .cif or .json"
    )
    assert not path.exists()


@pytest.mark.parametrize("ending", ["cif", "vasp", "json", "extxyz"])
def test_isotopes_are_kept_or_refused(tmp_path, ending):
    heavy = Structure(Lattice.cubic(4.0), ["D", "Li"], [[0, 0, 0], [0.5, 0.5, 0.5]])
    path = tmp_path / f"heavy.{ending}"
    if ending in ("cif", "vasp"):
        with pytest.raises(DatasetError, match=r"would write D as H; write \.json or \.extxyz"):
            write_structure(heavy, path)
    else:
        assert read_structure(write_structure(heavy, path))[0].specie.name == "D"


def test_foreign_letters_do_not_stop_the_reading(tmp_path):
    path = tmp_path / "latin.cif"
    path.write_bytes(b"# Schr\xf6dinger\n" + RUTILE_CIF.encode())
    assert read_structure(path).composition.formula == "Ti2 O4"


def test_missing_file(tmp_path):
    path = tmp_path / "absent.cif"
    with pytest.raises(FileNotFoundError) as error:
        read_structure(path)
    assert str(error.value) == (
        f"`path`: there is no file {path}; check the spelling and the folder"
    )


ENDING = {
    "read": (
        read_structure,
        "{path}: neither its content nor its ending is known; known are .cif, .mcif, .poscar, "
        ".contcar, .vasp, .json, .extxyz, .xyz, .xsf, .cssr, and files called POSCAR or CONTCAR",
    ),
    "write": (
        lambda path: write_structure(MIXED, path),
        "`path`: crystal.pdb has no ending that can be written; known are .cif, .mcif, .poscar, "
        ".contcar, .vasp, .json, .extxyz, .xyz, and files called POSCAR or CONTCAR",
    ),
}


@pytest.mark.parametrize("action", ENDING)
def test_unknown_ending(tmp_path, action):
    path = tmp_path / "crystal.pdb"
    path.write_text("ATOM 1 CA")
    act, message = ENDING[action]
    with pytest.raises(DatasetError) as error:
        act(path)
    assert str(error.value) == message.format(path=path)


def test_missing_folder(tmp_path):
    with pytest.raises(DatasetError) as error:
        write_structure(make_tenorite(), tmp_path / "absent" / "crystal.cif")
    assert str(error.value) == f"`path`: there is no folder {tmp_path / 'absent'}; make it first"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        (
            "broken.cif",
            "this is not a crystal",
            "cannot be read as cif: line 1: 'this' stands before any `data_`; a CIF begins with ",
        ),
        (
            "cut.cif",
            RUTILE_CIF[:300],
            'cannot be read as cif: line 15: the quotation "\'y+1/2" has no end',
        ),
        (
            "old.vasp",
            "old\n1.0\n4 0 0\n0 4 0\n0 0 4\n1 1\ndirect\n0 0 0\n.5 .5 .5\n",
            "cannot be read as poscar: line 6: there is no line of element symbols above the counts; "
            "add one, such as 'Cs Cl'",
        ),
        (
            "broken.vasp",
            "one\ntwo\nthree",
            "cannot be read as poscar: line 2 ('two'): the scale is one number or three, here are 0; ",
        ),
        ("broken.json", '{"lattice": ', "cannot be read as json (JSONDecodeError: "),
        (
            "other.json",
            '{"rows": []}',
            "cannot be read as json: is a dict that holds no crystal; its fields are rows; give ",
        ),
        ("broken.xyz", "two\natoms\n", "cannot be read as extxyz ("),
        ("molecule.xyz", "1\n\nH 0 0 0\n", "cannot be read as extxyz (ValueError: `atoms` (H)"),
        (
            "empty.cif",
            "",
            "cannot be read as cif: no block lists atoms (`_atom_site_...`); its blocks: none; ",
        ),
        (
            "twice.cif",
            RUTILE_CIF.replace("O1 O", "Ti2 Ti 0 0 0\nO1 O"),
            "cannot be read as cif: block data_rutile, line 35: sites Ti1 (line 34) and Ti2 (line 35) "
            "stand on one place, with occupancies that add up to 2 (by the list of 16 operations); "
            "allowed is 1: delete the duplicate, or, ",
        ),
    ],
)
def test_unreadable_file(tmp_path, name, text, reason):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(DatasetError) as error:
        read_structure(path)
    assert str(error.value).startswith(f"{path}: {reason}")


def test_an_unknown_element_is_not_taken_for_a_dummy(tmp_path):
    path = tmp_path / "unknown.cif"
    path.write_text(RUTILE_CIF.replace("O1 O", "Qx1 Qx"))
    with pytest.raises(DatasetError) as error:
        read_structure(path)
    assert str(error.value) == (
        f"{path}: cannot be read as cif: block data_rutile, line 35: site Qx1: 'Qx' is no chemical "
        "element; correct the symbol (capital letter first, then a small one)"
    )


def test_several_crystals_in_one_file(tmp_path):
    path = tmp_path / "two.xyz"
    frame = write_structure(make_tenorite(), path).read_text()
    path.write_text(frame * 2)
    with pytest.raises(DatasetError) as error:
        read_structure(path)
    assert str(error.value) == (
        f"{path}: holds 2 crystals; one is needed: split it, one crystal each"
    )
    with pytest.raises(DatasetError, match=r"^holds 2 crystals"):
        parse_structure(RUTILE_CIF + RUTILE_CIF.replace("data_rutile", "data_again"))


def test_unknown_kind_of_text():
    with pytest.raises(DatasetError) as error:
        parse_structure(RUTILE_CIF, "pdb")
    assert str(error.value) == (
        "`kind` is 'pdb'; it must be one of cif, poscar, json, extxyz, xsf, cssr"
    )


def test_a_second_write_replaces_the_first(tmp_path):
    path = tmp_path / "crystal.json"
    write_structure(make_rutile(), path)
    write_structure(set_id(make_tenorite(), "new"), path)
    assert read_structure(path).properties["id"] == "new"


CUBE_CIF = """data_x
_cell_length_a 4.2
_cell_length_b 4.2
_cell_length_c 4.2
_cell_angle_alpha 90
_cell_angle_beta 90
_cell_angle_gamma 90
{extra}
loop_
_atom_site_label
_atom_site_type_symbol
_atom_site_fract_x
_atom_site_fract_y
_atom_site_fract_z
Mg1 Mg 0 0 0
O1 {anion} 0.5 0.5 0.5
"""


@pytest.mark.parametrize(
    ("extra", "anion", "reason"),
    [
        (
            "_symmetry_space_group_name_H-M 'Q 9 9 9'",
            "O",
            "8: no symmetry operations follow from _symmetry_space_group_name_H-M 'Q 9 9 9'; write a "
            "symbol of the International Tables, or list the operations "
            "(_space_group_symop_operation_xyz)",
        ),
        (
            "_chemical_formula_sum 'Mg1 O2 H2'",
            "O",
            "8: _chemical_formula_sum: its formula 'Mg1 O2 H2' names H, its sites hold none (Mg1 "
            "O1); give the rows that are missing, or correct the formula",
        ),
        (
            "",
            "Wat",
            "16: site O1: 'Wat' is a group with hydrogens that have no coordinates; list O and H "
            "with their places, or leave the crystal out",
        ),
    ],
)
def test_a_cif_that_would_be_guessed(extra, anion, reason):
    with pytest.raises(DatasetError) as error:
        parse_structure(CUBE_CIF.format(extra=extra, anion=anion))
    assert str(error.value) == f"cannot be read as cif: block data_x, line {reason}"


@pytest.mark.parametrize(
    ("extra", "n_sites"),
    [
        ("", 2),
        ("_symmetry_space_group_name_H-M ?", 2),
        ("_symmetry_Int_Tables_number 225", 8),
        ("_chemical_formula_sum 'Mg4 O4'", 2),
        ("_chemical_formula_sum 'not known'", 2),
    ],
)
def test_a_cif_that_says_little(extra, n_sites):
    assert len(parse_structure(CUBE_CIF.format(extra=extra, anion="O"))) == n_sites


@pytest.mark.parametrize(
    ("edge", "said"),
    [
        (0.42, "has lattice vectors of 0.42, 0.42, 0.42 Å and 0.037 Å³ per atom"),
        (420.0, "has lattice vectors of 420, 420, 420 Å and 3.7e+07 Å³ per atom"),
    ],
)
def test_lengths_in_another_unit(edge, said):
    lattice = "\n".join(f"{edge * i:g} {edge * j:g} {edge * k:g}" for i, j, k in np.eye(3))
    text = f"x\n1.0\n{lattice}\nMg O\n1 1\ndirect\n0 0 0\n0.5 0.5 0.5\n"
    with pytest.raises(DatasetError) as error:
        parse_structure(text, "poscar")
    assert str(error.value) == (
        f"{said}, allowed are 1 to 100000; mend the lattice, lengths are in Å"
    )

"""POSCAR: every way that VASP allows is read as ASE reads it; every malformation names its line."""

import io

import ase.io
import numpy as np
import pytest

from coursekit.errors import DatasetError
from coursekit.structures import parse_structure, read_structure

HEAD = "salt\n{scale}\n{cell}\nCs Cl\n1 2\n"
CELL = "4.1 0.2 0\n0 4.3 0.1\n-0.3 0 4.7"
PLACES = np.array([[0, 0, 0], [0.5, 0.4, 0.5], [0.25, 0.75, 0.1]])
VECTORS = np.array([row.split() for row in CELL.split("\n")], float)
SOUND = HEAD.format(scale="1.0", cell=CELL) + "Direct\n0 0 0\n0.5 0.4 0.5\n0.25 0.75 0.1\n"


def rows(coords, ends=("", "", "")):
    return "".join(
        " ".join(f"{x:.9f}" for x in row) + end + "\n"
        for row, end in zip(coords, ends, strict=True)
    )


def refusal(text):
    with pytest.raises(DatasetError) as error:
        parse_structure(text, "poscar")
    return str(error.value).removeprefix("cannot be read as poscar: ")


@pytest.mark.parametrize("mode", ["Direct", "direct configuration= 1", "Cartesian", "k", "C"])
@pytest.mark.parametrize("scale", ["1.0", "1.3", "-120.0", "1.1 0.9 1.2", "1.0D0 ! scaled"])
@pytest.mark.parametrize("selective", [False, True])
def test_every_scale_and_mode_as_ase_reads_it(scale, mode, selective):
    coords = PLACES if mode[0].lower() == "d" else PLACES @ VECTORS
    flags = (" T T F", " F F F", " .TRUE. T T") if selective else ("", "", "")
    text = HEAD.format(scale=scale, cell=CELL) + "Selective dynamics\n" * selective + mode + "\n"
    crystal = parse_structure(text + rows(coords, flags))
    plain = HEAD.format(scale=scale.replace("D0 ! scaled", ""), cell=CELL) + f"{mode}\n"
    atoms = ase.io.read(io.StringIO(plain + rows(coords)), format="vasp")
    np.testing.assert_allclose(crystal.lattice.matrix, atoms.cell.array, atol=1e-7)
    away = crystal.frac_coords - atoms.get_scaled_positions()
    np.testing.assert_allclose(away - np.rint(away), 0, atol=1e-7)
    assert [site.specie.symbol for site in crystal] == ["Cs", "Cl", "Cl"]
    if selective:
        assert crystal.site_properties["selective_dynamics"][0] == [True, True, False]


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("name", ["NaCl-POSCAR", "CONTCAR_final", "x.vasp", "mystery", "a.contcar"])
def test_any_line_end_and_any_name(tmp_path, name, ends):
    path = tmp_path / name
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", ends).encode())
    assert read_structure(path).composition.formula == "Cs1 Cl2"


def test_velocities_are_kept_and_what_follows_them_is_left():
    crystal = parse_structure(SOUND + "\n0 0 1\n0 1 0\n1 0 0\n\n1\n0.5\n")
    assert crystal.site_properties["velocities"] == [[0, 0, 1], [0, 1, 0], [1, 0, 0]]


@pytest.mark.parametrize(
    ("symbols", "formula"),
    [("Cs_sv Cl", "Cs1 Cl2"), ("Cs/1a2b Cl/9f", "Cs1 Cl2"), ("Cl Cl", "Cl3"), ("D Cl", "H1 Cl2")],
)
def test_symbols(symbols, formula):
    assert parse_structure(SOUND.replace("Cs Cl", symbols)).composition.formula == formula


def test_symbols_behind_the_rows():
    old = SOUND.replace("Cs Cl\n", "").replace("0 0 0\n", "0 0 0 Cs\n")
    old = old.replace("0.5 0.4 0.5\n", "0.5 0.4 0.5 Cl\n").replace("0.1\n0 0", "0.1\n0 0")
    assert "line 6: there is no line of element symbols" in refusal(old)
    assert parse_structure(old.rstrip() + " Cl\n").composition.formula == "Cs1 Cl2"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("1.0\n", "1.0 1.1\n", "line 2 ('1.0 1.1'): the scale is one number or three, here are 2"),
        (
            "1.0\n",
            "0.0\n",
            "line 2 ('0.0'): the scale is a positive factor, three of them, or minus",
        ),
        ("1.0\n", "1 1 -1\n", "line 2 ('1 1 -1'): the scale is a positive factor"),
        ("1.0\n", "", "line 2 ('4.1 0.2 0'): the scale is a positive factor, three of them"),
        (
            "4.1 0.2 0",
            "4.1 0.2",
            "line 3 ('4.1 0.2'): a lattice vector needs 3 numbers, here are 2",
        ),
        (
            "0 4.3 0.1",
            "0 a 0.1",
            "line 4 ('0 a 0.1'): a lattice vector needs 3 numbers, here are 1",
        ),
        (
            "0 4.3 0.1",
            "8.2 .4 0",
            "line 5 ('-0.3 0 4.7'): the three lattice vectors (lines 3 to 5)",
        ),
        ("Cs Cl", "CS CL", "line 6 ('CS CL'): 'CS' is no element symbol; write Cs"),
        ("Cs Cl", "Cs Va", "line 6 ('Cs Va'): 'Va' is no atom but a vacancy or a dummy"),
        ("Cs Cl", "Cs Qq", "line 6 ('Cs Qq'): 'Qq' is no chemical element"),
        ("Cs Cl\n", "", "line 6: there is no line of element symbols above the counts"),
        ("1 2\n", "1 2 3\n", "line 7 ('1 2 3'): 3 counts for 2 symbols (Cs Cl)"),
        ("1 2\n", "1 two\n", "line 7 ('1 two'): here must stand how many atoms"),
        ("1 2\n", "0 0\n", "line 7 ('0 0'): the counts add up to no atom"),
        ("1 2\n", "1 3\n", "line 12 (''): the row of atom 4 of 4 (counts 1 + 3) is missing"),
        ("1 2\n", "1 1\n", "line 11 ('0.25 0.75 0.1'): a row more than the 2 atoms of the counts"),
        ("Direct\n", "", "line 8 ('0 0 0'): here must stand how the coordinates are meant"),
        ("Direct", "Fractional", "line 8 ('Fractional'): here must stand how the coordinates"),
        (
            "0.5 0.4 0.5",
            "0.5 0.4",
            "line 10 ('0.5 0.4'): the row of atom 2 of 3 (counts 1 + 2) needs",
        ),
        ("0.5 0.4 0.5", "0.5 **** 0.5", "line 10 ('0.5 **** 0.5'): the row of atom 2 of 3"),
        ("0.5 0.4 0.5", "nan 0.4 0.5", "line 10 ('nan 0.4 0.5'): the row of atom 2 of 3"),
        (
            "0.5 0.4 0.5",
            "0.5 0.4 0.5 Cs",
            "line 10 ('0.5 0.4 0.5 Cs'): the row ends in Cs, by line 6",
        ),
        ("0.5 0.4 0.5\n", "\n0.5 0.4 0.5\n", "line 10 (''): the row of atom 2 of 3"),
        ("Direct", "Selective\nDirect", "line 10 ('0 0 0'): the row of atom 1 of 3"),
        ("0.1\n", "0.1\n\n1 1 1\n", "line 13 ('1 1 1'): below the 3 atoms follow 1 more rows"),
    ],
)
def test_the_line_is_named(old, new, said):
    assert old in SOUND
    assert refusal(
        SOUND.replace(old, new, 1) if old != "0.1\n" else SOUND + "\n1 1 1\n"
    ).startswith(said)


def test_any_row_taken_out_is_noticed():
    lines = SOUND.splitlines(keepends=True)
    for i in range(1, len(lines)):
        assert refusal("".join(lines[:i] + lines[i + 1 :])).startswith("line ")


@pytest.mark.parametrize("head", ["Direct configuration=     2\n", "salt\n1.0\n"])
def test_a_second_configuration_is_refused(head):
    said = refusal(SOUND + head + "0 0 0.1\n0.5 0.4 0.5\n0.25 0.75 0.1\n")
    assert said.startswith(
        f"line 12 ({head.splitlines()[0]!r}): another crystal begins below the 3 atoms"
    )

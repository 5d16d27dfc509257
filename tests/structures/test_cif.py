"""CIFs: every setting is read back, whatever is left out; what contradicts itself is refused."""

import numpy as np
import pytest
from pymatgen.core import Element, Species

from coursekit.errors import DatasetError
from coursekit.structures import make_rutile, parse_structure, read_structure, write_structure
from coursekit.structures.settings import settings_of_name

from .generator import (
    assert_same,
    cell_lines,
    cif,
    formula_lines,
    hall_lines,
    matches,
    name_lines,
    number_lines,
    operation_lines,
    random_crystal,
    site_lines,
)

CUBE = [f"_cell_length_{x} 4.2" for x in "abc"] + [
    f"_cell_angle_{x} 90" for x in ("alpha", "beta", "gamma")
]
HEAD = ["loop_", "_atom_site_label", "_atom_site_type_symbol"] + [
    f"_atom_site_fract_{x}" for x in "xyz"
]
SALT = ["Mg1 Mg 0 0 0", "O1 O 0.5 0.5 0.5"]


def text(*lines, rows=SALT, head=HEAD, cell=CUBE):
    return "\n".join(["data_x", *cell, *lines, *head, *rows]) + "\n"


def refusal(source):
    with pytest.raises(DatasetError) as error:
        parse_structure(source, "cif")
    return str(error.value).removeprefix("cannot be read as cif: ")


def outcome(source, crystal):
    """Whether a text is read as the crystal, refused, or taken for another."""
    try:
        return "right" if matches(parse_structure(source), crystal) else "another"
    except DatasetError:
        return "refused"


@pytest.mark.parametrize(
    ("name", "hall_numbers"),
    [
        ("F d -3 m Z", [526]),
        ("Fd-3mS", [525]),
        ("F d -3 m :2", [526]),
        ("F d -3 m (origin choice 2)", [526]),
        ("F d -3 m O1", [525]),
        ("Fd-3m (227)", [525, 526]),
        ("R -3 m :R", [459]),
        ("R-3m H", [458]),
        ("P2(1)/n", [82, 85, 88]),
        ("P 1 21/n 1", [82]),
        ("P 4(2)/m n m", [419]),
        ("P6(3)/mmc", [488]),
        ("P b n m", [294]),
        ("C m c a", [304]),
        ("F m 3 m", [523]),
        ("A b a 2", [203]),
        ("B 1 1 2/b", [99]),
        ("P 9 9 9", []),
    ],
)
def test_symbols_as_people_write_them(name, hall_numbers):
    assert [row.hall_number for row in settings_of_name(name)[0]] == hall_numbers


@pytest.fixture(scope="module")
def every_setting():
    rng = np.random.default_rng(20)
    return [random_crystal(hall_number, rng) for hall_number in range(1, 531)]


@pytest.mark.parametrize("lines", [name_lines, hall_lines, operation_lines])
def test_every_setting_is_read_by_name_by_hall_symbol_and_by_operations(every_setting, lines):
    wrong = [
        crystal.hall_number
        for crystal in every_setting
        if outcome(
            cif(
                crystal, cell_lines(crystal), lines(crystal.hall_number), site_lines(crystal.sites)
            ),
            crystal,
        )
        != "right"
    ]
    assert wrong == []


def test_a_number_alone_is_never_taken_for_another_setting(every_setting):
    found = {"right": 0, "refused": 0, "another": 0}
    for crystal in every_setting[::3]:
        said = [*number_lines(crystal.hall_number), *formula_lines(crystal)]
        source = cif(crystal, cell_lines(crystal), said, site_lines(crystal.sites))
        found[outcome(source, crystal)] += 1
    assert found["another"] == 0
    assert found["right"] > 50  # groups of one setting, and those that formula and Z decide


def changed(kind, crystal, rng):
    """The lines of a sound file, one thing changed."""
    h = crystal.hall_number
    parts = {
        "cell": cell_lines(crystal),
        "name": name_lines(h),
        "number": number_lines(h),
        "operations": operation_lines(h) if rng.random() < 0.4 else [],
        "formula": formula_lines(crystal),
        "sites": site_lines(crystal.sites),
    }
    if kind in parts:
        parts[kind] = []
    elif kind == "all symmetry":
        parts.update(name=[], number=[], operations=[])
    elif kind == "row":
        parts["sites"] = site_lines(crystal.sites[1:])
    elif kind == "doubled row":
        parts["sites"] = site_lines([*crystal.sites, crystal.sites[-1]])
    elif kind == "element":
        (_, place), *rest = crystal.sites
        parts["sites"] = site_lines([("Po", place), *rest])
    elif kind == "amount":
        parts["formula"] = [f.replace("1'", "3'").replace("2'", "5'") for f in parts["formula"]]
    elif kind == "Z":
        parts["formula"] = [formula_lines(crystal)[0], "_cell_formula_units_Z 7"]
    elif kind == "another group":
        other = 1 + (h + int(rng.integers(1, 529))) % 530
        parts.update(name=name_lines(other))
    elif kind == "another operation":
        parts["operations"] = operation_lines(1 + (h + int(rng.integers(1, 529))) % 530)
    elif kind == "lost operation" and len(operation_lines(h)) > 4:
        parts["operations"] = operation_lines(h)[:-1]
    return cif(crystal, *parts.values())


CHANGES = ["name", "number", "operations", "formula", "all symmetry", "row", "doubled row"]
CHANGES += ["element", "amount", "Z", "another group", "another operation", "lost operation"]


@pytest.mark.parametrize("kind", CHANGES)
def test_what_is_changed_is_right_or_refused(every_setting, kind):
    rng = np.random.default_rng(CHANGES.index(kind))
    wrong = [
        crystal.hall_number
        for crystal in (every_setting[i] for i in rng.integers(0, 530, 40))
        if outcome(changed(kind, crystal, rng), crystal) == "another"
    ]
    assert wrong == []


STYLES = {
    "capitals": str.upper,
    "mixed": lambda line: line.replace("_atom_site_", "_Atom_Site_").replace("_cell_", "_CELL_"),
    "dotted": lambda line: line.replace("_atom_site_", "_atom_site.").replace("_cell_", "_cell."),
    "old": lambda line: line.replace(
        "_space_group_symop_operation_xyz", "_symmetry_equiv_pos_as_xyz"
    ),
    "blanks": lambda line: line.replace(",", " , ").replace(" ", "   "),
    "commented": lambda line: line + " # a remark",
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_tags_in_any_case_and_spelling(every_setting, style, ends):
    crystal = every_setting[300]
    lines = [*operation_lines(301), *cell_lines(crystal), *site_lines(crystal.sites)]
    lines = [STYLES[style](line) if line.startswith(("_", "'")) else line for line in lines]
    assert_same(parse_structure(ends.join(["data_x", *lines, ""])), crystal)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("data_global\n_journal_name_full 'A journal'\n\n", ""),
        ("", "\ndata_refs\n_publ_text\n;\nloop_ data_ _cell\n;\n"),
        ("data_global\n_publ_section_title\n;\n A title\n;\n", "data_powder\n_cell_length_a 3\n"),
        ("global_\n_journal_name_full 'A journal'\n", ""),
        ("\ufeff# from an editor\n", ""),
        ("#\\#CIF_1.1\n\n", "\nloop_\n_geom_bond_distance\n1.2\n1.3\n"),
    ],
)
def test_blocks_of_text_around_the_crystal(before, after):
    assert parse_structure(before + text() + after).composition.formula == "Mg1 O1"


def test_two_crystals():
    with pytest.raises(DatasetError, match=r"^holds 2 crystals"):
        parse_structure(text() + text().replace("data_x", "data_y"))


@pytest.mark.parametrize(
    ("symbol", "species"),
    [
        ("Mg2+", Species("Mg", 2)),
        ("Mg+2", Species("Mg", 2)),
        ("MG", Element("Mg")),
        ("D", Element("D")),
        ("2H", Element("D")),
        ("O2-", Species("O", -2)),
        ("Cval", Element("C")),
    ],
)
def test_type_symbols(symbol, species):
    site = parse_structure(text(rows=[f"A1 {symbol} 0 0 0", SALT[1]]))[0]
    assert site.specie == species
    assert site.label == "A1"


@pytest.mark.parametrize(
    ("label", "formula", "symbol"),
    [
        ("Mg1", "", "Mg"),
        ("MgM1", "", "Mg"),
        ("SiT", "", "Si"),
        ("O2A", "", "O"),
        ("fe1", "", "Fe"),
        ("MG1", "", "Mg"),
        ("CL1", "'Cl1 O1'", "Cl"),
        ("OW1", "'O2'", "O"),
        ("V1", "", "V"),
        ("D1", "", "H"),
        ("Ho1", "", "Ho"),
        ("RE1", "'Re1 O1'", "Re"),
        ("ALT1", "'Al1 O1'", "Al"),
    ],
)
def test_labels_without_type_symbols(label, formula, symbol):
    lines = [f"_chemical_formula_sum {formula}"] if formula else []
    head = [line for line in HEAD if "type" not in line]
    source = text(*lines, head=head, rows=[f"{label} 0 0 0", "O1 0.5 0.5 0.5"])
    assert parse_structure(source)[0].specie.symbol == symbol


@pytest.mark.parametrize("typed", [True, False])
@pytest.mark.parametrize(
    "label",
    [
        "Va",
        "Vac",
        "VAC",
        "vacancy",
        "X",
        "Xx",
        "dummy",
        "Du",
        "Wat",
        "OH",
        "H2O",
        "H3O",
        "Q1",
        "Em",
    ],
)
def test_what_is_no_atom_is_refused_with_its_row(label, typed):
    head = HEAD if typed else [line for line in HEAD if "type" not in line]
    row = f"{label}1 {label} 0.5 0.5 0.5" if typed else f"{label}1 0.5 0.5 0.5"
    said = refusal(text(head=head, rows=["Mg1 Mg 0 0 0" if typed else "Mg1 0 0 0", row]))
    assert said.startswith(f"block data_x, line {9 + len(head)}: site {label}1: '")


@pytest.mark.parametrize(
    ("label", "options"),
    [
        ("CO1", "C or Co"),
        ("OS1", "O or Os"),
        ("T1", "it could be T"),
        ("RE1", "it could be Re"),
        ("HAL1", "it could be H"),
        ("NiFe1", "Fe or Ni"),
    ],
)
def test_labels_that_could_mean_two_elements(label, options):
    head = [line for line in HEAD if "type" not in line]
    said = refusal(text(head=head, rows=[f"{label} 0 0 0"]))
    assert options in said
    assert said.endswith("add _atom_site_type_symbol")


@pytest.mark.parametrize("unknown", [".", "?"])
def test_unknown_occupancy_is_one(unknown):
    head, rows = [*HEAD, "_atom_site_occupancy"], [f"{row} {unknown}" for row in SALT]
    assert parse_structure(text(head=head, rows=rows)).is_ordered


def test_shared_and_partial_sites():
    rows = ["Fe1 Fe 0 0 0 0.6", "Mg1 Mg 0 0 0 0.3", "O1 O .5 .5 .5 1.0(1)"]
    crystal = parse_structure(text(head=[*HEAD, "_atom_site_occupancy"], rows=rows))
    assert crystal[0].species.as_dict() == pytest.approx({"Fe": 0.6, "Mg": 0.3})
    assert crystal[1].species_string == "O"


def test_dummy_sites_are_no_atoms():
    rows = [*(f"{row} d" for row in SALT), "Cg1 C 0.1 0.2 0.3 dum"]
    crystal = parse_structure(text(head=[*HEAD, "_atom_site_calc_flag"], rows=rows))
    assert crystal.composition.formula == "Mg1 O1"


def test_a_file_that_lists_all_atoms_and_a_group():
    corners = ["0 0 0", "0 .5 .5", ".5 0 .5", ".5 .5 0"]
    edges = [".5 .5 .5", ".5 0 0", "0 .5 0", "0 0 .5"]
    rows = [f"Mg{i} Mg {c}" for i, c in enumerate(corners)]
    rows += [f"O{i} O {c}" for i, c in enumerate(edges)]
    number = "_symmetry_Int_Tables_number 225"
    assert parse_structure(text(number, rows=rows)).composition.formula == "Mg4 O4"
    assert "sites Mg0 (line 15), Mg1 (line 16) and Mg2 (line 17) stand on one place" in refusal(
        text(number, rows=[*rows[:3], *rows[4:]])
    )


def test_coordinates_are_kept_to_the_last_digit():
    crystal = parse_structure(text(rows=["Mg1 Mg 0.66661 0.3334 0.99999", SALT[1]]))
    assert crystal[0].frac_coords.tolist() == [0.66661, 0.3334, 0.99999]


@pytest.mark.parametrize("thirds", ["0.333 0.667", "0.3333 0.6667", "0.33333 0.66667"])
def test_rounded_thirds_lie_on_their_axis(thirds):
    cell = ["_cell_length_a 3.2", "_cell_length_b 3.2", "_cell_length_c 5.2"]
    cell += ["_cell_angle_alpha 90", "_cell_angle_beta 90", "_cell_angle_gamma 120"]
    name = "_symmetry_space_group_name_H-M 'P 63/m m c'"
    crystal = parse_structure(text(name, cell=cell, rows=[f"Mg1 Mg {thirds} 0.25"]))
    assert len(crystal) == 2
    np.testing.assert_allclose(crystal[0].frac_coords, [1 / 3, 2 / 3, 0.25], atol=1e-12)


def test_cartesian_coordinates():
    head = [line.replace("fract", "Cartn") for line in HEAD]
    rows = ["Mg1 Mg 0 0 0", "O1 O 2.1 2.1 2.1"]
    np.testing.assert_allclose(parse_structure(text(head=head, rows=rows))[1].frac_coords, 0.5)
    skew = [line.replace("gamma 90", "gamma 100") for line in CUBE]
    assert "_atom_sites_Cartn_tran_matrix" in refusal(text(head=head, rows=rows, cell=skew))


def test_moments_turn_with_their_atoms(tmp_path):
    said = ["loop_", "_space_group_symop_magn_operation.xyz", "x,y,z,+1", "x+1/2,y+1/2,z,-1"]
    moments = [f"_atom_site_moment.crystalaxis_{x}" for x in "xyz"]
    lines = [*said, "loop_", "_atom_site_moment.label", *moments, "Mn1 0 0 4.5"]
    path = tmp_path / "antiferro.mcif"
    path.write_text(text(*lines, rows=["Mn1 Mn 0 0 0", "O1 O 0 0 0.5"]))
    crystal = read_structure(path)
    found = [m.moment[2] for m in crystal.site_properties["magmom"]]
    assert found == [4.5, -4.5, 0.0, 0.0]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["_symmetry_Int_Tables_number 300"], "no symmetry operations follow from"),
        (["_space_group_name_Hall 'Q 1'"], "no symmetry operations follow from"),
        (["_symmetry_space_group_name_H-M 'F d -3 m :7'"], "no symmetry operations follow from"),
        (["_symmetry_space_group_name_H-M 'P 63/m m c'"], "does not fit the cell of 4.2, 4.2, 4.2"),
        (
            ["_symmetry_space_group_name_H-M 'P n m a'", "_symmetry_Int_Tables_number 225"],
            "_symmetry_Int_Tables_number '225' contradicts _symmetry_space_group_name_H-M 'P n m a'",
        ),
        (
            ["loop_", "_symmetry_equiv_pos_as_xyz", "x,y,z", "x+1/3,y,z"],
            "products of them are missing",
        ),
        (["loop_", "_symmetry_equiv_pos_as_xyz", "x,y,q"], "'x,y,q' is no symmetry operation"),
        (["_cell_modulation_dimension 1"], "a modulated crystal has no unit cell"),
        (["_chemical_formula_sum 'Mg2 O3'"], "the ratios differ"),
        (["_chemical_formula_sum 'Mg (O2) 2-'"], "the ratios differ"),
        (["_chemical_formula_structural 'Mg(O2)2'"], "the ratios differ"),
        (["_chemical_formula_sum 'Mg O'", "_cell_formula_units_Z 4"], "_cell_formula_units_Z is 4"),
        (["_exptl_crystal_density_diffrn 3.58"], "gives 0.903; correct"),
        (["_cell_volume 0,5"], "a number is needed, such as 0.25 or 0.250(3)"),
        (["_cell_volume 80"], "lengths and angles give 74.09"),
        (["_cell_length_a 4.3"], "_cell_length_a stands here a second time with another value"),
        (["_a"], "_a has no value"),
        (["_a 'b"], 'the quotation "\'b" has no end'),
        (["_a\n;\n"], "the text that begins with `;` has no end"),
    ],
)
def test_contradictions_are_named(lines, said):
    found = refusal(text(*lines))
    assert said in found
    assert "line " in found


@pytest.mark.parametrize(
    ("tag", "value", "said"),
    [
        ("_atom_site_attached_hydrogens", "2", "site O1 has 2 attached hydrogens"),
        ("_atom_site_occupancy", "1.02", "site O1 has occupancy 1.02"),
        ("_atom_site_occupancy", "0", "site O1 has occupancy 0"),
        ("_atom_site_occupancy", "full", "_atom_site_occupancy of O1 is 'full'"),
        ("_atom_site_fract_x", "?", "_atom_site_fract_x stands here a second time"),
        ("_atom_site_occupancy", "1 1", "the row has 7 values, its loop"),
    ],
)
def test_rows_are_named(tag, value, said):
    rows = [f"{SALT[0]} 0.5" if "occ" in tag else f"{SALT[0]} 0", f"{SALT[1]} {value}"]
    assert said in refusal(text(head=[*HEAD, tag], rows=rows))


def test_an_atom_without_a_place():
    assert refusal(text(rows=[*SALT, "H1 H ? ? ?"])) == (
        "block data_x, line 16: _atom_site_fract_x of H1 is '?'; an atom needs a place: give a "
        "number, or delete the row"
    )


def test_pymatgens_own_files_state_the_whole_cell(tmp_path):
    crystal = make_rutile().make_supercell(2, in_place=False)
    back = read_structure(write_structure(crystal, tmp_path / "x.cif"))
    assert back.composition == crystal.composition
    charged = make_rutile().add_oxidation_state_by_element({"Ti": 4, "O": -2})
    assert read_structure(write_structure(charged, tmp_path / "y.cif")).species == charged.species

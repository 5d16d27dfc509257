"""What holds for every `make_*`: found by discovery, so that a new crystal is tested at once."""

import inspect
import re
import subprocess
import sys

import numpy as np
import pytest

import coursekit.structures as room
from coursekit.structures import check_structure, read_structure, structure_digest, write_structure

from .geometry import space_group

MAKERS = {name: getattr(room, name) for name in room.__all__ if name.startswith("make_")}

# Space group of the prototype (International Tables) and density in g/cm3 as the CRC Handbook of
# Chemistry and Physics or the Handbook of Mineralogy give it, where they do.
FACTS = [
    ("make_fcc", {}, 225, 8.96),
    ("make_fcc", {"element": "Pt", "primitive": True}, 225, 21.5),
    ("make_bcc", {}, 229, 7.87),
    ("make_bcc", {"element": "W", "primitive": True}, 229, 19.3),
    ("make_hcp", {}, 194, 1.74),
    ("make_diamond", {}, 227, 3.513),
    ("make_graphite", {}, 194, 2.26),
    ("make_rocksalt", {}, 225, 3.6),
    ("make_cesium_chloride", {}, 221, 3.988),
    ("make_zincblende", {}, 216, 4.09),
    ("make_wurtzite", {}, 186, 5.68),
    ("make_tenorite", {}, 15, 6.5),
    ("make_cooperite", {}, 131, 14.1),
    ("make_cooperite", {"cation": "Pd"}, 131, 8.3),
    ("make_cooperite", {"anion": "S"}, 131, 10.25),
    ("make_cooperite", {"cation": "Cu"}, 131, None),
    ("make_rutile", {}, 136, 4.23),
    ("make_anatase", {}, 141, 3.90),
    ("make_brookite", {}, 61, 4.12),
    ("make_quartz", {}, 154, 2.65),
    ("make_cristobalite", {}, 92, 2.33),
    ("make_perovskite", {}, 221, 5.1),
    ("make_hexagonal_perovskite", {}, 194, None),
    ("make_ruddlesden_popper", {}, 139, None),
    ("make_lamno3", {}, 62, None),
    ("make_lamno3", {"distorted": False}, 221, None),
    ("make_spinel", {}, 227, 3.58),
    ("make_spinel", {"a_site": "Ni", "b_site": "Fe"}, 227, 5.37),
    ("make_spinel", {"inverse": True}, 74, 3.58),
    ("make_mos2", {}, 194, 5.06),
    ("make_tis2", {}, 164, 3.22),
    ("make_licoo2", {}, 166, 5.05),
    ("make_cuau", {}, 123, None),
    ("make_terrace", {"size": 1}, 164, None),
    ("make_shell", {"kind": "cuboctahedron"}, 221, None),
]


@pytest.mark.parametrize("name", MAKERS)
def test_default_crystal_is_sound_and_has_an_id(name):
    crystal = MAKERS[name]()
    check_structure(crystal)
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", crystal.properties["id"])
    assert crystal.frac_coords.min() > -1e-9
    assert crystal.frac_coords.max() < 1 + 1e-9


def test_ids_are_distinct():
    ids = [make().properties["id"] for make in MAKERS.values()]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", MAKERS)
def test_same_crystal_every_time(name):
    first, second = MAKERS[name](), MAKERS[name]()
    assert first is not second
    assert structure_digest(first) == structure_digest(second)


@pytest.mark.parametrize("name", MAKERS)
def test_parameters_have_defaults_and_go_by_name(name):
    parameters = list(inspect.signature(MAKERS[name]).parameters.values())
    assert all(p.default is not p.empty for p in parameters)
    assert all(p.kind is p.KEYWORD_ONLY for p in parameters[1:])


@pytest.mark.parametrize("name", MAKERS)
def test_docstring_names_the_source_and_every_parameter(name):
    text = inspect.getdoc(MAKERS[name])
    source = text.partition("References\n----------\n")[2]
    assert re.search(r"\((18|19|20)\d\d\)", source)
    for parameter in inspect.signature(MAKERS[name]).parameters:
        assert re.search(rf"^[\w, ]*\b{parameter}\b[\w, ]* : ", text, re.M), parameter


@pytest.mark.parametrize(("name", "arguments", "group", "density"), FACTS)
def test_space_group_and_density(name, arguments, group, density):
    crystal = MAKERS[name](**arguments)
    assert space_group(crystal) == group
    if density:
        assert crystal.density == pytest.approx(density, rel=0.02)


@pytest.mark.parametrize("ending", ["cif", "vasp", "json", "extxyz"])
@pytest.mark.parametrize("name", ["make_licoo2", "make_step", "make_spinel", "make_planar"])
def test_named_crystals_go_through_files(tmp_path, name, ending):
    crystal = MAKERS[name]()
    back = read_structure(write_structure(crystal, tmp_path / f"crystal.{ending}"))
    assert back.composition == crystal.composition
    np.testing.assert_allclose(
        np.sort(back.get_neighbor_list(4.0)[3]),
        np.sort(crystal.get_neighbor_list(4.0)[3]),
        atol=1e-6,
    )


def test_importing_the_room_loads_nothing_heavy():
    code = (
        "import sys, coursekit.structures\n"
        "heavy = {'pymatgen', 'ase', 'scipy', 'matminer', 'dscribe', 'monty'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"


def test_everything_exported_exists_and_is_documented():
    assert sorted(room.__all__) == room.__all__
    for name in room.__all__:
        assert inspect.getdoc(getattr(room, name)), name

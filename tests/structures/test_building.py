"""From space group and cell to a crystal, and the messages when numbers are missing."""

import pytest

from coursekit.structures.building import build, look_up, tagged

CELLS = [  # group, cell given, the six parameters meant
    (221, 3.0, (3, 3, 3, 90, 90, 90)),
    (123, (3.0, 4.0), (3, 3, 4, 90, 90, 90)),
    (164, (3.0, 4.0), (3, 3, 4, 90, 90, 120)),
    (191, (3.0, 4.0), (3, 3, 4, 90, 90, 120)),
    (47, (3.0, 4.0, 5.0), (3, 4, 5, 90, 90, 90)),
    (10, (3.0, 4.0, 5.0, 99.5), (3, 4, 5, 90, 99.5, 90)),
]


@pytest.mark.parametrize(("group", "cell", "parameters"), CELLS)
def test_cell_of_each_crystal_system(group, cell, parameters):
    crystal = build("one", group, cell, [("Po", (0, 0, 0))])
    assert crystal.lattice.parameters == pytest.approx(parameters)
    assert crystal.num_sites == 1
    assert crystal.properties == {"id": "one"}


@pytest.mark.parametrize(("setting", "multiplicity"), [(1, 32), (2, 16)])
def test_origin_choice_decides_what_a_position_means(setting, multiplicity):
    # 1/2, 1/2, 1/2 is site 16d of Fd-3m (origin 2), but 8b with origin 1
    crystal = build("one", 227, 8.0, [("Al", (0.5, 0.5, 0.5))], setting=setting)
    assert crystal.num_sites == (8 if setting == 1 else multiplicity)


def test_sites_keep_their_names():
    sites = [("Na", (0, 0, 0)), ("Cl", (0.5, 0.5, 0.5))]
    crystal = build("salt", 225, 5.64, sites, site_names=("cation", "anion"))
    assert crystal.site_properties["site_name"] == ["cation"] * 4 + ["anion"] * 4


def test_what_is_given_goes_before_the_table():
    table = {"Mg": (3.2, 5.2)}
    assert look_up(table, "Mg", (None, None), "hcp") == (3.2, 5.2)
    assert look_up(table, "Mg", (3.3, None), "hcp") == (3.3, 5.2)
    assert look_up(table, "Cu", (2.5, 4.1), "hcp") == (2.5, 4.1)


def test_unknown_crystal():
    with pytest.raises(ValueError, match="no lattice parameters") as error:
        look_up({"Mg": (3.2, 5.2), "Ti": (2.9, 4.7)}, "Cu", (2.5, None), "hcp")
    assert str(error.value) == (
        "no lattice parameters are known for Cu as hcp; give them (`a` in Å, and the others of this "
        "function), or choose one of Mg, Ti"
    )


@pytest.mark.parametrize("length", [0.0, -3.0])
def test_lengths_are_positive(length):
    with pytest.raises(ValueError, match="must be positive") as error:
        look_up({"Mg": (3.2,)}, "Mg", (length,), "fcc")
    assert (
        str(error.value) == f"lattice parameters of Mg are ({length},); they must be positive (Å)"
    )


def test_changed_sizes_show_in_the_id():
    assert tagged("Cu-fcc", None) == "Cu-fcc"
    assert tagged("Mg-hcp", 3.25, None) == "Mg-hcp-3.25"
    assert tagged("Mg-hcp", 3.25, 5.0) == "Mg-hcp-3.25-5"

"""Metals and carbon: shells that any textbook lists, densities that pymatgen's element data give."""

import numpy as np
import pytest
from pymatgen.core import Element

from coursekit.structures import make_bcc, make_diamond, make_fcc, make_graphite, make_hcp
from coursekit.structures.elements import BCC, FCC, HCP

from .geometry import angles, bonds, shells

TABLES = [*((make_fcc, el) for el in FCC), *((make_bcc, el) for el in BCC)]
TABLES += [(make_hcp, el) for el in HCP]


@pytest.mark.parametrize(("make", "element"), TABLES)
def test_tabulated_metals_have_the_known_density(make, element):
    measured = float(Element(element).density_of_solid) / 1000
    assert make(element).density == pytest.approx(measured, rel=0.03)


def counts_by_shell(structure, r_cut):
    distances = bonds(structure, 0, r_cut)[0]
    edges = np.flatnonzero(np.diff(distances) > 1e-3) + 1
    return [len(part) for part in np.split(distances, edges)]


def test_shells_of_fcc_bcc_and_hcp():
    assert counts_by_shell(make_fcc("Cu"), 6.0) == [12, 6, 24, 12, 24]
    assert counts_by_shell(make_bcc("Fe"), 6.0) == [8, 6, 12, 24, 8, 6]
    assert counts_by_shell(make_hcp("Cu", a=2.556), 4.3) == [12, 6, 2]
    assert counts_by_shell(make_diamond(), 2.6) == [4, 12]


@pytest.mark.parametrize(("make", "atoms"), [(make_fcc, 4), (make_bcc, 2)])
def test_primitive_cell_is_the_same_metal(make, atoms):
    cube, primitive = make(), make(primitive=True)
    assert (len(cube), len(primitive)) == (atoms, 1)
    assert primitive.density == pytest.approx(cube.density, rel=1e-12)
    np.testing.assert_allclose(bonds(primitive, 0, 6.0)[0], bonds(cube, 0, 6.0)[0], atol=1e-9)
    assert primitive.properties["id"] == f"{cube.properties['id']}-primitive"


def test_nearest_neighbours_of_copper_and_of_ideal_hcp():
    assert bonds(make_fcc("Cu"), 0, 3.0)[0] == pytest.approx([2.556] * 12, abs=1e-3)
    assert bonds(make_hcp("Cu", a=2.556), 0, 3.0)[0] == pytest.approx([2.556] * 12, abs=1e-9)
    # fcc and hcp differ in the angles of the same twelve bonds: 146.4 degrees only in hcp
    assert 146.44 in np.round(angles(make_hcp("Cu", a=2.556), 0, 3.0), 2)
    assert 146.44 not in np.round(angles(make_fcc("Cu"), 0, 3.0), 2)


def test_carbon_bonds():
    assert shells(make_diamond(), "C", 2.0) == {(1.545,) * 4}
    assert np.allclose(angles(make_diamond(), 0, 2.0), 109.4712)
    assert shells(make_graphite(), "C", 2.0) == {(1.423,) * 3}
    assert np.allclose(angles(make_graphite(), 0, 2.0), 120)
    in_plane = abs(bonds(make_graphite(), 0, 4.0)[1][:, 2]) < 1e-9
    assert bonds(make_graphite(), 0, 4.0)[0][~in_plane].min() == pytest.approx(3.3555)


def test_semiconductors_share_the_diamond_structure():
    assert make_diamond("Si").density == pytest.approx(2.329, rel=0.01)
    assert make_diamond("Ge").density == pytest.approx(5.323, rel=0.01)


def test_other_elements_need_a_lattice_parameter():
    with pytest.raises(ValueError, match="Fe as fcc") as error:
        make_fcc("Fe")
    assert str(error.value) == (
        "no lattice parameters are known for Fe as fcc; give them (`a` in Å, and the others of this "
        f"function), or choose one of {', '.join(FCC)}"
    )
    assert make_fcc("Fe", a=3.6).properties["id"] == "Fe-fcc-3.6"
    with pytest.raises(
        ValueError, match=r"^lattice parameters of C are \(-2.0, 6.711\); they must"
    ):
        make_graphite(a=-2.0)

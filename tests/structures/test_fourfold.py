"""Four neighbours: flat around Cu, Pd, Pt, tetrahedral around Zn."""

import numpy as np
import pytest

from coursekit.structures import make_cooperite, make_tenorite, make_wurtzite

from .geometry import angles, bonds, coordination, shells


def out_of_plane(structure, index, r_cut):
    """Largest distance of a neighbour from the best plane through the site and its neighbours."""
    _, vectors = bonds(structure, index, r_cut)
    normal = np.linalg.svd(vectors)[2][-1]
    return abs(vectors @ normal).max()


def test_square_planar_copper_and_platinum():
    assert shells(make_tenorite(), "Cu", 2.5) == {(1.951, 1.951, 1.961, 1.961)}
    assert shells(make_cooperite(), "Pt", 2.5) == {(2.023,) * 4}
    for crystal in (make_tenorite(), make_cooperite(), make_cooperite("Cu")):
        metal = crystal[0].specie.symbol
        assert set(coordination(crystal, metal, 2.5)) == {4}
        assert set(coordination(crystal, crystal[-1].specie.symbol, 2.5)) == {4}
        assert out_of_plane(crystal, 0, 2.5) < 1e-9
        assert angles(crystal, 0, 2.5)[-2:] == pytest.approx([180, 180])
        assert out_of_plane(crystal, len(crystal) - 1, 2.5) > 1


def test_tenorite_has_two_more_oxygens_far_away():
    distances, _ = bonds(make_tenorite(), 0, 2.85)
    assert distances[4:] == pytest.approx([2.784, 2.784], abs=1e-3)


def test_both_copper_oxides_have_the_same_mean_bond():
    natural, model = make_tenorite(), make_cooperite("Cu")
    assert bonds(model, 0, 2.5)[0].mean() == pytest.approx(
        bonds(natural, 0, 2.5)[0].mean(), abs=1e-3
    )
    ratio = make_cooperite("Pt").lattice.c / make_cooperite("Pt").lattice.a
    assert model.lattice.c / model.lattice.a == pytest.approx(ratio, abs=1e-3)


def test_measured_platinum_group_bonds():
    assert bonds(make_cooperite("Pd"), 0, 2.5)[0] == pytest.approx([2.02] * 4, abs=0.01)
    assert bonds(make_cooperite("Pt", anion="S"), 0, 2.7)[0] == pytest.approx([2.31] * 4, abs=0.01)


@pytest.mark.parametrize(
    ("cation", "anion", "lengths", "density"),
    [
        ("Zn", "O", (1.974, 1.974, 1.974, 1.988), 5.675),
        ("Zn", "S", (2.341, 2.341, 2.341, 2.347), 4.09),
        ("Al", "N", (1.891, 1.891, 1.891, 1.903), 3.255),
        ("Ga", "N", (1.949, 1.949, 1.949, 1.956), 6.1),
    ],
)
def test_wurtzite_tetrahedra(cation, anion, lengths, density):
    crystal = make_wurtzite(cation, anion=anion)
    assert bonds(crystal, 0, 2.6)[0] == pytest.approx(lengths, abs=4e-3)
    assert crystal.density == pytest.approx(density, rel=0.02)
    assert angles(crystal, 0, 2.6) == pytest.approx([109.47] * 6, abs=1.6)
    assert coordination(crystal, anion, 2.6).tolist() == [4, 4]


def test_ideal_wurtzite_is_regular():
    ideal = make_wurtzite(a=3.25, c=3.25 * (8 / 3) ** 0.5, u=3 / 8)
    assert angles(ideal, 0, 2.2) == pytest.approx([109.4712] * 6, abs=1e-4)


def test_out_of_range_parameters():
    with pytest.raises(ValueError, match="u") as error:
        make_wurtzite(u=0.62)
    assert str(error.value) == "`u` is 0.62; it must be between 0 and 1/2 (3/8 is regular)"
    with pytest.raises(ValueError, match=r"^no lattice parameters are known for NiO as PtS type"):
        make_cooperite("Ni", a=3.0)

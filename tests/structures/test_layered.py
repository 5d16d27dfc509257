"""Layers: prisms against octahedra, and lithium taken out from between."""

import numpy as np
import pytest

from coursekit.structures import make_licoo2, make_mos2, make_tis2, set_id

from .geometry import angles, bonds, coordination, shells, sites_of


def test_prisms_in_mos2_and_octahedra_in_tis2():
    mos2, tis2 = make_mos2(), make_tis2()
    assert shells(mos2, "Mo", 2.8) == {(2.418,) * 6}
    assert shells(tis2, "Ti", 2.8) == {(2.428,) * 6}
    # an octahedron has three straight lines through its centre, a prism none
    assert angles(tis2, 0, 2.8)[-3:] == pytest.approx([180] * 3)
    assert angles(mos2, 0, 2.8).max() < 140
    assert set(coordination(mos2, "S", 2.8)) == set(coordination(tis2, "S", 2.8)) == {3}


def test_prism_of_mos2_is_eclipsed():
    _, vectors = bonds(make_mos2(), 0, 2.8)
    upper, lower = vectors[vectors[:, 2] > 0, :2], vectors[vectors[:, 2] < 0, :2]
    np.testing.assert_allclose(np.sort(upper, axis=0), np.sort(lower, axis=0), atol=1e-9)


def test_pristine_licoo2():
    crystal = make_licoo2()
    assert crystal.composition.formula == "Li3 Co3 O6"
    for symbol, length in (("Co", 1.92), ("Li", 2.09)):
        for index in sites_of(crystal, symbol):
            assert bonds(crystal, index, 2.3)[0] == pytest.approx([length] * 6, abs=5e-3)
    assert crystal.properties["id"] == "LiCoO2-layered"


@pytest.mark.parametrize(
    ("lithium", "scaling", "remaining"),
    [(0.5, (2, 2, 1), 6), (0.0, (1, 1, 1), 0), (1 / 3, (1, 1, 1), 1), (0.9, (4, 4, 1), 43), (1, (2, 1, 1), 6)],
)  # fmt: skip
def test_lithium_content(lithium, scaling, remaining):
    crystal = make_licoo2(lithium=lithium, scaling=scaling)
    cells = int(np.prod(scaling))
    assert len(sites_of(crystal, "Li")) == remaining
    assert len(sites_of(crystal, "Co")) == 3 * cells
    assert len(sites_of(crystal, "O")) == 6 * cells


def test_remaining_sites_stay_where_they_were():
    whole = make_licoo2(scaling=(2, 2, 1))
    partial = make_licoo2(lithium=0.5, scaling=(2, 2, 1))
    kept = {tuple(row) for row in partial.frac_coords.round(6)}
    assert kept < {tuple(row) for row in whole.frac_coords.round(6)}
    assert partial.lattice == whole.lattice


def test_seed_decides_which_lithium_goes():
    make = [make_licoo2(lithium=0.5, scaling=(3, 3, 1), seed=seed) for seed in (0, 0, 1)]
    assert make[0] == make[1]
    assert set_id(make[0], "x") != set_id(make[2], "x")
    assert [crystal.properties["id"] for crystal in make[1:]] == [
        "Li0.5CoO2-3x3x1-seed0",
        "Li0.5CoO2-3x3x1-seed1",
    ]


def test_fractions_that_cannot_be():
    with pytest.raises(ValueError, match="lithium") as error:
        make_licoo2(lithium=1.2)
    assert str(error.value) == "`lithium` is 1.2; x in Li_xCoO2 must be between 0 and 1"
    with pytest.raises(ValueError, match="whole number") as error:
        make_licoo2(lithium=0.5)
    assert str(error.value) == (
        "a fraction of 0.5 of the 3 Li atoms of LiCoO2 is 1.5 atoms, too far from a whole number; "
        "use a larger supercell"
    )

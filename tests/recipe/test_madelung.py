"""Ewald sums against Madelung constants that stand in textbooks."""

import identify
import madelung
import numpy as np
import pytest

from . import made_up

COULOMB = 14.399645
"""eV Å, e²/(4 pi epsilon_0)"""


@pytest.mark.parametrize(
    ("prototype", "constant"),
    [("rocksalt", 1.747565), ("cscl", 1.762675), ("zincblende", 1.638055)],
)
def test_madelung_constants(prototype, constant):
    record = made_up.candidate(prototype, {"A": "Mg", "X": "O"}, made_up.OXIDE)
    crystal = identify.structure(record)
    d = crystal.get_distance(0, 1)
    energies = madelung.site_energies(crystal, {"Mg": 2, "O": -2})
    expected = -constant * 4 * COULOMB / d / 2
    np.testing.assert_allclose(energies, expected, rtol=2e-5)
    labels = madelung.labels(record, record)
    assert labels["madelung_energy_per_atom"] == pytest.approx(expected, rel=2e-5)
    assert labels["madelung_weakest_site"] == pytest.approx(expected, rel=2e-5)


def test_mean_and_maximum_differ_where_sites_do():
    family = {"name": "AX2 halide", "kind": "insulator", "charges": {"A": 2, "X": -1}}
    record = made_up.candidate("fluorite", {"A": "Ca", "X": "F"}, family)
    labels = madelung.labels(record, record)
    # calcium, of twice the charge, is bound more tightly than fluorine
    assert labels["madelung_weakest_site"] > labels["madelung_energy_per_atom"]
    d = identify.structure(record).get_distance(0, 1)
    # 2.51939 for charges one and two, in the textbooks per formula unit: A = 5.03879
    expected = -5.03879 * COULOMB / d / 3
    assert labels["madelung_energy_per_atom"] == pytest.approx(expected, rel=2e-4)


def test_charges_follow_the_slots():
    family = {
        "name": "II-IV perovskite oxide",
        "kind": "insulator",
        "charges": {"A": 2, "B": 4, "X": -2},
    }
    record = made_up.candidate("perov_cubic", {"A": "Sr", "B": "Ti", "X": "O"}, family)
    assert madelung.formal_charges(record) == {"Sr": 2, "Ti": 4, "O": -2}


def test_nothing_for_metals_and_charged_cells():
    alloy = made_up.candidate("b2", {"A": "Mg", "B": "Ag"}, made_up.ALLOY)
    assert madelung.formal_charges(alloy) is None
    nothing = {"madelung_energy_per_atom": None, "madelung_weakest_site": None}
    assert madelung.labels(alloy, alloy) == nothing
    wrong = made_up.candidate("fluorite", {"A": "Mg", "X": "O"}, made_up.OXIDE)
    assert madelung.formal_charges(wrong) is None

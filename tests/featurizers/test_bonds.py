"""Bond lengths against matminer and pymatgen, and shells of known crystals."""

import warnings

import numpy as np
import pytest
from matminer.featurizers.site import AverageBondLength
from pymatgen.analysis.local_env import CrystalNN

from coursekit.errors import FeaturizationError
from coursekit.featurizers.bonds import BondLengths, shell_numbers
from coursekit.structures import make_bcc, make_fcc, make_lamno3, make_rutile, set_id

from .teaching import GENERIC, LONELY, NAMED

ALL = ("mean", "std", "min", "max", "range")
STATISTIC = {"mean": np.mean, "std": np.std, "min": np.min, "max": np.max, "range": np.ptp}


def values(crystal, *args, **options):
    return BondLengths(*args, **options).fit_transform([crystal])[0].values


@pytest.mark.parametrize("name", GENERIC)
def test_equal_to_pymatgens_distances(name):
    crystal = GENERIC[name]
    found = values(crystal, 3.6, stats=ALL)
    for row, neighbors in zip(found, crystal.get_all_neighbors(3.6), strict=True):
        lengths = [neighbor.nn_distance for neighbor in neighbors]
        expected = [STATISTIC[stat](lengths) for stat in ALL]
        np.testing.assert_allclose(row, expected, atol=1e-9)


@pytest.mark.parametrize("name", ["make_rutile", "make_brookite", "make_quartz", "make_mos2"])
def test_equal_to_matminer_over_crystalnn(name):
    crystal = NAMED[name]
    theirs = AverageBondLength(CrystalNN())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [theirs.featurize(crystal, site)[0] for site in range(len(crystal))]
    np.testing.assert_allclose(values(crystal, stats=["mean"])[:, 0], expected, atol=1e-8)


def test_jahn_teller_octahedron_has_two_short_two_medium_two_long_bonds():
    crystal = make_lamno3()
    featurizer = BondLengths(2.4, stats=["min", "mean", "max"], per_species=True)
    with pytest.raises(FeaturizationError, match=r"finds no neighbour of site 0 \(La"):
        featurizer.fit_transform([crystal])
    record = featurizer.set_params(r_cut=2.9).fit_transform([crystal])[0]
    names = list(record.names)
    assert names[-1] == "max length to O / Å"
    manganese = record.values[np.array(record.species) == "Mn"]
    short, mean, long = manganese[
        0, [names.index(f"{s} length to O / Å") for s in ("min", "mean", "max")]
    ]
    assert (short, long) == (pytest.approx(1.906, abs=2e-3), pytest.approx(2.184, abs=8e-3))
    assert mean == pytest.approx((1.906 + 1.967 + 2.180) / 3, abs=5e-3)


def test_per_species_equal_to_pymatgen():
    crystal = GENERIC["LaMnO3"]
    featurizer = BondLengths(3.6, stats=("mean", "std"), per_species=True).fit([crystal])
    found = featurizer.transform([crystal])[0].values.reshape(len(crystal), 3, 2)
    for row, neighbors in zip(found, crystal.get_all_neighbors(3.6), strict=True):
        for (mean, std), symbol in zip(row, featurizer.species_, strict=True):
            lengths = [n.nn_distance for n in neighbors if n.specie.symbol == symbol] or [0.0]
            assert (mean, std) == pytest.approx((np.mean(lengths), np.std(lengths)))


def test_shells_of_fcc_and_bcc():
    stats = ["first shell", "second shell"]
    a = make_fcc("Cu").lattice.a
    np.testing.assert_allclose(
        values(make_fcc("Cu"), 4.0, stats=stats), [[a / np.sqrt(2), a]] * 4, rtol=1e-9
    )
    a = make_bcc("Fe").lattice.a
    np.testing.assert_allclose(
        values(make_bcc("Fe"), 3.5, stats=stats), [[a * np.sqrt(3) / 2, a]] * 2, rtol=1e-9
    )
    # with a wider gap the fourteen are one shell
    one = values(make_bcc("Fe"), 3.5, stats=["first shell"], shell_gap=0.5)
    np.testing.assert_allclose(one, (8 * np.sqrt(3) / 2 + 6) / 14 * a, rtol=1e-9)


def test_a_step_of_the_gap_starts_a_shell():
    distances = np.array([2.0, 2.25, 2.5, 2.9, 3.5, 1.8, 2.2])
    groups = np.array([0, 0, 0, 0, 0, 3, 3])
    assert shell_numbers(distances, groups, 0.3).tolist() == [0, 0, 0, 1, 2, 0, 1]
    assert shell_numbers(np.empty(0), np.empty(0, int), 0.3).tolist() == []


def test_missing_second_shell_is_reported():
    with pytest.raises(FeaturizationError) as error:
        values(set_id(make_fcc("Cu"), "copper"), 3.0, stats=["second shell"])
    assert str(error.value.failures[0]) == (
        "copper (Cu): has only one shell around site 0 (Cu) within `r_cut` = 3 Å; raise `r_cut`, "
        "lower `shell_gap`, or leave 'second shell' out of `stats`"
    )
    with pytest.raises(ValueError, match="second shell") as error:
        BondLengths(stats=["second shell"]).fit([make_fcc("Cu")])
    assert str(error.value) == (
        "`stats` names 'second shell', but CrystalNN stops after the bonded neighbours; give an "
        "`r_cut` that reaches the second shell"
    )


def test_an_isolated_atom_is_reported():
    with pytest.raises(FeaturizationError) as error:
        values(LONELY, 3.0)
    assert error.value.failures[0].reason == (
        "`r_cut` = 3 Å finds no neighbour of site 2 (Xe); the nearest is at 16.01 Å; raise `r_cut` "
        "above 16.01 Å"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"r_cut": 0.0}, "`r_cut` is 0.0 Å; it must be a positive number of Å, such as 5.0"),
        (
            {"stats": ["median"]},
            "`stats` names 'median'; known are mean, std, min, max, range, first ",
        ),
        ({"shell_gap": -1}, "`shell_gap` is -1 Å; it must be a positive number"),
        (
            {"species": ["Ti", "Oo"]},
            "`species` names 'Oo', which is not an element; give a list of ",
        ),
    ],
)
def test_parameters_out_of_range(options, message):
    with pytest.raises(ValueError, match="`") as error:
        BondLengths(**options).fit([make_rutile()])
    assert str(error.value).startswith(message)


def test_unknown_species():
    fitted = BondLengths(per_species=True).fit([make_rutile()])
    with pytest.raises(
        FeaturizationError, match=r"contains Cu, which is not among .*\(Ti, O\); fit "
    ):
        fitted.transform([make_fcc("Cu")])

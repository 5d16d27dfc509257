"""Bond angles against the angles one by one, and shapes with known ones."""

import numpy as np
import pytest
import scipy.sparse as sp
from pymatgen.core import Element
from scipy.stats import skew

from coursekit.errors import FeaturizationError
from coursekit.featurizers.bond_angles import BondAngles
from coursekit.structures import make_cooperite, make_rocksalt, make_rutile, make_zincblende, rotate

from .crystals import dense
from .teaching import GENERIC, LONELY

R_CUT = 3.4


def values(crystal, *args, **options):
    return dense(BondAngles(*args, **options).fit_transform([crystal])[0].values)


def angles_at(site, neighbors):
    """(symbol, symbol, degrees) of every two neighbours."""
    found = []
    for j, first in enumerate(neighbors):
        for second in neighbors[:j]:
            a, b = ((n.coords - site.coords) / n.nn_distance for n in (first, second))
            # Kahan's formula: exact near 180 degrees, where an arc cosine is not
            angle = 2 * np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b))
            found.append((first.specie.symbol, second.specie.symbol, np.degrees(angle)))
    return found


@pytest.mark.parametrize("name", GENERIC)
def test_equal_to_the_angles_one_by_one(name):
    crystal = GENERIC[name]
    found = values(crystal, R_CUT, stats=["mean", "variance", "skewness"])
    for row, site, neighbors in zip(found, crystal, crystal.get_all_neighbors(R_CUT), strict=True):
        angles = np.array([angle for *_, angle in angles_at(site, neighbors)])
        histogram = np.histogram(np.minimum(angles + 1e-6, 180), np.arange(0, 181, 10))[0]
        np.testing.assert_array_equal(row[3:], histogram)
        if len(angles) > 1 and np.ptp(angles) > 1e-3:
            expected = [angles.mean(), angles.var(), skew(angles)]
            np.testing.assert_allclose(row[:3], expected, atol=1e-6)


def test_per_species_equal_to_the_angles_one_by_one():
    crystal = GENERIC["LaMnO3"]
    featurizer = BondAngles(2.9, stats=["mean"], bin_width=None, per_species=True).fit([crystal])
    record = featurizer.transform([crystal])[0]
    names = list(record.names)
    assert names[0] == "mean angle La-*-La / °"
    for row, site, neighbors in zip(
        record.values, crystal, crystal.get_all_neighbors(2.9), strict=True
    ):
        found = angles_at(site, neighbors)
        for value, name in zip(row, names, strict=True):
            a, _, b = name.split(" ")[2].split("-")
            angles = [angle for x, y, angle in found if sorted([x, y]) == sorted([a, b])]
            assert value == pytest.approx(np.mean(angles or [0.0]))


def test_the_mean_hardly_tells_shapes_apart_and_the_variance_does():
    stats = ["mean", "variance"]
    octahedron = values(make_rocksalt("Mg"), 2.5, stats=stats)[0]
    tetrahedron = values(make_zincblende("Zn"), 2.5, stats=stats)[0]
    square = values(make_cooperite(a=3.0, c=6.0), 2.2, stats=stats)[0]
    assert octahedron[:2] == pytest.approx([108.0, 1296.0])
    assert tetrahedron[:2] == pytest.approx([np.degrees(np.arccos(-1 / 3)), 0.0])
    assert square[:2] == pytest.approx([120.0, 1800.0])
    assert octahedron[2 + 9] == 12
    assert octahedron[2 + 17] == 3
    assert tetrahedron[2 + 10] == 6


def test_right_angles_stay_together_in_every_orientation():
    crystal = make_rocksalt("Mg")
    for seed in range(5):
        rows = values(rotate(crystal, seed), 2.5, stats=[])
        np.testing.assert_array_equal(rows[:, [9, 17]], [[12, 3]] * 8)


def test_names():
    few = BondAngles(stats=["mean", "skewness"], bin_width=90.0).fit([make_rutile()])
    assert few.get_feature_names_out().tolist() == [
        "mean angle / °",
        "skewness angle",
        "angles 0-90°",
        "angles 90-180°",
    ]
    by_pair = few.set_params(per_species=True, stats=["variance"]).fit([make_rutile()])
    assert by_pair.get_feature_names_out().tolist() == [
        "variance angle Ti-*-Ti / °²",
        "angles Ti-*-Ti 0-90°",
        "angles Ti-*-Ti 90-180°",
        "variance angle Ti-*-O / °²",
        "angles Ti-*-O 0-90°",
        "angles Ti-*-O 90-180°",
        "variance angle O-*-O / °²",
        "angles O-*-O 0-90°",
        "angles O-*-O 90-180°",
    ]


def test_many_species_give_sparse_rows_with_the_same_numbers():
    crystal = GENERIC["skewed"]
    everything = [Element.from_Z(z).symbol for z in range(1, 61)]
    large = BondAngles(R_CUT, per_species=True, species=everything).fit([crystal])
    record = large.transform([crystal])[0]
    assert sp.issparse(record.values)
    assert record.values.shape == (4, 1830 * 21)
    small = BondAngles(R_CUT, per_species=True).fit_transform([crystal])[0]
    names = list(record.names)
    columns = [names.index(name) for name in small.names]
    np.testing.assert_allclose(
        record.values[:, columns].toarray(), small.values, rtol=1e-12, atol=1e-12
    )


def test_one_bond_makes_no_angle_and_no_bond_is_reported():
    pair = LONELY.copy()
    pair.remove_sites([2])
    assert not values(pair, 3.0).any()
    with pytest.raises(FeaturizationError) as error:
        values(LONELY, 3.0)
    assert error.value.failures[0].reason.startswith(
        "`r_cut` = 3 Å finds no neighbour of site 2 (Xe)"
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"r_cut": 77}, "`r_cut` is 77 Å; it must be at most 20 Å (is it in pm?)"),
        (
            {"bin_width": 7.0},
            "`bin_width` is 7 degrees; a whole number of bins must fill the half turn = 180 degrees; "
            "6.92308 degrees does",
        ),
        (
            {"stats": [], "bin_width": None},
            "`stats` is empty; known are mean, std, variance, skewness, min, max, range",
        ),
    ],
)
def test_parameters_out_of_range(options, message):
    with pytest.raises(ValueError, match="`") as error:
        BondAngles(**options).fit([make_rutile()])
    assert str(error.value) == message


def test_unknown_species():
    fitted = BondAngles(per_species=True).fit([make_rutile()])
    with pytest.raises(
        FeaturizationError, match=r"contains Mg, which is not among .*\(Ti, O\); fit "
    ):
        fitted.transform([make_rocksalt("Mg")])

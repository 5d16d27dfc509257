"""Moments of angles by triplet: closed forms, and the angles one by one."""

import numpy as np
import pytest
import scipy.sparse as sp
from pymatgen.core import Element
from scipy.stats import skew

from coursekit.errors import FeaturizationError
from coursekit.featurizers.angle_moments import AngleMoments
from coursekit.structures import make_lamno3, make_rocksalt, make_rutile, make_zincblende

from .teaching import GENERIC, LONELY


def table(featurizer, crystal):
    row = featurizer.fit_transform([crystal])[0]
    return dict(zip(featurizer.get_feature_names_out().tolist(), row.tolist(), strict=True))


def angles_by_pymatgen(crystal, r_cut):
    """{(center, end, end): angles in degrees}, the ends sorted."""
    found = {}
    for site, neighbors in zip(crystal, crystal.get_all_neighbors(r_cut), strict=True):
        for j, first in enumerate(neighbors):
            for second in neighbors[:j]:
                a, b = first.coords - site.coords, second.coords - site.coords
                a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
                # Kahan's formula: exact near 180 degrees, where an arc cosine is not
                angle = 2 * np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b))
                ends = sorted([first.specie.symbol, second.specie.symbol])
                key = (site.specie.symbol, *ends)
                found.setdefault(key, []).append(np.degrees(angle))
    return found


@pytest.mark.parametrize("name", GENERIC)
def test_equal_to_the_angles_one_by_one(name):
    crystal, r_cut = GENERIC[name], 3.4
    featurizer = AngleMoments(r_cut, stats=("mean", "variance", "skewness"))
    found = table(featurizer, crystal)
    expected = angles_by_pymatgen(crystal, r_cut)
    seen = 0
    for column, value in found.items():
        stat, _, triplet = column.split(" ")[:3]
        a, center, b = triplet.split("-")
        angles = expected.get((center, *sorted([a, b])), [])
        reference = {"mean": np.mean, "variance": np.var, "skewness": skew}[stat]
        spread = len(angles) > 0 and np.ptp(angles) > 1e-6
        wanted = reference(angles) if angles and (spread or stat == "mean") else 0.0
        assert value == pytest.approx(wanted, abs=1e-6), column
        seen += len(angles) * (stat == "mean")
    assert seen == sum(map(len, expected.values())) > 0


def test_octahedron_and_tetrahedron_differ_in_the_variance():
    octahedron = table(AngleMoments(2.5), make_rocksalt("Mg"))
    assert octahedron["mean angle O-Mg-O / °"] == pytest.approx(108.0)
    assert octahedron["variance angle O-Mg-O / °²"] == pytest.approx(1296.0)
    assert octahedron["skewness angle O-Mg-O"] == pytest.approx(1.5)
    tetrahedron = table(AngleMoments(2.5), make_zincblende("Zn"))
    assert tetrahedron["mean angle S-Zn-S / °"] == pytest.approx(np.degrees(np.arccos(-1 / 3)))
    assert tetrahedron["variance angle S-Zn-S / °²"] == pytest.approx(0.0, abs=1e-9)
    assert tetrahedron["skewness angle S-Zn-S"] == 0.0


def test_by_default_the_bonds_of_crystalnn():
    found = table(AngleMoments(), make_lamno3(distorted=False))
    assert found["mean angle O-Mn-O / °"] == pytest.approx(108.0)
    assert found["mean angle Mn-O-Mn / °"] == pytest.approx(180.0)


def test_names_and_their_number():
    featurizer = AngleMoments(species=["O", "Ti", "Sr"], stats=("mean", "std", "max")).fit([LONELY])
    names = featurizer.get_feature_names_out().tolist()
    assert len(names) == 3 * 6 * 3
    assert names[:3] == [
        "mean angle Sr-Sr-Sr / °",
        "std angle Sr-Sr-Sr / °",
        "max angle Sr-Sr-Sr / °",
    ]
    # the center is in the middle, and the first block is that of the first center
    assert names[3].startswith("mean angle Sr-Sr-Ti")
    assert names[18].startswith("mean angle Sr-Ti-Sr")


def test_many_species_give_a_sparse_row_with_the_same_numbers():
    crystal = GENERIC["rutile"]
    everything = [Element.from_Z(z).symbol for z in range(1, 61)]
    large = AngleMoments(3.0, species=everything).fit([crystal])
    rows = large.transform([crystal])
    assert sp.issparse(rows)
    assert rows.shape == (1, 60 * 1830 * 3)
    found = dict(zip(large.get_feature_names_out(), rows.toarray()[0], strict=True))
    for name, value in table(AngleMoments(3.0), crystal).items():
        assert found[name] == value


def test_groups_share_columns():
    found = table(AngleMoments(2.4, groups={"cation": ["La", "Mn"]}), make_lamno3(distorted=False))
    assert found["mean angle O-cation-O / °"] == pytest.approx(108.0)


def test_bonds_without_angles_are_zeros_and_no_bond_an_error():
    assert set(table(AngleMoments(3.0), LONELY).values()) == {0.0}
    with pytest.raises(FeaturizationError) as error:
        AngleMoments(0.5).fit_transform([make_rutile()])
    assert error.value.failures[0].reason == (
        "`r_cut` = 0.5 Å finds no neighbour of site 0 (Ti); the nearest is at 1.95 Å; is `r_cut` in "
        "nm?"
    )


def test_parameters_out_of_range_and_unknown_species():
    with pytest.raises(ValueError, match="`stats`") as error:
        AngleMoments(stats=["median"]).fit([LONELY])
    assert str(error.value) == (
        "`stats` names 'median'; known are mean, std, variance, skewness, min, max, range"
    )
    with pytest.raises(FeaturizationError, match=r"contains Mg, which is not among .*\(Ti, O\)"):
        AngleMoments().fit([make_rutile()]).transform([make_rocksalt("Mg")])

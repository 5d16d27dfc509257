"""Site statistics against matminer's, which takes a second a crystal."""

import warnings

import numpy as np
import pytest
from matminer.featurizers.site import CrystalNNFingerprint
from matminer.featurizers.structure import SiteStatsFingerprint

from coursekit.featurizers import SiteStatisticsFingerprint
from coursekit.structures import make_graphite, make_perovskite, make_rutile, make_tis2

CRYSTALS = [make_rutile(), make_perovskite("Sr"), make_graphite(), make_tis2()]
STATS = ("mean", "std_dev", "minimum", "maximum")


@pytest.fixture(scope="module")
def matminer():
    featurizer = SiteStatsFingerprint(CrystalNNFingerprint.from_preset("ops"), stats=STATS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return featurizer.feature_labels(), [featurizer.featurize(c) for c in CRYSTALS]


@pytest.mark.parametrize("symprec", [0.01, None])
def test_equal_to_matminer(matminer, symprec):
    labels, expected = matminer
    featurizer = SiteStatisticsFingerprint(stats=STATS, symprec=symprec)
    found = featurizer.fit_transform(CRYSTALS)
    order = [label.split(" ", 1) for label in labels]
    theirs = [f"{stat} {name}" for stat, name in order]
    assert sorted(theirs) == sorted(featurizer.get_feature_names_out())
    ours = [theirs.index(name) for name in featurizer.get_feature_names_out()]
    np.testing.assert_allclose(found, np.array(expected)[:, ours], atol=1e-2)


def test_statistics_are_those_of_the_sites():
    from coursekit.neighbors import crystal_nn_fingerprints

    row = SiteStatisticsFingerprint(stats=STATS).fit_transform([make_rutile()])[0]
    sites = crystal_nn_fingerprints(make_rutile())
    moments = [sites.mean(axis=0), sites.std(axis=0), sites.min(axis=0), sites.max(axis=0)]
    np.testing.assert_allclose(row.reshape(61, 4), np.array(moments).T, atol=1e-8)


def test_default_is_mean_and_scatter():
    featurizer = SiteStatisticsFingerprint().fit(CRYSTALS)
    assert featurizer.get_feature_names_out()[:2].tolist() == ["mean wt CN_1", "std_dev wt CN_1"]
    assert featurizer.transform(CRYSTALS).shape == (4, 122)


def test_it_tells_octahedra_from_planes():
    featurizer = SiteStatisticsFingerprint().fit(CRYSTALS)
    rows = featurizer.transform([make_tis2(), make_graphite()])
    names = featurizer.get_feature_names_out().tolist()
    octahedral, planar = (
        rows[:, names.index(f"mean {shape}")]
        for shape in ("octahedral CN_6", "trigonal planar CN_3")
    )
    assert octahedral[0] > 0.2 > octahedral[1]
    assert planar[1] > 0.8 > planar[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            {"stats": ("mean", "median")},
            "`stats` names 'median'; known are mean, std_dev, minimum, maximum",
        ),
        ({"stats": ()}, "`stats` is (); name at least one of mean, std_dev, minimum, maximum"),
        (
            {"stats": "mean"},
            "`stats` is 'mean'; give a tuple, even of one: ('mean',)",
        ),
        ({"symprec": 0.0}, "`symprec` is 0.0 Å; it must be positive, or None for no symmetry"),
        ({"symprec": -1}, "`symprec` is -1 Å; it must be positive, or None for no symmetry"),
    ],
)
def test_parameters_out_of_range(change, message):
    with pytest.raises(ValueError, match="`") as error:
        SiteStatisticsFingerprint(**change).fit(CRYSTALS)
    assert str(error.value) == message

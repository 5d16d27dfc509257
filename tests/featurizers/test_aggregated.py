"""Site statistics against matminer's, which takes a second a crystal."""

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from matminer.featurizers.site import AverageBondLength, CrystalNNFingerprint
from matminer.featurizers.structure import SiteStatsFingerprint
from pymatgen.analysis.local_env import CrystalNN

from coursekit.errors import FeaturizationError
from coursekit.featurizers import SOAP, BondLengths, MagpieStatistics, SiteStatisticsFingerprint
from coursekit.structures import (
    make_cesium_chloride,
    make_graphite,
    make_perovskite,
    make_rutile,
    make_tis2,
)

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


def test_over_another_site_featurizer_equal_to_matminer():
    theirs = SiteStatsFingerprint(AverageBondLength(CrystalNN()), stats=STATS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [theirs.featurize(crystal) for crystal in CRYSTALS]
    ours = SiteStatisticsFingerprint(BondLengths(stats=["mean"]), stats=STATS).fit(CRYSTALS)
    np.testing.assert_allclose(ours.transform(CRYSTALS), expected, atol=1e-8)
    assert ours.get_feature_names_out()[0] == "mean mean length / Å"


def test_wide_site_vectors_give_sparse_rows():
    soap = SOAP(4.0, n_max=8, l_max=4, species=["Ti", "O", "Sr", "C", "S", "Fe", "Ni", "Al", "Na"])
    rows = SiteStatisticsFingerprint(soap, stats=["mean"]).fit_transform(CRYSTALS)
    assert sp.issparse(rows)
    records = soap.fit_transform(CRYSTALS)
    for row, record in zip(rows.toarray(), records, strict=True):
        values = record.values.toarray() if sp.issparse(record.values) else record.values
        np.testing.assert_allclose(row, values.mean(axis=0), atol=1e-12)


def test_a_site_featurizer_of_another_fit_has_its_own_place_in_the_cache(tmp_path):
    lengths = BondLengths(stats=["mean"], per_species=True)
    options = {"stats": ["mean"], "memory": str(tmp_path)}
    (first,) = SiteStatisticsFingerprint(lengths, **options).fit_transform([make_rutile()])
    longer = SiteStatisticsFingerprint(lengths, **options).fit(CRYSTALS)
    assert longer.transform([make_rutile()]).shape == (1, len(longer.get_feature_names_out()))
    assert len(first) == 2


def test_a_failure_of_the_sites_is_that_of_the_crystal():
    with pytest.raises(FeaturizationError) as error:
        SiteStatisticsFingerprint(BondLengths(0.5)).fit_transform([make_cesium_chloride()])
    assert str(error.value.failures[0]).endswith(
        "(CsCl): `r_cut` = 0.5 Å finds no neighbour of site 0 (Cs); the nearest is at 3.57 Å; is "
        "`r_cut` in nm?"
    )


def test_sites_must_describe_sites():
    with pytest.raises(TypeError) as error:
        SiteStatisticsFingerprint(MagpieStatistics()).fit(CRYSTALS)
    assert str(error.value) == (
        "`sites` is a MagpieStatistics; give a site featuriser such as BondLengths(), or None"
    )


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
        ({"stats": ()}, "`stats` is empty; known are mean, std_dev, minimum, maximum"),
        ({"stats": ("mean", "mean")}, "`stats` names 'mean' twice"),
        (
            {"stats": "mean"},
            "`stats` is the text 'mean'; give a list: ['mean']",
        ),
        ({"symprec": 0.0}, "`symprec` is 0.0 Å; it must be positive, or None for no symmetry"),
        ({"symprec": -1}, "`symprec` is -1 Å; it must be positive, or None for no symmetry"),
    ],
)
def test_parameters_out_of_range(change, message):
    with pytest.raises(ValueError, match="`") as error:
        SiteStatisticsFingerprint(**change).fit(CRYSTALS)
    assert str(error.value) == message

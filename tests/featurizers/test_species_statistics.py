"""Site statistics by element against matminer's, and over our own site featurisers."""

import warnings

import numpy as np
import pytest
import scipy.sparse as sp
from matminer.featurizers.site import CrystalNNFingerprint
from matminer.featurizers.structure.sites import PartialsSiteStatsFingerprint

from coursekit.errors import FeaturizationError
from coursekit.featurizers import SOAP
from coursekit.featurizers.bonds import BondLengths
from coursekit.featurizers.coordination import Coordination
from coursekit.featurizers.species_statistics import SpeciesSiteStatistics
from coursekit.structures import make_lamno3, make_perovskite, make_rocksalt, make_rutile, set_id

CRYSTALS = [make_rutile(), make_perovskite("Sr")]


@pytest.mark.parametrize("symprec", [0.01, None])
def test_equal_to_matminer(symprec):
    theirs = PartialsSiteStatsFingerprint(CrystalNNFingerprint.from_preset("ops"))
    theirs.fit(CRYSTALS)
    ours = SpeciesSiteStatistics(symprec=symprec).fit(CRYSTALS)
    assert ours.get_feature_names_out().tolist() == theirs.feature_labels()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = theirs.featurize(CRYSTALS[1])  # the one that has every element
    np.testing.assert_allclose(ours.transform(CRYSTALS)[1], expected, atol=1e-2)


def test_an_absent_element_has_zeros():
    ours = SpeciesSiteStatistics().fit(CRYSTALS)
    names = np.array([name.split(" ")[0] for name in ours.get_feature_names_out()])
    row = ours.transform(CRYSTALS)[0]
    assert not row[names == "Sr"].any()
    assert row[names == "Ti"].any()


def test_over_another_site_featurizer():
    crystal = make_lamno3()
    lengths = BondLengths(2.4, stats=["mean"])
    by_element = SpeciesSiteStatistics(Coordination(2.4), stats=["mean", "std_dev", "maximum"])
    row = by_element.fit_transform([crystal])[0]
    names = by_element.get_feature_names_out().tolist()
    number = Coordination(2.4).fit_transform([crystal])[0].values[:, 0]
    symbols = np.array([site.specie.symbol for site in crystal])
    assert row[names.index("O mean N")] == pytest.approx(number[symbols == "O"].mean())
    assert row[names.index("O std_dev N")] == pytest.approx(number[symbols == "O"].std())
    assert row[names.index("Mn maximum N")] == 6
    with pytest.raises(FeaturizationError) as error:
        SpeciesSiteStatistics(lengths).fit_transform([set_id(crystal, "jt")])
    assert str(error.value.failures[0]) == (
        "jt (LaMnO3): `r_cut` = 2.4 Å finds no neighbour of site 0 (La); the nearest is at 2.43 Å; "
        "raise `r_cut` above 2.43 Å"
    )


def test_sparse_sites_give_the_numbers_of_dense_ones():
    crystal = make_rutile()
    few = SpeciesSiteStatistics(SOAP(3.0, n_max=3, l_max=2, species=["Ti", "O"]), stats=["mean"])
    everything = [*"HBCNOFKPSVYIUW", "Ti", "He", "Li", "Be", "Ne", "Na", "Mg", "Al", "Si", "Cl"]
    many = SpeciesSiteStatistics(SOAP(3.0, n_max=3, l_max=2, species=everything), stats=["mean"])
    dense_row, sparse_row = few.fit_transform([crystal]), many.fit_transform([crystal])
    assert sp.issparse(sparse_row)
    names = many.get_feature_names_out().tolist()
    columns = [names.index(name) for name in few.get_feature_names_out()]
    np.testing.assert_allclose(sparse_row[:, columns].toarray(), dense_row, atol=1e-12)


def test_wrong_parameters_and_unknown_species():
    with pytest.raises(TypeError) as error:
        SpeciesSiteStatistics(SpeciesSiteStatistics()).fit(CRYSTALS)
    assert str(error.value) == (
        "`sites` is a SpeciesSiteStatistics; give a site featuriser such as BondLengths(), or None"
    )
    with pytest.raises(ValueError, match="`stats` names 'median'; known are mean, std_dev, "):
        SpeciesSiteStatistics(stats=["median"]).fit(CRYSTALS)
    with pytest.raises(ValueError, match="`symprec` is -1 Å; it must be positive, or None for"):
        SpeciesSiteStatistics(symprec=-1).fit(CRYSTALS)
    with pytest.raises(FeaturizationError, match="contains Mg, which is not among the species"):
        SpeciesSiteStatistics().fit(CRYSTALS).transform([make_rocksalt("Mg")])

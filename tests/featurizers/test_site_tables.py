"""Tables of sites, from CrystalNN or another featuriser, and the statistics over them."""

import numpy as np
import pytest
import scipy.sparse as sp

from coursekit.featurizers import SOAP, BondLengths
from coursekit.featurizers.site_tables import (
    SYMMETRY_FROM,
    check_sites,
    site_names,
    site_tables,
    statistics_over_sites,
)
from coursekit.neighbors import crystal_nn_fingerprints, equivalent_sites, fingerprint_names
from coursekit.structures import make_rutile, make_tenorite, supercell

CRYSTALS = [make_rutile(), make_tenorite()]


@pytest.mark.parametrize("symprec", [None, 0.01])
def test_by_default_the_order_parameters_of_crystalnn(symprec):
    for table, crystal in zip(site_tables(CRYSTALS, None, symprec), CRYSTALS, strict=True):
        np.testing.assert_allclose(table, crystal_nn_fingerprints(crystal), atol=1e-2)
    assert site_names(None) == fingerprint_names()


def test_symmetry_is_sought_only_where_that_is_quicker(monkeypatch):
    """Among six or eight sites it takes longer than all of them."""
    large = supercell(make_tenorite(), (3, 3, 2))
    assert len(large) >= SYMMETRY_FROM
    expected = [crystal_nn_fingerprints(crystal) for crystal in (*CRYSTALS, large)]
    sought = []

    def recorded(structure, **options):
        sought.append((len(structure), options))
        return equivalent_sites(structure, **options)

    monkeypatch.setattr("coursekit.neighbors.fingerprints.equivalent_sites", recorded)
    tables = site_tables([CRYSTALS[0], large, CRYSTALS[1]], None, 0.02)
    assert sought == [(len(large), {"symprec": 0.02})]
    for table, wanted in zip(tables, [expected[0], expected[2], expected[1]], strict=True):
        np.testing.assert_allclose(table, wanted, atol=1e-2)
    site_tables([large], None, None)
    assert len(sought) == 1


def test_those_of_a_site_featurizer_dense_whatever_they_are():
    soap = SOAP(4.0, n_max=2, l_max=1, sparse=True).fit(CRYSTALS)
    tables = site_tables(CRYSTALS, soap, None)
    for table, record in zip(tables, soap.transform(CRYSTALS), strict=True):
        assert sp.issparse(record.values)
        np.testing.assert_allclose(table, record.values.toarray(), rtol=1e-12, atol=1e-12)
    assert site_names(soap)[0] == "SOAP O-O n=1 n'=1 l=0"


def test_the_reason_of_a_failure_is_handed_on():
    lengths = BondLengths(0.5).fit(CRYSTALS)
    with pytest.raises(ValueError, match=r"^`r_cut` = 0\.5 Å finds no neighbour of site 0 \(Ti\)"):
        site_tables(CRYSTALS, lengths, None)


def test_statistics_are_side_by_side_column_by_column():
    values = np.array([[1.0, 10.0], [2.0, 10.0], [6.0, 40.0]])
    row = statistics_over_sites(values, ["minimum", "maximum", "mean", "std_dev"])
    assert row == pytest.approx([1, 6, 3, np.std([1, 2, 6]), 10, 40, 20, np.std([10, 10, 40])])


def test_wrong_parameters():
    with pytest.raises(TypeError, match="`sites` is a str; give a site featuriser such as Bond"):
        check_sites("BondLengths", None)
    with pytest.raises(ValueError, match="`symprec` is 0 Å; it must be positive, or None for no"):
        check_sites(None, 0)

"""Cross-species and cross-radial terms against the whole power spectrum, written out."""

import re

import numpy as np
import pytest

from coursekit.featurizers.soap import COMPRESSIONS
from coursekit.kernels import column_multiplicity, environment_kernel

from .crystals import soap_sites


def whole_spectrum(record, squared_blocks):
    """Every term p(Z, Z', n, n', l) of each site, those that SOAP leaves out filled in by symmetry."""
    values = record.values.toarray() if hasattr(record.values, "toarray") else record.values
    terms = {}
    for name, column in zip(record.names, values.T, strict=True):
        first, second, n, m, degree = re.fullmatch(
            r"SOAP (\w+)-(\w+) n=(\d+) n'=(\d+) l=(\d+)", name
        ).groups()
        terms[first, second, n, m, degree] = column
        if not squared_blocks:
            terms[second, first, m, n, degree] = column
    return np.array(list(terms.values())).T


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_kernel_of_the_whole_power_spectrum(compression):
    records = soap_sites(compression=compression)
    # "mu1nu1" keeps both n, n' and n', n of "one element with all", and nothing else
    rows = np.concatenate([whole_spectrum(r, compression == "mu1nu1") for r in records])
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    kernel = environment_kernel(records, complete=True)
    np.testing.assert_allclose(kernel, rows @ rows.T, rtol=0, atol=1e-12)


def test_number_of_terms_of_the_whole_power_spectrum():
    names = soap_sites(compression="off")[0].names
    # (5 species x 3 radial functions)², three degrees
    assert column_multiplicity(names).sum() == 15**2 * 3


def test_leaving_the_weights_out_changes_the_similarity():
    records = soap_sites()
    gap = environment_kernel(records) - environment_kernel(records, complete=False)
    assert np.abs(gap).max() > 1e-3


@pytest.mark.parametrize("compression", COMPRESSIONS)
def test_from_the_layout_as_from_the_names(compression):
    names = soap_sites(compression=compression)[0].names
    np.testing.assert_array_equal(column_multiplicity(names), column_multiplicity(list(names)))


def test_columns_of_other_featurisers_weigh_one():
    assert column_multiplicity(["CN", "SOAP O-Ti n=1 n'=1 l=0"]).tolist() == [1, 1]

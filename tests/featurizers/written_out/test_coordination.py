"""The readable coordination numbers against the fast ones."""

import numpy as np
import pytest

from coursekit.featurizers.coordination import Coordination
from coursekit.featurizers.written_out.coordination import (
    coordination_by_element,
    coordination_numbers,
    smooth_coordination_numbers,
)

from ..teaching import GENERIC, LONELY

CRYSTALS = {**GENERIC, "lonely": LONELY}


@pytest.fixture(params=CRYSTALS)
def crystal(request):
    return CRYSTALS[request.param]


def fast(crystal, **options):
    return Coordination(3.1, **options).fit_transform([crystal])[0].values


def test_equal_to_the_fast_ones(crystal):
    found = coordination_numbers(crystal.lattice.matrix, crystal.frac_coords, r_cut=3.1)
    np.testing.assert_array_equal(found, fast(crystal)[:, 0])


def test_by_element_equal_to_the_fast_ones(crystal):
    featurizer = Coordination(3.1, per_species=True).fit([crystal])
    symbols = [site.specie.symbol for site in crystal]
    for element, column in zip(
        featurizer.species_, featurizer.transform([crystal])[0].values.T, strict=True
    ):
        found = coordination_by_element(
            crystal.lattice.matrix, crystal.frac_coords, symbols, element, r_cut=3.1
        )
        np.testing.assert_array_equal(found, column)


def test_smooth_ones_equal_to_the_fast_ones(crystal):
    found = smooth_coordination_numbers(
        crystal.lattice.matrix, crystal.frac_coords, r_cut=3.1, width=0.15
    )
    expected = fast(crystal, cutoff="fermi", width=0.15)[:, 0]
    np.testing.assert_allclose(found, expected, rtol=1e-12)

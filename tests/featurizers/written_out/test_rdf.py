"""The readable g(r) against the fast one."""

import numpy as np
import pytest

from coursekit.featurizers.radial import PartialRadialDistribution, RadialDistribution
from coursekit.featurizers.written_out.rdf import (
    coordination_from,
    partial_distribution,
    radial_distribution,
)

from ..teaching import GENERIC


@pytest.mark.parametrize("name", GENERIC)
def test_equal_to_the_fast_one(name):
    crystal = GENERIC[name]
    fast = RadialDistribution(7.0, bin_width=0.2).fit([crystal])
    edges, g_r = radial_distribution(
        crystal.lattice.matrix, crystal.frac_coords, r_cut=7.0, bin_width=0.2
    )
    np.testing.assert_array_equal(edges, fast.edges_)
    np.testing.assert_allclose(g_r, fast.transform([crystal])[0], rtol=1e-12)


@pytest.mark.parametrize("name", ["LaMnO3", "skewed"])
def test_partial_functions_equal_the_fast_ones(name):
    crystal = GENERIC[name]
    fast = PartialRadialDistribution(5.0, bin_width=0.5).fit([crystal])
    rows = fast.transform([crystal])[0].reshape(-1, 10)
    symbols = [site.specie.symbol for site in crystal]
    pairs = [name.split(" ")[1].split("-") for name in fast.get_feature_names_out()[::10]]
    for row, pair in zip(rows, pairs, strict=True):
        for first, second in (pair, pair[::-1]):
            _, g_r = partial_distribution(
                crystal.lattice.matrix,
                crystal.frac_coords,
                symbols,
                first,
                second,
                r_cut=5.0,
                bin_width=0.5,
            )
            np.testing.assert_allclose(g_r, row, rtol=1e-12)


def test_the_integral_counts_neighbours():
    crystal = GENERIC["rutile"]
    edges, g_r = radial_distribution(
        crystal.lattice.matrix, crystal.frac_coords, r_cut=6.0, bin_width=0.5
    )
    numbers = coordination_from(edges, g_r, density=len(crystal) / crystal.volume)
    expected = [np.mean([len(n) for n in crystal.get_all_neighbors(r)]) for r in edges[1:]]
    np.testing.assert_allclose(numbers, expected)

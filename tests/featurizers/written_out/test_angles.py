"""The readable angles against the fast ones."""

import numpy as np
import pytest

from coursekit.featurizers.bond_angles import BondAngles
from coursekit.featurizers.written_out.angles import (
    angle,
    angle_histogram,
    angle_moments,
    bond_angles,
)
from coursekit.featurizers.written_out.images import neighbors_of

from ..teaching import GENERIC, LONELY


@pytest.mark.parametrize("name", ["rutile", "spinel", "skewed"])
def test_equal_to_the_fast_ones(name):
    crystal = GENERIC[name]
    rows = BondAngles(3.3).fit_transform([crystal])[0].values
    for site, row in enumerate(rows):
        vectors, _ = neighbors_of(site, crystal.lattice.matrix, crystal.frac_coords, r_cut=3.3)
        angles = bond_angles(vectors)
        np.testing.assert_allclose(row[:3], angle_moments(angles), atol=1e-6)
        np.testing.assert_array_equal(row[3:], angle_histogram(angles))


def test_parallel_neighbours_have_an_angle():
    third = np.array([1.0, 1.0, 1.0]) / 3
    assert angle(third, 7 * third) == pytest.approx(0.0, abs=1e-5)
    assert angle(third, -third) == pytest.approx(180.0, abs=1e-5)


def test_two_neighbours_make_one_angle_and_one_makes_none():
    pair = neighbors_of(0, LONELY.lattice.matrix, LONELY.frac_coords, r_cut=3.0)[0]
    assert len(bond_angles(pair)) == 0
    assert bond_angles(np.vstack([pair, [[0, 2.0, 0]]])) == pytest.approx([90.0])

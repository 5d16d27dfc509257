"""Gaps of bands small enough to see."""

import bands
import numpy as np
import pytest

# rows are k points: top of the valence band at the first, bottom of the conduction band at the second
INDIRECT = [[-3.0, -1.0, 2.5], [-3.0, -2.0, 1.5]]


def test_indirect():
    found = bands.gap([INDIRECT], fermi=0.0)
    assert found == {"band_gap": 2.5, "band_gap_direct": 3.5, "gap_is_direct": False}


def test_direct():
    found = bands.gap([[[-1.0, 1.0], [-2.0, 3.0]]], fermi=0.0)
    assert found == {"band_gap": 2.0, "band_gap_direct": 2.0, "gap_is_direct": True}


def test_a_band_that_crosses_the_fermi_level_makes_a_metal():
    found = bands.gap([[[-1.0, 0.5], [-2.0, -0.5]]], fermi=0.0)
    assert found == {"band_gap": 0.0, "band_gap_direct": 0.0, "gap_is_direct": None}


def test_two_channels_count_together():
    up, down = INDIRECT, [[-4.0, 0.2, 4.0], [-4.0, 0.4, 4.0]]
    found = bands.gap([up, down], fermi=0.0)
    # top of the valence band from one channel, bottom of the conduction band from the other
    assert found["band_gap"] == pytest.approx(1.2)
    assert found["gap_of_channels"] == [2.5, 4.2]


def test_a_half_metal_has_a_gap_in_one_channel_only():
    found = bands.gap([INDIRECT, [[-1.0, 0.5, 2.0], [-2.0, -0.5, 2.0]]], fermi=0.0)
    assert (found["band_gap"], found["gap_of_channels"]) == (0.0, [2.5, 0.0])


def test_too_few_bands_are_an_error_and_no_metal():
    with pytest.raises(ValueError, match="needs more bands"):
        bands.gap([[[-3.0, -1.0], [-3.0, -2.0]]], fermi=0.0)


def test_the_mesh_is_even_and_at_least_as_dense():
    cell = np.diag([4.2, 4.2, 13.0])
    mesh = bands.even_mesh(cell, 2.5)
    assert mesh == [4, 4, 2]
    assert all(n / (2 * np.pi / a) >= 2.5 for n, a in zip(mesh, np.diag(cell), strict=True))
    # the conventional cell's primitive one: every axis alike
    assert len(set(bands.even_mesh(2.1 * (np.ones((3, 3)) - np.eye(3)), 2.5))) == 1

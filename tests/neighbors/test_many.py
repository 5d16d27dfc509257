"""Lists of many crystals at once are those of each crystal alone."""

import numpy as np
import pytest

from coursekit.datasets import load_teaching_set
from coursekit.neighbors import neighbor_list, neighbor_lists
from coursekit.structures import make_fcc, make_rutile

WHOLE_NUMBERS = ("centers", "neighbors", "images", "offsets")
LENGTHS = ("vectors", "distances", "lattice", "coords")


@pytest.mark.parametrize("r_cut", [2.0, 5.0])
def test_equal_to_one_by_one(r_cut):
    crystals = list(load_teaching_set().structures[::3])
    together = neighbor_lists(iter(crystals), r_cut)
    assert len(together) == len(crystals)
    for pairs, crystal in zip(together, crystals, strict=True):
        alone = neighbor_list(crystal, r_cut)
        for name in WHOLE_NUMBERS:
            np.testing.assert_array_equal(getattr(pairs, name), getattr(alone, name))
        for name in LENGTHS:
            # products of other shapes: the last digit is the processor's
            np.testing.assert_allclose(getattr(pairs, name), getattr(alone, name), atol=1e-12)
        assert pairs.species == alone.species
        assert pairs.r_cut == alone.r_cut


def test_none_is_none():
    assert neighbor_lists([], 3.0) == []


def test_what_is_no_crystal_is_named():
    with pytest.raises(TypeError, match="pymatgen Structure"):
        neighbor_lists([make_fcc(), "TiO2"], 3.0)
    with pytest.raises(ValueError, match="`r_cut`"):
        neighbor_lists([make_rutile()], -1)

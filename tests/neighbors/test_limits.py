"""A cutoff that finds nothing is reported with the distance that would have found something."""

import pytest
from pymatgen.core import Lattice, Structure

from coursekit.neighbors import neighbor_list, neighbor_list_of_arrays, require_neighbors
from coursekit.neighbors.limits import nearest_distance

from .crystals import CRYSTALS

HOLLOW = Structure(
    Lattice.cubic(9.0), ["O", "O", "O", "Mg"], [[0, 0, 0], [0.14, 0, 0], [0, 0.14, 0], [0.5] * 3]
)


def test_a_list_with_neighbors_passes_unchanged():
    pairs = neighbor_list(CRYSTALS["CsCl"], 4.0)
    assert require_neighbors(pairs) is pairs


def test_cutoff_in_nm():
    salt = Structure(Lattice.cubic(4.2), ["Mg", "O"], [[0, 0, 0], [0.5, 0, 0]])
    message = (
        r"`r_cut` = 0\.5 Å finds no neighbour of site 0 \(Mg\); the nearest is at 2\.10 Å; "
        r"is `r_cut` in nm\?"
    )
    with pytest.raises(ValueError, match=message):
        require_neighbors(neighbor_list(salt, 0.5))


def test_cutoff_too_small_for_one_site():
    message = r"`r_cut` = 2 Å finds no neighbour of site 3 \(Mg\); the nearest is at 7\.14 Å; raise `r_cut` above 7\.14 Å"
    with pytest.raises(ValueError, match=message):
        require_neighbors(neighbor_list(HOLLOW, 2.0))


def test_no_species_no_symbol():
    pairs = neighbor_list_of_arrays([[5, 0, 0], [0, 5, 0], [0, 0, 3.5]], [[0, 0, 0]], r_cut=3.0)
    with pytest.raises(ValueError, match=r"of site 0; the nearest is at 3\.50 Å; raise `r_cut`"):
        require_neighbors(pairs)


@pytest.mark.parametrize("name", CRYSTALS)
def test_nearest_distance_is_the_first_of_a_generous_list(name):
    crystal = CRYSTALS[name]
    pairs = neighbor_list(crystal, 8.0)
    for site in range(len(crystal)):
        nearest = nearest_distance(crystal.lattice.matrix, crystal.cart_coords, site)
        assert nearest == pytest.approx(pairs.distances[pairs.offsets[site]], abs=1e-8)

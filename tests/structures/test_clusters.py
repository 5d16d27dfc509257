"""Shells, the degenerate pair, and platinum corners in their boxes."""

from itertools import permutations

import numpy as np
import pytest
from ase.neighborlist import neighbor_list

from coursekit.structures import (
    make_corner,
    make_fcc,
    make_hcp,
    make_kink,
    make_planar,
    make_shell,
    named_sites,
    to_ase,
)

from .geometry import angles, bonds

# Angles between the corners of the regular polyhedra, seen from the centre, and how often each
# occurs: closed forms, arccos(1/3), arccos(sqrt(5)/5) and so on.
POLYHEDRA = {
    "tetrahedron": {109.4712: 6},
    "square": {90.0: 4, 180.0: 2},
    "octahedron": {90.0: 12, 180.0: 3},
    "trigonal prism": {81.7868: 9, 135.5847: 6},
    "cube": {70.5288: 12, 109.4712: 12, 180.0: 4},
    "cuboctahedron": {60.0: 24, 90.0: 12, 120.0: 24, 180.0: 6},
    "anticuboctahedron": {60.0: 24, 90.0: 12, 109.4712: 3, 120.0: 18, 146.4427: 6, 180.0: 3},
    "icosahedron": {63.4349: 30, 116.5651: 30, 180.0: 6},
}


@pytest.mark.parametrize("kind", POLYHEDRA)
def test_ideal_polyhedra(kind):
    crystal = make_shell(kind, distance=2.5)
    (center,) = named_sites(crystal, "center")
    values, times = np.unique(angles(crystal, center, 2.6).round(4), return_counts=True)
    found = dict(zip(values.tolist(), times.tolist(), strict=True))
    assert found == pytest.approx(POLYHEDRA[kind], abs=2e-4)
    distances, _ = bonds(crystal, center, 10.0)
    assert distances == pytest.approx([2.5] * (len(crystal) - 1))
    assert len(named_sites(crystal, "shell")) == len(crystal) - 1


def test_mean_angle_of_the_octahedron_is_108_degrees():
    means = {
        kind: angles(make_shell(kind), 0, 3.0).mean() for kind in ("octahedron", "tetrahedron")
    }
    assert means == pytest.approx({"octahedron": 108.0, "tetrahedron": 109.4712})
    assert angles(make_shell("square"), 0, 3.0).mean() == pytest.approx(120.0)


@pytest.mark.parametrize(
    ("kind", "metal"),
    [("cuboctahedron", make_fcc("Cu")), ("anticuboctahedron", make_hcp("Cu", a=2.556))],
)
def test_shells_are_those_of_the_close_packed_metals(kind, metal):
    np.testing.assert_allclose(angles(make_shell(kind), 0, 3.0), angles(metal, 0, 3.0), atol=1e-4)


def test_ids_name_atoms_and_shape():
    assert make_shell().properties["id"] == "Cu13-icosahedron"
    prism = make_shell("trigonal prism", center="Mo", neighbor="S", distance=2.42)
    assert prism.properties["id"] == "MoS6-trigonal-prism"
    assert prism.composition.formula == "Mo1 S6"


def neighbor_pairs(structure):
    """Distances between the four neighbours, as a square table."""
    return structure.distance_matrix[1:, 1:]


def test_planar_pair_has_equal_distances_and_angles():
    pair = [make_planar(which) for which in ("first", "second")]
    for crystal in pair:
        assert bonds(crystal, 0, 8.0)[0] == pytest.approx([1.5] * 4)
        assert angles(crystal, 0, 2.0) == pytest.approx([45, 45, 90, 135, 135, 180])


def test_planar_pair_is_not_congruent():
    first, second = (neighbor_pairs(make_planar(which)) for which in ("first", "second"))
    mismatches = [
        np.abs(first[np.ix_(order, order)] - second).max() for order in permutations(range(4))
    ]
    assert min(mismatches) > 0.5  # Å; zero would mean a rotation or reflection exists


def test_planar_neighbours_see_different_surroundings():
    first, second = (np.sort(neighbor_pairs(make_planar(w)), axis=1) for w in ("first", "second"))
    assert not np.allclose(np.sort(first, axis=0), np.sort(second, axis=0), atol=0.1)


@pytest.mark.parametrize(
    ("shape", "atoms", "corners", "neighbors"),
    [("cuboctahedron", 55, 12, 5), ("truncated octahedron", 38, 24, 6), ("octahedron", 44, 6, 4)],
)
def test_platinum_corners(shape, atoms, corners, neighbors):
    cluster = make_corner(shape, vacuum=12.0)
    counts = np.bincount(neighbor_list("i", to_ase(cluster), 3.3), minlength=len(cluster))
    assert len(cluster) == atoms
    assert counts[named_sites(cluster, "corner")].tolist() == [neighbors] * corners
    assert set(counts[named_sites(cluster, "bulk")]) == {12}
    assert counts.min() == neighbors
    gaps = np.array(cluster.lattice.abc) - np.ptp(cluster.cart_coords, axis=0)
    assert gaps == pytest.approx([12.0] * 3)


def test_corner_of_the_truncated_octahedron_is_a_kink():
    cluster, slab = make_corner("truncated octahedron"), make_kink()
    np.testing.assert_allclose(
        angles(cluster, named_sites(cluster, "corner")[0], 3.3),
        angles(slab, named_sites(slab, "kink")[0], 3.3),
        atol=1e-4,
    )


REFUSED = [
    (make_shell, {"kind": "ring"}, f"`kind` is 'ring'; it must be one of {', '.join(POLYHEDRA)}"),
    (make_shell, {"distance": -1.0}, "`distance` is -1.0 Å; it must be positive"),
    (
        make_shell,
        {"distance": 3.0, "box": 9.0},
        "`box` is 9.0 Å; it must be more than three times `distance` (3.0 Å), or images count as "
        "neighbours",
    ),
    (make_planar, {"which": "third"}, "`which` is 'third'; it must be one of first, second"),
    (make_planar, {"distance": 0.0}, "`distance` is 0.0 Å; it must be positive"),
    (
        make_corner,
        {"shape": "sphere"},
        "`shape` is 'sphere'; it must be one of cuboctahedron, truncated octahedron, octahedron",
    ),
    (
        make_corner,
        {"vacuum": 3.0},
        "`vacuum` is 3.0 Å; it must be at least 8 Å, or images interact",
    ),
]


@pytest.mark.parametrize(("make", "arguments", "message"), REFUSED)
def test_out_of_range_parameters(make, arguments, message):
    with pytest.raises(ValueError, match="it must be") as error:
        make(**arguments)
    assert str(error.value) == message

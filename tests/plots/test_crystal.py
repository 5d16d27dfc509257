"""What is drawn of a crystal: each atom where it is, each neighbour marked, nothing twice."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit.neighbors import neighbor_list
from coursekit.plots.crystal import ELSEWHERE, HERE, crystal_scene, plot_crystal, view_axes
from coursekit.structures import (
    make_bcc,
    make_fcc,
    make_perovskite,
    make_rutile,
    make_spinel,
    shift_origin,
)


def positions(scene):
    return np.array([atom[:3] for atom in scene["atoms"]])


@pytest.mark.parametrize("structure", [make_rutile(), shift_origin(make_rutile(), seed=4)])
def test_neighbours_are_those_of_the_list(structure):
    scene = crystal_scene(structure, site=0, r_cut=2.6)
    (center, black), *rings = scene["rings"]
    assert black == "#000000"
    apart = positions(scene)[[n for n, _ in rings]] - positions(scene)[center]
    pairs = neighbor_list(structure, 2.6)
    wanted = pairs.vectors[pairs.site(0)]
    order = [np.lexsort(v.round(2).T) for v in (apart, wanted)]
    np.testing.assert_allclose(apart[order[0]], wanted[order[1]], atol=2e-3)
    assert {colour for _, colour in rings} == {HERE, ELSEWHERE}


def test_atoms_on_faces_are_drawn_at_both_ends_and_once():
    scene = crystal_scene(make_fcc(), bonds=0)
    assert len(scene["atoms"]) == 14
    assert len(np.unique(positions(scene).round(2), axis=0)) == 14
    assert len(crystal_scene(make_fcc(), bonds=0, cell=False)["atoms"]) == 4
    assert len(scene["edges"]) == 12


def test_bonds_join_what_chemists_join():
    perovskite = crystal_scene(make_perovskite())
    kinds = [kind["symbol"] for kind in perovskite["kinds"]]
    ends = {
        tuple(sorted(kinds[perovskite["atoms"][n][3]] for n in stick))
        for stick in perovskite["sticks"]
    }
    assert ends == {("O", "Ti")}
    # eight neighbours, not the six farther ones
    assert len(crystal_scene(make_bcc())["sticks"]) == 8


def test_polyhedra_have_all_corners():
    octahedra = crystal_scene(make_perovskite(), polyhedra="Ti")
    assert len(octahedra["faces"]) == 8 * 8
    both = crystal_scene(make_spinel(), polyhedra=["Mg", "Al"])
    kinds = [face[3] for face in both["faces"]]
    assert kinds.count(0) % 4 == 0
    assert kinds.count(1) % 8 == 0


def test_wishes_that_cannot_be_met_are_named():
    with pytest.raises(ValueError, match=r"`polyhedra` names Al; the crystal has Ti, O"):
        crystal_scene(make_rutile(), polyhedra="Al")
    with pytest.raises(ValueError, match=r"say which with `site`"):
        crystal_scene(make_rutile(), r_cut=2.0)
    with pytest.raises(ValueError, match=r"`site` is 6; the crystal has sites 0 to 5"):
        crystal_scene(make_rutile(), site=6)


def test_the_view_is_a_rotation():
    turn = view_axes(30.0, 40.0)
    np.testing.assert_allclose(turn @ turn.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(turn) == pytest.approx(1.0)


def test_near_atoms_hide_far_ones():
    ax = Figure().subplots()
    plot_crystal(crystal_scene(make_fcc(), bonds=0), ax=ax, elevation=0.0, azimuth=0.0)
    rims = [patch for patch in ax.patches if not patch.get_fill()]
    assert len(rims) == 14
    # seen along x, atoms at x = a stand before those at x = 0
    corner = [patch for patch in rims if np.allclose(patch.center, (0.0, 0.0), atol=1e-6)]
    assert len(corner) == 2
    assert len({patch.zorder for patch in corner}) == 2

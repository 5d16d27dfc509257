"""Pictures of cells, shapes, folds and invariances say in words what they draw."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from coursekit.neighbors import neighbor_list_of_arrays
from coursekit.pipelines import make_folds
from coursekit.plots.folds import describe_folds, draw_folds
from coursekit.plots.gallery import draw_crystals, draw_shapes, make_shapes
from coursekit.plots.invariances import draw_invariances
from coursekit.plots.tiling import ATOMS, LATTICE, describe_tiling, plot_tiling, tile_plane
from coursekit.structures import make_perovskite, make_rutile


@pytest.mark.parametrize("site", [0, 1])
@pytest.mark.parametrize("r_cut", [1.0, 3.3, 6.0])
def test_the_plane_has_the_neighbours_of_a_thick_slab(r_cut, site):
    lattice, places = np.eye(3) * 50.0, np.full((2, 3), 0.5)
    lattice[:2, :2], places[:, :2] = LATTICE, ATOMS
    pairs = neighbor_list_of_arrays(lattice, places, r_cut=r_cut, sites=[site])
    tiling = tile_plane(r_cut, site=site)
    assert tiling.inside.sum() == len(pairs.distances)
    home = (pairs.images == 0).all(axis=1).sum()
    assert tiling.n_home == home
    assert f"{len(pairs.distances)} neighbours: {home} in its own cell" in describe_tiling(
        tiling, r_cut
    )


def test_each_neighbour_has_a_line():
    tiling = tile_plane(3.3)
    ax = plot_tiling(tiling, 3.3, ax=Figure().subplots())
    joined = [line for line in ax.lines if len(line.get_xdata()) == 2]
    assert len(joined) == tiling.inside.sum()


def test_shapes_are_what_their_names_say():
    shapes = make_shapes()
    lengths = {name: np.linalg.norm(bonds, axis=1) for name, bonds in shapes.items()}
    for name, r in lengths.items():
        assert (np.ptp(r) > 0.1) == (name == "octahedron, stretched"), name
    bent = shapes["octahedron, bent"] / 2.0
    assert np.abs(bent @ bent.T)[0, 4] > 0.1
    assert "6 O around Ti" in draw_shapes(shapes).alt


def test_crystals_side_by_side_are_named():
    picture = draw_crystals({"a": make_rutile(), "b": make_perovskite()}, polyhedra=["Ti", "Sr"])
    assert [ax.get_title() for ax in picture.figure.axes] == ["a", "b", ""]
    assert "a: TiO2" in picture.alt
    assert "Polyhedra around Sr, Ti" in picture.alt


def test_folds_are_counted():
    groups = np.repeat(["TiO2", "SiO2", "ZnO"], 3)
    splits = {"grouped": make_folds(groups, "grouped", n_folds=3)}
    assert "0 of them have another crystal" in describe_folds(groups, splits)
    boxes = draw_folds(groups, splits).figure.axes[0].patches
    assert len(boxes) == 27


def test_five_changes_are_drawn():
    picture = draw_invariances()
    assert len(picture.figure.axes) == 6
    assert "turned: same numbers" in picture.alt
    assert "nudged: nearly the same" in picture.alt

"""Pictures of cells, shapes, folds and invariances say in words what they draw."""

import numpy as np

from coursekit.pipelines import make_folds
from coursekit.plots.folds import describe_folds, draw_folds
from coursekit.plots.gallery import draw_crystals, draw_shapes, make_shapes
from coursekit.plots.invariances import draw_invariances
from coursekit.structures import make_perovskite, make_rutile


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

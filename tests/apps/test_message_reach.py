"""Who is heard after how many layers: shortest paths over neighbours, none beyond layers x r_cut."""

import numpy as np
import pytest
from scipy.sparse.csgraph import shortest_path
from scipy.spatial.distance import cdist

from coursekit.apps import MessageReach
from coursekit.apps.message_reach import hear


@pytest.mark.parametrize("r_cut", [0.5, 1.0, 1.6])
def test_layers_are_the_steps_of_the_shortest_way(r_cut):
    points = np.random.default_rng(1).uniform(-4, 4, (80, 2))
    everyone = np.vstack([[0, 0], points])
    steps = shortest_path(cdist(everyone, everyone) <= r_cut, unweighted=True)[0, 1:]
    rounds, ways = hear(points, 4, r_cut)
    assert rounds.tolist() == np.where(steps <= 4, steps, 0).tolist()
    for place, way in enumerate(ways):
        if rounds[place]:
            start = points[way] if way >= 0 else np.zeros(2)
            assert np.linalg.norm(points[place] - start) <= r_cut
            assert (rounds[way] if way >= 0 else 0) == rounds[place] - 1


@pytest.mark.parametrize("layers", [1, 3])
def test_nothing_is_heard_beyond_the_receptive_field(layers):
    app = MessageReach(layers=layers, r_cut=3.0)
    for layer in range(1, 5):
        points = app.drawing.mark(f"heard after layer {layer}").points
        assert bool(len(points)) == (layer <= layers)
        assert (np.linalg.norm(points, axis=1) <= layer * 3.0 + 1e-9).all()
    assert f"ends at {3 * layers:.1f} Å" in app.sentence


def test_without_neighbours_no_layer_helps():
    assert "heard of nobody" in MessageReach(layers=4, r_cut=1.5).sentence

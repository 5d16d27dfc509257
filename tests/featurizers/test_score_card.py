"""The score card against what is known of each descriptor."""

import numpy as np
import pytest

from coursekit.featurizers import score_card as card
from coursekit.featurizers.random_network import RandomNetwork
from coursekit.structures import make_rutile

DESCRIPTORS = card.make_descriptors()


@pytest.fixture(scope="module")
def table():
    return card.score_card()


def test_all_but_bare_positions_are_invariant(table):
    assert (table["invariant"].drop("positions (control)") == 1).all()
    assert table["invariant"]["positions (control)"] == 0


def test_only_what_changes_size_jumps_or_counts_is_not_continuous(table):
    jumps = table.index[table["jump"] > 1e-3]
    assert set(jumps) == {"count", "sorted distances", "g(r)", "MBTR of distances"}
    assert np.isinf(table["jump"]["sorted distances"])
    assert table["jump"]["count"] > 0.1


def test_sizes(table):
    changing = table.index[table["shortest"] < table["longest"]]
    assert set(changing) == {"sorted distances", "positions (control)"}
    growing = table.index[table["six elements"] > table["longest"]]
    assert {"ACSF", "SOAP", "MBTR of distances"} <= set(growing)
    assert table["six elements"]["Chebyshev"] == table["longest"]["Chebyshev"] == 34


def test_a_table_of_elements_describes_what_the_fit_has_not_seen(table):
    refusing = table.index[table["general"] < 1]
    assert set(refusing) == {"ACSF", "SOAP", "Chebyshev", "MBTR of distances"}
    missing = [name for name, done in card.generality(DESCRIPTORS["SOAP"]).items() if not done]
    assert missing == ["element not in the fit"]


def test_cost_is_measured(table):
    assert (table["ms per atom"] > 0).all()


@pytest.mark.parametrize(
    ("name", "confused"),
    [
        ("count", {"distance", "element", "angle", "planar pair"}),
        ("sorted distances", {"element", "angle", "planar pair"}),
        ("SOAP", {"planar pair"}),
        ("ACSF", {"planar pair"}),
        ("network, random weights", set()),
    ],
)
def test_each_step_of_body_order_tells_one_more_pair_apart(name, confused):
    apart = card.uniqueness(DESCRIPTORS[name])
    assert {pair for pair, change in apart.items() if change < card.EQUAL} == confused


def test_one_layer_of_distances_does_not_see_angles():
    apart = card.uniqueness(RandomNetwork(card.R_CUT, layers=1))
    assert apart["angle"] < card.EQUAL
    assert apart["planar pair"] < card.EQUAL


def test_a_hidden_jump_is_found():
    def hidden(structure):
        far = structure.get_distance(0, len(structure) - 2)
        return [np.array([far + 0.01 * (far > 4.321)])]

    assert 1e-3 < card.continuity(hidden) < 0.02
    assert card.continuity(lambda s: [np.array([s.get_distance(0, len(s) - 2)])]) < 1e-4


def test_a_network_refuses_what_it_cannot_be():
    with pytest.raises(ValueError, match="must be 1 or more"):
        RandomNetwork(layers=0).fit([make_rutile()])
    with pytest.raises(ValueError, match="r_cut"):
        RandomNetwork(r_cut=0).fit([make_rutile()])

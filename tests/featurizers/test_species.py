"""The layout of columns by element."""

from itertools import combinations_with_replacement

import numpy as np
import pytest
from pymatgen.core import Element

from coursekit.featurizers.species import (
    check_species,
    learn_labels,
    learn_species,
    pair_labels,
    pair_places,
    site_places,
    spread,
)
from coursekit.structures import make_perovskite, make_rutile

from .crystals import NOTHING, dense


def message_of(call):
    with pytest.raises(ValueError, match=r"`|contains") as error:
        call()
    return str(error.value)


def test_learnt_from_structures_electropositive_first():
    crystals = [make_rutile(), make_perovskite("Sr"), NOTHING, "not a crystal"]
    species = learn_species(crystals)
    assert species == ("Sr", "Ti", "O")
    assert [Element(s).X for s in species] == sorted(Element(s).X for s in species)


def test_given_species_win():
    assert learn_species([make_rutile()], ["O", "Al", "O"]) == ("Al", "O")


def test_oxidation_states_are_the_same_element():
    charged = make_rutile().add_oxidation_state_by_element({"Ti": 4, "O": -2})
    assert learn_species([charged]) == ("Ti", "O")
    assert site_places(charged, ("Ti", "O")).tolist() == [0, 0, 1, 1, 1, 1]


def test_groups():
    groups = {"anion": ["O", "S"], "alkali": ["Li"]}
    assert learn_labels(("Li", "Ti", "O"), groups) == ("anion", "alkali", "Ti")
    assert site_places(make_rutile(), ("Ti", "O"), groups).tolist() == [2, 2, 0, 0, 0, 0]
    # an element of a group has columns even if no crystal of the fit contained it
    assert site_places(make_rutile(), ("Ti",), groups).tolist() == [2, 2, 0, 0, 0, 0]


def test_unknown_element():
    assert message_of(lambda: site_places(make_perovskite("Sr"), ("Ti", "O"))) == (
        "contains Sr, which is not among the species of the fit (Ti, O); fit with such a structure "
        "or pass `species`"
    )


@pytest.mark.parametrize(
    ("species", "groups", "message"),
    [
        (
            ["Ti", "Ox"],
            None,
            "`species` names 'Ox', which is not an element; give a list of symbols ",
        ),
        ([], None, "`species` is empty; give a list of symbols such as ['Ti', 'O']"),
        ("Ti", None, "`species` is the text 'Ti'; give a list of symbols: ['Ti']"),
        (None, {"anion": []}, "`groups['anion']` is empty; give a list of symbols such as "),
        (None, {"a": ["O"], "b": ["S", "O"]}, "`groups` has O in 'a' and in 'b'; one is allowed"),
    ],
)
def test_parameters_out_of_range(species, groups, message):
    assert message_of(lambda: check_species(species, groups)).startswith(message)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_pairs_are_in_the_order_of_their_labels(n):
    labels = [f"L{k}" for k in range(n)]
    pairs = list(combinations_with_replacement(range(n), 2))
    assert pair_labels(labels) == [(labels[a], labels[b]) for a, b in pairs]
    first, second = np.array(pairs).T
    for a, b in ((first, second), (second, first)):
        np.testing.assert_array_equal(pair_places(a, b, n), np.arange(n * (n + 1) // 2))


def test_blocks_stand_at_their_places_dense_and_sparse():
    values = np.arange(12.0).reshape(2, 3, 2)
    few, many = spread(values, [0, 2, 3], 4), spread(values, [0, 2, 5999], 6000)
    assert isinstance(few, np.ndarray)
    assert few.tolist() == [[0, 1, 0, 0, 2, 3, 4, 5], [6, 7, 0, 0, 8, 9, 10, 11]]
    assert many.shape == (2, 12000)
    assert many.nnz == 11  # the zero is not stored
    columns = [0, 1, 4, 5, 11998, 11999]
    np.testing.assert_array_equal(dense(many)[:, columns], values.reshape(2, -1))

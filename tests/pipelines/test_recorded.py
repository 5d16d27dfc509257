"""The fourth tier: vectors made by somebody else's training, and a network trained on our folds."""

import numpy as np
import pytest

from coursekit.datasets import load_held_out, load_teaching_set
from coursekit.errors import PotentialError
from coursekit.pipelines import RUNGS, Ladder, make_folds, run_ladder
from coursekit.pipelines.recorded import (
    add_fourth_tier,
    fourth_tier,
    graph_network_predictions,
    learning_curve_of_graph_network,
)
from coursekit.pipelines.rungs import FOURTH_TIER
from coursekit.potentials import frozen, frozen_features
from coursekit.structures import rattle, set_id, supercell


@pytest.fixture(scope="module")
def dataset():
    return load_teaching_set()


@pytest.fixture
def no_chgnet(monkeypatch):
    monkeypatch.setattr(frozen, "load_model", lambda name: (None, "torch is not installed"))


def test_every_crystal_has_a_vector_in_its_own_place(dataset, no_chgnet):
    features = frozen_features(dataset.structures)
    assert features.shape == (len(dataset), 64)
    assert np.isfinite(features).all()
    np.testing.assert_array_equal(frozen_features(dataset.structures[::-1]), features[::-1])
    assert len(frozen_features(load_held_out())) > 50
    untrained = frozen_features(dataset.structures, trained=False)
    assert untrained.shape == features.shape
    assert np.abs(untrained - features).max() > 1


def test_the_size_of_the_cell_is_not_in_the_vector(dataset):
    few = dataset.structures[:5]
    repeated = [supercell(structure) for structure in few]
    np.testing.assert_array_equal(frozen_features(repeated), frozen_features(few))


@pytest.mark.parametrize("change", ["shaken", "stretched", "renamed"])
def test_a_crystal_that_was_changed_is_not_answered(dataset, no_chgnet, change):
    salt = dataset.structures[dataset.ids.index("MgO-rocksalt")].copy()
    if change == "shaken":
        other = set_id(rattle(salt, 0.05, 1), "MgO-rocksalt")
    elif change == "stretched":
        other = salt.copy()
        other.apply_strain(0.002)
    else:
        other = set_id(salt, "mine")
    with pytest.raises(PotentialError) as error:
        frozen_features([salt, other])
    said = str(error.value)
    assert said.startswith("1 of 2 crystals have no recorded vector")
    assert "torch is not installed" in said
    assert "[potentials]" in said


def test_better_than_composition_on_new_formulas(dataset):
    few = dataset.subset(np.flatnonzero(np.isin(dataset.groups, np.unique(dataset.groups)[::3])))
    forest, ridge = fourth_tier(few, n_folds=3, splits=["grouped"])
    assert (ridge.rung, ridge.tier, ridge.split) == ("frozen-ridge", 4, "grouped")
    assert (ridge.below, forest.below) == ("frozen-forest", None)
    spread = np.abs(few.targets - few.targets.mean()).mean()
    assert ridge.mae < 0.5 * spread
    assert ridge.rho > 0.4
    assert forest.fold_mae != ridge.fold_mae
    assert all(score.title.endswith("(recorded)") for score in (forest, ridge))


def test_rows_stand_below_those_of_the_ladder(dataset):
    few = dataset.subset(range(60))
    below = run_ladder(few, rungs=["mean", "formula"], n_folds=3)
    ladder = add_fourth_tier(below)
    assert isinstance(ladder, Ladder)
    assert [(s.split, s.rung) for s in ladder.scores] == [
        (split, rung)
        for split in ("random", "grouped")
        for rung in ("mean", "formula", "frozen-forest", "frozen-ridge")
    ]


@pytest.mark.parametrize("split", ["random", "grouped"])
def test_the_network_is_answered_for_its_own_folds_only(dataset, split):
    folds = make_folds(dataset.groups, split)
    predicted, seconds = graph_network_predictions(dataset, split, folds)
    assert np.isfinite(predicted).all()
    assert seconds > 1
    other_seed = make_folds(dataset.groups, split, seed=1)
    assert graph_network_predictions(dataset, split, other_seed) is None
    few = dataset.subset(range(100))
    assert graph_network_predictions(few, split, make_folds(few.groups, split)) is None
    chgnet = load_teaching_set("formation_energy_per_atom_chgnet")
    assert graph_network_predictions(chgnet, split, folds) is None
    table, _ = graph_network_predictions(dataset, split, folds, "magpie")
    assert np.abs(table - predicted).max() > 0.01


def test_the_network_gains_from_more_crystals(dataset):
    guesses = learning_curve_of_graph_network()
    errors = [np.abs(guess - dataset.targets).mean() for guess in guesses.values()]
    assert list(guesses) == [125, 250, 500, 1000]
    assert errors[0] > 1.5 * errors[-1]
    spread = np.abs(dataset.targets - dataset.targets.mean()).mean()
    assert errors[-1] < 0.5 * spread


def test_every_comparison_of_tier_four_names_a_row():
    known = {**RUNGS, **FOURTH_TIER}
    for rung in FOURTH_TIER.values():
        assert rung.below in known
        assert rung.differs

"""The ladder against plain scikit-learn loops, cold and warm, whole and interrupted."""

import json
from dataclasses import replace

import numpy as np
import pytest
from matminer.featurizers.composition import ElementProperty
from pymatgen.core import Lattice, Structure
from sklearn.ensemble import RandomForestRegressor
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import GroupKFold, KFold
from sklearn.preprocessing import StandardScaler

from coursekit.datasets.table import build_dataset
from coursekit.featurizers import SOAP, MagpieStatistics
from coursekit.kernels import KernelRidgeSearch
from coursekit.pipelines import RUNGS, ladder, polymorph_scores, run_ladder
from coursekit.pooling import MeanPooling
from coursekit.structures import make_rocksalt, set_id

FAST = ("mean", "formula", "composition", "soap-mean")


@pytest.fixture(autouse=True)
def small_forests(monkeypatch):
    monkeypatch.setattr("coursekit.pipelines.rungs.N_TREES", 10)


@pytest.fixture(scope="module")
def cold(oxides, tmp_path_factory):
    """The whole ladder once, and the folder it left behind."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("coursekit.pipelines.rungs.N_TREES", 10)
        return run_ladder(oxides, n_folds=3, memory=str(folder)), folder


def predictions(result):
    return {(score.rung, score.split): score.predicted for score in result.scores}


def count_fits(monkeypatch, stop_at=None):
    """Count calls of `_fit_fold`; raise as Ctrl-C does in the call after `stop_at`."""
    calls, original = [], ladder._fit_fold

    def counted(*args):
        if len(calls) == stop_at:
            raise KeyboardInterrupt
        calls.append(args)
        return original(*args)

    monkeypatch.setattr(ladder, "_fit_fold", counted)
    return calls


def folds_of(dataset, split):
    places = np.arange(len(dataset))
    if split == "random":
        return KFold(3, shuffle=True, random_state=0).split(places)
    return GroupKFold(3, shuffle=True, random_state=0).split(places, groups=dataset.groups)


@pytest.mark.parametrize("split", ["random", "grouped"])
def test_composition_rung_equals_a_plain_loop(cold, oxides, split):
    matminer = ElementProperty.from_preset("magpie", impute_nan=False)
    X = np.array([matminer.featurize(crystal.composition) for crystal in oxides.structures])
    expected = np.empty(len(oxides))
    for train, test in folds_of(oxides, split):
        forest = RandomForestRegressor(10, max_features=0.15, random_state=0)
        expected[test] = forest.fit(X[train], oxides.targets[train]).predict(X[test])
    np.testing.assert_allclose(predictions(cold[0])["composition", split], expected, rtol=1e-12)


def tuned(normalise=True):
    options = {"alphas": (1e-6, 1e-4, 1e-3, 1e-2), "widths": (1.0, 2.0, 4.0)}
    return KernelRidgeSearch(**options, normalise=normalise)


@pytest.mark.parametrize("split", ["random", "grouped"])
def test_controls_equal_a_plain_loop(cold, oxides, split):
    X = MagpieStatistics().fit_transform(oxides.structures)
    expected = np.empty(len(oxides))
    for train, test in folds_of(oxides, split):
        scaler = StandardScaler().fit(X[train])
        groups = oxides.groups[train] if split == "grouped" else None
        model = tuned(normalise=False)
        model.fit(scaler.transform(X[train]), oxides.targets[train], groups=groups)
        expected[test] = model.predict(scaler.transform(X[test]))
    found = predictions(cold[0])["composition-kernel", split]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def _edges(column, largest):
    # rounding errors are no range, and what belongs on an edge may come out just below it
    flat = np.ptp(column) <= 1e-10 * largest
    edges = np.histogram_bin_edges(column[:1] if flat else column, 10)
    edges[1:-1] -= (1e-10 if flat else 1e-12) * largest
    return edges


def _histograms(sites, train):
    columns = np.concatenate([sites[i] for i in train]).T
    edges = [_edges(column, np.abs(columns).max()) for column in columns]
    # what lies outside the training range counts in the outermost bin
    return [
        np.concatenate(
            [
                np.histogram(np.clip(c, e[0], e[-1]), bins=e)[0] / len(rows)
                for c, e in zip(rows.T, edges, strict=True)
            ]
        )
        for rows in sites
    ]


@pytest.mark.parametrize("split", ["random", "grouped"])
def test_one_soap_pooled_in_two_ways_equals_a_plain_loop(cold, oxides, split):
    soap = SOAP(5.0, n_max=4, l_max=3, compression="crossover", sparse=False)
    sites = [record.values for record in soap.fit_transform(oxides.structures)]
    expected = {"soap-mean": np.empty(len(oxides)), "soap-histogram": np.empty(len(oxides))}
    for train, test in folds_of(oxides, split):
        pooled = {
            "soap-mean": np.array([rows.mean(axis=0) for rows in sites]),
            "soap-histogram": np.array(_histograms(sites, train)),
        }
        groups = oxides.groups[train] if split == "grouped" else None
        for name, X in pooled.items():
            model = tuned().fit(X[train], oxides.targets[train], groups=groups)
            expected[name][test] = model.predict(X[test])
    for name, values in expected.items():
        np.testing.assert_allclose(predictions(cold[0])[name, split], values, rtol=1e-6)


@pytest.mark.parametrize("split", ["random", "grouped"])
def test_baselines_equal_a_plain_loop(cold, oxides, split):
    mean, formula = np.empty(len(oxides)), np.empty(len(oxides))
    for train, test in folds_of(oxides, split):
        y, groups = oxides.targets[train], oxides.groups[train]
        mean[test] = y.mean()
        for i in test:
            same = y[groups == oxides.groups[i]]
            formula[i] = same.mean() if len(same) else y.mean()
    np.testing.assert_allclose(predictions(cold[0])["mean", split], mean)
    np.testing.assert_allclose(predictions(cold[0])["formula", split], formula)


def test_scores_follow_from_the_predictions(cold, oxides):
    result, _ = cold
    assert [(s.rung, s.split) for s in result.scores] == [
        (rung, split) for split in ("random", "grouped") for rung in RUNGS
    ]
    for score in result.scores:
        predicted = np.array(score.predicted)
        folds = [
            mean_absolute_error(oxides.targets[test], predicted[test])
            for _, test in folds_of(oxides, score.split)
        ]
        assert score.fold_mae == pytest.approx(folds)
        assert score.mae == pytest.approx(np.mean(folds))
        assert score.mae_error == pytest.approx(np.std(folds, ddof=1) / np.sqrt(3))
        assert score.seconds > 0
        assert score.n_groups == 6
        within = polymorph_scores(oxides.targets, predicted, oxides.groups)
        assert {name: getattr(score, name) for name in within} == within
        assert (score.title, score.tier) == (RUNGS[score.rung].title, RUNGS[score.rung].tier)


def test_one_thing_differs_and_is_compared_fold_by_fold(cold):
    by = {(score.rung, score.split): score for score in cold[0].scores}
    for (name, split), score in by.items():
        rung = RUNGS[name]
        assert score.below == rung.below
        if rung.below is None:
            assert np.isnan(score.change)
            continue
        change = np.subtract(score.fold_mae, by[rung.below, split].fold_mae)
        assert score.change == pytest.approx(change.mean())
        assert score.change_error == pytest.approx(np.std(change, ddof=1) / np.sqrt(3))
        if rung.tier > 1 or name == "composition-kernel":
            below, models = RUNGS[rung.below], [str(r.model(0)) for r in (rung, RUNGS[rung.below])]
            assert (rung.blocks != below.blocks) + (
                models[0] != models[1]
            ) == 1 or name == "soap-mean"


def test_a_rung_without_the_one_below_is_compared_with_nothing(oxides):
    (alone,) = run_ladder(oxides, rungs=("formula",), splits=("random",), n_folds=3).scores
    assert alone.below is None
    assert np.isnan(alone.change)


def test_what_must_be_so_whatever_the_energies_are(cold):
    by = {(score.rung, score.split): score for score in cold[0].scores}
    # new formulas: composition knows nothing about polymorphs, the formula's mean is the mean
    for rung in ("mean", "formula", "composition", "composition-kernel"):
        assert by[rung, "grouped"].rho == 0.0
    assert by["formula", "grouped"].predicted == by["mean", "grouped"].predicted
    # 7 elements: Magpie has 132 columns, site statistics 2 * 61, SOAP 10 * 4 an element
    columns = {rung: by[rung, "random"].n_features for rung in RUNGS}
    assert columns == {
        "mean": 0,
        "formula": 0,
        "composition": 132,
        "composition-kernel": 132,
        "sites": 132 + 122,
        "sites-kernel": 132 + 122,
        "soap-mean": 7 * 40,
        "soap-histogram": 7 * 40,
    }


def test_warm_cache_and_two_processes_give_the_same_numbers(cold, oxides, monkeypatch):
    result, folder = cold
    calls = count_fits(monkeypatch)
    monkeypatch.setattr(SOAP, "_featurize", None)  # whatever is computed anew fails
    warm = run_ladder(oxides, n_folds=3, memory=str(folder))
    assert calls == []
    assert warm.as_dict() == result.as_dict()


def test_two_processes_give_the_same_numbers(oxides, cold):
    parallel = run_ladder(oxides, rungs=FAST, n_folds=3, n_jobs=2)
    expected = predictions(cold[0])
    for key, predicted in predictions(parallel).items():
        np.testing.assert_allclose(predicted, expected[key], rtol=1e-12)


def test_killed_run_goes_on(oxides, tmp_path, monkeypatch, cold):
    n_tasks = len(FAST) * 2 * 3
    with monkeypatch.context() as patch:
        before = count_fits(patch, stop_at=10)
        with pytest.raises(KeyboardInterrupt):
            run_ladder(oxides, rungs=FAST, n_folds=3, memory=str(tmp_path))
    calls = count_fits(monkeypatch)
    result = run_ladder(oxides, rungs=FAST, n_folds=3, memory=str(tmp_path))
    assert len(before) == 10
    assert len(calls) == n_tasks - 10
    expected = predictions(cold[0])
    for key, predicted in predictions(result).items():
        np.testing.assert_allclose(predicted, expected[key], rtol=1e-9)


@pytest.mark.parametrize(
    ("change", "n_new"),
    [
        ({}, 0),
        ({"splits": ("grouped",)}, 0),
        ({"rungs": ("mean", "formula")}, 6),
        ({"seed": 2}, 6),
        ({"n_folds": 2}, 4),
    ],
)
def test_only_what_changed_is_computed(oxides, tmp_path, monkeypatch, change, n_new):
    options = {"rungs": ("mean",), "n_folds": 3, "memory": str(tmp_path)}
    run_ladder(oxides, **options)
    calls = count_fits(monkeypatch)
    run_ladder(oxides, **{**options, **change})
    assert len(calls) == n_new


def test_other_targets_or_crystals_are_other_results(oxides, tmp_path, monkeypatch):
    options = {"rungs": ("mean",), "splits": ("random",), "n_folds": 3, "memory": str(tmp_path)}
    run_ladder(oxides, **options)
    calls = count_fits(monkeypatch)
    run_ladder(replace(oxides, targets=oxides.targets + 1.0), **options)
    assert len(calls) == 3
    structures = [*oxides.structures[:-1], set_id(make_rocksalt("Mn"), oxides.ids[-1])]
    run_ladder(replace(oxides, structures=structures), **options)
    assert len(calls) == 6


def test_equal_folds_of_both_splits_are_not_confused(tmp_path):
    """One crystal a formula, one a fold: both splits test the same, but tune the model in
    different ways."""
    edges = {"Mg": 4.2, "Ca": 4.8, "Sr": 5.2, "Ba": 5.5, "Zn": 4.3, "Cd": 4.7, "Ni": 4.1, "Mn": 4.4}
    rows = [
        (metal, make_rocksalt(metal, anion="O", a=a), np.cos(9 * a), metal)
        for metal, a in edges.items()
    ]
    dataset = build_dataset(rows, target="energy", name="rocksalts")
    options = {"rungs": ("soap-mean",), "n_folds": 8}
    plain = predictions(run_ladder(dataset, **options))
    assert not np.allclose(plain["soap-mean", "random"], plain["soap-mean", "grouped"])
    for _ in range(2):
        found = predictions(run_ladder(dataset, memory=str(tmp_path), **options))
        for key, predicted in plain.items():
            np.testing.assert_allclose(found[key], predicted, rtol=1e-9)


def test_json_holds_everything(cold, oxides):
    text = json.dumps(cold[0].as_dict(), allow_nan=False)
    back = json.loads(text)
    assert back["ids"] == oxides.ids
    assert back["groups"] == oxides.groups.tolist()
    assert back["targets"] == oxides.targets.tolist()
    assert back["left_out"] == []
    assert len(back["scores"]) == 16
    settings = back["settings"]
    assert (settings["n_structures"], settings["n_formulas"]) == (18, 6)
    assert (settings["target"], settings["n_folds"], settings["seed"]) == ("energy", 3, 0)
    assert {"numpy", "scikit-learn", "dscribe"} <= set(settings["versions"])


def test_json_of_a_set_without_polymorphs(oxides):
    alone = oxides.subset(range(0, 18, 3))
    result = run_ladder(alone, rungs=("mean",), n_folds=3)
    (score, _) = json.loads(json.dumps(result.as_dict(), allow_nan=False))["scores"]
    assert score["n_groups"] == 0
    assert [score[name] for name in ("rho", "rho_error", "regret", "mae_within")] == [None] * 4


def bad_crystals():
    cube = Lattice.cubic(4.2)
    corners = [[0, 0, 0], [0.5, 0.5, 0.5]]
    return {
        "helium": Structure(cube, ["He", "O"], corners),
        "fermium": Structure(cube, ["Fm", "O"], corners),
        "mixed": Structure(cube, [{"Mg": 0.5, "Ca": 0.5}, "O"], corners),
        "overlap": Structure(cube, ["Mg", "O"], [[0, 0, 0], [0.01, 0, 0]]),
        "nothing": Structure(cube, [], []),
    }


@pytest.mark.filterwarnings("ignore:No Pauling electronegativity")
def test_crystals_that_cannot_be_described_are_named_and_the_others_run(oxides):
    bad = bad_crystals()
    rows = [(name, crystal, 0.0, name) for name, crystal in bad.items()]
    rows += list(zip(oxides.ids, oxides.structures, oxides.targets, oxides.ids, strict=True))
    dataset = build_dataset(rows, target="energy", name="mixed bag")
    result = run_ladder(dataset, rungs=("composition", "soap-mean"), n_folds=3)
    assert result.dataset.ids == oxides.ids
    assert {failure.id: str(failure).split(": ", 1)[1] for failure in result.failures} == {
        "helium": (
            "element He has no MeltingT in the table 'magpie'; leave the structure out, choose "
            "another `table`, or set `impute_nan=True` to use the mean over all elements"
        ),
        "fermium": (
            "element Fm has no CovalentRadius in the table 'magpie'; leave the structure out, "
            "choose another `table`, or set `impute_nan=True` to use the mean over all elements"
        ),
        "mixed": (
            "has a partially occupied site (Ca:0.5, Mg:0.5); make an ordered cell first, for "
            "example with pymatgen's OrderDisorderedStructureTransformation"
        ),
        "overlap": (
            "has sites 0 and 1 only 0.042 Å apart; merge the duplicate (structure.merge_sites) or "
            "mend the coordinates"
        ),
        "nothing": "has no atoms; was the file read completely?",
    }
    clean = run_ladder(oxides, rungs=("composition",), n_folds=3)
    found, expected = (predictions(r)["composition", "grouped"] for r in (result, clean))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.filterwarnings("ignore:No Pauling electronegativity")
def test_no_crystal_can_be_described():
    rows = [(name, crystal, 0.0, name) for name, crystal in bad_crystals().items()]
    dataset = build_dataset(rows, target="energy", name="bad")
    with pytest.raises(ValueError, match="no crystal") as error:
        run_ladder(dataset, rungs=("composition", "soap-mean"), n_folds=2)
    assert str(error.value).startswith(
        "no crystal can be described by every rung; the first: helium (OHe): element He has no"
    )


def test_too_few_formulas_for_the_folds(oxides):
    with pytest.raises(ValueError, match="6 different formulas") as error:
        run_ladder(oxides, rungs=("mean",), n_folds=7)
    assert str(error.value) == (
        "6 different formulas cannot be divided into 7 folds; use at most 6 folds or data with more "
        "formulas"
    )


def test_unknown_rung(oxides):
    with pytest.raises(ValueError, match="`rungs`") as error:
        run_ladder(oxides, rungs=("mean", "gnn"))
    assert str(error.value) == f"`rungs` names 'gnn'; known are {', '.join(RUNGS)}"


def test_rungs_are_pipelines_one_can_build_by_hand(oxides):
    model = RUNGS["soap-mean"].model(0)
    assert isinstance(model.steps[0][1], MeanPooling)
    assert isinstance(model.steps[1][1], KernelRidgeSearch)
    forest = RUNGS["composition"].model(7)
    assert forest.random_state == 7

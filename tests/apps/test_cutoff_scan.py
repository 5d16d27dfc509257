"""The cutoff scan against scikit-learn, and its verdict against a case worked out by hand."""

import numpy as np
import pytest
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import GroupKFold

from coursekit.apps import CutoffScan
from coursekit.apps.scanning import (
    _FIXED,
    R_CUTS,
    SETS,
    load_set,
    pooled_features,
    scan,
    tied_with_best,
)


@pytest.fixture(scope="module")
def app():
    return CutoffScan(crystals="A2X")


def test_untuned_errors_are_those_of_scikit_learn():
    errors, trivial = scan("A2X", "mean", 60, False, 3)
    _, energies, groups = load_set("A2X")
    chosen = np.random.default_rng(3).permutation(len(energies))[:60]
    y, groups = energies[chosen], groups[chosen]
    folds = GroupKFold(5, shuffle=True, random_state=3).split(y, groups=groups)
    kernel = pooled_features("A2X", "mean", R_CUTS[4])[chosen]
    kernel = (kernel @ kernel.T) ** 4
    for found, mean_error, (train, test) in zip(errors[4], trivial, folds, strict=True):
        model = KernelRidge(alpha=_FIXED, kernel="precomputed")
        model.fit(kernel[np.ix_(train, train)], y[train] - y[train].mean())
        predicted = model.predict(kernel[np.ix_(test, train)]) + y[train].mean()
        assert found == pytest.approx(np.abs(predicted - y[test]).mean(), rel=1e-6)
        assert mean_error == pytest.approx(np.abs(y[train].mean() - y[test]).mean())
        assert not set(groups[train]) & set(groups[test])


def test_energies_are_relative_to_their_formula():
    crystals, energies, groups = load_set("A2X")
    assert {crystal.properties["family"] for crystal in crystals} == {"A2X"}
    for group in set(groups):
        assert energies[groups == group].mean() == pytest.approx(0.0, abs=1e-12)


def test_copper_needs_its_first_shell():
    errors, trivial = scan("copper", "mean", 60, True, 0)
    assert errors[R_CUTS.index(2.0)].mean() > 0.8 * trivial.mean()
    assert errors[R_CUTS.index(4.0)].mean() < 0.1 * trivial.mean()


def test_ties_are_judged_fold_by_fold():
    folds = np.array([1.0, 5.0, 3.0, 2.0])
    jitter = np.array([0.1, -0.1, 0.1, -0.1])
    tied = tied_with_best(np.array([folds, folds + jitter + 0.01, folds + 0.2 + jitter / 10]))
    # the third is worse in every fold, though the scatter over folds is far larger than the gap
    assert tied.tolist() == [True, True, False]


def test_figure_shows_every_fold_and_mean(app):
    app.set(crystals="A2X", n_crystals=25, seed=2)
    folds, means, tied, trivial = map(
        app.drawing.mark,
        ("folds", "mean of the folds ± standard error", "tied with the best", "training mean"),
    )
    found = folds.points[:, 1].reshape(len(R_CUTS), 5)
    np.testing.assert_allclose(found.mean(axis=1), means.points[:, 1])
    np.testing.assert_allclose(means.error, found.std(axis=1, ddof=1) / np.sqrt(5))
    assert len(tied.points) == app.tied.sum() >= 1
    assert set(trivial.points[:, 1]) == {app.trivial}


def test_each_control_matters(app):
    app.set(crystals="A2X", n_crystals=60, pooling="mean", tuned=True, seed=0)
    start = app.errors
    for change in ({"n_crystals": 20}, {"pooling": "histogram"}, {"tuned": False}, {"seed": 4}):
        changed = CutoffScan(**({"crystals": "A2X", "seed": 0} | change))
        assert not np.allclose(changed.errors, start)


def test_every_set_is_in_the_teaching_set():
    for name in SETS.values():
        assert len(load_set(name)[0]) >= 15


def test_bars_never_reach_zero_on_the_logarithmic_axis(app):
    live = next(t for t in app.live["data"] if "error_y" in t)
    assert (np.array(live["error_y"]["arrayminus"]) < np.array(live["y"])).all()


def test_sentence(app):
    app.set(crystals="A2X", n_crystals=60, seed=0)
    best = R_CUTS[int(app.errors.mean(axis=1).argmin())]
    assert f"at {best:g} Å" in app.sentence
    assert f"{app.tied.sum()} of {len(R_CUTS)} radii" in app.sentence

"""The fast search makes the choice, and the predictions, of scikit-learn's slow one."""

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.spatial.distance import cdist
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer, StandardScaler

from coursekit.kernels import KernelRidgeSearch

ALPHAS = (1e-6, 1e-4, 1e-2, 1.0)
WIDTHS = (0.25, 1.0, 4.0)


def data(n=40, n_features=5, seed=0):
    rng = np.random.default_rng(seed)
    X = np.abs(rng.normal(size=(n, n_features)))
    return X, 3.0 + np.sin(2 * X[:, 0]) + X[:, 1] ** 2 + 0.1 * rng.normal(size=n)


def slow_search(X, y, *, normalise, folds):
    """GridSearchCV over the same settings, with the target centred in every fold."""
    rows = Normalizer().fit_transform(X) if normalise else X
    distances = cdist(rows, rows, "sqeuclidean")[np.triu_indices(len(rows), 1)]
    gammas = {width: 1 / (2 * width**2 * np.median(distances)) for width in WIDTHS}
    ridge = TransformedTargetRegressor(
        KernelRidge(kernel="rbf"), transformer=StandardScaler(with_std=False)
    )
    steps = [Normalizer(), ridge] if normalise else ["passthrough", ridge]
    model = make_pipeline(*steps)
    prefix = "transformedtargetregressor__regressor__"
    grid = {f"{prefix}gamma": list(gammas.values()), f"{prefix}alpha": ALPHAS}
    search = GridSearchCV(model, grid, cv=folds, scoring="neg_mean_absolute_error")
    search.fit(X, y)
    best = {name.removeprefix(prefix): value for name, value in search.best_params_.items()}
    # GridSearchCV lists the parameters by name: alpha outside, gamma inside
    scores = -search.cv_results_["mean_test_score"].reshape(len(ALPHAS), len(WIDTHS)).T
    return search, best, scores


@pytest.mark.parametrize("normalise", [True, False])
@pytest.mark.parametrize("seed", range(3))
def test_choice_and_predictions_of_grid_search(normalise, seed):
    X, y = data(seed=seed)
    new, _ = data(n=7, seed=99)
    folds = list(KFold(5, shuffle=True, random_state=0).split(X))
    search, best, scores = slow_search(X, y, normalise=normalise, folds=folds)
    model = KernelRidgeSearch(alphas=ALPHAS, widths=WIDTHS, normalise=normalise).fit(X, y)
    np.testing.assert_allclose(model.search_, scores, rtol=1e-6)
    assert model.alpha_ == best["alpha"]
    assert model.gamma_ == pytest.approx(best["gamma"], rel=1e-12)
    np.testing.assert_allclose(model.predict(new), search.predict(new), rtol=1e-6)


def test_groups_stay_together_in_the_inner_folds():
    X, y = data()
    groups = np.repeat([f"g{k}" for k in range(8)], 5)
    folds = list(GroupKFold(5).split(X, groups=groups))
    _, best, scores = slow_search(X, y, normalise=True, folds=folds)
    model = KernelRidgeSearch(alphas=ALPHAS, widths=WIDTHS).fit(X, y, groups=groups)
    np.testing.assert_allclose(model.search_, scores, rtol=1e-6)
    assert model.alpha_ == best["alpha"]


@pytest.mark.parametrize("n_groups", [2, 3, 4])
def test_few_groups_stay_together_too(n_groups):
    X, y = data()
    groups = np.arange(len(y)) % n_groups
    folds = list(GroupKFold(n_groups).split(X, groups=groups))
    _, _, scores = slow_search(X, y, normalise=True, folds=folds)
    model = KernelRidgeSearch(alphas=ALPHAS, widths=WIDTHS, n_folds=5).fit(X, y, groups=groups)
    np.testing.assert_allclose(model.search_, scores, rtol=1e-6)


def test_one_group_is_as_none():
    X, y = data()
    alone = KernelRidgeSearch().fit(X, y, groups=["MgO"] * len(y))
    np.testing.assert_allclose(
        alone.search_, KernelRidgeSearch().fit(X, y).search_, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize("normalise", [True, False])
def test_sparse_equals_dense(normalise):
    X, y = data()
    X[X < 0.5] = 0.0
    dense = KernelRidgeSearch(normalise=normalise).fit(X, y)
    sparse = KernelRidgeSearch(normalise=normalise).fit(sp.csr_matrix(X), y)
    np.testing.assert_allclose(sparse.search_, dense.search_, rtol=1e-9)
    np.testing.assert_allclose(sparse.predict(sp.csr_matrix(X)), dense.predict(X), rtol=1e-9)


def test_rows_of_zeros_and_equal_rows_do_no_harm():
    X = np.zeros((8, 3))
    y = np.arange(8.0)
    np.testing.assert_allclose(KernelRidgeSearch().fit(X, y).predict(X), 3.5)


def test_scale_of_a_row_counts_only_without_normalise():
    X, y = data()
    scale = np.linspace(1, 9, len(X))[:, None]
    np.testing.assert_allclose(
        KernelRidgeSearch().fit(X * scale, y).predict(X), KernelRidgeSearch().fit(X, y).predict(X)
    )
    plain = KernelRidgeSearch(normalise=False)
    assert not np.allclose(plain.fit(X * scale, y).predict(X), clone(plain).fit(X, y).predict(X))


@pytest.mark.parametrize("name", ["alphas", "widths"])
@pytest.mark.parametrize("values", [(), (1.0, 0.0), (-1e-3,)])
def test_settings_to_try(name, values):
    with pytest.raises(ValueError, match=name) as error:
        KernelRidgeSearch(**{name: values}).fit(*data())
    assert str(error.value) == f"`{name}` is {values}; give one or more positive numbers"


@pytest.mark.parametrize(("n", "n_folds"), [(4, 5), (4, 1)])
def test_inner_folds(n, n_folds):
    with pytest.raises(ValueError, match="n_folds") as error:
        KernelRidgeSearch(n_folds=n_folds).fit(*data(n=n))
    assert str(error.value) == (
        f"`n_folds` is {n_folds} inner folds of {n} training crystals; use 2 or more folds, and at "
        "least as many crystals"
    )


@pytest.mark.parametrize(("name", "values"), [("y", np.zeros(39)), ("groups", ["MgO"] * 3)])
def test_inputs_of_different_length(name, values):
    X, y = data()
    with pytest.raises(ValueError, match="entries") as error:
        KernelRidgeSearch().fit(X, **{"y": y, name: values})
    assert str(error.value) == (
        f"`X` has 40 rows and `{name}` {len(values)} entries; give one per crystal"
    )


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("where", ["X", "sparse X", "y"])
def test_numbers_that_are_not_finite(where, bad):
    X, y = data()
    (y if where == "y" else X).flat[3] = bad
    X = sp.csr_matrix(X) if where == "sparse X" else X
    with pytest.raises(ValueError, match="finite") as error:
        KernelRidgeSearch().fit(X, y)
    assert str(error.value) == (
        f"`{where[-1]}` holds a number that is not finite; leave that crystal out"
    )


def test_other_columns_than_those_of_the_fit():
    with pytest.raises(ValueError, match="columns") as error:
        KernelRidgeSearch().fit(*data()).predict(np.zeros((2, 4)))
    assert str(error.value) == (
        "`X` has 4 columns, the fit had 5; use the same fitted featuriser and pooling for both"
    )


def test_alpha_too_small_for_equal_crystals():
    X = np.ones((12, 3))
    with pytest.raises(np.linalg.LinAlgError) as error:
        KernelRidgeSearch(alphas=(1e-20,)).fit(X, np.arange(12.0))
    assert str(error.value) == (
        "the kernel with `alpha` = 1e-20 is not positive; raise the smallest of `alphas`"
    )

"""The lecture's sentence, "a local descriptor, then pool", in scikit-learn's own tools."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestRegressor
from sklearn.kernel_ridge import KernelRidge
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline, make_union

from coursekit.errors import FeaturizationError
from coursekit.featurizers import SOAP, Coordination, MagpieStatistics, SiteStatisticsFingerprint
from coursekit.kernels import AverageKernel
from coursekit.pooling import HistogramPooling, MeanPooling, SpeciesPooling
from coursekit.structures import make_rocksalt

SHUFFLED = ["d", "b", "a", "c"]
POOLINGS = [MeanPooling(), HistogramPooling(n_bins=2), SpeciesPooling(), AverageKernel()]


@pytest.fixture
def soap(oxides):
    species = sorted({element.symbol for s in oxides.structures for element in s.composition})
    return SOAP(4.0, n_max=2, l_max=1, compression="mu1nu1", species=species)


def test_grid_search_over_the_cutoff(oxides, soap):
    """As many scores as one gets by hand, and the smallest error wins."""
    model = make_pipeline(soap, HistogramPooling(n_bins=4), KernelRidge(alpha=0.1))
    folds = list(GroupKFold(3).split(oxides.structures, groups=oxides.groups))
    search = GridSearchCV(
        model,
        {"soap__r_cut": [3.0, 4.0, 5.0]},
        cv=folds,
        scoring="neg_mean_absolute_error",
        error_score="raise",
    )
    search.fit(oxides.structures, oxides.targets)
    by_hand = []
    for r_cut in (3.0, 4.0, 5.0):
        errors = []
        for train, test in folds:
            rows = [clone(soap).set_params(r_cut=r_cut).fit(oxides.structures)]
            records = rows[0].transform(oxides.structures)
            pooling = HistogramPooling(n_bins=4).fit([records[i] for i in train])
            X = pooling.transform(records)
            ridge = KernelRidge(alpha=0.1).fit(X[train], oxides.targets[train])
            errors.append(np.abs(ridge.predict(X[test]) - oxides.targets[test]).mean())
        by_hand.append(np.mean(errors))
    np.testing.assert_allclose(-search.cv_results_["mean_test_score"], by_hand, rtol=1e-6)
    assert search.best_params_ == {"soap__r_cut": [3.0, 4.0, 5.0][int(np.argmin(by_hand))]}
    assert search.predict(oxides.structures[:2]).shape == (2,)


def test_cross_validation_in_two_processes(oxides, soap):
    model = make_pipeline(soap, MeanPooling(), KernelRidge())
    options = {"cv": 3, "error_score": "raise"}
    serial = cross_val_score(model, oxides.structures, oxides.targets, **options)
    parallel = cross_val_score(model, oxides.structures, oxides.targets, n_jobs=2, **options)
    np.testing.assert_allclose(parallel, serial, rtol=1e-9)


def test_structure_featurizers_side_by_side(oxides):
    union = make_union(MagpieStatistics(), SiteStatisticsFingerprint())
    model = make_pipeline(union, RandomForestRegressor(5, random_state=0))
    model.fit(oxides.structures, oxides.targets)
    names = model[:-1].get_feature_names_out()
    assert len(names) == 132 + 122
    assert names[0] == "magpiestatistics__MagpieData minimum Number"
    magpie = MagpieStatistics().fit_transform(oxides.structures)
    np.testing.assert_allclose(
        model[:-1].transform(oxides.structures)[:, :132], magpie, rtol=1e-12, atol=1e-12
    )


def test_pandas_with_readable_columns(oxides, soap):
    model = make_pipeline(soap, MeanPooling()).set_output(transform="pandas")
    table = model.fit_transform(oxides.structures)
    assert isinstance(table, pd.DataFrame)
    assert table.columns[0] == "mean SOAP O-any n=1 n'=1 l=0"
    assert table.shape == (18, 7 * 2 * 2 * 2)


@pytest.fixture
def shuffled(oxides):
    return pd.Series([structure.copy() for structure in oxides.structures[:4]], SHUFFLED)


@pytest.mark.parametrize("rule", POOLINGS, ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("as_frame", [False, True], ids=["series", "frame"])
def test_labels_come_through_the_sites(shuffled, rule, as_frame):
    X = shuffled.to_frame() if as_frame else shuffled
    whole = make_pipeline(Coordination(), clone(rule)).set_output(transform="pandas")
    pooled = whole.fit_transform(X)
    assert pooled.index.tolist() == SHUFFLED
    pd.testing.assert_frame_equal(whole.transform(X[::-1]), pooled[::-1])
    sites = Coordination().fit_transform(X)
    apart = clone(rule).set_output(transform="pandas").fit_transform(sites)
    pd.testing.assert_frame_equal(apart, pooled)
    assert [record.id for record in sites] == [s.properties["id"] for s in shuffled]


def test_labels_come_through_a_union(shuffled):
    pooled = make_pipeline(Coordination(), MeanPooling())
    frame = pd.DataFrame({"crystal": shuffled, "pressure": range(4)})
    union = make_union(MagpieStatistics(), pooled).set_output(transform="pandas")
    columns = make_column_transformer(
        (MagpieStatistics(), "crystal"), (pooled, ["crystal"]), ("passthrough", ["pressure"])
    ).set_output(transform="pandas")
    for table in (union.fit_transform(shuffled), columns.fit_transform(frame)):
        assert table.index.tolist() == SHUFFLED
        assert not table.isna().any(axis=None)


def test_a_failure_has_the_label_of_its_row(shuffled):
    shuffled["b"] = make_rocksalt("Mg").append("O", [0.001, 0, 0])
    for structure in shuffled:
        structure.properties = {}
    with pytest.raises(FeaturizationError, match=r"  #b \(Mg4O5\): has sites 0 and 8") as error:
        Coordination().fit_transform(shuffled)
    pooled = MeanPooling().set_output(transform="pandas").fit_transform(error.value.rows)
    assert pooled.index.tolist() == ["d", "a", "c"]
    assert [record.id for record in error.value.rows] == ["#d", "#a", "#c"]


def test_new_element_in_a_test_fold_is_named(oxides):
    model = make_pipeline(SOAP(4.0, n_max=2, l_max=1), MeanPooling(), KernelRidge())
    model.fit(oxides.structures[:3], oxides.targets[:3])
    with pytest.raises(FeaturizationError) as error:
        model.predict(oxides.structures[2:5])
    assert [str(failure) for failure in error.value.failures] == [
        f"{id_} (CaO): contains Ca, which is not among the species of the fit (O, Mg); fit with such "
        "a structure or pass `species`"
        for id_ in ("CaO-rocksalt", "CaO-cesium")
    ]

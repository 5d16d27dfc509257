"""Whatever is handed in, the numbers are those of the thing itself."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import StackingRegressor
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from coursekit.audits.opened import (
    NotVectors,
    RowsMissing,
    branches,
    describe,
    describing_parts,
    fresh,
    from_crystals,
    has_model,
    name_of,
    steps_of,
)
from coursekit.featurizers import SOAP, Coordination, MagpieStatistics, SiteStatisticsFingerprint
from coursekit.pooling import MeanPooling
from coursekit.structures import to_ase

from .crystals import FEW, volumes


def test_function_of_arrays_frames_and_plain_numbers():
    expected = volumes(FEW)
    for wrap in (np.asarray, pd.DataFrame, sp.csr_matrix, np.ravel, list):
        blocks = describe(lambda s, wrap=wrap: wrap(volumes(s)), FEW)
        assert [block.shape for block in blocks] == [(1, 1)] * 3
        np.testing.assert_allclose(np.vstack(blocks), expected)


def test_dictionaries_and_deep_arrays():
    rows = describe(lambda s: [{"a": 1.0, "b": 2.0}] * len(s), FEW)
    np.testing.assert_allclose(rows[0], [[1.0, 2.0]])
    deep = describe(lambda s: np.arange(12.0 * len(s)).reshape(len(s), 2, 6), FEW)
    assert [block.shape for block in deep] == [(1, 12)] * 3


@pytest.mark.parametrize(
    ("output", "error", "message"),
    [
        (
            None,
            NotVectors,
            "the pipeline returned NoneType; an array or a list with a row for each",
        ),
        ([[1j]] * 3, NotVectors, "the pipeline returned complex numbers; a model takes real ones"),
        (np.zeros((3, 0)), NotVectors, "the pipeline returned a row without numbers"),
        ([["NaCl"]] * 3, NotVectors, "the pipeline returned something that is not numbers"),
        ([[1.0]], RowsMissing, "the pipeline returned 1 rows for 3 structures"),
    ],
)
def test_what_is_no_vector(output, error, message):
    with pytest.raises(error, match=message):
        describe(lambda structures: output, FEW)


def test_complex_numbers_without_imaginary_part_are_real():
    np.testing.assert_allclose(describe(lambda s: [[1 + 0j]] * 3, FEW)[2], [[1.0]])


def test_what_sees_numbers_only_is_taken_off_and_nothing_else():
    whole = make_pipeline(MagpieStatistics(), StandardScaler(), PCA(2))
    assert [name for name, _ in from_crystals(whole).steps] == ["magpiestatistics"]
    chosen = make_pipeline(MagpieStatistics(), StandardScaler(), SelectKBest(f_regression, k=3))
    assert [name for name, _ in from_crystals(chosen).steps] == ["magpiestatistics"]
    own = make_pipeline(MagpieStatistics(), FunctionTransformer(np.tanh), StandardScaler())
    assert len(from_crystals(own).steps) == 2
    assert from_crystals(volumes) is volumes


def test_models_that_predict_only_when_fitted_and_clusterings_that_describe():
    stack = StackingRegressor([("ridge", Ridge())])
    assert has_model(make_pipeline(MagpieStatistics(), stack))
    clusters = make_pipeline(MagpieStatistics(), KMeans(2))
    assert not has_model(clusters)
    assert describing_parts(clusters) == [clusters]


def test_sites_stay_sites():
    blocks = describe(Coordination(3.0).fit(FEW), FEW)
    assert [len(block) for block in blocks] == [len(s) for s in FEW]
    ragged = describe(lambda structures: [s.distance_matrix[:, :1] for s in structures], FEW)
    assert [block.shape for block in ragged] == [(len(s), 1) for s in FEW]


def test_matminer_by_structure_composition_and_site():
    from matminer.featurizers.composition import TMetalFraction
    from matminer.featurizers.site import CoordinationNumber
    from matminer.featurizers.structure import DensityFeatures, SiteStatsFingerprint

    density, metals = DensityFeatures(), TMetalFraction()
    np.testing.assert_allclose(describe(density, FEW)[1][0], density.featurize(FEW[1]))
    np.testing.assert_allclose(describe(metals, FEW)[0][0], metals.featurize(FEW[0].composition))
    number = CoordinationNumber.from_preset("VoronoiNN")
    sites = [number.featurize(FEW[0], i) for i in range(len(FEW[0]))]
    np.testing.assert_allclose(describe(number, FEW[:1])[0], sites)
    pooled = SiteStatsFingerprint(number, stats=("mean",))
    np.testing.assert_allclose(describe(pooled, FEW[:1])[0][0], np.mean(sites, axis=0))


def test_dscribe_as_it_is():
    from dscribe.descriptors import SOAP as Backend

    species = sorted({site.specie.symbol for s in FEW for site in s})
    backend = Backend(species=species, r_cut=4.0, n_max=2, l_max=1, periodic=True)
    for block, structure in zip(describe(backend, FEW), FEW, strict=True):
        np.testing.assert_allclose(block, backend.create(to_ase(structure)))


def test_pipeline_ends_before_its_regressor():
    model = make_pipeline(MagpieStatistics(), StandardScaler(), Ridge())
    for whole in (model, GridSearchCV(model, {"ridge__alpha": [1.0, 2.0]})):
        (features,) = describing_parts(whole)
        assert [name for name, _ in features.steps] == ["magpiestatistics", "standardscaler"]
        assert has_model(whole)
    assert not has_model(MagpieStatistics())


def test_members_of_a_stacking_and_branches_of_a_union():
    union = make_union(MagpieStatistics(), FunctionTransformer(volumes))
    stack = StackingRegressor(
        [("a", make_pipeline(MagpieStatistics(), Ridge())), ("b", make_pipeline(union, Ridge()))]
    )
    first, second = describing_parts(stack)
    assert len(branches(first)) == 1
    assert [name_of(branch) for branch in branches(second)] == ["MagpieStatistics", "volumes"]


class Stateless(TransformerMixin, BaseEstimator):
    """The commonest shape there is: nothing is learnt, `fit` returns self."""

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return volumes(X)


def test_what_learns_nothing_is_described_as_it_is():
    for whole in (make_pipeline(Stateless(), Ridge()), make_pipeline(make_union(Stateless()))):
        (part,) = describing_parts(whole)
        np.testing.assert_allclose(np.vstack(describe(part, FEW)), volumes(FEW))


def test_what_predicts_at_once_is_described_by_its_prediction():
    from coursekit.pipelines import FormulaMean

    (features,) = describing_parts(FormulaMean())
    blocks = describe(features.fit(FEW, [1.0, 2.0, 3.0]), FEW)
    assert [float(block[0, 0]) for block in blocks] == [1.0, 2.0, 3.0]


def test_long_vectors_are_folded_and_keep_their_distances():
    rng = np.random.default_rng(0)
    wide = sp.random(3, 60_000, density=0.02, random_state=rng, format="csr")
    blocks = describe(lambda structures: wide, FEW)
    apart = np.linalg.norm(blocks[0] - blocks[1])
    assert blocks[0].shape[1] < 20_000
    assert apart == pytest.approx(sp.linalg.norm(wide[0] - wide[1]), rel=0.1)


def test_copy_is_unfitted_and_names_are_short():
    fitted = make_union(MagpieStatistics(), SiteStatisticsFingerprint()).fit(FEW[:1])
    assert not [n for step in steps_of(fresh(fitted)) for n in vars(step) if n.endswith("_")]
    assert name_of(make_pipeline(SOAP(), MeanPooling())) == "SOAP + MeanPooling"
    assert name_of(volumes) == "volumes"


@pytest.mark.parametrize(
    ("pipeline", "error", "message"),
    [
        (
            lambda structures: np.zeros((2, 3)),
            ValueError,
            "the pipeline returned 2 rows for 3 structures; one row for each is needed",
        ),
        (
            lambda structures: ["a"] * 3,
            TypeError,
            "the pipeline returned something that is not numbers: could not convert string to float:"
            " 'a'",
        ),
        (
            3,
            TypeError,
            "a int describes no crystals; give a featuriser, a scikit-learn pipeline that begins "
            "with one, or a function of a list of structures",
        ),
    ],
)
def test_what_cannot_be_audited_says_so(pipeline, error, message):
    with pytest.raises(error) as caught:
        describe(pipeline, FEW)
    assert message in str(caught.value)

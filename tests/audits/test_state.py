"""State, caches, leaks, silent failures: found by behaviour."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_selection import SelectKBest, f_regression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler

from coursekit.audits import Promises, audit_cost, audit_leakage, audit_state
from coursekit.featurizers import SOAP, MagpieStatistics
from coursekit.pooling import HistogramPooling, MeanPooling
from coursekit.structures import set_id, supercell

from .crystals import CRYSTALS, ENERGIES, radial, volumes


def scaled_in_fit(scaler):
    return make_pipeline(FunctionTransformer(radial), scaler)


@pytest.mark.parametrize(
    "healthy",
    [
        radial,
        scaled_in_fit(StandardScaler()),
        scaled_in_fit(MinMaxScaler()),
        make_pipeline(MagpieStatistics(), StandardScaler(), SelectKBest(f_regression, k=5)),
        make_pipeline(SOAP(4.0, n_max=2, l_max=1), MeanPooling()),
        make_pipeline(SOAP(4.0, n_max=2, l_max=1), HistogramPooling(n_bins=4)),
    ],
)
def test_what_is_learnt_in_fit_is_no_fault(healthy):
    assert audit_state(healthy, CRYSTALS, ENERGIES).status == "passed"
    assert audit_leakage(healthy, CRYSTALS, ENERGIES).status == "passed"


class Widest(TransformerMixin, BaseEstimator):
    """Divides by the largest number of the batch."""

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def transform(self, X):
        rows = radial(X)
        return rows / np.maximum(rows.max(axis=0), 1e-9)


def ranks(structures):
    return radial(structures).argsort(axis=0).argsort(axis=0).astype(float)


@pytest.mark.parametrize("broken", [Widest(), ranks])
def test_company_changes_the_vector(broken):
    result = audit_state(broken, CRYSTALS, ENERGIES)
    assert result.status == "failed"
    assert "of the spread between crystals" in result.finding


def test_a_list_in_another_order():
    def in_order(structures):
        return volumes(sorted(structures, key=lambda s: s.volume))

    assert audit_state(in_order, CRYSTALS).status == "failed"


def test_scaled_before_the_folds():
    rows = radial(CRYSTALS)
    mean, width = rows.mean(axis=0), np.where(rows.std(axis=0) > 0, rows.std(axis=0), 1.0)
    result = audit_state(lambda structures: (radial(structures) - mean) / width, CRYSTALS)
    assert result.status == "failed"
    assert "scaled with the test set" in result.finding


class Stored(TransformerMixin, BaseEstimator):
    """A store of rows; `key` says what is in its key."""

    def __init__(self, r_cut=4.5, key="volume"):
        self.r_cut = r_cut
        self.key = key

    store = {}  # noqa: RUF012

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def transform(self, X):
        return np.array([self._row(structure) for structure in X])

    def _row(self, structure):
        keys = {
            "volume": (structure.formula, structure.volume),
            "id": (self.r_cut, structure.properties.get("id"), structure.formula),
            "all": (self.r_cut, structure.formula, structure.volume, structure.frac_coords.sum()),
        }
        key = self.key, keys[self.key]
        if key not in self.store:
            from coursekit.audits.zoo.vector import pool, site_vectors
            from coursekit.neighbors import neighbor_list

            pairs = neighbor_list(structure, self.r_cut)
            self.store[key] = pool(site_vectors(structure, pairs, self.r_cut))
        return self.store[key]


@pytest.mark.parametrize(
    ("key", "finding"),
    [
        ("volume", "`r_cut` = 3.375 gives the vectors of 4.5 for crystals seen before"),
        ("id", "Two crystals of one id get one vector: a cache goes by the name."),
        ("all", ""),
    ],
)
def test_caches(key, finding):
    result = audit_state(Stored(key=key), CRYSTALS, ENERGIES)
    assert result.status == ("failed" if finding else "passed")
    assert finding in result.finding


def test_input_is_left_alone():
    def shift(structures):
        for structure in structures:
            structure.translate_sites([0], [0.01, 0, 0])
        return radial(structures)

    result = audit_state(shift, [s.copy() for s in CRYSTALS])
    assert result.status == "failed"


# leakage


def labelled():
    return [
        set_id(s, f"{s.properties['id']}_{energy:.4f}")
        for s, energy in zip(CRYSTALS, ENERGIES, strict=True)
    ]


def test_a_label_in_the_name():
    def read_name(structures):
        values = [s.properties.get("id", "_0").rsplit("_")[-1] for s in structures]
        return np.column_stack([volumes(structures), [float(v) for v in values]])

    result = audit_leakage(read_name, labelled(), ENERGIES)
    assert result.status == "failed"
    assert "Removing metadata" in result.finding


def test_a_column_that_equals_the_target_is_fine_if_it_is_computed():
    target = volumes(CRYSTALS).ravel()
    assert audit_leakage(volumes, CRYSTALS, target).status == "passed"

    def looked_up(structures):
        table = {round(s.volume, 4): v for s, v in zip(CRYSTALS, target, strict=True)}
        return [[table.get(round(s.volume, 4), 0.0), len(s)] for s in structures]

    result = audit_leakage(looked_up, CRYSTALS, target)
    assert result.status == "failed"
    assert "Column 0 follows the target" in result.finding


def test_equal_crystals_on_both_sides_of_a_fold():
    crystals = [*CRYSTALS, set_id(supercell(CRYSTALS[3], (1, 1, 2)), "the same")]
    energies = np.append(ENERGIES, ENERGIES[3])
    everything = list(range(len(crystals) - 1))
    leaky = [(everything, [len(crystals) - 1])]
    sound = [([0, 1, 2], [3, len(crystals) - 1])]
    found = audit_leakage(radial, crystals, energies, splits=leaky)
    assert found.status == "failed"
    assert "the same is tested on a model that was trained on CaO-rocksalt" in found.finding
    assert audit_leakage(radial, crystals, energies, splits=sound).status == "passed"


# cost and shape


def test_shape_and_time():
    result = audit_cost(radial, CRYSTALS)
    assert result.status == "passed"
    assert "30 columns" in result.finding
    assert result.details["ms per atom"] > 0


def unequal(structures):
    return [s.distance_matrix.ravel() for s in structures]


def with_gaps(structures):
    rows = radial(structures)
    rows[[s.composition.reduced_formula == "MgO" for s in structures], 5] = np.nan
    return rows


def silent(structures):
    rows = radial([s for s in structures if s.is_ordered])
    filled = np.zeros((len(structures), rows.shape[1]))
    filled[[s.is_ordered for s in structures]] = rows
    return filled


@pytest.mark.parametrize(
    ("broken", "finding"),
    [
        (unequal, "Vectors have"),
        (
            with_gaps,
            "hold values that are not numbers",
        ),
        (silent, "A crystal with half-empty sites is given zeros without a word."),
    ],
)
def test_shape_faults(broken, finding):
    result = audit_cost(broken, CRYSTALS, promises=Promises())
    assert result.status == "failed"
    assert finding in result.finding


def test_a_fault_without_a_number_shows_none():
    """A number below its limit beside "failed" would puzzle whoever reads the report."""
    result = audit_state(scaled_in_fit(StandardScaler()).fit(CRYSTALS), CRYSTALS)
    assert result.status == "passed"
    crystals = [s.copy() for s in CRYSTALS]

    def sort(structures):
        for structure in structures:
            structure.sort()
        return radial(structures)

    result = audit_state(sort, crystals)
    assert (result.status, result.measured, result.tolerance) == ("failed", None, None)

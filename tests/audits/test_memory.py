"""What a pipeline may not remember, draw or make up."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.neighbors import KNeighborsRegressor
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, StandardScaler, TargetEncoder
from sklearn.random_projection import GaussianRandomProjection

from coursekit.audits import audit_cost, audit_leakage, audit_state, relations
from coursekit.featurizers import MagpieStatistics

from .crystals import CRYSTALS, ENERGIES, radial, volumes


def behind(*steps):
    return make_pipeline(FunctionTransformer(radial), *steps)


def state_of(pipeline):
    return audit_state(pipeline, [s.copy() for s in CRYSTALS], ENERGIES)


def test_a_fit_without_seed():
    assert "drawn at random" in state_of(behind(GaussianRandomProjection(4))).finding
    seeded = GaussianRandomProjection(4, random_state=0)
    assert state_of(behind(seeded)).status == "passed"
    # random inside, the same to many digits outside
    assert state_of(behind(TruncatedSVD(3))).status == "passed"


@pytest.mark.parametrize("key", ["formula", "volume"])
def test_a_store_in_a_function(key):
    store = {}
    keys = {"formula": lambda s: s.formula, "volume": lambda s: (s.formula, round(s.volume))}

    def stored(structures):
        for structure in structures:
            store.setdefault(keys[key](structure), radial([structure])[0])
        return [store[keys[key](structure)] for structure in structures]

    assert "get the vector of the first" in state_of(stored).finding


NEW_FORMULAS, STRANGE = "formulas never seen before", "a strange element before it"


def test_a_store_that_was_filled_before_the_audit_came():
    store = {}

    def stored(structures):
        for structure in structures:
            store.setdefault(structure.composition.reduced_formula, radial([structure])[0])
        return [store[structure.composition.reduced_formula] for structure in structures]

    stored(CRYSTALS)
    with pytest.raises(AssertionError, match="Crystals of one formula get the vector of the first"):
        relations.check(stored, CRYSTALS, NEW_FORMULAS)


@pytest.mark.parametrize(
    "formula", [MagpieStatistics(), lambda ss: [[len(s), s.density] for s in ss]]
)
def test_what_goes_by_the_formula_alone_is_no_store(formula):
    relations.check(formula, CRYSTALS, NEW_FORMULAS)


def test_a_vocabulary_of_a_module():
    columns = {}

    def shares(structures):
        for structure in structures:
            for element in structure.composition:
                columns.setdefault(element.symbol, len(columns))
        rows = np.zeros((len(structures), len(columns)))
        for row, structure in zip(rows, structures, strict=True):
            for element, share in structure.composition.fractional_composition.items():
                row[columns[element.symbol]] = share
        return rows

    shares(CRYSTALS)
    with pytest.raises(AssertionError, match="changes later vectors"):
        relations.check(shares, CRYSTALS, STRANGE)


def test_what_does_not_know_places_is_no_store():
    assert state_of(volumes).status == "passed"
    assert state_of(lambda ss: [[float(len(s)), np.log(s.volume)] for s in ss]).status == "passed"


@pytest.mark.parametrize(
    ("scaler", "trace"),
    [(MinMaxScaler(), "least value 0"), (PCA(4), "mean 0"), (StandardScaler(), "width 1")],
)
def test_scaled_before_the_folds(scaler, trace):
    scaler.fit(radial(CRYSTALS))
    result = state_of(lambda structures: scaler.transform(radial(structures)))
    assert result.status == "failed"
    assert trace in result.finding
    assert state_of(behind(type(scaler)())).status == "passed"


def test_a_change_that_is_made_only_once_is_seen():
    crystals = [s.copy() for s in CRYSTALS]
    for crystal in crystals:
        crystal.add_oxidation_state_by_guess()

    def neutral(structures):
        for structure in structures:
            structure.remove_oxidation_states()
        return radial(structures)

    def sort(structures):
        for structure in structures:
            structure.sort()
        return radial(structures)

    for broken in (neutral, sort):
        result = audit_state(broken, [s.copy() for s in crystals])
        assert "changes the crystal itself" in result.finding


# leakage


class Neighbors(TransformerMixin, BaseEstimator):
    """A column from the targets of the nearest training crystals."""

    def fit(self, X, y):
        self.model_ = KNeighborsRegressor(2).fit(radial(X), y)
        return self

    def transform(self, X):
        return np.column_stack([radial(X), self.model_.predict(radial(X))])


def formula_column(structures):
    return np.array([[s.composition.reduced_formula] for s in structures], dtype=object)


@pytest.mark.parametrize("behind_it", [(), (StandardScaler(),)])
def test_own_target_in_the_fit(behind_it):
    result = audit_leakage(make_pipeline(Neighbors(), *behind_it), CRYSTALS, ENERGIES)
    assert "it holds the crystal's own target" in result.finding


def test_supervised_steps_that_leave_it_out():
    encoder = make_pipeline(
        FunctionTransformer(formula_column),
        TargetEncoder(target_type="continuous", cv=3, random_state=0),
    )
    for healthy in (make_union(encoder, FunctionTransformer(radial)), behind(PLSRegression(2))):
        assert audit_leakage(healthy, CRYSTALS, ENERGIES).status == "passed"


@pytest.mark.parametrize("keep", [lambda y: y, lambda y: np.argsort(np.argsort(y)) * 1.0])
def test_targets_or_their_ranks_in_a_table(keep):
    table = {round(s.volume, 3): v for s, v in zip(CRYSTALS, keep(ENERGIES), strict=True)}

    def looked_up(structures):
        return [[table.get(round(s.volume, 3), 0.0), float(len(s))] for s in structures]

    result = audit_leakage(looked_up, CRYSTALS, ENERGIES)
    assert "Column 0 follows the target" in result.finding


def test_a_vector_that_changes_anyway_is_not_called_a_leak():
    rng = np.random.default_rng(0)
    result = audit_leakage(lambda ss: rng.random((len(ss), 3)), CRYSTALS, ENERGIES)
    assert result.status == "passed"
    assert result.details["relations"]["removing metadata"] == "not applicable"


# failures


def tolerant(fill):
    def describe(structures):
        rows = []
        for structure in structures:
            try:
                rows.append(radial([structure])[0])
            except Exception:
                rows += fill
        rows = np.array(rows)
        return np.where(np.isnan(rows), np.nanmean(rows, axis=0), rows)

    return describe


@pytest.mark.parametrize(
    ("fill", "finding"),
    [
        ([np.full(30, -1.0)], "are given one vector without a word"),
        ([np.full(30, np.nan)], "are given one vector without a word"),
        ([], "is left out of the output without a word"),
    ],
)
def test_stand_ins_for_failures(fill, finding):
    result = audit_cost(tolerant(fill), CRYSTALS)
    assert result.status == "failed"
    assert finding in result.finding


def test_a_crystal_on_both_sides_of_a_fold():
    whole = np.arange(len(CRYSTALS))
    result = audit_leakage(radial, CRYSTALS, ENERGIES, splits=[(whole[:-3], whole[-5:])])
    assert result.status == "failed"
    assert "in the training and the test part of one fold" in result.finding
    clean = audit_leakage(radial, CRYSTALS, ENERGIES, splits=[(whole[:-5], whole[-5:])])
    assert "in the training and the test part" not in clean.finding


def _first(site):
    return next(iter(site.species))


def test_a_mean_electronegativity_is_not_a_silent_zero():
    def mean(structures):
        values = [[site.specie.X for site in s] for s in structures]
        return [[np.mean(v), np.std(v)] for v in values]

    def caught(structures):
        rows = []
        for s in structures:
            try:
                rows.append([float(np.mean([_first(site).atomic_radius for site in s])), s.density])
            except Exception:
                rows.append([0.0, 0.0])
        return rows

    assert audit_cost(mean, CRYSTALS).status == "passed"
    assert "element that does not exist" in audit_cost(caught, CRYSTALS).finding

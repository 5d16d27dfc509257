"""Audits that look at targets: aliasing, long range, baseline, uniqueness."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from coursekit.audits import (
    Promises,
    audit_aliasing,
    audit_baseline,
    audit_cost,
    audit_long_range,
    audit_uniqueness,
    relations,
)
from coursekit.audits.bench import Bench
from coursekit.audits.framework import dimensionality
from coursekit.audits.training import difference, make_splits, two_sided_p
from coursekit.featurizers import SOAP, MagpieStatistics
from coursekit.neighbors import cosine_cutoff, neighbor_list
from coursekit.pooling import MeanPooling
from coursekit.structures import (
    make_graphite,
    make_mos2,
    make_planar,
    make_rutile,
    make_shell,
    make_wurtzite,
    set_id,
    supercell,
)

from .crystals import CRYSTALS, ENERGIES, radial, volumes


def formula_only(structures):
    return [[s.composition.total_electrons / len(s), len(s.composition)] for s in structures]


def model(describe):
    return make_pipeline(FunctionTransformer(describe), StandardScaler(), Ridge(0.1))


def soft_count(r_cut):
    def describe(structures):
        pairs = [neighbor_list(s, r_cut) for s in structures]
        return [[cosine_cutoff(p.distances, r_cut=r_cut).sum() / p.n_sites] for p in pairs]

    return describe


# polymorph aliasing


def test_pairs_of_one_formula_are_listed_with_both_distances():
    result = audit_aliasing(radial, CRYSTALS, ENERGIES)
    assert result.status == "passed"
    pairs = result.details["pairs"]
    formulas = [s.composition.reduced_formula for s in CRYSTALS]
    assert len(pairs) == sum(
        formulas.count(f) * (formulas.count(f) - 1) // 2 for f in set(formulas)
    )
    first = next(p for p in pairs if {p["first"], p["second"]} == {"MgO-rocksalt", "MgO-cscl"})
    place = [s.properties["id"] for s in CRYSTALS].index
    difference = ENERGIES[place("MgO-rocksalt")] - ENERGIES[place("MgO-cscl")]
    assert first["target"] == pytest.approx(abs(difference))
    rows = radial([CRYSTALS[place("MgO-rocksalt")], CRYSTALS[place("MgO-cscl")]])
    cosine = rows[0] @ rows[1] / np.linalg.norm(rows[0]) / np.linalg.norm(rows[1])
    assert first["similarity"] == pytest.approx(cosine)


def test_polymorphs_that_look_alike_are_caught_and_named():
    def by_formula(structures):
        return [[s.composition.total_electrons / len(s), 1.0] for s in structures]

    claims = Promises(structural=True)
    result = audit_aliasing(by_formula, CRYSTALS, ENERGIES * 20, promises=claims)
    assert result.status == "passed"  # differences are small beside those between formulas
    kinds = np.array([s.properties["id"].endswith("cscl") for s in CRYSTALS], float)
    result = audit_aliasing(by_formula, CRYSTALS, kinds, promises=claims)
    assert result.status == "failed"
    assert result.measured == 12  # two pairs of each of six formulas
    assert "cosine 1.000000" in result.finding


def test_a_formula_is_not_blamed_for_polymorphs():
    result = audit_aliasing(MagpieStatistics(), CRYSTALS, ENERGIES)
    assert result.status == "not applicable"


# long range


@pytest.mark.parametrize(
    ("crystal", "expected"),
    [(make_graphite(), 2), (make_mos2(), 2), (make_rutile(), 3), (make_shell(), 0)],
)
def test_dimensionality_of_the_framework(crystal, expected):
    assert dimensionality(crystal) == expected
    assert dimensionality(supercell(crystal, (2, 1, 1))) == expected


def test_chains():
    from pymatgen.core import Lattice, Structure

    wires = Structure(Lattice.orthorhombic(2.5, 12, 12), ["Cu"], [[0, 0, 0]])
    assert dimensionality(wires) == 1


@pytest.mark.parametrize("r_cut", [2.6, 4.2, 5.7])
def test_receptive_field_is_the_cutoff(r_cut):
    field = Bench(soft_count(r_cut), CRYSTALS).reach
    assert abs(field - r_cut) < 0.5


def test_receptive_field_of_a_formula_and_of_a_volume():
    assert Bench(formula_only, CRYSTALS).reach == 0.0
    everywhere = Bench(soft_count(14.0), CRYSTALS)
    assert everywhere.reach == np.inf


def test_a_residual_that_follows_the_volume():
    target = volumes(CRYSTALS).ravel()
    blind = model(lambda structures: [[s.composition.num_atoms / len(s)] for s in structures])
    result = audit_long_range(blind, CRYSTALS, target)
    assert result.status == "failed"
    assert result.details["quantity"] == "volume per atom"
    assert result.details["correlations"]["volume per atom"]["rho"] > 0.9
    assert audit_long_range(model(volumes), CRYSTALS, target).status == "passed"


def test_a_quantity_that_the_vector_holds_is_not_out_of_reach():
    target = volumes(CRYSTALS).ravel()
    shrunk = make_pipeline(FunctionTransformer(radial), StandardScaler(), Ridge(1e4))
    result = audit_long_range(shrunk, CRYSTALS, target)
    assert result.status == "passed"
    assert "it is the model that does not use it" in result.finding


def test_a_bare_descriptor_is_reported_not_judged():
    constant = audit_long_range(
        lambda structures: np.ones((len(structures), 2)),
        CRYSTALS,
        volumes(CRYSTALS).ravel(),
        promises=Promises(),
    )
    assert constant.status == "not told"
    assert "not judged" in constant.finding


# composition baseline


def test_structure_that_pays_and_structure_that_does_not():
    volume = volumes(CRYSTALS).ravel()
    paid = audit_baseline(model(volumes), CRYSTALS, volume)
    assert paid.status == "passed"
    assert paid.measured < 0.5
    assert len(paid.details["errors"]) == len(paid.details["baseline"]) == 15
    wasted = audit_baseline(model(volumes), CRYSTALS, ENERGIES)
    assert wasted.status == "not told"
    assert "does not beat composition on these folds: find out which of data" in wasted.finding
    assert "composition columns" in wasted.advice


def test_a_formula_is_never_in_training_and_test():
    """By default: else the baseline looks the formula up."""
    formulas = np.array([s.composition.reduced_formula for s in CRYSTALS])
    offset = dict(zip(sorted(set(formulas)), np.random.default_rng(0).normal(size=9), strict=False))
    lottery = np.array([offset[formula] for formula in formulas])
    result = audit_baseline(model(radial), CRYSTALS, lottery)
    assert result.details["baseline"].mean() > 0.5 * lottery.std()
    fold = [(np.arange(5, 21), np.arange(5))]
    assert "One fold" in audit_baseline(model(radial), CRYSTALS, lottery, splits=fold).finding


def test_a_column_for_each_element_is_no_stand_in():
    """An unknown element has no column: what the others give stays."""

    def by_element(known, refuse):
        def describe(structures):
            rows = []
            for s in structures:
                symbols = [site.specie.symbol for site in s]
                if refuse and set(symbols) - set(known):
                    rows.append([0.0] * len(known))
                else:
                    rows.append([symbols.count(e) * len(known) / s.volume for e in known])
            return rows

        return describe

    known = sorted({site.specie.symbol for s in CRYSTALS for site in s})
    unfailing, failing = by_element(known, False), by_element(known, True)
    assert audit_cost(unfailing, CRYSTALS).status == "passed"
    assert audit_cost(failing, CRYSTALS).status == "failed"


def test_baseline_is_the_baseline():
    assert audit_baseline(MagpieStatistics(), CRYSTALS, ENERGIES).status == "not applicable"
    assert audit_baseline(model(radial), CRYSTALS).status == "not told"


def test_corrected_error_is_larger_than_the_naive_one():
    splits = make_splits(20, seed=0)
    rng = np.random.default_rng(0)
    first, second = rng.normal(1.0, 0.1, (2, len(splits)))
    mean, error = difference(first, second, splits)
    change = first - second
    assert mean == pytest.approx(change.mean())
    naive = change.std(ddof=1) / np.sqrt(len(splits))
    assert error == pytest.approx(naive * np.sqrt(1 + len(splits) * 4 / 16))


def test_p_values_agree_with_scipy():
    from scipy.stats import t

    assert two_sided_p(0.3, 0.1, 15) == pytest.approx(2 * t.sf(3.0, 14))
    assert two_sided_p(0.0, 0.0, 15) == 1.0


# uniqueness


def test_different_crystals_have_different_vectors():
    result = audit_uniqueness(radial, CRYSTALS, ENERGIES)
    assert result.status == "passed"
    assert "All 210 pairs" in result.finding


@pytest.mark.parametrize(("strength", "status"), [(1000.0, "failed"), (0.1, "passed")])
def test_saturated_numbers(strength, status):
    result = audit_uniqueness(lambda structures: np.tanh(strength * radial(structures)), CRYSTALS)
    assert result.status == status
    assert ("the numbers are saturated" in result.finding) == (status == "failed")


def test_all_alike():
    result = audit_uniqueness(lambda structures: np.ones((len(structures), 3)), CRYSTALS, ENERGIES)
    assert result.status == "failed"
    assert result.measured > 0.5


def test_one_collision_counts_only_if_uniqueness_is_promised():
    def half_blind(structures):
        rows = radial(structures)
        zinc = [s.composition.reduced_formula == "ZnS" for s in structures]
        return np.where(np.array(zinc)[:, None], 1.0, rows)

    flat = np.zeros(len(CRYSTALS))
    assert audit_uniqueness(half_blind, CRYSTALS, flat).status == "passed"
    strict = audit_uniqueness(half_blind, CRYSTALS, flat, promises=Promises(unique=True))
    assert strict.status == "failed"
    assert strict.finding.startswith(
        "3 of 210 pairs of unlike crystals have equal vectors, such as ZnS"
    )


def test_one_crystal_twice_is_no_collision():
    twice = [*CRYSTALS[:6], set_id(supercell(CRYSTALS[0]), "again"), make_wurtzite()]
    result = audit_uniqueness(radial, twice, promises=Promises(unique=True))
    assert result.status == "passed"


def test_planar_pair_is_told_apart_by_pooling_over_all_atoms():
    def center(structures):
        pairs = [neighbor_list(s, 2.0) for s in structures]
        return [[p.distances[p.centers == 0].sum(), p.n_sites] for p in pairs]

    (pooled,), (alone,) = (
        relations.run(Bench(describe, CRYSTALS), ["the planar pair"])
        for describe in (radial, center)
    )
    assert "are told apart" in pooled.finding
    assert "have one vector" in alone.finding
    assert make_planar("first").properties["id"] != make_planar("second").properties["id"]


class Explodes(RegressorMixin, BaseEstimator):
    """Right, but for crystals of one element, as a column divided by dust makes it."""

    def __init__(self, share=0.1):
        self.share = share

    def fit(self, X, y):
        self.model_ = Ridge().fit(X, y)
        self.limit_ = np.quantile(X[:, 0], self.share)
        return self

    def predict(self, X):
        return self.model_.predict(X) + np.where(X[:, 0] < self.limit_, 1e20, 0.0)


@pytest.mark.parametrize(("share", "status"), [(0.1, "not told"), (1.0, "failed")])
def test_predictions_far_outside_all_targets_are_told(share, status):
    model = make_pipeline(FunctionTransformer(radial), Explodes(share))
    result = audit_baseline(model, CRYSTALS, ENERGIES)
    assert result.status == status
    assert "far outside all targets" in result.finding


def test_a_model_worse_than_the_mean():
    class Mirrored(RegressorMixin, BaseEstimator):
        def fit(self, X, y):
            self.mean_ = np.mean(y)
            self.model_ = Ridge(1e-3).fit(X, y)
            return self

        def predict(self, X):
            return self.mean_ - 3 * (self.model_.predict(X) - self.mean_)

    model = make_pipeline(FunctionTransformer(radial), StandardScaler(), Mirrored())
    result = audit_baseline(model, CRYSTALS, ENERGIES)
    assert result.status == "failed"
    assert result.details["errors"].mean() > 1.25 * result.details["guess"].mean()


def test_dust_in_columns_of_absent_species_is_no_signal():
    model = make_pipeline(SOAP(4.5, n_max=3, l_max=2), MeanPooling(), StandardScaler(), Ridge())
    assert audit_baseline(model, CRYSTALS, ENERGIES).details["errors"].max() < 100.0


def test_wild_folds_do_not_hide_a_model_worse_than_the_mean():
    class Wild(RegressorMixin, BaseEstimator):
        """Off by half to eight times the scatter of the targets, a little more in each fold."""

        def fit(self, X, y):
            self.off_ = y.std() * 2.0 ** (int(1e6 * abs(y.sum())) % 5)
            return self

        def predict(self, X):
            return np.full(len(X), self.off_)

    wild = make_pipeline(FunctionTransformer(radial), Wild())
    result = audit_baseline(wild, CRYSTALS, ENERGIES)
    assert result.status == "failed"
    assert result.details["errors"].mean() > 1.25 * result.details["guess"].mean()


def test_what_sees_certain_elements_alone_still_sees_structure():
    def around_oxygen(structures):
        rows = []
        for s in structures:
            pairs = neighbor_list(s, 5.0)
            centre = np.array([site.specie.symbol == "O" for site in s])[pairs.centers]
            rows.append([cosine_cutoff(pairs.distances[centre], r_cut=5.0).sum() / len(s)])
        return rows

    crystals = [make_wurtzite(anion="S"), make_graphite(), make_mos2(), make_rutile()]
    assert Bench(around_oxygen, crystals).reach == pytest.approx(4.75)
    metals_alone = Bench(around_oxygen, [make_graphite(), make_mos2(), supercell(make_mos2(), 2)])
    assert not metals_alone.sees_structure
    assert metals_alone.reach == 0.0

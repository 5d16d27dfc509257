"""Every broken pipeline is caught by its audit; no healthy one fails anything."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.ensemble import StackingRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler

from coursekit.audits import AUDITS, audit_checklist, zoo
from coursekit.audits.zoo.exercise import draw
from coursekit.featurizers import ElementFractions


def test_enough_animals_of_every_kind():
    assert len(zoo.BROKEN) >= 24
    assert len(zoo.HEALTHY) >= 12
    assert {entry.tier for entry in zoo.HEALTHY} == {1, 2, 3}
    assert {entry.audit for entry in zoo.BROKEN} == set(AUDITS)
    assert len({entry.name for entry in zoo.ZOO}) == len(zoo.ZOO)
    assert all(entry.story and (entry.diagnosis or not entry.broken) for entry in zoo.ZOO)


def twelve():
    """Three compounds in three structures each, rutile, anatase and a perovskite."""
    structures, y, _ = zoo.usual_case()
    few = [*range(6), *range(15, 21)]
    return [structures[k] for k in few], y[few], None


@pytest.mark.parametrize("entry", zoo.ZOO, ids=lambda entry: entry.name.replace(" ", "-"))
def test_matrix(entry):
    """A broken one by the audit meant for it, a healthy one by all; `coursekit audit --zoo` runs all."""
    audits = (entry.audit,) if entry.broken else tuple(AUDITS)
    tried = entry if entry.broken else replace(entry, case=twelve)
    assert zoo.mistakes(entry, zoo.audit_entry(tried, audits)) == []


def test_mistakes_are_seen():
    broken, healthy = zoo.BROKEN[0], zoo.HEALTHY[0]
    clean = zoo.audit_entry(healthy, audits=(broken.audit,))
    caught = zoo.audit_entry(broken, audits=(broken.audit,))
    assert zoo.mistakes(broken, clean) == [f"{broken.name}: {broken.audit} does not catch it"]
    assert zoo.mistakes(healthy, caught) == [f"{healthy.name}: is healthy and fails {broken.audit}"]


class Stateless(TransformerMixin, BaseEstimator):
    """A function as a step, as most groups write it: `fit` learns nothing."""

    def __init__(self, function):
        self.function = function

    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return self.function(X)


def stacked(step):
    members = [
        ("own", make_pipeline(step, Ridge())),
        ("formula", make_pipeline(ElementFractions(), Ridge())),
    ]
    return StackingRegressor(members, cv=3)


DRESSINGS = {
    "ridge": lambda step: make_pipeline(step, Ridge()),
    "scaler": lambda step: make_pipeline(step, StandardScaler(), Ridge()),
    "imputer": lambda step: make_pipeline(step, SimpleImputer(), Ridge()),
    "union": lambda step: make_pipeline(
        make_union(step, ElementFractions()), StandardScaler(), Ridge()
    ),
    "stack": stacked,
}
SAMPLE = (
    "no images", "half list", "first atom only", "hard cutoff", "sum for mean", "rounded away",
    "scaled by the batch", "store by formula", "label from a table", "radial functions",
)  # fmt: skip


@pytest.mark.parametrize(("name", "dressing"), zip(SAMPLE, [*DRESSINGS, *DRESSINGS], strict=True))
def test_behind_the_common_dressings(name, dressing):
    entry = next(entry for entry in zoo.ZOO if entry.name == name)
    audits = (entry.audit,) if entry.broken else ("invariances", "pooling", "composition baseline")

    def dress(made):
        return DRESSINGS[dressing](made if hasattr(made, "transform") else Stateless(made))

    report = zoo.audit_entry(entry, audits, dress=dress)
    assert zoo.mistakes(entry, report) == []


HANDED_OUT = [entry for entry in zoo.BROKEN if entry.for_students]


@pytest.mark.parametrize("entry", HANDED_OUT, ids=lambda entry: entry.name.replace(" ", "-"))
def test_students_find_it_with_six_crystals_and_no_targets(entry):
    from coursekit.audits.zoo.exercise import Anonymous

    crystals = zoo.small_case()
    pipeline = Anonymous(entry)
    assert pipeline(crystals).shape[0] == len(crystals)
    report = audit_checklist(pipeline, crystals, audits=(entry.audit,))
    assert report[entry.audit].failed, report
    assert entry.name not in f"{report.subject}{pipeline!r}"


def test_pick_is_fixed_by_the_name_and_spreads():
    names = [f"student {number}" for number in range(400)]
    words = [draw(name, HANDED_OUT).name for name in names]
    assert draw(" Ada Lovelace ", words) == draw("ada lovelace", words)
    assert set(words) == set(zoo.diagnoses()) == {entry.name for entry in HANDED_OUT}
    counts = np.array([words.count(word) for word in set(words)])
    assert counts.max() < 3 * len(names) / len(counts)


@pytest.mark.parametrize("name", ["Ada", "student 7", "123456", "Zoë \ud800"])
def test_the_pipeline_handed_out_is_the_one_drawn(name):
    crystals = zoo.small_case()
    mine = draw(name, HANDED_OUT)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(zoo.pick(name)(crystals), mine.make()(crystals))


def test_nothing_that_students_are_shown_names_the_fault():
    # The key stays with the instructor: no function takes a name and returns or confirms a word.
    assert not {"solve", "judge", "draw"} & set(zoo.__all__)
    shown = vars(zoo.pick("Ada"))
    assert not any(isinstance(item, zoo.Entry) for item in shown.values())

"""Chunks, failures by name, and what a killed run leaves behind."""

import numpy as np
import pytest

from coursekit.errors import FeaturizationError
from coursekit.structures import make_rocksalt, set_id

from .counting import Counting

SALTS = [set_id(make_rocksalt("Mg", a=4 + 0.1 * k), f"salt {k}") for k in range(8)]
NAMES = [f"salt {k}" for k in range(8)]
VOLUMES = [(4 + 0.1 * k) ** 3 for k in range(8)]


def test_chunks():
    counting = Counting().fit(SALTS)
    rows = counting.transform(SALTS)
    np.testing.assert_allclose(rows, np.transpose([[8] * 8, VOLUMES]))
    assert counting.calls == [NAMES[:3], NAMES[3:6], NAMES[6:]]


def test_a_failure_costs_only_itself():
    counting = Counting().fit(SALTS)
    counting.fail_on = {"salt 4": KeyError("Mg"), "salt 0": ValueError("is too salty")}
    result = counting.featurize_tolerant(SALTS)
    assert result.kept == [1, 2, 3, 5, 6, 7]
    np.testing.assert_allclose(result.rows[:, 1], np.array(VOLUMES)[result.kept])
    # our own kind of error explains itself; any other is told by its type
    assert [str(failure) for failure in result.failures] == [
        "salt 0 (MgO): is too salty",
        "salt 4 (MgO): KeyError: 'Mg'",
    ]


def test_numbers_that_are_not_finite_are_failures(monkeypatch):
    monkeypatch.setattr(
        Counting, "_featurize_many", lambda self, s: [np.array([1.0, np.nan]) for _ in s]
    )
    result = Counting().fit(SALTS).featurize_tolerant(SALTS[:1])
    assert [str(failure) for failure in result.failures] == [
        "salt 0 (MgO): gave values that are not finite numbers"
    ]
    assert result.rows.shape == (0, 2)


def test_the_message_names_ten_and_counts_the_others():
    broken = [set_id(make_rocksalt("Mg"), f"bad {k}") for k in range(12)]
    counting = Counting()
    counting.fail_on = {f"bad {k}": ValueError("is bad") for k in range(12)}
    with pytest.raises(FeaturizationError) as error:
        counting.fit_transform([*SALTS, *broken])
    lines = str(error.value).split("\n")
    assert lines[0].startswith("Counting: 12 of 20 structures could not be featurised")
    assert lines[1:11] == [f"  bad {k} (MgO): is bad" for k in range(10)]
    assert lines[11:] == ["  ... and 2 more (all in `.failures`)"]
    assert len(error.value.failures) == 12


def test_killed_run_goes_on(tmp_path):
    killed = Counting(memory=str(tmp_path)).fit(SALTS)
    killed.fail_on = {"salt 4": KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        killed.transform(SALTS)
    again = Counting(memory=str(tmp_path)).fit(SALTS)
    np.testing.assert_allclose(again.transform(SALTS)[:, 1], VOLUMES)
    assert [name for call in again.calls for name in call] == NAMES[3:]


def test_only_new_structures_are_computed(tmp_path):
    Counting(memory=str(tmp_path)).fit(SALTS).transform(SALTS[::2])
    again = Counting(memory=str(tmp_path)).fit(SALTS)
    np.testing.assert_allclose(again.transform(SALTS)[:, 1], VOLUMES)
    assert sorted(name for call in again.calls for name in call) == NAMES[1::2]


def test_failures_are_not_remembered(tmp_path):
    first = Counting(memory=str(tmp_path)).fit(SALTS)
    first.fail_on = {"salt 1": ValueError("today")}
    assert first.featurize_tolerant(SALTS[:2]).kept == [0]
    second = Counting(memory=str(tmp_path)).fit(SALTS)
    assert second.featurize_tolerant(SALTS[:2]).kept == [0, 1]


def test_one_structure_twice_is_two_rows(tmp_path):
    counting = Counting(memory=str(tmp_path)).fit(SALTS)
    rows = counting.transform([SALTS[0], SALTS[1], SALTS[0]])
    np.testing.assert_allclose(rows[:, 1], [VOLUMES[0], VOLUMES[1], VOLUMES[0]])

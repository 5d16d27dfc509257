"""A class competes on crystals whose labels it has not got."""

import csv

import numpy as np
import pytest

from coursekit.datasets import load_held_out
from coursekit.datasets.held_out import load_held_out_labels
from coursekit.errors import DatasetError
from coursekit.pipelines.leaderboard import score_predictions


@pytest.fixture(scope="module")
def truth():
    return load_held_out_labels()


def write(path, values, column="prediction"):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("id", column), *values.items()])
    return path


def test_labels_belong_to_the_held_out_crystals(truth):
    assert set(truth) == {crystal.properties["id"] for crystal in load_held_out()}
    assert all(-5 < value < 5 for value in truth.values())


def test_perfect_predictions(truth, tmp_path):
    score = score_predictions(write(tmp_path / "anna.csv", truth))
    assert score["mae"] == 0
    assert score["rho"] == pytest.approx(1)
    assert score["regret"] == 0
    assert score["n_structures"] == len(truth)


def test_a_constant_shift_costs_error_and_no_rank(truth):
    score = score_predictions({id_: value + 0.25 for id_, value in truth.items()})
    assert score["mae"] == pytest.approx(0.25)
    assert score["rho"] == pytest.approx(1)
    assert score["mae_within"] == pytest.approx(0, abs=1e-12)


def test_the_wrong_way_round(truth):
    score = score_predictions({id_: -value for id_, value in truth.items()})
    assert score["rho"] == pytest.approx(-1)
    assert score["mae"] == pytest.approx(np.mean([abs(2 * value) for value in truth.values()]))
    assert score["regret"] > 0


def test_a_crystal_is_missing(truth):
    first = sorted(truth)[0]
    with pytest.raises(DatasetError) as error:
        score_predictions({id_: 0.0 for id_ in truth if id_ != first})
    assert str(error.value) == (
        f"the predictions lack 1 of {len(truth)} crystals, first {first!r}; give each held-out "
        "crystal one"
    )


def test_an_unknown_crystal(truth):
    with pytest.raises(DatasetError) as error:
        score_predictions({**truth, "XyO-rocksalt": 0.0})
    assert str(error.value) == (
        "the predictions hold 1 ids that are not held out, first 'XyO-rocksalt'; give each held-out "
        "crystal one"
    )


def test_labels_of_another_version(truth, tmp_path):
    few = dict(list(truth.items())[:2])
    path = write(tmp_path / "labels.csv", few, "formation_energy_per_atom")
    with pytest.raises(DatasetError, match="the labels lack") as error:
        score_predictions(truth, labels=path)
    assert str(error.value).endswith("use those of the same version of the set")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            [("id", "energy"), ("a", 1)],
            "has no column 'prediction'; its columns are id, energy; it",
        ),
        ([("id", "prediction"), ("a", "x")], "row 1 (a): 'prediction' is 'x'; it must be a finite"),
        ([("id", "prediction"), ("a", 1e308)], "row 1 (a): 'prediction' is 1e+308; it must be a"),
        ([("id", "prediction"), ("a", 1), ("a", 2)], "row 2: the id 'a' appears twice; keep one"),
    ],
)
def test_unusable_table(tmp_path, rows, said):
    path = tmp_path / "anna.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    with pytest.raises(DatasetError) as error:
        score_predictions(path)
    assert str(error.value).startswith(f"{path}: {said}")


def test_no_labels_here(tmp_path):
    with pytest.raises(DatasetError) as error:
        load_held_out_labels(tmp_path / "none.csv")
    assert str(error.value) == (
        f"{tmp_path / 'none.csv'}: no held-out labels here; they are in the instructor's folder, name "
        "the file with --labels"
    )

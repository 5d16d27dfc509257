"""Messages of parameters out of range."""

import numpy as np
import pytest

from coursekit.featurizers.parameters import (
    check_choice,
    check_cutoff,
    check_positive,
    check_stats,
    count_bins,
)


def message_of(call):
    with pytest.raises(ValueError, match=r"`|contains") as error:
        call()
    return str(error.value)


@pytest.mark.parametrize("r_cut", [1.0, np.float32(3), 20])
def test_sound_cutoffs(r_cut):
    check_cutoff(r_cut)


@pytest.mark.parametrize(
    ("r_cut", "message"),
    [
        (0, "`r_cut` is 0 Å; it must be a positive number of Å, such as 5.0"),
        (-2.0, "`r_cut` is -2.0 Å; it must be a positive number of Å, such as 5.0"),
        ("5", "`r_cut` is '5' Å; it must be a positive number of Å, such as 5.0"),
        (float("nan"), "`r_cut` is nan Å; it must be a positive number of Å, such as 5.0"),
        (500, "`r_cut` is 500 Å; it must be at most 20 Å (is it in pm?)"),
    ],
)
def test_cutoffs_out_of_range(r_cut, message):
    assert message_of(lambda: check_cutoff(r_cut)) == message


def test_numbers():
    check_positive("sigma", 0.1)
    assert message_of(lambda: check_positive("sigma", 0, "Å")) == (
        "`sigma` is 0 Å; it must be a positive number"
    )
    assert message_of(lambda: check_positive("sigma", None)) == (
        "`sigma` is None; it must be a positive number"
    )
    assert message_of(lambda: check_positive("sigma", True)) == (
        "`sigma` is True; it must be a positive number"
    )


def test_choices():
    check_choice("cutoff", "hard", ("hard", "soft"))
    assert message_of(lambda: check_choice("cutoff", "sharp", ("hard", "soft"))) == (
        "`cutoff` is 'sharp'; it must be one of hard, soft"
    )


def test_statistics():
    check_stats(["mean"], ("mean", "std"))
    check_stats([], ("mean",), may_be_empty=True)
    known = ("mean", "std")
    assert message_of(lambda: check_stats("mean", known)) == (
        "`stats` is the text 'mean'; give a list: ['mean']"
    )
    assert message_of(lambda: check_stats([], known)) == "`stats` is empty; known are mean, std"
    assert message_of(lambda: check_stats(["median"], known)) == (
        "`stats` names 'median'; known are mean, std"
    )
    assert message_of(lambda: check_stats(["std", "std"], known)) == "`stats` names 'std' twice"


def bins(width, total=10.0):
    return count_bins(width, name="bin_width", total=total, total_name="`r_cut`", unit="Å")


def test_bins():
    assert (bins(0.1), bins(10.0), bins(0.1, total=20.0)) == (100, 1, 200)
    assert message_of(lambda: bins(0.3)) == (
        "`bin_width` is 0.3 Å; a whole number of bins must fill `r_cut` = 10 Å; 0.30303 Å does"
    )
    assert message_of(lambda: bins(30.0)) == (
        "`bin_width` is 30 Å; a whole number of bins must fill `r_cut` = 10 Å; 10 Å does"
    )
    assert message_of(lambda: bins(-1)) == "`bin_width` is -1 Å; it must be a positive number"

"""A figure is described by its axes, ranges and what is drawn."""

import pytest
from matplotlib.figure import Figure

from coursekit.plots.alternative import describe_figure


@pytest.fixture
def ax():
    return Figure().subplots()


def test_an_empty_figure():
    assert describe_figure(Figure()) == "Picture: empty."


def test_lines_points_and_legend(ax):
    ax.plot([0, 1], [0, 1], label="rutile")
    ax.plot([0, 1], [1, 0], label="_guide")
    ax.scatter([0.5], [0.5], label="anatase")
    ax.set(xlim=(0, 1), ylim=(-2, 3), xlabel="r / Å", ylabel="g", title="Pairs")
    assert describe_figure(ax.figure) == (
        "Picture: Pairs, r / Å from 0 to 1, g from -2 to 3; 2 lines, 1 set of points: rutile, anatase."
    )


def test_words_on_an_axis_stand_for_its_range(ax):
    ax.bar(["TiO2", "ZrO2"], [1, 2])
    ax.set(xlabel="formula", ylabel="count", ylim=(0, 4))
    assert describe_figure(ax.figure) == (
        "Picture: formula (TiO2, ZrO2), count from 0 to 4; 2 bars."
    )


def test_an_axis_that_runs_backwards(ax):
    ax.set(ylabel="energy / eV", ylim=(1, -1))
    assert describe_figure(ax.figure) == "Picture: energy / eV from -1 to 1."


def test_numbers_written_as_powers_are_numbers(ax):
    ax.set(xscale="log", xlim=(1, 1000), xlabel="n")
    assert describe_figure(ax.figure) == "Picture: n from 1 to 1e+03."


def test_panels_are_numbered():
    figure = Figure()
    for name, ax in zip("ab", figure.subplots(1, 2), strict=True):
        ax.set(title=name)
        ax.imshow([[1, 2]])
    figure.suptitle("Kernels")
    assert describe_figure(figure) == "Picture, Kernels: 2 panels. 1. a; 1 map. 2. b; 1 map."


def test_the_author_knows_best(ax):
    ax.figure.set_label("Bonds are longer in anatase.")
    assert describe_figure(ax.figure) == "Bonds are longer in anatase."

"""Pooling picture: rows are those of the pooling rules, the sentence says whether they differ."""

import numpy as np
import pytest

from coursekit.apps import PoolingPicture
from coursekit.apps.pooling_picture import FEATURES, RULES, pool_pair


def rows(app):
    return [mark.heights for mark in app.drawing.panels["B"].marks]


BLIND = ("mean", "sum", "max", "mean by species")


@pytest.mark.parametrize("rule", list(RULES))
def test_vacancies_of_equal_mean(rule):
    app = PoolingPicture(pair="two vacancies in MgO", rule=rule)
    first, second = rows(app)
    assert np.allclose(first, second) is (rule in BLIND)
    assert ("different" in app.sentence) is (rule not in BLIND)
    assert ("The sites do differ: the rule lost it." in app.sentence) is (rule in BLIND)


def test_numbers_of_the_vacancies_by_hand():
    app = PoolingPicture(pair="two vacancies in MgO", rule="histogram by species", n_bins=3)
    adjacent, far = rows(app)
    # 108 Mg: two with 4 neighbours and eight with 5, or twelve with 5
    assert adjacent[:3] == pytest.approx([2 / 108, 8 / 108, 98 / 108])
    assert far[:3] == pytest.approx([0, 12 / 108, 96 / 108])


@pytest.mark.parametrize("rule", ["mean", "histogram"])
def test_spinels_need_the_species(rule):
    app = PoolingPicture(pair="normal and inverse spinel", rule=rule)
    assert "The sites have the same values equally often." in app.sentence
    app.set(rule="mean by species")
    assert [row.tolist() for row in rows(app)] == [[6, 4, 4], [5, 6, 4]]
    assert list(app.drawing.panels["B"].x_ticks.values()) == ["Al mean", "Mg mean", "O mean"]


def test_only_a_sum_knows_the_size_of_the_cell():
    app = PoolingPicture(pair="small and large cell", rule="sum")
    assert np.concatenate(rows(app)) == pytest.approx([24, 192])
    for rule in set(RULES) - {"sum"}:
        first, second = rows(app.set(rule=rule))
        assert first == pytest.approx(second), rule


def test_sites_are_all_there():
    app = PoolingPicture(pair="rutile and anatase")
    for feature in FEATURES:
        app.set(feature=feature)
        found = pool_pair("rutile and anatase", feature, "mean", 3)["values"]
        assert [len(values) for values in found.values()] == [6, 12]
        assert f">{6}<" in app.formula
        assert f">{12}<" in app.formula


def test_bins_are_offered_for_histograms_only():
    app = PoolingPicture(rule="mean")
    assert app._controls["n_bins"].layout.display == "none"
    app.set(rule="histogram", n_bins=7)
    assert app._controls["n_bins"].layout.display == "flex"
    assert len(rows(app)[0]) == 7

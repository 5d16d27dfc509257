"""The decision tree: every combination of answers ends somewhere, and the path is drawn."""

from itertools import pairwise, product

import pytest

import coursekit.featurizers
import coursekit.pooling
from coursekit.apps import DecisionTree
from coursekit.apps.recommend import (
    DATA,
    EDGES,
    GEOMETRY,
    NODES,
    POLYMORPHS,
    RANGE,
    SITES,
    recommend,
)
from coursekit.plots.style import COLOURS

ANSWERS = {
    "polymorphs": POLYMORPHS,
    "sites": SITES,
    "geometry": GEOMETRY,
    "data": DATA,
    "reach": RANGE,
}
ALL = [dict(zip(ANSWERS, values, strict=True)) for values in product(*ANSWERS.values())]


@pytest.mark.parametrize(
    ("answers", "tier", "pooling"),
    [
        ({"polymorphs": "no"}, 1, ""),
        ({}, 2, ""),
        ({"sites": "a few special sites"}, 3, "HistogramPooling"),
        ({"sites": "one extreme site"}, 3, "MaxPooling"),
        ({"sites": "all atoms added up"}, 3, "SumPooling"),
        ({"sites": "each element in its own way"}, 3, "SpeciesPooling(MeanPooling())"),
        ({"geometry": GEOMETRY[1]}, 3, "MeanPooling"),
        ({"data": DATA[2]}, 4, "learned"),
        ({"data": DATA[2], "sites": "all atoms added up"}, 4, "sum, as in potentials"),
        ({"data": DATA[2], "polymorphs": "no"}, 1, ""),
    ],
)
def test_where_answers_lead(answers, tier, pooling):
    simplest = {name: choices[0] for name, choices in ANSWERS.items()} | {"polymorphs": "yes"}
    found = recommend(**(simplest | answers))
    assert (found.tier, found.pooling) == (tier, pooling)


@pytest.mark.parametrize("answers", ALL)
def test_every_path_follows_arrows_and_gives_reasons(answers):
    found = recommend(**answers)
    steps = [name for name in found.path if name != "far"]
    arrows = {(start, end) for start, end, _ in EDGES}
    assert steps[0] == "formula"
    assert set(pairwise(steps)) <= arrows
    assert steps[-1] == f"tier {found.tier}"
    assert set(found.path) <= set(NODES)
    assert found.reasons
    assert found.audits


def test_a_cutoff_is_never_the_cure_for_long_range():
    for answers in ALL:
        found = recommend(**answers)
        far = answers["reach"] == RANGE[1] and found.tier > 1
        assert ("global features" in found.descriptor) == far
        assert ("far" in found.path) == far


def test_recommended_names_exist():
    rooms = coursekit.featurizers.__all__ + coursekit.pooling.__all__
    for answers in ALL:
        found = recommend(**answers)
        if found.tier < 4:
            words = f"{found.descriptor} {found.pooling}".replace("(", " ").replace(")", " ")
            words = [w.strip(",") for w in words.split() if w[:1].isupper()]
            assert words
            assert set(words) <= set(rooms)


def test_an_unknown_answer_is_named():
    with pytest.raises(
        ValueError, match=r"`data` is 'many'; it must be one of hundreds, thousands"
    ):
        recommend(
            polymorphs="no", sites=SITES[0], geometry=GEOMETRY[0], data="many", reach=RANGE[0]
        )


def lit(app):
    marks = app.drawing.panels["A"].marks
    return {mark.name for mark in marks if mark.name in NODES and mark.color == COLOURS[0]}


def test_the_path_lights_up():
    app = DecisionTree(polymorphs="yes", sites="a few special sites")
    assert lit(app) == {"formula", "data", "site", "tier 3"}
    app.set(polymorphs="no")
    assert lit(app) == {"formula", "tier 1"}
    arrows = [app.drawing.mark(f"{start} to {end}").width for start, end, _ in EDGES]
    assert arrows == [3, 1, 1, 1, 1, 1]
    assert app.drawing.mark("formula to tier 1: no").bold == (True,)
    assert dict(zip(NODES, app.drawing.mark("questions").bold, strict=True))["tier 1"]


def test_the_sentence_says_what_and_why():
    text = DecisionTree(polymorphs="yes", sites="a few special sites").text()
    assert "tier 3" in text
    assert "HistogramPooling" in text
    assert "Why: " in text
    assert "composition baseline" in text

"""What all apps share, tried on a tiny one: controls, one update, errors in words, display."""

import numpy as np
import plotly.graph_objects as go
import pytest

import coursekit.apps
from coursekit.apps.base import App, Choice, Range
from coursekit.plots.formula import Formula
from coursekit.plots.marks import Bars, Drawing, Panel


class Powers(App):
    title = "Powers"
    controls = {
        "base": Range("base", 2.0, -3.0, 3.0, 0.5, unit="Å", symbol="b"),
        "curve": Choice("curve", ["square", "cube", "root"]),
        "power": Choice(
            "power", lambda app: [{"square": 2, "cube": 3, "root": 0.5}[app.values["curve"]]]
        ),
    }

    def picture(self, base, curve, power):
        if power < 1 and base < 0:
            raise ValueError("negative numbers have no root")
        bar = Bars(np.zeros(1), np.array([base**power]), name="value", of="base")
        formula = Formula("y", "$base^$power", f"{base**power:g}")
        sentence = f"{base:g} to the {power:g} is {base**power:g}."
        return Drawing({"A": Panel([bar], x="x")}, sentence, (formula,), height=222)


def value(app):
    return app.drawing.mark("value").heights[0]


def test_the_figure_is_filled_before_it_is_shown():
    app = Powers()
    assert value(app) == 4
    assert app.sentence == "2 to the 2 is 4."
    assert isinstance(app.figure, go.Figure)
    assert app._canvas is None


def test_settings_say_where_the_controls_begin():
    app = Powers(base=3.0, curve="cube")
    assert app.values == {"base": 3.0, "curve": "cube", "power": 3}
    assert value(app) == 27
    assert len(app.seconds) == 1


def test_moving_a_control_updates_once_and_marks_it():
    app = Powers()
    before = len(app.seconds)
    app._controls["curve"].value = "cube"
    assert (value(app), app.moved) == (8, "curve")
    assert app.values["power"] == 3
    app._controls["base"].slider.value = -1.5
    assert (value(app), app.moved) == (-3.375, "base")
    assert len(app.seconds) == before + 2


def test_set_moves_several_with_one_update():
    app = Powers()
    before = len(app.seconds)
    assert app.set(base=-2.0, curve="cube", power=3) is app
    assert value(app) == -8
    assert len(app.seconds) == before + 1


def test_an_unknown_setting_is_named():
    with pytest.raises(
        TypeError, match=r"^Powers has no control `bass`; there are base, curve, power$"
    ):
        Powers(bass=2)


def test_an_unknown_choice_is_named():
    with pytest.raises(ValueError, match=r"^`curve` is 'log'; there are 'square', 'cube', 'root'$"):
        Powers().set(curve="log")


def test_an_error_is_shown_in_words_and_the_app_goes_on():
    app = Powers(curve="root")
    app._repr_mimebundle_()
    app.set(base=-1.0)
    words = "This cannot be shown. ValueError: negative numbers have no root"
    assert app.sentence == words
    assert f'<div role="alert">{words}</div>' == app._status.value
    app.set(base=1.0)
    assert app._status.value == '<div role="status">1 to the 0.5 is 1.</div>'


def test_the_sentence_cannot_bring_markup():
    app = Powers()
    app.picture = lambda **values: Drawing({}, "<b>1 < 2</b>")
    app.set(base=1.0)
    assert app._status.value == '<div role="status">&lt;b&gt;1 &lt; 2&lt;/b&gt;</div>'


def test_the_live_part_is_made_on_display_and_follows():
    app = Powers()
    assert len(app.children) == 4
    app._repr_mimebundle_()
    canvas = app._canvas
    assert app.children[3] is canvas
    assert canvas.picture["data"][1]["y"] == [4]
    assert canvas.picture["layout"]["xaxis"]["title"]["text"] == "x"
    assert canvas.label == "Powers. 2 to the 2 is 4."
    app.set(base=3.0)
    assert canvas.picture["data"][1]["y"] == [9]
    assert canvas.label == "Powers. 3 to the 2 is 9."
    assert ">3.0<" in app._formula.value
    app._repr_mimebundle_()
    assert app._canvas is canvas


def test_a_click_reaches_the_app_with_the_name_of_the_mark():
    app, clicks = Powers(), []
    app.pick = lambda name, point: clicks.append((name, point))
    app._repr_mimebundle_()
    app._canvas._hear(app._canvas, {"click": [[1, 0], [0, 2]]}, [])
    assert clicks == [("value", 0)]


def test_what_was_computed_is_kept_but_not_for_ever():
    app, made = Powers(), []
    for key in [*range(100), 99]:
        app.keep(key, lambda: made.append(1))
    assert len(made) == 100
    assert len(app._kept) < 100


def test_an_unknown_app_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'coursekit.apps' has no attribute 'Zoo'$"):
        coursekit.apps.Zoo
    assert "NeighborExplorer" in dir(coursekit.apps)

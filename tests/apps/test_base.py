"""What all apps share, tried on a tiny one: controls, one update, errors in words, display."""

import numpy as np
import plotly.graph_objects as go
import pytest
from matplotlib.figure import Figure

import coursekit.apps
from coursekit.apps.base import LOOK, App, dropdown, slider

APPS = [name for name in coursekit.apps.__all__ if name[0].isupper() and name != "App"]


class Powers(App):
    title = "Powers"

    def controls(self):
        return {
            "base": slider("base", 2.0, -3.0, 3.0, 0.5, unit="Å"),
            "curve": dropdown("curve", ["square", "cube", "root"]),
            "power": dropdown("power", [2]),
        }

    def adapt(self, controls):
        wanted = [{"square": 2, "cube": 3, "root": 0.5}[controls["curve"].value]]
        if list(controls["power"].options) != wanted:
            controls["power"].options = wanted

    def draw(self, figure):
        figure.add_trace(go.Bar(x=["value"], y=[0]))
        figure.update_layout(height=222, xaxis_title="x")

    def update(self, figure, *, base, curve, power):
        if power < 1 and base < 0:
            raise ValueError("negative numbers have no root")
        with figure.batch_update():
            figure.data[0].y = [base**power]
        return f"{base:g} to the {power:g} is {base**power:g}."

    def picture(self, *, base, curve, power):
        figure = Figure()
        figure.subplots().bar(["value"], [base**power])
        return figure


def value(app):
    return app.figure.data[0].y[0]


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


def test_moving_a_control_updates_once():
    app = Powers()
    before = len(app.seconds)
    app._controls["base"].slider.value = -1.5
    assert value(app) == 2.25
    assert len(app.seconds) == before + 1


def test_one_control_decides_the_choices_of_another():
    app = Powers()
    before = len(app.seconds)
    app._controls["curve"].value = "cube"
    assert app.values["power"] == 3
    assert value(app) == 8
    assert len(app.seconds) == before + 1


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
    app.set(base=-1.0)
    words = "This cannot be shown. ValueError: negative numbers have no root"
    assert app.sentence == words
    assert f'<div role="alert">{words}</div>' == app._status.value
    app.set(base=1.0)
    assert app._status.value == '<div role="status">1 to the 0.5 is 1.</div>'


def test_the_sentence_cannot_bring_markup():
    app = Powers()
    app.update = lambda figure, **values: "<b>1 < 2</b>"
    app.set(base=1.0)
    assert app._status.value == '<div role="status">&lt;b&gt;1 &lt; 2&lt;/b&gt;</div>'


def test_the_look_is_opaque_and_light_but_the_app_decides_its_own():
    layout = Powers().figure.layout
    assert layout.paper_bgcolor == LOOK["paper_bgcolor"] == "white"
    assert layout.height == 222
    assert layout.xaxis.title.text == "x"


def test_the_live_part_is_made_on_display_and_follows():
    app = Powers()
    assert len(app.children) == 3
    app._repr_mimebundle_()
    canvas = app._canvas
    assert app.children[2] is canvas
    assert canvas.picture["data"][0]["y"] == [4]
    assert canvas.label == "Powers. 2 to the 2 is 4."
    app.set(base=3.0)
    assert canvas.picture["data"][0]["y"] == [9]
    assert canvas.label == "Powers. 3 to the 2 is 9."
    app._repr_mimebundle_()
    assert app._canvas is canvas


def test_a_click_reaches_the_app():
    app, clicks = Powers(), []
    app.pick = lambda trace, point: clicks.append((trace, point))
    app._repr_mimebundle_()
    app._canvas._hear(app._canvas, {"click": [[0, 1], [0, 2]]}, [])
    assert clicks == [(0, 1)]


def test_static_and_text_say_the_same():
    app = Powers(base=3.0)
    still = app.static()
    assert still.alt == repr(still) == app.text() == "Powers. 3 to the 2 is 9."
    assert still.figure.axes[0].patches[0].get_height() == 9


def test_each_exported_app_is_complete():
    for name in APPS:
        app = getattr(coursekit.apps, name)()
        assert not app.sentence.startswith("This cannot be shown"), name
        assert app.title
        assert app.text().startswith(app.title)
        assert len(app.sentence) > 20
        assert app.static().png().startswith(b"\x89PNG")
        assert len(app.figure.data) > 0
        assert app.figure.layout.paper_bgcolor == "white"
        for control in app._controls.values():
            labelled = getattr(control, "field", control)
            assert labelled.description, name


def test_numbers_of_traces_never_change():
    for name in APPS:
        app = getattr(coursekit.apps, name)()
        traces = [id(trace) for trace in app.figure.data]
        for key, control in app._controls.items():
            if hasattr(control, "slider"):
                app.set(**{key: control.slider.max})
                app.set(**{key: control.slider.min})
        assert [id(trace) for trace in app.figure.data] == traces, name


def test_an_unknown_app_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'coursekit.apps' has no attribute 'Zoo'$"):
        coursekit.apps.Zoo
    assert "NeighborExplorer" in dir(coursekit.apps)


def test_numbers_reach_the_page_as_they_are():
    app = Powers()
    app._repr_mimebundle_()
    app.figure.data[0].y = np.array([1.5])
    app._canvas.show(app.figure, label="x")
    sent = app._canvas.picture["data"][0]["y"]
    assert sent["dtype"] == "f8"
    import base64

    assert np.frombuffer(base64.b64decode(sent["bdata"])).tolist() == [1.5]

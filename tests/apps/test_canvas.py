"""The canvas: the library comes once a kernel, and again only when a page asks for it."""

import gzip

import pytest
from plotly.offline import get_plotlyjs

from coursekit.apps import canvas as module
from coursekit.apps.canvas import Canvas


@pytest.fixture
def fresh(monkeypatch):
    monkeypatch.setattr(module, "_SENT", [])
    return lambda: Canvas({"data": [{"y": [1, 2]}], "layout": {}}, label="two points")


def test_the_first_brings_plotly_for_all(fresh):
    first, second = fresh(), fresh()
    assert gzip.decompress(first.library).decode() == get_plotlyjs()
    assert len(first.library) < 2e6
    assert second.library == b""


def test_one_that_waits_in_vain_asks(fresh):
    fresh()
    second = fresh()
    second._hear(second, {"need": "library"}, [])
    assert gzip.decompress(second.library).decode() == get_plotlyjs()


def test_it_shows_what_it_is_given(fresh):
    canvas = fresh()
    canvas.show({"data": [{"type": "bar", "y": [3]}]}, label="one bar")
    assert canvas.picture["data"] == [{"type": "bar", "y": [3]}]
    assert canvas.label == "one bar"


def test_nothing_leads_outside(fresh):
    settings = fresh().settings
    assert settings["showSendToCloud"] is False
    assert settings["plotlyServerURL"] == ""
    assert settings["displaylogo"] is False
    assert "http" not in str(module.Canvas._esm)


def test_clicks_without_a_listener_are_ignored(fresh):
    canvas, clicks = fresh(), []
    canvas._hear(canvas, {"click": [[0, 1]]}, [])
    canvas.on_click = lambda *point: clicks.append(point)
    canvas._hear(canvas, {"click": []}, [])
    canvas._hear(canvas, {"click": [[2, 5]]}, [])
    assert clicks == [(2, 5)]

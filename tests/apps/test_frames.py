"""On a page without Python an app shows what it would show here, at some places of its slider."""

import json

import pytest

from coursekit.apps import PoolingPicture, RadialPicture, TiledCell
from coursekit.apps.base import FOR_A_PAGE
from coursekit.apps.frames import MIME, make_frames, plain


def at(frames, place):
    """The figure that the page makes of the frames."""
    data = [dict(trace) for trace in frames["data"]]
    for k, changed in frames["changes"][place]["data"].items():
        data[int(k)] |= changed
    return data, {**frames["layout"], **frames["changes"][place]["layout"]}


@pytest.mark.parametrize("kind", [RadialPicture, TiledCell, PoolingPicture])
def test_every_place_is_the_figure_of_that_place(kind):
    app = kind()
    before = app.values
    frames = json.loads(json.dumps(make_frames(app, 4)))
    assert app.values == before
    name = next(n for n, c in app._controls.items() if hasattr(c, "slider"))
    assert float(frames["labels"][frames["start"]]) == before[name]
    for place, label in enumerate(frames["labels"]):
        app.set(**{name: float(label)})
        figure = plain(app.figure.to_dict())
        data, layout = at(frames, place)
        assert [{k: v for k, v in t.items() if v is not None} for t in data] == figure["data"]
        assert {k: v for k, v in layout.items() if v is not None} == figure["layout"]
        assert frames["sentences"][place] == app.sentence


def test_frames_come_only_where_a_page_asks_for_them(monkeypatch):
    app = TiledCell()
    assert MIME not in app._repr_mimebundle_()
    monkeypatch.setenv(FOR_A_PAGE, "1")
    brought = app._repr_mimebundle_()[MIME]
    assert brought["alt"] == app.text()
    assert brought["still"]

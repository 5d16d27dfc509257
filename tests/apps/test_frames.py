"""On a page without Python an app shows what it would show here, at some places of its slider."""

import json

import pytest

from coursekit.apps import PoolingPicture, RadialPicture, TiledCell
from coursekit.apps.base import FOR_A_PAGE
from coursekit.apps.frames import MIME, make_frames


def at(frames, place):
    """The figure that the page makes of the frames."""
    data = [dict(trace) for trace in frames["data"]]
    for k, changed in frames["changes"][place]["data"].items():
        data[int(k)] |= changed
    kinds = ("layout", "narrow")
    return {"data": data} | {k: {**frames[k], **frames["changes"][place][k]} for k in kinds}


def clean(value):
    """Without what is None: a key that a place takes away."""
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items() if item is not None}
    return [clean(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("kind", [RadialPicture, TiledCell, PoolingPicture])
def test_every_place_is_the_figure_of_that_place(kind):
    app = kind()
    before = app.values
    frames = json.loads(json.dumps(make_frames(app, 4)))
    assert app.values == before
    name = app._main()
    if not hasattr(app._controls[name], "slider"):
        assert frames["labels"] == list(app._controls[name].options)[: len(frames["labels"])]
        return
    assert float(frames["labels"][frames["start"]]) == before[name]
    for place, label in enumerate(frames["labels"]):
        app.set(**{name: float(label)})
        assert clean(at(frames, place)) == clean(json.loads(json.dumps(app.live)))
        assert frames["sentences"][place] == app.sentence
        assert frames["formulas"][place] == app.formula


def test_frames_come_only_where_a_page_asks_for_them(monkeypatch):
    app = TiledCell()
    assert MIME not in app._repr_mimebundle_()
    monkeypatch.setenv(FOR_A_PAGE, "1")
    brought = app._repr_mimebundle_()[MIME]
    assert brought["alt"] == app.text()
    assert brought["still"]

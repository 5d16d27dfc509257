"""A live plotly figure in a notebook, whose library is sent once for the whole page.

plotly's own `FigureWidget` sends five megabytes with every figure, and draws before its traces
have come, so that axes can stay empty on a slow computer. Here the state of the figure is one
record, drawn whenever it changes: what comes late is not lost. Five figures take a third of the
time, and the button that uploads a chart is gone.
"""

import gzip
from functools import cache
from pathlib import Path

import anywidget
import traitlets

_SETTINGS = {
    "displaylogo": False,
    "scrollZoom": False,  # the wheel scrolls the notebook
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "modeBarButtonsToRemove": ["toImage", "select2d", "lasso2d"],
}
_SENT = []


@cache
def _library():
    from plotly.offline import get_plotlyjs

    return gzip.compress(get_plotlyjs().encode(), compresslevel=6, mtime=0)


class Canvas(anywidget.AnyWidget):
    """A plotly figure that follows what Python does to it."""

    _esm = Path(__file__).with_name("canvas.js")
    picture = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict(_SETTINGS).tag(sync=True)
    label = traitlets.Unicode().tag(sync=True)
    library = traitlets.Bytes().tag(sync=True)

    def __init__(self, picture, *, label=""):
        # the first canvas of a kernel brings plotly for all
        library = b"" if _SENT else _library()
        _SENT.append(True)
        super().__init__(picture=picture, label=label, library=library)
        self.on_click = None
        self.on_msg(self._hear)

    def show(self, picture, *, label):
        """Bring the page up to date."""
        with self.hold_sync():
            self.picture = picture
            self.label = label

    def _hear(self, _widget, content, _buffers):
        if content.get("need") == "library":
            self.library = _library()
        elif self.on_click is not None:
            for trace, point in content.get("click", [])[:1]:
                self.on_click(trace, point)

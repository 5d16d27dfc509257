"""What all apps share: controls, one live figure, a sentence that says what it shows.

An app says which controls it has, draws its figure once with all traces, and afterwards only
changes them. The rest is here: one update for one movement, errors in words, a static picture and
a text beside the live one.
"""

import html
import os
import time

from ipywidgets import HTML, HBox, Layout, VBox

from coursekit.apps.canvas import Canvas
from coursekit.apps.controls import Slider, dropdown, slider
from coursekit.apps.frames import MIME, make_frames
from coursekit.plots.style import COLOURS

__all__ = ["App", "Slider", "dropdown", "slider"]

FOR_A_PAGE = "COURSEKIT_PAGE"
"""Variable of the environment under which a displayed app also brings its frames."""

LOOK = {
    "template": "plotly_white",
    "paper_bgcolor": "white",
    "plot_bgcolor": "white",
    "colorway": list(COLOURS),
    "font": {"size": 13, "color": "#222222"},
    "margin": {"l": 60, "r": 20, "t": 40, "b": 50},
    "legend": {"bgcolor": "rgba(0,0,0,0)", "itemsizing": "constant"},
    "height": 420,
    "uirevision": "kept",
}
"""Opaque and light, so that the figure is readable in light and dark themes."""

_ROW = {"flex_flow": "row wrap", "align_items": "center", "grid_gap": "2px 24px"}


class App(VBox):
    """Controls above one live figure, and a sentence below it that says what it shows.

    Parameters
    ----------
    **settings
        Where the controls begin, by name.

    Attributes
    ----------
    title : str
        Heading.
    figure : plotly.graph_objects.Figure
        The figure as it stands; read it, or let the controls change it.
    sentence : str
        What the figure shows, or what went wrong.
    seconds : list of float
        How long each update took, s.

    Raises
    ------
    TypeError
        If a setting is not the name of a control.

    Notes
    -----
    A subclass gives `title`, `controls`, `draw`, `update` and `picture`; `adapt` where one control
    decides the choices of another, `pick` where a click on a point does something.
    """

    title = ""
    main = ""
    """Control that stays on a page without Python; "" for the first slider."""

    def __init__(self, **settings):
        import plotly.graph_objects as go

        self.seconds, self.sentence, self._waiting, self._canvas = [], "", False, None
        self._controls = self.controls()
        self._status = HTML()
        self.figure = go.Figure(layout=LOOK)
        self.draw(self.figure)
        self.figure.update_xaxes(title_font_size=13).update_yaxes(title_font_size=13)
        self.figure.update_annotations(font_size=13)
        heading = HTML(f"<b>{html.escape(self.title)}</b>")
        row = HBox(list(self._controls.values()), layout=Layout(**_ROW))
        super().__init__([heading, row, self._status], layout=Layout(width="100%"))
        self.set(**settings)
        for control in self._controls.values():
            control.observe(self._refresh, names="value")

    def controls(self):
        """The controls, by the name of the parameter they set.

        Returns
        -------
        dict of str to widget
            Made by `slider` and `dropdown`, in the order in which they are shown.
        """
        raise NotImplementedError

    def draw(self, figure):
        """Fill the empty figure: every trace that will ever be needed, axes, subplots.

        Parameters
        ----------
        figure : plotly.graph_objects.Figure
        """
        raise NotImplementedError

    def update(self, figure, **values):
        """Change the traces to what the controls say.

        Parameters
        ----------
        figure : plotly.graph_objects.Figure
        **values
            As `values`.

        Returns
        -------
        str
            One or two sentences that say what is seen, with numbers and units.
        """
        raise NotImplementedError

    def picture(self, **values):
        """The same as a still picture.

        Parameters
        ----------
        **values
            As `values`.

        Returns
        -------
        matplotlib Figure
        """
        raise NotImplementedError

    def adapt(self, controls):
        """Bring controls in line with each other, before each update.

        Parameters
        ----------
        controls : dict of str to widget
        """

    def pick(self, trace, point):
        """Answer a click on a point.

        Parameters
        ----------
        trace, point : int
            Which trace of the figure, and which of its points.
        """

    @property
    def values(self):
        """What the controls say, by name."""
        return {name: control.value for name, control in self._controls.items()}

    def set(self, **settings):
        """Move controls from Python, with one update at the end.

        Parameters
        ----------
        **settings
            New values by name; numbers out of range are moved to the nearest end.

        Returns
        -------
        App
            Itself.

        Raises
        ------
        TypeError
            If there is no such control.
        ValueError
            If a menu has no such choice.
        """
        unknown = [name for name in settings if name not in self._controls]
        if unknown:
            raise TypeError(
                f"{type(self).__name__} has no control `{unknown[0]}`; "
                f"there are {', '.join(self._controls)}"
            )
        self._waiting = True
        try:
            for name, value in settings.items():
                self._move(name, value)
                # menus that depend on this one have their new choices before the next is set
                self.adapt(self._controls)
        finally:
            self._waiting = False
        self._refresh()
        return self

    def _move(self, name, value):
        control = self._controls[name]
        choices = [choice for _, choice in getattr(control, "_options_full", ())]
        if choices and value not in choices:
            shown = ", ".join(repr(choice) for choice in choices)
            raise ValueError(f"`{name}` is {value!r}; there are {shown}")
        control.value = value

    def _refresh(self, _change=None):
        if self._waiting:
            return
        start, self._waiting, role = time.perf_counter(), True, "status"
        try:
            self.adapt(self._controls)
            self.sentence = self.update(self.figure, **self.values)
        except Exception as error:
            # an error in a callback is shown nowhere else
            self.sentence, role = f"This cannot be shown. {type(error).__name__}: {error}", "alert"
        finally:
            self._waiting = False
        self._status.value = f'<div role="{role}">{html.escape(self.sentence)}</div>'
        if self._canvas is not None:
            self._canvas.show(self.figure, label=self.text())
        self.seconds.append(time.perf_counter() - start)

    def _repr_mimebundle_(self, **options):
        # the live part is made when somebody looks, so that a script never pays for it
        if self._canvas is None:
            self._canvas = Canvas(self.figure, label=self.text())
            self._canvas.on_click = self.pick
            heading, row, status = self.children
            self.children = [heading, row, self._canvas, status]
        bundle = super()._repr_mimebundle_(**options)
        return {**bundle, **self._page()} if os.environ.get(FOR_A_PAGE) else bundle

    def _page(self):
        from IPython.core.pylabtools import print_figure

        still = print_figure(self.picture(**self.values), fmt="png", dpi=110, base64=True)
        return {MIME: {**make_frames(self), "still": still, "alt": self.text()}}

    def static(self):
        """The app as it stands, as a still picture for print and export.

        Returns
        -------
        coursekit.plots.picture.Picture
            Shows itself in a notebook, with the text as its alternative.
        """
        from coursekit.plots.picture import Picture

        return Picture(self.picture(**self.values), alt=self.text())

    def text(self):
        """The app as it stands, in words.

        Returns
        -------
        str
        """
        return f"{self.title}. {self.sentence}"

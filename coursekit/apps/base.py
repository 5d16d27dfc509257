"""What all apps share: controls around one picture, its formula above, its sentence below.

An app declares its controls and has one function, `picture`, from their values to a `Drawing`. The
live figure, the still one, the frames of the site, the formula and the words all come from it.
"""

import html
import os
import time

from ipywidgets import HTML, HBox, Layout, VBox

from coursekit.apps.canvas import Canvas
from coursekit.apps.controls import Choice, Range
from coursekit.apps.crystals import Shelf
from coursekit.apps.frames import MIME, make_frames
from coursekit.apps.live import draw_live, mark_names
from coursekit.plots.formula import formula_html
from coursekit.plots.still import draw_still

__all__ = ["App", "Choice", "Range"]

FOR_A_PAGE = "COURSEKIT_PAGE"
"""Variable of the environment under which a displayed app also brings its frames."""

_ROW = {"flex_flow": "row wrap", "align_items": "center", "grid_gap": "2px 24px"}
_KEPT = 64


class App(VBox):
    """Controls, a formula with their numbers, a live figure, and a sentence that says what it shows.

    Parameters
    ----------
    *own : dict of str to Structure, optional
        Crystals to offer instead of the course's own, for apps that offer some.
    **settings
        Where the controls begin, by name.

    Attributes
    ----------
    title : str
        Heading.
    controls : dict of str to Range or Choice
        By the name of the parameter of `picture` that they set.
    main : str
        The control that stays on a page without Python; "" for the first slider that matters.
    drawing : Drawing
        The picture as it stands, as numbers.
    moved : str
        The control that was moved last; its term and its marks have a yellow ground.
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
    A subclass gives `title`, `controls` and `picture`; `pick` where a click on a point does something.
    """

    title = ""
    controls: dict = {}
    crystals: dict = {}
    main = ""

    def __init__(self, *own, **settings):
        (crystals,) = own or (self.crystals,)
        self.shelf = Shelf(crystals)
        self.seconds, self.sentence, self._waiting, self._canvas = [], "", True, None
        self.drawing, self._kept, self._controls = None, {}, {}
        for name, control in self.controls.items():
            self._controls[name] = control.widget(self)
        self._status, self._formula = HTML(), HTML(layout=Layout(width="100%"))
        row = HBox(list(self._controls.values()), layout=Layout(**_ROW))
        heading = HTML(f"<b>{html.escape(self.title)}</b>")
        super().__init__(
            [heading, row, self._formula, self._status],
            layout=Layout(width="100%", overflow="hidden"),
        )
        self._adapt()
        self._apply(settings)
        self.moved = self._main()
        self._refresh()
        for name, control in self._controls.items():
            control.observe(lambda _, name=name: self._refresh(name), names="value")

    def picture(self, **values):
        """The picture for these values of the controls.

        Parameters
        ----------
        **values
            As `values`.

        Returns
        -------
        coursekit.plots.marks.Drawing
            Always with the same number of marks, so that the live figure can follow.
        """
        raise NotImplementedError

    def pick(self, name, point):
        """Answer a click on a point.

        Parameters
        ----------
        name : str
            Of the mark.
        point : int
            Which of its points.
        """

    def keep(self, key, make):
        """What was computed for a key, or else computed now; the latest are kept.

        Parameters
        ----------
        key : tuple
        make : callable
            Without parameters.

        Returns
        -------
        object
        """
        if key not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = make()
        return self._kept[key]

    @property
    def values(self):
        """What the controls say, by name."""
        return {name: control.value for name, control in self._controls.items()}

    @property
    def live(self):
        """The figure as it is sent to the page: `data`, `layout`, `narrow`."""
        return draw_live(self.drawing, self.moved)

    @property
    def figure(self):
        """The figure as it stands, as a plotly Figure to read or to save."""
        import plotly.graph_objects as go

        live = self.live
        return go.Figure(live["data"], live["layout"])

    @property
    def formula(self):
        """The formula with its numbers, and what its symbols mean, as HTML; "" if there is none."""
        values = self.values
        terms = {name: control.term(values[name]) for name, control in self.controls.items()}
        return formula_html(self.drawing.formulas, terms, self.moved)

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
        self._apply(settings)
        self._refresh(*list(settings)[-1:])
        return self

    def _apply(self, settings):
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
                self._adapt()
        finally:
            self._waiting = False

    def _main(self):
        """The control that stays on a page without Python, and is marked to begin with."""
        shown = [n for n, c in self.controls.items() if c.when is None or c.when(self)]
        sliders = [name for name in shown if isinstance(self.controls[name], Range)]
        return self.main if self.main in shown else (sliders or shown)[0]

    def _move(self, name, value):
        control = self._controls[name]
        choices = [choice for _, choice in getattr(control, "_options_full", ())]
        if choices and value not in choices:
            shown = ", ".join(repr(choice) for choice in choices)
            raise ValueError(f"`{name}` is {value!r}; there are {shown}")
        control.value = value

    def _adapt(self):
        for name, control in self.controls.items():
            widget = self._controls[name]
            control.adapt(self, widget)
            if control.when is not None:
                widget.layout.display = "flex" if control.when(self) else "none"

    def _refresh(self, moved=None):
        if self._waiting:
            return
        start, self._waiting, role = time.perf_counter(), True, "status"
        self.moved = moved or self.moved
        try:
            self._adapt()
            self.drawing = self.picture(**self.values)
            self.sentence = self.drawing.sentence
        except Exception as error:
            # an error in a callback is shown nowhere else
            self.sentence, role = f"This cannot be shown. {type(error).__name__}: {error}", "alert"
        finally:
            self._waiting = False
        self._status.value = f'<div role="{role}">{html.escape(self.sentence)}</div>'
        if self._canvas is not None and role == "status":
            self._formula.value = self.formula
            self._canvas.show(self.live, label=self.text())
        self.seconds.append(time.perf_counter() - start)

    def _hear(self, trace, point):
        name = mark_names(self.drawing)[trace]
        self.pick(name, point)

    def _repr_mimebundle_(self, **options):
        # the live part is made when somebody looks, so that a script never pays for it
        if self._canvas is None:
            self._canvas = Canvas(self.live, label=self.text())
            self._canvas.on_click = self._hear
            self._formula.value = self.formula
            heading, row, formula, status = self.children
            self.children = [heading, row, formula, self._canvas, status]
        bundle = super()._repr_mimebundle_(**options)
        return {**bundle, **self._page()} if os.environ.get(FOR_A_PAGE) else bundle

    def _page(self):
        import base64

        still = base64.b64encode(self.static().png()).decode()
        return {MIME: {**make_frames(self), "still": still, "alt": self.text()}}

    def static(self):
        """The app as it stands, as a still picture for print and export.

        Returns
        -------
        coursekit.plots.picture.Picture
            Shows itself in a notebook, with the text as its alternative.
        """
        return draw_still(self.drawing, alt=self.text(), moved=self.moved, above=self.formula)

    def text(self):
        """The app as it stands, in words.

        Returns
        -------
        str
        """
        return f"{self.title}. {self.sentence}"

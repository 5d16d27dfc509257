"""Sliders and menus as data, and as widgets with visible labels for mouse, keys and screen readers."""

import re
from dataclasses import dataclass

import traitlets
from ipywidgets import (
    BoundedFloatText,
    BoundedIntText,
    Dropdown,
    FloatSlider,
    HBox,
    IntSlider,
    Layout,
)

from coursekit.plots.formula import Term

_LABEL = {"description_width": "initial"}


@dataclass(frozen=True)
class Range:
    """A number between two ends."""

    label: str
    value: float
    low: float
    high: object
    step: float
    unit: str = ""
    symbol: str = ""
    when: object = None

    def widget(self, app=None):
        """The slider with its number field."""
        label = f"{self.label} / {self.unit}" if self.unit else self.label
        return Slider(label, self.value, min=self.low, max=self._end(app), step=self.step)

    def adapt(self, app, widget):
        """Bring the end in line with the other controls."""
        if callable(self.high):
            widget.limit(self.low, self.high(app))

    def term(self, value):
        """What stands for it in a formula."""
        decimals = len(f"{self.step:.6f}".rstrip("0").partition(".")[2])
        number = f"{value:.{decimals}f}"
        symbol = self.symbol or rf"\text{{{self.label}}}"
        name = re.sub(r"\\mathrm|[\\{}]", "", symbol)  # "cutoff radius r_cut": the name goes
        return Term(symbol, number, self.label.removesuffix(f" {name}"), self.unit)

    def _end(self, app):
        return self.high(app) if callable(self.high) else self.high


@dataclass(frozen=True)
class Choice:
    """One of several."""

    label: str
    options: object
    value: object = None
    when: object = None

    def widget(self, app=None):
        """The menu."""
        options = self._offered(app)
        first = options[0][1] if isinstance(options[0], tuple) else options[0]
        return Dropdown(
            description=self.label,
            options=options,
            value=first if self.value is None else self.value,
            style=_LABEL,
            layout=Layout(width="auto", max_width="100%"),
        )

    def adapt(self, app, widget):
        """Bring the choices in line with the other controls."""
        if callable(self.options) and list(widget.options) != self._offered(app):
            widget.options = self._offered(app)

    def term(self, value):
        """What stands for it in a formula."""
        words = rf"\text{{{value}}}"
        return Term(words, words)

    def _offered(self, app):
        return list(self.options(app) if callable(self.options) else self.options)


class Slider(HBox):
    """A slider and a number field that move together; the field carries the label."""

    value = traitlets.Union([traitlets.Int(), traitlets.Float()])

    def __init__(self, description, value, *, min, max, step):
        whole = all(isinstance(number, int) for number in (value, min, max, step))
        limits = {"value": value, "min": min, "max": max, "step": step}
        self._limits, self._kind = (min, max), int if whole else float
        wide = Layout(width="300px", max_width="100%", flex="1 1 220px")
        self.slider = (IntSlider if whole else FloatSlider)(
            **limits, readout=False, description_allow_html=False, layout=wide
        )
        self.field = (BoundedIntText if whole else BoundedFloatText)(
            **limits, description=description, style=_LABEL, layout=Layout(width="auto")
        )
        self.field.layout.max_width = "240px"
        row = Layout(flex_flow="row wrap", max_width="100%")
        super().__init__([self.field, self.slider], value=value, layout=row)
        for half in (self.slider, self.field):
            traitlets.link((self, "value"), (half, "value"))

    def limit(self, low, high):
        """Give the control another range; its value moves to the nearest end."""
        if self._limits == (low, high):
            return
        self._limits = low, high
        self.value = min(max(self.value, low), high)
        for half in (self.slider, self.field):
            half.min, half.max = low, high

    @traitlets.validate("value")
    def _clip(self, proposal):
        low, high = self._limits
        # a page counts steps from the lower end, and 79 of 0.05 are not quite 3.95
        return self._kind(round(min(max(proposal["value"], low), high), 9))

"""Sliders and menus with visible labels, for hands on a mouse, on keys and on a screen reader."""

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

_LABEL = {"description_width": "initial"}


class Slider(HBox):
    """A slider and a number field that move together; the field carries the label.

    Parameters
    ----------
    description : str
        What is set, with its unit.
    value, min, max, step : float or int
        Whole numbers everywhere make a control of whole numbers.

    Attributes
    ----------
    value : float or int
        The number; one out of range is moved to the nearest end.
    slider, field : ipywidgets
        The two halves.
    """

    value = traitlets.Union([traitlets.Int(), traitlets.Float()])

    def __init__(self, description, value, *, min, max, step):
        whole = all(isinstance(number, int) for number in (value, min, max, step))
        limits = {"value": value, "min": min, "max": max, "step": step}
        self._limits, self._kind = (min, max), int if whole else float
        self.slider = (IntSlider if whole else FloatSlider)(
            **limits, readout=False, description_allow_html=False, layout=Layout(width="180px")
        )
        self.field = (BoundedIntText if whole else BoundedFloatText)(
            **limits, description=description, style=_LABEL, layout=Layout(width="auto")
        )
        self.field.layout.max_width = "240px"
        super().__init__([self.field, self.slider], value=value)
        for half in (self.slider, self.field):
            traitlets.link((self, "value"), (half, "value"))

    def limit(self, low, high):
        """Give the control another range; its value moves to the nearest end.

        Parameters
        ----------
        low, high : float or int
        """
        if self._limits == (low, high):
            return
        self._limits = low, high
        self.value = min(max(self.value, low), high)
        for half in (self.slider, self.field):
            half.min, half.max = low, high

    @traitlets.validate("value")
    def _clip(self, proposal):
        low, high = self._limits
        return self._kind(min(max(proposal["value"], low), high))


def slider(description, value, min, max, step, unit=""):
    """A labelled slider with its number field.

    Parameters
    ----------
    description : str
        What is set.
    value, min, max, step : float or int
        Start, range and step; all int for whole numbers.
    unit : str, default ""
        Shown after the description.

    Returns
    -------
    Slider

    Examples
    --------
    >>> control = slider("cutoff radius", 3.0, 1.0, 8.0, 0.1, unit="Å")
    >>> control.value = 20.0
    >>> control.value, control.field.description
    (8.0, 'cutoff radius / Å')
    """
    label = f"{description} / {unit}" if unit else description
    return Slider(label, value, min=min, max=max, step=step)


def dropdown(description, options, value=None):
    """A labelled menu.

    Parameters
    ----------
    description : str
        What is chosen.
    options : sequence
        Values, or pairs of a label and a value.
    value : object, optional
        The choice to begin with; by default the first.

    Returns
    -------
    ipywidgets.Dropdown

    Examples
    --------
    >>> dropdown("crystal", ["rutile", "anatase"]).value
    'rutile'
    """
    options = list(options)
    first = options[0][1] if isinstance(options[0], tuple) else options[0]
    return Dropdown(
        description=description,
        options=options,
        value=first if value is None else value,
        style=_LABEL,
        layout=Layout(width="auto"),
    )

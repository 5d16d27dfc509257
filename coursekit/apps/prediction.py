"""A prediction that is kept: chosen before the result is computed, shown beside it afterwards."""

import html

from ipywidgets import HTML, RadioButtons, VBox


class Prediction(VBox):
    """A question with choices; made by `predict`."""

    def __init__(self, question, choices):
        self.question, self.choices = question, [str(choice) for choice in choices]
        self._buttons = RadioButtons(options=self.choices, value=None)
        self._buttons.layout.width = "auto"
        super().__init__([HTML(f"<b>Predict.</b> {html.escape(question)}"), self._buttons])

    @property
    def choice(self):
        """What was chosen, or None."""
        return self._buttons.value

    @choice.setter
    def choice(self, value):
        self._buttons.value = value

    def beside(self, measured):
        """What was predicted, beside what came out."""
        return Outcome(self.question, self.choice, str(measured))

    def text(self):
        """Question and choices as text."""
        return f"Predict. {self.question} ({' / '.join(self.choices)})"

    def _repr_mimebundle_(self, **options):
        live = super()._repr_mimebundle_(**options)
        data = dict(live[0] if isinstance(live, tuple) else live)
        items = "".join(f"<li>{html.escape(choice)}</li>" for choice in self.choices)
        data["text/html"] = (
            '<div class="coursekit-prediction">'
            f"<b>Predict.</b> {html.escape(self.question)}<ul>{items}</ul></div>"
        )
        data["text/plain"] = self.text()
        return data


class Outcome:
    """A prediction beside its result."""

    def __init__(self, question, predicted, measured):
        self.question, self.predicted, self.measured = question, predicted, measured

    def __repr__(self):
        said = "nothing yet" if self.predicted is None else self.predicted
        return f"{self.question}\n  you predicted: {said}\n  it came out:   {self.measured}"

    def _repr_html_(self):
        said = (
            "nothing yet (run the question above first)"
            if self.predicted is None
            else self.predicted
        )
        rows = [("you predicted", said), ("it came out", self.measured)]
        cells = "".join(
            f'<tr><th scope="row" style="text-align:left">{name}</th>'
            f'<td style="text-align:left">{html.escape(value)}</td></tr>'
            for name, value in rows
        )
        return f"<div>{html.escape(self.question)}<table>{cells}</table></div>"


def predict(question, choices):
    """Ask before computing; the choice is kept for `beside`.

    Parameters
    ----------
    question : str
        Answerable from what was just said.
    choices : sequence of str
        Two to five.

    Returns
    -------
    Prediction
        Shows itself as radio buttons, or as a list where there is no kernel.

    Examples
    --------
    >>> oxygens = predict("How many O has a Ti of rutile?", ["3", "6"])
    >>> oxygens.choice = "6"
    >>> oxygens.beside(6)
    How many O has a Ti of rutile?
      you predicted: 6
      it came out:   6
    """
    return Prediction(question, choices)

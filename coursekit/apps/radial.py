"""The pictures of tier 2: radial distribution functions and their integrals."""

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.apps.crystals import CRYSTALS, Shelf
from coursekit.featurizers import PartialRadialDistribution, RadialDistribution
from coursekit.plots.radial import Radial, describe_radial, plot_numbers, plot_radial
from coursekit.plots.style import COLOURS, STYLE

FARTHEST = 10.0
_WIDTHS = [0.02, 0.05, 0.1, 0.2, 0.5]


class RadialPicture(App):
    """How much more often a distance occurs than by chance, and how many neighbours that makes.

    Parameters
    ----------
    crystals : dict of str to Structure, optional
        Crystals to offer; by default the course's own.
    **settings
        `crystal`, `pair` ("all atoms" or two elements such as "Ti-O"), `r_max` (Å, 0.5 to 10) and
        `bin_width` (Å).

    Examples
    --------
    >>> app = RadialPicture(crystal="rutile TiO₂", pair="Ti-O", r_max=2.4)
    >>> print(app.text())
    Radial distribution. Highest peak of g for Ti-O at 1.93 Å. Within 2.40 Å each Ti has 6.00 O and each O has 3.00 Ti. Beyond 8 Å the mean of g is 0.96.
    """

    title = "Radial distribution"

    def __init__(self, crystals=None, **settings):
        self._shelf = Shelf(CRYSTALS if crystals is None else crystals)
        self._known = {}
        super().__init__(**settings)

    def controls(self):
        """Crystal, pair of elements, limit of the integral and width of the bins."""
        return {
            "crystal": dropdown("crystal", self._shelf),
            "pair": dropdown("pair", self._pairs(next(iter(self._shelf)))),
            "r_max": slider("count up to", 2.4, 0.5, FARTHEST, 0.1, unit="Å"),
            "bin_width": dropdown("bin width / Å", _WIDTHS, 0.05),
        }

    def adapt(self, controls):
        """Offer the pairs of the chosen crystal."""
        wanted = self._pairs(controls["crystal"].value)
        if list(controls["pair"].options) != wanted:
            controls["pair"].options = wanted

    def _pairs(self, crystal):
        elements = list(dict.fromkeys(site.specie.symbol for site in self._shelf[crystal]))
        pairs = [f"{a}-{b}" for place, a in enumerate(elements) for b in elements[place:]]
        return ["all atoms", *(pairs if len(elements) > 1 else [])]

    def draw(self, figure):
        """g above, the number of neighbours below."""
        import plotly.graph_objects as go
        from plotly.subplots import make_subplots

        make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.08, figure=figure)

        def line(row, color, name, **options):
            style = {"color": color, "width": 2.5} | options.pop("line", {})
            trace = go.Scatter(x=[], y=[], mode="lines", line=style, name=name, **options)
            figure.add_trace(trace, row=row, col=1)

        line(1, "#888888", "one: atoms at random", line={"dash": "dot"})
        line(1, COLOURS[0], "g", line={"shape": "hv", "width": 1.5})
        line(1, COLOURS[5], "counted", fill="tozeroy", line={"shape": "hv", "width": 0})
        line(2, COLOURS[0], "-")
        line(2, COLOURS[1], "-", line={"dash": "dash"})
        marks = {"size": 10, "color": list(COLOURS[:2]), "symbol": ["circle", "square"]}
        trace = go.Scatter(x=[], y=[], mode="markers", marker=marks, showlegend=False)
        figure.add_trace(trace, row=2, col=1)
        figure.update_xaxes(range=[0, FARTHEST])
        figure.update_xaxes(title_text="r / Å", row=2, col=1)
        figure.update_yaxes(title_text="g(r)", rangemode="tozero", row=1, col=1)
        figure.update_yaxes(title_text="neighbours within r", row=2, col=1)
        figure.update_layout(height=480)

    def _radial(self, crystal, pair, bin_width):
        key = crystal, pair, bin_width
        if key not in self._known:
            structure = self._shelf[crystal]
            options = {"r_cut": FARTHEST, "bin_width": bin_width}
            if pair == "all atoms":
                featurizer = RadialDistribution(**options).fit([structure])
                row = featurizer.transform([structure])[0]
            else:
                featurizer = PartialRadialDistribution(**options).fit([structure])
                row = self._part(featurizer, structure, pair)
            self._known[key] = Radial.of(structure, pair, featurizer.edges_, row)
        return self._known[key]

    def _part(self, featurizer, structure, pair):
        row = featurizer.transform([structure])[0]
        row = row.toarray().ravel() if hasattr(row, "toarray") else row
        wanted = set(pair.split("-"))
        columns = [name.split()[1] for name in featurizer.get_feature_names_out()]
        return row[[set(name.split("-")) == wanted for name in columns]]

    def update(self, figure, *, crystal, pair, r_max, bin_width):
        """Another function, another limit."""
        radial = self._radial(crystal, pair, bin_width)
        one, g, part, first, second, marks = figure.data
        last = int(np.searchsorted(radial.edges, r_max + 1e-9, side="right")) - 1
        forth, back = radial.within(r_max)
        with figure.batch_update():
            one.x, one.y = [0, FARTHEST], [1, 1]
            g.x, g.y, g.name = radial.edges, np.r_[radial.g, 0], f"g, {pair}"
            part.x, part.y = radial.edges[: last + 1], np.r_[radial.g[:last], 0]
            for trace, numbers, name in zip(
                (first, second), radial.numbers, radial.names, strict=True
            ):
                trace.x, trace.y, trace.name = radial.edges, numbers, name
            second.visible = radial.names[0] != radial.names[1]
            marks.x, marks.y = [r_max, r_max], [forth, back]
            top = max(8.0, 2 * forth, 2 * back)
            figure.update_layout(yaxis2={"range": [0, top]})
        return describe_radial(radial, r_max)

    def picture(self, *, crystal, pair, r_max, bin_width):
        """g above, the number of neighbours below."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        radial = self._radial(crystal, pair, bin_width)
        with rc_context(STYLE):
            figure = Figure(figsize=(8.5, 4.6), layout="constrained")
            upper, lower = figure.subplots(2, 1, sharex=True)
            plot_radial(radial, r_max, ax=upper)
            plot_numbers(radial, r_max, ax=lower)
        return figure

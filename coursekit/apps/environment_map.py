"""A map of environments: every kind of site is a point, and a click shows what stands around it."""

import numpy as np

from coursekit.apps.atlas import GROUPS, SETS, group_sites, kinds_of, map_sites, surroundings_of
from coursekit.apps.base import App, dropdown, slider
from coursekit.apps.scene import (
    LEGEND,
    atoms_trace,
    join_lines,
    lines_trace,
    place_points,
    scene_range,
    scene_style,
)
from coursekit.plots.environment import plot_surroundings
from coursekit.plots.pooling import plot_map
from coursekit.plots.style import COLOURS, STYLE

_MARKS = ("circle", "square", "diamond", "triangle-up", "x", "cross", "triangle-down", "star")


class EnvironmentMap(App):
    """Principal components of SOAP vectors, a point for each kind of site, linked to the crystal.

    Parameters
    ----------
    **settings
        `crystals` (a name in `SETS`), `colour` ("coordination", "element", "crystal"), `species`
        ("blind", "aware"), `r_cut` (Å), `sigma` (Å), `point` (which site is shown).

    Examples
    --------
    >>> app = EnvironmentMap(crystals="eight spinels", sigma=0.5, r_cut=5.0)
    >>> app.atlas.points.shape
    (24, 2)
    """

    title = "A map of environments"

    def controls(self):
        """The crystals, the colours, the settings of SOAP and the chosen point."""
        aware = [("blind to elements", "blind"), ("aware of elements", "aware")]
        return {
            "crystals": dropdown("crystals", SETS),
            "colour": dropdown("colour by", ["coordination", "element", "crystal"]),
            "species": dropdown("SOAP", aware),
            "r_cut": slider("cutoff radius r_cut", 5.0, 2.0, 6.0, 0.5, unit="Å"),
            "sigma": slider("width sigma", 0.5, 0.2, 1.0, 0.1, unit="Å"),
            "point": slider("show site number", 0, 0, 200, 1),
        }

    def adapt(self, controls):
        """As many points as there are kinds of sites."""
        controls["point"].limit(0, len(kinds_of(controls["crystals"].value)[1]) - 1)

    def draw(self, figure):
        """The map on the left, the surroundings of the chosen site on the right."""
        import plotly.graph_objects as go
        from plotly.subplots import make_subplots

        specs = [[{}, {"type": "scene"}]]
        make_subplots(rows=1, cols=2, specs=specs, column_widths=[0.55, 0.45], figure=figure)
        hover = "%{text}<extra></extra>"
        for place in range(GROUPS):
            marker = {
                "color": COLOURS[place % len(COLOURS)],
                "symbol": _MARKS[place],
                "size": 10,
                "line": {"color": "#222222", "width": 0.7},
            }
            trace = go.Scatter(mode="markers", marker=marker, name="-", hovertemplate=hover)
            figure.add_trace(trace, row=1, col=1)
        ring = {"size": 20, "symbol": "circle-open", "color": "#000000", "line": {"width": 3}}
        trace = go.Scatter(mode="markers", marker=ring, name="shown", hoverinfo="skip")
        figure.add_trace(trace, row=1, col=1)
        figure.add_trace(lines_trace(color="#777777"), row=1, col=2)
        for place in range(3):
            trace = atoms_trace(place, name="-", showlegend=False)
            # words instead of a legend: the colours of the map mean something else
            figure.add_trace(trace.update(mode="markers+text"), row=1, col=2)
        center = {"size": 9, "color": "#000000", "symbol": "diamond"}
        trace = go.Scatter3d(
            x=[0], y=[0], z=[0], mode="markers+text", marker=center, showlegend=False
        )
        figure.add_trace(trace, row=1, col=2)
        figure.update_xaxes(title_text="first component")
        figure.update_yaxes(title_text="second component")
        figure.update_layout(scene=scene_style(), height=500, legend=LEGEND | {"y": -0.15})

    def update(self, figure, *, crystals, colour, species, r_cut, sigma, point):
        """Another map, other colours, or another site."""
        self.atlas = atlas = map_sites(crystals, species, r_cut, sigma)
        groups = group_sites(atlas.labels[colour])
        self._members = list(groups.values())
        around, inside = surroundings_of(crystals, *atlas.sites[point])
        texts = np.array([f"{n}: {text}" for n, text in enumerate(atlas.labels["name"])])
        with figure.batch_update():
            for place in range(GROUPS):
                trace = figure.data[place]
                shown = place < len(groups)
                members = self._members[place] if shown else []
                trace.name, trace.showlegend = (
                    (list(groups)[place], True) if shown else ("-", False)
                )
                trace.x, trace.y = atlas.points[members].T.tolist()
                trace.text = texts[members].tolist()
            ring, bonds, *kinds, center = figure.data[GROUPS:]
            ring.x, ring.y = atlas.points[[point]].T
            place_points(bonds, join_lines(0.0, around.vectors[inside]))
            symbols = sorted(set(around.species[inside]))
            for trace, symbol in zip(kinds, [*symbols, None, None, None], strict=False):
                mine = inside & (around.species == symbol)
                trace.name, trace.text = symbol or "-", [symbol] * int(mine.sum())
                place_points(trace, around.vectors[mine])
            center.name, center.text = around.center, [around.center]
            figure.update_layout(scene=scene_range(1.1 * around.distances[inside].max()))
        return self._say(groups, point, colour)

    def pick(self, trace, point):
        """Show the site that was clicked."""
        if trace < len(self._members):
            self.set(point=int(self._members[trace][point]))

    def picture(self, *, crystals, colour, species, r_cut, sigma, point):
        """The map and the chosen surroundings."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        atlas = map_sites(crystals, species, r_cut, sigma)
        around, inside = surroundings_of(crystals, *atlas.sites[point])
        with rc_context(STYLE):
            figure = Figure(figsize=(9.5, 4.2), layout="constrained")
            groups = group_sites(atlas.labels[colour])
            ax = figure.add_subplot(1, 2, 1)
            plot_map(atlas.points, groups, atlas.shares, shown=point, ax=ax)
            reach = 1.05 * around.distances[inside].max()
            plot_surroundings(around, reach, ax=figure.add_subplot(1, 2, 2, projection="3d"))
        return figure

    def _say(self, groups, point, colour):
        atlas = self.atlas
        sizes = ", ".join(f"{len(members)} of {name}" for name, members in groups.items())
        return (
            f"{len(atlas.sites)} kinds of sites; the first two components hold "
            f"{atlas.shares.sum():.0%} of the variance. By {colour}: {sizes}. Shown: number "
            f"{point}, {atlas.labels['name'][point]}."
        )

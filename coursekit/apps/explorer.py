"""Neighbour explorer: which atoms are inside the sphere, and how their number grows with it."""

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.apps.crystals import CRYSTALS, Shelf, look_around
from coursekit.apps.scene import (
    FAINT,
    LEGEND,
    atoms_trace,
    ball,
    join_lines,
    lines_trace,
    place_points,
    scene_range,
    scene_style,
)
from coursekit.neighbors import CUTOFFS
from coursekit.plots.environment import describe_shells, plot_counts, plot_surroundings
from coursekit.plots.style import COLOURS, STYLE

FARTHEST = 8.0
_VIEW = 1.0  # Å beyond the sphere that are shown
_GRID = np.linspace(0.05, FARTHEST, 120)


class NeighborExplorer(App):
    """One site of a crystal, the sphere of radius `r_cut` around it, and the number inside.

    Parameters
    ----------
    crystals : dict of str to Structure, optional
        Crystals to offer; by default the course's own.
    **settings
        `crystal`, `site`, `r_cut` (Å, 1 to 8), `cutoff` ("cosine", "tanh", "polynomial", "fermi").

    Examples
    --------
    >>> app = NeighborExplorer(crystal="rutile TiO₂", r_cut=2.2)
    >>> print(app.text())
    Neighbours inside a sphere. 6 neighbours of Ti within 2.20 Å: 6 O. Shells: 4 at 1.95 Å, 2 at 1.98 Å. With the cosine cutoff they weigh 0.18.
    """

    title = "Neighbours inside a sphere"

    def __init__(self, crystals=None, **settings):
        self._shelf = Shelf(CRYSTALS if crystals is None else crystals)
        self._seen = {}
        super().__init__(**settings)

    def controls(self):
        """Crystal, site, radius and smooth cutoff."""
        first = next(iter(self._shelf))
        smooth = [name for name in CUTOFFS if name != "hard"]
        return {
            "crystal": dropdown("crystal", self._shelf),
            "site": dropdown("site", self._shelf.sites(first)),
            "r_cut": slider("cutoff radius r_cut", 2.5, 1.0, FARTHEST, 0.05, unit="Å"),
            "cutoff": dropdown("smooth cutoff", smooth),
        }

    def adapt(self, controls):
        """Offer the sites of the chosen crystal."""
        wanted = self._shelf.sites(controls["crystal"].value)
        if list(controls["site"].options) != wanted:
            controls["site"].options = wanted

    def draw(self, figure):
        """Sphere on the left; counts and weights against distance on the right."""
        from plotly.subplots import make_subplots

        make_subplots(
            rows=2,
            cols=2,
            specs=[[{"type": "scene", "rowspan": 2}, {}], [None, {}]],
            column_widths=[0.52, 0.48],
            horizontal_spacing=0.1,
            vertical_spacing=0.14,
            shared_xaxes=True,
            figure=figure,
        )
        self._draw_sphere(figure)
        self._draw_curves(figure)
        figure.update_layout(scene=scene_style(zoom=1.2), height=490, margin_b=70, legend=LEGEND)

    def _draw_sphere(self, figure):
        import plotly.graph_objects as go

        self._ball, triangles = ball()
        i, j, k = triangles.T
        mesh = {"i": i, "j": j, "k": k, "opacity": 0.13, "color": COLOURS[5], "hoverinfo": "skip"}
        mesh["lighting"] = {"ambient": 1, "diffuse": 0, "specular": 0}
        x, y, z = self._ball.T
        figure.add_trace(go.Mesh3d(x=x, y=y, z=z, **mesh), row=1, col=1)
        figure.add_trace(lines_trace(color="#777777", name="bonds"), row=1, col=1)
        for place in range(3):
            figure.add_trace(atoms_trace(place, name="-"), row=1, col=1)
        outside = {"size": 4, "color": FAINT, "line": {"color": "#888888", "width": 1}}
        figure.add_trace(
            go.Scatter3d(mode="markers", marker=outside, name="outside", x=[], y=[], z=[]),
            row=1,
            col=1,
        )
        center = {"size": 9, "color": "#000000", "symbol": "diamond"}
        figure.add_trace(
            go.Scatter3d(mode="markers", marker=center, name="center", x=[0], y=[0], z=[0]),
            row=1,
            col=1,
        )

    def _draw_curves(self, figure):
        import plotly.graph_objects as go

        def line(row, place, dash, name, shape="linear"):
            style = {"color": COLOURS[place], "dash": dash, "width": 2.5, "shape": shape}
            trace = go.Scatter(x=[], y=[], mode="lines", line=style, name=name, showlegend=row == 1)
            figure.add_trace(trace, row=row, col=2)

        line(1, 0, "solid", "hard count", shape="hv")
        line(1, 1, "dash", "smooth count")
        here = {"size": 11, "color": COLOURS[0], "line": {"color": "#222222", "width": 1}}
        figure.add_trace(
            go.Scatter(x=[], y=[], mode="markers", marker=here, showlegend=False), row=1, col=2
        )
        line(2, 0, "solid", "hard")
        line(2, 1, "dash", "smooth")
        points = {"size": 9, "color": COLOURS[1], "symbol": "square"}
        figure.add_trace(
            go.Scatter(x=[], y=[], mode="markers", marker=points, showlegend=False), row=2, col=2
        )
        figure.update_xaxes(range=[0, FARTHEST])
        figure.update_xaxes(title_text="r / Å", row=2, col=2)
        figure.update_yaxes(title_text="neighbours", rangemode="tozero", row=1, col=2)
        figure.update_yaxes(title_text="weight", range=[-0.05, 1.1], row=2, col=2)

    def _look(self, crystal, site):
        key = crystal, site
        if key not in self._seen:
            around = look_around(self._shelf[crystal], site, FARTHEST + 2 * _VIEW)
            self._seen[key] = around
        return self._seen[key]

    def update(self, figure, *, crystal, site, r_cut, cutoff):
        """Move the sphere and count again."""
        around = self._look(crystal, site)
        inside = around.distances <= r_cut
        weights = CUTOFFS[cutoff](around.distances, r_cut=r_cut)
        with figure.batch_update():
            self._move_atoms(figure, self._shelf[crystal], around, inside, r_cut)
            self._move_curves(figure, around, inside, weights, r_cut, cutoff)
        weight = f"With the {cutoff} cutoff they weigh {weights.sum():.2f}."
        return f"{describe_shells(around, r_cut)} {weight}"

    def _move_atoms(self, figure, structure, around, inside, r_cut):
        sphere, bonds, *kinds, outside, center = figure.data[:7]
        place_points(sphere, r_cut * self._ball)
        place_points(bonds, join_lines(0.0, around.vectors[inside]))
        symbols = sorted({atom.specie.symbol for atom in structure}, key=str)[:3]
        for trace, symbol in zip(kinds, [*symbols, None, None], strict=False):
            mine = inside & (around.species == symbol)
            trace.name, trace.showlegend = symbol or "-", symbol is not None
            place_points(trace, around.vectors[mine])
        near = ~inside & (around.distances <= r_cut + _VIEW)
        place_points(outside, around.vectors[near])
        center.name = f"center {around.center}"
        figure.update_layout(scene=scene_range(r_cut + 0.6 * _VIEW))

    def _move_curves(self, figure, around, inside, weights, r_cut, cutoff):
        hard, smooth, here, step, bell, points = figure.data[7:]
        near = around.distances <= FARTHEST
        n = int(near.sum())
        hard.x, hard.y = np.r_[0, around.distances[near], FARTHEST], np.r_[0 : n + 1, n]
        smooth.x = _GRID
        smooth.y = [CUTOFFS[cutoff](around.distances, r_cut=r).sum() for r in _GRID]
        here.x, here.y = [r_cut], [int(inside.sum())]
        step.x, step.y = [0, r_cut, r_cut, FARTHEST], [1, 1, 0, 0]
        bell.x, bell.y = _GRID, CUTOFFS[cutoff](_GRID, r_cut=r_cut)
        points.x, points.y = around.distances[near], weights[near]
        figure.update_layout(yaxis={"range": [0, max(8, 1.6 * inside.sum())]})

    def picture(self, *, crystal, site, r_cut, cutoff):
        """Sphere and staircase."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        around = self._look(crystal, site)
        with rc_context(STYLE):
            figure = Figure(figsize=(9.5, 4.2), layout="constrained")
            plot_surroundings(around, r_cut, ax=figure.add_subplot(1, 2, 1, projection="3d"))
            plot_counts(around.distances, r_cut, cutoff=cutoff, ax=figure.add_subplot(1, 2, 2))
        return figure

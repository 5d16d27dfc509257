"""A leaning cell, its images, and a sphere that reaches across the edge: in the plane, by hand."""

import numpy as np

from coursekit.apps.base import App, slider
from coursekit.plots.style import STYLE
from coursekit.plots.tiling import (
    ATOMS,
    LATTICE,
    cell_colour,
    describe_tiling,
    plot_tiling,
    tile_plane,
)

_FARTHEST = 6.0
_TURN = np.linspace(0, 2 * np.pi, 91)


class TiledCell(App):
    """The home cell, its images on all sides, and the neighbours of one atom by their cell.

    Parameters
    ----------
    **settings
        `r_cut` (Å, 1 to 6) and `site` (0 or 1).

    Examples
    --------
    >>> print(TiledCell(r_cut=3.3).text())
    A cell and its images. Within 3.30 Å the atom has 8 neighbours: 1 in its own cell (blue), 7 in the cells around it (orange), 0 further out (green).
    """

    title = "A cell and its images"

    def controls(self):
        """Radius and atom."""
        return {
            "r_cut": slider("cutoff radius r_cut", 3.3, 1.0, _FARTHEST, 0.1, unit="Å"),
            "site": slider("atom", 0, 0, len(ATOMS) - 1, 1),
        }

    def draw(self, figure):
        """Tiles, atoms, sphere, lines to neighbours, the atom itself."""
        edges, home = self._tiles()
        line = {"mode": "lines", "hoverinfo": "skip", "showlegend": False}
        figure.add_scatter(**edges, line={"color": "#BBBBBB", "width": 1}, **line)
        figure.add_scatter(
            **home,
            fill="toself",
            fillcolor="#DCE9F5",
            line={"color": "#555555", "width": 2},
            **line,
        )
        everyone = tile_plane(_FARTHEST).points
        figure.add_scatter(
            x=everyone[:, 0], y=everyone[:, 1], mode="markers", name="atoms", hoverinfo="skip",
            marker={"color": "#C8C8C8", "size": 9, "line": {"color": "#777777", "width": 1}},
        )  # fmt: skip
        figure.add_scatter(x=[], y=[], line={"color": "#0072B2", "dash": "dash"}, **line)
        names = {"in its own cell": (0, 0), "in cells around": (1, 0), "further out": (2, 0)}
        for name, cell in names.items():
            figure.add_scatter(
                x=[], y=[], mode="lines+markers", name=name, line={"width": 1.5},
                marker={"size": 11, "line": {"color": "#222222", "width": 1}},
            )  # fmt: skip
            figure.data[-1].line.color = figure.data[-1].marker.color = cell_colour(np.array(cell))
        look = {"color": "black", "size": 12, "symbol": "diamond"}
        figure.add_scatter(x=[], y=[], mode="markers", marker=look, name="this atom")
        figure.update_xaxes(title_text="x / Å", showgrid=False, zeroline=False)
        figure.update_yaxes(title_text="y / Å", showgrid=False, zeroline=False, scaleanchor="x")
        figure.update_layout(height=480)

    def _tiles(self):
        path = []
        for i in range(-4, 6):
            path += [np.array([i, -4]) @ LATTICE, np.array([i, 5]) @ LATTICE, [np.nan] * 2]
            path += [np.array([-4, i]) @ LATTICE, np.array([5, i]) @ LATTICE, [np.nan] * 2]
        x, y = np.array(path).T
        u, v = (np.array([[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]) @ LATTICE).T
        return {"x": x, "y": y}, {"x": u, "y": v}

    def update(self, figure, *, r_cut, site):
        """Find the neighbours anew."""
        tiling = tile_plane(r_cut, site=site)
        x, y = tiling.center
        rim, *rings, here = figure.data[3:]
        far = np.abs(tiling.cells).max(axis=1).clip(max=2)
        with figure.batch_update():
            rim.x, rim.y = x + r_cut * np.cos(_TURN), y + r_cut * np.sin(_TURN)
            for distance, trace in enumerate(rings):
                ends = tiling.points[tiling.inside & (far == distance)]
                path = np.full((len(ends), 3, 2), np.nan)
                path[:, 0], path[:, 1] = tiling.center, ends
                trace.x, trace.y = path.reshape(-1, 2).T.copy()
            here.x, here.y = [x], [y]
            span = r_cut + 1.5
            figure.update_xaxes(range=[x - 1.6 * span, x + 1.6 * span])
            figure.update_yaxes(range=[y - span, y + span])
        return describe_tiling(tiling, r_cut)

    def picture(self, *, r_cut, site):
        """The same on paper."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        with rc_context(STYLE):
            figure = Figure(figsize=(5.2, 4.6), layout="constrained")
            plot_tiling(tile_plane(r_cut, site=site), r_cut, ax=figure.subplots())
        return figure

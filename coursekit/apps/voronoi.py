"""Voronoi cell of a site: its faces, which of them are small, and what a displacement does."""

import numpy as np

from coursekit.apps.base import App, dropdown, slider
from coursekit.apps.crystals import Shelf
from coursekit.apps.scene import LEGEND, lines_trace, place_points, scene_range, scene_style
from coursekit.neighbors import voronoi_cells
from coursekit.plots.style import COLOURS, STYLE
from coursekit.plots.voronoi import (
    count_faces,
    describe_cell,
    face_polygons,
    plot_cell,
    plot_faces,
)
from coursekit.structures import (
    make_bcc,
    make_diamond,
    make_fcc,
    make_hcp,
    make_rocksalt,
    make_rutile,
    rattle,
    supercell,
)

CRYSTALS = {
    "fcc copper": lambda: supercell(make_fcc(), (3, 3, 3)),
    "bcc iron": lambda: supercell(make_bcc(), (3, 3, 3)),
    "hcp magnesium": lambda: supercell(make_hcp(), (4, 4, 3)),
    "diamond": lambda: supercell(make_diamond(), (2, 2, 2)),
    "rock salt MgO": lambda: supercell(make_rocksalt(), (2, 2, 2)),
    "rutile TiO₂": lambda: supercell(make_rutile(), (2, 2, 4)),
}
"""Cells so large that every atom moves by itself."""


class VoronoiCell(App):
    """The region nearer to one atom than to any other, and its faces as neighbours.

    Parameters
    ----------
    crystals : dict of str to Structure, optional
        Crystals to offer; by default the course's own, as supercells.
    **settings
        `crystal`, `noise` (displacement of every atom, Å, 0 to 0.3) and `min_area` (smallest face
        that counts, as a fraction of the largest, 0 to 0.5).

    Examples
    --------
    >>> app = VoronoiCell(crystal="bcc iron")
    >>> print(app.text())
    Voronoi cell. Fe has 14 faces, 14 of them counted: the largest has 2.67 Å², the smallest 1 Å². Of 54 sites, 54 count 14.
    """

    title = "Voronoi cell"

    def __init__(self, crystals=None, **settings):
        self._shelf = Shelf(CRYSTALS if crystals is None else crystals)
        self._known = {}
        super().__init__(**settings)

    def controls(self):
        """Crystal, displacement and the smallest face that counts."""
        return {
            "crystal": dropdown("crystal", self._shelf),
            "noise": slider("displacement", 0.0, 0.0, 0.3, 0.005, unit="Å"),
            "min_area": slider("smallest face, of the largest", 0.0, 0.0, 0.5, 0.01),
        }

    def draw(self, figure):
        """Cell on the left; its faces, and the counts of all sites, on the right."""
        from plotly.subplots import make_subplots

        make_subplots(
            rows=2,
            cols=2,
            specs=[[{"type": "scene", "rowspan": 2}, {}], [None, {}]],
            column_widths=[0.55, 0.45],
            horizontal_spacing=0.1,
            vertical_spacing=0.24,
            subplot_titles=("", "faces of this cell", "all sites"),
            figure=figure,
        )
        self._draw_cell(figure)
        self._draw_bars(figure)
        figure.update_layout(
            scene=scene_style(zoom=1.35), height=490, margin_b=70, legend=LEGEND, barmode="overlay"
        )

    def _draw_cell(self, figure):
        import plotly.graph_objects as go

        flat = {"ambient": 0.75, "diffuse": 0.5, "specular": 0.05}
        for name, color, opacity in (
            ("counted faces", COLOURS[0], 0.45),
            ("small faces", COLOURS[1], 0.9),
        ):
            mesh = go.Mesh3d(
                color=color,
                opacity=opacity,
                name=name,
                lighting=flat,
                flatshading=True,
                showlegend=True,
                hoverinfo="skip",
            )
            figure.add_trace(mesh, row=1, col=1)
        figure.add_trace(lines_trace(color="#222222", width=4), row=1, col=1)
        looks = {
            "center": ("#000000", "diamond", 8),
            "neighbours": (COLOURS[0], "circle", 7),
            "small-face neighbours": (COLOURS[1], "square", 7),
        }
        for name, (color, symbol, size) in looks.items():
            marker = {"size": size, "color": color, "symbol": symbol, "line": {"width": 1}}
            trace = go.Scatter3d(mode="markers", marker=marker, name=name, x=[0], y=[0], z=[0])
            figure.add_trace(trace, row=1, col=1)

    def _draw_bars(self, figure):
        import plotly.graph_objects as go

        look = {"showlegend": False, "textposition": "outside", "cliponaxis": False}
        figure.add_trace(go.Bar(x=[], y=[], showlegend=False), row=1, col=2)
        line = {"color": "#222222", "dash": "dash"}
        figure.add_trace(
            go.Scatter(x=[], y=[], mode="lines", line=line, showlegend=False), row=1, col=2
        )
        figure.add_trace(
            go.Bar(x=[], y=[], marker={"color": COLOURS[0]}, width=0.6, **look), row=2, col=2
        )
        figure.update_xaxes(title_text="face, largest first", row=1, col=2)
        figure.update_yaxes(title_text="area / Å²", rangemode="tozero", row=1, col=2)
        figure.update_xaxes(title_text="faces counted", dtick=1, row=2, col=2)
        figure.update_yaxes(title_text="sites", row=2, col=2)

    def _cells(self, crystal, noise):
        """All cells, and the polygons of the first one; the last ones are kept."""
        if (crystal, noise) not in self._known:
            structure = rattle(self._shelf[crystal], noise, seed=1)
            cells = voronoi_cells(structure)
            self._known = {(crystal, noise): (structure, cells, face_polygons(cells, 0))}
        return self._known[crystal, noise]

    def update(self, figure, *, crystal, noise, min_area):
        """Cut the cell anew."""
        structure, cells, polygons = self._cells(crystal, noise)
        mine = cells.pairs.site(0)
        areas, vectors = cells.areas[mine], cells.pairs.vectors[mine]
        counted = areas > min_area * areas.max()
        with figure.batch_update():
            self._move_cell(figure, polygons, vectors, counted)
            self._move_bars(figure, cells, areas, counted, min_area)
        return describe_cell(structure[0].specie.symbol, cells, 0, min_area)

    def _move_cell(self, figure, polygons, vectors, counted):
        large, small, edges, _, near, far = figure.data[:6]
        for mesh, chosen in ((large, counted), (small, ~counted)):
            points, triangles = polygons.mesh(chosen)
            place_points(mesh, points)
            mesh.i, mesh.j, mesh.k = triangles.T.copy()
        place_points(edges, polygons.outline())
        place_points(near, vectors[counted])
        place_points(far, vectors[~counted])
        figure.update_layout(scene=scene_range(1.05 * np.linalg.norm(vectors, axis=1).max()))

    def _move_bars(self, figure, cells, areas, counted, min_area):
        faces, limit, sites = figure.data[6:]
        order = np.argsort(-areas)
        faces.x, faces.y = np.arange(1, len(areas) + 1), areas[order]
        faces.marker.color = [COLOURS[0] if good else COLOURS[1] for good in counted[order]]
        limit.x, limit.y = [0.4, len(areas) + 0.6], [min_area * areas.max()] * 2
        numbers = count_faces(cells, min_area)
        values, times = np.unique(numbers, return_counts=True)
        sites.x, sites.y, sites.text = values, times, [str(number) for number in times]
        figure.update_layout(
            xaxis2={"range": [numbers.min() - 2.5, numbers.max() + 2.5]},
            yaxis2={"range": [0, 1.25 * times.max()]},
        )

    def picture(self, *, crystal, noise, min_area):
        """Cell, faces, counts."""
        from matplotlib import rc_context
        from matplotlib.figure import Figure

        _, cells, polygons = self._cells(crystal, noise)
        areas = cells.areas[cells.pairs.site(0)]
        with rc_context(STYLE):
            figure = Figure(figsize=(9.5, 4), layout="constrained")
            counted = areas > min_area * areas.max()
            plot_cell(polygons, counted, ax=figure.add_subplot(1, 2, 1, projection="3d"))
            plot_faces(areas, min_area, ax=figure.add_subplot(1, 2, 2))
        return figure
